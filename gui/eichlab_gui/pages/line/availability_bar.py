"""A day as a bar: answered, lost, and not watched."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eichlab.values import Loss
from eichlab_gui.theme import tokens

_HEIGHT = 16
# A loss of seconds in a day of hours is thinner than a pixel, and must be seen all the same.
_THINNEST = 2.0


class AvailabilityBar(QWidget):
    """From ``begin`` to ``end``; losses in the colour of losses, what was watched in good.

    A click on a loss emits `loss_chosen` with its index.
    """

    loss_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin: datetime | None = None
        self._end: datetime | None = None
        self._watched_from: datetime | None = None
        self._losses: tuple[Loss, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_day(
        self,
        begin: datetime,
        end: datetime,
        losses: Sequence[Loss],
        watched_from: datetime | None,
    ) -> None:
        """Draw this period; before ``watched_from`` nobody looked (None: nobody ever did)."""
        self._begin, self._end = begin, end
        self._losses = tuple(losses)
        self._watched_from = watched_from
        self.update()

    def sizeHint(self) -> QSize:
        """Return as wide as there is room."""
        return QSize(400, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return a bar that still shows something."""
        return QSize(120, _HEIGHT)

    def spans(self) -> tuple[tuple[float, float], ...]:
        """Return each loss as left edge and width in pixels."""
        return tuple(
            self._span(loss.began_at, loss.ended_at or self._end)
            for loss in self._losses
            if self._end is not None
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        del event
        shown = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        rounded = QPainterPath()
        rounded.addRoundedRect(area, 3, 3)
        painter.setClipPath(rounded)
        painter.fillRect(area, QColor(shown.neutral_tint))
        if self._begin is None or self._end is None:
            return
        if self._watched_from is not None:
            left, width = self._span(self._watched_from, self._end)
            good = QColor(shown.good)
            good.setAlphaF(0.75)
            painter.fillRect(QRectF(left, 0, width, area.height()), good)
        for left, width in self.spans():
            painter.fillRect(QRectF(left, 0, width, area.height()), QColor(shown.bad))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the loss that was clicked."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        for index, (left, width) in enumerate(self.spans()):
            if left - 2 <= x <= left + width + 2:
                self.loss_chosen.emit(index)
                return

    def _span(self, first: datetime, last: datetime | None) -> tuple[float, float]:
        assert self._begin is not None
        assert self._end is not None
        whole = max((self._end - self._begin).total_seconds(), 1.0)
        left = (max(first, self._begin) - self._begin).total_seconds() / whole * self.width()
        right = (min(last or self._end, self._end) - self._begin).total_seconds() / whole
        width = max(right * self.width() - left, _THINNEST)
        return min(left, self.width() - _THINNEST), width
