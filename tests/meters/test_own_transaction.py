"""Whose record it is, where it carries no id: never an earlier one's."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from eichlab.meters.own_transaction import OwnTransaction, Tie, page_number
from eichlab.values import IdentificationType, TransactionRequest

AFTER = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
REQUEST = TransactionRequest(
    identification_type=IdentificationType.ISO14443,
    identification="1F2D3A4F",
    charge_point_id="DE*ABC*E1",
    tariff_text="0.30",
    raw_tariff=True,
)
OWN = OwnTransaction(REQUEST, page=7, after=AFTER, import_wh=Decimal(1000))


def payload(*, page="T8", at=AFTER + timedelta(seconds=2), status="S", rv=1.0, **fields):
    time_text = f"{at.astimezone():%Y-%m-%dT%H:%M:%S},000{at.astimezone():%z} {status}"
    first = {"TM": time_text, "TX": "B", "RV": rv, "RU": "kWh"}
    return {
        "PG": page,
        "IS": True,
        "IT": "ISO14443",
        "ID": "1F2D3A4F",
        "TT": "0.30",
        "CI": "DE*ABC*E1",
        "RD": [first],
        **fields,
    }


@pytest.mark.parametrize(
    ("found", "tie"),
    [
        (payload(), Tie.CERTAIN),
        (payload(page="T9"), Tie.CERTAIN),
        (payload(status="U"), Tie.LIKELY),
        (payload(RD=[]), Tie.LIKELY),
        (payload(PG=None), Tie.CERTAIN),
        (payload(page="T7"), Tie.OTHER),
        (payload(page="T7", status="U"), Tie.OTHER),
        (payload(at=AFTER - timedelta(minutes=5)), Tie.OTHER),
        (payload(at=AFTER + timedelta(minutes=5)), Tie.OTHER),
        (payload(ID="1F2D3A50"), Tie.OTHER),
        (payload(IT="NONE"), Tie.OTHER),
        (payload(IS=False), Tie.OTHER),
        (payload(TT="0.31"), Tie.OTHER),
        (payload(CI=""), Tie.OTHER),
        (payload(rv=0.9), Tie.OTHER),
        (payload(rv=0.9, status="U"), Tie.OTHER),
    ],
)
def test_texts_count_time_and_counter_decide(found, tie):
    assert OWN.tie(found) is tie


def test_without_a_mark_nothing_is_certain():
    assert OwnTransaction(REQUEST).tie(payload()) is Tie.LIKELY


def test_a_mark_comes_back_as_it_was():
    assert OwnTransaction.recalled(REQUEST, OWN.mark()) == OWN
    assert OwnTransaction.recalled(REQUEST, {}) == OwnTransaction(REQUEST)


def test_a_mark_that_makes_no_sense_is_none():
    spoilt = {"page": "x", "after": "yesterday", "import_wh": "much"}
    assert OwnTransaction.recalled(REQUEST, spoilt) == OwnTransaction(REQUEST)


@pytest.mark.parametrize(
    ("text", "number"),
    [("T23", 23), ("23", 23), (" T5 ", 5), ("F3", None), ("", None), (None, None)],
)
def test_counts(text, number):
    assert page_number(text) == number
