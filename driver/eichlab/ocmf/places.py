"""Where each field stands in the signed text of a record."""

import itertools
import re
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\n\r]*")
# Runs of plain signs at once: a text of a megabyte shall not hold up other threads.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SCALAR = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\]}]+', re.DOTALL)


class FieldPlace(NamedTuple):
    """A field's value in a text: ``RD[0].RV``, where its bytes begin and end, and the text.

    The bytes of a string include its quotation marks.
    """

    path: str
    begin: int
    end: int
    text: str


def field_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return the places of all values of a JSON object that can be read, in their order.

    Objects and lists are taken apart, down to texts, numbers and words.
    """
    text = payload.decode()
    if text.isascii():
        return tuple(_object(text, _skip(text, 0), "").places)
    # Bytes before each character, for places are wanted in bytes.
    offsets = [0]
    for sign in text:
        offsets.append(offsets[-1] + len(sign.encode()))
    return tuple(
        FieldPlace(path, offsets[begin], offsets[end], shown)
        for path, begin, end, shown in _object(text, _skip(text, 0), "").places
    )


class _Read(NamedTuple):
    places: list[FieldPlace]
    end: int


def _skip(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _object(text: str, place: int, path: str) -> _Read:
    places: list[FieldPlace] = []
    place = _skip(text, place + 1)
    while text[place] != "}":
        name = _STRING.match(text, place)
        assert name is not None
        place = _skip(text, name.end())
        place = _skip(text, place + 1)
        inner = f"{path}.{name[0][1:-1]}" if path else name[0][1:-1]
        read = _value(text, place, inner)
        places += read.places
        place = _after(text, read.end)
    return _Read(places, place + 1)


def _list(text: str, place: int, path: str) -> _Read:
    places: list[FieldPlace] = []
    place = _skip(text, place + 1)
    for number in itertools.count():
        if text[place] == "]":
            break
        read = _value(text, place, f"{path}[{number}]")
        places += read.places
        place = _after(text, read.end)
    return _Read(places, place + 1)


def _after(text: str, place: int) -> int:
    """Return where the next member begins, or the closing bracket."""
    place = _skip(text, place)
    return _skip(text, place + 1) if text[place] == "," else place


def _value(text: str, place: int, path: str) -> _Read:
    if text[place] == "{":
        return _object(text, place, path)
    if text[place] == "[":
        return _list(text, place, path)
    match = _SCALAR.match(text, place)
    assert match is not None
    return _Read([FieldPlace(path, place, match.end(), match[0])], match.end())
