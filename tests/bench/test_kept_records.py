"""Records that a meter keeps by itself: listed by its own numbers, read again byte for byte."""

import time
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    Noticed,
    Pace,
)
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.meters import MODELS, model_named
from eichlab.meters.kept_text import kept_record
from eichlab.store import Store
from eichlab.values import (
    KeptRecord,
    NotSupportedError,
    RefusedError,
    SignedRecord,
    TransactionRequest,
    WireVerdict,
)

KEEPING = ("dcbm", "gsh01", "dc650")


@pytest.fixture(params=KEEPING)
def post(request, tmp_path):
    """A simulated meter that keeps records, and how a bench reaches it."""
    model = model_named(request.param)
    at = ("--tcp", "127.0.0.1:0") if model.is_on_network else ("--link", str(tmp_path / "port"))
    process = SimulatorProcess(
        (request.param, *at, "--seed", "1", "--boot", "0.2", "--speed", "30")
    )
    meter = process.meters[0]
    yield LineConfiguration(
        "Line",
        meter.port,
        meter.baud,
        parity=model.parity,
        meters=(MeterConfiguration("Post", request.param, meter.unit, interval_s=0.2),),
    )
    process.close()


@contextmanager
def running(line, path, **changes):
    """A bench over a store, until the meter said who it is and what it does."""
    line = replace(line, meters=tuple(replace(each, **changes) for each in line.meters))
    with Store.open(path) as store:
        bench = Bench(BenchConfiguration("test", (line,)), store, pace=Pace(state_s=0.2))
        bench.start()
        try:
            end = time.monotonic() + 20
            while bench.meter("Post").state is None:
                assert time.monotonic() < end
                time.sleep(0.02)
            yield bench, store
        finally:
            bench.close()


def charged(bench, store, times):
    """Run transactions; return their records, the first first."""
    records = []
    for number in range(times):
        wanted = TransactionRequest(identification=f"04A1B2C{number}")
        able = bench.meter("Post").capabilities
        if able.identification_bytes is None:
            wanted = replace(wanted, identification="")
        started = bench.start_transaction("Post", wanted).result(30)
        time.sleep(0.15)
        bench.stop_transaction("Post").result(30)
        records += store.records(started.id)
    return records


def listed(bench, limit=2):
    """Everything in the meter's list, asked for in pieces."""
    found, before = [], None
    while piece := bench.kept_records("Post", before, limit).result(30):
        assert len(piece) <= limit
        found += piece
        before = piece[-1].record.number
    return found


def test_what_another_program_left_is_listed_and_read_out(post, tmp_path):
    with running(post, tmp_path / "other.sqlite") as (bench, store):
        theirs = charged(bench, store, 3)
    # Another store knows nothing of them; and this meter may not be written to.
    with running(post, tmp_path / "eichlab.sqlite", controlled=False) as (bench, store):
        events = bench.events.subscribe()
        found = listed(bench)
        numbers = [each.record.number for each in found]
        assert numbers == sorted(numbers, reverse=True)
        assert len(found) == 3
        assert not any(each.is_stored for each in found)
        assert all(each.record.begin and each.record.end for each in found)
        assert all(each.record.energy_kwh is not None for each in found)
        read = [bench.read_kept("Post", number).result(30) for number in reversed(numbers)]
        assert [each.data for each in read] == [each.data for each in theirs], "byte for byte"
        assert all(each.public_key == theirs[0].public_key for each in read)
        assert {each.data for each in store.foreign_records()} == {each.data for each in theirs}
        assert all(each.is_stored for each in listed(bench))
        again = bench.read_kept("Post", numbers[0]).result(30)
        assert again.data == theirs[-1].data
        assert len(store.records()) == 3, "the same bytes are kept once"
        counters = bench.wire_log("Line").counters()
        assert WireVerdict.WRITTEN not in counters, "a read-only meter is never written to"
        codes = [each.message.code for each in events.drain() if isinstance(each, Noticed)]
        assert codes.count("bench.foreign-kept") == 3


def test_our_own_are_known_and_not_kept_twice(post, tmp_path):
    with running(post, tmp_path / "eichlab.sqlite") as (bench, store):
        ours = charged(bench, store, 2)
        found = listed(bench)
        assert all(each.is_stored for each in found)
        newest = bench.read_kept("Post", found[0].record.number).result(30)
        assert newest.data == ours[-1].data
        assert newest.transaction_id == ours[-1].transaction_id
        assert len(store.records()) == 2
        assert not store.foreign_records()


def test_a_stray_that_was_cleared_is_listed_as_stored(post, tmp_path):
    with running(post, tmp_path / "other.sqlite") as (bench, store):
        bench.start_transaction("Post", TransactionRequest()).result(30)
    with running(post, tmp_path / "eichlab.sqlite") as (bench, store):
        bench.clear_unknown("Post").result(30)
        assert [each.is_stored for each in listed(bench)] == [True]
        (kept,) = store.records()
        number = listed(bench)[0].record.number
        assert bench.read_kept("Post", number).result(30).data == kept.data
        assert len(store.records()) == 1


