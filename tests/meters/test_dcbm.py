"""The DCBM's driver against a simulated meter over real HTTP: every start, stop and leftover."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.line import Fields
from eichlab.meters import Dcbm
from eichlab.meters.dcbm_values import root_for
from eichlab.values import (
    Channel,
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    MeterActivity,
    NoAnswerError,
    NothingRunningError,
    PortError,
    PortLostError,
    Quantity,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    WrongAnswerError,
    WrongMeterError,
    WrongStateError,
)

ID = "12345678-1234-5678-1234-567812345678"
OTHER = "87654321-4321-8765-4321-876543218765"
NOW = datetime.now(UTC)


def request(transaction_id=ID, **fields):
    return TransactionRequest(transaction_id=transaction_id, **fields)


@pytest.fixture
def post(network_post):
    """A post whose meter was told the time, as the bench does before every start."""

    def make(*, clock=True, **options):
        made = network_post("dcbm", **options)
        made.run(made.driver.identify)
        if clock:
            made.run(lambda: made.driver.set_clock(datetime.now(UTC)))
        return made

    return make


def started(post, transaction_id=ID, **fields):
    post.driver.recall(request(transaction_id, **fields), {})
    post.run(lambda: post.driver.start(request(transaction_id, **fields)))


def body_of(data):
    return json.loads(data.partition(b"\r\n\r\n")[2])


def verifies(record):
    """Check the signature with nothing but ``cryptography``, over the bytes between the bars."""
    _, payload, tail = record.data.split(b"|")
    point = record.public_key[-65:]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    key.verify(bytes.fromhex(json.loads(tail)["SD"]), payload, ec.ECDSA(hashes.SHA256()))
    return json.loads(payload)


# ── who it is, what it measures ──────────────────────────────────────────────────────────────


def test_identity_and_key_without_a_write(post):
    made = post(clock=False)
    identity = made.run(made.driver.identify)
    assert identity.serial == "SIM12024070012303"
    assert identity.simulated
    assert identity.firmware == "0.2.0.0"
    key = made.run(made.driver.public_key)
    assert key.point == made.ready.key
    assert key.der.hex().startswith("3059301306072a8648ce3d020106082a8648ce3d030107034200")
    assert made.writes == 0


@pytest.mark.parametrize(
    ("firmware", "root"),
    [
        ("0.1.4.0", "v1"),
        ("0.2.0.0", "v2"),
        ("0.10.0.0", "v2"),
        ("1.0.0.0", "v2"),
        ("0.2.0", "v1"),
        ("0.x.0.0", "v1"),
        (None, "v1"),
    ],
)
def test_the_interface_follows_the_firmware(firmware, root):
    values = {"version": {"applicationFirmwareVersion": firmware}}
    assert root_for(Fields(values, meter="", port="", within="")) == root


def test_a_reading_is_one_request_and_exact(post):
    made = post(clock=False, energy=1234567, variation=0)
    before = len(made.sent())
    reading = made.run(made.driver.read)
    assert len(made.sent()) == before + 1
    imported = reading.value(Quantity.ENERGY_IMPORT)
    assert imported >= Decimal(1234567)
    assert "E" not in str(imported)
    assert reading.value(Quantity.VOLTAGE, Channel.DC) == Decimal("400.0")
    assert reading.value(Quantity.POWER, Channel.DC) == Decimal(40000)
    assert reading.value(Quantity.CURRENT, Channel.DC) == Decimal("100.0")
    assert reading.value(Quantity.TEMPERATURE) == Decimal("31.5")


def test_something_else_is_not_taken_for_it(network_post):
    made = network_post("dcbm")
    made.do("fault wrong-model")
    with pytest.raises(WrongMeterError) as caught:
        made.run(made.driver.identify)
    assert caught.value.message.code == "dcbm.not-this-model"
    other = network_post("iem-dcr")
    driver = Dcbm(other.line, 1, name="the meter")
    with pytest.raises(WrongMeterError):
        other.run(driver.identify)


# ── start and stop ───────────────────────────────────────────────────────────────────────────


def test_the_start_is_the_documented_body_byte_for_byte(post):
    """The keys of the first version, in the order the reference driver's tests pin down."""
    made = post(firmware="0.1.4.0")
    fields = {"charge_point_id": "DE*ENB*E123", "identification": "1F2D3A4F"}
    started(made, **fields)
    (sent,) = made.sent(b"POST")
    assert sent == (
        b"POST /v1/legal HTTP/1.1\r\n\r\n"
        b'{"evseId":"DE*ENB*E123","transactionId":"' + ID.encode() + b'","clientId":"1F2D3A4F",'
        b'"tariffId":0,"cableId":0,"userData":""}'
    )
    made.run(lambda: made.driver.stop(ID))
    (stop,) = made.sent(b"PUT /v1/legal")
    assert stop == (
        b"PUT /v1/legal?transactionId=" + ID.encode() + b' HTTP/1.1\r\n\r\n{"running":false}'
    )


