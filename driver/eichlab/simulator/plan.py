"""What is to be simulated: lines and the meters on them, from options or from a bench file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from eichlab.simulator.catalogue import HIGHEST_UNIT, model_named, rtu
from eichlab.simulator.register_map.map_file import find_map
from eichlab.simulator.tcp_wire import parse_address
from eichlab.simulator.wire import CharacterFormat
from eichlab.values import ConfigurationError

_PARITIES = ("N", "E", "O")
_SOCKET = "socket://"
_HTTP = {"http://": 80, "https://": 443}

GATEWAY = "modbus-tcp://"
"""How the address of a Modbus TCP gateway begins."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MeterPlan:
    """A meter on a line; ``name`` is what commands call it."""

    model: str
    unit: int
    name: str


@dataclass(frozen=True, slots=True)
class LinePlan:
    """A line: a symlink's path or the host and port of a server socket, and its meters.

    A device on a network is a line of its own, without a speed; ``tls``: it begins with TLS.
    ``gateway``: a Modbus TCP gateway listens at the socket, and the line is behind it.
    """

    name: str
    link: Path | tuple[str, int]
    character: CharacterFormat
    meters: tuple[MeterPlan, ...]
    tls: bool = False
    gateway: bool = False

    def __post_init__(self) -> None:
        """Refuse a line whose meters cannot be told apart, or are not reached that way."""
        if not self.meters:
            raise ConfigurationError("simulator.no-meters", line=self.name)
        if self.http:
            if len(self.meters) > 1:
                raise ConfigurationError("simulator.http-alone", line=self.name)
            if isinstance(self.link, Path):
                raise ConfigurationError("simulator.http-needs-address", model=self.meters[0].model)
        units = [meter.unit for meter in self.meters]
        for unit in units:
            if units.count(unit) > 1:
                raise ConfigurationError("simulator.unit-twice", unit=unit, line=self.name)
        framings = {model_named(meter.model).framing for meter in self.meters}
        if len(framings) > 1:
            raise ConfigurationError("simulator.framings", line=self.name)
        if self.gateway and (self.http or framings != {rtu}):
            raise ConfigurationError("simulator.gateway", line=self.name)

    @property
    def http(self) -> bool:
        """Return whether it is a device that is reached over HTTP."""
        return any(model_named(meter.model).http for meter in self.meters)


def plan_line(
    name: str,
    link: Path | tuple[str, int],
    meters: tuple[MeterPlan, ...],
    *,
    baud: int | None = None,
    parity: str | None = None,
    tls: bool = False,
    gateway: bool = False,
) -> LinePlan:
    """Return the plan of a line; what is not said is as the first model usually has it."""
    model = model_named(meters[0].model) if meters else None
    if model is None or model.http:
        character = CharacterFormat()
    else:
        character = character_format(
            model.baud if baud is None else baud, (parity or model.parity)[:1].upper()
        )
    return LinePlan(name, link, character, meters, tls, gateway)


def character_format(baud: int, parity: str, stop_bits: int = 1) -> CharacterFormat:
    """Return speed and form of characters; raises `ConfigurationError` for impossible ones."""
    if not 50 <= baud <= 4_000_000:
        raise ConfigurationError("simulator.baud", baud=baud)
    if parity not in _PARITIES:
        raise ConfigurationError("simulator.parity", parity=parity)
    if stop_bits not in {1, 2}:
        raise ConfigurationError("simulator.stop-bits", stop_bits=stop_bits)
    return CharacterFormat(baud, parity, stop_bits)


def parse_meter(text: str) -> MeterPlan:
    """Return the meter of ``MODEL`` or ``MODEL@UNIT``; a model may be the path of a map file."""
    name, at, unit_text = text.rpartition("@")
    if not at or (find_map(text) is not None and not unit_text.isdigit()):
        name, at = text, ""
    model = model_named(name)
    if not at:
        return MeterPlan(name, model.unit, text)
    if not unit_text.isascii() or not unit_text.isdigit():
        raise ConfigurationError("simulator.unit", unit=unit_text, highest=HIGHEST_UNIT)
    return MeterPlan(name, _unit(int(unit_text)), text)


def _unit(unit: int) -> int:
    if not 1 <= unit <= HIGHEST_UNIT:
        raise ConfigurationError("simulator.unit", unit=unit, highest=HIGHEST_UNIT)
    return unit


def read_bench(path: Path) -> tuple[LinePlan, ...]:
    """Return the lines of a bench file: each is simulated where its ``port`` says.

    Raises `ConfigurationError` naming file and key where that cannot be done.
    """
    try:
        with path.open("rb") as file:
            bench = tomllib.load(file)
    except OSError as error:
        raise ConfigurationError("simulator.bench", path=path, reason=error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError("simulator.bench", path=path, reason=error) from error
    tables = bench.get("line", [])
    if not isinstance(tables, list) or not tables:
        raise ConfigurationError("simulator.bench-key", path=path, key="line")
    return tuple(_line(path, index, table) for index, table in enumerate(tables, start=1))


def _line(path: Path, index: int, table: object) -> LinePlan:
    place = f"line {index}"
    port = _value(path, place, table, "port", str)
    assert isinstance(table, dict)
    name = str(table.get("name", port))
    meter_tables = _value(path, place, table, "meter", list)
    meters = tuple(
        _meter(path, f"{place}, meter {number}", meter_table)
        for number, meter_table in enumerate(meter_tables, start=1)
    )
    baud = table.get("baud")
    if not isinstance(baud, int | None):
        raise ConfigurationError("simulator.bench-key", path=path, key=f"{place}: baud")
    parity = table.get("parity")
    return plan_line(
        name,
        _link(port),
        meters,
        baud=baud,
        parity=None if parity is None else str(parity),
        tls=port.startswith("https://"),
        gateway=port.startswith(GATEWAY),
    )


def _link(port: str) -> Path | tuple[str, int]:
    """Return where the ``port`` of a bench file leads."""
    if port.startswith(_SOCKET):
        return parse_address(port.removeprefix(_SOCKET))
    for scheme, usual in {**_HTTP, GATEWAY: 502}.items():
        if port.startswith(scheme):
            address = port.removeprefix(scheme).partition("/")[0]
            has_port = address.rpartition(":")[2].isdigit() and not address.endswith("]")
            return parse_address(address if has_port else f"{address}:{usual}")
    return Path(port)


def _meter(path: Path, place: str, table: object) -> MeterPlan:
    model_name = _value(path, place, table, "model", str)
    assert isinstance(table, dict)
    if find_map(model_name) == Path(model_name):
        model_name = str(path.parent / model_name)  # beside the bench file, as the bench has it
    unit = table.get("unit", model_named(model_name).unit)
    if not isinstance(unit, int):
        raise ConfigurationError("simulator.bench-key", path=path, key=f"{place}: unit")
    name = str(table.get("name", f"{model_name}@{unit}"))
    return MeterPlan(model_name, _unit(unit), name)


def _value(path: Path, place: str, table: object, key: str, kind: type[_T]) -> _T:
    value = table.get(key) if isinstance(table, dict) else None
    if not isinstance(value, kind):
        raise ConfigurationError("simulator.bench-key", path=path, key=f"{place}: {key}")
    return value
