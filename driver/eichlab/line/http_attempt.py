"""One HTTP request: how long it may take, what became of it, and all that can go wrong."""

import time
from collections.abc import Callable
from dataclasses import dataclass

LARGEST_BODY = 1024 * 1024
"""Bytes of the largest body that is taken; a record has a few thousand."""


class ClosedError(Exception):
    """The line is being closed."""


class TimeUpError(Exception):
    """The time for this request is over; ``connected``: the device was reached before."""

    def __init__(self, *, connected: bool) -> None:
        super().__init__()
        self.connected = connected


class BrokenOffError(Exception):
    """The device ended the connection."""


class UnreachableError(Exception):
    """No connection can be made; ``code`` names the reason, ``said`` is the system's word."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(code)
        self.code = code
        self.said = said


class UntrustedError(Exception):
    """The device's certificate is not to be trusted, or it speaks no TLS.

    ``found`` is the fingerprint of the certificate it shows, where that could be learnt.
    """

    def __init__(self, code: str, said: str, found: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.said = said
        self.found = found


class Attempt:
    """One request: until when it may take, and what became of it so far.

    ``sending`` is called when the device was reached and the first byte is about to leave.
    """

    def __init__(self, timeout_s: float, sending: Callable[[], None]) -> None:
        self.until = time.monotonic() + timeout_s
        self.connected = False
        self.sent = False
        self.heard = False
        self._sending = sending

    def begin_to_send(self) -> None:
        """Take note that from now on the device may act."""
        if not self.sent:
            self.sent = True
            self._sending()

    @property
    def left_s(self) -> float:
        """Return how much of its time is left."""
        return self.until - time.monotonic()


class TooLargeError(Exception):
    """The body is larger than any right answer."""


class NotHttpError(Exception):
    """What came is no HTTP answer."""


class CutOffError(Exception):
    """The answer ended before its end; ``body`` is what came of it."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


@dataclass(frozen=True, slots=True)
class HttpResult:
    """What a device answered: the status, its reason in words, and the body's bytes."""

    status: int
    reason: str
    body: bytes
