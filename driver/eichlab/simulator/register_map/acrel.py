"""The simulated Acrel DJSF1352-RN, a direct-current meter.

Twenty holding registers from 0000h: digits with a power of ten beside them, value = digits ×
10^(power − 3); counters in two registers, high word first. Further on the clock, the software
version, and the live values once more as IEEE 754 numbers. Sources: EVerest's driver, two open
drivers with captured frames. Unverified on hardware; what is not known is in the switches.
"""

from eichlab.simulator.load import FEMTO_WS_PER_WH
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.register_map.reading_meter import ReadingMeter, Sample
from eichlab.simulator.register_map.switches import AcrelSwitches
from eichlab.simulator.register_map.words import float32, whole

_LARGEST_DIGITS = 9999
_LEAST_POWER = 1
_POWER_OFFSET = 3
_VOLTAGE_RATIO = 1
_RATED_AMPERES = 250
_DECI_CELSIUS = 333

# "SI" as the software version marks a simulated meter: it has no serial number to do that in.
_VERSION = int.from_bytes(b"SI")


def digits(value: float, least_power: int = _LEAST_POWER) -> tuple[int, int]:
    """Return digits and power of ten of a value: as many of four digits as fit."""
    power = least_power
    while abs(round(value / 10.0 ** (power - _POWER_OFFSET))) > _LARGEST_DIGITS:
        power += 1
    return round(value / 10.0 ** (power - _POWER_OFFSET)), power


class Djsf1352(ReadingMeter):
    """One channel of a DJSF1352-RN."""

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        super().__init__(
            "djsf1352", unit, surroundings, switches=AcrelSwitches, watts=50_079, single=True
        )

    def registers(self, function: int, sample: Sample) -> dict[int, int] | None:
        """Return all registers for function 3; it knows no function 4."""
        if function == 4:
            return None
        volts = sample.phases[0].volts
        watts = sample.phases[0].watts
        amperes = watts / volts
        u, u_power = digits(volts, 2)
        i, i_power = digits(amperes, 2)
        p, p_power = digits(watts, 3)
        if self.faults.strikes("wrong-model", self.unit) is not None:
            u_power = 0x4366
        if self.faults.strikes("not-a-number", self.unit) is not None:
            i_power = p_power = 0xFFFF
        words = [u, u_power, i, i_power, 0, _DECI_CELSIUS, 0, 0, p, p_power, 0, 0]
        words += [*self._energy(sample.total_imported, 0), *self._energy(sample.total_exported, 1)]
        words += [_VOLTAGE_RATIO, _RATED_AMPERES, 0, 0]
        table = {at: word & 0xFFFF for at, word in enumerate(words)}
        table |= {0x1E: 0x1A01, 0x1F: 0x0100, 0x20: 0x0000, 0x21: 0, 0x23: _VERSION}
        for address, value in ((50, volts), (52, amperes), (54, watts / 1000)):
            table[address], table[address + 1] = float32(value)
        return table

    def _energy(self, wh: int, direction: int) -> list[int]:
        assert isinstance(self.switches, AcrelSwitches)
        if self.switches.digit == "1Wh":
            return whole(wh, "u32")
        energy = self.load.energies[0]
        counted = energy.exported if direction else energy.imported
        return whole(counted * 10 // FEMTO_WS_PER_WH, "u32")
