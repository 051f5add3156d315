"""A computer clock that jumps: order by number, and no time that is negative."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eichlab.store import Store
from eichlab.values import (
    Channel,
    JournalEvent,
    Loss,
    LossCause,
    Outcome,
    Quantity,
    Reading,
    TransactionRequest,
)

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POWER = {(Quantity.POWER, Channel.TOTAL): Decimal(1)}


def at(second):
    return BEGIN + timedelta(seconds=second)


def test_transactions_stand_in_the_order_they_were_begun(path):
    times = iter([at(0), at(10), at(-7_200), at(-7_190), at(86_400), at(5)])
    with Store.open(path, clock=lambda: next(times)) as store:
        for identity in ("first", "second", "third"):
            store.begin("em580", "BX1", TransactionRequest(transaction_id=identity))
            store.append(identity, JournalEvent.SENT)
        assert [each.id for each in store.transactions()] == ["third", "second", "first"]
        assert [each.id for each in store.transactions(before="third")] == ["second", "first"]
        assert [each.id for each in store.transactions(before="second", limit=1)] == ["first"]
        assert [each.id for each in store.open_transactions()] == ["first", "second", "third"]
        assert [row.event for row in store.transaction("third").rows] == [
            JournalEvent.INTENT,
            JournalEvent.SENT,
        ]
        assert store.check().ok


def test_loss_that_ends_before_it_began(store):
    loss = Loss("em580", at(100), LossCause.NO_ANSWER)
    store.loss_began(loss)
    store.loss_ended(replace(loss, ended_at=at(-3_500)))
    (kept,) = store.losses()
    assert (kept.began_at, kept.ended_at) == (at(100), at(100))


def test_loss_left_open_in_the_future_ends_with_the_next(store):
    store.loss_began(Loss("em580", at(5_000), LossCause.PORT_LOST))
    store.loss_began(Loss("em580", at(0), LossCause.NO_ANSWER))
    now, left = store.losses()
    assert (now.began_at, now.ended_at) == (at(0), None)
    assert (left.began_at, left.ended_at) == (at(5_000), at(5_000))


jumps = st.sampled_from([0, 0, 0, 0, 0.5, 60, 3_600, 86_400, -0.5, -60, -3_600, -86_400])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from("rrrrled"), jumps), min_size=1, max_size=40))
@example(steps=[("r", 0), ("r", 0), ("l", 0), ("d", -3_600), ("e", 0), ("r", 0)])
@example(steps=[("r", 0), ("l", 86_400), ("d", -86_400), ("e", -86_400), ("r", 86_400)])
def test_whatever_the_clock_does_no_time_is_negative(tmp_path_factory, steps):
    """r: a reading, l: a loss begins, e: it ends, d: the readings taken so far are kept."""
    path = tmp_path_factory.mktemp("clock") / "eichlab.sqlite"
    present = [BEGIN]
    lost, taken = None, 0
    with Store.open(path, clock=lambda: present[0]) as store:
        for step, jump in steps:
            present[0] += timedelta(seconds=1 + jump)
            if step == "r" and lost is None:
                store.add_reading(Reading("em580", present[0], float(taken), POWER))
                taken += 1
            elif step == "l" and lost is None:
                lost = Loss("em580", present[0], LossCause.NO_ANSWER)
                store.loss_began(lost)
            elif step == "e" and lost is not None:
                store.loss_ended(replace(lost, ended_at=present[0]))
                lost = None
            elif step == "d":
                store.flush()
        store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
        store.close_transaction("t", Outcome.COMPLETED)
        store.flush()
        for loss in store.losses():
            assert loss.ended_at is None or loss.ended_at >= loss.began_at
        ever = timedelta(days=4_000)
        for begin, end in ((BEGIN - ever, BEGIN + ever), (at(-60), at(60)), (BEGIN, present[0])):
            share = store.availability(["em580"], begin, end)
            assert share is None or 0 <= share <= 100
        kept = store.readings("em580", BEGIN - ever, BEGIN + ever)
        # The very same microsecond twice is the one reading that gives way.
        assert len(kept) == taken or len({each.taken_at for each in kept}) == len(kept)
        series = store.series(
            "em580", Quantity.POWER, Channel.TOTAL, BEGIN - ever, BEGIN + ever, 50
        )
        assert all(series.time[1:] >= series.time[:-1])
        assert store.check().ok
