"""One question at a time on an open port: silence before, echo, answer, and what comes too late.

An `Exchange` lives as long as its port is open and knows what is under way on it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eichlab.line.meaning import meaning_of
from eichlab.line.port import OpenPort, PortSettings
from eichlab.line.question import Answer, Question, Timing
from eichlab.line.rtu import Found
from eichlab.line.unasked import Unasked
from eichlab.line.wire_log import WireLog
from eichlab.values import (
    Direction,
    Message,
    NoAnswerError,
    PortLostError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
    message,
)

_ECHO_SEEN_ENOUGH = 2
_OPEN_QUESTION_SLICE_S = 0.005

# After these the answer itself has come, spoilt; after all others it may still be on its way.
_ANSWER_CAME = frozenset({WireVerdict.CHECK_SUM, WireVerdict.SHORT})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question, how long it may take, how it is logged, and which meter its errors name.

    ``repeats``: it may be asked again without harm.
    """

    question: Question
    timing: Timing
    verdict: WireVerdict
    meaning: Message | None
    explain: Callable[[bytes], Message | None] | None
    who: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came after a question, less the echo: the answer in it, whether echoed, how long."""

    buffer: bytes
    found: Found | None
    echo: bool
    foreign: bool
    elapsed_s: float

    @property
    def answer(self) -> bytes:
        assert self.found is not None
        return self.buffer[self.found.begin : self.found.end]


class Exchange:
    """Questions and answers on one open port, used by the line's worker only.

    Every method raises `PortLostError` when the port is gone, or once ``closing()`` is true.
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
        self._quiet_since = 0.0
        self._unasked = Unasked(wire_log)
        self._rest = b""
        self._begun = b""
        self._echoes = 0

    def ask(self, inquiry: Inquiry, attempt: int) -> Answer:
        """Ask once and return the answer; ``attempt`` counts the tries, for the log.

        Raises `NoAnswerError` or `WrongAnswerError`.
        """
        question, timing = inquiry.question, inquiry.timing
        heard = self._heard(inquiry)
        if inquiry.repeats and self._is_doubtful(question, heard):
            heard = self._asked_to_be_sure(inquiry, heard)
        if heard.found is None:
            raise self._failure(inquiry, heard, attempt)
        now = time.monotonic()
        self._unasked.answered(question, heard.answer, now)
        self._unasked.asked_again(
            question, now - heard.elapsed_s, self._latency_s(question, timing)
        )
        self._log_answer(inquiry, heard)
        found = heard.found
        return Answer(found.pdu, heard.elapsed_s, attempt, found.refuses, found.unit)

    def hear(self, seconds: float) -> bytes:
        """Ask nothing and return what others say for so many seconds; it is logged, too."""
        heard = b""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._refuse_when_closing()
            heard += self._read()
        self._take(heard)
        return heard

    def listen(self) -> None:
        """Wait a moment for bytes nobody asked for; this is also how a lost port is noticed."""
        data = self._burst()
        if time.monotonic() - self._quiet_since >= self._settings.silence_s:
            self._take(data)
        else:
            # Woken for a question while more is under way: who waits for silence sorts it whole.
            self._begun += data

    def retune(self, settings: PortSettings) -> None:
        """Change speed and form of characters, and drop what is under way."""
        self.port.retune(settings)
        self._take(self.port.read_waiting())
        self._settings = settings
        self._unasked.forget()

    def end(self) -> None:
        """Log what is left of the last answer; the port is about to be closed."""
        self._take(b"")

    # ── before the question ──────────────────────────────────────────────────────────────────

    def _heard(self, inquiry: Inquiry) -> _Heard:
        """Ask once and return what came."""
        self._refuse_when_closing()
        question = inquiry.question
        frame = question.frame
        self._await_owed(question)
        self._await_silence(inquiry.timing)
        asked_at = time.monotonic()
        self.port.write(frame)
        self._wire_log.add(
            Direction.SENT, frame, inquiry.verdict, unit=question.unit, meaning=inquiry.meaning
        )
        return self._receive(question, frame, inquiry.timing, asked_at)

    def _await_owed(self, question: Question) -> None:
        """Keep quiet while an answer to an earlier question could be taken for this one's."""
        while (now := time.monotonic()) < self._unasked.blocks_until(question):
            self._refuse_when_closing()
            self._take_burst()
        self._unasked.settle(now)

    def _await_silence(self, timing: Timing) -> None:
        silence_s = max(self._settings.silence_s, timing.pause_s)
        # A babbling line is not waited for forever: the question then fails by itself.
        give_up_at = time.monotonic() + max(0.5, 4 * silence_s)
        unasked = b""
        while True:
            more = self.port.read_waiting()
            now = time.monotonic()
            if more:
                unasked += more
                self._quiet_since = now
            quiet_at = self._quiet_since + silence_s
            if quiet_at <= now and (unasked or self._rest or self._begun):
                if self._take(unasked):
                    # Another master waits for its answer; ours would collide with it.
                    self._await_foreign_answer(now + timing.timeout_s)
                unasked = b""
                continue
            if quiet_at <= now or now > give_up_at:
                break
            self._refuse_when_closing()
            time.sleep(quiet_at - now)
        self._take(unasked)

    def _await_foreign_answer(self, until: float) -> None:
        while time.monotonic() < until:
            self._refuse_when_closing()
            # Whatever comes is sorted by the one who waits for silence.
            if self.port.waits():
                return
            time.sleep(_OPEN_QUESTION_SLICE_S)

    # ── after the question ───────────────────────────────────────────────────────────────────

    def _receive(self, question: Question, frame: bytes, timing: Timing, asked_at: float) -> _Heard:
        """Return what comes until there is an answer, or none can be hoped for any more."""
        left_at = asked_at + len(frame) * self._settings.character_s
        reply_s = question.reply_bytes * self._settings.character_s
        first_by = left_at + timing.timeout_s
        whole_by = first_by + reply_s
        last_by = left_at + max(timing.timeout_s, timing.worst_latency_s) + reply_s
        buffer = b""
        echo = foreign = False
        found: Found | None = None
        while True:
            self._refuse_when_closing()
            data = self._read()
            now = time.monotonic()
            if data:
                buffer += data
                if not echo and (at := self._echo_in(buffer, frame, question)) is not None:
                    echo = True
                    self._echoes += 1
                    self._log(frame, WireVerdict.ECHO, question.unit, message("wire.echo"))
                    buffer = buffer[:at] + buffer[at + len(frame) :]
                found = question.hunt(buffer, final=False)
                if found is not None:
                    break
            # While an echo trickles in, it must not be taken for a spoilt answer.
            elif (
                buffer
                and now - self._quiet_since >= timing.gap_s
                and not frame.startswith(buffer)
                and question.is_spoilt(buffer)
            ):
                break
            if now >= (whole_by if buffer else first_by) and (
                # An answer that still trickles in is waited for.
                not buffer or now - self._quiet_since >= timing.gap_s or now >= last_by
            ):
                break
        found = found or question.hunt(buffer, final=True)
        if found is not None and question.is_of_another(buffer[: found.begin]):
            foreign = True
            found = None
            self._drain(time.monotonic() + timing.timeout_s)
        return _Heard(buffer, found, echo, foreign, time.monotonic() - asked_at)

    def _drain(self, until: float) -> None:
        """Let everything that is under way pass by."""
        while time.monotonic() < until:
            self._refuse_when_closing()
            self._take_burst()

    def _echo_in(self, buffer: bytes, frame: bytes, question: Question) -> int | None:
        """Return where our own question lies in what came, None where it does not."""
        at = buffer.find(frame)
        if at < 0:
            return None
        # The answer to some writes equals the question: there only a line known to echo has one.
        looks_like_answer = question.hunt(frame, final=True) is not None
        return None if looks_like_answer and self._echoes < _ECHO_SEEN_ENOUGH else at

    # ── doubts ───────────────────────────────────────────────────────────────────────────────

    def _is_doubtful(self, question: Question, heard: _Heard) -> bool:
        """Return whether the answer may be the double of one to an earlier question."""
        return heard.found is not None and self._unasked.was_given(
            question, heard.answer, time.monotonic()
        )

    def _asked_to_be_sure(self, inquiry: Inquiry, before: _Heard) -> _Heard:
        """Ask again after an answer that another question already had: two may just be equal."""
        question = inquiry.question
        self._log(before.answer, WireVerdict.ANSWERED, question.unit, message("wire.given-before"))
        again = self._heard(inquiry)
        if again.found is not None and again.answer != before.answer:
            self._wire_log.add(
                Direction.NOTE, b"", WireVerdict.DOUBLED, meaning=message("wire.was-doubled")
            )
            # The first was a double, so that one more answer to this question is under way.
            self._owe(inquiry, time.monotonic())
        return again

    def _owe(self, inquiry: Inquiry, asked_at: float) -> None:
        question, timing = inquiry.question, inquiry.timing
        self._unasked.owe(
            question,
            asked_at,
            self._latency_s(question, timing),
            holds_line=timing.holds_line,
        )

    def _latency_s(self, question: Question, timing: Timing) -> float:
        """Return how long after asking the last byte of an answer may come."""
        characters = len(question.frame) + question.reply_bytes
        return timing.worst_latency_s + characters * self._settings.character_s

    # ── what came of it ──────────────────────────────────────────────────────────────────────

    def _failure(self, inquiry: Inquiry, heard: _Heard, attempt: int) -> NoAnswerError:
        """Log why nothing of what came is the answer, and return the error that says so."""
        question, timing = inquiry.question, inquiry.timing
        kind = question.diagnose(heard.buffer)
        if heard.foreign:
            kind = WireVerdict.FOREIGN
        elif kind is WireVerdict.SILENT and heard.echo:
            kind = WireVerdict.ECHO_ONLY
        self._log_failure(inquiry, heard.buffer, kind, attempt)
        if kind not in _ANSWER_CAME:
            self._owe(inquiry, time.monotonic() - heard.elapsed_s)
        parameters: dict[str, Any] = {
            "meter": inquiry.who,
            "unit": question.unit,
            "line": self._line,
            "port": self.port.device,
            "timeout_ms": round(timing.timeout_s * 1000),
            "tries": timing.tries,
        }
        if kind is WireVerdict.SILENT:
            return NoAnswerError("line.silent", **parameters)
        return WrongAnswerError(WrongAnswerKind(kind.value), **parameters)

    def _log_answer(self, inquiry: Inquiry, heard: _Heard) -> None:
        found = heard.found
        assert found is not None
        now = time.monotonic()
        self._unasked.take(heard.buffer[: found.begin], now, beside_answer=True)
        self._wire_log.add(
            Direction.RECEIVED,
            heard.answer,
            WireVerdict.EXCEPTION if found.refuses else WireVerdict.ANSWERED,
            unit=inquiry.question.unit,
            meaning=meaning_of(found.pdu, inquiry.explain),
            elapsed_s=heard.elapsed_s,
        )
        # More of it may be under way: it is sorted once the line is silent.
        self._rest = heard.buffer[found.end :]

    def _log_failure(
        self, inquiry: Inquiry, buffer: bytes, kind: WireVerdict, attempt: int
    ) -> None:
        self._wire_log.add(
            Direction.RECEIVED if buffer else Direction.NOTE,
            buffer,
            kind,
            unit=inquiry.question.unit,
            meaning=message(
                f"wire.{kind.value}",
                timeout_ms=round(inquiry.timing.timeout_s * 1000),
                attempt=attempt,
                tries=inquiry.timing.tries,
            ),
            at=datetime.now(UTC),
        )

    def _log(
        self, data: bytes, verdict: WireVerdict, unit: int | None, meaning: Message | None
    ) -> None:
        self._wire_log.add(Direction.RECEIVED, data, verdict, unit=unit, meaning=meaning)

    # ── bytes ────────────────────────────────────────────────────────────────────────────────

    def _read(self) -> bytes:
        data = self.port.read()
        if data:
            self._quiet_since = time.monotonic()
        return data

    def _burst(self) -> bytes:
        """Return what comes unasked, to its end; empty after a moment without any."""
        data = self._read()
        while data and (more := self._read()):
            data += more
        return data

    def _take_burst(self) -> None:
        if data := self._burst():
            self._take(data)

    def _take(self, data: bytes) -> bool:
        """Sort what came unasked, together with the rest that came behind the last answer.

        Return whether it ends with a question of another master.
        """
        rest, self._rest = self._rest, b""
        begun, self._begun = self._begun, b""
        heard = rest + begun + data
        if not heard:
            return False
        return self._unasked.take(heard, time.monotonic(), beside_answer=bool(rest))

    def _refuse_when_closing(self) -> None:
        if self._closing():
            raise PortLostError("port.closed", port=self._settings.device)
