"""Tool tips show text of records, files and meters as it is; Qt would render it as HTML."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtCore import Qt as Core
from PySide6.QtGui import QAccessible, Qt, QTextDocument

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.resources import resource
from eichlab.transparency import SignedField
from eichlab.values import KeyOrigin, KnownKey
from eichlab_gui.edit_bench import EditBenchDialog
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transparency.field_table import NAME, VALUE, FieldModel
from eichlab_gui.pages.transparency.key_ring import KeyModel
from eichlab_gui.pages.transparency.page import TransparencyPage
from eichlab_gui.widgets import ElidedLabel, plain_tip

MARKUP = '<b>3  kWh</b> &lt; <img src="no">'


def seen(tip: str | None) -> str:
    """Return what Qt shows of a tool tip."""
    if not tip or not Qt.mightBeRichText(tip):
        return tip or ""
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def tip_of(model: QAbstractItemModel, row: int, column: int = 0) -> str:
    return seen(model.index(row, column).data(Core.ItemDataRole.ToolTipRole))


@pytest.mark.parametrize("text", ["", "4 < 5", MARKUP, "two  spaces\nand a line", "</p><b>x</b>"])
def test_a_plain_tip_shows_exactly_its_text(text):
    assert seen(plain_tip(text)) == text


def test_a_shortened_label_says_the_whole_as_it_is(qtbot):
    label = ElidedLabel(MARKUP)
    qtbot.addWidget(label)
    label.resize(30, 20)
    label.grab()
    assert seen(label.toolTip()) == MARKUP
    spoken = QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Description)
    assert spoken == MARKUP
    label.setText("x")
    label.grab()
    assert label.toolTip() == ""


def test_signed_fields_as_signed(qapp):
    model = FieldModel()
    model.show_fields([SignedField(f"<i>{MARKUP}</i>", 0, 9, MARKUP)])
    assert tip_of(model, 0, NAME) == f"<i>{MARKUP}</i>"
    assert tip_of(model, 0, VALUE) == MARKUP


def test_keys_of_a_meter_called_by_markup(qapp):
    model = KeyModel()
    now = datetime.now(UTC)
    model.set_keys([KnownKey(MARKUP, b"", "ab" * 32, origin=KeyOrigin.FILE, first_seen=now)])
    assert MARKUP in [tip_of(model, 0, column) for column in range(model.columnCount())]


def test_files_called_by_markup(qtbot, background, tmp_path):
    names = ["<b>one.ocmf", "<b>two.ocmf"]
    record = resource("samples", "em580.ocmf").read_bytes()
    for name, data in zip(names, (record, record.replace(b"1.643", b"1.743")), strict=True):
        (tmp_path / name).write_bytes(data)
    model = BenchModel(None, None, background)
    page = TransparencyPage(model)
    qtbot.addWidget(page)
    page.open_files([tmp_path / name for name in names])
    qtbot.waitUntil(lambda: page.entry is not None, timeout=30_000)
    rows = page.list.model
    tips = [tip_of(rows, row) for row in range(rows.rowCount())]
    assert [tip for tip in tips if tip] == [str(tmp_path / name) for name in names]
    assert seen(page.header.subtitle.toolTip()) == "<b>one.ocmf and 1 more"
    page.close_page()
    model.close()


def test_a_register_map_called_by_markup(qtbot, background, tmp_path):
    name = str(tmp_path / "<b>acme.toml")
    meters = (MeterConfiguration("Mine", name, 1),)
    BenchConfiguration("Lab", (LineConfiguration("Line", "/dev/x", meters=meters),)).save(
        tmp_path / "bench.toml"
    )
    model = BenchModel(None, None, background)
    dialog = EditBenchDialog(model, path=tmp_path / "bench.toml")
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=5000)
    assert seen(dialog.map_button.toolTip()) == name
    dialog.reject()
    model.close()
