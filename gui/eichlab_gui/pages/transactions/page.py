"""Transactions: start, watch, stop, and look back."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from eichlab.bench import Noticed, UnknownTransactionFound, judged
from eichlab.values import (
    MeterActivity,
    Outcome,
    SignedRecord,
    Transaction,
    TransactionRequest,
    VerdictWord,
)
from eichlab_gui.background import Task
from eichlab_gui.language import said_error, shown_name
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.page import Page
from eichlab_gui.pages.transactions.comparison import ComparisonDialog, Side
from eichlab_gui.pages.transactions.history import HistoryCard, Kept
from eichlab_gui.pages.transactions.history_table import BLOCK, Listing
from eichlab_gui.pages.transactions.memory_dialog import MemoryDialog
from eichlab_gui.pages.transactions.presets import Presets
from eichlab_gui.pages.transactions.question_card import QuestionCard
from eichlab_gui.pages.transactions.running_card import RunningCard
from eichlab_gui.pages.transactions.start_form import StartPanel
from eichlab_gui.preferences import Preferences
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import DangerButton, PageHeader, PlainButton, PrimaryButton, StateNote

_FORM_WIDTH: Final = 312
_CLOCK_MS: Final = 500
_SETTLE_MS: Final = 200

# A meter, what it does, and the id it names.
_Stray = tuple[str, MeterActivity, str | None]


class TransactionsPage(Page):
    """The form on the left; on the right questions, what runs, and the history."""

    def __init__(
        self, model: BenchModel, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._preferences = preferences
        self._query: Task | None = None
        self.header = PageHeader(parent=self)
        self.stack = QStackedWidget(self)
        self.content = QWidget(self.stack)
        self.meters = QComboBox(self.header)
        for name in model.meters:
            self.meters.addItem(name, name)
        self.meters.setMinimumWidth(160)
        self.meters.activated.connect(self._meter_chosen)
        self.memory = PlainButton()
        self.memory.hide()
        self.memory.clicked.connect(self.show_memory)
        self.header.add_right(self.memory)
        self.header.add_right(self.meters)
        self.meters.setVisible(len(model.meters) > 1)

        panel = StartPanel(Presets(preferences.settings), self.content)
        panel.setFixedWidth(_FORM_WIDTH)
        self.form = panel.form
        self.form.start_requested.connect(self.start)
        self.form.operator.setText(preferences.operator)
        self.form.sample.setText(preferences.sample)
        self.questions: dict[str, QuestionCard] = {}
        self._left: set[_Stray] = set()
        self.running: dict[str, RunningCard] = {}
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE_L)
        self.history = HistoryCard(self.content)
        self.history.wanted.connect(self.fetch_history)
        self.history.opened.connect(self.open_record)
        self.history.compare_wanted.connect(self.compare)
        self.history.table.wanted.connect(self._fetch_lines)
        right = QVBoxLayout()
        right.setSpacing(SPACE_L)
        right.addLayout(self._cards)
        right.addWidget(self.history, 1)
        row = QHBoxLayout(self.content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(panel)
        row.addLayout(right, 1)
        self.note = StateNote()
        self.note.acted.connect(self._to_bench)
        self.stack.addWidget(self.note)
        self.stack.addWidget(self.content)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.fetch_history)
        if model.selected:
            self._card(model.selected)
        model.meter_changed.connect(self._meter_changed)
        model.losses_changed.connect(self._meter_changed)
        model.transaction_changed.connect(self._transaction_changed)
        model.unknown_transaction.connect(self._unknown_found)
        model.noticed.connect(self._noticed)
        model.selection_changed.connect(self._selected)
        model.reloaded.connect(self._reloaded)
        for name, meter in model.meters.items():
            if meter.stray is not None:
                # It was found before there was a page to ask.
                self._unknown_found(UnknownTransactionFound(name, meter.stray))

    @property
    def start_button(self) -> PrimaryButton:
        """Return the button *Start transaction*."""
        return self.form.start

    @property
    def stop_button(self) -> DangerButton:
        """Return the button *Stop* of the selected meter."""
        return self._card(self.model.selected).stop

    # What the page does.

    @Slot(object)
    def start(self, request: TransactionRequest) -> None:
        """Start a transaction on the selected meter."""
        self.form.set_starting(starting=True)
        whose = self.form.attribution()
        self._preferences.operator, self._preferences.sample = whose.operator, whose.sample
        self.model.start_transaction(
            self.model.selected, request, self._started, self._not_started, whose
        )

    @Slot(str)
    def stop(self, meter: str) -> None:
        """Stop what runs on a meter."""
        self.model.stop_transaction(
            meter, self._stopped, partial(self._not_stopped, self._card(meter))
        )

    @Slot(str)
    def clear_unknown(self, meter: str) -> None:
        """Close what runs on a meter unknown to the journal, and keep its record."""
        bench = self.model.bench
        if bench is not None:
            self.model.background.watch(
                bench.clear_unknown(meter),
                partial(self._cleared, meter),
                partial(self._not_cleared, meter),
            )

    @Slot(str)
    def open_record(self, transaction: str) -> None:
        """Show the records of a transaction on Transparency."""
        store = self.model.store
        if store is not None:
            self.model.background.run(
                partial(store.records, transaction), self._show_records, self._tell
            )

    @Slot()
    def show_memory(self) -> None:
        """Show what the selected meter keeps by itself."""
        dialog = MemoryDialog(self.model, self.model.selected, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.read_out.connect(self.records_requested)
        dialog.open()

    @Slot(object)
    def compare(self, pair: tuple[int, int]) -> None:
        """Show two transactions side by side, once their records were read and judged."""
        store = self.model.store
        if store is None:
            return
        keys = {
            meter.identity.serial: meter.public_key
            for meter in self.model.meters.values()
            if meter.identity is not None
        }

        def fetch() -> tuple[Side, ...]:
            return tuple(
                Side(
                    each,
                    judged(
                        store.records(each.id),
                        keys.get(each.serial),
                        each.serial,
                        simulated=each.simulated,
                    ),
                )
                for each in store.transactions_numbered(pair)
            )

        self.model.background.run(fetch, self._show_comparison, self._tell)

    def _show_comparison(self, sides: tuple[Side, ...]) -> None:
        dialog = ComparisonDialog(sides[0], sides[1], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def fetch_history(self) -> None:
        """Ask the store for what the history shall list, in the background."""
        store = self.model.store
        if self.model.is_waiting:
            # That there are none is not known yet.
            return
        if store is None:
            self.history.show_listing(Listing())
            return
        if self._query is not None:
            self._query.cancel()
        kept, words = self.history.kept, self.history.words
        meter = self.model.selected if kept is Kept.THIS_METER else None

        def fetch() -> Listing:
            numbers = store.transaction_numbers(
                meter=meter,
                verdict=VerdictWord.REJECTED if kept is Kept.REJECTED else None,
                outcome=Outcome.RECOVERED if kept is Kept.RECOVERED else None,
                search=words,
            )
            return Listing(numbers, store.transactions_numbered(numbers[:BLOCK]))

        self._query = self.model.background.run(fetch, self._history_fetched, self._history_failed)

    @Slot(object)
    def _fetch_lines(self, numbers: list[int]) -> None:
        """Ask the store for lines of the history that came into sight."""
        store = self.model.store
        if store is not None:
            self.model.background.run(
                partial(store.transactions_numbered, numbers),
                partial(self.history.table.take, numbers),
                partial(self._no_lines, numbers),
            )

    # Showing.

    def on_shown(self) -> None:
        """Begin to count seconds; list what happened meanwhile."""
        self._draw()
        self.fetch_history()
        self._clock.start()

    def on_hidden(self) -> None:
        """Stop counting."""
        self._clock.stop()
        self._settle.stop()

    def dress(self) -> None:
        """Style also what is hidden yet, so that showing it later takes no time."""
        dressed = self._dressed
        super().dress()
        if dressed:
            return
        for child in self.findChildren(QWidget):
            child.ensurePolished()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.header.set_title(self.tr("Transactions"))
        self.memory.setText(self.tr("In the meter…"))
        self.memory.setToolTip(
            self.tr("Look at the records this meter keeps by itself, and read them out again")
        )
        self.meters.setAccessibleName(self.tr("Meter"))
        for row, name in enumerate(self.model.meters):
            self.meters.setItemText(row, shown_name(name))
        self.note.show_empty(self.tr("This bench has no meter yet."), self.tr("Go to Bench"))
        self.form.retranslate()
        self.history.retranslate()
        for card in self.running.values():
            card.retranslate()
        for question in self.questions.values():
            question.retranslate()
        self._draw()

    def recolour(self) -> None:
        """Draw the table in the new colours."""
        self.history.view.viewport().update()

    def _draw(self) -> None:
        self.stack.setCurrentWidget(self.content if self.model.meters else self.note)
        if not self.model.meters:
            return
        selected = self.model.selected
        self.meters.setCurrentIndex(self.meters.findData(selected))
        for name in self.model.meters:
            self._draw_card(name)
        self._draw_form()

    def _draw_card(self, name: str) -> None:
        """Draw a card: always for the selected meter, for others while they run something."""
        transaction = self.model.open_transaction(name)
        if transaction is None and name == self.model.selected:
            transaction = next(reversed(self.model.transactions_of(name)), None)
        seen = name == self.model.selected or (transaction is not None and transaction.is_open)
        if not seen and name not in self.running:
            return
        card = self._card(name)
        card.setVisible(seen)
        card.show_transaction(transaction)

    def _card(self, name: str) -> RunningCard:
        """Return the card of a meter; of many meters few ever need theirs."""
        if name in self.running:
            return self.running[name]
        card = self.running[name] = RunningCard(self.model.meters[name])
        card.explanation_asked.connect(self._ask_manual)
        card.stop_requested.connect(self.stop)
        card.record_requested.connect(self.open_record)
        # In the order of the bench, on the screen and for Tab.
        cards = [self.running[each] for each in self.model.meters if each in self.running]
        place = cards.index(card)
        below = self._cards.indexOf(cards[place + 1]) if card is not cards[-1] else -1
        self._cards.insertWidget(below, card)
        card.hide()
        if self._dressed:
            card.retranslate()
        before: QWidget = cards[place - 1].stop if place else self.form.start
        for widget in (card.explain, card.show_record, card.stop):
            QWidget.setTabOrder(before, widget)
            before = widget
        return card

    def _draw_form(self) -> None:
        meter = self.model.selected_meter
        running = meter is not None and self.model.open_transaction(meter.name) is not None
        self.form.show_meter(meter, running=running)
        able = None if meter is None else meter.capabilities
        self.memory.setVisible(able is not None and able.keeps_records)

    @Slot(int)
    def _meter_chosen(self, row: int) -> None:
        self.model.select(self.meters.itemData(row))

    @Slot()
    def _tick(self) -> None:
        for card in self.running.values():
            if card.isVisible():
                card.refresh()

    # What the model tells.

    @Slot(str)
    def _meter_changed(self, name: str) -> None:
        question = self.questions.get(name)
        state = self.model.meters[name].state
        if question is not None and state is not None and state.activity is MeterActivity.IDLE:
            self._drop_question(name)
        if not self.isVisible():
            return
        card = self.running.get(name)
        if card is not None and card.isVisible():
            card.refresh()
        if name == self.model.selected:
            self._draw_form()

    @Slot(object)
    def _transaction_changed(self, transaction: Transaction) -> None:
        if transaction.meter in self.model.meters:
            self._draw_card(transaction.meter)
        if transaction.meter == self.model.selected:
            self._draw_form()
        self.history.table.change(transaction)
        if self.isVisible() and not self._settle.isActive():
            self._settle.start()

    @Slot(object)
    def _unknown_found(self, found: UnknownTransactionFound) -> None:
        self._drop_question(found.meter)
        meter = self.model.meters.get(found.meter)
        if meter is None or not meter.configuration.controlled or _stray(found) in self._left:
            return
        question = QuestionCard(found)
        question.clear_requested.connect(self.clear_unknown)
        question.left.connect(self._leave)
        self.questions[found.meter] = question
        self._cards.insertWidget(0, question)

    @Slot(object)
    def _noticed(self, notice: Noticed) -> None:
        if notice.meter in self.model.meters:
            self._card(notice.meter).show_notice(notice.message)

    @Slot(str)
    def _selected(self, _name: str) -> None:
        self._draw()
        if self.isVisible() and self.history.kept is Kept.THIS_METER:
            self.fetch_history()

    @Slot()
    def _reloaded(self) -> None:
        self._draw()
        self.history.table.outdate()
        if self.isVisible():
            self._settle.start()

    # What came of what the page did.

    def _started(self, _transaction: Transaction) -> None:
        self.form.set_starting(starting=False)
        self._draw()

    def _not_started(self, error: Exception) -> None:
        self.form.set_starting(starting=False)
        self.form.show_problem(said_error(error))

    def _stopped(self, transaction: Transaction) -> None:
        self._draw_card(transaction.meter)

    def _not_stopped(self, card: RunningCard, error: Exception) -> None:
        card.show_problem(said_error(error))

    def _cleared(self, meter: str, records: tuple[SignedRecord, ...]) -> None:
        self._drop_question(meter)
        sentence = (
            self.tr("{meter} is free again. The record was kept as foreign.")
            if records
            else self.tr("{meter} is free again. It held no record.")
        )
        self.notice_requested.emit(sentence.format(meter=shown_name(meter)))

    def _not_cleared(self, meter: str, error: Exception) -> None:
        question = self.questions.get(meter)
        if question is not None:
            question.show_problem(said_error(error))

    @Slot(str)
    def _leave(self, meter: str) -> None:
        question = self.questions.get(meter)
        if question is not None:
            self._left.add(_stray(question.found))
        self._drop_question(meter)

    def _drop_question(self, meter: str) -> None:
        question = self.questions.pop(meter, None)
        if question is not None:
            self._cards.removeWidget(question)
            question.hide()
            question.deleteLater()

    def _history_fetched(self, listing: Listing) -> None:
        self._query = None
        self.history.show_listing(listing)

    def _no_lines(self, numbers: list[int], error: Exception) -> None:
        self.history.table.forget(numbers)
        self._history_failed(error)

    def _history_failed(self, error: Exception) -> None:
        self._query = None
        self.history.show_failure(said_error(error))

    @Slot()
    def _ask_manual(self) -> None:
        self.manual_requested.emit("verdicts")

    def _show_records(self, records: tuple[SignedRecord, ...]) -> None:
        if records:
            self.records_requested.emit(records)
        else:
            self.notice_requested.emit(self.tr("This transaction left no record."))

    def _tell(self, error: Exception) -> None:
        self.notice_requested.emit(said_error(error))

    @Slot()
    def _to_bench(self) -> None:
        self.page_requested.emit("bench")


def _stray(found: UnknownTransactionFound) -> _Stray:
    return found.meter, found.state.activity, found.state.transaction_id
