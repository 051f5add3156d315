"""SLIP frames of the GSH01 meter family: built, hunted in a stream of bytes, told apart.

A frame carries *parts*, each a command id with data and, in answers, a status. Delimiters and
escapes are those of RFC 1055; the check sum covers address and parts before they are escaped, and
is escaped with them. One frame may ask several things; its answer carries as many parts.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from eichlab.line.question import Answer, Timing
from eichlab.line.rtu import Found
from eichlab.line.serial_line import SerialLine
from eichlab.values import Message, RefusedError, WireVerdict, message

ANY_ADDRESS = 0xFF
"""Every meter takes a frame with this address for its own; good for a line with one meter only."""

OK = 0
BUSY = 8

DEVICE_TYPE = 0x4113
"""The command id all of the family have: what the meter is called."""

LARGEST_DATA = 2000
"""Bytes of the longest part that is expected: a signed record has about 1300."""

_END = 0xC0
_ESCAPE = 0xDB
_ESCAPED = {_END: b"\xdb\xdc", _ESCAPE: b"\xdb\xdd"}
_UNESCAPED = {0xDC: _END, 0xDD: _ESCAPE}

_HEAD = struct.Struct("<HHB")
_AROUND_PARTS = 5
_LEAST_INSIDE = 1 + _HEAD.size + 2

_BUSY_PAUSES_S = (0.1, 0.25, 0.5)
_KNOWN_STATUSES = range(1, 10)


def _check_sum_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        table.append(value & 0xFFFF)
    return tuple(table)


_TABLE = _check_sum_table()


def check_sum(data: bytes) -> bytes:
    """Return the CRC-16/XMODEM over ``data`` as two bytes, low byte first."""
    value = 0
    for byte in data:
        value = (value << 8) & 0xFFFF ^ _TABLE[value >> 8 ^ byte]
    return value.to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Part:
    """One command id with its data; ``status`` is 0 in questions and in answers that say yes."""

    command: int
    data: bytes = b""
    status: int = OK

    @property
    def refuses(self) -> bool:
        """Return whether this answer says no."""
        return self.status != OK

    def __bytes__(self) -> bytes:
        """Return the part as it is sent."""
        return _HEAD.pack(self.command, _HEAD.size + len(self.data), self.status) + self.data


def frame(address: int, content: bytes) -> bytes:
    """Return the frame that carries ``content``, one or more parts, to or from ``address``."""
    body = bytes((address,)) + content
    body += check_sum(body)
    return b"\xc0" + b"".join(_ESCAPED.get(byte, bytes((byte,))) for byte in body) + b"\xc0"


def parts_of(content: bytes) -> tuple[Part, ...] | None:
    """Return the parts in ``content``, None where their lengths do not fit it."""
    parts: list[Part] = []
    at = 0
    while at < len(content):
        if len(content) - at < _HEAD.size:
            return None
        command, length, status = _HEAD.unpack_from(content, at)
        if not _HEAD.size <= length <= len(content) - at:
            return None
        parts.append(Part(command, content[at + _HEAD.size : at + length], status))
        at += length
    return tuple(parts) if parts else None


def frames(buffer: bytes) -> list[Found]:
    """Return all whole frames in ``buffer`` whose check sum is right, in their order.

    A frame of nothing but empty parts with status 0 may be another master's question; that it
    may also be the bare consent to a command cannot be seen.
    """
    found: list[Found] = []
    for begin, end in _pieces(buffer):
        body = _unescaped(buffer[begin + 1 : end - 1])
        if body is None or len(body) < _LEAST_INSIDE or check_sum(body[:-2]) != body[-2:]:
            continue
        parts = parts_of(body[1:-2])
        asks = parts is not None and not any(part.refuses or part.data for part in parts)
        refuses = parts is not None and all(part.refuses for part in parts)
        found.append(Found(body[1:-2], begin, end, body[0], asks, refuses))
    return found


def _pieces(buffer: bytes) -> Iterator[tuple[int, int]]:
    """Yield begin and end of everything between two delimiters, both included.

    Frames may share a delimiter; what lies between the end of one and the begin of the next is
    found as well, and is told by its check sum.
    """
    begin = buffer.find(_END)
    while begin >= 0 and (end := buffer.find(_END, begin + 1)) >= 0:
        if end > begin + 1:
            yield begin, end + 1
        begin = end


def _unescaped(inside: bytes) -> bytes | None:
    if _ESCAPE not in inside:
        return inside
    head, *rest = inside.split(bytes((_ESCAPE,)))
    body = bytearray(head)
    for each in rest:
        if not each or each[0] not in _UNESCAPED:
            return None
        body.append(_UNESCAPED[each[0]])
        body += each[1:]
    return bytes(body)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask: a command id with data, and how many bytes of data a right answer has.

    A refusal may have any. The usual answer to a read has at least one, so that the echo of the
    question is none.
    """

    command: int
    data: bytes = b""
    least: int = 1
    most: int = LARGEST_DATA

    def is_answered_by(self, part: Part) -> bool:
        """Return whether ``part``, of this command id, has the right amount of data."""
        return part.refuses or self.least <= len(part.data) <= self.most


