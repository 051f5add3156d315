"""Asks what to do about a transaction nobody here started."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from eichlab.bench import UnknownTransactionFound
from eichlab.values import message
from eichlab_gui.language import said
from eichlab_gui.theme import Tone
from eichlab_gui.widgets import SentenceCard


class QuestionCard(SentenceCard):
    """*Close it and keep its record*, or leave it."""

    clear_requested = Signal(str)
    """The meter's name."""
    left = Signal(str)
    """The meter's name: the user wants it left alone."""

    def __init__(self, found: UnknownTransactionFound, parent: QWidget | None = None) -> None:
        super().__init__(Tone.CARE, parent=parent)
        self.found = found
        self._problem = ""
        self.act.clicked.connect(self._clear)
        self.leave.clicked.connect(self._leave)
        self.retranslate()

    def show_problem(self, sentence: str) -> None:
        """Say why it could not be closed, and let the user try again."""
        self._problem = sentence
        self.act.setEnabled(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        found = self.found
        code = f"bench.stray-{found.state.activity.value}"
        text = said(message(code, meter=found.meter, id=found.state.transaction_id))
        self.sentence.setText(f"{text}\n{self._problem}".strip())
        self.act.setText(self.tr("Close it and keep its record"))
        self.leave.setText(self.tr("Leave it"))

    @Slot()
    def _clear(self) -> None:
        self.act.setEnabled(False)
        self.clear_requested.emit(self.found.meter)

    @Slot()
    def _leave(self) -> None:
        self.left.emit(self.found.meter)
