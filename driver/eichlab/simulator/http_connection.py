"""One client's connection to a simulated device: plain or with TLS, never waited for."""

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable

from eichlab.simulator.http import RequestReader
from eichlab.simulator.loop import Loop, Timer

_PORTION = 16_384
_AGAIN_S = 0.005
_RESET = struct.pack("ii", 1, 0)


class HttpConnection:
    """A socket in the loop. ``arrived`` is called whenever bytes have come."""

    def __init__(
        self,
        loop: Loop,
        client: socket.socket,
        tls: ssl.SSLContext | None,
        arrived: Callable[["HttpConnection"], None],
        gone: Callable[["HttpConnection"], None],
    ) -> None:
        self._loop = loop
        self._socket = client
        self._arrived = arrived
        self._gone = gone
        self.reader = RequestReader()
        self.busy = False
        """Whether a request is being answered; the next one waits for that."""
        self.is_open = True
        self._closing = False
        self._waiting = b""
        self._again: Timer | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = None if tls is None else tls.wrap_bio(self._incoming, self._outgoing, True)  # noqa: FBT003
        client.settimeout(0)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop.watch(client.fileno(), self._readable)

    def send(self, data: bytes) -> None:
        """Send bytes, as fast as the client takes them."""
        if not self.is_open or not data:
            return
        if self._tls is not None:
            with contextlib.suppress(ssl.SSLError):
                self._tls.write(data)
            data = self._outgoing.read()
        self._waiting += data
        self._push()

    def close(self) -> None:
        """Close once everything has been sent."""
        self._closing = True
        if not self._waiting:
            self._end()

    def reset(self) -> None:
        """Break off so that the client's next word is answered with a reset."""
        if self.is_open:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._end()

    def _end(self) -> None:
        if not self.is_open:
            return
        self.is_open = False
        if self._again is not None:
            self._again.cancel()
        self._loop.unwatch(self._socket.fileno())
        self._socket.close()
        self._gone(self)

    def _push(self) -> None:
        while self._waiting and self.is_open:
            try:
                sent = self._socket.send(self._waiting[:_PORTION])
            except (BlockingIOError, InterruptedError):
                if self._again is None or not self._again.is_pending:
                    self._again = self._loop.call_later(_AGAIN_S, self._push)
                return
            except OSError:
                self._end()
                return
            self._waiting = self._waiting[sent:]
        if self._closing:
            self._end()

    def _readable(self) -> None:
        try:
            data = self._socket.recv(_PORTION)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        if self._tls is not None:
            deciphered = self._deciphered(data)
            if deciphered is None:
                self._end()
                return
            data = deciphered
        self.reader.feed(data)
        self._arrived(self)

    def _deciphered(self, data: bytes) -> bytes | None:
        """Return what the bytes say, None where they are no TLS or its end."""
        assert self._tls is not None
        self._incoming.write(data)
        plain = b""
        try:
            self._tls.do_handshake()
            while part := self._tls.read(_PORTION):
                plain += part
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            plain = b""
            self._waiting += self._outgoing.read()
            self._push()
            return None
        self._waiting += self._outgoing.read()
        self._push()
        return plain
