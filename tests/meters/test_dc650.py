"""The DC650 driver against a simulated meter: frames, values, every start and stop, leftovers.

What GSH01 and DC650 have in common (`eichlab.meters.slip_meter`) is tested here.
"""

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from eichlab.line import PortSettings, SerialLine, SlipQuestion, Timing
from eichlab.line.slip import Asked, Part, parts_of
from eichlab.meters import Dc650, model_named
from eichlab.meters import dc650_registers as dc650
from eichlab.meters import slip_registers as slip
from eichlab.meters import slip_values as values
from eichlab.meters.dc650 import _quantities, _temperature
from eichlab.texts import say
from eichlab.values import (
    Channel,
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
QUICK = Timing(timeout_s=0.4, worst_latency_s=0.8, tries=2)
AT = datetime(2023, 5, 19, 13, 52, 39, tzinfo=UTC)


class Bench:
    """A driver on a line with a simulated meter, used as the bench uses it."""

    def __init__(self, meter, line):
        self.meter = meter
        self.line = line
        self.driver = self.another()

    def another(self, **options):
        """A driver that knows nothing yet: a program that was just started, or another master."""
        return Dc650(self.line, 1, name="the meter", timing=QUICK, **options)

    def restart(self, **options):
        self.driver = self.another(**options)

    def run(self, job):
        return self.line.run(job).result(30)

    def begin(self, request, *, driver=None):
        """Mark, recall, start; return the mark and the notices."""
        driver = driver or self.driver
        mark = dict(self.run(lambda: driver.mark(request)))
        driver.recall(request, mark)
        return mark, self.run(lambda: driver.start(request))

    def stop(self, transaction_id=ID):
        return self.run(lambda: self.driver.stop(transaction_id))

    def state(self, driver=None):
        return self.run((driver or self.driver).state)

    @property
    def writes(self):
        return self.line.wire_log.counters().get(WireVerdict.WRITTEN, 0)

    def commands(self, command):
        """How often a command id was sent with effect."""
        written = [
            entry for entry in self.line.wire_log.since(0) if entry.verdict is WireVerdict.WRITTEN
        ]
        return sum(entry.data[2:4] == command.to_bytes(2, "little") for entry in written)

    def power_cut(self):
        self.meter.command("power off")
        self.meter.command("power on")
        time.sleep(0.15)


@pytest.fixture
def bench(simulated, tmp_path):
    """The driver on a line with a simulated meter; options are faults, load and switches."""
    running = []

    def make(**options):
        meter = simulated("dc650", **{"ready_s": 0.1, **options})
        line = SerialLine("line", PortSettings(str(tmp_path / "port"), 115_200))
        running.append(line)
        line.start()
        return Bench(meter, line)

    yield make
    for line in running:
        line.close()


def request(transaction_id=ID, **fields):
    known = {
        "identification": "04A1B2C3D4E5F6",
        "identification_type": IdentificationType.ISO14443,
    }
    return TransactionRequest(transaction_id=transaction_id, **{**known, **fields})


def payload(record):
    return json.loads(record.data.split(b"|")[1])


def check(bench, record):
    """Verify with ``cryptography`` alone, over exactly the bytes between the bars."""
    _, signed, tail = record.data.split(b"|")
    key = bench.meter.meters[0].key
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), key)
    signature = bytes.fromhex(json.loads(tail)["SD"])
    if len(signature) == 64:
        halves = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        signature = encode_dss_signature(*halves)
    public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))


