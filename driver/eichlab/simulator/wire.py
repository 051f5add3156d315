"""A simulated RS-485 wire: bytes at the pace of a real line, and a plug that can be pulled."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from eichlab.simulator.loop import Loop, Timer

# Bytes are handed over in portions, as an adapter does; none before its time.
_PORTION_S = 0.002


@dataclass(frozen=True, slots=True)
class CharacterFormat:
    """Speed and form of characters: ``parity`` is ``N``, ``E`` or ``O``."""

    baud: int = 115200
    parity: str = "N"
    stop_bits: int = 1

    @property
    def bits(self) -> int:
        """Return the bits of a character on the wire: start, eight of data, parity, stop."""
        return 9 + (self.parity != "N") + self.stop_bits

    @property
    def character_s(self) -> float:
        """Return how long a character takes, in seconds."""
        return self.bits / self.baud


class _Burst:
    """Bytes that follow one another without a gap, from ``begin`` on."""

    __slots__ = ("begin", "data", "sent")

    def __init__(self, begin: float, data: bytes) -> None:
        self.begin = begin
        self.data = data
        self.sent = 0


class Wire(ABC):
    """One end of a line. Subclasses say what it is made of.

    The listener is called with the bytes that came and the time when the last of them would
    have arrived on a real wire; a reply must not begin before.
    """

    def __init__(self, loop: Loop, character: CharacterFormat) -> None:
        self._loop = loop
        self.character = character
        self._listener: Callable[[bytes, float], None] | None = None
        self._bursts: deque[_Burst] = deque()
        self._pump_timer: Timer | None = None
        self._free_at = 0.0
        self._arriving_until = 0.0

    def listen(self, listener: Callable[[bytes, float], None]) -> None:
        """Hand all incoming bytes to ``listener``."""
        self._listener = listener

    @property
    @abstractmethod
    def link(self) -> str:
        """Return what a client opens: a path or a URL."""

    @property
    @abstractmethod
    def is_plugged(self) -> bool:
        """Return whether a client could open it."""

    @abstractmethod
    def plug(self) -> None:
        """Appear (again). Raises `PortError` where the link cannot be made."""

    def unplug(self) -> None:
        """Vanish, like an adapter that is pulled; what was on its way is lost."""
        self._bursts.clear()
        if self._pump_timer is not None:
            self._pump_timer.cancel()
        self._free_at = self._arriving_until = 0.0

    def close(self) -> None:
        """Vanish for good and leave nothing behind."""
        self.unplug()

    @property
    def busy_until(self) -> float:
        """Return when the last byte that is under way has passed, either way."""
        return max(self._free_at, self._arriving_until)

    def client_baud(self) -> int | None:
        """Return the speed the client has set, None where that cannot be known."""
        return None

    def send(self, data: bytes, after_s: float = 0.0) -> None:
        """Put bytes on the wire, after those already waiting, as fast as the line allows.

        ``after_s`` is a gap before them.
        """
        if not self.is_plugged or not data:
            return
        begin = max(self._loop.now(), self._free_at) + after_s
        self._free_at = begin + len(data) * self.character.character_s
        self._bursts.append(_Burst(begin, data))
        if self._pump_timer is None or not self._pump_timer.is_pending:
            self._pump()

    @abstractmethod
    def _write(self, data: bytes) -> None:
        """Hand bytes to whoever listens; nobody there means they are lost, as on a wire."""

    def _arrived(self, data: bytes) -> None:
        duration = len(data) * self.character.character_s
        self._arriving_until = max(self._loop.now(), self._arriving_until) + duration
        if self._listener is not None:
            self._listener(data, self._arriving_until)

    def _pump(self) -> None:
        character_s = self.character.character_s
        while self._bursts:
            burst = self._bursts[0]
            now = self._loop.now()
            # The tiny addition absorbs the rounding of a time that was computed the other way.
            complete = max(0, int((now - burst.begin) / character_s + 1e-6))
            due = min(len(burst.data), complete)
            if due > burst.sent:
                self._write(burst.data[burst.sent : due])
                burst.sent = due
            if burst.sent == len(burst.data):
                self._bursts.popleft()
                continue
            end = burst.begin + len(burst.data) * character_s
            following = burst.begin + (burst.sent + 1) * character_s
            self._pump_timer = self._loop.call_at(
                min(end, max(now + _PORTION_S, following)), self._pump
            )
            return
