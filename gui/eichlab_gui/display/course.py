"""What the display is to show of a meter: idle, charging, receipt. No widget in here."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from eichlab.bench import judged, model_choices
from eichlab.values import (
    JournalEvent,
    LinkState,
    Message,
    Quantity,
    SignedRecord,
    Transaction,
    TransactionVerdict,
    message,
)
from eichlab_gui.display.settings import DisplaySettings
from eichlab_gui.figures import seconds_between, time_of_day
from eichlab_gui.model import BenchModel, MeterView, energy_since, span

_TICK_MS = 250


class Phase(Enum):
    """What a visitor sees."""

    IDLE = "idle"
    CHARGING = "charging"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of a transaction: its records as stored, and the verdict over them."""

    transaction: Transaction
    records: tuple[SignedRecord, ...]
    verdict: TransactionVerdict | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the display at one moment.

    ``energy_wh`` is the energy since the begin while charging, else the register; ``power_w`` and
    both are as received, ``stale`` when they are old. ``note`` says what goes on, calmly.
    """

    phase: Phase
    energy_wh: Decimal | None = None
    power_w: Decimal | None = None
    seconds: float | None = None
    stale: bool = False
    note: Message | None = None
    simulated: bool = False
    signs: bool = True
    receipt: Receipt | None = None


class Course(QObject):
    """Follows one meter of the bench through its phases; ``changed`` tells of every difference."""

    changed = Signal(object)
    """`Shown`."""

    def __init__(
        self, model: BenchModel, settings: DisplaySettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._settings = settings
        self.meter = chosen_meter(model, settings.meter)
        self._receipt: Receipt | None = None
        self._receipt_until = 0.0
        self._awaited = ""
        self._shown: Shown | None = None
        self._begin: tuple[str, Decimal] | None = None
        self._was_lost = False
        model.transaction_changed.connect(self._transaction_changed)
        model.drained.connect(self.refresh)
        model.reloaded.connect(self.refresh)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()

    @property
    def shown(self) -> Shown:
        """Return what is to be seen now."""
        meter = self.meter
        if meter is None:
            return Shown(Phase.IDLE, note=message("display.no-meter"))
        if self._receipt is not None and time.monotonic() >= self._receipt_until:
            self._receipt = None
        running = self._model.open_transaction(meter.name)
        if running is not None:
            return self._charging(meter, running)
        self._begin, self._was_lost = None, False
        if self._receipt is not None:
            return Shown(Phase.RECEIPT, simulated=meter.simulated, receipt=self._receipt)
        return self._idle(meter)

    def close(self) -> None:
        """Follow no longer."""
        self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """Tell what is to be seen, where that is something else than before."""
        shown = self.shown
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)

    def dismiss_receipt(self) -> None:
        """Go back to idle before the receipt's time is over: the visitor has seen it."""
        self._receipt = None
        self.refresh()

    def _idle(self, meter: MeterView) -> Shown:
        reading = meter.reading
        signs = meter.capabilities is None or meter.capabilities.signs
        note: Message | None = None
        if meter.open_loss is not None or meter.link in {LinkState.SILENT, LinkState.PORT_LOST}:
            note = _interrupted(meter)
        elif reading is None:
            note = message("display.waiting")
        elif not signs:
            note = message("display.cannot-sign")
        return Shown(
            Phase.IDLE,
            energy_wh=None if reading is None else reading.whole(Quantity.ENERGY_IMPORT),
            power_w=_power(meter),
            stale=meter.is_stale(),
            note=note,
            simulated=meter.simulated,
            signs=signs,
        )

    def _charging(self, meter: MeterView, running: Transaction) -> Shown:
        began, _ = span(running)
        self._receipt = None
        lost = meter.open_loss is not None
        self._was_lost = self._was_lost or lost
        note: Message | None = message("display.live")
        if lost:
            note = _interrupted(meter)
        elif running.state in {JournalEvent.INTENT, JournalEvent.SENT}:
            note = message("display.starting")
        elif running.state is not JournalEvent.RUNNING:
            note = message("display.regained" if self._was_lost else "display.fetching")
        return Shown(
            Phase.CHARGING,
            energy_wh=self._energy(meter, running.id, began),
            power_w=_power(meter),
            seconds=float(int(max(seconds_between(began, datetime.now(UTC)), 0))),
            stale=meter.is_stale(),
            note=note,
            simulated=meter.simulated,
        )

    def _energy(self, meter: MeterView, transaction: str, began: datetime) -> Decimal | None:
        """Return the energy since the begin, exact: both ends are readings as they came."""
        now = None if meter.reading is None else meter.reading.whole(Quantity.ENERGY_IMPORT)
        if now is None:
            return None
        if self._begin is None or self._begin[0] != transaction:
            so_far = energy_since(meter, began)
            if so_far is None:
                return None
            self._begin = (transaction, now - so_far)
        return max(now - self._begin[1], Decimal(0))

    # The receipt.

    @Slot(object)
    def _transaction_changed(self, transaction: Transaction) -> None:
        meter = self.meter
        if meter is None or transaction.meter != meter.name or transaction.is_open:
            return
        store = self._model.store
        if store is None or transaction.id == self._awaited:
            return
        self._awaited = transaction.id
        key, serial = meter.public_key, transaction.serial
        simulated = meter.simulated

        def fetch() -> Receipt:
            records = tuple(store.records(transaction.id))
            closed = store.transaction(transaction.id) or transaction
            return Receipt(closed, records, judged(records, key, serial, simulated=simulated))

        self._model.background.run(fetch, self._take_receipt)

    @Slot(object)
    def _take_receipt(self, receipt: Receipt) -> None:
        self._receipt = receipt
        self._receipt_until = time.monotonic() + self._settings.receipt_s
        self.refresh()


def chosen_meter(model: BenchModel, name: str) -> MeterView | None:
    """Return the meter called ``name``, or the first that signs, or the first."""
    if name:
        return model.meters.get(name)
    signing = {choice.name for choice in model_choices() if choice.signs}
    first = next(iter(model.meters.values()), None)
    return next(
        (each for each in model.meters.values() if each.configuration.model in signing), first
    )


def _power(meter: MeterView) -> Decimal | None:
    return None if meter.reading is None else meter.reading.whole(Quantity.POWER)


def _interrupted(meter: MeterView) -> Message:
    last = "–" if meter.reading is None else time_of_day(meter.reading.taken_at)
    return message("display.loss", time=last)
