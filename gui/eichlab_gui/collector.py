"""Garbage collection in the GUI thread only.

A cyclic collection in a worker thread would destroy Qt objects there. Automatic collection is
therefore off; the young generations are collected by a timer, the old one when nobody works.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QCursor

_PERIOD_MS = 250
_IDLE_S = 20.0


class Collector(QObject):
    """Collects while it lives; `close` hands collection back to the interpreter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._has_frozen = False
        self._thresholds = gc.get_threshold()
        self._moved_at = time.monotonic()
        self._pointer = QCursor.pos()
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def freeze(self) -> None:
        """Leave out of all collections what exists now; call once everything is built."""
        # Before the first window nothing was dropped yet, and somebody waits for it.
        if self._has_frozen:
            gc.collect()
        self._has_frozen = True
        gc.freeze()

    @staticmethod
    def set_aside() -> None:
        """Leave out of all collections what exists now, without looking through it first.

        For thousands of values without cycles that were just built: their count of references
        frees them, looking through them would be seen as a stall.
        """
        if not gc.isenabled():
            gc.freeze()

    def close(self) -> None:
        """Let the interpreter collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _collect(self) -> None:
        young, middle, old = gc.get_count()
        # An event filter would tell input exactly, at the price of a call for every event there is.
        if (pointer := QCursor.pos()) != self._pointer:
            self._pointer, self._moved_at = pointer, time.monotonic()
        if old > self._thresholds[2] and time.monotonic() - self._moved_at > _IDLE_S:
            self._moved_at = time.monotonic()
            gc.collect()
        elif middle > self._thresholds[1]:
            gc.collect(1)
        elif young > self._thresholds[0]:
            gc.collect(0)
