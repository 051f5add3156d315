"""The EM580 driver against a simulated meter: numbers, every start and stop, all leftovers."""

import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from eichlab.line import PortSettings, SerialLine
from eichlab.meters import Em580
from eichlab.meters.em580_texts import id_in_text
from eichlab.meters.em580_values import live_quantities
from eichlab.meters.registers import (
    signed_low_word_first,
    text_bytes,
    text_words,
    words_low_first,
)
from eichlab.values import (
    Channel,
    ConfigurationError,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    MeterActivity,
    NoAnswerError,
    NothingRunningError,
    Quantity,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    WireVerdict,
    WrongMeterError,
    WrongStateError,
)

ID = "12345678-1234-5678-1234-567812345678"
OTHER = "87654321-4321-8765-4321-876543218765"


@pytest.fixture
def driver(simulate, tmp_path):
    """The driver on a line with a simulated meter; ``driver.meter`` takes commands."""
    running = []

    def make(*arguments, **options):
        meter = simulate("em580", *arguments)
        line = SerialLine("line", PortSettings(str(tmp_path / "port"), 115_200))
        driver = Em580(line, 1, name="the meter", **options)
        running.append(line)
        line.start()
        driver.line, driver.meter = line, meter
        driver.run = lambda job: line.run(job).result(30)
        return driver

    yield make
    for line in running:
        line.close()


def writes(driver):
    return driver.line.wire_log.counters().get(WireVerdict.WRITTEN, 0)


def request(transaction_id=ID, **fields):
    return TransactionRequest(transaction_id=transaction_id, **fields)


# ── numbers and texts (the meter's number formats: low word first, 0.1 V, 0.001 A, 1 Wh) ─────


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ((0x08FD, 0), 2301),
        ((0xFA24, 0xFFFF), -1500),
        ((0x066B, 0, 0, 0), 1643),
        ((0xFFFF, 0xFFFF), -1),
        ((0, 0, 0, 0x8000), -(2**63)),
    ],
)
def test_numbers_come_low_word_first(words, number):
    assert signed_low_word_first(words) == number
    assert words_low_first(number, len(words)) == words


def test_the_time_is_written_low_word_first():
    at = datetime(2025, 12, 17, 12, 29, 16, tzinfo=UTC)
    assert words_low_first(round(at.timestamp()), 4) == (0xA21C, 0x6942, 0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [(b"", (0,)), (b"A", (0x4100,)), (b"AB", (0x4142, 0)), (b"ABC", (0x4142, 0x4300))],
)
def test_texts_always_carry_their_nul(text, words):
    assert text_words(text) == words
    assert text_bytes((*words, 0x5858)) == text


def test_a_value_above_range_is_no_value():
    words = [0] * 52
    words[0:2] = (0xFFFF, 0x7FFF)
    quantities = live_quantities(words)
    assert (Quantity.VOLTAGE, Channel.L1) not in quantities
    assert quantities[Quantity.VOLTAGE, Channel.L2] == Decimal("0.0")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"tariff<=>{ID}", ID),
        (f"<=> {ID} ", ID),
        (f"a<=>{OTHER}<=>{ID}", ID),
        (ID, None),
        ("a<=>b", None),
        ("", None),
    ],
)
def test_the_id_is_found_behind_the_last_separator(text, found):
    assert id_in_text(text) == found


# ── who it is ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("curve", "point", "der"), [("brainpoolP384r1", 97, 124), ("brainpoolP256r1", 65, 92)]
)
def test_identity_and_key_of_both_curves(driver, curve, point, der):
    driver = driver("--curve", curve)
    identity = driver.run(driver.identify)
    assert identity.serial.startswith("SIM")
    assert identity.simulated
    assert identity.firmware == "M_1.6.3-C_1.6.3"
    key = driver.run(driver.public_key)
    assert (len(key.point), len(key.der)) == (point, der)
    assert key.der.endswith(key.point)
    assert curve in key.algorithm
    assert key.data.hex().upper().endswith(driver.meter.meters[0].key.upper())
    assert writes(driver) == 0, "connecting writes nothing"


def test_a_sister_family_is_not_taken_for_an_em580(driver):
    driver = driver("--fault", "wrong-model")
    with pytest.raises(WrongMeterError) as caught:
        driver.run(driver.identify)
    assert caught.value.message.code == "em580.sister-family"


