"""The simulated IEM-DCR by itself, asked over real HTTP by a client that is not Eichlab's."""

import json
import time

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

BASE = "/counter/v1/ocmf"
NOW = "2026-06-06T09:26:24,000+0200"
NO_ERROR = "0x0000, 0x00000000, 0x00, 0x00"
USER = {
    "IS": True,
    "IL": "CERTIFIED",
    "IF": ["RFID_PSK", "OCPP_CERTIFIED"],
    "IT": "ISO15693",
    "ID": "9109543224",
    "US": False,
    "TT": "0,20 EUR/kWh",
}


@pytest.fixture
def meter(running_on_network):
    def make(**conditions):
        conditions["switches"] = {"variation": "0"} | conditions.get("switches", {})
        return running_on_network("iem-dcr", **conditions)

    return make


def post(meter, what, body):
    return meter.ask("POST", f"{BASE}/{what}", body)[0]


def get(meter, what):
    return meter.ask("GET", f"{BASE}/{what}")


def receipt(meter, seconds=2.0):
    deadline = time.monotonic() + seconds
    while (found := get(meter, "receipt"))[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found[1]


def payload_of(text):
    return json.loads(text.split(b"|")[1])


def verify(meter, text):
    told = get(meter, "publickey")[1]
    assert told["SA"] == "ECDSA-secp256r1-SHA256"
    der = bytes.fromhex(told["PK"])
    assert len(der) == 91
    _, payload, tail = text.split(b"|")
    signature = bytes.fromhex(json.loads(tail)["SD"])
    key = serialization.load_der_public_key(der)
    key.verify(signature, payload, ec.ECDSA(hashes.SHA256()))


def test_live_values(meter):
    running = meter(watts=12_000, switches={"energy": "446540", "vehicle": "always"})
    status, live = get(running, "metervalue")
    assert status == 200
    assert list(live) == [
        "MS", "TM", "EF", "ST", "XT", "RD", "U1", "U2", "U3", "U4", "I", "P", "XS", "XC",
    ]  # fmt: skip
    assert (live["U2"], live["I"], live["P"], live["XC"]) == (400.0, 30.0, 12000, NO_ERROR)
    assert (live["XT"], live["EF"], live["TM"][-2:]) == (False, "t", " U")
    total, export, imported, exported = live["RD"]
    assert total["RV"].startswith("00000446.5")
    assert (total["RI"], export["RI"]) == ("1-b:1.8.e", "1-b:2.8.e")
    assert (imported["WI"], imported["WV"]) == ("transaction_1-b:1.8.e", "00000000.000")
    assert exported["WI"] == "transaction_1-b:2.8.e"


def test_the_gateway_is_set_once_after_power_up(meter):
    running = meter()
    assert get(running, "gw")[1]["CT"] == ""
    first = {"CT": "EVSEID", "CI": "CP-1", "TM": NOW}
    assert post(running, "gw", first) == 200
    assert post(running, "gw", first | {"CI": "CP-2"}) == 428
    said = get(running, "gw")[1]
    assert (said["CT"], said["CI"]) == ("EVSEID", "CP-1")
    assert said["TM"].startswith("2026-06-06T09:26:")
    assert said["TM"].endswith("+0200 I"), "the time is set with it"
    power_cut(running)
    assert get(running, "gw")[1]["CI"] == ""


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("gw", {"CT": "EVSEID", "CI": "x"}),
        ("gw", {"CT": 1, "CI": "x", "TM": NOW}),
        ("datetime", {"TM": "now"}),
        ("datetime", {"TM": "2026-13-06T09:26:24,000+0200"}),
        ("tariff", {}),
        ("user", {}),
        ("user", USER | {"IF": "RFID_PSK"}),
        ("user", USER | {"IS": "true"}),
        ("receipt", {"TX": "X"}),
    ],
)
def test_bodies_that_do_not_fit(meter, what, body):
    assert post(meter(), what, body) == 400


def test_paths_that_are_none(meter):
    running = meter()
    assert running.ask("GET", "/")[0] == 404
    assert get(running, "nothing")[0] == 404
    assert post(running, "nothing", {}) == 404
    assert running.ask("PUT", f"{BASE}/gw", {})[0] == 405
    assert running.ask("GET", "/counter/v2/ocmf/gw")[0] == 404
    assert running.ask("POST", f"{BASE}/user", [1])[0] == 400


