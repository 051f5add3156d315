"""The GSH01 driver against a simulated meter, and the promises under everything unknown of it."""

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.line import PortSettings, SerialLine, Timing
from eichlab.line.slip import ANY_ADDRESS
from eichlab.meters import Gsh01
from eichlab.meters import slip_values as values
from eichlab.texts import say
from eichlab.values import (
    Channel,
    EichlabError,
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
    TransactionRequest,
    WireVerdict,
    WrongMeterError,
    WrongStateError,
)

ID = "12345678-1234-5678-1234-567812345678"
OTHER = "87654321-4321-8765-4321-876543218765"
QUICK = Timing(timeout_s=0.4, worst_latency_s=0.8, tries=2, gap_s=0.03)

START, STOP, SET_TIME = 0x1501, 0x1502, 0x4135


class Rig:
    """A simulated meter on a line, and drivers that are used as the bench uses them."""

    def __init__(self, simulate, folder, arguments, unit):
        self._simulate = simulate
        self._arguments = arguments
        self._unit = unit
        self.meter = simulate("gsh01", "--boot", "0.1", *arguments)
        self.line = SerialLine("line", PortSettings(str(folder / "port"), 115_200))
        self.line.start()
        self.driver = self.another()
        self.mark = {}

    def another(self, **options):
        """A driver that knows nothing yet: a program that was just started, or another master."""
        return Gsh01(self.line, self._unit, name="the meter", timing=QUICK, **options)

    def restart(self, request, **options):
        """A new program with the journal of the old one."""
        self.driver = self.another(**options)
        self.run(self.driver.identify)
        self.driver.recall(request, self.mark)

    def run(self, job):
        return self.line.run(job).result(40)

    def begin(self, request, driver=None):
        driver = driver or self.driver
        self.run(driver.identify)
        self.mark = dict(self.run(lambda: driver.mark(request)))
        driver.recall(request, self.mark)
        return self.run(lambda: driver.start(request))

    def stop(self, transaction_id=ID):
        return self.run(lambda: self.driver.stop(transaction_id))

    def state(self):
        return self.run(self.driver.state)

    def sent(self, *commands):
        """How often these command ids were written."""
        heads = {command.to_bytes(2, "little") for command in commands}
        return sum(
            entry.data[2:4] in heads
            for entry in self.line.wire_log.since(0)
            if entry.verdict is WireVerdict.WRITTEN
        )

    def meter_dies_and_returns(self):
        self.meter.kill()
        self.meter = self._simulate("gsh01", "--boot", "0.1", *self._arguments)
        answers_by = time.monotonic() + 10
        while True:
            try:
                return self.run(self.another().identify)
            except EichlabError:
                # The line still looks for its port.
                assert time.monotonic() < answers_by

    def power_cut(self):
        self.meter.command("power off")
        time.sleep(0.05)
        self.meter.command("power on")
        time.sleep(0.2)


@pytest.fixture
def rig(simulate, tmp_path):
    running = []

    def make(*arguments, unit=1):
        running.append(Rig(simulate, tmp_path, arguments, unit))
        return running[-1]

    yield make
    for each in running:
        each.line.close()


def request(transaction_id=ID, **fields):
    known = {
        "identification": "04A1B2C3D4E5F6",
        "identification_type": IdentificationType.ISO14443,
    }
    return TransactionRequest(transaction_id=transaction_id, **{**known, **fields})


def payload(record):
    return json.loads(record.data.split(b"|")[1])


def verified(record, meter):
    """Check the signature with ``cryptography`` alone, by the key that the simulator printed."""
    _, signed, tail = record.data.split(b"|")
    point = bytes.fromhex(meter.meters[0].key)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), point)
    signature = json.loads(tail)
    assert signature["SA"] == "ECDSA-secp256k1-SHA256"
    key.verify(bytes.fromhex(signature["SD"]), signed, ec.ECDSA(hashes.SHA256()))
    return record


# ── numbers and frames ───────────────────────────────────────────────────────────────────────


