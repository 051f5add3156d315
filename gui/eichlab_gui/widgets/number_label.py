"""A number in tabular figures with its unit, muted, beside it."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eichlab_gui import theme
from eichlab_gui.theme import tokens

_GAP = 6


class NumberLabel(QWidget):
    """A number that never moves its neighbours: it only asks for more room, never for less."""

    def __init__(
        self,
        unit: str = "",
        pixels: int = theme.FIGURE_PX,
        parent: QWidget | None = None,
        *,
        right: bool = False,
    ) -> None:
        super().__init__(parent)
        self._text, self._unit, self._right, self._stale = "–", unit, right, False
        self._large = theme.font(pixels, weight=QFont.Weight.DemiBold)
        self._small = theme.font(theme.TEXT_PX)
        self._widest = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set(self, text: str, unit: str | None = None, *, stale: bool = False) -> None:
        """Show a number; ``stale`` mutes it."""
        unit = self._unit if unit is None else unit
        if (text, unit, stale) == (self._text, self._unit, self._stale):
            return
        self._text, self._unit, self._stale = text, unit, stale
        self.setAccessibleName(f"{text} {unit}".strip())
        if self._width() > self._widest:
            self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """Return the number as shown."""
        return self._text

    def is_stale(self) -> bool:
        """Return whether the number is shown as old."""
        return self._stale

    def sizeHint(self) -> QSize:
        """Return the room of the widest number so far."""
        self._widest = max(self._widest, self._width())
        return QSize(round(self._widest + 0.5), round(QFontMetricsF(self._large).height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same as `sizeHint`."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw number and unit on one base line."""
        shown = tokens(self)
        painter = QPainter(self)
        large = QFontMetricsF(self._large)
        left = max(0.0, self.width() - self._width()) if self._right else 0.0
        base = (self.height() + large.ascent() - large.descent()) / 2
        painter.setFont(self._large)
        painter.setPen(QColor(shown.muted if self._stale else shown.text))
        painter.drawText(QPointF(left, base), self._text)
        if self._unit:
            painter.setFont(self._small)
            painter.setPen(QColor(shown.muted))
            beside = left + large.horizontalAdvance(self._text) + _GAP
            painter.drawText(QPointF(beside, base), self._unit)
        painter.end()

    def _width(self) -> float:
        width = QFontMetricsF(self._large).horizontalAdvance(self._text)
        if self._unit:
            width += _GAP + QFontMetricsF(self._small).horizontalAdvance(self._unit)
        return width

    def set_alignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Draw at the right end for `AlignRight`, else at the left."""
        self._right = alignment == Qt.AlignmentFlag.AlignRight
        self.update()
