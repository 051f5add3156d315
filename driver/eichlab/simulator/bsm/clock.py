"""The BSM's clock: invalid until it is set, and again when it is not refreshed in time."""

from collections.abc import Callable

from eichlab.simulator.bsm.words import NO_INT16, NO_UINT32
from eichlab.simulator.clockwork import NANOSECONDS

# How far a clock may be off for being refreshed instead of set is not published: 1 % of the time
# since then, and never less than this.
_LEAST_TOLERANCE_S = 3


class BsmClock:
    """UTC seconds and the offset of local time in minutes."""

    def __init__(self, nanoseconds: Callable[[], int], expiry_s: int) -> None:
        self._nanoseconds = nanoseconds
        self._expiry_s = expiry_s
        self._utc: int | None = None
        self._offset = NO_INT16
        self._since = 0

    @property
    def is_valid(self) -> bool:
        """Return whether it was set since power came, and refreshed in time."""
        if self._utc is not None and self._passed_s() > self._expiry_s:
            self.lose()
        return self._utc is not None

    @property
    def epoch(self) -> int:
        """Return UTC seconds since 1970 as the register shows them."""
        if not self.is_valid or self._utc is None:
            return NO_UINT32
        return self._utc + self._passed_s()

    @property
    def offset(self) -> int:
        """Return minutes east of UTC as the register shows them."""
        return self._offset if self.is_valid else NO_INT16

    def write(self, epoch: int | None, offset: int | None) -> bool:
        """Take a time, an offset or both; return whether it counts as set, not as refreshed."""
        was_valid = self.is_valid
        now, before = self.epoch, self.offset
        tolerance_s = max(_LEAST_TOLERANCE_S, self._passed_s() // 100) if was_valid else 0
        self._offset = before if offset is None else offset
        is_off = epoch is not None and abs(epoch - now) > tolerance_s
        if epoch is not None:
            self._utc = None if epoch == NO_UINT32 else epoch
            self._since = self._nanoseconds()
        return not was_valid or is_off or self._offset != before

    def lose(self) -> None:
        """Become invalid."""
        self._utc = None
        self._offset = NO_INT16

    def _passed_s(self) -> int:
        return (self._nanoseconds() - self._since) // NANOSECONDS
