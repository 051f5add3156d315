"""A surface with a one-pixel border and rounded corners."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from eichlab_gui.theme import RADIUS, SPACE_L, SPACE_M, SPACE_S, Tone, tokens
from eichlab_gui.widgets.labels import Label, Role


class Card(QFrame):
    """A card: ``header`` is a row (title left, put controls behind it), ``body`` a column.

    ``set_edge`` draws the left edge in a tone; ``set_selected`` the outline in the accent.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edge: Tone | None = None
        self._selected = False
        self.title = Label(title, Role.TITLE)
        self.header = QHBoxLayout()
        self.header.setSpacing(SPACE_M)
        self.header.addWidget(self.title)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_S)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L - 2, SPACE_L, SPACE_L - 2)
        column.setSpacing(SPACE_M)
        column.addLayout(self.header)
        column.addLayout(self.body)
        self.title.setVisible(bool(title))

    def set_margins(self, pixels: int) -> None:
        """Leave so much room around the content."""
        self._column.setContentsMargins(pixels, pixels, pixels, pixels)

    def set_title(self, title: str) -> None:
        """Show ``title`` in the header, or nothing."""
        self.title.setText(title)
        self.title.setVisible(bool(title))

    def set_edge(self, tone: Tone | None) -> None:
        """Draw the left edge four pixels wide in ``tone``, or no edge."""
        if tone is not self._edge:
            self._edge = tone
            self.update()

    def set_selected(self, *, selected: bool) -> None:
        """Draw the outline two pixels wide in the accent colour, or plain."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def is_selected(self) -> bool:
        """Return whether the card is drawn as selected."""
        return self._selected

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw surface, border and edge."""
        shown = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = self._selected or self.hasFocus()
        width = 2.0 if outline else 1.0
        area = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        path = QPainterPath()
        path.addRoundedRect(area, RADIUS, RADIUS)
        painter.fillPath(path, QColor(shown.surface))
        if self._edge is not None:
            painter.save()
            painter.setClipPath(path)
            painter.fillRect(QRectF(0, 0, 4, self.height()), QColor(getattr(shown, self._edge)))
            painter.restore()
        painter.setPen(QPen(QColor(shown.accent if outline else shown.border), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if self.hasFocus():
            # A ring inside the outline: a card can be selected without having the keyboard.
            inner = QRectF(self.rect()).adjusted(4, 4, -4, -4)
            painter.setPen(QPen(QColor(shown.accent), 1))
            painter.drawRoundedRect(inner, RADIUS - 3, RADIUS - 3)
        painter.end()
