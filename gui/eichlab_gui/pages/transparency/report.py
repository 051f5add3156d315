"""A report an inspector can sign: what is said of transactions, and the bytes that were signed.

Built from plain texts only; nothing from a record is ever read as markup. Needs no screen, so it
is made away from the GUI thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPaintDevice,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableFormat,
)

import eichlab
from eichlab.transparency import (
    Billed,
    Profile,
    UnusableKeyError,
    groups_of_four,
    load_key,
    signing_key,
)
from eichlab.values import KnownKey, RecordVerdict, Severity, SignedReading, VerdictWord
from eichlab_gui.figures import NONE, figure, local
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry, counts_of, full_time, period_text
from eichlab_gui.pages.transparency.exact_lines import LONGEST_PRINTED, exact_lines
from eichlab_gui.pages.transparency.identification_card import split_tariff
from eichlab_gui.pages.transparency.key_words import origin_sentence
from eichlab_gui.pages.transparency.profile_choice import profile_sentence
from eichlab_gui.pages.transparency.reading_card import duration_text, signed_value
from eichlab_gui.pages.transparency.signed_text import grouped
from eichlab_gui.pages.transparency.wording import (
    AS_STATED,
    FOOTER,
    findings_of,
    headline_of,
    remarks_of,
    statements_of,
)
from eichlab_gui.widgets import verdict_word

_INK, _FAINT, _LINE, _CARE = (QColor(each) for each in ("#000000", "#4A5560", "#9AA4AE", "#8A5A00"))
_TEXT_PT, _SMALL_PT, _FIXED_PT, _TITLE_PT, _HEAD_PT = 9.0, 8.0, 7.5, 10.5, 14.0
_MOST_READINGS: Final = 500
# Two pages of the table with some lines to spare: laying out more at once would be felt.
_ROWS_AT_ONCE: Final = 110
_DIGITS: Final = 12
_SIGNS: Final = {
    Severity.ERROR: "✕",
    Severity.WARNING: "▲",
    Severity.NOTE: "i",
}


class Extent(Enum):
    """Which entries of a report on several have pages of their own, behind summary and table."""

    TABLE = "table"
    UNSURE = "unsure"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported, and how it was judged."""

    source: str
    entries: tuple[Entry, ...]
    made_at: datetime
    known_keys: tuple[KnownKey, ...] = ()
    entered_key: bytes | None = None
    own_meter: bool = False
    profile: Profile = Profile.EICHLAB
    billed: Billed = Billed.ENERGY
    extent: Extent = Extent.WHOLE


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report that begins on a new page; ``build`` lays it out for a width."""

    build: Callable[[QPaintDevice, float], QTextDocument]
    simulated: bool
    title: str = field(default="")


def sections(report: Report) -> tuple[Section, ...]:
    """Return the parts: one transaction alone; of several a summary to sign, then each."""
    if len(report.entries) == 1:
        return (_transaction(report, report.entries[0], signed=True),)
    simulated = any(entry.simulated for entry in report.entries)
    lists = [
        Section(_partial_list(report, first), simulated)
        for first in range(0, len(report.entries), _ROWS_AT_ONCE)
    ]
    whole = [
        _transaction(report, entry, signed=False)
        for entry in detailed(report.entries, report.extent)
    ]
    return (Section(_summary(report), simulated), *lists, *whole)


def detailed(entries: Sequence[Entry], extent: Extent) -> tuple[Entry, ...]:
    """Return the entries that have pages of their own."""
    if extent is Extent.TABLE:
        return ()
    if extent is Extent.WHOLE:
        return tuple(entries)
    return tuple(entry for entry in entries if entry.word is not VerdictWord.VERIFIED)


def foot_lines(report: Report) -> tuple[str, str]:
    """Return what stands at the foot of every page: the sentence, and what the report is of."""
    made = f"{local(report.made_at):%d.%m.%Y %H:%M}"
    profile = QCoreApplication.translate("Report", "profile {name}").format(
        name=report.profile.value
    )
    about = f"{report.source} · {made} · {profile} · Eichlab {eichlab.__version__}"
    return said(FOOTER), about


def head_line() -> str:
    """Return what stands at the head of every page."""
    return QCoreApplication.translate("Report", "Report on signed readings")


def _transaction(report: Report, entry: Entry, *, signed: bool) -> Section:
    def build(device: QPaintDevice, width: float) -> QTextDocument:
        sheet = _Sheet(device, width)
        _write_entry(sheet, report, entry)
        if signed:
            _write_signature(sheet)
        return sheet.finished()

    return Section(build, entry.simulated)


def _summary(report: Report) -> Callable[[QPaintDevice, float], QTextDocument]:
    def build(device: QPaintDevice, width: float) -> QTextDocument:
        translate = QCoreApplication.translate
        sheet = _Sheet(device, width)
        sheet.heading(report.source)
        sheet.line(_extent_sentence(report))
        counts = counts_of(report.entries)
        skipped = sum(entry.skipped is not None for entry in report.entries)
        rows = [(verdict_word(word), figure(Decimal(count))) for word, count in counts.items()]
        if skipped:
            rows.append((translate("Report", "skipped places"), figure(Decimal(skipped))))
        sheet.title(translate("Report", "Verdicts"))
        sheet.pairs(rows)
        _write_options(sheet, report)
        _write_signature(sheet)
        return sheet.finished()

    return build


def _extent_sentence(report: Report) -> str:
    translate = QCoreApplication.translate
    if report.extent is Extent.TABLE:
        return translate(
            "Report", "Everything listed, a line each; the records themselves are not printed."
        )
    if report.extent is Extent.UNSURE:
        return translate(
            "Report", "Everything listed, a line each; then whatever is not verified, in full."
        )
    return translate("Report", "Everything listed, one transaction or record after another.")


def _partial_list(report: Report, first: int) -> Callable[[QPaintDevice, float], QTextDocument]:
    def build(device: QPaintDevice, width: float) -> QTextDocument:
        translate = QCoreApplication.translate
        sheet = _Sheet(device, width)
        head = (
            "",
            translate("Report", "verdict"),
            translate("Report", "time of the meter"),
            translate("Report", "meter"),
            "kWh",
            translate("Report", "SHA-256 of the signed text"),
        )
        rows = [head]
        for number, entry in enumerate(report.entries[first : first + _ROWS_AT_ONCE], first + 1):
            digest = entry.records[-1].payload_sha256 if entry.records else None
            rows.append(
                (
                    str(number),
                    verdict_word(entry.word),
                    period_text(entry.begin, entry.end) or entry.place or NONE,
                    entry.meter or NONE,
                    entry.energy_text,
                    f"{digest[:_DIGITS]}…" if digest else NONE,
                )
            )
        sheet.table(rows, (7, 17, 26, 21, 10, 19))
        return sheet.finished()

    return build


def _write_entry(sheet: "_Sheet", report: Report, entry: Entry) -> None:
    translate = QCoreApplication.translate
    sheet.heading(f"{verdict_word(entry.word).capitalize()}: {said(headline_of(entry))}")
    if entry.skipped is not None:
        sheet.line(" · ".join(part for part in (entry.source, entry.place) if part))
        sheet.line(said(entry.skipped.message))
        return
    for remark in remarks_of(entry):
        sheet.line(said(remark))
    stated = statements_of(entry)
    if stated is not None:
        names = (
            translate("Report", "Signature"),
            translate("Report", "Key"),
            translate("Report", "Plausibility"),
        )
        sheet.pairs([(name, said(each.words)) for name, each in zip(names, stated, strict=True)])
    _write_readings(sheet, entry)
    _write_identification(sheet, entry)
    _write_findings(sheet, entry)
    for number, record in enumerate(entry.records, 1):
        _write_record(sheet, report, record, number, len(entry.records))
    if len(report.entries) == 1:
        _write_options(sheet, report)


def _write_readings(sheet: "_Sheet", entry: Entry) -> None:
    translate = QCoreApplication.translate
    sheet.title(translate("Report", "Readings, digit for digit as signed"))
    if entry.word in {VerdictWord.REJECTED, VerdictWord.UNREADABLE}:
        sheet.line(said(AS_STATED))
    begin, end = translate("Report", "Begin"), translate("Report", "End")
    rows = [(begin, _reading(entry.begin)), (end, _reading(entry.end))]
    energy = entry.energy_text
    basis = entry.transaction.energy_basis if entry.transaction is not None else None
    if energy != NONE:
        energy = f"{energy} kWh"
    if basis:
        energy += " · " + translate("Report", "register {obis}").format(obis=basis)
    rows.append((translate("Report", "Energy"), energy))
    duration = entry.transaction.duration_s if entry.transaction is not None else None
    rows.append(
        (translate("Report", "Duration"), NONE if duration is None else duration_text(duration))
    )
    sheet.pairs(rows)


def _reading(reading: SignedReading | None) -> str:
    if reading is None:
        return NONE
    return f"{signed_value(reading)} · {full_time(reading)}"


def _write_identification(sheet: "_Sheet", entry: Entry) -> None:
    translate = QCoreApplication.translate
    stated = entry.records[0].identification
    tariff, in_tariff = split_tariff(stated.tariff_text)
    name = entry.transaction.id if entry.transaction is not None else None
    pages = [r.identification.pagination for r in entry.records if r.identification.pagination]
    rows = (
        (translate("Report", "Meter"), " ".join(_some(stated.meter_model, stated.meter))),
        (translate("Report", "Charge point"), stated.charge_point),
        (
            translate("Report", "User"),
            " · ".join(_some(stated.user_type, stated.user, stated.user_level)),
        ),
        (translate("Report", "Tariff"), tariff),
        (translate("Report", "Transaction"), name or in_tariff),
        (translate("Report", "Pagination"), " – ".join(dict.fromkeys(pages))),
    )
    sheet.title(translate("Report", "Who and where, as stated in the record"))
    sheet.pairs([(title, text or NONE) for title, text in rows])


def _write_findings(sheet: "_Sheet", entry: Entry) -> None:
    translate = QCoreApplication.translate
    words = {
        Severity.ERROR: translate("Report", "error"),
        Severity.WARNING: translate("Report", "warning"),
        Severity.NOTE: translate("Report", "note"),
    }
    sheet.title(translate("Report", "Findings"))
    found = findings_of(entry)
    if not found:
        sheet.line(translate("Report", "none"))
    for each in found:
        sheet.line(f"{_SIGNS[each.severity]}  {words[each.severity]}: {said(each.message)}")
        sheet.small(" · ".join(_some(each.rule, each.source)))


def _write_record(
    sheet: "_Sheet", report: Report, record: RecordVerdict, number: int, count: int
) -> None:
    translate = QCoreApplication.translate
    title = translate("Report", "Record {number} of {count}").format(number=number, count=count)
    sheet.title(title)
    stated = record.key
    rows = [
        (
            translate("Report", "Where it stood"),
            " · ".join(_some(record.record.source, record.record.place)) or NONE,
        ),
        (
            translate("Report", "Format, algorithm"),
            " · ".join(_some(record.record.format, record.algorithm)),
        ),
        (
            translate("Report", "SHA-256 of the signed text"),
            grouped(record.payload_sha256 or "") or NONE,
        ),
        (
            translate("Report", "Fingerprint of the key (SHA-256 over DER)"),
            grouped(stated.fingerprint or "") or NONE,
        ),
        (
            translate("Report", "Origin of the key"),
            origin_sentence(stated.origin, stated.confirmed_by, stated.confirmed_at),
        ),
    ]
    if stated.expected:
        rows.append(
            (translate("Report", "Fingerprint of the confirmed key"), grouped(stated.expected))
        )
    key = signing_key(record, report.known_keys, report.entered_key)
    if key is not None:
        rows.append(
            (
                translate("Report", "Key ({curve})").format(curve=key.curve),
                " ".join(groups_of_four(key.der.hex().upper())),
            )
        )
    sheet.pairs(rows)
    if len(record.readings) > 2:
        _write_all_readings(sheet, record)
    data = record.record.data
    sheet.title(
        translate("Report", "The record, byte for byte ({count} bytes)").format(
            count=figure(Decimal(len(data)))
        )
    )
    sheet.small(
        translate(
            "Report",
            "Each line begins with the place of its first byte; ↓ ← → stand for line feed, "
            "carriage return and tabulator.",
        )
    )
    sheet.fixed(data)
    if len(data) > LONGEST_PRINTED:
        sheet.small(
            translate("Report", "The first {shown} bytes are printed; the export has all.").format(
                shown=figure(Decimal(LONGEST_PRINTED))
            )
        )


def _write_all_readings(sheet: "_Sheet", record: RecordVerdict) -> None:
    translate = QCoreApplication.translate
    rows = [
        (
            "TX",
            translate("Report", "time as signed"),
            translate("Report", "reading"),
            translate("Report", "register"),
            translate("Report", "status"),
        )
    ]
    rows += [
        (
            each.tx or NONE,
            " ".join(_some(each.time, each.time_status)) or NONE,
            signed_value(each),
            each.obis or NONE,
            " ".join(_some(each.status, each.error_flags)) or NONE,
        )
        for each in record.readings[:_MOST_READINGS]
    ]
    sheet.table(rows, (8, 38, 24, 18, 12))


def _write_options(sheet: "_Sheet", report: Report) -> None:
    translate = QCoreApplication.translate
    billed = {
        Billed.ENERGY: translate("Report", "energy"),
        Billed.TIME: translate("Report", "time"),
        Billed.BOTH: translate("Report", "energy and time"),
    }
    keys = translate("Report", "keys that came with the data confirm nothing")
    rows = [
        (
            translate("Report", "Profile"),
            f"{report.profile.value}: {said(profile_sentence(report.profile))}",
        ),
        (translate("Report", "Billed by"), billed[report.billed]),
        (translate("Report", "Trust"), keys),
    ]
    if report.entered_key is not None:
        rows.append((translate("Report", "Key entered by hand"), _fingerprint(report.entered_key)))
    if report.own_meter:
        rows.append(
            (translate("Report", "Read by"), translate("Report", "this bench, over the line"))
        )
    rows += [
        (translate("Report", "File"), report.source),
        (translate("Report", "Judged on"), f"{local(report.made_at):%d.%m.%Y %H:%M:%S %z}"),
        (translate("Report", "Program"), f"Eichlab {eichlab.__version__}"),
    ]
    sheet.title(translate("Report", "How it was judged"))
    sheet.pairs(rows)


def _fingerprint(key: bytes) -> str:
    try:
        return f"SHA-256 {grouped(load_key(key).fingerprint)}"
    except UnusableKeyError:
        # A compressed point on several curves: each record's label told which of them.
        return key.decode("ascii", "replace")


def _write_signature(sheet: "_Sheet") -> None:
    translate = QCoreApplication.translate
    sheet.signature(
        (
            translate("Report", "Place, date"),
            translate("Report", "Name"),
            translate("Report", "Handwritten signature"),
        )
    )


def _some(*parts: str | None) -> list[str]:
    return [part for part in parts if part]


class _Sheet:
    """A document for paper, written from top to bottom."""

    def __init__(self, device: QPaintDevice, width: float) -> None:
        self._document = document = QTextDocument()
        document.setUndoRedoEnabled(False)
        document.documentLayout().setPaintDevice(device)
        document.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setDefaultFont(report_font(_TEXT_PT))
        document.setTextWidth(width)
        self._device, self._width = device, width
        # A document takes lengths at the screen's resolution and scales them to the device; a
        # plain picture has that resolution.
        self._point = QImage(1, 1, QImage.Format.Format_RGB32).logicalDpiY() / 72
        self._cursor = QTextCursor(document)
        self._empty = True
        # One edit: laid out once at its end, not after every word.
        self._cursor.beginEditBlock()

    def finished(self) -> QTextDocument:
        """Return the document; nothing more is written."""
        self._cursor.endEditBlock()
        return self._document

    def heading(self, text: str) -> None:
        """Write the headline."""
        self._block(text, _format(_HEAD_PT, bold=True), below=4)

    def title(self, text: str) -> None:
        """Write the title of a part."""
        self._block(text, _format(_TITLE_PT, bold=True), above=7, below=2)

    def line(self, text: str) -> None:
        """Write a paragraph."""
        self._block(text, _format(_TEXT_PT))

    def small(self, text: str) -> None:
        """Write a paragraph in small type."""
        self._block(text, _format(_SMALL_PT, colour=_FAINT), below=2)

    def fixed(self, data: bytes) -> None:
        """Write bytes in lines of a fixed font, each with the place of its first byte."""
        style = _format(_FIXED_PT, fixed=True)
        metrics = QFontMetricsF(style.font(), self._device)
        columns = int(self._width / metrics.horizontalAdvance("0")) - 9
        for offset, text in exact_lines(data[:LONGEST_PRINTED], max(16, columns)):
            self._block(f"{offset:7d}  {text}", style, unbroken=True)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write names and what belongs to them."""
        table = self._table(len(rows), (27, 73))
        for number, (name, text) in enumerate(rows):
            self._cell(table, number, 0, name, _format(_TEXT_PT, colour=_FAINT))
            self._cell(table, number, 1, text, _format(_TEXT_PT))
        self._leave()

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """Write a table; its first row is the head."""
        table = self._table(len(rows), widths)
        form = table.format()
        form.setHeaderRowCount(1)
        table.setFormat(form)
        for number, row in enumerate(rows):
            style = _format(_SMALL_PT, bold=number == 0)
            for column, text in enumerate(row):
                self._cell(table, number, column, text, style)
        self._leave()

    def signature(self, names: Sequence[str]) -> None:
        """Write lines to write on, with what belongs there below."""
        self._block("", _format(_TEXT_PT), above=42)
        # A narrow column between two lines keeps them apart.
        widths = [32, 2] * len(names)
        table = self._table(1, widths[:-1], rule=False)
        for number, name in enumerate(names):
            cell = table.cellAt(0, 2 * number)
            style = cell.format().toTableCellFormat()
            style.setTopBorder(self._point * 0.7)
            style.setTopBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            style.setTopBorderBrush(QBrush(_INK))
            style.setTopPadding(self._point * 2)
            cell.setFormat(style)
            cell.firstCursorPosition().insertText(name, _format(_SMALL_PT, colour=_FAINT))
        self._leave()

    def _table(self, rows: int, widths: Sequence[int], *, rule: bool = True) -> QTextTable:
        style = QTextTableFormat()
        style.setBorder(0)
        style.setCellPadding(self._point)
        style.setCellSpacing(0)
        style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        style.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, each) for each in widths]
        )
        if rule:
            style.setBorderCollapse(True)
            style.setBorder(self._point * 0.4)
            style.setBorderBrush(QBrush(_LINE))
            style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        if not self._empty:
            self._cursor.insertBlock(QTextBlockFormat(), _format(1))
        self._empty = False
        return self._cursor.insertTable(rows, len(widths), style)

    def _cell(
        self, table: QTextTable, row: int, column: int, text: str, style: QTextCharFormat
    ) -> None:
        table.cellAt(row, column).firstCursorPosition().insertText(_plain(text), style)

    def _leave(self) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _block(
        self,
        text: str,
        style: QTextCharFormat,
        *,
        above: float = 0,
        below: float = 0,
        unbroken: bool = False,
    ) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(above * self._point)
        block.setBottomMargin(below * self._point)
        block.setNonBreakableLines(unbroken)
        if self._empty:
            self._cursor.setBlockFormat(block)
            self._empty = False
        else:
            self._cursor.insertBlock(block)
        self._cursor.insertText(_plain(text), style)


def _plain(text: str) -> str:
    """Return a text without what would begin a paragraph of its own or hide something."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _format(
    points: float, *, bold: bool = False, fixed: bool = False, colour: QColor = _INK
) -> QTextCharFormat:
    made = QTextCharFormat()
    font = report_font(points, fixed=fixed)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    made.setFont(font)
    made.setForeground(QBrush(colour))
    return made


def report_font(points: float, *, fixed: bool = False) -> QFont:
    """Return a font of the report: the system's, with tabular figures."""
    system = QFontDatabase.SystemFont
    font = QFontDatabase.systemFont(system.FixedFont if fixed else system.GeneralFont)
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
