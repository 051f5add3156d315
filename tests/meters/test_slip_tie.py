"""Whose record is it, where none carries an id: the pure rules of `eichlab.meters.slip_tie`."""

from decimal import Decimal

import pytest

from eichlab.meters.slip_tie import (
    Mark,
    Tie,
    digest_of,
    page_of,
    pages_between,
    tie_record,
    tie_running,
)
from eichlab.values import IdentificationType, TransactionRequest

AT = 1_684_504_359  # 2023-05-19 13:52:39 UTC


def record(page="T97", user="ABC", kind="ISO14443", assigned="true", at="15:52:41", begin=None):
    further = ""
    if begin is not None:
        further = (
            f',"U" : [{{"TX" : "B","RV" : "{begin}","RI" : "01-00:9C.08.00.FF","RU" : "kWh"}}]'
        )
    return (
        f'OCMF|{{"PG" : "{page}","IS" : {assigned},"IT" : "{kind}","ID" : "{user}",'
        f'"RD" : [{{"TM" : "2023-05-19T{at},000+0200 I","TX" : "B"}}]{further}}}'
        '|{"SD" : "00"}'
    ).encode()


BEFORE = record("T96", at="15:40:00")


def mark(**changes):
    known = {
        "stored": 96,
        "last_at": AT - 600,
        "digest": digest_of(BEFORE),
        "page": "T96",
        "energy_wh": Decimal("108178.0"),
        "clock": AT,
        "asked_at": AT + 2,
    }
    return Mark(**{**known, **changes})


def asked(**fields):
    return TransactionRequest(
        **{
            "identification": "ABC",
            "identification_type": IdentificationType.ISO14443,
            **fields,
        }
    )


def test_a_mark_survives_the_journal():
    assert Mark.from_plain(mark().plain()) == mark()
    bare = mark(stored=None, last_at=None, energy_wh=None, clock=None, digest="", page="")
    assert Mark.from_plain(bare.plain()) == bare
    assert all(isinstance(each, str) for each in mark().plain().values())
    assert Mark.from_plain({}) is None
    assert Mark.from_plain({**mark().plain(), "clock": "noon"}) is None


@pytest.mark.parametrize(
    ("data", "changes", "request_fields", "tie"),
    [
        # the next page, the user, the time: nothing speaks against it
        (record(), {}, {}, Tie.OURS),
        # what was there before, whatever it says of itself
        (BEFORE, {}, {}, Tie.OTHER),
        (record("T96"), {}, {}, Tie.OTHER),
        (record("T4"), {}, {}, Tie.OTHER),
        # another user
        (record(user="XYZ"), {}, {}, Tie.OTHER),
        (record(user=""), {}, {}, Tie.OTHER),
        (record(), {}, {"identification": ""}, Tie.OTHER),
        # a meter that spells it otherwise, or keeps less than it was given
        (record(user="abc"), {}, {}, Tie.OURS),
        (record(user="AB"), {}, {}, Tie.UNSURE),
        (record(kind="NONE"), {}, {}, Tie.UNSURE),
        (record(assigned="false"), {}, {}, Tie.UNSURE),
        # other times or pages than a start right after the mark would give
        (record(at="15:30:00"), {}, {}, Tie.UNSURE),
        (record(at="17:00:00"), {}, {}, Tie.UNSURE),
        (record("T99"), {}, {}, Tie.UNSURE),
        # the meter's own clock counts, not only ours
        (record(at="12:00:02"), {"clock": AT - 4 * 3600 + 441}, {}, Tie.OURS),
        # no pages: the time decides
        (record(""), {}, {}, Tie.OURS),
        (record("", at="17:00:00"), {}, {}, Tie.UNSURE),
        (record("X7"), {}, {}, Tie.OURS),
        # the first record of a new meter
        (record("T1"), {"digest": "", "page": "", "stored": 0, "last_at": 0}, {}, Tie.OURS),
        # a counter that stood lower at its begin than at the mark
        (record(begin="108.178"), {}, {}, Tie.OURS),
        (record(begin="108.100"), {}, {}, Tie.OTHER),
        # nothing to be read
        (b"OCMF|{", {}, {}, Tie.UNSURE),
    ],
)
def test_a_record_is_tied_by_all_that_is_known(data, changes, request_fields, tie):
    assert tie_record(data, asked(**request_fields), mark(**changes)) is tie


@pytest.mark.parametrize(
    ("began_at", "energy", "in_sync", "tie"),
    [
        (AT + 1, Decimal("108178.0"), True, Tie.OURS),
        (AT + 1, None, True, Tie.OURS),
        (AT + 1, Decimal("108177.9"), True, Tie.OTHER),
        (AT + 3600, Decimal("108178.0"), True, Tie.UNSURE),
        (AT - 3600, Decimal("108178.0"), True, Tie.UNSURE),
        (AT + 1, Decimal("108178.0"), False, Tie.UNSURE),
        (None, None, True, Tie.UNSURE),
    ],
)
def test_what_runs_is_tied_by_time_and_counter(began_at, energy, in_sync, tie):
    assert tie_running(mark(), began_at, energy, in_sync=in_sync) is tie


def test_pages_are_counted_where_they_are_of_one_kind():
    assert pages_between("T9", "T12") == 3
    assert pages_between("T9", "F12") is None
    assert pages_between("", "T12") is None
    assert page_of(record("T97")) == "T97"
    assert page_of(b"") == ""
    assert digest_of(b"") == ""
