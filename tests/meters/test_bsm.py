"""The BSM-WS36A driver against a simulated meter and a recorded real one."""

import json
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eichlab.line import ModbusUnit, PortSettings, SerialLine, Timing
from eichlab.meters import Bsm, model_named
from eichlab.meters import bsm_registers as bsm
from eichlab.meters.bsm_texts import NO_METAS, id_in, metas_of
from eichlab.meters.bsm_values import measured
from eichlab.simulator import catalogue, modbus
from eichlab.simulator.meter import SimulatedMeter
from eichlab.simulator.registers import Block, RegisterSpace, content
from eichlab.transparency import judge
from eichlab.values import (
    Channel,
    ChargePointIdType,
    Direction,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    KeyOrigin,
    KnownKey,
    MeterActivity,
    NoAnswerError,
    NothingRunningError,
    PortLostError,
    Quantity,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    VerdictWord,
    WireVerdict,
    WrongMeterError,
    WrongStateError,
)

ID = "12345678-1234-5678-1234-567812345678"
OTHER = "87654321-4321-8765-4321-876543218765"
BAUD = 921_600
TURN_ON, TURN_OFF, START, END = (0x9F4A, 0xA048, 0xA146, 0xA244)


class Bound:
    """A driver as a program has it after its start, on a line that outlives it."""

    def __init__(self, line, **options):
        self.line = line
        options = {"timing": Timing(0.25, 0.25, tries=2), "made_within_s": 3.0} | options
        self.driver = Bsm(line, 42, name="the meter", **options)
        self.driver._meter.whole_within_s = 0.5
        self._log_begin = line.wire_log.since(0)[-1:]

    def __getattr__(self, name):
        method = getattr(self.driver, name)
        return lambda *arguments: self.run(lambda: method(*arguments))

    def run(self, job):
        return self.line.run(job).result(60)

    def begin(self, request):
        """Start as the bench does: clock, mark, recall, start; return mark and notices."""
        self.set_clock(datetime.now().astimezone())
        mark = dict(self.mark(request))
        self.driver.recall(request, mark)
        return mark, self.start(request)

    @property
    def sent(self):
        entries = self.line.wire_log.since(0)
        return [each.data for each in entries if each.direction is Direction.SENT]

    @property
    def written(self):
        return self.line.wire_log.counters().get(WireVerdict.WRITTEN, 0)

    def triggers(self):
        """The status registers that were commanded, in order."""
        return [
            int.from_bytes(each[2:4])
            for each in self.sent
            if each[1] == 0x10 and each[4:9] == b"\0\1\2\0\2"
        ]


@pytest.fixture
def post(simulated, tmp_path):
    """A simulated meter with a driver: ``post.bound`` and, after a restart, ``post.again()``."""
    lines = []

    class Post:
        def __init__(self, *, faults=(), load=None, speed=1, **switches):
            switches = {"snapshot_s": 0.02, "while_updating": "updating"} | switches
            self.meter = simulated(
                "bsm-ws36a", faults=faults, load=load, speed=speed, baud=BAUD, **switches
            )
            self.bound = self.again()

        def again(self, **options):
            if lines:
                lines[-1].close()
            line = SerialLine("line", PortSettings(str(tmp_path / "port"), BAUD))
            lines.append(line)
            line.start()
            self.bound = Bound(line, **options)
            return self.bound

        def power_cut(self):
            self.meter.command("power off")
            self.meter.command("power on")
            until = time.monotonic() + 5
            while True:
                try:
                    return self.bound.run(self.bound.driver._meter.signing)
                except NoAnswerError:
                    assert time.monotonic() < until

        def by_hand(self, address, *values):
            """Write as another master does."""
            self.bound.run(lambda: self.bound.driver._unit.write(address, list(values)))
            time.sleep(0.1)

    yield Post
    for line in lines:
        line.close()


def request(transaction_id=ID, **fields):
    return TransactionRequest(transaction_id=transaction_id, **fields)


def payload(record):
    """Verify with ``cryptography`` alone and return what was signed."""
    _, signed, tail = record.data.split(b"|")
    signature = bytes.fromhex(json.loads(tail)["SD"])
    load_der_public_key(record.public_key).verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    return json.loads(signed)


# ── frames and numbers ───────────────────────────────────────────────────────────────────────


def test_the_frames_of_the_documents(post):
    post = post()
    unit = post.bound.driver._unit
    common = post.bound.run(lambda: unit.read_holding(40004, 66))
    assert post.bound.sent[-1].hex() == "2a039c440042ada5"
    assert len(common) == 66
    post.bound.run(lambda: unit.command(40524, [2]))
    assert post.bound.sent[-1].hex() == "2a109e4c0001020002bca5"


def test_the_clock_is_written_as_recorded(post):
    post = post()
    at = datetime.fromtimestamp(0x62C7E400, timezone(timedelta(minutes=120)))
    post.bound.set_clock(at)
    assert [each.hex() for each in post.bound.sent if each[1] == 16] == [
        "2a109d4400030662c7e40000788d85"
    ]


