"""Meters that carry no transaction id: what the bench tells their drivers, and what it does not."""

import pytest

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.store import Store
from eichlab.values import JournalEvent, MeterActivity, Outcome, StoreError, TransactionRequest


@pytest.fixture
def post(tmp_path, simulate, watch):
    """A bench with a simulated DC650; each call is a program that was just started."""
    simulate("dc650", "--baud", "115200")
    meter = MeterConfiguration(name="Post", model="dc650", interval_s=0.2, simulated=True)
    line = LineConfiguration("Line", str(tmp_path / "port"), 115_200, meters=(meter,))
    running = []

    def start():
        store = Store.open(tmp_path / "eichlab.sqlite")
        running.append(watch(BenchConfiguration("test", (line,)), store))
        return running[-1].connected()

    def end():
        for watched in running:
            watched.close()
            watched.store.close()
        running.clear()

    start.end = end
    yield start
    end()


def test_the_mark_is_in_the_journal_before_the_start(post):
    watched = post()
    request = TransactionRequest(identification="1F2D3A4F5506C7")
    started = watched.bench.start_transaction("Post", request).result(20)
    (sent,) = [row for row in started.rows if row.event is JournalEvent.SENT]
    assert {"stored", "digest", "page", "energy_wh", "clock"} <= set(sent.detail["mark"])
    ended = watched.bench.stop_transaction("Post").result(20)
    assert ended.outcome is Outcome.COMPLETED


@pytest.mark.parametrize("step", ["close_transaction", "RELEASED"])
def test_what_was_released_is_not_found_again_after_a_restart(post, monkeypatch, step):
    """Records stay in this meter: only the journal knows that ours is done with."""
    watched = post()
    request = TransactionRequest(identification="1F2D3A4F5506C7")
    started = watched.bench.start_transaction("Post", request).result(20)
    write = getattr(Store, "close_transaction" if step == "close_transaction" else "append")

    def fails(store, *arguments, **options):
        if step == "RELEASED" and JournalEvent.RELEASED not in arguments:
            return write(store, *arguments, **options)
        raise StoreError("store.locked", path="here")

    monkeypatch.setattr(Store, write.__name__, fails)
    ended = watched.bench.stop_transaction("Post").result(20)
    assert ended.state is (
        JournalEvent.RELEASED if step == "close_transaction" else JournalEvent.STORED
    )
    post.end()
    monkeypatch.undo()

    watched = post()
    watched.until(lambda: not watched.store.transaction(started.id).is_open)
    assert watched.store.transaction(started.id).outcome is Outcome.RECOVERED
    assert len(watched.store.records(started.id)) == 1
    watched.until(lambda: watched.status.state.activity is MeterActivity.IDLE)
    assert not watched.store.foreign_records()
