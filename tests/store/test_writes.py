"""Every write to a meter, listed apart: in the chain, in order, whatever becomes of the program."""

import csv
import json
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from eichlab.bench import Bench, BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.store import Store
from eichlab.values import (
    Direction,
    JournalEvent,
    Outcome,
    StoreError,
    TransactionRequest,
    WireEntry,
    WireVerdict,
    message,
)

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def entry(number=1, at=AT, unit=1):
    return WireEntry(
        line="Line",
        number=number,
        at=at + timedelta(seconds=number),
        direction=Direction.SENT,
        data=bytes([unit, 16, number % 256]),
        verdict=WireVerdict.WRITTEN,
        unit=unit,
        meaning=message("em580.set-field", field="ID"),
    )


def waited(so):
    deadline = time.monotonic() + 30
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def numbers(path):
    """Return the chain's numbers of journal rows and writes, as the file has them now."""
    connection = sqlite3.connect(path)
    found = [
        [number for (number,) in connection.execute(f"SELECT number FROM {table} ORDER BY number")]
        for table in ("journal", "writes")
    ]
    connection.close()
    return found


def test_write_is_durable_by_itself(store, path):
    store.add_write(entry(), meter="Post", transaction_id=None)
    waited(lambda: store.writes())
    (write,) = store.writes()
    assert (write.number, write.line, write.meter, write.unit) == (1, "Line", "Post", 1)
    assert (write.at, write.data) == (AT + timedelta(seconds=1), b"\x01\x10\x01")
    assert write.meaning == message("em580.set-field", field="ID")
    assert write.transaction_id is None
    assert store.check().count == 1


def test_no_step_is_durable_before_the_writes_before_it(store, path):
    store.begin("Post", "BX1", TransactionRequest(transaction_id="t"))
    store.append("t", JournalEvent.SENT)
    for number in range(1, 10):
        store.add_write(entry(number), meter="Post", transaction_id="t")
    store.append("t", JournalEvent.RUNNING)
    assert numbers(path) == [[1, 2, 12], [3, 4, 5, 6, 7, 8, 9, 10, 11]]
    store.add_write(entry(10), meter="Post", transaction_id="t")
    store.close_transaction("t", Outcome.COMPLETED)
    assert numbers(path)[0][-1] == 14
    assert [write.data[-1] for write in store.writes()] == list(range(10, 0, -1))


def test_no_thread_is_left(path):
    before = set(threading.enumerate())
    store = Store.open(path)
    store.add_write(entry(), meter="Post", transaction_id=None)
    assert set(threading.enumerate()) - before
    store.close()
    assert set(threading.enumerate()) == before


def test_refused_step_loses_no_write(store):
    for number in range(1, 50):
        store.add_write(entry(number), meter="Post", transaction_id=None)
        with pytest.raises(StoreError):
            store.append("nobody", JournalEvent.SENT)
    waited(lambda: len(store.writes()) == 49)
    assert store.check().ok


def test_list_by_every_condition(path):
    with Store.open(path) as store:
        for number in range(1, 7):
            store.add_write(
                entry(number, unit=number % 2),
                meter=f"m{number % 2}",
                transaction_id="t" if number > 4 else None,
            )
    with Store.open(path) as store:

        def found(**conditions):
            return [write.data[-1] for write in store.writes(**conditions)]

        assert found() == [6, 5, 4, 3, 2, 1]
        assert found(limit=2) == [6, 5]
        assert found(limit=2, before=5) == [4, 3]
        assert found(meter="m0") == [6, 4, 2]
        assert found(transaction_id="t") == [6, 5]
        assert found(meter="m1", transaction_id="t") == [5]


