"""The WM3M4C driver against a simulated meter: numbers, every start and stop, all leftovers."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eichlab.line import PortSettings, SerialLine, Timing
from eichlab.line.rtu import frame
from eichlab.meters.wm3m4 import Wm3m4
from eichlab.meters.wm3m4_record import Output, canonical, dataset, id_in_text
from eichlab.meters.wm3m4_registers import IMPORT_EXPONENT, KEY_HEADER
from eichlab.meters.wm3m4_values import counted, signed_value, unsigned_value
from eichlab.texts import Language, say
from eichlab.values import (
    Channel,
    ChargePointIdType,
    Direction,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    MeterActivity,
    NoAnswerError,
    NothingRunningError,
    NotSupportedError,
    PortLostError,
    Quantity,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    WireVerdict,
    WrongAnswerError,
    WrongMeterError,
    WrongStateError,
)

ID = "12345678-1234-5678-1234-567812345678"
OTHER = "87654321-4321-8765-4321-876543218765"
BAUD = 921_600
QUICK = ("--boot", "0.2", "--switch", "sign-s=0.05", "--baud", str(BAUD), "--turnaround", "1")


class Bound:
    """A driver as a program has it after its start, on a line that outlives it."""

    def __init__(self, line, **options):
        self.line = line
        options = {"timing": Timing(0.25, 0.25, tries=2)} | options
        self.driver = Wm3m4(line, 33, name="the meter", **options)
        self._log_begin = len(line.wire_log.since(0))

    def __getattr__(self, name):
        method = getattr(self.driver, name)
        return lambda *arguments: self.run(lambda: method(*arguments))

    def run(self, job):
        return self.line.run(job).result(60)

    def begin(self, request):
        """Start as the bench does: clock, mark, recall, start; return the mark."""
        self.set_clock(datetime.now().astimezone())
        mark = dict(self.mark(request))
        self.driver.recall(request, mark)
        self.start(request)
        return mark

    def _entries(self):
        return self.line.wire_log.since(0)[self._log_begin :]

    @property
    def written(self):
        """How much was written since this driver was made."""
        return sum(entry.verdict is WireVerdict.WRITTEN for entry in self._entries())

    def sent(self):
        return [entry.data for entry in self._entries() if entry.direction is Direction.SENT]

    def received(self):
        return [entry for entry in self._entries() if entry.direction is Direction.RECEIVED]

    def commands(self):
        return [data for data in self.sent() if data[1:4] == b"\x06\x1b\x8b"]


@pytest.fixture
def line(tmp_path):
    line = SerialLine("line", PortSettings(str(tmp_path / "port"), BAUD))
    yield line
    line.close()


@pytest.fixture
def bound(simulate, line):
    """Make drivers, one after the other, on one simulated meter; ``bound.meter`` is that."""

    def make(*arguments, **options):
        if make.meter is None:
            make.meter = simulate("wm3m4", *QUICK, *arguments)
            line.start()
        return Bound(line, **options)

    make.meter = None
    return make


def request(transaction_id=ID, **fields):
    return TransactionRequest(transaction_id=transaction_id, **fields)


def power_cut(meter, bound):
    meter.command("power off")
    meter.command("power on")
    once_it_answers(bound.identify)


def once_it_answers(question):
    until = time.monotonic() + 5
    while True:
        try:
            return question()
        except (NoAnswerError, PortLostError):
            assert time.monotonic() < until
            time.sleep(0.02)


def verify(record, key):
    """Verify with ``cryptography`` alone, over exactly the bytes between the bars."""
    _, payload, tail = record.data.split(b"|")
    signature = bytes.fromhex(json.loads(tail)["SD"])
    load_der_public_key(key).verify(signature, payload, ec.ECDSA(hashes.SHA256()))
    return json.loads(payload)


# ── numbers and texts ────────────────────────────────────────────────────────────────────────


def test_measured_values_carry_their_own_exponent():
    assert unsigned_value(0xFD01, 0xE240) == Decimal("123.456")
    assert signed_value(0xFDFE, 0x1DC0) == Decimal("-123.456")
    assert unsigned_value(0xFD03, 0x82EB) == Decimal("230.123")
    assert unsigned_value(0xFE00, 0x1389) == Decimal("50.01")
    assert unsigned_value(0x0302, 0) == 131_072_000
    assert unsigned_value(0x00FF, 0xFFFF) == 0xFF_FFFF
    assert signed_value(0x00FF, 0xFFFF) == -1


@pytest.mark.parametrize(
    ("exponent", "energy"), [(1, "123450"), (0, "12345"), (0xFFFF, "1234.5"), (0xFFFE, "123.45")]
)
def test_exponents_of_counters_are_signed(exponent, energy):
    registers = {414: exponent, 415: 0, 418: 0, 419: 12345, 420: 1, 421: 0}
    energies = counted(registers)
    assert str(energies[Quantity.ENERGY_IMPORT, Channel.TOTAL]) == energy
    assert energies[Quantity.ENERGY_EXPORT, Channel.TOTAL] == 65536


def test_the_dataset_is_the_manuals_form_byte_for_byte():
    asked = request(
        flags=(IdentificationFlag.OCPP_RS_TLS, IdentificationFlag.RFID_PLAIN),
        identification_type=IdentificationType.ISO14443,
        identification="1F2D3A4F5506C7",
        charge_point_type=ChargePointIdType.CBIDC,
        charge_point_id="KHStation",
    )
    assert dataset(asked).decode() == (
        f'{{"FV":"1.0","GI":"Eichlab {ID}","GS":"","PG":"","MV":"","MM":"","MS":"","MF":"",'
        '"IS":true,"IF":["RFID_PLAIN","OCPP_RS_TLS"],"IT":"ISO14443","ID":"1F2D3A4F5506C7",'
        '"CT":"CBIDC","CI":"KHStation","RD":[]}'
    )
    assert id_in_text(dataset(asked)[:100]) == ID
    assert id_in_text(dataset(request(raw_tariff=True))) is None


def published(shared):
    text = (shared / "meters/iskra_wm3m4.md").read_text("utf-8")
    record = next(line for line in text.splitlines() if line.startswith("OCMF|"))
    key = next(line for line in text.splitlines() if line.startswith("key: 3059"))
    return record.encode(), bytes.fromhex(key.removeprefix("key: "))


def test_a_real_meters_record_is_put_together_byte_for_byte(shared):
    record, key = published(shared)
    _, payload, tail = record.split(b"|")
    output = Output(payload, bytes.fromhex(json.loads(tail)["SD"]))
    assert output.data == record
    assert output.is_usable
    assert output.ends
    assert not output.is_respelled
    assert key.startswith(KEY_HEADER)
    verify(SignedRecord(output.data), key)


def der(r, s):
    content = b"".join(bytes([2, len(part)]) + part for part in (r, s))
    return bytes([0x30, len(content)]) + content


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (der(b"\x11" * 32, b"\x22" * 32), None),
        (der(b"\0" + b"\x91" * 32, b"\x22" * 32), None),
        (der(b"\0\0\x11" + b"\x11" * 29, b"\x22" * 32), der(b"\x11" * 30, b"\x22" * 32)),
        (
            der(b"\0\0\x91" + b"\x11" * 29, b"\0" * 31 + b"\x05"),
            der(b"\0\x91" + b"\x11" * 29, b"\x05"),
        ),
        (der(b"\x91" * 32, b"\x22" * 32), None),
        (b"\x30\x44\x02", None),
        (b"", None),
        (der(b"\x11", b"\x22") + b"\0", None),
    ],
)
def test_signatures_lose_superfluous_zeros_only(written, plain):
    made = canonical(written)
    assert made == (written if plain is None else plain)
    if plain is not None:
        assert decode_dss_signature(made)


def test_a_signature_in_base64_is_the_same_signature():
    signature = der(b"\x11" * 32, b"\x22" * 32)
    text = base64.b64encode(signature)
    assert Output(b"{}", text).data == Output(b"{}", signature).data


# ── who it is ────────────────────────────────────────────────────────────────────────────────


def test_identity_and_key(bound):
    meter = bound()
    identity = meter.identify()
    assert identity.serial.startswith("SIM")
    assert identity.simulated
    assert identity.firmware == "", "no register of it is known"
    key = meter.public_key()
    assert key.der == KEY_HEADER + key.point[1:]
    assert key.point.hex().upper() == bound.meter.meters[0].key.upper()
    assert meter.written == 0, "connecting writes nothing"
    meter.begin(request())
    assert meter.identify().firmware == "2.05"


def test_frames_on_the_wire_are_the_documented_ones(bound):
    meter = bound()
    meter.identify()
    meter.public_key()
    meter.read()
    assert meter.sent() == [
        frame(33, bytes.fromhex("04 0001 000C")),
        frame(33, bytes.fromhex("03 1B91 0002")),
        frame(33, bytes.fromhex("03 1FBC 0020")),
        frame(33, bytes.fromhex("04 0069 0033")),
        frame(33, bytes.fromhex("04 019E 0008")),
        frame(33, bytes.fromhex("04 15CD 0001")),
    ]
    meter.set_clock(datetime(2025, 12, 17, 11, 29, 16, tzinfo=timezone(timedelta(hours=-1))))
    assert meter.sent()[-3:] == [
        frame(33, bytes.fromhex("10 1B8E 0002 04 6942 A21C")),
        frame(33, bytes.fromhex("06 1B8D FFC4")),
        frame(33, bytes.fromhex("06 1B9F 0002")),
    ]
    meter.start(request())
    assert meter.commands() == [frame(33, bytes.fromhex("06 1B8B 4200"))]
    meter.stop(ID)
    assert meter.commands()[1:] == [frame(33, bytes.fromhex("06 1B8B 7200"))]


def test_another_model_is_not_taken_for_a_wm3m4(simulate, line):
    simulate("em580@33", "--baud", str(BAUD))
    line.start()
    with pytest.raises(WrongMeterError) as caught:
        Bound(line).identify()
    assert caught.value.message.code == "wm3m4.not-this-model"


def test_the_variant_without_chip_measures_and_says_that_it_cannot_sign(bound):
    meter = bound("--switch", "variant=WM3M4")
    assert Wm3m4.capabilities.signs
    identity = meter.identify()
    assert identity.signature_algorithm is None
    assert not meter.driver.capabilities.signs
    assert meter.read().value(Quantity.VOLTAGE, Channel.L1) > 200
    for call in (
        meter.public_key,
        meter.state,
        meter.waiting_records,
        lambda: meter.start(request()),
        lambda: meter.stop(""),
        lambda: meter.set_clock(datetime.now(UTC)),
    ):
        with pytest.raises(NotSupportedError):
            call()
    assert meter.written == 0


@pytest.mark.parametrize(("holes", "questions"), [("zero", 3), ("refused", 6)])
def test_a_reading_holds_all_phases_and_exact_energies(bound, holes, questions):
    meter = bound("--switch", f"holes={holes}", "--switch", "energy=123450", "--load", "-6900")
    meter.read()
    before = len(meter.sent())
    reading = meter.read()
    assert len(meter.sent()) - before == questions
    for quantity in (
        Quantity.VOLTAGE,
        Quantity.CURRENT,
        Quantity.POWER,
        Quantity.REACTIVE_POWER,
    ):
        for phase in (Channel.L1, Channel.L2, Channel.L3):
            assert isinstance(reading.value(quantity, phase), Decimal)
    assert reading.value(Quantity.POWER) < -6000
    assert reading.value(Quantity.FREQUENCY) == Decimal("50.01")
    assert str(reading.value(Quantity.ENERGY_IMPORT)) == "123450"
    assert 20 < reading.value(Quantity.TEMPERATURE) < 40
    assert reading.round_trip_s > 0
    # The line says what came, in one part or several.
    told = [each.meaning.code for each in meter.received()[-questions:] if each.meaning]
    whole = ["wm3m4.told-live", "wm3m4.told-counters", "wm3m4.told-temperature"]
    parts = ["wm3m4.told-voltage", "wm3m4.told-power", "wm3m4.told-temperature"]
    assert told == (whole if holes == "zero" else parts)


@pytest.mark.parametrize("exponent", [30, -30, 300])
def test_a_wild_exponent_is_no_reading(bound, monkeypatch, exponent):
    meter = bound("--load", "0")
    # The simulated meter has no such registers: they come from the wire changed.
    ask = meter.driver._unit.read_input

    def spoilt(address, count, **more):
        words = list(ask(address, count, **more))
        if address <= IMPORT_EXPONENT < address + count:
            words[IMPORT_EXPONENT - address] = exponent & 0xFFFF
        return tuple(words)

    monkeypatch.setattr(meter.driver._unit, "read_input", spoilt)
    with pytest.raises(WrongAnswerError) as wrong:
        meter.read()
    assert wrong.value.message.code == "wm3m4.exponent"
    assert str(exponent) in say(wrong.value.message, Language.DE)


def test_energies_with_a_negative_exponent(bound):
    meter = bound("--switch", "exponent=-1", "--switch", "energy=123450", "--load", "0")
    assert meter.read().value(Quantity.ENERGY_IMPORT) == 123450


# ── start and stop ───────────────────────────────────────────────────────────────────────────


def test_every_field_reaches_the_record(bound):
    meter = bound()
    asked = request(
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
        charge_point_type=ChargePointIdType.CBIDC,
        charge_point_id="DE*ENBW*BER001*EVSE01",
    )
    meter.identify()
    meter.set_clock(datetime.now(timezone(timedelta(hours=1))))
    notices = meter.start(asked)
    assert [notice.code for notice in notices] == ["wm3m4.no-level", "wm3m4.no-tariff"]
    state = meter.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    (record,) = meter.stop(ID)
    content = verify(record, meter.public_key().der)
    assert content["GI"] == f"Eichlab {ID}"
    assert content["IS"] is True
    assert content["IF"] == ["RFID_PSK", "OCPP_CERTIFIED", "ISO15118_PNC", "PLMN_SMS"]
    assert (content["IT"], content["ID"]) == ("EMAID", "DE8AA1A2B3C4D59")
    assert (content["CT"], content["CI"]) == ("CBIDC", "DE*ENBW*BER001*EVSE01")
    assert [reading["TX"] for reading in content["RD"]] == ["B", "E"]
    assert content["RD"][0]["TM"].endswith("+0100 S")
    assert record.transaction_id == ID
    assert record.simulated
    assert meter.take_notices() == ()


def test_nobody_assigned_and_the_longest_texts(bound):
    meter = bound()
    meter.begin(request(assigned=False, identification="i" * 40, charge_point_id="c" * 40))
    (record,) = meter.stop(ID)
    content = verify(record, meter.public_key().der)
    assert content["IS"] is False
    assert (content["ID"], content["CI"]) == ("i" * 40, "c" * 40)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"transaction_id": "no-uuid"}, "wm3m4.id-not-uuid"),
        ({"identification": "x" * 41}, "meter.text-too-long"),
        ({"charge_point_id": "x" * 41}, "meter.text-too-long"),
        ({"identification": 'say "x"'}, "meter.character"),
        ({"charge_point_id": "a|b"}, "meter.character"),
        ({"identification": "ä"}, "meter.character"),
        (
            {"flags": (IdentificationFlag.RFID_PLAIN, IdentificationFlag.RFID_PSK)},
            "meter.two-flags",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(bound, fields, code):
    meter = bound()
    with pytest.raises(RequestError) as caught:
        meter.start(TransactionRequest(**fields))
    assert caught.value.message.code == code
    assert meter.written == 0


def test_the_record_waits_until_it_is_released(bound):
    meter = bound()
    meter.begin(request())
    (first,) = meter.stop(ID)
    state = meter.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RECORD_WAITING, ID)
    before = meter.written
    assert meter.waiting_records() == (first,)
    assert meter.written == before
    assert meter.stop(ID) == meter.stop("") == (first,)
    with pytest.raises(WrongStateError) as caught:
        meter.start(request(OTHER))
    assert caught.value.transaction_id == ID
    with pytest.raises(WrongStateError):
        meter.release(SignedRecord(first.data.replace(b"OCMF", b"ocmf")))
    for _ in range(2):
        meter.release(first)
        assert meter.state().activity is MeterActivity.IDLE
        assert meter.waiting_records() == ()
    assert meter.stop("") == ()
    assert meter.stop(ID) == (first,), "the meter still shows it"
    with pytest.raises(NothingRunningError):
        meter.stop(OTHER)


def test_any_program_sees_that_the_record_was_released(bound):
    meter = bound()
    meter.begin(request())
    (record,) = meter.stop(ID)
    assert bound().state().activity is MeterActivity.RECORD_WAITING
    meter.release(record)
    other = bound()
    assert other.state().activity is MeterActivity.IDLE
    other.begin(request(OTHER))
    (second,) = other.stop(OTHER)
    assert bound().waiting_records()[0].data == second.data, "the mark is of the first only"


def test_where_the_meter_keeps_no_mark_the_driver_remembers(bound):
    meter = bound("--switch", "tail=zero")
    meter.begin(request())
    (record,) = meter.stop(ID)
    meter.release(record)
    assert meter.state().activity is MeterActivity.IDLE
    meter.begin(request(OTHER))
    assert meter.stop(OTHER)[0].transaction_id == OTHER


def test_another_transaction_is_left_alone(bound):
    meter = bound()
    meter.begin(request())
    other = bound()
    before = other.written
    with pytest.raises(WrongStateError) as caught:
        other.stop(OTHER)
    assert caught.value.transaction_id == ID
    with pytest.raises(WrongStateError) as caught:
        other.start(request(OTHER))
    assert caught.value.transaction_id == ID
    with pytest.raises(WrongStateError):
        other.set_clock(datetime.now(UTC))
    with pytest.raises(WrongStateError):
        other.release(SignedRecord(b""))
    assert other.written == before
    assert other.waiting_records() == ()
    (record,) = other.stop("")
    assert record.transaction_id == ID
    with pytest.raises(WrongStateError):
        other.stop(OTHER)


def test_a_foreign_masters_transaction_has_no_id_and_is_ended_by_the_empty_id(bound):
    """As EVerest starts it: the session and texts in ``ID``, nothing of ours."""
    meter = bound()
    meter.set_clock(datetime.now(UTC))
    text = dataset(request(raw_tariff=True, identification="s3551on evse tariff"))
    meter.run(lambda: meter.driver._meter.write_dataset(text.replace(b"Eichlab", b"SECC_42")))
    meter.run(lambda: meter.driver._meter.command(0x4200, "wm3m4.command-begin"))
    ours = bound()
    ours.driver.recall(request(), {})
    state = ours.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, None)
    with pytest.raises(WrongStateError) as caught:
        ours.stop(ID)
    assert caught.value.message.code == "meter.other-transaction"
    (record,) = ours.stop("")
    assert record.transaction_id is None
    assert verify(record, ours.public_key().der)["ID"] == "s3551on evse tariff"
    assert ours.take_notices() == ()


def test_signature_settings_are_made_right_where_they_are_not(bound):
    meter = bound("--switch", "algorithm=0")
    meter.run(lambda: meter.driver._unit.write_single(7059, 1))
    meter.begin(request())
    (record,) = meter.stop(ID)
    verify(record, meter.public_key().der)


def test_superfluous_zeros_are_left_out_and_said(bound):
    meter = bound("--fault", "leading-zeros")
    meter.begin(request())
    (record,) = meter.stop(ID)
    verify(record, meter.public_key().der)
    assert [notice.code for notice in meter.take_notices()] == ["wm3m4.signature-respelled"]
    assert meter.take_notices() == ()
    meter.release(record)
    assert meter.state().activity is MeterActivity.IDLE


def test_signatures_of_odd_length_are_read_exactly(bound):
    meter = bound("--fault", "odd-signature")
    meter.begin(request())
    (record,) = meter.stop(ID)
    verify(record, meter.public_key().der)


@pytest.mark.parametrize(
    "switches",
    [
        ("state-change=signed",),
        ("dataset-after-command=cleared",),
        ("pagination=each",),
        ("time-flag=always", "presentation=utc"),
        ("exponent=0",),
        ("command-time=any",),
    ],
)
def test_what_is_not_known_changes_nothing(bound, switches):
    meter = bound(*(part for switch in switches for part in ("--switch", switch)))
    mark = meter.begin(request())
    assert meter.state().transaction_id == ID
    restarted = bound()
    restarted.driver.recall(request(), mark)
    (record,) = restarted.stop(ID)
    assert record.transaction_id == ID
    verify(record, restarted.public_key().der)
    restarted.release(record)
    assert restarted.state().activity is MeterActivity.IDLE


# ── refusals, lost answers ───────────────────────────────────────────────────────────────────


def test_texts_the_meter_does_not_take_are_told_with_its_status(bound):
    meter = bound("--switch", "text-limits=manual", started_within_s=0.3)
    meter.set_clock(datetime.now(UTC))
    with pytest.raises(RefusedError) as caught:
        meter.start(request())
    assert caught.value.message.code == "wm3m4.start-refused"
    assert caught.value.message.parameters["status"].code == "wm3m4.status-252"
    assert not caught.value.in_doubt
    assert meter.state().activity is MeterActivity.IDLE


def test_a_start_without_effect_is_told(bound):
    meter = bound("--fault", "state-stuck", started_within_s=0.2)
    with pytest.raises(RefusedError) as caught:
        meter.start(request())
    assert caught.value.message.code == "wm3m4.start-ignored"
    assert len(meter.commands()) == 1


def test_a_start_that_is_not_signed_and_undone(bound):
    meter = bound("--fault", "error-status=246", started_within_s=0.4)
    notices = meter.start(request())
    assert [notice.code for notice in notices] == ["wm3m4.begin-unsigned"]
    assert meter.state().activity is MeterActivity.IDLE, "the meter took it back"
    bound.meter.command("clear")
    with pytest.raises(NothingRunningError):
        meter.stop(ID)


def test_a_stop_without_effect_can_be_tried_again(bound):
    meter = bound(started_within_s=0.2)
    meter.begin(request())
    bound.meter.command("fault state-stuck")
    with pytest.raises(RefusedError) as caught:
        meter.stop(ID)
    assert caught.value.message.code == "wm3m4.stop-ignored"
    bound.meter.command("clear")
    assert meter.stop(ID)[0].transaction_id == ID


def test_a_stop_that_is_not_signed_can_be_tried_again(bound):
    meter = bound(started_within_s=0.2)
    meter.begin(request())
    bound.meter.command("fault error-status")
    with pytest.raises(RefusedError) as caught:
        meter.stop(ID)
    assert caught.value.message.parameters["status"].code == "wm3m4.status-254"
    bound.meter.command("clear")
    assert meter.stop(ID)[0].transaction_id == ID


def test_a_begin_is_all_that_is_left_of_an_end_that_failed(bound):
    """The meter ended, but could not sign: there is no record, and it is said."""
    meter = bound("--switch", "failed-signature=done", "--switch", "sign-s=0.2")
    meter.begin(request())
    bound.meter.command("fault error-status")
    with pytest.raises(NothingRunningError) as caught:
        meter.stop(ID)
    assert caught.value.message.code == "wm3m4.record-gone"
    assert meter.state().activity is MeterActivity.IDLE


def test_an_unsigned_record_is_told_and_its_remains_handed_over(bound):
    meter = bound()
    meter.begin(request())
    meter.run(lambda: meter.driver._unit.write_single(7060, 0))
    with pytest.raises(RecordUnusableError) as caught:
        meter.stop(ID)
    assert ID.encode() in caught.value.remains
    assert meter.state().activity is MeterActivity.CORRUPTED
    with pytest.raises(WrongStateError) as again:
        meter.start(request(OTHER))
    assert again.value.message.code == "wm3m4.unusable-waiting"
    with pytest.raises(RecordUnusableError):
        meter.waiting_records()
    meter.release(SignedRecord(caught.value.remains))
    assert meter.state().activity is MeterActivity.IDLE


def losing_the_answer(meter, bound, monkeypatch):
    """Let the next command reach the meter, but not its answer reach us."""
    send = meter.driver._unit.command_single

    def command(*arguments, **options):
        monkeypatch.undo()
        bound.meter.command("fault silence")
        try:
            send(*arguments, **options)
        finally:
            bound.meter.command("clear")

    monkeypatch.setattr(meter.driver._unit, "command_single", command)


def losing_the_question(meter, bound, monkeypatch):
    """Let the next command never reach the meter."""
    send = meter.driver._unit.command_single

    def command(*arguments, **options):
        monkeypatch.undo()
        bound.meter.command("fault request-lost")
        try:
            send(*arguments, **options)
        finally:
            bound.meter.command("clear")

    monkeypatch.setattr(meter.driver._unit, "command_single", command)


IMPATIENT = {"timing": Timing(0.2, 0.2, tries=2), "started_within_s": 0.4}


def test_answers_lost_to_start_and_stop_are_resolved_by_the_state(bound, monkeypatch):
    meter = bound(**IMPATIENT)
    losing_the_answer(meter, bound, monkeypatch)
    meter.begin(request())
    assert meter.state().transaction_id == ID
    losing_the_answer(meter, bound, monkeypatch)
    (record,) = meter.stop(ID)
    assert record.transaction_id == ID
    assert len(meter.commands()) == 2, "each was sent once"


def test_questions_lost_to_start_and_stop_leave_everything_as_it_was(bound, monkeypatch):
    meter = bound(**IMPATIENT)
    meter.set_clock(datetime.now(UTC))
    losing_the_question(meter, bound, monkeypatch)
    with pytest.raises(NoAnswerError) as caught:
        meter.start(request())
    assert caught.value.message.code == "wm3m4.start-not-arrived"
    assert not caught.value.in_doubt
    meter.begin(request())
    losing_the_question(meter, bound, monkeypatch)
    with pytest.raises(NoAnswerError) as caught:
        meter.stop(ID)
    assert caught.value.message.code == "wm3m4.stop-not-arrived"
    assert meter.state().transaction_id == ID
    assert meter.stop(ID)[0].transaction_id == ID


def test_a_start_and_a_stop_into_silence_are_in_doubt(bound, monkeypatch):
    meter = bound(**IMPATIENT)
    mark = dict(meter.mark(request()))
    meter.driver.recall(request(), mark)
    send = meter.driver._unit.command_single

    def command(*arguments, **options):
        bound.meter.command("fault silence")
        send(*arguments, **options)

    monkeypatch.setattr(meter.driver._unit, "command_single", command)
    for call in (lambda: meter.start(request()), lambda: meter.stop(ID)):
        with pytest.raises(NoAnswerError) as caught:
            call()
        assert caught.value.in_doubt
        bound.meter.command("clear")
        restarted = bound()
        restarted.driver.recall(request(), mark)
        assert restarted.state().transaction_id == ID
    assert restarted.stop(ID)[0].transaction_id == ID


@pytest.mark.parametrize("step", ["start", "stop", "release"])
def test_a_port_lost_in_any_step_loses_nothing(bound, step, monkeypatch):
    meter = bound(**IMPATIENT)
    mark = dict(meter.mark(request()))
    meter.driver.recall(request(), mark)
    if step != "start":
        meter.start(request())
    record = meter.stop(ID)[0] if step == "release" else None
    unit = meter.driver._unit
    name = "write" if step == "release" else "command_single"
    send = getattr(unit, name)

    def unplugged(*arguments, **options):
        if step == "start" or name == "write" or arguments[0] == 7051:
            bound.meter.command("unplug")
        return send(*arguments, **options)

    monkeypatch.setattr(unit, name, unplugged)
    calls = {
        "start": lambda: meter.start(request()),
        "stop": lambda: meter.stop(ID),
        "release": lambda: meter.release(record),
    }
    with pytest.raises((PortLostError, NoAnswerError)) as caught:
        calls[step]()
    assert caught.value.in_doubt or step == "release"
    bound.meter.command("plug")
    restarted = bound()
    restarted.driver.recall(request(), mark)
    state = once_it_answers(restarted.state)
    assert state.activity is MeterActivity.IDLE or state.transaction_id == ID
    if state.activity is not MeterActivity.IDLE:
        (found,) = restarted.stop(ID)
        assert found.transaction_id == ID
        restarted.release(found)
    assert restarted.state().activity is MeterActivity.IDLE


def test_a_record_that_takes_long_is_waited_for_within_bounds(bound):
    meter = bound(signed_within_s=0.3, started_within_s=0.2)
    meter.begin(request())
    bound.meter.command("fault slow-ready=1.2s")
    with pytest.raises(NoAnswerError) as caught:
        meter.stop(ID)
    assert caught.value.message.code == "wm3m4.record-not-ready"
    state = meter.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    patient = bound()
    assert patient.stop(ID)[0].transaction_id == ID
    assert len(meter.commands()) == 2
    assert patient.commands() == [], "the end was not sent again"


# ── restarts and power failures ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("empty", [False, True])
def test_a_restarted_program_finds_its_transaction(bound, empty):
    meter = bound()
    mark = meter.begin(request())
    restarted = bound()
    if not empty:
        restarted.driver.recall(request(), mark)
    assert restarted.state().transaction_id == ID
    (record,) = restarted.stop("" if empty else ID)
    assert record.transaction_id == ID


@pytest.mark.parametrize("restarted", [False, True])
def test_a_power_failure_of_the_meter_within_the_transaction(bound, restarted):
    asked = request(identification="1F2D3A4F5506C7", charge_point_id="DE*ABC*E1")
    meter = bound()
    mark = meter.begin(asked)
    power_cut(bound.meter, meter)
    if restarted:
        meter = bound()
        meter.driver.recall(asked, mark)
    state = meter.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    assert "device.power-failed-in-transaction" in state.conditions
    assert "device.clock-not-synchronised" in state.conditions
    (record,) = meter.stop(ID)
    content = verify(record, meter.public_key().der)
    assert (content["ID"], content["CI"]) == ("1F2D3A4F5506C7", "DE*ABC*E1")
    assert record.transaction_id == ID
    assert [notice.code for notice in meter.take_notices()] == ["wm3m4.clock-set-again"]


def test_a_reset_of_the_meter_within_the_transaction(bound):
    meter = bound("--switch", "restart=reset")
    mark = meter.begin(request())
    power_cut(bound.meter, meter)
    restarted = bound()
    restarted.driver.recall(request(), mark)
    state = restarted.state()
    assert "device.reset-in-transaction" in state.conditions
    assert state.transaction_id == ID
    assert restarted.stop(ID)[0].transaction_id == ID
    assert restarted.take_notices() == ()


def test_without_a_mark_a_transaction_after_a_power_failure_is_likely_ours(bound):
    meter = bound()
    meter.begin(request())
    power_cut(bound.meter, meter)
    restarted = bound()
    restarted.driver.recall(request(), {})
    (record,) = restarted.stop(ID)
    assert record.transaction_id == ID
    codes = [notice.code for notice in restarted.take_notices()]
    assert codes == ["wm3m4.clock-set-again", "meter.record-likely-ours"]


def test_an_unknown_transaction_after_a_power_failure_ends_without_texts(bound):
    meter = bound()
    meter.begin(request(identification="1F2D3A4F5506C7"))
    power_cut(bound.meter, meter)
    stranger = bound()
    assert stranger.state().transaction_id is None
    with pytest.raises(WrongStateError):
        stranger.stop(OTHER)
    (record,) = stranger.stop("")
    assert record.transaction_id is None
    content = verify(record, stranger.public_key().der)
    assert (content["GI"], content["ID"], content["IS"]) == ("Eichlab", "", False)
    codes = [notice.code for notice in stranger.take_notices()]
    assert codes == ["wm3m4.clock-set-again", "wm3m4.texts-lost"]


def test_another_masters_transaction_is_not_ours_though_it_got_our_texts(bound):
    """Ours never began; another's did, and lost its texts with the power before we came back."""
    meter = bound()
    meter.begin(request(OTHER))
    power_cut(bound.meter, meter)
    ours = bound()
    mark = {"after": (datetime.now(UTC) - timedelta(hours=1)).isoformat(), "page": "0"}
    ours.driver.recall(request(), mark)
    with pytest.raises(WrongStateError) as caught:
        ours.stop(ID)
    assert caught.value.message.code == "meter.other-transaction"
    (record,) = ours.stop("")
    assert record.transaction_id is None


