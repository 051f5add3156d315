"""Records in QR codes come back byte for byte, in any order, or it is said what is missing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.transparency.codes import LARGEST_CODE, in_codes, joined_codes


@given(st.binary(min_size=1, max_size=6000), st.integers(60, 2000), st.randoms())
def test_any_record_comes_back(data, largest, chance):
    codes = list(in_codes(data, largest))
    assert all(len(code) <= largest for code in codes)
    chance.shuffle(codes)
    codes += [chance.choice(codes)]
    joined = joined_codes(codes)
    assert joined.records == (data,)
    assert joined.missing == ()


def test_what_fits_is_the_record_and_nothing_else():
    data = b"OCMF|{}|{}".ljust(LARGEST_CODE)
    assert in_codes(data) == (data,)


def test_missing_codes_are_named():
    codes = in_codes(random.Random(1).randbytes(5000))
    joined = joined_codes(codes[1:3])
    assert joined.records == ()
    ((_, missing, count),) = joined.missing
    assert count == len(codes)
    assert missing == (1, *range(4, count + 1))


def test_codes_of_two_records_are_kept_apart():
    one, two = (random.Random(seed).randbytes(3000) for seed in (1, 2))
    mixed = [code for pair in zip(in_codes(one), in_codes(two), strict=True) for code in pair]
    assert joined_codes(mixed).records == (one, two)


def test_parts_that_do_not_fit_together_make_no_record():
    codes = in_codes(random.Random(1).randbytes(3000))
    spoilt = [codes[0][:-1] + bytes([codes[0][-1] ^ 1]), *codes[1:]]
    joined = joined_codes(spoilt)
    assert joined.records == ()
    assert joined.missing[0][1] == ()


def test_impossible_numbers_are_no_parts():
    assert joined_codes([b"EICHLAB:3/2:0123456789ABCDEF:x"]) == joined_codes([])


def test_what_is_too_much_is_refused():
    with pytest.raises(ValueError, match="99 codes"):
        in_codes(bytes(200), 32)
    with pytest.raises(ValueError, match="nothing"):
        in_codes(b"")
