"""A simulated meter of which nothing is known but a map file.

It proves that a map can be read as it stands, not that it is right: what the file has wrong, this
meter has wrong as well.
"""

from eichlab.simulator.meter import Surroundings
from eichlab.simulator.register_map.map_file import MapContent, MappedText, MappedValue, Number
from eichlab.simulator.register_map.reading_meter import HERTZ, ReadingMeter, Sample
from eichlab.simulator.register_map.words import encoded, registers

_CELSIUS = 25.0
_LARGEST_DIGITS = 9999
_WHOLE_KINDS = frozenset({"u16", "s16", "u32", "s32"})
_WATTS = 11_040
_PHASES = ("L1", "L2", "L3")


class Mapped(ReadingMeter):
    """A meter that holds what its map says, where it says so."""

    def __init__(self, content: MapContent, unit: int, surroundings: Surroundings) -> None:
        self._content = content
        several = any(value.channel in {"L2", "L3"} for value in content.values)
        super().__init__(content.name, unit, surroundings, watts=_WATTS, single=not several)
        self.most = content.most

    def registers(self, function: int, sample: Sample) -> dict[int, int] | None:
        """Return what lies under this function; one that no value uses is unknown to the meter."""
        table: dict[int, int] = {}
        known = False
        for number, fixed in self._content.fixed:
            known |= number.function == function
            _put(table, function, number, fixed)
        for text in self._content.texts:
            known |= text.number.function == function
            if text.number.function == function:
                words = self._identity(text)
                table |= {text.number.address + at: word for at, word in enumerate(words)}
        for value in self._content.values:
            known |= value.number.function == function
            _put_value(table, function, value, measured(value.quantity, value.channel, sample))
        return table if known else None

    def _identity(self, text: MappedText) -> list[int]:
        size = 2 * text.registers
        if text.is_text:
            return registers((text.mark + b"%03d" % (self.serial & 0xFF)).ljust(size, b"\0")[:size])
        # The mark stands in the highest bytes of a number, a count of its own behind it.
        rest = bytes(max(0, size - len(text.mark) - 1)) + bytes([self.serial & 0xFF])
        return registers((text.mark + rest)[:size])


def measured(quantity: str, channel: str, sample: Sample) -> float:
    """Return what the load makes of a quantity, in Eichlab's own unit."""
    phases = [sample.phases[_PHASES.index(channel)]] if channel in _PHASES else sample.phases
    at = _PHASES.index(channel) if channel in _PHASES else None
    match quantity:
        case "voltage":
            return phases[0].volts
        case "current" if channel == "N":
            return 0.0
        case "current":
            return sum(each.amperes for each in phases)
        case "power":
            return sum(each.watts for each in phases)
        case "reactive_power":
            return sum(each.var for each in phases)
        case "frequency":
            return HERTZ
        case "energy_import":
            return float(sample.total_imported if at is None else sample.imported[at])
        case "energy_export":
            return float(sample.total_exported if at is None else sample.exported[at])
        case _:
            return _CELSIUS


def _put_value(table: dict[int, int], function: int, value: MappedValue, amount: float) -> None:
    content = amount / value.factor
    if value.power is not None:
        power = -value.offset
        if value.number.kind in _WHOLE_KINDS:
            while abs(content / 10.0 ** (power + value.offset)) > _LARGEST_DIGITS:
                power += 1
        content /= 10.0 ** (power + value.offset)
        _put(table, function, value.power, power)
    _put(table, function, value.number, content)


def _put(table: dict[int, int], function: int, number: Number, content: float) -> None:
    if number.function == function:
        words = encoded(content, number.kind, low_first=number.low_first)
        table |= {number.address + at: word for at, word in enumerate(words)}