def test_a_reading_holds_all_phases_and_exact_energies(driver):
    driver = driver()
    reading = driver.run(driver.read)
    for quantity in (
        Quantity.VOLTAGE,
        Quantity.CURRENT,
        Quantity.POWER,
        Quantity.REACTIVE_POWER,
    ):
        for phase in (Channel.L1, Channel.L2, Channel.L3):
            assert isinstance(reading.value(quantity, phase), Decimal)
    energy = reading.value(Quantity.ENERGY_IMPORT)
    assert energy == energy.to_integral_value()
    assert reading.round_trip_s > 0


# ── start and stop ───────────────────────────────────────────────────────────────────────────


def test_every_field_reaches_the_record(driver):
    driver = driver()
    driver.run(lambda: driver.set_clock(datetime.now(timezone(timedelta(hours=1)))))
    driver.run(
        lambda: driver.start(
            request(
                assigned=True,
                level=IdentificationLevel.TRUSTED,
                flags=(
                    IdentificationFlag.PLMN_SMS,
                    IdentificationFlag.OCPP_CERTIFIED,
                    IdentificationFlag.RFID_PSK,
                    IdentificationFlag.ISO15118_PNC,
                ),
                identification_type=IdentificationType.EMAID,
                identification="DE8AA1A2B3C4D59",
                tariff_text="0.30 EUR/kWh",
                charge_point_id="DE*ENBW*BER001*EVSE01",
            )
        )
    )
    state = driver.run(driver.state)
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    (record,) = driver.run(lambda: driver.stop(ID))
    for part in (
        b'"IS":true',
        b'"IL":"TRUSTED"',
        b'"IF":["RFID_PSK","OCPP_CERTIFIED","ISO15118_PNC","PLMN_SMS"]',
        b'"IT":"EMAID"',
        b'"ID":"DE8AA1A2B3C4D59"',
        b'"TT":"0.30 EUR/kWh<=>' + ID.encode(),
        b'"CI":"DE*ENBW*BER001*EVSE01"',
        b"+0100 S",
    ):
        assert part in record.data
    assert record.transaction_id == ID


def test_the_record_stays_until_it_is_released(driver):
    driver = driver()
    driver.run(lambda: driver.start(request()))
    (first,) = driver.run(lambda: driver.stop(ID))
    (again,) = driver.run(lambda: driver.stop(ID))
    (whatever,) = driver.run(lambda: driver.stop(""))
    assert first == again == whatever
    other = SignedRecord(first.data.replace(b"OCMF", b"ocmf"))
    with pytest.raises(WrongStateError):
        driver.run(lambda: driver.release(other))
    assert driver.run(driver.state).activity is MeterActivity.RECORD_WAITING
    for _ in range(2):
        driver.run(lambda: driver.release(first))
        assert driver.run(driver.state).activity is MeterActivity.IDLE
    with pytest.raises(NothingRunningError):
        driver.run(lambda: driver.stop(ID))
    assert driver.run(lambda: driver.stop("")) == ()


def test_another_transaction_is_left_alone(driver):
    driver = driver()
    driver.run(lambda: driver.start(request()))
    before = writes(driver)
    with pytest.raises(WrongStateError) as caught:
        driver.run(lambda: driver.stop(OTHER))
    assert caught.value.transaction_id == ID
    with pytest.raises(WrongStateError) as caught:
        driver.run(lambda: driver.start(request(OTHER)))
    assert caught.value.transaction_id == ID
    assert writes(driver) == before, "nothing was written"
    (record,) = driver.run(lambda: driver.stop(""))
    with pytest.raises(WrongStateError):
        driver.run(lambda: driver.stop(OTHER))
    with pytest.raises(WrongStateError):
        driver.run(lambda: driver.start(request(OTHER)))
    assert driver.run(lambda: driver.stop(ID)) == (record,)


def losing_the_answer(driver, monkeypatch):
    """Let the next command reach the meter, but not its answer reach us."""
    send = driver._unit.command

    def command(*arguments, **options):
        monkeypatch.undo()
        driver.meter.command("fault silence")
        try:
            send(*arguments, **options)
        finally:
            driver.meter.command("clear")

    monkeypatch.setattr(driver._unit, "command", command)


def test_a_start_whose_answer_was_lost_is_resolved_by_the_state(driver, monkeypatch):
    driver = driver()
    losing_the_answer(driver, monkeypatch)
    driver.run(lambda: driver.start(request()))
    assert driver.run(driver.state).activity is MeterActivity.RUNNING
    begun = [e for e in driver.line.wire_log.since(0) if e.data[2:4] == b"\x70\x40"]
    assert len([e for e in begun if e.verdict is WireVerdict.WRITTEN]) == 1


