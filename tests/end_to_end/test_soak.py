"""A minute of the soak that is meant for hours, and proof that it sees what is wrong."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from soak import Meter, Sample, SimulatedLine, Soak, soak, steady

from eichlab.line import PortSettings, SerialLine
from eichlab.meters import Em580
from eichlab.values import Channel, Quantity


@pytest.mark.timeout(400)
def test_a_minute_of_faults_breaks_nothing(tmp_path):
    summary = soak(tmp_path, seconds=60, seed=1)
    assert summary.breaches == []
    assert summary.wrong_values == 0
    # A soak in which little happened shows little.
    assert summary.polls > 300
    assert summary.faults.total() > 40
    assert len(summary.faults) > 20
    assert summary.outcomes["completed"] > 20
    assert summary.losses > 5
    assert summary.checks >= 3


@pytest.fixture
def meter(tmp_path):
    line = SimulatedLine(tmp_path, 1, 1, 1)
    yield Meter("meter", line, 1)
    line.process.close()


@pytest.fixture
def reading(meter):
    line = SerialLine("line", PortSettings(str(meter.line.port), 115_200))
    line.start()
    try:
        taken = line.run(Em580(line, 1, name="meter").read).result(10)
    finally:
        line.close()
    meter.may_be = {meter.load: steady(taken)}
    return taken


def changed(reading, quantity, by):
    key = (quantity, Channel.TOTAL)
    quantities = {**reading.quantities, key: reading.quantities[key] + by}
    return replace(reading, quantities=quantities, monotonic=time.monotonic())


def test_what_the_meter_held_is_no_breach(meter, reading):
    meter.waiting = [reading]
    assert list(meter.look()) == []


@pytest.mark.parametrize(
    ("quantity", "by"),
    [
        (Quantity.POWER, Decimal("0.1")),
        (Quantity.FREQUENCY, Decimal("0.1")),
        (Quantity.ENERGY_IMPORT, Decimal(1000)),
        (Quantity.ENERGY_EXPORT, Decimal(1)),
    ],
)
def test_a_value_the_meter_never_held_is_seen(meter, reading, quantity, by):
    meter.waiting = [changed(reading, quantity, by)]
    assert list(meter.look())


def test_a_counter_that_falls_is_seen(meter, reading):
    meter.waiting = [reading, changed(reading, Quantity.ENERGY_IMPORT, Decimal(-1))]
    assert any("fell" in said for said in meter.look())


def test_a_value_that_is_missing_is_seen(meter, reading):
    less = dict(reading.quantities)
    del less[Quantity.FREQUENCY, Channel.TOTAL]
    meter.waiting = [replace(reading, quantities=less)]
    assert any("missing" in said for said in meter.look())


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (Sample(200.0, 20, 30), "memory"),
        (Sample(100.0, 21, 30), "threads"),
        (Sample(100.0, 20, 60), "descriptors"),
        (Sample(104.0, 20, 32), None),
    ],
)
def test_what_grows_is_seen(tmp_path, end, said):
    one = Soak(tmp_path, 1.0, 1, 1, 1)
    try:
        one.summary.warm = Sample(100.0, 20, 30)
        one.summary.end = one.summary.most = end
        one.check_flat()
        assert [said in each for each in one.summary.breaches] == ([True] if said else [])
    finally:
        one.close()
