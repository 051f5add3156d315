"""What was signed: the exact text, its fields, its signature, and the raw record."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QColor, QFont, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSpinBox, QTextEdit, QWidget

from eichlab.values import RecordVerdict
from eichlab_gui import theme
from eichlab_gui.figures import figure
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.signed_text import (
    LONGEST_SHOWN,
    Span,
    fields,
    grouped,
    short_hash,
    shown_text,
    value_spans,
)
from eichlab_gui.theme import tokens
from eichlab_gui.widgets import Card, ElidedLabel, Label, Role, Segmented

_VIEWS: Final = ("bytes", "fields", "signature", "raw")
_FEWEST_LINES, _MOST_LINES = 3, 14
# Beyond, a number is typed: nobody finds one of a hundred buttons.
_MOST_BUTTONS: Final = 6


class SignedText(QPlainTextEdit):
    """Text in a fixed font, broken anywhere, as high as its content up to a limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: tuple[Span, ...] = ()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.font(theme.SMALL_PX, fixed=True))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setStyleSheet("QPlainTextEdit { border: none; padding: 0; background: transparent; }")

    def show_text(
        self, text: str, spans: Sequence[Span] = (), *, whole_words: bool = False
    ) -> None:
        """Show ``text`` with these pieces on a tint."""
        mode = QTextOption.WrapMode
        self.setWordWrapMode(
            mode.WrapAtWordBoundaryOrAnywhere if whole_words else mode.WrapAnywhere
        )
        self.setPlainText(text)
        self._spans = tuple(spans)
        self.recolour()
        self._fit()

    def recolour(self) -> None:
        """Set the tints anew."""
        shown = tokens()
        text = self.toPlainText()
        selections = []
        for span in self._spans:
            selection = QTextEdit.ExtraSelection()
            style = QTextCharFormat()
            style.setBackground(QColor(shown.good_tint if span.is_begin else shown.accent_tint))
            style.setForeground(QColor(shown.text))
            style.setFontWeight(QFont.Weight.DemiBold)
            cursor = QTextCursor(self.document())
            cursor.setPosition(_units(text[: span.first]))
            cursor.setPosition(_units(text[: span.last]), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = style
            selections.append(selection)
        self.setExtraSelections(selections)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height fitting; another width breaks the text elsewhere."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def _fit(self) -> None:
        # QPlainTextEdit's document gives its height in lines.
        lines = round(self.document().documentLayout().documentSize().height())
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if lines > _MOST_LINES else policy.ScrollBarAlwaysOff
        )
        lines = max(_FEWEST_LINES, min(lines, _MOST_LINES))
        height = lines * self.fontMetrics().lineSpacing() + 8
        if self.height() != height:
            self.setFixedHeight(height)


