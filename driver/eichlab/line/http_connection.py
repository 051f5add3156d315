"""Connections for the HTTP client: never longer than allowed, never deaf to the line's end.

The client's own time-outs are for each read; a device that sends a byte now and then would hold
it for ever, and nothing could end it. Here every wait is short and looks at the clock.
"""

import errno
import os
import select
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from eichlab.line.http_address import UNVERIFIED, HttpAddress, fingerprint
from eichlab.line.http_attempt import (
    Attempt,
    BrokenOffError,
    ClosedError,
    TimeUpError,
    UnreachableError,
    UntrustedError,
)

_SLICE_S = 0.05
_FINGERPRINT_S = 2.0
_LARGEST_PORTION = 65_536

# Codes of X509_V_ERR in OpenSSL.
_EXPIRED = frozenset({9, 10})
_HOST_NAME = frozenset({62, 64})


class Connector(httpcore.NetworkBackend):
    """Makes the connections of one line; ``closing`` tells that it is to end."""

    def __init__(self, address: HttpAddress, closing: Callable[[], bool]) -> None:
        self.attempt = Attempt(0.0, lambda: None)
        self._address = address
        self._closing = closing

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the attempt has the time
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Connect to the first address that lets us."""
        return Connection(self._connected(host, port, self.attempt), self, self.attempt)

    def tls_established(
        self, connected: socket.socket, context: ssl.SSLContext, host: str | None
    ) -> ssl.SSLSocket:
        """Return the socket under TLS, the device's certificate checked."""
        attempt = self.attempt
        try:
            secured = self._handshaken(connected, context, host, attempt)
        except ssl.SSLCertVerificationError as error:
            code = "http.untrusted"
            if error.verify_code in _HOST_NAME:
                code = "http.host-name"
            elif error.verify_code in _EXPIRED:
                code = "http.certificate-expired"
            raise UntrustedError(code, error.verify_message, self._shown()) from error
        except (ssl.SSLError, ConnectionError) as error:
            raise UntrustedError("http.no-tls", str(error.strerror or error)) from error
        pinned = self._address.pinned
        shown = secured.getpeercert(binary_form=True)
        if pinned is not None:
            found = None if shown is None else fingerprint(shown)
            if found is None or found.partition(":")[2] != pinned:
                secured.close()
                raise UntrustedError("http.other-certificate", pinned, found)
        return secured

    def wait(self, waits_on: socket.socket, attempt: Attempt, *, to_write: bool = False) -> None:
        """Wait until the socket can be used; never longer than the attempt may take."""
        while True:
            if self._closing():
                raise ClosedError
            if attempt.left_s <= 0:
                raise TimeUpError(connected=attempt.connected)
            slice_s = min(_SLICE_S, attempt.left_s)
            readers, writers = ([], [waits_on]) if to_write else ([waits_on], [])
            if any(select.select(readers, writers, [], max(0.0, slice_s))[:2]):
                return

    def _connected(self, host: str, port: int, attempt: Attempt) -> socket.socket:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError("http.no-such-host", str(error)) from error
        failure: OSError | None = None
        for family, kind, protocol, _, place in found:
            try:
                connected = self._connect(socket.socket(family, kind, protocol), place, attempt)
            except OSError as error:
                failure = error
                continue
            attempt.connected = True
            return connected
        refused = failure is not None and failure.errno == errno.ECONNREFUSED
        said = "" if failure is None else (failure.strerror or str(failure))
        raise UnreachableError("http.refused" if refused else "http.unreachable", said)

    def _connect(self, unconnected: socket.socket, place: Any, attempt: Attempt) -> socket.socket:  # noqa: ANN401
        try:
            unconnected.setblocking(False)  # noqa: FBT003
            unconnected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = unconnected.connect_ex(place)
            if number in {errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY}:
                self.wait(unconnected, attempt, to_write=True)
                number = unconnected.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if number:
                raise OSError(number, os.strerror(number))
        except BaseException:
            unconnected.close()
            raise
        return unconnected

    def _handshaken(
        self,
        connected: socket.socket,
        context: ssl.SSLContext,
        host: str | None,
        attempt: Attempt,
    ) -> ssl.SSLSocket:
        secured = context.wrap_socket(
            connected, server_hostname=host, do_handshake_on_connect=False
        )
        try:
            while True:
                try:
                    secured.do_handshake()
                except ssl.SSLWantReadError:
                    self.wait(secured, attempt)
                except ssl.SSLWantWriteError:
                    self.wait(secured, attempt, to_write=True)
                else:
                    return secured
        except BaseException:
            secured.close()
            raise

    def _shown(self) -> str | None:
        """Return the fingerprint of the certificate the device shows to anybody.

        A certificate that failed its check cannot be looked at, so it is asked for once more, on
        a connection on which nothing is said.
        """
        attempt = Attempt(_FINGERPRINT_S, lambda: None)
        anything = HttpAddress(self._address.tls, "", 0, UNVERIFIED).tls_context()
        try:
            connected = self._connected(self._address.host, self._address.port, attempt)
            with self._handshaken(connected, anything, None, attempt) as secured:
                shown = secured.getpeercert(binary_form=True)
        except (OSError, TimeUpError, UnreachableError):
            return None
        return None if shown is None else fingerprint(shown)


class Connection(httpcore.NetworkStream):
    """One connection, plain or under TLS, used for one request."""

    def __init__(self, connected: socket.socket, connector: Connector, attempt: Attempt) -> None:
        self._socket = connected
        self._connector = connector
        self._attempt = attempt

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Return what came, empty at the end."""
        while True:
            try:
                data = self._socket.recv(min(max_bytes, _LARGEST_PORTION))
            except (BlockingIOError, ssl.SSLWantReadError):
                self._connector.wait(self._socket, self._attempt)
            except ssl.SSLWantWriteError:
                self._connector.wait(self._socket, self._attempt, to_write=True)
            except OSError as error:
                raise BrokenOffError(str(error)) from error
            else:
                self._attempt.heard = self._attempt.heard or bool(data)
                return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send everything."""
        self._attempt.begin_to_send()
        while buffer:
            try:
                sent = self._socket.send(buffer)
            except (BlockingIOError, ssl.SSLWantWriteError):
                self._connector.wait(self._socket, self._attempt, to_write=True)
            except ssl.SSLWantReadError:
                self._connector.wait(self._socket, self._attempt)
            except OSError as error:
                raise BrokenOffError(str(error)) from error
            else:
                buffer = buffer[sent:]

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Return the same connection under TLS."""
        secured = self._connector.tls_established(self._socket, ssl_context, server_hostname)
        return Connection(secured, self._connector, self._attempt)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401
        """Return nothing: who asks has to do without."""
        del info
