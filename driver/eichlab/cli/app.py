"""All commands that need no screen, as one Typer application."""

import sys

import typer

from eichlab import __version__
from eichlab.cli.commands import LazyCommands

app = typer.Typer(
    name="eichlab",
    cls=LazyCommands,
    help="Tests and inspects the energy meters of EV charging stations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"eichlab {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Options of the program as a whole."""


def main() -> None:
    """Run the command line."""
    # Names and sentences are UTF-8 wherever they go; a terminal that cannot show a sign gets "?".
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
