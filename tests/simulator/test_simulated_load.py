"""The load: energy is exact, whatever happens and however often it is asked for."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.simulator.clockwork import NANOSECONDS, Clockwork
from eichlab.simulator.load import FEMTO_WS_PER_WH, Load

CYCLE_S = 127


class Clock:
    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


@given(
    st.lists(st.integers(1, 10**12), max_size=20),
    st.integers(-100_000, 100_000),
    st.integers(0, 1000),
)
def test_energy_does_not_depend_on_when_it_is_asked_for(steps, watts, seed):
    often, once = Clock(), Clock()
    first = Load(often, watts=watts, seed=str(seed))
    second = Load(once, watts=watts, seed=str(seed))
    for step in steps:
        often.now += step
        first.advance()
    once.now = sum(steps)
    second.advance()
    assert first.energy == second.energy


@given(st.integers(-1_000_000, 1_000_000), st.integers(0, 100), st.integers(1, 50))
def test_whole_cycles_average_to_the_load_exactly(watts, seed, cycles):
    clock = Clock()
    load = Load(clock, watts=watts, seed=str(seed))
    clock.now = cycles * CYCLE_S * NANOSECONDS
    load.advance()
    expected = abs(watts) * cycles * CYCLE_S * 10**15
    assert (load.energy.imported, load.energy.exported) == (
        (expected, 0) if watts >= 0 else (0, expected)
    )


@given(st.integers(1, 10**15))
def test_a_steady_load_is_power_times_time(nanoseconds):
    clock = Clock()
    load = Load(clock, watts=3000, seed="1", variation=0)
    clock.now = nanoseconds
    load.advance()
    assert load.energy.imported == 3000 * nanoseconds * 10**6
    assert load.energy.imported_wh == Fraction(3000 * nanoseconds, 3600 * NANOSECONDS) // 1


def test_power_shown_is_power_counted():
    """Second by second the shown watts of the phases are what the counter grows by."""
    clock = Clock()
    load = Load(clock, watts=11_040, seed="5")
    shown = set()
    for second in range(300):
        clock.now = second * NANOSECONDS
        load.advance()
        before = load.energy.imported
        total = sum(phase.watts for phase in load.phases())
        shown.add(round(total, 3))
        clock.now += NANOSECONDS
        load.advance()
        assert (load.energy.imported - before) / 10**15 == pytest.approx(total)
    assert len(shown) > 50
    assert max(shown) < 11_040 * 1.02
    assert min(shown) > 11_040 * 0.98


def test_changes_count_from_when_they_happen():
    clock = Clock()
    load = Load(clock, watts=3600, seed="1", variation=0)
    clock.now = 10 * NANOSECONDS
    load.set(7200)
    clock.now = 20 * NANOSECONDS
    load.connect(connected=False)
    clock.now = 30 * NANOSECONDS
    load.connect(connected=True)
    clock.now = 40 * NANOSECONDS
    load.set(-3600)
    clock.now = 50 * NANOSECONDS
    load.advance()
    assert load.energy.imported == 50 * FEMTO_WS_PER_WH
    assert load.energy.exported == 10 * FEMTO_WS_PER_WH


def test_speed_multiplies_simulated_time():
    now = 5_000_000_000
    clockwork = Clockwork(Decimal("2.5"), lambda: now)
    now += 4 * NANOSECONDS
    assert clockwork.nanoseconds() == 10 * NANOSECONDS
