"""What Eichrecht expects of any signing meter and its driver, one test an expectation.

Every model of the catalogue that signs goes through all of them against its simulated meter, over
a real pseudo-terminal or socket. `table.py` prints the outcome as model × expectation.
"""

import contextlib
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from station import NOT_SIGNING, SIGNING, is_on_network, verifies

from eichlab.bench import LossBegan, LossEnded, MeterIdentified, ReadingTaken
from eichlab.values import (
    EichlabError,
    JournalEvent,
    LinkState,
    NotSupportedError,
    Outcome,
    Quantity,
    ReadOnlyError,
    VerdictWord,
    WireVerdict,
    WrongStateError,
)

every_signing_model = pytest.mark.parametrize("model", SIGNING)
every_other_model = pytest.mark.parametrize("model", NOT_SIGNING)


def ended_with_its_record(station, transaction):
    """The journal is closed, and there is the meter's record: verified, unaltered, rescued."""
    records = station.store.records(transaction.id)
    assert records, f"{transaction.outcome}: {transaction.explanation}"
    assert transaction.verdict is VerdictWord.VERIFIED, transaction.reason
    point = bytes.fromhex(station.meter.meters[0].key)
    rescued = [path.read_bytes() for path in station.store.rescue_folder.path.glob("*.ocmf")]
    for record in records:
        assert verifies(record, point)
        assert record.format == "OCMF"
        assert record.data in rescued
        assert record.simulated
    assert station.store.check().ok
    station.idle()
    return records


@every_signing_model
def test_a_value_each_second_with_energy_and_true_time(station, model):
    watched = station(model, interval_s=1.0).connected()
    watched.until(lambda: len(watched.of(ReadingTaken)) >= 5)
    # The first comes as soon as the port is open; from the second on there is one each second.
    readings = [event.reading for event in watched.of(ReadingTaken)][1:]
    times = [each.monotonic for each in readings]
    # A busy computer delays a slot; none may be missing and none may come in a burst.
    assert 2.4 <= times[3] - times[0] <= 4.5
    for each in readings:
        energies = [
            value for (kind, _), value in each.quantities.items() if kind is Quantity.ENERGY_IMPORT
        ]
        assert energies
        assert all(value >= 0 for value in energies)
        assert abs(datetime.now(UTC) - each.taken_at) < timedelta(seconds=15)


@every_signing_model
def test_start_and_stop_end_in_time_with_a_verified_record(station, model):
    watched = station(model, "--load", "11000").connected()
    began = time.monotonic()
    started = watched.start()
    assert time.monotonic() - began < 8
    assert started.state is JournalEvent.RUNNING
    watched.until(lambda: watched.status.state.transaction_id == started.id)
    began = time.monotonic()
    watched.stop()
    done = watched.closed(started)
    assert time.monotonic() - began < 15
    assert done.outcome is Outcome.COMPLETED
    ended_with_its_record(watched, done)


@every_signing_model
def test_the_record_holds_what_was_asked_for(station, model):
    watched = station(model).connected()
    started = watched.start()
    watched.stop()
    done = watched.closed(started)
    records = ended_with_its_record(watched, done)
    payload = json.loads(records[-1].data.split(b"|")[1])
    asked, able = done.request, watched.model.capabilities
    if able.identification_bytes:
        assert asked.identification in json.dumps(payload)
    if able.tariff_bytes:
        assert asked.tariff_text in json.dumps(payload)
    if able.carries_transaction_id:
        assert done.id in json.dumps(payload)


@every_signing_model
def test_the_public_key_is_known_before_the_first_transaction(station, model):
    watched = station(model).connected()
    (identified, *_) = watched.of(MeterIdentified)
    assert identified.public_key is not None
    assert identified.public_key.point.hex() == watched.meter.meters[0].key.lower()
    assert not watched.store.transactions()


