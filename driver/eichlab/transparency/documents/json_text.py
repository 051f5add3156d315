"""JSON read from the middle of a text, numbers kept as they are written."""

import json
from dataclasses import dataclass

from eichlab.ocmf import JsonObject, JsonValue, NumberText

_SPACE = " \t\n\r"
_LONGEST_STEP = 60


class JsonTextError(ValueError):
    """No JSON value begins here; ``place`` is the character that shows it."""

    def __init__(self, place: int) -> None:
        super().__init__(f"no JSON at {place}")
        self.place = place


def _nothing(_: str) -> None:
    """Read NaN and Infinity, which are no JSON, as nothing."""


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    """Of doubled names keep each, so that no signed text hides behind another."""
    fields: JsonObject = {}
    for name, value in pairs:
        spelled = name
        while spelled in fields and len(pairs) < _MOST_DOUBLED:
            spelled += " (again)"
        fields[spelled] = value
    return fields


_MOST_DOUBLED = 100
# Characters: a message, a bill, a table, a whole document.
_WINDOWS = (4096, 65_536, 1_048_576, 80_000_000)
_ALLOWANCE = 32_000_000
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=NumberText,
    parse_int=NumberText,
    parse_constant=_nothing,
    strict=False,
)


@dataclass(slots=True)
class Search:
    """A search for JSON values in a text, whose effort in vain grows with its length only.

    A failing attempt costs what it looked at: the reader is given small windows first, for what
    it reports about a failure it counts from the beginning of what it was given.
    """

    text: str
    allowance: int = 0

    def __post_init__(self) -> None:
        self.allowance = 8 * len(self.text) + _ALLOWANCE

    @property
    def exhausted(self) -> bool:
        """Return whether so much was tried in vain that looking on is pointless."""
        return self.allowance <= 0

    def decode(self, place: int) -> tuple[JsonValue, int]:
        """Return the value that begins at ``place`` and where it ends. Raises `JsonTextError`."""
        error = JsonTextError(place)
        for size in _WINDOWS:
            if self.exhausted:
                break
            window = self.text[place : place + size]
            try:
                value, end = _DECODER.raw_decode(window, 0)
            except json.JSONDecodeError as found:
                error = JsonTextError(place + found.pos)
                cut_off = found.msg.startswith("Unterminated") or found.pos >= len(window) - 8
            except (RecursionError, ValueError, IndexError):
                cut_off = False
            else:
                return value, place + end
            self.allowance -= len(window)
            if not cut_off or len(window) < size:
                break
        raise error


def decode_all(text: str) -> JsonValue:
    """Return the one JSON value a text is. Raises `JsonTextError`."""
    begin = skip_space(text, 0)
    value: JsonValue
    try:
        value, end = _DECODER.raw_decode(text, begin)
    except json.JSONDecodeError as error:
        raise JsonTextError(error.pos) from error
    except (RecursionError, ValueError, IndexError) as error:
        raise JsonTextError(begin) from error
    end = skip_space(text, end)
    if end != len(text):
        raise JsonTextError(end)
    return value


def skip_space(text: str, place: int) -> int:
    """Return the first place from ``place`` on that is no JSON white space."""
    while place < len(text) and text[place] in _SPACE:
        place += 1
    return place


def scalar(value: JsonValue) -> str | None:
    """Return a text or number as text; None for anything else and for empty texts."""
    if not isinstance(value, str) or not value:
        return None
    # Half a surrogate pair could be neither printed nor stored.
    return str(value) if value.isascii() else value.encode("utf-8", "replace").decode()


def step(name: str) -> str:
    """Return a field's name as one step of a place, harmless and of bounded length."""
    printable = "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in name
    )
    return printable[:_LONGEST_STEP].replace("~", "~0").replace("/", "~1")
