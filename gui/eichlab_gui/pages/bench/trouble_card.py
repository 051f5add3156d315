"""What of the bench could not be opened, above the meters that could."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eichlab.values import Message
from eichlab_gui.language import said
from eichlab_gui.theme import Tone
from eichlab_gui.widgets import SentenceCard


class TroubleCard(SentenceCard):
    """The sentences, and the way to mend it; stays until it is closed."""

    edit_wanted = Signal()

    def __init__(self, troubles: Sequence[Message], parent: QWidget | None = None) -> None:
        super().__init__(Tone.BAD, selectable=True, parent=parent)
        self._troubles = tuple(troubles)
        self.act.clicked.connect(self.edit_wanted)
        self.leave.clicked.connect(self.hide)
        self.setVisible(bool(self._troubles))

    def show_troubles(self, troubles: Sequence[Message]) -> None:
        """Say these from now on."""
        self._troubles = tuple(troubles)
        self.retranslate()
        self.setVisible(bool(self._troubles))

    def retranslate(self) -> None:
        """Set every text anew."""
        self.sentence.setText("\n".join(map(said, self._troubles)))
        self.act.setText(self.tr("Edit the bench"))
        self.leave.setText(self.tr("Close"))
