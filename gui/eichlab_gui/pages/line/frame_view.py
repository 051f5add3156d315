"""The table of frames: fixed digits, verdicts as pills, the newest at the bottom."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from eichlab.values import WireEntry, WireVerdict
from eichlab_gui import theme
from eichlab_gui.pages.line.frames import ENTRY_ROLE, Column, FrameTable, hexadecimal
from eichlab_gui.theme import Tone, tokens, tone_colours

ROW_HEIGHT: Final = 28
_PILL_HEIGHT: Final = 20
_INSET: Final = 8
_WIDTHS: Final = {Column.TIME: 112, Column.DIRECTION: 40, Column.BYTES: 300, Column.VERDICT: 190}

TONES: Final = {
    WireVerdict.WRITTEN: Tone.NEUTRAL,
    WireVerdict.ANSWERED: Tone.GOOD,
    WireVerdict.EXCEPTION: Tone.CARE,
    WireVerdict.SILENT: Tone.BAD,
    WireVerdict.CHECK_SUM: Tone.BAD,
    WireVerdict.SHORT: Tone.BAD,
    WireVerdict.WRONG_UNIT: Tone.BAD,
    WireVerdict.WRONG_FUNCTION: Tone.BAD,
    WireVerdict.WRONG_LENGTH: Tone.BAD,
    WireVerdict.WRONG_FORM: Tone.BAD,
    WireVerdict.ECHO: Tone.NEUTRAL,
    WireVerdict.ECHO_ONLY: Tone.BAD,
    WireVerdict.LATE: Tone.CARE,
    WireVerdict.DOUBLED: Tone.CARE,
    WireVerdict.FOREIGN: Tone.CARE,
    WireVerdict.NOISE: Tone.CARE,
    WireVerdict.UNEXPECTED: Tone.CARE,
    WireVerdict.PORT: Tone.NEUTRAL,
}


class FrameDelegate(QStyledItemDelegate):
    """Paints a cell: texts elided in one line, the verdict as a pill."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell."""
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        # Not the view's palette: a transparent background counts as dark.
        shown = tokens()
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        column = Column(index.column())
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(shown.accent_tint))
        painter.setPen(QPen(QColor(shown.grid)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if column is Column.VERDICT:
            self._pill(painter, area, text, index.data(ENTRY_ROLE))
        elif text:
            fixed = column in {Column.TIME, Column.BYTES}
            painter.setFont(theme.font(theme.SMALL_PX, fixed=True) if fixed else theme.font())
            painter.setPen(QColor(shown.text))
            room = area.adjusted(_INSET, 0, -_INSET, 0)
            side = Qt.AlignmentFlag.AlignHCenter if column is Column.DIRECTION else _LEFT
            elided = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), elided)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the one height all rows have."""
        del option, index
        return QSize(60, ROW_HEIGHT)

    def _pill(self, painter: QPainter, area: QRect, text: str, entry: WireEntry) -> None:
        if not text:
            return
        ink, tint = tone_colours(tokens(), TONES.get(entry.verdict, Tone.NEUTRAL))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL_PX))
        width = min(painter.fontMetrics().horizontalAdvance(text) + 18, area.width() - 2 * _INSET)
        top = area.top() + (area.height() - _PILL_HEIGHT) / 2
        pill = QRectF(area.left() + _INSET, top, width, _PILL_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(pill, _PILL_HEIGHT / 2, _PILL_HEIGHT / 2)
        painter.setPen(QColor(ink))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)


_LEFT: Final = Qt.AlignmentFlag.AlignLeft


class FrameView(QTableView):
    """Shows a `FrameTable`; copies rows as text; follows the newest while told to."""

    def __init__(self, table: FrameTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follows = True
        self._table = table
        self.setModel(table)
        self.setItemDelegate(FrameDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsMovable(False)
        columns.setFixedHeight(25)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column.value, width)
        columns.setSectionResizeMode(Column.MEANING.value, QHeaderView.ResizeMode.Stretch)
        table.rowsInserted.connect(self._grew)
        table.modelReset.connect(self._grew)

    @property
    def follows(self) -> bool:
        """Return whether the newest row is kept in sight."""
        return self._follows

    def follow(self, *, follow: bool) -> None:
        """Keep the newest row in sight, or leave the view where it is."""
        self._follows = follow
        if follow:
            self.scrollToBottom()

    @Slot()
    def _grew(self) -> None:
        if self._follows:
            self.scrollToBottom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
            return
        super().keyPressEvent(event)

    def selected_text(self) -> str:
        """Return the selected rows as text, bytes in full."""
        lines = []
        for index in self.selectionModel().selectedRows():
            entry = self._table.entry(index.row())
            cells = [
                str(self._table.index(index.row(), column.value).data() or "") for column in Column
            ]
            cells[Column.BYTES.value] = hexadecimal(entry.data)
            lines.append("\t".join(cells))
        return "\n".join(lines)
