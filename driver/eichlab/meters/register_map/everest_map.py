"""Register maps in the form of EVerest's module GenericPowermeter: YAML, loaded as they are.

What that module makes of a file is what it means, with three exceptions, each told by a notice:
entries whose first level EVerest takes for a DC circuit although phases are meant, the sub-entries
of the frequency, which it stores in wrong places, and an energy factor that is obviously wrong.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import yaml

from eichlab.meters.register_map.map import (
    Exponent,
    Limits,
    MapValue,
    NumberAt,
    NumberType,
    RegisterMap,
)
from eichlab.values import Channel, ConfigurationError, Message, Quantity, message

BASE_ADDRESS = 30001
"""EVerest's default for `modbus_base_address`: subtracted with function 4 only."""

_HIGHEST_ADDRESS = 0xFFFF
_FLOAT_REGISTERS = 2
_PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a top-level key means: its quantity, and the channel of its first level."""

    quantity: Quantity
    first: Channel


_KINDS: Mapping[str, _Kind] = {
    "energy_Wh_import": _Kind(Quantity.ENERGY_IMPORT, Channel.TOTAL),
    "energy_Wh_export": _Kind(Quantity.ENERGY_EXPORT, Channel.TOTAL),
    "power_W": _Kind(Quantity.POWER, Channel.TOTAL),
    "voltage_V": _Kind(Quantity.VOLTAGE, Channel.DC),
    "reactive_power_VAR": _Kind(Quantity.REACTIVE_POWER, Channel.TOTAL),
    "current_A": _Kind(Quantity.CURRENT, Channel.DC),
    "frequency_Hz": _Kind(Quantity.FREQUENCY, Channel.TOTAL),
}
_PHASES = {"L1": Channel.L1, "L2": Channel.L2, "L3": Channel.L3}
_ENERGIES = frozenset({Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT})

# Meters count in Wh, kWh or MWh, some in tenths; a thousandth of a Wh none does as a float.
_WRONG_ENERGY_FACTOR = Decimal("0.001")
_RIGHT_ENERGY_FACTOR = Decimal(1000)


def everest_map(path: Path, text: str, name: str) -> RegisterMap:
    """Return the map in ``text``; raises `ConfigurationError` naming file, key and line."""
    return _Reader(str(path), text).map(name, path.stem)


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines: dict[tuple[str, ...], int] = {}
        self._notices: list[Message] = []
        self._data = self._parsed(text)

    def _parsed(self, text: str) -> Mapping[str, Any]:
        loader = yaml.SafeLoader(text)
        try:
            node = loader.get_single_node()
            data = None if node is None else loader.construct_document(node)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            raise ConfigurationError(
                "map-file.not-yaml",
                file=self._file,
                line=1 if mark is None else mark.line + 1,
                reason=getattr(error, "problem", None) or str(error),
            ) from error
        finally:
            loader.dispose()
        if not isinstance(data, dict) or not _KINDS.keys() & data.keys():
            self._wrong("map-file.not-everest", ())
        self._note_lines(node, ())
        return data

    def _note_lines(self, node: yaml.Node | None, path: tuple[str, ...]) -> None:
        """Note the line of every key of the form: quantity, phase, and what is said of them."""
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            inner = (*path, str(key.value))
            self._lines.setdefault(inner, key.start_mark.line + 1)
            # An alias may lead in circles, so this goes no deeper than the form does.
            if inner[-1] in (_KINDS, _PHASES, ())[min(len(path), 2)]:
                self._note_lines(value, inner)

    def map(self, name: str, title: str) -> RegisterMap:
        values: list[MapValue] = []
        for key, kind in _KINDS.items():
            table = self._data.get(key)
            if table is None:
                continue
            if not isinstance(table, dict):
                self._wrong("map-file.kind", (key,), value=table, kind="mapping")
            values += self._of_quantity(key, kind, table)
        if not values:
            because = self._notices[0] if self._notices else None
            self._wrong("map-file.nothing-to-read", (), reason=because)
        alternating = _as_alternating(values)
        if alternating != values:
            self._notices.append(message("map.everest-single-phase", title=title))
        return RegisterMap(
            name=name,
            title=title,
            values=tuple(alternating),
            limits=Limits(pause_s=_PAUSE_S),
            notices=tuple(self._notices),
        )

    def _of_quantity(self, key: str, kind: _Kind, table: Mapping[str, Any]) -> list[MapValue]:
        entries: list[tuple[tuple[str, ...], Mapping[str, Any], Channel]] = [
            ((key,), table, kind.first)
        ]
        for phase, channel in _PHASES.items():
            inner = table.get(phase)
            if isinstance(inner, dict):
                entries.append(((key, phase), inner, channel))
        values = []
        for at, entry, channel in entries:
            # EVerest asks for this key at every level; with 0 the others may be missing.
            if self._whole(entry, "num_registers", at, 0, 125) == 0:
                continue
            if kind.quantity is Quantity.FREQUENCY and len(at) > 1:
                self._tell("map.everest-frequency", at, phase=at[-1])
                continue
            if (value := self._map_value(entry, at, kind.quantity, channel)) is not None:
                values.append(value)
        return values

    def _map_value(
        self, entry: Mapping[str, Any], at: tuple[str, ...], quantity: Quantity, channel: Channel
    ) -> MapValue | None:
        count = self._whole(entry, "num_registers", at, 1, 125)
        function = self._whole(entry, "function_code_start_reg", at, 3, 4)
        start = self._whole(entry, "start_register", at, 0, 0x1_FFFF)
        factor = self._multiplier(entry, at)
        exponent = self._exponent(entry, at)
        if count != _FLOAT_REGISTERS:
            # One register EVerest takes for half a float (about 0), more it cannot read.
            self._tell("map.everest-registers", at, count=count)
            return None
        if quantity in _ENERGIES and factor == _WRONG_ENERGY_FACTOR and exponent is None:
            self._tell(
                "map.everest-energy-factor",
                (*at, "multiplier"),
                written=factor,
                used=_RIGHT_ENERGY_FACTOR,
            )
            factor = _RIGHT_ENERGY_FACTOR
        address = self._address(function, start, at, "start_register", count)
        number = NumberAt(function, address, NumberType.FLOAT32)
        return MapValue(quantity, channel, number, factor, exponent)

    def _multiplier(self, entry: Mapping[str, Any], at: tuple[str, ...]) -> Decimal:
        value = self._given(entry, "multiplier", at)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            self._wrong("map-file.kind", (*at, "multiplier"), value=value, kind="0.1")
        return Decimal(str(value))

    def _exponent(self, entry: Mapping[str, Any], at: tuple[str, ...]) -> Exponent | None:
        register = self._whole(entry, "exponent_register", at, 0, 0x1_FFFF)
        function = self._given(entry, "function_code_exp_reg", at)
        if register == 0:
            return None
        function = self._whole(entry, "function_code_exp_reg", at, 3, 4)
        address = self._address(function, register, at, "exponent_register", 1)
        return Exponent(NumberAt(function, address, NumberType.S16))

    def _address(
        self, function: int, register: int, at: tuple[str, ...], key: str, count: int
    ) -> int:
        address = register - BASE_ADDRESS if function == 4 else register
        if not 0 <= address <= _HIGHEST_ADDRESS + 1 - count:
            least = BASE_ADDRESS if function == 4 else 0
            allowed = f"{least} … {least + _HIGHEST_ADDRESS}"
            self._wrong("map-file.value", (*at, key), value=register, allowed=allowed)
        return address

    def _whole(
        self, entry: Mapping[str, Any], key: str, at: tuple[str, ...], least: int, most: int
    ) -> int:
        value = self._given(entry, key, at)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong("map-file.kind", (*at, key), value=value, kind="1, 0x48")
        if not least <= value <= most:
            allowed = f"{least} … {most}"
            self._wrong("map-file.value", (*at, key), value=value, allowed=allowed)
        return value

    def _given(self, entry: Mapping[str, Any], key: str, at: tuple[str, ...]) -> Any:  # noqa: ANN401
        if key not in entry:
            self._wrong("map-file.key-missing", (*at, key))
        return entry[key]

    def _tell(self, code: str, at: tuple[str, ...], **parameters: object) -> None:
        told = message(
            code, file=self._file, key=".".join(at), line=self._line_of(at), **parameters
        )
        self._notices.append(told)

    def _line_of(self, at: tuple[str, ...]) -> int:
        while at and at not in self._lines:
            at = at[:-1]
        return self._lines.get(at, 1)

    def _wrong(self, code: str, at: tuple[str, ...], **parameters: object) -> NoReturn:
        raise ConfigurationError(
            code, file=self._file, key=".".join(at), line=self._line_of(at), **parameters
        )


def _as_alternating(values: list[MapValue]) -> list[MapValue]:
    """Return the values with DC turned into L1 where a frequency shows that it is no DC meter."""
    if not any(value.quantity is Quantity.FREQUENCY for value in values):
        return values
    phases = {value.channel for value in values}
    if Channel.L1 in phases or Channel.DC not in phases:
        return values
    return [
        value
        if value.channel is not Channel.DC
        else MapValue(value.quantity, Channel.L1, value.number, value.factor, value.exponent)
        for value in values
    ]