class SignedCard(Card):
    """The card *What was signed*; with several records a choice among them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry: Entry | None = None
        self._record: RecordVerdict | None = None
        self.summary = ElidedLabel("", Role.MUTED)
        self.which = Segmented({})
        self.which.chosen.connect(self._record_chosen)
        self.number = QSpinBox()
        self.number.valueChanged.connect(self._number_chosen)
        self.views = Segmented(dict.fromkeys(_VIEWS, ""))
        self.views.chosen.connect(self._draw)
        self.text = SignedText()
        self.more = Label("", Role.SMALL, wrap=True)
        self.more.hide()
        self.header.addWidget(self.summary, 1)
        self.header.addWidget(self.which)
        self.header.addWidget(self.number)
        self.header.addWidget(self.views)
        self.body.addWidget(self.text)
        self.body.addWidget(self.more)

    def show_entry(self, entry: Entry) -> None:
        """Show the first record of an entry."""
        self._entry = entry
        count = len(entry.records)
        few = 1 < count <= _MOST_BUTTONS
        many = count > _MOST_BUTTONS
        self.which.setVisible(few)
        self.number.setVisible(many)
        if few:
            self.which.set_options({str(index): str(index + 1) for index in range(count)})
            self.which.choose("0")
        if many:
            with QSignalBlocker(self.number):
                self.number.setRange(1, count)
                self.number.setValue(1)
            self._say_number()
        self._record = entry.records[0] if entry.records else None
        self._draw()

    @property
    def record(self) -> RecordVerdict | None:
        """Return the record shown."""
        return self._record

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("What was signed"))
        self.views.retitle(
            {
                "bytes": self.tr("Bytes"),
                "fields": self.tr("Fields"),
                "signature": self.tr("Signature"),
                "raw": self.tr("Raw text"),
            }
        )
        self.views.set_names(self.tr("How the signed text is shown"))
        self.which.set_names(self.tr("Which record of the transaction is shown"))
        self.number.setAccessibleName(self.tr("Which record of the transaction is shown"))
        self._say_number()
        self.text.setAccessibleName(self.tr("What was signed"))
        self._draw()

    def recolour(self) -> None:
        """Set the tints anew."""
        self.text.recolour()

    @Slot(str)
    def _record_chosen(self, key: str) -> None:
        if self._entry is not None:
            self._record = self._entry.records[int(key)]
            self._draw()

    @Slot(int)
    def _number_chosen(self, number: int) -> None:
        if self._entry is not None:
            self._record = self._entry.records[number - 1]
            self._draw()

    def _say_number(self) -> None:
        self.number.setPrefix(self.tr("record") + " ")
        self.number.setSuffix(
            " " + self.tr("of {count}").format(count=figure_of(self.number.maximum()))
        )

    @Slot()
    @Slot(str)
    def _draw(self, _key: str = "") -> None:
        record = self._record
        if record is None or self._entry is None:
            return
        payload = record.payload if record.payload is not None else b""
        digest = record.payload_sha256 or ""
        self.summary.setText(
            self.tr("{count} bytes · SHA-256 {hash}").format(
                count=figure_of(len(payload)), hash=short_hash(digest) or "–"
            )
            if payload
            else self.tr("nothing signed was found in it")
        )
        view = self.views.key()
        longest = record.record.data if view == "raw" or not payload else payload
        self.more.setVisible(len(longest) > LONGEST_SHOWN)
        self.more.setText(
            self.tr("The first {shown} of {count} bytes; the export has all of them.").format(
                shown=figure_of(LONGEST_SHOWN), count=figure_of(len(longest))
            )
        )
        if view == "raw" or not payload:
            self.text.show_text(shown_text(record.record.data))
        elif view == "bytes":
            text = shown_text(payload)
            entry = self._entry
            self.text.show_text(text, value_spans(text, record.readings, entry.begin, entry.end))
        elif view == "fields":
            self.text.show_text(self._fields(payload))
        else:
            self.text.show_text(self._signature(record), whole_words=True)

    def _fields(self, payload: bytes) -> str:
        pairs = fields(payload)
        if not pairs:
            return self.tr("The signed text is no JSON that could be taken apart.")
        return _columns([(name, shown_text(value.encode())) for name, value in pairs])

    def _signature(self, record: RecordVerdict) -> str:
        data, payload = record.record.data, record.payload or b""
        behind = data[data.find(payload) + len(payload) :].strip().strip(b"|") if payload else data
        stated = dict(fields(behind))
        rows = [
            (self.tr("algorithm"), record.algorithm or stated.get("SA") or "–"),
            (self.tr("SHA-256 of the signed bytes"), grouped(record.payload_sha256 or "") or "–"),
            (self.tr("signature (SD)"), grouped(stated.get("SD", "")) or shown_text(behind)),
        ]
        key = record.record.public_key
        if key is not None:
            rows.append((self.tr("public key as it came"), _key_text(key)))
        rows.append(
            (self.tr("fingerprint of the key (SHA-256)"), grouped(record.key.fingerprint or "–"))
        )
        if record.key.expected:
            rows.append((self.tr("fingerprint expected"), grouped(record.key.expected)))
        return "\n".join(f"{name}\n{value}\n" for name, value in rows).rstrip()


def figure_of(count: int) -> str:
    """Return a count with its thousands set apart."""
    return figure(Decimal(count))


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in rows)


def _key_text(key: bytes) -> str:
    """Return a key as text if it came as text, else in hexadecimal."""
    if key.isascii() and all(0x20 <= sign < 0x7F for sign in key):
        return grouped(key.decode("ascii"))
    return grouped(key.hex().upper())


def _units(text: str) -> int:
    """Return the length in UTF-16 units, which is how Qt counts places in a text."""
    return len(text) + sum(ord(sign) > 0xFFFF for sign in text)
