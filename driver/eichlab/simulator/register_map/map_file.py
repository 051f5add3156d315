"""What a simulated meter takes from a map file: the file is all that is known of such a meter.

Read by code of its own, after the manual's page on register maps and after EVerest's module
GenericPowermeter. It is no test of the file itself: a mistake in it is a mistake of the meter.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eichlab.resources import resource
from eichlab.simulator.register_map.words import length
from eichlab.values import ConfigurationError

CHANNELS = ("L1", "L2", "L3", "N", "total", "DC")

_YAML = frozenset({".yaml", ".yml"})
_FIRST_INPUT = 30001

# Units in Eichlab's own: V, A, W, var, Hz, Wh, °C.
_PREFIXES = {"m": 1e-3, "k": 1e3, "M": 1e6}
_BARE_UNITS = frozenset({"V", "A", "W", "var", "Hz", "Wh", "°C"})

_EVEREST = {
    "energy_Wh_import": ("energy_import", "total"),
    "energy_Wh_export": ("energy_export", "total"),
    "power_W": ("power", "total"),
    "voltage_V": ("voltage", "DC"),
    "reactive_power_VAR": ("reactive_power", "total"),
    "current_A": ("current", "DC"),
    "frequency_Hz": ("frequency", "total"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """Where a number lies and how: ``kind`` is ``u16`` … ``float64``."""

    function: int
    address: int
    kind: str
    low_first: bool = False

    @property
    def registers(self) -> int:
        """Return how many registers it takes."""
        return length(self.kind)


@dataclass(frozen=True, slots=True)
class MappedValue:
    """A value: content × ``factor`` × 10^(power + ``offset``) is in Eichlab's unit."""

    quantity: str
    channel: str
    number: Number
    factor: float
    power: Number | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class MappedText:
    """A register that says who the meter is; ``mark`` is how a simulated one begins."""

    number: Number
    registers: int
    is_text: bool
    mark: bytes


@dataclass(frozen=True, slots=True)
class MapContent:
    """Everything of a map that concerns the meter itself.

    ``fixed`` are registers by which the model is told: where, and what must stand there.
    """

    name: str
    unit: int
    baud: int
    parity: str
    most: int
    values: tuple[MappedValue, ...]
    texts: tuple[MappedText, ...] = ()
    fixed: tuple[tuple[Number, float], ...] = ()


def find_map(name: str) -> Path | None:
    """Return the file of a map: its path, or one that ships with Eichlab; None for neither."""
    path = Path(name)
    if path.suffix.lower() in {".toml", *_YAML}:
        return path
    shipped = resource("maps") / f"{name}.toml"
    return shipped if shipped.exists() else None


def read_map(path: Path, name: str) -> MapContent:
    """Return the content of a map file; raises `ConfigurationError` where it is none."""
    try:
        if path.suffix.lower() in _YAML:
            return _everest(yaml.safe_load(path.read_text("utf-8")), name)
        return _own(tomllib.loads(path.read_text("utf-8")), name)
    except OSError as error:
        reason: object = error.strerror
    except (ValueError, TypeError, LookupError, AttributeError, yaml.YAMLError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise ConfigurationError("simulator.map", path=path, reason=reason)


def _own(data: Mapping[str, Any], name: str) -> MapContent:
    line, reads = data.get("line", {}), data.get("reads", {})
    usual = data.get("defaults", {})
    values = [value for table in data["value"] for value in _values({**usual, **table})]
    identification = data.get("identification", {})
    texts = [
        _text({**usual, **identification[key]})
        for key in ("serial", "firmware")
        if key in identification
    ]
    fixed = [_fixed({**usual, **check}) for check in identification.get("checks", [])]
    return MapContent(
        name=name,
        unit=line.get("unit", 1),
        baud=line.get("baud", 9600),
        parity=line.get("parity", "N"),
        most=reads.get("most_registers", 125),
        values=tuple(values),
        texts=tuple(texts),
        fixed=tuple(fixed),
    )


def _number(table: Mapping[str, Any], address: str = "address") -> Number:
    low_first = table.get("word_order") == "low-first"
    return Number(table["function"], table[address], table["type"], low_first)


def _values(table: Mapping[str, Any]) -> list[MappedValue]:
    unit = table.get("unit", "")
    bare = unit in _BARE_UNITS or not unit
    factor = (1.0 if bare else _PREFIXES[unit[0]]) * table.get("scale", 1)
    power = table.get("exponent")
    if power is None:
        inner, offset = None, 0
    else:
        inner = _number({"function": table["function"], "type": "s16", **power})
        offset = power.get("offset", 0)
    return [
        MappedValue(table["quantity"], channel, _number(table, channel), factor, inner, offset)
        for channel in CHANNELS
        if channel in table
    ]


def _text(table: Mapping[str, Any]) -> MappedText:
    is_text = table["type"] == "text"
    number = _number({**table, "type": "u16"} if is_text else table)
    registers = table["registers"] if is_text else number.registers
    return MappedText(number, registers, is_text, table.get("simulated", "").encode())


def _fixed(check: Mapping[str, Any]) -> tuple[Number, float]:
    number = _number(check)
    if check.get("is"):
        return number, check["is"][0]
    least, most = check.get("least", check.get("most", 0)), check.get("most", check.get("least", 0))
    value = (least + most) / 2
    while value in check.get("not", []):
        value += 1
    return number, value


def _everest(data: Mapping[str, Any], name: str) -> MapContent:
    values = []
    for key, (quantity, first) in _EVEREST.items():
        table = data.get(key) or {}
        levels = [(table, first), *((table.get(phase), phase) for phase in ("L1", "L2", "L3"))]
        for entry, channel in levels:
            if entry and entry["num_registers"] == 2:
                values.append(_everest_value(entry, quantity, channel))
    return MapContent(name, 1, 9600, "N", 125, tuple(values))


def _everest_value(entry: Mapping[str, Any], quantity: str, channel: str) -> MappedValue:
    def number(register: str, function: str, kind: str) -> Number:
        base = _FIRST_INPUT if entry[function] == 4 else 0
        return Number(entry[function], entry[register] - base, kind)

    value = number("start_register", "function_code_start_reg", "float32")
    power = None
    if entry["exponent_register"]:
        power = number("exponent_register", "function_code_exp_reg", "s16")
    return MappedValue(quantity, channel, value, entry["multiplier"], power)
