"""What the page Bench shows before there is a bench."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eichlab.values import Message
from eichlab_gui.language import said
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.page import Page
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Card, Label, PageHeader, PlainButton, PrimaryButton, Role


class WelcomePage(Page):
    """Three ways to begin; where the last bench cannot be opened, the sentence why."""

    add_meter_requested = Signal()
    open_requested = Signal()
    demo_requested = Signal()

    def __init__(
        self, model: BenchModel, troubles: Sequence[Message] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._troubles = tuple(troubles)
        self.header = PageHeader()
        self.card = Card()
        self.greeting = Label("", Role.HEADING)
        self.sentence = Label("", Role.MUTED, wrap=True)
        self.trouble = Label("", Role.BAD, wrap=True, selectable=True)
        self.trouble.setVisible(bool(troubles))
        self.add_button = PrimaryButton()
        self.open_button = PlainButton()
        self.demo_button = PlainButton()
        self.add_button.clicked.connect(self.add_meter_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.demo_button.clicked.connect(self.demo_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_M)
        for button in (self.add_button, self.open_button, self.demo_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.card.body.setSpacing(SPACE_L)
        for label in (self.greeting, self.sentence, self.trouble):
            self.card.body.addWidget(label)
        self.card.body.addLayout(buttons)
        self.card.setFixedWidth(520)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        full = QVBoxLayout(self)
        full.setContentsMargins(SPACE_XL, SPACE_M, SPACE_L, SPACE_L)
        full.addWidget(self.header)
        full.addStretch(2)
        full.addLayout(row)
        full.addStretch(3)

    def show_troubles(self, troubles: Sequence[Message]) -> None:
        """Say these from now on."""
        self._troubles = tuple(troubles)
        self.trouble.setVisible(bool(self._troubles))
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.header.set_title(self.tr("Bench"))
        self.trouble.setText("\n".join(map(said, self._troubles)))
        self.greeting.setText(self.tr("No meter on this bench yet"))
        self.sentence.setText(
            self.tr(
                "Connect a meter through a USB-RS485 adapter, check a signed record, "
                "or look around with four simulated meters."
            )
        )
        self.add_button.setText(self.tr("Add a meter"))
        self.open_button.setText(self.tr("Open a file"))
        self.demo_button.setText(self.tr("Try the simulated bench"))
