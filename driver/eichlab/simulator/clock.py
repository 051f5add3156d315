"""The meter's clock: set from outside, lost with the power."""

from collections.abc import Callable

from eichlab.simulator.clockwork import NANOSECONDS

SYNCHRONISED = "S"


class MeterClock:
    """Counts UTC seconds from what it was set to. ``status`` is the letter of OCMF table 19."""

    def __init__(self, nanoseconds: Callable[[], int]) -> None:
        self._nanoseconds = nanoseconds
        self._utc = 0
        self._since = nanoseconds()
        self.status = "U"

    def now(self) -> int:
        """Return the UTC seconds since 1970 that the clock shows, right or wrong."""
        return self._utc + (self._nanoseconds() - self._since) // NANOSECONDS

    def set(self, utc: int) -> None:
        """Set the clock; from now on its time counts as synchronised."""
        self._run_from(utc)
        self.status = SYNCHRONISED

    def lose(self, resume_at: int, status: str) -> None:
        """Begin again after a power failure at a time nobody vouches for."""
        self._run_from(resume_at)
        self.status = status

    def _run_from(self, utc: int) -> None:
        self._utc = utc
        self._since = self._nanoseconds()
