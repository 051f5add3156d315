"""A wire tap between a program and a simulated meter: sees every request, and can cut the line.

The program opens a pseudo-terminal as its port; behind it the simulated meter listens on a
socket, which may be replaced when the meter's process is killed and started anew.
"""

import contextlib
import os
import selectors
import socket
import threading
import tty
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_WRITE = 0x10
_COMMAND = 0x7040
_RELEASE = 0x7100
_FILE = 0x7110


@dataclass(frozen=True)
class Request:
    """One Modbus request of the program; ``number`` counts from 1 since `Tap.restart`."""

    number: int
    frame: bytes

    @property
    def writes(self) -> bool:
        return self.frame[1] == _WRITE

    @property
    def step(self) -> str | None:
        """Return ``begin``, ``end``, ``read-out`` or ``release``, None for anything else."""
        address = int.from_bytes(self.frame[2:4], "big")
        if not self.writes:
            return "read-out" if address >= _FILE else None
        if address == _COMMAND:
            return {ord("B"): "begin", ord("E"): "end"}.get(self.frame[8])
        return "release" if address == _RELEASE else None


class Tap:
    """Carries bytes both ways in a thread of its own.

    ``before`` and ``after`` are called in that thread with each request, before and after it is
    handed to the meter. ``cut`` holds the directions that are cut: ``questions``, ``answers``.
    """

    def __init__(self, link: Path) -> None:
        self._master, self._client_end = os.openpty()
        tty.setraw(self._client_end)
        os.set_blocking(self._master, False)
        link.symlink_to(os.ttyname(self._client_end))
        self.before: Callable[[Request], None] | None = None
        self.after: Callable[[Request], None] | None = None
        self.cut: frozenset[str] = frozenset()
        self.requests: list[Request] = []
        self._waiting = b""
        self._meter: socket.socket | None = None
        self._lock = threading.Lock()
        self._ended = False
        self._waker, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._master, selectors.EVENT_READ, self._asked)
        self._selector.register(self._woken, selectors.EVENT_READ, self._wake)
        self._thread = threading.Thread(target=self._work, name="tap", daemon=True)
        self._thread.start()

    def connect(self, port: int) -> None:
        """Let the meter listening on ``port`` of this computer be the one on the line."""
        meter = socket.create_connection(("127.0.0.1", port), timeout=20)
        meter.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._drop()
            self._meter = meter
            self._selector.register(meter, selectors.EVENT_READ, self._answered)
        self._waker.send(b".")

    def restart(self) -> None:
        """Forget what was carried so far: another program comes."""
        with self._lock:
            self.requests = []
            self._waiting = b""
            with contextlib.suppress(BlockingIOError):
                while os.read(self._master, 4096):
                    pass

    def close(self) -> None:
        """End the thread and close everything."""
        self._ended = True
        self._waker.send(b".")
        self._thread.join()
        with self._lock:
            self._drop()
        self._selector.close()
        for end in (self._waker, self._woken):
            end.close()
        os.close(self._master)
        os.close(self._client_end)

    def _work(self) -> None:
        while not self._ended:
            for key, _ in self._selector.select():
                key.data()

    def _wake(self) -> None:
        self._woken.recv(4096)

    def _drop(self) -> None:
        if self._meter is not None:
            self._selector.unregister(self._meter)
            self._meter.close()
            self._meter = None

    def _asked(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._waiting += os.read(self._master, 4096)
        while (frame := self._next_frame()) is not None:
            request = Request(len(self.requests) + 1, frame)
            self.requests.append(request)
            if self.before is not None:
                self.before(request)
            if "questions" not in self.cut:
                self._hand_over(frame)
            if self.after is not None:
                self.after(request)

    def _next_frame(self) -> bytes | None:
        """Return the first whole request; our program sends nothing but 4 and 16."""
        if len(self._waiting) < 8:
            return None
        length = 9 + self._waiting[6] if self._waiting[1] == _WRITE else 8
        if len(self._waiting) < length:
            return None
        frame, self._waiting = self._waiting[:length], self._waiting[length:]
        return frame

    def _hand_over(self, frame: bytes) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._meter is not None:
                self._meter.sendall(frame)

    def _answered(self) -> None:
        with self._lock:
            if self._meter is None:
                return
            try:
                data = self._meter.recv(4096)
            except OSError:
                data = b""
            if not data:
                self._drop()
                return
        if "answers" not in self.cut:
            # A full buffer means that nobody reads: on a wire the bytes would be gone, too.
            with contextlib.suppress(BlockingIOError):
                os.write(self._master, data)
