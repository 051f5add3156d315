"""Numbers as written on the screen."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from eichlab_gui.figures import (
    clock_span,
    day_and_time,
    figure,
    kilowatts,
    kwh,
    short,
    size,
    time_of_day,
    time_of_day_of,
)
from eichlab_gui.plot.frame import value_text
from eichlab_gui.words import duration_word


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


@pytest.fixture
def german():
    QLocale.setDefault(QLocale(QLocale.Language.German))


def test_live_numbers_have_a_comma_in_german(german):
    assert kwh(Decimal("1234567.8")) == "1\u202f234,5678"
    assert kilowatts(Decimal("-10814.9")) == "−10,81"
    assert figure(99.984, 2) == "99,98"
    assert size(12_400_000_000) == "12,4 GB"
    assert duration_word(3.14) == "3,1 s"
    assert value_text(2.5, 0.5) == "2,5"


@pytest.mark.parametrize("language", [QLocale.Language.German, QLocale.Language.English])
def test_what_was_signed_keeps_its_digits_and_its_point(language):
    QLocale.setDefault(QLocale(language))
    for text in ("1.637", "0.0060", "12345.10"):
        assert figure(Decimal(text)).replace("\u202f", "") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0,5"), (1, "1"), (Decimal("100.00"), "100"), (Decimal("55.62"), "55,62")],
)
def test_a_short_number_in_german(german, value, text):
    assert short(value) == text


def test_a_time_in_both_languages():
    moment = datetime(2026, 3, 7, 9, 5, 6, 250_000).astimezone()
    assert day_and_time(moment) == "7 Mar 09:05"
    assert time_of_day(moment, milliseconds=True) == "09:05:06.250"
    assert time_of_day_of(moment.timestamp()) == "09:05:06.2"
    QLocale.setDefault(QLocale(QLocale.Language.German))
    assert day_and_time(moment) == "07.03. 09:05"
    assert time_of_day(moment, milliseconds=True) == "09:05:06,250"
    assert time_of_day_of(moment.timestamp()) == "09:05:06,2"