def test_locked_store_slows_no_line_and_loses_no_write(path):
    """While another program holds the store, writes wait and lie in the rescue folder."""
    store = Store.open(path, busy_s=0.05)
    store._writes._retry_s = 0.05
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    longest = 0.0
    for number in range(1, 31):
        before = time.perf_counter()
        store.add_write(entry(number), meter="Post", transaction_id="t")
        longest = max(longest, time.perf_counter() - before)
    # Waiting for the lock or the disk would show; the limit is for a busy computer.
    assert longest < 1.0

    def rescued():
        lines = []
        for file in store.rescue_folder.path.glob("writes-*.jsonl"):
            lines += [json.loads(line) for line in file.read_text().splitlines()]
        return lines

    waited(lambda: len(rescued()) >= 30)
    assert [bytes.fromhex(line["data"])[-1] for line in rescued()] == list(range(1, 31))
    assert rescued()[0]["meaning"]
    assert store.writes() == ()
    other.execute("ROLLBACK")
    other.close()
    waited(lambda: len(store.writes()) == 30)
    store.close()
    with Store.open(path) as again:
        assert [write.data[-1] for write in again.writes()] == list(range(30, 0, -1))
        assert again.check().ok


def test_closing_while_locked_says_so_and_keeps_the_writes(path):
    store = Store.open(path, busy_s=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.add_write(entry(7), meter="Post", transaction_id="t")
    with pytest.raises(StoreError) as caught:
        store.close()
    assert caught.value.message.code == "store.locked"
    other.execute("ROLLBACK")
    other.close()
    (file,) = store.rescue_folder.path.glob("writes-*.jsonl")
    (line,) = file.read_text().splitlines()
    assert json.loads(line)["data"] == "011007"
    with pytest.raises(StoreError) as caught:
        store.add_write(entry(8), meter="Post", transaction_id="t")
    assert caught.value.message.code == "store.closed"


def test_killed_program_keeps_the_writes_before_its_last_step(path):
    script = textwrap.dedent(
        """
        import os, signal, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from eichlab.store import Store
        from eichlab.values import (Direction, JournalEvent, TransactionRequest, WireEntry,
                                    WireVerdict)
        store = Store.open(Path(sys.argv[1]))
        store.begin("Post", "BX1", TransactionRequest(transaction_id="t"))
        for number in range(100):
            entry = WireEntry("Line", number, datetime.now(UTC), Direction.SENT, bytes([number]),
                              WireVerdict.WRITTEN, 1)
            store.add_write(entry, meter="Post", transaction_id="t")
        store.append("t", JournalEvent.SENT)
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    with Store.open(path) as store:
        assert [write.data[0] for write in store.writes()] == list(range(99, -1, -1))
        assert store.check().count == 102


def test_bench_lists_every_write_of_its_lines(simulate, tmp_path, path):
    """A whole transaction: what the line says was written is what the store has."""
    simulate("em580", "--boot", "0.5")
    meter = MeterConfiguration(name="Post", model="em580", interval_s=0.2, simulated=True)
    line = LineConfiguration("Line", str(tmp_path / "port"), 115_200, meters=(meter,))
    with Store.open(path) as store:
        bench = Bench(BenchConfiguration("test", (line,)), store)
        bench.start()
        try:
            waited(lambda: bench.meter("Post").state is not None)
            request = TransactionRequest(identification="1F2D3A4F5506C7")
            transaction = bench.start_transaction("Post", request).result(60)
            bench.stop_transaction("Post").result(60)
            waited(lambda: not store.transaction(transaction.id).is_open)
            sent = [
                each
                for each in bench.wire_log("Line").since(0)
                if each.verdict is WireVerdict.WRITTEN
            ]
        finally:
            bench.close()
        waited(lambda: len(store.writes()) == len(sent))
        writes = store.writes()[::-1]
        assert [write.data for write in writes] == [each.data for each in sent]
        assert [write.meaning for write in writes] == [each.meaning for each in sent]
        assert {write.meter for write in writes} == {"Post"}
        codes = [write.meaning.code for write in writes]
        # The journal's intent comes before anything is written, the clock included.
        assert {write.transaction_id for write in writes} == {transaction.id}
        for code in ("em580.command-begin", "em580.command-end", "em580.command-release"):
            assert codes.count(code) == 1
        assert store.check().ok
        store.export(tmp_path / "out")
    with (tmp_path / "out" / "writes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [bytes.fromhex(row["bytes"]) for row in rows] == [each.data for each in sent]
    assert {row["simulated"] for row in rows} == {"SIMULATION"}
    fields = [json.loads(row["parameters"]) for row in rows if row["meaning"] == "em580.set-field"]
    assert {"field": "ID"} in fields
