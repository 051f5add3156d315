"""The report an inspector signs: what stands in it, and that it is plain text on every page."""

import multiprocessing
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QRadioButton, QSpinBox
from pytestqt.qtbot import QtBot

from eichlab.resources import resource
from eichlab.transparency import judge, load_key, read_file, safe_xml
from eichlab.values import KeyOrigin, KnownKey, SignedRecord, VerdictWord
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transparency.entries import entries_of
from eichlab_gui.pages.transparency.exact_lines import exact_lines
from eichlab_gui.pages.transparency.extent_dialog import ExtentDialog
from eichlab_gui.pages.transparency.page import TransparencyPage
from eichlab_gui.pages.transparency.paper import Cancelled, Pages, write_pdf
from eichlab_gui.pages.transparency.report import Extent, Report, sections
from eichlab_gui.pages.transparency.report_process import write_long_pdf

SAMPLE = resource("samples", "em580.ocmf")
KEY = resource("samples", "em580.key").read_text(encoding="ascii").strip()
LOADED = load_key(KEY)
MADE = datetime(2026, 11, 24, 18, 6, tzinfo=UTC)
CONFIRMED = KnownKey(
    "KZ0000000017D",
    LOADED.der,
    LOADED.fingerprint,
    KeyOrigin.PLATE,
    MADE,
    confirmed_by="M. K.",
    confirmed_at=MADE,
)


def sample() -> SignedRecord:
    return replace(read_file(SAMPLE).records[0], public_key=KEY.encode(), source="december.xml")


def report(*records: SignedRecord, known: tuple[KnownKey, ...] = (), **more) -> Report:
    judgement = judge(records, known_keys=known)
    return Report("december.xml", entries_of(judgement), MADE, known, **more)


