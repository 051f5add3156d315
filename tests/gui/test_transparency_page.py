"""The page Transparency, with real documents judged in the real worker process."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eichlab.resources import resource
from eichlab.transparency import read_file, safe_xml
from eichlab.values import SignedRecord, VerdictWord
from eichlab_gui.background import Background
from eichlab_gui.judging import Judging
from eichlab_gui.judging_process import Failed, Finished, Part, Progress, Work, judged
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transparency.page import TransparencyPage
from eichlab_gui.pages.transparency.signed_text import (
    short_hash,
    shown_text,
)

SAMPLE = resource("samples", "em580.ocmf")
KEY = resource("samples", "em580.key").read_text(encoding="ascii").strip()


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


def judged_entry(qtbot: QtBot, page: TransparencyPage) -> None:
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.shown, timeout=20_000)


def failed(qtbot: QtBot, page: TransparencyPage) -> str:
    qtbot.waitUntil(lambda: page.note.sentence.property("role") == "bad", timeout=20_000)
    assert page.stack.currentWidget() is page.note
    return page.note.sentence.text()


def sample_with_key() -> SignedRecord:
    record = read_file(SAMPLE).records[0]
    return replace(record, public_key=KEY.encode())


def test_empty_page_offers_one_sentence_and_one_action(page: TransparencyPage) -> None:
    assert page.stack.currentWidget() is page.note
    assert page.note.sentence.text()
    assert page.note.button.isVisible()
    assert not page.outgoing.export.isEnabled()


def test_a_record_without_key_then_with_the_key_entered(
    qtbot: QtBot, page: TransparencyPage
) -> None:
    page.open_files([SAMPLE])
    judged_entry(qtbot, page)
    assert page.entry is not None
    assert page.entry.word is VerdictWord.UNREADABLE
    assert page.detail.readings.energy.text == "–"
    page.enter_key(KEY)
    qtbot.waitUntil(
        lambda: page.entry is not None and page.entry.word is VerdictWord.VERIFIED, timeout=20_000
    )
    card = page.detail.verdict
    assert card.headline.text() == "Authentic and unaltered – checked with a confirmed key"
    assert "Does not replace the software" in card.footer.text()
    assert [row.shape.name for row in (card.signature, card.key, card.plausibility)] == [
        "verified",
        "verified",
        "verified",
    ]
    readings = page.detail.readings
    assert readings.begin.value.text() == "1.637 kWh"
    assert readings.end.value.text() == "1.643 kWh"
    assert readings.begin.time.text() == "17.12.2025 12:09:16 +01:00"
    assert readings.energy.text == "0.006"
    assert "0 h 21 min 14 s" in readings.energy_from.text().replace("\u202f", " ")
    assert page.pills[VerdictWord.VERIFIED].text() == "1 verified"
    assert page.pills[VerdictWord.VERIFIED].isVisible()


def test_a_key_that_is_none_leaves_what_was_shown(qtbot: QtBot, page: TransparencyPage) -> None:
    page.open_files([SAMPLE])
    judged_entry(qtbot, page)
    with qtbot.waitSignal(page.notice_requested, timeout=20_000) as notice:
        page.enter_key("this is no key")
    assert notice.args is not None
    assert notice.args[0]
    assert page.stack.currentWidget() is page.shown
    assert page.entry is not None


def test_one_changed_digit_is_rejected_and_gives_no_energy(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    good = sample_with_key()
    bad = replace(good, data=good.data.replace(b'"RV":1.643', b'"RV":1.743'))
    file = tmp_path / "december.xml"
    file.write_bytes(safe_xml([good, bad]))
    page.open_files([file])
    judged_entry(qtbot, page)
    words = [entry.word for entry in page.entries]
    assert VerdictWord.REJECTED in words
    page.list.filter.button(VerdictWord.REJECTED.value).click()
    assert page.list.model.rowCount() == words.count(VerdictWord.REJECTED)
    assert page.entry is not None
    assert page.entry.word is VerdictWord.REJECTED
    assert page.detail.readings.energy.text == "–"
    assert page.detail.readings.as_stated.isVisible()
    assert page.detail.verdict.signature.shape.name == "rejected"
    assert page.detail.verdict.headline.text().startswith("Signature does not fit")


def test_a_key_from_the_file_confirms_nothing(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    file = tmp_path / "one.xml"
    file.write_bytes(safe_xml([sample_with_key()]))
    page.open_files([file])
    judged_entry(qtbot, page)
    assert page.entry is not None
    assert page.entry.word is VerdictWord.UNCONFIRMED
    assert page.detail.verdict.key.shape.name == "unconfirmed"
    assert page.detail.readings.energy.text == "0.006"


@pytest.mark.parametrize("name", ["noise.bin", "empty.xml", "broken.xml", "missing.xml"])
def test_what_is_no_document_gets_one_clear_sentence(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    contents = {
        "noise.bin": bytes(range(256)) * 4096,
        "empty.xml": b"",
        "broken.xml": b"<values><value>",
    }
    if name in contents:
        file.write_bytes(contents[name])
    page.open_files([file])
    sentence = failed(qtbot, page)
    assert len(sentence) > 10
    assert "(" not in sentence.split(" ", maxsplit=1)[0], "a code instead of a sentence"
    assert page.note.button.isVisible()


def test_a_file_of_200_megabytes_is_refused_at_once(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    file = tmp_path / "large.xml"
    with file.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    page.open_files([file])
    assert failed(qtbot, page)


def test_loading_can_be_cancelled(qtbot: QtBot, page: TransparencyPage) -> None:
    page.open_files([SAMPLE])
    assert page.note.progress.isVisible()
    qtbot.mouseClick(page.note.button, Qt.MouseButton.LeftButton)
    assert not page.judging.busy
    assert page.note.sentence.text().startswith("Drop a file")
    QTest.qWait(100)
    assert page.entry is None
    page.open_files([SAMPLE])
    judged_entry(qtbot, page)


def test_cancelling_goes_back_to_what_stays_shown(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    other = tmp_path / "other.xml"
    other.write_bytes(safe_xml([sample_with_key()]))
    records = [replace(sample_with_key(), source="/dev/ttyUSB7")]
    page.show_records(records)
    judged_entry(qtbot, page)
    page.enter_key(KEY)
    qtbot.waitUntil(
        lambda: page.entry is not None and page.entry.word is VerdictWord.VERIFIED, timeout=20_000
    )
    shown, verdicts = page.report(page.entries), page.verdicts()
    assert (shown.source, shown.entered_key, shown.own_meter) == ("ttyUSB7", KEY.encode(), True)
    page.open_files([other])
    assert "other.xml" in page.note.sentence.text()
    assert page.report(page.entries) == shown, "what is listed is still what was judged"
    qtbot.mouseClick(page.note.button, Qt.MouseButton.LeftButton)
    assert page.header.subtitle.text().startswith("ttyUSB7 · ")
    assert "ttyUSB7" in page.header.subtitle.toolTip()
    assert page.report(page.entries) == shown
    # Judged, but not listed yet: it is not what is shown, either.
    with qtbot.waitSignal(page.judging.finished, timeout=20_000):
        page.judging.finished.connect(page.note.button.click)
        page.open_files([other])
    page.judging.finished.disconnect(page.note.button.click)
    assert page.stack.currentWidget() is page.shown
    assert page.verdicts() == verdicts
    assert page.report(page.entries) == shown
    # What judges again judges these records.
    page.profile.chosen.emit(page.profile.profile)
    judged_entry(qtbot, page)
    again = page.report(page.entries)
    assert (again.source, again.entered_key, again.own_meter) == ("ttyUSB7", KEY.encode(), True)


def test_a_broken_file_among_several_is_listed_and_the_others_stay(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_bytes(b"<values>")
    page.open_files([broken, SAMPLE])
    judged_entry(qtbot, page)
    skipped = [entry for entry in page.entries if entry.skipped is not None]
    assert [entry.source for entry in skipped] == ["broken.xml"]
    assert len(page.entries) == 2
    row = page.list.model.row_of(skipped[0])
    assert row is not None
    page.list.view.setCurrentIndex(page.list.model.index(row))
    assert page.detail.why_skipped.text()
    assert not page.detail.readings.isVisible()
    assert not page.outgoing.export_one.isEnabled()


def test_texts_of_records_are_never_markup(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    data = SAMPLE.read_bytes().replace(b"POST01", b"<b>x</b>")
    file = tmp_path / "markup.ocmf"
    file.write_bytes(data)
    page.open_files([file])
    judged_entry(qtbot, page)
    labels = page.detail.identification.values
    shown = [label for label in labels if "<b>x</b>" in label.text()]
    assert shown
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_export_writes_the_exact_bytes(
    qtbot: QtBot, page: TransparencyPage, tmp_path: Path
) -> None:
    page.open_files([SAMPLE])
    judged_entry(qtbot, page)
    target = tmp_path / "out.ocmf"
    with qtbot.waitSignal(page.notice_requested, timeout=5000):
        page.outgoing.save_ocmf(target)
    assert page.entry is not None
    assert target.read_bytes() == page.entry.records[0].record.data
    as_xml = tmp_path / "out.xml"
    with qtbot.waitSignal(page.notice_requested, timeout=5000):
        page.outgoing.save_xml(as_xml, page.entries)
    assert read_file(as_xml).records[0].data == page.entry.records[0].record.data
    with qtbot.waitSignal(page.notice_requested, timeout=5000) as notice:
        page.outgoing.save_ocmf(tmp_path / "no" / "folder" / "out.ocmf")
    assert notice.args is not None
    assert notice.args[0].startswith("Not saved")


def test_paste_and_drop(qtbot: QtBot, page: TransparencyPage) -> None:
    QGuiApplication.clipboard().setText(SAMPLE.read_text(encoding="utf-8"))
    page.paste_text()
    judged_entry(qtbot, page)
    assert page.header.subtitle.text().startswith("clipboard")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    QGuiApplication.clipboard().setMimeData(data)
    page.paste_text()
    qtbot.waitUntil(lambda: page.header.subtitle.text().startswith("em580.ocmf"), timeout=20_000)
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(page.notice_requested):
        page.paste_text()


def test_everything_by_keyboard(qtbot: QtBot, page: TransparencyPage, tmp_path: Path) -> None:
    good = sample_with_key()
    other = replace(good, data=good.data.replace(b'"RV":1.643', b'"RV":1.743'))
    file = tmp_path / "two.xml"
    file.write_bytes(safe_xml([good, other]))
    page.open_files([file])
    judged_entry(qtbot, page)
    first = page.entry
    qtbot.keyClick(page.list.view, Qt.Key.Key_Down)
    assert page.entry is not first
    views = page.detail.signed.views
    qtbot.keyClick(views, Qt.Key.Key_Right)
    assert views.key() == "hex"


def test_buttons_and_lists_have_names(page: TransparencyPage) -> None:
    named = [
        page.open,
        page.paste,
        page.outgoing.export,
        page.key,
        page.list.view,
        page.detail.signed.bytes,
        page.detail.signed.fields,
        page.detail.signed.raw,
    ]
    for widget in named:
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget


def test_verdicts_speak_german(qtbot: QtBot, page: TransparencyPage) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German))
    page.open_files([SAMPLE])
    judged_entry(qtbot, page)
    assert page.detail.verdict.headline.text() == "Nicht prüfbar – öffentlicher Schlüssel fehlt"


def test_a_dead_worker_process_is_a_sentence_and_the_next_document_works(
    qtbot: QtBot, page: TransparencyPage
) -> None:
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=5000)
    for child in multiprocessing.active_children():
        if child.name == "judging":
            child.kill()
    assert "ended unexpectedly" in failed(qtbot, page)
    page.open_files([SAMPLE])
    judged_entry(qtbot, page)


def test_the_worker_ends_with_its_page(qtbot: QtBot) -> None:
    judging = Judging()
    with qtbot.waitSignal(judging.finished, timeout=20_000):
        judging.judge(Work(paths=(SAMPLE,)))
    judging.close()
    assert not [each for each in multiprocessing.active_children() if each.name == "judging"]


def test_pieces_come_in_order() -> None:
    pieces = list(judged(Work(7, paths=(SAMPLE,))))
    assert isinstance(pieces[0], Progress)
    assert isinstance(pieces[-1], Finished)
    parts = [piece for piece in pieces if isinstance(piece, Part)]
    assert sum(len(part.records) for part in parts) == 1
    assert {piece.number for piece in parts} == {7}
    failure = list(judged(Work(8, paths=(Path("/nowhere/at all"),))))[-1]
    assert isinstance(failure, Failed)


def test_many_records_come_in_pieces() -> None:
    record = sample_with_key()
    records = tuple(replace(record, transaction_id=str(number)) for number in range(95))
    parts = [piece for piece in judged(Work(1, records=records)) if isinstance(piece, Part)]
    assert max(len(part.records) for part in parts) == 20
    assert sum(len(part.records) for part in parts) == 95


def test_control_signs_cannot_hide_text() -> None:
    assert shown_text(b"a\x00b\x1b[2Kc") == "a␀b␛[2Kc"
    assert "\u202e" not in shown_text("a\u202eb".encode())
    assert shown_text(b"\xff") == "\N{REPLACEMENT CHARACTER}"


def test_hashes_are_shortened() -> None:
    assert short_hash("5c1e90b7" + "0" * 52 + "44d2") == "5c1e 90b7 … 44d2"
