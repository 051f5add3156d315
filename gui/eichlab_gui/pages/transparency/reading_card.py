"""Begin, end and energy of a transaction, digits as the meter signed them."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from eichlab.values import SignedReading, VerdictWord
from eichlab_gui.figures import GAP, NONE, figure
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry, full_time
from eichlab_gui.pages.transparency.wording import AS_STATED
from eichlab_gui.theme import SPACE_L, SPACE_S
from eichlab_gui.widgets import Card, Label, NumberLabel, Role
from eichlab_gui.widgets.divider import Divider

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _ReadingRow:
    """The labels of one reading: time over its status, value with unit."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self.name = Label("")
        self.time = Label("", selectable=True)
        self.status = Label("", Role.SMALL)
        self.value = Label("", selectable=True)
        self.value.setAlignment(_RIGHT)
        when = QVBoxLayout()
        when.setSpacing(0)
        when.addWidget(self.time)
        when.addWidget(self.status)
        grid.addWidget(self.name, row, 0)
        grid.addLayout(when, row, 1)
        grid.addWidget(self.value, row, 2)

    def show(self, reading: SignedReading | None, status: str) -> None:
        self.time.setText(full_time(reading))
        self.status.setText(status)
        self.value.setText(signed_value(reading))


class ReadingCard(Card):
    """The card *Readings*."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry: Entry | None = None
        self.as_stated = Label("", Role.BAD)
        self.header.addStretch(1)
        self.header.addWidget(self.as_stated)
        self.column_time = Label("", Role.SMALL)
        self.column_value = Label("", Role.SMALL)
        self.column_value.setAlignment(_RIGHT)
        grid = QGridLayout()
        grid.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S + 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.column_time, 0, 1)
        grid.addWidget(self.column_value, 0, 2)
        grid.addWidget(Divider(), 1, 0, 1, 3)
        self.begin = _ReadingRow(grid, 2)
        grid.addWidget(Divider(), 3, 0, 1, 3)
        self.end = _ReadingRow(grid, 4)
        grid.addWidget(Divider(), 5, 0, 1, 3)
        self.energy_name = Label("", Role.TITLE)
        self.energy_from = Label("", Role.MUTED, wrap=True)
        self.energy = NumberLabel("kWh", right=True)
        last = QHBoxLayout()
        last.addWidget(self.energy_from, 1)
        last.addWidget(self.energy)
        grid.addWidget(self.energy_name, 6, 0)
        grid.addLayout(last, 6, 1, 1, 2)
        self.body.addLayout(grid)
        self.others = Label("", Role.SMALL, wrap=True, selectable=True)
        self.others.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        self.body.addWidget(self.others)
        self.body.addStretch(1)

    def show_entry(self, entry: Entry) -> None:
        """Show the readings of an entry."""
        self._entry = entry
        self._draw()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("Readings"))
        self.column_time.setText(self.tr("Time of the meter"))
        self.column_value.setText(self.tr("Reading"))
        self.begin.name.setText(self.tr("Begin"))
        self.end.name.setText(self.tr("End"))
        self.energy_name.setText(self.tr("Energy"))
        self.as_stated.setText(said(AS_STATED))
        self._draw()

    def _draw(self) -> None:
        entry = self._entry
        if entry is None:
            return
        for row, reading in ((self.begin, entry.begin), (self.end, entry.end)):
            row.show(reading, self._status(reading))
        self.as_stated.setVisible(
            entry.word in {VerdictWord.REJECTED, VerdictWord.UNREADABLE} and bool(entry.records)
        )
        energy = entry.energy_text
        self.energy.set(energy, "" if energy == NONE else "kWh")
        self.energy_from.setText(self._basis(entry))
        others = self._other_registers(entry)
        self.others.setText(others)
        self.others.setVisible(bool(others))

    def _basis(self, entry: Entry) -> str:
        transaction = entry.transaction
        parts = []
        basis = transaction.energy_basis if transaction is not None else None
        if basis is None:
            basis = next(
                (r.obis for r in (entry.begin, entry.end) if r is not None and r.obis), None
            )
        if basis is not None:
            parts.append(self.tr("register {obis}").format(obis=basis))
        if transaction is not None and transaction.duration_s is not None:
            parts.append(duration_text(transaction.duration_s))
        return "\n".join(parts)

    def _status(self, reading: SignedReading | None) -> str:
        if reading is None:
            return self.tr("not stated")
        words = {
            "S": self.tr("synchronised"),
            "I": self.tr("informative"),
            "R": self.tr("relative to the begin"),
            "U": self.tr("unknown, not synchronised"),
        }
        status = reading.time_status
        return words.get(status or "", status or self.tr("no status stated"))

    def _other_registers(self, entry: Entry) -> str:
        if entry.transaction is None or len(entry.transaction.registers) < 2:
            return ""
        lines = [self.tr("All registers:")]
        for register in entry.transaction.registers:
            unit = register.unit or ""
            difference = figure(register.difference)
            lines.append(
                f"{register.obis or NONE}   {_digits(register.begin)} → {_digits(register.end)}"
                f"   {difference} {unit}".rstrip()
            )
        return "\n".join(lines)


def duration_text(seconds: Decimal) -> str:
    """Return a duration as ``0 h 21 min 14 s``, the same in German and English."""
    whole = int(seconds)
    return f"{whole // 3600}{GAP}h {whole // 60 % 60}{GAP}min {whole % 60}{GAP}s"


def signed_value(reading: SignedReading | None) -> str:
    """Return value and unit, digit for digit as signed."""
    if reading is None or reading.value is None:
        return NONE
    return f"{reading.value} {reading.unit or ''}".rstrip()


def _digits(reading: SignedReading | None) -> str:
    return NONE if reading is None or reading.value is None else reading.value
