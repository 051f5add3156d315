"""A serial line: one port, one worker thread, one question at a time.

Everything that wants to talk on the line submits a job; inside a job the driver asks question
after question. The worker alone touches the port: it opens, reads, writes, closes and finds it
again.
"""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, TypeVar

from eichlab.line.holders import holders_of
from eichlab.line.port import OpenPort, PortSettings
from eichlab.line.ports import find_device, missing, usb_identity
from eichlab.line.question import Answer, Question, Timing
from eichlab.line.rtu import Found
from eichlab.line.unasked import Unasked
from eichlab.line.wire_log import WireLog
from eichlab.values import (
    Direction,
    Message,
    NoAnswerError,
    PortError,
    PortLostError,
    UsbIdentity,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
    message,
)

T = TypeVar("T")

_SEARCH_INTERVAL_S = 0.25
_ECHO_SEEN_ENOUGH = 2
_OPEN_QUESTION_SLICE_S = 0.005


class Priority(IntEnum):
    """Which waiting job goes first."""

    TRANSACTION = 0
    POLL = 1


# After these the answer itself has come, spoilt; after all others it may still be on its way.
_ANSWER_CAME = frozenset({WireVerdict.CHECK_SUM, WireVerdict.SHORT})


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


@dataclass(frozen=True, slots=True)
class PortChange:
    """A line's port was opened, could not be opened, or vanished (``error`` says why)."""

    line: str
    device: str
    error: PortError | None


