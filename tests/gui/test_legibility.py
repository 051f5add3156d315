"""Nothing is cut off: both languages, both ends of the sizes, full states, twice the scale."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration, events
from eichlab.resources import resource
from eichlab.texts import Language
from eichlab.values import LinkState, Loss, LossCause
from eichlab_gui.add_meter import AddMeterDialog
from eichlab_gui.application import Translators
from eichlab_gui.model import BenchModel
from eichlab_gui.rail import RailButton
from eichlab_gui.theme import DARK, LIGHT, Tone, tone_colours
from eichlab_gui.widgets import ElidedLabel, plain_tip
from eichlab_gui.window import PAGES, MainWindow

LONG = "Reference meter at the left wall of the old hall"


@pytest.fixture
def translators():
    translators = Translators()
    yield translators
    translators.speak(Language.EN)


def crowded(lines: int) -> BenchConfiguration:
    """Return a bench with long names on this many lines."""
    return BenchConfiguration(
        "Laboratory for charging stations, hall 2",
        tuple(
            LineConfiguration(
                f"Line {number} of the hall",
                f"/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10K4XY{number}-if00-port0",
                115_200,
                meters=(MeterConfiguration(f"{LONG} {number}", "em580", simulated=True),),
            )
            for number in range(1, lines + 1)
        ),
    )


def cut_off(window: QWidget) -> list[str]:
    """Return every visible text that has less room than it needs and says so nowhere."""
    cut = []
    for label in window.findChildren(QLabel):
        # What is scrolled out of sight was never painted.
        if label.visibleRegion().isEmpty() or not label.text():
            continue
        needed = label.fontMetrics().horizontalAdvance(label.text())
        fits = needed <= label.contentsRect().width() + 1
        if isinstance(label, ElidedLabel):
            fits = fits or label.toolTip() == plain_tip(label.text())
        elif label.wordWrap():
            fits = label.heightForWidth(label.width()) <= label.height() + 1
        if not fits:
            cut.append(label.text())
    for button in window.findChildren(QAbstractButton):
        # The rail paints its words in a smaller font of its own.
        if button.isVisible() and not isinstance(button, RailButton):
            needed = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
            cut += [button.text()] * (needed > button.width())
    return cut


def grabbed(window: QWidget) -> None:
    """Paint, so that elided labels know what does not fit."""
    for _ in range(3):
        QApplication.sendPostedEvents()
    window.grab()


@pytest.fixture
def fill(fed_bench, background, preferences, qtbot):
    """Return a function that opens a window on a crowded bench with everything to tell."""
    opened = []

    def open_window(lines: int) -> MainWindow:
        fed_bench.__init__(crowded(lines))
        model = BenchModel(fed_bench, None, background)
        window = MainWindow(model, preferences)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        opened.extend((window, model))
        for meter in model.meters:
            fed_bench.identified(meter, "SIM16601040012345D")
            fed_bench.course(meter, 20)
            fed_bench.link(meter, LinkState.ONLINE)
        for line in model.lines:
            fed_bench.line(line, LinkState.ONLINE)
        last = list(model.meters)[-1]
        loss = Loss(last, datetime.now(UTC), LossCause.PORT_LOST)
        fed_bench.events.publish(events.LossBegan(loss))
        fed_bench.link(last, LinkState.PORT_LOST)
        for _ in range(5):
            model.drain()
        return window

    yield open_window
    for each in opened:
        each.close()


@pytest.mark.parametrize("lines", [2, 4, 32])
def test_no_text_of_a_crowded_bench_is_cut_off(fill, translators, lines):
    window = fill(lines)
    window.model.storage_free = 123_456_789_012
    for language, page in product(Language, PAGES):
        translators.speak(language)
        window.show_page(page)
        if page == "bench":
            window.pages["bench"].live_button.show()
            window.pages["bench"].markers_button.click()
        grabbed(window)
        assert cut_off(window) == [], (language, page)


@pytest.mark.parametrize("sample", ["em580.xml", "em580-altered.xml", "em580.ocmf"])
def test_no_text_of_a_record_is_cut_off(fill, translators, qtbot, sample):
    window = fill(2)
    window.open_files([resource("samples", sample)])
    page = window.transparency
    qtbot.waitUntil(lambda: page.entry is not None, timeout=20_000)
    for language in Language:
        translators.speak(language)

        def nothing_is_cut() -> None:
            grabbed(window)
            assert cut_off(window) == []

        qtbot.waitUntil(nothing_is_cut, timeout=2000)


def test_no_text_of_adding_a_meter_is_cut_off(fill, translators, tmp_path):
    window = fill(2)
    dialog = AddMeterDialog(window.model, window, path=tmp_path / "bench.toml")
    dialog.open()
    for language in Language:
        translators.speak(language)
        dialog.adjustSize()
        grabbed(dialog)
        assert cut_off(dialog) == []
    dialog.reject()


def test_no_text_about_eichlab_is_cut_off(fill, translators, qtbot):
    dialog = fill(1).show_about()
    qtbot.waitUntil(lambda: dialog.is_complete, timeout=20_000)
    for language in Language:
        translators.speak(language)
        dialog.adjustSize()
        grabbed(dialog)
        assert cut_off(dialog) == []
    dialog.close()


def test_a_cut_text_is_found(qtbot):
    window = QWidget()
    label = QLabel("much longer than the room it has", window)
    label.setFixedWidth(40)
    field = QLineEdit("typed texts scroll", window)
    field.setFixedWidth(20)
    qtbot.addWidget(window)
    window.show()
    assert cut_off(window) == [label.text()]


def test_many_lines_are_told_in_a_few_words(fill):
    window = fill(32)
    shown = [entry for entry in window.strip.lines if entry.isVisible()]
    assert shown == []
    assert window.strip.summary.text() == "32 of 32 lines online"
    line = window.pages["line"]
    window.show_page("line")
    assert not line.lines.isVisible()
    assert line.line_list.count() == 32
    line.line_list.setCurrentIndex(20)
    line.line_list.activated.emit(20)
    assert line.line == "Line 21 of the hall"
    assert window.model.selected == f"{LONG} 21"


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = QColor(colour).getRgbF()[:3]
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("shown", [LIGHT, DARK])
def test_every_ink_can_be_read_on_every_ground_it_stands_on(shown):
    grounds = ("background", "surface", "raised", "accent_tint", "neutral_tint")
    inks = ["text", "muted", *(tone.value for tone in Tone)]
    weak = [
        f"{ink} on {ground}"
        for ink, ground in product(inks, grounds)
        if contrast(getattr(shown, ink), getattr(shown, ground)) < 4.5
    ]
    for tone in Tone:
        strong, tint = tone_colours(shown, tone)
        if contrast(strong, tint) < 4.5:
            weak.append(f"{tone} on its tint")
    weak += [
        f"on_accent on {tone}"
        for tone in ("accent", "bad")
        if contrast(shown.on_accent, getattr(shown, tone)) < 4.5
    ]
    # Labels of bands stand on paper, beside the band or on it.
    for ink, band in (("bad", "loss_band"), ("accent", "transaction_band")):
        if contrast(getattr(shown, ink), getattr(shown, band)) < 4.5:
            weak.append(f"{ink} on {band}")
    assert weak == []


SCALED = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from eichlab.texts import Language
from eichlab_gui import theme
from eichlab_gui.application import Translators, make_application
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.preferences import Preferences
from eichlab_gui.window import PAGES, MainWindow
sys.path.insert(0, sys.argv.pop())
from test_legibility import cut_off, grabbed
application = make_application()
theme.dress(application, theme.Theme.LIGHT)
translators, background = Translators(), Background()
model = BenchModel(None, None, background)
window = MainWindow(model, Preferences(Path(sys.argv.pop())))
window.resize(1280, 800)
window.show()
for language in Language:
    translators.speak(language)
    for page in PAGES:
        window.show_page(page)
        grabbed(window)
        print(window.grab().devicePixelRatio(), window.grab().width(), cut_off(window))
window.close()
model.close()
background.close()
"""


@pytest.mark.parametrize("scale", ["1.25", "2"])
def test_the_window_scales(tmp_path, scale):
    done = subprocess.run(
        [sys.executable, "-c", SCALED, str(tmp_path / "x.ini"), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
    )
    assert done.returncode == 0, done.stderr
    width = round(1280 * float(scale))
    assert done.stdout.splitlines() == [f"{float(scale)} {width} []"] * 2 * len(PAGES)
