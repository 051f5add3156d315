"""What was signed: fields and bytes belong together, for the eye, the mouse and the keyboard."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.gui.conftest import CONFIGURATION, FedBench
from tests.transparency.made_formats import Signer, edl40_sig, mennekes

from eichlab.ocmf import field_places
from eichlab.resources import resource
from eichlab.texts import Language
from eichlab.transparency import read_file
from eichlab.transparency.signed_fields import signed_fields
from eichlab_gui.application import Translators
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transparency.byte_rows import ByteRows, is_text
from eichlab_gui.pages.transparency.field_table import BYTES, MEANING, NAME, VALUE
from eichlab_gui.pages.transparency.page import TransparencyPage
from eichlab_gui.pages.transparency.signed_bytes import SignedBytes
from eichlab_gui.pages.transparency.signed_card import SignedCard
from eichlab_gui.pages.transparency.signed_content import ByteRange, FieldOrder

SAMPLE = resource("samples", "em580.xml")


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> Iterator[TransparencyPage]:
    model = BenchModel(FedBench(CONFIGURATION), None, background)  # type: ignore[arg-type]
    page = TransparencyPage(model)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    # Where the test before left the mouse it would point at something.
    QCursor.setPos(0, 0)
    page.retranslate()
    page.show()
    yield page
    page.close_page()
    model.close()


def opened(qtbot: QtBot, page: TransparencyPage, file: Path) -> SignedCard:
    page.open_files([file])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=30_000)
    card = page.detail.signed
    qtbot.waitUntil(lambda: not card._waiting, timeout=30_000)
    page.detail.verticalScrollBar().setValue(card.y())
    return card


def row_of(card: SignedCard, path: str) -> int:
    return next(row for row, field in enumerate(card.fields.fields.fields) if field.path == path)


def cell(card: SignedCard, row: int, column: int) -> str:
    return str(card.fields.fields.index(row, column).data())


def click_byte(card: SignedCard, byte: int) -> None:
    card.bytes.reveal(ByteRange(byte, byte + 1))
    point = card.bytes.point_of(byte).toPoint()
    QTest.mouseClick(
        card.bytes.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point
    )


def move_on(widget: QWidget, place: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    there = widget.mapToGlobal(place)
    kind, no_key = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QMouseEvent(kind, place, there, none, none, no_key))


def move(card: SignedCard, byte: int) -> None:
    move_on(card.bytes.viewport(), card.bytes.point_of(byte))


def test_the_table_has_every_field_as_signed(qtbot, page):
    card = opened(qtbot, page, SAMPLE)
    (record,) = read_file(SAMPLE).records
    payload = record.data.split(b"|")[1]
    own = [each for each in card.fields.fields.fields if each.inherited_from is None]
    assert [(each.path, each.begin, each.end) for each in own] == [
        (each.path, each.begin, each.end) for each in field_places(payload)
    ]
    row = row_of(card, "RD[1].RV")
    begin = payload.index(b"1.643")
    assert [cell(card, row, column) for column in range(4)] == [
        "RD[1].RV",
        "1.643",
        "reading",
        f"{begin}–{begin + 4}",
    ]
    assert "828 bytes" in card.summary.text()
    assert card.bytes.data == payload


def test_hash_numbers_curve_and_key_stand_below(qtbot, page):
    card = opened(qtbot, page, SAMPLE)
    shown = card.facts.shown
    assert "Hash over exactly these 828 bytes: SHA-256 be55 55bc" in shown
    assert "Curve: brainpoolP384r1" in shown or "Curve: –" in shown
    assert "Signature, r: " in shown
    assert "Key, fingerprint" in shown


def test_pointing_at_a_field_marks_its_bytes_and_back(qtbot, page):
    card = opened(qtbot, page, SAMPLE)
    row = row_of(card, "FV")
    index = card.fields.fields.index(row, VALUE)
    move_on(card.fields.viewport(), card.fields.visualRect(index).center().toPointF())
    qtbot.waitUntil(lambda: card.bytes.marked[1] == b'"1.2"', timeout=2_000)
    assert card.marked.text().startswith('FV · bytes 6–10 · "1.2"')
    # And from the bytes: the row is marked, the others are not.
    begin = card.bytes.data.index(b"KZ0000000017D")
    move(card, begin)
    qtbot.waitUntil(lambda: card.fields.fields.is_pointed(row_of(card, "GS")), timeout=2_000)
    assert not card.fields.fields.is_pointed(row)
    # Between two fields nothing is marked.
    move(card, 1)
    qtbot.waitUntil(lambda: card.bytes.marked[1] == b"", timeout=2_000)


def test_choosing_holds_the_mark_and_scrolls_the_other_side(qtbot, page):
    card = opened(qtbot, page, SAMPLE)
    last = card.fields.fields.rowCount() - 1
    assert not card.fields.visualRect(card.fields.fields.index(last, NAME)).intersects(
        card.fields.viewport().rect()
    )
    payload = card.bytes.data
    click_byte(card, payload.rindex(b'"G"') + 1)
    assert card.fields.currentIndex().row() == row_of(card, "RD[1].ST")
    assert (
        card.fields.viewport()
        .rect()
        .contains(card.fields.visualRect(card.fields.currentIndex()).center())
    )
    assert card.bytes.marked[0] == b'"G"'
    # The mouse elsewhere does not take the held mark away.
    card.bytes.pointed.emit(row_of(card, "FV"))
    assert card.bytes.marked == (b'"G"', b'"1.2"')
    card.fields.setCurrentIndex(card.fields.fields.index(row_of(card, "FV"), NAME))
    assert card.bytes.marked[0] == b'"1.2"'
    assert card.bytes.verticalScrollBar().value() == 0


def test_everything_by_keyboard(qtbot, page):
    card = opened(qtbot, page, SAMPLE)
    card.fields.setFocus()
    card.fields.setCurrentIndex(card.fields.fields.index(0, NAME))
    QTest.keyClick(card.fields, Qt.Key.Key_Down)
    assert card.fields.currentIndex().row() == 1
    field = card.fields.fields.fields[1]
    assert card.bytes.marked[0] == card.bytes.data[field.begin : field.end]
    QTest.keyClick(card.fields, Qt.Key.Key_Tab)
    assert card.bytes.hasFocus()
    QTest.keyClick(card.bytes, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert card.fields.currentIndex().row() == 2
    assert card.bytes.accessibleDescription().startswith("Byte ")
    assert "GS · bytes" in card.bytes.accessibleDescription()
    QTest.keyClick(card.bytes, Qt.Key.Key_End)
    assert card.bytes.caret == len(card.bytes.data) - 1
    QTest.keyClick(card.bytes, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    chosen = card.fields.fields.fields[card.fields.currentIndex().row()]
    QTest.keyClick(card.bytes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().encode() == card.bytes.data[chosen.begin : chosen.end]
    QTest.keyClick(card.bytes, Qt.Key.Key_Escape)
    assert not card.fields.currentIndex().isValid()
    assert card.bytes.marked[0] == b""


def test_a_held_field_stays_marked_in_hexadecimal(qtbot, page):
    card = opened(qtbot, page, SAMPLE)
    payload = card.bytes.data
    click_byte(card, payload.index(b"1.643"))
    card.views.button("hex").click()
    assert not card.bytes.as_text
    assert card.bytes.marked[0] == b"1.643"
    assert card.fields.fields.fields[card.fields.currentIndex().row()].path == "RD[1].RV"
    click_byte(card, payload.index(b"1.637"))
    assert card.fields.fields.fields[card.fields.currentIndex().row()].path == "RD[0].RV"
    card.views.button("raw").click()
    assert card.raw.isVisible()
    assert card.raw.toPlainText().startswith("OCMF|")


def test_the_mark_is_more_than_colour(qtbot, page):
    """In grey the held bytes differ from the same bytes unmarked, and so does the row."""
    card = opened(qtbot, page, SAMPLE)

    def grey(widget: QWidget) -> bytes:
        from PySide6.QtGui import QImage

        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        # Black and white: what is left is shape, no tint.
        return bytes(255 if value > 150 else 0 for value in image.constBits())

    before = grey(card.bytes.viewport()), grey(card.fields.viewport())
    card.fields.setCurrentIndex(card.fields.fields.index(2, NAME))
    after = grey(card.bytes.viewport()), grey(card.fields.viewport())
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_an_inherited_field_shows_where_it_comes_from(qtbot, page, tmp_path):
    fields = {
        "FV": "1.2",
        "PG": "T1",
        "MS": "123",
        "RD": [
            {"TM": "2025-12-17T12:09:16,000+0100 S", "TX": "B", "RV": "1.5", "RI": "1-b:1.8.0",
             "RU": "kWh", "ST": "G"},
            {"TM": "2025-12-17T12:19:16,000+0100 S", "TX": "E", "RV": "2.5"},
        ],
    }  # fmt: skip
    payload = json.dumps(fields)
    file = tmp_path / "inherits.ocmf"
    file.write_text(f'OCMF|{payload}|{{"SD":"3006020101020101"}}')
    card = opened(qtbot, page, file)
    row = row_of(card, "RD[1].RU")
    assert cell(card, row, MEANING) == "kept from RD[0].RU: unit"
    card.fields.setCurrentIndex(card.fields.fields.index(row, NAME))
    assert card.bytes.marked[0] == b'"kWh"'
    assert "kept from RD[0].RU" in card.marked.text()
    # Its bytes are those of the field it comes from: a click there finds the owner.
    click_byte(card, payload.index("kWh"))
    assert card.fields.currentIndex().row() == row_of(card, "RD[0].RU")


def test_binary_bytes_are_shown_in_hexadecimal_with_their_fields(qtbot, page, tmp_path):
    from cryptography.hazmat.primitives.asymmetric import ec

    signer = Signer(ec.SECP192R1())
    file = tmp_path / "edl.xml"
    file.write_bytes(edl40_sig(signer))
    card = opened(qtbot, page, file)
    assert card.views.key() == "hex"
    assert not card.views.button("text").isEnabled()
    row = row_of(card, "value")
    assert cell(card, row, VALUE) == "314940"
    assert cell(card, row, BYTES) == "31–38"
    card.fields.setCurrentIndex(card.fields.fields.index(row, NAME))
    assert card.bytes.marked[0] == (314940).to_bytes(8, "little")
    # Two signed blocks in one record have a hash and numbers each.
    both = tmp_path / "mennekes.xml"
    both.write_bytes(mennekes(signer))
    page.open_files([both])
    qtbot.waitUntil(lambda: "begin.value" in str(card.fields.fields.fields), timeout=30_000)
    assert "Hash over bytes 0–319" in card.facts.shown
    assert "Hash over bytes 320–639" in card.facts.shown
    # A text behind it is shown as text again.
    page.open_files([SAMPLE])
    qtbot.waitUntil(lambda: card.bytes.as_text, timeout=30_000)
    assert card.views.key() == "text"


def test_what_cannot_be_explained_is_said_instead_of_an_empty_table(qtbot, page, monkeypatch):
    def fail(*_):
        raise ValueError("no such field")

    monkeypatch.setattr("eichlab_gui.pages.transparency.page.explained", fail)
    with qtbot.waitSignal(page.notice_requested, timeout=30_000) as notice:
        page.open_files([SAMPLE])
    assert "no such field" in notice.args[0]
    card = page.detail.signed
    assert card.no_fields.isVisible()
    assert not card.fields.isVisible()
    assert not card.marked.isVisible()


def test_places_of_signs_of_several_bytes():
    text = 'ä€😀"x"'
    rows = ByteRows(text.encode(), as_text=True)
    rows.columns = 4
    assert [rows.byte(sign) for sign in range(rows.count + 1)] == [0, 2, 5, 9, 10, 11, 12]
    assert [rows.sign(byte) for byte in range(12)] == [0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 5]
    assert [rows.texts(row) for row in range(rows.rows)] == [["ä", "€", "😀", '"'], ["x", '"']]
    assert not is_text(b"\xff\xfe")
    assert not is_text(b"A\0")


def test_a_megabyte_does_not_stall(qtbot, qapp):
    """Shown, marked, scrolled: no step takes longer than a frame or three."""
    readings = ",".join(f'{{"RV":{number}.5,"RU":"kWh"}}' for number in range(40_000))
    payload = ('{"FV":"1.2","TT":"' + "ä" * 1000 + '","RD":[' + readings + "]}").encode()
    assert len(payload) > 1_000_000
    fields = signed_fields("OCMF", payload)
    held, other = (ByteRange(each.begin, each.end) for each in fields[60_000:60_002])
    order = FieldOrder(fields)
    view = SignedBytes()
    qtbot.addWidget(view)
    view.resize(460, 290)
    view.show()
    steps = []

    def timed(step) -> None:
        began = time.perf_counter()
        step()
        qapp.processEvents()
        steps.append(time.perf_counter() - began)

    timed(lambda: view.show_bytes(payload, as_text=True))
    timed(lambda: view.set_fields(order))
    timed(lambda: view.mark(chosen=held, pointed=other))
    timed(lambda: view.reveal(held))
    timed(lambda: view.resize(600, 290))
    timed(lambda: QTest.keyClick(view, Qt.Key.Key_End))
    timed(lambda: view.show_bytes(payload, as_text=False))
    assert view.field_at(held.begin) == -1  # show_bytes begins anew
    assert max(steps) < 0.25, steps


def test_it_speaks_german(qtbot, page):
    translators = Translators()
    translators.speak(Language.DE)
    try:
        page.retranslate()
        card = opened(qtbot, page, SAMPLE)
        assert cell(card, row_of(card, "RD[0].RV"), MEANING) == "Messwert"
        assert card.fields.fields.headerData(VALUE, Qt.Orientation.Horizontal) == "Wie signiert"
        assert "genau diese 828 Bytes" in card.facts.shown
        # Another language lets go of nothing.
        card.fields.setCurrentIndex(card.fields.fields.index(row_of(card, "RD[1].RV"), NAME))
        scrolled = page.detail.verticalScrollBar().value()
        translators.speak(Language.EN)
        page.retranslate()
        assert card.bytes.marked[0] == b"1.643"
        assert "reading" in card.bytes.accessibleDescription()
        assert page.detail.verticalScrollBar().value() == scrolled > 0
    finally:
        translators.speak(Language.EN)