def test_the_second_version_has_a_tariff_text(post):
    made = post()
    started(made, tariff_text="0.30 EUR/kWh")
    (sent,) = made.sent(b"POST /v2/legal")
    assert list(body_of(sent)) == [
        "evseId", "transactionId", "clientId", "tariffId", "TT", "UV", "UD", "cableId",
        "userData", "SC",
    ]  # fmt: skip
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["TT"] == "0.30 EUR/kWh"


def test_the_record_is_the_meters_bytes_and_verifies(post):
    made = post()
    made.run(lambda: made.driver.set_clock(datetime.now(timezone(timedelta(hours=1)))))
    started(made, charge_point_id="DE*E1")
    assert made.run(made.driver.state).transaction_id == ID
    (record,) = made.run(lambda: made.driver.stop(ID))
    payload = verifies(record)
    assert payload["ID"] == ID
    assert payload["CI"] == "DE*E1"
    assert [each.get("TX") for each in payload["RD"]] == ["B", None, "E", None]
    assert record.data == made.meter.store[-1].ocmf.encode()
    assert record.transaction_id == ID
    assert record.simulated
    assert "+0100 R" in payload["RD"][0]["TM"]


def test_what_the_record_has_no_room_for_is_told(post):
    made = post(firmware="0.1.4.0")
    notices = made.run(
        lambda: made.driver.start(
            request(
                assigned=False,
                level=IdentificationLevel.TRUSTED,
                flags=(IdentificationFlag.RFID_PSK,),
                identification_type=IdentificationType.EMAID,
                identification="DE8AA1A2B3C4D59",
                tariff_text="0.30 EUR/kWh",
                charge_point_type=ChargePointIdType.CBIDC,
            )
        )
    )
    (told,) = notices
    assert told.code == "dcbm.no-room"
    assert told.parameters["fields"] == "IS, IL, IF, IT, ID, TT, CT"


def test_a_configured_id_type_makes_room_for_the_user(post):
    made = post(identification_type=3)
    capable = made.driver.capabilities
    assert (capable.identification_bytes, capable.carries_transaction_id) == (37, False)
    fields = {
        "identification_type": IdentificationType.ISO14443,
        "identification": "1F2D3A4F5506C7",
    }
    assert made.run(lambda: made.driver.start(request(**fields))) == ()
    (record,) = made.run(lambda: made.driver.stop(ID))
    payload = verifies(record)
    assert (payload["IT"], payload["ID"]) == ("ISO14443", "1F2D3A4F5506C7")
    assert record.transaction_id == ID, "tied by the interface, which has the id all the same"


@pytest.mark.parametrize("second", [False, True])
def test_capabilities_follow_the_firmware(post, second):
    made = post(clock=False, firmware="0.2.0.0" if second else "0.1.4.0")
    assert (made.driver.capabilities.tariff_bytes is not None) is second
    assert Dcbm.capabilities.tariff_bytes == 250


