"""Faults: what can go wrong on purpose, how it is written, and when it strikes.

A fault is written ``name[=value][:probability][@window]``::

    silence                  always
    crc:0.2                  in one of five replies
    late=1.5s                with a value of its own
    silence@10s..12s         from 10 s to 12 s after ready (``@10s`` or ``@10s..``: from then on)
    exception-6@#10..#12     for the requests 10, 11 and 12 (``@#10``: for this one, ``@#10..``)

``power-cut``, ``reboot`` and ``unplug`` happen once when they begin: at once, at the time, or at
the request. They last as long as their value says, or as long as their time window.
``other-master`` and ``idle-noise`` go on by themselves for as long as they strike.
"""

import math
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from eichlab.values import ConfigurationError


class Place(Enum):
    """Where a fault acts. The order of the kinds below is the order in which faults combine."""

    WIRE = "wire"
    HTTP = "http"
    TALK = "talk"
    METER = "meter"
    SUPPLY = "supply"
    PORT = "port"


class ValueKind(Enum):
    """What a fault's value is."""

    NONE = "none"
    SECONDS = "seconds"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A fault that can be asked for."""

    name: str
    place: Place
    value_kind: ValueKind = ValueKind.NONE
    default: float = 0.0
    exception: int | None = None


_EXCEPTION_CODES = range(1, 12)

BY_CHANCE = -1.0
"""The value of a fault that chooses by chance where nothing else is said."""

FAULT_KINDS: dict[str, FaultKind] = {
    kind.name: kind
    for kind in (
        # The meter does not hear the question: nothing happens, no answer.
        FaultKind("request-lost", Place.WIRE),
        # The meter refuses with this exception code and does nothing.
        FaultKind("exception", Place.WIRE, exception=4),
        *(FaultKind(f"exception-{code}", Place.WIRE, exception=code) for code in _EXCEPTION_CODES),
        # The adapter returns the question's bytes: before the answer, in one piece with it, alone.
        FaultKind("echo", Place.WIRE),
        FaultKind("echo-glued", Place.WIRE),
        FaultKind("echo-only", Place.WIRE),
        # The meter does what was asked, but its answer is lost or wrong.
        FaultKind("silence", Place.WIRE),
        FaultKind("noise-only", Place.WIRE),
        FaultKind("wrong-unit", Place.WIRE),
        FaultKind("wrong-function", Place.WIRE),
        FaultKind("exception-foreign", Place.WIRE),
        FaultKind("wrong-length", Place.WIRE),
        FaultKind("wrong-count", Place.WIRE),
        FaultKind("long", Place.WIRE),
        FaultKind("crc", Place.WIRE),
        FaultKind("short", Place.WIRE),
        # Another program reads from the same port; another sender talks at the same time.
        FaultKind("stolen", Place.WIRE),
        FaultKind("collision", Place.WIRE),
        # Noise is 00h, FFh or anything, as the value says.
        FaultKind("noise-before", Place.WIRE, ValueKind.NUMBER, BY_CHANCE),
        FaultKind("noise-after", Place.WIRE, ValueKind.NUMBER, BY_CHANCE),
        # The meter sends at another speed (the value; half of ours) or with a parity bit.
        FaultKind("wrong-speed", Place.WIRE, ValueKind.NUMBER, BY_CHANCE),
        FaultKind("wrong-parity", Place.WIRE),
        # The answer is right, but its time is not.
        FaultKind("twice", Place.WIRE, ValueKind.SECONDS, 0.02),
        FaultKind("drip", Place.WIRE, ValueKind.SECONDS, 0.004),
        FaultKind("stutter", Place.WIRE, ValueKind.SECONDS, 0.15),
        FaultKind("late", Place.WIRE, ValueKind.SECONDS, 0.8),
        # Over HTTP: the device refuses with this status and does nothing; it does what was asked,
        # but its answer is a web page, lacks a field, never ends, or the connection breaks off.
        FaultKind("http-status", Place.HTTP, ValueKind.NUMBER, 500),
        FaultKind("not-json", Place.HTTP),
        FaultKind("missing-field", Place.HTTP),
        FaultKind("endless-body", Place.HTTP),
        FaultKind("connection-reset", Place.HTTP),
        # Somebody talks unasked: a second master (the value is whom it asks), an open line.
        FaultKind("other-master", Place.TALK, ValueKind.NUMBER, BY_CHANCE),
        FaultKind("idle-noise", Place.TALK, ValueKind.NUMBER, BY_CHANCE),
        # The meter itself.
        FaultKind("slow-ready", Place.METER, ValueKind.SECONDS, 3.0),
        FaultKind("corrupted", Place.METER),
        FaultKind("size-zero", Place.METER),
        FaultKind("wrong-model", Place.METER),
        FaultKind("device-state", Place.METER, ValueKind.NUMBER, 0x1000),
        FaultKind("phase-sequence", Place.METER),
        FaultKind("clock-lost", Place.METER),
        FaultKind("state-stuck", Place.METER),
        FaultKind("error-status", Place.METER, ValueKind.NUMBER, 254),
        FaultKind("leading-zeros", Place.METER),
        FaultKind("odd-signature", Place.METER),
        # Of meters that are merely read: values and counters stand still, counters begin anew,
        # what is measured is no number.
        FaultKind("frozen", Place.METER),
        FaultKind("counter-reset", Place.METER),
        FaultKind("not-a-number", Place.METER),
        FaultKind("empty-record", Place.METER),
        FaultKind("fatal-error", Place.METER),
        FaultKind("unit-link-lost", Place.METER),
        FaultKind("tampering", Place.METER),
        FaultKind("measuring-failed", Place.METER),
        FaultKind("reversed-voltage", Place.METER),
        FaultKind("over-temperature", Place.METER, ValueKind.NUMBER, 96),
        FaultKind("clock-expired", Place.METER),
        FaultKind("error-code", Place.METER, ValueKind.NUMBER, 1),
        # A start is confirmed and nothing begins; the first reads of a new record say busy.
        FaultKind("start-ignored", Place.METER),
        FaultKind("record-busy", Place.METER, ValueKind.NUMBER, 3),
        # Snapshots and their OCMF: failed, or not allowed by the meter's inputs; its events.
        FaultKind("snapshot-failed", Place.METER),
        FaultKind("not-enabled", Place.METER),
        FaultKind("no-feedback", Place.METER),
        FaultKind("record-failed", Place.METER),
        FaultKind("event", Place.METER, ValueKind.NUMBER, 0x10000),
        # Mains and adapter; the value is how long they are away.
        FaultKind("power-cut", Place.SUPPLY, ValueKind.SECONDS, 0.3),
        FaultKind("reboot", Place.SUPPLY, ValueKind.SECONDS, 0.0),
        FaultKind("unplug", Place.PORT, ValueKind.SECONDS, 1.5),
    )
}

_RANK = {name: rank for rank, name in enumerate(FAULT_KINDS)}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as it was asked for.

    ``value`` is in seconds where the kind says so; ``seconds`` are begin and end after ready,
    ``requests`` the first and the last of the requests, both counted from 1 and inclusive.
    """

    kind: FaultKind
    value: float
    probability: float = 1.0
    seconds: tuple[float, float] | None = None
    requests: tuple[int, float] | None = None

    @property
    def name(self) -> str:
        """Return the kind's name."""
        return self.kind.name


