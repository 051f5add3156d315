import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from eichlab.store import Store, schema
from eichlab.texts import Language, say_error
from eichlab.values import JournalEvent, Outcome, SignedRecord, StoreError, TransactionRequest

REQUEST = TransactionRequest(transaction_id="t")
RECORD = SignedRecord(b"OCMF|x", transaction_id="t")


@pytest.fixture
def filled(path):
    with Store.open(path) as store:
        store.begin("em580", "BX1", REQUEST)
        store.add_record(RECORD, meter="em580", serial="BX1")
    return path


def refusal(path, **options):
    with pytest.raises(StoreError) as caught:
        Store.open(path, **options)
    said = caught.value.message
    for language in Language:
        sentence = say_error(caught.value, language)
        assert str(path) in sentence
        assert "?" not in sentence
    return said


def test_damaged_beginning(filled):
    data = bytearray(filled.read_bytes())
    data[:100] = os.urandom(100)
    filled.write_bytes(data)
    said = refusal(filled)
    assert said.code == "store.damaged"
    assert said.parameters["rescue"] == str(filled.parent / "rescue")
    assert filled.read_bytes() == data


def test_damaged_middle(filled):
    connection = sqlite3.connect(filled)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'journal'"
    ).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray(filled.read_bytes())
    data[(root - 1) * size : root * size] = b"\xa5" * size
    filled.write_bytes(data)
    with Store.open(filled) as store:
        result = store.check()
        assert (result.ok, result.count, result.head) == (False, 0, "00" * 32)
        assert (result.first_broken.kind, result.first_broken.number) == ("file", 1)
        with pytest.raises(StoreError) as caught:
            store.transaction("t")
        assert caught.value.message.code == "store.damaged"
        # The second place still works.
        assert store.rescue(RECORD).read_bytes() == RECORD.data


def test_text_file(path):
    path.parent.mkdir()
    path.write_text("no database " * 1000)
    assert refusal(path).code == "store.damaged"
    assert path.read_text() == "no database " * 1000


def test_somebody_elses_database(path):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    before = path.read_bytes()
    assert refusal(path).code == "store.other-file"
    assert path.read_bytes() == before


def test_folder_instead_of_a_file(tmp_path):
    assert refusal(tmp_path, rescue=tmp_path / "rescue").code == "store.cannot-open"


def test_file_instead_of_the_folder(tmp_path):
    (tmp_path / "data").write_text("")
    assert refusal(tmp_path / "data" / "eichlab.sqlite").code == "store.cannot-open"


def test_locked_by_another_program(filled):
    other = sqlite3.connect(filled, isolation_level=None)
    with Store.open(filled, busy_s=0.05) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            store.close_transaction("t", Outcome.COMPLETED)
        assert caught.value.message.code == "store.locked"
        assert store.transaction("t").is_open
        other.execute("ROLLBACK")
        assert store.close_transaction("t", Outcome.COMPLETED).outcome is Outcome.COMPLETED
    other.close()


def test_locked_from_the_first(path):
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert refusal(path, busy_s=0.05).code == "store.locked"
    other.execute("ROLLBACK")
    other.close()
    Store.open(path).close()


def test_full_store_keeps_what_it_has_and_goes_on_later(store, reading):
    """SQLite's own limit of pages fails exactly as a full disk does."""
    store.begin("em580", "BX1", REQUEST)
    writer = store._database._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    large = SignedRecord(b"x" * 200_000, transaction_id="t")
    head = store.head()
    with pytest.raises(StoreError) as caught:
        store.add_record(large, meter="em580", serial="BX1")
    assert caught.value.message.code == "store.full"
    assert str(store.rescue_folder.path) in say_error(caught.value)
    assert (store.head(), store.records()) == (head, ())
    assert store.rescue(large).stat().st_size == 200_000

    taken = [reading(second / 10, f"{second}.125") for second in range(3_000)]
    for each in taken:
        store.add_reading(each)
    with pytest.raises(StoreError):
        store.flush()

    writer.execute("PRAGMA max_page_count = 1000000")
    store.flush()
    kept = store.readings("em580", taken[0].taken_at, taken[-1].taken_at)
    assert list(kept) == taken
    store.add_record(large, meter="em580", serial="BX1")
    assert store.check().ok