@pytest.mark.parametrize(
    "odd", ["a b", "50%", "a&b=c", "x/y?z#1", "a+b", "ü"[:0] + "~!*'();:@,[]$"]
)
def test_ids_of_any_characters_are_escaped(post, odd):
    made = post()
    started(made, odd)
    assert made.run(made.driver.state).transaction_id == odd
    (record,) = made.run(lambda: made.driver.stop(odd))
    assert verifies(record)["ID"] == odd
    made.again()
    (again,) = made.run(lambda: made.driver.stop(odd))
    assert again.data == record.data


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"transaction_id": ""}, "dcbm.no-id"),
        ({"transaction_id": "x" * 38}, "meter.text-too-long"),
        ({"charge_point_id": "x" * 38}, "meter.text-too-long"),
        ({"identification": "x" * 38}, "meter.text-too-long"),
        ({"tariff_text": "x" * 251}, "meter.text-too-long"),
        ({"tariff_text": '0,30 "EUR"'}, "meter.character"),
        ({"identification": "a|b"}, "meter.character"),
        ({"charge_point_id": "Größe"}, "meter.character"),
    ],
)
def test_texts_that_do_not_fit_are_refused_before_anything_is_written(post, fields, code):
    made = post()
    before = made.writes
    with pytest.raises(RequestError) as caught:
        made.run(lambda: made.driver.start(request(**fields)))
    assert caught.value.message.code == code
    assert made.writes == before


def test_another_transaction_is_left_alone(post):
    made = post()
    started(made)
    before = made.writes
    with pytest.raises(WrongStateError) as caught:
        made.run(lambda: made.driver.start(request(OTHER)))
    assert caught.value.transaction_id == ID
    with pytest.raises(WrongStateError) as caught:
        made.run(lambda: made.driver.stop(OTHER))
    assert caught.value.transaction_id == ID
    assert made.writes == before
    (record,) = made.run(lambda: made.driver.stop(""))
    assert record.transaction_id == ID
    with pytest.raises(NothingRunningError):
        made.run(lambda: made.driver.stop(OTHER))


def test_every_record_stays_in_the_meter_and_nothing_waits_after_release(post):
    made = post()
    started(made)
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert made.run(made.driver.state).activity is MeterActivity.RECORD_WAITING
    assert made.run(made.driver.waiting_records) == (record,)
    before = made.writes
    made.run(lambda: made.driver.release(record))
    made.run(lambda: made.driver.release(record))
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    assert made.run(made.driver.waiting_records) == ()
    assert made.run(lambda: made.driver.stop("")) == ()
    assert made.writes == before
    started(made, OTHER)
    assert made.run(lambda: made.driver.stop(ID)) == (record,), "while another runs"
    assert made.run(made.driver.state).transaction_id == OTHER


def test_a_closed_transaction_waits_no_more(post):
    made = post()
    started(made)
    made.run(lambda: made.driver.stop(ID))
    made.driver.dismiss(OTHER)
    assert made.run(made.driver.state).activity is MeterActivity.RECORD_WAITING
    made.driver.dismiss(ID)
    assert made.run(made.driver.state).activity is MeterActivity.IDLE


def test_records_of_ours_are_found_while_a_stranger_runs(post):
    made = post()
    started(made)
    made.run(lambda: made.driver.stop(ID))
    made.again()
    made.run(lambda: made.driver.start(request(OTHER)))
    made.again()
    made.driver.recall(request(ID), {})
    assert made.run(made.driver.state).transaction_id == ID, "ours first, it is to be kept"
    (record,) = made.run(lambda: made.driver.stop(ID))
    made.run(lambda: made.driver.release(record))
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, OTHER)


# ── what a failure leaves ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wanted", [ID, ""])
def test_stop_after_a_restart_of_the_program(post, wanted):
    made = post()
    started(made)
    made.again()
    made.run(made.driver.identify)
    made.driver.recall(request(), {})
    (record,) = made.run(lambda: made.driver.stop(wanted))
    assert verifies(record)["ID"] == ID


@pytest.mark.parametrize("after", ["running", "closed"])
def test_power_cut_of_the_meter_while_running(post, after):
    made = post(after_power_loss=after)
    started(made)
    made.power_cut()
    state = made.run(made.driver.state)
    expected = MeterActivity.RUNNING if after == "running" else MeterActivity.RECORD_WAITING
    assert (state.activity, state.transaction_id) == (expected, ID)
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID
    assert made.meter.begun == 1


