import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner

from eichlab.cli.keys import keys
from eichlab.cli.store import store as store_commands
from eichlab.ocmf import sign
from eichlab.store import Store, keys_to_json
from eichlab.transparency import read_file
from eichlab.values import KeyOrigin, KnownKey, SignedRecord, TransactionRequest


@pytest.fixture
def filled(path):
    with Store.open(path) as store:
        store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
        store.add_record(SignedRecord(b"OCMF|x", transaction_id="t"), meter="em580", serial="BX1")
    return path


@pytest.fixture
def record_to_escape():
    """A signed record with signs that XML must escape."""
    private = ec.generate_private_key(ec.SECP256R1())
    payload = b'{"FV":"1.0","GI":"SIMULATION","TT":"a <=> b & c \xc3\xbc"}'
    return sign(payload, private)


def run(commands, *arguments):
    return CliRunner().invoke(commands, [str(each) for each in arguments])


def new_key(meter="BX1"):
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fingerprint = hashlib.sha256(der).hexdigest()
    return KnownKey(meter, der, fingerprint, KeyOrigin.REGISTER, datetime.now(UTC))


def test_check_prints_the_head_and_takes_it_back(filled):
    done = run(store_commands, "check", "--store", filled)
    assert done.exit_code == 0
    head = done.stdout.split()[-1]
    with Store.open(filled) as store:
        assert head == store.head()
        store.begin("em580", "BX1", TransactionRequest())
    done = run(store_commands, "check", "--store", filled, "--expect", head)
    assert done.exit_code == 0
    assert "1 of them after it" in done.stdout


def test_check_finds_what_is_wrong(filled):
    done = run(store_commands, "check", "--store", filled, "--expect", "ab" * 32)
    assert done.exit_code == 1
    assert "NOT intact" in done.stdout
    done = run(store_commands, "check", "--store", filled, "--expect", "ab")
    assert done.exit_code == 2
    done = run(store_commands, "check", "--language", "de", "--store", filled.parent / "none")
    assert done.exit_code == 1
    assert "keine Datenbank" in done.stderr
    assert not (filled.parent / "none").exists()


def test_check_as_json(filled):
    done = run(store_commands, "check", "--store", filled, "--json")
    with Store.open_read_only(filled) as store:
        head = store.head()
    expected = {"ok": True, "count": 2, "head": head, "expected_at": None, "first_broken": None}
    assert (done.exit_code, json.loads(done.stdout)) == (0, expected)
    done = run(store_commands, "check", "--store", filled, "--json", "--expect", "ab" * 32)
    assert done.exit_code == 1
    broken = json.loads(done.stdout)["first_broken"]
    assert (broken["kind"], broken["number"], broken["code"]) == ("chain", 3, "store.broken.cut")
    assert "ab" * 32 in broken["text"]

    connection = sqlite3.connect(filled)
    connection.execute("DROP TRIGGER records_no_update")
    connection.execute("UPDATE records SET data = X'00'")
    connection.commit()
    connection.close()
    done = run(store_commands, "check", "--store", filled, "--json", "--language", "de")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert (found["ok"], found["count"], found["head"]) == (False, 2, head)
    assert (found["first_broken"]["number"], found["first_broken"]["subject"]) == (2, "t")
    assert "Eintrag 2" in found["first_broken"]["text"]


def test_check_writes_nothing(filled):
    def state():
        folder = filled.parent
        return {each: each.stat().st_mtime_ns for each in (folder, *folder.rglob("*"))}

    before = state()
    assert run(store_commands, "check", "--store", filled).exit_code == 0
    assert run(keys, "list", "--store", filled).exit_code == 0
    assert state() == before


def test_exported_xml_is_read_back_byte_for_byte(filled, tmp_path, record_to_escape):
    with Store.open(filled) as store:
        store.begin("em580", "BX1", TransactionRequest(transaction_id="u"))
        record = SignedRecord(record_to_escape, transaction_id="u", public_key=b"\x04\x05")
        store.add_record(record, meter="em580", serial="BX1")
    assert run(store_commands, "export", tmp_path / "out", "--store", filled).exit_code == 0
    (file,) = (tmp_path / "out" / "xml").glob("*-u.xml")
    (read,) = read_file(file).records
    assert read.data == record_to_escape
    assert read.public_key == b"0405"
    assert read.transaction_id == "u"
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["sha256"][f"xml/{file.name}"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_export(filled, tmp_path):
    done = run(store_commands, "export", tmp_path / "out", "--store", filled)
    assert done.exit_code == 0
    assert "1 records, 1 journal rows, 0 writes" in done.stdout
    assert len(list((tmp_path / "out" / "records").iterdir())) == 1
    done = run(store_commands, "export", tmp_path / "out", "--store", filled)
    assert done.exit_code == 1
    assert "not empty" in done.stderr
    done = run(store_commands, "export", tmp_path / "out", "--store", filled, "--force")
    assert done.exit_code == 0


def test_key_ring_in_and_out(path, tmp_path):
    first, second = new_key(), new_key()
    ring = tmp_path / "ring.json"
    ring.write_text(keys_to_json([first]), encoding="utf-8")
    done = run(keys, "import", ring, "--store", path)
    assert (done.exit_code, done.stderr) == (0, "")
    ring.write_text(keys_to_json([second]), encoding="utf-8")
    done = run(keys, "import", ring, "--store", path)
    assert done.exit_code == 0
    assert first.fingerprint in done.stderr

    done = run(keys, "list", "--store", path)
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == [
        first.fingerprint,
        second.fingerprint,
    ]
    # Meter, fingerprint, origin, first seen, by whom, when, valid from and to, simulation.
    assert {len(line.split("\t")) for line in done.stdout.splitlines()} == {9}
    out = tmp_path / "out.json"
    assert run(keys, "export", out, "--store", path).exit_code == 0
    assert out.read_text(encoding="utf-8") == keys_to_json([first, second])
    assert run(keys, "export", out, "--store", path).exit_code == 1


@pytest.mark.parametrize("form", ["fingerprint", "key", "text", "missing", "binary"])
def test_key_ring_that_cannot_be_used(path, tmp_path, form):
    ring = tmp_path / "ring.json"
    good, other = new_key(), new_key()
    if form == "fingerprint":
        ring.write_text(keys_to_json([good, replace(other, fingerprint=good.fingerprint)]))
    elif form == "key":
        ring.write_text(keys_to_json([good, replace(other, key=b"\x04\x01")]))
    elif form == "text":
        ring.write_text("no key ring")
    elif form == "binary":
        ring.write_bytes(b"\xff\xfe\x00")
    done = run(keys, "import", ring, "--store", path)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert not path.exists()
