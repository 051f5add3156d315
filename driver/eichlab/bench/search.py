"""Finds meters on a port, and tries one before it is put on the bench; nothing is ever written."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from eichlab.bench.configuration import LineConfiguration
from eichlab.bench.lines import line_of
from eichlab.line import (
    ALL_UNITS,
    LIKELY_SETTINGS,
    MODBUS_TCP,
    CharacterSettings,
    Framing,
    Hit,
    Line,
    PortSettings,
    Scan,
    ScanPlan,
    ScanProgress,
    ScanResult,
    SerialLine,
)
from eichlab.meters import MODELS, Model, model_named
from eichlab.values import Identity, MeterError, Reading


@dataclass(frozen=True, slots=True)
class FoundMeter:
    """What answered, and which model it says it is; None for one that no driver knows."""

    hit: Hit
    model: str | None
    title: str | None
    identity: Identity | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a meter that was tried said of itself, and its values."""

    identity: Identity
    reading: Reading


@dataclass(frozen=True, slots=True)
class UsedSettings:
    """How a meter was reached on a port before: what a search of that port begins with."""

    baud: int
    parity: str
    stop_bits: int
    unit: int
    framing: str = Framing.RTU.value

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """Return how a meter was found."""
        settings = hit.settings
        return cls(settings.baud, settings.parity, settings.stop_bits, hit.unit, hit.framing.value)

    @property
    def characters(self) -> CharacterSettings:
        """Return them without the unit id."""
        return CharacterSettings(self.baud, self.parity, self.stop_bits)


def serial_models(*framings: Framing) -> tuple[Model, ...]:
    """Return the models that hang on a line (of these framings); others have an address."""
    return tuple(
        model
        for model in MODELS.values()
        if not model.is_on_network and model.framing in (framings or Framing)
    )


def search_plan(used: Sequence[UsedSettings] = ()) -> ScanPlan:
    """Return the plan of a whole search: what was used last, the models' own, what is likely."""
    models = serial_models()
    last = tuple(each.characters for each in used)
    last_slip = tuple(each.characters for each in used if each.framing == Framing.SLIP)
    own = tuple(dict.fromkeys((*(each.unit for each in used), *(m.unit for m in models))))
    plan = ScanPlan(
        settings=tuple(dict.fromkeys((*last, *_settings_of(models), *LIKELY_SETTINGS))),
        units=tuple(dict.fromkeys((*own, *ALL_UNITS))),
        slip_settings=tuple(
            dict.fromkeys((*last_slip, *_settings_of(serial_models(Framing.SLIP))))
        ),
    )
    return replace(plan, likely_units=tuple(dict.fromkeys((*own, *plan.likely_units))))


def quick_plan(used: Sequence[UsedSettings] = ()) -> ScanPlan:
    """Return the plan that asks the likely unit ids only, under all settings."""
    plan = search_plan(used)
    return replace(plan, units=plan.likely_units)


class Search:
    """One search on one port. It opens the port itself and closes it again.

    ``progress`` and ``found`` are called in the thread that runs it; `cancel` from any.
    """

    def __init__(
        self,
        port: str,
        plan: ScanPlan | None = None,
        *,
        progress: Callable[[ScanProgress], None] | None = None,
        found: Callable[[Hit], None] | None = None,
    ) -> None:
        plan = plan or search_plan()
        if port.startswith(MODBUS_TCP):
            # The speed behind a gateway is the gateway's.
            plan = replace(plan, settings=plan.settings[:1], slip_settings=())
        self._cancelled = threading.Event()
        self._line = SerialLine(port, PortSettings(port, plan.settings[0].baud))
        self._scan = Scan(
            self._line, plan, progress=progress, found=found, cancelled=self._cancelled.is_set
        )

    @property
    def result(self) -> ScanResult:
        """Return what was found so far."""
        return self._scan.result

    def cancel(self) -> None:
        """End it before its next question."""
        self._cancelled.set()

    def run(self) -> tuple[FoundMeter, ...]:
        """Search, recognise what answered, and return it.

        Raises `OtherMasterError` where somebody else asks on the line, and `PortError`.
        """
        with self:
            self.scan()
            return self.recognised()

    def __enter__(self) -> Self:
        """Open the port."""
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._line.close()

    def scan(self) -> ScanResult:
        """Search and return what answered; see `run`."""
        return self._scan.run()

    def recognised(self) -> tuple[FoundMeter, ...]:
        """Return the model of each that answered, by what models ask of themselves."""
        return tuple(recognised(self._line, hit) for hit in self.result.hits)


def recognised(line: SerialLine, hit: Hit) -> FoundMeter:
    """Return the model of what answered, by the registers with which models identify themselves.

    Reads only. Raises `PortError` when the port is lost.
    """
    settings = hit.settings
    line.run(lambda: line.retune(settings.baud, settings.parity, settings.stop_bits)).result()
    for model in serial_models(hit.framing):
        driver = model.driver(line, hit.unit, model.title)
        driver.probe(once=True)
        try:
            identity = line.run(driver.identify).result()
        except MeterError:
            continue
        return FoundMeter(hit, model.name, model.title, identity)
    return FoundMeter(hit, None, None, None)


def try_meter(place: LineConfiguration, line: Line | None = None) -> Trial:
    """Read the first meter of ``place`` once and return what it says.

    ``line`` is a line of the bench that has the port open already; without it the port is opened
    and closed again. Raises `ConfigurationError`, `PortError` and `MeterError`.
    """
    meter = place.meters[0]
    own = line_of(place) if line is None else None
    used = line or own
    assert used is not None
    if own is not None:
        own.start()
    try:
        driver = model_named(meter.model).driver(used, meter.unit, meter.name, meter.timeout_s)
        identity = used.run(driver.identify).result()
        return Trial(identity, used.run(driver.read).result())
    finally:
        if own is not None:
            own.close()


def _settings_of(models: Iterable[Model]) -> tuple[CharacterSettings, ...]:
    return tuple(dict.fromkeys(CharacterSettings(m.baud, m.parity, m.stop_bits) for m in models))
