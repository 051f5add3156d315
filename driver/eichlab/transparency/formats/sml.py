"""Smart Message Language, as far as signed lists of values need it.

Source: BSI TR-03109-1, annex "Feinspezifikation Drahtlose LMN-Schnittstelle" part B (SML 1.04):
transport layer in chapter 8, binary coding in chapter 6, ``SML_GetList.Res`` in chapter 5.
Small on purpose: every length is bounded by the bytes at hand, nesting by `_DEEPEST`.
"""

from dataclasses import dataclass
from typing import TypeAlias

from eichlab.transparency.formats.errors import FormatError

ESCAPE = b"\x1b\x1b\x1b\x1b"
BEGIN = ESCAPE + b"\x01\x01\x01\x01"
LARGEST_TELEGRAM = 100_000

_END = 0x1A
_DEEPEST = 16
_GET_LIST_RESPONSE = 0x0701
_OCTETS, _BOOLEAN, _INTEGER, _UNSIGNED, _LIST = 0, 4, 5, 6, 7

Element: TypeAlias = "bytes | int | bool | list[Element] | None"


@dataclass(frozen=True, slots=True)
class SmlTime:
    """A time: seconds since 1970, and minutes from UTC to local time where it states them.

    ``seconds`` of a time without ``offset_minutes`` are UTC or local, as the meter sees fit.
    """

    seconds: int
    offset_minutes: int | None

    @property
    def local_seconds(self) -> int:
        """Return the seconds since 1970 as a clock on the wall would have counted them."""
        return self.seconds + 60 * (self.offset_minutes or 0)


@dataclass(frozen=True, slots=True)
class SmlEntry:
    """One entry of a value list."""

    name: bytes
    status: int | None
    time: SmlTime | None
    unit: int | None
    scaler: int | None
    value: Element
    signature: bytes | None

    @property
    def number(self) -> int | None:
        """Return the value where it is a number."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        return None


@dataclass(frozen=True, slots=True)
class SmlList:
    """A ``GetList`` response: who, which list, when, the entries by name, and the signature."""

    server: bytes
    name: bytes
    sensor_time: SmlTime | None
    entries: dict[bytes, SmlEntry]
    signature: bytes
    check_sum_fits: bool


def read_list(telegram: bytes) -> SmlList:
    """Return the first value list of a telegram. Raises `FormatError`."""
    if len(telegram) > LARGEST_TELEGRAM:
        raise FormatError("content.too-large", size=len(telegram), limit=LARGEST_TELEGRAM)
    body, fits = _transported(telegram)
    place = 0
    while place < len(body):
        if body[place] == 0:
            # Fill bytes, and the end mark of the message before.
            place += 1
            continue
        message, place = _element(body, place, 0)
        found = _get_list(message)
        if found is not None:
            return _sml_list(found, check_sum_fits=fits)
    raise FormatError("content.sml-no-list")


def _transported(telegram: bytes) -> tuple[bytes, bool]:
    """Return the messages of a telegram without its transport layer, and whether the CRC fits."""
    begin = telegram.find(BEGIN)
    if begin < 0:
        raise FormatError("content.sml-no-begin")
    body = bytearray()
    place = begin + len(BEGIN)
    while True:
        escape = telegram.find(ESCAPE, place)
        if escape < 0 or len(telegram) < escape + 8:
            raise FormatError("content.sml-no-end")
        body += telegram[place:escape]
        control = telegram[escape + 4 : escape + 8]
        place = escape + 8
        if control == ESCAPE:
            body += ESCAPE
        elif control[0] == _END and control[1] <= 3:
            stated = int.from_bytes(control[2:], "little")
            fits = crc16(telegram[begin : escape + 6]) == stated
            return bytes(body[: len(body) - control[1]]), fits
        else:
            raise FormatError("content.sml-no-end")


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0x8408 if value & 1 else 0)
        table.append(value)
    return tuple(table)


_CRC_TABLE = _crc_table()


def crc16(data: bytes) -> int:
    """Return the check sum of the transport layer (CRC-16/X-25, DIN EN 62056-46)."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _CRC_TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFF


