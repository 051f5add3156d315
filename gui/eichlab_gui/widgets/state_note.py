"""What a page or card says when it has nothing to show: one sentence, one action."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from eichlab_gui.theme import SPACE_L
from eichlab_gui.widgets.buttons import PlainButton
from eichlab_gui.widgets.labels import Label, Role


class StateNote(QWidget):
    """Empty, loading or error state."""

    acted = Signal()
    """The action was taken."""

    def __init__(self, sentence: str = "", action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = Label("", Role.MUTED, wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMaximumWidth(460)
        self.sentence.setMinimumWidth(280)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(240)
        self.button = PlainButton()
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE_L)
        column.addStretch(1)
        for widget in (self.sentence, self.progress, self.button):
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
