"""What the plots show of one meter: curves from memory and, before them, from the store."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import numpy as np
from PySide6.QtCore import QCoreApplication

from eichlab.values import Channel, JournalEvent, Quantity, Transaction
from eichlab_gui.background import Task
from eichlab_gui.model import CURVES, BenchModel, MeterView, span
from eichlab_gui.plot import Band, BandKind, Curve, Floats, Frame
from eichlab_gui.words import duration_word, loss_cause_word

_PHASES = (Channel.L1, Channel.L2, Channel.L3, Channel.N)
_WHOLE = (Channel.TOTAL, Channel.DC)
_REFETCH_S = 30.0


class Course:
    """Puts together the `Frame` of the selected meter; asks the store in the background."""

    def __init__(self, model: BenchModel, changed: Callable[[], None]) -> None:
        self._model = model
        self._changed = changed
        self._fetched: tuple[str, float | None, bool] | None = None
        self._fetched_at = 0.0
        self._history: dict[Curve, tuple[Floats, Floats]] = {}
        self._task: Task | None = None
        self._first: float | None = None

    def forget(self) -> None:
        """Drop what came from the store; it is fetched anew where it is needed."""
        self._fetched = None
        self._history = {}

    def close(self) -> None:
        """Take no more answers."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def frame(
        self, meter: MeterView, window: float | None, *, per_phase: bool, columns: int
    ) -> Frame:
        """Return what to draw now; ``window`` in seconds, None for everything there is."""
        end = time.time()
        begin = self._begin(meter, window, end)
        self._fetch_where_needed(meter, window, begin, end, per_phase=per_phase, columns=columns)
        curves: dict[Curve, tuple[Floats, Floats]] = {}
        for curve in shown_curves(meter, per_phase=per_phase):
            times, values = meter.rings[curve].since(begin)
            earlier = self._history.get(curve)
            if earlier is not None and len(earlier[0]):
                before = earlier[0] < (times[0] if len(times) else end)
                times = np.concatenate((earlier[0][before], times))
                values = np.concatenate((earlier[1][before], values))
            curves[curve] = (times, values)
        return Frame(begin, end, curves, self._bands(meter, begin, end))

    def _begin(self, meter: MeterView, window: float | None, end: float) -> float:
        if window is not None:
            return end - window
        starts = [ring.view()[0][0] for ring in meter.rings.values() if len(ring)]
        starts += [times[0] for times, _ in self._history.values() if len(times)]
        return float(min([*starts, end - 60.0]))

    def _fetch_where_needed(
        self,
        meter: MeterView,
        window: float | None,
        begin: float,
        end: float,
        *,
        per_phase: bool,
        columns: int,
    ) -> None:
        store = self._model.store
        wanted = (meter.name, window, per_phase)
        if self._fetched is not None and self._fetched[0] != meter.name:
            self._history = {}
        due = self._fetched != wanted or time.monotonic() - self._fetched_at > _REFETCH_S
        curves = shown_curves(meter, per_phase=per_phase)
        if store is None or not due or not curves:
            return
        oldest = min(meter.rings[curve].view()[0][0] for curve in curves)
        self._fetched, self._fetched_at = wanted, time.monotonic()
        if window is not None and oldest <= begin:
            return
        if self._task is not None:
            self._task.cancel()
        name = meter.name
        first = datetime.fromtimestamp(begin, UTC) if window is not None else None
        last = datetime.fromtimestamp(end, UTC)

        def fetch() -> dict[Curve, tuple[Floats, Floats]]:
            start = first if first is not None else store.first_reading(name) or last
            return {
                (quantity, channel): interleave(
                    *store.series(name, quantity, channel, start, last, columns)
                )
                for quantity, channel in curves
            }

        self._task = self._model.background.run(fetch, self._take)

    def _take(self, history: Mapping[Curve, tuple[Floats, Floats]]) -> None:
        self._task = None
        self._history = dict(history)
        self._changed()

    def _bands(self, meter: MeterView, begin: float, end: float) -> list[Band]:
        bands = []
        for transaction in self._model.transactions_of(meter.name):
            from_, to = _stretch(transaction, end)
            if to >= begin and from_ <= end:
                bands.append(
                    Band(BandKind.TRANSACTION, from_, to, (transaction_word(transaction),))
                )
        for loss in meter.losses:
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
        phases = [(quantity, each) for each in _PHASES if (quantity, each) in meter.rings]
        whole = [(quantity, each) for each in _WHOLE if (quantity, each) in meter.rings]
        found += (phases or whole) if per_phase or not whole else whole
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