def test_texts_are_written_as_recorded(post, shared):
    path = shared / "vectors/bsm/recorded_states_and_writes.json"
    recorded = json.loads(path.read_text())["write_transactions"]
    frames = [each["request"] for each in recorded if each["doc"] == "ev-charging.md"][1:]
    texts = (
        b"contract-id: rfid:12345678abcdef",
        b"evse-id: DE*BDO*E8025334492*2",
        b"csc-sw-version: v1.2.34",
    )
    post = post()
    post.bound.run(lambda: post.bound.driver._meter.write_metas(texts))
    assert [each.hex() for each in post.bound.sent] == frames
    assert post.bound.run(post.bound.driver._meter.metas) == texts


def test_the_recorded_values_of_a_loaded_meter(shared):
    recorded = json.loads((shared / "vectors/bsm/recorded_model_203.json").read_text())
    data = bytes.fromhex(recorded["registers_hex"])
    words = [203, 105, *(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))]
    values = measured(words)
    expected = {
        (Quantity.CURRENT, Channel.TOTAL): "0.13",
        (Quantity.CURRENT, Channel.L1): "0.13",
        (Quantity.CURRENT, Channel.L2): "0.00",
        (Quantity.VOLTAGE, Channel.L1): "236.4",
        (Quantity.FREQUENCY, Channel.TOTAL): "50.0",
        (Quantity.POWER, Channel.TOTAL): "20",
        (Quantity.REACTIVE_POWER, Channel.TOTAL): "-20",
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): "8870",
    }
    assert {key: values[key] for key in expected} == {
        key: Decimal(value) for key, value in expected.items()
    }
    assert (Quantity.ENERGY_EXPORT, Channel.TOTAL) not in values


def test_what_is_not_there_is_no_value_and_a_counter_at_zero_is():
    words = [203, 105, *[0x8000] * 105]
    assert measured(words) == {}
    words[bsm.ENERGY_SCALE] = 1
    words[bsm.ENERGY_IMPORT : bsm.ENERGY_IMPORT + 2] = [0, 0]
    assert measured(words) == {(Quantity.ENERGY_IMPORT, Channel.TOTAL): Decimal(0)}
    words[bsm.ENERGY_IMPORT : bsm.ENERGY_IMPORT + 2] = [1, 2]
    (energy,) = measured(words).values()
    assert str(energy) == "655380"


# ── a recorded meter, replayed ───────────────────────────────────────────────────────────────


class Replayed(SimulatedMeter):
    """Answers with the registers of a real meter; what was never published is empty."""

    public_key = b""
    lost_power_running = False

    def __init__(self, registers, unit):
        super().__init__("replayed", unit)
        data = b"".join(registers[at].to_bytes(2) for at in range(40000, 44293))
        self._space = RegisterSpace([Block(40000, 4293, content(lambda: data))])

    def answer(self, content):
        return modbus.answer(content, self._space)

    def power_failed(self):
        pass

    def power_returned(self):
        pass

    def set_load(self, watts):
        pass

    def close(self):
        pass


@pytest.fixture
def replayed(shared, simulated, tmp_path, monkeypatch):
    folder = shared / "vectors/bsm"
    image = json.loads((folder / "recorded_register_image.json").read_text())["registers"]
    registers = dict.fromkeys(range(40000, 44293), 0)
    at = 40002
    for number, length in ((1, 66), (10, 4), (17, 12), (203, 105), (64900, 300), (64902, 20),
                           *[(64901, 252)] * 5, *[(64903, 498)] * 5):  # fmt: skip
        registers[at], registers[at + 1] = number, length
        at += 2 + length
    live = bytes.fromhex(
        json.loads((folder / "recorded_model_203.json").read_text())["registers_hex"]
    )
    for place in range(105):
        registers[40092 + place] = int.from_bytes(live[2 * place : 2 * place + 2])
    for head in (START, END):
        registers[head - 1] = 1  # never taken
    registers |= {int(address): value for address, value in image.items()}
    monkeypatch.setitem(
        catalogue.MODELS,
        "replayed",
        catalogue.Model(lambda unit, _surroundings: Replayed(registers, unit), unit=42),
    )
    simulated("replayed", baud=BAUD)
    line = SerialLine("line", PortSettings(str(tmp_path / "port"), BAUD))
    line.start()
    yield Bound(line), folder
    line.close()