_SPEC = re.compile(
    r"(?P<name>[a-z][a-z0-9-]*)"
    r"(?:=(?P<value>[^:@]+))?"
    r"(?::(?P<probability>[0-9]*\.?[0-9]+))?"
    r"(?:@(?P<window>.+))?"
)
_SECONDS_WINDOW = re.compile(r"(?P<begin>[0-9.]+m?s)(?:\.\.(?P<end>[0-9.]+m?s)?)?")
_REQUESTS_WINDOW = re.compile(r"#(?P<begin>[0-9]+)(?P<range>\.\.(?:#(?P<end>[0-9]+))?)?")
_DURATION = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?P<unit>ms|s)?")


def parse_fault(text: str) -> Fault:
    """Return the fault that ``text`` asks for; raises `ConfigurationError` otherwise."""
    matched = _SPEC.fullmatch(text.strip())
    if matched is None:
        raise ConfigurationError("simulator.fault-form", text=text)
    kind = FAULT_KINDS.get(matched["name"])
    if kind is None:
        known = ", ".join(FAULT_KINDS)
        raise ConfigurationError("simulator.fault-unknown", name=matched["name"], known=known)
    probability = float(matched["probability"] or 1)
    if not 0 <= probability <= 1:
        raise ConfigurationError("simulator.fault-probability", text=text)
    seconds, requests = _window(matched["window"], text)
    return Fault(kind, _value(kind, matched["value"], text), probability, seconds, requests)


