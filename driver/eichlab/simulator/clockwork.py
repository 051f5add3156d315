"""Simulated time: real time, or a multiple of it, for loads and meter clocks."""

import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

NANOSECONDS = 1_000_000_000


class Clockwork:
    """Counts simulated nanoseconds; ``speed`` simulated seconds pass in one real second.

    Only loads and meter clocks follow it. Wires, boot times and delays keep to real time.
    """

    def __init__(
        self, speed: Decimal = Decimal(1), monotonic_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._speed = Fraction(speed)
        self._monotonic_ns = monotonic_ns
        self._began = monotonic_ns()

    def nanoseconds(self) -> int:
        """Return the simulated nanoseconds since the simulation began."""
        passed = self._monotonic_ns() - self._began
        return passed * self._speed.numerator // self._speed.denominator
