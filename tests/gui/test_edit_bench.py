"""The bench file as a form: changed, removed from, saved; nothing else of it is touched."""

import pytest
from PySide6.QtCore import Qt

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab_gui.edit_bench import EditBenchDialog
from eichlab_gui.model import BenchModel

BENCH = BenchConfiguration(
    "Lab 2",
    (
        LineConfiguration(
            "Line 1",
            "/dev/ttyUSB0",
            115_200,
            meters=(
                MeterConfiguration("Reference AC", "em580", 1),
                MeterConfiguration("Second", "em580", 2, interval_s=2.0),
            ),
        ),
        LineConfiguration(
            "Line 2", "/dev/ttyUSB1", 9600, meters=(MeterConfiguration("Load", "sdm630", 1),)
        ),
    ),
)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "bench.toml"
    BENCH.save(path)
    return path


@pytest.fixture
def dialog(qtbot, background, path):
    model = BenchModel(None, None, background)
    dialog = EditBenchDialog(model, path=path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.list.count() == 3, timeout=5000)
    yield dialog
    dialog.reject()
    model.close()


def save(qtbot, dialog):
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)


def test_nothing_changed_is_the_same_bench(qtbot, dialog, path):
    save(qtbot, dialog)
    assert BenchConfiguration.load(path) == BENCH


def test_each_setting_is_kept(qtbot, dialog, path):
    dialog.list.setCurrentRow(1)
    dialog.name.setText("Wallbox")
    dialog.interval.setValue(0.5)
    dialog.failure_after.setValue(30)
    dialog.clear_unknown.setChecked(True)
    dialog.list.setCurrentRow(2)
    dialog.controlled.setChecked(False)
    assert not dialog.stop_on_failure.isEnabled()
    dialog.bench_name.setText("Lab 3")
    save(qtbot, dialog)
    bench = BenchConfiguration.load(path)
    assert bench.name == "Lab 3"
    second = bench.meter("Wallbox")
    assert (second.interval_s, second.failure_after_s, second.clear_unknown) == (0.5, 30.0, True)
    assert not bench.meter("Load").controlled
    assert bench.meter("Reference AC") == BENCH.meter("Reference AC")


def test_a_line_goes_with_its_last_meter(qtbot, dialog, path):
    dialog.list.setCurrentRow(2)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    save(qtbot, dialog)
    assert [line.name for line in BenchConfiguration.load(path).lines] == ["Line 1"]


def test_two_meters_of_one_name_are_refused(qtbot, dialog, path):
    dialog.list.setCurrentRow(0)
    dialog.name.setText("Second")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert "Second" in dialog.trouble.text()
    assert BenchConfiguration.load(path) == BENCH


def test_a_file_that_cannot_be_read_is_said_and_not_written_over(qtbot, background, tmp_path):
    model = BenchModel(None, None, background)
    broken = tmp_path / "broken.toml"
    broken.write_text("[[line]]\nport = 5\n")
    dialog = EditBenchDialog(model, path=broken)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.save_button.isEnabled(), "nothing was read yet"
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=5000)
    assert "broken.toml" in dialog.trouble.text()
    assert not dialog.save_button.isEnabled()
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not background._under_way, timeout=5000)
    assert broken.read_text() == "[[line]]\nport = 5\n"
    dialog.reject()
    model.close()


def test_saving_that_failed_can_be_tried_again(qtbot, dialog, path, monkeypatch):
    def fail(*_):
        raise PermissionError("no right to write")

    with monkeypatch.context() as refused:
        refused.setattr(BenchConfiguration, "save", fail)
        dialog.bench_name.setText("Lab 3")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(dialog.trouble.isVisible, timeout=5000)
    assert "no right to write" in dialog.trouble.text()
    save(qtbot, dialog)
    assert BenchConfiguration.load(path).name == "Lab 3"
