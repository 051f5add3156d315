"""A word on a tint, with a shape before it where it says a state."""

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eichlab.values import LinkState, VerdictWord
from eichlab_gui import icons, theme
from eichlab_gui.theme import LINK_TONES, VERDICT_TONES, Tone, tokens, tone_colours

_HEIGHT, _INSET, _SHAPE, _GAP = 22, 9, 11, 5


class Pill(QWidget):
    """A word in a tone; ``shape`` is the name of an icon."""

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.NEUTRAL,
        parent: QWidget | None = None,
        *,
        shape: str | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._shape = text, tone, shape
        self.setFont(theme.font(theme.SMALL_PX))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, tone: Tone, shape: str | None = None) -> None:
        """Show another word; costs nothing where nothing changed."""
        if (text, tone, shape) != (self._text, self._tone, self._shape):
            self._text, self._tone, self._shape = text, tone, shape
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        """Return the word."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the room word and shape need."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._text) + 2 * _INSET
        return QSize(width + (_SHAPE + _GAP if self._shape else 0), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw tint, shape and word."""
        shown = tokens(self)
        ink, tint = tone_colours(shown, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(QRectF(self.rect()), _HEIGHT / 2, _HEIGHT / 2)
        left = float(_INSET)
        if self._shape:
            area = QRectF(left, (self.height() - _SHAPE) / 2, _SHAPE, _SHAPE)
            icons.paint_icon(painter, area, self._shape, ink, tint)
            left += _SHAPE + _GAP
        painter.setPen(QColor(ink))
        room = QRectF(left, 0, self.width() - left - 2, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, flags, self._text)
        painter.end()


class LinkPill(Pill):
    """How well a meter or line answers: lamp and word."""

    def __init__(self, state: LinkState = LinkState.UNKNOWN, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._state = state
        self.set_state(state)

    @property
    def state(self) -> LinkState:
        """Return the state shown."""
        return self._state

    def set_state(self, state: LinkState) -> None:
        """Show ``state``."""
        self._state = state
        self.set(link_word(state), LINK_TONES[state], state.value)

    def changeEvent(self, event: QEvent) -> None:
        """Say the word in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.set_state(self._state)


class VerdictPill(Pill):
    """The word of a verdict with its shape."""

    def __init__(self, word: VerdictWord, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._word = word
        self.set_word(word)

    def set_word(self, word: VerdictWord) -> None:
        """Show ``word``."""
        self._word = word
        self.set(verdict_word(word), VERDICT_TONES[word], word.value)

    def changeEvent(self, event: QEvent) -> None:
        """Say the word in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.set_word(self._word)


def link_word(state: LinkState) -> str:
    """Return a link state in the language of the screen."""
    words = {
        LinkState.ONLINE: QCoreApplication.translate("Link", "online"),
        LinkState.DEGRADED: QCoreApplication.translate("Link", "degraded"),
        LinkState.SILENT: QCoreApplication.translate("Link", "silent"),
        LinkState.PORT_LOST: QCoreApplication.translate("Link", "port lost"),
        LinkState.UNKNOWN: QCoreApplication.translate("Link", "connecting"),
    }
    return words[state]


def verdict_word(word: VerdictWord) -> str:
    """Return a verdict's word in the language of the screen."""
    words = {
        VerdictWord.VERIFIED: QCoreApplication.translate("Verdict", "verified"),
        VerdictWord.UNCONFIRMED: QCoreApplication.translate("Verdict", "unconfirmed"),
        VerdictWord.REJECTED: QCoreApplication.translate("Verdict", "rejected"),
        VerdictWord.UNREADABLE: QCoreApplication.translate("Verdict", "unreadable"),
    }
    return words[word]
