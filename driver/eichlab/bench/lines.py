"""Makes the line that belongs to a port."""

from collections.abc import Callable

from eichlab.bench.configuration import LineConfiguration
from eichlab.line import (
    HttpAddress,
    HttpLine,
    Line,
    PortChange,
    PortSettings,
    SerialLine,
    WireLog,
    is_http,
)


def line_of(
    place: LineConfiguration,
    *,
    on_port_change: Callable[[PortChange], None] | None = None,
    wire_log: WireLog | None = None,
) -> Line:
    """Return a line to the port of ``place``, not started yet.

    Raises `ConfigurationError` for an address or a certificate that cannot be used.
    """
    if is_http(place.port):
        address = HttpAddress.parse(place.port, place.certificate)
        return HttpLine(place.name, address, on_port_change=on_port_change, wire_log=wire_log)
    settings = PortSettings(place.port, place.baud, place.parity, place.stop_bits, place.usb)
    return SerialLine(place.name, settings, on_port_change=on_port_change, wire_log=wire_log)