# ── frames (the dossier's worked examples) ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ((dc650.DEVICE_TYPE,), "C0 01 13 41 05 00 00 F0 5C C0"),
        (
            (
                dc650.VOLTAGE,
                dc650.CURRENT,
                dc650.IMPORT_POWER,
                dc650.EXPORT_POWER,
                Asked(0x013C),
            ),
            (
                "C0 01 32 01 05 00 00 31 01 05 00 00 38 01 05 00 00 39 01 05 00 00 3C 01 05 00 00"
                "72 75 C0"
            ),
        ),
        ((Asked(slip.STOP),), "C0 01 02 15 05 00 00 31 4D C0"),
        ((slip.LAST_RECORD,), "C0 01 21 15 05 00 00 57 AB C0"),
        ((slip.DURATION,), "C0 01 6A 15 05 00 00 DB DC 56 C0"),
        (
            (dc650.ENERGY_IMPORT, dc650.ENERGY_EXPORT, slip.STATUS_WORD),
            "C0 01 70 01 05 00 00 73 01 05 00 00 37 41 05 00 00 2D 3F C0",
        ),
        (
            (
                Asked(
                    slip.SET_TIME,
                    values.time_bytes(
                        datetime.fromtimestamp(0x65C0DB00, timezone(timedelta(hours=1)))
                    ),
                ),
            ),
            "C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 94 B6 C0",
        ),
        (
            (
                Asked(
                    slip.START,
                    values.start_data(
                        AT.astimezone(timezone(timedelta(hours=2))),
                        IdentificationType.NONE,
                        b"unidentified_user",
                        assigned=True,
                    ),
                ),
            ),
            "C0 01 01 15 34 00 00 27 7F 67 64 08 01 00 75 6E 69 64 65 6E 74 69 66 69 65 64 5F 75"
            "73 65 72" + "00" * 23 + "A4 62 C0",
        ),
    ],
)
def test_questions_are_written_byte_for_byte(asked, written):
    assert SlipQuestion(1, asked).frame == bytes.fromhex(written)


def test_the_worked_answer_has_its_values():
    body = bytes.fromhex(
        "32 01 09 00 00 4C 9C 00 00 31 01 09 00 00 F6 E9 01 00 38 01 09 00 00 51 94 4C 00"
        "39 01 09 00 00 00 00 00 00 3C 01 09 00 00 51 94 4C 00"
    )
    quantities = _quantities({part.command: part for part in parts_of(body)})
    assert quantities == {
        (Quantity.VOLTAGE, Channel.DC): Decimal("400.12"),
        (Quantity.CURRENT, Channel.DC): Decimal("125.430"),
        (Quantity.POWER, Channel.TOTAL): Decimal("50187.05"),
    }


def test_what_flows_back_is_negative():
    quantities = _quantities(
        {
            0x0131: Part(0x0131, (-1500).to_bytes(4, "little", signed=True)),
            0x0138: Part(0x0138, bytes(4)),
            0x0139: Part(0x0139, (60_000).to_bytes(4, "little")),
        }
    )
    assert quantities[Quantity.CURRENT, Channel.DC] == Decimal("-1.500")
    assert quantities[Quantity.POWER, Channel.TOTAL] == Decimal("-600.00")


@pytest.mark.parametrize(
    ("data", "degrees"),
    [
        ("59 01", "34.5"),
        ("F1 FF", "-1.5"),
        ("22", "34"),
        ("7A 0D", None),
        ("59 01 00 00", "34.5"),
    ],
)
def test_a_temperature_no_meter_has_is_left_out(data, degrees):
    found = _temperature(Part(0x4136, bytes.fromhex(data)))
    assert found == (None if degrees is None else Decimal(degrees))


def test_the_server_id_is_spelled_as_in_records():
    binary = bytes.fromhex("0A 01 44 5A 47 00 01 AE AE 9B")
    assert values.server_id(binary) == "1DZG0028225179"
    assert values.server_id(b"AST0012345") == "AST0012345"
    assert values.server_id(b"AST1\0\0\0\0\0\0") == "AST1"


# ── who it is and what it measures ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("spelling", ["hexadecimal", "binary"])
def test_identity_and_key(bench, spelling):
    bench = bench(key_spelling=spelling)
    identity = bench.run(bench.driver.identify)
    assert identity.serial.startswith("1SIM00")
    assert identity.simulated
    assert identity.firmware == "AB 1.04 / MB 2.01"
    key = bench.run(bench.driver.public_key)
    assert key.algorithm == "ECDSA-secp256k1-SHA256"
    assert key.point == bench.meter.meters[0].key
    assert len(key.der) == 88
    assert key.der.endswith(key.point)


def test_a_server_id_in_text_is_taken_too(bench):
    bench = bench(server_id="text")
    identity = bench.run(bench.driver.identify)
    assert identity.serial.startswith("SIM")
    assert len(identity.serial) == 10
    assert identity.simulated


def test_the_sister_is_not_taken_for_a_dc650(bench):
    bench = bench(faults=("wrong-model",))
    with pytest.raises(WrongMeterError) as caught:
        bench.run(bench.driver.identify)
    assert caught.value.message.code == "dc650.sister"


