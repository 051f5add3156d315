"""The signed bytes, as text or in hexadecimal, with the bytes of one field marked.

Only the rows in sight are painted, so a record of megabytes takes no longer than a short one.
"""

import math
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from eichlab_gui import theme
from eichlab_gui.pages.transparency.byte_rows import ByteRows
from eichlab_gui.pages.transparency.signed_content import ByteRange, FieldOrder
from eichlab_gui.theme import tokens

_GAP: Final = 10.0
_HEX_COLUMNS: Final = (16, 8, 4)
_MOST_COPIED: Final = 4_000_000


class SignedBytes(QAbstractScrollArea):
    """Bytes in rows with the place of each row's first byte before it.

    Give it what is shown by `show_bytes` and the fields' ranges by `set_fields`; ``pointed`` and
    ``chosen`` carry the number of a field, or -1. What is marked is told by `mark`.
    """

    pointed = Signal(int)
    """The mouse rests on this field's bytes."""
    chosen = Signal(int)
    """The user chose this field's bytes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = ByteRows(b"", as_text=True)
        self._order = FieldOrder()
        self._chosen: ByteRange | None = None
        self._pointed: ByteRange | None = None
        self._begin_value: ByteRange | None = None
        self._end_value: ByteRange | None = None
        self._caret = 0
        self._was_pointed = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._measure()

    # What is shown.

    def show_bytes(self, data: bytes, *, as_text: bool) -> None:
        """Show these bytes from their beginning, with nothing marked."""
        self._rows = ByteRows(data, as_text=as_text)
        self._chosen = self._pointed = self._begin_value = self._end_value = None
        self._caret = 0
        self.set_fields(FieldOrder())
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def set_fields(
        self,
        order: FieldOrder,
        begin_value: ByteRange | None = None,
        end_value: ByteRange | None = None,
    ) -> None:
        """Let the bytes know whose they are; the values of begin and end stand on a tint."""
        self._order = order
        self._begin_value, self._end_value = begin_value, end_value
        self.viewport().update()

    @property
    def data(self) -> bytes:
        """Return the bytes shown."""
        return self._rows.data

    @property
    def as_text(self) -> bool:
        """Return whether they are shown as text."""
        return self._rows.as_text

    @property
    def marked(self) -> tuple[bytes, bytes]:
        """Return the bytes held by a choice, and those the mouse points at."""
        return self._bytes_in(self._chosen), self._bytes_in(self._pointed)

    def mark(self, *, chosen: ByteRange | None, pointed: ByteRange | None) -> None:
        """Frame the bytes of the field chosen, underline those of the field pointed at."""
        if (chosen, pointed) != (self._chosen, self._pointed):
            self._chosen, self._pointed = chosen, pointed
            self.viewport().update()

    def reveal(self, place: ByteRange) -> None:
        """Scroll to these bytes, and put the caret there unless it is among them."""
        if not place.begin <= self._rows.byte(self._caret) < place.end:
            self._caret = self._rows.sign(place.begin)
        self._show_row(self._rows.sign(place.begin) // self._rows.columns)

    def describe(self, sentence: str) -> None:
        """Tell screen readers what is marked."""
        if sentence != self.accessibleDescription():
            self.setAccessibleDescription(sentence)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def field_at(self, byte: int) -> int:
        """Return the number of the field a byte belongs to, -1 where it belongs to none."""
        return self._order.at(byte)

    @property
    def caret(self) -> int:
        """Return the byte the keyboard is at."""
        return self._rows.byte(self._caret)

    # Measures.

    def _measure(self) -> None:
        self.setFont(theme.font(theme.SMALL_PX, fixed=True))
        self._bold = theme.font(theme.SMALL_PX, weight=QFont.Weight.Bold, fixed=True)
        metrics = QFontMetricsF(self.font())
        # Of many, for a font may round each of its advances.
        self._advance = metrics.horizontalAdvance("0" * 64) / 64
        self._height = math.ceil(metrics.lineSpacing()) + 3

    @property
    def _gutter(self) -> float:
        return self._advance * len(self._offset(max(len(self._rows.data) - 1, 0))) + _GAP

    @property
    def _cell(self) -> float:
        return self._advance * (1 if self._rows.as_text else 3)

    def _offset(self, byte: int) -> str:
        return str(byte) if self._rows.as_text else f"{byte:04X}"

    def _lay_out(self) -> None:
        width = self.viewport().width() - self._gutter
        if self._rows.as_text:
            self._rows.columns = max(8, int(width / self._advance))
        else:
            # Two digits and a blank, then the same bytes as signs.
            most = (width - _GAP) / (4 * self._advance)
            self._rows.columns = next((each for each in _HEX_COLUMNS if each <= most), 4)
        bar = self.verticalScrollBar()
        seen = max(1, self.viewport().height() // self._height)
        bar.setRange(0, max(0, self._rows.rows - seen))
        bar.setPageStep(seen)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break rows for the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Measure another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()

    def _show_row(self, row: int) -> None:
        bar = self.verticalScrollBar()
        if row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + bar.pageStep():
            bar.setValue(row - bar.pageStep() + 1)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the rows in sight."""
        painter = QPainter(self.viewport())
        first = self.verticalScrollBar().value()
        last = min(self._rows.rows, first + self.verticalScrollBar().pageStep())
        for row in range(first, last):
            self._paint_row(painter, row, (row - first) * self._height)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, top: float) -> None:
        shown = tokens()
        rows, signs = self._rows, self._rows.signs(row)
        first_byte = rows.byte(signs.start)
        painter.setFont(self.font())
        painter.setPen(QColor(shown.muted))
        gutter = QRectF(0, top, self._gutter - _GAP, self._height)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(gutter, int(right), self._offset(first_byte))
        texts = rows.texts(row)
        self._paint_tints(painter, row, top)
        held = self._columns_of(self._chosen, row)
        for column, text in enumerate(texts):
            painter.setFont(self._bold if column in held else self.font())
            painter.setPen(QColor(shown.text))
            area = self._area(column, top)
            middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, int(middle), text)
            if not rows.as_text:
                value = rows.data[first_byte + column]
                sign = chr(value) if 0x20 <= value < 0x7F else "·"
                painter.setPen(QColor(shown.text if sign != "·" else shown.muted))
                painter.drawText(self._area(column, top, beside=True), int(middle), sign)
        self._paint_marks(painter, row, top)

    def _paint_tints(self, painter: QPainter, row: int, top: float) -> None:
        shown = tokens()
        for place, colour in (
            (self._begin_value, shown.good_tint),
            (self._end_value, shown.accent_tint),
            (self._pointed, shown.neutral_tint),
            (self._chosen, shown.accent_tint),
        ):
            for area in self._areas(place, row, top):
                painter.fillRect(area, QColor(colour))

    def _paint_marks(self, painter: QPainter, row: int, top: float) -> None:
        shown = tokens()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for area in self._areas(self._chosen, row, top):
            painter.setPen(QPen(QColor(shown.accent), 1.0))
            painter.drawRect(area.adjusted(0, 0.5, -0.5, -0.5))
        for area in self._areas(self._pointed, row, top):
            painter.setPen(QPen(QColor(shown.text), 1.0, Qt.PenStyle.DashLine))
            line = area.bottom() - 1
            painter.drawLine(QPointF(area.left(), line), QPointF(area.right(), line))
        if self.hasFocus() and self._caret in self._rows.signs(row):
            area = self._area(self._caret % self._rows.columns, top)
            painter.setPen(QPen(QColor(shown.text), 2.0))
            painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _area(self, column: int, top: float, *, beside: bool = False) -> QRectF:
        if beside:
            left = self._gutter + self._rows.columns * self._cell + _GAP + column * self._advance
            return QRectF(left, top, self._advance, self._height - 1)
        width = self._cell if self._rows.as_text else self._cell - self._advance
        return QRectF(self._gutter + column * self._cell, top, width, self._height - 1)

    def _columns_of(self, place: ByteRange | None, row: int) -> range:
        if place is None or place.begin >= place.end:
            return range(0)
        signs = self._rows.signs(row)
        first = max(self._rows.sign(place.begin), signs.start) - signs.start
        last = min(self._rows.sign(place.end - 1) + 1, signs.stop) - signs.start
        return range(first, last)

    def _areas(self, place: ByteRange | None, row: int, top: float) -> list[QRectF]:
        columns = self._columns_of(place, row)
        if not columns:
            return []
        ways = (False,) if self._rows.as_text else (False, True)
        first, last = columns[0], columns[-1]
        return [
            self._area(first, top, beside=beside).united(self._area(last, top, beside=beside))
            for beside in ways
        ]

    # Mouse and keyboard.

    def _sign_at(self, point: QPointF) -> int | None:
        row = int(point.y() // self._height) + self.verticalScrollBar().value()
        if not 0 <= row < self._rows.rows:
            return None
        across = point.x() - self._gutter
        width = self._rows.columns * self._cell
        if not self._rows.as_text and across >= width + _GAP:
            column = int((across - width - _GAP) // self._advance)
        else:
            column = int(across // self._cell)
        signs = self._rows.signs(row)
        return signs[column] if 0 <= column < len(signs) else None

    def point_of(self, byte: int) -> QPointF:
        """Return where a byte stands on the viewport."""
        sign = self._rows.sign(byte)
        row, column = divmod(sign, self._rows.columns)
        top = (row - self.verticalScrollBar().value()) * self._height
        return self._area(column, top).center()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell whose byte the mouse is on, also where it came to rest by one step."""
        if isinstance(event, QEnterEvent):
            self._point_at(event.position())
        elif event.type() == QEvent.Type.Leave:
            self._point(-1)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell whose byte the mouse is on."""
        self._point_at(event.position())

    def _point_at(self, place: QPointF) -> None:
        sign = self._sign_at(place)
        self._point(-1 if sign is None else self.field_at(self._rows.byte(sign)))

    def _point(self, field: int) -> None:
        if field != self._was_pointed:
            self._was_pointed = field
            self.pointed.emit(field)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the field of the byte pressed."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        sign = self._sign_at(event.position())
        if sign is not None:
            self._move(sign)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the caret by sign, row, page or field; copy what is chosen."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
            return
        columns, count = self._rows.columns, self._rows.count
        page = max(1, self.verticalScrollBar().pageStep() - 1) * columns
        word = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if word and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._move(self._next_field(forward=key == Qt.Key.Key_Right))
            return
        steps = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -self._caret,
            Qt.Key.Key_End: count - 1 - self._caret,
        }
        step = steps.get(Qt.Key(key))
        if step is not None and count:
            self._move(self._caret + step)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self.chosen.emit(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the caret."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _next_field(self, *, forward: bool) -> int:
        """Return the first sign of the field behind (or before) the caret."""
        begin = self._order.next_begin(self._rows.byte(self._caret), forward=forward)
        return self._caret if begin is None else self._rows.sign(begin)

    def _move(self, sign: int) -> None:
        if not self._rows.count:
            return
        self._caret = min(max(sign, 0), self._rows.count - 1)
        self._show_row(self._caret // self._rows.columns)
        self.viewport().update()
        self.chosen.emit(self.field_at(self._rows.byte(self._caret)))

    def _copy(self) -> None:
        data = self._bytes_in(self._chosen) or self._rows.data[:_MOST_COPIED]
        text = data.decode("utf-8", "replace") if self._rows.as_text else data.hex(" ").upper()
        QGuiApplication.clipboard().setText(text)

    def _bytes_in(self, place: ByteRange | None) -> bytes:
        return b"" if place is None else self._rows.data[place.begin : place.end]
