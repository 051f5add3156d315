"""What faults make of a reply on its way over the wire, whatever meter gave it."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from eichlab.simulator.faults import BY_CHANCE, PlannedFault
from eichlab.simulator.framing import Framing, Request
from eichlab.simulator.uart import as_heard
from eichlab.simulator.wire import CharacterFormat

_FRAME_FAULTS = frozenset(
    {"wrong-unit", "wrong-function", "exception-foreign", "wrong-length", "wrong-count", "long"}
)
_MOST_NOISE = 12

# These need something to act within; faults before them may have left nothing.
_LEAST_TO_SPOIL = 2
_WITHIN = frozenset({"crc", "short", "stolen", "collision", "stutter"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes without a gap, begun ``after_s`` after what went before."""

    data: bytes
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Sending:
    """Pieces to put on the wire, ``delay_s`` later than a good reply would begin."""

    pieces: tuple[Piece, ...]
    delay_s: float = 0.0


def spoil(
    request: Request,
    frame: bytes,
    faults: Iterable[PlannedFault],
    framing: Framing,
    form: CharacterFormat,
) -> Sending | None:
    """Return what arrives of a reply under the faults, in their order; None: nothing.

    ``form`` is how characters are sent on this line.
    """
    delay_s = 0.0
    glued = b""
    pieces: tuple[Piece, ...] | None = None
    for planned in faults:
        fault, chance = planned.fault, planned.chance
        if len(frame) < _LEAST_TO_SPOIL and fault.name in _WITHIN:
            continue
        match fault.name:
            case "silence" | "echo-only":
                return None
            case "echo-glued":
                glued = request.frame
            case "noise-only":
                frame = chance.randbytes(chance.randrange(1, _MOST_NOISE))
            case name if name in _FRAME_FAULTS:
                frame = framing.spoilt(name, frame)
            case "crc":
                frame = framing.flipped(frame, chance)
            case "short":
                frame = frame[: chance.randrange(1, len(frame))]
            case "stolen":
                frame = _with_hole(frame, chance)
            case "collision":
                frame = _collided(frame, chance)
            case "noise-before":
                frame = noise(fault.value, chance) + frame
            case "noise-after":
                frame += noise(fault.value, chance)
            case "wrong-speed":
                baud = form.baud // 2 if fault.value == BY_CHANCE else max(50, int(fault.value))
                frame = as_heard(frame, replace(form, baud=baud), form)
            case "wrong-parity":
                frame = as_heard(frame, replace(form, parity=_other_parity(form.parity)), form)
            case "twice":
                pieces = (*_whole(pieces, frame), Piece(frame, fault.value))
            case "drip":
                pieces = tuple(Piece(frame[at : at + 1], fault.value) for at in range(len(frame)))
            case "stutter":
                at = chance.randrange(1, len(frame))
                pieces = (Piece(frame[:at]), Piece(frame[at:], fault.value))
            case "late":
                delay_s += fault.value
            case _:
                pass  # acts before the reply exists
    sent = _whole(pieces, frame)
    if glued:
        sent = (Piece(glued + sent[0].data, 0.0), *sent[1:])
    return Sending(sent, delay_s)


def noise(value: float, chance: random.Random) -> bytes:
    """Return one to three bytes as a line without bias or a switching adapter gives them.

    ``value`` is the byte that comes, `BY_CHANCE` for 00h, FFh or anything.
    """
    length = chance.randrange(1, 4)
    if value != BY_CHANCE:
        return bytes([int(value) & 0xFF]) * length
    kind = chance.choice((b"\x00", b"\xff", b""))
    return kind * length if kind else chance.randbytes(length)


def _whole(pieces: tuple[Piece, ...] | None, frame: bytes) -> tuple[Piece, ...]:
    return (Piece(frame),) if pieces is None else pieces


def _other_parity(parity: str) -> str:
    return "E" if parity == "N" else "N"


def _with_hole(frame: bytes, chance: random.Random) -> bytes:
    """Return the frame without what another reader got of it; perhaps that is all."""
    begin = chance.randrange(len(frame))
    end = chance.randrange(begin + 1, len(frame) + 1)
    return frame[:begin] + frame[end:]


def _collided(frame: bytes, chance: random.Random) -> bytes:
    """Return the frame with a second sender on top of it from some byte on: low bits win."""
    begin = chance.randrange(len(frame))
    # The very first bits decide whose edge a receiver follows: at least one bit is another.
    other = bytes([~frame[begin] & 0xFF]) + chance.randbytes(len(frame) - begin - 1)
    mixed = bytes(a & b for a, b in zip(frame[begin:], other, strict=True))
    return frame[:begin] + (mixed if mixed != frame[begin:] else other)
