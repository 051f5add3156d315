"""Where the fields of a signed block of fixed layout stand, and what they say."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from eichlab.ocmf import FieldPlace
from eichlab.transparency.formats.statement import (
    local_time,
    obis_text,
    text_of_bytes,
    unit_text,
)

Show = Callable[[bytes], str]
"""Says what a field's bytes state."""


class Slot(NamedTuple):
    """A field of so many bytes."""

    name: str
    size: int
    show: Show


def little(data: bytes) -> str:
    """Show a number without sign, least significant byte first."""
    return str(int.from_bytes(data, "little"))


def signed_little(data: bytes) -> str:
    """Show a number with sign, least significant byte first."""
    return str(int.from_bytes(data, "little", signed=True))


def big(data: bytes) -> str:
    """Show a number without sign, most significant byte first."""
    return str(int.from_bytes(data, "big"))


def signed_big(data: bytes) -> str:
    """Show a number with sign, most significant byte first."""
    return str(int.from_bytes(data, "big", signed=True))


def digits(data: bytes) -> str:
    """Show bytes in hexadecimal."""
    return data.hex().upper()


def clock(data: bytes) -> str:
    """Show seconds of a clock on the wall, least significant byte first."""
    return local_time(int.from_bytes(data, "little"), None)[0].removesuffix(",000")


def register(data: bytes) -> str:
    """Show an OBIS code."""
    return obis_text(data)


def unit_sign(data: bytes) -> str:
    """Show a DLMS unit."""
    return unit_text(data[0]) or str(data[0])


def letters(data: bytes) -> str:
    """Show text where it is printable, else hexadecimal digits."""
    return text_of_bytes(data)


def filler(data: bytes) -> str:
    """Show bytes that are there to fill the block."""
    return f"{data[:1].hex().upper()} × {len(data)}" if len(set(data)) == 1 else digits(data)


def places_of(
    payload: bytes, slots: Iterable[Slot], begin: int = 0, prefix: str = ""
) -> tuple[FieldPlace, ...]:
    """Return the places of ``slots``, which follow each other from ``begin`` on."""
    places = []
    for name, size, show in slots:
        end = begin + size
        places.append(FieldPlace(prefix + name, begin, end, show(payload[begin:end])))
        begin = end
    return tuple(places)
