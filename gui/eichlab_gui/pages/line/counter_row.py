"""How often the line came to which verdict, and how long answers take."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eichlab.values import WireVerdict
from eichlab_gui.figures import figure
from eichlab_gui.theme import HEADING_PX, SPACE_L, SPACE_M
from eichlab_gui.widgets import Card, Label, NumberLabel, Role

COUNTED: Final = (
    WireVerdict.ANSWERED,
    WireVerdict.SILENT,
    WireVerdict.CHECK_SUM,
    WireVerdict.SHORT,
    WireVerdict.LATE,
    WireVerdict.NOISE,
    WireVerdict.WRONG_UNIT,
    WireVerdict.WRONG_FUNCTION,
    WireVerdict.WRONG_LENGTH,
    WireVerdict.WRONG_FORM,
    WireVerdict.EXCEPTION,
    WireVerdict.ECHO,
)


class _Counter(QWidget):
    """A number over its name."""

    def __init__(self, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = NumberLabel(unit, HEADING_PX, right=True)
        self.name = Label("", Role.SMALL)
        self.name.setAlignment(Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.number)
        column.addWidget(self.name)


class CounterRow(Card):
    """One cell a verdict, and the median round trip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.counters = {verdict: _Counter() for verdict in COUNTED}
        self.round_trip = _Counter("ms")
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        for cell in self.counters.values():
            row.addWidget(cell, 2)
        row.addWidget(self.round_trip, 3)
        self.body.addLayout(row)
        column = self.layout()
        assert column is not None
        column.setContentsMargins(SPACE_L, SPACE_M - 2, SPACE_L, SPACE_M)

    def show_counts(
        self, counts: Mapping[WireVerdict, int], median_round_trip_s: float | None
    ) -> None:
        """Show these counts."""
        for verdict, cell in self.counters.items():
            cell.number.set(figure(Decimal(counts.get(verdict, 0))))
        milliseconds = figure(
            None if median_round_trip_s is None else median_round_trip_s * 1000, 1
        )
        self.round_trip.number.set(milliseconds)

    def say(self, words: Mapping[WireVerdict, str], round_trip: str) -> None:
        """Name the cells."""
        for verdict, cell in self.counters.items():
            cell.name.setText(words[verdict])
            cell.number.setAccessibleDescription(words[verdict])
        self.round_trip.name.setText(round_trip)
        self.round_trip.number.setAccessibleDescription(round_trip)
