"""The command line without Qt: one module a command."""

from eichlab.cli.app import app, main

__all__ = ["app", "main"]
