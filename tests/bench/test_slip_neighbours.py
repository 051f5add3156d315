"""SLIP meters beside each other on one line: each has an address, and is silent for others'.

The makers say that a line is theirs alone; of two of them on one line nothing is known from
hardware. The protocol has addresses, so that nothing here may depend on being alone.
"""

import time

import pytest

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    Pace,
    ReadingTaken,
    Search,
)
from eichlab.line import PortSettings, SerialLine, SlipUnit, Timing
from eichlab.line.slip import ANY_ADDRESS, DEVICE_TYPE, text
from eichlab.meters import Dc650, Gsh01
from eichlab.store import Store
from eichlab.values import (
    LinkState,
    NoAnswerError,
    TransactionRequest,
    VerdictWord,
    WireVerdict,
    WrongMeterError,
)

BAUD = 115_200
MODELS = {1: "gsh01", 2: "dc650", 3: "gsh01"}
QUICK = Timing(timeout_s=0.4, worst_latency_s=0.8, tries=2)


@pytest.fixture
def three(simulate):
    """GSH01, DC650 and another GSH01 on one wire."""
    return simulate(
        *(f"{model}@{unit}" for unit, model in MODELS.items()),
        "--baud",
        str(BAUD),
        "--boot",
        "0.2",
        meters=len(MODELS),
    )


@pytest.fixture
def line(tmp_path):
    opened = SerialLine("line", PortSettings(str(tmp_path / "port"), BAUD))
    opened.start()
    yield opened
    opened.close()


@pytest.fixture
def bench(three, tmp_path):
    meters = tuple(
        MeterConfiguration(f"M{unit}", model, unit, interval_s=0.25, timeout_s=0.3, simulated=True)
        for unit, model in MODELS.items()
    )
    place = LineConfiguration("Line", str(tmp_path / "port"), BAUD, meters=meters)
    with Store.open(tmp_path / "eichlab.sqlite") as store:
        bench = Bench(BenchConfiguration("test", (place,)), store, pace=Pace(state_s=0.3))
        bench.start()
        try:
            until(lambda: all(each.state is not None for each in bench.meters()))
            yield bench
        finally:
            bench.close()


def until(so, seconds=20.0):
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_each_answers_for_its_own_address_only(three, line):
    def called(unit):
        driver = SlipUnit(line, unit, QUICK, who=f"unit {unit}")
        (name,) = line.run(lambda: driver.read(text(DEVICE_TYPE))).result(20)
        return name.split(b"\0")[0]

    names = {unit: called(unit) for unit in MODELS}
    assert names[1].startswith(b"GSH01")
    assert names[3].startswith(b"GSH01")
    assert not names[2].startswith(b"GSH01")
    for nobody in (4, 100, 247):
        with pytest.raises(NoAnswerError):
            called(nobody)
    good = {
        WireVerdict.QUESTION,
        WireVerdict.ANSWERED,
        WireVerdict.SILENT,
        WireVerdict.PORT,
    }
    assert set(line.wire_log.counters()) <= good, "no answer of anybody else came"


def test_a_driver_takes_no_neighbour_for_its_own(three, line):
    for driver in (
        Dc650(line, 1, name="one", timing=QUICK),
        Gsh01(line, 2, name="two", timing=QUICK),
    ):
        with pytest.raises(WrongMeterError):
            line.run(driver.identify).result(20)
    serials = {
        line.run(kind(line, unit, name="it", timing=QUICK).identify).result(20).serial
        for kind, unit in ((Gsh01, 1), (Dc650, 2), (Gsh01, 3))
    }
    assert len(serials) == 3


def test_transactions_beside_each_other_stay_apart(bench):
    wanted = {f"M{unit}": TransactionRequest(identification=f"04A1B2C{unit}") for unit in MODELS}
    for started in [bench.start_transaction(name, each) for name, each in wanted.items()]:
        started.result(30)
    stops = {name: bench.stop_transaction(name) for name in wanted}
    for name, stopping in stops.items():
        closed = stopping.result(30)
        assert closed.verdict is VerdictWord.VERIFIED
        (record,) = bench.store.records(closed.id)
        assert wanted[name].identification.encode() in record.data
        serial = bench.meter(name).identity.serial
        assert serial.encode() in record.data
        assert closed.serial == serial
    assert not bench.store.foreign_records()
    assert not any(bench.store.losses(name) for name in wanted)
    counters = bench.wire_log("Line").counters()
    strange = {WireVerdict.WRONG_UNIT, WireVerdict.FOREIGN, WireVerdict.LATE, WireVerdict.NOISE}
    assert not strange & set(counters)


def test_one_that_falls_silent_takes_nobody_with_it(bench, three):
    events = bench.events.subscribe()
    three.command("on dc650@2 fault request-lost")
    until(lambda: bench.meter("M2").link is LinkState.SILENT)
    events.drain()
    began = time.monotonic()
    time.sleep(4)
    read = [each.reading.meter for each in events.drain() if isinstance(each, ReadingTaken)]
    seconds = time.monotonic() - began
    for name in ("M1", "M3"):
        assert read.count(name) >= 0.5 * seconds / 0.25
        assert bench.meter(name).link is LinkState.ONLINE
        assert not bench.store.losses(name)
    assert "M2" not in read
    three.command("clear")
    until(lambda: bench.meter("M2").link is LinkState.ONLINE)


def test_a_scan_finds_all_of_them(three, tmp_path):
    found = Search(str(tmp_path / "port")).run()
    assert {each.hit.unit: each.model for each in found} == MODELS
    assert len(found) == len(MODELS)


def test_a_scan_finds_those_whose_answers_to_all_collide(three, tmp_path):
    """Asked for whoever is there they all answer at once, which nobody can read."""
    search = Search(str(tmp_path / "port"))
    three.command("fault crc@#1..#1")
    found = search.run()
    assert {each.hit.unit: each.model for each in found} == MODELS


def test_everybody_answers_a_question_to_all(three, line):
    driver = SlipUnit(line, ANY_ADDRESS, QUICK, who="whoever")
    (name,) = line.run(lambda: driver.read(text(DEVICE_TYPE))).result(20)
    assert name
    # What the others answered is no noise to the next question.
    (again,) = line.run(lambda: SlipUnit(line, 2, QUICK, who="M2").read(text(DEVICE_TYPE))).result(
        20
    )
    assert not again.startswith(b"GSH01")
