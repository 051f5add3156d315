"""How many entries have a verdict; a click lists only these."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from eichlab.values import VerdictWord
from eichlab_gui import icons, theme
from eichlab_gui.theme import VERDICT_TONES, tokens, tone_colours

_HEIGHT, _INSET, _SHAPE, _GAP = 24, 9, 12, 5


class CountPill(QAbstractButton):
    """A pill with shape, count and word that can be chosen."""

    def __init__(self, word: VerdictWord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._count = ""
        self._compact = False
        self.setCheckable(True)
        self.setFont(theme.font(theme.SMALL_PX))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_count(self, count: str, word: str) -> None:
        """Show count and word."""
        text = f"{count} {word}"
        if text != self.text():
            self._count = count
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def set_compact(self, *, compact: bool) -> None:
        """Leave out the word where room is short; shape and tool tip say it then."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    @property
    def shown(self) -> str:
        """Return what is written beside the shape."""
        return self._count if self._compact else self.text()

    def sizeHint(self) -> QSize:
        """Return the room shape and words need."""
        return self._room_of(self.shown)

    def minimumSizeHint(self) -> QSize:
        """Return the room without the word, so that the window can be made narrower."""
        return self._room_of(self._count)

    def _room_of(self, text: str) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(text)
        return QSize(width + 2 * _INSET + _SHAPE + _GAP, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw tint, outline where chosen or in focus, shape and words."""
        shown = tokens(self)
        ink, tint = tone_colours(shown, VERDICT_TONES[self._word])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.isChecked() or self.underMouse()
        edge = shown.accent if self.hasFocus() else ink
        outlined = marked or self.hasFocus()
        painter.setPen(QPen(QColor(edge), 1.5) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        shape = QRectF(_INSET, (self.height() - _SHAPE) / 2, _SHAPE, _SHAPE)
        icons.paint_icon(painter, shape, self._word.value, ink, tint)
        painter.setPen(QColor(ink))
        room = QRectF(_INSET + _SHAPE + _GAP, 0, self.width(), self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags, self.shown)
        painter.end()
