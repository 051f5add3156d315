"""The window with a fed bench: rail, pages, strip, menu, Bench page, welcome, dialogs."""

import csv
import time
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration, events
from eichlab.texts import Language
from eichlab.values import (
    Channel,
    LinkState,
    Loss,
    LossCause,
    PortDescription,
    Quantity,
    UsbIdentity,
    message,
)
from eichlab_gui import theme
from eichlab_gui.add_meter import AddMeterDialog, add_to_file, port_title
from eichlab_gui.application import Translators
from eichlab_gui.model import BenchModel
from eichlab_gui.plot import Curve, Frame
from eichlab_gui.plot.markers import between
from eichlab_gui.preferences import Preferences
from eichlab_gui.strip import port_word
from eichlab_gui.theme import Theme
from eichlab_gui.window import PAGES, MainWindow

METER = "Reference AC"


@pytest.fixture
def window(qtbot, fed_model, preferences):
    window = MainWindow(fed_model, preferences)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def bench_page(window):
    return window.pages["bench"]


@pytest.fixture
def translators():
    translators = Translators()
    yield translators
    translators.speak(Language.EN)


def settle(qapp, fed_model):
    fed_model.drain()
    qapp.processEvents()


def test_ctrl_and_a_number_go_to_each_page(window):
    for number, key in enumerate(PAGES, 1):
        QTest.keyClick(
            window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier
        )
        assert window.page == key
        assert window.rail.buttons[key].isChecked()


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched, event):  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(str(watched))
        return False


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_page_is_built_when_it_is_first_shown_and_nothing_else_appears(
    window, fed_model, fed_bench, qapp, page
):
    for meter in fed_model.meters:
        fed_bench.identified(meter)
        fed_bench.link(meter, LinkState.ONLINE)
    settle(qapp, fed_model)
    assert page not in window.pages.built
    windows = Windows()
    qapp.installEventFilter(windows)
    window.show_page(page)
    settle(qapp, fed_model)
    qapp.removeEventFilter(windows)
    assert window.page == page
    assert window.pages[page].isVisible()
    assert windows.shown == []


def test_the_other_pages_are_built_while_nobody_waits(window, qtbot):
    assert list(window.pages.built) == ["bench"]
    with qtbot.waitSignal(window.completed, timeout=20_000):
        window.complete()
    assert set(window.pages.built) == set(PAGES)
    assert window.page == "bench"
    assert all(each.findChildren(QAbstractButton) for each in window.pages.values())


def test_the_first_paint_is_told_when_the_page_is_really_painted(fed_model, preferences, qtbot):
    window = MainWindow(fed_model, preferences)
    qtbot.addWidget(window)
    painted = Painted(window.pages["bench"].header)
    with qtbot.waitSignal(window.painted, timeout=5000):
        window.show()
    assert painted.count > 0
    window.close()


