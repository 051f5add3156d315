"""Commands to a running simulation, one a line, each answered with one line.

``fault SPEC`` · ``clear [NAME]`` · ``power off|on`` · ``unplug`` · ``plug`` · ``load WATTS`` ·
``quit``; each may be aimed at one line or meter: ``on TARGET COMMAND``.
"""

import contextlib
import os
import signal
import stat
import threading
from collections.abc import Callable

from eichlab.simulator.faults import parse_fault
from eichlab.simulator.simulation import Selection, Simulation
from eichlab.values import ConfigurationError, EichlabError

_LONGEST_LINE = 10_000
_MOST_WATTS = 10_000_000


class Console:
    """Understands commands. ``perform`` must be called in the simulation's loop."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._commands: dict[str, Callable[[list[str], Selection], None]] = {
            "fault": self._fault,
            "clear": self._clear,
            "power": self._power,
            "unplug": self._unplug,
            "plug": self._plug,
            "load": self._load,
            "quit": self._quit,
        }

    def perform(self, text: str) -> str:
        """Do what is asked and return it in short. Raises `EichlabError` where it cannot be."""
        words = text.split()
        target: str | None = None
        if words[:1] == ["on"] and len(words) >= 3:
            target = words[1]
            del words[:2]
        command = self._commands.get(words[0]) if words else None
        if command is None:
            known = ", ".join(self._commands)
            raise ConfigurationError("simulator.command", text=text.strip(), known=known)
        command(words[1:], self._simulation.select(target))
        return text.strip()

    def _fault(self, words: list[str], selection: Selection) -> None:
        if not words:
            raise _wrong_use("fault SPEC")
        for fault in [parse_fault(word) for word in words]:
            self._simulation.add_fault(fault, selection)

    def _clear(self, words: list[str], selection: Selection) -> None:
        if len(words) > 1:
            raise _wrong_use("clear [NAME]")
        for line in selection.lines:
            line.clear_faults(words[0] if words else None)

    def _power(self, words: list[str], selection: Selection) -> None:
        if words not in (["on"], ["off"]):
            raise _wrong_use("power off|on")
        for supply in selection.supplies():
            if words == ["on"]:
                supply.on()
            else:
                supply.off()

    def _unplug(self, words: list[str], selection: Selection) -> None:
        if words:
            raise _wrong_use("unplug")
        for line in selection.lines:
            line.unplug()

    def _plug(self, words: list[str], selection: Selection) -> None:
        if words:
            raise _wrong_use("plug")
        for line in selection.lines:
            line.plug()

    def _load(self, words: list[str], selection: Selection) -> None:
        try:
            (written,) = words
            watts = round(float(written))
        except (ValueError, OverflowError):
            raise _wrong_use("load WATTS") from None
        if abs(watts) > _MOST_WATTS:
            raise _wrong_use("load WATTS")
        for supply in selection.supplies():
            supply.meter.set_load(watts)

    def _quit(self, words: list[str], _selection: Selection) -> None:
        if words:
            raise _wrong_use("quit")
        self._simulation.stop()


def _wrong_use(form: str) -> ConfigurationError:
    return ConfigurationError("simulator.command-form", form=form)


class ConsoleReader:
    """Reads commands in a thread of its own, so that any kind of input serves on any system.

    ``answer`` gets what was done or the error, in the loop. When the input ends the simulation
    goes on, unless it was a pipe: then the parent process is gone, and nobody would ever end us.
    """

    def __init__(
        self,
        simulation: Simulation,
        answer: Callable[[str | EichlabError], None],
        descriptor: int = 0,
    ) -> None:
        self._simulation = simulation
        self._console = Console(simulation)
        self._answer = answer
        self._descriptor = descriptor
        # The thread may be waiting for input at the end; it holds nothing that needs closing.
        self._thread = threading.Thread(target=self._read, name="console", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        # In a shell's background a read from the terminal would stop the whole process.
        if hasattr(signal, "SIGTTIN") and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)
        self._thread.start()

    def _read(self) -> None:
        waiting = b""
        is_pipe = False
        with contextlib.suppress(OSError):
            mode = os.fstat(self._descriptor).st_mode
            is_pipe = stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
            while data := os.read(self._descriptor, 4096):
                *lines, waiting = (waiting + data).split(b"\n")
                for line in lines:
                    self._hand_in(line)
                # Whatever this is, it is no command.
                waiting = waiting[:_LONGEST_LINE]
        if waiting.strip():
            self._hand_in(waiting)
        if is_pipe:
            self._simulation.loop.call_from_thread(self._simulation.stop)

    def _hand_in(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").strip()
        if text:
            self._simulation.loop.call_from_thread(lambda: self._perform(text))

    def _perform(self, text: str) -> None:
        try:
            done = self._console.perform(text)
        except EichlabError as error:
            self._answer(error)
        else:
            self._answer(done)
