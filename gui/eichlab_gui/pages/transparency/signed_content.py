"""What was signed, made ready to be shown: which field a byte belongs to, where values stand.

Made away from the screen: a record of a megabyte has tens of thousands of fields.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from eichlab.transparency import Explanation, SignedField
from eichlab.values import SignedReading

# Each is an object: hundreds of thousands of them would be felt when they are let go.
_MOST_FIELDS: Final = 20_000


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes that belong together: from ``begin`` up to, not with, ``end``."""

    begin: int
    end: int


class FieldOrder:
    """Finds the field of a byte; fields are named by their number in the list given."""

    def __init__(self, fields: Sequence[SignedField] = ()) -> None:
        # Fields stand in the order of their bytes; one that was inherited has another one's.
        self._numbers = [
            number
            for number, field in enumerate(fields)
            if field.inherited_from is None and field.begin < field.end
        ]
        self._begins = [fields[number].begin for number in self._numbers]
        self._ends = [fields[number].end for number in self._numbers]

    def at(self, byte: int) -> int:
        """Return the field a byte belongs to, -1 where it belongs to none."""
        place = bisect_right(self._begins, byte) - 1
        if place < 0 or byte >= self._ends[place]:
            return -1
        return self._numbers[place]

    def next_begin(self, byte: int, *, forward: bool) -> int | None:
        """Return where the next field behind (or before) a byte begins."""
        before = bisect_left(self._begins, byte) - 1
        place = bisect_right(self._begins, byte) if forward else before
        return self._begins[place] if 0 <= place < len(self._begins) else None


@dataclass(frozen=True, slots=True)
class SignedContent:
    """An explanation with its `FieldOrder`, and where the values of begin and end stand.

    Of more fields than anybody looks at only the first are held; ``count`` is that of all.
    """

    explanation: Explanation
    order: FieldOrder
    count: int
    begin_value: ByteRange | None = None
    end_value: ByteRange | None = None


def content_of(
    explanation: Explanation,
    readings: Sequence[SignedReading],
    begin: SignedReading | None = None,
    end: SignedReading | None = None,
) -> SignedContent:
    """Make an explanation of a record with these readings ready to be shown."""
    fields = explanation.fields
    values = _values(fields, len(readings))
    first, last = (
        values[readings.index(each)] if values and each in readings else None
        for each in (begin, end)
    )
    held = fields[:_MOST_FIELDS]
    return SignedContent(
        replace(explanation, fields=held), FieldOrder(held), len(fields), first, last
    )


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
