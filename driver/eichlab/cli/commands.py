"""The commands by name, each module loaded when its command is called.

A command that checks a file must not wait for the drivers of serial lines to load.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        name: f"eichlab.cli.{name}"
        for name in (
            *("ports", "scan", "read", "transact", "recover", "simulate", "verify", "store"),
            "keys",
        )
    }
)
"""Name of a command (or group of commands) → its module; the module holds it by that name."""


class LazyCommands(TyperGroup):
    """A group whose commands are loaded from `COMMANDS` when they are asked for."""

    def list_commands(self, ctx: "Context") -> list[str]:
        """Return the names of all commands, those of `COMMANDS` first."""
        return [*COMMANDS, *(name for name in super().list_commands(ctx) if name not in COMMANDS)]

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        """Return the command of a name, loading it if need be; None for an unknown one."""
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in COMMANDS:
            found = _load(cmd_name)
            self.add_command(found, cmd_name)
        return found

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """Find the command to run; a wrong name is answered with the nearest right one."""
        if args and self.get_command(ctx, args[0]) is None:
            for name in COMMANDS:
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)


def _load(name: str) -> "Command":
    loaded = getattr(import_module(COMMANDS[name]), name)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    if not isinstance(loaded, typer.Typer):
        alone.command(name)(loaded)
        return get_command(alone)
    alone.add_typer(loaded, name=name)
    group = get_command(alone)
    assert isinstance(group, TyperGroup)
    return group.commands[name]
