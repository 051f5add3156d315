"""Register maps of the user's: chosen, checked, kept with the bench, missed and changed later."""

import hashlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.values import LinkState
from eichlab_gui.add_meter import AddMeterDialog
from eichlab_gui.edit_bench import EditBenchDialog
from eichlab_gui.model import BenchModel
from eichlab_gui.session import open_bench_file
from eichlab_gui.window import MainWindow

OURS = """\
title = "ACME 3000"

[line]
baud = 115200
unit = 17

[identification]
serial = { address = 0x1000, function = 4, type = "text", registers = 6, simulated = "SIM" }

[[value]]
quantity = "power"
unit = "W"
type = "s32"
function = 4
total = 0x0020
"""
EVEREST = """\
power_W:
  start_register: 30013
  function_code_start_reg: 4
  num_registers: 2
  multiplier: 1
  exponent_register: 0
  function_code_exp_reg: 4
"""


@pytest.fixture
def dialog(qtbot, background, tmp_path):
    model = BenchModel(None, None, background)
    dialog = AddMeterDialog(model, path=tmp_path / "bench.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.reject()
    model.close()


def pick(qtbot, monkeypatch, button, path):
    """Press the button and choose the file, as in the system's dialog."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_map_is_checked_read_by_and_kept(qtbot, monkeypatch, dialog, simulate, tmp_path):
    path = tmp_path / "acme.toml"
    path.write_text(OURS)
    simulate(f"{path}@17", "--load", "6900")
    dialog.port.setEditText(str(tmp_path / "port"))
    pick(qtbot, monkeypatch, dialog.map_button, path)
    qtbot.waitUntil(lambda: dialog.kind.currentText() == "ACME 3000 · acme.toml", timeout=5000)
    assert (dialog.unit.text(), dialog.speed.currentText()) == ("17", "115200")
    assert dialog.name.placeholderText() == "ACME 3000"
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.told.text().startswith("✓"), timeout=10_000)
    assert "kW" in dialog.told.text()
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    bench = tmp_path / "bench.toml"
    assert 'model = "acme.toml"' in bench.read_text(), "beside the bench file it needs no folder"
    (line,) = BenchConfiguration.load(bench).lines
    assert line.meters[0].model == str(path)
    assert line.meters[0].map_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    session = open_bench_file(bench, tmp_path / "eichlab.sqlite")
    try:
        view = session.model.meters["ACME 3000"]
        qtbot.waitUntil(lambda: view.link is LinkState.ONLINE, timeout=20_000)
        assert view.title == "ACME 3000"
        assert not session.troubles
        assert "bench.map-changed" not in [each.message.code for each in session.model.notices]
    finally:
        session.close()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("wrong.toml", OURS.replace('"power"', '"powder"'), ("wrong.toml", "line 11", "powder")),
        ("broken.toml", "title = \n", ("broken.toml", "line 1")),
        ("other.yaml", "colour: red\n", ("other.yaml", "energy_Wh_import")),
        ("letter.txt", "Dear Sir", ("letter.txt", ".toml, .yaml, .yml")),
    ],
)
def test_what_is_wrong_with_a_file_is_said(qtbot, monkeypatch, dialog, tmp_path, name, text, said):
    path = tmp_path / name
    path.write_text(text)
    count, chosen = dialog.kind.count(), dialog.kind.currentIndex()
    pick(qtbot, monkeypatch, dialog.map_button, path)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=5000)
    for part in said:
        assert part in dialog.trouble.text()
    assert (dialog.kind.count(), dialog.kind.currentIndex()) == (count, chosen)


def test_a_file_of_everest_is_taken_and_a_mended_one_again(qtbot, monkeypatch, dialog, tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text(EVEREST)
    before = dialog.kind.count()
    pick(qtbot, monkeypatch, dialog.map_button, path)
    qtbot.waitUntil(lambda: "model.yaml" in dialog.kind.currentText(), timeout=5000)
    first = dialog.kind.currentData().map_sha256
    path.write_text(EVEREST.replace("30013", "30015"))
    pick(qtbot, monkeypatch, dialog.map_button, path)
    qtbot.waitUntil(lambda: dialog.kind.currentData().map_sha256 != first, timeout=5000)
    assert dialog.kind.count() == before + 1


@pytest.fixture
def bench_file(tmp_path):
    """Two meters on one line, one of them read by a map."""
    path = tmp_path / "acme.toml"
    path.write_text(OURS)
    meters = (
        MeterConfiguration("Load", "sdm630", 1),
        MeterConfiguration(
            "Mine", str(path), 17, map_sha256=hashlib.sha256(path.read_bytes()).hexdigest()
        ),
    )
    bench = BenchConfiguration(
        "Lab", (LineConfiguration("Line 1", str(tmp_path / "port"), meters=meters),)
    )
    bench.save(tmp_path / "bench.toml")
    return tmp_path / "bench.toml"


def test_a_map_that_vanished_leaves_its_meter_out_and_is_said(
    qtbot, bench_file, tmp_path, preferences
):
    (tmp_path / "acme.toml").unlink()
    session = open_bench_file(bench_file, tmp_path / "eichlab.sqlite")
    window = MainWindow(session.model, preferences, troubles=session.troubles)
    qtbot.addWidget(window)
    window.show()
    try:
        assert list(session.model.meters) == ["Load"]
        page = window.pages["bench"]
        assert page.trouble.isVisible()
        sentence = page.trouble.sentence.text()
        assert "Mine" in sentence
        assert "acme.toml" in sentence
        with qtbot.waitSignal(window.edit_bench_requested):
            qtbot.mouseClick(page.trouble.act, Qt.MouseButton.LeftButton)
    finally:
        window.close()
        session.close()
    assert "Mine" in bench_file.read_text(), "the file itself is left as it is"


def test_a_bench_of_nothing_else_begins_with_the_sentence(qtbot, bench_file, tmp_path, preferences):
    bench = BenchConfiguration.load(bench_file).without({"Load"})
    bench.save(bench_file)
    (tmp_path / "acme.toml").write_text("title = 5\n")
    session = open_bench_file(bench_file, tmp_path / "eichlab.sqlite")
    window = MainWindow(session.model, preferences, troubles=session.troubles)
    qtbot.addWidget(window)
    window.show()
    try:
        assert session.trouble is not None, "the display for visitors ends with it"
        welcome = window.pages["bench"]
        assert "acme.toml, line 1" in welcome.trouble.text()
        assert window._actions["edit"].isEnabled()
    finally:
        window.close()
        session.close()


def test_a_map_that_changed_is_said_and_chosen_again(
    qtbot, monkeypatch, background, bench_file, tmp_path
):
    path = tmp_path / "acme.toml"
    path.write_text(OURS.replace("0x0020", "0x0022"))
    session = open_bench_file(bench_file, tmp_path / "eichlab.sqlite")
    try:
        qtbot.waitUntil(
            lambda: "bench.map-changed" in [each.message.code for each in session.model.notices],
            timeout=10_000,
        )
    finally:
        session.close()
    dialog = edited(qtbot, background, bench_file)
    dialog.list.setCurrentRow(0)
    assert not dialog.map_button.isVisible(), "a model of the catalogue has no file"
    dialog.list.setCurrentRow(1)
    assert dialog.map_trouble.isVisible()
    assert "ACME 3000" in dialog.about.text()
    pick(qtbot, monkeypatch, dialog.map_button, path)
    qtbot.waitUntil(lambda: not dialog.map_trouble.isVisible(), timeout=5000)
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    kept = BenchConfiguration.load(bench_file).meter("Mine")
    assert kept.map_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_vanished_map_is_replaced_in_the_bench(
    qtbot, monkeypatch, background, bench_file, tmp_path
):
    (tmp_path / "acme.toml").rename(tmp_path / "elsewhere.toml")
    dialog = edited(qtbot, background, bench_file)
    dialog.list.setCurrentRow(1)
    assert "acme.toml" in dialog.map_trouble.text()
    broken = tmp_path / "broken.toml"
    broken.write_text("title = \n")
    pick(qtbot, monkeypatch, dialog.map_button, broken)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=5000)
    assert "broken.toml, line 1" in dialog.trouble.text()
    dialog.interval.setValue(5)
    pick(qtbot, monkeypatch, dialog.map_button, tmp_path / "elsewhere.toml")
    qtbot.waitUntil(lambda: not dialog.map_trouble.isVisible(), timeout=5000)
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    kept = BenchConfiguration.load(bench_file).meter("Mine")
    assert (kept.model, kept.interval_s) == (str(tmp_path / "elsewhere.toml"), 5.0)


def test_a_map_checked_too_late_does_not_go_to_another_meter(
    qtbot, background, bench_file, tmp_path
):
    dialog = edited(qtbot, background, bench_file)
    dialog.list.setCurrentRow(1)
    dialog.map_button.take(tmp_path / "acme.toml")
    dialog.list.setCurrentRow(0)
    qtbot.waitUntil(lambda: not background._under_way, timeout=5000)
    assert [meter.model for line in dialog.edited.lines for meter in line.meters] == [
        "sdm630",
        str(tmp_path / "acme.toml"),
    ]
    dialog.reject()


def edited(qtbot, background, path):
    model = BenchModel(None, None, background)
    dialog = EditBenchDialog(model, path=path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.finished.connect(model.close)
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=5000)
    return dialog
