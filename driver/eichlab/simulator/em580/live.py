"""The EM580's live values as the words 0000h to 0033h."""

import math
from collections.abc import Sequence

from eichlab.simulator.em580.words import int16, int32
from eichlab.simulator.load import PhaseValues

WORDS = 52

_FREQUENCY_DHZ = 500


def encode(phases: Sequence[PhaseValues], *, sequence: int) -> bytes:
    """Return 52 words: 0.1 V, 0.001 A, 0.1 W, 0.1 VA, 0.1 var, 0.001, 0.1 Hz, low word first.

    ``sequence`` is 1 for L1-L2-L3 and -1 for L1-L3-L2.
    """
    volts = [phase.volts for phase in phases]
    watts = [phase.watts for phase in phases]
    var = [phase.var for phase in phases]
    between = [_between(volts[0], volts[1]), _between(volts[1], volts[2])]
    between.append(_between(volts[2], volts[0]))
    total_va = math.hypot(sum(watts), sum(var))
    total_factor = sum(watts) / total_va if total_va else 1.0
    voltages = [*volts, *between]
    powers = [
        *watts,
        *(phase.volt_amperes for phase in phases),
        *var,
        _mean(volts),
        _mean(between),
        sum(watts),
        total_va,
        sum(var),
    ]
    factors = [*(phase.power_factor for phase in phases), total_factor]
    return b"".join(
        (
            *(int32(round(value * 10)) for value in voltages),
            *(int32(round(phase.amperes * 1000)) for phase in phases),
            *(int32(round(value * 10)) for value in powers),
            *(int16(round(value * 1000)) for value in factors),
            int16(sequence),
            int16(_FREQUENCY_DHZ),
        )
    )


def _between(first: float, second: float) -> float:
    """Return the voltage between two phases 120 degrees apart."""
    return math.sqrt(first**2 + second**2 + first * second)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
