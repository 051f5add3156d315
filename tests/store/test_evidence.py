import csv
import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from eichlab.store import Store, keys_from_json
from eichlab.values import (
    Direction,
    JournalEvent,
    KeyOrigin,
    KnownKey,
    Loss,
    LossCause,
    Outcome,
    Reason,
    SignedRecord,
    StoreError,
    TransactionRequest,
    VerdictWord,
    WireEntry,
    WireVerdict,
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


ANY_JOURNAL, ANY_RECORD = "store.broken.journal", "store.broken.record"


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
        ("UPDATE transactions SET began_at = 0 WHERE id = 't-2'", 6, "store.broken.list"),
        ("UPDATE transactions SET verdict = 'verified' WHERE id = 't-2'", 6, "store.broken.list"),
        # What no program of ours could even have written.
        ("UPDATE journal SET detail = CAST(X'FF' AS TEXT) WHERE number = 2", 2, ANY_JOURNAL),
        ("UPDATE journal SET hash = CAST(X'FF' AS TEXT) WHERE number = 2", 2, ANY_JOURNAL),
        ("UPDATE records SET source = CAST(X'C328' AS TEXT) WHERE number = 8", 8, ANY_RECORD),
    ],
)
def test_every_change_is_found_and_named(filled, statement, number, code):
    tamper(filled, statement)
    result = checked(filled)
    assert not result.ok
    assert result.first_broken.number == number
    assert result.first_broken.message.code == code


ONE_KEY_MORE = (
    "INSERT INTO keys SELECT 9, 'BX2', key, fingerprint, origin, first_seen, NULL, NULL, NULL,"
    " NULL, 0 FROM keys"
)


@pytest.fixture
def judged(filled):
    """Two more entries about keys, two verdicts, one write: sixteen in all."""
    seen = datetime(2026, 11, 23, tzinfo=UTC)
    frame = bytes.fromhex("0110500000010200020000")
    with Store.open(filled) as store:
        store.add_key(KnownKey("BX1", b"\x04", "ab" * 32, KeyOrigin.REGISTER, seen))
        store.confirm_key("BX1", "ab" * 32, KeyOrigin.PLATE, "A. Prüfer")
        store.set_verdict("t-1", VerdictWord.REJECTED, Reason.KEY, None, None)
        store.set_verdict("t-1", VerdictWord.VERIFIED, None, Decimal("0.120"), Decimal(61))
        entry = WireEntry("Line", 1, seen, Direction.SENT, frame, WireVerdict.WRITTEN, 1)
        store.add_write(entry, meter="em580", transaction_id="t-1")
    assert checked(filled).count == 16
    assert checked(filled).ok
    return filled


@pytest.mark.parametrize(
    ("statement", "number", "kind"),
    [
        ("UPDATE key_changes SET confirmed_by = 'me' WHERE number = 13", 13, "key"),
        ("DELETE FROM key_changes WHERE number = 13", 13, "verdict"),
        ("UPDATE keys SET origin = 'meter'", 13, "keyring"),
        ("UPDATE keys SET key = X'05'", 13, "keyring"),
        ("DELETE FROM keys", 13, "keyring"),
        (ONE_KEY_MORE, 0, "keyring"),
        ("UPDATE verdicts SET word = 'verified', reason = NULL WHERE number = 14", 14, "verdict"),
        ("DELETE FROM verdicts WHERE number = 15", 15, "write"),
        ("UPDATE transactions SET energy_kwh = '1.2' WHERE id = 't-1'", 1, "transaction"),
        ("UPDATE writes SET data = X'00'", 16, "write"),
        ("UPDATE writes SET meter = 'other'", 16, "write"),
        ("UPDATE writes SET transaction_id = NULL", 16, "write"),
    ],
)
def test_keys_verdicts_and_writes_are_proven_too(judged, statement, number, kind):
    tamper(judged, statement)
    result = checked(judged)
    assert not result.ok
    assert (result.first_broken.number, result.first_broken.kind) == (number, kind)


