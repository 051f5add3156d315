"""The signed text: how it is shown, and where its begin and end values stand."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eichlab.values import SignedReading

# A record has a few kilobytes; what claims more is shown by its beginning.
LONGEST_SHOWN: Final = 65_536

# A name is preceded by no backslash; inside a text its quotes would be escaped.
_VALUE = re.compile(r'(?<!\\)"RV"\s*:\s*("(?:[^"\\]|\\.)*"|[-+0-9.eE]+)')


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: the signed value of the begin (or end) reading."""

    first: int
    last: int
    is_begin: bool


def shown_text(data: bytes) -> str:
    """Return bytes as text: UTF-8, what is none is replaced, control signs are made visible."""
    text = data[:LONGEST_SHOWN].decode("utf-8", "replace")
    # Symbols for the control characters (U+2400…): nothing moves or hides text on the screen.
    return "".join(_visible(sign) for sign in text)


def value_spans(
    text: str,
    readings: Sequence[SignedReading],
    begin: SignedReading | None,
    end: SignedReading | None,
) -> tuple[Span, ...]:
    """Return where the values of ``begin`` and ``end`` stand in the payload ``text``.

    Readings may inherit their value, so places are counted only where each reading has one;
    otherwise the first (last) place with the same digits is taken.
    """
    found = list(_VALUE.finditer(text))
    spans = []
    for reading, is_begin in ((begin, True), (end, False)):
        if reading is None or reading.value is None:
            continue
        same = [match for match in found if match.group(1).strip('"') == reading.value]
        if len(found) == len(readings) and reading in readings:
            match = found[list(readings).index(reading)]
        elif same:
            match = same[0 if is_begin else -1]
        else:
            continue
        spans.append(Span(match.start(), match.end(), is_begin))
    return tuple(spans)


def fields(payload: bytes) -> tuple[tuple[str, str], ...]:
    """Return the payload's fields as pairs of name and value, numbers with their own digits.

    Nested fields get names like ``RD[0].RV``. Empty where the payload is too long or no JSON.
    """
    if len(payload) > LONGEST_SHOWN:
        return ()
    try:
        parsed = json.loads(
            payload, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Pairs
        )
    except (ValueError, RecursionError):
        return ()
    return tuple(_flat("", parsed))


class _Pairs(tuple[tuple[str, object], ...]):
    """A JSON object with all its names, doubled ones included."""

    __slots__ = ()


def _flat(name: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, _Pairs):
        return [
            pair for key, each in value for pair in _flat(f"{name}.{key}" if name else key, each)
        ] or [(name, "{}")]
    if isinstance(value, list):
        return [
            pair for index, each in enumerate(value) for pair in _flat(f"{name}[{index}]", each)
        ] or [(name, "[]")]
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    return [(name, "null" if value is None else str(value))]


def grouped(hexadecimal: str, size: int = 4) -> str:
    """Return hexadecimal digits in groups, as type plates print keys."""
    return " ".join(hexadecimal[first : first + size] for first in range(0, len(hexadecimal), size))


def short_hash(hexadecimal: str) -> str:
    """Return the beginning and end of a hash."""
    if len(hexadecimal) <= 16:
        return grouped(hexadecimal)
    return f"{grouped(hexadecimal[:8])} … {hexadecimal[-4:]}"


def _visible(sign: str) -> str:
    code = ord(sign)
    if sign in "\n\t":
        return sign
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    # Marks that turn the direction of text around would make it lie.
    if 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or code in (0x200E, 0x200F):
        return "\N{REPLACEMENT CHARACTER}"
    return sign