def test_the_meter_keeps_everything_over_a_restart(post, tmp_path):
    made = post(state=tmp_path)
    started(made)
    made.close()
    again = post(state=tmp_path, clock=False)
    again.driver.recall(request(), {})
    state = again.run(again.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    (record,) = again.run(lambda: again.driver.stop(ID))
    assert verifies(record)["ID"] == ID
    kept = json.loads((tmp_path / "dcbm-1.json").read_text("utf-8"))
    assert (kept["begun"], kept["idle"], kept["pages"]) == (1, True, ["T1"])


@pytest.mark.parametrize("fault", ["silence", "connection-reset", "short", "not-json"])
def test_a_start_whose_answer_is_lost_is_found_running(post, fault):
    made = post()
    requests = made.simulation.lines[0].faults.requests
    # The start asks for status first, then sends its POST.
    made.do(f"fault {fault}@#{requests + 2}")
    started(made)
    assert made.meter.running.transaction_id == ID
    assert len(made.sent(b"POST")) == 1


def test_a_start_that_never_arrives_is_no_transaction(post):
    made = post()
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault request-lost@#{requests + 2}")
    with pytest.raises(NoAnswerError) as caught:
        started(made)
    assert caught.value.message.code == "dcbm.start-not-arrived"
    assert not caught.value.in_doubt
    assert made.run(made.driver.state).activity is MeterActivity.IDLE
    assert len(made.sent(b"POST")) == 1


def test_a_start_is_in_doubt_while_nobody_says_what_came_of_it(post):
    made = post()
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault silence@#{requests + 2}..")
    with pytest.raises(NoAnswerError) as caught:
        started(made)
    assert caught.value.in_doubt
    made.do("clear")
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)


def test_a_start_lost_and_closed_by_a_power_cut_is_still_found(post):
    made = post(after_power_loss="closed")
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault silence@#{requests + 2}..")
    with pytest.raises(NoAnswerError):
        started(made)
    made.do("clear")
    made.power_cut()
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RECORD_WAITING, ID)
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID


def test_a_server_error_at_the_start_is_resolved_by_asking(post):
    made = post()
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault http-status=503@#{requests + 2}")
    with pytest.raises(RefusedError) as caught:
        started(made)
    assert not caught.value.in_doubt
    assert caught.value.exception == 503


@pytest.mark.parametrize("fault", ["silence", "connection-reset", "short", "http-status=500"])
def test_a_stop_whose_answer_is_lost_is_not_sent_again(post, fault):
    made = post()
    started(made)
    requests = made.simulation.lines[0].faults.requests
    # Status and transaction are asked for, then the PUT goes out.
    made.do(f"fault {fault}@#{requests + 3}")
    if fault.startswith("http"):
        # This fault does nothing: the transaction runs on, and the next stop ends it.
        with pytest.raises(RefusedError):
            made.run(lambda: made.driver.stop(ID))
        made.do("clear")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID
    assert len(made.sent(b"PUT /v2/legal")) == 1 + fault.startswith("http")


def test_a_stray_whose_record_was_not_read_waits_for_the_next_stop(post):
    made = post()
    made.run(lambda: made.driver.start(request(OTHER)))
    made.again()
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault silence@#{requests + 5}..")
    with pytest.raises(NoAnswerError):
        made.run(lambda: made.driver.stop(""))
    made.do("clear")
    assert made.meter.running is None
    state = made.run(made.driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RECORD_WAITING, OTHER)
    (record,) = made.run(lambda: made.driver.stop(""))
    assert verifies(record)["ID"] == OTHER
    made.run(lambda: made.driver.release(record))
    assert made.run(lambda: made.driver.stop("")) == ()


def test_the_line_lost_in_each_step(post):
    made = post()
    for step in (made.driver.read, made.driver.state, lambda: made.driver.stop(ID)):
        made.do("unplug")
        with pytest.raises(PortLostError) as caught:
            made.run(step)
        assert caught.value.message.code == "http.refused"
        assert not caught.value.in_doubt
        made.do("plug")
    before = made.writes
    made.do("unplug")
    with pytest.raises(PortLostError) as caught:
        made.run(lambda: made.driver.start(request()))
    assert not caught.value.in_doubt, "nothing left"
    assert made.writes == before


