"""A serial line on a real pseudo-terminal with a scripted slave at the other end."""

import os
import threading
import tty
from collections.abc import Callable
from pathlib import Path

import pytest

from eichlab.line import PortSettings, SerialLine

Script = Callable[[bytes, int], bytes | list[tuple[float, bytes]] | None]


class ScriptedSlave:
    """Answers the n-th request by ``script(request, n)``: bytes, timed pieces, or nothing."""

    def __init__(self, link: Path, script: Script) -> None:
        self.link = link
        self.script = script
        self.requests: list[bytes] = []
        self._plugged = False
        self._stop = threading.Event()
        self._open()

    def _open(self) -> None:
        self._plugged = True
        self.master, self._slave = os.openpty()
        tty.setraw(self.master)
        tty.setraw(self._slave)
        self.name = os.ttyname(self._slave)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(self.name)
        self._stop.clear()
        self._thread = threading.Thread(target=self._serve, args=(self.master,))
        self._thread.start()

    def _serve(self, master: int) -> None:
        os.set_blocking(master, False)
        buffer = b""
        while not self._stop.wait(0.002):
            try:
                buffer += os.read(master, 512)
            except BlockingIOError:
                pass
            except OSError:
                return
            if len(buffer) >= 8 and (buffer[1] != 16 or len(buffer) >= 9 + buffer[6]):
                request, buffer = buffer, b""
                self.requests.append(request)
                answer = self.script(request, len(self.requests))
                pieces = [(0.0, answer)] if isinstance(answer, bytes) else (answer or [])
                for delay, data in pieces:
                    if self._stop.wait(delay):
                        return
                    os.write(master, data)

    def say(self, data: bytes) -> None:
        os.write(self.master, data)

    def unplug(self) -> None:
        if not self._plugged:
            return
        self._plugged = False
        self._stop.set()
        self._thread.join()
        self.link.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self.master)

    def plug(self) -> None:
        self._open()


@pytest.fixture
def slave(tmp_path):
    made = []

    def make(script, link="port"):
        slave = ScriptedSlave(tmp_path / link, script)
        made.append(slave)
        return slave

    yield make
    for each in made:
        each.unplug()


@pytest.fixture
def line(tmp_path):
    changes = []
    line = SerialLine(
        "line 1", PortSettings(str(tmp_path / "port"), 115_200), on_port_change=changes.append
    )
    line.changes = changes
    yield line
    line.close()
