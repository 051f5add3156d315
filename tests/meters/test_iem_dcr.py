"""The IEM-DCR's driver against a simulated meter over real HTTP: ties, starts, stops, leftovers."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.meters import IemDcr
from eichlab.meters.iem_dcr import _time_text
from eichlab.meters.iem_dcr_record import Mark, Tie, digest, read_time, record_in, tie
from eichlab.values import (
    Channel,
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    MeterActivity,
    NoAnswerError,
    NothingRunningError,
    PortLostError,
    Quantity,
    RecordUnusableError,
    RefusedError,
    RequestError,
    TransactionRequest,
    WrongAnswerError,
    WrongMeterError,
    WrongStateError,
)

ID = "12345678-1234-5678-1234-567812345678"
OTHER = "87654321-4321-8765-4321-876543218765"
CARD = {
    "identification": "1F2D3A4F5506C7",
    "identification_type": IdentificationType.ISO14443,
    "tariff_text": "0,30 EUR/kWh",
}


def request(transaction_id=ID, **fields):
    return TransactionRequest(transaction_id=transaction_id, **fields)


@pytest.fixture
def post(network_post):
    def make(*, clock=True, **options):
        made = network_post("iem-dcr", **options)
        made.run(made.driver.identify)
        if clock:
            made.run(lambda: made.driver.set_clock(datetime.now(UTC)))
        return made

    return make


def started(post, transaction_id=ID, **fields):
    """Start as the bench does: mark, recall, start. Returns the mark, as the journal has it."""
    asked = request(transaction_id, **fields)
    mark = dict(post.run(lambda: post.driver.mark(asked)))
    post.driver.recall(asked, mark)
    post.run(lambda: post.driver.start(asked))
    return mark


def restarted(post, mark, transaction_id=ID, **fields):
    """A new driver that learns from the journal, as after a start of the program."""
    post.again()
    post.run(post.driver.identify)
    post.driver.recall(request(transaction_id, **fields), mark)
    return post


def body_of(data):
    return json.loads(data.partition(b"\r\n\r\n")[2])


def verifies(record):
    """Check the signature with nothing but ``cryptography``, over the bytes between the bars."""
    _, payload, tail = record.data.split(b"|")
    point = record.public_key[-65:]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    key.verify(bytes.fromhex(json.loads(tail)["SD"]), payload, ec.ECDSA(hashes.SHA256()))
    return json.loads(payload)


def foreign(post, **fields):
    """Let another master run a whole transaction."""
    post.in_loop(lambda: _foreign_begin(post, **fields))
    post.in_loop(lambda: post.meter._receipt_command({"TX": "E"}))
    post.in_loop(lambda: setattr(post.meter, "_ready_at", 0.0))


def _foreign_begin(post, **fields):
    user = {"IS": True, "IL": "NONE", "IF": [], "IT": "NONE", "ID": "a stranger", "US": False}
    assert post.meter._set_user(user | fields).status == 200
    assert post.meter._receipt_command({"TX": "B"}).status == 200


# ── who it is, what it measures ──────────────────────────────────────────────────────────────


def test_identity_and_key_without_a_write(post):
    made = post(clock=False)
    identity = made.run(made.driver.identify)
    assert identity.serial == "SIM1ISA020012303"
    assert identity.simulated
    assert identity.firmware == "", "only records say it"
    assert identity.signature_algorithm == "ECDSA-secp256r1-SHA256"
    key = made.run(made.driver.public_key)
    assert key.point == made.ready.key
    assert key.der.hex().startswith("3059301306072a8648ce3d020106082a8648ce3d030107034200")
    assert made.writes == 0
    started(made)
    made.run(lambda: made.driver.stop(ID))
    assert made.run(made.driver.identify).firmware == "DU-02.00.12_SU-02.00.08"


def test_a_reading_is_one_request_and_the_meters_own_counter(post):
    made = post(clock=False, energy=10_000_001_540, variation=0, vehicle="always", watts=12_000)
    before = len(made.sent())
    reading = made.run(made.driver.read)
    assert len(made.sent()) == before + 1
    assert reading.value(Quantity.ENERGY_IMPORT) >= Decimal(10_000_001_540)
    assert "E" not in str(reading.value(Quantity.ENERGY_IMPORT))
    assert reading.value(Quantity.VOLTAGE, Channel.DC) == Decimal("400.0")
    assert reading.value(Quantity.POWER, Channel.DC) == Decimal(12000)
    assert reading.value(Quantity.CURRENT, Channel.DC) == Decimal("30.0")


def test_something_else_is_not_taken_for_it(network_post):
    made = network_post("iem-dcr")
    made.do("fault wrong-model")
    with pytest.raises(WrongMeterError) as caught:
        made.run(made.driver.identify)
    assert caught.value.message.code == "iem-dcr.not-this-model"
    other = network_post("dcbm")
    driver = IemDcr(other.line, 1, name="the meter")
    with pytest.raises(WrongMeterError):
        other.run(driver.identify)


# ── times ────────────────────────────────────────────────────────────────────────────────────


def test_times_of_the_meter():
    at, letter = read_time("2024-12-15T22:42:28,000+0200 U")
    assert (at.isoformat(), letter) == ("2024-12-15T22:42:28+02:00", "U")
    assert read_time("2024-12-15T22:42:28,000+0200")[1] is None
    assert read_time("yesterday") == (None, None)
    assert read_time(None) == (None, None)
    assert read_time("2024-13-15T22:42:28,000+0200 S") == (None, "S")
    summer = datetime(2025, 6, 6, 9, 26, 24, tzinfo=timezone(timedelta(hours=2)))
    assert _time_text(summer) == "2025-06-06T09:26:24,000+0200"


def test_the_clock_is_set_when_it_has_to_be(post):
    made = post(clock=False)
    now = datetime.now(UTC)
    for _ in range(3):
        made.run(lambda: made.driver.set_clock(now))
    (sent,) = made.sent(b"POST /counter/v1/ocmf/datetime")
    assert body_of(sent) == {"TM": _time_text(now)}
    made.run(lambda: made.driver.set_clock(now + timedelta(minutes=1)))
    made.driver._clock_set -= 2 * 3600
    made.run(lambda: made.driver.set_clock(now + timedelta(minutes=1)))
    assert made.writes == 3
    made.power_cut()
    made.run(lambda: made.driver.set_clock(now + timedelta(minutes=1)))
    assert made.writes == 4, "it lost the time with the power"
    started(made)
    before = made.writes
    with pytest.raises(RefusedError) as caught:
        made.run(lambda: made.driver.set_clock(now))
    assert caught.value.message.code == "iem-dcr.clock-while-running"
    assert made.writes == before


# ── start and stop ───────────────────────────────────────────────────────────────────────────


def test_every_field_reaches_the_record(post):
    made = post()
    started(
        made,
        level=IdentificationLevel.CERTIFIED,
        flags=(IdentificationFlag.RFID_PSK, IdentificationFlag.OCPP_CERTIFIED),
        identification_type=IdentificationType.ISO15693,
        identification="9109543224",
        tariff_text="0,20 EUR/kWh",
        charge_point_type=ChargePointIdType.CBIDC,
        charge_point_id="CP-DE-4711",
    )
    (user,) = made.sent(b"POST /counter/v1/ocmf/user")
    assert user.partition(b"\r\n\r\n")[2] == (
        b'{"IS":true,"IL":"CERTIFIED","IF":["RFID_PSK","OCPP_CERTIFIED"],"IT":"ISO15693",'
        b'"ID":"9109543224","US":false,"TT":"0,20 EUR/kWh"}'
    )
    (gateway,) = made.sent(b"POST /counter/v1/ocmf/gw")
    assert list(body_of(gateway)) == ["CT", "CI", "TM"]
    (begin,) = made.sent(b"POST /counter/v1/ocmf/receipt")
    assert begin.endswith(b'{"TX":"B"}')
    (record,) = made.run(lambda: made.driver.stop(ID))
    payload = verifies(record)
    assert record.data == made.meter.last.text.encode()
    assert list(payload) == [
        "FV", "GI", "GS", "GV", "MV", "MM", "MS", "MF", "CT", "CI", "IS", "IL", "IF", "IT",
        "ID", "PG", "TT", "RD",
    ]  # fmt: skip
    assert (payload["CT"], payload["CI"]) == ("CBIDC", "CP-DE-4711")
    assert (payload["ID"], payload["TT"]) == ("9109543224", "0,20 EUR/kWh")
    assert [each["TX"] for each in payload["RD"]] == ["B", "E"]
    assert record.transaction_id == ID
    assert made.driver.take_notices() == ()


def test_without_an_identification_the_id_itself_is_signed(post):
    made = post()
    started(made)
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID
    made.again()
    (again,) = made.run(lambda: made.driver.stop(ID))
    assert again.data == record.data, "found by it even without a mark"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"identification": "x" * 129}, "meter.text-too-long"),
        ({"charge_point_id": "x" * 129}, "meter.text-too-long"),
        ({"tariff_text": "x" * 251}, "meter.text-too-long"),
        ({"tariff_text": "0,30 €"}, "meter.character"),
        ({"identification": 'a"b'}, "meter.character"),
        ({"charge_point_id": "a|b"}, "meter.character"),
        (
            {"flags": (IdentificationFlag.RFID_PSK, IdentificationFlag.RFID_NONE)},
            "meter.two-flags",
        ),
    ],
)
def test_texts_that_do_not_fit_are_refused_before_anything_is_written(post, fields, code):
    made = post()
    before = made.writes
    with pytest.raises(RequestError) as caught:
        made.run(lambda: made.driver.start(request(**fields)))
    assert caught.value.message.code == code
    assert made.writes == before


def test_the_charge_point_is_taken_once(post):
    made = post()
    started(made, charge_point_id="DE*1")
    (record,) = made.run(lambda: made.driver.stop(ID))
    made.run(lambda: made.driver.release(record))
    with pytest.raises(RequestError) as caught:
        started(made, OTHER, charge_point_id="DE*2")
    assert caught.value.message.code == "iem-dcr.charge-point-fixed"
    told = made.run(lambda: made.driver.start(request(OTHER)))
    assert [each.code for each in told] == ["iem-dcr.charge-point-kept"]
    assert len(made.sent(b"POST /counter/v1/ocmf/gw")) == 1
    made.run(lambda: made.driver.stop(OTHER))
    made.power_cut()
    started(made, charge_point_id="DE*2")


def test_a_charge_point_whose_answer_was_lost_is_no_error(post):
    made = post()
    requests = made.simulation.lines[0].faults.requests
    asked = request(charge_point_id="DE*1")
    made.driver.recall(asked, {})
    # metervalue, gw, and then the gw that is set.
    made.do(f"fault silence@#{requests + 3}")
    made.run(lambda: made.driver.start(asked))
    assert len(made.sent(b"POST /counter/v1/ocmf/gw")) == 2
    assert made.meter.running.charge_point == "DE*1"


def test_no_start_and_no_end_while_current_flows(post):
    made = post(vehicle="always", watts=8_000)
    with pytest.raises(RefusedError) as caught:
        started(made)
    assert caught.value.message.code == "iem-dcr.current-flows"
    assert not caught.value.in_doubt
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    made.do("load 0")
    started(made)
    made.do("load 8000")
    with pytest.raises(RefusedError) as caught:
        made.run(lambda: made.driver.stop(ID))
    assert caught.value.message.code == "iem-dcr.current-flows"
    assert made.run(made.driver.state).transaction_id == ID
    made.do("load 0")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID


def test_a_meter_with_an_error_begins_nothing(post):
    made = post()
    made.do("fault error-code=0x12")
    assert "iem-dcr.has-error" in made.run(made.driver.state).conditions
    before = made.writes
    with pytest.raises(RefusedError) as caught:
        started(made)
    assert caught.value.message.code == "iem-dcr.error-code"
    assert "0x0012" in str(caught.value.message)
    assert made.writes == before


# ── whose it is ──────────────────────────────────────────────────────────────────────────────


def test_the_record_of_an_earlier_transaction_is_never_ours(post):
    made = post()
    foreign(made, ID=CARD["identification"], IT="ISO14443", TT=CARD["tariff_text"])
    asked = request(**CARD)
    mark = dict(made.run(lambda: made.driver.mark(asked)))
    assert mark["page"] == "T1"
    made.driver.recall(asked, mark)
    made.driver._started_within_s = 0.1
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    made.driver.recall(asked, mark)
    assert made.run(made.driver.waiting_records) == ()
    with pytest.raises(NothingRunningError):
        made.run(lambda: made.driver.stop(ID))


def test_a_record_in_the_making_at_our_mark_is_not_ours(post):
    made = post(ready_s=60, speed=100)
    made.in_loop(
        lambda: _foreign_begin(
            made, ID=CARD["identification"], IT="ISO14443", TT=CARD["tariff_text"]
        )
    )
    threading.Event().wait(0.2)
    made.in_loop(lambda: made.meter._receipt_command({"TX": "E"}))
    mark = started(made, **CARD)
    assert mark["page"] == "", "the meter does not show it yet"
    made.in_loop(lambda: setattr(made.meter, "_ready_at", 0.0))
    restarted(made, mark, **CARD)
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    made.driver._ready_within_s = 0.3
    with pytest.raises(NoAnswerError):
        made.run(lambda: made.driver.stop(ID))
    made.in_loop(lambda: setattr(made.meter, "_ready_at", 0.0))
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["PG"] == "T2"


def test_a_stranger_after_our_mark_is_not_ours(post):
    made = post()
    asked = request(**CARD)
    mark = dict(made.run(lambda: made.driver.mark(asked)))
    foreign(made)
    made.driver.recall(asked, mark)
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    made.driver.recall(asked, mark)
    with pytest.raises(WrongStateError) as caught:
        made.run(lambda: made.driver.stop(ID))
    assert caught.value.message.code == "meter.other-transaction"


def test_what_runs_without_our_knowing_is_nobodys(post):
    made = post()
    made.in_loop(lambda: _foreign_begin(made))
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, None)
    before = made.writes
    with pytest.raises(WrongStateError):
        made.run(lambda: made.driver.stop(ID))
    with pytest.raises(WrongStateError):
        made.run(lambda: made.driver.start(request()))
    assert made.writes == before
    (record,) = made.run(lambda: made.driver.stop(""))
    assert verifies(record)["ID"] == "a stranger"
    assert record.transaction_id is None


def test_our_record_is_found_while_a_stranger_runs(post):
    made = post()
    mark = started(made, **CARD)
    made.run(lambda: made.driver.stop(ID))
    made.in_loop(lambda: _foreign_begin(made))
    restarted(made, mark, **CARD)
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RECORD_WAITING, ID)
    before = made.writes
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == CARD["identification"]
    assert made.writes == before
    made.run(lambda: made.driver.release(record))
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, None)


def test_a_record_that_may_be_anothers_is_returned_and_that_is_said(post):
    made = post()
    mark = started(made, **CARD)
    made.run(lambda: made.driver.stop(ID))
    made.run(lambda: made.driver.set_clock(datetime.now(UTC)))
    # The same card once more, at the station itself: ours is gone from the meter.
    foreign(made, ID=CARD["identification"], IT="ISO14443", TT=CARD["tariff_text"])
    restarted(made, mark, **CARD)
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["PG"] == "T2"
    assert [each.code for each in made.driver.take_notices()] == ["iem-dcr.unsure"]


def test_a_closed_transaction_waits_no_more(post):
    made = post()
    mark = started(made, **CARD)
    made.run(lambda: made.driver.stop(ID))
    restarted(made, mark, **CARD)
    made.driver.dismiss(OTHER)
    assert made.run(made.driver.state).activity is MeterActivity.RECORD_WAITING
    made.driver.dismiss(ID)
    assert made.run(made.driver.state).activity is MeterActivity.IDLE


def test_a_start_refused_leaves_no_claim(post):
    made = post(vehicle="always", watts=8_000)
    with pytest.raises(RefusedError):
        started(made, **CARD)
    made.do("load 0")
    made.in_loop(
        lambda: _foreign_begin(
            made, ID=CARD["identification"], IT="ISO14443", TT=CARD["tariff_text"]
        )
    )
    assert made.run(made.driver.state).transaction_id is None
    (record,) = made.run(lambda: made.driver.stop(""))
    assert record.transaction_id is None


PAYLOAD = {
    "IS": True, "IL": "NONE", "IF": [], "IT": "NONE", "ID": "card", "PG": "T5",
    "RD": [
        {"TM": "2026-01-01T13:00:00,000+0100 I", "TX": "B", "RV": "00000446.540"},
        {"TX": "E", "RV": "00000446.900"},
    ],
}  # fmt: skip
MARK = Mark("T4", "aa", "446540")


@pytest.mark.parametrize(
    ("changes", "mark", "tied"),
    [
        ({}, MARK, Tie.OURS),
        ({"PG": "T4"}, MARK, Tie.EARLIER),
        ({"PG": "T3"}, MARK, Tie.EARLIER),
        ({"PG": "T6"}, MARK, Tie.UNSURE),
        ({"PG": None}, MARK, Tie.UNSURE),
        ({"ID": "other"}, MARK, Tie.OTHER),
        ({"ID": ID, "PG": "T9"}, MARK, Tie.OURS),
        ({"IL": "SECURE"}, MARK, Tie.UNSURE),
        ({}, Mark("T4", "aa", "446541"), Tie.EARLIER),
        ({}, Mark("?", "aa", "1"), Tie.UNSURE),
        ({}, Mark("T4", "aa", "1", "2026-01-01T12:00:00+00:00"), Tie.OURS),
        ({}, Mark("T4", "aa", "1", "2026-01-01T12:00:20+00:00"), Tie.EARLIER),
        ({"PG": "T1"}, Mark("", "", "1"), Tie.OURS),
        ({"PG": "T2"}, Mark("", "", "1"), Tie.UNSURE),
    ],
)
def test_ties(changes, mark, tied):
    payload = json.dumps(PAYLOAD | changes)
    record = f'OCMF|{payload}|{{"SD":"00"}}'.encode()
    assert tie(request(identification="card"), mark, record) is tied
    same = Mark(mark.page, digest(record), mark.import_wh)
    assert tie(request(identification="card"), same, record) is Tie.EARLIER


def test_what_cannot_be_taken_apart_is_not_certain():
    assert tie(request(), MARK, b"OCMF|{broken|{}") is Tie.UNSURE


# ── the form of the answer ───────────────────────────────────────────────────────────────────

TEXT = b'OCMF|{"PG":"T1","X":"\xc3\xa4"}|{"SA":"a","SD":"00"}'


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        TEXT + b"\r\n",
        b"{\n" + TEXT + b"\n}",
        b"  {" + TEXT + b"}  ",
        json.dumps({"receipt": TEXT.decode()}).encode(),
        json.dumps(TEXT.decode()).encode(),
    ],
)
def test_the_record_is_found_in_any_wrapping(body):
    assert record_in(body) == TEXT


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'{"a":"b"}', b"[" * 100_000])
def test_no_record_is_none(body):
    assert record_in(body) is None


def test_a_record_cut_off_is_kept_as_it_came():
    assert record_in(b'OCMF|{"PG":"T1"}|{"SA"') == b'OCMF|{"PG":"T1"}|{"SA"'


@pytest.mark.parametrize("form", ["bare", "braces", "json"])
@pytest.mark.parametrize("registers", ["import", "both"])
def test_every_form_of_receipt(post, form, registers):
    made = post(receipt_form=form, registers=registers)
    started(made, **CARD)
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert record.data == made.meter.last.text.encode()
    verifies(record)


@pytest.mark.parametrize(
    "switches",
    [
        {"before_ready": "earlier", "ready_s": 0.3},
        {"last_transaction": "v2"},
        {"after_power_loss": "ended"},
        {"gateway_first": "yes"},
        {"user_first": "yes"},
        {"time_offset": "ignored"},
        {"set_letter": "S"},
    ],
)
def test_unknown_habits_change_nothing(post, switches):
    made = post(**switches)
    for number, each in enumerate((ID, OTHER), 1):
        started(made, each, charge_point_id="DE*1", **CARD)
        (record,) = made.run(lambda each=each: made.driver.stop(each))
        assert verifies(record)["PG"] == f"T{number}"
        assert record.transaction_id == each
        made.run(lambda record=record: made.driver.release(record))
        assert made.run(made.driver.state).activity is MeterActivity.IDLE


# ── what a failure leaves ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wanted", [ID, ""])
@pytest.mark.parametrize("fields", [{}, CARD])
def test_stop_after_a_restart_of_the_program(post, wanted, fields):
    made = post()
    foreign(made)
    mark = started(made, **fields)
    restarted(made, mark, **fields)
    assert made.run(made.driver.state).transaction_id == ID
    (record,) = made.run(lambda: made.driver.stop(wanted))
    assert record.transaction_id == ID
    assert verifies(record)["PG"] == "T2"


@pytest.mark.parametrize("after", ["kept", "ended"])
@pytest.mark.parametrize("restart", [False, True])
def test_power_cut_of_the_meter_while_running(post, after, restart):
    made = post(after_power_loss=after)
    mark = started(made, charge_point_id="DE*1", **CARD)
    made.power_cut()
    if restart:
        restarted(made, mark, charge_point_id="DE*1", **CARD)
    state = made.run(made.driver.state)
    expected = MeterActivity.RUNNING if after == "kept" else MeterActivity.RECORD_WAITING
    assert (state.activity, state.transaction_id) == (expected, ID)
    (record,) = made.run(lambda: made.driver.stop(ID))
    payload = verifies(record)
    assert (payload["ID"], payload["CI"]) == (CARD["identification"], "DE*1")
    assert made.driver.take_notices() == ()


def test_power_cut_while_the_record_waits(post):
    made = post()
    mark = started(made, **CARD)
    made.in_loop(lambda: made.meter._receipt_command({"TX": "E"}))
    made.power_cut()
    restarted(made, mark, **CARD)
    assert made.run(made.driver.state).activity is MeterActivity.RECORD_WAITING
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == CARD["identification"]


def test_the_meter_keeps_everything_over_a_restart(post, tmp_path):
    made = post(state=tmp_path)
    mark = started(made, **CARD)
    made.close()
    again = post(state=tmp_path, clock=False)
    again.driver.recall(request(**CARD), mark)
    state = again.run(again.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    assert state.conditions == ("iem-dcr.clock-not-set",)
    (record,) = again.run(lambda: again.driver.stop(ID))
    verifies(record)
    kept = json.loads((tmp_path / "iem-dcr-1.json").read_text("utf-8"))
    assert (kept["begun"], kept["idle"], kept["pages"]) == (1, True, ["T1"])


def begins(post):
    return [each for each in post.sent(b"POST /counter/v1/ocmf/receipt") if b'"B"' in each]


def ends(post):
    return [each for each in post.sent(b"POST /counter/v1/ocmf/receipt") if b'"E"' in each]


# A start asks for the values and the charge point and writes the user before its begin.
_BEGIN = 4


def marked(post, **fields):
    asked = request(**fields)
    mark = dict(post.run(lambda: post.driver.mark(asked)))
    post.driver.recall(asked, mark)
    return asked, mark, post.simulation.lines[0].faults.requests


@pytest.mark.parametrize("fault", ["silence", "connection-reset", "short"])
def test_a_start_whose_answer_is_lost_is_found_running(post, fault):
    made = post()
    asked, _, requests = marked(made, **CARD)
    made.do(f"fault {fault}@#{requests + _BEGIN}")
    made.run(lambda: made.driver.start(asked))
    assert made.meter.begun == 1
    assert len(begins(made)) == 1


def test_a_start_that_never_arrives_is_no_transaction(post):
    made = post()
    asked, _, requests = marked(made, **CARD)
    made.do(f"fault request-lost@#{requests + _BEGIN}")
    with pytest.raises(NoAnswerError) as caught:
        made.run(lambda: made.driver.start(asked))
    assert caught.value.message.code == "iem-dcr.start-not-arrived"
    assert not caught.value.in_doubt
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    assert len(begins(made)) == 1


@pytest.mark.parametrize("after", ["kept", "ended"])
def test_a_start_in_doubt_is_resolved_after_a_power_cut_and_a_restart(post, after):
    made = post(after_power_loss=after)
    asked, mark, requests = marked(made, **CARD)
    made.do(f"fault silence@#{requests + _BEGIN}..")
    with pytest.raises(NoAnswerError) as caught:
        made.run(lambda: made.driver.start(asked))
    assert caught.value.in_doubt
    made.do("clear")
    made.power_cut()
    restarted(made, mark, **CARD)
    assert made.run(made.driver.state).transaction_id == ID
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == CARD["identification"]


# A stop asks for the values and the last record before its end.
_END = 3


@pytest.mark.parametrize("fault", ["silence", "connection-reset", "short"])
def test_a_stop_whose_answer_is_lost_is_not_sent_again(post, fault):
    made = post(last_transaction="v1")
    foreign(made)
    started(made, **CARD)
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault {fault}@#{requests + _END}")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == CARD["identification"]
    assert len(ends(made)) == 1


def test_a_stop_that_never_arrives_is_told_and_can_be_asked_again(post):
    made = post()
    foreign(made)
    started(made, **CARD)
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault request-lost@#{requests + _END}")
    with pytest.raises(NoAnswerError) as caught:
        made.run(lambda: made.driver.stop(ID))
    assert caught.value.message.code == "iem-dcr.stop-not-arrived"
    made.do("clear")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == CARD["identification"]


def test_a_record_still_being_signed_is_waited_for(post):
    made = post()
    mark = started(made, **CARD)
    made.do("fault slow-ready=60s")
    made.driver._ready_within_s = 0.2
    with pytest.raises(NoAnswerError) as caught:
        made.run(lambda: made.driver.stop(ID))
    assert caught.value.message.code == "iem-dcr.record-not-ready"
    assert made.run(made.driver.state).activity is MeterActivity.IDLE, "as the meter shows it"
    made.in_loop(lambda: setattr(made.meter, "_ready_at", made.simulation.loop.now() + 0.5))
    made.driver._ready_within_s = 3.0
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert record.transaction_id == ID
    restarted(made, mark, **CARD)
    made.in_loop(lambda: setattr(made.meter, "_ready_at", made.simulation.loop.now() + 0.5))
    (again,) = made.run(lambda: made.driver.stop(ID))
    assert again.data == record.data


def test_a_strangers_record_not_read_in_time_waits_for_the_next_stop(post):
    made = post()
    foreign(made)
    made.in_loop(lambda: _foreign_begin(made, ID="another stranger"))
    made.do("fault slow-ready=60s")
    made.driver._ready_within_s = 0.2
    with pytest.raises(NoAnswerError):
        made.run(lambda: made.driver.stop(""))
    made.in_loop(lambda: setattr(made.meter, "_ready_at", 0.0))
    assert made.run(made.driver.state).activity is MeterActivity.RECORD_WAITING
    (waiting,) = made.run(made.driver.waiting_records)
    (record,) = made.run(lambda: made.driver.stop(""))
    assert waiting.data == record.data
    assert verifies(record)["ID"] == "another stranger"
    made.run(lambda: made.driver.release(record))
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    assert made.run(lambda: made.driver.stop("")) == ()


def test_an_empty_record_is_not_taken_for_one(post):
    made = post()
    started(made, **CARD)
    made.do("fault empty-record")
    made.driver._ready_within_s = 0.2
    with pytest.raises((NoAnswerError, RecordUnusableError)):
        made.run(lambda: made.driver.stop(ID))
    made.do("clear")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == CARD["identification"]


def test_a_tariff_text_kept_from_before_is_told(post):
    made = post(user_without_tariff="kept")
    made.in_loop(lambda: made.meter._set_tariff({"TT": "0,99 EUR/kWh"}))
    started(made, identification="card")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["TT"] == "0,99 EUR/kWh"
    made.run(lambda: made.driver.release(record))
    started(made, OTHER, identification="card", charge_point_id="DE*1")
    made.in_loop(lambda: setattr(made.meter.last, "charge_point", "DE*2"))
    made.run(lambda: made.driver.stop(OTHER))
    codes = [each.code for each in made.driver.take_notices()]
    assert codes == ["iem-dcr.unsure", "iem-dcr.record-differs"]


def test_the_line_lost_in_each_step(post):
    made = post()
    started(made)
    steps = (
        made.driver.read,
        made.driver.state,
        made.driver.waiting_records,
        lambda: made.driver.stop(ID),
        lambda: made.driver.mark(request()),
    )
    before = made.writes
    for step in steps:
        made.do("unplug")
        with pytest.raises(PortLostError) as caught:
            made.run(step)
        assert not caught.value.in_doubt
        made.do("plug")
    assert made.writes == before
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID


def test_reading_and_looking_never_write(post):
    made = post()
    mark = started(made)
    made.run(lambda: made.driver.stop(ID))
    restarted(made, mark)
    for look in (
        made.driver.identify,
        made.driver.public_key,
        made.driver.read,
        made.driver.state,
        made.driver.waiting_records,
        lambda: made.driver.mark(request()),
    ):
        made.run(look)
    (record,) = made.run(made.driver.waiting_records)
    made.run(lambda: made.driver.release(record))
    assert made.writes == 0


def test_missing_fields_are_wrong_answers(post):
    made = post()
    made.do("fault missing-field")
    seen = set()
    for _ in range(60):
        try:
            made.run(made.driver.read)
        except WrongAnswerError as error:
            seen.add(error.message.parameters["field"])
    assert {"RD", "U2", "I", "P"} <= seen


def test_a_hung_meter_holds_nobody(post):
    """It accepts and never answers: every request has a time of its own."""
    made = post(clock=False)
    made.do("fault request-lost")
    with pytest.raises(NoAnswerError) as caught:
        made.run(made.driver.read)
    assert caught.value.message.code == "http.silent"
    made.do("clear")
    made.run(made.driver.read)