def test_a_recorded_meter_reads_back_as_documented(replayed):
    bound, folder = replayed
    registers = bound.run(
        lambda: [bound.driver._unit.read_holding(head, 2) for head in (START - 3, END - 3)]
    )
    assert registers == [(64901, 252)] * 2
    identity = bound.identify()
    assert (identity.serial, identity.firmware) == ("001BZR1521070006", "1.9:32CA:AFF4, f1d3d06")
    assert not identity.simulated
    reading = bound.read()
    assert reading.value(Quantity.VOLTAGE, Channel.L1) == Decimal("236.4")
    assert reading.value(Quantity.ENERGY_IMPORT) == Decimal(8870)
    begin = json.loads((folder / "ocmf_turn_on_4276.json").read_text())
    end = json.loads((folder / "ocmf_turn_off_4277.json").read_text())
    assert bound.public_key().der.hex() == begin["public_key_der_hex"]
    state = bound.state()
    assert state.activity is MeterActivity.RECORD_WAITING
    # A development build, and in no list of certified ones.
    assert state.conditions == ("device.firmware-not-certified",)
    records = bound.waiting_records()
    assert [each.data.decode() for each in records] == [begin["ocmf"], end["ocmf"]]
    signing = bound.run(bound.driver._meter.signing)
    assert (signing.count, signing.power_downs) == (0x10B5, 0x0CA9)
    assert (signing.epoch, signing.offset_minutes) == (0x62C7E58C, 120)
    assert (signing.input, signing.output) == (True, False)
    assert bound.written == 0
    known = KnownKey(
        "001BZR1521070006",
        bytes.fromhex(begin["public_key_der_hex"]),
        "",
        KeyOrigin.METER,
        datetime.now(UTC),
    )
    judgement = judge(records, known_keys=(known,), entered_key=known.key)
    (transaction,) = judgement.transactions
    assert transaction.word is VerdictWord.VERIFIED
    assert transaction.energy_kwh == Decimal("0.15")
    assert transaction.energy_basis == "1-0:1.8.0*198"
    assert transaction.duration_s == 324


# ── who it is, what it measures ──────────────────────────────────────────────────────────────


def test_identity_key_and_values(post):
    post = post(load=11_000)
    identity = post.bound.identify()
    assert identity.serial.startswith("SIM")
    assert identity.simulated
    assert identity.firmware == "1.9:32CA:AFF4, 01d484f"
    key = post.bound.public_key()
    assert (len(key.point), len(key.der)) == (65, 91)
    assert key.point.hex().upper() == post.meter.meters[0].key.hex().upper()
    before = len(post.bound.sent)
    reading = post.bound.read()
    assert len(post.bound.sent) == before + 1
    for quantity in (Quantity.VOLTAGE, Quantity.CURRENT, Quantity.POWER, Quantity.REACTIVE_POWER):
        for phase in (Channel.L1, Channel.L2, Channel.L3):
            assert isinstance(reading.value(quantity, phase), Decimal)
    assert abs(reading.value(Quantity.POWER) - 11_000) < 500
    assert reading.value(Quantity.ENERGY_IMPORT) % 10 == 0
    state = post.bound.state()
    assert state.conditions == ("device.clock-invalid",)
    assert post.bound.waiting_records() == ()
    assert post.bound.written == 0


def test_another_model_is_not_taken_for_one(post):
    post = post(faults=("wrong-model",))
    with pytest.raises(WrongMeterError) as caught:
        post.bound.identify()
    assert caught.value.message.code == "bsm.not-this-model"


def test_another_meter_altogether_is_not_taken_for_one(simulated, tmp_path):
    simulated("em580@42", baud=BAUD)
    line = SerialLine("line", PortSettings(str(tmp_path / "port"), BAUD))
    line.start()
    try:
        with pytest.raises(WrongMeterError):
            Bound(line).identify()
    finally:
        line.close()


def test_events_and_errors_are_conditions(post):
    post = post(faults=("event=0x30004",))
    assert post.bound.state().conditions == (
        "device.module-hardware-fault",
        "device.module-fatal-error",
        "device.module-not-initialised",
        "device.module-event",
        "device.clock-invalid",
    )


def test_the_usual_line(post):
    model = model_named("bsm-ws36a")
    assert (model.baud, model.parity, model.stop_bits, model.unit) == (19_200, "E", 1, 42)
    able = model.capabilities
    assert (able.identification_bytes, able.charge_point_bytes, able.tariff_bytes) == (140, 91, 61)
    assert not able.export


# ── the clock ────────────────────────────────────────────────────────────────────────────────


def test_the_clock_is_set_only_where_that_is_needed(post):
    post = post()
    zone = timezone(timedelta(hours=1))
    now = datetime.now(zone)
    post.bound.set_clock(now)
    assert post.bound.written == 1
    post.bound.set_clock(datetime.now(zone))
    assert post.bound.written == 1, "it is right, and setting it wears the meter"
    post.bound.set_clock(datetime.now(zone) + timedelta(seconds=30))
    assert post.bound.sent[-1][4:6] == b"\0\2", "the time alone"
    post.bound.set_clock(datetime.now(timezone(timedelta(hours=2))))
    assert post.bound.sent[-1][4:6] == b"\0\3", "daylight saving time"
    assert post.bound.written == 3