def sheet() -> QImage:
    image = QImage(1039, 1553, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(5906)
    image.setDotsPerMeterY(5906)
    image.fill(Qt.GlobalColor.white)
    return image


def text_of(made: Report) -> str:
    device = sheet()
    documents = [section.build(device, 1200) for section in sections(made)]
    # Objects are tables' cells, no signs of their own.
    return "\n".join(document.toPlainText() for document in documents)


def pages_of(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", path.read_bytes()))


def test_everything_an_inspector_needs_stands_in_it(qapp):
    record = sample()
    text = text_of(report(record, known=(CONFIRMED,)))
    verdict = judge((record,)).records[0]
    for wanted in (
        "Authentic and unaltered",
        "The signature fits the data",
        "1.637 kWh",
        "1.643 kWh",
        "0.006 kWh",
        "17.12.2025 12:09:16 +01:00",
        "R12.no-resistance · OCMF 1.4.1, table 24",
        "type plate, confirmed by M. K. on 24.11.2026",
        "brainpoolP384r1",
        "eichlab",
        "energy",
        "december.xml",
        "Eichlab ",
        "Place, date",
    ):
        assert wanted in text
    close = text.replace(" ", "")
    assert LOADED.fingerprint in close
    assert LOADED.der.hex().upper() in close
    assert verdict.payload_sha256 in close


def test_the_record_is_printed_byte_for_byte():
    data = sample().data
    lines = list(exact_lines(data, 70))
    assert "".join(text for _, text in lines).encode() == data
    assert all(data[place:].decode().startswith(text) for place, text in lines)
    assert max(len(text) for _, text in lines) == 70
    umlauts = "ä\nöß\tx".encode()
    assert list(exact_lines(umlauts, 3)) == [(0, "ä↓ö"), (5, "ß→x")]
    assert list(exact_lines(b"\x00\xff" * 6, 20)) == [(0, "00FF00FF 00FF00FF"), (8, "00FF00FF")]
    for ambiguous in ("a→b", "a\u202eb", "\x1b[2K"):
        assert list(exact_lines(ambiguous.encode(), 90)) == [
            (0, ambiguous.encode().hex(" ", 4).upper())
        ]


def test_texts_of_records_are_no_markup(qapp):
    record = sample()
    data = record.data.replace(b"POST01", b"<b>x</b>&amp;")
    text = text_of(report(replace(record, data=data)))
    assert "<b>x</b>&amp;" in text


def test_a_changed_digit_gives_no_energy(qapp):
    record = sample()
    text = text_of(report(replace(record, data=record.data.replace(b'"RV":1.643', b'"RV":1.743'))))
    assert "Rejected: Signature does not fit" in text
    assert "Values as stated, not confirmed" in text
    assert "0.106" not in text


def test_it_speaks_the_language_of_the_screen(qapp):
    QLocale.setDefault(QLocale(QLocale.Language.German))
    text = text_of(report(sample(), known=(CONFIRMED,)))
    assert "Echt und unverändert – mit bestätigtem Schlüssel geprüft" in text


def painted(made: Report) -> list[QImage]:
    image, sheets = sheet(), []

    def new_page() -> None:
        sheets.append(image.copy())
        image.fill(Qt.GlobalColor.white)

    painter = QPainter(image)
    pages = Pages(made, image, lambda done, total: None)
    pages.paint(painter, new_page)
    painter.end()
    sheets.append(image.copy())
    assert len(sheets) == pages.count
    return sheets


def is_marked(page: QImage) -> bool:
    """Return whether the box SIMULATION stands in the upper right corner."""
    return page.pixelColor(1035, 4).lightness() < 250


def test_simulation_stands_on_every_page(qapp):
    record = sample()
    data = record.data.replace(b'"TT":"', b'"TT":"' + b"x" * 12_000)
    several = painted(report(replace(record, simulated=True, data=data)))
    assert len(several) > 1
    assert all(is_marked(page) for page in several)
    assert not any(is_marked(page) for page in painted(report(replace(record, data=data))))


def test_a_pdf_of_several_begins_with_a_summary(qapp, tmp_path):
    record = sample()
    bad = replace(record, data=record.data.replace(b'"RV":1.643', b'"RV":1.743'))
    made = report(record, bad)
    text = text_of(made)
    assert "Verdicts" in text
    assert "unconfirmed" in text.split("How it was judged")[0]
    told = []
    file = write_pdf(made, tmp_path / "all.pdf", lambda done, total: told.append((done, total)))
    assert file.read_bytes().startswith(b"%PDF-")
    # Summary and list, a page each; then each transaction with its record.
    assert pages_of(file) >= 4
    assert told[-1][0] == told[-1][1]
    assert list(tmp_path.iterdir()) == [file]


def test_stopped_or_failed_it_leaves_no_file(qapp, tmp_path):
    stopped = Event()
    stopped.set()
    with pytest.raises(Cancelled):
        write_pdf(report(sample()), tmp_path / "one.pdf", lambda done, total: None, stopped)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="No such file"):
        write_pdf(report(sample()), tmp_path / "no" / "one.pdf", lambda done, total: None)


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> Iterator[TransparencyPage]:
    model = BenchModel(None, None, background)
    page = TransparencyPage(model)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.close_page()
    page.close()
    model.close()


def test_the_page_writes_what_is_listed(qtbot, page, tmp_path):
    record = sample()
    bad = replace(record, data=record.data.replace(b'"RV":1.643', b'"RV":1.743'))
    file = tmp_path / "two.xml"
    file.write_bytes(safe_xml([record, bad]))
    assert not page.outgoing.print.isEnabled()
    page.open_files([file])
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.shown, timeout=20_000)
    with qtbot.waitSignal(page.notice_requested, timeout=20_000) as notice:
        page.outgoing.save_pdf(tmp_path / "all.pdf", page.list.listed)
    assert notice.args == ["Saved all.pdf"]
    whole = pages_of(tmp_path / "all.pdf")
    assert whole >= 4
    page.list.show_word(VerdictWord.REJECTED)
    with qtbot.waitSignal(page.notice_requested, timeout=20_000):
        page.outgoing.save_pdf(tmp_path / "one.pdf", page.list.listed)
    assert 1 <= pages_of(tmp_path / "one.pdf") < whole
    with qtbot.waitSignal(page.notice_requested, timeout=20_000) as notice:
        page.outgoing.save_pdf(tmp_path / "no" / "one.pdf", page.list.listed)
    assert notice.args[0].startswith("Not saved: No such file")


def test_a_long_report_is_made_in_a_process_of_its_own(qapp, tmp_path):
    QLocale.setDefault(QLocale(QLocale.Language.German))
    made = report(sample())
    long = replace(made, entries=made.entries * 30)
    told = []
    file = write_long_pdf(
        long, tmp_path / "long.pdf", lambda done, total: told.append((done, total)), Event()
    )
    assert pages_of(file) >= 32
    assert told[-1][0] == told[-1][1]
    assert list(tmp_path.iterdir()) == [file]
    assert not [each for each in multiprocessing.active_children() if each.name == "report"]
    stopped = Event()
    with pytest.raises(Cancelled):
        write_long_pdf(long, tmp_path / "no.pdf", lambda done, total: stopped.set(), stopped)
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(OSError, match="No such file"):
        write_long_pdf(long, tmp_path / "no" / "x.pdf", lambda done, total: None, Event())