def test_power_lost_while_the_end_is_signed(bound):
    meter = bound("--switch", "sign-s=0.4", signed_within_s=0.1, started_within_s=0.1)
    mark = meter.begin(request())
    with pytest.raises(NoAnswerError):
        meter.stop(ID)
    power_cut(bound.meter, meter)
    restarted = bound()
    restarted.driver.recall(request(), mark)
    assert restarted.stop(ID)[0].transaction_id == ID


def test_a_record_that_went_with_the_power_is_said_to_be_gone(bound):
    meter = bound()
    mark = meter.begin(request())
    (record,) = meter.stop(ID)
    power_cut(bound.meter, meter)
    assert meter.state().activity is MeterActivity.IDLE
    meter.release(record)
    restarted = bound()
    restarted.driver.recall(request(), mark)
    with pytest.raises(NothingRunningError) as caught:
        restarted.stop(ID)
    assert caught.value.message.code == "wm3m4.record-gone"
    assert restarted.stop("") == ()


def test_a_record_that_outlived_the_power_is_found(bound):
    meter = bound("--switch", "output-after-power-loss=kept")
    meter.begin(request())
    (record,) = meter.stop(ID)
    power_cut(bound.meter, meter)
    assert bound().stop(ID) == (record,)


def test_a_clock_lost_within_the_transaction_is_set_only_to_end_it(bound):
    meter = bound("--switch", "sync-timeout=1", "--speed", "120")
    meter.begin(request())
    until = time.monotonic() + 5
    while "device.clock-not-synchronised" not in meter.state().conditions:
        assert time.monotonic() < until
    before = meter.written
    meter.read()
    assert meter.written == before
    assert meter.stop(ID)[0].transaction_id == ID
    assert [notice.code for notice in meter.take_notices()] == ["wm3m4.clock-set-again"]


