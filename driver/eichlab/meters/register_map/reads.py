"""The fewest reads that bring all values of a map."""

from collections.abc import Iterable
from dataclasses import dataclass

from eichlab.meters.register_map.map import Limits, MapValue


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Registers that belong together: read at once, or not at all."""

    function: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """One question for registers, and the spans in it that are wanted."""

    spans: tuple[Span, ...]

    @property
    def function(self) -> int:
        """Return the function code."""
        return self.spans[0].function

    @property
    def begin(self) -> int:
        """Return the first register."""
        return self.spans[0].begin

    @property
    def end(self) -> int:
        """Return the register behind the last."""
        return max(span.end for span in self.spans)

    @property
    def count(self) -> int:
        """Return how many registers are asked for."""
        return self.end - self.begin

    def parts(self) -> "tuple[Read, ...]":
        """Return the read in two, divided at its widest gap, else in its middle.

        Nothing where it is one span only.
        """
        if len(self.spans) == 1:
            return ()
        middle = len(self.spans) / 2
        at = max(
            range(1, len(self.spans)),
            key=lambda index: (self._gap_before(index), -abs(index - middle)),
        )
        return Read(self.spans[:at]), Read(self.spans[at:])

    def _gap_before(self, index: int) -> int:
        return self.spans[index].begin - max(span.end for span in self.spans[:index])


def spans(values: Iterable[MapValue], limits: Limits) -> tuple[Span, ...]:
    """Return the registers of the values; a value and its power of ten in one span if possible.

    Read apart, a meter may change its power of ten in between, and the value be wrong.
    """
    found: set[Span] = set()
    for value in values:
        number = value.number
        own = Span(number.function, number.address, number.end)
        if value.exponent is not None:
            other = value.exponent.number
            power = Span(other.function, other.address, other.end)
            both = Span(own.function, min(own.begin, power.begin), max(own.end, power.end))
            if own.function == power.function and both.end - both.begin <= limits.most_registers:
                own = both
            else:
                found.add(power)
        found.add(own)
    return tuple(sorted(found))


def plan(values: Iterable[MapValue], limits: Limits) -> tuple[Read, ...]:
    """Return the fewest reads that bring the values within the meter's limits.

    From the lowest register on each read takes all it may: then no other division needs fewer.
    """
    reads: list[Read] = []
    taken: list[Span] = []
    for span in spans(values, limits):
        if taken:
            end = max(each.end for each in taken)
            fits = (
                span.function == taken[0].function
                and span.begin - end <= limits.gap
                and max(end, span.end) - taken[0].begin <= limits.most_registers
            )
            if not fits:
                reads.append(Read(tuple(taken)))
                taken = []
        taken.append(span)
    if taken:
        reads.append(Read(tuple(taken)))
    return tuple(reads)