def test_the_page_prints(qtbot, page, tmp_path):

    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.shown, timeout=20_000)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(page.notice_requested, timeout=20_000) as notice:
        page.outgoing.print_on(printer, page.list.listed)
    count = pages_of(tmp_path / "printed.pdf")
    assert notice.args == [f"Pages printed: {count}"]


def print_dialog(qtbot, page):

    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in page.findChildren(QPrintDialog)), timeout=5_000
    )
    return next(each for each in page.findChildren(QPrintDialog) if each.isVisible())


def press(dialog, standard: QDialogButtonBox.StandardButton) -> None:
    # The system's dialog has a box for its options as well; its buttons stand in the last.
    button = dialog.findChildren(QDialogButtonBox)[-1].button(standard)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("second_only", [False, True])
def test_the_print_dialog_prints_what_it_was_told(qtbot, page, tmp_path, second_only):
    """The dialog of the system, with the printer that writes a PDF, from menu to pages."""
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=20_000)
    page.outgoing.print_one.trigger()
    dialog = print_dialog(qtbot, page)
    file = tmp_path / "printed.pdf"
    dialog.findChild(QLineEdit, "filename").setText(str(file))
    if second_only:
        dialog.findChild(QRadioButton, "printRange").setChecked(True)
        dialog.findChild(QSpinBox, "from").setValue(2)
        dialog.findChild(QSpinBox, "to").setValue(2)
    with qtbot.waitSignal(page.notice_requested, timeout=20_000) as notice:
        press(dialog, QDialogButtonBox.StandardButton.Ok)
    count = 1 if second_only else 2
    assert notice.args == [f"Pages printed: {count}"]
    assert pages_of(file) == count
    qtbot.waitUntil(lambda: not page.findChildren(QPrintDialog), timeout=2_000)


def test_a_print_dialog_that_is_closed_prints_nothing(qtbot, page, tmp_path):
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=20_000)
    said = []
    page.notice_requested.connect(said.append)
    page.outgoing.print_one.trigger()
    dialog = print_dialog(qtbot, page)
    file = tmp_path / "printed.pdf"
    dialog.findChild(QLineEdit, "filename").setText(str(file))
    press(dialog, QDialogButtonBox.StandardButton.Cancel)
    qtbot.waitUntil(lambda: not page.findChildren(QPrintDialog), timeout=2_000)
    assert not said
    assert not file.exists()
    assert page.outgoing._report_job is None


@pytest.mark.parametrize("extent", list(Extent))
def test_of_several_entries_the_user_chooses_which_get_pages(
    qtbot, page, tmp_path, monkeypatch, extent
):
    good = sample()
    records = [replace(good, data=good.data.replace(b"T23", b"T2%d" % n)) for n in range(3)]
    file = tmp_path / "three.xml"
    file.write_bytes(safe_xml(records))
    pdf = tmp_path / "three.pdf"
    monkeypatch.setattr(
        "PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_a, **_k: (str(pdf), "")
    )
    page.open_files([file])
    qtbot.waitUntil(lambda: len(page.entries) == 3, timeout=20_000)
    page.outgoing.pdf_all.trigger()
    dialog = page.findChild(ExtentDialog)
    assert dialog.extent is Extent.WHOLE
    QTest.mouseClick(dialog.choices[extent], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert dialog.extent is extent
    with qtbot.waitSignal(page.notice_requested, timeout=20_000):
        press(dialog, QDialogButtonBox.StandardButton.Ok)
    # Summary, table, and two pages an entry; none of the three is verified.
    assert pages_of(pdf) == {Extent.TABLE: 2, Extent.UNSURE: 8, Extent.WHOLE: 8}[extent]


def test_the_extent_proposed_suits_the_number_of_entries(qtbot):
    from eichlab_gui.pages.transparency.entries import entries_of

    record = sample()
    entry = entries_of(judge([record], known_keys=()))[0]
    few, many = ExtentDialog([entry] * 5), ExtentDialog([entry] * 5_000)
    for dialog in (few, many):
        qtbot.addWidget(dialog)
    assert few.extent is Extent.WHOLE
    assert many.extent is Extent.TABLE
    assert "5 000" in many.question.text().replace("\u202f", " ")
