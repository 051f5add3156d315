"""SLIP frames as a meter of the GSH01 family sees them: delimiters, address, parts, check sum.

Delimiters and escapes after RFC 1055; the check sum is CRC-16/XMODEM over address and parts before
they are escaped. A content is one part or several, each with command id, length and status. Nothing
here is shared with the client side: a simulator that shared its frame code would prove nothing.

How faults made for Modbus look here: a refusal answers every part with the fault's number as its
status (10 and 11, of Modbus gateways, become 1, a general error); ``wrong-function`` and
``exception-foreign`` answer another command id; ``wrong-length`` leaves out the last part, of a
single part a byte; ``wrong-count`` states a length that is not the part's; ``long`` adds a part.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from eichlab.simulator.framing import Request

BROADCAST = 255

OK = 0
GENERAL_ERROR = 1
OUT_OF_RANGE = 2
ACCESS_DENIED = 3
REJECTED = 4
NOT_IMPLEMENTED = 5
FORMAT_INVALID = 6
NOT_AVAILABLE = 7
BUSY = 8
KEY_MISSING = 9

_DELIMITER = b"\xc0"
_ESCAPE = 0xDB
_HEAD_LENGTH = 5
_LEAST_BODY = 1 + _HEAD_LENGTH + 2
_LARGEST_REQUEST = 2048
_EXTRA_COMMAND = 0x7FFF
_USUAL_COMMANDS = (0x4135, 0x4137, 0x0131, 0x0132, 0x0138, 0x0170)


def crc16(data: bytes) -> int:
    """Return the CRC-16/XMODEM: polynomial 1021h, begin 0, nothing reflected."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def escaped(data: bytes) -> bytes:
    """Return ``data`` without a byte that looks like a delimiter."""
    return data.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")


def unescaped(data: bytes) -> bytes | None:
    """Return the bytes behind the escapes, None where an escape is followed by anything else."""
    plain = bytearray()
    following = iter(data)
    for byte in following:
        if byte != _ESCAPE:
            plain.append(byte)
            continue
        match next(following, None):
            case 0xDC:
                plain.append(0xC0)
            case 0xDD:
                plain.append(0xDB)
            case _:
                return None
    return bytes(plain)


@dataclass(frozen=True, slots=True)
class Part:
    """A command id with data. ``status`` says in answers what came of it.

    ``fits`` is False for what is left of a request whose stated length does not fit.
    """

    command: int
    data: bytes = b""
    status: int = OK
    fits: bool = True

    def __bytes__(self) -> bytes:
        """Return the part as it goes into a frame."""
        length = _HEAD_LENGTH + len(self.data)
        head = self.command.to_bytes(2, "little") + length.to_bytes(2, "little")
        return head + bytes([self.status]) + self.data


def split(content: bytes) -> list[Part]:
    """Return the parts of a content; the last does not fit where a length is wrong."""
    parts: list[Part] = []
    while len(content) >= 2:
        command = int.from_bytes(content[:2], "little")
        length = int.from_bytes(content[2:4], "little")
        if len(content) < _HEAD_LENGTH or not _HEAD_LENGTH <= length <= len(content):
            parts.append(Part(command, fits=False))
            break
        parts.append(Part(command, content[_HEAD_LENGTH:length], content[4]))
        content = content[length:]
    return parts


def answer(content: bytes, serve: Callable[[Part], Part]) -> bytes:
    """Return the answer to a request's content: to each part what ``serve`` makes of it.

    A part whose length does not fit is refused, and nothing behind it is looked at.
    """
    return b"".join(
        bytes(serve(part) if part.fits else Part(part.command, status=FORMAT_INVALID))
        for part in split(content)
    )


def with_frame(body: bytes) -> bytes:
    """Return address and parts with check sum, escapes and delimiters."""
    return _DELIMITER + escaped(body + crc16(body).to_bytes(2, "little")) + _DELIMITER


