"""One open port: exclusive, read in short slices, closed only by the thread that uses it."""

import contextlib
import os
from dataclasses import dataclass

import serial

from eichlab.line.ports import explained
from eichlab.values import PortLostError, UsbIdentity

SLICE_S = 0.02
"""How long one read waits at most: so fast a silent line can be stopped."""

_PSEUDO_TERMINALS = "/dev/pts/"

# A port closed under a reader makes pyserial stumble over its missing descriptor (TypeError).
_LOST: tuple[type[Exception], ...] = (OSError, serial.SerialException, TypeError)
if os.name == "posix":
    import termios

    _LOST = (*_LOST, termios.error)


@dataclass(frozen=True, slots=True)
class PortSettings:
    """Where and how to open a port: a device path, or a URL that pyserial knows.

    ``usb`` is the adapter's identity where it is known, so that it is found under any name.
    """

    device: str
    baud: int = 9600
    parity: str = "N"
    stop_bits: int = 1
    usb: UsbIdentity | None = None

    @property
    def character_s(self) -> float:
        """Return the time one character takes, in seconds: start, 8 data, parity, stop bits."""
        bits = 1 + 8 + (self.parity != "N") + self.stop_bits
        return bits / self.baud

    @property
    def silence_s(self) -> float:
        """Return the silence before a question: 3.5 characters, at least 1.75 ms."""
        return max(3.5 * self.character_s, 0.001_75)

    def __str__(self) -> str:
        return f"{self.device} · {self.baud} 8{self.parity}{self.stop_bits}"


class OpenPort:
    """An open port. Only one thread uses it, except for `wake`."""

    def __init__(self, settings: PortSettings, device: str) -> None:
        """Open ``device`` with ``settings``; raises `PortError` that says why it cannot."""
        self.device = device
        self.parity_refused = False
        try:
            self._serial = self._opened(settings, device)
        except ValueError as error:
            raise explained(device, error) from error
        except _LOST as error:
            raise explained(device, _as_os_error(error)) from error

    def _opened(self, settings: PortSettings, device: str) -> serial.Serial:
        try:
            return _open(device, settings, settings.parity)
        except _LOST as error:
            # Pseudo-terminals know no parity. A real port that refuses it is an error.
            if settings.parity == "N" or not _is_pseudo_terminal(device):
                raise
            if isinstance(error, FileNotFoundError | PermissionError):
                raise
            self.parity_refused = True
            return _open(device, settings, "N")

    def read(self) -> bytes:
        """Return what arrives, everything that is there once a byte came.

        Empty after `SLICE_S` without a byte, or early after `wake`. Raises `PortLostError` when
        the port is gone.
        """
        try:
            data: bytes = self._serial.read(1)
            return data + self._waiting() if data else b""
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error

    def read_waiting(self) -> bytes:
        """Return what has already arrived, without waiting."""
        try:
            return self._waiting()
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error

    def waits(self) -> bool:
        """Return whether something has arrived that was not read yet."""
        try:
            return bool(self._serial.in_waiting)
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error

    def _waiting(self) -> bytes:
        data = b""
        while waiting := self._serial.in_waiting:
            data += self._serial.read(waiting)
        return data

    def write(self, data: bytes) -> None:
        """Send all bytes. Raises `PortLostError` when the port is gone."""
        try:
            self._serial.write(data)
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error

    def wake(self) -> None:
        """Let a waiting `read` return; the one call allowed from another thread."""
        cancel = getattr(self._serial, "cancel_read", None)
        if cancel is not None:
            # The port may just be closing in its own thread: then nobody waits any more.
            with contextlib.suppress(*_LOST, AttributeError):
                cancel()

    def close(self) -> None:
        """Close the port; a port that is gone closes without a word."""
        with contextlib.suppress(*_LOST):
            self._serial.close()


def _open(device: str, settings: PortSettings, parity: str) -> serial.Serial:
    port: serial.Serial = serial.serial_for_url(
        device,
        baudrate=settings.baud,
        parity=parity,
        stopbits=settings.stop_bits,
        timeout=SLICE_S,
        write_timeout=2,
        do_not_open=True,
    )
    if "://" not in device:
        port.exclusive = True
    port.open()
    if os.name == "posix" and "://" not in device and not _is_pseudo_terminal(device):
        import fcntl

        # The lock pyserial takes is advisory; this one also keeps out who does not ask for it.
        # A pseudo-terminal would keep it after its holder was killed.
        with contextlib.suppress(OSError):
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)
    return port


def _is_pseudo_terminal(device: str) -> bool:
    return os.path.realpath(device).startswith(_PSEUDO_TERMINALS)


def _as_os_error(error: Exception) -> OSError | ValueError:
    if isinstance(error, OSError | ValueError):
        return error
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    return OSError(number, str(error))
