"""A store that is only read: on a write-protected copy, beside a program, after its end."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from eichlab.store import Store
from eichlab.values import Outcome, SignedRecord, StoreError, TransactionRequest


def fingerprint(folder):
    """Return names, bytes and times of all files in a folder."""
    return {
        str(file.relative_to(folder)): (
            hashlib.sha256(file.read_bytes()).hexdigest(),
            file.stat().st_mtime_ns,
        )
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def fill(store, count=3):
    for number in range(count):
        store.begin("em580", "BX1", TransactionRequest(transaction_id=f"t-{number}"))
        record = SignedRecord(b"OCMF|" + bytes([number]), transaction_id=f"t-{number}")
        store.add_record(record, meter="em580", serial="BX1")


@pytest.fixture
def closed(path):
    """A store closed in order, alone in its folder."""
    with Store.open(path) as store:
        fill(store)
    for each in path.parent.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
    return path


def of(folder, source, suffixes):
    """Copy the store's files as somebody would; return the copy."""
    folder.mkdir()
    for suffix in suffixes:
        shutil.copy2(f"{source}{suffix}", folder / f"copy.sqlite{suffix}")
    return folder / "copy.sqlite"


def test_closed_store_is_read_as_it_stands(closed):
    before = fingerprint(closed.parent)
    with Store.open_read_only(closed) as store:
        assert store.check().count == 6
        assert len(store.records()) == 3
        assert fingerprint(closed.parent) == before
    assert fingerprint(closed.parent) == before


@pytest.mark.parametrize("suffixes", [("", "-wal", "-shm"), ("", "-wal")])
def test_copy_of_a_store_in_use_has_what_is_in_its_log(path, tmp_path, suffixes):
    """All entries stand in the log only; whoever reads the one file alone misses them."""
    with Store.open(path) as store:
        fill(store)
        head = store.head()
        copy = of(tmp_path / "copy", path, suffixes)
    before = fingerprint(copy.parent)
    with Store.open_read_only(copy) as opened:
        result = opened.check(head)
        assert (result.ok, result.count, result.head) == (True, 6, head)
        assert fingerprint(copy.parent) == before
    assert fingerprint(copy.parent) == before


def test_beside_a_program_that_writes(store, path):
    fill(store)
    with Store.open_read_only(path) as reader:
        assert reader.check().count == 6
        store.close_transaction("t-0", Outcome.COMPLETED)
        assert reader.check().count == 7
        assert reader.head() == store.head()


def test_program_that_begins_to_write_meanwhile_is_noticed(closed):
    with Store.open_read_only(closed) as reader:
        assert reader.check().ok
        with Store.open(closed) as writer:
            writer.begin("em580", "BX1", TransactionRequest())
            with pytest.raises(StoreError) as caught:
                reader.check()
            assert caught.value.message.code == "store.changed-meanwhile"
    with Store.open_read_only(closed) as reader:
        assert reader.check().count == 7


def test_nothing_can_be_written(closed):
    with Store.open_read_only(closed) as reader:
        for write in (
            lambda: reader.begin("em580", "BX1", TransactionRequest()),
            lambda: reader.take_lease("t-0"),
            lambda: reader.close_transaction("t-0", Outcome.COMPLETED),
        ):
            with pytest.raises(StoreError) as caught:
                write()
            assert caught.value.message.code == "store.read-only"


@pytest.mark.parametrize("content", [None, b"", b"no database" * 500])
def test_what_is_no_store(path, content):
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store.open_read_only(path)
    code = {None: "store.cannot-open", b"": "store.other-file"}.get(content, "store.damaged")
    assert caught.value.message.code == code
    assert path.exists() == (content is not None)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize("suffixes", [("",), ("", "-wal", "-shm"), ("", "-wal")])
def test_write_protected_copy_as_an_ordinary_user(path, suffixes):
    script = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        from eichlab.store import Store
        from eichlab.values import StoreError
        import eichlab.store.schema
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        path = Path(sys.argv[1])
        try:
            Store.open(path, rescue=Path(sys.argv[2]))
        except StoreError as error:
            print(error.message.code)
        with Store.open_read_only(path) as store:
            result = store.check()
            print(result.ok, result.count, store.export(Path(sys.argv[2]) / "out").records)
        """
    )
    with Store.open(path) as store:
        fill(store)
        in_use = of(path.parent / "in-use", path, ("", "-wal", "-shm"))
    left = of(path.parent / "closed", path, ("",)) if suffixes == ("",) else in_use
    # In a folder of its own: those pytest makes are closed to other users.
    with tempfile.TemporaryDirectory() as place:
        folder, target = Path(place) / "data", Path(place) / "target"
        Path(place).chmod(0o755)
        target.mkdir()
        target.chmod(0o777)
        copy = of(folder, left, suffixes)
        for each in folder.iterdir():
            each.chmod(0o444)
        folder.chmod(0o555)
        before = fingerprint(folder)
        try:
            done = subprocess.run(
                [sys.executable, "-c", script, str(copy), str(target)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert fingerprint(folder) == before
        finally:
            folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.split() == ["store.no-permission", "True", "6", "3"]


def test_cut_log_is_found_by_an_earlier_head(path, tmp_path):
    with Store.open(path) as store:
        fill(store)
        head = store.head()
        copy = of(tmp_path / "copy", path, ("", "-wal"))
    log = copy.with_name("copy.sqlite-wal")
    log.write_bytes(log.read_bytes()[:-1000])
    with Store.open_read_only(copy) as opened:
        assert opened.check().count == 5
        assert opened.check(head).first_broken.message.code == "store.broken.cut"


def test_uri_characters_in_the_path(tmp_path):
    odd = tmp_path / "ü #1?mode=rwc&x%20" / "a b.sqlite"
    with Store.open(odd) as store:
        fill(store, 1)
    with Store.open_read_only(odd) as reader:
        assert reader.check().count == 2
    assert len(list(tmp_path.iterdir())) == 1
