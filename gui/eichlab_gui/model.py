"""The bench as the desktop sees it: one object in the GUI thread, fed by events.

It drains its subscription thirty times a second, keeps the last values of every curve in ring
buffers, and tells the widgets what changed, each thing at most once per drain. Nothing here waits:
what comes from the store is fetched in the background.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from eichlab.bench import events
from eichlab.values import (
    Attribution,
    Capabilities,
    Channel,
    Identity,
    JournalEvent,
    LinkState,
    Loss,
    Message,
    MeterActivity,
    MeterState,
    PublicKey,
    Quantity,
    Reading,
    Transaction,
    TransactionRequest,
)
from eichlab_gui.background import Background
from eichlab_gui.recent import KEPT, RecentTransactions
from eichlab_gui.ring import Ring

if TYPE_CHECKING:
    from eichlab.bench import (
        Bench,
        BenchConfiguration,
        LineConfiguration,
        MeterConfiguration,
        MeterStatus,
    )
    from eichlab.cli.demo import DemoBench
    from eichlab.store import Store

    # Free and used bytes, what the bench knows of its meters, availability by line.
    Slow = tuple[int, int, tuple[MeterStatus, ...], dict[str, Decimal | None]]

DRAIN_MS: Final = 33
_EVENTS_AT_ONCE: Final = 4
# Of each drain; what waits longer is taken after other events of the GUI had their turn.
_DRAINED_S: Final = 0.01
_GO_ON_MS: Final = 2
_SLOW_MS: Final = 5000
RING_CAPACITY: Final = 86_400
"""How many values of a curve are kept in memory: a day at one a second."""
_RECENT: Final = timedelta(days=1)

CURVES: Final = (Quantity.POWER, Quantity.CURRENT, Quantity.VOLTAGE, Quantity.ENERGY_IMPORT)
"""The quantities whose course is kept in memory."""


@cache
def _titles() -> dict[str, str]:
    from eichlab.bench import model_choices

    return {choice.name: choice.title for choice in model_choices()}


@dataclass(slots=True)
class MeterView:
    """What is known of one meter. GUI thread only; widgets read it and never change it."""

    name: str
    line: str
    configuration: MeterConfiguration
    identity: Identity | None = None
    capabilities: Capabilities | None = None
    public_key: PublicKey | None = None
    link: LinkState = LinkState.UNKNOWN
    link_since: datetime | None = None
    link_message: Message | None = None
    reading: Reading | None = None
    state: MeterState | None = None
    stray: MeterState | None = None
    """What it holds unknown to the journal, about which the user has to decide."""
    availability: Decimal | None = None
    losses: deque[Loss] = field(default_factory=lambda: deque(maxlen=2000))
    rings: dict[tuple[Quantity, Channel], Ring] = field(default_factory=dict)
    readings: int = 0
    model_title: str = ""
    """What its driver calls the model, where the bench said so."""

    @property
    def title(self) -> str:
        """Return what the model is called: ``Carlo Gavazzi EM580``."""
        model = self.configuration.model
        return self.model_title or _titles().get(model, Path(model).name)

    @property
    def simulated(self) -> bool:
        """Return whether the meter is a simulated one, by the bench file or by its own word."""
        return self.configuration.simulated or bool(self.identity and self.identity.simulated)

    @property
    def open_loss(self) -> Loss | None:
        """Return the loss that lasts, or None."""
        return self.losses[-1] if self.losses and self.losses[-1].ended_at is None else None

    def age_s(self) -> float | None:
        """Return how old the last reading is."""
        return None if self.reading is None else time.monotonic() - self.reading.monotonic

    def is_stale(self) -> bool:
        """Return whether the last reading no longer says what the meter shows now."""
        age = self.age_s()
        return age is None or age > max(3 * self.configuration.interval_s, 2.0)


@dataclass(slots=True)
class LineView:
    """What is known of one line."""

    name: str
    configuration: LineConfiguration
    port: str
    link: LinkState = LinkState.UNKNOWN
    since: datetime | None = None
    message: Message | None = None
    availability: Decimal | None = None


class BenchModel(QObject):
    """Everything the pages draw; signals carry the name of what changed, or the event itself.

    Lines and meters are there from the bench file on, ``bench`` and ``store`` once they are open.
    """

    opened = Signal()
    """Bench and store are open now."""
    meter_changed = Signal(str)
    """A meter's identity, link, state, reading or availability is new."""
    line_changed = Signal(str)
    """A line's state or port is new."""
    losses_changed = Signal(str)
    """A loss of this meter began or ended."""
    transaction_changed = Signal(object)
    """`Transaction`: took a step, or was judged."""
    unknown_transaction = Signal(object)
    """`events.UnknownTransactionFound`."""
    foreign_record = Signal(object)
    """`events.ForeignRecordStored`."""
    noticed = Signal(object)
    """`events.Noticed`."""
    selection_changed = Signal(str)
    """Another meter was selected on any page."""
    reloaded = Signal()
    """What was missed was fetched from the store: draw everything anew."""
    storage_changed = Signal()
    """`storage_free` or `storage_used` is new."""
    drained = Signal()
    """Events came, and all that they changed was told."""

    def __init__(
        self,
        bench: Bench | None,
        store: Store | None,
        background: Background,
        *,
        demo: DemoBench | None = None,
        configuration: BenchConfiguration | None = None,
        waits: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """Show ``bench``, or what ``configuration`` says of it while the model ``waits``.

        `take` brings then what could be opened.
        """
        super().__init__(parent)
        self.bench: Bench | None = None
        self.store: Store | None = None
        self.configuration = configuration if bench is None else bench.configuration
        self.background = background
        self.demo = demo
        self.meters: dict[str, MeterView] = {}
        self.lines: dict[str, LineView] = {}
        self.transactions = RecentTransactions()
        self.notices: deque[events.Noticed] = deque(maxlen=500)
        self.storage_free: int | None = None
        self.storage_used: int | None = None
        self.selected = ""
        self._missed = False
        self._changed: dict[str, None] = {}
        self._untold = False
        self._subscription: events.Subscription | None = None
        for line in self.configuration.lines if self.configuration is not None else ():
            self.lines[line.name] = LineView(line.name, line, line.port)
            for meter in line.meters:
                self.meters[meter.name] = MeterView(meter.name, line.name, meter)
        self.selected = next(iter(self.meters), "")
        self._drain_timer = QTimer(self)
        self._drain_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._drain_timer.setInterval(DRAIN_MS)
        self._drain_timer.timeout.connect(self._drain_some)
        self._go_on_timer = QTimer(self)
        self._go_on_timer.setSingleShot(True)
        self._go_on_timer.setInterval(_GO_ON_MS)
        self._go_on_timer.timeout.connect(self._drain_some)
        self._slow_timer = QTimer(self)
        self._slow_timer.setInterval(_SLOW_MS)
        self._slow_timer.timeout.connect(self._look_after)
        self._slow_timer.start()
        self.take(bench, store)
        self.is_waiting = waits
        """Whether bench and store are still to be opened: nothing is known of them yet."""

    def take(self, bench: Bench | None, store: Store | None) -> None:
        """Follow this bench, of the configuration shown, and use this store."""
        self.bench, self.store = bench, store
        self.is_waiting = False
        if bench is not None:
            for status in bench.meters():
                self.meters[status.name].model_title = status.title
            self._subscription = bench.events.subscribe()
            self._drain_timer.start()
        self.reload()
        self._look_after()
        self.opened.emit()

    # What widgets ask.

    @property
    def selected_meter(self) -> MeterView | None:
        """Return the selected meter, or None on an empty bench."""
        return self.meters.get(self.selected)

    def select(self, meter: str) -> None:
        """Select a meter for every page."""
        if meter in self.meters and meter != self.selected:
            self.selected = meter
            self.selection_changed.emit(meter)

    def open_transaction(self, meter: str) -> Transaction | None:
        """Return the transaction of this meter that is not closed yet, the newest first."""
        return next((each for each in reversed(self.transactions.of(meter)) if each.is_open), None)

    def transactions_of(self, meter: str) -> list[Transaction]:
        """Return the transactions of a meter as far as they are in memory, oldest first."""
        return self.transactions.of(meter)

    # What widgets do.

    def start_transaction(
        self,
        meter: str,
        request: TransactionRequest,
        done: Callable[[Transaction], None],
        failed: Callable[[Exception], None],
        attribution: Attribution | None = None,
    ) -> None:
        """Start a transaction; the receivers are called in the GUI thread."""
        if self.bench is not None:
            started = self.bench.start_transaction(meter, request, attribution)
            self.background.watch(started, done, failed)

    def stop_transaction(
        self,
        meter: str,
        done: Callable[[Transaction], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Stop what runs on a meter; the receivers are called in the GUI thread."""
        if self.bench is not None:
            self.background.watch(self.bench.stop_transaction(meter), done, failed)

    # Feeding.

    def drain(self) -> None:
        """Take all that waits and tell each change once."""
        self._drain(math.inf)

    @Slot()
    def _drain_some(self) -> None:
        self._drain(time.monotonic() + _DRAINED_S)

    def _drain(self, until: float) -> None:
        """Take and tell for so long; what is left then goes on soon."""
        waiting: list[events.Event] = []
        while (
            self._subscription is not None
            and time.monotonic() < until
            and (waiting := self._subscription.drain(_EVENTS_AT_ONCE))
        ):
            for event in waiting:
                self._take(event, self._changed)
            self._untold = True
        while self._changed and time.monotonic() < until:
            # The first in, so that every meter has its turn.
            meter = next(iter(self._changed))
            del self._changed[meter]
            self.meter_changed.emit(meter)
        if waiting or self._changed:
            self._go_on_timer.start()
        elif self._untold:
            self._untold = False
            self.drained.emit()

    def _take(self, event: events.Event, changed: dict[str, None]) -> None:
        match event:
            case events.ReadingTaken(reading):
                self._take_reading(reading, changed)
            case events.StateRead(name, state):
                if (meter := self.meters.get(name)) is not None:
                    meter.state = state
                    if state.activity is MeterActivity.IDLE:
                        meter.stray = None
                    changed[name] = None
            case events.LinkChanged():
                if (meter := self.meters.get(event.meter)) is not None:
                    meter.link, meter.link_since = event.state, event.at
                    meter.link_message = event.message
                    changed[event.meter] = None
            case events.LineChanged():
                if (line := self.lines.get(event.line)) is not None:
                    line.link, line.since = event.state, event.at
                    line.port, line.message = event.port, event.message
                    self.line_changed.emit(event.line)
            case events.MeterIdentified():
                if (meter := self.meters.get(event.meter)) is not None:
                    meter.identity, meter.capabilities = event.identity, event.capabilities
                    meter.public_key = event.public_key
                    changed[event.meter] = None
            case events.LossBegan(loss) | events.LossEnded(loss):
                self._take_loss(loss)
            case events.TransactionChanged(transaction):
                self.transactions.take(transaction)
                self.transaction_changed.emit(transaction)
            case events.UnknownTransactionFound(name, state):
                if (meter := self.meters.get(name)) is not None:
                    meter.stray = state
                self.unknown_transaction.emit(event)
            case events.ForeignRecordStored():
                self.foreign_record.emit(event)
            case events.Noticed():
                self.notices.append(event)
                self.noticed.emit(event)
            case events.Resync():
                self._missed = True
                self.reload()
                self._look_after()

    def _take_reading(self, reading: Reading, changed: dict[str, None]) -> None:
        meter = self.meters.get(reading.meter)
        if meter is None:
            return
        meter.reading = reading
        meter.readings += 1
        at = reading.taken_at.timestamp()
        for key, value in reading.quantities.items():
            if key[0] in CURVES:
                ring = meter.rings.get(key)
                if ring is None:
                    ring = meter.rings[key] = Ring(RING_CAPACITY)
                last = ring.last_time()
                if last is None or at >= last:
                    ring.append(at, float(value))
        changed[reading.meter] = None

    def _take_loss(self, loss: Loss) -> None:
        meter = self.meters.get(loss.meter)
        if meter is None:
            return
        if meter.losses and meter.losses[-1].began_at == loss.began_at:
            meter.losses[-1] = loss
        else:
            meter.losses.append(loss)
        if loss.ended_at is None:
            for ring in meter.rings.values():
                last = ring.last_time()
                ring.gap(max(loss.began_at.timestamp(), last if last is not None else 0.0))
        self.losses_changed.emit(loss.meter)

    # The store.

    def reload(self) -> None:
        """Fetch losses and transactions of the last day from the store, in the background."""
        store = self.store
        if store is None:
            return
        begin = datetime.now(UTC) - _RECENT
        meters = tuple(self.meters)

        def fetch() -> tuple[tuple[Loss, ...], tuple[Transaction, ...]]:
            found = list(store.open_transactions())
            for meter in meters:
                found += store.transactions(meter=meter, limit=KEPT)
            return store.losses(begin=begin), tuple(found)

        self.background.run(fetch, self._take_history)

    @Slot(object)
    def _take_history(self, history: tuple[tuple[Loss, ...], tuple[Transaction, ...]]) -> None:
        losses, transactions = history
        for meter in self.meters.values():
            known = {loss.began_at: loss for loss in losses if loss.meter == meter.name}
            for loss in meter.losses:
                if loss.began_at not in known or loss.ended_at is not None:
                    known[loss.began_at] = loss
            meter.losses.clear()
            meter.losses.extend(known[began] for began in sorted(known))
        for transaction in transactions:
            self.transactions.take_older(transaction)
        self.reloaded.emit()

    @Slot()
    def _look_after(self) -> None:
        """Fetch what changes slowly: storage and availability."""
        store, bench = self.store, self.bench
        if store is None:
            return

        lines = tuple(self.lines)

        def fetch() -> Slow:
            if bench is None:
                return store.free_bytes(), store.size_bytes(), (), {}
            shares = {line: bench.availability(line) for line in lines}
            return store.free_bytes(), store.size_bytes(), bench.meters(), shares

        self.background.run(fetch, self._take_slow)

    @Slot(object)
    def _take_slow(self, found: Slow) -> None:
        self.storage_free, self.storage_used, statuses, shares = found
        self.storage_changed.emit()
        for name, share in shares.items():
            if name in self.lines:
                self.lines[name].availability = share
        missed, self._missed = self._missed, False
        for status in statuses:
            meter = self.meters.get(status.name)
            if meter is None:
                continue
            meter.availability = status.availability
            if missed or meter.identity is None:
                # Events were lost, or told before anybody listened: the snapshot knows.
                self._take_snapshot(meter, status)
            self.meter_changed.emit(status.name)

    def _take_snapshot(self, meter: MeterView, status: MeterStatus) -> None:
        meter.identity, meter.capabilities = status.identity, status.capabilities
        meter.public_key = status.public_key
        if status.link is not LinkState.UNKNOWN:
            meter.link = status.link
        meter.state, meter.stray = status.state, status.stray
        if status.stray is not None:
            found = events.UnknownTransactionFound(status.name, status.stray)
            self.unknown_transaction.emit(found)

    def close(self) -> None:
        """Stop listening; the bench itself is closed by whoever opened it."""
        self._drain_timer.stop()
        self._go_on_timer.stop()
        self._slow_timer.stop()
        self._changed.clear()
        if self._subscription is not None and self.bench is not None:
            self.bench.events.unsubscribe(self._subscription)
            self._subscription = None


def span(transaction: Transaction) -> tuple[datetime, datetime | None]:
    """Return when a transaction ran: from the first row on, until the stop or the end (or None)."""
    begin, end = transaction.began_at, None
    for row in transaction.rows:
        if row.event is JournalEvent.RUNNING:
            begin = row.at
        elif row.event in {JournalEvent.READ, JournalEvent.CLOSED} and end is None:
            end = row.at
    return begin, end


def energy_since(meter: MeterView, began: datetime) -> Decimal | None:
    """Return the energy imported since ``began`` in Wh, as far as live readings tell."""
    import_of = Quantity.ENERGY_IMPORT
    ring = meter.rings.get((import_of, Channel.TOTAL)) or meter.rings.get((import_of, Channel.DC))
    now = meter.reading.whole(import_of) if meter.reading else None
    if ring is None or now is None:
        return None
    # `since` begins with the last sample before the moment; a gap (NaN) is none.
    _, values = ring.since(began.timestamp())
    first = next((value for value in values if value == value), None)
    return None if first is None else max(now - Decimal(repr(float(first))).normalize(), Decimal(0))
