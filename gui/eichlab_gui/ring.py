"""Ring buffers: the last values of a curve as one contiguous view, without a copy."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How much longer than the ring its memory is, as a share: the less, the more often all is moved.
_SPARE: Final = 8


class Ring:
    """Time (Unix seconds) and value of one curve, newest last; NaN in a value marks a gap.

    Samples are written one behind the other into memory a little longer than the ring; at its end
    those that are kept are moved back to its beginning, once in thousands of samples.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        length = capacity + max(capacity // _SPARE, 1)
        # Not filled: memory is taken as samples come.
        self._times = np.empty(length)
        self._values = np.empty(length)
        self._end = 0

    def __len__(self) -> int:
        return min(self._end, self._capacity)

    def append(self, at: float, value: float) -> None:
        """Add one sample; ``at`` must not lie before the last one."""
        if self._end == len(self._times):
            self._move_back()
        self._times[self._end] = at
        self._values[self._end] = value
        self._end += 1

    def _move_back(self) -> None:
        for column in (self._times, self._values):
            column[: self._capacity] = column[self._end - self._capacity : self._end]
        self._end = self._capacity

    def gap(self, at: float) -> None:
        """Mark that the curve is interrupted from ``at`` on; a second mark adds nothing."""
        if self._end and not np.isnan(self._values[self._end - 1]):
            self.append(at, np.nan)

    def view(self) -> tuple[Floats, Floats]:
        """Return times and values, oldest first; views, valid until the next `append`."""
        kept = slice(max(self._end - self._capacity, 0), self._end)
        return self._times[kept], self._values[kept]

    def since(self, begin: float) -> tuple[Floats, Floats]:
        """Return the samples from ``begin`` on and the one before, so that lines reach the edge."""
        times, values = self.view()
        first = max(int(np.searchsorted(times, begin)) - 1, 0)
        return times[first:], values[first:]

    def last_time(self) -> float | None:
        """Return the time of the newest sample, or None."""
        return float(self._times[self._end - 1]) if self._end else None

    def clear(self) -> None:
        """Forget everything."""
        self._end = 0