def _value(kind: FaultKind, written: str | None, text: str) -> float:
    if written is None:
        return kind.default
    if kind.value_kind is ValueKind.SECONDS:
        return _duration_s(written, text)
    if kind.value_kind is ValueKind.NUMBER:
        try:
            return int(written, 0)
        except ValueError:
            raise ConfigurationError("simulator.fault-form", text=text) from None
    raise ConfigurationError("simulator.fault-no-value", name=kind.name)


def _duration_s(written: str, text: str) -> float:
    matched = _DURATION.fullmatch(written)
    if matched is None:
        raise ConfigurationError("simulator.fault-form", text=text)
    return float(matched["number"]) / (1000 if matched["unit"] == "ms" else 1)


def _window(
    written: str | None, text: str
) -> tuple[tuple[float, float] | None, tuple[int, float] | None]:
    if written is None:
        return None, None
    if matched := _SECONDS_WINDOW.fullmatch(written):
        begin = _duration_s(matched["begin"], text)
        end = math.inf if matched["end"] is None else _duration_s(matched["end"], text)
        if end > begin:
            return (begin, end), None
    elif matched := _REQUESTS_WINDOW.fullmatch(written):
        first = int(matched["begin"])
        last: float = first
        if matched["range"] is not None:
            last = math.inf if matched["end"] is None else int(matched["end"])
        if 1 <= first <= last:
            return None, (first, last)
    raise ConfigurationError("simulator.fault-form", text=text)


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """A fault with its own source of chance; None for ``units`` means the whole line."""

    fault: Fault
    chance: random.Random
    units: frozenset[int] | None = None


@dataclass(slots=True)
class FaultPlan:
    """The faults of one line, and whether they strike now.

    ``now`` gives seconds; ``seed`` makes every chance repeatable. Each fault draws from a
    sequence of its own, so that adding one does not change the others.
    """

    now: Callable[[], float]
    seed: str
    ready_at: float | None = None
    requests: int = 0
    _planned: list[PlannedFault] = field(default_factory=list)
    _added: int = 0

    def add(self, fault: Fault, units: Iterable[int] | None = None) -> None:
        """Add a fault; for the replies of these units only, where they are given."""
        self._added += 1
        # Repeatable by design; nothing secret comes from it.
        chance = random.Random(f"{self.seed}/{self._added}/{fault.name}")  # noqa: S311
        meant = None if units is None else frozenset(units)
        self._planned.append(PlannedFault(fault, chance, meant))
        self._planned.sort(key=lambda planned: _RANK[planned.fault.name])

    def clear(self, name: str | None = None) -> int:
        """Take back the faults of this name, or all; returns how many that were."""
        before = len(self._planned)
        self._planned = [
            each for each in self._planned if name is not None and each.fault.name != name
        ]
        return before - len(self._planned)

    def holds(self, place: Place) -> bool:
        """Return whether there is any fault of this place, striking or not."""
        return any(planned.fault.kind.place is place for planned in self._planned)

    def begin(self) -> None:
        """Begin to count: the simulation is ready."""
        self.ready_at = self.now()

    def count_request(self) -> None:
        """Count a request for one of the line's meters."""
        self.requests += 1

    def strikes(self, name: str, unit: int) -> Fault | None:
        """Return the fault of that name if it strikes this unit now."""
        for planned in self._planned:
            if planned.fault.name == name and self._strikes(planned, unit):
                return planned.fault
        return None

    def striking(self, places: set[Place], unit: int) -> list[PlannedFault]:
        """Return the faults that strike this request, in the order in which they combine."""
        return [
            planned
            for planned in self._planned
            if planned.fault.kind.place in places and self._strikes(planned, unit)
        ]

    def _strikes(self, planned: PlannedFault, unit: int) -> bool:
        fault = planned.fault
        if planned.units is not None and unit not in planned.units:
            return False
        if fault.seconds is not None:
            if self.ready_at is None:
                return False
            begin, end = fault.seconds
            if not begin <= self.now() - self.ready_at < end:
                return False
        if fault.requests is not None:
            first, last = fault.requests
            if not first <= self.requests <= last:
                return False
        return fault.probability >= 1 or planned.chance.random() < fault.probability
