"""The list on the left of Transparency: verdict, times, meter, energy."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from eichlab.values import VerdictWord
from eichlab_gui import theme
from eichlab_gui.figures import figure
from eichlab_gui.icons import verdict_icon
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry, Listing, period_text
from eichlab_gui.theme import SPACE_L, SPACE_M, tokens
from eichlab_gui.widgets import Card, Label, Role, Segmented, plain_tip, verdict_word

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
_ROW_HEIGHT: Final = 41
_ICON: Final = 16
_INSET: Final = 8
_SEARCH_MS: Final = 120
_TEXT: Final = Qt.ItemDataRole.DisplayRole
_TIP: Final = Qt.ItemDataRole.ToolTipRole
ALL: Final = "all"
"""The filter's key for every verdict."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """The line above the entries of one file; ``count`` of them pass the filter."""

    source: str
    title: str
    count: int
    folded: bool


Row = Entry | FileRow


class EntryModel(QStringListModel):
    """The entries of a judgement, filtered; under the names of their files where it has several.

    Qt itself counts the rows: a view asks for their number twice for every row there is, and ten
    thousand calls of Python would be seen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = Listing()
        self._rows: tuple[Row, ...] = ()
        self._word: VerdictWord | None = None
        self._wanted = ""
        self._folded: set[str] = set()

    def set_listing(self, listing: Listing) -> None:
        """Show another judgement."""
        self._listing, self._folded = listing, set()
        self._filter()

    def show(self, word: VerdictWord | None, wanted: str = "") -> None:
        """Show the entries with this headline (None: any) and this text."""
        self._word, self._wanted = word, wanted
        self._filter()

    def fold(self, source: str, *, folded: bool) -> None:
        """Hide or show the entries of a file."""
        if folded:
            self._folded.add(source)
        else:
            self._folded.discard(source)
        self._filter()

    def refresh(self) -> None:
        """Say the same in another language; what is chosen stays."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def listed(self) -> tuple[Entry, ...]:
        """Return the entries that pass the filter."""
        found = self._listing.found(self._word, self._wanted)
        return tuple(self._listing.entries[place] for place in found)

    def row(self, row: int) -> Row:
        """Return what stands in a row."""
        return self._rows[row]

    def entry(self, row: int) -> Entry:
        """Return the entry of a row that holds one."""
        entry = self._rows[row]
        assert isinstance(entry, Entry)
        return entry

    def row_of(self, wanted: Row) -> int | None:
        """Return the row of an entry, or of a file's name; None where the filter hides it."""
        if isinstance(wanted, FileRow):
            return next(
                (
                    row
                    for row, each in enumerate(self._rows)
                    if isinstance(each, FileRow) and each.source == wanted.source
                ),
                None,
            )
        return next((row for row, each in enumerate(self._rows) if each is wanted), None)

    def first_entry(self) -> int | None:
        """Return the first row that holds an entry."""
        return next((row for row, each in enumerate(self._rows) if isinstance(each, Entry)), None)

    def _filter(self) -> None:
        entries = self._listing.entries
        found = self._listing.found(self._word, self._wanted)
        if len(self._listing.groups) < 2:
            self._rows = tuple(entries[place] for place in found)
        else:
            self._rows = tuple(self._grouped(frozenset(found)))
        self.setStringList([""] * len(self._rows))

    def _grouped(self, found: frozenset[int]) -> Iterator[Row]:
        for group in self._listing.groups:
            places = [place for place in group.places if place in found]
            if not places:
                continue
            folded = group.source in self._folded
            yield FileRow(group.source, group.title, len(places), folded)
            if not folded:
                yield from (self._listing.entries[place] for place in places)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let rows be chosen, not written."""
        return super().flags(index) & ~Qt.ItemFlag.ItemIsEditable

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the row as `ENTRY_ROLE`; its texts for search and assistive technology."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return row
        if isinstance(row, FileRow):
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}, {row.count}"
            return {_TEXT: row.title, _TIP: plain_tip(row.source)}.get(Qt.ItemDataRole(role))
        if role == _TEXT:
            return first_line(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (verdict_word(row.word), first_line(row), second_line(row))
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
        why = entry.skipped.message
        if "source" in why.parameters:
            # The folder fills the line; the tip of the file's row has it.
            why = replace(why, parameters={**why.parameters, "source": Path(entry.source).name})
        return said(why)
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
        if isinstance(entry, FileRow):
            self._paint_file(painter, option, entry)
            return
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

    def _paint_file(self, painter: QPainter, option: QStyleOptionViewItem, row: FileRow) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        shown = tokens()
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, QColor(shown.accent_tint if chosen else shown.background))
        painter.setPen(QPen(QColor(shown.grid)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setFont(theme.font(theme.SMALL_PX, weight=QFont.Weight.DemiBold))
        metrics = painter.fontMetrics()
        count = figure(Decimal(row.count))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(shown.muted))
        sign = (
            "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
            if row.folded
            else ("\N{BLACK DOWN-POINTING SMALL TRIANGLE}")
        )
        painter.drawText(area.adjusted(_INSET + 3, 0, 0, 0), int(middle), sign)
        painter.drawText(
            area.adjusted(0, 0, -_INSET, 0), int(middle | Qt.AlignmentFlag.AlignRight), count
        )
        room = area.adjusted(26, 0, -(_INSET + metrics.horizontalAdvance(count) + SPACE_M), 0)
        painter.setPen(QColor(shown.text))
        text = metrics.elidedText(row.title, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), text)
        painter.restore()


class EntryView(QListView):
    """The list; Enter, a click, left and right fold the entries of a file."""

    fold_asked = Signal(object, object)
    """A `FileRow`, and whether to fold it (None: the other way round)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold and unfold by key."""
        row = self.currentIndex().data(ENTRY_ROLE) if self.currentIndex().isValid() else None
        ways = {
            Qt.Key.Key_Left: True,
            Qt.Key.Key_Right: False,
            Qt.Key.Key_Return: None,
            Qt.Key.Key_Enter: None,
            Qt.Key.Key_Space: None,
        }
        key = Qt.Key(event.key())
        if isinstance(row, FileRow) and key in ways:
            self.fold_asked.emit(row, ways[key])
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        row = index.data(ENTRY_ROLE)
        if isinstance(row, FileRow):
            self.fold_asked.emit(row, None)


class EntryList(Card):
    """The card with search, filter and list; `chosen` carries the entry to show, or None."""

    chosen = Signal(object)
    word_shown = Signal(object)
    """The verdict listed alone, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search_later)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SEARCH_MS)
        self._later.timeout.connect(self._filtered)
        self.filter = Segmented({ALL: "", **{word.value: "" for word in VerdictWord}})
        self.filter.chosen.connect(self._filtered)
        self.model = EntryModel(self)
        self.view = EntryView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(EntryDelegate(self.view))
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self.view.fold_asked.connect(self._fold)
        self.nothing = Label("", Role.MUTED, wrap=True)
        self.nothing.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        controls = QVBoxLayout()
        controls.setSpacing(SPACE_M)
        controls.addWidget(self.search)
        row = QHBoxLayout()
        row.addWidget(self.filter)
        row.addStretch(1)
        controls.addLayout(row)
        self.header.insertLayout(0, controls, 1)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.view, 1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        # The list reaches from edge to edge; only the header keeps the card's margin.
        column.setContentsMargins(1, SPACE_L - 2, 1, SPACE_M)
        self.header.setContentsMargins(SPACE_L, 0, SPACE_L, 0)

    @property
    def listed(self) -> tuple[Entry, ...]:
        """Return the entries that pass filter and search, those of folded files included."""
        return self.model.listed()

    @property
    def word(self) -> VerdictWord | None:
        """Return the verdict listed alone, None where all are."""
        key = self.filter.key()
        return None if key == ALL else VerdictWord(key)

    def show_listing(self, listing: Listing) -> None:
        """List the entries and choose the first."""
        self._later.stop()
        with QSignalBlocker(self.search):
            self.search.clear()
        self.filter.choose(ALL)
        self.word_shown.emit(None)
        self.model.show(None)
        self.model.set_listing(listing)
        self._choose_first()

    def show_word(self, word: VerdictWord | None) -> None:
        """List only entries with this verdict, None: all."""
        self.filter.choose(ALL if word is None else word.value)
        self._filtered()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.search.setPlaceholderText(self.tr("Search meter, user, place…"))
        self.search.setAccessibleName(self.tr("Search meter, user, place…"))
        self.filter.retitle({ALL: self.tr("All")})
        self.filter.set_names(self.tr("Which verdicts are listed"))
        for word in VerdictWord:
            self.filter.button(word.value).setAccessibleName(verdict_word(word))
            self.filter.button(word.value).setToolTip(verdict_word(word))
        self.view.setAccessibleName(self.tr("Transactions and records of the document"))
        self.nothing.setText(self.tr("No entry has this verdict and this text."))
        self.model.refresh()

    def recolour(self) -> None:
        """Paint the shapes of the filter in the colours of the theme."""
        for word in VerdictWord:
            self.filter.button(word.value).setIcon(verdict_icon(word, _ICON))
        self.view.viewport().update()

    @Slot()
    def _search_later(self) -> None:
        self._later.start()

    @Slot()
    @Slot(str)
    def _filtered(self, _: str = "") -> None:
        row = self._current()
        self._later.stop()
        self.model.show(self.word, self.search.text())
        self.word_shown.emit(self.word)
        if not self._choose(row):
            self._choose_first()
        self.nothing.setVisible(self.model.rowCount() == 0)

    @Slot(object, object)
    def _fold(self, row: FileRow, folded: bool | None) -> None:  # noqa: FBT001 - a signal's value
        self.model.fold(row.source, folded=not row.folded if folded is None else folded)
        self._choose(row)

    def _current(self) -> Row | None:
        current = self.view.currentIndex()
        found = current.data(ENTRY_ROLE) if current.isValid() else None
        return found if isinstance(found, Entry | FileRow) else None

    def _choose(self, wanted: Row | None) -> bool:
        row = self.model.row_of(wanted) if wanted is not None else None
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))
        return row is not None

    def _choose_first(self) -> None:
        self.nothing.setVisible(self.model.rowCount() == 0)
        first = self.model.first_entry()
        if first is not None:
            self.view.setCurrentIndex(self.model.index(first))
            self.view.scrollToTop()
        elif self.model.rowCount() == 0:
            self.chosen.emit(None)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ENTRY_ROLE) if current.isValid() else None
        # The name of a file changes nothing of what is shown on the right.
        if isinstance(row, Entry):
            self.chosen.emit(row)
