"""What was signed, made ready to be shown: which field a byte belongs to, where values stand.

Made away from the screen: a record of a megabyte has tens of thousands of fields.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from eichlab.transparency import Explanation, SignedField
from eichlab.values import SignedReading


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes that belong together: from ``begin`` up to, not with, ``end``."""

    begin: int
    end: int


class FieldOrder:
    """Finds the field of a byte; fields are named by their number in the list given."""

    def __init__(self, fields: Sequence[SignedField | ByteRange] = ()) -> None:
        held = [number for number, field in enumerate(fields) if field.begin < field.end]
        # A field that was inherited has the bytes of another one: that comes first.
        held.sort(key=lambda number: (fields[number].begin, number))
        self._numbers = held
        self._begins = [fields[number].begin for number in held]
        self._ends = [fields[number].end for number in held]

    def at(self, byte: int) -> int:
        """Return the field a byte belongs to, -1 where it belongs to none."""
        place = bisect_right(self._begins, byte) - 1
        if place < 0 or byte >= self._ends[place]:
            return -1
        return self._numbers[bisect_left(self._begins, self._begins[place])]

    def next_begin(self, byte: int, *, forward: bool) -> int | None:
        """Return where the next field behind (or before) a byte begins."""
        before = bisect_left(self._begins, byte) - 1
        place = bisect_right(self._begins, byte) if forward else before
        return self._begins[place] if 0 <= place < len(self._begins) else None


@dataclass(frozen=True, slots=True)
class SignedContent:
    """An explanation with its `FieldOrder` and the place of each reading's value."""

    explanation: Explanation
    order: FieldOrder
    values: tuple[ByteRange | None, ...]


def content_of(explanation: Explanation, readings: Sequence[SignedReading]) -> SignedContent:
    """Make an explanation ready to be shown."""
    fields = explanation.fields
    return SignedContent(explanation, FieldOrder(fields), _values(fields, len(readings)))


def _values(fields: Sequence[SignedField], count: int) -> tuple[ByteRange | None, ...]:
    """Return where the value of each reading stands, in a record that lists its readings."""
    found: dict[str, ByteRange | None] = {}
    for field in fields:
        reading, dot, name = field.path.partition("].")
        if dot and reading.startswith("RD["):
            found.setdefault(reading, None)
            if name == "RV":
                found[reading] = ByteRange(field.begin, field.end)
    # Not every entry of the list has to be a reading; then none is pointed out.
    return tuple(found.values()) if len(found) == count else ()
