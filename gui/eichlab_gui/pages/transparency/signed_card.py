"""What was signed: the exact bytes, their fields, the signature over them, and the raw record."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPlainTextEdit, QSpinBox, QWidget

from eichlab.transparency import Explanation, SignedField, SignedPart
from eichlab.values import RecordVerdict
from eichlab_gui import theme
from eichlab_gui.figures import figure
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.byte_rows import is_text
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.field_table import FieldTable, range_text
from eichlab_gui.pages.transparency.signature_facts import Facts
from eichlab_gui.pages.transparency.signed_bytes import SignedBytes
from eichlab_gui.pages.transparency.signed_content import ByteRange, FieldOrder, SignedContent
from eichlab_gui.pages.transparency.signed_text import (
    LONGEST_SHOWN,
    grouped,
    short_hash,
    shown_text,
    visible_text,
)
from eichlab_gui.theme import SPACE_M
from eichlab_gui.widgets import Card, ElidedLabel, Label, Role, Segmented

_VIEWS: Final = ("text", "hex", "raw")
_FEWEST_LINES, _MOST_LINES = 3, 14
_FIELDS_HEIGHT: Final = 290
# Narrower, the fields stand above the bytes.
_NARROW: Final = 640
_LONGEST_SAID: Final = 120
# Beyond, a number is typed: nobody finds one of a hundred buttons.
_MOST_BUTTONS: Final = 6


class RawText(QPlainTextEdit):
    """Text in a fixed font, broken anywhere, as high as its content up to a limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    def show_text(self, text: str) -> None:
        """Show ``text``."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self._fit()

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
    """The card *What was signed*; with several records a choice among them.

    A field and its bytes belong together: pointing at one marks the other, choosing one holds the
    mark and scrolls the other side to it.
    """

    content_wanted = Signal(object)
    """The places of fields in this `RecordVerdict`'s signed bytes: see `show_content`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry: Entry | None = None
        self._record: RecordVerdict | None = None
        self._content: SignedContent | None = None
        self._waiting = False
        self._chosen = self._pointed = -1
        self._pointed_in: QWidget | None = None
        self.summary = ElidedLabel("", Role.MUTED)
        self.which = Segmented({})
        self.which.chosen.connect(self._record_chosen)
        self.number = QSpinBox()
        self.number.valueChanged.connect(self._number_chosen)
        self.views = Segmented(dict.fromkeys(_VIEWS, ""))
        self.views.chosen.connect(self._view_chosen)
        self.header.addWidget(self.summary, 1)
        self.header.addWidget(self.which)
        self.header.addWidget(self.number)
        self.header.addWidget(self.views)
        self.fields = FieldTable()
        self.fields.pointed.connect(self._field_pointed)
        self.fields.chosen.connect(self._field_chosen)
        self.no_fields = Label("", Role.MUTED, wrap=True)
        self.no_fields.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.bytes = SignedBytes()
        self.bytes.pointed.connect(self._byte_pointed)
        self.bytes.chosen.connect(self._bytes_chosen)
        for side in (self.fields, self.bytes):
            side.setFixedHeight(_FIELDS_HEIGHT)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(SPACE_M)
        self._sides.addWidget(self.fields, 6)
        self._sides.addWidget(self.no_fields, 2)
        self._sides.addWidget(self.bytes, 5)
        self.marked = ElidedLabel("", Role.SMALL)
        self.facts = Facts()
        self.signed = QWidget()
        column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self.signed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addLayout(self._sides)
        column.addWidget(self.marked)
        column.addWidget(self.facts)
        self.raw = RawText()
        self.more = Label("", Role.SMALL, wrap=True)
        self.body.addWidget(self.signed)
        self.body.addWidget(self.raw)
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
        self._show_record(entry.records[0] if entry.records else None)

    @property
    def record(self) -> RecordVerdict | None:
        """Return the record shown."""
        return self._record

    def show_content(self, record: RecordVerdict, content: SignedContent | None) -> None:
        """Show the fields of a record's signed bytes; None where it cannot be taken apart."""
        if record is not self._record:
            return
        self._content, self._waiting = content, False
        self._show_fields()
        self._say_all()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("What was signed"))
        self.views.retitle(
            {
                "text": self.tr("Text"),
                "hex": self.tr("Hexadecimal"),
                "raw": self.tr("Raw record"),
            }
        )
        self.views.set_names(self.tr("How the signed bytes are shown"))
        self.which.set_names(self.tr("Which record of the transaction is shown"))
        self.number.setAccessibleName(self.tr("Which record of the transaction is shown"))
        self._say_number()
        self.fields.setAccessibleName(self.tr("Fields of what was signed"))
        self.bytes.setAccessibleName(self.tr("Signed bytes"))
        self.bytes.setToolTip("")
        self.raw.setAccessibleName(self.tr("The whole record, as it came"))
        self.fields.fields.retranslate()
        self._say_all()

    def recolour(self) -> None:
        """Paint in other colours."""
        self.bytes.viewport().update()
        self.fields.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put fields and bytes under each other where there is no room for both."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._sides.direction() is not way:
            self._sides.setDirection(way)

    @Slot(str)
    def _record_chosen(self, key: str) -> None:
        if self._entry is not None:
            self._show_record(self._entry.records[int(key)])

    @Slot(int)
    def _number_chosen(self, number: int) -> None:
        if self._entry is not None:
            self._show_record(self._entry.records[number - 1])

    @Slot(str)
    def _view_chosen(self, _key: str) -> None:
        self._show_bytes()
        self._say_all()

    def _show_record(self, record: RecordVerdict | None) -> None:
        self._record, self._content = record, None
        self._chosen = self._pointed = -1
        self._waiting = record is not None and bool(record.payload)
        text = self.views.button("text")
        text.setEnabled(record is not None and is_text(record.payload or b""))
        if not text.isEnabled() and self.views.key() == "text":
            self.views.choose("hex")
        elif text.isEnabled() and self.views.key() == "hex" and not self._by_hand():
            self.views.choose("text")
        self._show_bytes()
        self._say_all()
        if record is not None and self._waiting:
            self.content_wanted.emit(record)

    def _by_hand(self) -> bool:
        """Return whether bytes that are text are shown in hexadecimal because the user wants it."""
        return is_text(self.bytes.data) and not self.bytes.as_text

    # Fields and bytes.

    def _show_bytes(self) -> None:
        record = self._record
        if record is None:
            return
        if self.views.key() != "raw":
            self.bytes.show_bytes(self._payload, as_text=self.views.key() == "text")
            if self._chosen >= 0:
                self.bytes.reveal(self._range(self._chosen))
        else:
            self.raw.show_text(shown_text(record.record.data))
        self._show_fields()

    @property
    def _payload(self) -> bytes:
        return (self._record.payload if self._record is not None else None) or b""

    def _show_fields(self) -> None:
        content = self._content
        fields = content.explanation.fields if content is not None else ()
        if fields is not self.fields.fields.fields:
            self.fields.show_fields(fields)
            self._chosen = -1
        if content is None:
            self.bytes.set_fields(FieldOrder())
        else:
            self.bytes.set_fields(content.order, content.begin_value, content.end_value)
        self._mark()

    @Slot(int)
    def _field_pointed(self, field: int) -> None:
        self._point(self.fields, field)

    @Slot(int)
    def _byte_pointed(self, field: int) -> None:
        self._point(self.bytes, field)

    def _point(self, side: QWidget, field: int) -> None:
        # The side the mouse left may say so only after the other one was entered.
        if field < 0 and side is not self._pointed_in:
            return
        self._pointed, self._pointed_in = field, side
        self._mark()

    @Slot(int)
    def _field_chosen(self, field: int) -> None:
        self._chosen = field
        if field >= 0:
            self.bytes.reveal(self._range(field))
        self._mark()

    @Slot(int)
    def _bytes_chosen(self, field: int) -> None:
        self._chosen = field
        self._mark()

    def _range(self, field: int) -> ByteRange:
        held = self.fields.fields.fields[field]
        return ByteRange(held.begin, held.end)

    def _mark(self) -> None:
        chosen, pointed = self._chosen, self._pointed
        count = len(self.fields.fields.fields)
        chosen, pointed = (each if each < count else -1 for each in (chosen, pointed))
        self.bytes.mark(
            chosen=self._range(chosen) if chosen >= 0 else None,
            pointed=self._range(pointed) if pointed >= 0 else None,
        )
        self.fields.mark(chosen=chosen, pointed=pointed)
        self._say_marked(pointed if pointed >= 0 else chosen)
        self._describe(chosen)

    # What is said.

    def _say_number(self) -> None:
        self.number.setPrefix(self.tr("record") + " ")
        self.number.setSuffix(
            " " + self.tr("of {count}").format(count=figure_of(self.number.maximum()))
        )

    def _say_marked(self, field: int) -> None:
        held = self.fields.fields.fields
        content = self._content
        if not held:
            self.marked.setText("")
        elif field < 0 and content is not None and content.count > len(held):
            self.marked.setText(
                self.tr("The first {shown} of {count} fields are listed.").format(
                    shown=figure_of(len(held)), count=figure_of(content.count)
                )
            )
        elif field < 0:
            self.marked.setText(
                self.tr(
                    "Point at a field or at a byte to see what belongs together; a click, or the "
                    "arrow keys, hold it. Esc lets go."
                )
            )
        else:
            self.marked.setText(self._sentence(held[field]))

    def _sentence(self, field: SignedField) -> str:
        one = field.end - field.begin == 1
        parts = [
            visible_text(field.path[:_LONGEST_SAID]),
            (self.tr("byte {range}") if one else self.tr("bytes {range}")).format(
                range=range_text(field)
            ),
            visible_text(field.text[:_LONGEST_SAID]),
        ]
        if field.meaning is not None:
            parts.append(said(field.meaning))
        if field.inherited_from is not None:
            parts.append(self.tr("kept from {field}").format(field=field.inherited_from))
        return " · ".join(parts)

    def _describe(self, chosen: int) -> None:
        sentence = self.tr("Byte {number} of {count}").format(
            number=figure_of(self.bytes.caret), count=figure_of(len(self.bytes.data))
        )
        if chosen >= 0:
            sentence += ": " + self._sentence(self.fields.fields.fields[chosen])
        self.bytes.describe(sentence)

    @Slot()
    def _say_all(self) -> None:
        record = self._record
        if record is None:
            return
        payload = self._payload
        digest = record.payload_sha256 or ""
        self.summary.setText(
            self.tr("{count} bytes · SHA-256 {hash}").format(
                count=figure_of(len(payload)), hash=short_hash(digest) or "–"
            )
            if payload
            else self.tr("nothing signed was found in it")
        )
        raw = self.views.key() == "raw" or not payload
        self.views.setEnabled(bool(payload))
        if not payload:
            self.raw.show_text(shown_text(record.record.data))
        self.signed.setVisible(not raw)
        self.raw.setVisible(raw)
        longest = record.record.data
        self.more.setVisible(raw and len(longest) > LONGEST_SHOWN)
        self.more.setText(
            self.tr("The first {shown} of {count} bytes; the export has all of them.").format(
                shown=figure_of(LONGEST_SHOWN), count=figure_of(len(longest))
            )
        )
        held = bool(self.fields.fields.fields)
        self.fields.setVisible(held or self._waiting)
        self.no_fields.setVisible(not held and not self._waiting)
        self.no_fields.setText(
            self.tr("Where the fields of these bytes stand is not known: they are sealed.")
            if record.record.format == "OCMF-SEALED"
            else self.tr("Where the fields of these bytes stand is not known.")
        )
        self.marked.setVisible(held or self._waiting)
        self.facts.show_facts(self._facts(record))
        self._say_marked(self._pointed if self._pointed >= 0 else self._chosen)
        self._describe(self._chosen)

    def _facts(self, record: RecordVerdict) -> list[tuple[str, str]]:
        explained = self._content.explanation if self._content is not None else None
        facts = [(self.tr("Algorithm"), record.algorithm or "–")]
        if explained is not None and explained.label and explained.label != record.algorithm:
            facts.append((self.tr("Stated in the record"), visible_text(explained.label)))
        if explained is not None:
            for part in explained.parts:
                facts += self._facts_of(part, explained)
            facts.append((self.tr("Curve"), explained.curve or "–"))
        key = record.key
        facts.append(
            (
                self.tr("Key, fingerprint"),
                f"SHA-256 {grouped(key.fingerprint)}" if key.fingerprint else "–",
            )
        )
        if key.expected:
            facts.append((self.tr("Key expected"), f"SHA-256 {grouped(key.expected)}"))
        return facts

    def _facts_of(self, part: SignedPart, explained: Explanation) -> list[tuple[str, str]]:
        count = part.end - part.begin
        hashed = (
            self.tr("Hash over exactly these {count} bytes").format(count=figure_of(count))
            if len(explained.parts) == 1
            else self.tr("Hash over bytes {range}").format(range=f"{part.begin}–{part.end - 1}")
        )
        facts = [(hashed, f"{_hash_name(explained.hash)} {grouped(part.digest)}")]
        if part.r is not None and part.s is not None:
            facts += [
                (self.tr("Signature, r"), _number(part.r)),
                (self.tr("Signature, s"), _number(part.s)),
            ]
        elif part.signature is not None:
            facts.append((self.tr("Signature, unreadable"), grouped(part.signature.hex().upper())))
        return facts


def figure_of(count: int) -> str:
    """Return a count with its thousands set apart."""
    return figure(Decimal(count))


def _number(value: int) -> str:
    digits = f"{value:X}"
    return grouped(digits.zfill(-(-len(digits) // 4) * 4))


def _hash_name(name: str) -> str:
    return name.replace("SHA", "SHA-", 1) if name.startswith("SHA") else name
