"""A disk that is really full: a small file system of its own, where one may be mounted."""

import contextlib
import shutil
import subprocess
import sys
import textwrap

import pytest

from eichlab.store import RescueFolder, Store
from eichlab.texts import Language, say_error
from eichlab.values import (
    JournalEvent,
    Outcome,
    SignedRecord,
    StoreError,
    TransactionRequest,
)

RECORD = SignedRecord(b"OCMF|" + b"x" * 3_000, transaction_id="t")


class Disk:
    """A file system in memory of one megabyte."""

    def __init__(self, folder):
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, leave=0):
        """Fill it up to the last byte, or up to ``leave`` bytes."""
        with contextlib.suppress(OSError), self._filler.open("ab", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        if leave:
            with self._filler.open("r+b") as file:
                file.truncate(max(0, self._filler.stat().st_size - leave))

    def empty(self):
        """Make room again."""
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if sys.platform != "linux" or mount is None or unmount is None:
        pytest.skip("mounting a small disk is known for Linux only")
    options = ("-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", str(folder))
    done = subprocess.run([mount, *options], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this user may not mount a small disk: {done.stderr.strip()}")
    yield Disk(folder)
    subprocess.run([unmount, "--lazy", str(folder)], check=True)


def refused(job, code):
    with pytest.raises(StoreError) as caught:
        job()
    assert caught.value.message.code == code
    for language in Language:
        assert "?" not in say_error(caught.value, language)


def test_full_disk_loses_nothing_and_goes_on_when_there_is_room(disk, tmp_path, reading):
    rescue = tmp_path / "elsewhere"
    with Store.open(disk.folder / "eichlab.sqlite", rescue=rescue) as store:
        store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
        disk.fill()
        head = store.head()
        # The rescue folder on another disk takes the record first, whatever the store does.
        kept = store.rescue(RECORD)
        refused(lambda: _until_refused(store), "store.full")
        refused(lambda: store.add_record(RECORD, meter="em580", serial="BX1"), "store.full")
        refused(lambda: store.close_transaction("t", Outcome.COMPLETED), "store.full")
        for second in range(50):
            with contextlib.suppress(StoreError):
                store.add_reading(reading(second))
        refused(store.flush, "store.full")
        assert kept.read_bytes() == RECORD.data
        assert store.check(head).ok
        assert store.transaction("t").is_open

        disk.empty()
        store.flush()
        assert len(store.readings("em580", reading(0).taken_at, reading(50).taken_at)) == 50
        store.add_record(RECORD, meter="em580", serial="BX1")
        assert store.close_transaction("t", Outcome.COMPLETED).outcome is Outcome.COMPLETED
        assert store.records("t") == (RECORD,)
        assert store.check(head).ok


def _until_refused(store):
    """Write until the log, which may have some room of its own left, is full, too."""
    for _ in range(10_000):
        store.append("t", JournalEvent.RUNNING, {"filled": "x" * 500})


def test_full_rescue_folder_says_so_and_keeps_no_half_record(disk):
    rescue = RescueFolder(disk.folder / "rescue")
    whole = rescue.keep(SignedRecord(b"before"))
    disk.fill()
    refused(lambda: rescue.keep(RECORD), "store.rescue-full")
    assert [each.name for each in rescue.path.iterdir()] == [whole.name]
    disk.empty()
    assert rescue.keep(RECORD).read_bytes() == RECORD.data


@pytest.mark.parametrize("leave", [0, 8_192, 40_960, 122_880])
def test_new_store_on_a_full_disk(disk, leave):
    """Whether refused or not, nothing half made is left that a later start would stumble over."""
    path = disk.folder / "eichlab.sqlite"
    disk.fill(leave)
    with pytest.raises(StoreError) as caught:
        _open_and_fill(path)
    assert caught.value.message.code in {"store.full", "store.rescue-full"}
    disk.empty()
    with Store.open(path) as store:
        store.begin("em580", "BX1", TransactionRequest())
        assert store.check().ok


def _open_and_fill(path):
    with Store.open(path) as store:
        for _ in range(1_000):
            store.begin("em580", "BX1", TransactionRequest(tariff_text="x" * 1_000))


def test_opening_on_a_full_disk(disk):
    path = disk.folder / "eichlab.sqlite"
    with Store.open(path) as store:
        store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
        head = store.head()
    disk.fill()
    refused(lambda: Store.open(path), "store.full")
    with Store.open_read_only(path) as store:
        assert store.check(head).ok
    disk.empty()
    with Store.open(path) as store:
        assert store.check(head).ok


def test_killed_on_a_full_disk(disk, tmp_path):
    """The log ends in the middle of a write; what was durable before is there."""
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from eichlab.store import Store
        from eichlab.values import StoreError, TransactionRequest
        store = Store.open(Path(sys.argv[1]), rescue=Path(sys.argv[2]))
        try:
            while True:
                request = TransactionRequest(tariff_text="x" * 2_000)
                store.begin("em580", "BX1", request)
                print(request.transaction_id, flush=True)
        except StoreError as error:
            print(error.message.code, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    path = disk.folder / "eichlab.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), str(tmp_path / "rescue")],
        capture_output=True,
        text=True,
        check=False,
    )
    *begun, code = done.stdout.split()
    assert code == "store.full"
    assert len(begun) > 10
    with Store.open_read_only(path) as store:
        assert store.check().ok
        assert [each.id for each in store.open_transactions()] == begun


def test_export_onto_a_full_disk(disk, path):
    with Store.open(path) as store:
        store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
        store.add_record(RECORD, meter="em580", serial="BX1")
        disk.fill()
        refused(lambda: store.export(disk.folder / "out", force=True), "store.export-full")
        assert not (disk.folder / "out" / "manifest.json").exists()
        disk.empty()
        store.export(disk.folder / "out", force=True)
    assert (disk.folder / "out" / "manifest.json").exists()
