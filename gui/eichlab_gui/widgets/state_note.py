"""What a page or card says when it has nothing to show: one sentence, one action."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from eichlab_gui.theme import SPACE_L
from eichlab_gui.widgets.buttons import PlainButton
from eichlab_gui.widgets.labels import Label, Role

_WIDTH = 420


class StateNote(QWidget):
    """Empty, loading or error state."""

    acted = Signal()
    """The action was taken."""

    def __init__(self, sentence: str = "", action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Label("", Role.MUTED, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setFixedWidth(_WIDTH)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(240)
        self.button = PlainButton()
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_L)
        column.addStretch(1)
        # An aligned item gets the height of its hint; a wrapped text needs that of its width.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.sentence)
        row.addStretch(1)
        column.addLayout(row)
        for widget in (self.progress, self.button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.show_empty(sentence, action)

    def show_empty(self, sentence: str, action: str = "") -> None:
        """Say that there is nothing yet, and what to do."""
        self._show(sentence, action, Role.MUTED)

    def show_error(self, sentence: str, action: str = "") -> None:
        """Say what went wrong, and what to do."""
        self._show(sentence, action, Role.BAD)

    def show_loading(self, sentence: str, action: str = "", fraction: float | None = None) -> None:
        """Say what is under way; ``fraction`` 0…1 where it is known."""
        self._show(sentence, action, Role.MUTED)
        self.progress.setRange(0, 0 if fraction is None else 1000)
        if fraction is not None:
            self.progress.setValue(round(fraction * 1000))
        self.progress.show()

    def _show(self, sentence: str, action: str, role: Role) -> None:
        self.sentence.set_role(role)
        self.sentence.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.progress.hide()
