"""The AC meter of SunSpec's model 203 as its 105 words."""

import math
from collections.abc import Sequence

from eichlab.simulator.bsm import words
from eichlab.simulator.load import PhaseValues

# Powers of ten, as recorded on a real meter.
_AMPERES, _VOLTS, _HERTZ, _POWER, _FACTOR = -2, -1, -1, 1, -1

_FREQUENCY_DHZ = 500
_NOTHING = words.int16(words.NO_INT16)
_MOST = 0x7FFF


def encode(
    phases: Sequence[PhaseValues], *, imported: int, energy_scale: int, events: int
) -> bytes:
    """Return the words; ``imported`` is raw with its power of ten.

    Only the total of the active import is a counter of this meter; all others stay zero.
    """
    amperes = [phase.amperes for phase in phases]
    watts = [phase.watts for phase in phases]
    var = [phase.var for phase in phases]
    total_va = math.hypot(sum(watts), sum(var))
    return b"".join(
        (
            _scaled([sum(amperes), *amperes], _AMPERES),
            _NOTHING,
            _scaled([phase.volts for phase in phases], _VOLTS, scale_follows=False),
            4 * _NOTHING,
            words.int16(_VOLTS),
            words.int16(_FREQUENCY_DHZ),
            words.int16(_HERTZ),
            _scaled([sum(watts), *watts], _POWER),
            _scaled([total_va, *(phase.volt_amperes for phase in phases)], _POWER),
            _scaled([sum(var), *var], _POWER),
            _NOTHING,
            _scaled([100 * phase.power_factor for phase in phases], _FACTOR),
            bytes(16),  # export
            words.uint32(imported),
            bytes(12),
            words.int16(energy_scale),
            bytes(32),  # apparent
            _NOTHING,
            bytes(64),  # reactive, four quadrants
            _NOTHING,
            words.uint32(events),
        )
    )


def power(phases: Sequence[PhaseValues]) -> tuple[int, int]:
    """Return the total active power, raw, and its power of ten."""
    return _raw(sum(phase.watts for phase in phases), _POWER), _POWER


def _scaled(values: Sequence[float], scale: int, *, scale_follows: bool = True) -> bytes:
    data = b"".join(words.int16(_raw(value, scale)) for value in values)
    return data + words.int16(scale) if scale_follows else data


def _raw(value: float, scale: int) -> int:
    return max(-_MOST, min(_MOST, round(value * math.pow(10, -scale))))
