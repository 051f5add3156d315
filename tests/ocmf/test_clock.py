"""The meter's time in its many spellings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.ocmf import is_specified_spelling, read_time


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-17T12:09:16,000+0100 S",
        "2025-12-17T12:09:16.000+01:00 S",
        "2025-12-17T12:09:16+0100 S",
        "2025-12-17 12:09:16,0+0100 S",
        "2025-12-17T11:09:16,000Z S",
        " 2025-12-17T12:09:16,000+0100S",
        "2025-12-17T12:09:16,000+0100 s",
    ],
)
def test_spellings_of_one_moment(text):
    read = read_time(text)
    assert read.at == datetime(2025, 12, 17, 11, 9, 16, tzinfo=UTC)
    assert read.status == "S"
    assert is_specified_spelling(read.text) == (read.text == "2025-12-17T12:09:16,000+0100")


def test_offset_and_fraction_are_kept():
    read = read_time("2025-12-17T12:09:16,250-0330 U")
    assert read.at.utcoffset() == -timedelta(hours=3, minutes=30)
    assert (read.at.microsecond, read.text, read.status) == (
        250_000,
        "2025-12-17T12:09:16,250-0330",
        "U",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2025-13-17T12:09:16,000+0100 S",
        "2025-12-17T12:09:61,000+0100 S",
        "2025-12-17T12:09:16,000 S",
        "2025-12-17T12:09:16,000+9900 S",
        "0000-00-00T00:00:00,000+0000 U",
        "٢٠٢٥-12-17T12:09:16,000+0100 S",
        "2025-12-17T12:09:16,000+0100 S" * 1000,
    ],
)
def test_no_moment(text):
    assert read_time(text).at is None


@given(st.text(max_size=40))
def test_any_text(text):
    read_time(text)
