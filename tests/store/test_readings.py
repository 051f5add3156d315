import random
import sqlite3
import threading
import time
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eichlab.store import Store
from eichlab.values import Channel, Loss, LossCause, Quantity, Reading, StoreError

POWER = (Quantity.POWER, Channel.TOTAL)
VOLTAGE = (Quantity.VOLTAGE, Channel.L1)
BEGIN = datetime.fromisoformat("2026-11-23T09:00:00+00:00")

SLOW_START = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def at(second):
    return BEGIN + timedelta(seconds=second)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "0.00",
        "-0",
        "-0.0",
        "230.10",
        "-17.5",
        "1E+3",
        "1.5E-9",
        "999999999999999999",
        "18446744073709551615",
        "-123456789012345678901234567890.12345",
        "1E+500",
        "NaN",
        "Infinity",
    ],
)
def test_every_decimal_comes_back_as_the_meter_gave_it(store, text):
    quantities = {VOLTAGE: Decimal("230.1"), POWER: Decimal(text)}
    store.add_reading(Reading("em580", BEGIN, 12.5, quantities, round_trip_s=0.25, tries=2))
    store.flush()
    (kept,) = store.readings("em580", BEGIN, BEGIN)
    assert list(kept.quantities) == [VOLTAGE, POWER]
    assert str(kept.quantities[POWER]) == text
    assert (kept.taken_at, kept.monotonic) == (BEGIN, 12.5)
    assert (kept.round_trip_s, kept.tries) == (0.25, 2)


