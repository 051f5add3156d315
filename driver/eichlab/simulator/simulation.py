"""A whole simulation: lines with meters, run in one thread until it is stopped."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from eichlab.simulator.catalogue import model_named
from eichlab.simulator.clockwork import Clockwork
from eichlab.simulator.faults import Fault, FaultPlan
from eichlab.simulator.gateway_wire import GatewayWire
from eichlab.simulator.http_host import SimulatedHost
from eichlab.simulator.installation import Installation
from eichlab.simulator.line import SimulatedLine
from eichlab.simulator.loop import Loop
from eichlab.simulator.memory import FileMemory, FleetingMemory, Memory
from eichlab.simulator.meter import Surroundings
from eichlab.simulator.plan import LinePlan, MeterPlan
from eichlab.simulator.pty_wire import PtyWire
from eichlab.simulator.supply import Supply
from eichlab.simulator.tcp_wire import TcpWire
from eichlab.simulator.wire import Wire
from eichlab.values import ConfigurationError

_READY_CHECK_S = 0.02


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for all meters of a simulation.

    ``seed`` makes everything repeatable, None makes new meters; ``state`` is the folder of
    their memories, None forgets them; ``speed`` concerns loads and clocks only; ``boot_s`` is
    the silence after power returns; ``watts`` the load, None for each model's own.
    """

    seed: int | None = None
    state: Path | None = None
    speed: Decimal = Decimal(1)
    boot_s: float = 6.0
    turnaround_s: float = 0.005
    watts: int | None = None
    curve: str | None = None
    switches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadyMeter:
    """What a client needs to know of a meter; ``key`` is the public key's point."""

    model: str
    unit: int
    link: str
    baud: int
    key: bytes

    def __str__(self) -> str:
        """Return the line that tells the parent process."""
        return (
            f"ready {self.model} unit={self.unit} link={self.link} baud={self.baud} "
            f"key={self.key.hex().upper()}"
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command is about: lines, and of them these units (None: the whole line)."""

    lines: tuple[Installation, ...]
    units: frozenset[int] | None = None

    def supplies(self) -> list[Supply]:
        """Return the meters that are meant."""
        return [
            supply
            for line in self.lines
            for unit, supply in line.supplies.items()
            if self.units is None or unit in self.units
        ]


class Simulation:
    """Lines and meters under common conditions; `begin`, `run`, `stop`, `close`."""

    def __init__(
        self, plans: Iterable[LinePlan], conditions: Conditions, loop: Loop | None = None
    ) -> None:
        if not conditions.speed.is_finite() or conditions.speed <= 0:
            raise ConfigurationError("simulator.speed", speed=conditions.speed)
        self.loop = Loop() if loop is None else loop
        self.lines: list[Installation] = []
        self._names: dict[str, Selection] = {}
        self._conditions = conditions
        self._clockwork = Clockwork(conditions.speed)
        plans = tuple(plans)
        try:
            for plan in plans:
                self._add_line(plan, alone=len(plans) == 1)
        except BaseException:
            self.close()
            raise

    def begin(self, when_ready: Callable[[list[ReadyMeter]], None]) -> None:
        """Let everything appear; ``when_ready`` is called in the loop once all meters answer.

        Raises `PortError` where a link cannot be made.
        """
        for line in self.lines:
            line.begin()
        self._wait_until_ready(when_ready)

    def run(self) -> None:
        """Run until `stop`."""
        self.loop.run()

    def stop(self) -> None:
        """Let `run` return; from any thread or signal handler."""
        self.loop.stop()

    def close(self) -> None:
        """Remove all links, keep all memories."""
        for line in self.lines:
            line.close()
        self.loop.close()

    def select(self, name: str | None = None) -> Selection:
        """Return everything, or the line or meter of that name (meters: their unit id, too).

        Raises `ConfigurationError` where there is none.
        """
        if name is None:
            return Selection(tuple(self.lines))
        found = self._names.get(name)
        if found is None:
            known = ", ".join(self._names)
            raise ConfigurationError("simulator.target", name=name, known=known)
        return found

    def add_fault(self, fault: Fault, selection: Selection) -> None:
        """Let a fault happen."""
        for line in selection.lines:
            line.add_fault(fault, selection.units)

    def _add_line(self, plan: LinePlan, *, alone: bool) -> None:
        conditions = self._conditions
        seed = None if conditions.seed is None else str(conditions.seed)
        if seed is not None and not alone:
            seed = f"{seed}/{plan.name}"
        faults = FaultPlan(self.loop.now, seed or "0")
        line = self._installation(plan, faults)
        self.lines.append(line)
        self._names.setdefault(plan.name, Selection((line,)))
        for meter_plan in plan.meters:
            memory = self._memory(plan, meter_plan, alone=alone)
            surroundings = Surroundings(
                loop=self.loop,
                clockwork=self._clockwork,
                memory=memory,
                faults=faults,
                seed=seed,
                curve=conditions.curve,
                watts=conditions.watts,
                switches={**conditions.switches, **({"tls": "on"} if plan.tls else {})},
            )
            try:
                meter = model_named(meter_plan.model).make(meter_plan.unit, surroundings)
            except BaseException:
                memory.close()
                raise
            line.add(Supply(self.loop, meter, conditions.boot_s))
            selection = Selection((line,), frozenset({meter_plan.unit}))
            self._names.setdefault(meter_plan.name, selection)
            if alone:
                self._names.setdefault(str(meter_plan.unit), selection)

    def _installation(self, plan: LinePlan, faults: FaultPlan) -> Installation:
        turnaround_s = self._conditions.turnaround_s
        if plan.http:
            assert not isinstance(plan.link, Path)
            return SimulatedHost(plan.name, self.loop, plan.link, faults, turnaround_s=turnaround_s)
        wire: Wire
        if isinstance(plan.link, Path):
            wire = PtyWire(self.loop, plan.character, plan.link)
        else:
            kind = GatewayWire if plan.gateway else TcpWire
            wire = kind(self.loop, plan.character, *plan.link)
        framing = model_named(plan.meters[0].model).framing(self._conditions.switches)
        return SimulatedLine(plan.name, self.loop, wire, framing, faults, turnaround_s=turnaround_s)

    def _memory(self, line: LinePlan, meter: MeterPlan, *, alone: bool) -> Memory:
        folder = self._conditions.state
        if folder is None:
            return FleetingMemory()
        if not alone:
            folder /= line.name.replace("/", "_")
        return FileMemory(folder / f"{Path(meter.model).stem}-{meter.unit}.json")

    def _wait_until_ready(self, when_ready: Callable[[list[ReadyMeter]], None]) -> None:
        if not all(line.is_ready for line in self.lines):
            # Only while something boots; an idle simulation waits for nothing.
            self.loop.call_later(_READY_CHECK_S, lambda: self._wait_until_ready(when_ready))
            return
        for line in self.lines:
            line.begin_faults()
        when_ready(
            [
                ReadyMeter(
                    supply.meter.model,
                    supply.meter.unit,
                    line.link,
                    line.baud,
                    supply.meter.public_key,
                )
                for line in self.lines
                for supply in line.supplies.values()
            ]
        )
