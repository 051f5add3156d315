"""The display for visitors: idle, charging, receipt, and idle again; calm on loss."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from eichlab.cli.demo import DemoBench
from eichlab.texts import Language
from eichlab.transparency import joined_codes
from eichlab.values import ConfigurationError, IdentificationType, TransactionRequest
from eichlab_gui.display import DisplaySettings, DisplayWindow
from eichlab_gui.display.course import Phase
from eichlab_gui.session import open_demo


@pytest.fixture
def demo_session(qapp, tmp_path):
    session = open_demo(DemoBench(folder=tmp_path / "demo", posts=1))
    yield session
    session.close()


@pytest.fixture
def display(qtbot, demo_session):
    shown = []

    def make(**settings):
        window = DisplayWindow(demo_session.model, DisplaySettings(**settings))
        window.resize(1280, 800)
        window.show()
        shown.append(window)
        return window

    yield make
    for window in shown:
        window.close()
        window.deleteLater()


def charge(qtbot, session, window, **fields):
    meter = window.course.meter
    qtbot.waitUntil(lambda: meter.state is not None and meter.reading is not None, timeout=20_000)
    session.model.start_transaction(meter.name, TransactionRequest(**fields), str, str)
    qtbot.waitUntil(lambda: window.shown.phase is Phase.CHARGING, timeout=15_000)
    qtbot.waitUntil(lambda: session.model.open_transaction(meter.name).state == "running")
    qtbot.wait(1500)


def receive(qtbot, session, window):
    session.model.stop_transaction(window.course.meter.name, str, str)
    qtbot.waitUntil(lambda: window.shown.phase is Phase.RECEIPT, timeout=20_000)


def picture(window):
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()


def test_a_visit_from_idle_to_receipt_and_back(qtbot, demo_session, display):
    window = display(shows_user=True, receipt_s=3.0)
    assert window.shown.phase is Phase.IDLE
    charge(
        qtbot, demo_session, window,
        identification_type=IdentificationType.ISO14443, identification="1F2D3A4F5506C7",
    )  # fmt: skip
    assert window.shown.energy_wh is not None
    assert window.shown.simulated
    receive(qtbot, demo_session, window)
    receipt = window.shown.receipt
    assert receipt.verdict.word == "verified"
    (found,) = zxingcpp.read_barcodes(picture(window))
    # What a visitor's phone reads is the signed record, byte for byte.
    assert found.bytes == receipt.records[0].data
    qtbot.waitUntil(lambda: window.shown.phase is Phase.IDLE, timeout=8000)


def test_a_record_with_a_user_shows_no_code_unless_switched_on(qtbot, demo_session, display):
    window = display()
    charge(
        qtbot, demo_session, window,
        identification_type=IdentificationType.ISO14443, identification="1F2D3A4F5506C7",
    )  # fmt: skip
    receive(qtbot, demo_session, window)
    assert window.codes == ()
    assert not zxingcpp.read_barcodes(picture(window))
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=window.rect().center())
    assert window.shown.phase is Phase.IDLE


def test_a_record_too_long_for_one_code_comes_in_numbered_ones(
    qtbot, demo_session, display, monkeypatch
):
    monkeypatch.setattr("eichlab_gui.display.code.in_codes", _small_codes)
    window = display()
    charge(qtbot, demo_session, window)
    receive(qtbot, demo_session, window)
    assert len(window.codes) > 2
    read = []
    for _ in window.codes:
        (found,) = zxingcpp.read_barcodes(picture(window))
        read.append(found.bytes)
        window._next_code()
    assert joined_codes(read).records == (window.shown.receipt.records[0].data,)


def _small_codes(data):
    from eichlab.transparency import in_codes

    return in_codes(data, 300)


def test_a_loss_is_told_calmly_and_its_values_are_stale(qtbot, demo_session, display):
    window = display()
    charge(qtbot, demo_session, window)
    meter = window.course.meter.name
    demo_session.demo.cut_line(meter)
    qtbot.waitUntil(lambda: window.shown.stale, timeout=15_000)
    assert window.shown.note.code == "display.loss"
    assert window.shown.phase is Phase.CHARGING
    before = window.shown.energy_wh
    qtbot.wait(800)
    # Nothing counts up that the meter did not send.
    assert window.shown.energy_wh == before
    demo_session.demo.restore_line(meter)
    qtbot.waitUntil(lambda: not window.shown.stale, timeout=15_000)
    assert window.shown.note.code == "display.live"
    receive(qtbot, demo_session, window)


def test_it_is_left_only_with_a_held_key(qtbot, display):
    window = display()
    left = []
    window.left.connect(lambda: left.append(time.monotonic()))
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Q, Qt.Key.Key_F4, Qt.Key.Key_Return):
        qtbot.keyClick(window, key)
    qtbot.wait(200)
    assert not left
    began = time.monotonic()
    qtbot.keyPress(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(left), timeout=5000)
    assert left[0] - began >= 1.9


def test_a_held_corner_leaves_and_a_short_touch_does_not(qtbot, display):
    window = display()
    left = []
    window.left.connect(lambda: left.append(True))
    corner = window.rect().topLeft() + window.rect().center() / 20
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.wait(300)
    assert not left
    qtbot.mousePress(window, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.waitUntil(lambda: bool(left), timeout=5000)


@pytest.mark.parametrize("size", [QSize(1280, 800), QSize(1920, 1080), QSize(800, 1280)])
def test_no_text_is_cut_off_at_any_size(qtbot, demo_session, display, size):
    window = display(languages=(Language.DE, Language.EN))
    window.resize(size)
    image = picture(window)
    # A quarter of the margin stays free all round: nothing is drawn beyond the screen.
    edge = round(min(size.width() / 1280, size.height() / 800) * 16)
    background = image[0, 0]
    for border in (image[:edge], image[-edge:], image[:, :edge], image[:, -edge:]):
        assert (border == background).all()


def test_what_cannot_be_shown_is_said(qtbot, demo_session, tmp_path):
    no_picture = tmp_path / "logo.png"
    no_picture.write_bytes(b"no picture")
    with pytest.raises(ConfigurationError) as refused:
        DisplayWindow(demo_session.model, DisplaySettings(logo=no_picture))
    assert "logo.png" in json.dumps(dict(refused.value.message.parameters))
    with pytest.raises(ConfigurationError):
        DisplayWindow(demo_session.model, DisplaySettings(meter="nobody"))


def test_a_logo_of_any_size_fits(qtbot, demo_session, display, tmp_path):
    picture_file = tmp_path / "logo.png"
    wide = QImage(3000, 200, QImage.Format.Format_RGB32)
    wide.fill(Qt.GlobalColor.red)
    assert wide.save(str(picture_file))
    window = display(logo=picture_file, line="Messe " * 60)
    image = window.grab().toImage()
    assert image.pixelColor(100, 60) == Qt.GlobalColor.red
    assert image.pixelColor(1270, 66) == image.pixelColor(2, 2)


def test_the_command_runs_and_ends_by_itself(tmp_path):
    """A bench file whose port is away: it waits calmly, and ends without a trace."""
    bench = tmp_path / "bench.toml"
    bench.write_text(
        '[[line]]\nport = "/dev/not-there"\n[[line.meter]]\nname = "Post"\nmodel = "em580"\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "eichlab_gui", "display", "--bench", bench, "--seconds", "2"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--bench", "missing.toml"), "missing.toml"),
        (("--language", "fr"), "de, en, both"),
    ],
)
def test_the_command_says_what_keeps_it_from_starting(tmp_path, arguments, said):
    done = subprocess.run(
        [sys.executable, "-m", "eichlab_gui", "display", *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
