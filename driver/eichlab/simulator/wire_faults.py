"""What faults make of a reply on its way over the wire, whatever meter gave it."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from eichlab.simulator.faults import PlannedFault
from eichlab.simulator.rtu import Framing

_FRAME_FAULTS = frozenset({"wrong-unit", "wrong-function", "wrong-length"})


@dataclass(frozen=True, slots=True)
class Sending:
    """Bytes to put on the wire, ``delay_s`` later than a good reply would begin."""

    data: bytes
    delay_s: float = 0.0


def spoil(frame: bytes, faults: Iterable[PlannedFault], framing: Framing) -> Sending | None:
    """Return what arrives of a reply under the faults, in their order; None: nothing."""
    delay_s = 0.0
    for planned in faults:
        fault, chance = planned.fault, planned.chance
        match fault.name:
            case "silence":
                return None
            case name if name in _FRAME_FAULTS:
                frame = framing.spoilt(name, frame)
            case "crc":
                frame = _with_flipped_bit(frame, framing.first_free_byte(frame), chance)
            case "short":
                frame = frame[: chance.randrange(1, len(frame))]
            case "noise-before":
                frame = _noise(chance) + frame
            case "noise-after":
                frame += _noise(chance)
            case "late":
                delay_s += fault.value
            case _:
                pass  # acts before the reply exists
    return Sending(frame, delay_s)


def _with_flipped_bit(frame: bytes, first: int, chance: random.Random) -> bytes:
    spoilt = bytearray(frame)
    spoilt[chance.randrange(first, len(frame))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _noise(chance: random.Random) -> bytes:
    """Return one to three bytes as a line without bias or a switching adapter gives them."""
    kind = chance.choice(("zero", "ones", "random"))
    length = chance.randrange(1, 4)
    if kind == "random":
        return chance.randbytes(length)
    return (b"\x00" if kind == "zero" else b"\xff") * length