def test_what_was_kept_without_its_id_is_known_once_it_is_read_out(post, tmp_path):
    with running(post, tmp_path / "other.sqlite") as (bench, store):
        (theirs,) = charged(bench, store, 1)
    with running(post, tmp_path / "eichlab.sqlite") as (bench, store):
        serial = bench.meter("Post").identity.serial
        store.add_record(replace(theirs, transaction_id=None), meter="Post", serial=serial)
        (found,) = listed(bench)
        for _ in range(2):
            assert bench.read_kept("Post", found.record.number).result(30).data == theirs.data
        assert listed(bench)[0].is_stored
        assert {each.data for each in store.records()} == {theirs.data}


def test_the_id_of_another_meter_says_nothing(post, tmp_path):
    with running(post, tmp_path / "other.sqlite") as (bench, store):
        (theirs,) = charged(bench, store, 1)
    with running(post, tmp_path / "eichlab.sqlite") as (bench, store):
        (found,) = listed(bench)
        id_ = found.record.transaction_id or theirs.transaction_id
        request = TransactionRequest(transaction_id=id_)
        store.begin(meter="Other", serial="O", request=request, simulated=True, detail={})
        other = SignedRecord(b"of another", transaction_id=id_)
        store.add_record(other, meter="Other", serial="O")
        events = bench.events.subscribe()
        assert not listed(bench)[0].is_stored
        bench.read_kept("Post", found.record.number).result(30)
        assert listed(bench)[0].is_stored
        codes = [each.message.code for each in events.drain() if isinstance(each, Noticed)]
        assert "bench.kept-differs" not in codes
        assert store.records(id_) == (other,), "its transaction has its own record only"
        assert [each.data for each in store.foreign_records()] == [theirs.data]


def test_the_one_that_runs_is_not_listed(post, tmp_path):
    with running(post, tmp_path / "eichlab.sqlite") as (bench, store):
        charged(bench, store, 1)
        bench.start_transaction("Post", TransactionRequest()).result(30)
        assert len(listed(bench)) == 1
        bench.stop_transaction("Post").result(30)
        assert len(listed(bench)) == 2


def test_a_number_that_is_not_there_is_refused(post, tmp_path):
    with running(post, tmp_path / "eichlab.sqlite") as (bench, store):
        with pytest.raises(RefusedError):
            bench.read_kept("Post", 4711).result(30)
        assert not store.records()


def test_meters_without_a_memory_say_so(simulate, bench):
    simulate("em580")
    watched = bench().connected()
    for asked in (watched.bench.kept_records("Post"), watched.bench.read_kept("Post", 1)):
        with pytest.raises(NotSupportedError) as caught:
            asked.result(20)
        assert caught.value.message.code == "meter.keeps-no-records"


def test_what_models_declare():
    keeping = {name for name, model in MODELS.items() if model.capabilities.keeps_records}
    assert keeping == set(KEEPING)


@pytest.mark.parametrize(
    ("text", "energy"),
    [
        ('{"RD":[{"TX":"B","RV":1.001,"RI":"a","RU":"kWh"},{"TX":"E","RV":"1.10"}]}', "0.099"),
        ('{"RD":[{"TX":"B","RV":1,"RI":"a","RU":"Wh"},{"TX":"E","RV":8,"RI":"a"}]}', "0.007"),
        ('{"RD":[{"TX":"B","RV":1,"RI":"a","RU":"Wh"},{"TX":"E","RV":8,"RI":"b"}]}', None),
        ('{"RD":[{"TX":"B","RV":1,"RU":"min"},{"TX":"E","RV":8}]}', None),
        ('{"RD":[{"TX":"B","RV":null,"RU":"Wh"},{"TX":"E","RV":8}]}', None),
        ('{"RD":[{"TX":"B","RV":"x","RU":"Wh"},{"TX":"E","RV":8}]}', None),
        ('{"RD":[{"TX":"B","RV":1,"RU":"Wh"}]}', None),
        ('{"RD":[{"TX":"B","RV":1e99999999999999999999}]}', None),
        ('{"RD":[{"TX":"B","RV":0,"RU":"Wh"},{"TX":"E","RV":1e999999}]}', None),
        ('{"RD":[{"TX":"B","RV":0,"RU":"Wh"},{"TX":"E","RV":1e99999999999999999999}]}', None),
        ('{"RD":[{"TX":"B","RV":0,"RU":"Wh"},{"TX":"E","RV":Infinity}]}', None),
        ('{"RD":[{"TX":"B","RV":0,"RU":"Wh"},{"TX":"E","RV":' + "9" * 5000 + "}]}", None),
        ('{"RD":[{"TX":"B","RV":0,"RU":"Wh"},{"TX":"E","RV":0.' + "9" * 5000 + "}]}", None),
        ('{"RD":[{"TX":"B","RV":1e0,"RU":"Wh"},{"TX":"E","RV":1.5E3}]}', "1.499"),
        ('{"RD":5}', None),
        ("[]", None),
        ("", None),
    ],
)
def test_a_first_look_never_fails(text, energy):
    found = kept_record(7, f"OCMF|{text}|{{}}".encode())
    assert isinstance(found, KeptRecord)
    assert found.number == 7
    assert found.energy_kwh == (None if energy is None else Decimal(energy))
