"""The list of the store's transactions, of which only what is looked at is in memory."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from eichlab.values import Transaction
from eichlab_gui.figures import NONE, clock_span, day_and_time, figure
from eichlab_gui.language import shown_name
from eichlab_gui.pages.transactions.wording import what_happened
from eichlab_gui.widgets import verdict_word

TRANSACTION_ROLE: Final = Qt.ItemDataRole.UserRole
BLOCK: Final = 100
"""So many lines are asked of the store at once."""

_MOST: Final = 20 * BLOCK
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Column(Enum):
    """The columns, left to right."""

    VERDICT = 0
    BEGIN = 1
    METER = 2
    ENERGY = 3
    DURATION = 4
    HAPPENED = 5


def _none() -> "array[int]":
    return array("q")


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be listed: the journal's numbers, last begun first, and the first of them."""

    numbers: "array[int]" = field(default_factory=_none)
    first: tuple[Transaction, ...] = ()


class HistoryTable(QAbstractTableModel):
    """Transactions, the newest first. Lines that come into sight are asked for by number."""

    wanted = Signal(object)
    """The numbers of lines that are looked at; `take` brings them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = _none()
        self._known: dict[int, Transaction] = {}
        self._asked: set[int] = set()
        self._is_outdated = False
        self._headers: tuple[str, ...] = ("",) * len(Column)

    def say_in(self, headers: Sequence[str]) -> None:
        """Take the columns' names; everything is said anew."""
        self._headers = tuple(headers)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._say_changed(0, len(self._numbers) - 1)

    def show(self, listing: Listing) -> bool:
        """List these; return whether the list is another one, not merely longer at its top."""
        added = len(listing.numbers) - len(self._numbers)
        is_another = added < 0 or listing.numbers[added:] != self._numbers
        if is_another:
            self.beginResetModel()
        elif added:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
        self._numbers = listing.numbers
        self._asked.clear()
        changed = len(listing.first)
        if self._is_outdated:
            self._known.clear()
            self._is_outdated = False
            changed = len(listing.numbers)
        self._keep(listing.numbers[: len(listing.first)], listing.first)
        if is_another:
            self.endResetModel()
        else:
            if added:
                self.endInsertRows()
            self._say_changed(added, changed - 1)
        return is_another

    def take(self, numbers: Sequence[int], transactions: Sequence[Transaction]) -> None:
        """Take lines that were asked for."""
        self._asked.difference_update(numbers)
        self._keep(numbers, transactions)
        rows = [row for row in map(self.row_of, numbers) if row is not None]
        if rows:
            self._say_changed(min(rows), max(rows))

    def forget(self, numbers: Sequence[int]) -> None:
        """Ask for these lines again when they are looked at."""
        self._asked.difference_update(numbers)

    def outdate(self) -> None:
        """Go on showing what is in memory, but only until the next listing."""
        self._is_outdated = True

    def change(self, transaction: Transaction) -> None:
        """Take over what became of a transaction, should its line be in memory."""
        for number, each in self._known.items():
            if each.id == transaction.id:
                self._known[number] = transaction
                row = self.row_of(number)
                if row is not None:
                    self._say_changed(row, row)
                return

    def number(self, row: int) -> int:
        """Return the journal's number of a row."""
        return self._numbers[row]

    def transaction(self, row: int) -> Transaction | None:
        """Return the transaction of a row; None where it has yet to come from the store."""
        found = self._known.get(self._numbers[row])
        if found is None:
            self._ask_for(row)
        return found

    def row_of(self, number: int) -> int | None:
        """Return the row of a transaction's number."""
        row = bisect_left(self._numbers, -number, key=lambda each: -each)
        there = row < len(self._numbers) and self._numbers[row] == number
        return row if there else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of transactions."""
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return texts; the transaction itself as `TRANSACTION_ROLE`."""
        if not index.isValid():
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in {Column.ENERGY, Column.DURATION} else _LEFT
        if role == TRANSACTION_ROLE:
            return self.transaction(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            transaction = self.transaction(index.row())
            return "…" if transaction is None else _text(transaction, column)
        spoken = {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}
        if role in spoken and column is Column.VERDICT:
            transaction = self.transaction(index.row())
            if transaction is not None and transaction.verdict is not None:
                return verdict_word(transaction.verdict)
            return NONE if role == Qt.ItemDataRole.AccessibleTextRole else None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in {Column.ENERGY.value, Column.DURATION.value}
            return _RIGHT if right else _LEFT
        return None

    def _keep(self, numbers: Sequence[int], transactions: Sequence[Transaction]) -> None:
        for number, each in zip(numbers, transactions, strict=True):
            # The newest last, so that what was looked at longest ago is forgotten first.
            self._known.pop(number, None)
            self._known[number] = each
        for number in list(self._known)[: max(0, len(self._known) - _MOST)]:
            del self._known[number]

    def _ask_for(self, row: int) -> None:
        begin = row - row % BLOCK
        block = [
            number
            for number in self._numbers[begin : begin + BLOCK]
            if number not in self._known and number not in self._asked
        ]
        if block and self._numbers[row] not in self._asked:
            self._asked.update(block)
            self.wanted.emit(block)

    def _say_changed(self, first: int, last: int) -> None:
        if 0 <= first <= last < len(self._numbers):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))


def _text(transaction: Transaction, column: Column) -> str:
    match column:
        case Column.BEGIN:
            return day_and_time(transaction.began_at)
        case Column.METER:
            return shown_name(transaction.meter)
        case Column.ENERGY:
            return figure(transaction.energy_kwh)
        case Column.DURATION:
            return clock_span(transaction.duration_s)
        case Column.HAPPENED:
            return what_happened(transaction)
        case _:
            return ""
