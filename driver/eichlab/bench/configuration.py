"""The bench file: the lines and meters of one workstation, as TOML a person can read."""

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from platformdirs import user_config_path

from eichlab.line import HttpAddress, is_http
from eichlab.meters import Model, is_map_file, model_named
from eichlab.values import ConfigurationError, UsbIdentity

T = TypeVar("T")

_SERIAL_ONLY = frozenset({"baud", "parity", "stop_bits", "usb"})
_SETTINGS = frozenset({"baud", "parity", "stop_bits"})
_NO_KEYS = frozenset({"assumed", "meters"})

Assumed = frozenset[tuple[str, object]]
"""Keys with the values they were given for want of a better."""


def default_bench_path() -> Path:
    """Return where the bench file lies unless another is named."""
    return user_config_path("eichlab") / "bench.toml"


@dataclass(frozen=True, slots=True)
class MeterConfiguration:
    """One meter on a line; ``model`` is a model's name or the path of a register map.

    ``map_sha256`` is that of the register map when it was chosen, so that a change is told.

    ``controlled`` meters may be written to; others are read only. ``clear_unknown`` closes a
    transaction found in the meter that the journal does not know, keeping its record, without
    asking. ``interval_s`` is the time between two readings; ``timeout_s`` the wait for an answer,
    None for the model's usual.

    ``assumed`` is what neither the file nor a register map that cannot be used told: as long as it
    is unchanged, the bench file leaves it to the map.
    """

    name: str
    model: str
    unit: int = 1
    controlled: bool = True
    interval_s: float = 1.0
    timeout_s: float | None = None
    stop_on_failure: bool = True
    failure_after_s: float = 10.0
    clear_unknown: bool = False
    simulated: bool = False
    map_sha256: str | None = None
    assumed: Assumed = frozenset()


@dataclass(frozen=True, slots=True)
class LineConfiguration:
    """One line: its port (a device or a URL), its speed, and the meters on it.

    A meter that speaks HTTP is a line of its own, with its address as ``port`` and no speed;
    ``certificate`` says which certificate is trusted under ``https``: None what the system trusts,
    a PEM file, ``sha256:FINGERPRINT``, or ``unverified``. ``assumed`` is as that of a meter.
    """

    name: str
    port: str
    baud: int = 9600
    parity: str = "N"
    stop_bits: int = 1
    usb: UsbIdentity | None = None
    certificate: str | None = None
    meters: tuple[MeterConfiguration, ...] = ()
    assumed: Assumed = frozenset()