def test_a_stop_and_a_release_whose_answers_were_lost(driver, monkeypatch):
    driver = driver()
    driver.run(lambda: driver.start(request()))
    losing_the_answer(driver, monkeypatch)
    (record,) = driver.run(lambda: driver.stop(ID))
    losing_the_answer(driver, monkeypatch)
    driver.run(lambda: driver.release(record))
    assert driver.run(driver.state).activity is MeterActivity.IDLE


def test_a_start_into_silence_is_in_doubt(driver, monkeypatch):
    driver = driver(timing=None)
    send = driver._unit.command

    def command(*arguments, **options):
        driver.meter.command("fault silence")
        send(*arguments, **options)

    monkeypatch.setattr(driver._unit, "command", command)
    with pytest.raises(NoAnswerError) as caught:
        driver.run(lambda: driver.start(request()))
    assert caught.value.in_doubt


def test_a_record_that_takes_long_is_waited_for_within_bounds(driver):
    driver = driver(ready_within_s=0.4)
    driver.run(lambda: driver.start(request()))
    driver.meter.command("fault slow-ready")
    with pytest.raises(NoAnswerError):
        driver.run(lambda: driver.stop(ID))
    until = time.monotonic() + 10
    while driver.run(driver.state).activity is MeterActivity.RUNNING:
        assert time.monotonic() < until
    (record,) = driver.run(lambda: driver.stop(ID))
    assert record.transaction_id == ID


