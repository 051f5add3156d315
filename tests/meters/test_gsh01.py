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
    Direction,
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

    def __init__(self, meter, folder, unit=1):
        self._unit = unit
        self.meter = meter
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

    def answers_again(self, meter):
        """Take another process for the meter, and wait until the line has found its port."""
        self.meter = meter
        until = time.monotonic() + 10
        while True:
            try:
                return self.run(self.another().identify)
            except EichlabError:
                assert time.monotonic() < until

    def power_cut(self):
        self.meter.command("power off")
        time.sleep(0.05)
        self.meter.command("power on")
        time.sleep(0.2)


@pytest.fixture
def rig(simulated, tmp_path):
    running = []

    def make(*faults, load=None, unit=1, **switches):
        meter = simulated("gsh01", faults=faults, load=load, **switches)
        running.append(Rig(meter, tmp_path, unit))
        return running[-1]

    yield make
    for each in running:
        each.line.close()


@pytest.fixture
def mortal(simulate, tmp_path):
    """A meter in a process of its own, that can be killed: ``mortal.dies_and_returns()``."""
    running = []

    def make(**switches):
        arguments = [
            each
            for name, value in switches.items()
            for each in ("--switch", f"{name.replace('_', '-')}={value}")
        ]

        def born():
            return simulate("gsh01", "--boot", "0.1", *arguments)

        rig = Rig(born(), tmp_path)
        running.append(rig)

        def dies_and_returns():
            rig.meter.kill()
            rig.answers_again(born())

        rig.dies_and_returns = dies_and_returns
        return rig

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


def key_of(meter):
    """Return the key's point as the simulator told it: bytes, or digits where it is a process."""
    key = meter.meters[0].key
    return bytes.fromhex(key) if isinstance(key, str) else key


def verified(record, meter):
    """Check the signature with ``cryptography`` alone, by the key that the simulator told."""
    _, signed, tail = record.data.split(b"|")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256K1(), key_of(meter))
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


@pytest.mark.parametrize("form", ["binary", "text"])
def test_identity_and_that_it_is_simulated(rig, form):
    bench = rig(server_id=form)
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
    bench = rig("wrong-model")
    with pytest.raises(WrongMeterError) as caught:
        bench.run(bench.driver.identify)
    assert "DC650" in say(caught.value.message)


@pytest.mark.parametrize("spelling", ["hexadecimal", "binary"])
def test_the_key_is_read_before_any_transaction(rig, spelling):
    bench = rig(key_spelling=spelling)
    key = bench.run(bench.driver.public_key)
    assert key.point == key_of(bench.meter)
    assert len(key.der) == 88


def test_all_live_values_come_by_one_question(rig):
    bench = rig(load=40_000, variation=0, impedance=31)
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


@pytest.mark.parametrize("address", ["own", "broadcast"])
def test_the_meter_is_found_at_any_address_by_the_broadcast(rig, address):
    bench = rig(unit=ANY_ADDRESS, broadcast_reply=address)
    assert bench.run(bench.driver.identify).model == "gsh01"


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
    ("faults", "switches"),
    [(("start-ignored",), {}), ((), {"start_time": "checked", "lost_clock": "1970"})],
)
def test_a_start_that_did_nothing_is_told(rig, faults, switches):
    bench = rig(*faults, **switches)
    with pytest.raises(RefusedError) as caught:
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
    {},
    {"power_failure": "interrupts"},
    {"power_failure": "closes", "power_loss_letter": "P"},
    {"while_signing": "busy", "ready_s": 0.6},
    {"while_signing": "not-available", "stop_in_idle": "ok", "start_while_running": "busy"},
    {"start_time": "ignored", "lost_clock": "1970", "time_letter": "S"},
    {"no_record": "empty", "signature": "raw", "power_failure": "interrupts", "stop_in_idle": "ok"},
    {"busy_while_running": "records"},
)


