"""Checks identification data while it is typed: does it look as its type asks.

The formats are those of OCMF 1.4.1, table 17, with the lengths of the standards it names. A
departure is said, never forbidden: a test bench has to be able to send odd data. Only what a
meter cannot hold at all (too many bytes) stops a start, and that is the form's business.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from eichlab.values import IdentificationType

_HEX = re.compile(r"[0-9A-Fa-f]*\Z")
_PHONE = re.compile(r"\+[0-9]{4,15}\Z")
_DIGITS = re.compile(r"[0-9]*\Z")
_CONTRACT = re.compile(r"[A-Za-z]{2}[A-Za-z0-9]+\Z")


class Look(Enum):
    """What there is to say about identification data."""

    FREE = auto()  # this type has no format
    NOTHING_EXPECTED = auto()  # this type carries no data
    EMPTY = auto()
    FITS = auto()
    NOT_HEX = auto()
    WRONG_LENGTH = auto()
    NO_PLUS = auto()
    NOT_DIGITS = auto()
    NO_COUNTRY = auto()


@dataclass(frozen=True, slots=True)
class IdentificationCheck:
    """The result: ``count`` is the length found, in bytes for hexadecimal data, else signs."""

    look: Look
    count: int = 0

    @property
    def fits(self) -> bool:
        """Return whether the data is as its type asks, or its type asks nothing."""
        return self.look in {Look.FREE, Look.FITS}


_Check = Callable[[str], IdentificationCheck]


def check(kind: IdentificationType, text: str) -> IdentificationCheck:
    """Return what there is to say about ``text`` as data of ``kind``."""
    if kind in {IdentificationType.NONE, IdentificationType.DENIED}:
        return IdentificationCheck(Look.NOTHING_EXPECTED if text else Look.FITS, len(text))
    if kind not in _CHECKS:
        return IdentificationCheck(Look.FREE, len(text))
    if not text:
        return IdentificationCheck(Look.EMPTY)
    return _CHECKS[kind](text)


def _hex_bytes(*lengths: int) -> _Check:
    def run(text: str) -> IdentificationCheck:
        if not _HEX.match(text):
            return IdentificationCheck(Look.NOT_HEX, len(text))
        count = len(text) // 2
        fits = len(text) % 2 == 0 and count in lengths
        return IdentificationCheck(Look.FITS if fits else Look.WRONG_LENGTH, count)

    return run


def _contract(shortest: int, longest: int) -> _Check:
    def run(text: str) -> IdentificationCheck:
        # The separators are for people; the identification is the same without them.
        bare = text.replace("-", "").replace("*", "")
        if not _CONTRACT.match(bare):
            return IdentificationCheck(Look.NO_COUNTRY, len(bare))
        fits = shortest <= len(bare) <= longest
        return IdentificationCheck(Look.FITS if fits else Look.WRONG_LENGTH, len(bare))

    return run


def _controller(text: str) -> IdentificationCheck:
    # The table's six are the bytes of a hardware address, written as such or in hexadecimal.
    as_hex = len(text) == 12 and _HEX.match(text) is not None
    fits = as_hex or len(text) <= 6
    return IdentificationCheck(Look.FITS if fits else Look.WRONG_LENGTH, len(text))


def _card_number(text: str) -> IdentificationCheck:
    if not _DIGITS.match(text):
        return IdentificationCheck(Look.NOT_DIGITS, len(text))
    return IdentificationCheck(Look.FITS if 8 <= len(text) <= 19 else Look.WRONG_LENGTH, len(text))


def _phone(text: str) -> IdentificationCheck:
    if not text.startswith("+"):
        return IdentificationCheck(Look.NO_PLUS, len(text))
    if not _DIGITS.match(text[1:]):
        return IdentificationCheck(Look.NOT_DIGITS, len(text))
    return IdentificationCheck(Look.FITS if _PHONE.match(text) else Look.WRONG_LENGTH, len(text))


_CHECKS: Mapping[IdentificationType, _Check] = MappingProxyType(
    {
        IdentificationType.ISO14443: _hex_bytes(4, 7),
        IdentificationType.ISO15693: _hex_bytes(8),
        IdentificationType.EMAID: _contract(14, 15),
        IdentificationType.EVCCID: _controller,
        IdentificationType.EVCOID: _contract(11, 12),
        IdentificationType.ISO7812: _card_number,
        IdentificationType.PHONE_NUMBER: _phone,
    }
)
