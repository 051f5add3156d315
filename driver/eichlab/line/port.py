"""One open port: exclusive, read in short slices, closed only by the thread that uses it."""

import contextlib
import errno
import os
from dataclasses import dataclass
from pathlib import Path

import serial

from eichlab.line.ports import explained
from eichlab.values import PortLostError, UsbIdentity

SLICE_S = 0.02
"""How long one read waits at most: so fast a silent line can be stopped."""

# So many reads in a row that were promised something and got nothing mean a dead port.
_SNATCHED_MOST = 50

_GONE = frozenset({None, errno.EIO, errno.ENODEV, errno.ENXIO, errno.EBADF})

_PSEUDO_TERMINALS = "/dev/pts/"

# A port closed under a reader makes pyserial stumble over its missing descriptor (TypeError).
_LOST: tuple[type[Exception], ...] = (OSError, serial.SerialException, TypeError)
if os.name == "posix":
    import termios

    _LOST = (*_LOST, termios.error)


MODBUS_TCP = "modbus-tcp://"
"""How the address of a Modbus TCP gateway begins."""

_RFC2217 = "rfc2217://"
_MODBUS_TCP_PORT = 502


@dataclass(frozen=True, slots=True)
class PortSettings:
    """Where and how to open a port: a device path, or a URL.

    ``socket://HOST:PORT`` carries the bytes of a serial line as they are, ``rfc2217://HOST:PORT``
    sets the speed at the other end as well, ``modbus-tcp://HOST[:PORT]`` is a gateway.

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

    @property
    def is_modbus_tcp(self) -> bool:
        """Return whether frames go over Modbus TCP; speed and form are then those behind it."""
        return self.device.startswith(MODBUS_TCP)

    def __str__(self) -> str:
        if self.is_modbus_tcp:
            return self.device
        return f"{self.device} · {self.baud} 8{self.parity}{self.stop_bits}"


class OpenPort:
    """An open port. Only one thread uses it, except for `wake`."""

    def __init__(self, settings: PortSettings, device: str) -> None:
        """Open ``device`` with ``settings``; raises `PortError` that says why it cannot."""
        self.device = device
        self.parity_refused = False
        self._snatched = 0
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
        data = self._some(1)
        return data + self.read_waiting() if data else b""

    def read_waiting(self) -> bytes:
        """Return what has already arrived, without waiting."""
        data = b""
        while waiting := self._waiting():
            more = self._some(waiting)
            if not more:
                break
            data += more
        return data

    def waits(self) -> bool:
        """Return whether something has arrived that was not read yet."""
        return self._waiting() > 0

    def _require_reader(self) -> None:
        """Raise `OSError` when the other end of an RFC 2217 port is gone.

        pyserial reads such a port in a thread that just ends then, and says nothing.
        """
        if self.device.startswith(_RFC2217):
            # Nothing public tells it.
            reader = getattr(self._serial, "_thread", None)
            if reader is None or not reader.is_alive():
                raise OSError(errno.EIO, "connection closed")

    def _some(self, count: int) -> bytes:
        try:
            self._require_reader()
            data: bytes = self._serial.read(count)
        except serial.SerialException as error:
            # "Ready, but nothing there": the port is gone, or another program was faster.
            self._snatched += 1
            if self._snatched > _SNATCHED_MOST or not self._is_alive():
                raise PortLostError("port.lost", port=self.device) from error
            return b""
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error
        if data:
            self._snatched = 0
        return data

    def _is_alive(self) -> bool:
        if "://" in self.device:
            return False
        try:
            self._serial.in_waiting  # noqa: B018 - asks the system, which knows
        except _LOST:
            return False
        return Path(self.device).exists()

    def _waiting(self) -> int:
        try:
            self._require_reader()
            return int(self._serial.in_waiting)
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error

    def write(self, data: bytes) -> None:
        """Send all bytes. Raises `PortLostError` when the port is gone."""
        try:
            self._serial.write(data)
        except _LOST as error:
            raise PortLostError("port.lost", port=self.device) from error

    def retune(self, settings: PortSettings) -> None:
        """Change speed, parity and stop bits. Raises `PortLostError` when the port is gone.

        A pseudo-terminal knows no parity and keeps none.
        """
        parity = "N" if _is_pseudo_terminal(self.device) else settings.parity
        self.parity_refused = parity != settings.parity
        try:
            self._serial.baudrate = settings.baud
            self._serial.parity = parity
            self._serial.stopbits = settings.stop_bits
        except ValueError as error:
            raise explained(self.device, error) from error
        except _LOST as error:
            if isinstance(error, OSError) and error.errno not in _GONE:
                raise explained(self.device, error) from error
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
        _pyserial_name(device),
        baudrate=settings.baud,
        parity=parity,
        stopbits=settings.stop_bits,
        timeout=SLICE_S,
        # RFC 2217 of pyserial knows none: its socket ends a write that nobody takes.
        write_timeout=None if device.startswith(_RFC2217) else 2,
        do_not_open=True,
    )
    if "://" not in device:
        port.exclusive = True
    try:
        port.open()
    except _LOST:
        # What a failed opening left half open, pyserial closes only when asked.
        with contextlib.suppress(*_LOST):
            port.close()
        raise
    if os.name == "posix" and "://" not in device and not _is_pseudo_terminal(device):
        import fcntl

        # The lock pyserial takes is advisory; this one also keeps out who does not ask for it.
        # A pseudo-terminal would keep it after its holder was killed.
        with contextlib.suppress(OSError):
            fcntl.ioctl(port.fileno(), termios.TIOCEXCL)
        # Many adapters keep bytes back for 16 ms unless told otherwise; not all can be told.
        with contextlib.suppress(OSError, ValueError, AttributeError, NotImplementedError):
            port.set_low_latency_mode(True)
    return port


def _pyserial_name(device: str) -> str:
    """Return the name under which pyserial opens a port; to it a gateway is a mere socket."""
    if not device.startswith(MODBUS_TCP):
        return device
    address = device.removeprefix(MODBUS_TCP).rstrip("/")
    if not address.rpartition(":")[2].isdecimal() or address.endswith("]"):
        address = f"{address}:{_MODBUS_TCP_PORT}"
    return f"socket://{address}"


def _is_pseudo_terminal(device: str) -> bool:
    return os.path.realpath(device).startswith(_PSEUDO_TERMINALS)


def _as_os_error(error: Exception) -> OSError | ValueError:
    if isinstance(error, OSError | ValueError):
        return error
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    return OSError(number, str(error))
