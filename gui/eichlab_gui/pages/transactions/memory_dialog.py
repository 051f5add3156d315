"""What a meter keeps by itself: its own list, from which records are read out into the store."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import ListedRecord
from eichlab.values import SignedRecord
from eichlab_gui.background import Task
from eichlab_gui.figures import NONE, figure
from eichlab_gui.language import said_error, shown_name
from eichlab_gui.model import BenchModel
from eichlab_gui.theme import SPACE_L, SPACE_M
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role, SimulationTag, plain_tip

# Short questions, so that the meter's live values go on between them.
_PIECE: Final = 5
_PIECES: Final = 5
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NUMBER, _BEGIN, _END, _WHO, _ENERGY, _STORED = range(6)


class MemoryDialog(QDialog):
    """Lists the meter's records, the newest first; nothing is written to the meter."""

    read_out = Signal(object)
    """``tuple[SignedRecord, ...]``: what was chosen, kept in the store by now."""

    def __init__(self, model: BenchModel, meter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._meter = meter
        self._listed: list[ListedRecord] = []
        self._wanted: list[int] = []
        self._records: list[SignedRecord] = []
        self._pieces = 0
        self._reading: int | None = None
        self._trouble: Exception | None = None
        self._task: Task | None = None
        self.resize(1000, 520)
        self.heading = Label("", Role.MUTED, wrap=True)
        self.tag = SimulationTag()
        self.tag.setVisible(model.meters[meter].simulated)
        self.table = QTableWidget(0, 6)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        columns = self.table.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(_WHO, QHeaderView.ResizeMode.Stretch)
        self.told = Label("", Role.MUTED, wrap=True)
        self.older_button = PlainButton()
        self.read_button = PrimaryButton()
        self.close_button = PlainButton()
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.tag)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_M)
        buttons.addWidget(self.older_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.read_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addLayout(buttons)
        self.older_button.clicked.connect(self.look)
        self.read_button.clicked.connect(self._read)
        self.close_button.clicked.connect(self.reject)
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(self._read)
        self.finished.connect(self._end)
        self.retranslate()
        self.look()

    @property
    def is_busy(self) -> bool:
        """Return whether the meter is being asked."""
        return self._task is not None

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Memory of {meter}").format(meter=shown_name(self._meter)))
        self.heading.setText(
            self.tr(
                "Records this meter keeps by itself, as its own list has them. Reading one out "
                "writes nothing to the meter; it is kept in the store byte for byte."
            )
        )
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Number"),
                self.tr("Begin"),
                self.tr("End"),
                self.tr("Transaction, identification"),
                self.tr("kWh"),
                self.tr("In the store"),
            ]
        )
        self.table.setAccessibleName(self.tr("Records in the meter"))
        self.older_button.setText(self.tr("Older ones"))
        self.read_button.setText(self.tr("Read out and show"))
        self.close_button.setText(self.tr("Close"))
        for row in range(self.table.rowCount()):
            self._fill(row)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    # The list.

    @Slot()
    def look(self) -> None:
        """Ask the meter for what comes next in its list."""
        self._pieces = _PIECES
        self._ask()

    def _ask(self) -> None:
        bench = self._model.bench
        if bench is None or self._pieces == 0:
            self._task = None
            self._tell()
            self._enable()
            return
        self._pieces -= 1
        before = self._listed[-1].record.number if self._listed else None
        self._trouble = None
        asked = bench.kept_records(self._meter, before, _PIECE)
        self._task = self._model.background.watch(asked, self._take, self._failed)
        self._tell()
        self._enable()

    def _take(self, piece: tuple[ListedRecord, ...]) -> None:
        self._task = None
        for each in piece:
            self._listed.append(each)
            self.table.insertRow(self.table.rowCount())
            self._fill(self.table.rowCount() - 1)
        if len(piece) < _PIECE:
            self._pieces = 0
            self.older_button.hide()
        self._ask()

    def _fill(self, row: int) -> None:
        record = self._listed[row].record
        # What the journal's id cannot tell, the user may.
        who = " · ".join(
            dict.fromkeys(filter(None, (record.transaction_id, record.identification)))
        )
        texts = {
            _NUMBER: record.pagination or str(record.number),
            _BEGIN: record.begin or NONE,
            _END: record.end or NONE,
            _WHO: who or NONE,
            _ENERGY: figure(record.energy_kwh),
            _STORED: "✓" if self._listed[row].is_stored else NONE,
        }
        for column, text in texts.items():
            item = QTableWidgetItem(text)
            if column in {_NUMBER, _ENERGY}:
                item.setTextAlignment(_RIGHT)
            if column == _STORED:
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                spoken = self.tr("yes") if self._listed[row].is_stored else self.tr("no")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(plain_tip(text))
            self.table.setItem(row, column, item)

    # Reading out.

    @Slot()
    def _read(self) -> None:
        rows = sorted({index.row() for index in self.table.selectedIndexes()}, reverse=True)
        if not rows or self._task is not None:
            return
        # The oldest first, as the store has them.
        self._wanted = [self._listed[row].record.number for row in rows]
        self._records = []
        self._read_next()

    def _read_next(self) -> None:
        bench = self._model.bench
        if bench is None:
            return
        if not self._wanted:
            self._task = None
            self.read_out.emit(tuple(self._records))
            self.accept()
            return
        self._reading = self._wanted.pop(0)
        self._trouble = None
        read = bench.read_kept(self._meter, self._reading)
        self._task = self._model.background.watch(read, self._was_read, self._failed)
        self._tell()
        self._enable()

    def _was_read(self, record: SignedRecord) -> None:
        self._records.append(record)
        row = next(
            row for row, each in enumerate(self._listed) if each.record.number == self._reading
        )
        self._listed[row] = replace(self._listed[row], is_stored=True)
        self._fill(row)
        self._read_next()

    def _failed(self, error: Exception) -> None:
        self._task = self._reading = None
        self._wanted = []
        self._trouble = error
        self._tell()
        self._enable()

    def _tell(self) -> None:
        """Say what is done, what was found, or what went wrong."""
        self.told.set_role(Role.MUTED if self._trouble is None else Role.BAD)
        count = len(self._listed)
        if self._trouble is not None:
            sentence = said_error(self._trouble)
        elif self._task is None and count == 0:
            sentence = self.tr("The meter keeps no record yet.")
        elif self._task is None:
            sentence = self.tr("{count} records listed").format(count=count)
        elif self._reading is not None:
            sentence = self.tr("Reading record {number} out…").format(number=self._reading)
        else:
            sentence = self.tr("Reading the meter's list…")
        self.told.setText(sentence)

    @Slot()
    def _enable(self) -> None:
        free = self._task is None
        self.older_button.setEnabled(free)
        self.read_button.setEnabled(free and bool(self.table.selectedIndexes()))

    @Slot()
    def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
