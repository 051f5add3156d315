import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner

from eichlab.cli.keys import keys
from eichlab.cli.store import store as store_commands
from eichlab.store import Store, keys_to_json
from eichlab.values import KeyOrigin, KnownKey, SignedRecord, TransactionRequest


@pytest.fixture
def filled(path):
    with Store.open(path) as store:
        store.begin("em580", "BX1", TransactionRequest(transaction_id="t"))
        store.add_record(SignedRecord(b"OCMF|x", transaction_id="t"), meter="em580", serial="BX1")
    return path


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


def test_export(filled, tmp_path):
    done = run(store_commands, "export", tmp_path / "out", "--store", filled)
    assert done.exit_code == 0
    assert "1 records, 1 journal rows, 0 writes" in done.stdout
    assert len(list((tmp_path / "out" / "records").iterdir())) == 1
    done = run(store_commands, "export", tmp_path / "out", "--store", filled)
    assert done.exit_code == 1
    assert "not empty" in done.stderr


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