@every_signing_model
def test_stop_by_the_last_id_works_after_a_restart_of_the_program(station, model):
    watched = station(model).connected()
    started = watched.start()
    watched.crash()
    done = watched.open().closed(started)
    assert done.outcome is Outcome.RECOVERED
    ended_with_its_record(watched, done)


@every_signing_model
def test_stop_of_everything_clears_and_never_fails(station, model):
    watched = station(model).connected()
    assert watched.clear_unknown() == ()
    watched.start()
    watched.crash()
    stranger = watched.open("another.sqlite").connected()
    records = stranger.clear_unknown()
    assert records
    assert {each.sha256 for each in records} <= {
        each.sha256 for each in stranger.store.foreign_records()
    }
    stranger.idle()
    assert stranger.clear_unknown() == ()


@every_signing_model
def test_a_start_beside_a_stray_transaction_is_a_wrong_state(station, model):
    watched = station(model).connected()
    watched.start()
    watched.crash()
    stranger = watched.open("another.sqlite").connected()
    with pytest.raises(WrongStateError):
        stranger.start()
    refused = stranger.store.transactions()[0]
    assert refused.outcome is Outcome.REFUSED


@every_signing_model
def test_the_bench_closes_a_stray_first_where_it_may_and_keeps_its_record(station, model):
    watched = station(model).connected()
    watched.start()
    watched.crash()
    stranger = watched.open("another.sqlite", clear_unknown=True).connected()
    stranger.until(stranger.store.foreign_records)
    stranger.idle()
    started = stranger.start()
    stranger.stop()
    done = stranger.closed(started)
    ended_with_its_record(stranger, done)
    assert len(stranger.store.foreign_records()) >= 1


@every_signing_model
@pytest.mark.parametrize("loss", ["silence", "unplugged"])
def test_loss_and_return_within_a_transaction(station, model, loss):
    watched = station(model, failure_after_s=60.0, timeout_s=0.4).connected()
    started = watched.start()
    if loss == "silence":
        watched.meter.command("fault silence")
    else:
        watched.meter.command("unplug")
    watched.until(lambda: watched.of(LossBegan))
    watched.meter.command("clear" if loss == "silence" else "plug")
    watched.until(lambda: watched.of(LossEnded))
    watched.until(lambda: watched.status.link is LinkState.ONLINE)
    assert watched.store.transaction(started.id).is_open
    watched.stop()
    done = watched.closed(started)
    assert done.outcome is Outcome.COMPLETED
    assert done.losses >= 1
    ended_with_its_record(watched, done)


@every_signing_model
def test_a_loss_is_told_once_and_its_end_once(station, model):
    watched = station(model, timeout_s=0.4).connected()
    watched.meter.command("fault silence")
    watched.until(lambda: watched.of(LossBegan))
    polls = time.monotonic() + 2.0
    watched.until(lambda: time.monotonic() > polls)
    watched.meter.command("clear")
    watched.until(lambda: watched.of(LossEnded))
    settled = time.monotonic() + 1.0
    watched.until(lambda: time.monotonic() > settled)
    assert len(watched.of(LossBegan)) == 1
    assert len(watched.of(LossEnded)) == 1


@every_signing_model
def test_stop_while_the_meter_is_silent_comes_with_its_return(station, model):
    watched = station(model, failure_after_s=60.0, timeout_s=0.4).connected()
    started = watched.start()
    watched.meter.command("fault silence")
    watched.until(lambda: watched.of(LossBegan))
    watched.bench.stop_transaction("Post")
    watched.until(lambda: watched.store.transaction(started.id).state is JournalEvent.STOPPING)
    watched.meter.command("clear")
    done = watched.closed(started)
    assert done.outcome is Outcome.COMPLETED
    ended_with_its_record(watched, done)


@every_signing_model
def test_a_meter_failure_stops_the_session(station, model):
    watched = station(model, failure_after_s=0.5, timeout_s=0.4).connected()
    started = watched.start()
    watched.meter.command("fault silence")
    watched.until(lambda: watched.store.transaction(started.id).state is JournalEvent.STOPPING)
    watched.meter.command("clear")
    done = watched.closed(started)
    assert done.outcome is Outcome.STOPPED_ON_FAILURE
    ended_with_its_record(watched, done)