def test_start_and_time_are_the_worked_frames():
    at = datetime(2023, 5, 19, 15, 52, 39, tzinfo=timezone(timedelta(hours=2)))
    data = values.start_data(at, IdentificationType.ISO14443, b"04A1B2C3D4E5F6", assigned=True)
    assert len(data) == 47
    assert data.rstrip(b"\0") == bytes.fromhex("27 7F 67 64 08 01 0A") + b"04A1B2C3D4E5F6"
    west = datetime.fromtimestamp(0x65C0DB00, timezone(-timedelta(hours=3, minutes=30)))
    assert values.time_bytes(west) == bytes.fromhex("00 DB C0 65 F2")


def test_the_server_id_is_the_serial_number_of_records():
    binary = bytes.fromhex("0A 01 44 5A 47 00 01 AE AE 9B")
    assert values.server_id(binary) == "1DZG0028225179"


# ── what it is and measures ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("switch", ["server-id=binary", "server-id=text"])
def test_identity_and_that_it_is_simulated(rig, switch):
    bench = rig("--switch", switch)
    identity = bench.run(bench.driver.identify)
    assert identity.model == "gsh01"
    assert "SIM" in identity.serial[:4]
    assert identity.firmware == "M_230-A_1.07"
    assert identity.simulated
    bench.begin(request())
    (record,) = bench.stop()
    assert payload(record)["MS"] == identity.serial
    assert record.simulated


def test_another_model_is_refused(rig):
    bench = rig("--fault", "wrong-model")
    with pytest.raises(WrongMeterError) as caught:
        bench.run(bench.driver.identify)
    assert "DC650" in say(caught.value.message)


@pytest.mark.parametrize("switch", ["key-spelling=hexadecimal", "key-spelling=binary"])
def test_the_key_is_read_before_any_transaction(rig, switch):
    bench = rig("--switch", switch)
    key = bench.run(bench.driver.public_key)
    assert key.point.hex().upper() == bench.meter.meters[0].key
    assert len(key.der) == 88


def test_all_live_values_come_by_one_question(rig):
    bench = rig("--load", "40000", "--switch", "variation=0", "--switch", "impedance=31")
    bench.run(bench.driver.identify)
    before = bench.line.wire_log.last_number
    reading = bench.run(bench.driver.read)
    entries = bench.line.wire_log.since(before)
    assert [entry.verdict for entry in entries] == [WireVerdict.QUESTION, WireVerdict.ANSWERED]
    quantities = dict(reading.quantities)
    energy = quantities.pop((Quantity.ENERGY_IMPORT, Channel.TOTAL))
    assert quantities == {
        (Quantity.VOLTAGE, Channel.DC): Decimal("400.31"),
        (Quantity.CURRENT, Channel.DC): Decimal("100.000"),
        (Quantity.POWER, Channel.TOTAL): Decimal("40000.00"),
    }
    assert energy.as_tuple().exponent == -1
    assert "40000.00 W" in say(entries[1].meaning)


def test_the_meter_is_found_at_any_address_by_the_broadcast(rig):
    for switch in ("broadcast-reply=own", "broadcast-reply=broadcast"):
        bench = rig("--switch", switch, unit=ANY_ADDRESS)
        assert bench.run(bench.driver.identify).model == "gsh01"
        bench.meter.close()
        bench.line.close()


# ── start ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", IdentificationType)
def test_every_identification_type_comes_into_the_record(kind):
    code = values.TYPES[kind]
    data = values.start_data(datetime.now(UTC), kind, b"x", assigned=False)
    assert (data[5], data[6]) == (0, code)


def test_what_there_is_room_for_is_signed_and_the_rest_is_told(rig):
    bench = rig()
    longest = "DE*ABC*E1234567890-1234567890-1234567890"
    asked = request(
        identification=longest,
        identification_type=IdentificationType.CENTRAL_1,
        assigned=False,
        level=IdentificationLevel.VERIFIED,
        flags=(IdentificationFlag.RFID_PLAIN,),
        tariff_text="0.30 EUR/kWh",
        charge_point_id="DE*ABC*E1",
    )
    (notice,) = bench.begin(asked)
    assert "IL, IF, TT, CI" in say(notice)
    (record,) = bench.stop()
    signed = payload(verified(record, bench.meter))
    assert (signed["IS"], signed["IT"], signed["ID"]) == (False, "CENTRAL_1", longest)
    assert bench.begin(request(OTHER)) == ()