def test_an_empty_record_is_told_and_stays_in_the_meter(post):
    made = post()
    started(made)
    made.do("fault empty-record")
    made.driver._ready_within_s = 0.2
    with pytest.raises(RecordUnusableError) as caught:
        made.run(lambda: made.driver.stop(ID))
    assert caught.value.remains == b""
    made.do("clear")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID


def test_an_intermediate_record_is_waited_out(post):
    made = post()
    started(made)
    made.do("fault slow-ready=0.4s")
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert b'"TX":"E"' in record.data
    started(made, OTHER)
    made.do("fault slow-ready=60s")
    made.driver._ready_within_s = 0.2
    with pytest.raises(NoAnswerError) as caught:
        made.run(lambda: made.driver.stop(OTHER))
    assert caught.value.message.code == "dcbm.record-not-ready"


@pytest.mark.parametrize("intermediate", ["reading", "begin-only"])
@pytest.mark.parametrize("query", ["found", "unknown"])
def test_unknown_habits_change_nothing(post, intermediate, query):
    made = post(intermediate=intermediate, query_while_running=query, refused_stop=404)
    started(made)
    assert made.run(made.driver.state).activity is MeterActivity.RUNNING
    assert made.run(made.driver.waiting_records) == ()
    (record,) = made.run(lambda: made.driver.stop(ID))
    assert verifies(record)["ID"] == ID


# ── what the meter says of itself ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        ("tampering", "dcbm.tampering"),
        ("measuring-failed", "dcbm.measuring-failed"),
        ("over-temperature", "dcbm.over-temperature"),
        ("reversed-voltage", "dcbm.reversed-voltage"),
    ],
)
def test_what_happened_meanwhile_is_told_with_the_record(post, fault, condition):
    made = post()
    started(made)
    made.do(f"fault {fault}")
    assert made.run(made.driver.state).conditions == (condition,)
    made.do("clear")
    made.run(lambda: made.driver.stop(ID))
    codes = [each.code for each in made.driver.take_notices()]
    assert codes == ["dcbm.not-billable", "dcbm.short-transaction"]
    assert made.driver.take_notices() == ()


def test_a_transaction_near_its_longest_is_told(post):
    made = post()
    started(made)
    assert made.run(made.driver.state).conditions == ()
    stored = made.meter.store[-1]
    stored.begin = replace(stored.begin, utc=stored.begin.utc - 47 * 3600 - 1)
    assert made.run(made.driver.state).conditions == ("dcbm.runs-long",)


@pytest.mark.parametrize("fault", ["fatal-error", "unit-link-lost"])
def test_what_blocks_a_start_is_said_before_it_is_sent(post, fault):
    made = post()
    made.do(f"fault {fault}")
    with pytest.raises(RefusedError) as caught:
        started(made)
    assert caught.value.message.code == "dcbm.blocked"
    assert not made.sent(b"POST")


def test_a_refusal_by_the_meter_is_not_in_doubt(post):
    made = post(refused_start=403)
    made.do("fault clock-expired")
    made.driver._status = lambda status=made.driver._status: _with_clock(status())
    with pytest.raises(RefusedError) as caught:
        started(made)
    assert (caught.value.exception, caught.value.in_doubt) == (403, False)


def _with_clock(status):
    """A status that does not show the reason, so that only the meter's own refusal comes."""
    bits = {**status.values["status"]["bits"], "timeSyncStatusIsOk": True}
    values = {**status.values, "status": {"value": 17, "bits": bits}}
    return Fields(values, meter="the meter", port="", within="")


# ── the clock ────────────────────────────────────────────────────────────────────────────────


def settings_written(post):
    return [body_of(each) for each in post.sent(b"PUT /v1/settings")]


def test_the_clock_is_set_by_the_documented_bodies(post):
    made = post(clock=False)
    at = datetime(2026, 1, 31, 13, 0, 0, 123000, tzinfo=timezone(timedelta(hours=1)))
    made.run(lambda: made.driver.set_clock(at))
    assert settings_written(made) == [
        {"time": {"utc": "2026-01-31T12:00:00.123Z"}},
        {"time": {"tz": "+01:00"}},
    ]


def test_no_start_without_a_clock(post):
    made = post(clock=False)
    with pytest.raises(RefusedError) as caught:
        started(made)
    assert caught.value.message.code == "dcbm.start-without-clock"
    assert made.writes == 0


