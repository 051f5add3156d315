"""Runs a bench of many simulated meters under random faults for a set time, checked all along.

``python tests/end_to_end/soak.py --seconds 1800 --seed 1 --meters 32 --lines 4``

One bench in one process, as the desktop runs it; each line is a simulator process behind a
pseudo-terminal. Faults of every kind come and go on all lines, transactions start and stop all the
while, loads change. What must be so at every moment:

* every value that is taken for one is what the meter's registers held: compared with a reading
  taken in peace, energies with the meter's own exact counter before and after;
* the invariants of `invariants.ALWAYS`, per meter, and the whole chain of the store;
* every write to a meter stands in the store;
* memory, threads and descriptors stay as they were once all was warm.

In the end, when the faults are over, all of `invariants.IN_THE_END` as well: every transaction has
exactly one record, or says why there is none; no loss lasts on.
"""

import argparse
import contextlib
import ctypes
import gc
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from invariants import ALWAYS, IN_THE_END, Facts, breaches, memory_of, payload

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    Noticed,
    Pace,
    ReadingTaken,
    Resync,
)
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.simulator.faults import FAULT_KINDS, Place, ValueKind
from eichlab.store import CheckResult, Store
from eichlab.values import (
    Channel,
    EichlabError,
    JournalEvent,
    Outcome,
    Quantity,
    Reading,
    SignedRecord,
    Transaction,
    TransactionRequest,
    WireVerdict,
)

BAUD = 115_200
FEMTO_WS_PER_WH = 3600 * 10**15
ENERGIES = {Quantity.ENERGY_IMPORT: "imported_fws", Quantity.ENERGY_EXPORT: "exported_fws"}
# 690 W are 1 A in each phase: every register then holds a round value, another for each meter.
STEP_W = 690

# Everything that can befall a serial line, and what this model of meter can do wrong by itself.
_METER_FAULTS = frozenset(
    {"slow-ready", "corrupted", "size-zero", "wrong-model", "device-state", "phase-sequence"}
)
_FAULTS = sorted(
    name
    for name, kind in FAULT_KINDS.items()
    if kind.place in {Place.WIRE, Place.TALK, Place.SUPPLY, Place.PORT} or name in _METER_FAULTS
)

# How long these faults may take, in seconds; the others keep their usual value.
_VALUE_S = {
    "late": (0.05, 0.9),
    "slow-ready": (1.0, 6.0),
    "twice": (0.0, 0.05),
    "stutter": (0.02, 0.2),
}

Values = Mapping[tuple[Quantity, Channel], Decimal]

_TICK_S = 0.02
_MOST_ANSWER_S = 120.0
_SETTLE_S = 180.0


@dataclass
class Sample:
    """What the process holds at one time: resident memory, threads, open descriptors."""

    memory_mb: float
    threads: int
    descriptors: int

    @classmethod
    def take(cls) -> "Sample":
        gc.collect()
        # What is free in the allocator's many arenas is not held by anybody.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(
            memory_mb=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
            threads=threading.active_count(),
            descriptors=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        )


@dataclass
class Summary:
    """What a soak came to."""

    seconds: float
    seed: int
    meters: int
    lines: int
    polls: int = 0
    values: int = 0
    wrong_values: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    spoilt: int = 0
    foreign: int = 0
    losses: int = 0
    writes: int = 0
    checks: int = 0
    breaches: list[str] = field(default_factory=list)
    warm: Sample | None = None
    end: Sample | None = None
    most: Sample | None = None
    settled_s: float = 0.0

    def table(self) -> str:
        assert self.warm is not None
        assert self.end is not None
        assert self.most is not None
        warm, end, most = self.warm, self.end, self.most
        rows = [
            ("seconds, seed", f"{self.seconds:.0f}, {self.seed}"),
            ("meters on lines", f"{self.meters} on {self.lines}"),
            ("polls with values", str(self.polls)),
            ("values compared", str(self.values)),
            ("wrong values accepted", str(self.wrong_values)),
            ("faults injected", str(self.faults.total())),
            *((f"  {name}", str(count)) for name, count in sorted(self.faults.items())),
            ("transactions", str(self.outcomes.total())),
            *((f"  {name}", str(count)) for name, count in sorted(self.outcomes.items())),
            *((f"    {name}", str(count)) for name, count in sorted(self.explained.items())),
            ("records spoilt by the meter, explained", str(self.spoilt)),
            ("foreign records kept", str(self.foreign)),
            ("losses", str(self.losses)),
            ("writes to meters, all listed", str(self.writes)),
            ("looks at all invariants", str(self.checks)),
            ("invariants broken", str(len(self.breaches))),
            ("at rest after the faults", f"{self.settled_s:.1f} s"),
            (
                "memory warm / end / most",
                "{:.1f} / {:.1f} / {:.1f} MB".format(*(s.memory_mb for s in (warm, end, most))),
            ),
            ("threads warm / end / most", f"{warm.threads} / {end.threads} / {most.threads}"),
            (
                "descriptors warm / end / most",
                f"{warm.descriptors} / {end.descriptors} / {most.descriptors}",
            ),
        ]
        return "\n".join(f"{name:<38} {value}" for name, value in rows)