def test_texts_that_do_not_fit_or_are_not_safe_are_refused(rig):
    bench = rig()
    for text in ('quote"', "back\\slash", "bar|", "new\nline", "Umlaut ä", "x" * 41):
        with pytest.raises(RequestError):
            bench.begin(request(identification=text))
    assert bench.sent(START, STOP, SET_TIME) == 0


def test_a_start_beside_a_running_one_is_never_sent(rig):
    bench = rig()
    bench.begin(request(), driver=bench.another())
    with pytest.raises(WrongStateError) as caught:
        bench.begin(request(OTHER))
    assert caught.value.message.code == "meter.running"
    assert bench.sent(START) == 1


@pytest.mark.parametrize(
    ("disturbance", "error"),
    [
        (("--fault", "start-ignored"), RefusedError),
        (("--switch", "start-time=checked", "--switch", "lost-clock=1970"), RefusedError),
    ],
)
def test_a_start_that_did_nothing_is_told(rig, disturbance, error):
    bench = rig(*disturbance)
    with pytest.raises(error) as caught:
        bench.begin(request())
    assert not caught.value.in_doubt
    assert bench.state().activity is MeterActivity.IDLE
    assert bench.sent(START) == 1


@pytest.mark.parametrize("fault", ["silence", "crc", "wrong-length"])
def test_a_start_whose_answer_is_lost_runs_and_is_sent_once(rig, fault):
    bench = rig()
    bench.run(bench.driver.identify)
    asked = request()
    bench.mark = dict(bench.run(lambda: bench.driver.mark(asked)))
    bench.driver.recall(asked, bench.mark)
    # The state before is the next request, then the start.
    count = sum(entry.verdict is WireVerdict.QUESTION for entry in bench.line.wire_log.since(0))
    bench.meter.command(f"fault {fault}@#{count + 2}")
    bench.run(lambda: bench.driver.start(asked))
    state = bench.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, ID)
    assert bench.sent(START) == 1
    (record,) = bench.stop()
    assert record.transaction_id == ID


def test_a_start_that_never_arrived_is_told(rig):
    bench = rig()
    bench.run(bench.driver.identify)
    asked = request()
    bench.driver.recall(asked, bench.run(lambda: bench.driver.mark(asked)))
    count = sum(entry.verdict is WireVerdict.QUESTION for entry in bench.line.wire_log.since(0))
    bench.meter.command(f"fault request-lost@#{count + 2}")
    with pytest.raises(NoAnswerError) as caught:
        bench.run(lambda: bench.driver.start(asked))
    assert not caught.value.in_doubt
    assert bench.state().activity is MeterActivity.IDLE


# ── stop, under everything that is not known of the meter ────────────────────────────────────

UNKNOWNS = (
    (),
    ("power-failure=interrupts",),
    ("power-failure=closes", "power-loss-letter=P"),
    ("while-signing=busy", "ready-s=0.6"),
    ("while-signing=not-available", "stop-in-idle=ok", "start-while-running=busy"),
    ("start-time=ignored", "lost-clock=1970", "time-letter=S", "no-record=empty", "signature=raw"),
    ("busy-while-running=records",),
)


def switched(unknowns):
    return [each for unknown in unknowns for each in ("--switch", unknown)]