def test_the_clock_is_refreshed_after_a_day(post):
    post = post(speed=100_000, expiry_hours=100_000)
    post.bound.set_clock(datetime(2026, 1, 1, tzinfo=UTC))
    post = post
    fresh = post.again()
    time.sleep(1.0)
    signing = fresh.run(fresh.driver._meter.signing)
    assert signing.operating_s - signing.set_at_s > 24 * 3600
    assert not fresh.driver._is_fresh(signing)
    fresh.driver._refreshed = time.monotonic()
    assert fresh.driver._is_fresh(signing)


def test_the_clock_is_never_set_within_a_transaction(post):
    post = post()
    post.bound.begin(request())
    before = post.bound.written
    with pytest.raises(RefusedError) as caught:
        post.bound.set_clock(datetime.now(UTC) + timedelta(hours=1))
    assert caught.value.message.code == "bsm.clock-in-transaction"
    assert post.bound.written == before


# ── start and stop ───────────────────────────────────────────────────────────────────────────


def test_every_field_reaches_the_record(post):
    post = post(speed=3600, load=22_000)
    post.bound.identify()
    _, notices = post.bound.begin(
        request(
            level=IdentificationLevel.TRUSTED,
            flags=(IdentificationFlag.RFID_PSK,),
            identification_type=IdentificationType.EMAID,
            identification="DE8AA1A2B3C4D59",
            tariff_text="0.30 EUR/kWh",
            charge_point_id="DE*ENBW*BER001*EVSE01",
        )
    )
    assert [each.code for each in notices] == ["bsm.no-room", "bsm.contactor-closes"]
    assert notices[0].parameters["fields"] == "IL, IF, IT"
    state = post.bound.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    time.sleep(0.3)
    begin, end = post.bound.stop(ID)
    for record, letter in ((begin, "B"), (end, "E")):
        signed = payload(record)
        assert signed["IS"] is True
        assert signed["ID"] == "DE8AA1A2B3C4D59"
        assert signed["X2"] == "evse-id: DE*ENBW*BER001*EVSE01"
        assert signed["X3"] == f"0.30 EUR/kWh<=>{ID}"
        assert signed["RD"][0]["TX"] == letter
        assert signed["RD"][0]["TM"].endswith(" S")
        assert record.transaction_id == ID
        assert record.format == "OCMF"
        assert record.simulated
    assert (begin.data, end.data) == tuple(each.data for each in post.bound.waiting_records())
    assert post.bound.triggers() == [TURN_ON, TURN_OFF]


def test_begin_and_end_are_judged_verified_as_one_transaction(post):
    post = post(speed=3600, load=22_000)
    post.bound.begin(request(identification="abc"))
    (early,) = post.bound.run(post.bound.driver.take_records)
    assert post.bound.run(post.bound.driver.take_records) == ()
    time.sleep(0.5)
    begin, end = post.bound.stop(ID)
    assert early == begin
    judgement = judge((begin, end), entered_key=end.public_key, own_transaction=True)
    (transaction,) = judgement.transactions
    assert transaction.word is VerdictWord.VERIFIED
    assert transaction.energy_kwh == Decimal(str(payload(end)["RD"][0]["RV"])) > 0
    assert transaction.duration_s > 0
    assert transaction.usable.complete


def test_without_a_contactor_nothing_is_switched(post):
    post = post(contactor="none")
    _, notices = post.bound.begin(request())
    assert notices == ()
    post.bound.stop(ID)
    assert post.bound.triggers() == [START, END]


def test_older_firmware_says_what_its_record_lacks(post):
    post = post(firmware="1.2", contactor="none")
    _, notices = post.bound.begin(request(identification="abc", charge_point_id="DE*1"))
    assert [each.code for each in notices] == ["bsm.texts-not-in-record"]
    _, end = post.bound.stop(ID)
    assert "X3" not in payload(end)
    # The id stands in the snapshot, so that the record is known for ours all the same.
    assert end.transaction_id == ID
    fresh = post.again()
    assert fresh.state().transaction_id == ID


def test_the_record_stays_until_it_is_released(post):
    post = post()
    post.bound.begin(request())
    first = post.bound.stop(ID)
    assert post.bound.stop(ID) == post.bound.stop("") == first
    fresh = post.again()
    assert fresh.stop(ID) == fresh.stop("") == first
    other = SignedRecord(first[1].data.replace(b"OCMF", b"ocmf"))
    with pytest.raises(WrongStateError) as caught:
        fresh.release(other)
    assert caught.value.message.code == "meter.other-record"
    assert fresh.state().activity is MeterActivity.RECORD_WAITING
    with pytest.raises(WrongStateError) as caught:
        fresh.start(request(OTHER))
    assert caught.value.message.code == "meter.record-waiting"
    for _ in range(2):
        for record in first:
            fresh.release(record)
        assert fresh.state().activity is MeterActivity.IDLE
    assert fresh.run(fresh.driver._meter.metas) == NO_METAS
    for bound in (post.again() if other else fresh for other in (False, True)):
        bound.driver.recall(request(), {"count": "0", "power_downs": "0"})
        assert bound.state().activity is MeterActivity.IDLE
        with pytest.raises(NothingRunningError):
            bound.stop(ID)
        assert bound.stop("") == ()
        assert bound.waiting_records() == ()


