"""The simulated Inepro PRO380, also sold as Klefr 693x/694x.

Holding registers only: identification from 4000h, what is measured from 5000h, counters from
6000h in blocks of twelve (sum, two tariffs, three phases). IEEE 754, high word first; power in kW,
energy in kWh. Sources: EVerest's model file, an open map of the 6924, the structure of the
counters. Unverified on hardware; tariff 2 stays empty.
"""

import math

from eichlab.simulator.meter import Surroundings
from eichlab.simulator.register_map.reading_meter import HERTZ, ReadingMeter, Sample
from eichlab.simulator.register_map.words import float32, whole

_KILO = 1000.0
_FIRMWARE = 2.18
_HARDWARE = 1.03
_METER_CODE = 0x0102


class Pro380(ReadingMeter):
    """One PRO380; 9600 baud, even parity."""

    pairs = True
    most = 60

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        super().__init__("pro380", unit, surroundings, watts=11_040)

    def registers(self, function: int, sample: Sample) -> dict[int, int] | None:
        """Return all registers for function 3; it knows no function 4."""
        if function == 4:
            return None
        values = {**self._live(sample), **self._counters(sample)}
        if self.faults.strikes("not-a-number", self.unit) is not None:
            values = dict.fromkeys(values, math.nan)
        if self.faults.strikes("wrong-model", self.unit) is not None:
            values = {at + 0x1000: value for at, value in values.items()}
        words: dict[int, int] = self._identity()
        for address, value in values.items():
            words[address], words[address + 1] = float32(value)
        return words

    def _identity(self) -> dict[int, int]:
        words = {0x4002: _METER_CODE, 0x4003: self.unit, 0x4004: 9600}
        words[0x4000], words[0x4001] = whole(self.serial, "u32")
        for address, value in ((0x4005, 3.0), (0x4007, _FIRMWARE), (0x4009, _HARDWARE)):
            words[address], words[address + 1] = float32(value)
        return words

    def _live(self, sample: Sample) -> dict[int, float]:
        phases = sample.phases
        apparent = math.hypot(sample.watts, sample.var)
        columns = {
            0x5000: (sum(each.volts for each in phases) / 3, *(each.volts for each in phases)),
            0x5008: (HERTZ,),
            0x500A: (
                sum(abs(each.amperes) for each in phases),
                *(abs(each.amperes) for each in phases),
            ),
            0x5012: (sample.watts / _KILO, *(each.watts / _KILO for each in phases)),
            0x501A: (sample.var / _KILO, *(each.var / _KILO for each in phases)),
            0x5022: (apparent / _KILO, *(each.volt_amperes / _KILO for each in phases)),
            0x502A: (
                sample.watts / apparent if apparent else 1.0,
                *(each.power_factor for each in phases),
            ),
        }
        return _rows(columns)

    def _counters(self, sample: Sample) -> dict[int, float]:
        both = tuple(a + b for a, b in zip(sample.imported, sample.exported, strict=True))
        nothing = (0, 0, 0)
        blocks = {
            0x6000: (sample.total_imported + sample.total_exported, both),
            0x600C: (sample.total_imported, sample.imported),
            0x6018: (sample.total_exported, sample.exported),
            0x6024: (0, nothing),
            0x6030: (0, nothing),
            0x603C: (0, nothing),
        }
        return _rows(
            {
                first: tuple(wh / _KILO for wh in (total, total, 0, *phases))
                for first, (total, phases) in blocks.items()
            }
        )

    def _refuse_halves(self, table: dict[int, int], address: int, count: int) -> None:
        # Among the identification there are single registers, and pairs at odd addresses.
        if address >= 0x5000:
            super()._refuse_halves(table, address, count)


def _rows(columns: dict[int, tuple[float, ...]]) -> dict[int, float]:
    return {
        first + 2 * index: value
        for first, values in columns.items()
        for index, value in enumerate(values)
    }