class SerialLine:
    """One RS-485 segment on one port.

    ``on_port_change`` is called in the worker thread at every change of the port.
    """

    def __init__(
        self,
        name: str,
        settings: PortSettings,
        *,
        on_port_change: Callable[[PortChange], None] | None = None,
        wire_log: WireLog | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.wire_log = wire_log or WireLog(name)
        self.wire_log.other_readers = self._other_readers
        self._on_port_change = on_port_change
        self._jobs: list[tuple[int, int, Callable[[], None]]] = []
        self._sequence = itertools.count()
        self._condition = threading.Condition()
        self._closing = False
        self._port: OpenPort | None = None
        self._port_error: PortError | None = None
        self._usb: UsbIdentity | None = settings.usb
        self._search_at = 0.0
        self._quiet_since = 0.0
        self._unasked = Unasked(self.wire_log)
        self._rest = b""
        self._echoes = 0
        self._thread = threading.Thread(target=self._work, name=f"line {name}", daemon=True)

    def start(self) -> None:
        """Start the worker; the port is opened by it, and searched for as long as it is away."""
        self._thread.start()

    def close(self) -> None:
        """Stop the worker and close the port; waiting jobs end with `PortLostError`."""
        with self._condition:
            self._closing = True
            self._condition.notify_all()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join()

    def run(self, job: Callable[[], T], priority: Priority = Priority.POLL) -> Future[T]:
        """Queue ``job`` for the worker and return its future.

        Inside, `ask` and `command` may be used. Jobs of higher priority go first, others in the
        order they came. While the port is away a job fails at once with the port's error.
        """
        future: Future[T] = Future()

        def perform() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                if self._port is None:
                    raise self._port_error or PortLostError("port.lost", port=self.settings.device)
                future.set_result(job())
            # Whatever went wrong belongs to the one who waits for this job.
            except BaseException as error:  # noqa: BLE001
                future.set_exception(error)

        with self._condition:
            if self._closing:
                future.set_exception(PortLostError("port.closed", port=self.settings.device))
                return future
            heapq.heappush(self._jobs, (priority, next(self._sequence), perform))
            self._condition.notify_all()
        self._wake()
        return future

    @property
    def device(self) -> str:
        """Return the name under which the port is open, or was last."""
        port = self._port
        return port.device if port is not None else self.settings.device

    def _other_readers(self) -> tuple[str, ...]:
        return holders_of(self.device, others=True)

    # ── inside a job ─────────────────────────────────────────────────────────────────────────

    def ask(
        self,
        question: Question,
        timing: Timing,
        *,
        meaning: Message | None = None,
        explain: Callable[[bytes], Message | None] | None = None,
        who: str = "",
        writes: bool = False,
    ) -> Answer:
        """Ask a question that may be repeated, up to ``timing.tries`` times.

        ``writes`` marks one that sets something, the same however often it arrives. ``meaning``
        and ``explain`` put question and answer into plain words for the log. Raises
        `NoAnswerError`, `WrongAnswerError` or `PortLostError`; ``who`` names the meter in them.
        """
        verdict = WireVerdict.WRITTEN if writes else WireVerdict.QUESTION
        for attempt in range(1, timing.tries + 1):
            try:
                return self._exchange(
                    question, timing, attempt, verdict, meaning, explain, who, repeats=True
                )
            except NoAnswerError:
                if attempt == timing.tries:
                    raise
        raise AssertionError("a question is asked at least once")

    def command(
        self,
        question: Question,
        timing: Timing,
        *,
        meaning: Message | None = None,
        explain: Callable[[bytes], Message | None] | None = None,
        who: str = "",
    ) -> Answer:
        """Send a write with an effect, once and never again.

        When no right answer comes or the port is lost, the error is ``in_doubt``: whether it took
        effect only the meter's state tells.
        """
        once = replace(timing, tries=1)
        try:
            return self._exchange(
                question, once, 1, WireVerdict.WRITTEN, meaning, explain, who, repeats=False
            )
        except (NoAnswerError, PortLostError) as error:
            error.in_doubt = True
            raise

    def listen(self, seconds: float) -> bytes:
        """Ask nothing and return what others say for so many seconds; it is logged, too."""
        heard = b""
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                self._refuse_when_closing()
                heard += self._read()
        except PortLostError as error:
            self._lose(error)
            raise
        self._take(heard)
        return heard

    def retune(self, baud: int, parity: str, stop_bits: int) -> None:
        """Change speed and form of characters on the open port, and drop what is under way."""
        if self._port is None:
            raise self._port_error or PortLostError("port.lost", port=self.settings.device)
        settings = replace(self.settings, baud=baud, parity=parity, stop_bits=stop_bits)
        try:
            self._port.retune(settings)
            self._take(self._port.read_waiting())
        except PortLostError as error:
            self._lose(error)
            raise
        self.settings = settings
        self._unasked.forget()
        self._note("wire.retuned", settings=str(settings))

    # ── the worker ───────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        while True:
            with self._condition:
                if self._closing:
                    break
                job = heapq.heappop(self._jobs)[2] if self._jobs else None
            if self._port is None:
                self._search()
            if job is not None:
                job()
                # The answer may hold much; it must not live until the next job comes.
                del job
            elif self._port is not None:
                self._listen()
            else:
                with self._condition:
                    if not self._jobs and not self._closing:
                        self._condition.wait(_SEARCH_INTERVAL_S)
        self._shut()

    def _shut(self) -> None:
        self._take(b"")
        if self._port is not None:
            self._port.close()
            self._port = None
        with self._condition:
            jobs = [job for *_, job in self._jobs]
            self._jobs.clear()
        self._port_error = PortLostError("port.closed", port=self.settings.device)
        for job in jobs:
            job()

    def _wake(self) -> None:
        port = self._port
        if port is not None:
            port.wake()

    def _search(self) -> None:
        now = time.monotonic()
        if now < self._search_at:
            return
        self._search_at = now + _SEARCH_INTERVAL_S
        try:
            device = find_device(self.settings.device, self._usb)
            if device is None:
                raise missing(self.settings.device, self._usb)
            self._port = OpenPort(self.settings, device)
        except PortError as error:
            known = self._port_error
            if known is None or (
                # A loss stays a loss until something new is to be said, e.g. "in use".
                known.message.code != error.message.code
                and not (known.message.code == "port.lost" and error.message.code == "port.missing")
            ):
                self._port_error = error
                self._tell(device=self.settings.device, error=error)
            return
        self._port_error = None
        self._usb = self._usb or usb_identity(device)
        self._unasked.forget()
        self._rest = b""
        self._echoes = 0
        self._note("wire.opened", port=device, settings=str(self.settings))
        if self._port.parity_refused:
            self._note("wire.parity-refused", parity=self.settings.parity)
        self._tell(device=device, error=None)

    def _lose(self, error: PortLostError) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()
        self._port_error = error
        self._search_at = 0.0
        self._note("wire.lost", port=self.settings.device)
        self._tell(device=self.settings.device, error=error)

    def _tell(self, *, device: str, error: PortError | None) -> None:
        if self._on_port_change is not None:
            self._on_port_change(PortChange(self.name, device, error))

    def _note(self, code: str, **parameters: object) -> None:
        self.wire_log.add(
            Direction.NOTE, b"", WireVerdict.PORT, meaning=message(code, **parameters)
        )

    def _listen(self) -> None:
        """Wait a moment for bytes nobody asked for; this is also how a lost port is noticed."""
        try:
            data = self._read()
            while data and (more := self._read()):
                data += more
        except PortLostError as error:
            self._lose(error)
            return
        self._take(data)

    def _take(self, data: bytes) -> bool:
        """Sort what came unasked, together with the rest that came behind the last answer.

        Return whether it ends with a question of another master.
        """
        rest, self._rest = self._rest, b""
        if not rest and not data:
            return False
        return self._unasked.take(rest + data, time.monotonic(), beside_answer=bool(rest))

    def _log(
        self, data: bytes, verdict: WireVerdict, unit: int | None, meaning: Message | None
    ) -> None:
        self.wire_log.add(Direction.RECEIVED, data, verdict, unit=unit, meaning=meaning)

    def _read(self) -> bytes:
        assert self._port is not None
        data = self._port.read()
        if data:
            self._quiet_since = time.monotonic()
        return data

    # ── one question ─────────────────────────────────────────────────────────────────────────

    def _exchange(
        self,
        question: Question,
        timing: Timing,
        attempt: int,
        verdict: WireVerdict,
        meaning: Message | None,
        explain: Callable[[bytes], Message | None] | None,
        who: str,
        *,
        repeats: bool,
    ) -> Answer:
        if threading.current_thread() is not self._thread:
            raise RuntimeError("questions are asked inside a job of the line")
        if self._port is None:
            raise self._port_error or PortLostError("port.lost", port=self.settings.device)
        try:
            heard = self._heard(question, timing, verdict, meaning)
            if repeats and self._is_doubtful(question, heard):
                heard = self._asked_to_be_sure(question, timing, verdict, meaning, heard)
        except PortLostError as error:
            self._lose(error)
            raise
        if heard.found is None:
            raise self._failure(question, heard, timing, attempt, who)
        now = time.monotonic()
        self._unasked.answered(question, heard.answer, now)
        self._unasked.asked_again(
            question, now - heard.elapsed_s, self._latency_s(question, timing)
        )
        self._log_answer(question, heard, explain)
        return Answer(heard.found.pdu, heard.elapsed_s, attempt, heard.found.refuses)

    def _refuse_when_closing(self) -> None:
        if self._closing:
            raise PortLostError("port.closed", port=self.settings.device)

    def _heard(
        self, question: Question, timing: Timing, verdict: WireVerdict, meaning: Message | None
    ) -> _Heard:
        """Ask once and return what came."""
        assert self._port is not None
        self._refuse_when_closing()
        frame = question.frame
        self._await_owed(question)
        self._await_silence(timing)
        asked_at = time.monotonic()
        self._port.write(frame)
        self.wire_log.add(Direction.SENT, frame, verdict, unit=question.unit, meaning=meaning)
        return self._receive(question, frame, timing, asked_at)

    def _is_doubtful(self, question: Question, heard: _Heard) -> bool:
        """Return whether the answer may be the double of one to an earlier question."""
        return heard.found is not None and self._unasked.was_given(
            question, heard.answer, time.monotonic()
        )

    def _asked_to_be_sure(
        self,
        question: Question,
        timing: Timing,
        verdict: WireVerdict,
        meaning: Message | None,
        before: _Heard,
    ) -> _Heard:
        """Ask again after an answer that another question already had: two may just be equal."""
        self._log(before.answer, WireVerdict.ANSWERED, question.unit, message("wire.given-before"))
        again = self._heard(question, timing, verdict, meaning)
        if again.found is not None and again.answer != before.answer:
            self.wire_log.add(
                Direction.NOTE, b"", WireVerdict.DOUBLED, meaning=message("wire.was-doubled")
            )
            # The first was a double, so that one more answer to this question is under way.
            self._owe(question, timing, time.monotonic())
        return again

    def _owe(self, question: Question, timing: Timing, asked_at: float) -> None:
        self._unasked.owe(
            question,
            asked_at,
            self._latency_s(question, timing),
            holds_line=timing.holds_line,
        )

    def _latency_s(self, question: Question, timing: Timing) -> float:
        """Return how long after asking the last byte of an answer may come."""
        characters = len(question.frame) + question.reply_bytes
        return timing.worst_latency_s + characters * self.settings.character_s

    def _failure(
        self, question: Question, heard: _Heard, timing: Timing, attempt: int, who: str
    ) -> NoAnswerError:
        """Log why nothing of what came is the answer, and return the error that says so."""
        kind = question.diagnose(heard.buffer)
        if heard.foreign:
            kind = WireVerdict.FOREIGN
        elif kind is WireVerdict.SILENT and heard.echo:
            kind = WireVerdict.ECHO_ONLY
        self._log_failure(question, heard.buffer, kind, timing, attempt)
        if kind not in _ANSWER_CAME:
            asked_at = time.monotonic() - heard.elapsed_s
            self._owe(question, timing, asked_at)
        parameters: dict[str, Any] = {
            "meter": who,
            "unit": question.unit,
            "line": self.name,
            "port": self.device,
            "timeout_ms": round(timing.timeout_s * 1000),
            "tries": timing.tries,
        }
        if kind is WireVerdict.SILENT:
            return NoAnswerError("line.silent", **parameters)
        return WrongAnswerError(WrongAnswerKind(kind.value), **parameters)

    def _await_owed(self, question: Question) -> None:
        """Keep quiet while an answer to an earlier question could be taken for this one's."""
        while (now := time.monotonic()) < self._unasked.blocks_until(question):
            self._refuse_when_closing()
            if data := self._read():
                while more := self._read():
                    data += more
                self._take(data)
        self._unasked.settle(now)

    def _await_silence(self, timing: Timing) -> None:
        assert self._port is not None
        silence_s = max(self.settings.silence_s, timing.pause_s)
        # A babbling line is not waited for forever: the question then fails by itself.
        give_up_at = time.monotonic() + max(0.5, 4 * silence_s)
        unasked = b""
        while True:
            more = self._port.read_waiting()
            now = time.monotonic()
            if more:
                unasked += more
                self._quiet_since = now
            quiet_at = self._quiet_since + silence_s
            if quiet_at <= now and (unasked or self._rest):
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
        assert self._port is not None
        while time.monotonic() < until:
            self._refuse_when_closing()
            # Whatever comes is sorted by the one who waits for silence.
            if self._port.waits():
                return
            time.sleep(_OPEN_QUESTION_SLICE_S)

    def _receive(self, question: Question, frame: bytes, timing: Timing, asked_at: float) -> _Heard:
        """Return what comes until there is an answer, or none can be hoped for any more."""
        left_at = asked_at + len(frame) * self.settings.character_s
        reply_s = question.reply_bytes * self.settings.character_s
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
            if data := self._read():
                while more := self._read():
                    data += more
                self._take(data)

    def _echo_in(self, buffer: bytes, frame: bytes, question: Question) -> int | None:
        """Return where our own question lies in what came, None where it does not."""
        at = buffer.find(frame)
        if at < 0:
            return None
        # The answer to some writes equals the question: there only a line known to echo has one.
        looks_like_answer = question.hunt(frame, final=True) is not None
        return None if looks_like_answer and self._echoes < _ECHO_SEEN_ENOUGH else at

    def _log_answer(
        self,
        question: Question,
        heard: _Heard,
        explain: Callable[[bytes], Message | None] | None,
    ) -> None:
        found = heard.found
        assert found is not None
        now = time.monotonic()
        self._unasked.take(heard.buffer[: found.begin], now, beside_answer=True)
        self.wire_log.add(
            Direction.RECEIVED,
            heard.answer,
            WireVerdict.EXCEPTION if found.refuses else WireVerdict.ANSWERED,
            unit=question.unit,
            meaning=explain(found.pdu) if explain is not None else None,
            elapsed_s=heard.elapsed_s,
        )
        # More of it may be under way: it is sorted once the line is silent.
        self._rest = heard.buffer[found.end :]

    def _log_failure(
        self,
        question: Question,
        buffer: bytes,
        kind: WireVerdict,
        timing: Timing,
        attempt: int,
    ) -> None:
        self.wire_log.add(
            Direction.RECEIVED if buffer else Direction.NOTE,
            buffer,
            kind,
            unit=question.unit,
            meaning=message(
                f"wire.{kind.value}",
                timeout_ms=round(timing.timeout_s * 1000),
                attempt=attempt,
                tries=timing.tries,
            ),
            at=datetime.now(UTC),
        )
