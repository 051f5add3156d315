"""The ring against a plain list."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eichlab_gui.ring import Ring

samples = st.lists(st.floats(-1e6, 1e6), max_size=60)


@given(st.integers(2, 16), samples)
def test_the_ring_holds_the_newest(capacity, values):
    ring = Ring(capacity)
    for at, value in enumerate(values):
        ring.append(float(at), value)
    times, seen = ring.view()
    assert seen.tolist() == values[-capacity:]
    assert times.tolist() == [float(each) for each in range(len(values))][-capacity:]
    assert seen.flags["C_CONTIGUOUS"]
    assert ring.last_time() == (float(len(values) - 1) if values else None)


@given(st.integers(4, 16), st.integers(1, 60), st.floats(0, 60))
def test_since_begins_one_sample_before(capacity, count, begin):
    ring = Ring(capacity)
    for at in range(count):
        ring.append(float(at), 1.0)
    times, _ = ring.since(begin)
    whole, _ = ring.view()
    assert times[-1] == whole[-1]
    if whole[0] < begin <= whole[-1]:
        assert times[0] < begin <= times[1]


def test_a_gap_is_marked_once():
    ring = Ring(8)
    ring.gap(0.0)
    assert len(ring) == 0
    ring.append(1.0, 5.0)
    ring.gap(2.0)
    ring.gap(3.0)
    ring.append(4.0, 6.0)
    times, values = ring.view()
    assert times.tolist() == [1.0, 2.0, 4.0]
    assert np.isnan(values[1])
    assert not any(math.isnan(values[each]) for each in (0, 2))
