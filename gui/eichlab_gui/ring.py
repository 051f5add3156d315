"""Mirrored ring buffers: the last values of a curve as one contiguous view, without a copy."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Ring:
    """Time (Unix seconds) and value of one curve, newest last; NaN in a value marks a gap.

    Every sample is written twice, at ``i`` and ``i + capacity``, so that any window of up to
    ``capacity`` samples is one slice.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        # Not filled: memory is taken as samples come.
        self._times = np.empty(2 * capacity)
        self._values = np.empty(2 * capacity)
        self._written = 0

    def __len__(self) -> int:
        return min(self._written, self._capacity)

    def append(self, at: float, value: float) -> None:
        """Add one sample; ``at`` must not lie before the last one."""
        slot = self._written % self._capacity
        self._times[slot] = self._times[slot + self._capacity] = at
        self._values[slot] = self._values[slot + self._capacity] = value
        self._written += 1

    def gap(self, at: float) -> None:
        """Mark that the curve is interrupted from ``at`` on; a second mark adds nothing."""
        if len(self) and not np.isnan(self._values[(self._written - 1) % self._capacity]):
            self.append(at, np.nan)

    def view(self) -> tuple[Floats, Floats]:
        """Return times and values, oldest first; views, valid until the next `append`."""
        count = len(self)
        end = self._written % self._capacity + self._capacity
        return self._times[end - count : end], self._values[end - count : end]

    def since(self, begin: float) -> tuple[Floats, Floats]:
        """Return the samples from ``begin`` on and the one before, so that lines reach the edge."""
        times, values = self.view()
        first = max(int(np.searchsorted(times, begin)) - 1, 0)
        return times[first:], values[first:]

    def last_time(self) -> float | None:
        """Return the time of the newest sample, or None."""
        if not self._written:
            return None
        return float(self._times[(self._written - 1) % self._capacity])

    def clear(self) -> None:
        """Forget everything."""
        self._written = 0
