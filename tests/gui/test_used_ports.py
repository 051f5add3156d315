"""A scan begins with what was used on this port last; remembered by the adapter, not its name."""

import time

import pytest
from PySide6.QtCore import Qt

from eichlab.bench import UsedSettings
from eichlab.values import PortDescription, UsbIdentity
from eichlab_gui.add_meter import AddMeterDialog
from eichlab_gui.model import BenchModel
from eichlab_gui.preferences import Preferences
from eichlab_gui.used_ports import UsedPorts, port_key

EM580 = UsedSettings(115_200, "N", 1, 1)
ODD = UsedSettings(19_200, "O", 2, 99)


def test_a_port_is_known_by_its_adapter():
    def port(device, **usb):
        return PortDescription(device, "", UsbIdentity(0x0403, 0x6001, **usb))

    first = port_key("/dev/ttyUSB0", port("/dev/ttyUSB0", serial="A50285BI"))
    assert first == port_key("/dev/ttyUSB3", port("/dev/ttyUSB3", serial="A50285BI"))
    assert first != port_key("/dev/ttyUSB0", port("/dev/ttyUSB0", serial="OTHER"))
    socket = port_key("/dev/ttyUSB0", port("/dev/ttyUSB0", location="1-2"))
    assert socket != port_key("/dev/ttyUSB0", port("/dev/ttyUSB0", location="1-3"))
    assert port_key("COM3", PortDescription("COM3", "")) == "COM3"


def test_the_newest_comes_first_and_outlives_the_program(tmp_path):
    path = tmp_path / "desktop.ini"
    preferences = Preferences(path)
    ports = UsedPorts(preferences.settings)
    ports.remember("one", [EM580])
    ports.remember("one", [ODD])
    ports.remember("two", [EM580])
    ports.remember("one", [EM580])
    preferences.save()
    again = UsedPorts(Preferences(path).settings)
    assert again.of("one") == (EM580, ODD)
    assert again.of("two") == (EM580,)
    assert again.of("three") == ()


def test_it_does_not_grow_for_ever(preferences):
    ports = UsedPorts(preferences.settings)
    for number in range(40):
        ports.remember(f"port {number}", [EM580])
        ports.remember("one", [UsedSettings(9600, "N", 1, number + 1)])
    assert [each.unit for each in ports.of("one")] == [40, 39, 38, 37]
    assert ports.of("port 0") == ()
    assert ports.of("port 39") == (EM580,)


@pytest.mark.parametrize(
    "spoilt",
    [
        "no json", "[]", '{"one": 5}', '{"one": [5, [1], [9600, "X", 1, 1, "rtu"]]}',
        '{"one": [[9600, "N", 1, 1000, "rtu"], ["9600", "N", 1, 1, "rtu"]]}',
    ],
)  # fmt: skip
def test_what_was_spoilt_counts_as_nothing(preferences, spoilt):
    preferences.settings.setValue("ports/used", spoilt)
    ports = UsedPorts(preferences.settings)
    assert ports.of("one") == ()
    ports.remember("one", [EM580])
    assert ports.of("one") == (EM580,)


def test_the_second_scan_of_a_port_finds_the_meter_at_once(
    qtbot, background, preferences, simulate, tmp_path
):
    simulate("em580@77", "--baud", "57600")
    model = BenchModel(None, None, background)
    took = []
    for _ in range(2):
        used = UsedPorts(preferences.settings)
        dialog = AddMeterDialog(model, path=tmp_path / "bench.toml", used=used)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.port.setEditText(str(tmp_path / "port"))
        began = time.monotonic()
        qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
        if not took:
            # The first has to try; what a test reading found is worth as much as a scan.
            qtbot.mouseClick(dialog.scan_button, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: dialog.scan_button.text() == "Scan", timeout=10_000)  # noqa: B023
            dialog.speed.setCurrentText("57600")
            dialog.unit.setText("77")
            qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: dialog.told.text().startswith("✓"), timeout=10_000)  # noqa: B023
        else:
            qtbot.waitUntil(lambda: dialog.progress.isHidden(), timeout=60_000)  # noqa: B023
            assert dialog.found.count() == 1
            assert (dialog.unit.text(), dialog.speed.currentText()) == ("77", "57600")
        took.append(time.monotonic() - began)
        dialog.reject()
    model.close()
    assert len(UsedPorts(preferences.settings).of(str(tmp_path / "port"))) == 1