def test_the_clock_is_set_again_only_when_it_has_to_be(post):
    made = post(clock=False)
    now = datetime.now(UTC)
    for _ in range(2):
        made.run(lambda: made.driver.set_clock(now))
    assert len(settings_written(made)) == 2, "within two minutes after it was first seen, again"
    made.driver._seen_since -= 121
    for _ in range(3):
        made.run(lambda: made.driver.set_clock(now))
    assert len(settings_written(made)) == 3
    made.run(lambda: made.driver.set_clock(now + timedelta(minutes=1)))
    assert len(settings_written(made)) == 4, "it is wrong"
    made.driver._clock_set -= 24 * 3600
    made.run(lambda: made.driver.set_clock(now + timedelta(minutes=1)))
    assert len(settings_written(made)) == 5, "it is a day old"


def test_the_clock_is_left_alone_during_a_transaction(post):
    made = post()
    started(made)
    before = made.writes
    with pytest.raises(RefusedError) as caught:
        made.run(lambda: made.driver.set_clock(datetime.now(UTC)))
    assert caught.value.message.code == "dcbm.clock-while-running"
    assert made.writes == before


@pytest.mark.parametrize("ntp", ["answers", "silent"])
def test_time_servers_are_never_switched_off(post, ntp):
    made = post(clock=False, ntp=ntp)
    made.in_loop(
        lambda: made.meter._put_settings(
            _settings_request({"ntp": {"servers": [], "ntpActivated": True}})
        )
    )
    if ntp == "answers":
        made.run(lambda: made.driver.set_clock(datetime.now(UTC)))
    else:
        with pytest.raises(RefusedError) as caught:
            made.run(lambda: made.driver.set_clock(datetime.now(UTC)))
        assert caught.value.message.code == "dcbm.clock-by-servers"
    assert made.writes == 0


def _settings_request(body):
    from eichlab.simulator.http import HttpRequest

    return HttpRequest("PUT", "/v1/settings", {}, json.dumps(body).encode())


def test_summer_time_of_the_meter_does_not_count_twice(post):
    made = post(clock=False)
    made.in_loop(lambda: made.meter.settings.summer.update(activated=True))
    made.run(lambda: made.driver.set_clock(datetime.now(timezone(timedelta(hours=2)))))
    assert settings_written(made)[-1]["time"]["dst"]["activated"] is False
    assert made.in_loop(made.meter._offset) == 120


def test_a_clock_refused_is_said(post):
    made = post(clock=False)
    with pytest.raises(RefusedError) as caught:
        made.run(lambda: made.driver._set({"time": {"tz": "+20:00"}}, "dcbm.set-zone"))
    assert caught.value.message.code == "dcbm.setting-refused"


# ── answers that are none ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ("silence", NoAnswerError, "http.silent"),
        ("late=1s", NoAnswerError, "http.silent"),
        ("drip=100ms", NoAnswerError, "http.silent"),
        ("connection-reset", NoAnswerError, "http.broken-off"),
        ("short", WrongAnswerError, "http.cut-off"),
        ("wrong-length", WrongAnswerError, "http.not-json"),
        ("not-json", WrongAnswerError, "http.not-json"),
        ("endless-body", WrongAnswerError, "http.too-large"),
        ("noise-only", WrongAnswerError, "http.not-http"),
        ("http-status=302", WrongAnswerError, "http.redirect"),
        ("http-status=404", RefusedError, "http.status"),
        ("http-status=503", RefusedError, "http.status"),
    ],
)
def test_each_wrong_answer_has_its_name_and_is_got_over(post, fault, kind, code):
    made = post(clock=False)
    made.do(f"fault {fault}")
    with pytest.raises(kind) as caught:
        made.run(made.driver.read)
    assert caught.value.message.code == code
    assert not caught.value.in_doubt
    made.do("clear")
    assert made.run(made.driver.read).value(Quantity.ENERGY_IMPORT) > 0


def test_a_missing_field_is_a_wrong_answer_wherever_it_is(post):
    made = post()
    made.do("fault missing-field")
    seen = set()
    for _ in range(40):
        try:
            made.run(made.driver.read)
        except WrongAnswerError as error:
            seen.add(error.message.parameters["field"])
    assert {"voltage", "energyImportTotal", "temperatureH"} <= seen


