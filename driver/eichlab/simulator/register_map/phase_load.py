"""A load whose energy is counted phase by phase."""

from collections.abc import Callable, Sequence

from eichlab.simulator.load import PHASES, Energy, Load


class PhaseLoad(Load):
    """A load over three phases, or, ``single``, over the first alone.

    ``energies`` are the counters of the phases; they go on from what they hold.
    """

    def __init__(
        self,
        nanoseconds: Callable[[], int],
        energies: Sequence[Energy],
        *,
        watts: int,
        seed: str,
        decivolts: int,
        variation: int,
        single: bool = False,
    ) -> None:
        super().__init__(
            nanoseconds, watts=watts, seed=seed, decivolts=decivolts, variation=variation
        )
        self.energies = energies
        self._single = single

    def advance(self) -> None:
        """Bring the counters of all phases up to now."""
        now = self._nanoseconds()
        for phase, milliwatts in enumerate(self._milliwatts()):
            passed = self._integral(phase, now) - self._integral(phase, self._at)
            amount = milliwatts * passed
            if amount >= 0:
                self.energies[phase].imported += amount
            else:
                self.energies[phase].exported -= amount
        self._at = now

    def _milliwatts(self) -> list[int]:
        if not self._single:
            return super()._milliwatts()
        milliwatts = self._watts * 1000 if self._connected else 0
        return [milliwatts, *(0 for _ in range(PHASES - 1))]