def test_another_transaction_is_left_alone(post):
    post = post()
    post.bound.begin(request())
    stranger = post.again()
    before = stranger.written
    with pytest.raises(WrongStateError) as caught:
        stranger.stop(OTHER)
    assert caught.value.transaction_id == ID
    with pytest.raises(WrongStateError) as caught:
        stranger.start(request(OTHER))
    assert caught.value.message.code == "meter.running"
    assert stranger.written == before, "nothing was written"
    records = stranger.stop("")
    assert [each.transaction_id for each in records] == [ID, ID]
    with pytest.raises(WrongStateError) as caught:
        stranger.stop(OTHER)
    assert caught.value.message.code == "meter.other-transaction"
    assert stranger.stop(ID) == records


def test_another_masters_transaction_is_ended_by_an_empty_id_only(post):
    post = post()
    post.by_hand(40279, *([0x4141] * 2 + [0] * 68))
    post.by_hand(START, 2)
    state = post.bound.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, None)
    post.bound.driver.recall(request(), {"count": "0", "power_downs": "0"})
    with pytest.raises(WrongStateError):
        post.bound.stop(ID)
    begin, end = post.bound.stop("")
    assert payload(begin)["ID"] == payload(end)["ID"] == "AAAA"
    assert post.bound.state().activity is MeterActivity.RECORD_WAITING
    post.bound.release(end)
    assert post.bound.state().activity is MeterActivity.IDLE


def test_an_unknown_transaction_is_ended_by_our_id_with_a_word(post):
    post = post()
    post.by_hand(START, 2)
    assert len(post.bound.stop(ID)) == 2
    assert [each.code for each in post.bound.driver.take_notices()] == ["bsm.tied-by-nothing"]


def test_an_end_without_texts_waits_for_nobody(post):
    post = post()
    post.by_hand(START, 2)
    post.by_hand(END, 2)
    assert post.bound.state().activity is MeterActivity.IDLE
    assert post.bound.stop("") == ()
    post.bound.begin(request())