def test_a_meter_without_a_type_is_no_dc650(bench):
    bench = bench(faults=("exception-5",))
    with pytest.raises(WrongMeterError):
        bench.run(bench.driver.identify)


def test_a_reading_is_one_question(bench):
    bench = bench(load=48_000, variation=0, energy=108_178)
    reading = bench.run(bench.driver.read)
    assert bench.line.wire_log.counters()[WireVerdict.QUESTION] == 1
    volts = reading.value(Quantity.VOLTAGE, Channel.DC)
    amperes = reading.value(Quantity.CURRENT, Channel.DC)
    assert amperes == Decimal("120.000")
    # At the meter there is more than at the vehicle: what 120 A lose in 2.2 mΩ.
    assert volts == Decimal("400.26")
    assert reading.value(Quantity.POWER) == Decimal("48000.00")
    assert reading.value(Quantity.TEMPERATURE) == Decimal("34.5")
    energy = reading.value(Quantity.ENERGY_IMPORT)
    assert 108_178 <= energy < 108_300
    assert energy.as_tuple().exponent == -1
    assert reading.value(Quantity.ENERGY_EXPORT) == 0
    assert reading.round_trip_s > 0


def test_export_counts_the_other_way(bench):
    bench = bench(load=-20_000, speed=60, variation=0)
    first = bench.run(bench.driver.read)
    assert first.value(Quantity.POWER) == Decimal("-20000.00")
    assert first.value(Quantity.CURRENT, Channel.DC) == Decimal("-50.000")
    time.sleep(0.1)
    second = bench.run(bench.driver.read)
    assert second.value(Quantity.ENERGY_EXPORT) > first.value(Quantity.ENERGY_EXPORT)
    assert second.value(Quantity.ENERGY_IMPORT) == first.value(Quantity.ENERGY_IMPORT)


@pytest.mark.parametrize("form", ["hundredths", "absent"])
def test_a_temperature_that_is_none_is_missing_from_the_reading(bench, form):
    bench = bench(temperature=form)
    for _ in range(2):
        reading = bench.run(bench.driver.read)
        assert reading.value(Quantity.TEMPERATURE) is None
        assert reading.value(Quantity.POWER) is not None
    if form == "absent":
        sent = [e.data for e in bench.line.wire_log.since(0) if e.verdict is WireVerdict.QUESTION]
        assert b"\x36\x41" in sent[0]
        assert b"\x36\x41" not in sent[1]


def test_what_the_meter_reports_of_itself(bench):
    bench = bench(faults=("device-state=0x1000008",))
    conditions = bench.state().conditions
    assert set(conditions) == {
        "device.signing-fault",
        "device.records-full",
        "device.clock-not-in-sync",
    }


def test_a_read_only_meter_is_never_written_to(bench):
    bench = bench()
    bench.driver._whole_within_s = 0.2
    for ask in (
        bench.driver.identify,
        bench.driver.read,
        bench.driver.state,
        bench.driver.public_key,
        bench.driver.waiting_records,
        lambda: bench.driver.mark(request()),
    ):
        bench.run(ask)
    bench.driver.recall(request(), {})
    bench.run(bench.driver.waiting_records)
    bench.state()
    assert bench.stop("") == ()
    with pytest.raises(NothingRunningError):
        bench.stop(ID)
    bench.driver.release(SignedRecord(b"OCMF|{}|{}", transaction_id=ID))
    assert bench.writes == 0


# ── start and stop ───────────────────────────────────────────────────────────────────────────


def test_every_field_the_meter_takes_reaches_the_record(bench):
    bench = bench()
    bench.run(bench.driver.identify)
    before = datetime.now().astimezone()
    bench.run(lambda: bench.driver.set_clock(before))
    _, notices = bench.begin(
        request(
            assigned=False, identification_type=IdentificationType.EMAID, identification="x" * 40
        )
    )
    assert notices == ()
    state = bench.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    (record,) = bench.stop()
    check(bench, record)
    told = payload(record)
    assert told["IS"] is False
    assert (told["IT"], told["ID"], told["PG"]) == ("EMAID", "x" * 40, "T1")
    assert before.strftime("%z I") in told["RD"][0]["TM"]
    assert record.transaction_id == ID
    assert record.simulated
    assert record.public_key == bench.run(bench.driver.public_key).der
    assert bench.driver.take_notices() == ()


