"""The guided tour: six steps from the first live value to a cheat that is found out."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from eichlab.values import (
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    Transaction,
    TransactionRequest,
)
from eichlab_gui.demo.cheat import Cheat, Cheating
from eichlab_gui.language import said_error
from eichlab_gui.model import BenchModel
from eichlab_gui.theme import SPACE_L, SPACE_M
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role
from eichlab_gui.widgets.demo_panel import DemoControls

INVENTED = TransactionRequest(
    level=IdentificationLevel.VERIFIED,
    flags=(IdentificationFlag.RFID_PLAIN, IdentificationFlag.OCPP_AUTH_TLS),
    identification_type=IdentificationType.ISO14443,
    identification="1F2D3A4F5506C7",
    tariff_text="0.30 EUR/kWh",
    charge_point_type=ChargePointIdType.EVSEID,
    charge_point_id="DE*ABC*E12345*1",
)
"""What the tour and the show start with; everybody may see this user."""

_CUT_MS = 6000


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the page it is about, what is to be seen, and what the button does."""

    page: str
    title: str
    text: str
    button: str
    do: Callable[[], None]


class Tour(QFrame):
    """A bar below the pages. Every step can be done by hand as well; it never holds anybody up."""

    page_wanted = Signal(str)
    records_wanted = Signal(object)
    ended = Signal()

    def __init__(
        self, model: BenchModel, controls: DemoControls, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._model, self._controls = model, controls
        self._meter = model.selected
        self._at = 0
        self._tries = 0
        self._cheating = Cheating(model, self)
        self._cheating.made.connect(self.records_wanted)
        self._cheating.nothing_there.connect(self._no_record)
        self._mend = QTimer(self)
        self._mend.setSingleShot(True)
        self._mend.setInterval(_CUT_MS)
        self._mend.timeout.connect(self._restore_line)
        self.title = Label("", Role.TITLE)
        self.text = Label("", Role.TEXT, wrap=True)
        self.problem = Label("", Role.BAD, wrap=True)
        self.problem.hide()
        self.act = PrimaryButton()
        self.act.clicked.connect(self._do)
        self.back = PlainButton()
        self.back.clicked.connect(self._go_back)
        self.forth = PlainButton()
        self.forth.clicked.connect(self._go_on)
        self.leave = PlainButton()
        self.leave.clicked.connect(self.ended)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        words.addWidget(self.problem)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        row.setSpacing(SPACE_M)
        row.addLayout(words, 1)
        for button in (self.act, self.back, self.forth, self.leave):
            row.addWidget(button)
        self.retranslate()

    @property
    def step(self) -> int:
        """Return the number of the step, from 1."""
        return self._at + 1

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the six steps in the language of the screen."""
        return (
            Step(
                "bench",
                self.tr("Live values"),
                self.tr(
                    "Four simulated meters, asked every second as real ones are. "
                    "They are marked SIMULATION everywhere, and nothing here is for billing."
                ),
                self.tr("Show them"),
                self._show_page,
            ),
            Step(
                "transactions",
                self.tr("Start a transaction"),
                self.tr(
                    "The meter itself signs the begin with the user, the tariff and the time. "
                    "Eichlab only asks it to."
                ),
                self.tr("Start it"),
                self._start,
            ),
            Step(
                "bench",
                self.tr("Pull the cable"),
                self.tr(
                    "Six seconds without a line: the curve breaks, nothing is made up, "
                    "and the transaction goes on in the meter."
                ),
                self.tr("Cut the line"),
                self._cut_line,
            ),
            Step(
                "transactions",
                self.tr("Stop it"),
                self.tr(
                    "The meter signs the end. The record is kept in two places "
                    "before the meter may forget it."
                ),
                self.tr("Stop"),
                self._stop,
            ),
            Step(
                "transparency",
                self.tr("Check it"),
                self.tr(
                    "Three statements that are never one: does the signature fit, "
                    "whose key is it, and can the content be billed?"
                ),
                self.tr("Show the record"),
                self._show_record,
            ),
            Step(
                "transparency",
                self.tr("Try to cheat"),
                self.tr(
                    "First a digit is changed, then it is also signed anew with another key, "
                    "then the genuine record comes back. The verdict says what gave it away."
                ),
                self.tr("Cheat"),
                self._cheat,
            ),
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self.back.setText(self.tr("Back"))
        self.leave.setText(self.tr("End the tour"))
        self._draw()

    def go_to(self, step: int) -> None:
        """Go to a step, counted from 1, and to its page."""
        self._at = min(max(step - 1, 0), len(self.steps) - 1)
        self.problem.hide()
        self._draw()
        self._show_page()

    def close_tour(self) -> None:
        """Mend what is still broken."""
        if self._mend.isActive():
            self._mend.stop()
            self._restore_line()

    def _draw(self) -> None:
        steps = self.steps
        step = steps[self._at]
        self.title.setText(f"{self._at + 1}/{len(steps)} · {step.title}")
        self.text.setText(step.text)
        self.act.setText(step.button)
        self.back.setEnabled(self._at > 0)
        last = self._at == len(steps) - 1
        self.forth.setText(self.tr("From the start") if last else self.tr("Next"))

    @Slot()
    def _do(self) -> None:
        self.problem.hide()
        self.steps[self._at].do()

    @Slot()
    def _go_on(self) -> None:
        self.go_to(1 if self._at == len(self.steps) - 1 else self.step + 1)

    @Slot()
    def _go_back(self) -> None:
        self.go_to(self.step - 1)

    # What the steps do.

    def _show_page(self) -> None:
        self._model.select(self._meter)
        self.page_wanted.emit(self.steps[self._at].page)

    def _start(self) -> None:
        self._show_page()
        self._model.start_transaction(self._meter, INVENTED.anew(), self._ignore, self._say)

    def _stop(self) -> None:
        self._show_page()
        self._model.stop_transaction(self._meter, self._ignore, self._say)

    def _cut_line(self) -> None:
        self._show_page()
        self._controls.set_broken("line", self._meter, broken=True)
        self._mend.start()

    @Slot()
    def _restore_line(self) -> None:
        self._controls.set_broken("line", self._meter, broken=False)

    def _show_record(self) -> None:
        self._show_page()
        self._cheating.attempt(Cheat.NOTHING)

    def _cheat(self) -> None:
        tries = (Cheat.DIGIT, Cheat.SIGN_ANEW, Cheat.NOTHING)
        self._show_page()
        self._cheating.attempt(tries[self._tries % len(tries)])
        self._tries += 1

    def _ignore(self, _: Transaction) -> None:
        """Do nothing: what became of it is seen on the page."""

    def _say(self, error: Exception) -> None:
        self.problem.setText(said_error(error))
        self.problem.show()

    @Slot()
    def _no_record(self) -> None:
        self.problem.setText(self.tr("No transaction has ended yet: start and stop one first."))
        self.problem.show()

    # Qt.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End the tour with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
