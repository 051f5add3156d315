"""``eichlab verify`` as a user calls it: exit codes, JSON, sentences, bad input."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from eichlab.cli.verify import verify
from eichlab.resources import resource

EM580 = resource("samples", "em580.ocmf")
EM580_KEY = resource("samples", "em580.key")
WITH_KEY = resource("samples", "em580.xml")
ALTERED = resource("samples", "em580-altered.xml")
FIRST_SEEN = datetime(2026, 11, 23, tzinfo=UTC)
FINGERPRINT = "1f2553c0e8a04c64156cab681fb9a3ffc35a4a4ec7fc961d8a67abfc21afbb57"


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(verify)

    def call(*arguments, standard_input=b""):
        return CliRunner().invoke(app, [str(each) for each in arguments], input=standard_input)

    return call


def as_data(result):
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([EM580, "--key", EM580_KEY], 0),
        ([EM580, "--key", EM580_KEY.read_text().strip()], 0),
        ([EM580, "--key", "0x" + EM580_KEY.read_text().strip().lower()], 0),
        ([WITH_KEY, "--trust-file-keys"], 0),
        ([WITH_KEY], 3),
        ([EM580], 4),
        ([ALTERED], 1),
        ([WITH_KEY, "--profile", "strict"], 3),
        ([WITH_KEY, "--profile", "safe"], 1),
        ([WITH_KEY, "--jobs", "2"], 3),
        ([ALTERED, "--trust-file-keys"], 1),
        # The first that applies in the order 1, 4, 3, 0.
        ([WITH_KEY, EM580, ALTERED], 1),
        ([WITH_KEY, EM580_KEY], 4),
        # The same record twice, one copy with its key: the other is judged under it too.
        ([WITH_KEY, EM580], 3),
        ([EM580_KEY], 4),
        ([EM580, EM580_KEY, "--key", EM580_KEY], 4),
        # Usage
        ([], 2),
        (["no such file"], 2),
        ([EM580, "--key", "rubbish!"], 2),
        ([EM580, "--key", "04" + "00" * 96], 2),
        ([EM580, "--jobs", "0"], 2),
        ([EM580, "--profile", "nonsense"], 2),
        ([EM580, "--billed", "love"], 2),
        ([EM580, "--keyring", EM580], 2),
        ([EM580, "--keyring", "no such file"], 2),
    ],
)
def test_exit_codes(run, arguments, code):
    for options in ([], ["--json"], ["--language", "de"]):
        result = run(*arguments, *options)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output


def test_json(run):
    data = as_data(run(EM580, "--key", EM580_KEY, "--json"))
    (record,), (transaction,) = data["records"], data["transactions"]
    assert (data["program"], data["profile"]) == ("eichlab", "eichlab")
    assert record["source"] == str(EM580)
    assert record["verdict"] == transaction["verdict"] == "verified"
    assert record["signature"] == "valid"
    assert record["algorithm"] == "ECDSA-brainpoolP384r1-SHA256"
    assert record["key"] | {"confirmed_by": None, "confirmed_at": None} == {
        "state": "confirmed",
        "origin": "entered",
        "fingerprint": FINGERPRINT,
        "expected": None,
        "confirmed_by": None,
        "confirmed_at": None,
    }
    assert record["meter"] == "KZ0000000017D"
    assert transaction["energy_kwh"] == "0.006"
    assert transaction["duration_s"] == "1274"
    assert data["summary"]["transactions"]["verified"] == 1


def test_another_key(run, tmp_path):
    data = as_data(run(WITH_KEY, "--json", "--key", "04" + P384_BASE_POINT))
    (record,) = data["records"]
    assert (record["verdict"], record["reason"]) == ("rejected", "key")
    assert (record["signature"], record["key"]["state"]) == ("valid", "mismatch")
    assert record["key"]["fingerprint"] == FINGERPRINT
    assert record["key"]["expected"] != FINGERPRINT


# The base point of brainpoolP384r1 (RFC 5639, 3.6): a point of the curve like any other.
P384_BASE_POINT = (
    "1D1C64F068CF45FFA2A63A81B7C13F6B8847A3E77EF14FE3DB7FCAFE0CBD10E8E826E03436D646AAEF87B2E247D4AF1E"
    "8ABE1D7520F9C2A45CB1EB8E95CFD55262B70B29FEEC5864E19C054FF99129280E4646217791811142820341263C5315"
)


@pytest.mark.parametrize(
    ("old", "new"), [("1.643", "1.644"), ('"LI": 99', '"LI":  99'), ("KZ0000", "KZ0001")]
)
def test_changed_record(run, tmp_path, old, new):
    path = tmp_path / "changed.ocmf"
    path.write_text(EM580.read_text().replace(old, new))
    result = run(path, "--key", EM580_KEY, "--json")
    assert result.exit_code == 1
    (transaction,) = as_data(result)["transactions"]
    assert (transaction["reason"], transaction["energy_kwh"]) == ("signature", None)


def test_standard_input(run):
    result = run("-", "--key", EM580_KEY, "--json", standard_input=EM580.read_bytes())
    assert result.exit_code == 0
    assert as_data(result)["records"][0]["source"] == "-"
    assert run("-", standard_input=b"").exit_code == 4


def test_folder(run, tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "good.xml").write_bytes(WITH_KEY.read_bytes())
    (tmp_path / "notes.txt").write_text("nothing signed")
    (tmp_path / "empty").touch()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    result = run(tmp_path, "--json", "--trust-file-keys")
    assert result.exit_code == 0
    data = as_data(result)
    assert [each["verdict"] for each in data["records"]] == ["verified"]
    assert sorted(each["source"].rpartition(os.sep)[2] for each in data["skipped"]) == [
        "empty",
        "notes.txt",
        "picture.png",
    ]
    (tmp_path / "broken.xml").write_text("<values><value>")
    assert run(tmp_path, "--trust-file-keys").exit_code == 4


def test_broken_entry_among_good_ones_is_listed(run, tmp_path):
    path = tmp_path / "log.txt"
    path.write_text(f"{EM580.read_text()}\nOCMF|{{broken\n{EM580.read_text()}\n")
    result = run(path, "--json", "--key", EM580_KEY)
    data = as_data(result)
    assert [each["verdict"] for each in data["records"]] == ["verified"] * 2
    assert [each["place"] for each in data["skipped"]] == ["line 2"]
    assert result.exit_code == 4


def test_key_ring(run, tmp_path):
    ring = tmp_path / "ring.json"
    from eichlab.store import keys_to_json
    from eichlab.transparency import load_key
    from eichlab.values import KeyOrigin, KnownKey

    key = load_key(EM580_KEY.read_bytes())
    known = KnownKey(
        "KZ0000000017D", key.der, key.fingerprint, KeyOrigin.PLATE, FIRST_SEEN, "Inspector"
    )
    ring.write_text(keys_to_json([known]))
    data = as_data(run(EM580, "--keyring", ring, "--json"))
    assert data["records"][0]["verdict"] == "verified"
    assert data["records"][0]["key"]["origin"] == "plate"
    assert data["records"][0]["key"]["confirmed_by"] == "Inspector"


def test_sentences(run):
    german = run(EM580, "--key", EM580_KEY, "--language", "de").stdout
    assert "VERIFIED" in german
    assert "Echt und unverändert – mit bestätigtem Schlüssel geprüft" in german
    assert "Energie: 0.006 kWh" in german
    assert "Ersetzt nicht die in der Baumusterprüfbescheinigung genannte Software" in german
    english = run(ALTERED).stdout
    assert "REJECTED" in english
    assert "Signature does not fit data and key" in english
    assert "Values as stated, not confirmed" in english
    assert "Energy:" not in english
    trusting = run(WITH_KEY, "--trust-file-keys")
    assert "--trust-file-keys" in trusting.stdout


def test_control_characters_of_a_record_do_not_reach_the_terminal(run, tmp_path):
    path = tmp_path / "hostile.ocmf"
    path.write_text(EM580.read_text().replace("KZ0000000017D", "\\u001b[31mX\\u0007"))
    assert "\x1b" not in run(path, "--key", EM580_KEY).output


def test_200_megabytes(run, tmp_path):
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    result = run(path)
    assert result.exit_code == 4
    assert "200 MB" in result.stdout


def test_a_process_of_its_own_without_qt():
    script = (
        "import sys; import typer; from eichlab.cli.verify import verify; "
        "app = typer.Typer(); app.command()(verify)\n"
        "try:\n    app()\nfinally:\n    assert not [m for m in sys.modules if 'PySide6' in m]"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(WITH_KEY), "--json"], capture_output=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["records"][0]["verdict"] == "unconfirmed"