class SimulatedLine:
    """One simulator process with its meters, and what is wrong on it just now."""

    def __init__(self, folder: Path, number: int, meters: int, seed: int) -> None:
        self.name = f"Line {number}"
        self.port = folder / f"line-{number}"
        self.units = range(1, meters + 1)
        self.state = folder / f"meters-{number}"
        self.process = SimulatorProcess(
            (*(f"em580@{unit}" for unit in self.units), "--link", self.port,
             "--state", self.state, "--seed", str(100 * seed + number), "--boot", "0.5",
             "--baud", str(BAUD), "--switch", "variation=0", "--switch", "settle-s=0.2"),
            meters=meters, start_s=60,
        )  # fmt: skip
        self.mend_at: float | None = None
        self.break_at = 0.0
        self._bag: list[str] = []
        self._mend: list[str] = []

    def memory(self, unit: int) -> Mapping[str, object]:
        return memory_of(self.state, f"em580-{unit}.json")

    def strike(self, chance: random.Random, now: float) -> list[str]:
        """Let one or two faults begin, for one meter or the whole line; return their names."""
        names = [self._drawn(chance) for _ in range(chance.choice((1, 1, 2)))]
        target = f"on {chance.choice(self.units)} " if chance.random() < 0.7 else ""
        for name in names:
            kind = FAULT_KINDS[name]
            if name == "unplug":
                self.process.command("unplug")
                self._mend.append("plug")
            elif name == "power-cut":
                self.process.command(f"{target}power off")
                self._mend.append(f"{target}power on")
            else:
                whom = "" if kind.place is Place.TALK else target
                self.process.command(f"{whom}fault {_spec(kind.name, chance)}")
                self._mend.append(f"clear {name}")
        # What befalls the meter itself must last until its next record to be felt.
        lasts_s = 12.0 if any(FAULT_KINDS[each].place is Place.METER for each in names) else 4.0
        self.mend_at = now + chance.uniform(0.2, lasts_s)
        return names

    def _drawn(self, chance: random.Random) -> str:
        """Return a fault by chance, each as often as any other."""
        if not self._bag:
            self._bag = chance.sample(_FAULTS, len(_FAULTS))
        return self._bag.pop()

    def mend(self, chance: random.Random, now: float) -> None:
        for command in self._mend:
            self.process.command(command)
        self._mend.clear()
        self.mend_at = None
        self.break_at = now + chance.uniform(0.2, 3.0)


def _spec(name: str, chance: random.Random) -> str:
    kind = FAULT_KINDS[name]
    spec = name
    if kind.value_kind is ValueKind.SECONDS and name in _VALUE_S:
        spec += f"={chance.uniform(*_VALUE_S[name]) * 1000:.0f}ms"
    # A reboot strikes at a request; at every one the meter would never come up.
    often = 0.05 if kind.place is Place.SUPPLY else chance.choice((1.0, 1.0, 0.5, 0.2))
    return spec if often == 1.0 else f"{spec}:{often}"


@dataclass
class User:
    """The one who starts and stops transactions on one meter."""

    meter: str
    next_at: float
    doing: str = "idle"
    asked: Future[Transaction] | None = None
    asked_at: float = 0.0


