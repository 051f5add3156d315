"""The serial ports of this computer: listed, found again, and why one cannot be opened."""

import errno
import os
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from eichlab.values import PortDescription, PortError, UsbIdentity


def serial_ports(*, dev: Path = Path("/dev")) -> tuple[PortDescription, ...]:
    """Return the ports the system lists, with their USB identity, sorted by name."""
    by_id = {
        str(link.resolve()): str(link) for link in sorted((dev / "serial" / "by-id").glob("*"))
    }
    return tuple(_described(port, by_id) for port in sorted(list_ports.comports()))


def usb_identity(device: str) -> UsbIdentity | None:
    """Return the identity of the adapter behind ``device``, None where there is no USB."""
    real = os.path.realpath(device)
    return next((port.usb for port in serial_ports() if port.device in {device, real}), None)


def find_device(device: str, usb: UsbIdentity | None) -> str | None:
    """Return the name under which a port can be opened now, or None while it is away.

    A port with a known adapter is that adapter wherever it turns up: an equal serial number
    decides, else the same USB socket; a name alone is not trusted when another adapter has it.
    """
    if usb is None:
        return device if Path(device).exists() or not device.startswith("/") else None
    same_kind = [
        port
        for port in serial_ports()
        if port.usb is not None and (port.usb.vendor, port.usb.product) == (usb.vendor, usb.product)
    ]
    for port in same_kind:
        if usb.serial and port.usb is not None and port.usb.serial == usb.serial:
            return port.device
    for port in same_kind:
        if not usb.serial and port.usb is not None and port.usb.location == usb.location:
            return port.device
    return None


def explained(device: str, error: OSError | ValueError) -> PortError:
    """Return the reason why ``device`` could not be opened, with what to do about it."""
    number = getattr(error, "errno", None)
    text = str(error)
    if number in {errno.ENOENT, errno.ENODEV, errno.ENXIO} or "FileNotFoundError" in text:
        others = ", ".join(port.device for port in serial_ports()) or "–"
        return PortError("port.missing", port=device, others=others)
    if number in {errno.EACCES, errno.EPERM} or "PermissionError" in text:
        if os.name == "nt":
            return PortError("port.in-use", port=device, program="–")
        return PortError("port.forbidden", port=device, group=_group_of(device))
    if number in {errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK} or "exclusively lock" in text:
        return PortError("port.in-use", port=device, program=_holder_of(device) or "–")
    if number in {errno.ENOTTY, errno.EINVAL, errno.EISDIR} or "configure port" in text:
        return PortError("port.not-serial", port=device)
    if number in {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT}:
        return PortError("port.unreachable", port=device)
    if "://" in device:
        return PortError("port.unreachable", port=device)
    return PortError("port.failed", port=device, reason=text)


def _described(port: ListPortInfo, by_id: dict[str, str]) -> PortDescription:
    usb = None
    if port.vid is not None and port.pid is not None:
        usb = UsbIdentity(port.vid, port.pid, port.serial_number or None, port.location or None)
    return PortDescription(
        device=port.device,
        description=port.description or port.device,
        usb=usb,
        manufacturer=port.manufacturer or None,
        by_id=by_id.get(port.device),
    )


def _group_of(device: str) -> str:
    if os.name != "posix":
        return "–"
    import grp

    try:
        return grp.getgrgid(Path(device).stat().st_gid).gr_name
    except (OSError, KeyError):
        return "dialout"


def _holder_of(device: str, *, proc: Path = Path("/proc")) -> str | None:
    """Return name and number of another program that has the port open, where the system tells."""
    real = os.path.realpath(device)
    for descriptor in proc.glob("[0-9]*/fd/*"):
        try:
            held = str(descriptor.readlink()) == real
            if held:
                process = descriptor.parent.parent
                name = (process / "comm").read_text().strip()
                return f"{name} ({process.name})"
        except OSError:
            continue
    return None
