"""A simulated device on the network: its address, its server, its meter, and the faults between."""

import contextlib
import socket
import ssl
from collections import deque
from functools import partial

from eichlab.simulator.certificate import server_context
from eichlab.simulator.faults import Fault, FaultPlan, Place, PlannedFault
from eichlab.simulator.http import CONTINUE, HttpReply, HttpRequest, MalformedError
from eichlab.simulator.http_connection import HttpConnection
from eichlab.simulator.http_faults import WIRE_FAULTS, HttpSending, Piece, refusal, spoilt
from eichlab.simulator.installation import Installation
from eichlab.simulator.loop import Loop
from eichlab.simulator.meter import HttpMeter
from eichlab.simulator.supply import Supply
from eichlab.values import ConfigurationError, PortError

_BACKLOG = 16


class SimulatedHost(Installation):
    """Serves HTTP/1.1 at an address for one meter; unplugged its port refuses.

    Without mains, and while it boots, it accepts connections (that does the simulating computer)
    but never answers, as an address does that has gone dark.
    """

    places = frozenset({Place.HTTP, Place.METER, Place.SUPPLY, Place.PORT})

    def __init__(
        self,
        name: str,
        loop: Loop,
        address: tuple[str, int],
        faults: FaultPlan,
        *,
        turnaround_s: float = 0.005,
    ) -> None:
        super().__init__(name, loop, faults)
        self._host, self._port = address
        self._turnaround_s = turnaround_s
        self._server: socket.socket | None = None
        self._connections: set[HttpConnection] = set()
        self._plugged_times = 0
        self._contexts: dict[str, ssl.SSLContext] = {}

    @property
    def link(self) -> str:
        """Return the URL with the real port; ``https`` where the meter has that switched on."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        scheme = "http" if self._meter.certificate is None else "https"
        return f"{scheme}://{host}:{self._port}"

    @property
    def baud(self) -> int:
        """Return 0: there is no speed to set."""
        return 0

    def require_sense(self, fault: Fault) -> None:
        """Refuse a fault that means nothing over HTTP."""
        if fault.kind.place is Place.WIRE and fault.name in WIRE_FAULTS:
            return
        if fault.kind.place not in self.places:
            raise ConfigurationError("simulator.fault-not-http", name=fault.name, line=self.name)

    def plug(self) -> None:
        """Listen; after an unplug on the same port as before."""
        if self._server is not None:
            return
        try:
            family = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0][0]
            server = socket.create_server((self._host, self._port), family=family, backlog=_BACKLOG)
        except OSError as error:
            raise PortError(
                "simulator.tcp-listen", address=f"{self._host}:{self._port}", reason=error.strerror
            ) from error
        server.settimeout(0)
        self._port = server.getsockname()[1]
        self._server = server
        self._loop.watch(server.fileno(), self._connecting)

    def unplug(self) -> None:
        """Listen no more and break off all connections."""
        self._plugged_times += 1
        if self._server is not None:
            self._loop.unwatch(self._server.fileno())
            self._server.close()
            self._server = None
        for connection in list(self._connections):
            connection.reset()

    def close(self) -> None:
        """Vanish for good and let the meter keep its memory."""
        self.unplug()
        super().close()

    @property
    def _supply(self) -> Supply:
        (supply,) = self.supplies.values()
        return supply

    @property
    def _meter(self) -> HttpMeter:
        meter = self._supply.meter
        assert isinstance(meter, HttpMeter)
        return meter

    def _connecting(self) -> None:
        assert self._server is not None
        try:
            client, _ = self._server.accept()
        except OSError:
            return  # went away again
        connection = HttpConnection(
            self._loop, client, self._tls(), self._arrived, self._connections.discard
        )
        self._connections.add(connection)

    def _tls(self) -> ssl.SSLContext | None:
        certificate = self._meter.certificate
        if certificate is None:
            return None
        if certificate not in self._contexts:
            self._contexts[certificate] = server_context(certificate)
        return self._contexts[certificate]

    def _arrived(self, connection: HttpConnection) -> None:
        if connection.busy:
            return
        try:
            if self._supply.is_working and connection.reader.wants_continue():
                connection.send(CONTINUE)
            request = connection.reader.next()
        except MalformedError:
            self._send(connection, HttpReply(400, b"", "text/plain"), [], closes=True)
            return
        if request is not None:
            connection.busy = True
            self._asked(connection, request)

    def _asked(self, connection: HttpConnection, request: HttpRequest) -> None:
        unit = self._meter.unit
        self.faults.count_request()
        striking = self.faults.striking({Place.WIRE, Place.HTTP}, unit)
        for planned in self.faults.striking({Place.SUPPLY, Place.PORT}, unit):
            self._trip(planned.fault, planned.units)
        answer = partial(self._answer, connection, request, striking, self._plugged_times)
        self._loop.call_later(self._turnaround_s, answer)

    def _answer(
        self,
        connection: HttpConnection,
        request: HttpRequest,
        faults: list[PlannedFault],
        plugged_times: int,
    ) -> None:
        lost = any(planned.fault.name == "request-lost" for planned in faults)
        if lost or plugged_times != self._plugged_times or not self._supply.is_working:
            return
        # What has arrived is done, whether its client still listens or not.
        reply = refusal(faults) or self._meter.serve(request)
        self._send(connection, reply, faults, closes=request.closes)

    def _send(
        self,
        connection: HttpConnection,
        reply: HttpReply,
        faults: list[PlannedFault],
        *,
        closes: bool,
    ) -> None:
        sending = spoilt(reply, faults, closes=closes)
        if sending is None:
            return
        put = partial(self._put, connection, sending, deque(sending.pieces))
        if sending.delay_s > 0:
            self._loop.call_later(sending.delay_s, put)
        else:
            put()

    def _put(self, connection: HttpConnection, sending: HttpSending, pieces: deque[Piece]) -> None:
        """Send the pieces one after the other, and then see to the connection."""
        while pieces and connection.is_open:
            connection.send(pieces.popleft().data)
            if pieces and pieces[0].after_s > 0:
                put = partial(self._put, connection, sending, pieces)
                self._loop.call_later(pieces[0].after_s, put)
                return
        if sending.resets:
            connection.reset()
        elif sending.closes:
            connection.close()
        elif connection.is_open:
            connection.busy = False
            with contextlib.suppress(MalformedError):
                self._arrived(connection)
