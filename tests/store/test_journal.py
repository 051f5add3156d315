import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from eichlab.store import Store
from eichlab.store.plain_data import request_from_plain, request_to_plain
from eichlab.values import (
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    JournalEvent,
    Outcome,
    Reason,
    StoreError,
    TransactionRequest,
    VerdictWord,
    message,
)

FULL_REQUEST = TransactionRequest(
    transaction_id="7b1f-1",
    assigned=False,
    level=IdentificationLevel.HEARSAY,
    flags=(IdentificationFlag.RFID_PLAIN, IdentificationFlag.OCPP_NONE),
    identification_type=IdentificationType.ISO14443,
    identification="04A1B2C3",
    tariff_text="Nachtstrom Müller <=> 7b1f-1",
    charge_point_id="DE*ABC*E1",
    raw_tariff=True,
)


def test_transaction_from_intent_to_closed(store):
    began = store.begin("em580", "BX1", FULL_REQUEST, simulated=True, detail={"port": "/dev/x"})
    assert began.state is JournalEvent.INTENT
    assert began.is_open
    assert began.rows[0].detail["port"] == "/dev/x"

    at = datetime(2026, 1, 2, tzinfo=UTC)
    row = store.append("7b1f-1", JournalEvent.SENT, {"energy": Decimal("1.50"), "at": at})
    assert row.detail == {"energy": "1.50", "at": "2026-01-02T00:00:00.000000+00:00"}
    explanation = message("meter.no-answer", meter="em580", cause=message("line.short", bytes=3))
    closed = store.close_transaction("7b1f-1", Outcome.RECOVERED, explanation)

    assert closed == store.transaction("7b1f-1")
    assert closed.request == FULL_REQUEST
    assert (closed.meter, closed.serial, closed.simulated) == ("em580", "BX1", True)
    assert closed.outcome is Outcome.RECOVERED
    assert closed.explanation == explanation
    assert [each.event for each in closed.rows] == [
        JournalEvent.INTENT,
        JournalEvent.SENT,
        JournalEvent.CLOSED,
    ]
    assert closed.rows[1] == row
    assert closed.began_at == began.began_at
    assert closed.began_at.utcoffset() == timedelta(0)


def test_a_request_of_before_raw_tariff_texts_has_none():
    plain = request_to_plain(FULL_REQUEST)
    assert plain["raw_tariff"] is True
    assert request_from_plain(plain) == FULL_REQUEST
    del plain["raw_tariff"]
    assert request_from_plain(plain) == replace(FULL_REQUEST, raw_tariff=False)


def test_what_is_written_is_there_for_the_next_program(path):
    with Store.open(path) as first:
        first.begin("em580", "BX1", FULL_REQUEST)
        first.append("7b1f-1", JournalEvent.RUNNING)
    with Store.open(path) as second:
        (transaction,) = second.open_transactions(serial="BX1")
        assert transaction.state is JournalEvent.RUNNING
        assert second.open_transactions(serial="BX2") == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda s: s.append("?", JournalEvent.SENT), "store.unknown-transaction"),
        (lambda s: s.close_transaction("?", Outcome.REFUSED), "store.unknown-transaction"),
        (
            lambda s: s.set_verdict("?", VerdictWord.VERIFIED, None, None, None),
            "store.unknown-transaction",
        ),
        (lambda s: s.begin("em580", "BX1", FULL_REQUEST), "store.transaction-known"),
        (lambda s: s.append("7b1f-1", JournalEvent.READ), "store.transaction-closed"),
        (lambda s: s.close_transaction("7b1f-1", Outcome.REFUSED), "store.transaction-closed"),
    ],
)
def test_impossible_steps_change_nothing(store, wrong, code):
    store.begin("em580", "BX1", FULL_REQUEST)
    store.close_transaction("7b1f-1", Outcome.COMPLETED)
    head = store.head()
    with pytest.raises(StoreError) as caught:
        wrong(store)
    assert caught.value.message.code == code
    assert store.head() == head