@dataclass(frozen=True, slots=True)
class BenchConfiguration:
    """A whole bench. Names of lines and of meters are each unique."""

    name: str = "Bench"
    lines: tuple[LineConfiguration, ...] = field(default=())

    @classmethod
    def load(
        cls, path: Path, *, unusable: dict[str, ConfigurationError] | None = None
    ) -> "BenchConfiguration":
        """Read a bench file. Raises `ConfigurationError` naming file, key and line.

        With ``unusable`` a meter whose register map cannot be used is no error: it is kept, and
        why it cannot be used is noted there under its name. `without` leaves such meters out.
        """
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError as error:
            raise ConfigurationError("bench-file.missing", file=str(path)) from error
        except UnicodeDecodeError as error:
            raise ConfigurationError("bench-file.not-text", file=str(path)) from error
        except OSError as error:
            raise ConfigurationError(
                "bench-file.unreadable", file=str(path), reason=error.strerror
            ) from error
        return _Reader(str(path), text, unusable).bench()

    def save(self, path: Path) -> None:
        """Write the bench file, whole or not at all."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".toml.new")
            unfinished.write_text(self.as_toml(path.parent), "utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise ConfigurationError(
                "bench-file.unwritable", file=str(path), reason=error.strerror
            ) from error

    def as_toml(self, folder: Path | None = None) -> str:
        """Return the bench as the text of a bench file.

        Map files that lie in ``folder``, the bench file's own, are named relative to it.
        """
        parts = [f"name = {_toml(self.name)}\n"]
        for line in self.lines:
            left_out = {"usb"} | (_SERIAL_ONLY if is_http(line.port) else _still_assumed(line))
            parts.append("\n[[line]]\n" + _table(line, leave_out=frozenset(left_out)))
            if line.usb is not None:
                parts.append(f"usb = {_usb_toml(line.usb)}\n")
            parts.extend(
                "\n[[line.meter]]\n"
                + _table(
                    replace(meter, model=_named(meter.model, folder)),
                    leave_out=_left_to_map(meter),
                )
                for meter in line.meters
            )
        return "".join(parts)

    def without(self, names: Collection[str]) -> "BenchConfiguration":
        """Return the bench without these meters, and without lines that thereby have none left."""
        lines = []
        for original in self.lines:
            meters = tuple(each for each in original.meters if each.name not in names)
            if meters or not original.meters:
                lines.append(replace(original, meters=meters))
        return replace(self, lines=tuple(lines))

    def meter(self, name: str) -> MeterConfiguration:
        """Return the meter called ``name``; raises `ConfigurationError` listing those there are."""
        names = []
        for line in self.lines:
            for meter in line.meters:
                if meter.name == name:
                    return meter
                names.append(meter.name)
        raise ConfigurationError("bench.no-such-meter", meter=name, meters=", ".join(names))


class _Reader:
    """Turns a parsed bench file into a configuration, naming the line of what is wrong."""

    def __init__(
        self, file: str, text: str, unusable: dict[str, ConfigurationError] | None = None
    ) -> None:
        self._file = file
        self._text = text
        self._unusable = unusable

    def bench(self) -> BenchConfiguration:
        try:
            data = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            raise ConfigurationError(
                "bench-file.not-toml",
                file=self._file,
                line=place.group(1) if place else self._text.count("\n") + 1,
                reason=str(error),
            ) from error
        self._known(data, {"name", "line"}, ())
        name = self._value(data, "name", str, (), default="Bench")
        lines = tuple(
            self._line(table, (number,)) for number, table in enumerate(self._tables(data, "line"))
        )
        self._unique([(line.name, (number,)) for number, line in enumerate(lines)])
        self._unique(
            [
                (meter.name, (number, index))
                for number, line in enumerate(lines)
                for index, meter in enumerate(line.meters)
            ]
        )
        return BenchConfiguration(name, lines)

    def _line(self, table: Mapping[str, Any], at: tuple[int, ...]) -> LineConfiguration:
        port = self._value(table, "port", str, at)
        if not port.strip():
            self._wrong("bench-file.value", "port", at, value="", allowed="/dev/tty…, COM…, URL")
        meters = tuple(
            self._meter(each, (*at, index))
            for index, each in enumerate(self._tables(table, "meter", at))
        )
        model = self._usual(meters[0]) if meters else None
        self._fits(port, meters, at)
        foreign = _SERIAL_ONLY if is_http(port) else {"certificate"}
        known = _keys(LineConfiguration) - foreign
        self._known(table, known | {"meter"}, at)
        name = self._value(table, "name", str, at, default=port)
        if is_http(port):
            return self._http_line(name, port, meters, table, at)
        parity = self._value(table, "parity", str, at, default=model.parity if model else "N")
        if parity not in {"N", "E", "O"}:
            self._wrong("bench-file.value", "parity", at, value=parity, allowed="N, E, O")
        baud = self._number(table, "baud", at, model.baud if model else 9600, 300, 4_000_000)
        stop_bits = self._number(table, "stop_bits", at, model.stop_bits if model else 1, 1, 2)
        line = LineConfiguration(
            name=name,
            port=port,
            baud=int(baud),
            parity=parity,
            stop_bits=int(stop_bits),
            usb=self._usb(table, at),
            meters=meters,
        )
        if meters and model is None:
            line = replace(line, assumed=_assumed(line, _SETTINGS.difference(table)))
        return line

    def _http_line(
        self,
        name: str,
        port: str,
        meters: tuple[MeterConfiguration, ...],
        table: Mapping[str, Any],
        at: tuple[int, ...],
    ) -> LineConfiguration:
        certificate: str | None = None
        if "certificate" in table:
            certificate = self._value(table, "certificate", str, at)
        for key, trusted in (("port", None), ("certificate", certificate)):
            try:
                HttpAddress.parse(port, trusted)
            except ConfigurationError as error:
                self._wrong("bench-file.because", key, at, reason=error.message)
        return LineConfiguration(
            name=name, port=port, baud=0, certificate=certificate, meters=meters
        )

    def _fits(self, port: str, meters: tuple[MeterConfiguration, ...], at: tuple[int, ...]) -> None:
        """Refuse a model that is not reached that way, and two at one address."""
        if is_http(port) and len(meters) > 1:
            self._wrong("bench-file.one-meter", "port", at)
        for meter in meters:
            model = self._usual(meter)
            if model is not None and model.is_on_network != is_http(port):
                allowed = "/dev/tty…, COM…, URL" if is_http(port) else "http://…, https://…"
                self._wrong("bench-file.value", "port", at, value=port, allowed=allowed)

    def _meter(self, table: Mapping[str, Any], at: tuple[int, ...]) -> MeterConfiguration:
        self._known(table, _keys(MeterConfiguration), at)
        model = self._value(table, "model", str, at)
        if is_map_file(model):
            model = str((Path(self._file).parent / model).absolute())
        usual, trouble = None, None
        try:
            usual = model_named(model)
        except ConfigurationError as error:
            if is_map_file(model) and self._unusable is not None:
                trouble = error
            elif is_map_file(model):
                self._wrong("bench-file.because", "model", at, reason=error.message)
            else:
                self._wrong(
                    "bench-file.value",
                    "model",
                    at,
                    value=model,
                    allowed=error.message.parameters["models"],
                )
        default = MeterConfiguration("", "")

        def flag(key: str) -> bool:
            return self._value(table, key, bool, at, default=bool(getattr(default, key)))

        name = self._value(
            table, "name", str, at, default=usual.title if usual else Path(model).stem
        )
        if trouble is not None and self._unusable is not None:
            self._unusable[name] = trouble
        meter = MeterConfiguration(
            name=name,
            model=model,
            unit=int(self._number(table, "unit", at, usual.unit if usual else 1, 0, 255)),
            controlled=flag("controlled"),
            interval_s=self._number(table, "interval_s", at, default.interval_s, 0.1, 86_400),
            timeout_s=self._number(table, "timeout_s", at, 0.0, 0.01, 60)
            if "timeout_s" in table
            else None,
            stop_on_failure=flag("stop_on_failure"),
            failure_after_s=self._number(
                table, "failure_after_s", at, default.failure_after_s, 0, 86_400
            ),
            clear_unknown=flag("clear_unknown"),
            simulated=flag("simulated"),
            map_sha256=self._value(table, "map_sha256", str, at) if "map_sha256" in table else None,
        )
        if trouble is not None:
            untold = {"name", "unit"}.difference(table)
            meter = replace(meter, assumed=_assumed(meter, untold | {"model"}))
        return meter

    def _usual(self, meter: MeterConfiguration) -> Model | None:
        """Return the meter's model; None where its register map cannot be used."""
        if self._unusable is not None and meter.name in self._unusable:
            return None
        return model_named(meter.model)

    def _usb(self, table: Mapping[str, Any], at: tuple[int, ...]) -> UsbIdentity | None:
        if "usb" not in table:
            return None
        usb: dict[str, Any] = self._value(table, "usb", dict, at)
        allowed = '{ vendor = 1027, product = 24577, serial = "…", location = "…" }'
        if not isinstance(usb.get("vendor"), int) or not isinstance(usb.get("product"), int):
            self._wrong("bench-file.value", "usb", at, value=usb, allowed=allowed)
        for key in ("serial", "location"):
            if not isinstance(usb.get(key), str | None):
                self._wrong("bench-file.value", "usb", at, value=usb, allowed=allowed)
        return UsbIdentity(usb["vendor"], usb["product"], usb.get("serial"), usb.get("location"))

    def _tables(
        self, data: Mapping[str, Any], key: str, at: tuple[int, ...] = ()
    ) -> list[Mapping[str, Any]]:
        tables = data.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._wrong("bench-file.tables", key, at)
        return list(tables)

    def _value(
        self,
        table: Mapping[str, Any],
        key: str,
        kind: type[T],
        at: tuple[int, ...],
        *,
        default: T | None = None,
    ) -> T:
        value: object = table.get(key, default)
        if value is None:
            self._wrong("bench-file.key-missing", key, at)
        if not isinstance(value, kind):
            self._wrong("bench-file.kind", key, at, value=value, kind=kind.__name__)
        return value

    def _number(
        self,
        table: Mapping[str, Any],
        key: str,
        at: tuple[int, ...],
        default: float,
        least: float,
        most: float,
    ) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong("bench-file.kind", key, at, value=value, kind="number")
        if not least <= value <= most:
            self._wrong("bench-file.value", key, at, value=value, allowed=f"{least} … {most}")
        return float(value)

    def _known(self, table: Mapping[str, Any], known: set[str], at: tuple[int, ...]) -> None:
        for key in table:
            if key not in known:
                self._wrong("bench-file.key-unknown", key, at, known=", ".join(sorted(known)))

    def _unique(self, names: list[tuple[str, tuple[int, ...]]]) -> None:
        seen: set[str] = set()
        for name, at in names:
            if name in seen:
                self._wrong("bench-file.name-twice", "name", at, value=name)
            seen.add(name)

    def _wrong(self, code: str, key: str, at: tuple[int, ...], **parameters: object) -> NoReturn:
        raise ConfigurationError(
            code, file=self._file, key=key, line=self._line_of(key, at), **parameters
        )

    def _line_of(self, key: str, at: tuple[int, ...]) -> int:
        """Return the line of ``key`` in the table ``at`` (line, meter) in the file."""
        place: list[int] = []
        table_line = 1
        for number, text in enumerate(self._text.splitlines(), 1):
            head = text.strip().replace(" ", "")
            if head.startswith("[[line]]"):
                place = [place[0] + 1 if place else 0]
                table_line = number if tuple(place) == at else table_line
            elif head.startswith("[[line.meter]]"):
                place = [place[0] if place else 0, place[1] + 1 if len(place) > 1 else 0]
                table_line = number if tuple(place) == at else table_line
            elif tuple(place) == at and re.match(rf"\s*\"?{re.escape(key)}\"?\s*[=.]", text):
                return number
        return table_line


