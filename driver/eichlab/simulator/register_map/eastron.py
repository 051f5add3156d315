"""The simulated Eastron meters SDM72D-M, SDM72D-M-2, SDM230 and SDM630 V2.

Input registers (function 4) hold measured values, holding registers (function 3) settings and who
the meter is; both are IEEE 754 numbers in two registers, high word first, but for the last three.
Sources: the vendor's protocol lists for SDM72D-M (V1.1, V1.5) and SDM230, and open drivers for
them. Unverified on hardware; what is not known is in the switches. Settings cannot be written:
the real meters want them unlocked at the device first.
"""

import math
from collections.abc import Mapping

from eichlab.simulator.load import PhaseValues
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.register_map.reading_meter import HERTZ, ReadingMeter, Sample
from eichlab.simulator.register_map.switches import ReadingSwitches, Sdm72Switches
from eichlab.simulator.register_map.words import float32, whole

_KILO = 1000.0
_HARMONICS_PERCENT = 1.5
_SERIAL = 0xFC00
_METER_CODE = 0xFC02
_VERSION = 0xFC03
_VERSION_BCD = 0x0153

_BAUD_CODES = {2400: 0.0, 4800: 1.0, 9600: 2.0, 19200: 3.0, 38400: 4.0}

# Only the code of the SDM72D-M-2 is known from more than one source.
_CODES = {"sdm72": 0x0084, "sdm72-v2": 0x0089, "sdm230": 0x002B, "sdm630": 0x0070}


def _per_phase(first: int, values: tuple[float, ...]) -> dict[int, float]:
    return {first + 2 * index: value for index, value in enumerate(values)}


def _angle(phase: PhaseValues) -> float:
    return math.degrees(math.atan2(phase.var, phase.watts)) if phase.volt_amperes else 0.0


def _between(first: float, second: float) -> float:
    """Return the voltage between two phases 120 degrees apart."""
    return math.sqrt(first**2 + second**2 + first * second)


def _of_phases(sample: Sample) -> dict[int, float]:
    """Return what is measured phase by phase, 0000h to 0029h."""
    phases = sample.phases
    return {
        **_per_phase(0x0000, tuple(each.volts for each in phases)),
        **_per_phase(0x0006, tuple(abs(each.amperes) for each in phases)),
        **_per_phase(0x000C, tuple(each.watts for each in phases)),
        **_per_phase(0x0012, tuple(each.volt_amperes for each in phases)),
        **_per_phase(0x0018, tuple(each.var for each in phases)),
        **_per_phase(0x001E, tuple(each.power_factor for each in phases)),
        **_per_phase(0x0024, tuple(_angle(each) for each in phases)),
    }


def _of_all(sample: Sample) -> dict[int, float]:
    """Return sums and averages, 002Ah to 00E1h."""
    phases = sample.phases
    volts = [each.volts for each in phases]
    amperes = [abs(each.amperes) for each in phases]
    apparent = math.hypot(sample.watts, sample.var)
    lines = [_between(volts[at], volts[(at + 1) % 3]) for at in range(3)]
    return {
        0x002A: sum(volts) / 3,
        0x002E: sum(amperes) / 3,
        0x0030: sum(amperes),
        0x0034: sample.watts,
        0x0038: apparent,
        0x003C: sample.var,
        0x003E: sample.watts / apparent if apparent else 1.0,
        0x0042: math.degrees(math.atan2(sample.var, sample.watts)) if apparent else 0.0,
        0x0046: HERTZ,
        **_per_phase(0x00C8, (*lines, sum(lines) / 3)),
        0x00E0: max(amperes) - min(amperes),
    }


def _energies(sample: Sample) -> dict[int, float]:
    """Return the counters in kWh; what is reactive or resettable follows the load roughly."""
    bought, sold = sample.total_imported / _KILO, sample.total_exported / _KILO
    both = (sample.total_imported + sample.total_exported) / _KILO
    of_phases = zip(sample.imported, sample.exported, strict=True)
    sums = tuple((imported + exported) / _KILO for imported, exported in of_phases)
    return {
        0x0048: bought,
        0x004A: sold,
        0x004C: 0.0,
        0x004E: 0.0,
        0x0156: both,
        0x0158: 0.0,
        **_per_phase(0x015A, tuple(each / _KILO for each in sample.imported)),
        **_per_phase(0x0160, tuple(each / _KILO for each in sample.exported)),
        **_per_phase(0x0166, sums),
        **_per_phase(0x016C, (0.0,) * 9),
        0x0180: both,
        0x0184: bought,
        0x0186: sold,
        0x018C: (sample.total_imported - sample.total_exported) / _KILO,
        0x0500: max(0.0, sample.watts),
        0x0502: max(0.0, -sample.watts),
    }


def _demands(sample: Sample) -> dict[int, float]:
    """Return demands and harmonics, which follow what is measured now."""
    amperes = tuple(abs(each.amperes) for each in sample.phases)
    return {
        0x0050: 0.0,
        0x0052: 0.0,
        **_per_phase(0x0054, (abs(sample.watts),) * 6),
        **_per_phase(0x0064, (math.hypot(sample.watts, sample.var),) * 2),
        **_per_phase(0x0068, (0.0,) * 2),
        **_per_phase(0x00EA, (_HARMONICS_PERCENT,) * 9),
        **_per_phase(0x0102, (*amperes, *amperes)),
        **_per_phase(0x014E, (_HARMONICS_PERCENT,) * 4),
    }


