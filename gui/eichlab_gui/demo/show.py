"""A show without end: the simulated bench charges, loses its line now and then, and signs."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from eichlab.cli.demo import DemoBench
from eichlab.values import JournalEvent
from eichlab_gui.demo.tour import INVENTED
from eichlab_gui.model import BenchModel

CHARGE_S, REST_S, LOSS_S = 35.0, 20.0, 8.0
_LOSS_EVERY = 3
_TICK_MS = 500
_PATIENCE_TICKS = 240


class Show(QObject):
    """Starts and stops transactions on one meter for ever.

    It looks at the state as it is and never counts on what it did before: whatever fails is
    tried again, so that it goes on for days. In every third charge the line is cut for a while.
    """

    def __init__(
        self,
        model: BenchModel,
        demo: DemoBench,
        meter: str,
        *,
        charge_s: float = CHARGE_S,
        rest_s: float = REST_S,
        loss_s: float = LOSS_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._demo, self._meter = model, demo, meter
        self._charge_ticks = _ticks(charge_s)
        self._rest_ticks = _ticks(rest_s)
        self._loss_ticks = _ticks(loss_s)
        self.charges = 0
        self._in_state = 0
        self._state = ""
        self._asked = False
        self._cut = False
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def close(self) -> None:
        """Do no more."""
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        running = self._model.open_transaction(self._meter)
        state = "rest" if running is None else running.state.value
        if state != self._state:
            self._state, self._in_state, self._asked = state, 0, False
        self._in_state += 1
        if self._in_state > _PATIENCE_TICKS and self._asked:
            # Whatever was asked was lost on the way: ask again.
            self._asked = False
        if running is None:
            self._mend()
            if self._in_state >= self._rest_ticks and not self._asked and self._is_ready():
                self._asked = True
                self.charges += 1
                self._model.start_transaction(
                    self._meter, INVENTED.anew(), self._ignore, self._failed
                )
        elif running.state is JournalEvent.RUNNING:
            self._charge()

    def _charge(self) -> None:
        middle = self._charge_ticks // 2
        with_loss = self.charges % _LOSS_EVERY == 0
        if with_loss and self._in_state == middle - self._loss_ticks // 2:
            self._cut = True
            self._in_background(lambda: self._demo.cut_line(self._meter))
        if self._in_state >= middle + self._loss_ticks // 2:
            self._mend()
        if self._in_state >= self._charge_ticks and not self._asked:
            self._asked = True
            self._model.stop_transaction(self._meter, self._ignore, self._failed)

    def _mend(self) -> None:
        if self._cut:
            self._cut = False
            self._in_background(lambda: self._demo.restore_line(self._meter))

    def _is_ready(self) -> bool:
        meter = self._model.meters[self._meter]
        return meter.state is not None and not meter.is_stale()

    def _in_background(self, work: Callable[[], None]) -> None:
        self._model.background.run(work, self._ignore, self._failed)

    def _ignore(self, _: object) -> None:
        """Do nothing: the next tick sees what became of it."""

    def _failed(self, _: Exception) -> None:
        # Tried again after a while, as everything here.
        self._in_state = 0
        self._asked = False


def _ticks(seconds: float) -> int:
    return max(round(seconds * 1000 / _TICK_MS), 1)
