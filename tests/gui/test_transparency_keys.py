"""The key panel of Transparency and the key ring, with a real store and the real worker process."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eichlab.resources import resource
from eichlab.store import Store, read_key_file
from eichlab.transparency import PlateOutcome, fingerprint_of, load_key, read_file, safe_xml
from eichlab.values import KeyOrigin, KnownKey, SignedRecord, VerdictWord
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transparency.key_forms import KeyForm, LimitForm
from eichlab_gui.pages.transparency.key_ring import KeyRingDialog
from eichlab_gui.pages.transparency.page import TransparencyPage

SAMPLE = resource("samples", "em580.ocmf")
KEY = resource("samples", "em580.key").read_text(encoding="ascii").strip()
LOADED = load_key(KEY)
DIGITS = LOADED.der.hex().upper()
METER = "KZ0000000017D"
SEEN = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "eichlab.sqlite") as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, background: Background, store: Store) -> Iterator[TransparencyPage]:
    model = BenchModel(None, store, background)
    page = TransparencyPage(model)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.close_page()
    page.close()
    model.close()


@pytest.fixture
def with_key(tmp_path: Path) -> Path:
    file = tmp_path / "one.xml"
    file.write_bytes(safe_xml([sample()]))
    return file


def sample() -> SignedRecord:
    return replace(read_file(SAMPLE).records[0], public_key=KEY.encode())


def known(meter: str = METER, **more) -> KnownKey:
    more.setdefault("origin", KeyOrigin.METER)
    more.setdefault("first_seen", SEEN)
    return KnownKey(meter, LOADED.der, LOADED.fingerprint, **more)


def opened(qtbot: QtBot, page: TransparencyPage, file: Path) -> None:
    page.open_files([file])
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.shown, timeout=20_000)
    key = page.detail.key
    if page.entry is not None and page.entry.records[0].key.fingerprint is not None:
        qtbot.waitUntil(key.groups.isVisible, timeout=5000)


def test_the_record_s_key_is_shown_in_groups_of_four(qtbot, page, with_key):
    opened(qtbot, page, with_key)
    key = page.detail.key
    assert "".join(key.groups.shown) == DIGITS
    assert {len(group) for group in key.groups.shown[:-1]} == {4}
    assert key.fingerprint.text().replace(" ", "").endswith(LOADED.fingerprint)
    assert key.fingerprint.text().startswith("SHA-256")
    assert "brainpoolP384r1" in key.origin.text()
    assert "came with the data" in key.origin.text()
    assert not key.panel.isVisible()


def test_the_whole_key_matches_is_confirmed_and_judged_again(qtbot, page, with_key, store):
    opened(qtbot, page, with_key)
    assert page.entry.word is VerdictWord.UNCONFIRMED
    key = page.detail.key
    qtbot.mouseClick(page.detail.verdict.compare, Qt.MouseButton.LeftButton)
    assert key.panel.isVisible()
    qtbot.waitUntil(lambda: not key.text.visibleRegion().isEmpty(), timeout=2000)
    key.text.setPlainText(" ".join(DIGITS[at : at + 4] for at in range(0, len(DIGITS), 4)).lower())
    assert key.comparison.outcome is PlateOutcome.MATCHES
    assert key.shape.name == "verified"
    assert not key.confirm.isEnabled(), "nobody vouches for it yet"
    key.by.setText("M. K.")
    qtbot.mouseClick(key.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: page.entry is not None and page.entry.word is VerdictWord.VERIFIED, timeout=20_000
    )
    (kept,) = store.known_keys(meter=METER)
    assert (kept.origin, kept.confirmed_by) == (KeyOrigin.PLATE, "M. K.")
    assert kept.fingerprint == LOADED.fingerprint
    assert kept.confirmed_at is not None
    assert "M. K." in page.detail.verdict.key.words.text()
    qtbot.waitUntil(lambda: "confirmed by M. K." in key.origin.text(), timeout=5000)
    assert not key.confirm.isVisible()


def test_the_first_group_that_differs_is_marked_with_sign_and_word(qtbot, page, with_key):
    opened(qtbot, page, with_key)
    key = page.detail.key
    key.open_panel()
    wrong = DIGITS[:40] + ("1" if DIGITS[40] != "1" else "2") + DIGITS[41:]
    key.text.setPlainText(wrong)
    assert key.groups.marked == 10
    assert key.shape.name == "rejected"
    assert "group 11" in key.outcome.text()
    assert not key.confirm.isVisible()
    before = key.groups.grab().toImage()
    key.text.setPlainText(DIGITS)
    assert key.groups.marked is None
    assert key.groups.grab().toImage() != before


def test_signs_that_look_alike_are_pointed_out(qtbot, page, with_key):
    opened(qtbot, page, with_key)
    key = page.detail.key
    key.open_panel()
    place = DIGITS.index("8", 20)
    key.text.setPlainText(DIGITS[:place] + "B" + DIGITS[place + 1 :])
    assert key.hints.isVisible()
    assert "B and 8" in key.hints.text()
    assert f"Group {place // 4 + 1}" in key.hints.text()
    zero = DIGITS.index("0", 20)
    key.text.setPlainText(DIGITS[:zero] + "O" + DIGITS[zero + 1 :])
    assert "O and 0" in key.hints.text()
    assert not key.confirm.isVisible()


def test_first_and_last_group_find_it_but_do_not_confirm_it(qtbot, page, with_key):
    opened(qtbot, page, with_key)
    key = page.detail.key
    key.open_panel()
    key.by.setText("M. K.")
    key.text.setPlainText(f"{DIGITS[:4]} … {DIGITS[-4:]}")
    assert key.comparison.outcome is PlateOutcome.FOUND
    assert not key.confirm.isVisible()
    assert not key.check.isVisible()


def test_without_a_key_the_plate_s_checks_the_record_then_is_kept(qtbot, page, store):
    opened(qtbot, page, SAMPLE)
    key = page.detail.key
    assert key.panel.isVisible(), "nothing can be said without it, so it is asked for"
    key.text.setPlainText("no key at all")
    assert not key.check.isVisible()
    key.text.setPlainText(DIGITS)
    assert key.check.isVisible()
    key.check.click()
    qtbot.waitUntil(
        lambda: page.entry is not None and page.entry.word is VerdictWord.VERIFIED, timeout=20_000
    )
    assert store.known_keys() == ()
    qtbot.waitUntil(key.by.isVisible, timeout=5000)
    key.by.setText("M. K.")
    key.confirm.click()
    qtbot.waitUntil(lambda: len(store.known_keys()) == 1, timeout=5000)
    qtbot.waitUntil(lambda: "M. K." in page.detail.verdict.key.words.text(), timeout=20_000)


def test_a_simulated_meter_s_key_confirms_no_document(qtbot, page, background, store):
    record = replace(sample(), simulated=True)
    page.show_records([record])
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.shown, timeout=20_000)
    key = page.detail.key
    qtbot.waitUntil(key.groups.isVisible, timeout=5000)
    key.open_panel()
    key.by.setText("M. K.")
    key.text.setPlainText(DIGITS)
    assert not key.confirm.isVisible()
    assert "simulated" in key.hints.text()


def test_a_picture_of_the_plate_is_read(qtbot, page, with_key, tmp_path):
    opened(qtbot, page, with_key)
    picture = tmp_path / "plate.png"
    segno.make(DIGITS, micro=False).save(str(picture), scale=4)
    key = page.detail.key
    page.read_plate(picture)
    qtbot.waitUntil(lambda: bool(key.text.toPlainText()), timeout=10_000)
    assert key.comparison.outcome is PlateOutcome.MATCHES
    key.text.clear()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    key.text.insertFromMimeData(data)
    qtbot.waitUntil(lambda: key.text.toPlainText() == DIGITS, timeout=10_000)
    key.text.clear()
    copied = QMimeData()
    copied.setImageData(QImage(str(picture)))
    key.text.insertFromMimeData(copied)
    qtbot.waitUntil(lambda: key.text.toPlainText() == DIGITS, timeout=10_000)
    empty = tmp_path / "empty.png"
    blank = QImage(80, 80, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    blank.save(str(empty))
    with qtbot.waitSignal(page.notice_requested, timeout=10_000) as notice:
        page.read_plate(empty)
    assert notice.args[0]


# The key ring.


@pytest.fixture
def ring(qtbot: QtBot, background: Background, store: Store) -> Iterator[KeyRingDialog]:
    store.add_key(known())
    dialog = KeyRingDialog(store, background, "M. K.")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=5000)
    yield dialog
    dialog.close()


def cells(ring: KeyRingDialog, row: int = 0) -> list[str]:
    return [ring.rows.index(row, column).data() for column in range(ring.rows.columnCount())]


def test_the_ring_says_whose_key_from_where_and_since_when(ring):
    shown = cells(ring)
    assert shown[1] == METER
    assert LOADED.fingerprint[:4] in shown[2]
    assert shown[3] == "read from the meter"
    assert shown[4] == "01.11.2026"
    assert shown[5:] == ["–", "unlimited"]
    assert LOADED.fingerprint in ring.whole.text().replace(" ", "")


def test_a_key_is_confirmed_limited_and_freed_again(qtbot, ring, store):
    ring.confirm(ring.current, KeyOrigin.REGISTER, "A. B.")
    qtbot.waitUntil(lambda: "A. B." in cells(ring)[5], timeout=5000)
    assert cells(ring)[3] == "official register"
    form = LimitForm(ring.current)
    qtbot.addWidget(form)
    assert form.first is form.last is None
    form.from_box.setChecked(True)
    form.to_box.setChecked(True)
    form.to_day.setDate(form.from_day.date().addDays(-1))
    assert not form.done_button.isEnabled()
    form.to_day.setDate(form.from_day.date().addDays(30))
    assert form.done_button.isEnabled()
    ring.limit(ring.current, form.first, form.last)
    qtbot.waitUntil(lambda: "…" in cells(ring)[6], timeout=5000)
    (kept,) = store.known_keys()
    assert (kept.valid_from, kept.valid_to) == (form.first, form.last)
    assert kept.confirmed_by == "A. B."
    ring.limit(ring.current, None, None)
    qtbot.waitUntil(lambda: cells(ring)[6] == "unlimited", timeout=5000)
    form.close()


def test_a_changed_key_stands_out_by_sign_and_word(qtbot, ring, store):
    store.add_key(KnownKey(METER, b"\x04other", "b" * 64, KeyOrigin.METER, SEEN))
    store.add_key(known("OTHER METER"))
    store.add_key(known("SIM", simulated=True))
    ring.read()
    qtbot.waitUntil(lambda: ring.model.rowCount() == 4, timeout=5000)
    remarks = {cells(ring, row)[1]: cells(ring, row)[0] for row in range(4)}
    assert remarks == {METER: "changed", "OTHER METER": "shared", "SIM": "SIMULATION"}
    role = Qt.ItemDataRole.DecorationRole
    marked = {
        cells(ring, row)[1]: ring.rows.index(row, 0).data(role) is not None for row in range(4)
    }
    assert marked == {METER: True, "OTHER METER": True, "SIM": False}
    ring.search.setText("other m")
    assert ring.rows.rowCount() == 1


def test_keys_are_added_only_whole_and_vouched_for(qtbot, ring, store):
    form = KeyForm("", with_key=True)
    qtbot.addWidget(form)
    form.meter.setText("NEW 1")
    form.key.setPlainText(DIGITS[:-2])
    form.by.setText("A. B.")
    assert not form.done_button.isEnabled()
    assert form.trouble.text()
    form.key.setPlainText(DIGITS)
    assert form.done_button.isEnabled()
    form.by.clear()
    assert not form.done_button.isEnabled()
    with qtbot.waitSignal(ring.changed, timeout=5000):
        ring.add("NEW 1", DIGITS, KeyOrigin.PLATE, "A. B.")
    (kept,) = store.known_keys(meter="NEW 1")
    assert (kept.origin, kept.confirmed_by, kept.key) == (KeyOrigin.PLATE, "A. B.", LOADED.der)
    form.close()


def test_key_ring_files_are_written_and_taken_over(qtbot, ring, store, tmp_path):
    file = tmp_path / "ring.json"
    ring.write_file(file)
    qtbot.waitUntil(file.exists, timeout=5000)
    qtbot.waitUntil(lambda: "1" in ring.told.text(), timeout=5000)
    assert [key.meter for key in read_key_file(file, fingerprint_of)] == [METER]
    ring.write_file(file)
    qtbot.waitUntil(lambda: ring.told.property("role") == "bad", timeout=5000)
    forged = tmp_path / "forged.json"
    text = file.read_text(encoding="utf-8").replace(METER, "FORGED")
    forged.write_text(text.replace(LOADED.fingerprint, "a" * 64), encoding="utf-8")
    ring.take_file(forged)
    qtbot.waitUntil(lambda: "FORGED" in ring.told.text(), timeout=5000)
    assert len(store.known_keys()) == 1
    good = tmp_path / "good.json"
    good.write_text(text, encoding="utf-8")
    with qtbot.waitSignal(ring.changed, timeout=5000):
        ring.take_file(good)
    assert {key.meter for key in store.known_keys()} == {METER, "FORGED"}


def test_what_is_shown_is_judged_again_when_the_ring_was_changed(qtbot, page, with_key, store):
    store.add_key(known(origin=KeyOrigin.FILE))
    opened(qtbot, page, with_key)
    assert page.entry.word is VerdictWord.UNCONFIRMED
    page.key.click()
    ring = page._ring
    qtbot.waitUntil(lambda: ring.model.rowCount() == 1, timeout=5000)
    with qtbot.waitSignal(ring.changed, timeout=5000):
        ring.confirm(ring.current, KeyOrigin.PLATE, "M. K.")
    QTest.keyClick(ring, Qt.Key.Key_Escape)
    qtbot.waitUntil(
        lambda: page.entry is not None and page.entry.word is VerdictWord.VERIFIED, timeout=20_000
    )
