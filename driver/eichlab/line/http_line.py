"""A line to one device on the network: questions and commands as HTTP requests.

What a port is to a serial line, the address is here: it counts as lost while no connection can be
made (nothing listens, no way there, name unknown, certificate not to be trusted), and as silent
while a connection is made but no answer comes in time.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NoReturn

from eichlab.line.hints import HTTP_RULES
from eichlab.line.http_address import UNVERIFIED, HttpAddress
from eichlab.line.http_attempt import (
    LARGEST_BODY,
    Attempt,
    BrokenOffError,
    ClosedError,
    CutOffError,
    HttpResult,
    NotHttpError,
    TimeUpError,
    TooLargeError,
    UnreachableError,
    UntrustedError,
)
from eichlab.line.line import Line, PortChange
from eichlab.line.meaning import meaning_of
from eichlab.line.question import Timing
from eichlab.line.wire_log import WireLog
from eichlab.values import (
    Direction,
    Message,
    NoAnswerError,
    PortError,
    PortLostError,
    RefusedError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
    message,
)

_LARGEST_LOGGED = 65_536
_SAID_LENGTH = 120


@dataclass(frozen=True, slots=True)
class HttpQuestion:
    """A request: the target is path and query with all escapes made; ``json``: what is hoped for.

    A body, if any, is JSON.
    """

    method: str
    target: str
    body: bytes | None = None
    json: bool = True

    @property
    def data(self) -> bytes:
        """Return first line and body, without headers, as the wire log shows them."""
        return f"{self.method} {self.target} HTTP/1.1\r\n\r\n".encode() + (self.body or b"")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A good answer (status 2xx), and what it took; ``json`` is None for a text."""

    status: int
    body: bytes
    json: dict[str, Any] | None
    elapsed_s: float
    tries: int


