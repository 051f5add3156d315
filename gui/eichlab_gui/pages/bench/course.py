"""What the plots show of one meter: curves from memory and, before them, from the store."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from PySide6.QtCore import QCoreApplication

from eichlab.values import Channel, JournalEvent, Loss, Quantity, Transaction
from eichlab_gui.background import Task
from eichlab_gui.model import CURVES, BenchModel, MeterView, span
from eichlab_gui.plot import Band, BandKind, Curve, Floats, Frame
from eichlab_gui.words import duration_word, loss_cause_word

_log = logging.getLogger(__name__)

_PHASES = (Channel.L1, Channel.L2, Channel.L3, Channel.N)
_WHOLE = (Channel.TOTAL, Channel.DC)
_REFETCH_S = 30.0
_LONGEST = timedelta(days=2)
_MOST_BANDS = 2000


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen: these meters (the first is the selected one), over this time.

    ``span`` is a fixed time in Unix seconds; without it the last ``window`` seconds up to now, or
    everything where that is None, too.
    """

    meters: tuple[MeterView, ...]
    window: float | None
    span: tuple[float, float] | None = None
    per_phase: bool = False


@dataclass(frozen=True, slots=True)
class _Fetched:
    """Which part of the store was asked for."""

    meters: tuple[str, ...]
    window: float | None
    span: tuple[float, float] | None
    per_phase: bool
    columns: int


@dataclass(frozen=True, slots=True)
class _Past:
    """What the store gave: curves, and what happened to the selected meter."""

    curves: dict[Curve, tuple[Floats, Floats]] = field(default_factory=dict)
    transactions: tuple[Transaction, ...] = ()
    losses: tuple[Loss, ...] = ()