def test_what_the_meter_has_no_room_for_is_said_once(bench):
    bench = bench()
    _, notices = bench.begin(
        request(
            level=IdentificationLevel.VERIFIED,
            flags=(IdentificationFlag.RFID_PLAIN,),
            tariff_text="0.30 EUR/kWh",
            charge_point_id="DE*ABC*E1",
        )
    )
    (notice,) = notices
    assert notice.code == "slip.no-room"
    assert "IL, IF, TT, CI" in say(notice)
    (record,) = bench.stop()
    assert not {"IL", "IF", "TT"} & set(payload(record))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"identification": "x" * 41}, "meter.text-too-long"),
        ({"identification": 'say "x"'}, "meter.character"),
        ({"identification": "a|b"}, "meter.character"),
        ({"identification": "a\nb"}, "meter.character"),
        ({"identification": "Jürgen"}, "meter.character"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_sent(bench, fields, code):
    bench = bench()
    with pytest.raises(RequestError) as caught:
        bench.run(lambda: bench.driver.start(request(**fields)))
    assert caught.value.message.code == code
    assert bench.writes == 0


def test_the_record_stays_and_is_no_longer_ours_once_released(bench):
    bench = bench()
    bench.begin(request())
    (first,) = bench.stop()
    waiting = bench.state()
    assert (waiting.activity, waiting.transaction_id) == (MeterActivity.RECORD_WAITING, ID)
    (again,) = bench.stop()
    (whatever,) = bench.stop("")
    (held,) = bench.run(bench.driver.waiting_records)
    assert first.data == again.data == whatever.data == held.data
    before = bench.writes
    bench.driver.release(SignedRecord(b"OCMF|{}|{}", transaction_id=OTHER))
    assert bench.state().activity is MeterActivity.RECORD_WAITING
    for _ in range(2):
        bench.driver.release(first)
        assert bench.state().activity is MeterActivity.IDLE
    assert bench.run(bench.driver.waiting_records) == ()
    assert bench.stop("") == ()
    with pytest.raises(NothingRunningError):
        bench.stop()
    assert bench.writes == before, "nothing is written to release"


def test_the_record_of_an_earlier_transaction_is_never_taken_for_ours(bench):
    bench = bench()
    bench.begin(request(OTHER))
    (earlier,) = bench.stop(OTHER)
    bench.driver.release(earlier)
    # The same user, a moment later, and a start that never arrives.
    mark = bench.run(lambda: bench.driver.mark(request()))
    for known in (mark, {**mark, "stored": "0", "last_at": "0"}):
        bench.restart(whole_within_s=0.3)
        bench.driver.recall(request(), known)
        assert bench.state().activity is MeterActivity.IDLE
        assert bench.run(bench.driver.waiting_records) == ()
        assert bench.stop("") == ()
        with pytest.raises(NothingRunningError):
            bench.stop()
    # Nor where nothing is known of the time before.
    bench.driver.recall(request(), {})
    with pytest.raises(NothingRunningError):
        bench.stop()
    assert bench.commands(slip.STOP) == 1


def test_a_start_beside_a_running_transaction_sends_nothing(bench):
    bench = bench()
    bench.begin(request())
    before = bench.writes
    stranger = bench.another()
    with pytest.raises(WrongStateError) as caught:
        bench.run(lambda: stranger.start(request(OTHER)))
    assert caught.value.message.code == "meter.running"
    with pytest.raises(WrongStateError) as caught:
        bench.run(lambda: bench.driver.start(request(OTHER)))
    assert caught.value.transaction_id == ID
    assert bench.writes == before


def test_whatever_runs_is_stopped_without_an_id(bench):
    bench = bench()
    bench.begin(request())
    stranger = bench.another()
    (record,) = bench.run(lambda: stranger.stop(""))
    check(bench, record)
    assert record.transaction_id is None
    assert stranger.take_notices() == ()
    assert bench.run(lambda: stranger.stop("")) == ()


def test_an_id_nobody_told_of_stops_what_runs_and_says_that_it_is_unsure(bench):
    bench = bench()
    bench.begin(request())
    bench.restart()
    (record,) = bench.stop()
    assert payload(record)["ID"] == "04A1B2C3D4E5F6"
    (notice,) = bench.driver.take_notices()
    assert notice.code == "slip.tie-unsure"
    assert bench.driver.take_notices() == ()


# ── answers that are lost ────────────────────────────────────────────────────────────────────


def losing_the_answer(bench, monkeypatch, *, for_good=False):
    """Let the next command reach the meter, but not its answer reach us."""
    send = bench.driver._unit.command

    def command(*arguments, **options):
        monkeypatch.undo()
        bench.meter.command("fault silence")
        try:
            send(*arguments, **options)
        finally:
            if not for_good:
                bench.meter.command("clear")

    monkeypatch.setattr(bench.driver._unit, "command", command)


def losing_the_command(bench, monkeypatch):
    """Let the next command be lost on its way."""
    send = bench.driver._unit.command

    def command(*arguments, **options):
        monkeypatch.undo()
        bench.meter.command("fault request-lost")
        try:
            send(*arguments, **options)
        finally:
            bench.meter.command("clear")

    monkeypatch.setattr(bench.driver._unit, "command", command)


def test_a_start_whose_answer_was_lost_is_resolved_by_the_state(bench, monkeypatch):
    bench = bench()
    losing_the_answer(bench, monkeypatch)
    bench.begin(request())
    assert bench.state().transaction_id == ID
    assert bench.commands(slip.START) == 1


def test_a_start_that_never_arrived_is_told_so(bench, monkeypatch):
    bench = bench()
    bench.driver._started_within_s = 0.3
    losing_the_command(bench, monkeypatch)
    with pytest.raises(NoAnswerError) as caught:
        bench.begin(request())
    assert caught.value.message.code == "slip.start-not-arrived"
    assert not caught.value.in_doubt
    assert bench.commands(slip.START) == 1
    # A stranger's transaction is then not ours.
    bench.begin(request(OTHER), driver=bench.another())
    assert bench.state().transaction_id is None


@pytest.mark.parametrize("arrived", [True, False])
def test_a_start_into_silence_is_in_doubt_until_the_meter_answers(bench, monkeypatch, arrived):
    bench = bench()
    losing_the_answer(bench, monkeypatch, for_good=True)
    if not arrived:
        bench.driver._unit.command = lambda *_, **__: _lost(bench)
    with pytest.raises(NoAnswerError) as caught:
        bench.begin(request())
    assert caught.value.in_doubt
    bench.meter.command("clear")
    state = bench.state()
    if arrived:
        assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    else:
        assert state.activity is MeterActivity.IDLE
        # It is over: what a stranger starts a moment later is not ours.
        bench.begin(request(OTHER), driver=bench.another())
        assert bench.state().transaction_id is None


def _lost(bench):
    bench.meter.command("fault silence")
    error = NoAnswerError("line.silent", meter="the meter")
    error.in_doubt = True
    raise error


def test_a_stop_whose_answer_was_lost_brings_the_record(bench, monkeypatch):
    bench = bench()
    bench.begin(request())
    losing_the_answer(bench, monkeypatch)
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.commands(slip.STOP) == 1


def test_a_stop_that_never_arrived_leaves_it_running(bench, monkeypatch):
    bench = bench()
    bench.driver._started_within_s = 0.2
    bench.begin(request())
    losing_the_command(bench, monkeypatch)
    with pytest.raises(NoAnswerError) as caught:
        bench.stop()
    assert caught.value.message.code == "slip.stop-not-arrived"
    assert bench.state().activity is MeterActivity.RUNNING
    (record,) = bench.stop()
    assert record.transaction_id == ID


def test_a_stop_into_silence_is_pursued_after_it(bench, monkeypatch):
    bench = bench()
    bench.begin(request())
    losing_the_answer(bench, monkeypatch, for_good=True)
    with pytest.raises(NoAnswerError) as caught:
        bench.stop()
    assert caught.value.in_doubt
    bench.meter.command("clear")
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.commands(slip.STOP) == 1


def test_an_adapter_that_echoes_changes_nothing(bench):
    bench = bench(faults=("echo",))
    bench.run(bench.driver.identify)
    bench.run(lambda: bench.driver.set_clock(datetime.now().astimezone()))
    bench.begin(request())
    assert bench.state().transaction_id == ID
    (record,) = bench.stop()
    check(bench, record)
    assert (bench.commands(slip.START), bench.commands(slip.STOP)) == (1, 1)


def test_a_start_that_is_only_echoed_did_not_happen(bench, monkeypatch):
    """START, its echo and its consent look alike where an adapter echoes."""
    bench = bench(faults=("echo",))
    bench.driver._started_within_s = 0.2
    bench.run(bench.driver.identify)
    send = bench.driver._unit.command

    def command(*arguments, **options):
        monkeypatch.undo()
        bench.meter.command("fault request-lost")
        try:
            send(*arguments, **options)
        finally:
            bench.meter.command("clear request-lost")

    monkeypatch.setattr(bench.driver._unit, "command", command)
    with pytest.raises(NoAnswerError):
        bench.begin(request())
    assert bench.state().activity is MeterActivity.IDLE


# ── what is left over ────────────────────────────────────────────────────────────────────────


def test_a_program_that_starts_anew_finds_its_running_transaction(bench):
    bench = bench()
    mark, _ = bench.begin(request())
    bench.restart()
    bench.driver.recall(request(), mark)
    assert bench.state().transaction_id == ID
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.driver.take_notices() == ()


def test_a_program_that_starts_anew_finds_its_finished_record(bench):
    bench = bench()
    mark, _ = bench.begin(request())
    (record,) = bench.stop()
    bench.restart()
    bench.driver.recall(request(), mark)
    state = bench.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RECORD_WAITING, ID)
    before = bench.writes
    (again,) = bench.stop()
    assert again.data == record.data
    assert bench.writes == before