@pytest.mark.parametrize("letter", ["I", "S", "R"])
def test_the_clock(meter, letter):
    running = meter(switches={"set-letter": letter})
    assert post(running, "datetime", {"TM": NOW}) == 200
    shown = get(running, "datetime")[1]["TM"]
    assert shown.startswith("2026-06-06T09:26:2")
    assert shown.endswith(f"+0200 {letter}")
    power_cut(running)
    assert get(running, "datetime")[1]["TM"].endswith(" U")


def test_the_offset_may_be_ignored(meter):
    running = meter(switches={"time-offset": "ignored"})
    post(running, "datetime", {"TM": NOW})
    assert get(running, "datetime")[1]["TM"].startswith("2026-06-06T09:26:2")
    assert get(running, "datetime")[1]["TM"].endswith("+0100 I")


def test_a_transaction_from_begin_to_end(meter):
    running = meter(speed=1000, switches={"ready-s": "0.1"})
    post(running, "gw", {"CT": "DC-Test-Charger", "CI": "CP-DE-4711", "TM": NOW})
    assert get(running, "receipt")[0] == 404
    assert get(running, "transaction")[0] == 404
    assert post(running, "receipt", {"TX": "E"}) == 409
    assert post(running, "user", USER) == 200
    assert get(running, "metervalue")[1]["I"] == 0.0, "the vehicle waits"
    assert post(running, "receipt", {"TX": "B"}) == 200
    assert post(running, "receipt", {"TX": "B"}) == 409
    assert post(running, "user", USER) == 409
    assert post(running, "datetime", {"TM": NOW}) == 409
    time.sleep(0.1)
    live = get(running, "metervalue")[1]
    assert live["XT"] is True
    assert live["I"] > 0
    assert float(live["RD"][2]["WV"]) > 0
    assert post(running, "receipt", {"TX": "E"}) == 200
    assert get(running, "receipt")[0] == 404, "being signed"
    text = receipt(running)
    verify(running, text)
    payload = payload_of(text)
    assert list(payload) == [
        "FV", "GI", "GS", "GV", "MV", "MM", "MS", "MF", "CT", "CI", "IS", "IL", "IF", "IT",
        "ID", "PG", "TT", "RD",
    ]  # fmt: skip
    assert (payload["CT"], payload["CI"]) == ("DC-Test-Charger", "CP-DE-4711")
    assert (payload["IL"], payload["ID"], payload["TT"]) == (
        "CERTIFIED", "9109543224", "0,20 EUR/kWh",
    )  # fmt: skip
    begin, end = payload["RD"]
    assert (begin["TX"], end["TX"], begin["RI"]) == ("B", "E", "1-b:1.8.e")
    assert len(begin["RV"]) == 12
    assert begin["TM"].endswith("+0200 I")
    assert "SIMULATION" in payload["MM"]
    assert get(running, "transaction")[1] == text
    assert get(running, "metervalue")[1]["RD"][2]["WV"] == (
        f"{float(end['RV']) - float(begin['RV']):012.3f}"
    )


def test_while_one_runs_the_last_is_still_told(meter):
    running = meter(switches={"ready-s": "0"})
    for number in (1, 2):
        post(running, "user", USER | {"ID": f"{number}"})
        post(running, "receipt", {"TX": "B"})
        if number == 2:
            assert payload_of(get(running, "transaction")[1])["ID"] == "1"
        post(running, "receipt", {"TX": "E"})
    assert payload_of(get(running, "transaction")[1])["ID"] == "2"


def test_current_forbids_begin_and_end(meter):
    running = meter(watts=4_000, switches={"vehicle": "always"})
    assert post(running, "receipt", {"TX": "B"}) == 409
    running.do("load 100")
    assert post(running, "receipt", {"TX": "B"}) == 200, "below the threshold"
    running.do("load 4000")
    assert post(running, "receipt", {"TX": "E"}) == 409
    running.do("load 0")
    assert post(running, "receipt", {"TX": "E"}) == 200


def test_an_error_forbids_the_begin(meter):
    running = meter()
    running.do("fault error-code=0x12")
    assert get(running, "metervalue")[1]["XC"] == "0x0012, 0x00000000, 0x00, 0x00"
    assert post(running, "receipt", {"TX": "B"}) == 409


@pytest.mark.parametrize("switch", ["gateway-first", "user-first"])
def test_what_may_have_to_come_first(meter, switch):
    running = meter(switches={switch: "yes"})
    assert post(running, "receipt", {"TX": "B"}) == 409
    post(running, "gw", {"CT": "EVSEID", "CI": "x", "TM": NOW})
    post(running, "user", USER)
    assert post(running, "receipt", {"TX": "B"}) == 200


