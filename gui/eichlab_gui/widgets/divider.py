"""A line between rows, and the shape of a state beside its words."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eichlab_gui import icons
from eichlab_gui.theme import Tone, tokens, tone_colours


class Divider(QWidget):
    """One pixel in the colour of grid lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens(self).grid))
        painter.end()


class Shape(QWidget):
    """An icon in a tone; the words beside it say what it means."""

    def __init__(self, size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = "", Tone.NEUTRAL
        self.setFixedSize(size, size)

    def set(self, name: str, tone: Tone) -> None:
        """Show another icon or tone."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.update()

    @property
    def name(self) -> str:
        """Return the icon's name."""
        return self._name

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the icon."""
        if not self._name:
            return
        shown = tokens(self)
        ink, _ = tone_colours(shown, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint_icon(painter, QRectF(self.rect()), self._name, ink, shown.surface)
        painter.end()
