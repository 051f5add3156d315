"""The frames of one line as a table model: bounded, appended to, filtered."""

from collections import deque
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from eichlab.texts import Language, say
from eichlab.values import Direction, WireEntry, WireVerdict
from eichlab_gui.figures import figure, time_of_day

CAPACITY: Final = 5_000
# Oldest rows go in pieces: taking one out for each one that comes costs a layout a row.
_PIECE: Final = 250
_FIRST_BYTES: Final = 20
_LAST_BYTES: Final = 2

ERRORS: Final = frozenset(
    {
        WireVerdict.EXCEPTION,
        WireVerdict.SILENT,
        WireVerdict.CHECK_SUM,
        WireVerdict.SHORT,
        WireVerdict.WRONG_UNIT,
        WireVerdict.WRONG_FUNCTION,
        WireVerdict.WRONG_LENGTH,
        WireVerdict.WRONG_FORM,
        WireVerdict.ECHO_ONLY,
        WireVerdict.LATE,
        WireVerdict.DOUBLED,
        WireVerdict.FOREIGN,
        WireVerdict.NOISE,
        WireVerdict.UNEXPECTED,
        WireVerdict.PORT,
    }
)

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole


class Column(Enum):
    """The columns, left to right."""

    TIME = 0
    DIRECTION = 1
    BYTES = 2
    MEANING = 3
    VERDICT = 4


class Shown(Enum):
    """Which frames are shown."""

    ALL = auto()
    ERRORS = auto()
    WRITES = auto()

    def takes(self, entry: WireEntry) -> bool:
        """Return whether the entry is among them."""
        if self is Shown.ERRORS:
            return entry.verdict in ERRORS
        if self is Shown.WRITES:
            return entry.verdict is WireVerdict.WRITTEN
        return True


def hexadecimal(data: bytes) -> str:
    """Return the bytes in pairs of hexadecimal digits."""
    return data.hex(" ").upper()


def shortened(data: bytes) -> str:
    """Return the bytes as `hexadecimal` does, the middle of long frames left out."""
    if len(data) <= _FIRST_BYTES + _LAST_BYTES + 1:
        return hexadecimal(data)
    return f"{hexadecimal(data[:_FIRST_BYTES])} … {hexadecimal(data[-_LAST_BYTES:])}"


class FrameTable(QAbstractTableModel):
    """The newest frames of one line, oldest first.

    Keeps up to `CAPACITY` entries (a piece more between two trimmings) whatever is shown of them.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: deque[WireEntry] = deque(maxlen=CAPACITY)
        self._rows: list[WireEntry] = []
        self._shown = Shown.ALL
        self._wanted = ""
        self._language = Language.EN
        self._headers: tuple[str, ...] = ("",) * len(Column)
        self._verdicts: dict[WireVerdict, str] = {}
        self._directions: dict[Direction, str] = {}
        self._answered_in = "{ms}"

    def say_in(
        self,
        language: Language,
        headers: Sequence[str],
        verdicts: Mapping[WireVerdict, str],
        directions: Mapping[Direction, str],
        answered_in: str,
    ) -> None:
        """Take the language of meanings and the words of headers, verdicts and directions.

        ``answered_in`` says how long an answer took; ``{ms}`` stands for the milliseconds.
        """
        self.beginResetModel()
        self._language = language
        self._headers = tuple(headers)
        self._verdicts = dict(verdicts)
        self._directions = dict(directions)
        self._answered_in = answered_in
        self._rows = [entry for entry in self._kept if self._takes(entry)]
        self.endResetModel()

    def start_over(self, entries: Sequence[WireEntry] = ()) -> None:
        """Forget everything (another line was chosen) and begin with ``entries``."""
        self.beginResetModel()
        self._kept.clear()
        self._kept.extend(entries)
        self._rows = [entry for entry in self._kept if self._takes(entry)]
        self.endResetModel()

    def show(self, shown: Shown) -> None:
        """Show these of the kept entries."""
        if shown is not self._shown:
            self._shown = shown
            self._choose()

    def search(self, text: str) -> None:
        """Show only entries that hold this text: in time, bytes (blanks or not), meaning, verdict.

        An empty text takes all.
        """
        wanted = " ".join(text.split()).casefold()
        if wanted != self._wanted:
            self._wanted = wanted
            self._choose()

    def _choose(self) -> None:
        self.beginResetModel()
        self._rows = [entry for entry in self._kept if self._takes(entry)]
        self.endResetModel()

    def _takes(self, entry: WireEntry) -> bool:
        if not self._shown.takes(entry):
            return False
        wanted = self._wanted
        if not wanted:
            return True
        # The cheapest first: a search goes through thousands of entries at once.
        return (
            wanted in entry.data.hex(" ")
            or wanted in entry.data.hex()
            or wanted in self.meaning_text(entry).casefold()
            or wanted in self.verdict_text(entry).casefold()
            or wanted in time_of_day(entry.at, milliseconds=True)
        )

    def append(self, entries: Sequence[WireEntry]) -> None:
        """Add newer entries at the end and let the oldest go."""
        self._kept.extend(entries)
        fresh = [entry for entry in entries if self._takes(entry)]
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._rows.extend(fresh)
            self.endInsertRows()
        surplus = len(self._rows) - CAPACITY
        if surplus >= _PIECE:
            self.beginRemoveRows(QModelIndex(), 0, surplus - 1)
            del self._rows[:surplus]
            self.endRemoveRows()

    @property
    def entries(self) -> tuple[WireEntry, ...]:
        """Return what is shown, oldest first."""
        return tuple(self._rows)

    @property
    def searches(self) -> bool:
        """Return whether only what holds a text is shown."""
        return bool(self._wanted)

    @property
    def kept(self) -> int:
        """Return how many entries are kept, shown or not."""
        return len(self._kept)

    def entry(self, row: int) -> WireEntry:
        """Return the entry of a shown row."""
        return self._rows[row]

    def verdict_text(self, entry: WireEntry) -> str:
        """Return the line's verdict in words; questions have none."""
        if entry.verdict is WireVerdict.QUESTION:
            return ""
        word = self._verdicts.get(entry.verdict, entry.verdict.value)
        if entry.verdict is WireVerdict.ANSWERED and entry.elapsed_s is not None:
            return self._answered_in.format(ms=figure(entry.elapsed_s * 1000, 1))
        return word

    def meaning_text(self, entry: WireEntry) -> str:
        """Return the meaning as a sentence, empty where nobody gave one."""
        return "" if entry.meaning is None else say(entry.meaning, self._language)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of shown entries."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return texts, the full bytes as a tip, and the entry itself as `ENTRY_ROLE`."""
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return entry
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.DIRECTION:
            return self._directions.get(entry.direction, entry.direction.value)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.DIRECTION:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, entry: WireEntry, column: Column) -> str:
        if column is Column.TIME:
            return time_of_day(entry.at, milliseconds=True)
        if column is Column.DIRECTION:
            return {Direction.SENT: "→", Direction.RECEIVED: "←"}.get(entry.direction, "")
        if column is Column.BYTES:
            return shortened(entry.data)
        if column is Column.MEANING:
            return self.meaning_text(entry)
        return self.verdict_text(entry)