class Course:
    """Puts together the `Frame` of a `View`; asks the store in the background."""

    def __init__(self, model: BenchModel, changed: Callable[[], None]) -> None:
        self._model = model
        self._changed = changed
        self._fetched: _Fetched | None = None
        self._fetched_at = 0.0
        self._past = _Past()
        self._task: Task | None = None

    def forget(self) -> None:
        """Drop what came from the store; it is fetched anew where it is needed."""
        self._fetched = None
        self._past = _Past()

    def close(self) -> None:
        """Take no more answers."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def frame(self, view: View, columns: int) -> Frame:
        """Return what to draw now."""
        begin, end = view.span or (0.0, time.time())
        if view.span is None:
            begin = self._begin(view, end)
        self._fetch_where_needed(view, begin, end, columns)
        curves: dict[Curve, tuple[Floats, Floats]] = {}
        for meter in view.meters:
            for curve in shown_curves(meter, per_phase=view.per_phase):
                curves[curve] = self._samples(meter, curve, begin, end)
        bands = self._bands(view.meters[0], begin, end) if view.meters else []
        return Frame(begin, end, curves, bands)

    def _samples(
        self, meter: MeterView, curve: Curve, begin: float, end: float
    ) -> tuple[Floats, Floats]:
        times, values = meter.rings[curve.quantity, curve.channel].since(begin)
        last = int(np.searchsorted(times, end, side="right")) + 1
        times, values = times[:last], values[:last]
        earlier = self._past.curves.get(curve)
        if earlier is not None and len(earlier[0]):
            first = times[0] if len(times) else math.inf
            # What is in memory is finer than what the store gives for a long time.
            upto = int(np.searchsorted(earlier[0], min(first, end)))
            if upto:
                times = np.concatenate((earlier[0][:upto], times))
                values = np.concatenate((earlier[1][:upto], values))
        return times, values

    def _begin(self, view: View, end: float) -> float:
        if view.window is not None:
            return end - view.window
        starts = [
            ring.view()[0][0] for meter in view.meters for ring in meter.rings.values() if len(ring)
        ]
        starts += [times[0] for times, _ in self._past.curves.values() if len(times)]
        return float(min([*starts, end - 60.0]))

    def _fetch_where_needed(self, view: View, begin: float, end: float, columns: int) -> None:
        """Ask the store for what is older than the memory, one question at a time."""
        store = self._model.store
        names = tuple(meter.name for meter in view.meters)
        wanted = _Fetched(names, view.window, view.span, view.per_phase, columns)
        stale = time.monotonic() - self._fetched_at > _REFETCH_S and view.span is None
        curves = [
            curve
            for meter in view.meters
            for curve in shown_curves(meter, per_phase=view.per_phase)
        ]
        if store is None or not curves or self._task is not None:
            return
        if self._fetched == wanted and not stale:
            return
        rings = {meter.name: meter.rings for meter in view.meters}
        oldest = max(rings[each.meter][each.quantity, each.channel].view()[0][0] for each in curves)
        before, self._fetched = self._fetched, wanted
        self._fetched_at = time.monotonic()
        if before is None or before.meters != names or before.per_phase != view.per_phase:
            self._past = _Past()
        everything = view.span is None and view.window is None
        first, last = datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC)
        remembered = self._model.transactions.reaches(names[0], first)
        if not everything and oldest <= begin and remembered:
            return

        def fetch() -> _Past:
            found: dict[Curve, tuple[Floats, Floats]] = {}
            for curve in curves:
                start = store.first_reading(curve.meter) or last if everything else first
                found[curve] = interleave(
                    *store.series(curve.meter, curve.quantity, curve.channel, start, last, columns)
                )
            start = store.first_reading(names[0]) or last if everything else first
            return _Past(
                found,
                # One that began before may have gone on into what is shown.
                store.transactions(
                    meter=names[0], began=(start - _LONGEST, last), limit=_MOST_BANDS
                ),
                store.losses(names[0], start, last),
            )

        self._task = self._model.background.run(fetch, self._take, self._not_fetched)

    def _take(self, past: _Past) -> None:
        self._task = None
        self._past = past
        self._changed()

    def _not_fetched(self, error: Exception) -> None:
        self._task = None
        _log.warning("the store gave no course: %s", error)

    def _bands(self, meter: MeterView, begin: float, end: float) -> list[Band]:
        bands = []
        # What memory knows is newer than what the store said a while ago.
        past = [each for each in self._past.transactions if each.meter == meter.name]
        known = {each.id: each for each in (*past, *self._model.transactions_of(meter.name))}
        for transaction in known.values():
            from_, to = _stretch(transaction, end)
            if to >= begin and from_ <= end:
                bands.append(
                    Band(BandKind.TRANSACTION, from_, to, (transaction_word(transaction),))
                )
        lost = [each for each in self._past.losses if each.meter == meter.name]
        losses = {each.began_at: each for each in (*lost, *meter.losses)}
        for loss in losses.values():
            from_ = loss.began_at.timestamp()
            to = end if loss.ended_at is None else loss.ended_at.timestamp()
            if to >= begin and from_ <= end:
                label = (loss_cause_word(loss.cause), duration_word(to - from_))
                bands.append(Band(BandKind.LOSS, from_, to, label))
        return bands


def shown_curves(meter: MeterView, *, per_phase: bool) -> list[Curve]:
    """Return the curves to draw: the whole where it is wanted and known, else each phase."""
    found: list[Curve] = []
    for quantity in CURVES:
        phases = [each for each in _PHASES if (quantity, each) in meter.rings]
        whole = [each for each in _WHOLE if (quantity, each) in meter.rings]
        channels = (phases or whole) if per_phase or not whole else whole
        found += [Curve(quantity, channel, meter.name) for channel in channels]
    return found


def interleave(times: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return lowest and highest values as one line, both at the time of their column."""
    both = np.empty(2 * len(times))
    both[0::2], both[1::2] = low, high
    return np.repeat(times, 2), both


def transaction_word(transaction: Transaction) -> str:
    """Return a transaction by the beginning of its id, in the language of the screen."""
    short = f"{transaction.id[:8]}…" if len(transaction.id) > 9 else transaction.id
    return QCoreApplication.translate("Course", "transaction {id}").format(id=short)


def _stretch(transaction: Transaction, now: float) -> tuple[float, float]:
    begin, end = span(transaction)
    ended = end.timestamp() if end is not None else now
    if not any(row.event is JournalEvent.RUNNING for row in transaction.rows) and end is None:
        ended = begin.timestamp()
    return begin.timestamp(), ended


def quantities() -> tuple[Quantity, ...]:
    """Return the quantities plotted, from top to bottom."""
    return CURVES
