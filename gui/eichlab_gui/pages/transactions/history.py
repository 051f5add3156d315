"""The transactions the store knows, as a table with filter and search."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from eichlab.values import Transaction
from eichlab_gui import theme
from eichlab_gui.icons import verdict_icon
from eichlab_gui.pages.transactions.history_table import (
    TRANSACTION_ROLE,
    Column,
    HistoryTable,
    Listing,
)
from eichlab_gui.theme import SPACE_L, SPACE_M, tokens
from eichlab_gui.widgets import Card, Label, PlainButton, Role, Segmented

_ROW: Final = 26
_ICON: Final = 16
_INSET: Final = 8
_TYPED_MS: Final = 250


class Kept(StrEnum):
    """Which transactions are listed."""

    ALL = "all"
    THIS_METER = "this-meter"
    REJECTED = "rejected"
    RECOVERED = "recovered"


_WIDTHS: Final = {
    Column.VERDICT: 46,
    Column.BEGIN: 130,
    Column.METER: 170,
    Column.ENERGY: 90,
    Column.DURATION: 90,
}


class HistoryDelegate(QStyledItemDelegate):
    """Paints a row: the verdict's shape, texts elided, a line below."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell."""
        area = option.rect
        state: QStyle.StateFlag = option.state
        # Not the view's palette: a transparent background counts as dark.
        shown = tokens()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(shown.accent_tint))
        painter.setPen(QPen(QColor(shown.grid)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        transaction: Transaction | None = index.data(TRANSACTION_ROLE)
        column = Column(index.column())
        if column is Column.VERDICT:
            if transaction is not None and transaction.verdict is not None:
                icon = verdict_icon(transaction.verdict, _ICON, shown)
                top = area.center().y() - _ICON // 2
                icon.paint(painter, area.left() + _INSET, top, _ICON, _ICON)
        else:
            painter.setFont(theme.font())
            painter.setPen(QColor(shown.text if transaction is not None else shown.muted))
            room = area.adjusted(_INSET, 0, -_INSET, 0)
            text = painter.fontMetrics().elidedText(
                str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the one height all rows have."""
        del option, index
        return QSize(60, _ROW)


class HistoryCard(Card):
    """Filter, search, table. What it lists is asked for with `wanted`."""

    wanted = Signal()
    """Filter or search changed: fetch anew and call `show_listing`."""
    opened = Signal(str)
    """The id of the transaction whose record is wanted."""
    compare_wanted = Signal(object)
    """The journal's numbers of the two transactions that are chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.filter = Segmented({each.value: "" for each in Kept})
        self.filter.chosen.connect(self._filtered)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(180)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._typed.timeout.connect(self.wanted)
        self.search.textChanged.connect(self._search_changed)
        self.header.addWidget(self.filter)
        self.header.addStretch(1)
        self.compare = PlainButton()
        self.compare.setEnabled(False)
        self.compare.clicked.connect(self._compare)
        self.header.addWidget(self.compare)
        self.header.addWidget(self.search)
        self.table = HistoryTable(self)
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.setItemDelegate(HistoryDelegate(self.view))
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(_ROW)
        columns = self.view.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setFixedHeight(25)
        columns.setMinimumSectionSize(32)
        for column, width in _WIDTHS.items():
            self.view.setColumnWidth(column.value, width)
        columns.setSectionResizeMode(Column.HAPPENED.value, QHeaderView.ResizeMode.Stretch)
        self.view.activated.connect(self._activated)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.table.modelReset.connect(self._selection_changed)
        self.nothing = Label("", Role.MUTED, wrap=True)
        self.nothing.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.view, 1)
        edge = self.layout()
        assert edge is not None
        edge.setContentsMargins(1, SPACE_L - 2, 1, SPACE_M)
        self.header.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        self._sentence = ""
        self._state = "loading"
        self._draw()

    @property
    def kept(self) -> Kept:
        """Return which transactions are wanted."""
        return Kept(self.filter.key())

    @property
    def words(self) -> str | None:
        """Return the words searched for, None where there are none."""
        return self.search.text().strip() or None

    def show_listing(self, listing: Listing) -> None:
        """List these transactions; what was chosen stays chosen as far as it is among them."""
        current = self.view.currentIndex()
        number = self.table.number(current.row()) if current.isValid() else None
        if self.table.show(listing) and number is not None:
            row = self.table.row_of(number)
            if row is not None:
                self.view.selectRow(row)
        self._state = "shown"
        self._draw()

    def show_failure(self, sentence: str) -> None:
        """Say why the store gave nothing."""
        self._sentence, self._state = sentence, "failed"
        self._draw()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("History"))
        self.filter.retitle(
            {
                Kept.ALL: self.tr("All"),
                Kept.THIS_METER: self.tr("This meter"),
                Kept.REJECTED: self.tr("Rejected"),
                Kept.RECOVERED: self.tr("Recovered"),
            }
        )
        self.filter.set_names(self.tr("Which transactions are listed"))
        self.compare.setText(self.tr("Compare"))
        self.compare.setToolTip(self.tr("Choose two lines (Ctrl or Shift) to compare them"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search in transactions"))
        self.view.setAccessibleName(self.tr("Transactions of the store"))
        self.table.say_in(
            (
                "",
                self.tr("Begin"),
                self.tr("Meter"),
                self.tr("kWh"),
                self.tr("Duration"),
                self.tr("What happened"),
            )
        )
        self._draw()

    def _draw(self) -> None:
        empty = self.table.rowCount() == 0
        self.view.setVisible(not empty and self._state == "shown")
        self.nothing.setVisible(empty or self._state != "shown")
        self.nothing.set_role(Role.BAD if self._state == "failed" else Role.MUTED)
        if self._state == "failed":
            self.nothing.setText(self._sentence)
        elif self._state == "loading":
            self.nothing.setText(self.tr("Reading the store…"))
        elif self.words is not None or self.kept is not Kept.ALL:
            self.nothing.setText(self.tr("No transaction is like that."))
        else:
            self.nothing.setText(
                self.tr("No transaction yet. The first one starts with the form on the left.")
            )

    @Slot(str)
    def _filtered(self, _key: str) -> None:
        self.wanted.emit()

    @Slot(str)
    def _search_changed(self, _text: str) -> None:
        self._typed.start()

    @property
    def chosen(self) -> tuple[int, ...]:
        """Return the numbers of the two lines chosen, from top to bottom; empty for any others."""
        selection = self.view.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        if sum(each.height() for each in ranges) != 2:
            return ()
        rows = sorted(row for each in ranges for row in range(each.top(), each.bottom() + 1))
        return tuple(map(self.table.number, rows))

    @Slot()
    def _selection_changed(self) -> None:
        self.compare.setEnabled(bool(self.chosen))

    @Slot()
    def _compare(self) -> None:
        if chosen := self.chosen:
            self.compare_wanted.emit(chosen)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        transaction = self.table.transaction(index.row())
        if transaction is not None:
            self.opened.emit(transaction.id)
