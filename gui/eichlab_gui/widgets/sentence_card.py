"""A card that says something across the page, with what can be done about it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from eichlab_gui.theme import SPACE_M, Tone
from eichlab_gui.widgets.buttons import PlainButton, QuietButton
from eichlab_gui.widgets.card import Card
from eichlab_gui.widgets.labels import Label


class SentenceCard(Card):
    """The ``sentence``, the button to ``act`` on it, and the one to ``leave`` it."""

    def __init__(
        self, tone: Tone, *, selectable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.set_edge(tone)
        self.sentence = Label("", wrap=True, selectable=selectable)
        self.act = PlainButton()
        self.leave = QuietButton()
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.act)
        row.addWidget(self.leave)
        self.body.addLayout(row)
