"""A wire made of a pseudo-terminal behind a symlink."""

import contextlib
import os
import struct
import sys
from pathlib import Path
from typing import Any

from eichlab.simulator.loop import Loop
from eichlab.simulator.wire import CharacterFormat, Wire
from eichlab.values import PortError

_LARGEST_PORTION = 4096

# Linux tells and sets any speed by these (asm-generic/ioctls.h): four flag words, a line
# discipline and 19 control characters, then the two speeds.
_TCGETS2 = 0x802C542A
_TCSETS2 = 0x402C542B
_TERMIOS2 = struct.Struct("4I20s2I")
_CONTROL_FLAGS = 2
_SPEED_MASK = 0x100F
_ANY_SPEED = 0x1000


class _Pair:
    """A pseudo-terminal. Our copy of the client's end keeps it alive while no client has it.

    It begins at the line's speed; a client that sets another one is not understood.
    """

    def __init__(self, baud: int) -> None:
        try:
            # These modules do not exist on Windows; there the wire is a TCP socket.
            import tty

            self.master, self.client_end = os.openpty()
        except (ImportError, AttributeError):
            raise PortError("simulator.no-pseudo-terminals") from None
        except OSError as error:
            raise PortError("simulator.pseudo-terminal", reason=error.strerror) from error
        tty.setraw(self.client_end)
        os.set_blocking(self.master, False)
        self.name = os.ttyname(self.client_end)
        self._knows_speed = self._set_speed(baud)

    def client_baud(self) -> int | None:
        """Return the speed set at the client's end, None where the system does not tell."""
        fields = self._termios2() if self._knows_speed else None
        return None if fields is None else int(fields[-1])

    def _set_speed(self, baud: int) -> bool:
        fields = self._termios2()
        if fields is None:
            return False
        fields[_CONTROL_FLAGS] = fields[_CONTROL_FLAGS] & ~_SPEED_MASK | _ANY_SPEED
        fields[-2:] = [baud, baud]
        with contextlib.suppress(OSError):
            import fcntl

            fcntl.ioctl(self.client_end, _TCSETS2, _TERMIOS2.pack(*fields))
        return self._speed_is(baud)

    def _speed_is(self, baud: int) -> bool:
        fields = self._termios2()
        return fields is not None and fields[-1] == baud

    def _termios2(self) -> list[Any] | None:
        if not sys.platform.startswith("linux"):
            return None
        import fcntl

        try:
            # The master's settings are those of the client's end.
            return [*_TERMIOS2.unpack(fcntl.ioctl(self.master, _TCGETS2, bytes(_TERMIOS2.size)))]
        except OSError:
            return None

    def close(self) -> None:
        os.close(self.master)
        os.close(self.client_end)


class PtyWire(Wire):
    """A pseudo-terminal; ``path`` is a symlink to it that vanishes and returns with it."""

    def __init__(self, loop: Loop, character: CharacterFormat, path: Path) -> None:
        super().__init__(loop, character)
        self._path = path
        self._pair: _Pair | None = None
        self._next_pair: _Pair | None = None

    @property
    def link(self) -> str:
        """Return the symlink's path."""
        return str(self._path)

    @property
    def is_plugged(self) -> bool:
        """Return whether the pseudo-terminal exists."""
        return self._pair is not None

    def client_baud(self) -> int | None:
        """Return the speed the client has set."""
        return None if self._pair is None else self._pair.client_baud()

    def plug(self) -> None:
        """Make a pseudo-terminal of another number than the last, and the symlink to it."""
        if self._pair is not None:
            return
        pair = self._next_pair or _Pair(self.character.baud)
        self._next_pair = None
        try:
            self._point_link_at(pair.name)
        except BaseException:
            pair.close()
            raise
        self._pair = pair
        self._loop.watch(pair.master, self._readable)

    def unplug(self) -> None:
        """Remove the symlink and close the pseudo-terminal."""
        super().unplug()
        if self._pair is None:
            return
        # The kernel gives out the lowest free number: taking the next one while the old one
        # is still held makes sure that the port comes back under another.
        self._next_pair = _Pair(self.character.baud)
        self._vanish()

    def close(self) -> None:
        """Remove everything."""
        super().unplug()
        self._vanish()
        if self._next_pair is not None:
            self._next_pair.close()
            self._next_pair = None

    def _vanish(self) -> None:
        if self._pair is None:
            return
        self._loop.unwatch(self._pair.master)
        # Someone else may have taken the name meanwhile: only our own link is removed.
        with contextlib.suppress(OSError):
            if str(self._path.readlink()) == self._pair.name:
                self._path.unlink()
        self._pair.close()
        self._pair = None

    def _point_link_at(self, name: str) -> None:
        if self._path.exists() and not self._path.is_symlink():
            raise PortError("simulator.link-occupied", path=self._path)
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.symlink_to(name)
            beside.replace(self._path)
        except OSError as error:
            raise PortError("simulator.link", path=self._path, reason=error.strerror) from error

    def _readable(self) -> None:
        assert self._pair is not None
        try:
            data = os.read(self._pair.master, _LARGEST_PORTION)
        except OSError:
            return  # nothing there after all
        if data:
            self._arrived(data)

    def _write(self, data: bytes) -> None:
        if self._pair is None:
            return
        # A full buffer means that nobody reads: on a wire the bytes would be gone, too.
        with contextlib.suppress(OSError):
            os.write(self._pair.master, data)
