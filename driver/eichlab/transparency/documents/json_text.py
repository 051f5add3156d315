"""JSON read from the middle of a text, numbers kept as they are written."""

import json

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
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=NumberText,
    parse_int=NumberText,
    parse_constant=_nothing,
    strict=False,
)


def decode_at(text: str, place: int) -> tuple[JsonValue, int]:
    """Return the JSON value that begins at ``place`` and where it ends. Raises `JsonTextError`."""
    try:
        value, end = _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise JsonTextError(error.pos) from error
    except RecursionError as error:
        raise JsonTextError(place) from error
    except (ValueError, IndexError) as error:
        raise JsonTextError(place) from error
    return value, end


def decode_all(text: str) -> JsonValue:
    """Return the one JSON value a text is. Raises `JsonTextError`."""
    begin = skip_space(text, 0)
    value, end = decode_at(text, begin)
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