def test_failed_batch_is_told_by_the_next_reading(path, reading):
    """The thread that commits cannot tell anybody; the one who reads meters can."""
    store = Store.open(path)
    store._queue._batch_s = 0.01
    writer = store._database._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    count = 3_000
    told = None
    for second in range(100_000):
        try:
            store.add_reading(reading(second))
        except StoreError as error:
            told, count = error, second + 1
            break
    assert told is not None
    assert told.message.code == "store.full"
    with pytest.raises(StoreError):
        store.close()
    with Store.open(path) as again:
        kept = again.readings("em580", reading(0).taken_at, reading(count).taken_at)
        # What fitted was kept, in order and without holes.
        assert [each.taken_at for each in kept] == [
            reading(second).taken_at for second in range(len(kept))
        ]
        assert len(kept) < count


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_limit_of_the_system_on_the_file(filled):
    script = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from eichlab.store import Store
        from eichlab.values import SignedRecord, StoreError
        store = Store.open(Path(sys.argv[1]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            store.add_record(SignedRecord(b"x" * 500_000), meter="m", serial="s")
        except StoreError as error:
            print(error.message.code)
        print(len(store.records()), store.check().ok)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(filled)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() in (["store.io", "1", "True"], ["store.full", "1", "True"])
    with Store.open(filled) as store:
        assert store.check().ok


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize(("folder", "file"), [(0o555, 0o644), (0o755, 0o000), (0o000, 0o644)])
def test_no_permission(folder, file):
    """As an ordinary user, even where the tests run as root."""
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
        try:
            Store.open(Path(sys.argv[1]), rescue=Path(sys.argv[2]))
        except StoreError as error:
            print(error.message.code)
        """
    )
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        rescue = Path(place) / "rescue"
        rescue.mkdir(mode=0o777)
        data = Path(place) / "data"
        path = data / "eichlab.sqlite"
        Store.open(path, rescue=rescue).close()
        path.chmod(file)
        data.chmod(folder)
        try:
            done = subprocess.run(
                [sys.executable, "-c", script, str(path), str(rescue)],
                capture_output=True,
                text=True,
                check=True,
            )
        finally:
            data.chmod(0o755)
        assert done.stdout == "store.no-permission\n"


def test_newer_store_is_left_alone(filled):
    connection = sqlite3.connect(filled)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = filled.read_bytes()
    said = refusal(filled)
    assert said.code == "store.newer"
    assert (said.parameters["version"], said.parameters["known"]) == (
        99,
        len(schema.MIGRATIONS),
    )
    assert filled.read_bytes() == before


LATER = """
ALTER TABLE losses ADD COLUMN note TEXT NOT NULL DEFAULT 'before';
CREATE TABLE shelves (id INTEGER PRIMARY KEY) STRICT;
"""


def test_older_store_is_brought_up_to_date(filled, monkeypatch):
    """A later Eichlab opens a store of this one: all it holds is there, the chain unbroken."""
    with Store.open(filled) as store:
        head = store.head()
    known = len(schema.MIGRATIONS)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, LATER))
    with Store.open(filled) as store:
        assert store.check(head).ok
        assert store.records("t") == (RECORD,)
        with store._database.reading() as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (known + 1,)
            assert connection.execute("SELECT count(*) FROM shelves").fetchone() == (0,)
    monkeypatch.undo()
    assert refusal(filled).code == "store.newer"


def test_damaged_store_gives_way_to_the_spare_one(filled, reading):
    """The program goes on: journal, records, readings, leases; the damaged file stays."""
    data = b"\xa5" * 8192
    filled.write_bytes(data)
    for start in range(2):
        store, trouble = Store.open_or_spare(filled)
        with store:
            assert store.path == filled.parent / "rescue" / "spare.sqlite"
            assert trouble.message.code == "store.spare"
            assert trouble.message.parameters["reason"].code == "store.damaged"
            for language in Language:
                said = say_error(trouble, language)
                assert str(store.path) in said
                assert str(filled) in said
                assert "?" not in said
            # Started again, it is the same spare one.
            assert len(store.records("t")) == start
            if not start:
                store.begin("em580", "BX1", REQUEST)
                store.rescue(RECORD)
                store.add_record(RECORD, meter="em580", serial="BX1")
                store.add_reading(reading(0))
            assert store.check().ok
    assert filled.read_bytes() == data
    (rescued,) = (filled.parent / "rescue").glob("t-*.ocmf")
    assert rescued.read_bytes() == RECORD.data


def test_spare_store_is_for_trouble_only(filled, tmp_path):
    store, trouble = Store.open_or_spare(filled)
    with store:
        assert (store.path, trouble) == (filled, None)
    assert not (filled.parent / "rescue" / "spare.sqlite").exists()
    other = sqlite3.connect(filled, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    store, trouble = Store.open_or_spare(filled, rescue=tmp_path / "r", busy_s=0.05)
    with store:
        assert store.path == tmp_path / "r" / "spare.sqlite"
        assert trouble.message.parameters["reason"].code == "store.locked"
    other.execute("ROLLBACK")
    other.close()


def test_no_spare_store_where_there_is_no_rescue_folder(tmp_path):
    """The first reason is the one to say."""
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError) as caught:
        Store.open_or_spare(tmp_path / "data" / "eichlab.sqlite")
    assert caught.value.message.code == "store.cannot-open"


def test_locked_for_long(path, reading):
    """Live values go on, steps say why they cannot be taken, and all is kept in the end."""
    with Store.open(path, busy_s=0.1) as store:
        store.begin("em580", "BX1", REQUEST)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for second in range(60):
            try:
                store.add_reading(reading(second))
            except StoreError as error:
                assert error.message.code == "store.locked"  # noqa: PT017 - said once or never
            if second % 20 == 0:
                with pytest.raises(StoreError):
                    store.append("t", JournalEvent.RUNNING)
                with pytest.raises(StoreError):
                    store.flush()
            assert store.rescue(RECORD).exists()
            assert store.transaction("t").is_open
        other.execute("ROLLBACK")
        other.close()
        store.append("t", JournalEvent.RUNNING)
        store.flush()
        kept = store.readings("em580", reading(0).taken_at, reading(60).taken_at)
        assert len(kept) == 60
        assert store.check().ok


def test_failed_migration_changes_nothing(filled, monkeypatch):
    known = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*known, LATER, "CREATE TABLE journal (a);"))
    assert refusal(filled).code == "store.failed"
    monkeypatch.setattr(schema, "MIGRATIONS", known)
    with Store.open(filled) as store:
        assert store.records("t") == (RECORD,)
        assert store.check().ok


def test_sizes(store):
    assert store.size_bytes() > 4096
    assert store.free_bytes() > 0
    assert store._database._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._database._writer.execute("PRAGMA synchronous").fetchone() == (2,)