@pytest.mark.parametrize("unknowns", UNKNOWNS, ids=str)
def test_the_record_is_ours_after_whatever_happened(rig, unknowns):
    """A full life: two transactions, program restarts, power cuts; each record is its own."""
    bench = rig(**unknowns)
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
    assert bench.sent(STOP) <= (5 if unknowns.get("power_failure") == "interrupts" else 2)


@pytest.mark.parametrize("failure", ["continues", "closes", "interrupts"])
def test_meter_and_program_die_while_it_runs(mortal, failure):
    bench = mortal(power_failure=failure)
    asked = request()
    bench.begin(asked)
    bench.dies_and_returns()
    bench.restart(asked)
    (record,) = bench.stop()
    verified(record, bench.meter)
    assert record.transaction_id == ID


def test_the_meter_dies_while_the_record_is_made(mortal):
    bench = mortal(ready_s=30)
    asked = request()
    bench.begin(asked)
    bench.driver = bench.another(ready_within_s=0.3)
    bench.driver.recall(asked, bench.mark)
    with pytest.raises(NoAnswerError):
        bench.stop()
    bench.dies_and_returns()
    bench.restart(asked)
    (record,) = bench.stop()
    assert record.transaction_id == ID
    assert bench.sent(STOP) == 1


def test_a_transaction_that_is_gone_is_told_as_gone(rig):
    bench = rig(power_failure="discards")
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
    bench = rig(fault)
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
    bench = rig("record-busy=6")
    bench.begin(request())
    (record,) = bench.stop()
    assert record.transaction_id == ID


def test_a_slow_meter_is_waited_for(rig):
    bench = rig("slow-ready=1.5s")
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
    bench = rig("echo")
    bench.begin(request())
    assert bench.run(bench.driver.read).value(Quantity.ENERGY_IMPORT) > 0
    (record,) = bench.stop()
    verified(record, bench.meter)
    assert record.transaction_id == ID
    assert bench.sent(STOP) == bench.sent(START) == 1


def test_what_the_meter_says_of_itself_is_told(rig):
    bench = rig("device-state=0x800800081")
    conditions = bench.state().conditions
    assert set(conditions) >= {
        "device.clock-fault",
        "device.fatal-fault",
        "device.log-full",
        "device.line-loss-abnormal",
        "device.clock-not-in-sync",
    }


# ── the wire ─────────────────────────────────────────────────────────────────────────────────

V = WireVerdict
SPOILT = {"line.check-sum", "line.short", "line.noise"}

WIRE_FAULTS = {
    "silence": ({V.SILENT}, {"line.silent"}),
    "request-lost": ({V.SILENT}, {"line.silent"}),
    "crc": ({V.CHECK_SUM}, {"line.check-sum"}),
    "short": ({V.SHORT}, {"line.short"}),
    "long": ({V.WRONG_LENGTH}, {"line.wrong-length"}),
    "wrong-length": ({V.WRONG_LENGTH}, {"line.wrong-length"}),
    "wrong-count": ({V.WRONG_LENGTH}, {"line.wrong-length"}),
    "wrong-unit": ({V.WRONG_UNIT}, {"line.wrong-unit"}),
    "wrong-function": ({V.WRONG_FUNCTION}, {"line.wrong-function"}),
    "exception-foreign": ({V.WRONG_FUNCTION}, {"line.wrong-function"}),
    "exception-7": ({V.EXCEPTION}, {"slip.status-7"}),
    "exception-8": ({V.EXCEPTION}, {"slip.status-8"}),
    "exception-11": ({V.EXCEPTION}, {"slip.status-1"}),
    "echo-only": ({V.ECHO, V.ECHO_ONLY}, {"line.echo-only"}),
    "stolen": (set(), SPOILT),
    "collision": (set(), SPOILT | {"line.silent"}),
    "wrong-speed": (set(), SPOILT | {"line.silent"}),
    "wrong-parity": (set(), SPOILT | {"line.silent"}),
    # The value comes all the same.
    "echo": ({V.ECHO}, set()),
    "echo-glued": ({V.ECHO}, set()),
    "noise-before": ({V.NOISE}, set()),
    "noise-after": ({V.NOISE}, set()),
    "twice=0ms": ({V.DOUBLED}, set()),
    "drip=1ms": ({V.ANSWERED}, set()),
    "stutter=60ms": ({V.ANSWERED}, set()),
}