def test_raw_tariff_text_is_tied_by_count_and_texts(post):
    post = post()
    asked = request(tariff_text="0.30 EUR/kWh", identification="abc", raw_tariff=True)
    mark, _ = post.bound.begin(asked)
    fresh = post.again()
    assert fresh.state().transaction_id is None
    fresh.driver.recall(asked, mark)
    assert fresh.state().transaction_id == ID
    begin, end = fresh.stop(ID)
    assert payload(end)["X3"] == "0.30 EUR/kWh"
    assert (begin.transaction_id, end.transaction_id) == (ID, ID)
    assert fresh.driver.take_notices() == ()
    # The same once more, before the record was released: it is the earlier transaction's.
    later = post.again()
    twin = request(OTHER, tariff_text="0.30 EUR/kWh", identification="abc", raw_tariff=True)
    later.driver.recall(twin, later.mark(twin))
    with pytest.raises(WrongStateError) as caught:
        later.stop(OTHER)
    assert caught.value.message.code == "meter.other-transaction"
    unmarked = post.again()
    unmarked.driver.recall(asked, {})
    assert unmarked.stop(ID) == (begin, end)
    assert [each.code for each in unmarked.driver.take_notices()] == ["bsm.tied-by-texts"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"transaction_id": "no-uuid"}, "bsm.id-not-uuid"),
        ({"identification": "x" * 141}, "meter.text-too-long"),
        ({"charge_point_id": "x" * 92}, "meter.text-too-long"),
        ({"identification": 'say "x"'}, "meter.character"),
        ({"tariff_text": "a|b"}, "meter.character"),
        ({"tariff_text": "0,30 €"}, "meter.character"),
        ({"charge_point_id": "a\nb"}, "meter.character"),
        ({"tariff_text": "a<=>b"}, "bsm.separator-in-tariff"),
        ({"tariff_text": "t" * 101, "raw_tariff": True}, "meter.text-too-long"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(post, fields, code):
    post = post()
    with pytest.raises(RequestError) as caught:
        post.bound.start(TransactionRequest(**fields))
    assert caught.value.message.code == code
    assert post.bound.written == 0


def test_the_longest_texts_fit(post):
    post = post()
    _, notices = post.bound.begin(
        request(
            identification="i" * 140,
            charge_point_id="c" * 91,
            charge_point_type=ChargePointIdType.EVSEID,
            tariff_text="t" * 62,
        )
    )
    assert [each.code for each in notices] == ["bsm.tariff-cut", "bsm.contactor-closes"]
    _, end = post.bound.stop(ID)
    assert payload(end)["ID"] == "i" * 140
    assert payload(end)["X2"] == "evse-id: " + "c" * 91
    assert payload(end)["X3"] == "t" * 61 + "<=>" + ID


def test_texts_of_a_request():
    metas, notices = metas_of(request(identification="x", assigned=False), "the meter")
    assert metas == (b"", b"", b"<=>" + ID.encode())
    assert [each.code for each in notices] == ["bsm.not-assigned"]
    assert id_in(metas) == ID
    box = request(charge_point_id="B1", charge_point_type=ChargePointIdType.CBIDC, raw_tariff=True)
    assert metas_of(box, "the meter") == ((b"", b"cbidc: B1", b""), ())
    bare, _ = metas_of(request(raw_tariff=True), "the meter")
    assert id_in(bare) == ID, "something has to show that the record was not read"
    long, _ = metas_of(request(tariff_text="t" * 100, raw_tariff=True), "the meter")
    assert long[2] == b"t" * 100
    assert id_in(long) is None


# ── answers that are lost ────────────────────────────────────────────────────────────────────


@contextmanager
def losing(post, name, fault, monkeypatch):
    """Let the next command, or the next write, meet a fault that ends with it."""
    unit = post.bound.driver._unit
    send = getattr(unit, name)

    def sending(*arguments, **options):
        monkeypatch.undo()
        post.meter.command(f"fault {fault}")
        try:
            send(*arguments, **options)
        finally:
            post.meter.command("clear")

    monkeypatch.setattr(unit, name, sending)
    yield


def test_a_start_and_a_stop_whose_answers_were_lost(post, monkeypatch):
    post = post()
    with losing(post, "command", "silence", monkeypatch):
        post.bound.begin(request())
    assert post.bound.state().transaction_id == ID
    with losing(post, "command", "silence", monkeypatch):
        begin, end = post.bound.stop(ID)
    assert payload(begin)["PG"] == "T1"
    assert payload(end)["PG"] == "T2"
    assert post.bound.triggers() == [TURN_ON, TURN_OFF], "sent once each"


def test_a_start_that_never_arrived_is_told_for_certain(post, monkeypatch):
    post = post(contactor="none")
    with (
        losing(post, "command", "request-lost", monkeypatch),
        pytest.raises(NoAnswerError) as caught,
    ):
        post.bound.begin(request())
    assert caught.value.message.code == "bsm.command-not-arrived"
    assert not caught.value.in_doubt
    assert post.bound.state().activity is MeterActivity.IDLE
    assert post.bound.triggers() == [START]
    with pytest.raises(NothingRunningError):
        post.bound.stop(ID)


def test_a_start_of_which_nobody_says_what_became_is_in_doubt(post, monkeypatch):
    post = post()
    unit = post.bound.driver._unit
    send = unit.command

    def command(*arguments, **options):
        post.meter.command("fault silence")
        send(*arguments, **options)

    monkeypatch.setattr(unit, "command", command)
    with pytest.raises(NoAnswerError) as caught:
        post.bound.begin(request())
    assert caught.value.in_doubt
    monkeypatch.undo()
    post.meter.command("clear")
    assert post.bound.state().transaction_id == ID
    assert len(post.bound.stop(ID)) == 2
    assert post.bound.triggers() == [TURN_ON, TURN_OFF]


def test_a_line_lost_in_a_start_is_in_doubt(post, monkeypatch):
    post = post()
    unit = post.bound.driver._unit
    send = unit.command

    def command(*arguments, **options):
        post.meter.command("unplug")
        send(*arguments, **options)

    monkeypatch.setattr(unit, "command", command)
    with pytest.raises(PortLostError) as caught:
        post.bound.begin(request())
    assert caught.value.in_doubt
    post.meter.command("plug")


def test_a_command_refused_although_it_was_done(post, monkeypatch):
    post = post()
    with losing(post, "command", "exception-foreign", monkeypatch):
        post.bound.begin(request())
    assert post.bound.state().transaction_id == ID


def test_the_begin_is_read_later_where_it_could_not_at_once(post, monkeypatch):
    post = post()
    meter = post.bound.driver._meter
    record = type(meter).record

    def failing(self, snapshot):
        monkeypatch.setattr(type(meter), "record", record)
        raise NoAnswerError("line.silent")

    monkeypatch.setattr(type(meter), "record", failing)
    post.bound.begin(request())
    assert post.bound.driver.take_records() == ()
    post.bound.state()
    (early,) = post.bound.driver.take_records()
    assert payload(early)["PG"] == "T1"


def test_a_release_whose_answers_were_lost(post, monkeypatch):
    post = post()
    post.bound.begin(request())
    _, end = post.bound.stop(ID)
    post.meter.command("fault silence")
    with pytest.raises(NoAnswerError):
        post.bound.release(end)
    post.meter.command("clear")
    assert post.bound.state().activity is MeterActivity.RECORD_WAITING
    post.bound.release(end)
    assert post.bound.state().activity is MeterActivity.IDLE


def test_a_meter_that_holds_its_answer_back_is_waited_for(post):
    post = post(while_updating="delays", snapshot_s=1.2)
    post.bound.begin(request())
    assert len(post.bound.stop(ID)) == 2
    assert post.bound.triggers() == [TURN_ON, TURN_OFF]


def test_a_snapshot_that_takes_too_long_comes_later(post):
    post = post(faults=("slow-ready=1.0",))
    bound = post.again(made_within_s=0.3)
    with pytest.raises(NoAnswerError) as caught:
        bound.begin(request())
    assert caught.value.in_doubt
    assert caught.value.message.code == "bsm.not-ready"
    state = bound.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    post.meter.command("clear")
    time.sleep(1.0)
    assert len(bound.stop(ID)) == 2


# ── failures of the meter ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("snapshot-failed", "bsm.snapshot-failed"),
        ("not-enabled", "bsm.not-enabled"),
        ("no-feedback", "bsm.no-feedback"),
    ],
)
def test_a_start_the_meter_cannot_do(post, fault, code):
    post = post(faults=(fault,))
    with pytest.raises(RefusedError) as caught:
        post.bound.begin(request())
    assert caught.value.message.code == code
    assert not caught.value.in_doubt
    assert post.bound.state().activity is MeterActivity.IDLE
    post.meter.command("clear")
    post.bound.begin(request())


