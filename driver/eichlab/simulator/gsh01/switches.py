"""What is not known about the real GSH01 alone, as switches of the simulated one.

Unverified on hardware. The family's defaults hold where nothing else is said.
"""

from dataclasses import dataclass

from eichlab.simulator.slip_family.switches import FamilySwitches
from eichlab.simulator.switches import choice


@dataclass(frozen=True, slots=True)
class Gsh01Switches(FamilySwitches):
    """The switches beside the family's.

    ``current``: steps of the current's register: mA as the reference driver reads it, or 10 mA as
    a list after the maker's manual has it.
    ``impedance_width``: four bytes as the reference driver writes them, or two.
    ``start_in_assembly``: START in assembly mode.
    """

    current: str = choice("milliamperes", "centiamperes")
    impedance_width: str = choice("four", "two")
    start_in_assembly: str = choice("denied", "accepted")
