"""The three promises, with programs and meters killed in the middle."""

import hashlib
import json
import subprocess
import sys
import textwrap
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eichlab.store import Store, default_store_path
from eichlab.values import JournalEvent

METER = ("--meter", "em580")


def verifies(record, public_key_hex):
    """Check the signature with ``cryptography`` alone, over the bytes between the bars."""
    _, payload, signature = record.split("|")
    key = load_der_public_key(bytes.fromhex(public_key_hex))
    key.verify(
        bytes.fromhex(json.loads(signature)["SD"]), payload.encode(), ec.ECDSA(hashes.SHA256())
    )
    return True


def only_transaction():
    store = Store.open(default_store_path())
    try:
        (transaction,) = store.transactions()
        return transaction, store.records(transaction.id)
    finally:
        store.close()


def is_idle(json_of, port):
    """A second recovery finds nothing: the meter is idle and the journal closed."""
    code, found = json_of("recover", port, *METER)
    return code == 0 and found == {"resolved": [], "foreign": [], "open": False}


def test_a_whole_transaction(simulate, json_of, tmp_path):
    meter = simulate("em580")
    code, done = json_of(
        "transact", tmp_path / "port", *METER, "--seconds", 1, "--id-type", "ISO14443",
        "--id", "1F2D3A4F5506C7", "--id-flags", "RFID_PLAIN,OCPP_AUTH_TLS", "--id-level",
        "VERIFIED", "--tariff", "0.30 EUR/kWh", "--charge-point", "DE*ENBW*BER001*EVSE01",
    )  # fmt: skip
    assert code == 0
    assert (done["verdict"], done["outcome"], done["state"]) == ("verified", "completed", "closed")
    assert verifies(done["record"], done["public_key"])
    assert done["public_key"].endswith(meter.meters[0].key.upper())
    payload = json.loads(done["record"].split("|")[1])
    assert payload["TT"] == f"0.30 EUR/kWh<=>{done['transaction']}"
    assert payload["CI"] == "DE*ENBW*BER001*EVSE01"
    assert (payload["IL"], payload["IF"]) == ("VERIFIED", ["RFID_PLAIN", "OCPP_AUTH_TLS"])
    assert is_idle(json_of, tmp_path / "port")


@pytest.mark.parametrize("power", ["on", "cut"])
def test_a_killed_program_is_recovered(simulate, eichlab, json_of, tmp_path, power):
    meter = simulate("em580", "--boot", "0.5")
    running = eichlab("transact", tmp_path / "port", *METER, "--seconds", 600)
    running.heard("running")
    running.kill()
    if power == "cut":
        meter.command("power off")
        time.sleep(0.2)
        meter.command("power on")
    code, found = json_of("recover", tmp_path / "port", *METER)
    assert code == 0
    (resolved,) = found["resolved"]
    assert (resolved["state"], resolved["verdict"]) == ("closed", "verified")
    transaction, records = only_transaction()
    assert transaction.id == resolved["transaction"]
    assert len(records) == 1
    assert is_idle(json_of, tmp_path / "port")


def test_program_and_meter_fail_together(simulate, eichlab, json_of, tmp_path):
    """Both lose their power; the meter remembers its transaction in its own memory."""
    meter = simulate("em580", "--boot", "0.5")
    running = eichlab("transact", tmp_path / "port", *METER, "--seconds", 600)
    running.heard("running")
    running.kill()
    meter.kill()
    simulate("em580", "--boot", "0.5")
    code, found = json_of("recover", tmp_path / "port", *METER)
    assert code == 0
    assert [each["verdict"] for each in found["resolved"]] == ["verified"]
    assert is_idle(json_of, tmp_path / "port")


@pytest.mark.parametrize(
    "step",
    [
        "rescue",  # read from the meter, nothing kept yet
        "add_record",  # in the rescue folder and the journal, not in the store
        "set_verdict",  # stored and released, not closed
    ],
)
def test_killed_between_read_out_and_the_end(simulate, json_of, tmp_path, step):
    """The program dies at the very moment it would take the step."""
    simulate("em580")
    program = textwrap.dedent(
        f"""
        import os, signal, sys
        from eichlab.store import Store
        def die(*_, **__):
            os.kill(os.getpid(), signal.SIGKILL)
        Store.{step} = die
        sys.argv = ["eichlab", "transact", {str(tmp_path / "port")!r}, "--meter", "em580",
                    "--seconds", "0.5"]
        from eichlab.cli import main
        main()
        """
    )
    died = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert died.returncode == -9, died.stderr
    before, _ = only_transaction()
    assert before.is_open
    code, found = json_of("recover", tmp_path / "port", *METER)
    assert code == 0
    assert [each["verdict"] for each in found["resolved"]] == ["verified"]
    transaction, records = only_transaction()
    assert transaction.state is JournalEvent.CLOSED
    assert len(records) == 1, "a record is never stored twice"
    assert is_idle(json_of, tmp_path / "port")


def test_a_running_transaction_is_not_recovered_by_a_second_process(
    simulate, eichlab, json_of, tmp_path
):
    simulate("em580")
    running = eichlab("transact", tmp_path / "port", *METER, "--seconds", 4, "--json")
    running.heard("running")
    code, _, err = eichlab("recover", tmp_path / "port", *METER, "--wait", 2).ended()
    assert code == 1
    assert "in use" in err
    code, out, _ = running.ended()
    done = json.loads(out)
    assert (code, done["verdict"], done["outcome"]) == (0, "verified", "completed")


def test_on_a_shared_socket_the_lease_keeps_a_second_process_off(eichlab, folders_of_its_own):
    """A socket lets two programs in at once; then only the lease stands between them."""
    from eichlab.cli.simulator_process import SimulatorProcess

    meter = SimulatorProcess(("em580", "--tcp", "127.0.0.1:0"))
    try:
        port = meter.meters[0].port
        running = eichlab("transact", port, *METER, "--seconds", 600)
        running.heard("running")
        transaction, _ = only_transaction()
        second = Store.open(default_store_path())
        try:
            assert not second.take_lease(transaction.id)
            running.kill()
            assert second.take_lease(transaction.id)
        finally:
            second.close()
    finally:
        meter.close()


def test_the_rescue_copy_is_the_record_byte_for_byte(simulate, json_of, tmp_path):
    simulate("em580")
    _, done = json_of("transact", tmp_path / "port", *METER, "--seconds", 0.5)
    (copy,) = [
        path
        for path in (default_store_path().parent / "rescue").iterdir()
        if done["transaction"] in path.name and path.suffix == ".ocmf"
    ]
    assert copy.read_bytes() == done["record"].encode()
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    store = Store.open(default_store_path())
    try:
        assert [each.sha256 for each in store.records(done["transaction"])] == [digest]
    finally:
        store.close()