class Painted(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_the_rail_is_reachable_by_keyboard(window):
    button = window.rail.buttons["line"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert window.page == "line"


def test_every_control_has_a_name(window, qapp):
    nameless = []
    for key in PAGES:
        window.show_page(key)
        qapp.processEvents()
        for kind in (QAbstractButton, QLineEdit, QComboBox):
            for widget in window.findChildren(kind):
                if not widget.isVisible() or widget.objectName().startswith("qt_"):
                    continue
                interface = QAccessible.queryAccessibleInterface(widget)
                if not interface.text(QAccessible.Text.Name):
                    nameless.append((key, widget))
    assert nameless == []


def test_a_card_shows_what_was_read(window, bench_page, fed_bench, fed_model, qapp):
    fed_bench.identified(METER)
    fed_bench.link(METER, LinkState.ONLINE)
    fed_bench.reading(METER, power=10_814.9)
    settle(qapp, fed_model)
    card = bench_page.cards[METER]
    assert card.energy.text == "4\u202f211.637"
    assert card.power.text == "10.81"
    assert card.link.text == "online"
    assert card.kind.text() == "SIM1660104001D · Carlo Gavazzi EM580"
    assert card.tag.isVisible()
    assert not card.energy.is_stale()
    assert card.age.text().endswith("s ago")


def test_a_silent_meter_shows_its_last_value_as_old(
    window, bench_page, fed_bench, fed_model, qapp, qtbot
):
    fed_bench.reading(METER)
    settle(qapp, fed_model)
    card = bench_page.cards[METER]
    fed_model.meters[METER].reading = None
    moment = datetime.now(UTC).replace(microsecond=0)
    fed_bench.reading(METER, at=moment.replace(year=moment.year - 1))
    fed_bench.link(METER, LinkState.SILENT)
    settle(qapp, fed_model)
    assert card.energy.is_stale()
    assert card.power.text == "–"
    assert card.age.text().startswith("at ")
    assert card.link.text == "silent"


def test_plots_follow_the_selected_meter(window, bench_page, fed_bench, fed_model, qapp, qtbot):
    fed_bench.course(METER, 20)
    fed_bench.reading("Load side", power=50.0)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    _, values = bench_page.plots.values_drawn(
        Curve(Quantity.POWER, Channel.TOTAL, bench_page.model.selected)
    )
    assert len(values) == 20
    card = bench_page.cards[METER]
    card.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(card, Qt.Key.Key_Down)
    assert fed_model.selected == "Load side"
    assert bench_page.cards["Load side"].is_selected()
    assert not card.is_selected()
    _, values = bench_page.plots.values_drawn(
        Curve(Quantity.POWER, Channel.TOTAL, bench_page.model.selected)
    )
    assert values.tolist() == [0.05]


def test_total_or_phases(window, bench_page, fed_bench, fed_model, qapp, qtbot):
    fed_bench.course(METER, 20)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    drawn = bench_page.plots.frame().curves
    assert Curve(Quantity.POWER, Channel.TOTAL, METER) in drawn
    assert Curve(Quantity.VOLTAGE, Channel.L2, METER) in drawn
    bench_page.phase_choice.button("phases").click()
    drawn = bench_page.plots.frame().curves
    assert Curve(Quantity.POWER, Channel.L3, METER) in drawn
    assert Curve(Quantity.POWER, Channel.TOTAL, METER) not in drawn


def test_arrows_choose_the_window(window, bench_page, fed_bench, fed_model, qapp):
    fed_bench.course(METER, 20)
    settle(qapp, fed_model)
    assert bench_page.window_seconds() == 300
    button = bench_page.window_choice.button("300")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Left)
    assert bench_page.window_seconds() == 60
    frame = bench_page.plots.frame()
    assert frame.end - frame.begin == pytest.approx(60)


def test_a_hidden_page_is_not_drawn(window, bench_page, fed_bench, fed_model, qapp, qtbot):
    fed_bench.course(METER, 5)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    window.show_page("line")
    before = bench_page.plots.frame()
    fed_bench.reading(METER)
    settle(qapp, fed_model)
    qtbot.wait(250)
    assert bench_page.plots.frame() is before
    window.show_page("bench")
    assert bench_page.plots.frame() is not before


def test_the_table_holds_what_is_drawn(
    window, bench_page, fed_bench, fed_model, qapp, qtbot, tmp_path
):
    fed_bench.course(METER, 12)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    path = tmp_path / "bench.csv"
    with qtbot.waitSignal(bench_page.notice_requested, timeout=3000):
        bench_page.save_table(path)
    with path.open(encoding="utf-8") as file:
        lines = file.readlines()
    head = [line for line in lines if line.startswith("# ")]
    assert any(line.startswith(f"# meter {METER}: ") for line in head)
    rows = list(csv.reader(lines[len(head) :]))
    assert len(rows) == 13
    assert rows[0][0] == "time"
    assert f"{METER} power total [W]" in rows[0]
    column = rows[0].index(f"{METER} energy_import total [Wh]")
    assert rows[1][column] == "4211637"


def test_the_strip_tells_lines_recording_and_notices(window, fed_bench, fed_model, qapp):
    fed_bench.line("Line 1", LinkState.ONLINE)
    fed_bench.line("Line 2", LinkState.PORT_LOST)
    settle(qapp, fed_model)
    window.strip.refresh()
    first, second = window.strip.lines
    assert first.detail.text() == "online · ttyUSB0 · 115200 8N1"
    assert second.detail.text().startswith("port lost 0:00:")
    window.strip.show_notice("<b>text</b>")
    assert window.strip.notice.text() == "<b>text</b>"
    assert window.strip.notice.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize(
    ("port", "word"),
    [
        ("/dev/ttyUSB0", "ttyUSB0"),
        ("/dev/pts/7", "pts/7"),
        ("COM3", "COM3"),
        ("socket://127.0.0.1:502", "socket://127.0.0.1:502"),
    ],
)
def test_ports_have_short_names(port, word):
    assert port_word(port) == word


def test_a_loss_is_a_band_with_cause_and_length(window, bench_page, fed_bench, fed_model, qapp):
    fed_bench.course(METER, 20)
    loss = Loss(METER, datetime.now(UTC), LossCause.NO_ANSWER)
    fed_bench.events.publish(events.LossBegan(loss))
    settle(qapp, fed_model)
    bench_page.choose_window("60")
    labels = [band.label for band in bench_page.plots.frame().bands]
    assert labels
    assert labels[0][0] == "no answer"


def test_the_whole_window_speaks_german(window, bench_page, translators, qapp):
    translators.speak(Language.DE)
    qapp.processEvents()
    assert bench_page.header.title.text() == "Messplatz"
    assert window.rail.buttons["line"].text() == "Leitung"
    assert bench_page.cards[METER].link.text == "verbindet"
    translators.speak(Language.EN)
    qapp.processEvents()
    assert bench_page.header.title.text() == "Bench"


def test_themes_change_while_everything_is_open(window, bench_page, fed_bench, fed_model, qapp):
    fed_bench.course(METER, 20)
    settle(qapp, fed_model)
    theme.dress(qapp, Theme.DARK)
    qapp.processEvents()
    image = window.grab().toImage()
    assert image.pixelColor(window.width() - 4, 4).name().upper() == theme.DARK.background
    assert image.pixelColor(10, window.height() // 2).name().upper() == theme.DARK.surface


def test_choices_are_remembered(window, preferences, tmp_path):
    window.show_page("transparency")
    preferences.theme = Theme.DARK
    preferences.language = Language.DE
    window.close()
    again = Preferences(tmp_path / "desktop.ini")
    assert again.theme is Theme.DARK
    assert again.language is Language.DE
    assert again.geometry is not None


def test_a_spoilt_preference_counts_as_none(tmp_path):
    path = tmp_path / "desktop.ini"
    path.write_text("[General]\ntheme=plaid\nlanguage=xx\n", encoding="utf-8")
    assert Preferences(path).theme is Theme.SYSTEM
    assert Preferences(path).language in set(Language)


def test_without_a_bench_the_window_offers_three_ways(qtbot, background, preferences):
    model = BenchModel(None, None, background)
    window = MainWindow(
        model, preferences, troubles=[message("bench-file.missing", file="bench.toml")]
    )
    qtbot.addWidget(window)
    window.show()
    welcome = window.pages["bench"]
    assert welcome.trouble.isVisible()
    assert "bench.toml" in welcome.trouble.text()
    for button, signal in (
        (welcome.add_button, window.add_meter_requested),
        (welcome.demo_button, window.demo_requested),
    ):
        with qtbot.waitSignal(signal):
            QTest.keyClick(button, Qt.Key.Key_Space)
    window.close()
    model.close()


def test_a_meter_is_added_to_the_bench_file(qtbot, fed_model, tmp_path):
    path = tmp_path / "bench.toml"
    dialog = AddMeterDialog(fed_model, path=path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.port.setEditText("/dev/ttyUSB7")
    dialog.name.setText("Wallbox")
    dialog.unit.setText("0")
    assert not dialog.add_button.isEnabled()
    dialog.unit.setText("3")
    with qtbot.waitSignal(dialog.saved, timeout=3000):
        QTest.keyClick(dialog.add_button, Qt.Key.Key_Space)
    bench = BenchConfiguration.load(path)
    assert bench.lines[0].port == "/dev/ttyUSB7"
    assert bench.lines[0].baud == 115_200
    assert bench.lines[0].meters[0].name == "Wallbox"
    assert bench.lines[0].meters[0].unit == 3


def test_a_second_meter_on_the_same_port_shares_the_line(tmp_path):
    path = tmp_path / "bench.toml"
    line = LineConfiguration("", "/dev/ttyUSB0", meters=(MeterConfiguration("EM580", "em580"),))
    add_to_file(path, line)
    bench = add_to_file(path, line)
    assert bench == BenchConfiguration.load(path)
    assert [meter.name for meter in bench.lines[0].meters] == ["EM580", "EM580 2"]
    assert len(bench.lines) == 1


def test_a_bench_file_that_cannot_be_written_is_told(qtbot, fed_model, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    dialog = AddMeterDialog(fed_model, path=tmp_path / "file" / "bench.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.port.setEditText("/dev/ttyUSB7")
    dialog.add_button.click()
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=3000)
    assert "bench.toml" in dialog.trouble.text()


def test_a_port_is_offered_with_its_adapter():
    port = PortDescription("/dev/ttyUSB0", "FT232R", UsbIdentity(0x403, 0x6001, "A10K4XYZ"))
    assert port_title(port) == "/dev/ttyUSB0 · FT232R · A10K4XYZ"


def test_the_translator_is_gone_afterwards():
    assert QCoreApplication.translate("BenchPage", "Bench") == "Bench"


def test_the_wheel_zooms_around_the_pointer_and_a_double_click_goes_back_to_now(
    window, bench_page, fed_bench, fed_model, qapp, qtbot
):
    fed_bench.course(METER, 200)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    before = bench_page.plots.frame()
    middle = (before.begin + before.end) / 2
    bench_page.plots._zoom(middle, 0.5)
    after = bench_page.plots.frame()
    assert after.end - after.begin == pytest.approx((before.end - before.begin) / 2, rel=1e-6)
    assert (after.begin + after.end) / 2 == pytest.approx(middle, abs=0.5)
    assert bench_page.live_button.isVisible()
    # A fixed time stays where it is while values go on coming.
    fed_bench.reading(METER, power=50.0)
    settle(qapp, fed_model)
    bench_page._redraw()
    assert bench_page.plots.frame().begin == after.begin
    QTest.mouseDClick(bench_page.plots, Qt.MouseButton.LeftButton)
    assert bench_page.span is None
    assert not bench_page.live_button.isVisible()


def test_keys_move_the_span_and_never_into_the_time_to_come(
    window, bench_page, fed_bench, fed_model, qapp, qtbot
):
    fed_bench.course(METER, 100)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    plots = bench_page.plots
    length = plots.frame().end - plots.frame().begin
    QTest.keyClick(plots, Qt.Key.Key_PageUp)
    earlier = plots.frame()
    assert time.time() - earlier.end == pytest.approx(length / 2, abs=2)
    for _ in range(3):
        QTest.keyClick(plots, Qt.Key.Key_PageDown)
    assert plots.frame().end <= time.time()
    QTest.keyClick(plots, Qt.Key.Key_End)
    assert bench_page.span is None


def test_markers_measure_between_readings(window, bench_page, fed_bench, fed_model, qapp, qtbot):
    fed_bench.course(METER, 60)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    plots, frame = bench_page.plots, bench_page.plots.frame()
    curve = Curve(Quantity.ENERGY_IMPORT, Channel.TOTAL, METER)
    times, values = frame.curves[curve]
    plots.set_marker("A", times[10] + 0.2)
    plots.set_marker("B", times[40] - 0.2)
    assert bench_page.marker_bar.isVisible()
    found = between(frame, METER, times[10] + 0.2, times[40] - 0.2)
    assert (found.begin, found.end) == (times[10], times[40])
    assert found.energy_kwh == pytest.approx((values[40] - values[10]) / 1000)
    assert found.mean_kw == pytest.approx(found.energy_kwh * 3600 / 30)
    assert bench_page.marker_bar.energy.text == f"ΔE {found.energy_kwh:.4f}"
    QTest.keyClick(plots, Qt.Key.Key_Escape)
    assert not bench_page.marker_bar.isVisible()


def test_a_marker_in_a_gap_gives_no_energy():
    times = np.arange(10.0)
    values = times * 100
    values[4:6] = np.nan
    curve = Curve(Quantity.ENERGY_IMPORT, Channel.TOTAL, "x")
    frame = Frame(0.0, 9.0, {curve: (times, values)})
    assert between(frame, "x", 1.0, 4.5).energy_kwh is None
    assert between(frame, "x", 1.0, 8.0).energy_kwh == pytest.approx(0.7)
    assert between(frame, "x", -60.0, 8.0).energy_kwh is None


def test_other_meters_are_drawn_beside_the_selected_one(
    window, bench_page, fed_bench, fed_model, qapp, qtbot
):
    fed_bench.course(METER, 20)
    fed_bench.course("Load side", 20)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    bench_page.cards["Load side"].plot.click()
    curves = bench_page.plots.frame().curves
    assert {curve.meter for curve in curves} == {METER, "Load side"}
    bench_page.plots._pointed = Quantity.POWER
    bench_page.plots.set_crosshair(bench_page.plots.frame().end - 8)
    assert {name for name, *_ in bench_page.plots._readout.rows} == {METER, "Load side"}
    bench_page.cards["Load side"].plot.click()
    assert {curve.meter for curve in bench_page.plots.frame().curves} == {METER}


def test_the_drawing_is_an_svg_that_says_what_it_shows(
    window, bench_page, fed_bench, fed_model, qapp, qtbot, tmp_path
):
    fed_bench.course(METER, 20)
    settle(qapp, fed_model)
    qtbot.waitUntil(lambda: bench_page.plots.frame() is not None, timeout=2000)
    path = tmp_path / "bench.svg"
    bench_page.save_drawing(path)
    text = path.read_text("utf-8")
    assert "<svg" in text
    assert f"meter {METER}" in text
    assert text.count("<path") + text.count("<polyline") > 3
