"""What of the bench could not be opened, above the meters that could."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from eichlab.values import Message
from eichlab_gui.language import said
from eichlab_gui.theme import SPACE_M, Tone
from eichlab_gui.widgets import Card, Label, PlainButton, QuietButton


class TroubleCard(Card):
    """The sentences, and the way to mend it; stays until it is closed."""

    edit_wanted = Signal()

    def __init__(self, troubles: Sequence[Message], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._troubles = tuple(troubles)
        self.set_edge(Tone.BAD)
        self.sentences = Label("", wrap=True, selectable=True)
        self.edit = PlainButton()
        self.edit.clicked.connect(self.edit_wanted)
        self.leave = QuietButton()
        self.leave.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.sentences, 1)
        row.addWidget(self.edit)
        row.addWidget(self.leave)
        self.body.addLayout(row)
        self.setVisible(bool(self._troubles))

    def show_troubles(self, troubles: Sequence[Message]) -> None:
        """Say these from now on."""
        self._troubles = tuple(troubles)
        self.retranslate()
        self.setVisible(bool(self._troubles))

    def retranslate(self) -> None:
        """Set every text anew."""
        self.sentences.setText("\n".join(map(said, self._troubles)))
        self.edit.setText(self.tr("Edit the bench"))
        self.leave.setText(self.tr("Close"))
