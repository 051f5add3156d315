"""The shape of a verdict."""

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from eichlab.values import VerdictWord
from eichlab_gui import icons
from eichlab_gui.theme import VERDICT_TONES, tokens, tone_colours
from eichlab_gui.widgets.pill import verdict_word


class VerdictIcon(QWidget):
    """Circle, diamond, octagon or dashed square; nothing where there is no verdict."""

    def __init__(
        self, word: VerdictWord | None = None, size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._word: VerdictWord | None = None
        self.setFixedSize(size, size)
        self.set_word(word)

    @property
    def word(self) -> VerdictWord | None:
        """Return the verdict shown."""
        return self._word

    def set_word(self, word: VerdictWord | None) -> None:
        """Show the shape of ``word``."""
        self._word = word
        self.setAccessibleName(verdict_word(word) if word is not None else "")
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Say the accessible name in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.set_word(self._word)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the shape."""
        if self._word is None:
            return
        shown = tokens(self)
        ink, _ = tone_colours(shown, VERDICT_TONES[self._word])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint_icon(painter, QRectF(self.rect()), self._word.value, ink, shown.surface)
        painter.end()