class Meter:
    """One meter: what it can hold, and whether what is read is that."""

    def __init__(self, name: str, line: SimulatedLine, unit: int) -> None:
        self.name = name
        self.line = line
        self.unit = unit
        self.loads = (STEP_W * unit, STEP_W * (unit + 20))
        self.may_be: dict[int, Values] = {}
        self.load = self.loads[0]
        self.before: float | None = None
        self.least: dict[Quantity, int] = {}
        self.last: dict[Quantity, Decimal] = {}
        self.waiting: list[Reading] = []
        self.serial = str(self.memory["serial"])

    @property
    def memory(self) -> Mapping[str, object]:
        return self.line.memory(self.unit)

    def set_load(self, watts: int) -> None:
        self.load = watts
        self.line.process.command(f"on {self.unit} load {watts}")

    def counters(self) -> dict[Quantity, int]:
        """Return the meter's own energies in whole Wh, as it keeps them before it tells them."""
        energy = self.memory["energy"]
        assert isinstance(energy, dict)
        return {each: energy[key] // FEMTO_WS_PER_WH for each, key in ENERGIES.items()}

    def look(self) -> Iterator[str]:
        """Compare what was read since the last look with what the meter held meanwhile."""
        readings, self.waiting = self.waiting, []
        most = self.counters()
        now = time.monotonic()
        for reading in readings:
            yield from self._steady(reading)
            for quantity in ENERGIES:
                value = reading.value(quantity)
                if value is None:
                    yield f"{self.name}: no {quantity}"
                    continue
                asked_whole_after = (
                    self.before is not None
                    and reading.monotonic - reading.round_trip_s - 1.0 > self.before
                )
                least = self.least[quantity] if asked_whole_after else 0
                if not least <= value <= most[quantity]:
                    yield f"{self.name}: {quantity} {value}, held {least} … {most[quantity]}"
                if value < self.last.get(quantity, value):
                    yield f"{self.name}: {quantity} fell from {self.last[quantity]} to {value}"
                self.last[quantity] = value
        self.before, self.least = now, most

    def _steady(self, reading: Reading) -> Iterator[str]:
        """All values of one answer belong to one of the loads there were, all to the same.

        The temperature is asked for apart, and may be of the load that came meanwhile.
        """
        read = steady(reading)
        nearest = max(
            self.may_be.values(), key=lambda held: sum(held.get(k) == v for k, v in read.items())
        )
        for key, value in read.items():
            apart = key[0] is Quantity.TEMPERATURE
            may_be = self.may_be.values() if apart else (nearest,)
            if not any(held.get(key) == value for held in may_be):
                yield f"{self.name}: {key} {value}, held {nearest.get(key)}"
        for key in nearest:
            # A meter that refuses this one is taken for one that has none until it is lost.
            if key not in read and key[0] is not Quantity.TEMPERATURE:
                yield f"{self.name}: {key} is missing"


def steady(reading: Reading) -> Values:
    """Return everything that does not count on."""
    return {key: value for key, value in reading.quantities.items() if key[0] not in ENERGIES}


class Soak:
    """The bench, its simulators and users, and one look after the other."""

    def __init__(self, folder: Path, seconds: float, seed: int, meters: int, lines: int) -> None:
        self._chance = random.Random(seed)
        self._seconds = seconds
        self.summary = Summary(seconds, seed, meters, lines)
        self._lines = [
            SimulatedLine(folder, number, meters // lines, seed) for number in range(1, lines + 1)
        ]
        self._meters = {
            name: Meter(name, line, unit)
            for line in self._lines
            for unit in line.units
            for name in (f"{line.name} · {unit}",)
        }
        self.store = Store.open(folder / "eichlab.sqlite")
        self.bench = Bench(self._configuration(), self.store, pace=Pace())
        for line in self.bench._lines.values():
            # Long logs fill for minutes: with short ones a leak shows at once.
            line.wire_log._entries = deque(maxlen=500)
            line.wire_log._round_trips = deque(maxlen=100)
        self._events = self.bench.events.subscribe(100_000)
        self._finished_before = 0
        self._seen: set[str] = set()

    def _configuration(self) -> BenchConfiguration:
        return BenchConfiguration(
            "soak",
            tuple(
                LineConfiguration(
                    line.name,
                    str(line.port),
                    BAUD,
                    meters=tuple(
                        MeterConfiguration(
                            f"{line.name} · {unit}",
                            "em580",
                            unit=unit,
                            interval_s=1.0,
                            simulated=True,
                            clear_unknown=True,
                            stop_on_failure=unit % 2 == 0,
                            failure_after_s=3.0,
                        )
                        for unit in line.units
                    ),
                )
                for line in self._lines
            ),
        )

    def close(self) -> None:
        self.bench.close()
        self.store.close()
        for line in self._lines:
            line.process.close()

    def run(self, tell: Callable[[str], object]) -> Summary:
        gc.disable()
        try:
            self.bench.start()
            self._learn()
            self._go_on(tell)
            self._settle()
            self._conclude()
        finally:
            gc.enable()
        return self.summary

    # ── before the faults ────────────────────────────────────────────────────────────────────

    def _learn(self) -> None:
        """Read every meter in peace under each of its loads: that is what it may show later."""
        for index in (1, 0):
            for meter in self._meters.values():
                meter.set_load(meter.loads[index])
            self._drain()
            time.sleep(0.1)
            wanted = set(self._meters)
            begun = time.monotonic()
            until = begun + 120
            while wanted:
                assert time.monotonic() < until, f"never answered: {wanted}"
                for event in self._events.drain():
                    if not isinstance(event, ReadingTaken):
                        continue
                    reading = event.reading
                    if reading.monotonic - reading.round_trip_s - 0.5 > begun:
                        meter = self._meters[reading.meter]
                        meter.may_be[meter.loads[index]] = steady(reading)
                        wanted.discard(reading.meter)
                time.sleep(_TICK_S)
        shown = [str(held) for each in self._meters.values() for held in each.may_be.values()]
        per_line = len(shown) // len(self._lines)
        assert len(set(shown[:per_line])) == per_line, "meters of a line must differ"

    # ── the soak ─────────────────────────────────────────────────────────────────────────────

    def _go_on(self, tell: Callable[[str], object]) -> None:
        began = time.monotonic()
        # SQLite's caches and the allocator's arenas fill for some ten minutes.
        warm_at = began + min(900.0, self._seconds / 3)
        look_s = min(60.0, self._seconds / 6)
        look_at = began + look_s
        values_at = tell_at = began
        users = [User(name, began + self._chance.uniform(0, 10)) for name in self._meters]
        while (now := time.monotonic()) < began + self._seconds:
            self._trouble(now)
            for user in users:
                self._use(user, now)
            self._drain()
            self._collect()
            if now >= values_at:
                values_at = now + 1.0
                self._look_at_values()
                self._change_a_load()
            if now >= look_at:
                look_at = now + look_s
                self._look_at_store()
                self._sample(warm=now >= warm_at)
            if now >= tell_at:
                tell_at = now + 60.0
                tell(self._line_of_state(now - began))
            time.sleep(_TICK_S)
        self._users = users

    def _trouble(self, now: float) -> None:
        for line in self._lines:
            if line.mend_at is None and now >= line.break_at:
                self.summary.faults.update(line.strike(self._chance, now))
            elif line.mend_at is not None and now >= line.mend_at:
                line.mend(self._chance, now)

    def _use(self, user: User, now: float) -> None:
        if user.asked is not None:
            if not user.asked.done():
                if now - user.asked_at > _MOST_ANSWER_S:
                    self._broken(f"{user.meter}: {user.doing} has no answer")
                    user.asked_at = now
                return
            error = user.asked.exception()
            if error is not None and not isinstance(error, EichlabError):
                self._broken(f"{user.meter}: {user.doing} raised {error!r}")
            user.asked = None
            user.next_at = now + self._chance.uniform(1.0, 10.0)
        if now < user.next_at:
            return
        open_one = self.bench.meter(user.meter).open_transaction
        user.asked_at = now
        if open_one is None:
            user.doing = "start"
            request = TransactionRequest(tariff_text=f"soak {user.meter.replace('·', '-')}")
            user.asked = self.bench.start_transaction(user.meter, request)
        elif open_one.state is JournalEvent.RUNNING:
            user.doing = "stop"
            user.asked = self.bench.stop_transaction(user.meter)
        else:
            # The bench brings it to its end by itself.
            user.next_at = now + 1.0

    def _change_a_load(self) -> None:
        meter = self._chance.choice(list(self._meters.values()))
        meter.set_load(self._chance.choice(meter.loads))

    def _drain(self) -> None:
        for event in self._events.drain():
            match event:
                case ReadingTaken(reading):
                    self.summary.polls += 1
                    self.summary.values += len(reading.quantities)
                    self._meters[reading.meter].waiting.append(reading)
                case Resync():
                    self._broken("the harness was too slow to see all events")
                case Noticed(said) if said.code == "bench.defect":
                    self._broken(f"a defect was met: {said}")

    def _collect(self) -> None:
        """Collect as the desktop does: young generations often, the old one now and then."""
        young, middle, old = gc.get_count()
        thresholds = gc.get_threshold()
        if old > thresholds[2]:
            gc.collect()
        elif middle > thresholds[1]:
            gc.collect(1)
        elif young > thresholds[0]:
            gc.collect(0)

    # ── looks ────────────────────────────────────────────────────────────────────────────────

    def _look_at_values(self) -> None:
        for meter in self._meters.values():
            for said in meter.look():
                self.summary.wrong_values += 1
                self._broken(said)

    def _look_at_store(self) -> None:
        """Check what was begun since the last look, and the whole chain."""
        self.summary.checks += 1
        chain = self.store.check()
        if not chain.ok:
            self._broken(f"the chain is broken: {chain.first_broken}")
        new = [each for each in self._transactions() if each.id not in self._seen]
        self._seen.update(each.id for each in new if not each.is_open)
        for facts in self._facts(new, (), chain):
            for said in breaches(
                facts, [each for each in ALWAYS if each.__name__ != "chain_holds"]
            ):
                self._broken(said)

    def _transactions(self) -> list[Transaction]:
        # Between a look and the next, a busy bench begins fewer than these.
        return list(self.store.transactions(limit=500))

    def _facts(
        self,
        transactions: Sequence[Transaction],
        foreign: Sequence[SignedRecord],
        chain: CheckResult,
    ) -> Iterator[Facts]:
        folder = self.store.rescue_folder.path
        for meter in self._meters.values():
            own = [each for each in transactions if each.meter == meter.name]
            records = {each.id: self.store.records(each.id) for each in own}
            strange = [each for each in foreign if _serial(each) == meter.serial]
            shas = [r.sha256 for rs in (*records.values(), strange) for r in rs]
            yield Facts(
                transactions=own,
                records=records,
                foreign=strange,
                rescued=frozenset(_rescued(folder, own, bool(strange))) if shas else frozenset(),
                chain=chain,
                meter=meter.memory,
            )

    def _sample(self, *, warm: bool) -> None:
        summary = self.summary
        sample = Sample.take()
        if not warm:
            return
        if summary.warm is None:
            summary.warm = summary.most = sample
        assert summary.most is not None
        summary.most = Sample(
            max(summary.most.memory_mb, sample.memory_mb),
            max(summary.most.threads, sample.threads),
            max(summary.most.descriptors, sample.descriptors),
        )
        summary.end = sample

    def _line_of_state(self, elapsed_s: float) -> str:
        sample = Sample.take()
        summary = self.summary
        return (
            f"{elapsed_s:6.0f} s  polls {summary.polls}  faults {summary.faults.total()}"
            f"  wrong {summary.wrong_values}  broken {len(summary.breaches)}"
            f"  {sample.memory_mb:.1f} MB  threads {sample.threads}"
        )

    def _broken(self, said: str) -> None:
        if said not in self.summary.breaches and len(self.summary.breaches) < 1000:
            self.summary.breaches.append(said)
            sys.stderr.write(f"BROKEN {said}\n")

    # ── after the faults ─────────────────────────────────────────────────────────────────────

    def _settle(self) -> None:
        """End all faults, stop what runs, and wait until everything is at rest."""
        began = time.monotonic()
        for line in self._lines:
            line.mend(self._chance, began)
            line.process.command("clear")
        quiet_since = None
        while True:
            now = time.monotonic()
            if now - began > _SETTLE_S:
                self._broken(f"not at rest after {_SETTLE_S:.0f} s: {self._unrest()}")
                break
            for user in self._users:
                if user.asked is not None and user.asked.done():
                    user.asked = None
                open_one = self.bench.meter(user.meter).open_transaction
                is_running = open_one is not None and open_one.state is JournalEvent.RUNNING
                if user.asked is None and is_running:
                    user.asked = self.bench.stop_transaction(user.meter)
            self._drain()
            self._collect()
            if self._unrest():
                quiet_since = None
            else:
                quiet_since = quiet_since or now
                if now - quiet_since > 1.0:
                    break
            time.sleep(_TICK_S)
        self.summary.settled_s = time.monotonic() - began
        self._look_at_values()
        self._sample(warm=True)

    def _unrest(self) -> list[str]:
        restless = [f"{user.meter} {user.doing}" for user in self._users if user.asked is not None]
        for status in self.bench.meters():
            memory = self._meters[status.name].memory
            if status.open_transaction is not None or status.loss is not None or memory["state"]:
                restless.append(f"{status.name} {status.link} {status.problem}")
        return restless

    def _conclude(self) -> None:
        summary = self.summary
        written = sum(
            line.wire_log.counters().get(WireVerdict.WRITTEN, 0)
            for line in self.bench._lines.values()
        )
        self.bench.close()
        transactions = self.store.transactions(limit=10_000_000)
        for each in transactions:
            outcome = each.outcome.value if each.outcome is not None else "open"
            summary.outcomes[outcome] += 1
            if each.outcome in {Outcome.REFUSED, Outcome.ABANDONED}:
                summary.explained[f"{outcome}: {each.explanation.code}"] += 1
        foreign = self.store.foreign_records()
        summary.foreign = len(foreign)
        summary.losses = len(self.store.losses())
        summary.writes = written
        listed = len(self.store.writes(limit=100_000_000))
        if listed != written:
            self._broken(f"{written} writes to meters, {listed} of them listed")
        for loss in self.store.losses():
            if loss.ended_at is None:
                self._broken(f"the loss of {loss.meter} lasts on")
        for facts in self._facts(transactions, foreign, self.store.check()):
            self._broken_in_the_end(facts)
        self.check_flat()

    def _broken_in_the_end(self, facts: Facts) -> None:
        """Look for what is broken; a record that the meter itself spoilt is explained, not lost."""
        spoilt = sum(
            each.explanation is not None and each.explanation.code == "em580.record-corrupted"
            for each in facts.transactions
        )
        self.summary.spoilt += spoilt
        for said in breaches(facts, IN_THE_END):
            if said.startswith("nothing_is_lost") and facts.lost <= spoilt:
                continue
            self._broken(f"meter {facts.meter['serial']}: {said}")

    def check_flat(self) -> None:
        warm, end, most = self.summary.warm, self.summary.end, self.summary.most
        assert warm is not None
        assert end is not None
        assert most is not None
        if end.memory_mb > 1.1 * warm.memory_mb + 10:
            self._broken(f"memory grew from {warm.memory_mb:.1f} to {end.memory_mb:.1f} MB")
        if most.threads != warm.threads:
            self._broken(f"threads went from {warm.threads} to {most.threads}")
        # A lost port takes its descriptor with it, so that there may be fewer when it is warm.
        if most.descriptors > warm.descriptors + 2 * self.summary.lines:
            self._broken(f"descriptors went from {warm.descriptors} to {most.descriptors}")


def _serial(record: SignedRecord) -> object:
    return payload(record).get("MS")


def _rescued(folder: Path, transactions: Sequence[Transaction], foreign: bool) -> Iterator[bytes]:
    for each in transactions:
        for path in folder.glob(f"{each.id}*.ocmf"):
            yield path.read_bytes()
    if foreign:
        for path in folder.glob("*.ocmf"):
            yield path.read_bytes()


def soak(
    folder: Path,
    seconds: float,
    seed: int,
    *,
    meters: int = 32,
    lines: int = 4,
    tell: Callable[[str], object] = lambda _: None,
) -> Summary:
    """Run so long; return what it came to."""
    one = Soak(folder, seconds, seed, meters, lines)
    try:
        return one.run(tell)
    finally:
        one.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--meters", type=int, default=32)
    parser.add_argument("--lines", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="keep everything here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eichlab-soak-") as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        summary = soak(
            folder,
            arguments.seconds,
            arguments.seed,
            meters=arguments.meters,
            lines=arguments.lines,
            tell=lambda said: sys.stderr.write(f"{said}\n"),
        )
    sys.stdout.write(f"{summary.table()}\n")
    return 1 if summary.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
