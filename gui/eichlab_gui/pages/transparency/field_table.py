"""The fields of what was signed: name, value as signed, meaning, and which bytes they are."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from eichlab.transparency import SignedField
from eichlab_gui import theme
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.signed_text import visible_text
from eichlab_gui.theme import tokens
from eichlab_gui.widgets import plain_tip

NAME, VALUE, MEANING, BYTES = range(4)
_COLUMNS: Final = 4
_LONGEST_VALUE: Final = 300
_LOOKED_AT: Final = 400
_ROW_HEIGHT: Final = 24
_NARROWEST: Final = 64
_ROOT: Final = QModelIndex()

_Index = QModelIndex | QPersistentModelIndex


class FieldModel(QAbstractTableModel):
    """One row a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: tuple[SignedField, ...] = ()
        self._pointed: tuple[int, int] | None = None
        self._chosen = -1

    def show_fields(self, fields: Sequence[SignedField]) -> None:
        """Hold these fields."""
        self.beginResetModel()
        self._fields = tuple(fields)
        self._pointed, self._chosen = None, -1
        self.endResetModel()

    @property
    def fields(self) -> tuple[SignedField, ...]:
        """Return the fields."""
        return self._fields

    def point_at(self, field: SignedField | None) -> None:
        """Mark every row of these bytes: a field and the ones that inherit it."""
        self._pointed = None if field is None else (field.begin, field.end)

    def is_pointed(self, row: int) -> bool:
        """Return whether a row is marked."""
        field = self._fields[row]
        return self._pointed == (field.begin, field.end)

    def choose(self, row: int) -> None:
        """Let a row stand out."""
        self._chosen = row

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of fields."""
        return 0 if parent.isValid() else len(self._fields)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else _COLUMNS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        field = self._fields[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(field, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.text(field, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: " + self.text(
                field, column
            )
        if role == Qt.ItemDataRole.FontRole:
            font = theme.font(theme.SMALL_PX, fixed=column in (NAME, VALUE, BYTES))
            font.setItalic(field.inherited_from is not None)
            if index.row() == self._chosen:
                font.setWeight(QFont.Weight.Bold)
            return font
        return None

    def text(self, field: SignedField, column: int) -> str:
        """Return the text of a cell."""
        if column == NAME:
            return visible_text(field.path[:_LONGEST_VALUE])
        if column == VALUE:
            return visible_text(field.text[:_LONGEST_VALUE])
        if column == BYTES:
            return range_text(field)
        words = said(field.meaning) if field.meaning is not None else self.tr("the maker’s own")
        if field.inherited_from is not None:
            origin = self.tr("kept from {field}").format(field=visible_text(field.inherited_from))
            return f"{origin}: {words}"
        return words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Field"), self.tr("As signed"), self.tr("Meaning"), self.tr("Bytes"))[
            section
        ]

    def retranslate(self) -> None:
        """Say everything anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _COLUMNS - 1)
        if self._fields:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._fields) - 1, MEANING))


def range_text(field: SignedField) -> str:
    """Return the first and last byte of a field; nothing of an empty one."""
    if field.end <= field.begin:
        return "–"
    if field.end == field.begin + 1:
        return str(field.begin)
    return f"{field.begin}–{field.end - 1}"


class _FieldDelegate(QStyledItemDelegate):
    """Draws lines around rows that are marked: colour alone is never the sign."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a cell, and a broken line below it where its bytes are pointed at."""
        super().paint(painter, option, index)
        model = index.model()
        if not isinstance(model, FieldModel) or not model.is_pointed(index.row()):
            return
        area = option.rect.adjusted(0, 0, 0, -2)
        painter.save()
        painter.setPen(QPen(QColor(tokens().text), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()


class FieldTable(QTableView):
    """The table; ``pointed`` and ``chosen`` carry the number of a field, or -1."""

    pointed = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marking = False
        self._needed: dict[int, int] = {}
        self.fields = FieldModel(self)
        self.setModel(self.fields)
        self.setItemDelegate(_FieldDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(MEANING, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(56)
        self.entered.connect(self._entered)
        self.selectionModel().currentChanged.connect(self._current_changed)

    def show_fields(self, fields: Sequence[SignedField]) -> None:
        """Show these fields, none chosen."""
        self.fields.show_fields(fields)
        metrics = QFontMetrics(theme.font(theme.SMALL_PX, weight=QFont.Weight.Bold, fixed=True))
        looked_at = self.fields.fields[:_LOOKED_AT]
        self._needed = {}
        for column in (NAME, VALUE, BYTES):
            longest = max((len(self.fields.text(each, column)) for each in looked_at), default=6)
            self._needed[column] = metrics.horizontalAdvance("0" * longest) + 24
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their share of the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width()
        # The meaning takes what the others leave.
        for column, share in ((NAME, 0.26), (VALUE, 0.32), (BYTES, 0.26)):
            most = max(int(share * room), _NARROWEST)
            self.setColumnWidth(column, max(_NARROWEST, min(most, self._needed.get(column, 0))))

    def mark(self, *, chosen: int, pointed: int) -> None:
        """Mark the field chosen, and every row of the bytes pointed at."""
        fields = self.fields.fields
        self.fields.point_at(fields[pointed] if pointed >= 0 else None)
        self.fields.choose(chosen)
        if self.currentIndex().row() != chosen:
            index = self.fields.index(chosen, NAME) if chosen >= 0 else QModelIndex()
            self._marking = True
            self.setCurrentIndex(index)
            if chosen < 0:
                self.clearSelection()
            self._marking = False
        if chosen >= 0:
            self.scrollTo(self.fields.index(chosen, NAME))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let go of what is chosen by Escape."""
        if event.key() == Qt.Key.Key_Escape and self.currentIndex().isValid():
            self.chosen.emit(-1)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    @Slot(QModelIndex)
    def _entered(self, index: QModelIndex) -> None:
        self.pointed.emit(index.row())

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._marking:
            self.chosen.emit(current.row())