def number(command: int, size: int) -> Asked:
    """Return the question for a number of ``size`` bytes."""
    return Asked(command, b"", size, size)


def text(command: int, most: int = 64) -> Asked:
    """Return the question for a text of at most ``most`` bytes, padding included."""
    return Asked(command, b"", 1, most)


@dataclass(frozen=True, slots=True)
class SlipQuestion:
    """One frame with questions, and the only answers that fit it.

    The answer has one part for each question, in whatever order. ``unit`` is the meter's
    address; asked by `ANY_ADDRESS`, the answer may come from any.
    """

    unit: int
    asked: tuple[Asked, ...]

    @property
    def frame(self) -> bytes:
        """Return the bytes to send."""
        content = b"".join(bytes(Part(each.command, each.data)) for each in self.asked)
        return frame(self.unit, content)

    @property
    def reply_bytes(self) -> int:
        """Return how many bytes the longest right answer has on the wire, escapes aside."""
        return _AROUND_PARTS + sum(_HEAD.size + each.most for each in self.asked)

    def hunt(self, buffer: bytes, *, final: bool) -> Found | None:  # noqa: ARG002
        """Return the answer inside ``buffer``, whatever lies around it, or None.

        No byte of a frame looks like its delimiter, so that nothing that may still come could
        change what is found.
        """
        for found in frames(buffer):
            if self._is_meant(found) and self._has_right_parts(found.pdu):
                return found
        return None

    def parts(self, content: bytes) -> tuple[Part, ...]:
        """Return the parts of the answer that was found, in the order in which they were asked."""
        left = list(parts_of(content) or ())
        ordered: list[Part] = []
        for each in self.asked:
            part = next(part for part in left if part.command == each.command)
            left.remove(part)
            ordered.append(part)
        return tuple(ordered)

    def frames(self, buffer: bytes) -> list[Found]:
        """Return all whole frames of this protocol in ``buffer``."""
        return frames(buffer)

    def is_spoilt(self, buffer: bytes) -> bool:
        """Return whether something of a frame's form came, closed, but it is not the answer."""
        return any(end - begin >= _LEAST_INSIDE + 2 for begin, end in _pieces(buffer))

    def diagnose(self, buffer: bytes) -> WireVerdict:
        """Return what is wrong with ``buffer``, in which no answer was found."""
        if not buffer:
            return WireVerdict.SILENT
        found = frames(buffer)
        own = [each for each in found if self._is_meant(each)]
        if own:
            return self._wrong_parts(own[0])
        if found:
            return WireVerdict.FOREIGN if found[0].asks else WireVerdict.WRONG_UNIT
        if self.is_spoilt(buffer):
            return WireVerdict.CHECK_SUM
        begin = buffer.rfind(_END)
        if begin < 0:
            return WireVerdict.NOISE
        # Begun for us and not closed, or closed and the begin is missing.
        behind = buffer[begin + 1 : begin + 2]
        ours = self.unit == ANY_ADDRESS or behind in {b"", self.frame[1:2]}
        return WireVerdict.SHORT if ours else WireVerdict.NOISE

    def is_of_another(self, before: bytes) -> bool:
        """Return whether another master's question lies in ``before``, whose answer looks alike.

        Such a one has our command ids and other data: the same question is as good as ours.
        """
        commands = self._commands()
        for found in frames(before):
            parts = parts_of(found.pdu)
            if parts is None or not self._is_meant(found):
                continue
            ours = before[found.begin : found.end] == self.frame
            if not ours and sorted(part.command for part in parts) == commands:
                return True
        return False

    def _is_meant(self, found: Found) -> bool:
        return self.unit in {found.unit, ANY_ADDRESS}

    def _commands(self) -> list[int]:
        return sorted(each.command for each in self.asked)

    def _has_right_parts(self, content: bytes) -> bool:
        parts = parts_of(content)
        if parts is None or sorted(part.command for part in parts) != self._commands():
            return False
        return all(
            each.is_answered_by(part)
            for each, part in zip(self.asked, self.parts(content), strict=True)
        )

    def _wrong_parts(self, found: Found) -> WireVerdict:
        parts = parts_of(found.pdu)
        if parts is None:
            return WireVerdict.WRONG_LENGTH
        asked = set(self._commands())
        got = {part.command for part in parts}
        if not got <= asked:
            if found.asks:
                return WireVerdict.FOREIGN
            # One part too many is a matter of length; other parts are another's answer.
            return WireVerdict.WRONG_LENGTH if asked < got else WireVerdict.WRONG_FUNCTION
        return WireVerdict.WRONG_LENGTH


