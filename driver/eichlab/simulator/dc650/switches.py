"""What is not known about the real DC650 alone, as switches of the simulated one.

Unverified on hardware, and no manual is public: the default is what the reference driver expects
or what its sister, the DZG GSH01, is known to do.
"""

from dataclasses import dataclass

from eichlab.simulator.slip_family.switches import FamilySwitches
from eichlab.simulator.switches import choice, whole


@dataclass(frozen=True, slots=True)
class Dc650Switches(FamilySwitches):
    """The switches beside the family's.

    ``record``: without or with the vendor's block ``U``, as the GSH01 writes it.
    ``export_in_record``: whether the export register is in the record, too.
    ``record_room``: a longer text is cut to so many bytes.
    ``temperature``: the form of this register.
    ``charging_bit``: the bit of the status word that says *charging*.
    """

    record: str = choice("short", "full")
    export_in_record: str = choice("no", "yes")
    record_room: int = whole(4000, 1, 65_000)
    temperature: str = choice("tenths", "whole", "hundredths", "absent")
    charging_bit: int = whole(17, 0, 63)
