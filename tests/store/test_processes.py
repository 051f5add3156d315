import random
import subprocess
import sys
import textwrap
import time

import pytest

from eichlab.store import Store
from eichlab.values import JournalEvent, Outcome

WRITER = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime, timedelta
    from decimal import Decimal
    from pathlib import Path
    from eichlab.store import Store
    from eichlab.values import (Channel, JournalEvent, Outcome, Quantity, Reading, SignedRecord,
                                TransactionRequest)

    path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    store = Store.open(path, busy_s=30)
    print("ready", flush=True)
    sys.stdin.readline()
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    for index in range(count):
        identity = f"{name}-{index}"
        store.begin(name, name, TransactionRequest(transaction_id=identity))
        print("begun", identity, flush=True)
        store.append(identity, JournalEvent.SENT)
        store.add_reading(Reading(name, begin + timedelta(seconds=index), 0.0,
                                  {(Quantity.POWER, Channel.TOTAL): Decimal(index)}))
        record = SignedRecord(identity.encode() * 500, transaction_id=identity)
        store.rescue(record)
        store.add_record(record, meter=name, serial=name)
        print("stored", identity, flush=True)
        store.close_transaction(identity, Outcome.COMPLETED)
        print("closed", identity, flush=True)
    store.close()
    """
)


def writer(path, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_writers_at_once_make_one_chain(path):
    """Both even make the store: neither finds one."""
    with writer(path, "north", 25) as north, writer(path, "south", 25) as south:
        for process in (north, south):
            assert process.stdout.readline() == "ready\n"
        for process in (north, south):
            process.stdin.write("go\n")
            process.stdin.flush()
        with Store.open(path) as reader:
            deadline = time.monotonic() + 60
            while any(process.poll() is None for process in (north, south)):
                assert time.monotonic() < deadline
                assert reader.check().ok
                time.sleep(0.05)
        for process in (north, south):
            process.stdout.read()
    assert (north.returncode, south.returncode) == (0, 0)
    with Store.open(path) as store:
        result = store.check()
        assert (result.ok, result.count) == (True, 200)
        assert len(store.records()) == 50
        for name in ("north", "south"):
            done = store.transactions(meter=name, outcome=Outcome.COMPLETED)
            assert len(done) == 25
        assert store.open_transactions() == ()


@pytest.mark.parametrize("seed", range(4))
def test_kill_while_writing_loses_nothing_that_was_said_to_be_kept(path, seed):
    with writer(path, "north", 100_000) as process:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(random.Random(seed).uniform(0.02, 0.2))
        process.kill()
        said = process.stdout.read().splitlines()
    with Store.open(path) as store:
        assert store.check().ok
        kept = {record.transaction_id for record in store.records()}
        for line in said:
            if len(line.split()) != 2:
                continue
            step, identity = line.split()
            if not identity or store.transaction(identity) is None:
                # Only a line torn by the kill may name what is not there.
                assert line == said[-1]
                continue
            if step == "stored":
                assert identity in kept
            if step == "closed":
                assert store.transaction(identity).outcome is Outcome.COMPLETED
        for transaction in store.open_transactions():
            assert transaction.rows[0].event is JournalEvent.INTENT
            assert store.take_lease(transaction.id)
            store.close_transaction(transaction.id, Outcome.ABANDONED)
        for record in store.records():
            assert record.data == record.transaction_id.encode() * 500
        # Whole or not there: the rescue folder has nothing torn either.
        for file in store.rescue_folder.path.glob("*.ocmf"):
            identity = file.name.rsplit("-", 1)[0]
            assert file.read_bytes() == identity.encode() * 500
        assert store.check().ok
