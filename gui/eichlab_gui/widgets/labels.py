"""Labels whose text is data: never interpreted as HTML."""

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from eichlab_gui.widgets.tip import plain_tip, set_plain_tip


class Role(StrEnum):
    """What a label is; the style sheet gives it size and colour."""

    TEXT = "text"
    HEADING = "heading"
    TITLE = "title"
    MUTED = "muted"
    SMALL = "small"
    GOOD = "good"
    CARE = "care"
    BAD = "bad"


class Label(QLabel):
    """A plain text label in a role."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.TEXT,
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.value)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def set_role(self, role: Role) -> None:
        """Change the role; cheap where it stays the same."""
        if self.property("role") != role.value:
            self.setProperty("role", role.value)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """A label of one line that ends in … where room is short; the tool tip has the whole."""

    def __init__(
        self, text: str = "", role: Role = Role.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the height alone."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw as much of the text as there is room for."""
        metrics = QFontMetrics(self.font())
        room = self.contentsRect()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        tip = self.text() if shown != self.text() else ""
        if self.toolTip() != plain_tip(tip):
            set_plain_tip(self, tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