class SlipFraming:
    """Finds requests between delimiters; what is disturbed is forgotten without an answer.

    ``lenient``: a check sum over the escaped bytes, itself not escaped, counts as well; one client
    program sends it so. ``reply_address``: what a meter calls itself when it was asked by
    `BROADCAST`; None for its own address.
    """

    def __init__(self, *, lenient: bool = False, reply_address: int | None = None) -> None:
        self._lenient = lenient
        self._reply_address = reply_address
        self._open: bytearray | None = None

    def means(self, asked: int, unit: int) -> bool:
        """Return whether a request to ``asked`` is for this address, or for all."""
        return asked in {unit, BROADCAST}

    def replier(self, asked: int, unit: int) -> int | None:
        """Return the meter's own address, unless this line's meters repeat the broadcast's."""
        return unit if asked != BROADCAST or self._reply_address is None else self._reply_address

    @property
    def is_incomplete(self) -> bool:
        """Return whether a frame is open that holds anything."""
        return bool(self._open)

    def feed(self, data: bytes) -> list[Request]:
        """Add bytes; return the requests that are closed with them and whose check sum is right.

        The delimiter that closes a frame may open the next.
        """
        requests: list[Request] = []
        first, *others = data.split(_DELIMITER)
        self._add(first)
        for piece in others:
            if self._open:
                request = self._request(bytes(self._open))
                if request is not None:
                    requests.append(request)
            self._open = bytearray()
            self._add(piece)
        return requests

    def silence(self) -> list[Request]:
        """Forget what was begun: no meter waits for the rest of a frame for ever."""
        self._open = None
        return []

    def reply(self, unit: int, content: bytes) -> bytes:
        """Return the frame of an answer."""
        return with_frame(bytes([unit]) + content)

    def refusal(self, request: Request, code: int) -> bytes:
        """Return a refusal of every part."""
        status = code if code <= KEY_MISSING else GENERAL_ERROR
        return b"".join(bytes(Part(each.command, status=status)) for each in split(request.content))

    def spoilt(self, fault: str, frame: bytes) -> bytes:
        """Return the frame with wrong address, command id or length, and a right check sum."""
        body = unescaped(frame.strip(_DELIMITER))
        if body is None or len(body) < _LEAST_BODY:
            return frame  # another fault left nothing of it
        return with_frame(_SPOIL[fault](body[:-2]))

    def foreign_question(self, unit: int, chance: random.Random) -> Request:
        """Return a read of one to five usual values."""
        commands = chance.sample(_USUAL_COMMANDS, chance.randrange(1, 6))
        content = b"".join(bytes(Part(command)) for command in commands)
        return Request(unit, content, with_frame(bytes([unit]) + content))

    def made_up(self, request: Request, chance: random.Random) -> bytes:
        """Return four bytes of anything for each part."""
        return b"".join(
            bytes(Part(each.command, chance.randbytes(4))) for each in split(request.content)
        )

    def flipped(self, frame: bytes, chance: random.Random) -> bytes:
        """Return the frame with a bit flipped behind the first head, in no delimiter or escape."""
        spoilt = bytearray(frame)
        special = {0xC0, _ESCAPE}
        places = [
            (at, bit)
            for at in range(min(1 + _HEAD_LENGTH + 1, len(frame) - 2), len(frame) - 1)
            for bit in range(8)
            if frame[at] not in special
            and frame[at - 1] != _ESCAPE
            and frame[at] ^ 1 << bit not in special
        ]
        at, bit = chance.choice(places or [(len(frame) - 1, 0)])
        spoilt[at] ^= 1 << bit
        return bytes(spoilt)

    def _add(self, data: bytes) -> None:
        # Whatever comes before the first delimiter is noise.
        if self._open is not None and len(self._open) + len(data) <= _LARGEST_REQUEST:
            self._open += data
        elif data:
            self._open = None

    def _request(self, inside: bytes) -> Request | None:
        frame = _DELIMITER + inside + _DELIMITER
        body = unescaped(inside)
        if body is not None and len(body) >= _LEAST_BODY and _is_right(body):
            return Request(body[0], body[1:-2], frame)
        if self._lenient and len(inside) >= _LEAST_BODY and _is_right(inside):
            body = unescaped(inside[:-2])
            return None if body is None else Request(body[0], body[1:], frame)
        return None


def _is_right(body: bytes) -> bool:
    return crc16(body[:-2]) == int.from_bytes(body[-2:], "little")


def _wrong_unit(body: bytes) -> bytes:
    return bytes([body[0] % 247 + 1]) + body[1:]


def _wrong_function(body: bytes) -> bytes:
    return body[:1] + bytes([body[1] ^ 1]) + body[2:]


def _foreign_exception(body: bytes) -> bytes:
    """Refuse something else than what was asked."""
    command = int.from_bytes(body[1:3], "little") ^ 1
    return body[:1] + bytes(Part(command, status=OUT_OF_RANGE))


def _wrong_length(body: bytes) -> bytes:
    """Leave out the last part; of a single part the last byte, or add one where it has none."""
    *others, last = split(body[1:])
    if not others:
        others = [Part(last.command, last.data[:-1] if last.data else b"\0", last.status)]
    return body[:1] + b"".join(map(bytes, others))


def _wrong_count(body: bytes) -> bytes:
    """State that the first part is a byte longer than it is."""
    length = int.from_bytes(body[3:5], "little") + 1
    return body[:3] + length.to_bytes(2, "little") + body[5:]


def _long(body: bytes) -> bytes:
    return body + bytes(Part(_EXTRA_COMMAND, b"\x12\x34"))


_SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "wrong-unit": _wrong_unit,
    "wrong-function": _wrong_function,
    "exception-foreign": _foreign_exception,
    "wrong-length": _wrong_length,
    "wrong-count": _wrong_count,
    "long": _long,
}
