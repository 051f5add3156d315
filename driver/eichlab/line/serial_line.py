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
from enum import IntEnum
from functools import partial
from typing import TypeVar

from eichlab.line.exchange import Exchange, Inquiry
from eichlab.line.holders import holders_of
from eichlab.line.port import OpenPort, PortSettings
from eichlab.line.ports import find_device, missing, usb_identity
from eichlab.line.question import Answer, Question, Timing
from eichlab.line.wire_log import WireLog
from eichlab.values import (
    Direction,
    Message,
    NoAnswerError,
    PortError,
    PortLostError,
    UsbIdentity,
    WireVerdict,
    message,
)

T = TypeVar("T")

_SEARCH_INTERVAL_S = 0.25


class Priority(IntEnum):
    """Which waiting job goes first."""

    TRANSACTION = 0
    POLL = 1


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
        self._exchange: Exchange | None = None
        self._port_error: PortError | None = None
        self._usb: UsbIdentity | None = settings.usb
        self._search_at = 0.0
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
                self._opened()
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
        exchange = self._exchange
        return exchange.port.device if exchange is not None else self.settings.device

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
        inquiry = Inquiry(question, timing, verdict, meaning, explain, who, repeats=True)
        for attempt in range(1, timing.tries + 1):
            try:
                return self._talk(partial(Exchange.ask, inquiry=inquiry, attempt=attempt))
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
        inquiry = Inquiry(question, once, WireVerdict.WRITTEN, meaning, explain, who, repeats=False)
        try:
            return self._talk(partial(Exchange.ask, inquiry=inquiry, attempt=1))
        except (NoAnswerError, PortLostError) as error:
            error.in_doubt = True
            raise

    def listen(self, seconds: float) -> bytes:
        """Ask nothing and return what others say for so many seconds; it is logged, too."""
        return self._talk(lambda exchange: exchange.hear(seconds))

    def retune(self, baud: int, parity: str, stop_bits: int) -> None:
        """Change speed and form of characters on the open port, and drop what is under way."""
        settings = replace(self.settings, baud=baud, parity=parity, stop_bits=stop_bits)
        self._talk(lambda exchange: exchange.retune(settings))
        self.settings = settings
        self._note("wire.retuned", settings=str(settings))

    def _talk(self, about: Callable[[Exchange], T]) -> T:
        if threading.current_thread() is not self._thread:
            raise RuntimeError("questions are asked inside a job of the line")
        exchange = self._opened()
        try:
            return about(exchange)
        except PortLostError as error:
            self._lose(error)
            raise

    def _opened(self) -> Exchange:
        if self._exchange is None:
            raise self._port_error or PortLostError("port.lost", port=self.settings.device)
        return self._exchange

    # ── the worker ───────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        while True:
            with self._condition:
                if self._closing:
                    break
                job = heapq.heappop(self._jobs)[2] if self._jobs else None
            if self._exchange is None:
                self._search()
            if job is not None:
                job()
                # The answer may hold much; it must not live until the next job comes.
                del job
            elif self._exchange is not None:
                self._listen(self._exchange)
            else:
                with self._condition:
                    if not self._jobs and not self._closing:
                        self._condition.wait(_SEARCH_INTERVAL_S)
        self._shut()

    def _shut(self) -> None:
        if self._exchange is not None:
            self._exchange.end()
            self._exchange.port.close()
            self._exchange = None
        with self._condition:
            jobs = [job for *_, job in self._jobs]
            self._jobs.clear()
        self._port_error = PortLostError("port.closed", port=self.settings.device)
        for job in jobs:
            job()

    def _wake(self) -> None:
        exchange = self._exchange
        if exchange is not None:
            exchange.port.wake()

    def _search(self) -> None:
        now = time.monotonic()
        if now < self._search_at:
            return
        self._search_at = now + _SEARCH_INTERVAL_S
        try:
            device = find_device(self.settings.device, self._usb)
            if device is None:
                raise missing(self.settings.device, self._usb)
            port = OpenPort(self.settings, device)
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
        self._exchange = Exchange(
            self.name, port, self.settings, self.wire_log, lambda: self._closing
        )
        self._note("wire.opened", port=device, settings=str(self.settings))
        if port.parity_refused:
            self._note("wire.parity-refused", parity=self.settings.parity)
        self._tell(device=device, error=None)

    def _lose(self, error: PortLostError) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.port.close()
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

    def _listen(self, exchange: Exchange) -> None:
        try:
            exchange.listen()
        except PortLostError as error:
            self._lose(error)