def test_one_bad_answer_is_repeated_and_told_by_the_reading(post):
    made = post(clock=False)
    requests = made.simulation.lines[0].faults.requests
    made.do(f"fault short@#{requests + 1}")
    assert made.run(made.driver.read).tries == 2


def test_probing_asks_once(post):
    made = post(clock=False)
    made.driver.probe(once=True)
    made.do("fault silence")
    before = len(made.sent())
    with pytest.raises(NoAnswerError):
        made.run(made.driver.read)
    assert len(made.sent()) == before + 1


def test_reading_and_looking_never_write(post):
    made = post()
    started(made)
    made.run(lambda: made.driver.stop(ID))
    made.again()
    made.driver.recall(request(), {})
    for look in (
        made.driver.identify,
        made.driver.public_key,
        made.driver.read,
        made.driver.state,
        made.driver.waiting_records,
    ):
        made.run(look)
    made.run(lambda: made.driver.release(SignedRecord(b"", transaction_id=ID)))
    assert made.writes == 0


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────


def test_tls_with_the_meters_own_certificate_pinned(post, network_post, tmp_path):
    made = network_post("dcbm", tls="on", driver={"certificate": "unverified"})
    assert made.url.startswith("https://127.0.0.1:")
    made.run(made.driver.identify)
    made.again(certificate=None)
    with pytest.raises(PortError) as caught:
        made.run(made.driver.identify)
    assert caught.value.message.code == "http.untrusted"
    pinned = caught.value.message.parameters["found"]
    assert made.writes == 0
    made.again(certificate=pinned)
    made.run(made.driver.identify)
    made.again(certificate="sha256:" + "0" * 64)
    with pytest.raises(PortError) as caught:
        made.run(made.driver.identify)
    assert caught.value.message.code == "http.other-certificate"
    assert not made.sent(), "nothing was said to a stranger"
    from eichlab.simulator.certificate import certificate_only

    own = tmp_path / "meter.pem"
    own.write_text(certificate_only(made.meter._pem))
    made.again(certificate=str(own))
    with pytest.raises(PortError) as caught:
        made.run(made.driver.identify)
    assert caught.value.message.code == "http.host-name"


def test_tls_switched_on_at_the_meter_is_recognised(post):
    made = post()
    made.in_loop(lambda: made.meter._put_settings(_settings_request({"http": {"tls_on": True}})))
    with pytest.raises((NoAnswerError, WrongAnswerError)) as caught:
        made.run(made.driver.read)
    assert "https://" in _said(caught.value)
    made.again(url=made.url.replace("http://", "https://"), certificate="unverified")
    made.run(made.driver.identify)
    plain = post(clock=False)
    plain.again(url=plain.url.replace("http://", "https://"), certificate="unverified")
    with pytest.raises(PortError) as caught:
        plain.run(plain.driver.identify)
    assert caught.value.message.code == "http.no-tls"


def _said(error):
    from eichlab.texts import say

    return say(error.message)


def test_closing_the_line_does_not_wait_for_a_silent_meter(post):
    made = post(clock=False)
    made.again(timing=replace(Dcbm.timing, timeout_s=30.0))
    made.do("fault silence")
    asked = made.line.run(made.driver.read)
    threading.Event().wait(0.1)
    closing = threading.Thread(target=made.line.close)
    closing.start()
    closing.join(1.0)
    assert not closing.is_alive()
    with pytest.raises(PortLostError) as caught:
        asked.result(1)
    assert caught.value.message.code == "port.closed"


def test_a_list_with_holes_is_not_walked_for_ever(post):
    made = post()
    looked = []

    def nothing_there(index):
        looked.append(index)

    made.driver._legal_at = nothing_there
    made.driver._status = lambda: Fields(
        {"indexOfLastTransaction": 4000, "numberOfStoredTransactions": 3000},
        meter="",
        port="",
        within="",
    )
    assert made.run(lambda: made.driver.kept_records(None, 5)) == ()
    assert looked == [4000, 3999, 3998, 3997, 3996]
    assert [each.code for each in made.driver.take_notices()] == ["meter.kept-gap"]