def test_ours_is_found_behind_those_of_others(bench):
    """Another master stopped ours, ran two of its own, and runs a third."""
    bench = bench()
    mark, _ = bench.begin(request())
    stranger = bench.another()
    (ours,) = bench.run(lambda: stranger.stop(""))
    for number in range(3):
        each = request(OTHER, identification=f"stranger {number}")
        bench.begin(each, driver=stranger)
        if number < 2:
            bench.run(lambda: stranger.stop(OTHER))
    bench.restart()
    bench.driver.recall(request(), mark)
    state = bench.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RECORD_WAITING, ID)
    (record,) = bench.stop()
    assert record.data == ours.data
    assert record.transaction_id == ID
    assert bench.driver.take_notices() == ()
    # The stranger's goes on; once ours is safe, it is what the state tells of.
    bench.driver.release(record)
    assert bench.state() == bench.state(bench.another())
    assert bench.state().activity is MeterActivity.RUNNING


def test_what_another_user_signed_is_not_ours(bench):
    """Ours was never begun; another master began and ended one right after our mark."""
    bench = bench()
    mark = bench.run(lambda: bench.driver.mark(request()))
    stranger = bench.another()
    bench.begin(request(OTHER, identification="somebody else"), driver=stranger)
    bench.run(lambda: stranger.stop(OTHER))
    bench.restart(whole_within_s=0.3)
    bench.driver.recall(request(), mark)
    assert bench.state().activity is MeterActivity.IDLE
    with pytest.raises(NothingRunningError):
        bench.stop()


