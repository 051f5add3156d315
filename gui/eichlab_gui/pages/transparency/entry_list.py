"""The list on the left of Transparency: verdict, times, meter, energy."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from eichlab_gui import theme
from eichlab_gui.icons import verdict_icon
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry, Shown, period_text
from eichlab_gui.theme import SPACE_L, SPACE_M, tokens
from eichlab_gui.widgets import Card, Label, Role, Segmented, verdict_word

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
_ROW_HEIGHT: Final = 41
_ICON: Final = 16
_INSET: Final = 8


class EntryModel(QAbstractListModel):
    """The entries of a judgement, filtered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._rows: tuple[Entry, ...] = ()
        self._shown = Shown.ALL

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show another judgement."""
        self._entries = tuple(entries)
        self._filter()

    def show(self, shown: Shown) -> None:
        """Show these of the entries."""
        self._shown = shown
        self._filter()

    def refresh(self) -> None:
        """Say the same in another language."""
        self._filter()

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self._rows[row]

    def row_of(self, entry: Entry) -> int | None:
        """Return the row of an entry, None where the filter hides it."""
        return next((row for row, each in enumerate(self._rows) if each is entry), None)

    def _filter(self) -> None:
        self.beginResetModel()
        self._rows = tuple(entry for entry in self._entries if self._shown.takes(entry))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of entries shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the entry as `ENTRY_ROLE`; its texts for search and assistive technology."""
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return first_line(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (verdict_word(entry.word), first_line(entry), second_line(entry))
            return ", ".join(part for part in parts if part)
        return None


def first_line(entry: Entry) -> str:
    """Return what tells the entry from its neighbours: its times, else its place or number."""
    name = entry.transaction.id if entry.transaction is not None else None
    return (
        period_text(entry.begin, entry.end)
        or entry.place
        or entry.source
        or name
        or QCoreApplication.translate("EntryList", "record")
    )


def second_line(entry: Entry) -> str:
    """Return the meter, or why there is none."""
    if entry.skipped is not None:
        return said(entry.skipped.message)
    return entry.meter or entry.place


class EntryDelegate(QStyledItemDelegate):
    """Paints an entry in two lines with its verdict's shape and its energy."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the one height all rows have."""
        del option, index
        return QSize(120, _ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        entry = index.data(ENTRY_ROLE)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        # Not the view's palette: a transparent background counts as dark.
        shown = tokens()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(shown.accent_tint))
        painter.setPen(QPen(QColor(shown.grid)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        shape = QRect(area.left() + _INSET, area.center().y() - _ICON // 2, _ICON, _ICON)
        verdict_icon(entry.word, _ICON, shown).paint(painter, shape)

        painter.setFont(theme.font())
        energy = "" if entry.skipped is not None else entry.energy_text
        right = area.adjusted(0, 0, -_INSET, 0)
        painter.setPen(QColor(shown.text))
        painter.drawText(
            right, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), energy
        )
        metrics = painter.fontMetrics()
        room = area.adjusted(39, 4, -(_INSET + metrics.horizontalAdvance(energy) + SPACE_M), -4)
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop),
            metrics.elidedText(first_line(entry), elide, room.width()),
        )
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(QColor(shown.muted))
        painter.drawText(
            room,
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom),
            painter.fontMetrics().elidedText(second_line(entry), elide, room.width()),
        )
        painter.restore()


class EntryList(Card):
    """The card with filter and list; `chosen` carries the entry to show, or None."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.filter = Segmented({each.name: "" for each in Shown})
        self.filter.chosen.connect(self._filtered)
        self.model = EntryModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(EntryDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.nothing = Label("", Role.MUTED, wrap=True)
        self.nothing.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        self.header.insertWidget(0, self.filter)
        self.header.addStretch(1)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.view, 1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        # The list reaches from edge to edge; only the header keeps the card's margin.
        column.setContentsMargins(1, SPACE_L - 2, 1, SPACE_M)
        self.header.setContentsMargins(SPACE_L, 0, SPACE_L, 0)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List the entries and choose the first."""
        self.filter.choose(Shown.ALL.name)
        self.model.show(Shown.ALL)
        self.model.set_entries(entries)
        self._choose_first()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.filter.retitle(
            {
                Shown.ALL.name: self.tr("All"),
                Shown.REJECTED.name: self.tr("Rejected"),
                Shown.UNCONFIRMED.name: self.tr("Unconfirmed"),
            }
        )
        self.filter.set_names(self.tr("Which verdicts are listed"))
        self.view.setAccessibleName(self.tr("Transactions and records of the document"))
        self.nothing.setText(self.tr("None of the entries has this verdict."))
        current = self.view.currentIndex()
        entry = current.data(ENTRY_ROLE) if current.isValid() else None
        self.model.refresh()
        row = self.model.row_of(entry) if entry is not None else None
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))

    @Slot(str)
    def _filtered(self, key: str) -> None:
        self.model.show(Shown[key])
        self._choose_first()

    def _choose_first(self) -> None:
        self.nothing.setVisible(self.model.rowCount() == 0)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))
        else:
            self.chosen.emit(None)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(ENTRY_ROLE))
