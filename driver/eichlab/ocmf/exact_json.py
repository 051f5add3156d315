"""JSON read without losing anything: numbers keep their text, doubled names are noticed.

The C scanner of the standard library does the work. It hands numbers over as the text that was
signed, so a float never comes into being. A document with doubled names, raw control characters
or lone surrogates is read a second time, slowly, to say what is odd about it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from json.scanner import make_scanner
from typing import NoReturn, TypeAlias

JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | bool | None"
JsonObject: TypeAlias = dict[str, JsonValue]

DEEPEST = 128
"""Objects and lists inside each other; OCMF needs four."""

_SPACE = " \t\n\r"
_PLACE_WIDTH = 20


class NumberText(str):
    """A JSON number as the text that was signed; a JSON string is a plain ``str``."""

    __slots__ = ()


class JsonError(ValueError):
    """A text is no JSON object; ``place`` is the character where that shows."""

    def __init__(self, kind: str, place: int) -> None:
        super().__init__(f"{kind} at {place}")
        self.kind = kind
        self.place = place


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a JSON text has and should not; ``name`` is the field concerned, if one is."""

    kind: str
    name: str | None = None


class _DoubledNameError(Exception):
    """Raised by the fast reader; the slow one then says which name."""


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


def _object_without_doubles(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise _DoubledNameError
    return fields


def _decoder(
    pairs_hook: Callable[[list[tuple[str, JsonValue]]], JsonObject], *, strict: bool
) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=pairs_hook,
        parse_float=NumberText,
        parse_int=NumberText,
        parse_constant=_refuse_constant,
        strict=strict,
    )


_FAST = _decoder(_object_without_doubles, strict=True)


# What `raw_decode` calls. (Its stub has the scanner take a scanner.)
_scan_plainly: Callable[[str, int], tuple[JsonObject, int]] = make_scanner(_FAST)  # type: ignore[arg-type]


def read_plainly(text: str, place: int) -> tuple[JsonObject, int] | None:
    """Read the JSON object whose brace stands at ``place``, where nothing about it is odd.

    For texts that `is_plain` says are so; None where `read_object` has to look closer.
    """
    try:
        return _scan_plainly(text, place)
    except (_DoubledNameError, ValueError, StopIteration, RecursionError):
        return None


def is_plain(text: str) -> bool:
    """Return whether no name or value is escaped and nothing can be nested too deeply."""
    return "\\" not in text and text.count("{") + text.count("[") <= DEEPEST


def skip_space(text: str, place: int) -> int:
    """Return the first place from ``place`` on that is no JSON white space."""
    length = len(text)
    while place < length and text[place] in _SPACE:
        place += 1
    return place


def read_object(text: str, place: int) -> tuple[JsonObject, int, tuple[Oddity, ...]]:
    """Read the JSON object that begins at ``place``; return it, where it ends, and its oddities.

    Of doubled names the last value counts. Raises `JsonError`.
    """
    if not text.startswith("{", place):
        raise JsonError("not-json", place)
    if text.count("{", place) + text.count("[", place) > DEEPEST:
        _refuse_depth(text, place)
    try:
        value, end = _FAST.raw_decode(text, place)
    except (_DoubledNameError, ValueError, RecursionError):
        return _read_slowly(text, place)
    if "\\u" in text and "\\u" in text[place:end]:
        # Only an escape can bring in half of a surrogate pair, which no sentence could print.
        return _read_slowly(text, place)
    # An object's text begins with a brace, so an object is what was read.
    return value, end, ()


def _read_slowly(text: str, place: int) -> tuple[JsonObject, int, tuple[Oddity, ...]]:
    oddities: list[Oddity] = []

    def keep_doubles(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
        fields: JsonObject = {}
        for name, value in pairs:
            if name in fields:
                same = fields[name] == value and type(fields[name]) is type(value)
                oddities.append(Oddity("doubled-name" if same else "doubled-name-differs", name))
            fields[name] = value
        return fields

    try:
        value, end = _decoder(keep_doubles, strict=True).raw_decode(text, place)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Invalid control character"):
            raise JsonError("not-json", error.pos) from error
        oddities.clear()
        try:
            value, end = _decoder(keep_doubles, strict=False).raw_decode(text, place)
        except json.JSONDecodeError as second:
            raise JsonError("not-json", second.pos) from second
        except ValueError as constant:
            raise JsonError("not-a-number", place) from constant
        oddities.append(Oddity("control-character"))
    except ValueError as constant:
        raise JsonError("not-a-number", place) from constant
    except RecursionError as deep:
        raise JsonError("too-deep", place) from deep
    if _LONE_SURROGATE.search(_joined_strings(value)):
        oddities.append(Oddity("half-character"))
        value = _without_lone_surrogates(value)
    return value, end, tuple(dict.fromkeys(oddities))


def _refuse_depth(text: str, place: int) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text, place):
        sign = match[0]
        if sign in "{[":
            depth += 1
            if depth > DEEPEST:
                raise JsonError("too-deep", match.start())
        elif sign in "}]":
            depth -= 1
            if depth <= 0:
                return


_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _joined_strings(value: JsonValue) -> str:
    if isinstance(value, dict):
        return "".join(name + _joined_strings(each) for name, each in value.items())
    if isinstance(value, list):
        return "".join(map(_joined_strings, value))
    return value if isinstance(value, str) else ""


def _without_lone_surrogates(value: JsonValue) -> JsonObject:
    def clean(text: str) -> str:
        return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)

    def walk(each: JsonValue) -> JsonValue:
        if isinstance(each, dict):
            return {clean(name): walk(inner) for name, inner in each.items()}
        if isinstance(each, list):
            return [walk(inner) for inner in each]
        if isinstance(each, str) and not isinstance(each, NumberText):
            return clean(each)
        return each

    cleaned = walk(value)
    assert isinstance(cleaned, dict)
    return cleaned


def around(text: str, place: int) -> str:
    """Return the few characters at a place, for an error message."""
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text[place : place + _PLACE_WIDTH])
