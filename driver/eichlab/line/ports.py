"""The serial ports of this computer: listed, found again, and why one cannot be opened."""

import errno
import os
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from eichlab.line.holders import (
    DEV,
    MODEM_MANAGER,
    PROC,
    SYS,
    holders_of,
    is_plugged,
    taken_by,
)
from eichlab.values import PortDescription, PortError, UsbIdentity


def serial_ports(*, dev: Path = DEV) -> tuple[PortDescription, ...]:
    """Return the ports the system lists, with their USB identity, sorted by name."""
    by_id = {
        str(link.resolve()): str(link) for link in sorted((dev / "serial" / "by-id").glob("*"))
    }
    return tuple(_described(port, by_id) for port in sorted(list_ports.comports()))


def usb_identity(device: str) -> UsbIdentity | None:
    """Return the identity of the adapter behind ``device``, None where there is no USB."""
    real = os.path.realpath(device)
    return next((port.usb for port in serial_ports() if port.device in {device, real}), None)


def find_device(device: str, usb: UsbIdentity | None, *, dev: Path = DEV) -> str | None:
    """Return the name under which a port can be opened now, or None while it is away.

    A port with a known adapter is that adapter wherever it turns up: an equal serial number
    decides, among several (one adapter with many ports) the place; without a serial number the
    USB socket. A plain name is not trusted when another adapter has it; a name below ``by-id`` or
    ``by-path`` was chosen for what it says and is.
    """
    if usb is None:
        return device if Path(device).exists() or not device.startswith("/") else None
    same_kind = [
        port
        for port in serial_ports(dev=dev)
        if port.usb is not None and (port.usb.vendor, port.usb.product) == (usb.vendor, usb.product)
    ]
    best = max(same_kind, key=lambda port: _likeness(port.usb, usb), default=None)
    if best is not None and _likeness(best.usb, usb) > 0:
        return best.device
    lasting = {dev / "serial" / "by-id", dev / "serial" / "by-path"}
    if not same_kind and Path(device).parent in lasting and Path(device).exists():
        return device
    return None


def _likeness(found: UsbIdentity | None, wanted: UsbIdentity) -> int:
    """Return how well an adapter of the same kind fits; 0: it is another one."""
    if found is None:
        return 0
    same_place = found.location == wanted.location
    if wanted.serial:
        if found.serial != wanted.serial:
            return 0
        # One adapter with several ports: the part behind the colon tells which.
        same_port = _interface(found.location) == _interface(wanted.location)
        return 1 + 2 * same_port + same_place
    return int(same_place)


def _interface(location: str | None) -> str:
    return (location or "").partition(":")[2]


def explained(
    device: str,
    error: OSError | ValueError,
    *,
    usb: UsbIdentity | None = None,
    proc: Path = PROC,
    sys: Path = SYS,
    dev: Path = DEV,
) -> PortError:
    """Return the reason why ``device`` could not be opened, with what to do about it."""
    number = getattr(error, "errno", None)
    text = str(error)
    if number in {errno.ENOENT, errno.ENODEV, errno.ENXIO} or "FileNotFoundError" in text:
        return missing(device, usb, proc=proc, sys=sys, dev=dev)
    if number in {errno.EACCES, errno.EPERM} or "PermissionError" in text:
        if os.name == "nt":
            return PortError("port.in-use", port=device, program="–")
        return PortError("port.forbidden", port=device, group=_group_of(device))
    if number in {errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK} or "exclusively lock" in text:
        return _in_use(device, proc)
    if number in {errno.ENOTTY, errno.EINVAL, errno.EISDIR} or "configure port" in text:
        return PortError("port.not-serial", port=device)
    if number in {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT}:
        return PortError("port.unreachable", port=device)
    if "://" in device:
        return PortError("port.unreachable", port=device)
    return PortError("port.failed", port=device, reason=text)


def missing(
    device: str,
    usb: UsbIdentity | None,
    *,
    proc: Path = PROC,
    sys: Path = SYS,
    dev: Path = DEV,
) -> PortError:
    """Return why a port is not there: unplugged, or its adapter taken by another program."""
    if usb is not None:
        program = taken_by(usb, sys=sys, dev=dev, proc=proc)
        if program is not None:
            return PortError("port.taken", port=device, program=program)
        if is_plugged(usb, sys=sys) and not any(
            port.usb is not None and port.usb.product == usb.product for port in serial_ports()
        ):
            return PortError("port.no-driver", port=device)
    others = ", ".join(port.device for port in serial_ports()) or "–"
    return PortError("port.missing", port=device, others=others)


def _in_use(device: str, proc: Path) -> PortError:
    programs = holders_of(device, others=True, proc=proc)
    if any(program.startswith(MODEM_MANAGER) for program in programs):
        return PortError("port.modem-manager", port=device)
    if not programs:
        # Perhaps it is ourselves, with another line on the same port.
        programs = holders_of(device, proc=proc)
    return PortError("port.in-use", port=device, program=", ".join(programs) or "–")


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
