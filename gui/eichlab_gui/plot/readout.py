"""The values of all curves under the crosshair, in a box beside it."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from eichlab_gui import theme
from eichlab_gui.theme import tokens

Row = tuple[str, str, str]
"""Name, value and ink of a curve."""

_INSET, _GAP, _DASH = 8, 14, 14
_MOST_ROWS = 16


class Readout(QWidget):
    """Lets the pointer through, and stands on the side of the crosshair that has room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._font = theme.font(11)
        self._metrics = QFontMetricsF(self._font)
        self._title = ""
        self._rows: Sequence[Row] = ()
        self._widths: list[tuple[float, float]] = []
        self.hide()

    @property
    def rows(self) -> Sequence[Row]:
        """Return what is shown."""
        return self._rows

    def show_rows(self, title: str, rows: Sequence[Row], corner: QPointF, room: QRect) -> None:
        """Show values beside the crosshair: ``corner`` is where it meets the top of its plot."""
        self._title, self._rows = title, rows
        columns = max(math.ceil(len(rows) / _MOST_ROWS), 1)
        per_column = math.ceil(len(rows) / columns) if rows else 0
        self._widths = []
        for column in range(columns):
            part = rows[column * per_column : (column + 1) * per_column]
            names = max((self._metrics.horizontalAdvance(name) for name, *_ in part), default=0.0)
            values = max((self._metrics.horizontalAdvance(each[1]) for each in part), default=0.0)
            self._widths.append((names, values))
        line = self._metrics.height() + 2
        width = sum(_DASH + 6 + names + 10 + values for names, values in self._widths)
        width += _GAP * (columns - 1) + 2 * _INSET
        width = max(width, self._metrics.horizontalAdvance(title) + 2 * _INSET)
        height = line * (per_column + 1) + 2 * _INSET
        right = corner.x() + 12
        left = right if right + width <= room.width() else corner.x() - 12 - width
        height = min(height, room.height() - 8.0)
        top = min(max(corner.y() + 18, 4.0), room.height() - 4 - height)
        self.setGeometry(round(max(left, 0.0)), round(top), round(width), round(height))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the box and its columns."""
        shown = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(shown.border), 1))
        painter.setBrush(QColor(shown.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(self._font)
        line, base = self._metrics.height() + 2, _INSET + self._metrics.ascent()
        painter.setPen(QColor(shown.muted))
        painter.drawText(QPointF(_INSET, base), self._title)
        per_column = math.ceil(len(self._rows) / len(self._widths)) if self._rows else 0
        left = float(_INSET)
        for column, (names, values) in enumerate(self._widths):
            part = self._rows[column * per_column : (column + 1) * per_column]
            for number, (name, value, ink) in enumerate(part, 1):
                y = base + number * line
                middle = y - self._metrics.ascent() * 0.36
                painter.setPen(QPen(QColor(ink), 2))
                painter.drawLine(QPointF(left, middle), QPointF(left + _DASH, middle))
                painter.setPen(QColor(shown.text))
                painter.drawText(QPointF(left + _DASH + 6, y), name)
                right = left + _DASH + 6 + names + 10 + values
                painter.drawText(QPointF(right - self._metrics.horizontalAdvance(value), y), value)
            left += _DASH + 6 + names + 10 + values + _GAP
        painter.end()