def _keys(kind: type[LineConfiguration | MeterConfiguration]) -> set[str]:
    """Return the keys that a table of the bench file may have."""
    return {each.name for each in fields(kind)} - _NO_KEYS


def _assumed(
    values: LineConfiguration | MeterConfiguration, keys: Collection[str]
) -> frozenset[tuple[str, object]]:
    return frozenset((key, getattr(values, key)) for key in keys)


def _still_assumed(values: LineConfiguration | MeterConfiguration) -> frozenset[str]:
    return frozenset(key for key, value in values.assumed if getattr(values, key) == value)


def _left_to_map(meter: MeterConfiguration) -> frozenset[str]:
    """Return the keys that the meter's register map tells once it can be used."""
    still = _still_assumed(meter)
    # For another model chosen since, the name is the one that its user saw.
    return still - ({"model"} if "model" in still else {"name"})


def _table(
    values: LineConfiguration | MeterConfiguration, leave_out: frozenset[str] = frozenset()
) -> str:
    return "".join(
        f"{each.name} = {_toml(getattr(values, each.name))}\n"
        for each in fields(values)
        if each.name not in leave_out | _NO_KEYS and getattr(values, each.name) is not None
    )


def _named(model: str, folder: Path | None) -> str:
    """Return a model as the bench file in ``folder`` names it: a map file beside it by its name."""
    if (
        folder is None
        or not is_map_file(model)
        or not Path(model).is_relative_to(folder.absolute())
    ):
        return model
    return Path(model).relative_to(folder.absolute()).as_posix()


def _usb_toml(usb: UsbIdentity) -> str:
    given = {each.name: getattr(usb, each.name) for each in fields(usb)}
    pairs = (f"{key} = {_toml(value)}" for key, value in given.items() if value is not None)
    return "{ " + ", ".join(pairs) + " }"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's string form is TOML's basic string, but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
