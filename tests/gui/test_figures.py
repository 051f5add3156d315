"""Numbers as written on the screen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab_gui.figures import clock_span, figure, kilowatts, kwh, size


@given(st.integers(0, 10**12))
def test_an_energy_loses_no_digit(watt_hours):
    text = kwh(Decimal(watt_hours))
    assert Decimal(text.replace("\N{NARROW NO-BREAK SPACE}", "")) * 1000 == watt_hours
    assert len(text.split(".")[1]) == 3


def test_finer_registers_keep_their_digits():
    assert kwh(Decimal("1234567.89")) == "1\N{NARROW NO-BREAK SPACE}234.56789"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (Decimal("-12.5"), "−12.5"), (Decimal(1_000_000), "1\u202f000\u202f000")],
)
def test_a_figure(value, text):
    assert figure(value) == text


def test_units():
    assert kilowatts(Decimal("10814.9")) == "10.81"
    assert kilowatts(None) == "–"
    assert clock_span(4 * 60 + 6.9) == "0:04:06"
    assert clock_span(None) == "–"
    assert size(12_400_000_000) == "12.4 GB"
    assert size(999) == "999 B"
