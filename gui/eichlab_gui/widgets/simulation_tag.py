"""The mark of everything that came from a simulated meter."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from eichlab_gui import theme
from eichlab_gui.theme import tokens


class SimulationTag(QWidget):
    """The word SIMULATION in a dashed outline; the same word in every language."""

    WORD = "SIMULATION"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        font = theme.font(10, weight=QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.WORD)

    def sizeHint(self) -> QSize:
        """Return the room of the word."""
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.WORD) + 12, 17)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the word in its dashed outline."""
        colour = QColor(tokens(self).care)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, 1)
        pen.setDashPattern([3, 2.4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(colour)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.WORD)
        painter.end()
