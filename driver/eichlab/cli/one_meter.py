"""The options that name one meter on one port, and the bench of just that meter."""

from pathlib import Path
from typing import Annotated

import typer

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.line import is_http
from eichlab.meters import model_named
from eichlab.store import Store, default_store_path
from eichlab.values import ConfigurationError, NotSupportedError

Port = Annotated[
    str,
    typer.Argument(
        help="Serial port, or a URL: socket://host:port, rfc2217://host:port, "
        "modbus-tcp://host, http(s)://host."
    ),
]
ModelName = Annotated[
    str, typer.Option("--meter", help="Model, for example em580, or a register map's file.")
]
Unit = Annotated[int | None, typer.Option("--unit", min=0, max=255, help="Unit id.")]
Baud = Annotated[int | None, typer.Option("--baud", min=300, help="Speed in baud.")]
Parity = Annotated[str | None, typer.Option("--parity", help="N, E or O.")]
Certificate = Annotated[
    str | None,
    typer.Option(
        "--certificate",
        help="For https: a PEM file, sha256:FINGERPRINT, or unverified.",
    ),
]
StorePath = Annotated[
    Path | None, typer.Option("--store", help="The store; default is the desktop's.")
]
ClearUnknown = Annotated[
    bool,
    typer.Option(
        "--clear-unknown",
        help="Close a transaction the journal does not know, and keep its record.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def bench_of_one(
    port: str,
    model: str,
    unit: int | None,
    baud: int | None,
    parity: str | None,
    *,
    certificate: str | None = None,
    controlled: bool = False,
    clear_unknown: bool = False,
) -> BenchConfiguration:
    """Return a bench of one line with one meter, as the model is usually reached.

    ``controlled``: for transactions; then a model that cannot sign is refused.

    Raises `ConfigurationError` for an unknown model or one that is not reached so,
    `NotSupportedError`, and `typer.BadParameter` for a parity.
    """
    usual = model_named(model)
    if usual.is_on_network != is_http(port):
        code = "cli.needs-address" if usual.is_on_network else "cli.needs-port"
        raise ConfigurationError(code, model=model, port=port)
    if controlled and not usual.capabilities.signs:
        raise NotSupportedError("meter.cannot-sign", meter=usual.title)
    parity = (parity or usual.parity).upper()
    if parity not in {"N", "E", "O"}:
        raise typer.BadParameter("N, E or O", param_hint="--parity")
    meter = MeterConfiguration(
        name=model,
        model=model,
        unit=usual.unit if unit is None else unit,
        controlled=controlled,
        clear_unknown=clear_unknown,
    )
    line = LineConfiguration(
        name=port,
        port=port,
        baud=baud or usual.baud,
        parity=parity,
        stop_bits=usual.stop_bits,
        certificate=certificate,
        meters=(meter,),
    )
    return BenchConfiguration(name=port, lines=(line,))


def open_store(path: Path | None) -> Store:
    """Return the store at ``path``, by default the one the desktop uses."""
    return Store.open(path or default_store_path())