def test_a_record_that_proves_to_be_another_ones_is_not_handed_over(bench):
    """What ran looked like ours until its record named another user."""
    bench = bench()
    mark = bench.run(lambda: bench.driver.mark(request()))
    bench.begin(request(OTHER, identification="somebody else"), driver=bench.another())
    bench.driver.recall(request(), mark)
    with pytest.raises(WrongStateError) as caught:
        bench.stop()
    assert caught.value.message.code == "meter.other-transaction"


def test_a_counter_that_ran_less_is_another_transaction(bench):
    bench = bench(energy=1000)
    bench.begin(request())
    mark = dict(bench.run(lambda: bench.another().mark(request())))
    bench.restart()
    bench.driver.recall(request(), {**mark, "energy_wh": "99999999.0"})
    assert bench.state().transaction_id == "?"
    with pytest.raises(WrongStateError) as caught:
        bench.stop()
    assert caught.value.message.code == "meter.other-transaction"
    assert bench.commands(slip.STOP) == 0


@pytest.mark.parametrize("happens", ["continues", "interrupts", "closes"])
def test_a_power_failure_of_the_meter_loses_nothing(bench, happens):
    bench = bench(power_failure=happens)
    mark, _ = bench.begin(request())
    bench.power_cut()
    for restarted in (False, True):
        if restarted:
            bench.restart()
            bench.driver.recall(request(), mark)
        state = bench.state()
        going_on = happens != "closes"
        expected = MeterActivity.RUNNING if going_on else MeterActivity.RECORD_WAITING
        assert (state.activity, state.transaction_id) == (expected, ID)
        assert ("device.session-not-completed" in state.conditions) is going_on
    (record,) = bench.stop()
    check(bench, record)
    assert record.transaction_id == ID