def _pairs(*ranges: tuple[int, int]) -> frozenset[int]:
    """Return the even addresses of ranges, last ones included."""
    return frozenset(at for first, last in ranges for at in range(first, last + 1, 2))


_SDM72 = _pairs((0x34, 0x34), (0x48, 0x4A), (0x156, 0x156), (0x180, 0x180), (0x184, 0x186))
_SDM72 |= _pairs((0x500, 0x502))
_SDM72_PHASES = _pairs((0x00, 0x1C))
_SDM72_V2 = _SDM72 | _pairs((0x00, 0x22), (0x2A, 0x2A), (0x2E, 0x30), (0x38, 0x38), (0x3C, 0x3E))
_SDM72_V2 |= _pairs((0x46, 0x46), (0xC8, 0xCE), (0xE0, 0xE0), (0x18C, 0x18C))
_SDM230 = frozenset({0x00, 0x06, 0x0C, 0x12, 0x18, 0x1E, 0x24, 0x102, 0x108})
_SDM230 |= _pairs((0x46, 0x4E), (0x54, 0x5E), (0x156, 0x158), (0x180, 0x182))
_SDM630 = _pairs((0x00, 0x2A), (0x2E, 0x30), (0x34, 0x34), (0x38, 0x38), (0x3C, 0x3E), (0x42, 0x42))
_SDM630 |= _pairs((0x46, 0x5E), (0x64, 0x6A), (0xC8, 0xCE), (0xE0, 0xE0), (0xEA, 0xFA))
_SDM630 |= _pairs((0x102, 0x10C), (0x14E, 0x17C))


class Eastron(ReadingMeter):
    """One of the four, by its model name."""

    pairs = True

    def __init__(
        self,
        model: str,
        unit: int,
        surroundings: Surroundings,
        *,
        addresses: frozenset[int],
        most: int,
        watts: int,
        baud: int = 9600,
        switches: type[ReadingSwitches] = ReadingSwitches,
        single: bool = False,
    ) -> None:
        super().__init__(model, unit, surroundings, switches=switches, watts=watts, single=single)
        self.most = most
        self._addresses = addresses
        self._settings = _settings(unit, baud, single=single)

    def registers(self, function: int, sample: Sample) -> dict[int, int] | None:
        """Return input registers for function 4, settings and identification for function 3."""
        if function == 3:
            return self._holding()
        values: dict[int, float] = {
            **_of_phases(sample),
            **_of_all(sample),
            **_energies(sample),
            **_demands(sample),
        }
        values[0x0182] = 0.0
        known = {at: value for at, value in values.items() if at in self._addresses}
        if self.faults.strikes("not-a-number", self.unit) is not None:
            known = dict.fromkeys(known, math.nan)
        return _as_words(known)

    def add_addresses(self, addresses: frozenset[int]) -> None:
        """Let further input registers answer."""
        self._addresses |= addresses

    def _holding(self) -> dict[int, int]:
        wrong = self.faults.strikes("wrong-model", self.unit) is not None
        other = _CODES["sdm72-v2" if self.model != "sdm72-v2" else "sdm630"]
        code = other if wrong else _CODES[self.model]
        high, low = whole(self.serial, "u32")
        identity = {_SERIAL: high, _SERIAL + 1: low, _METER_CODE: code, _VERSION: _VERSION_BCD}
        return _as_words(self._settings) | identity

    def _refuse_halves(self, table: dict[int, int], address: int, count: int) -> None:
        # Serial number, code and version are whole numbers, not pairs.
        if address < _SERIAL:
            super()._refuse_halves(table, address, count)


def _settings(unit: int, baud: int, *, single: bool) -> dict[int, float]:
    """Return the settings by address, as they leave the factory."""
    return {
        0x0002: 60.0,
        0x000A: 1.0 if single else 3.0,
        0x000C: 100.0,
        0x000E: 0.0,
        0x0012: 0.0,
        0x0014: float(unit),
        0x0016: 0.0,
        0x0018: 1000.0,
        0x001C: _BAUD_CODES[baud],
        0x0056: 1.0,
    }


def _as_words(values: Mapping[int, float]) -> dict[int, int]:
    words: dict[int, int] = {}
    for address, value in values.items():
        words[address], words[address + 1] = float32(value)
    return words


def sdm72(unit: int, surroundings: Surroundings) -> Eastron:
    """Return an SDM72D-M: total power and energies, at most 30 numbers a read."""
    meter = Eastron(
        "sdm72",
        unit,
        surroundings,
        addresses=_SDM72,
        most=60,
        watts=11_040,
        switches=Sdm72Switches,
    )
    assert isinstance(meter.switches, Sdm72Switches)
    if meter.switches.phases == "answered":
        meter.add_addresses(_SDM72_PHASES)
    return meter


def sdm72_v2(unit: int, surroundings: Surroundings) -> Eastron:
    """Return an SDM72D-M-2: phases as well, at most 30 numbers a read."""
    return Eastron("sdm72-v2", unit, surroundings, addresses=_SDM72_V2, most=60, watts=11_040)


def sdm230(unit: int, surroundings: Surroundings) -> Eastron:
    """Return an SDM230: one phase, 2400 baud."""
    return Eastron(
        "sdm230",
        unit,
        surroundings,
        addresses=_SDM230,
        most=60,
        watts=3680,
        baud=2400,
        single=True,
    )


def sdm630(unit: int, surroundings: Surroundings) -> Eastron:
    """Return an SDM630 V2: phases with their energies, at most 40 numbers a read."""
    return Eastron("sdm630", unit, surroundings, addresses=_SDM630, most=80, watts=11_040)