@every_signing_model
def test_power_failure_of_the_meter(station, model):
    watched = station(model, failure_after_s=60.0, timeout_s=0.4).connected()
    started = watched.start()
    watched.power_failure(2.0)
    watched.until(lambda: watched.of(LossBegan))
    watched.until(lambda: watched.status.link is LinkState.ONLINE)
    if watched.store.transaction(started.id).state is JournalEvent.RUNNING:
        watched.bench.stop_transaction("Post")
    done = watched.closed(started)
    ended_with_its_record(watched, done)


@every_signing_model
def test_power_failure_of_the_meter_and_the_program(station, model):
    watched = station(model).connected()
    started = watched.start()
    watched.crash()
    watched.meter_dies_and_returns()
    done = watched.open().closed(started)
    assert done.outcome is Outcome.RECOVERED
    ended_with_its_record(watched, done)


@every_signing_model
def test_commands_whose_answers_are_lost_are_never_sent_twice(station, model):
    watched = station(model, timeout_s=0.4, failure_after_s=60.0).connected()
    watched.meter.command("fault silence:0.3")
    for _ in range(2):
        # Whatever keeps a start from being sure is allowed; what it leaves behind is looked at.
        with contextlib.suppress(EichlabError):
            watched.start()
            watched.stop()
    watched.meter.command("clear")
    watched.until(lambda: watched.status.link is LinkState.ONLINE)
    for open_one in watched.store.open_transactions():
        if open_one.state is JournalEvent.RUNNING:
            watched.bench.stop_transaction("Post")
        watched.closed(open_one)
    watched.idle()
    kept = [
        record for each in watched.store.transactions() for record in watched.store.records(each.id)
    ]
    assert not watched.store.foreign_records()
    assert len({record.transaction_id for record in kept}) == watched.memory["begun"]
    assert len(watched.memory["pages"]) == watched.memory["begun"]


@every_signing_model
def test_wire_faults_spoil_no_record(station, model, record_property):
    faults = ("--fault", "crc:0.04", "--fault", "short:0.03", "--fault", "noise-before:0.03")
    if is_on_network(model):
        faults = (
            "--fault",
            "silence:0.06",
        )
    watched = station(model, *faults, failure_after_s=60.0, timeout_s=0.6)
    watched.until(lambda: watched.status.state is not None, 60)
    started = watched.start()
    watched.until(lambda: len(watched.of(ReadingTaken)) > 6, 60)
    watched.stop()
    done = watched.closed(started, 120)
    ended_with_its_record(watched, done)
    counters = watched.bench.wire_log("Line").counters()
    right = {WireVerdict.QUESTION, WireVerdict.ANSWERED, WireVerdict.WRITTEN, WireVerdict.PORT}
    told = sum(count for verdict, count in counters.items() if verdict not in right)
    assert told, counters
    record_property("faults", told)


@every_signing_model
def test_a_read_only_meter_is_never_written_to(station, model):
    watched = station(model, controlled=False).connected()
    watched.until(lambda: len(watched.of(ReadingTaken)) > 3)
    with pytest.raises(ReadOnlyError):
        watched.start()
    assert watched.bench.wire_log("Line").counters().get(WireVerdict.WRITTEN, 0) == 0


@every_other_model
def test_a_meter_that_cannot_sign_says_so_and_shows_its_values(station, model):
    watched = station(model)
    watched.until(lambda: len(watched.of(ReadingTaken)) > 2)
    reading = watched.of(ReadingTaken)[-1].reading
    kinds = {kind for kind, _ in reading.quantities}
    assert {Quantity.POWER, Quantity.ENERGY_IMPORT} <= kinds
    with pytest.raises(NotSupportedError):
        watched.start()
    assert not watched.store.transactions()
    assert watched.bench.wire_log("Line").counters().get(WireVerdict.WRITTEN, 0) == 0