def identification_question(unit: int) -> SlipQuestion:
    """Return the harmless question any meter of the family answers: what it is called."""
    return SlipQuestion(unit, (text(DEVICE_TYPE),))


Explain = Callable[[tuple[Part, ...]], Message | None]


class SlipUnit:
    """One meter on a serial line that speaks SLIP; used inside a job of that line.

    ``who`` names the meter in errors. ``probing`` is set while the meter is known to be silent:
    it is then asked once instead of several times, so that it costs the others little.
    """

    def __init__(self, line: SerialLine, unit: int, timing: Timing, *, who: str) -> None:
        self.line = line
        self.unit = unit
        self.who = who
        self.probing = False
        self._timing = timing
        self._once = replace(timing, tries=1, holds_line=False)
        self.last_answer: Answer | None = None

    def read(
        self, *asked: Asked, meaning: Message | None = None, explain: Explain | None = None
    ) -> tuple[bytes, ...]:
        """Return the data of each thing asked, all in one frame and in the order given.

        Raises `RefusedError` when the meter refuses one of them (its number is the status), and
        the line's errors.
        """
        parts = self.read_each(*asked, meaning=meaning, explain=explain)
        for part in parts:
            if part.refuses:
                raise self.refusal(part)
        return tuple(part.data for part in parts)

    def read_each(
        self,
        *asked: Asked,
        meaning: Message | None = None,
        explain: Explain | None = None,
        patient: bool = True,
    ) -> tuple[Part, ...]:
        """Return an answer to each thing asked, all in one frame; each may be a refusal.

        While the meter says that it is busy, it is asked again a few times, if ``patient``.
        """
        question = SlipQuestion(self.unit, asked)
        return self._ask(question, meaning, explain, writes=False, patient=patient)

    def write(self, command: int, data: bytes, *, meaning: Message | None = None) -> None:
        """Write what is the same however often it arrives; repeated."""
        question = _write_question(self.unit, command, data)
        (part,) = self._ask(question, meaning, None, writes=True)
        if part.refuses:
            raise self.refusal(part)

    def command(self, command: int, data: bytes = b"", *, meaning: Message | None = None) -> None:
        """Send what makes the meter act: once, never repeated.

        Raises `NoAnswerError` with ``in_doubt`` when it is unknown whether the meter acted.
        """
        question = _write_question(self.unit, command, data)
        answer = self.line.command(
            question,
            self._timing,
            meaning=meaning,
            explain=_explained(question, None),
            who=self.who,
        )
        (part,) = question.parts(answer.pdu)
        if part.refuses:
            raise self.refusal(part)

    def refusal(self, part: Part) -> RefusedError:
        """Return the error that says why the meter refused ``part``."""
        known = part.status in _KNOWN_STATUSES
        return RefusedError(
            f"slip.status-{part.status}" if known else "slip.status",
            exception=part.status,
            meter=self.who,
            unit=self.unit,
            command=f"{part.command:04X}h",
        )

    def _ask(
        self,
        question: SlipQuestion,
        meaning: Message | None,
        explain: Explain | None,
        *,
        writes: bool,
        patient: bool = True,
    ) -> tuple[Part, ...]:
        timing = self._once if self.probing else self._timing
        for pause_s in (timing.pause_s, *(_BUSY_PAUSES_S if patient else ())):
            answer = self.line.ask(
                question,
                replace(timing, pause_s=max(timing.pause_s, pause_s)),
                meaning=meaning,
                explain=_explained(question, explain),
                who=self.who,
                writes=writes,
            )
            self.last_answer = answer
            parts = question.parts(answer.pdu)
            if all(part.status != BUSY for part in parts):
                break
        return parts


def _write_question(unit: int, command: int, data: bytes) -> SlipQuestion:
    return SlipQuestion(unit, (Asked(command, data, least=0, most=0),))


def _explained(
    question: SlipQuestion, explain: Explain | None
) -> Callable[[bytes], Message | None]:
    def explained(content: bytes) -> Message | None:
        parts = question.parts(content)
        for part in parts:
            if part.refuses:
                return message("wire.status", status=part.status, command=f"{part.command:04X}h")
        if explain is not None:
            return explain(parts)
        return None if any(part.data for part in parts) else message("wire.confirmed")

    return explained
