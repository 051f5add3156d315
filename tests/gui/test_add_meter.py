"""Adding a meter: scan, test reading, network meters; nothing is written to any of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from eichlab.bench import BenchConfiguration
from eichlab.bench.search import FoundMeter
from eichlab.line.scan import CharacterSettings, Hit
from eichlab.texts import Language
from eichlab_gui.add_meter import AddMeterDialog
from eichlab_gui.application import Translators
from eichlab_gui.model import BenchModel


@pytest.fixture
def dialog(qtbot, background, tmp_path):
    model = BenchModel(None, None, background)
    dialog = AddMeterDialog(model, path=tmp_path / "bench.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.reject()
    model.close()


def choose(dialog, model):
    names = [dialog.kind.itemData(row).name for row in range(dialog.kind.count())]
    dialog.kind.setCurrentIndex(names.index(model))


def test_a_scan_finds_the_meter_and_takes_over_its_settings(qtbot, dialog, simulate, tmp_path):
    simulate("em580@3", "--baud", "9600")
    dialog.port.setEditText(str(tmp_path / "port"))
    qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
    assert dialog.progress.isVisible()
    qtbot.waitUntil(lambda: dialog.found.count() == 1, timeout=60_000)
    assert "SIMULATION" in dialog.found.item(0).text()
    assert dialog.kind.currentData().name == "em580"
    assert (dialog.unit.text(), dialog.speed.currentText()) == ("3", "9600")
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.told.text().startswith("✓"), timeout=10_000)
    assert "kWh" in dialog.told.text()
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    (line,) = BenchConfiguration.load(tmp_path / "bench.toml").lines
    assert (line.baud, line.meters[0].unit, line.meters[0].model) == (9600, 3, "em580")


def test_what_was_found_speaks_the_language_of_the_screen(dialog):
    settings = CharacterSettings(9600)
    dialog._searched(
        tuple(FoundMeter(Hit(settings, unit, refused=True), None, None, None) for unit in (3, 4))
    )
    assert dialog.found.item(0).text() == f"? · unit 3 · {settings}"
    translators = Translators()
    try:
        translators.speak(Language.DE)
        QApplication.processEvents()
        assert dialog.found.item(1).text() == f"? · Adresse 4 · {settings}"
    finally:
        translators.speak(Language.EN)


def test_a_scan_is_cancelled_at_once(qtbot, dialog, simulate, tmp_path):
    simulate("em580@200", "--baud", "1200")
    dialog.port.setEditText(str(tmp_path / "port"))
    qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=20_000)
    assert dialog.scan_button.text() == "Cancel scan"
    qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.scan_button.text() == "Scan", timeout=5000)
    assert not dialog.progress.isVisible()


def test_a_dialog_that_closes_ends_its_scan(qtbot, dialog, simulate, tmp_path):
    simulate("em580@200", "--baud", "1200")
    dialog.port.setEditText(str(tmp_path / "port"))
    qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.progress.isVisible(), timeout=5000)
    dialog.reject()  # the fixtures fail where a thread is left


def test_a_port_that_is_not_there_is_said(qtbot, dialog, tmp_path):
    dialog.port.setEditText(str(tmp_path / "nothing"))
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=10_000)
    assert "nothing" in dialog.trouble.text()
    dialog.trouble.hide()
    qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=10_000)


def test_the_wrong_model_is_said(qtbot, dialog, simulate, tmp_path):
    simulate("sdm630")
    choose(dialog, "em580")
    dialog.port.setEditText(str(tmp_path / "port"))
    dialog.speed.setCurrentText("9600")
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=10_000)
    assert "EM580" in dialog.trouble.text()


def test_a_meter_on_the_network_asks_for_an_address_only(qtbot, dialog, tmp_path):
    choose(dialog, "dcbm")
    assert not dialog.unit.isEnabled()
    assert dialog._labels["port"].text() == "Address"
    dialog.port.setEditText("http://127.0.0.1:9")
    assert not dialog.scan_button.isEnabled()
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=20_000)
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    (line,) = BenchConfiguration.load(tmp_path / "bench.toml").lines
    assert (line.port, line.meters[0].model) == ("http://127.0.0.1:9", "dcbm")
