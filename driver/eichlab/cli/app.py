"""All commands that need no screen, as one Typer application."""

import sys

import typer

from eichlab import __version__
from eichlab.cli.keys import keys
from eichlab.cli.ports import ports
from eichlab.cli.read import read
from eichlab.cli.recover import recover
from eichlab.cli.scan import scan
from eichlab.cli.simulate import simulate
from eichlab.cli.store import store
from eichlab.cli.transact import transact
from eichlab.cli.verify import verify

app = typer.Typer(
    name="eichlab",
    help="Tests and inspects the energy meters of EV charging stations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(ports)
app.command()(scan)
app.command()(read)
app.command()(transact)
app.command()(recover)
app.command()(simulate)
app.command()(verify)
app.add_typer(store, name="store")
app.add_typer(keys, name="keys")


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
