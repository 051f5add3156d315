"""The simulated AST DC650: what is its own beside its family.

Sources: command ids, lengths and scales of EVerest's driver for this meter (module AST_DC650),
and what is known of its sister, the DZG GSH01. Nothing of it was verified on hardware; what is
not known is in `Dc650Switches`.
"""

from eichlab.simulator.dc650.commands import (
    COMMANDS,
    GATEWAY,
    MODEL,
    SOFTWARE_METERING,
    VENDOR,
    temperature,
)
from eichlab.simulator.dc650.switches import Dc650Switches
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.slip_family import numbers
from eichlab.simulator.slip_family.meter import Maker, SlipMeter
from eichlab.simulator.slip_family.record import RecordContent, payload
from eichlab.simulator.switches import parse_switches

MODEL_NAME = "dc650"

_TYPE_BYTES = 18
_LOG_VALUE_BYTES = 10
_TEMPERATURE = 0x4136


class Dc650(SlipMeter):
    """One DC650."""

    maker = Maker(
        vendor=VENDOR,
        model=MODEL,
        gateway=GATEWAY,
        firmware=SOFTWARE_METERING,
        sister="GSH01.1K2L",
    )
    switches: Dc650Switches

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        switches = parse_switches(Dc650Switches, surroundings.switches)
        commands = {**COMMANDS, _TEMPERATURE: temperature(switches.temperature)}
        super().__init__(MODEL_NAME, unit, surroundings, switches, commands)

    @property
    def charging_bit(self) -> int:
        """Return the bit that says *charging*."""
        return 1 << self.switches.charging_bit

    def device_type(self) -> bytes:
        """Return what the meter calls itself, in a field of fixed size."""
        return numbers.text(super().device_type(), _TYPE_BYTES)

    def record_payload(self, content: RecordContent) -> bytes:
        """Return the payload: the sister's form, with what is switched."""
        return payload(
            content,
            full=self.switches.record == "full",
            export=self.switches.export_in_record == "yes",
            escaping=self.switches.text_escaping == "json",
        )

    def record_as_kept(self, record: bytes) -> bytes:
        """Return a record as far as there is room for it."""
        return record[: self.switches.record_room]

    def log_values(self, before: bytes, after: bytes) -> bytes:
        """Return old and new value in fields of fixed size."""
        return numbers.text(before, _LOG_VALUE_BYTES) + numbers.text(after, _LOG_VALUE_BYTES)
