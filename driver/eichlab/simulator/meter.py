"""What every simulated meter is to the line it hangs on, and what it gets to live with."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from eichlab.simulator.clockwork import Clockwork
from eichlab.simulator.faults import FaultPlan
from eichlab.simulator.http import HttpReply, HttpRequest
from eichlab.simulator.loop import Loop
from eichlab.simulator.memory import Memory


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All a meter may touch.

    ``seed`` makes key, serial number and load repeatable; None makes a new meter each time.
    ``curve`` is the curve's name or None for the meter's own; ``watts`` the load to begin with,
    None for the meter's own; ``switches`` are the meter's named unknowns, as written.
    """

    loop: Loop
    clockwork: Clockwork
    memory: Memory
    faults: FaultPlan
    seed: str | None = None
    curve: str | None = None
    watts: int | None = None
    switches: Mapping[str, str] = field(default_factory=dict)


class SimulatedMeter(ABC):
    """A meter with unit id, memory and load. Questions and answers are without their framing.

    ``own_faults`` are the faults of `Place.METER` that mean something to it, None for any.
    """

    own_faults: ClassVar[frozenset[str] | None] = None

    def __init__(self, model: str, unit: int) -> None:
        self.model = model
        self.unit = unit

    @property
    @abstractmethod
    def public_key(self) -> bytes:
        """Return the key it signs with, as a point; empty for a meter that does not sign."""

    @property
    @abstractmethod
    def lost_power_running(self) -> bool:
        """Return whether its memory tells of a transaction that a power failure interrupted."""

    @property
    def baud(self) -> int | None:
        """Return the speed that a client set it to; None where it has the line's."""
        return None

    @abstractmethod
    def answer(self, content: bytes) -> bytes | None:
        """Do what is asked and return the answer; None for none."""

    def held_back_s(self, content: bytes) -> float:
        """Return how long it does not even look at this question, being busy."""
        del content
        return 0.0

    @abstractmethod
    def power_failed(self) -> None:
        """Forget what is not kept; the load is without current, too."""

    @abstractmethod
    def power_returned(self) -> None:
        """Begin to work after the boot time."""

    @abstractmethod
    def set_load(self, watts: int) -> None:
        """Let this power flow, negative from the vehicle into the grid."""

    @abstractmethod
    def close(self) -> None:
        """Keep what is to be kept and end."""


class HttpMeter(SimulatedMeter):
    """A meter that is reached over HTTP instead of a line."""

    @abstractmethod
    def serve(self, request: HttpRequest) -> HttpReply:
        """Do what is asked and return the reply."""

    @property
    def certificate(self) -> str | None:
        """Return private key and certificate as PEM while it speaks TLS, else None."""
        return None

    def answer(self, content: bytes) -> bytes | None:
        """Return None: it hangs on no line."""
        del content
        return None


MeterMaker = Callable[[int, Surroundings], SimulatedMeter]
