"""A snapshot: what the meter froze at one moment, as registers and as the message it signs."""

from dataclasses import dataclass

from eichlab.simulator.bsm import words

CURRENT, TURN_ON, TURN_OFF, START, END = range(5)
KINDS = (CURRENT, TURN_ON, TURN_OFF, START, END)
BEGINS = (TURN_ON, START)
ENDS = (TURN_OFF, END)

VALID = 0
INVALID = 1
UPDATING = 2
FAILED = 3
NOT_ENABLED = 4
NO_FEEDBACK = 5

META_WORDS = (70, 50, 50)
SIGNATURE_WORDS = 48
VALUE_WORDS = 200
"""From the reference counter to the events, without kind and status."""

# DLMS units and the exponent of numbers without one.
_WH = 30
_W = 27
_SECOND = 7
_MINUTE = 6
_NONE = 255


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The signed points; energies and power are raw with their powers of ten."""

    kind: int
    reference: int
    total: int
    energy_scale: int
    power: int
    power_scale: int
    address: bytes
    count: int
    operating_s: int
    epoch: int
    offset: int
    set_count: int
    set_at_s: int
    input: int
    output: int
    metas: tuple[bytes, bytes, bytes]
    events: int

    def message(self) -> bytes:
        """Return the seventeen points as they are hashed and signed, nothing between them."""
        return b"".join(
            (
                _number(self.kind),
                _number(self.reference, self.energy_scale, _WH),
                _number(self.total, self.energy_scale, _WH),
                _number(self.power, self.power_scale, _W),
                _text(self.address),
                _number(self.count),
                _number(self.operating_s, unit=_SECOND),
                _number(self.epoch, unit=_SECOND),
                _number(self.offset, unit=_MINUTE),
                _number(self.set_count),
                _number(self.set_at_s, unit=_SECOND),
                _number(self.input),
                _number(self.output),
                *map(_text, self.metas),
                _number(self.events),
            )
        )

    def values(self) -> bytes:
        """Return 200 words as the registers show them."""
        return b"".join(
            (
                words.uint32(self.reference),
                words.uint32(self.total),
                words.int16(self.energy_scale),
                words.int16(self.power),
                words.int16(self.power_scale),
                words.text(self.address, 8),
                words.uint32(self.count),
                words.uint32(self.operating_s),
                words.uint32(self.epoch),
                words.int16(self.offset),
                words.uint32(self.set_count),
                words.uint32(self.set_at_s),
                words.uint16(self.input),
                words.uint16(self.output),
                *(
                    words.text(meta, room)
                    for meta, room in zip(self.metas, META_WORDS, strict=True)
                ),
                words.uint32(self.events),
            )
        )


def _number(raw: int, scale: int = 0, unit: int = _NONE) -> bytes:
    """Return a number of any width as 32 bits, its power of ten, its unit."""
    return (raw & 0xFFFFFFFF).to_bytes(4) + scale.to_bytes(1, signed=True) + bytes([unit])


def _text(text: bytes) -> bytes:
    return len(text).to_bytes(4) + text
