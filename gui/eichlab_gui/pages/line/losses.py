"""The losses of today as a table."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from eichlab.values import Loss, LossCause
from eichlab_gui.figures import NONE, kwh, time_of_day
from eichlab_gui.language import shown_name

_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LossColumn(Enum):
    """The columns, left to right."""

    FROM = 0
    TO = 1
    METER = 2
    CAUSE = 3
    RUNNING = 4
    BEFORE = 5
    AFTER = 6


class LossTable(QAbstractTableModel):
    """Losses, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._losses: tuple[Loss, ...] = ()
        self._headers: tuple[str, ...] = ("",) * len(LossColumn)
        self._causes: dict[LossCause, str] = {}
        self._lasting = ""
        self._running = "{id}"

    def say_in(
        self, headers: Sequence[str], causes: Mapping[LossCause, str], lasting: str, running: str
    ) -> None:
        """Take the words; ``{id}`` in ``running`` stands for the short transaction id."""
        self.beginResetModel()
        self._headers, self._causes = tuple(headers), dict(causes)
        self._lasting, self._running = lasting, running
        self.endResetModel()

    def set_losses(self, losses: Sequence[Loss]) -> None:
        """Show these, given oldest first; nothing happens where nothing changed."""
        newest_first = tuple(reversed(losses))
        if newest_first == self._losses:
            return
        if len(newest_first) == len(self._losses):
            self._losses = newest_first
            last = self.index(len(newest_first) - 1, len(LossColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._losses = newest_first
        self.endResetModel()

    def loss(self, row: int) -> Loss:
        """Return the loss of a row."""
        return self._losses[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of losses."""
        return 0 if parent is not None and parent.isValid() else len(self._losses)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(LossColumn)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the cell's text; energies right."""
        if not index.isValid():
            return None
        column = LossColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(self._losses[index.row()], column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in {LossColumn.BEFORE, LossColumn.AFTER} else _LEFT
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
            return _RIGHT if section >= LossColumn.BEFORE.value else _LEFT
        return None

    def _text(self, loss: Loss, column: LossColumn) -> str:
        if column is LossColumn.FROM:
            return time_of_day(loss.began_at, milliseconds=True)
        if column is LossColumn.TO:
            ended = loss.ended_at
            return self._lasting if ended is None else time_of_day(ended, milliseconds=True)
        if column is LossColumn.METER:
            return shown_name(loss.meter)
        if column is LossColumn.CAUSE:
            return self._causes.get(loss.cause, loss.cause.value)
        if column is LossColumn.RUNNING:
            return NONE if loss.running is None else self._running.format(id=short(loss.running))
        energy = loss.energy_before if column is LossColumn.BEFORE else loss.energy_after
        return NONE if energy is None else f"{kwh(energy)} kWh"


def short(name: str) -> str:
    """Return the beginning of a transaction's id."""
    return f"{name[:8]}…" if len(name) > 9 else name
