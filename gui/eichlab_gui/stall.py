"""Measures how long the GUI thread did not come back to its events."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_PERIOD_MS = 5


class StallMeter(QObject):
    """A timer that should fire every 5 ms; the longest delay beyond that is the longest stall."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last: float | None = None
        self._longest_s = 0.0
        self._lap_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def longest_ms(self) -> float:
        """Return the longest stall so far in milliseconds."""
        return self._longest_s * 1000

    def lap_ms(self) -> float:
        """Return the longest stall since this was last asked, in milliseconds."""
        self._tick()
        lap, self._lap_s = self._lap_s, 0.0
        return lap * 1000

    def start(self) -> None:
        """Measure from now on; what was measured stays."""
        self._last = None
        self._timer.start()

    def pause(self) -> None:
        """Stop measuring, for work that is no part of the program, such as taking pictures."""
        self._tick()
        self._timer.stop()
        self._last = None

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self._lap_s = max(self._lap_s, now - self._last - _PERIOD_MS / 1000)
            self._longest_s = max(self._longest_s, self._lap_s)
        self._last = now
