"""The dataset a host writes: the record's payload with gaps, which the meter fills.

Names must come in the manual's order and without white space. Whatever the host wrote goes into
the record byte for byte. ``GV`` is missing in the manual's example and present in a published
record, with ``IF`` it is the other way round: both may be left out.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

LARGEST = 1024

_ORDER = (
    *("FV", "GI", "GS", "GV", "PG", "MV", "MM", "MS", "MF"),
    *("IS", "IF", "IT", "ID", "CT", "CI", "RD"),
)
_MAY_BE_MISSING = frozenset({"GV", "IF"})
_GAPS: Mapping[str, object] = {"PG": "", "MV": "", "MM": "", "MS": "", "MF": "", "RD": []}
_MANUAL_LENGTHS = {"GI": 41, "GS": 25, "ID": 40, "CI": 20}
_MOST_FLAGS = 4


class DatasetError(Exception):
    """The meter does not understand the dataset."""


def filled(dataset: bytes, gaps: Mapping[str, str], *, limits: bool) -> bytes:
    """Return the payload: the dataset with ``gaps`` (name → JSON text) in its gaps.

    Raises `DatasetError` where a name is missing, misplaced or of the wrong kind. ``limits``:
    texts longer than the manual says are not understood either.
    """
    # Latin-1 carries every byte through unchanged, whatever encoding the host wrote.
    members = _members(dataset.decode("latin-1"))
    names = [name for name, *_ in members]
    if names != [name for name in _ORDER if name in names or name not in _MAY_BE_MISSING]:
        raise DatasetError
    for name, value, written in members:
        _check(name, value, written, limits=limits)
    content = ",".join(f'"{name}":{gaps.get(name, written)}' for name, _, written in members)
    return f"{{{content}}}".encode("latin-1")


def _check(name: str, value: object, written: str, *, limits: bool) -> None:
    if name in _GAPS:
        right = value == _GAPS[name]
    elif name == "IS":
        right = isinstance(value, bool)
    elif name == "IF":
        right = isinstance(value, list) and len(value) <= _MOST_FLAGS
        right = right and written == json.dumps(value, separators=(",", ":"))
    else:
        right = isinstance(value, str)
        if limits and isinstance(value, str):
            right = len(value) <= _MANUAL_LENGTHS.get(name, LARGEST)
    if not right:
        raise DatasetError


def _members(text: str) -> list[tuple[str, Any, str]]:
    """Return name, value and the value as written, of each member; no white space anywhere."""
    members: list[tuple[str, Any, str]] = []
    if text[:1] != "{":
        raise DatasetError
    at = 1
    while True:
        name, end = _value(text, at)
        if not isinstance(name, str) or text[end : end + 1] != ":":
            raise DatasetError
        value, at = _value(text, end + 1)
        members.append((name, value, text[end + 1 : at]))
        if text[at:] == "}":
            return members
        if text[at : at + 1] != ",":
            raise DatasetError
        at += 1


_decode: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().raw_decode


def _value(text: str, at: int) -> tuple[Any, int]:
    try:
        return _decode(text, at)
    except (ValueError, RecursionError):
        raise DatasetError from None
