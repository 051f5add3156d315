"""A meter that signs its begin by itself and forgets it with its power: it is kept at once."""

import json

from eichlab.bench import transactions
from eichlab.values import JournalEvent, Outcome, StoreError, VerdictWord

MODEL = "bsm-ws36a"


def letters(station, transaction):
    """What the stored records are of, in their order."""
    return [
        json.loads(record.data.split(b"|")[1])["RD"][0]["TX"]
        for record in station.store.records(transaction.id)
    ]


def rescued(station, transaction):
    folder = station.store.rescue_folder.path
    return {path.read_bytes() for path in folder.glob(f"{transaction.id}*.ocmf")}


def test_the_begin_is_stored_while_the_transaction_runs(station):
    watched = station(MODEL).connected()
    started = watched.start()
    assert letters(watched, started) == ["B"]
    (begin,) = watched.store.records(started.id)
    assert begin.data in rescued(watched, started)
    assert begin.simulated
    watched.stop()
    done = watched.closed(started)
    assert letters(watched, done) == ["B", "E"]
    assert done.outcome is Outcome.COMPLETED
    assert watched.store.check().ok


def test_begin_and_end_survive_a_power_failure_of_everything(station):
    watched = station(MODEL, "--load", "22000", "--speed", "3600").connected()
    started = watched.start()
    watched.crash()
    watched.meter_dies_and_returns()
    done = watched.open().closed(started)
    assert letters(watched, done) == ["B", "E"]
    assert done.outcome is Outcome.RECOVERED
    assert done.verdict is VerdictWord.VERIFIED
    assert done.energy_kwh is not None
    assert done.energy_kwh > 0


def test_what_was_read_before_a_crash_is_not_signed_again_after_a_power_failure(
    station, monkeypatch
):
    watched = station(MODEL).connected()
    started = watched.start()
    step = transactions.Transactions._step

    def crashing(self, meter, event, **detail):
        if event is JournalEvent.STORED:
            raise StoreError("store.full", path="", rescue="", reason="crash")
        step(self, meter, event, **detail)

    monkeypatch.setattr(transactions.Transactions, "_step", crashing)
    watched.stop()
    known = watched.store.transaction(started.id)
    assert known.state is JournalEvent.READ
    watched.crash()
    monkeypatch.undo()
    watched.meter_dies_and_returns()
    done = watched.open().closed(started)
    assert letters(watched, done) == ["B", "E"]
    assert done.verdict is VerdictWord.VERIFIED
    assert watched.memory["pages"] == ["T2"]
    watched.idle()


def test_an_early_begin_alone_is_no_record_of_the_transaction(station):
    watched = station(MODEL).connected()
    started = watched.start()
    watched.crash()
    # Another program ends it and sets the meter free.
    other = watched.open("another.sqlite").connected()
    assert len(other.clear_unknown()) == 2
    other.crash()
    done = watched.open().closed(started)
    assert letters(watched, done) == ["B"]
    assert done.outcome is Outcome.ABANDONED


def test_a_begin_that_the_store_refuses_is_rescued_and_comes_again_with_the_end(
    station, monkeypatch
):
    watched = station(MODEL).connected()

    def refusing(self, record, **where):
        raise StoreError("store.full", path="", rescue="", reason="sabotage")

    monkeypatch.setattr(type(watched.store), "add_record", refusing)
    started = watched.start()
    (begin,) = rescued(watched, started)
    monkeypatch.undo()
    watched.bench.stop_transaction("Post").result(60)
    done = watched.closed(started)
    assert letters(watched, done) == ["B", "E"]
    assert watched.store.records(done.id)[0].data == begin
    assert done.outcome is Outcome.COMPLETED
