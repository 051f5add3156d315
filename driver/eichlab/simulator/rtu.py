"""Modbus RTU frames as a slave sees them: unit id, PDU, check sum.

Written from the Modbus over Serial Line specification V1.02, 2.5.1. Nothing here is shared with
the client side: a simulator that shared its frame code would prove nothing.
"""

import random
from collections.abc import Callable

from eichlab.simulator.framing import Request

_BROADCAST = 0

_EXCEPTION = 0x80

# Unit id, function code, exception code and check sum: no reply is shorter.
_LEAST_REPLY = 5
_LARGEST_FRAME = 256
_USUAL_WORDS = (1, 2, 32, 52)

# Where the length of a request stands: fixed, or in the byte-count field at this position.
_FIXED_LENGTH = {1: 8, 2: 8, 3: 8, 4: 8, 5: 8, 6: 8, 7: 4, 8: 8, 11: 4, 12: 4, 17: 4, 22: 10}
_BYTE_COUNT_AT = {15: 6, 16: 6, 23: 10}


def crc16(data: bytes) -> int:
    """Return the Modbus check sum: polynomial A001h reflected, begin FFFFh."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def with_check_sum(body: bytes) -> bytes:
    """Return ``body`` followed by its check sum, low byte first."""
    return body + crc16(body).to_bytes(2, "little")


class RtuFraming:
    """Finds requests by length and check sum, or by the silence after them."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def means(self, asked: int, unit: int) -> bool:
        """Return whether a request to ``asked`` is for this unit, by its id or by broadcast."""
        return asked in {unit, _BROADCAST}

    def replier(self, asked: int, unit: int) -> int | None:
        """Return the unit's id; nobody replies to a broadcast."""
        return None if asked == _BROADCAST else unit

    @property
    def is_incomplete(self) -> bool:
        """Return whether bytes are waiting for the rest of their frame."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[Request]:
        """Add bytes; return requests of known length whose check sum is right."""
        self._buffer += data
        requests: list[Request] = []
        while (length := self._expected_length()) is not None:
            request = _request(bytes(self._buffer[:length]))
            if request is None:
                break  # disturbed, or longer than this function usually is: silence will tell
            del self._buffer[:length]
            requests.append(request)
        return requests

    def silence(self) -> list[Request]:
        """End the frame: what waits is a request of its own kind, or garbage to forget."""
        frame = bytes(self._buffer)
        self._buffer.clear()
        request = _request(frame) if 4 <= len(frame) <= _LARGEST_FRAME else None
        return [] if request is None else [request]

    def reply(self, unit: int, content: bytes) -> bytes:
        """Return unit id, content and check sum."""
        return with_check_sum(bytes([unit]) + content)

    def refusal(self, request: Request, code: int) -> bytes:
        """Return the function code with its top bit set, and the exception code."""
        return bytes([request.content[0] | _EXCEPTION, code])

    def spoilt(self, fault: str, frame: bytes) -> bytes:
        """Return the frame with wrong unit id, function code or length, and a right check sum."""
        if len(frame) < _LEAST_REPLY:
            return frame  # another fault left nothing of it
        return with_check_sum(_SPOIL[fault](frame[:-2]))

    def foreign_question(self, unit: int, chance: random.Random) -> Request:
        """Return a read of registers, of the sizes that are usually asked for."""
        words = chance.choice(_USUAL_WORDS)
        content = bytes([4]) + chance.randrange(0x40).to_bytes(2) + words.to_bytes(2)
        return Request(unit, content, with_check_sum(bytes([unit]) + content))

    def made_up(self, request: Request, chance: random.Random) -> bytes:
        """Return registers of any content."""
        words = int.from_bytes(request.content[3:5])
        return bytes([request.content[0], 2 * words]) + chance.randbytes(2 * words)

    def flipped(self, frame: bytes, chance: random.Random) -> bytes:
        """Return the frame with a bit flipped behind unit id, function code and byte count."""
        spoilt = bytearray(frame)
        at = chance.randrange(min(3, len(frame) - 1), len(frame))
        spoilt[at] ^= 1 << chance.randrange(8)
        return bytes(spoilt)

    def _expected_length(self) -> int | None:
        if len(self._buffer) < 4:
            return None
        function = self._buffer[1]
        length = _FIXED_LENGTH.get(function)
        if length is None and (position := _BYTE_COUNT_AT.get(function)) is not None:
            if len(self._buffer) <= position:
                return None
            length = position + 1 + self._buffer[position] + 2
        if length is None or len(self._buffer) < length:
            return None
        return length


def _request(frame: bytes) -> Request | None:
    if crc16(frame[:-2]) != int.from_bytes(frame[-2:], "little"):
        return None
    return Request(unit=frame[0], content=frame[1:-2], frame=frame)


def _wrong_unit(body: bytes) -> bytes:
    return bytes([body[0] % 247 + 1]) + body[1:]


def _wrong_function(body: bytes) -> bytes:
    function = body[1] & ~_EXCEPTION
    other = {3: 4, 4: 3, 6: 16, 16: 6}.get(function, function ^ 1)
    return bytes([body[0], other | (body[1] & _EXCEPTION)]) + body[2:]


def _wrong_length(body: bytes) -> bytes:
    """One register less than asked for; an answer to a write claims one register more."""
    function = body[1]
    if function in {3, 4} and len(body) >= 5:
        return bytes([body[0], function, (body[2] - 2) & 0xFF]) + body[3:-2]
    if function == 16 and len(body) == 6:
        return body[:4] + (int.from_bytes(body[4:6]) + 1).to_bytes(2)
    return body + b"\0\0"


def _foreign_exception(body: bytes) -> bytes:
    """Refuse another function than the one that was asked."""
    function = body[1] & ~_EXCEPTION
    other = {3: 4, 4: 3, 6: 16, 16: 6}.get(function, function ^ 1)
    return bytes([body[0], other | _EXCEPTION, 2])


def _wrong_count(body: bytes) -> bytes:
    """State another byte count than there are bytes; for a write another address."""
    if body[1] in {3, 4} and len(body) >= 5:
        return body[:2] + bytes([(body[2] + 2) & 0xFF]) + body[3:]
    return body[:2] + ((int.from_bytes(body[2:4]) + 1) & 0xFFFF).to_bytes(2) + body[4:]


def _long(body: bytes) -> bytes:
    """One register more than asked for, and said so."""
    if body[1] in {3, 4} and 5 <= len(body) <= 250:
        return body[:2] + bytes([(body[2] + 2) & 0xFF]) + body[3:] + b"\x12\x34"
    return body + b"\x12\x34"


_SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "wrong-unit": _wrong_unit,
    "wrong-function": _wrong_function,
    "exception-foreign": _foreign_exception,
    "wrong-length": _wrong_length,
    "wrong-count": _wrong_count,
    "long": _long,
}
