import contextlib
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from eichlab.store import Store
from eichlab.values import Outcome, TransactionRequest

OWNER = textwrap.dedent(
    """
    import subprocess, sys
    from pathlib import Path
    from eichlab.store import Store
    from eichlab.values import TransactionRequest

    store = Store.open(Path(sys.argv[1]))
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"],
                             stdin=subprocess.PIPE, close_fds=False)
    print("ready", child.pid, flush=True)
    sys.stdin.read()
    """
)


@pytest.fixture
def owner(path):
    """Another process that runs transaction ``t``; it has a child that outlives it."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    word, child = process.stdout.readline().split()
    assert word == "ready"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(child), signal.SIGKILL)


def test_begin_takes_the_lease_and_close_gives_it_back(store, path):
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
    assert not store.lease_is_over("t")
    with Store.open(path) as other:
        assert not other.lease_is_over("t")
        assert not other.take_lease("t")
        assert store.take_lease("t")
        store.close_transaction("t", Outcome.COMPLETED)
        assert other.lease_is_over("t")


def test_released_lease_goes_to_the_next(store, path):
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
    store.release_lease("t")
    assert store.lease_is_over("t")
    with Store.open(path) as other:
        assert other.take_lease("t")
        assert not store.take_lease("t")
        store.release_lease("t")
        assert not store.lease_is_over("t")
    assert store.lease_is_over("t")
    assert store.take_lease("t")


def test_never_taken_lease_is_over(store):
    assert store.lease_is_over("nobody's")


def test_killed_owner_frees_its_lease_at_once(owner, store):
    assert not store.lease_is_over("t")
    assert not store.take_lease("t")
    (transaction,) = store.open_transactions()
    assert transaction.id == "t"

    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert store.lease_is_over("t")
    assert store.take_lease("t")
    assert not store.lease_is_over("t")


def test_stopped_owner_keeps_its_lease(owner, store):
    """A program that hangs still has its meter; only its end ends the lease."""
    owner.send_signal(signal.SIGSTOP)
    assert not store.lease_is_over("t")
    assert not store.take_lease("t")
    owner.send_signal(signal.SIGCONT)


def test_owners_leave_no_files(owner, store, path):
    owner.kill()
    owner.wait()
    leases = path.with_name("eichlab.sqlite.leases")
    assert len(list(leases.iterdir())) == 1
    assert store.take_lease("t")
    assert len(list(leases.iterdir())) == 1
    store.close()
    assert list(leases.iterdir()) == []