@given(value=st.decimals(allow_nan=False, allow_infinity=False))
@SLOW_START
def test_any_decimal_comes_back(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "decimals.sqlite"
    name = f"m{time.monotonic_ns()}"
    with Store.open(path) as store:
        store.add_reading(Reading(name, BEGIN, 0.0, {POWER: value}))
        store.flush()
        (kept,) = store.readings(name, BEGIN, BEGIN)
        assert str(kept.quantities[POWER]) == str(value)
        series = store.series(name, *POWER, BEGIN, BEGIN, 10)
        if abs(value) < Decimal("1e300"):
            assert series.low[0] == pytest.approx(float(value), rel=1e-15)


def test_readings_are_durable_about_a_second_later(store, path, reading):
    beside = sqlite3.connect(path)
    store.add_reading(reading(0))
    deadline = time.monotonic() + 10
    while not beside.execute("SELECT count(*) FROM readings").fetchone()[0]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    beside.close()


def test_taking_a_reading_never_waits_for_the_disk(store, path, reading):
    """Another program holds the store; readings are taken all the same."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    longest = 0.0
    for second in range(200):
        before = time.perf_counter()
        store.add_reading(reading(second))
        longest = max(longest, time.perf_counter() - before)
        time.sleep(0.006)
    other.execute("ROLLBACK")
    other.close()
    store.flush()
    assert len(store.readings("em580", at(0), at(200))) == 200
    # The store's own patience is 5 s; a wait for it would show.
    assert longest < 1.0


def test_no_thread_is_left(path, reading):
    before = set(threading.enumerate())
    store = Store.open(path)
    store.add_reading(reading(0))
    assert set(threading.enumerate()) - before
    store.close()
    assert set(threading.enumerate()) == before
    with pytest.raises(StoreError) as caught:
        store.add_reading(reading(1))
    assert caught.value.message.code == "store.closed"


def test_time_without_zone_is_refused_at_once(store, reading):
    naive = Reading("em580", BEGIN.replace(tzinfo=None), 0.0, {POWER: Decimal(1)})
    with pytest.raises(ValueError, match="time zone"):
        store.add_reading(naive)


def test_meter_without_readings(store):
    assert store.readings("nobody", at(0), at(9)) == ()
    assert store.first_reading("nobody") is None
    for array in store.series("nobody", *POWER, at(0), at(9), 10):
        assert (array.shape, array.dtype) == ((0,), np.float64)
    with pytest.raises(ValueError, match="column"):
        store.series("nobody", *POWER, at(0), at(9), 0)


def test_single_readings_when_there_is_room_for_them(store, reading):
    for second in range(10):
        store.add_reading(reading(second, f"{second}.1"))
    store.flush()
    assert store.first_reading("em580") == at(0)
    series = store.series("em580", *POWER, at(2), at(5), 10)
    assert list(series.time) == [at(second).timestamp() for second in range(2, 6)]
    assert list(series.low) == list(series.high) == [2.1, 3.1, 4.1, 5.1]
    assert len(store.series("em580", *VOLTAGE, at(0), at(9), 10).time) == 0


def naive(values, first, last):
    """Return the values (time in µs → float) from ``first`` to ``last``."""
    return [value for moment, value in values.items() if first <= moment <= last]


@settings(SLOW_START, max_examples=80)
@given(
    seed=st.integers(0, 2**32),
    count=st.sampled_from([1, 2, 5, 40, 200, 400]),
    pace=st.sampled_from([(0.1,), (1,), (1, 1, 1, 1, 1, 7, 300), (20,), (1, 1, 5000)]),
    batch=st.sampled_from([1, 7, 60, 400]),
    columns=st.sampled_from([1, 2, 3, 7, 30]),
)
@example(seed=1, count=400, pace=(1,), batch=7, columns=1)
@example(seed=2, count=400, pace=(20,), batch=60, columns=3)
@example(seed=3, count=200, pace=(1, 1, 5000), batch=1, columns=7)
def test_series_against_a_naive_computation(tmp_path_factory, seed, count, pace, batch, columns):
    """Whatever the level: nothing outside the window, no extreme lost, none invented."""
    path = tmp_path_factory.mktemp("series") / "eichlab.sqlite"
    chance = random.Random(seed)
    second, values, taken = 0.0, {}, []
    for _ in range(count):
        second += chance.choice(pace)
        value = Decimal(chance.randint(-5000, 5000)).scaleb(-1)
        curves = chance.choice([(POWER,), (POWER, VOLTAGE), (VOLTAGE, POWER)])
        quantities = {curve: value if curve == POWER else Decimal(230) for curve in curves}
        taken.append(Reading("em580", at(second), second, quantities))
        values[round(at(second).timestamp() * 1e6)] = float(value)
    chance.shuffle(taken)
    window = sorted(chance.choice([0, 1, chance.random()]) for _ in range(2))
    with Store.open(path) as store:
        for start in range(0, len(taken), batch):
            for each in taken[start : start + batch]:
                store.add_reading(each)
            store.flush()
        low_edge, high_edge = (round(part * second * 1e6) / 1e6 for part in window)
        begin, end = at(low_edge), at(high_edge)
        series = store.series("em580", *POWER, begin, end, columns)
        exact = naive(values, begin.timestamp() * 1e6 - 0.5, end.timestamp() * 1e6 + 0.5)

    points = ~np.isnan(series.low)
    assert np.array_equal(points, ~np.isnan(series.high))
    assert points.sum() <= 2 * columns
    assert bool(points.any()) == bool(exact)
    if not exact:
        return
    assert np.all(np.diff(series.time) >= 0)
    assert np.all(series.low[points] <= series.high[points])
    assert series.low[points].min() == min(exact)
    assert series.high[points].max() == max(exact)
    assert set(series.low[points]) | set(series.high[points]) <= set(exact)
    assert begin.timestamp() <= series.time.min() + 1e-6
    assert series.time.max() <= end.timestamp() + 1e-6
    # A gap stands between points only, never at an end, never beside another.
    assert points[0]
    assert points[-1]
    assert not np.any(~points[1:] & ~points[:-1])


def test_edges_of_cells_belong_to_one_point_only(store, reading):
    """Nine whole cells of 16 s, and the begin of the tenth as single readings."""
    first = -int(BEGIN.timestamp()) % 16
    for second in range(first, first + 160):
        store.add_reading(reading(second, str(second)))
    store.flush()
    series = store.series("em580", *POWER, at(first), at(first + 146), 9)
    singles = [first + second for second in (144, 145, 146)]
    assert list(series.low) == [*(first + 16 * cell for cell in range(9)), *singles]
    assert list(series.high) == [*(first + 16 * cell + 15 for cell in range(9)), *singles]


def test_gap_where_nobody_watched(store, reading):
    for second in (*range(60), *range(4000, 4060)):
        store.add_reading(reading(second))
    store.flush()
    series = store.series("em580", *POWER, at(0), at(5000), 1000)
    (gap,) = np.flatnonzero(np.isnan(series.low))
    assert gap == 60
    assert at(59).timestamp() < series.time[gap] < at(4000).timestamp()


def test_gap_where_a_loss_was(store, reading):
    for second in (*range(10), *range(13, 30)):
        store.add_reading(reading(second))
    store.flush()
    assert not np.isnan(store.series("em580", *POWER, at(0), at(30), 100).low).any()
    began = Loss("em580", at(10), LossCause.NO_ANSWER, ended_at=at(13))
    store.loss_ended(began)
    series = store.series("em580", *POWER, at(0), at(30), 100)
    assert list(np.flatnonzero(np.isnan(series.low))) == [10]


def test_slow_poller_has_no_gaps(store, reading):
    for second in range(0, 30_000, 300):
        store.add_reading(reading(second))
    store.flush()
    series = store.series("em580", *POWER, at(0), at(30_000), 1000)
    assert len(series.time) == 100
    assert not np.isnan(series.low).any()


def test_a_week_is_drawn_at_once(store):
    """Seven days of readings, any window of them well under 100 ms.

    One reading in four seconds: the questions fetch what they fetch at one a second (cells), only
    filling the store takes a quarter.
    """
    pace = 4
    count = 7 * 86_400 // pace
    values = [{POWER: Decimal(number).scaleb(-1)} for number in range(997)]
    step = timedelta(seconds=pace)
    moment = BEGIN
    for number in range(count):
        power = {POWER: Decimal(-5)} if number == 70_000 else values[number % 997]
        store.add_reading(Reading("em580", moment, number, power))
        moment += step
    store.flush()
    for span in (3_600, 6 * 3_600, 86_400, 7 * 86_400):
        durations = []
        for _ in range(3):
            before = time.perf_counter()
            series = store.series("em580", *POWER, moment - timedelta(seconds=span), moment, 1_000)
            durations.append(time.perf_counter() - before)
        assert 500 <= len(series.time) <= 2_000
        assert min(durations) < 0.1
        if span > 997 * pace:
            assert series.high.max() == 99.6
    assert series.low.min() == -5.0
    assert len(series.time) == 1_000