def test_key_seen_again_is_no_entry(judged):
    with Store.open(judged) as store:
        head = store.head()
        (known,) = store.known_keys(meter="BX1")
        store.add_key(known)
        again = replace(known, first_seen=known.first_seen + timedelta(days=1))
        store.add_key(replace(again, origin=KeyOrigin.REGISTER, confirmed_by=None))
        assert store.head() == head
        store.add_key(replace(known, valid_to=known.first_seen))
        assert store.head() != head
        assert store.check().ok


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
        "DELETE FROM keys",
        "DELETE FROM writes",
        "UPDATE writes SET data = X''",
        "UPDATE key_changes SET origin = 'plate'",
        "UPDATE verdicts SET word = 'verified'",
    ],
)
def test_the_file_itself_refuses_changes(judged, statement):
    connection = sqlite3.connect(judged)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()
    assert checked(judged).ok


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
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["chain_head"], manifest["chain_entries"]) == (head, 11)
    assert set(manifest["in_chain"]) == {"journal", "records", "writes", "verdicts", "keys"}
    assert {"readings", "losses"} < set(manifest["not_in_chain"])
    assert manifest["sha256"] == {
        each.relative_to(out).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in done.files
        if each.name != "manifest.json"
    }
    assert keys_from_json((out / "keys.json").read_text(), "keys.json") == ()


def test_export_overwrites_only_when_told(filled, tmp_path):
    out = tmp_path / "out"
    (out / "records").mkdir(parents=True)
    (out / "mine").write_text("x")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("y")
    (out / "journal.csv").symlink_to(elsewhere)
    (out / "manifest.json").write_text("old")
    with Store.open(filled) as store:
        with pytest.raises(StoreError) as caught:
            store.export(out)
        assert caught.value.message.code == "store.export-not-empty"
        assert (out / "manifest.json").read_text() == "old"
        store.export(out, force=True)
        with pytest.raises(StoreError) as caught:
            store.export(out / "mine")
        assert caught.value.message.code == "store.export-failed"
    assert (out / "mine").read_text() == "x"
    assert elsewhere.read_text() == "y"
    listed = json.loads((out / "manifest.json").read_text())["sha256"]
    assert "mine" not in listed
    assert listed["journal.csv"] == hashlib.sha256((out / "journal.csv").read_bytes()).hexdigest()


def test_unfinished_export_has_no_manifest(filled, tmp_path):
    out = tmp_path / "out"
    with Store.open(filled) as store:
        store.export(out)
        (out / "transactions.csv").unlink()
        (out / "transactions.csv").mkdir()
        with pytest.raises(StoreError):
            store.export(out, force=True)
    assert not (out / "manifest.json").exists()


def test_xml_holds_the_stored_bytes(filled, tmp_path):
    """The store knows no XML: it hands over the records that belong together."""
    given = []

    def to_xml(records):
        given.append([record.data for record in records])
        return b"<" + str(len(given)).encode() + b">"

    with Store.open(filled) as store:
        second = SignedRecord(b"OCMF|t-1 end", transaction_id="t-1")
        store.add_record(second, meter="em580", serial="BX1")
        store.export(tmp_path / "out", to_xml=to_xml)
    assert given == [[b"OCMF|t-1", b"OCMF|t-1 end"], [b"OCMF|t-2"], [b"foreign \x00\xff"]]
    files = sorted(each.name for each in (tmp_path / "out" / "xml").iterdir())
    assert files == ["000003-t-1.xml", "000008-t-2.xml", "000011-foreign.xml"]
    assert (tmp_path / "out" / "xml" / files[2]).read_bytes() == b"<3>"


def test_head_moves_with_every_entry(store):
    heads = {store.head()}
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
    heads.add(store.head())
    for second in range(3):
        store.append("t", JournalEvent.RUNNING, {"s": timedelta(seconds=second)})
        heads.add(store.head())
    assert len(heads) == 5