@pytest.mark.parametrize("unknowns", UNKNOWNS, ids=",".join)
def test_the_record_is_ours_after_whatever_happened(rig, unknowns):
    """A full life: two transactions, program restarts, power cuts; each record is its own."""
    bench = rig(*switched(unknowns))
    first = request()
    bench.begin(first)
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.state().activity is MeterActivity.RECORD_WAITING
    assert bench.run(bench.driver.waiting_records) == (record,)
    bench.driver.release(record)
    assert bench.state().activity is MeterActivity.IDLE

    # The same user again: the record before must not be taken for this one's.
    second = request(OTHER)
    bench.begin(second)
    assert bench.state().transaction_id == OTHER
    bench.restart(second)
    assert bench.state().activity is MeterActivity.RUNNING
    bench.power_cut()
    (again,) = bench.stop(OTHER)
    assert again.transaction_id == OTHER
    assert again.data != record.data
    assert payload(again)["PG"] == "T2"
    bench.restart(second)
    assert bench.stop(OTHER) == (again,)
    assert bench.stop("") == (again,)
    bench.driver.release(again)
    assert bench.stop("") == ()
    assert bench.sent(STOP) <= (5 if "power-failure=interrupts" in unknowns else 2)


@pytest.mark.parametrize("unknowns", [(), ("power-failure=closes",), ("power-failure=interrupts",)])
def test_meter_and_program_die_while_it_runs(rig, unknowns):
    bench = rig(*switched(unknowns))
    asked = request()
    bench.begin(asked)
    bench.meter_dies_and_returns()
    bench.restart(asked)
    (record,) = bench.stop()
    verified(record, bench.meter)
    assert record.transaction_id == ID


def test_the_meter_dies_while_the_record_is_made(rig):
    bench = rig("--switch", "ready-s=30")
    asked = request()
    bench.begin(asked)
    bench.driver = bench.another(ready_within_s=0.3)
    bench.driver.recall(asked, bench.mark)
    with pytest.raises(NoAnswerError):
        bench.stop()
    bench.meter_dies_and_returns()
    bench.restart(asked)
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.sent(STOP) == 1


def test_a_transaction_that_is_gone_is_told_as_gone(rig):
    bench = rig("--switch", "power-failure=discards")
    asked = request()
    bench.begin(asked)
    bench.power_cut()
    bench.restart(asked, whole_within_s=0.3)
    with pytest.raises(NothingRunningError):
        bench.stop()
    assert bench.run(bench.driver.waiting_records) == ()


@pytest.mark.parametrize("fault", ["silence"])
def test_a_stop_whose_answer_is_lost_is_sent_once(rig, fault):
    bench = rig()
    bench.begin(request())
    count = sum(
        entry.verdict in {WireVerdict.QUESTION, WireVerdict.WRITTEN}
        for entry in bench.line.wire_log.since(0)
    )
    bench.meter.command(f"fault {fault}@#{count + 2}")
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.sent(STOP) == 1


def test_stop_of_everything_closes_a_stray_and_returns_only_its_record(rig):
    bench = rig()
    bench.begin(request(), driver=bench.another())
    state = bench.state()
    assert (state.activity, state.transaction_id) == (MeterActivity.RUNNING, None)
    (record,) = bench.stop("")
    assert record.transaction_id is None
    assert bench.stop("") == ()
    assert bench.state().activity is MeterActivity.IDLE
    assert bench.run(bench.driver.waiting_records) == ()


def test_ours_is_found_though_another_master_went_on(rig):
    bench = rig()
    ours = request()
    bench.begin(ours)
    mark = bench.mark
    other = bench.another()
    bench.run(lambda: other.stop(""))
    theirs = request(OTHER, identification="SOMEBODY ELSE")
    bench.begin(theirs, driver=other)
    bench.mark = mark
    bench.restart(ours)
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert payload(record)["PG"] == "T1"
    bench.driver.release(record)
    assert bench.state().activity is MeterActivity.RUNNING
    assert bench.sent(STOP) == 1


def test_what_is_certainly_anothers_is_not_given_out_as_ours(rig):
    bench = rig()
    ours = request()
    bench.run(bench.driver.identify)
    mark = dict(bench.run(lambda: bench.driver.mark(ours)))
    other = bench.another()
    bench.begin(request(OTHER, identification="SOMEBODY ELSE"), driver=other)
    bench.run(lambda: other.stop(OTHER))
    bench.mark = mark
    bench.restart(ours, whole_within_s=0.3)
    assert bench.state().activity is MeterActivity.IDLE
    with pytest.raises((NothingRunningError, WrongStateError)):
        bench.stop()


