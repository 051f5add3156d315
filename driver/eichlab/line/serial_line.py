"""A serial line: one port, one question at a time.

The line's worker opens the port, reads, writes, closes and finds it again.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from eichlab.line.exchange import Exchange, Inquiry
from eichlab.line.holders import holders_of
from eichlab.line.line import Line, PortChange
from eichlab.line.port import OpenPort, PortSettings
from eichlab.line.ports import find_device, missing, usb_identity
from eichlab.line.question import Answer, Question, Timing
from eichlab.line.tcp_exchange import TcpExchange
from eichlab.line.wire_log import WireLog
from eichlab.values import (
    Message,
    NoAnswerError,
    PortError,
    PortLostError,
    UsbIdentity,
    WireVerdict,
)

T = TypeVar("T")

_SEARCH_INTERVAL_S = 0.25


class SerialLine(Line):
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
        super().__init__(name, on_port_change=on_port_change, wire_log=wire_log)
        self.settings = settings
        self.wire_log.other_readers = self._other_readers
        self._exchange: Exchange | TcpExchange | None = None
        self._port_error: PortError | None = None
        self._usb: UsbIdentity | None = settings.usb
        self._search_at = 0.0

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
                return self._talk(partial(_ask, inquiry=inquiry, attempt=attempt))
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
            return self._talk(partial(_ask, inquiry=inquiry, attempt=1))
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

    def _talk(self, about: Callable[[Exchange | TcpExchange], T]) -> T:
        self._require_worker()
        exchange = self._opened()
        try:
            return about(exchange)
        except PortLostError as error:
            self._lose(error)
            raise

    def _opened(self) -> Exchange | TcpExchange:
        if self._exchange is None:
            raise self._away()
        return self._exchange

    def _away(self) -> PortError:
        """Return why the port is away, or was: a new error each time, since it gets a traceback."""
        error = self._port_error
        if error is None:
            return PortLostError("port.lost", port=self.settings.device)
        return type(error)(error.message.code, **error.message.parameters)

    # ── the worker ───────────────────────────────────────────────────────────────────────────

    def _require_port(self) -> None:
        self._opened()

    def _prepare(self) -> None:
        if self._exchange is None:
            self._search()

    def _idle(self) -> None:
        if self._exchange is not None:
            self._listen(self._exchange)
        else:
            self._wait_for_job(_SEARCH_INTERVAL_S)

    def _rest(self, seconds: float) -> None:  # noqa: ARG002 - listening takes no longer than that
        # A lost port is noticed here, too.
        self._idle()

    def _end(self) -> None:
        if self._exchange is not None:
            self._exchange.end()
            self._exchange.port.close()
            self._exchange = None
        self._port_error = self._closed()

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
        kind = TcpExchange if self.settings.is_modbus_tcp else Exchange
        self._exchange = kind(self.name, port, self.settings, self.wire_log, lambda: self._closing)
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

    def _listen(self, exchange: Exchange | TcpExchange) -> None:
        try:
            exchange.listen()
        except PortLostError as error:
            self._lose(error)


def _ask(exchange: Exchange | TcpExchange, *, inquiry: Inquiry, attempt: int) -> Answer:
    return exchange.ask(inquiry, attempt)