def test_a_transaction_that_is_gone_after_a_power_failure_is_said_to_be(bench):
    bench = bench(power_failure="discards")
    bench.driver._whole_within_s = 0.3
    bench.begin(request())
    bench.power_cut()
    assert bench.state().activity is MeterActivity.IDLE
    with pytest.raises(NothingRunningError):
        bench.stop()


def test_a_record_under_a_lost_clock_is_handed_over_as_unsure(bench):
    """With the clock at 1970 the time proves nothing; the page and the user still do."""
    bench = bench(lost_clock=1970, start_time="ignored")
    mark, _ = bench.begin(request())
    bench.power_cut()
    assert bench.state().transaction_id == ID
    bench.restart()
    # A meter without pages in its records, say.
    bench.driver.recall(request(identification_type=IdentificationType.NONE), mark)
    (record,) = bench.stop()
    (notice,) = bench.driver.take_notices()
    assert notice.code == "slip.tie-unsure"
    assert record.transaction_id == ID


def test_a_power_cut_while_the_record_is_made(bench):
    bench = bench(ready_s=30)
    bench.driver._ready_within_s = 0.2
    bench.begin(request())
    with pytest.raises(NoAnswerError) as caught:
        bench.stop()
    assert caught.value.message.code == "slip.record-not-ready"
    bench.power_cut()
    (record,) = bench.stop()
    check(bench, record)
    assert bench.commands(slip.STOP) == 1


# ── unknowns and faults of the meter ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "unknown",
    [
        {"while_signing": "busy"},
        {"while_signing": "not-available"},
        {"busy_while_running": "records"},
        {"busy_while_running": "most"},
        {"no_record": "empty"},
        {"record": "full"},
        {"export_in_record": "yes"},
        {"signature": "raw"},
        {"start_time": "ignored"},
        {"start_time": "checked"},
        {"start_while_running": "busy"},
        {"stop_in_idle": "ok"},
        {"lost_letter": "I"},
        {"capacity": "1"},
        {"unknown_command": "7"},
    ],
)
def test_a_transaction_goes_well_whatever_the_unknowns_are(bench, unknown):
    bench = bench(**unknown)
    bench.run(bench.driver.identify)
    bench.run(lambda: bench.driver.set_clock(datetime.now().astimezone()))
    for page in ("T1", "T2"):
        bench.begin(request())
        (record,) = bench.stop()
        check(bench, record)
        assert payload(record)["PG"] == page
        assert record.transaction_id == ID
        bench.driver.release(record)
        assert bench.state().activity is MeterActivity.IDLE
    assert bench.driver.take_notices() == ()


def test_a_stray_of_which_nothing_was_known_is_read_out_once_it_can_be(bench):
    """While a transaction runs nothing tells which record was the last before it."""
    bench = bench(busy_while_running="records")
    bench.begin(request(OTHER))
    bench.stop(OTHER)
    bench.begin(request())
    (record,) = bench.run(lambda: bench.another().stop(""))
    assert payload(record)["PG"] == "T2"


def test_a_busy_record_is_waited_for(bench):
    bench = bench(faults=("record-busy=9",))
    bench.begin(request())
    (record,) = bench.stop()
    check(bench, record)


def test_a_record_without_text_is_no_success(bench):
    bench = bench()
    bench.driver._ready_within_s = 0.5
    bench.begin(request())
    bench.meter.command("fault size-zero")
    with pytest.raises(NoAnswerError) as caught:
        bench.stop()
    assert caught.value.message.code == "slip.record-not-ready"
    bench.meter.command("clear")
    (record,) = bench.stop()
    check(bench, record)


