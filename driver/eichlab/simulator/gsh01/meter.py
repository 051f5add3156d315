"""The simulated DZG GSH01: what is its own beside its family.

Sources: command ids, lengths, scales and comments of EVerest's driver for this meter (module
DZG_GSH01) and its history, and published records. Nothing of it was verified on hardware; what is
not known is in `Gsh01Switches`.
"""

from eichlab.simulator.gsh01.commands import (
    COMMANDS,
    FIRMWARE_METERING,
    GATEWAY,
    MODEL,
    VENDOR,
)
from eichlab.simulator.gsh01.switches import Gsh01Switches
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.slip_family.commands import live
from eichlab.simulator.slip_family.meter import Maker, SlipMeter
from eichlab.simulator.slip_family.record import RecordContent, payload
from eichlab.simulator.switches import parse_switches

MODEL_NAME = "gsh01"

_CURRENT = 0x0131


class Gsh01(SlipMeter):
    """One GSH01."""

    maker = Maker(
        vendor=VENDOR,
        model=MODEL,
        gateway=GATEWAY,
        firmware=FIRMWARE_METERING,
        sister="DC650",
    )
    switches: Gsh01Switches

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        switches = parse_switches(Gsh01Switches, surroundings.switches)
        per_ampere = 1000 if switches.current == "milliamperes" else 100
        commands = {**COMMANDS, _CURRENT: live("amperes", per_ampere)}
        super().__init__(MODEL_NAME, unit, surroundings, switches, commands)

    @property
    def starts_in_assembly(self) -> bool:
        """Return whether a transaction can begin in assembly mode."""
        return self.switches.start_in_assembly == "accepted"

    @property
    def impedance_bytes(self) -> int:
        """Return the width of the impedance's register."""
        return 4 if self.switches.impedance_width == "four" else 2

    def record_payload(self, content: RecordContent) -> bytes:
        """Return the payload as published records have it, with the block ``U``."""
        return payload(
            content, full=True, export=False, escaping=self.switches.text_escaping == "json"
        )
