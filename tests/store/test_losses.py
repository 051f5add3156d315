import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.store import Store, watches
from eichlab.values import Loss, LossCause, TransactionRequest

BEGIN = datetime.fromisoformat("2026-11-23T09:00:00+00:00")


def at(second):
    return BEGIN + timedelta(seconds=second)


def test_loss_from_begin_to_end(store):
    began = Loss("em580", at(10), LossCause.NO_ANSWER, running="t", energy_before=Decimal("1234.5"))
    store.loss_began(began)
    assert store.losses() == (began,)
    corrected = replace(began, cause=LossCause.PORT_LOST)
    store.loss_began(corrected)
    assert store.losses() == (corrected,)
    ended = replace(corrected, ended_at=at(13), energy_after=Decimal(1250))
    store.loss_ended(ended)
    assert store.losses() == (ended,)
    with pytest.raises(ValueError, match="end"):
        store.loss_ended(began)


def test_losses_of_a_meter_and_a_time(store):
    for meter, begin, end in (("a", 0, 10), ("a", 20, 30), ("b", 5, 25)):
        store.loss_ended(Loss(meter, at(begin), LossCause.NO_ANSWER, ended_at=at(end)))
    lasting = Loss("a", at(40), LossCause.WRONG_ANSWER)
    store.loss_began(lasting)

    def begins(**conditions):
        return [(loss.meter, loss.began_at) for loss in store.losses(**conditions)]

    assert begins(meter="b") == [("b", at(5))]
    assert begins(begin=at(11), end=at(19)) == [("b", at(5))]
    assert begins(meter="a", begin=at(25)) == [("a", at(20)), ("a", at(40))]
    assert begins(begin=at(1_000)) == [("a", at(40))]
    assert begins(end=at(4)) == [("a", at(0))]


def test_transaction_counts_its_losses(store):
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
    for second, running in ((0, "t"), (10, None), (20, "t")):
        loss = Loss("em580", at(second), LossCause.NO_ANSWER, running, at(second + 1))
        store.loss_ended(loss)
    assert store.transaction("t").losses == 2


def test_loss_of_a_killed_program_ends_with_the_next_reading(path, reading):
    script = textwrap.dedent(
        """
        import os, signal, sys
        from datetime import datetime
        from pathlib import Path
        from eichlab.store import Store
        from eichlab.values import Loss, LossCause
        store = Store.open(Path(sys.argv[1]))
        began = datetime.fromisoformat("2026-11-23T09:00:05+00:00")
        store.loss_began(Loss("em580", began, LossCause.PORT_LOST, running="t"))
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    with Store.open(path) as store:
        (found,) = store.losses()
        assert (found.began_at, found.ended_at) == (at(5), None)
        store.add_reading(reading(3, energy="100"))
        store.add_reading(reading(65, energy="160"))
        store.add_reading(reading(66, energy="161"))
        store.flush()
        (found,) = store.losses()
        assert found.ended_at == at(65)
        assert found.cause is LossCause.PORT_LOST
        assert found.running == "t"
        assert found.energy_after == 160


def test_closing_in_a_loss_twice(path):
    store = Store.open(path)
    store.loss_began(Loss("em580", at(0), LossCause.NO_ANSWER))
    store.close()
    store.close()
    with Store.open(path) as again:
        assert again.losses()[0].ended_at is None


def test_next_loss_ends_the_one_left_open(store):
    store.loss_began(Loss("em580", at(0), LossCause.PORT_LOST))
    store.loss_began(Loss("em580", at(60), LossCause.NO_ANSWER))
    store.loss_began(Loss("other", at(70), LossCause.NO_ANSWER))
    first, second, _other = store.losses()
    assert (first.ended_at, second.ended_at) == (at(60), None)


def test_availability_is_of_the_time_watched(path, reading):
    present = [at(0)]
    with Store.open(path, clock=lambda: present[0]) as store:
        assert store.availability(["em580"], at(0), at(1_000)) is None
        for second in range(100):
            store.add_reading(reading(second))
        store.flush()
        assert store.availability(["em580"], at(0), at(1_000)) == 100
        loss = Loss("em580", at(99), LossCause.NO_ANSWER)
        store.loss_began(loss)
        # Still in it: its length so far counts as soon as it was watched.
        present[0] = at(124)
        store.flush()
        assert store.availability(["em580"], at(0), at(1_000)) == Decimal("79.83")
        store.loss_ended(replace(loss, ended_at=at(124)))
        for second in range(124, 201):
            store.add_reading(reading(second))
        store.flush()
        assert store.availability(["em580"], at(0), at(1_000)) == Decimal("87.50")
        assert store.availability(["em580"], at(99), at(124)) == 0
        assert store.availability(["em580"], at(300), at(400)) is None
    # Nobody watches for a day; that is neither available nor lost.
    with Store.open(path) as store:
        for second in range(90_000, 90_201):
            store.add_reading(reading(second))
        store.flush()
        assert store.availability(["em580"], at(0), at(100_000)) == Decimal("93.75")


def test_availability_of_a_line_is_of_all_the_time_its_meters_were_watched(store, reading):
    for second in range(301):
        store.add_reading(reading(second))
        if second <= 100:
            store.add_reading(replace(reading(second), meter="other"))
    store.flush()
    store.loss_ended(Loss("em580", at(10), LossCause.NO_ANSWER, ended_at=at(50)))
    store.loss_ended(Loss("other", at(0), LossCause.PORT_LOST, ended_at=at(20)))
    both = ["em580", "other"]
    # 60 s lost of 300 s and 100 s, although one alone lost more and one less of its own.
    assert store.availability(both, at(0), at(300)) == 85
    assert store.availability(["em580"], at(0), at(300)) == Decimal("86.66")
    assert store.availability(["other"], at(0), at(300)) == 80
    assert store.availability([], at(0), at(300)) is None


def test_any_loss_at_all_is_below_one_hundred(store, reading):
    for second in range(0, 86_400, 60):
        store.add_reading(reading(second))
    store.flush()
    store.loss_ended(Loss("em580", at(100), LossCause.NO_ANSWER, ended_at=at(100.001)))
    assert store.availability(["em580"], at(0), at(86_400)) == Decimal("99.99")


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(some=spans, others=spans)
def test_common_time_against_counting(some, others):
    def counted(pairs):
        return {moment for begin, end in pairs for moment in range(begin, end)}

    joined, against = watches._joined(some), watches._joined(others)
    assert watches._length(joined) == len(counted(some))
    assert watches._length(watches._common(joined, against)) == len(counted(some) & counted(others))
