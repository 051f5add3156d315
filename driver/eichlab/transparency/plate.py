"""Comparing a public key with what is printed on the type plate of its meter.

Someone reads the plate and types, or scans, what stands there, in whatever spelling the maker
chose. The first and the last group are enough to find the key meant; only the whole confirms it.
The key is shown in the plate's own spelling, in groups of four, with the first group that
differs, and with the signs that are easily taken for each other: 0 and O, 8 and B.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eichlab.ocmf import LoadedKey, UnusableKeyError, load_key
from eichlab.values import Message, message

GROUP = 4
"""Signs in a group."""

_LONGEST = 4_000
_OMISSION = re.compile(r"…|\.{2,}|\*+")
_PREFIX = re.compile(r"\A\s*(?:0x|oca:base(?:16|32|64):[a-z0-9]+:)", re.IGNORECASE)
_ALIKE = str.maketrans("Oo", "00") | str.maketrans("Bb", "88")


class Spelling(StrEnum):
    """How a key's bytes are written; only `BASE64` tells capitals from small letters."""

    HEXADECIMAL = "hexadecimal"
    BASE64 = "base64"
    BASE32 = "base32"


class PlateOutcome(StrEnum):
    """What the comparison says.

    `FOUND`: what was typed so far fits, but it is not the whole key. `DIFFERS`: this is another
    key, or a slip in reading. `SHORT`: too little to compare.
    """

    MATCHES = "matches"
    FOUND = "found"
    DIFFERS = "differs"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Slip:
    """A sign that was likely taken for another: in which group (from 0), and both signs."""

    group: int
    read: str
    printed: str


@dataclass(frozen=True, slots=True)
class PlateComparison:
    """A key beside what was read from a plate, both in groups of four.

    ``expected`` is the key as the plate spells it, ``read`` what was typed. ``first_difference``
    is the number (from 0) of the first group that differs.
    """

    outcome: PlateOutcome
    key: LoadedKey
    spelling: Spelling
    expected: tuple[str, ...]
    read: tuple[str, ...]
    first_difference: int | None = None
    slips: tuple[Slip, ...] = ()

    @property
    def message(self) -> Message:
        """Return the outcome as a message, with the fingerprint and its algorithm."""
        shown = f"SHA-256 {self.key.fingerprint}"
        if self.outcome is PlateOutcome.DIFFERS and self.first_difference is not None:
            place = self.first_difference
            return message(
                "plate.differs",
                group=place + 1,
                read=_group(self.read, place),
                expected=_group(self.expected, place),
                fingerprint=shown,
            )
        if self.outcome is PlateOutcome.DIFFERS:
            return message("plate.differs-ends", fingerprint=shown)
        return message(f"plate.{self.outcome.value}", fingerprint=shown)

    @property
    def hints(self) -> tuple[Message, ...]:
        """Return what to look at again: signs that are easily taken for each other."""
        return tuple(
            message("plate.slip", group=each.group + 1, read=each.read, printed=each.printed)
            for each in self.slips
        )


