"""A key in groups of four, as type plates print keys, with what was read below it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eichlab_gui import theme
from eichlab_gui.theme import SPACE_M, SPACE_S, tokens

_WIDEST_NUMBER: Final = "0000"
_BETWEEN: Final = 10


class KeyGroups(QWidget):
    """Rows of groups, each row begins with the number of its first group.

    With ``read`` the groups read from the plate stand below; the first that differs is framed and
    carries the sign ≠ with its number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._expected: tuple[str, ...] = ()
        self._read: tuple[str, ...] = ()
        self._differs: int | None = None
        self.setFont(theme.font(theme.SMALL_PX, fixed=True))
        metrics = QFontMetricsF(self.font())
        self._cell = metrics.horizontalAdvance("0000") + _BETWEEN
        self._left = metrics.horizontalAdvance(_WIDEST_NUMBER) + SPACE_M
        self._line, self._ascent = metrics.lineSpacing(), metrics.ascent()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_groups(
        self,
        expected: Sequence[str],
        read: Sequence[str] = (),
        differs: int | None = None,
    ) -> None:
        """Show a key, and what was read of it; ``differs`` is the first group unlike (from 0)."""
        self._expected, self._read, self._differs = tuple(expected), tuple(read), differs
        self.setAccessibleName(" ".join(self._expected))
        self.setAccessibleDescription(" ".join(self._read))
        self._fit()
        self.update()

    @property
    def marked(self) -> int | None:
        """Return the number (from 0) of the group that is framed, or None."""
        return self._differs

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the key's groups as shown."""
        return self._expected

    def sizeHint(self) -> QSize:
        """Return the room of four groups; more are welcome."""
        return QSize(round(self._left + 4 * self._cell), self._needed())

    def minimumSizeHint(self) -> QSize:
        """Return the same as `sizeHint`."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows elsewhere."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def _fit(self) -> None:
        if self.height() != self._needed():
            self.setFixedHeight(self._needed())

    def _columns(self) -> int:
        return max(1, int((self.width() - self._left) / self._cell))

    def _row_height(self) -> float:
        return 2 * self._line + SPACE_M if self._read else self._line + SPACE_S

    def _needed(self) -> int:
        groups = max(len(self._expected), len(self._read))
        rows = -(-groups // self._columns())
        return round(rows * self._row_height() + self._room_of_mark()) + SPACE_S

    def _room_of_mark(self) -> float:
        """Return the height of the line below the row with the group that differs."""
        return self._line if self._differs is not None and self._read else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the groups."""
        shown = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, columns = self._line, self._columns()
        for number in range(max(len(self._expected), len(self._read))):
            row, column = divmod(number, columns)
            left = self._left + column * self._cell
            top = row * self._row_height() + SPACE_S
            if self._differs is not None and row > self._differs // columns:
                top += self._room_of_mark()
            if column == 0:
                painter.setPen(QColor(shown.muted))
                area = QRectF(0, top, self._left - SPACE_M, line)
                painter.drawText(area, Qt.AlignmentFlag.AlignRight, str(number + 1))
            differs = number == self._differs
            if differs:
                self._frame(painter, QRectF(left - 4, top - 2, self._cell - 2, 2 * line + 4))
            base = top + self._ascent
            painter.setPen(QColor(shown.text))
            painter.drawText(QPointF(left, base), _at(self._expected, number))
            if not self._read:
                continue
            read = _at(self._read, number)
            same = read == _at(self._expected, number)
            painter.setPen(QColor(shown.good if same else shown.bad if differs else shown.muted))
            painter.drawText(QPointF(left, base + line), read or "·")
            if differs:
                painter.drawText(QPointF(left, base + 2 * line + 4), f"≠ {number + 1}")
        painter.end()

    def _frame(self, painter: QPainter, area: QRectF) -> None:
        shown = tokens(self)
        painter.setPen(QPen(QColor(shown.bad), 1.5))
        painter.setBrush(QColor(shown.bad_tint))
        painter.drawRoundedRect(area, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _at(groups: tuple[str, ...], number: int) -> str:
    return groups[number] if number < len(groups) else ""