def test_first_and_last_step_have_their_own_ways(store):
    store.begin("em580", "BX1", FULL_REQUEST)
    for event in (JournalEvent.INTENT, JournalEvent.CLOSED):
        with pytest.raises(ValueError, match="begin and close"):
            store.append("7b1f-1", event)
    with pytest.raises(ValueError, match="serial"):
        store.begin("em580", "BX1", TransactionRequest(), detail={"serial": "other"})


def test_list_by_every_condition(path):
    times = iter(datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(1000))
    with Store.open(path, clock=lambda: next(times)) as store:
        for index in range(6):
            request = TransactionRequest(
                transaction_id=f"id-{index}",
                identification=f"CARD{index}",
                tariff_text="Straße" if index == 3 else "",
            )
            store.begin("north" if index % 2 else "south", f"S{index % 2}", request)
            if index < 4:
                outcome = Outcome.RECOVERED if index == 2 else Outcome.COMPLETED
                store.close_transaction(f"id-{index}", outcome)
        store.set_verdict("id-1", VerdictWord.REJECTED, Reason.KEY, None, None)

        def ids(**conditions):
            return [each.id for each in store.transactions(**conditions)]

        assert ids() == ["id-5", "id-4", "id-3", "id-2", "id-1", "id-0"]
        assert ids(limit=2) == ["id-5", "id-4"]
        assert ids(before="id-4", limit=2) == ["id-3", "id-2"]
        assert ids(meter="north") == ["id-5", "id-3", "id-1"]
        assert ids(outcome=Outcome.RECOVERED) == ["id-2"]
        assert ids(verdict=VerdictWord.REJECTED) == ["id-1"]
        assert ids(search="card2") == ["id-2"]
        assert ids(search="STRASSE") == ["id-3"]
        assert ids(search="south id-") == ["id-4", "id-2", "id-0"]
        assert ids(search="%") == []
        begins = [each.began_at for each in reversed(store.transactions())]
        assert ids(began=(begins[1], begins[3])) == ["id-3", "id-2", "id-1"]
        for conditions in (
            {},
            {"meter": "north"},
            {"outcome": Outcome.RECOVERED},
            {"verdict": VerdictWord.REJECTED},
            {"search": "south id-"},
            {"search": "nobody"},
        ):
            numbers = store.transaction_numbers(**conditions)
            named = [each.id for each in store.transactions_numbered(numbers)]
            assert named == ids(**conditions)
        assert list(numbers) == []
        every = store.transaction_numbers()
        assert [each.id for each in store.transactions_numbered(every[1:3])] == ["id-4", "id-3"]
        # More than a question may name at once.
        many = store.transactions_numbered(range(1, 260_000))
        assert [each.id for each in many] == ids()
        assert [each.id for each in store.open_transactions()] == ["id-4", "id-5"]


def test_latest_verdict_counts_and_the_earlier_is_kept(store, path):
    store.begin("em580", "BX1", FULL_REQUEST)
    store.set_verdict("7b1f-1", VerdictWord.UNCONFIRMED, Reason.KEY, None, None)
    store.set_verdict("7b1f-1", VerdictWord.VERIFIED, None, Decimal("0.120"), Decimal(61))
    transaction = store.transaction("7b1f-1")
    assert transaction.verdict is VerdictWord.VERIFIED
    assert transaction.reason is None
    assert str(transaction.energy_kwh) == "0.120"
    assert transaction.duration_s == 61
    beside = sqlite3.connect(path)
    words = beside.execute("SELECT word FROM verdicts ORDER BY number").fetchall()
    beside.close()
    assert words == [("unconfirmed",), ("verified",)]


def test_any_thread_may_write_and_read(store):
    failures = []

    def work(name):
        try:
            for index in range(15):
                identity = f"{name}-{index}"
                store.begin("em580", "BX1", TransactionRequest(transaction_id=identity))
                store.append(identity, JournalEvent.SENT)
                assert store.transaction(identity).state is JournalEvent.SENT
                store.close_transaction(identity, Outcome.COMPLETED)
        except (AssertionError, StoreError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.transactions()) == 60
    result = store.check()
    assert (result.ok, result.count) == (True, 180)


def test_closed_store_says_so(path):
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(StoreError) as caught:
        store.transactions()
    assert caught.value.message.code == "store.closed"
