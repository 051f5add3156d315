"""The top of a page: title left, controls right."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from eichlab_gui.theme import SPACE_M
from eichlab_gui.widgets.labels import Label, Role


class PageHeader(QWidget):
    """A row of 40 px; ``left`` takes what belongs to the title, ``right`` the controls."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)
        self.title = Label(title, Role.HEADING)
        self.subtitle = Label("", Role.MUTED)
        self.left = QHBoxLayout()
        self.right = QHBoxLayout()
        for row in (self.left, self.right):
            row.setSpacing(SPACE_M + 2)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_M + 2)
        line.addWidget(self.title)
        line.addWidget(self.subtitle)
        line.addLayout(self.left)
        line.addStretch(1)
        line.addLayout(self.right)
        self.subtitle.hide()

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show title and, muted beside it, what it is about."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def needed_width(self) -> int:
        """Return the width that all in it needs now."""
        line = self.layout()
        assert line is not None
        # The rows within it keep their old widths until the whole is laid out anew.
        line.activate()
        return line.totalSizeHint().width()

    def add_left(self, widget: QWidget) -> None:
        """Put a widget behind the title."""
        self.left.addWidget(widget)

    def add_right(self, widget: QWidget) -> None:
        """Put a control at the right end."""
        self.right.addWidget(widget)