def test_another_master_changed_the_texts_before_the_end(bound):
    """What was signed at the begin says whose it is; the end gets our texts again."""
    meter = bound()
    meter.begin(request(identification="1F2D3A4F"))
    stranger = bound()
    stranger.run(lambda: stranger.driver._meter.write_dataset(dataset(request(OTHER))))
    assert stranger.state().transaction_id == ID
    with pytest.raises(WrongStateError):
        stranger.stop(OTHER)
    (record,) = meter.stop(ID)
    assert verify(record, meter.public_key().der)["ID"] == "1F2D3A4F"
    assert record.transaction_id == ID


# ── without the id ───────────────────────────────────────────────────────────────────────────


def raw(transaction_id=ID, **fields):
    return request(transaction_id, raw_tariff=True, identification="1F2D3A4F", **fields)


@pytest.mark.parametrize("power", [False, True])
def test_a_raw_transaction_is_found_by_count_texts_and_time(bound, power):
    meter = bound()
    meter.set_clock(datetime.now(UTC))
    mark = dict(meter.mark(raw()))
    meter.driver.recall(raw(), mark)
    assert [notice.code for notice in meter.start(raw())] == ["wm3m4.no-id"]
    if power:
        power_cut(bound.meter, meter)
    restarted = bound()
    restarted.driver.recall(raw(), mark)
    assert restarted.state().transaction_id == ID
    (record,) = restarted.stop(ID)
    assert record.transaction_id == ID
    assert verify(record, restarted.public_key().der)["GI"] == "Eichlab"
    assert "meter.record-likely-ours" not in [n.code for n in restarted.take_notices()]
    assert restarted.state().transaction_id == ID
    restarted.release(record)
    assert restarted.state().activity is MeterActivity.IDLE