def test_a_record_that_cannot_be_tied_surely_says_so(rig):
    bench = rig()
    asked = request()
    bench.begin(asked)
    bench.driver = bench.another()
    bench.run(bench.driver.identify)
    bench.driver.recall(asked, {})
    (record,) = bench.stop()
    assert record.transaction_id == ID
    (notice,) = bench.driver.take_notices()
    assert "not certain" in say(notice)
    assert bench.driver.take_notices() == ()


@pytest.mark.parametrize("fault", ["corrupted", "size-zero"])
def test_a_record_that_is_not_whole_is_unusable(rig, fault):
    bench = rig("--fault", fault)
    asked = request()
    bench.begin(asked)
    bench.driver = bench.another(ready_within_s=1.5, whole_within_s=0.3)
    bench.driver.recall(asked, bench.mark)
    expected = RecordUnusableError if fault == "corrupted" else EichlabError
    with pytest.raises(expected) as caught:
        bench.stop()
    if fault == "corrupted":
        assert caught.value.remains.startswith(b"OCMF|{")
    else:
        # The meter says OK and gives nothing: that is no record, and it is asked for again.
        bench.meter.command("clear")
        (record,) = bench.stop()
        assert record.transaction_id == ID


def test_a_meter_that_is_busy_with_its_record_is_waited_for(rig):
    bench = rig("--fault", "record-busy=6")
    bench.begin(request())
    (record,) = bench.stop()
    assert record.transaction_id == ID


def test_a_slow_meter_is_waited_for(rig):
    bench = rig("--fault", "slow-ready=1.5s")
    bench.begin(request())
    (record,) = bench.stop()
    assert payload(record)["PG"] == "T1"


# ── the clock ────────────────────────────────────────────────────────────────────────────────


def test_the_clock_is_set_where_it_is_wrong_only_and_never_while_charging(rig):
    bench = rig()
    bench.run(bench.driver.identify)
    here = datetime.now(timezone(timedelta(hours=-3, minutes=-30)))
    bench.run(lambda: bench.driver.set_clock(here))
    assert bench.sent(SET_TIME) == 1
    bench.run(lambda: bench.driver.set_clock(datetime.now(here.tzinfo)))
    assert bench.sent(SET_TIME) == 1
    bench.run(lambda: bench.driver.set_clock(datetime.now(UTC)))
    assert bench.sent(SET_TIME) == 2
    bench.begin(request())
    with pytest.raises(WrongStateError):
        bench.run(lambda: bench.driver.set_clock(datetime.now(UTC) + timedelta(hours=1)))
    assert bench.sent(SET_TIME) == 2


# ── reading only, echo, conditions ───────────────────────────────────────────────────────────


def test_everything_that_reads_writes_nothing(rig):
    bench = rig()
    bench.begin(request(), driver=bench.another())
    before = bench.line.wire_log.counters()[WireVerdict.WRITTEN]
    for job in (
        bench.driver.identify,
        bench.driver.read,
        bench.driver.public_key,
        bench.driver.state,
        bench.driver.waiting_records,
        lambda: bench.driver.mark(request(OTHER)),
    ):
        bench.run(job)
    assert bench.line.wire_log.counters()[WireVerdict.WRITTEN] == before


def test_an_adapter_that_echoes_changes_nothing(rig):
    bench = rig("--fault", "echo")
    bench.begin(request())
    assert bench.run(bench.driver.read).value(Quantity.ENERGY_IMPORT) > 0
    (record,) = bench.stop()
    verified(record, bench.meter)
    assert record.transaction_id == ID
    assert bench.sent(STOP) == bench.sent(START) == 1


def test_what_the_meter_says_of_itself_is_told(rig):
    bench = rig("--fault", "device-state=0x800800081")
    conditions = bench.state().conditions
    assert set(conditions) >= {
        "device.clock-fault",
        "device.fatal-fault",
        "device.log-full",
        "device.line-loss-abnormal",
        "device.clock-not-in-sync",
    }
