"""Several meters on one line: what one does must not silence the others."""

import itertools
import time

import pytest

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    Noticed,
    ReadingTaken,
)
from eichlab.store import Store
from eichlab.values import (
    Direction,
    JournalEvent,
    LinkState,
    StoreError,
    TransactionRequest,
    VerdictWord,
)

POLL_S = 0.2
# So long is a stop waited for; a poll every 0.2 s then has many slots, on a busy computer too.
READY_S = 3.0


class Neighbours:
    """A running bench of meters that share one line, and when each was read (monotonic)."""

    def __init__(self, store, port, units, baud=115_200, timeout_s=0.3):
        meters = tuple(
            MeterConfiguration(
                f"M{unit}",
                "em580",
                unit=unit,
                interval_s=POLL_S,
                timeout_s=timeout_s,
                simulated=True,
            )
            for unit in units
        )
        line = LineConfiguration("Line", str(port), baud, meters=meters)
        self.store = store
        self.bench = Bench(BenchConfiguration("test", (line,)), store)
        self._events = self.bench.events.subscribe()
        self._read = []
        self.bench.start()

    def until(self, so, seconds=30.0):
        until = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < until
            time.sleep(0.02)

    def connected(self, dead=()):
        names = {f"M{unit}" for unit in dead}
        self.until(
            lambda: all(m.state is not None for m in self.bench.meters() if m.name not in names)
        )
        return self

    def forget(self):
        self._events.drain()
        self._read.clear()

    def read_at(self, meter):
        for event in self._events.drain():
            if isinstance(event, ReadingTaken):
                self._read.append((event.reading.meter, event.reading.monotonic))
        return [at for name, at in self._read if name == meter]

    def start(self, meter):
        return self.bench.start_transaction(meter, TransactionRequest())


@pytest.fixture
def neighbours(tmp_path):
    running = []

    def make(*units, dead=(), **options):
        store = Store.open(tmp_path / "eichlab.sqlite")
        running.append(Neighbours(store, tmp_path / "port", units, **options))
        return running[-1].connected(dead)

    yield make
    for each in running:
        each.bench.close()
        each.store.close()


def test_a_slow_record_does_not_silence_the_neighbour(simulate, neighbours):
    simulate("em580@1", "em580@2", "--switch", f"ready-s={READY_S}", meters=2)
    line = neighbours(1, 2)
    line.start("M1").result(20)
    line.read_at("M2")
    began = time.monotonic()
    stopping = line.bench.stop_transaction("M1")
    while not stopping.done():
        time.sleep(0.02)
    ended = time.monotonic()
    assert ended - began >= READY_S, "the record was waited for"
    assert stopping.result().verdict is VerdictWord.VERIFIED

    during = [at for at in line.read_at("M2") if began <= at <= ended]
    assert len(during) >= 0.5 * READY_S / POLL_S
    gaps = [after - before for before, after in itertools.pairwise((began, *during, ended))]
    assert max(gaps) < READY_S / 3
    assert line.bench.meter("M2").link is LinkState.ONLINE
    assert not line.store.losses("M2")


def test_meters_that_sign_slowly_are_waited_for_at_the_same_time(simulate, neighbours):
    units = (1, 2, 3, 4)
    models = [f"em580@{unit}" for unit in units]
    simulate(*models, "--switch", f"ready-s={READY_S}", meters=len(units))
    line = neighbours(*units)
    for started in [line.start(f"M{unit}") for unit in units]:
        assert started.result(20).state is JournalEvent.RUNNING
    began = time.monotonic()
    stops = [line.bench.stop_transaction(f"M{unit}") for unit in units]
    assert all(stop.result(30).verdict is VerdictWord.VERIFIED for stop in stops)
    assert time.monotonic() - began < 2.5 * READY_S, "in turn it would be four times as long"
    assert not any(line.store.losses(f"M{unit}") for unit in units)


def test_a_start_need_not_wait_for_a_neighbours_record(simulate, neighbours):
    simulate("em580@1", "em580@2", "--switch", f"ready-s={READY_S}", meters=2)
    line = neighbours(1, 2)
    line.start("M1").result(20)
    stopping = line.bench.stop_transaction("M1")
    time.sleep(0.3)
    assert line.start("M2").result(20).state is JournalEvent.RUNNING
    assert not stopping.done()
    assert stopping.result(20).verdict is VerdictWord.VERIFIED


def test_meters_share_a_line_that_is_too_slow_for_all_fairly(simulate, neighbours):
    units = (1, 2, 3, 4)
    simulate(*(f"em580@{unit}" for unit in units), "--baud", "19200", meters=len(units))
    line = neighbours(*units, baud=19_200)
    line.read_at("M1")
    line.forget()
    time.sleep(6)
    polls = [len(line.read_at(f"M{unit}")) for unit in units]
    assert min(polls) > 5
    assert max(polls) - min(polls) <= 2


def test_a_dead_meter_costs_the_others_less_than_a_twentieth(simulate, neighbours):
    simulate("em580@1")
    line = neighbours(1, 9, dead=(9,), timeout_s=0.1)
    line.until(lambda: line.bench.meter("M9").link is LinkState.SILENT)
    log = line.bench.wire_log("Line")
    time.sleep(2.5)
    before, began = log.last_number, time.monotonic()
    line.forget()
    time.sleep(8)
    seconds = time.monotonic() - began
    asked = [e for e in log.since(before) if e.unit == 9 and e.direction is Direction.SENT]
    assert asked, "it is still asked"
    # One more may just have begun when we began to count.
    assert (len(asked) - 1) * 0.1 / seconds < 0.05
    assert len(line.read_at("M1")) >= 0.8 * seconds / POLL_S


def test_a_store_that_refuses_is_told_once_for_all_meters(simulate, neighbours, monkeypatch):
    units = (1, 2, 3)
    simulate(*(f"em580@{unit}" for unit in units), meters=len(units))
    line = neighbours(*units)
    refused = StoreError("store.full", path="x", rescue="y", reason="test")
    calls = []

    def refuse(reading, **options):
        calls.append(reading.meter)
        raise refused

    told = line.bench.events.subscribe()
    with monkeypatch.context() as patched:
        patched.setattr(line.store, "add_reading", refuse)
        line.until(lambda: len(calls) > 12 and len(set(calls)) == len(units))
    line.forget()
    line.until(lambda: all(line.read_at(f"M{unit}") for unit in units))
    notices = [event for event in told.drain() if isinstance(event, Noticed)]
    assert [event.message.code for event in notices] == ["store.full"]


def test_a_meter_that_stands_twice_on_the_bench_is_not_recovered_from_itself(simulate, neighbours):
    """Two entries name one meter: what runs through one is nothing the other left behind."""
    simulate("em580@1")
    line = neighbours(1)
    started = line.start("M1").result(20)
    entry = line.bench._meters["M1"]
    other = type(entry)(
        MeterConfiguration("Twin", "em580", unit=1), line.bench.configuration.lines[0], entry._line
    )
    other.identity = entry.identity
    line.bench._transactions.recover(other)
    assert other.transaction is None
    assert line.store.transaction(started.id).state is JournalEvent.RUNNING