def _element(data: bytes, place: int, depth: int) -> tuple[Element, int]:
    """Return the element that begins at ``place``, and where it ends."""
    if depth > _DEEPEST:
        raise FormatError("content.sml-broken", place=place)
    begin = place
    kind, length, place = _type_and_length(data, place)
    if kind == _LIST:
        if length > len(data) - place:
            raise FormatError("content.sml-broken", place=begin)
        listed: list[Element] = []
        for _ in range(length):
            if place < len(data) and data[place] == 0:
                # The end mark of a message counts as its last element.
                listed.append(None)
                place += 1
                continue
            element, place = _element(data, place, depth + 1)
            listed.append(element)
        return listed, place
    end = begin + length
    if end < place or end > len(data):
        raise FormatError("content.sml-broken", place=begin)
    content = data[place:end]
    if kind == _OCTETS:
        return (content if length > 1 else None), end
    if not content:
        raise FormatError("content.sml-broken", place=begin)
    if kind == _BOOLEAN:
        return any(content), end
    if kind in {_INTEGER, _UNSIGNED} and len(content) <= 8:
        return int.from_bytes(content, "big", signed=kind == _INTEGER), end
    raise FormatError("content.sml-broken", place=begin)


def _type_and_length(data: bytes, place: int) -> tuple[int, int, int]:
    if place >= len(data):
        raise FormatError("content.sml-broken", place=place)
    kind, length = data[place] >> 4 & 7, data[place] & 0x0F
    more = data[place] & 0x80
    place += 1
    for _ in range(3):
        if not more:
            return kind, length, place
        if place >= len(data):
            raise FormatError("content.sml-broken", place=place)
        more = data[place] & 0x80
        length = length << 4 | data[place] & 0x0F
        place += 1
    raise FormatError("content.sml-broken", place=place)


def _get_list(message: Element) -> list[Element] | None:
    """Return the fields of a ``GetList`` response; None where the message is another one."""
    if not isinstance(message, list) or len(message) < 4:
        return None
    body = message[3]
    if not isinstance(body, list) or len(body) != 2 or body[0] != _GET_LIST_RESPONSE:
        return None
    response = body[1]
    if not isinstance(response, list) or len(response) != 7:
        raise FormatError("content.sml-no-list")
    return response


def _sml_list(fields: list[Element], *, check_sum_fits: bool) -> SmlList:
    _, server, name, sensor_time, listed, signature, _ = fields
    if not isinstance(server, bytes):
        raise FormatError("content.field-missing", field="serverId")
    if not isinstance(listed, list):
        raise FormatError("content.sml-no-list")
    if not isinstance(signature, bytes):
        raise FormatError("content.field-missing", field="listSignature")
    entries: dict[bytes, SmlEntry] = {}
    for each in listed:
        entry = _entry(each)
        if entry.name in entries:
            raise FormatError("content.field-twice", field=entry.name.hex())
        entries[entry.name] = entry
    return SmlList(
        server=server,
        name=name if isinstance(name, bytes) else b"",
        sensor_time=_time(sensor_time),
        entries=entries,
        signature=signature,
        check_sum_fits=check_sum_fits,
    )


def _entry(element: Element) -> SmlEntry:
    if not isinstance(element, list) or len(element) != 7:
        raise FormatError("content.sml-no-list")
    name, status, time, unit, scaler, value, signature = element
    if not isinstance(name, bytes):
        raise FormatError("content.field-missing", field="objName")
    return SmlEntry(
        name=name,
        status=_number(status),
        time=_time(time),
        unit=_number(unit),
        scaler=_number(scaler),
        value=value,
        signature=signature if isinstance(signature, bytes) else None,
    )


def _number(element: Element) -> int | None:
    return element if isinstance(element, int) and not isinstance(element, bool) else None


def _time(element: Element) -> SmlTime | None:
    """Read a choice of second index (1), time stamp (2) or time stamp with local time (3)."""
    if not isinstance(element, list) or len(element) != 2:
        return None
    kind, content = element
    if kind == 3 and isinstance(content, list) and len(content) == 3:
        seconds, local, season = (_number(each) for each in content)
        if seconds is not None:
            return SmlTime(seconds, (local or 0) + (season or 0))
    seconds = _number(content)
    return SmlTime(seconds, None) if kind == 2 and seconds is not None else None


def seconds_index(entry: SmlEntry) -> int | None:
    """Return the second index an entry's value holds: a list type with a time of kind 1."""
    value = entry.value
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], list):
        value = value[1]
        return _number(value[1]) if len(value) == 2 and value[0] == 1 else None
    return None
