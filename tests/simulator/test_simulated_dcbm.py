"""The simulated DCBM by itself, asked over real HTTP by a client that is not Eichlab's."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NOW = "2026-11-24T12:00:00.123Z"


@pytest.fixture
def meter(running_on_network):
    def make(*, clock=True, **conditions):
        conditions["switches"] = {"variation": "0"} | conditions.get("switches", {})
        running = running_on_network("dcbm", **conditions)
        if clock:
            assert running.ask("PUT", "/v1/settings", {"time": {"utc": NOW}})[0] == 200
        return running

    return make


def start_body(transaction_id="T-1", **changes):
    return {
        "evseId": "DE*E1",
        "transactionId": transaction_id,
        "clientId": "1F2D3A4F",
        "tariffId": 0,
        "cableId": 0,
        "userData": "",
    } | changes


def start(meter, transaction_id="T-1", root="v1", **changes):
    return meter.ask("POST", f"/{root}/legal", start_body(transaction_id, **changes))


def stop(meter, transaction_id="T-1", root="v1"):
    path = f"/{root}/legal?transactionId={transaction_id}"
    return meter.ask("PUT", path, {"running": False})


def bits(meter):
    return meter.ask("GET", "/v1/status")[1]["status"]


def payload_of(text):
    return json.loads(text.split(b"|")[1])


def verify(meter, text):
    status = meter.ask("GET", "/v1/status")[1]
    der = bytes.fromhex(status["publicKeyOcmf"])
    assert der[:26].hex() == "3059301306072a8648ce3d020106082a8648ce3d030107034200"
    assert der[27:].hex() == status["publicKey"]
    key = serialization.load_der_public_key(der)
    _, payload, tail = text.split(b"|")
    signature = json.loads(tail)
    assert list(signature) == ["SA", "SD"]
    assert signature["SD"] == signature["SD"].upper()
    key.verify(bytes.fromhex(signature["SD"]), payload, ec.ECDSA(hashes.SHA256()))


def test_status_and_live_values(meter):
    running = meter()
    status, said = running.ask("GET", "/v1/status")
    assert status == 200
    assert said["status"]["value"] == 17
    assert list(said["status"]["bits"]) == [
        "suLinkStatusIsOk", "muFatalErrorOccured", "transactionIsOnGoing", "tamperingIsDetected",
        "timeSyncStatusIsOk", "overTemperatureIsDetected", "reversedVoltage",
        "suMeasureFailureOccurred",
    ]  # fmt: skip
    assert said["numberOfStoredTransactions"] == 0
    live = running.ask("GET", "/v1/livemeasure")[1]
    assert (live["voltage"], live["current"], live["power"]) == (400.0, 100.0, 40.0)
    assert live["timestamp"].startswith("2026-11-24T12:00:0")


@pytest.mark.parametrize(("firmware", "second"), [("0.1.4.0", 404), ("0.2.0.0", 200)])
def test_the_second_version_needs_new_firmware(meter, firmware, second):
    running = meter(switches={"firmware": firmware})
    assert running.ask("GET", "/v2/livemeasure")[0] == second
    assert running.ask("GET", "/v2/status")[0] == 404, "status stays on the first"
    assert running.ask("GET", "/v1/livemeasure")[0] == 200


def test_a_transaction_from_begin_to_end(meter):
    running = meter(switches={"energy": "57584", "identification-type": "3"})
    status, said = start(running)
    assert (status, said["running"], said["index"]) == (201, True, 1)
    assert bits(running)["value"] == 21
    legal = running.ask("GET", "/v1/legal")[1]
    assert legal["meterValue"]["intermediateRead"] is True
    middle = running.ask("GET", "/v1/ocmf?transactionId=T-1")[1]
    assert [each.get("TX") for each in payload_of(middle)["RD"]] == ["B", None, "C", None]
    verify(running, middle)
    status, said = stop(running)
    assert (status, said["meterValue"]["transactionStatus"]) == (200, 17)
    assert said["meterValue"]["intermediateRead"] is False
    assert bits(running)["value"] == 17
    text = running.ask("GET", "/v1/ocmf?transactionId=T-1")[1]
    verify(running, text)
    payload = payload_of(text)
    assert list(payload) == [
        "FV", "GI", "GS", "GV", "PG", "MV", "MS", "MF", "IS", "IL", "IF", "IT", "ID", "CT",
        "CI", "RD",
    ]  # fmt: skip
    first, second, third, fourth = payload["RD"]
    assert list(first) == ["TM", "TX", "RV", "RI", "RU", "RT", "EF", "ST", "UC"]
    assert list(second) == list(fourth) == ["RV", "RI", "RU", "ST"]
    assert list(third) == ["TM", "TX", "RV", "RI", "RU", "ST"]
    assert b'"RV":57.58' in text, "a number with three decimals"
    assert (payload["IT"], payload["ID"], payload["PG"]) == ("ISO14443", "1F2D3A4F", "T1")
    assert first["TM"].startswith("2026-11-24T12:00:")
    assert first["TM"].endswith(",000+0000 R")
    assert "SIMULATION" in payload["GI"]
    for path in ("/v1/ocmf", "/v1/ocmf/1", "/v1/ocmf/-1"):
        assert running.ask("GET", path)[1] == text


def test_without_an_id_type_the_transaction_is_named(meter):
    running = meter()
    start(running)
    stop(running)
    payload = payload_of(running.ask("GET", "/v1/ocmf")[1])
    assert (payload["IT"], payload["ID"]) == ("NONE", "T-1")


def test_the_tariff_text_is_the_second_versions(meter):
    running = meter()
    start(running, root="v2", TT="0.30 EUR/kWh")
    stop(running, root="v2")
    assert payload_of(running.ask("GET", "/v2/ocmf")[1])["TT"] == "0.30 EUR/kWh"
    start(running, "T-2", TT="0.30 EUR/kWh")
    stop(running, "T-2")
    assert "TT" not in payload_of(running.ask("GET", "/v2/ocmf")[1])


@pytest.mark.parametrize(
    "changes",
    [
        {"evseId": "x" * 38},
        {"transactionId": ""},
        {"transactionId": "x" * 38},
        {"clientId": 1},
        {"tariffId": 5},
        {"cableId": 8},
        {"cableId": "0"},
        {"userData": "x" * 129},
        {"TT": "x" * 251},
    ],
)
def test_bodies_that_do_not_fit(meter, changes):
    running = meter()
    assert running.ask("POST", "/v1/legal", start_body() | changes)[0] == 400
    assert running.meter.begun == 0


def test_what_is_refused(meter):
    running = meter(clock=False, switches={"refused-start": "403", "refused-stop": "410"})
    assert start(running)[0] == 403, "the clock was never set"
    running.ask("PUT", "/v1/settings", {"time": {"utc": NOW}})
    assert running.ask("GET", "/v1/legal")[0] == 404
    assert stop(running)[0] == 410
    assert start(running)[0] == 201
    assert start(running, "T-2")[0] == 403
    assert stop(running, "T-2")[0] == 410
    for fault in ("fatal-error", "unit-link-lost", "clock-expired"):
        stop(running)
        running.do(f"fault {fault}")
        assert start(running)[0] == 403
        running.do("clear")
        start(running)
    assert running.ask("GET", "/v1/ocmf?transactionId=none")[0] == 404
    assert running.ask("PUT", "/v1/legal?transactionId=T-1", {"running": True})[0] == 400
    assert running.ask("DELETE", "/v1/legal")[0] == 405
    assert running.ask("GET", "/v3/status")[0] == 404


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ({"time": {"utc": NOW}}, 1),
        ({"time": {"utc": "2026-11-24T12:00:00Z"}}, 1),
        ({"time": {"utc": "2026-11-24 12:00"}}, 0),
        ({"time": {"tz": "+01:00"}}, 1),
        ({"time": {"tz": "-11:00"}}, 1),
        ({"time": {"tz": "+14:15"}}, 0),
        ({"time": {"tz": "+01:10"}}, 0),
        ({"time": {"dst": {"activated": True, "offset": 60}}}, 1),
        ({"time": {"dst": {}}}, 0),
        ({"time": {"moon": 1}}, 0),
        ({"ntp": {"servers": [{"ipAddress": "a", "port": 123}], "ntpActivated": True}}, 1),
        ({"ntp": {"servers": "a"}}, 0),
        ({"ocmfId": {"IT": 17}}, 1),
        ({"ocmfId": {"IT": 18}}, 0),
        ({"http": {"tls_on": "yes"}}, 0),
        ({"color": {"red": 1}}, 0),
    ],
)
def test_settings(meter, body, result):
    running = meter(clock=False)
    status, said = running.ask("PUT", "/v1/settings", body)
    assert (status, said["result"]) == (200, result)
    assert said["meterId"].startswith("SIM")


def test_settings_are_read_back_and_time_servers_end_with_a_command(meter):
    running = meter()
    running.ask("PUT", "/v1/settings", {"ntp": {"ntpActivated": True}})
    assert running.ask("GET", "/v1/settings")[1]["ntp"]["ntpActivated"] is True
    running.ask("PUT", "/v1/settings", {"time": {"utc": NOW, "tz": "+01:00"}})
    said = running.ask("GET", "/v1/settings")[1]
    assert said["ntp"]["ntpActivated"] is False
    assert (said["time"]["tz"], said["time"]["utc"][:16]) == ("+01:00", NOW[:16])
    assert running.ask("GET", "/v1/status")[1]["time"].endswith("+01:00")
    assert running.ask("PUT", "/v1/settings", [1])[0] == 400


@pytest.mark.parametrize(
    ("utc", "offset"),
    [("2026-03-29T00:59:59Z", "+01:00"), ("2026-03-29T01:00:00Z", "+02:00"),
     ("2026-10-25T00:59:59Z", "+02:00"), ("2026-10-25T01:00:00Z", "+01:00")],
)  # fmt: skip
def test_summer_time_begins_and_ends_as_in_europe(meter, utc, offset):
    running = meter(clock=False)
    dst = {"activated": True, "offset": 60}
    running.ask("PUT", "/v1/settings", {"time": {"utc": utc, "tz": "+01:00", "dst": dst}})
    assert running.ask("GET", "/v1/status")[1]["time"].endswith(offset)


def test_the_clock_is_refused_during_a_transaction(meter):
    running = meter()
    start(running)
    said = running.ask("PUT", "/v1/settings", {"time": {"utc": NOW}})[1]
    assert said["result"] == 0


def test_after_48_hours_the_clock_does_not_count(meter):
    running = meter(speed=100_000)
    start(running)
    deadline = time.monotonic() + 5
    while bits(running)["bits"]["timeSyncStatusIsOk"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    said = stop(running)[1]
    assert said["meterValue"]["transactionStatus"] == 1, "the running transaction lost it, too"
    assert payload_of(running.ask("GET", "/v1/ocmf")[1])["RD"][2]["TM"].endswith(" U")


@pytest.mark.parametrize(
    ("fault", "bit"),
    [("tampering", 8), ("over-temperature", 32), ("reversed-voltage", 64),
     ("measuring-failed", 128), ("fatal-error", 2)],
)  # fmt: skip
def test_what_happened_meanwhile_accumulates(meter, fault, bit):
    running = meter()
    start(running)
    running.do(f"fault {fault}")
    assert bits(running)["value"] & bit
    running.do("clear")
    assert stop(running)[1]["meterValue"]["transactionStatus"] == 17 | bit
    latched = bit == 64
    assert bool(bits(running)["value"] & bit) is latched, "only the voltage stays until restart"
    start(running, "T-2")
    assert bool(stop(running, "T-2")[1]["meterValue"]["transactionStatus"] & bit) is latched


def test_a_voltage_reversed_is_negative_until_restart(meter):
    running = meter()
    running.do("fault reversed-voltage")
    bits(running)
    running.do("clear")
    assert running.ask("GET", "/v1/livemeasure")[1]["voltage"] == -400.0
    power_cut(running)
    assert running.ask("GET", "/v1/livemeasure")[1]["voltage"] == 400.0


def power_cut(running):
    running.do("power off")
    running.do("power on")
    deadline = time.monotonic() + 5
    while True:
        try:
            running.ask("GET", "/v1/status", timeout_s=0.2)
        except TimeoutError:
            assert time.monotonic() < deadline
        else:
            return


@pytest.mark.parametrize("after", ["running", "closed"])
def test_power_cuts(meter, after):
    running = meter(switches={"after-power-loss": after})
    start(running)
    power_cut(running)
    status = bits(running)
    assert status["bits"]["transactionIsOnGoing"] is (after == "running")
    assert status["bits"]["timeSyncStatusIsOk"], "the clock has a battery"
    if after == "running":
        assert stop(running)[0] == 200
    verify(running, running.ask("GET", "/v1/ocmf?transactionId=T-1")[1])


def test_early_settings_may_be_forgotten(meter):
    running = meter(switches={"early-settings": "lost", "settle-s": "60"})
    running.ask("PUT", "/v1/settings", {"time": {"tz": "+01:00"}})
    power_cut(running)
    assert running.ask("GET", "/v1/settings")[1]["time"]["tz"] == "+01:00", "settled then"
    running.ask("PUT", "/v1/settings", {"time": {"tz": "+02:00"}})
    power_cut(running)
    assert running.ask("GET", "/v1/settings")[1]["time"]["tz"] == "+01:00"


def test_memory_over_restarts(meter, tmp_path):
    running = meter(state=tmp_path)
    start(running)
    running.stop()
    kept = json.loads((tmp_path / "dcbm-1.json").read_text())
    assert (kept["begun"], kept["idle"], kept["pages"]) == (1, False, [])
    again = meter(clock=False, state=tmp_path)
    assert stop(again)[0] == 200
    verify(again, again.ask("GET", "/v1/ocmf")[1])
    said = again.ask("GET", "/v1/status")[1]
    shown = datetime.fromisoformat(said["time"])
    assert shown - datetime(2026, 11, 24, 12, tzinfo=UTC) < timedelta(minutes=2)
    assert (tmp_path / "dcbm-1.json").stat().st_mode & 0o077 == 0


def test_energy_never_runs_back(meter, tmp_path):
    running = meter(state=tmp_path, speed=1000)
    time.sleep(0.2)
    told = running.ask("GET", "/v1/livemeasure")[1]["energyImportTotal"]
    running.stop()
    again = meter(clock=False, state=tmp_path)
    assert again.ask("GET", "/v1/livemeasure")[1]["energyImportTotal"] >= told


def test_export_counts_apart(meter):
    running = meter(speed=1000, watts=-20_000)
    start(running)
    time.sleep(0.2)
    value = stop(running)[1]["meterValue"]["sampleValue"]
    assert value["energyExport"] > 0
    assert value["energyImport"] == 0
    assert running.ask("GET", "/v1/livemeasure")[1]["current"] < 0


def test_the_logbook_tells_what_was_done(meter):
    running = meter()
    start(running)
    stop(running)
    events = [each["event"] for each in running.ask("GET", "/v1/logbook")[1]["logbook"]]
    assert events == ["time", "settings", "start", "stop"]


def test_the_store_keeps_the_last_840(meter):
    running = meter()
    one = start_body()

    def many():
        for number in range(845):
            running.meter.serve(_request("POST", "/v1/legal", one | {"transactionId": f"{number}"}))
            running.meter.serve(_request("PUT", "/v1/legal", {"running": False}, f"{number}"))

    running.meter.keep = lambda: None
    running.do_in_loop(many)
    assert running.ask("GET", "/v1/ocmf?transactionId=4")[0] == 404
    assert running.ask("GET", "/v1/ocmf?transactionId=5")[0] == 200
    assert payload_of(running.ask("GET", "/v1/ocmf/-2")[1])["PG"] == "T844"
    assert running.meter.begun == 845


def _request(method, path, body, transaction_id=None):
    from eichlab.simulator.http import HttpRequest

    query = {} if transaction_id is None else {"transactionId": transaction_id}
    return HttpRequest(method, path, query, json.dumps(body).encode())