@pytest.mark.parametrize("fault", WIRE_FAULTS)
def test_each_fault_of_the_wire_is_told_and_no_wrong_value_taken(rig, fault):
    verdicts, codes = WIRE_FAULTS[fault]
    bench = rig(load=40_000, variation=0, impedance=0)
    counters = bench.line.wire_log.counters
    before = bench.run(bench.driver.read)
    bench.meter.command(f"fault {fault}")
    told = set()
    for _ in range(1 if codes else 2):
        time.sleep(0.03)  # a doubled answer is to be told apart whole
        try:
            taken = bench.run(bench.driver.read)
        except EichlabError as error:
            told.add(error.message.code)
            continue
        same = {key for key in before.quantities if key[0] is not Quantity.ENERGY_IMPORT}
        assert all(taken.quantities[key] == before.quantities[key] for key in same)
        assert 0 <= taken.value(Quantity.ENERGY_IMPORT) - before.value(Quantity.ENERGY_IMPORT) < 200
    assert told <= codes
    assert bool(told) == bool(codes)
    bench.meter.command("clear")
    bench.run(bench.driver.read)
    assert verdicts <= set(counters())


def test_another_master_on_the_line_is_told_and_its_values_are_not_taken(rig):
    bench = rig("other-master=7", load=40_000, variation=0, impedance=0)
    until = time.monotonic() + 2.0
    while time.monotonic() < until:
        try:
            reading = bench.run(bench.driver.read)
        except EichlabError:
            continue
        assert reading.value(Quantity.POWER) == 40_000
    assert bench.line.wire_log.counters()[V.FOREIGN] > 1


def test_a_late_answer_is_known_and_not_taken_for_another_question(rig):
    bench = rig(load=40_000, variation=0, impedance=0)
    bench.run(bench.driver.identify)
    bench.meter.command("fault late=900ms")
    with pytest.raises(NoAnswerError):
        bench.run(bench.driver.state)
    bench.meter.command("clear")
    assert bench.run(bench.driver.read).value(Quantity.POWER) == 40_000
    assert bench.line.wire_log.counters()[V.LATE] >= 1


def asked_numbers(rig, before):
    """How many single records were asked for since an entry of the wire log."""
    sent = (each for each in rig.line.wire_log.since(before) if each.direction is Direction.SENT)
    return len({each.meaning.parameters.get("number") for each in sent} - {None})


def test_a_list_does_not_walk_back_for_ever(rig):
    bench = rig()
    bench.begin(request())
    (record,) = bench.stop()
    bench.meter.simulated.kept.stored += 4000
    before = bench.line.wire_log.last_number
    assert bench.run(lambda: bench.driver.kept_records(None, 5)) == ()
    assert asked_numbers(bench, before) == 5
    (told,) = bench.driver.take_notices()
    assert told.code == "meter.kept-gap"
    assert told.parameters["before"] == 4002
    # A few that are missing hide nothing, and at number 1 there is nothing to tell.
    (found,) = bench.run(lambda: bench.driver.kept_records(5, 5))
    assert found.sha256 == record.sha256
    assert bench.driver.take_notices() == ()


def test_a_list_is_refused_while_the_meter_is_busy(rig):
    bench = rig(busy_while_running="records")
    bench.begin(request())
    bench.stop()
    assert len(bench.run(bench.driver.kept_records)) == 1
    bench.begin(request(OTHER))
    # Some say how many there are all the while.
    bench.driver._unit.read = lambda *_, **__: ((1).to_bytes(4, "little"),)
    for asked in (bench.driver.kept_records, lambda: bench.driver.kept_record(1)):
        with pytest.raises(RefusedError) as caught:
            bench.run(asked)
        assert caught.value.message.code == "slip.status-8"