def test_an_earlier_raw_record_is_never_taken_for_ours(bound):
    meter = bound()
    meter.begin(raw())
    (earlier,) = meter.stop(ID)
    later = bound()
    mark = dict(later.mark(raw(OTHER)))
    assert mark["page"] == "1"
    later.driver.recall(raw(OTHER), mark)
    assert later.state().transaction_id is None
    with pytest.raises(WrongStateError):
        later.stop(OTHER)
    with pytest.raises(WrongStateError):
        later.start(raw(OTHER))
    (kept,) = later.stop("")
    assert (kept.data, kept.transaction_id) == (earlier.data, None)


def test_a_raw_transaction_of_other_texts_is_another(bound):
    meter = bound()
    meter.begin(raw(charge_point_id="1"))
    ours = bound()
    ours.driver.recall(raw(OTHER, charge_point_id="2"), {})
    with pytest.raises(WrongStateError):
        ours.stop(OTHER)
    assert ours.state().activity is MeterActivity.RUNNING


# ── read only ────────────────────────────────────────────────────────────────────────────────


def test_reading_never_writes(bound):
    def everything(meter):
        meter.identify()
        meter.public_key()
        meter.read()
        meter.state()
        meter.waiting_records()
        meter.mark(request())
        return meter.written

    writer = bound()
    assert everything(bound()) == 0
    writer.begin(request())
    assert everything(bound()) == 0
    writer.stop(ID)
    assert everything(bound()) == 0
    power_cut(bound.meter, writer)
    assert everything(bound()) == 0
