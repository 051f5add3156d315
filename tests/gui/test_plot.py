"""What is drawn: envelopes, axes, gaps, bands, the crosshair."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from eichlab.values import Channel, Quantity
from eichlab_gui.plot import (
    Band,
    BandKind,
    Curve,
    Envelopes,
    Frame,
    StackedPlots,
    scale,
    ticks,
    time_ticks,
    value_text,
)
from eichlab_gui.theme import LIGHT
from eichlab_gui.words import quantity_word

NOW = 1_795_000_000.0
QUANTITIES = (Quantity.POWER, Quantity.CURRENT, Quantity.VOLTAGE, Quantity.ENERGY_IMPORT)


@given(st.integers(1, 3000), st.integers(10, 200), st.integers(0, 2**32 - 1))
def test_the_envelope_never_hides_a_peak(count, columns, seed):
    times = np.arange(count) / 10
    values = np.random.default_rng(seed).uniform(-5, 5, count)
    width = count / 10 / columns
    x, y = Envelopes(width, most=2 * columns).of(times, values)
    assert len(x) == len(y) <= max(2 * columns + 2, 2 * columns)
    assert y.min() == values.min()
    assert y.max() == values.max()
    assert (np.diff(x) >= 0).all()


def test_a_gap_in_a_dense_curve_stays_a_gap():
    times = np.arange(10_000) / 10
    values = np.sin(times)
    values[5000] = np.nan
    x, y = Envelopes(2.0, most=1000).of(times, values)
    broken = x[np.isnan(y)]
    assert len(broken) > 0
    assert (abs(broken - 500.0) <= 2.0).all()


def test_curves_of_the_same_and_of_other_times_each_get_their_own_columns():
    envelopes = Envelopes(2.0, most=100)
    times = np.arange(10_000) / 10
    later = times.copy()
    # As long as the others, with the same ends, and other times between.
    later[1:-1] += np.linspace(0, 0.09, 9_998)
    for each in (times, times.copy(), later, times):
        values = np.sin(each)
        x, y = envelopes.of(each, values)
        alone_x, alone_y = Envelopes(2.0, most=100).of(each, values)
        assert x.tolist() == alone_x.tolist()
        assert y.tolist() == alone_y.tolist()


def test_columns_rest_while_the_window_moves():
    times = np.arange(20_000) / 10
    values = np.sin(times)
    first, low_first = Envelopes(2.0, most=100).of(times[:-50], values[:-50])
    second, low_second = Envelopes(2.0, most=100).of(times[50:], values[50:])
    shared = np.isin(first, second)
    inner = first[shared][4:-4]
    assert len(inner) > 100
    for at in inner[::37]:
        assert low_first[first == at].tolist() == low_second[second == at].tolist()


@given(
    st.floats(-1e7, 1e7),
    st.floats(0, 1e7),
    st.sampled_from([0.02, 0.4, 4.0]),
)
def test_an_axis_is_round_and_holds_its_values(low, span, least):
    bottom, top, step = scale(low, low + span, least)
    slack = 1e-6 * max(abs(low), abs(low + span), 1.0)
    assert bottom <= low + slack
    assert top >= low + span - slack
    assert 2 <= len(ticks(bottom, top, step)) <= 8
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert any(abs(mantissa - each) < 1e-6 for each in (1, 2, 2.5, 3, 4, 5, 10))


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (4211.55, 0.25, "4\u202f211.55"),
        (12.0, 3.0, "12"),
        (-0.5, 0.5, "−0.5"),
        (2.5, 2.5, "2.5"),
        (1234567.0, 1000.0, "1\u202f234\u202f567"),
    ],
)
def test_axis_texts_have_no_si_prefix(value, step, text):
    assert value_text(value, step) == text


@pytest.mark.parametrize("span", [60, 300, 3600, 86400, 7 * 86400])
def test_times_are_round_and_not_crowded(span):
    step, times = time_ticks(NOW, NOW + span, 900.0)
    assert 2 <= len(times) <= 9
    assert all(NOW <= each <= NOW + span for each in times)
    assert step in {10, 60, 600, 3600 * 3, 86400}


@pytest.fixture
def plots(qtbot):
    plots = StackedPlots(QUANTITIES)
    qtbot.addWidget(plots)
    plots.set_titles({quantity: quantity_word(quantity) for quantity in QUANTITIES})
    plots.resize(900, 640)
    plots.show()
    qtbot.waitExposed(plots)
    return plots


def frame(gap: tuple[int, int] | None = None, bands=()) -> Frame:
    times = NOW - 300 + np.arange(300.0)
    curves = {}
    for quantity, base in zip(QUANTITIES, (10_000, 15, 230, 4_211_637), strict=True):
        values = base + np.sin(times / 10) * base / 1000
        if gap is not None:
            values[gap[0] : gap[1]] = np.nan
        curves[Curve(quantity, Channel.TOTAL)] = (times, values)
    return Frame(NOW - 300, NOW, curves, bands)


def colours(plots: StackedPlots, x: int) -> set[str]:
    image = plots.grab().toImage()
    return {QColor(image.pixel(x, y)).name().upper() for y in range(image.height())}


def x_of(plots: StackedPlots, at: float) -> int:
    left = 4 + 74
    width = plots.width() - left - 12
    return round(left + width * (at - (NOW - 300)) / 300)


def test_a_loss_is_shaded_and_no_curve_crosses_it(plots):
    loss = Band(BandKind.LOSS, NOW - 150, NOW - 100, ("no answer", "50 s"))
    plots.draw(frame((150, 200), (loss,)))
    inside = colours(plots, x_of(plots, NOW - 145))
    assert LIGHT.loss_band in inside
    assert LIGHT.curve_total not in inside
    outside = colours(plots, x_of(plots, NOW - 50))
    assert LIGHT.loss_band not in outside
    assert LIGHT.curve_total in outside or len(outside) > 4


def test_a_transaction_is_a_band_behind_the_curve(plots):
    plots.draw(frame(None, (Band(BandKind.TRANSACTION, NOW - 200, NOW - 50, ("8f3a…",)),)))
    assert LIGHT.transaction_band in colours(plots, x_of(plots, NOW - 60))
    assert LIGHT.transaction_band not in colours(plots, x_of(plots, NOW - 20))


def test_a_very_short_loss_is_still_seen(plots):
    plots.draw(frame(None, (Band(BandKind.LOSS, NOW - 100, NOW - 99.9),)))
    x = x_of(plots, NOW - 100)
    assert any(LIGHT.loss_band in colours(plots, x + shift) for shift in (-1, 0, 1, 2))


def test_values_drawn_are_those_given(plots):
    given_frame = frame()
    plots.draw(given_frame)
    times, values = plots.values_drawn(Curve(Quantity.VOLTAGE, Channel.TOTAL))
    want_times, want = given_frame.curves[Curve(Quantity.VOLTAGE, Channel.TOTAL)]
    assert times == pytest.approx(want_times, abs=1e-6)
    assert values == pytest.approx(want)
    _, kilowatts = plots.values_drawn(Curve(Quantity.POWER, Channel.TOTAL))
    assert kilowatts.max() == pytest.approx(10.01, abs=0.001)


def test_the_crosshair_reads_values_but_none_in_a_gap(plots):
    plots.draw(frame((150, 200)))
    voltage = Curve(Quantity.VOLTAGE, Channel.TOTAL)
    assert plots.values_at(NOW - 250)[voltage] == pytest.approx(230, abs=0.3)
    assert voltage not in plots.values_at(NOW - 130)


def test_the_crosshair_moves_by_keyboard(plots, qtbot):
    plots.draw(frame())
    with qtbot.waitSignal(plots.crosshair_moved):
        QTest.keyClick(plots, Qt.Key.Key_Right)
    first = plots.crosshair()
    QTest.keyClick(plots, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert plots.crosshair() > first
    QTest.keyClick(plots, Qt.Key.Key_Escape)
    assert plots.crosshair() is None


def test_an_empty_frame_draws(plots):
    plots.draw(Frame(NOW - 60, NOW))
    empty = np.empty(0)
    plots.draw(Frame(NOW - 60, NOW, {Curve(Quantity.POWER, Channel.TOTAL): (empty, empty)}))
    assert plots.values_at(NOW - 1) == {}