@pytest.mark.parametrize(("kept", "text"), [("cleared", None), ("kept", "0,20 EUR/kWh")])
def test_a_user_without_a_tariff(meter, kept, text):
    running = meter(switches={"user-without-tariff": kept, "ready-s": "0"})
    post(running, "user", USER)
    post(running, "user", {name: value for name, value in USER.items() if name != "TT"})
    post(running, "receipt", {"TX": "B"})
    post(running, "receipt", {"TX": "E"})
    assert payload_of(get(running, "receipt")[1]).get("TT") == text


@pytest.mark.parametrize(
    ("form", "begin"), [("bare", b"OCMF|{"), ("braces", b"{\nOCMF|{"), ("json", b"")]
)
def test_forms_of_the_receipt(meter, form, begin):
    running = meter(switches={"receipt-form": form, "ready-s": "0", "registers": "both"})
    post(running, "receipt", {"TX": "B"})
    post(running, "receipt", {"TX": "E"})
    said = get(running, "receipt")[1]
    text = said["receipt"].encode() if form == "json" else said
    assert text.startswith(begin)
    assert text.count(b"1-b:2.8.e") == 2


@pytest.mark.parametrize(("version", "other"), [("v1", "v2"), ("v2", "v1")])
def test_where_the_last_transaction_is(meter, version, other):
    running = meter(switches={"last-transaction": version, "ready-s": "0"})
    post(running, "receipt", {"TX": "B"})
    post(running, "receipt", {"TX": "E"})
    assert running.ask("GET", f"/counter/{version}/ocmf/transaction")[0] == 200
    assert running.ask("GET", f"/counter/{other}/ocmf/transaction")[0] == 404


def test_a_receipt_may_be_the_earlier_one_until_it_is_signed(meter):
    running = meter(switches={"before-ready": "earlier", "ready-s": "0.2"})
    post(running, "receipt", {"TX": "B"})
    post(running, "receipt", {"TX": "E"})
    first = receipt(running)
    post(running, "receipt", {"TX": "B"})
    post(running, "receipt", {"TX": "E"})
    assert get(running, "receipt")[1] == first
    deadline = time.monotonic() + 2
    while get(running, "receipt")[1] == first:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert payload_of(get(running, "receipt")[1])["PG"] == "T2"


def power_cut(running):
    running.do("power off")
    running.do("power on")
    deadline = time.monotonic() + 5
    while True:
        try:
            running.ask("GET", f"{BASE}/metervalue", timeout_s=0.2)
        except TimeoutError:
            assert time.monotonic() < deadline
        else:
            return


@pytest.mark.parametrize("after", ["kept", "ended"])
def test_power_cuts(meter, after):
    running = meter(switches={"after-power-loss": after, "ready-s": "0"})
    post(running, "gw", {"CT": "EVSEID", "CI": "CP-1", "TM": NOW})
    post(running, "user", USER)
    post(running, "receipt", {"TX": "B"})
    power_cut(running)
    live = get(running, "metervalue")[1]
    assert live["XT"] is (after == "kept")
    assert (live["EF"], live["TM"][-1]) == ("t", "U")
    if after == "kept":
        assert post(running, "receipt", {"TX": "E"}) == 200
    text = receipt(running)
    verify(running, text)
    payload = payload_of(text)
    assert (payload["CI"], payload["ID"]) == ("CP-1", "9109543224"), "as it began"
    assert payload["RD"][1]["EF"] == "t"


def test_memory_over_restarts(meter, tmp_path):
    running = meter(state=tmp_path)
    post(running, "user", USER)
    post(running, "receipt", {"TX": "B"})
    running.stop()
    kept = json.loads((tmp_path / "iem-dcr-1.json").read_text())
    assert (kept["begun"], kept["idle"], kept["pages"]) == (1, False, [])
    again = meter(state=tmp_path)
    assert get(again, "metervalue")[1]["XT"] is True
    assert post(again, "receipt", {"TX": "E"}) == 200
    text = receipt(again)
    verify(again, text)
    again.stop()
    third = meter(state=tmp_path)
    assert get(third, "transaction")[1] == text
    kept = json.loads((tmp_path / "iem-dcr-1.json").read_text())
    assert (kept["begun"], kept["idle"], kept["pages"]) == (1, True, ["T1"])
