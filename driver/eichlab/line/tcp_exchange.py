"""Modbus TCP: one question at a time over a connection to a gateway or a meter.

Frames have a number of their own here, so that an answer is known to be the answer to its
question however late it comes: there is no silence to keep, no echo, and nothing to wait for after
a time-out. (Modbus Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.)
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eichlab.line.exchange import Inquiry
from eichlab.line.meaning import meaning_of
from eichlab.line.port import OpenPort, PortSettings
from eichlab.line.question import Answer
from eichlab.line.rtu import RtuQuestion, any_frame
from eichlab.line.wire_log import WireLog
from eichlab.values import (
    Direction,
    Message,
    NoAnswerError,
    NotSupportedError,
    PortLostError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
    message,
)

PATIENCE_S = 1.5
"""A gateway itself waits for its meter, usually a second; its word on that is worth waiting for."""

STALE_S = 30.0
"""After so long without a byte, though asked, a connection is made anew: the other end may have
lost its power, which nobody tells."""

_HEADER = 7
_LEAST_LENGTH = 2
_MOST_LENGTH = 255
_EXCEPTION = 0x80
_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class TcpFrame:
    """A frame: its number, the unit id, the PDU, and all its bytes."""

    number: int
    unit: int
    pdu: bytes
    data: bytes


def tcp_frame(number: int, unit: int, pdu: bytes) -> bytes:
    """Return a frame: number, protocol 0, length of what follows, unit id, PDU."""
    return number.to_bytes(2) + b"\0\0" + (len(pdu) + 1).to_bytes(2) + bytes((unit,)) + pdu


class TcpExchange:
    """Questions and answers on one connection, used by the line's worker only.

    Every method raises `PortLostError` when the connection is gone, or once ``closing()`` is true.
    """

    def __init__(
        self,
        line: str,
        port: OpenPort,
        settings: PortSettings,
        wire_log: WireLog,
        closing: Callable[[], bool],
    ) -> None:
        self.port = port
        self._line = line
        self._settings = settings
        self._wire_log = wire_log
        self._closing = closing
        self._number = 0
        self._buffer = b""
        self._asked: OrderedDict[int, bool] = OrderedDict()
        """Numbers given to the last questions, and whether each was answered."""
        self._last_byte = time.monotonic()
        self._unheard = 0
        """Questions since the last byte."""

    def ask(self, inquiry: Inquiry, attempt: int) -> Answer:
        """Ask once and return the answer; ``attempt`` counts the tries, for the log.

        Raises `NoAnswerError` or `WrongAnswerError`, and `NotSupportedError` for a question that
        is none of Modbus.
        """
        question, timing = inquiry.question, inquiry.timing
        if not isinstance(question, RtuQuestion):
            raise NotSupportedError(
                "line.modbus-tcp-only", meter=inquiry.who, port=self._settings.device
            )
        self._refuse_when_closing()
        self._take(self._heard(self.port.read_waiting()))
        time.sleep(max(0.0, self._last_byte + timing.pause_s - time.monotonic()))
        number = self._next_number()
        frame = tcp_frame(number, question.unit, question.pdu)
        asked_at = time.monotonic()
        self.port.write(frame)
        self._unheard += 1
        self._wire_log.add(
            Direction.SENT, frame, inquiry.verdict, unit=question.unit, meaning=inquiry.meaning
        )
        patience_s = PATIENCE_S if timing.holds_line else 0.0
        characters = len(question.frame) + question.reply_bytes
        until = (
            asked_at
            + max(timing.timeout_s, timing.worst_latency_s, patience_s)
            # Behind the gateway is a line of some speed, on which the frames take their time.
            + characters * self._settings.character_s
        )
        found, strange = self._receive(number, until)
        elapsed_s = time.monotonic() - asked_at
        kind = _kind(question, found, self._buffer, strange=strange)
        if kind is not None:
            raise self._failure(inquiry, found, kind, attempt)
        assert found is not None
        exception = bool(found.pdu[0] & _EXCEPTION)
        self._wire_log.add(
            Direction.RECEIVED,
            found.data,
            WireVerdict.EXCEPTION if exception else WireVerdict.ANSWERED,
            unit=question.unit,
            meaning=meaning_of(found.pdu, inquiry.explain),
            elapsed_s=elapsed_s,
        )
        return Answer(found.pdu, elapsed_s, attempt, exception)

    def hear(self, seconds: float) -> bytes:
        """Ask nothing and return what comes all the same for so many seconds; it is logged."""
        heard = b""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._refuse_when_closing()
            heard += self._read()
        self._take(heard)
        return heard

    def listen(self) -> None:
        """Wait a moment for what nobody asked for; so a lost connection is noticed as well."""
        self._take(self._read())
        if self._unheard > 1 and time.monotonic() - self._last_byte > STALE_S:
            raise PortLostError("port.lost", port=self._settings.device)

    def _read(self) -> bytes:
        return self._heard(self.port.read())

    def _heard(self, data: bytes) -> bytes:
        """Take note that something came, if it did."""
        if data:
            self._last_byte = time.monotonic()
            self._unheard = 0
        return data

    def retune(self, settings: PortSettings) -> None:
        """Take note of a speed: it is the gateway's, and cannot be set from here."""
        self._settings = settings

    def end(self) -> None:
        """Log what is left; the connection is about to be closed."""
        self._log_strange(self._buffer)
        self._buffer = b""

    def _next_number(self) -> int:
        self._number = self._number % 0xFFFF + 1
        self._asked[self._number] = False
        self._asked.move_to_end(self._number)
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        return self._number

    def _receive(self, number: int, until: float) -> tuple[TcpFrame | None, bool]:
        """Return the frame of that number, and whether something came that is no frame."""
        answer: TcpFrame | None = None
        strange = False
        while answer is None and time.monotonic() < until:
            self._refuse_when_closing()
            data = self._read()
            if not data:
                continue
            self._buffer += data
            for frame in self._frames():
                if frame is None:
                    strange = True
                elif frame.number == number and answer is None:
                    answer = frame
                    self._asked[number] = True
                else:
                    self._log_other(frame)
        return answer, strange

    def _frames(self) -> "list[TcpFrame | None]":
        """Take the whole frames out of the buffer; None stands for what is none."""
        found: list[TcpFrame | None] = []
        while len(self._buffer) >= _HEADER:
            length = int.from_bytes(self._buffer[4:6])
            if self._buffer[2:4] != b"\0\0" or not _LEAST_LENGTH <= length <= _MOST_LENGTH:
                # Without a right head nobody knows where the next one is.
                self._log_strange(self._buffer)
                self._buffer = b""
                found.append(None)
                break
            end = _HEADER - 1 + length
            if len(self._buffer) < end:
                break
            data, self._buffer = self._buffer[:end], self._buffer[end:]
            number = int.from_bytes(data[:2])
            found.append(TcpFrame(number, data[6], data[_HEADER:], data))
        return found

    def _take(self, data: bytes) -> None:
        """Log what came unasked."""
        self._buffer += data
        for frame in self._frames():
            if frame is not None:
                self._log_other(frame)

    def _log_other(self, frame: TcpFrame) -> None:
        """Log an answer that is not the one to the present question."""
        answered = self._asked.get(frame.number)
        if answered is None:
            verdict, code = WireVerdict.FOREIGN, "wire.foreign-answer"
        elif answered:
            verdict, code = WireVerdict.DOUBLED, "wire.doubled"
        else:
            self._asked[frame.number] = True
            verdict, code = WireVerdict.LATE, "wire.late"
        self._log(frame.data, verdict, frame.unit, message(code, unit=frame.unit))

    def _log_strange(self, data: bytes) -> None:
        if data:
            rtu = any_frame(data) is not None
            code = "wire.rtu-over-tcp" if rtu else "wire.not-modbus-tcp"
            self._log(data, WireVerdict.UNEXPECTED, None, message(code))

    def _failure(
        self, inquiry: Inquiry, found: TcpFrame | None, kind: WireVerdict, attempt: int
    ) -> NoAnswerError:
        question, timing = inquiry.question, inquiry.timing
        data = found.data if found is not None else b""
        if kind is WireVerdict.SHORT:
            data, self._buffer = self._buffer, b""
        parameters: dict[str, Any] = {
            "meter": inquiry.who,
            "unit": question.unit,
            "line": self._line,
            "port": self._settings.device,
            "timeout_ms": round(max(timing.timeout_s, PATIENCE_S) * 1000),
            "tries": timing.tries,
        }
        self._wire_log.add(
            Direction.RECEIVED if data else Direction.NOTE,
            data,
            kind,
            unit=question.unit,
            meaning=message(f"wire.{kind.value}", attempt=attempt, **parameters),
        )
        if kind is WireVerdict.SILENT:
            return NoAnswerError("line.silent", **parameters)
        error = WrongAnswerError(WrongAnswerKind(kind.value), **parameters)
        if kind is WireVerdict.NOISE:
            error.message = message("line.not-modbus-tcp", **parameters)
        return error

    def _log(self, data: bytes, verdict: WireVerdict, unit: int | None, meaning: Message) -> None:
        self._wire_log.add(Direction.RECEIVED, data, verdict, unit=unit, meaning=meaning)

    def _refuse_when_closing(self) -> None:
        if self._closing():
            raise PortLostError("port.closed", port=self._settings.device)


def _kind(
    question: RtuQuestion, found: TcpFrame | None, rest: bytes, *, strange: bool
) -> WireVerdict | None:
    """Return what is wrong with what came, None where it is the answer."""
    if found is None:
        if strange:
            return WireVerdict.NOISE
        return WireVerdict.SHORT if rest else WireVerdict.SILENT
    if found.unit != question.unit:
        return WireVerdict.WRONG_UNIT
    function = question.pdu[0]
    if found.pdu[0] == function | _EXCEPTION:
        return None if len(found.pdu) == _LEAST_LENGTH else WireVerdict.WRONG_LENGTH
    if found.pdu[0] != function:
        return WireVerdict.WRONG_FUNCTION
    whole = len(found.pdu) == question.reply_length and found.pdu.startswith(question.reply_head)
    return None if whole else WireVerdict.WRONG_LENGTH