def test_a_corrupted_record_is_told_and_its_remains_handed_over(driver):
    driver = driver()
    driver.run(lambda: driver.start(request()))
    driver.meter.command("fault corrupted")
    with pytest.raises(RecordUnusableError) as caught:
        driver.run(lambda: driver.stop(ID))
    assert isinstance(caught.value.remains, bytes)
    with pytest.raises(WrongStateError) as again:
        driver.run(lambda: driver.start(request(OTHER)))
    assert again.value.message.code == "em580.corrupted"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"transaction_id": "no-uuid"}, "em580.id-not-uuid"),
        ({"identification": "x" * 40}, "meter.text-too-long"),
        ({"charge_point_id": "x" * 40}, "meter.text-too-long"),
        ({"identification": 'say "x"'}, "meter.character"),
        ({"tariff_text": "a|b"}, "meter.character"),
        ({"tariff_text": "0,30 €"}, "meter.character"),
        ({"charge_point_id": "a\nb"}, "meter.character"),
        ({"tariff_text": "a<=>b"}, "em580.separator-in-tariff"),
        (
            {"flags": (IdentificationFlag.RFID_PLAIN, IdentificationFlag.RFID_PSK)},
            "meter.two-flags",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(driver, fields, code):
    driver = driver()
    with pytest.raises(RequestError) as caught:
        driver.run(lambda: driver.start(TransactionRequest(**fields)))
    assert caught.value.message.code == code
    assert writes(driver) == 0


def test_the_longest_texts_fit(driver):
    driver = driver()
    notices = driver.run(
        lambda: driver.start(
            request(identification="i" * 39, charge_point_id="c" * 39, tariff_text="t" * 212)
        )
    )
    assert notices == ()
    (record,) = driver.run(lambda: driver.stop(ID))
    assert b'"ID":"' + b"i" * 39 + b'"' in record.data
    assert b'"TT":"' + b"t" * 212 + b"<=>" + ID.encode() in record.data


# ── the tariff text as given ─────────────────────────────────────────────────────────────────


def raw(transaction_id=ID, **fields):
    fields = {"tariff_text": "0.30 EUR/kWh", "identification": "04A1B2C3"} | fields
    return request(transaction_id, raw_tariff=True, **fields)


def begin_raw(driver, asked):
    """Start as the bench does; return the mark."""
    driver.run(lambda: driver.set_clock(datetime.now().astimezone()))
    mark = dict(driver.run(lambda: driver.mark(asked)))
    driver.recall(asked, mark)
    (notice,) = driver.run(lambda: driver.start(asked))
    assert notice.code == "em580.tariff-raw"
    return mark


def restarted(driver, asked, mark):
    """The driver of a program that was started anew, on the same line."""
    fresh = Em580(driver.line, 1, name="the meter")
    fresh.recall(asked, mark)
    fresh.run = driver.run
    return fresh


def power_cut(driver):
    driver.meter.command("power off")
    driver.meter.command("power on")
    until = time.monotonic() + 10
    while True:
        try:
            return driver.run(driver.state)
        except NoAnswerError:
            assert time.monotonic() < until


@pytest.mark.parametrize("end", ["by-us", "by-power"])
def test_a_raw_tariff_text_is_signed_as_given_and_the_record_found(driver, end):
    driver = driver("--boot", "0.2")
    asked = raw(tariff_text="t" * 251)
    mark = begin_raw(driver, asked)
    assert mark["page"] == "0"
    if end == "by-power":
        power_cut(driver)
    fresh = restarted(driver, asked, mark)
    assert fresh.run(fresh.state).transaction_id == ID
    (record,) = fresh.run(lambda: fresh.stop(ID))
    assert b'"TT":"' + b"t" * 251 + b'"' in record.data
    assert ID.encode() not in record.data
    assert record.transaction_id == ID
    assert fresh.take_notices() == ()
    fresh.run(lambda: fresh.release(record))
    assert fresh.run(fresh.state).activity is MeterActivity.IDLE


def test_a_request_that_carries_its_id_needs_no_mark(driver):
    driver = driver()
    assert driver.run(lambda: driver.mark(request())) == {}


def test_without_a_clock_a_raw_record_is_only_likely_ours(driver):
    driver = driver()
    mark = dict(driver.run(lambda: driver.mark(raw())))
    driver.recall(raw(), mark)
    driver.run(lambda: driver.start(raw()))
    (record,) = driver.run(lambda: driver.stop(ID))
    assert record.transaction_id == ID
    (notice,) = driver.take_notices()
    assert notice.code == "meter.record-likely-ours"
    assert driver.take_notices() == ()


def test_an_earlier_raw_record_is_never_taken_for_ours(driver):
    driver = driver()
    begin_raw(driver, raw())
    (earlier,) = driver.run(lambda: driver.stop(ID))
    later = restarted(driver, raw(OTHER), {})
    mark = dict(later.run(lambda: later.mark(raw(OTHER))))
    assert mark["page"] == "1"
    later.recall(raw(OTHER), mark)
    assert later.run(later.state).transaction_id is None
    for call in (lambda: later.stop(OTHER), lambda: later.start(raw(OTHER))):
        with pytest.raises(WrongStateError):
            later.run(call)
    (kept,) = later.run(lambda: later.stop(""))
    assert (kept.data, kept.transaction_id) == (earlier.data, None)


def test_a_raw_transaction_begun_since_by_another_is_left_alone(driver):
    driver = driver()
    mark = begin_raw(driver, raw())
    (first,) = driver.run(lambda: driver.stop(ID))
    driver.run(lambda: driver.release(first))
    begin_raw(driver, raw(OTHER))
    ours = restarted(driver, raw(), mark)
    before = writes(driver)
    with pytest.raises(WrongStateError) as caught:
        ours.run(lambda: ours.stop(ID))
    assert caught.value.message.code == "meter.other-transaction"
    assert writes(driver) == before
    other = restarted(driver, raw(tariff_text="0.31 EUR/kWh"), mark)
    with pytest.raises(WrongStateError):
        other.run(lambda: other.stop(ID))


def test_a_raw_text_may_look_like_an_id_and_is_still_ours(driver):
    driver = driver()
    asked = raw(tariff_text=f"a<=>{OTHER}")
    begin_raw(driver, asked)
    assert driver.run(driver.state).transaction_id == ID
    (record,) = driver.run(lambda: driver.stop(ID))
    assert record.transaction_id == ID
    stranger = Em580(driver.line, 1, name="the meter")
    assert driver.run(stranger.state).transaction_id == OTHER


def test_a_raw_text_that_does_not_fit_is_refused_not_cut(driver):
    driver = driver()
    with pytest.raises(RequestError) as caught:
        driver.run(lambda: driver.start(raw(tariff_text="t" * 252)))
    assert caught.value.message.code == "meter.text-too-long"
    assert writes(driver) == 0


def test_an_unknown_model_is_told_with_those_there_are():
    from eichlab.meters import model_named

    with pytest.raises(ConfigurationError) as caught:
        model_named("em999")
    assert "em580" in caught.value.message.parameters["models"]


def test_a_passing_refusal_does_not_make_it_a_meter_without_temperature(driver):
    meter = driver()
    temperature = (Quantity.TEMPERATURE, Channel.TOTAL)
    assert temperature in meter.run(meter.read).quantities
    # The sixth question is the temperature of the second reading.
    meter.meter.command("fault exception-4@#6")
    with pytest.raises(RefusedError):
        meter.run(meter.read)
    assert temperature in meter.run(meter.read).quantities


def test_a_meter_that_has_no_temperature_is_asked_again_once_it_says_who_it_is(driver):
    meter = driver()
    temperature = (Quantity.TEMPERATURE, Channel.TOTAL)
    meter.meter.command("fault exception-2@#3")
    assert temperature not in meter.run(meter.read).quantities
    assert temperature not in meter.run(meter.read).quantities
    meter.run(meter.identify)
    assert temperature in meter.run(meter.read).quantities
