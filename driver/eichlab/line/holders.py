"""Which programs hold a port or an adapter, as far as the system tells (Linux: /proc and /sys)."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eichlab.values import UsbIdentity

PROC = Path("/proc")
SYS = Path("/sys")
DEV = Path("/dev")

# These take adapters they know or want to try, without being asked (dossier of known troubles).
MODEM_MANAGER = "ModemManager"
BRLTTY = "brltty"


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that has something open."""

    name: str
    process: int

    def __str__(self) -> str:
        return f"{self.name} ({self.process})"


def holders(path: str, *, proc: Path = PROC) -> tuple[Holder, ...]:
    """Return the programs that have ``path`` open, ourselves included, sorted by number."""
    real = os.path.realpath(path)
    found: dict[int, Holder] = {}
    for descriptor in proc.glob("[0-9]*/fd/*"):
        # Processes end while we look, and those of others may not be looked at.
        with contextlib.suppress(OSError, ValueError):
            if str(descriptor.readlink()) != real:
                continue
            folder = descriptor.parent.parent
            process = int(folder.name)
            name = (folder / "comm").read_text("utf-8", "replace").strip()
            found[process] = Holder(name, process)
    return tuple(found[process] for process in sorted(found))


def holders_of(device: str, *, others: bool = False, proc: Path = PROC) -> tuple[str, ...]:
    """Return name and number of the programs that have a port open.

    With ``others`` neither ourselves nor, where the port is a pseudo-terminal, the program at its
    far end.
    """
    found = holders(device, proc=proc)
    if others:
        far_ends = set(_far_ends(device, proc)) | {os.getpid()}
        found = tuple(each for each in found if each.process not in far_ends)
    return tuple(str(each) for each in found)


def taken_by(
    usb: UsbIdentity, *, sys: Path = SYS, dev: Path = DEV, proc: Path = PROC
) -> str | None:
    """Return the program that drives a plugged-in adapter by itself, so that it has no port.

    brltty does that with adapters whose chip is also used in braille displays.
    """
    for device in _usb_devices(usb, sys):
        drivers = {driver.resolve().name for driver in device.glob("*:*/driver")}
        if "usbfs" not in drivers:
            continue
        bus, number = _number(device / "busnum"), _number(device / "devnum")
        node = dev / "bus" / "usb" / f"{bus:03d}" / f"{number:03d}"
        found = holders(str(node), proc=proc)
        return str(found[0]) if found else BRLTTY
    return None


def is_plugged(usb: UsbIdentity, *, sys: Path = SYS) -> bool:
    """Return whether the system sees the adapter, with a port or without."""
    return any(True for _ in _usb_devices(usb, sys))


def _usb_devices(usb: UsbIdentity, sys: Path) -> Iterator[Path]:
    for device in sorted((sys / "bus" / "usb" / "devices").glob("*")):
        if (_hexadecimal(device / "idVendor"), _hexadecimal(device / "idProduct")) != (
            usb.vendor,
            usb.product,
        ):
            continue
        if usb.serial and _text(device / "serial") not in {usb.serial, ""}:
            continue
        yield device


def _far_ends(device: str, proc: Path) -> Iterator[int]:
    """Return who holds the master of a pseudo-terminal: the kernel notes its number there."""
    real = os.path.realpath(device)
    if not real.startswith("/dev/pts/"):
        return
    wanted = f"tty-index:\t{Path(real).name}"
    for holder in {*holders("/dev/ptmx", proc=proc), *holders("/dev/pts/ptmx", proc=proc)}:
        for note in (proc / str(holder.process) / "fdinfo").glob("*"):
            with contextlib.suppress(OSError):
                if wanted in note.read_text().splitlines():
                    yield holder.process


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _hexadecimal(path: Path) -> int | None:
    text = _text(path)
    try:
        return int(text, 16)
    except ValueError:
        return None


def _number(path: Path) -> int:
    text = _text(path)
    return int(text) if text.isdigit() else 0
