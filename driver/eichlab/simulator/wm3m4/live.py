"""The WM3M4's live values as blocks of input registers."""

import math
from collections.abc import Callable, Sequence

from eichlab.simulator.load import PhaseValues
from eichlab.simulator.wm3m4.numbers import angle, t5, t6, t7, t17, uint16

_FREQUENCY_HZ = 50.01

_MILLI, _TENTH, _HUNDREDTH = -3, -1, -2

Encoding = Callable[[Sequence[PhaseValues]], bytes]


def _volts(phases: Sequence[PhaseValues]) -> bytes:
    volts = [phase.volts for phase in phases]
    return b"".join(t5(value, _MILLI) for value in (*volts, sum(volts) / len(volts)))


def _volts_between(phases: Sequence[PhaseValues]) -> bytes:
    first, second, third = (phase.volts for phase in phases)
    between = [_between(first, second), _between(second, third), _between(third, first)]
    return b"".join(t5(value, _MILLI) for value in (*between, sum(between) / len(between)))


def _amperes(phases: Sequence[PhaseValues]) -> bytes:
    return b"".join(t5(abs(phase.amperes), _MILLI) for phase in phases)


def _amperes_summed(phases: Sequence[PhaseValues]) -> bytes:
    total = sum(abs(phase.amperes) for phase in phases)
    return t5(total / len(phases), _MILLI) + t5(total, _MILLI)


def _powers(phases: Sequence[PhaseValues]) -> bytes:
    watts = [phase.watts for phase in phases]
    var = [phase.var for phase in phases]
    apparent = [phase.volt_amperes for phase in phases]
    total_va = math.hypot(sum(watts), sum(var))
    factors = [(phase.power_factor, phase.var) for phase in phases]
    total_factor = sum(watts) / total_va if total_va else 1.0
    angles = [angle(sum(watts), sum(var)), *map(angle, watts, var)]
    return b"".join(
        (
            *(t6(value, _TENTH) for value in (sum(watts), *watts)),
            *(t6(value, _TENTH) for value in (sum(var), *var)),
            *(t5(value, _TENTH) for value in (total_va, *apparent)),
            *(t7(factor, own) for factor, own in ((total_factor, sum(var)), *factors)),
            *(t17(value) for value in angles),
        )
    )


def _distortions(phases: Sequence[PhaseValues]) -> bytes:
    return b"".join(uint16(0) for _ in phases)


BLOCKS: tuple[tuple[int, int, Encoding], ...] = (
    (105, 2, lambda _: t5(_FREQUENCY_HZ, _HUNDREDTH)),
    (107, 8, _volts),
    (118, 8, _volts_between),
    (126, 6, _amperes),
    (136, 4, _amperes_summed),
    (140, 36, _powers),
    (182, 3, _distortions),
    (188, 3, _distortions),
)
"""First register, how many, and their content from the phases' values."""


def _between(first: float, second: float) -> float:
    """Return the voltage between two phases 120 degrees apart."""
    return math.sqrt(first**2 + second**2 + first * second)
