"""Two transactions side by side: what was asked, what was signed, how it went."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from eichlab.values import SignedReading, Transaction, TransactionVerdict
from eichlab_gui import theme
from eichlab_gui.figures import NONE, clock_span, day_and_time, figure, seconds_between
from eichlab_gui.language import said, shown_name
from eichlab_gui.model import span
from eichlab_gui.pages.transactions.wording import outcome_word
from eichlab_gui.theme import SPACE_L, SPACE_M
from eichlab_gui.widgets import Label, Role, verdict_word


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the transaction as stored, and what its records say (None: no record)."""

    transaction: Transaction
    verdict: TransactionVerdict | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison."""

    name: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Return whether the two say something else."""
        return self.left != self.right


def lines(left: Side, right: Side) -> list[Line]:
    """Return everything there is to compare, in the language of the screen."""
    return [
        Line(name, one, other)
        for (name, one), (_, other) in zip(_said(left), _said(right), strict=True)
    ]


def _said(side: Side) -> list[tuple[str, str]]:
    translate = QCoreApplication.translate
    transaction, verdict = side.transaction, side.verdict
    request, whose = transaction.request, transaction.attribution
    begin, end = span(transaction)
    findings = () if verdict is None else verdict.findings
    first, last = (None, None) if verdict is None else (verdict.begin, verdict.end)
    return [
        (translate("Comparison", "Begin"), day_and_time(transaction.began_at)),
        (translate("Comparison", "Meter"), shown_name(transaction.meter)),
        (translate("Comparison", "Serial number"), transaction.serial),
        (
            translate("Comparison", "Simulation"),
            "SIMULATION" if transaction.simulated else NONE,
        ),
        (translate("Comparison", "Outcome"), outcome_word(transaction)),
        (
            translate("Comparison", "Verdict"),
            NONE if transaction.verdict is None else verdict_word(transaction.verdict),
        ),
        (
            translate("Comparison", "Begin reading"),
            _signed(first),
        ),
        (translate("Comparison", "End reading"), _signed(last)),
        (translate("Comparison", "Energy, kWh"), figure(transaction.energy_kwh)),
        (translate("Comparison", "Duration"), clock_span(transaction.duration_s)),
        (
            translate("Comparison", "Mean power, kW"),
            _mean(transaction),
        ),
        (translate("Comparison", "Losses"), str(transaction.losses)),
        (
            translate("Comparison", "From the start to the end, by our clock"),
            NONE if end is None else clock_span(seconds_between(begin, end)),
        ),
        (translate("Comparison", "Identification"), request.identification or NONE),
        (translate("Comparison", "Type"), request.identification_type.value),
        (translate("Comparison", "Level"), request.level.value),
        (translate("Comparison", "Tariff text"), request.tariff_text or NONE),
        (translate("Comparison", "Charge point"), request.charge_point_id or NONE),
        (translate("Comparison", "Operator"), whose.operator or NONE),
        (translate("Comparison", "Sample or job number"), whose.sample or NONE),
        (translate("Comparison", "Notes"), whose.notes or NONE),
        (
            translate("Comparison", "Findings"),
            "\n".join(dict.fromkeys(said(each.message) for each in findings)) or NONE,
        ),
    ]


def _signed(reading: SignedReading | None) -> str:
    if reading is None or reading.value is None:
        return NONE
    return f"{reading.value} {reading.unit or ''}".strip()


def _mean(transaction: Transaction) -> str:
    energy, seconds = transaction.energy_kwh, transaction.duration_s
    if energy is None or not seconds:
        return NONE
    return figure(energy * 3600 / seconds, 3)


class ComparisonDialog(QDialog):
    """The lines as a table; what differs is marked by a sign as well as by weight."""

    def __init__(self, left: Side, right: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides = left, right
        self.resize(820, 640)
        self.table = QTableWidget(0, 4)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        self.table.setHorizontalHeaderLabels(
            ["", "", left.transaction.id[:8], right.transaction.id[:8]]
        )
        columns = self.table.horizontalHeader()
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        self.legend = Label("", Role.MUTED)
        column.addWidget(self.legend)
        column.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Two transactions"))
        self.table.setAccessibleName(self.windowTitle())
        self.legend.setText(
            self.tr("≠ marks what differs. Signed readings as the meter wrote them.")
        )
        self._fill(lines(*self._sides))

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _fill(self, compared: Sequence[Line]) -> None:
        self.table.setRowCount(len(compared))
        bold = theme.font(weight=QFont.Weight.DemiBold)
        for row, line in enumerate(compared):
            texts = ("≠" if line.differs else "", line.name, line.left, line.right)
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if line.differs and place != 1:
                    item.setFont(bold)
                if place == 0:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                    if line.differs:
                        item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("differs"))
                self.table.setItem(row, place, item)
        self.table.resizeRowsToContents()
