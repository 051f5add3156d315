"""A simulated line in a process of its own: started, commanded over its standard input, ended."""

import contextlib
import queue
import re
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eichlab.program import own_command
from eichlab.values import EichlabError

_READY = re.compile(
    r"ready (?P<model>.+) unit=(?P<unit>\d+) link=(?P<link>.+) baud=(?P<baud>\d+) key=(?P<key>\w*)"
)
_START_S = 20.0
_ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class SimulatedMeter:
    """One meter of a simulated line, as its ready line states it."""

    model: str
    unit: int
    port: str
    baud: int
    key: str


class SimulatorProcess:
    """Runs ``eichlab simulate`` with the given arguments until `close`.

    Raises `EichlabError` when it ends before its meters are ready.
    """

    def __init__(
        self, arguments: Sequence[str | Path], *, meters: int = 1, start_s: float = _START_S
    ) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            own_command("simulate", *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._complaints: list[str] = []
        self._readers = [
            threading.Thread(target=self._read_lines, name="simulator output", daemon=True),
            threading.Thread(target=self._read_complaints, name="simulator errors", daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        self._lock = threading.Lock()
        try:
            self.meters = tuple(self._ready(start_s) for _ in range(meters))
        except BaseException:
            self.close()
            raise

    def command(self, text: str) -> None:
        """Give one command, such as ``fault silence`` or ``power off``; waits for its answer.

        Raises `EichlabError` when the simulator refuses it or is gone.
        """
        with self._lock:
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(text + "\n")
                self._process.stdin.flush()
            except OSError as error:
                raise self._died() from error
            answer = self._next_line(_ANSWER_S)
        if answer is None:
            raise self._died()
        if not answer.startswith("ok"):
            raise EichlabError("cli.simulator-refused", command=text, reason=answer)

    def kill(self) -> None:
        """End it as a power failure does, without a word."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """End it and wait for that."""
        assert self._process.stdin is not None
        # A command nobody read any more may still wait to be written.
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(_ANSWER_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()

    def _ready(self, seconds: float) -> SimulatedMeter:
        line = self._next_line(seconds)
        match = _READY.fullmatch(line.strip()) if line is not None else None
        if match is None:
            raise self._died() if line is None else EichlabError("cli.simulator-died", reason=line)
        return SimulatedMeter(
            match["model"], int(match["unit"]), match["link"], int(match["baud"]), match["key"]
        )

    def _next_line(self, seconds: float) -> str | None:
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def _died(self) -> EichlabError:
        self._readers[1].join(1.0)
        return EichlabError("cli.simulator-died", reason=" ".join(self._complaints) or "–")

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _read_complaints(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._complaints.append(line.strip())
            del self._complaints[:-20]