def test_an_end_the_meter_cannot_do_is_tried_again(post):
    post = post()
    post.bound.begin(request())
    post.meter.command("fault snapshot-failed")
    for _ in range(2):
        with pytest.raises(RefusedError):
            post.bound.stop(ID)
        assert post.bound.state().activity is MeterActivity.RUNNING
    post.meter.command("clear")
    assert len(post.bound.stop(ID)) == 2


def test_a_contactor_that_does_not_open_costs_no_record(post):
    post = post()
    post.bound.begin(request())
    post.meter.command("fault no-feedback")
    begin, end = post.bound.stop(ID)
    assert payload(end)["RD"][0]["XT"] == 4
    assert payload(begin)["RD"][0]["XT"] == 1
    assert [each.code for each in post.bound.driver.take_notices()] == ["bsm.contactor-stays"]
    assert post.again().stop(ID) == (begin, end)


def test_a_record_that_cannot_be_written_is_handed_over_as_snapshot(post):
    post = post()
    post.bound.begin(request())
    post.meter.command("fault record-failed")
    with pytest.raises(RecordUnusableError) as caught:
        post.bound.stop(ID)
    remains = caught.value.remains
    assert remains[:4] == bytes.fromhex("fd8500fc")
    assert ID.encode() in remains
    assert post.bound.state().activity is MeterActivity.CORRUPTED
    post.bound.release(SignedRecord(remains))
    assert post.bound.state().activity is MeterActivity.IDLE


def test_a_begin_that_cannot_be_written_costs_no_end(post):
    post = post(faults=("record-failed",))
    post.bound.begin(request())
    assert post.bound.driver.take_records() == ()
    post.meter.command("clear")
    (end,) = post.bound.stop(ID)
    assert payload(end)["RD"][0]["TX"] == "E"
    assert [each.code for each in post.bound.driver.take_notices()] == ["bsm.record-unusable"]


# ── power ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("firmware", ["1.1", "1.3"])
@pytest.mark.parametrize("contactor", ["fitted", "none"])
def test_a_power_failure_of_the_meter_within_a_transaction(post, contactor, firmware):
    post = post(contactor=contactor, firmware=firmware, speed=3600, load=22_000)
    mark, _ = post.bound.begin(request(identification="abc"))
    (early,) = post.bound.driver.take_records()
    time.sleep(0.3)
    post.power_cut()
    state = post.bound.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    assert "device.clock-invalid" in state.conditions
    with pytest.raises(WrongStateError):
        post.bound.start(request(OTHER))
    post.bound.driver.recall(request(identification="abc"), mark)
    with pytest.raises(WrongStateError):
        post.bound.stop(OTHER)
    with pytest.raises(RefusedError):
        post.bound.set_clock(datetime.now(UTC))
    (end,) = post.bound.stop(ID)
    assert payload(end)["ID"] == "abc"
    assert end.transaction_id == ID
    assert [each.code for each in post.bound.driver.take_notices()] == ["bsm.begin-lost"]
    judgement = judge((early, end), entered_key=end.public_key, own_transaction=True)
    (transaction,) = judgement.transactions
    assert transaction.word is VerdictWord.VERIFIED
    assert transaction.energy_kwh > 0
    assert transaction.duration_s is None, "the clock was lost"
    post.bound.release(end)
    assert post.bound.state().activity is MeterActivity.IDLE


def test_a_power_failure_of_meter_and_program(post):
    post = post()
    mark, _ = post.bound.begin(request())
    fresh = post.again()
    post.power_cut()
    assert fresh.state().activity is MeterActivity.IDLE, "nothing tells a stranger"
    assert fresh.stop("") == ()
    fresh.driver.recall(request(), mark)
    assert fresh.state().transaction_id == ID
    (end,) = fresh.stop(ID)
    assert end.transaction_id == ID


