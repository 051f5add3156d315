import csv
import hashlib
import json
import sqlite3
from datetime import timedelta

import pytest

from eichlab.store import Store, keys_from_json
from eichlab.values import (
    JournalEvent,
    Loss,
    LossCause,
    Outcome,
    SignedRecord,
    StoreError,
    TransactionRequest,
)


@pytest.fixture
def filled(path):
    """Two transactions, three records: eleven entries. Returns the path of the closed store."""
    with Store.open(path) as store:
        for identity in ("t-1", "t-2"):
            request = TransactionRequest(transaction_id=identity)
            store.begin("em580", "BX1", request, simulated=True)
            store.append(identity, JournalEvent.SENT)
            record = SignedRecord(f"OCMF|{identity}".encode(), transaction_id=identity)
            store.add_record(record, meter="em580", serial="BX1")
            store.append(identity, JournalEvent.STORED, {"sha256": record.sha256})
            store.close_transaction(identity, Outcome.COMPLETED)
        store.add_record(SignedRecord(b"foreign \x00\xff"), meter="em580", serial="BX1")
    return path


def tamper(path, *statements):
    """Change the file as somebody would who knows SQLite: without the triggers."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()


def checked(path, expect=None):
    with Store.open(path) as store:
        return store.check(expect)


def test_chain_of_an_empty_store(store):
    assert store.head() == "00" * 32
    result = store.check()
    assert (result.ok, result.count, result.head) == (True, 0, "00" * 32)
    assert store.check("00" * 32).ok


def test_chain_as_described_computed_by_hand(filled):
    """The documented form, computed here with nothing of the store's."""
    connection = sqlite3.connect(filled)
    entries = [
        (row[0], "journal", row[:-1], row[-1])
        for row in connection.execute(
            "SELECT number, transaction_id, event, at, detail, hash FROM journal"
        )
    ] + [
        (row[0], "record", row[:-1], row[-1])
        for row in connection.execute(
            "SELECT number, transaction_id, sha256, data, format, public_key, key_origin,"
            " source, place, context, simulated, meter, serial, at, hash FROM records"
        )
    ]
    connection.close()
    previous = bytes(32)
    for _number, kind, columns, stored in sorted(entries):
        text = b""
        for column in (kind, *columns):
            if column is None:
                text += b"n"
                continue
            tag, data = {
                int: lambda c: (b"i", str(c).encode()),
                str: lambda c: (b"s", c.encode()),
                bytes: lambda c: (b"b", c),
            }[type(column)](column)
            text += tag + str(len(data)).encode() + b":" + data
        previous = hashlib.sha256(previous + text).digest()
        assert previous.hex() == stored
    result = checked(filled)
    assert (result.ok, result.count, result.head) == (True, 11, previous.hex())


@pytest.mark.parametrize(
    ("statement", "number", "code"),
    [
        ("UPDATE journal SET detail = '[]' WHERE number = 2", 2, "store.broken.journal"),
        ("UPDATE journal SET at = '2020-01-01' WHERE number = 4", 4, "store.broken.journal"),
        ("UPDATE records SET data = X'00' WHERE number = 3", 3, "store.broken.record"),
        ("UPDATE records SET public_key = X'04' WHERE number = 3", 3, "store.broken.record"),
        ("UPDATE records SET simulated = 1 WHERE number = 8", 8, "store.broken.record"),
        ("UPDATE records SET transaction_id = 't-2' WHERE number = 11", 11, "store.broken.record"),
        ("UPDATE journal SET hash = 'ab' WHERE number = 5", 5, "store.broken.journal"),
        ("DELETE FROM journal WHERE number = 4", 4, "store.broken.gap"),
        ("DELETE FROM records WHERE number = 3", 3, "store.broken.gap"),
        ("DELETE FROM journal WHERE number = 1", 1, "store.broken.gap"),
        ("UPDATE transactions SET meter = 'x' WHERE id = 't-2'", 6, "store.broken.list"),
        ("UPDATE transactions SET outcome = 'refused' WHERE id = 't-1'", 1, "store.broken.list"),
        ("DELETE FROM transactions WHERE id = 't-2'", 6, "store.broken.list"),
    ],
)
def test_every_change_is_found_and_named(filled, statement, number, code):
    tamper(filled, statement)
    result = checked(filled)
    assert not result.ok
    assert result.first_broken.number == number
    assert result.first_broken.message.code == code