@pytest.mark.parametrize("how", ["fault", "room"])
def test_a_record_that_is_cut_is_kept_as_it_is(bench, how):
    bench = bench(faults=("corrupted",)) if how == "fault" else bench(record_room=500)
    bench.driver._whole_within_s = 0.3
    bench.begin(request())
    for _ in range(2):
        with pytest.raises(RecordUnusableError) as caught:
            bench.stop()
        assert caught.value.remains.startswith(b'OCMF|{"FV" : "1.0"')
    assert bench.commands(slip.STOP) == 1


def test_a_start_that_is_confirmed_and_ignored_is_told_so(bench):
    bench = bench(faults=("start-ignored",))
    bench.driver._started_within_s = 0.3
    with pytest.raises(RefusedError) as caught:
        bench.begin(request())
    assert caught.value.message.code == "slip.start-ignored"


def test_a_status_word_with_another_bit_for_charging_is_noticed(bench):
    """The layout is the sister meter's; should it be another, nobody is told that all went well."""
    bench = bench(charging_bit=18)
    bench.driver._started_within_s = 0.3
    with pytest.raises(RefusedError) as caught:
        bench.begin(request())
    assert caught.value.message.code == "slip.start-ignored"


def test_a_full_memory_refuses_a_start(bench):
    bench = bench(capacity=1, memory_full="refuses")
    bench.begin(request())
    (record,) = bench.stop()
    bench.driver.release(record)
    assert "device.records-full" in bench.state().conditions
    with pytest.raises(RefusedError) as caught:
        bench.begin(request())
    assert caught.value.exception == 7
    assert bench.state().activity is MeterActivity.IDLE


def test_no_start_while_the_last_record_cannot_be_had(bench):
    bench = bench(faults=("record-busy=9",))
    bench.begin(request())
    bench.line.run(lambda: bench.driver._unit.command(slip.STOP)).result(5)
    time.sleep(0.4)
    with pytest.raises(RefusedError) as caught:
        bench.run(lambda: bench.another().mark(request(OTHER)))
    assert caught.value.message.code == "slip.record-busy"


# ── the clock ────────────────────────────────────────────────────────────────────────────────


def test_the_clock_is_set_only_where_it_is_wrong(bench):
    bench = bench()
    now = datetime.now(timezone(timedelta(hours=2)))
    bench.run(lambda: bench.driver.set_clock(now))
    assert bench.commands(slip.SET_TIME) == 1
    assert "device.clock-not-in-sync" not in bench.state().conditions
    for shift_s in (0, 29, -29):
        bench.run(lambda by=shift_s: bench.driver.set_clock(now + timedelta(seconds=by)))
    assert bench.commands(slip.SET_TIME) == 1
    bench.run(lambda: bench.driver.set_clock(now + timedelta(seconds=40)))
    assert bench.commands(slip.SET_TIME) == 2
    # Local time changes, as it does twice a year.
    later = datetime.now(timezone(timedelta(hours=1))) + timedelta(seconds=40)
    bench.run(lambda: bench.driver.set_clock(later))
    assert bench.commands(slip.SET_TIME) == 3


def test_the_clock_is_never_set_during_a_transaction(bench):
    bench = bench()
    bench.begin(request())
    with pytest.raises(WrongStateError):
        bench.run(lambda: bench.driver.set_clock(datetime.now(UTC) + timedelta(hours=1)))
    assert bench.commands(slip.SET_TIME) == 0


def test_a_clock_whose_confirmation_was_lost_is_looked_at(bench, monkeypatch):
    bench = bench()
    losing_the_answer(bench, monkeypatch)
    bench.run(lambda: bench.driver.set_clock(datetime.now().astimezone()))
    assert bench.commands(slip.SET_TIME) == 1


def test_a_start_in_another_half_hour_zone(bench):
    bench = bench()
    zone = timezone(-timedelta(hours=3, minutes=30))
    assert values.time_bytes(AT.astimezone(zone))[4] == 0xF2
    bench.run(lambda: bench.driver.set_clock(datetime.now(zone)))
    told = bench.run(lambda: bench.driver._unit.read(slip.TIME))
    assert values.read_time(told[0]).offset_s == -12_600


def test_the_catalogue_knows_it():
    model = model_named("dc650")
    assert (model.baud, model.parity, model.stop_bits, model.unit) == (9600, "N", 1, 1)
    assert model.capabilities.direct_current
    assert not model.capabilities.carries_transaction_id
    assert model.capabilities.tariff_bytes is None
