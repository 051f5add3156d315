"""What the simulated meter measures: a load that varies a little, and its energy.

Power is constant over steps of one second and follows a table that repeats and sums to zero, so
the energy is an exact integer at any time and never depends on how often it is asked for.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from eichlab.simulator.clockwork import NANOSECONDS

PHASES = 3

# Energies are counted in fWs: milliwatts times thousandths times nanoseconds.
FEMTO_WS_PER_WH = 3600 * 10**15

_STEPS = 127


@dataclass(frozen=True, slots=True)
class PhaseValues:
    """One phase at one time, in the units of the names; signed: + import, - export."""

    volts: float
    amperes: float
    watts: float
    var: float

    @property
    def volt_amperes(self) -> float:
        """Return the apparent power."""
        return self.volts * abs(self.amperes)

    @property
    def power_factor(self) -> float:
        """Return active by apparent power; 1 where nothing flows."""
        return self.watts / self.volt_amperes if self.volt_amperes else 1.0


@dataclass(slots=True)
class Energy:
    """Exact energy counters in fWs."""

    imported: int = 0
    exported: int = 0

    @property
    def imported_wh(self) -> int:
        """Return whole watt hours taken from the grid."""
        return self.imported // FEMTO_WS_PER_WH

    @property
    def exported_wh(self) -> int:
        """Return whole watt hours given to the grid."""
        return self.exported // FEMTO_WS_PER_WH


class Load:
    """A load of ``watts`` over three phases; negative watts flow back into the grid.

    With ``phases=1`` it is a direct current: no reactive power.
    ``nanoseconds`` is the simulated time. ``variation`` is the largest deviation of the power in
    thousandths; 0 makes every value steady.
    """

    def __init__(
        self,
        nanoseconds: Callable[[], int],
        *,
        watts: int,
        seed: str,
        decivolts: int = 2300,
        variation: int = 20,
        energy: Energy | None = None,
        phases: int = PHASES,
    ) -> None:
        self._nanoseconds = nanoseconds
        self._decivolts = decivolts
        self.energy = energy if energy is not None else Energy()
        # Repeatable by design; nothing secret comes from it.
        chance = random.Random(f"{seed}/load")  # noqa: S311
        self._power_tables = [_wave(chance, variation) for _ in range(phases)]
        self._integrals = [
            list(accumulate((1000 + step for step in table), initial=0))
            for table in self._power_tables
        ]
        self._voltage_tables = [_wave(chance, variation // 5) for _ in range(phases)]
        self._power_factor = 1.0 if variation == 0 or phases == 1 else 0.99
        self._watts = watts
        self._connected = True
        self._at = nanoseconds()

    @property
    def watts(self) -> int:
        """Return the load as it was set."""
        return self._watts

    def set(self, watts: int) -> None:
        """Change the load from now on."""
        self.advance()
        self._watts = watts

    def connect(self, *, connected: bool) -> None:
        """Let current flow or not: without mains nothing does."""
        self.advance()
        self._connected = connected

    def advance(self) -> None:
        """Bring the energy counters up to now."""
        now = self._nanoseconds()
        for phase, milliwatts in enumerate(self._milliwatts()):
            passed = self._integral(phase, now) - self._integral(phase, self._at)
            amount = milliwatts * passed
            if amount >= 0:
                self.energy.imported += amount
            else:
                self.energy.exported -= amount
        self._at = now

    def phases(self) -> tuple[PhaseValues, ...]:
        """Return what flows now in L1, L2 and L3."""
        step = self._nanoseconds() // NANOSECONDS % _STEPS
        values: list[PhaseValues] = []
        for phase, milliwatts in enumerate(self._milliwatts()):
            volts = self._decivolts * (1000 + self._voltage_tables[phase][step]) / 10_000
            watts = milliwatts * (1000 + self._power_tables[phase][step]) / 1_000_000
            apparent = abs(watts) / self._power_factor
            var = math.sqrt(max(0.0, apparent**2 - watts**2))
            amperes = math.copysign(apparent / volts, watts) if watts else 0.0
            values.append(PhaseValues(volts, amperes, watts, var))
        return tuple(values)

    def _milliwatts(self) -> list[int]:
        phases = len(self._power_tables)
        if not self._connected:
            return [0] * phases
        sign = -1 if self._watts < 0 else 1
        each, rest = divmod(abs(self._watts) * 1000, phases)
        return [sign * (each + (rest if phase == 0 else 0)) for phase in range(phases)]

    def _integral(self, phase: int, nanoseconds: int) -> int:
        """Return the integral of the table's thousandths from 0 to ``nanoseconds``."""
        seconds, part = divmod(nanoseconds, NANOSECONDS)
        cycles, step = divmod(seconds, _STEPS)
        integral = self._integrals[phase]
        whole = cycles * integral[-1] + integral[step]
        return whole * NANOSECONDS + (1000 + self._power_tables[phase][step]) * part


def _wave(chance: random.Random, amplitude: int) -> list[int]:
    """Return thousandths of deviation for each step: slow waves, summing to zero."""
    begin = chance.random() * 2 * math.pi
    slow, fast = chance.choice((1, 2, 3)), chance.choice((7, 9, 11))
    wave: list[int] = []
    for step in range(_STEPS):
        angle = 2 * math.pi * step / _STEPS
        wave.append(
            round(amplitude * (0.7 * math.sin(slow * angle + begin) + 0.3 * math.sin(fast * angle)))
        )
    # What rounding left over is spread one by one, so that a whole cycle averages exactly.
    excess = sum(wave)
    for step in range(abs(excess)):
        wave[step * 5 % _STEPS] -= 1 if excess > 0 else -1
    return wave
