"""Meters in one place, with mains and plug, and the faults that strike them."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import partial

from eichlab.simulator.faults import Fault, FaultPlan, Place
from eichlab.simulator.loop import Loop, Timer
from eichlab.simulator.supply import Supply
from eichlab.values import ConfigurationError


class Installation(ABC):
    """A line with its meters, or a meter on a network. Subclasses say how it is reached."""

    places: frozenset[Place]
    """Where faults can act here; others are refused."""

    def __init__(self, name: str, loop: Loop, faults: FaultPlan) -> None:
        self.name = name
        self.faults = faults
        self.supplies: dict[int, Supply] = {}
        self._loop = loop
        self._before_ready: list[tuple[Fault, frozenset[int] | None]] = []
        self._armed: list[tuple[str, Timer]] = []
        self._away: list[tuple[str, Timer]] = []

    @property
    @abstractmethod
    def link(self) -> str:
        """Return what a client opens: a path or a URL."""

    @property
    @abstractmethod
    def baud(self) -> int:
        """Return the speed a client has to set, 0 where there is none."""

    @abstractmethod
    def plug(self) -> None:
        """Appear (again). Raises `PortError` where the link cannot be made."""

    @abstractmethod
    def unplug(self) -> None:
        """Vanish; answers that were to come are lost."""

    def add(self, supply: Supply) -> None:
        """Put a meter here; its unit id must be free."""
        self.supplies[supply.meter.unit] = supply

    @property
    def is_ready(self) -> bool:
        """Return whether every meter here is at work."""
        return all(supply.is_working for supply in self.supplies.values())

    def begin(self) -> None:
        """Appear, and let the meters begin. Raises `PortError` where the link cannot be made."""
        self.plug()
        for supply in self.supplies.values():
            supply.begin()

    def begin_faults(self) -> None:
        """Begin to count time: all meters are at work."""
        self.faults.begin()
        waiting, self._before_ready = self._before_ready, []
        for fault, units in waiting:
            self.add_fault(fault, units)

    def require_sense(self, fault: Fault) -> None:
        """Refuse a fault that cannot happen here; raises `ConfigurationError`."""
        if fault.kind.place not in self.places:
            raise ConfigurationError("simulator.fault-elsewhere", name=fault.name, line=self.name)
        meters = [supply.meter for supply in self.supplies.values()]
        known = [each.own_faults for each in meters if each.own_faults is not None]
        if fault.kind.place is not Place.METER or not meters or len(known) < len(meters):
            return
        if not any(fault.name in names for names in known):
            raise ConfigurationError(
                "simulator.fault-meaningless",
                name=fault.name,
                model=meters[0].model,
                known=", ".join(sorted(known[0])),
            )

    def add_fault(self, fault: Fault, units: Iterable[int] | None = None) -> None:
        """Let a fault happen, on the whole place or to these units only."""
        self.require_sense(fault)
        meant = None if units is None else frozenset(units)
        happens_once = fault.kind.place in {Place.SUPPLY, Place.PORT}
        if not happens_once or fault.requests is not None or fault.probability < 1:
            self.faults.add(fault, meant)
            return
        if self.faults.ready_at is None:
            self._before_ready.append((fault, meant))
            return
        trip = partial(self._trip, fault, meant)
        if fault.seconds is None:
            trip()
            return
        due = self.faults.ready_at + fault.seconds[0]
        self._armed.append((fault.name, self._loop.call_at(due, trip)))

    def clear_faults(self, name: str | None = None) -> None:
        """Take back the faults of this name, or all; what one of them took away comes back."""
        self.faults.clear(name)
        self._before_ready = [
            each for each in self._before_ready if name is not None and each[0].name != name
        ]
        for armed_name, timer in self._armed:
            if name in {None, armed_name}:
                timer.cancel()
        self._armed = [each for each in self._armed if each[1].is_pending]
        for away_name, timer in list(self._away):
            if name in {None, away_name} and timer.is_pending:
                timer.fire()

    def close(self) -> None:
        """Vanish for good and let the meters keep their memory."""
        for supply in self.supplies.values():
            supply.meter.close()

    def _trip(self, fault: Fault, units: frozenset[int] | None) -> None:
        """Let a fault happen that takes mains or plug away for a while."""
        duration_s = fault.value
        if fault.seconds is not None and fault.probability >= 1:
            begin, end = fault.seconds
            if not math.isinf(end):
                duration_s = end - begin
        if fault.kind.place is Place.PORT:
            self.unplug()
            restore: Callable[[], None] = self.plug
        else:
            affected = [
                supply for unit, supply in self.supplies.items() if units is None or unit in units
            ]
            for supply in affected:
                supply.off()
            restore = partial(_all_on, affected)
        self._away = [each for each in self._away if each[1].is_pending]
        timer = self._loop.call_later(duration_s, restore)
        self._away.append((fault.name, timer))


def _all_on(supplies: list[Supply]) -> None:
    for supply in supplies:
        supply.on()
