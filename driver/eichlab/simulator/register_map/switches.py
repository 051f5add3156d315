"""What is not known about the real meters, as switches of the simulated ones.

Unverified on hardware.
"""

from dataclasses import dataclass

from eichlab.simulator.switches import choice, whole


@dataclass(frozen=True, slots=True)
class ReadingSwitches:
    """The switches of every simulated meter that is merely read.

    ``holes``: registers between known ones are refused, or read as zero.
    ``oversize``: the exception for more registers than the meter gives at a time.
    ``half``: a read of half a number is refused, or allowed.
    ``decivolts``, ``variation``: mains voltage, and how much the load varies in thousandths.
    ``energy``: the import counter of a new meter in Wh; None leaves it to the seed.
    ``resolution``: the step in Wh in which the counters move.
    """

    holes: str = choice("refused", "zero")
    oversize: int = whole(3, 1, 127)
    half: str = choice("refused", "allowed")
    decivolts: int = whole(2300, 1, 100_000)
    variation: int = whole(20, 0, 200)
    energy: int | None = whole(None, 0, 10**15)
    resolution: int = whole(1, 1, 1000)


@dataclass(frozen=True, slots=True)
class Sdm72Switches(ReadingSwitches):
    """Of the SDM72D-M: ``phases``: whether the registers of the phases answer (manuals differ)."""

    phases: str = choice("refused", "answered")


@dataclass(frozen=True, slots=True)
class AcrelSwitches(ReadingSwitches):
    """Of the DJSF1352-RN.

    ``decivolts`` is the DC voltage. ``digit``: what one digit of an energy is worth.
    """

    holes: str = choice("zero", "refused")
    half: str = choice("allowed", "refused")
    decivolts: int = whole(4003, 1, 100_000)
    digit: str = choice("1Wh", "0.1Wh")