def test_a_power_failure_while_the_record_waits_is_made_good_by_another_end(post):
    post = post()
    mark, _ = post.bound.begin(request())
    _, first = post.bound.stop(ID)
    fresh = post.again()
    post.power_cut()
    fresh.driver.recall(request(), mark)
    (again,) = fresh.stop(ID)
    assert payload(first)["PG"] == "T2"
    assert payload(again)["PG"] == "T3"
    # Two snapshots were taken since the start: they might be another's.
    assert [each.code for each in fresh.driver.take_notices()] == ["bsm.begin-lost-unsure"]
    with pytest.raises(WrongStateError):
        fresh.release(first)
    fresh.release(again)
    assert fresh.state().activity is MeterActivity.IDLE


def test_a_start_that_a_power_failure_kept_from_arriving_is_not_found(post):
    post = post()
    mark = post.bound.mark(request())
    post.bound.driver.recall(request(), mark)
    post.power_cut()
    assert post.bound.state().activity is MeterActivity.IDLE
    # Whatever others take and lose later is not ours any more.
    post.by_hand(START, 2)
    post.power_cut()
    assert post.bound.state().activity is MeterActivity.IDLE


def test_a_power_failure_just_before_a_command_keeps_it_from_being_sent(post, monkeypatch):
    post = post()
    meter = post.bound.driver._meter
    write = type(meter).write_metas

    def failing(self, metas):
        write(self, metas)
        monkeypatch.setattr(type(meter), "write_metas", write)
        post.meter.command("power off")
        post.meter.command("power on")
        time.sleep(0.2)

    monkeypatch.setattr(type(meter), "write_metas", failing)
    with pytest.raises(NoAnswerError) as caught:
        post.bound.begin(request())
    assert caught.value.message.code == "bsm.power-failed"
    assert not caught.value.in_doubt
    assert post.bound.triggers() == []


def test_a_power_failure_between_two_looks_is_noticed(post, monkeypatch):
    post = post()
    post.bound.begin(request())
    meter = post.bound.driver._meter
    situation = type(meter).situation

    def failing(self):
        monkeypatch.setattr(type(meter), "situation", situation)
        found = situation(self)
        post.meter.command("power off")
        post.meter.command("power on")
        time.sleep(0.2)
        return found

    monkeypatch.setattr(type(meter), "situation", failing)
    (end,) = post.bound.stop(ID)
    assert end.transaction_id == ID


def test_an_interrupted_end_after_a_power_failure_is_found(post):
    post = post()
    mark, _ = post.bound.begin(request())
    post.power_cut()
    (end,) = post.bound.stop(ID)
    fresh = post.again()
    fresh.driver.recall(request(), mark)
    assert fresh.state().transaction_id == ID
    assert fresh.stop(ID) == (end,)


# ── nothing is written that need not be ──────────────────────────────────────────────────────


def test_looking_never_writes(post):
    post = post()
    post.bound.begin(request())
    post.bound.stop(ID)
    fresh = post.again()
    for look in ("identify", "public_key", "read", "state", "waiting_records"):
        getattr(fresh, look)()
    fresh.mark(request())
    assert fresh.written == 0
    assert all(each[1] == 3 for each in fresh.sent)


def test_a_unit_that_is_probed_is_asked_once(post):
    post = post(faults=("silence",))
    post.bound.driver.probe(once=True)
    with pytest.raises(NoAnswerError):
        post.bound.read()
    assert len(post.bound.sent) == 1
    assert isinstance(post.bound.driver._unit, ModbusUnit)


# ── records of real meters ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("names", "word", "energy"),
    [
        (("turn_on_4276", "turn_off_4277"), VerdictWord.VERIFIED, "0.15"),
        (("cm11_station_1", "cm11_station_0"), VerdictWord.VERIFIED, "0.890"),
        (("event_flag_0", "event_flag_1"), VerdictWord.REJECTED, None),
    ],
)
def test_begin_and_end_of_real_meters_are_joined(shared, names, word, energy):
    files = [json.loads((shared / f"vectors/bsm/ocmf_{name}.json").read_text()) for name in names]
    key = bytes.fromhex(files[0]["public_key_der_hex"])
    records = [SignedRecord(each["ocmf"].encode(), source="one file") for each in files]
    judgement = judge(records, entered_key=key)
    (transaction,) = judgement.transactions
    assert transaction.word is word
    assert transaction.energy_kwh == (None if energy is None else Decimal(energy))


@pytest.mark.parametrize("name", ["current_4278", "time_invalid_565"])
def test_single_records_of_real_meters_verify(shared, name):
    file = json.loads((shared / f"vectors/bsm/ocmf_{name}.json").read_text())
    key = bytes.fromhex(file["public_key_der_hex"])
    judgement = judge([SignedRecord(file["ocmf"].encode())], entered_key=key)
    assert judgement.records[0].word is VerdictWord.VERIFIED