def test_cut_tail_is_found_by_an_earlier_head(filled):
    with Store.open(filled) as store:
        head = store.head()
        store.add_record(SignedRecord(b"later"), meter="em580", serial="BX1")
        assert store.check(head.upper() + "\n").ok
        assert store.check(head).expected_at == 11
        assert store.check(store.head()).expected_at == 12
    tamper(filled, "DELETE FROM records WHERE number >= 11")
    assert checked(filled).ok
    result = checked(filled, head)
    assert not result.ok
    assert result.first_broken.message.code == "store.broken.cut"
    assert (result.first_broken.kind, result.first_broken.number) == ("chain", 11)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET detail = '{}'",
        "DELETE FROM journal",
        "UPDATE records SET data = X''",
        "DELETE FROM records",
        "DELETE FROM transactions",
        "UPDATE transactions SET meter = 'x'",
    ],
)
def test_the_file_itself_refuses_changes(filled, statement):
    connection = sqlite3.connect(filled)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()
    assert checked(filled).ok


def test_altered_entry_is_reported_when_read(filled):
    tamper(filled, "UPDATE journal SET detail = '[1]' WHERE number = 1")
    with Store.open(filled) as store:
        with pytest.raises(StoreError) as caught:
            store.transactions()
        assert caught.value.message.code == "store.damaged-entry"
        assert store.transaction("t-2").outcome is Outcome.COMPLETED


def test_export_writes_everything_from_the_stored_bytes(filled, tmp_path, reading):
    out = tmp_path / "out"
    with Store.open(filled) as store:
        store.add_reading(reading(0, "230.10"))
        store.add_reading(reading(1, "1E+3", energy="12345"))
        lost = Loss("em580", reading(2).taken_at, LossCause.NO_ANSWER, running="t-1")
        store.loss_began(lost)
        done = store.export(out)
        head = store.head()
    assert (done.records, done.journal_rows, done.losses, done.readings) == (3, 8, 1, 2)
    assert done.head == head
    assert sorted(done.files) == sorted(each for each in out.rglob("*") if each.is_file())

    with (out / "records.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    for line, data in zip(lines, (b"OCMF|t-1", b"OCMF|t-2", b"foreign \x00\xff"), strict=True):
        assert (out / line["file"]).read_bytes() == data
        assert line["sha256"] == hashlib.sha256(data).hexdigest()
    assert lines[-1]["chain_hash"] == head

    rows = [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()]
    assert [row["event"] for row in rows] == ["intent", "sent", "stored", "closed"] * 2
    with (out / "journal.csv").open(newline="") as file:
        assert [row["detail"] for row in csv.DictReader(file)] == [row["detail"] for row in rows]

    with (out / "losses.csv").open(newline="") as file:
        (loss,) = csv.DictReader(file)
    assert (loss["transaction"], loss["to"], loss["simulated"]) == ("t-1", "", "SIMULATION")
    with (out / "readings" / "001-em580.csv").open(newline="") as file:
        values = [
            (row["power.total [W]"], row["energy_import.total [Wh]"], row["simulated"])
            for row in csv.DictReader(file)
        ]
    assert values == [("230.10", "", "SIMULATION"), ("1E+3", "12345", "SIMULATION")]
    summary = json.loads((out / "evidence.json").read_text())
    assert (summary["chain_head"], summary["chain_entries"]) == (head, 11)
    assert keys_from_json((out / "keys.json").read_text(), "keys.json") == ()


def test_export_never_overwrites(store, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(StoreError) as caught:
        store.export(tmp_path / "out")
    assert caught.value.message.code == "store.export-not-empty"
    with pytest.raises(StoreError) as caught:
        store.export(tmp_path / "out" / "mine")
    assert caught.value.message.code == "store.export-failed"


def test_head_moves_with_every_entry(store):
    heads = {store.head()}
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
    heads.add(store.head())
    for second in range(3):
        store.append("t", JournalEvent.RUNNING, {"s": timedelta(seconds=second)})
        heads.add(store.head())
    assert len(heads) == 5
