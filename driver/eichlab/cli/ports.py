"""``eichlab ports``: the serial ports of this computer."""

import json
from dataclasses import asdict

from eichlab.cli.one_meter import Json
from eichlab.cli.terminal import tell
from eichlab.values import PortDescription, message


def ports(as_json: Json = False) -> None:
    """List the serial ports with their USB identity."""
    from eichlab.line import serial_ports

    found = serial_ports()
    if as_json:
        print(json.dumps([asdict(port) for port in found], ensure_ascii=False))
        return
    if not found:
        tell(message("cli.no-ports"))
    for port in found:
        print(_described(port))


def _described(port: PortDescription) -> str:
    parts = [port.device, port.description]
    if port.usb is not None:
        parts.append(f"USB {port.usb.vendor:04x}:{port.usb.product:04x}")
        parts.append(port.usb.serial or "–")
    return "  ".join(parts)