def groups_of_four(text: str) -> tuple[str, ...]:
    """Return a text in groups of four signs, the last one perhaps shorter."""
    return tuple(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def spelled(key: LoadedKey) -> Iterator[tuple[Spelling, str]]:
    """Yield a key in all spellings a plate may have: DER, point, X and Y, compressed."""
    for data in _forms(key):
        yield Spelling.HEXADECIMAL, data.hex().upper()
        yield Spelling.BASE64, base64.b64encode(data).decode().rstrip("=")
        yield Spelling.BASE32, base64.b32encode(data).decode().rstrip("=")


def find_by_plate(text: str, keys: Sequence[LoadedKey]) -> tuple[LoadedKey, ...]:
    """Return the keys that begin and end like what was read; first and last group suffice.

    Signs that are easily taken for each other count as the same here.
    """
    scanned = _scanned(text)
    same = tuple(key for key in keys if scanned is not None and key.der == scanned.der)
    read = _read(text)
    if same or read is None:
        return same
    return tuple(key for key in keys if any(_ends_fit(read, *each) for each in spelled(key)))


def compare_with_plate(text: str, key: LoadedKey) -> PlateComparison:
    """Compare what was read from a plate, or scanned, with a key.

    A text that is a whole key in any spelling (a QR code, PEM) is compared by its point; else
    the spelling of the key that comes closest is taken.
    """
    scanned = _scanned(text)
    read = _read(text)
    spelling, expected = max(spelled(key), key=lambda each: _closeness(read, *each))
    if read is None:
        same = scanned is not None and scanned.der == key.der
        outcome = PlateOutcome.MATCHES if same else PlateOutcome.SHORT
        return PlateComparison(outcome, key, spelling, groups_of_four(expected), ())
    typed = "".join(_plain(part, spelling) for part in read)
    shown = PlateComparison(
        PlateOutcome.MATCHES, key, spelling, groups_of_four(expected), groups_of_four(typed)
    )
    if scanned is not None and scanned.der == key.der:
        return shown
    if len(typed) < GROUP:
        return _with(shown, PlateOutcome.SHORT)
    if typed == expected and len(read) == 1:
        return shown
    if _ends_fit(read, spelling, expected, exact=True):
        return _with(shown, PlateOutcome.FOUND)
    return _differing(shown, typed, expected, parts=len(read))


def _differing(shown: PlateComparison, typed: str, expected: str, *, parts: int) -> PlateComparison:
    if parts > 1:
        # Of a text with something left out, nobody can tell which group is which.
        return _with(shown, PlateOutcome.DIFFERS)
    place = next(
        (
            number
            for number, (one, other) in enumerate(zip(typed, expected, strict=False))
            if one != other
        ),
        min(len(typed), len(expected)),
    )
    slips = tuple(
        Slip(number // GROUP, one, other)
        for number, (one, other) in enumerate(zip(typed, expected, strict=False))
        if one != other and _alike(one) == _alike(other)
    )
    return PlateComparison(
        PlateOutcome.DIFFERS,
        shown.key,
        shown.spelling,
        shown.expected,
        shown.read,
        place // GROUP,
        slips,
    )


def _with(shown: PlateComparison, outcome: PlateOutcome) -> PlateComparison:
    return PlateComparison(outcome, shown.key, shown.spelling, shown.expected, shown.read)


def _group(groups: tuple[str, ...], place: int) -> str:
    return groups[place] if place < len(groups) else "–"


def _forms(key: LoadedKey) -> tuple[bytes, ...]:
    if not key.point:
        return (key.der,)
    size = (len(key.point) - 1) // 2
    x, y = key.point[1 : 1 + size], key.point[1 + size :]
    compressed = bytes((2 + (y[-1] & 1),)) + x
    return key.der, key.point, x + y, compressed


def _scanned(text: str) -> LoadedKey | None:
    try:
        return load_key(text)
    except (UnusableKeyError, UnicodeEncodeError):
        return None


def _read(text: str) -> tuple[str, ...] | None:
    """Return what was typed, in parts where something was left out; None where it is no key."""
    if len(text) > _LONGEST:
        return None
    text = _PREFIX.sub("", text)
    parts = tuple("".join(part.split()) for part in _OMISSION.split(text))
    parts = tuple(part for part in parts if part)
    if not parts or not all(re.fullmatch(r"[0-9A-Za-z+/=_:.\-]+", part) for part in parts):
        return None
    return parts


def _plain(part: str, spelling: Spelling) -> str:
    """Return a part without what only makes it readable."""
    part = part.rstrip("=")
    if spelling is Spelling.BASE64:
        return part.replace(":", "").replace("-", "+").replace("_", "/")
    return re.sub(r"[:.\-]", "", part).upper()


def _alike(text: str) -> str:
    return text.translate(_ALIKE)


def _ends_fit(
    read: tuple[str, ...], spelling: Spelling, expected: str, *, exact: bool = False
) -> bool:
    """Return whether a key begins and ends like what was read.

    One part alone is the beginning, as far as it was typed; a whole one fits only if it is the
    key, of which then the first and the last group decide.
    """
    parts = [_plain(part, spelling) for part in read]
    if not exact:
        parts, expected = [_alike(part) for part in parts], _alike(expected)
    first, last = parts[0], parts[-1]
    if min(len(first), len(last)) < GROUP:
        return False
    if len(parts) == 1:
        if len(first) < len(expected):
            return expected.startswith(first)
        return not exact and (first[:GROUP], first[-GROUP:]) == (
            expected[:GROUP],
            expected[-GROUP:],
        )
    return expected.startswith(first) and expected.endswith(last)


def _closeness(read: tuple[str, ...] | None, spelling: Spelling, expected: str) -> tuple[bool, int]:
    """Return how well a spelling fits what was read, for comparing with others."""
    if read is None:
        return False, 0
    parts = [_alike(_plain(part, spelling)) for part in read]
    alike = _alike(expected)
    same = sum(one == other for one, other in zip(parts[0], alike, strict=False))
    same += sum(
        one == other for one, other in zip(reversed(parts[-1]), reversed(alike), strict=False)
    )
    # A point and its compressed form begin alike; the length tells which of them was read.
    missing = abs(len(parts[0]) - len(expected)) // GROUP if len(parts) == 1 else 0
    return _ends_fit(read, spelling, expected), same - missing
