"""A wire made of a TCP server socket, for systems without pseudo-terminals and for gateways."""

import contextlib
import socket

from eichlab.simulator.loop import Loop
from eichlab.simulator.wire import CharacterFormat, Wire
from eichlab.values import ConfigurationError, PortError

_LARGEST_PORTION = 4096


def parse_address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``; port 0 lets the system choose.

    Raises `ConfigurationError` for anything else.
    """
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigurationError("simulator.tcp-address", text=text)
    return host, int(port)


class TcpWire(Wire):
    """A server socket that carries the bytes of a serial line, for one client at a time."""

    scheme = "socket"

    def __init__(self, loop: Loop, character: CharacterFormat, host: str, port: int) -> None:
        super().__init__(loop, character)
        self._host = host
        self._port = port
        self._server: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def link(self) -> str:
        """Return the URL ``socket://HOST:PORT`` (or another scheme) with the real port."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{self.scheme}://{host}:{self._port}"

    @property
    def is_plugged(self) -> bool:
        """Return whether clients can connect."""
        return self._server is not None

    def plug(self) -> None:
        """Listen; after an unplug on the same port as before."""
        if self._server is not None:
            return
        try:
            family = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0][0]
            server = socket.create_server((self._host, self._port), family=family)
        except OSError as error:
            raise PortError(
                "simulator.tcp-listen", address=f"{self._host}:{self._port}", reason=error.strerror
            ) from error
        server.settimeout(0)
        self._port = server.getsockname()[1]
        self._server = server
        self._loop.watch(server.fileno(), self._connecting)

    def unplug(self) -> None:
        """Close the connection and listen no more."""
        super().unplug()
        self._drop_client()
        if self._server is not None:
            self._loop.unwatch(self._server.fileno())
            self._server.close()
            self._server = None

    def _connecting(self) -> None:
        assert self._server is not None
        try:
            client, _ = self._server.accept()
        except OSError:
            return  # went away again
        if self._client is not None:
            # One that closes and connects again may be heard of in this order.
            self._readable()
        if self._client is not None:
            client.close()  # a serial port has one user
            return
        client.settimeout(0)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client
        self._loop.watch(client.fileno(), self._readable)

    def _readable(self) -> None:
        assert self._client is not None
        try:
            data = self._client.recv(_LARGEST_PORTION)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._arrived(data)
        else:
            self._drop_client()

    def _drop_client(self) -> None:
        if self._client is not None:
            self._loop.unwatch(self._client.fileno())
            self._client.close()
            self._client = None

    def _write(self, data: bytes) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.send(data)
