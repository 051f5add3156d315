"""Modbus RTU frames: built, hunted in a stream of bytes, and told apart when they are wrong.

Own code, because a general library takes a late reply for the next one, accepts foreign function
codes and byte counts, and drops everything behind one byte of noise. Frames are found by length
and check sum at any offset; silence between characters is not used, a computer cannot measure it.
"""

from dataclasses import dataclass

from eichlab.values import WireVerdict


def _check_sum_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


_TABLE = _check_sum_table()

_EXCEPTION = 0x80
_UNIT_AND_CHECK_SUM = 3

# Read replies state their byte count, replies to writes have eight bytes, exceptions five.
_READS = frozenset({0x01, 0x02, 0x03, 0x04})
_WRITES = frozenset({0x05, 0x06, 0x0F, 0x10})
_MULTIPLE_WRITES = frozenset({0x0F, 0x10})


def check_sum(data: bytes) -> bytes:
    """Return the CRC-16 of Modbus over ``data`` as two bytes, low byte first."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value.to_bytes(2, "little")


def frame(unit: int, pdu: bytes) -> bytes:
    """Return the frame that carries ``pdu`` to or from ``unit``."""
    body = bytes((unit,)) + pdu
    return body + check_sum(body)


@dataclass(frozen=True, slots=True)
class Found:
    """A whole frame inside a buffer: its PDU, where it lies, and whose it is.

    ``asks`` is true for a question; such a frame comes from another master. ``refuses`` is true
    for an answer that says no.
    """

    pdu: bytes
    begin: int
    end: int
    unit: int
    asks: bool = False
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class RtuQuestion:
    """One request and the only answers that fit it.

    ``reply_head`` is how the PDU of a right answer must begin (function and byte count, or
    function, address and count), ``reply_length`` its length in bytes.
    """

    unit: int
    pdu: bytes
    reply_head: bytes
    reply_length: int

    @property
    def frame(self) -> bytes:
        """Return the bytes to send."""
        return frame(self.unit, self.pdu)

    @property
    def reply_bytes(self) -> int:
        """Return how many bytes a right answer has on the wire."""
        return self.reply_length + _UNIT_AND_CHECK_SUM

    def hunt(self, buffer: bytes, *, final: bool) -> Found | None:
        """Return the answer inside ``buffer``, whatever lies around it, or None.

        While more may come (not ``final``), nothing behind a beginning that could still become
        the answer is taken: it may be part of that answer's data.
        """
        exception_head = bytes((self.pdu[0] | _EXCEPTION,))
        candidates = ((self.reply_head, self.reply_length), (exception_head, 2))
        begin = buffer.find(self.unit)
        while begin >= 0:
            for head, length in candidates:
                end = begin + length + _UNIT_AND_CHECK_SUM
                got = buffer[begin + 1 : begin + 1 + len(head)]
                if got != head:
                    continue
                if end > len(buffer):
                    if not final:
                        return None
                    continue
                if buffer[end - 2 : end] == check_sum(buffer[begin : end - 2]):
                    refuses = head is exception_head
                    pdu = buffer[begin + 1 : end - 2]
                    return Found(pdu, begin, end, self.unit, refuses=refuses)
            begin = buffer.find(self.unit, begin + 1)
        return None

    def frames(self, buffer: bytes) -> list[Found]:
        """Return all whole frames of this protocol in ``buffer``."""
        return frames(buffer)

    def is_spoilt(self, buffer: bytes) -> bool:
        """Return whether something of a whole answer's form came, but it is not the answer.

        Then the rest of the time-out need not be waited for.
        """
        if any_frame(buffer) is not None or self._of_other_length(buffer):
            return True
        begin = buffer.find(bytes((self.unit,)) + self.reply_head)
        if begin >= 0:
            return len(buffer) - begin >= self.reply_bytes
        begin = buffer.find(bytes((self.unit, self.pdu[0] | _EXCEPTION)))
        return begin >= 0 and len(buffer) - begin >= _UNIT_AND_CHECK_SUM + 2

    def diagnose(self, buffer: bytes) -> WireVerdict:
        """Return what is wrong with ``buffer``, in which no answer was found."""
        if not buffer:
            return WireVerdict.SILENT
        other = any_frame(buffer)
        if other is not None:
            if other.asks:
                return WireVerdict.FOREIGN
            if buffer[other.begin] != self.unit:
                return WireVerdict.WRONG_UNIT
            if other.pdu[0] & ~_EXCEPTION != self.pdu[0]:
                return WireVerdict.WRONG_FUNCTION
            return WireVerdict.WRONG_LENGTH
        if self._of_other_length(buffer):
            return WireVerdict.WRONG_LENGTH
        function = self.pdu[0]
        for begin in range(len(buffer) - 1):
            if buffer[begin] != self.unit:
                continue
            if buffer[begin + 1] == function | _EXCEPTION:
                whole = begin + _UNIT_AND_CHECK_SUM + 2 <= len(buffer)
                return WireVerdict.CHECK_SUM if whole else WireVerdict.SHORT
            if buffer[begin + 1] == function:
                whole = begin + self.reply_bytes <= len(buffer)
                return WireVerdict.CHECK_SUM if whole else WireVerdict.SHORT
        if len(buffer) == self.reply_bytes:
            return WireVerdict.CHECK_SUM
        return WireVerdict.NOISE

    def is_of_another(self, before: bytes) -> bool:
        """Return whether another master's question lies in ``before``, whose answer looks alike.

        Then an answer behind it may be that master's, and nothing tells whose it is.
        """
        return any(each.asks and self._is_answered_alike(each) for each in frames(before))

    def _is_answered_alike(self, asked: Found) -> bool:
        if asked.unit != self.unit or asked.pdu[0] != self.pdu[0]:
            return False
        if asked.pdu == self.pdu:
            return False  # the same question: its answer is one to ours, too
        if asked.pdu[0] in _READS:
            return asked.pdu[3:5] == self.pdu[3:5]
        return asked.pdu[1:5] == self.pdu[1:5]

    def _of_other_length(self, buffer: bytes) -> bool:
        """Return whether the end of ``buffer`` is a frame whose byte count is not its own."""
        begin = buffer.find(bytes((self.unit, self.pdu[0])))
        while begin >= 0:
            if len(buffer) - begin > _UNIT_AND_CHECK_SUM and buffer[-2:] == check_sum(
                buffer[begin:-2]
            ):
                return True
            begin = buffer.find(bytes((self.unit, self.pdu[0])), begin + 1)
        return False


def any_frame(buffer: bytes) -> Found | None:
    """Return the first whole frame of any unit and common function, or None."""
    for begin in range(len(buffer) - 4):
        for length, asks in _stated_lengths(buffer, begin):
            end = begin + length
            if end > len(buffer):
                continue
            body = buffer[begin : end - 2]
            if buffer[end - 2 : end] == check_sum(body):
                return Found(body[1:], begin, end, body[0], asks)
    return None


def frames(buffer: bytes) -> list[Found]:
    """Return all whole frames in ``buffer``, in their order; places count from its begin."""
    found: list[Found] = []
    at = 0
    while (each := any_frame(buffer[at:])) is not None:
        found.append(Found(each.pdu, at + each.begin, at + each.end, each.unit, each.asks))
        at += each.end
    return found


def _stated_lengths(buffer: bytes, begin: int) -> tuple[tuple[int, bool], ...]:
    """Return how long a frame that begins here would be, and whether it would be a question."""
    function = buffer[begin + 1]
    if function in _READS:
        return (buffer[begin + 2] + 5, False), (8, True)
    if function in _MULTIPLE_WRITES and begin + 6 < len(buffer):
        return (8, False), (buffer[begin + 6] + 9, True)
    if function in _WRITES:
        return ((8, False),)
    if function & _EXCEPTION and function & ~_EXCEPTION in _READS | _WRITES:
        return ((5, False),)
    return ()