class HttpLine(Line):
    """One device at one address; ``on_port_change`` tells when it is reached or lost."""

    def __init__(
        self,
        name: str,
        address: HttpAddress,
        *,
        on_port_change: Callable[[PortChange], None] | None = None,
        wire_log: WireLog | None = None,
    ) -> None:
        """Make a line; raises `ConfigurationError` for a certificate file that is none."""
        # The client's library is loaded only where a meter is on the network.
        from eichlab.line.http_client import HttpClient

        super().__init__(name, on_port_change=on_port_change, wire_log=wire_log)
        self.wire_log.rules = HTTP_RULES
        self.address = address
        self._client = HttpClient(address, lambda: self._closing)
        self._reached = False
        self._error: PortError | None = None

    @property
    def device(self) -> str:
        """Return the address."""
        return self.address.url

    def ask(
        self,
        question: HttpQuestion,
        timing: Timing,
        *,
        meaning: Message | None = None,
        explain: Callable[[HttpAnswer], Message | None] | None = None,
        who: str = "",
        unit: int | None = None,
        writes: bool = False,
    ) -> HttpAnswer:
        """Ask a question that may be repeated, up to ``timing.tries`` times.

        ``writes`` marks one that sets something, the same however often it arrives. ``unit`` is
        the number under which the log files it. Raises `NoAnswerError`, `WrongAnswerError`,
        `RefusedError` for a status that is no success, or `PortError`.
        """
        verdict = WireVerdict.WRITTEN if writes else WireVerdict.QUESTION
        asked = _Asked(question, timing, verdict, meaning, explain, who, unit)
        for attempt in range(1, timing.tries + 1):
            try:
                return self._exchange(asked, attempt)
            except (NoAnswerError, RefusedError) as error:
                refused = isinstance(error, RefusedError) and (error.exception or 0) < 500
                if attempt == timing.tries or refused:
                    raise
        raise AssertionError("a question is asked at least once")

    def command(
        self,
        question: HttpQuestion,
        timing: Timing,
        *,
        meaning: Message | None = None,
        explain: Callable[[HttpAnswer], Message | None] | None = None,
        who: str = "",
        unit: int | None = None,
    ) -> HttpAnswer:
        """Send a request with an effect, once and never again.

        Once its first byte may have left and no right answer comes, the error is ``in_doubt``:
        whether it took effect only the meter's state tells.
        """
        once = replace(timing, tries=1)
        asked = _Asked(question, once, WireVerdict.WRITTEN, meaning, explain, who, unit)
        return self._exchange(asked, 1)

    # ── the worker ───────────────────────────────────────────────────────────────────────────

    def _require_port(self) -> None:
        """Let every job try: there is no other way to learn whether the address is back."""

    def _prepare(self) -> None:
        """There is nothing to be opened before a request."""

    def _idle(self) -> None:
        self._wait_for_job(None)

    def _end(self) -> None:
        self._client.close()

    # ── one request ──────────────────────────────────────────────────────────────────────────

    def _exchange(self, asked: "_Asked", number: int) -> HttpAnswer:
        self._require_worker()

        def sending() -> None:
            self._reach()
            self.wire_log.add(
                Direction.SENT,
                asked.question.data,
                asked.verdict,
                unit=asked.unit,
                meaning=asked.meaning,
            )

        began = time.monotonic()
        attempt = Attempt(asked.timing.timeout_s, sending)
        try:
            result = self._result(asked, attempt, number)
            elapsed_s = time.monotonic() - began
            return self._judged(asked, result, elapsed_s, number)
        except (NoAnswerError, PortError, RefusedError) as error:
            doubtful = not isinstance(error, RefusedError) or (error.exception or 0) >= 500
            error.in_doubt = (
                asked.verdict is WireVerdict.WRITTEN
                and asked.timing.tries == 1
                and attempt.sent
                and doubtful
            )
            if isinstance(error, PortError) and error.message.code != "port.closed":
                self._lose(error)
            raise

    def _result(self, asked: "_Asked", attempt: Attempt, number: int) -> HttpResult:
        question = asked.question
        try:
            return self._client.ask(question.method, question.target, question.body, attempt)
        except ClosedError as error:
            raise PortLostError("port.closed", port=self.device) from error
        except TimeUpError as error:
            code = "http.silent" if error.connected else "http.connect-timeout"
            raise self._no_answer(asked, code, number) from error
        except BrokenOffError as error:
            if attempt.heard:
                raise self._wrong(asked, WrongAnswerKind.SHORT, "http.cut-off", number) from error
            raise self._no_answer(asked, "http.broken-off", number) from error
        except CutOffError as error:
            raise self._wrong(
                asked, WrongAnswerKind.SHORT, "http.cut-off", number, error.body
            ) from error
        except TooLargeError as error:
            raise self._wrong(
                asked, WrongAnswerKind.WRONG_LENGTH, "http.too-large", number
            ) from error
        except NotHttpError as error:
            raise self._wrong(asked, WrongAnswerKind.WRONG_FORM, "http.not-http", number) from error
        except UnreachableError as error:
            raise PortLostError(
                error.code, port=self.device, host=self.address.host, reason=error.said
            ) from error
        except UntrustedError as error:
            raise PortError(
                error.code,
                port=self.device,
                host=self.address.host,
                reason=error.said,
                found=error.found,
            ) from error

    def _judged(
        self, asked: "_Asked", result: HttpResult, elapsed_s: float, number: int
    ) -> HttpAnswer:
        status = result.status
        if 300 <= status < 400:
            self._wrong_with(asked, "http.redirect", number, result, status=status)
        if not 200 <= status < 300:
            told = message("wire.http-status", status=status, reason=result.reason)
            self._log(asked, _shown(result), WireVerdict.EXCEPTION, told)
            raise RefusedError(
                "http.status",
                exception=status,
                meter=asked.who,
                port=self.device,
                method=asked.question.method,
                path=asked.question.target,
                said=result.body[:_SAID_LENGTH].decode("utf-8", "replace") or result.reason,
            )
        value: dict[str, Any] | None = None
        if asked.question.json:
            value = _object(result.body)
            if value is None:
                self._wrong_with(asked, "http.not-json", number, result)
        answer = HttpAnswer(status, result.body, value, elapsed_s, number)
        said = meaning_of(answer, asked.explain)
        self._log(asked, _shown(result), WireVerdict.ANSWERED, said, elapsed_s)
        return answer

    def _wrong_with(
        self,
        asked: "_Asked",
        code: str,
        number: int,
        result: HttpResult,
        **parameters: object,
    ) -> NoReturn:
        raise self._wrong(
            asked, WrongAnswerKind.WRONG_FORM, code, number, _shown(result), **parameters
        )

    def _wrong(
        self,
        asked: "_Asked",
        kind: WrongAnswerKind,
        code: str,
        number: int,
        data: bytes = b"",
        **parameters: object,
    ) -> WrongAnswerError:
        """Log an answer that is none, and return the error that says so."""
        said = self._parameters(asked, number) | parameters
        self._log(asked, data, WireVerdict(kind.value), message(code, **said))
        return WrongAnswerError(kind, code=code, **said)

    def _no_answer(self, asked: "_Asked", code: str, number: int) -> NoAnswerError:
        said = self._parameters(asked, number)
        self._log(asked, b"", WireVerdict.SILENT, message(code, **said))
        return NoAnswerError(code, **said)

    def _parameters(self, asked: "_Asked", number: int) -> dict[str, Any]:
        return {
            "meter": asked.who,
            "port": self.device,
            "method": asked.question.method,
            "path": asked.question.target,
            "timeout_ms": round(asked.timing.timeout_s * 1000),
            "attempt": number,
            "tries": asked.timing.tries,
            "most": LARGEST_BODY,
        }

    def _log(
        self,
        asked: "_Asked",
        data: bytes,
        verdict: WireVerdict,
        meaning: Message | None,
        elapsed_s: float | None = None,
    ) -> None:
        self.wire_log.add(
            Direction.RECEIVED if data else Direction.NOTE,
            data,
            verdict,
            unit=asked.unit,
            meaning=meaning,
            elapsed_s=elapsed_s,
        )

    # ── reached and lost ─────────────────────────────────────────────────────────────────────

    def _reach(self) -> None:
        if self._reached:
            return
        self._reached, self._error = True, None
        self._note("http.reached", port=self.device)
        if self.address.tls and self.address.certificate == UNVERIFIED:
            self._note("http.not-verified", port=self.device)
        self._tell(device=self.device, error=None)

    def _lose(self, error: PortError) -> None:
        known = self._error
        if not self._reached and known is not None and known.message.code == error.message.code:
            return
        if self._reached:
            self._note("http.lost", port=self.device)
        self._reached, self._error = False, error
        self._tell(device=self.device, error=error)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with all that belongs to asking it."""

    question: HttpQuestion
    timing: Timing
    verdict: WireVerdict
    meaning: Message | None
    explain: Callable[[HttpAnswer], Message | None] | None
    who: str
    unit: int | None


def _shown(result: HttpResult) -> bytes:
    """Return status line and body, without headers, as the wire log shows them."""
    head = f"HTTP/1.1 {result.status} {result.reason}\r\n\r\n".encode()
    return head + result.body[:_LARGEST_LOGGED]


def _object(body: bytes) -> dict[str, Any] | None:
    """Return a body that is a JSON object, every number exact; None for anything else."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError, ArithmeticError):
        return None
    return value if isinstance(value, dict) else None


def _whole(text: str) -> int:
    if len(text) > 40:
        raise ValueError(text[:40])
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
