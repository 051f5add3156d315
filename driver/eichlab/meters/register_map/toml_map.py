"""Register maps in Eichlab's own form: TOML, one file a model (see the manual, `register-map`)."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from eichlab.line import READ_LIMIT
from eichlab.meters.register_map.map import (
    UNITS,
    Check,
    Entry,
    Exponent,
    Identification,
    Limits,
    MapValue,
    NumberAt,
    NumberType,
    RegisterMap,
)
from eichlab.toml_text import Step, TomlText, TomlTextError
from eichlab.values import Channel, ConfigurationError, Quantity

T = TypeVar("T")

_HIGHEST_ADDRESS = 0xFFFF
_MOST_POWER = 15
_WORD_ORDERS = ("high-first", "low-first")
_TYPES = tuple(kind.value for kind in NumberType)
_CHANNELS = tuple(channel.value for channel in Channel)
_NUMBER_KEYS = frozenset({"function", "type", "word_order"})

Table = Mapping[str, Any]
Path_ = tuple[Step, ...]


def toml_map(path: Path, text: str, name: str) -> RegisterMap:
    """Return the map in ``text``; raises `ConfigurationError` naming file, key and line."""
    return _Reader(str(path), text).map(name)


class _Reader:
    """Turns the tables into a map and says what is wrong with them."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        try:
            self._toml = TomlText(text)
        except TomlTextError as error:
            raise ConfigurationError(
                "map-file.not-toml", file=file, line=error.line, reason=str(error)
            ) from error
        self._defaults: Table = {}

    def map(self, name: str) -> RegisterMap:
        data = self._toml.data
        self._known(data, {"title", "line", "reads", "defaults", "identification", "value"}, ())
        title = self._value(data, "title", str, ())
        self._defaults = self._table(data, "defaults")
        self._check_defaults()
        line = self._table(data, "line")
        self._known(line, {"baud", "parity", "stop_bits", "unit", "timeout_s"}, ("line",))
        at = ("line",)
        return RegisterMap(
            name=name,
            title=title,
            values=self._values(data),
            baud=self._whole(line, "baud", at, 300, 4_000_000, default=9600),
            parity=self._choice(line, "parity", at, ("N", "E", "O"), default="N"),
            stop_bits=self._whole(line, "stop_bits", at, 1, 2, default=1),
            unit=self._whole(line, "unit", at, 1, 247, default=1),
            timeout_s=float(self._decimal(line, "timeout_s", at, 0.05, 60, default=0.5)),
            limits=self._limits(self._table(data, "reads")),
            identification=self._identification(self._table(data, "identification")),
        )

    def _check_defaults(self) -> None:
        """Name a mistake in them where it stands, not where it is used."""
        at = ("defaults",)
        self._known(self._defaults, _NUMBER_KEYS, at)
        if "function" in self._defaults:
            self._whole(self._defaults, "function", at, 3, 4)
        for key, allowed in (("type", _TYPES), ("word_order", _WORD_ORDERS)):
            if key in self._defaults:
                self._choice(self._defaults, key, at, allowed)

    # ── values ───────────────────────────────────────────────────────────────────────────────

    def _values(self, data: Table) -> tuple[MapValue, ...]:
        tables = data.get("value")
        if not isinstance(tables, list) or not tables or not all(map(_is_table, tables)):
            self._wrong("map-file.tables", ("value",))
        values: list[MapValue] = []
        taken: set[tuple[Quantity, Channel]] = set()
        for index, table in enumerate(tables):
            at = ("value", index)
            for value in self._of_quantity(table, at):
                if (value.quantity, value.channel) in taken:
                    self._wrong(
                        "map-file.twice",
                        (*at, value.channel.value),
                        quantity=value.quantity.value,
                    )
                taken.add((value.quantity, value.channel))
                values.append(value)
        return tuple(values)

    def _of_quantity(self, table: Table, at: Path_) -> list[MapValue]:
        known = {"quantity", "unit", "scale", "exponent", "no_value", *_NUMBER_KEYS, *_CHANNELS}
        self._known(table, known, at)
        quantity = Quantity(
            self._choice(table, "quantity", at, tuple(each.value for each in Quantity))
        )
        units = UNITS[quantity]
        unit = self._choice(table, "unit", at, tuple(units), default=quantity.unit)
        factor = units[unit] * self._scale(table, at)
        exponent = self._exponent(table, at)
        no_value = self._wholes(table, "no_value", at)
        channels = [channel for channel in Channel if channel.value in table]
        if not channels:
            self._wrong("map-file.no-channel", at, quantity=quantity.value)
        return [
            MapValue(
                quantity=quantity,
                channel=channel,
                number=self._number(table, at, channel.value),
                factor=factor,
                exponent=exponent,
                no_value=no_value,
            )
            for channel in channels
        ]

    def _scale(self, table: Table, at: Path_) -> Decimal:
        scale = self._decimal(table, "scale", at, -1e12, 1e12, default=1)
        if scale == 0:
            self._wrong("map-file.value", (*at, "scale"), value=0, allowed="≠ 0")
        return scale

    def _exponent(self, table: Table, at: Path_) -> Exponent | None:
        if "exponent" not in table:
            return None
        inner = self._value(table, "exponent", dict, at)
        at = (*at, "exponent")
        self._known(inner, {"address", "offset", *_NUMBER_KEYS}, at)
        outer = {key: value for key, value in table.items() if key == "function"}
        number = self._number({**outer, "type": "s16", **inner}, at, "address")
        return Exponent(
            number, self._whole(inner, "offset", at, -_MOST_POWER, _MOST_POWER, default=0)
        )

    def _number(self, table: Table, at: Path_, address: str) -> NumberAt:
        merged = {**self._defaults, **table}
        function = self._whole(merged, "function", at, 3, 4)
        kind = NumberType(self._choice(merged, "type", at, _TYPES))
        order = self._choice(merged, "word_order", at, _WORD_ORDERS, default="high-first")
        first = self._whole(table, address, at, 0, _HIGHEST_ADDRESS + 1 - kind.registers)
        return NumberAt(function, first, kind, order == "low-first")

    # ── the rest ─────────────────────────────────────────────────────────────────────────────

    def _limits(self, table: Table) -> Limits:
        at = ("reads",)
        self._known(table, {"most_registers", "gap", "pause_s"}, at)
        return Limits(
            most_registers=self._whole(
                table, "most_registers", at, 4, READ_LIMIT, default=READ_LIMIT
            ),
            gap=self._whole(table, "gap", at, 0, READ_LIMIT, default=0),
            pause_s=float(self._decimal(table, "pause_s", at, 0, 10, default=0)),
        )

    def _identification(self, table: Table) -> Identification:
        at = ("identification",)
        self._known(table, {"serial", "firmware", "checks"}, at)
        checks = table.get("checks", [])
        if not isinstance(checks, list) or not all(map(_is_table, checks)):
            self._wrong("map-file.kind", (*at, "checks"), value=checks, kind="[ { … } ]")
        return Identification(
            serial=self._entry(table, "serial"),
            firmware=self._entry(table, "firmware"),
            checks=tuple(
                self._check(check, (*at, "checks", index)) for index, check in enumerate(checks)
            ),
        )

    def _entry(self, table: Table, key: str) -> Entry | None:
        if key not in table:
            return None
        inner = self._value(table, key, dict, ("identification",))
        at = ("identification", key)
        self._known(inner, {"address", "registers", "form", "simulated", *_NUMBER_KEYS}, at)
        text = 0
        if inner.get("type") == "text":
            text = self._whole(inner, "registers", at, 1, READ_LIMIT)
            number = self._number({**inner, "type": "u16"}, at, "address")
        else:
            number = self._number(inner, at, "address")
        form = self._choice(inner, "form", at, ("decimal", "hexadecimal"), default="decimal")
        if form == "hexadecimal" and number.type.is_float:
            self._wrong("map-file.value", (*at, "form"), value=form, allowed="decimal")
        simulated = self._value(inner, "simulated", str, at, default="")
        return Entry(number, text, simulated.encode("utf-8"), form == "hexadecimal")

    def _check(self, table: Table, at: Path_) -> Check:
        self._known(
            table,
            {"address", "is", "not", "least", "most", "zero_fits", *_NUMBER_KEYS},
            at,
        )
        bounds = {
            key: self._decimal(table, key, at, -1e18, 1e18) if key in table else None
            for key in ("least", "most")
        }
        return Check(
            number=self._number(table, at, "address"),
            is_one_of=self._wholes(table, "is", at),
            is_none_of=self._wholes(table, "not", at),
            least=bounds["least"],
            most=bounds["most"],
            zero_fits=self._value(table, "zero_fits", bool, at, default=False),
        )

    # ── single entries ───────────────────────────────────────────────────────────────────────

    def _table(self, data: Table, key: str) -> Table:
        return self._value(data, key, dict, (), default={})

    def _value(
        self, table: Table, key: str, kind: type[T], at: Path_, *, default: T | None = None
    ) -> T:
        value: object = table.get(key, default)
        if value is None:
            self._wrong("map-file.key-missing", (*at, key))
        if not isinstance(value, kind):
            self._wrong("map-file.kind", (*at, key), value=value, kind=_KINDS[kind])
        return value

    def _choice(
        self,
        table: Table,
        key: str,
        at: Path_,
        allowed: tuple[str, ...],
        default: str | None = None,
    ) -> str:
        value = self._value(table, key, str, at, default=default)
        if value not in allowed:
            self._wrong("map-file.value", (*at, key), value=value, allowed=", ".join(allowed))
        return value

    def _whole(
        self, table: Table, key: str, at: Path_, least: int, most: int, default: int | None = None
    ) -> int:
        value = self._value(table, key, int, at, default=default)
        if isinstance(value, bool):
            self._wrong("map-file.kind", (*at, key), value=value, kind=_KINDS[int])
        if not least <= value <= most:
            allowed = f"{least} … {most}"
            self._wrong("map-file.value", (*at, key), value=value, allowed=allowed)
        return value

    def _wholes(self, table: Table, key: str, at: Path_) -> frozenset[int]:
        value = self._value(table, key, list, at, default=[])
        if not all(isinstance(each, int) and not isinstance(each, bool) for each in value):
            self._wrong("map-file.kind", (*at, key), value=value, kind="[ 1, 2, … ]")
        return frozenset(value)

    def _decimal(
        self,
        table: Table,
        key: str,
        at: Path_,
        least: float,
        most: float,
        default: float | None = None,
    ) -> Decimal:
        value = table.get(key, default)
        if value is None:
            self._wrong("map-file.key-missing", (*at, key))
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong("map-file.kind", (*at, key), value=value, kind=_KINDS[float])
        if not least <= value <= most:
            allowed = f"{least:g} … {most:g}"
            self._wrong("map-file.value", (*at, key), value=value, allowed=allowed)
        # The shortest text of a float is how it was written.
        return Decimal(str(value))

    def _known(self, table: Table, known: frozenset[str] | set[str], at: Path_) -> None:
        for key in table:
            if key not in known:
                self._wrong("map-file.key-unknown", (*at, key), known=", ".join(sorted(known)))

    def _wrong(self, code: str, at: Path_, **parameters: object) -> NoReturn:
        line = self._toml.line_of(*at)
        key = next((step for step in reversed(at) if isinstance(step, str)), "")
        raise ConfigurationError(code, file=self._file, key=key, line=line, **parameters)


_KINDS: dict[type, str] = {
    str: '"…"',
    int: "1, 0x48",
    float: "0.1",
    bool: "true, false",
    dict: "{ … }",
    list: "[ … ]",
}
"""How a value of a kind is written in TOML."""


def _is_table(value: object) -> bool:
    return isinstance(value, dict)
