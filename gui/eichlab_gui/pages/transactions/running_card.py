"""What runs on a meter, or what ran last."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eichlab.values import (
    JournalEvent,
    Loss,
    Message,
    Quantity,
    Transaction,
)
from eichlab_gui.figures import (
    clock_span,
    figure,
    kilowatts,
    kwh,
    seconds_between,
    time_of_day,
)
from eichlab_gui.language import said, shown_name
from eichlab_gui.model import MeterView, energy_since, span
from eichlab_gui.pages.transactions.wording import journal_word
from eichlab_gui.theme import FIGURE_LARGE_PX, FIGURE_PX, SPACE_L, SPACE_M, Tone
from eichlab_gui.widgets import (
    Card,
    DangerButton,
    ElidedLabel,
    Label,
    LinkPill,
    NumberLabel,
    QuietButton,
    Role,
    SimulationTag,
    VerdictIcon,
    verdict_word,
)
from eichlab_gui.words import duration_word

_HEIGHT = 164


class RunningCard(Card):
    """Energy so far, power, duration, link, journal, losses; *Stop*.

    Where nothing runs it shows the last transaction of the meter, if there was one.
    """

    stop_requested = Signal(str)
    """The meter's name."""
    record_requested = Signal(str)
    """The id of the transaction whose record is wanted."""
    explanation_asked = Signal()
    """The user wants to know what a verdict means."""

    def __init__(self, meter: MeterView, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._meter = meter
        self._transaction: Transaction | None = None
        self._notice: Message | None = None
        self._problem = ""
        self._stopping = False
        self.link = LinkPill(meter.link)
        self.tag = SimulationTag()
        self.about = ElidedLabel("", Role.MUTED)
        self.stop = DangerButton()
        self.stop.clicked.connect(self._stop)
        self.show_record = QuietButton()
        self.show_record.clicked.connect(self._show_record)
        for widget in (self.link, self.tag):
            self.header.addWidget(widget)
        self.header.addStretch(1)
        self.explain = QuietButton()
        self.explain.clicked.connect(self.explanation_asked)
        self.header.addWidget(self.explain)
        self.header.addWidget(self.show_record)
        self.header.addWidget(self.stop)

        self.verdict = VerdictIcon(size=28)
        self.energy = NumberLabel("kWh", FIGURE_LARGE_PX)
        self.power = NumberLabel("kW", FIGURE_PX)
        self.duration = NumberLabel("", FIGURE_PX)
        self.losses = NumberLabel("", FIGURE_PX)
        self.under_energy = Label("", Role.SMALL)
        self.under_losses = ElidedLabel("", Role.SMALL)
        self.figures = QWidget()
        row = QHBoxLayout(self.figures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(40)
        first = QHBoxLayout()
        first.setSpacing(SPACE_M)
        first.addWidget(self.verdict)
        first.addWidget(self.energy)
        row.addLayout(_over(first, self.under_energy))
        row.addLayout(_over(_only(self.power), Label(" ", Role.SMALL)))
        row.addLayout(_over(_only(self.duration), Label(" ", Role.SMALL)))
        row.addLayout(_over(_only(self.losses), self.under_losses), 1)
        self.waiting = Label("", Role.TEXT, wrap=True)
        self.waiting.setMinimumHeight(18)
        self.body.setContentsMargins(4, 0, 0, 0)
        self.header.setContentsMargins(4, 0, 0, 0)
        self.body.setSpacing(SPACE_L - 6)
        self.body.addWidget(self.about)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.waiting)
        self.body.addStretch(1)
        # Idle or running, the card is of one height.
        self.setMinimumHeight(_HEIGHT)

    @property
    def meter(self) -> MeterView:
        """Return the meter shown."""
        return self._meter

    def show_meter(self, meter: MeterView) -> None:
        """Show another meter."""
        if meter is not self._meter:
            self._meter, self._notice, self._problem = meter, None, ""
            self._stopping = False

    def show_transaction(self, transaction: Transaction | None) -> None:
        """Show a transaction of the meter, open or the last one; None: there was none."""
        before = self._transaction
        self._transaction = transaction
        if transaction is None or before is None or transaction.id != before.id:
            self._notice, self._problem, self._stopping = None, "", False
        self.refresh()

    def show_notice(self, notice: Message) -> None:
        """Show what the bench says about this meter while a transaction is open on it."""
        if self._transaction is not None and self._transaction.is_open:
            self._notice = notice
            self.refresh()

    def show_problem(self, sentence: str) -> None:
        """Say why stopping did not work."""
        self._problem, self._stopping = sentence, False
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show everything as it is now."""
        meter, transaction = self._meter, self._transaction
        self.link.set_state(meter.link)
        self.tag.setVisible(meter.simulated)
        running = transaction is not None and transaction.is_open
        self.stop.setVisible(running)
        self.figures.setVisible(transaction is not None)
        self.show_record.setVisible(_has_record(transaction) and not running)
        judged = transaction is not None and transaction.verdict is not None
        self.explain.setVisible(judged and not running)
        if transaction is None:
            self.set_title(self.tr("Nothing runs on {meter}").format(meter=shown_name(meter.name)))
            self.about.hide()
            self.set_edge(None)
            self._say(
                self.tr("A transaction started here shows its energy, power and journal."),
                Role.MUTED,
            )
            return
        self.about.show()
        if running:
            self._show_running(transaction)
        else:
            self._show_closed(transaction)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.stop.setText(self.tr("Stop"))
        self.stop.setAccessibleDescription(
            self.tr("Stops the transaction and fetches its signed record")
        )
        self.show_record.setText(self.tr("Show its record"))
        self.explain.setText(self.tr("What does its verdict mean?"))
        self.refresh()

    def _show_running(self, transaction: Transaction) -> None:
        meter, now = self._meter, datetime.now(UTC)
        self.set_title(self.tr("Running on {meter}").format(meter=shown_name(meter.name)))
        self.set_edge(Tone.ACCENT)
        since = time_of_day(transaction.rows[-1].at)
        self.about.setText(
            self.tr("{id} · journal: {state} since {time}").format(
                id=transaction.id, state=journal_word(transaction.state), time=since
            )
        )
        asked = transaction.state not in {JournalEvent.SENT, JournalEvent.RUNNING}
        self.stop.setEnabled(not asked and not self._stopping)
        began, _ = span(transaction)
        stale = meter.is_stale()
        self.verdict.hide()
        self.energy.set(kwh(energy_since(meter, began)), stale=stale)
        power = meter.reading.value(Quantity.POWER) if meter.reading else None
        self.power.show()
        self.power.set(kilowatts(None if stale else power), "kW")
        self.duration.set(clock_span(max(seconds_between(began, now), 0)))
        self.under_energy.setText(self.tr("live, not for billing"))
        losses = [loss for loss in meter.losses if (loss.ended_at or now) > began]
        self._show_losses(losses, now)
        self._say_waiting(transaction)

    def _show_closed(self, transaction: Transaction) -> None:
        self.set_title(self.tr("Last on {meter}").format(meter=shown_name(self._meter.name)))
        self.set_edge(None)
        began, ended = span(transaction)
        period = time_of_day(began)
        if ended is not None:
            period = f"{period} – {time_of_day(ended)}"
        self.about.setText(f"{transaction.id} · {period}")
        word = transaction.verdict
        self.verdict.set_word(word)
        self.verdict.setVisible(word is not None)
        self.energy.set(figure(transaction.energy_kwh))
        self.under_energy.setText(self.tr("no record") if word is None else verdict_word(word))
        self.power.hide()
        self.duration.set(clock_span(transaction.duration_s))
        self.losses.set(str(transaction.losses))
        self.under_losses.setText(self.tr("loss") if transaction.losses == 1 else self.tr("losses"))
        self._say(said(transaction.explanation) if transaction.explanation else "", Role.MUTED)

    def _show_losses(self, losses: list[Loss], now: datetime) -> None:
        self.losses.set(str(len(losses)))
        if not losses:
            self.under_losses.setText(self.tr("losses"))
            return
        longest = max(seconds_between(loss.began_at, loss.ended_at or now) for loss in losses)
        text = (
            self.tr("loss of {time}") if len(losses) == 1 else self.tr("losses, longest {time}")
        ).format(time=duration_word(longest))
        if any(_kept_measuring(loss) for loss in losses):
            measured = self.tr("the meter kept measuring")
            text = f"{text} · {measured}"
        self.under_losses.setText(text)

    def _say_waiting(self, transaction: Transaction) -> None:
        """Say in plain words what goes on and what is waited for."""
        notice = "" if self._notice is None else said(self._notice)
        if self._problem:
            self._say(self._problem, Role.BAD)
        elif self._meter.open_loss is not None:
            self._say(self._interrupted(transaction), Role.BAD)
        elif transaction.state is JournalEvent.RUNNING:
            self._say(notice, Role.TEXT)
        else:
            words = {
                JournalEvent.INTENT: self.tr("The start is written down and goes to the meter."),
                JournalEvent.SENT: self.tr("Waiting for the meter to confirm the start."),
                JournalEvent.STOPPING: self.tr("Waiting for the signed record of the meter."),
                JournalEvent.READ: self.tr("The signed record was read; it is being stored."),
                JournalEvent.STORED: self.tr("The record is stored; the meter may forget it now."),
                JournalEvent.RELEASED: self.tr("The meter let go of the record; judging it."),
            }
            self._say(f"{words.get(transaction.state, '')} {notice}".strip(), Role.TEXT)

    def _interrupted(self, transaction: Transaction) -> str:
        reading = self._meter.reading
        last = time_of_day(reading.taken_at) if reading is not None else "–"
        sentence = self.tr(
            "Connection to the meter interrupted. Last value received: {time}."
        ).format(time=last)
        after = (
            self.tr("The transaction goes on in the meter.")
            if transaction.state is JournalEvent.RUNNING
            else self.tr("The signed record is fetched as soon as the meter answers again.")
        )
        return f"{sentence} {after}"

    def _say(self, sentence: str, role: Role) -> None:
        # The line keeps its room when it has nothing to say: nothing below it moves.
        self.waiting.set_role(role)
        if self.waiting.text() != sentence:
            self.waiting.setText(sentence)

    @Slot()
    def _stop(self) -> None:
        self._stopping = True
        self._problem = ""
        self.refresh()
        self.stop_requested.emit(self._meter.name)

    @Slot()
    def _show_record(self) -> None:
        if self._transaction is not None:
            self.record_requested.emit(self._transaction.id)


def _kept_measuring(loss: Loss) -> bool:
    before, after = loss.energy_before, loss.energy_after
    return before is not None and after is not None and after > before


def _has_record(transaction: Transaction | None) -> bool:
    return transaction is not None and any(
        row.event is JournalEvent.STORED for row in transaction.rows
    )


def _only(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(widget)
    return row


def _over(row: QHBoxLayout, below: Label) -> QVBoxLayout:
    """Put a small line below figures; all figures of the card stand on one line."""
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addStretch(1)
    column.addLayout(row)
    column.addWidget(below)
    return column
