"""Transactions on a bench with a simulated EM580: every way they end, and nothing is lost."""

import pytest

from eichlab.bench import (
    ForeignRecordStored,
    LossBegan,
    LossEnded,
    TransactionChanged,
    UnknownTransactionFound,
)
from eichlab.values import (
    JournalEvent,
    LinkState,
    LossCause,
    MeterActivity,
    Outcome,
    ReadOnlyError,
    RequestError,
    TransactionRequest,
    VerdictWord,
    WrongStateError,
)


def start(watched, **fields):
    request = TransactionRequest(identification="1F2D3A4F5506C7", **fields)
    return watched.bench.start_transaction("Post", request).result(20)


def stop(watched):
    return watched.bench.stop_transaction("Post").result(20)


def closed(watched, transaction):
    watched.until(lambda: not watched.store.transaction(transaction.id).is_open, 30)
    return watched.store.transaction(transaction.id)


def test_the_journal_names_every_step_and_the_record_verifies(simulate, bench):
    simulate("em580")
    watched = bench().connected()
    transaction = start(watched)
    assert transaction.state is JournalEvent.RUNNING
    ended = stop(watched)
    assert [row.event for row in ended.rows] == [
        JournalEvent.INTENT,
        JournalEvent.SENT,
        JournalEvent.RUNNING,
        JournalEvent.STOPPING,
        JournalEvent.READ,
        JournalEvent.STORED,
        JournalEvent.RELEASED,
        JournalEvent.CLOSED,
    ]
    assert ended.outcome is Outcome.COMPLETED
    assert ended.verdict is VerdictWord.VERIFIED
    assert ended.simulated
    (record,) = watched.store.records(transaction.id)
    assert transaction.id.encode() in record.data
    assert record.simulated
    watched.until(lambda: watched.status.state.activity is MeterActivity.IDLE)


def test_a_second_start_is_refused_and_the_first_goes_on(simulate, bench):
    simulate("em580")
    watched = bench().connected()
    first = start(watched)
    with pytest.raises(WrongStateError):
        start(watched)
    assert stop(watched).id == first.id


def test_what_does_not_fit_the_meter_is_refused_before_anything_runs(simulate, bench):
    simulate("em580")
    watched = bench().connected()
    for fields in ({"charge_point_id": "x" * 40}, {"tariff_text": "0,30 €"}):
        with pytest.raises(RequestError):
            start(watched, **fields)
    assert watched.status.open_transaction is None
    assert {each.outcome for each in watched.store.transactions()} == {Outcome.REFUSED}


def test_a_long_tariff_text_gives_way_to_the_id(simulate, bench):
    simulate("em580")
    watched = bench().connected()
    transaction = start(watched, tariff_text="x" * 250)
    stop(watched)
    (record,) = watched.store.records(transaction.id)
    assert ("x" * 212 + "<=>" + transaction.id).encode() in record.data
    assert "em580.tariff-cut" in watched.notices()


def test_a_read_only_meter_is_never_written_to(simulate, bench):
    simulate("em580")
    watched = bench(controlled=False).connected()
    with pytest.raises(ReadOnlyError):
        start(watched)
    log = watched.bench.wire_log("Line")
    assert not [entry for entry in log.since(0) if entry.data[1:2] in {b"\x10", b"\x06"}]


def test_a_line_lost_and_regained_ends_with_the_signed_record(simulate, bench):
    meter = simulate("em580")
    watched = bench().connected()
    transaction = start(watched)
    meter.command("fault silence")
    watched.until(lambda: watched.status.link is LinkState.SILENT)
    meter.command("clear")
    watched.until(lambda: watched.status.link is not LinkState.SILENT)
    ended = stop(watched)
    assert ended.outcome is Outcome.COMPLETED
    assert ended.verdict is VerdictWord.VERIFIED
    (began,), (regained,) = watched.of(LossBegan), watched.of(LossEnded)
    assert began.loss.cause is LossCause.NO_ANSWER
    assert began.loss.running == transaction.id
    assert regained.loss.energy_after >= regained.loss.energy_before
    assert ended.losses == 1


def test_a_stop_while_the_line_is_cut_waits_for_the_record(simulate, bench):
    meter = simulate("em580")
    watched = bench().connected()
    transaction = start(watched)
    meter.command("fault silence")
    waiting = stop(watched)
    assert waiting.state is JournalEvent.STOPPING
    meter.command("clear")
    ended = closed(watched, transaction)
    assert ended.outcome is Outcome.COMPLETED
    assert ended.verdict is VerdictWord.VERIFIED


def test_a_failure_stops_the_session_unless_switched_off(simulate, bench):
    meter = simulate("em580")
    watched = bench(failure_after_s=1.0).connected()
    transaction = start(watched)
    meter.command("fault silence")
    watched.until(lambda: watched.store.transaction(transaction.id).state is JournalEvent.STOPPING)
    meter.command("clear")
    ended = closed(watched, transaction)
    assert ended.outcome is Outcome.STOPPED_ON_FAILURE
    assert ended.verdict is VerdictWord.VERIFIED


def test_a_failure_changes_nothing_where_that_is_switched_off(simulate, bench):
    meter = simulate("em580")
    watched = bench(failure_after_s=0.3, stop_on_failure=False).connected()
    transaction = start(watched)
    meter.command("fault silence")
    watched.until(lambda: watched.status.link is LinkState.SILENT)
    meter.command("clear")
    watched.until(lambda: watched.status.link is not LinkState.SILENT)
    assert watched.store.transaction(transaction.id).state is JournalEvent.RUNNING
    assert stop(watched).outcome is Outcome.COMPLETED


def test_a_meter_that_lost_its_power_closes_itself_and_its_record_is_fetched(simulate, bench):
    meter = simulate("em580", "--boot", "0.5")
    watched = bench().connected()
    transaction = start(watched)
    meter.command("power off")
    watched.until(lambda: watched.status.link is LinkState.SILENT)
    meter.command("power on")
    ended = closed(watched, transaction)
    assert ended.outcome is Outcome.RECOVERED
    assert ended.verdict is VerdictWord.VERIFIED
    assert "bench.closed-by-meter" in watched.notices()


def test_a_pulled_adapter_is_a_loss_and_the_transaction_goes_on(simulate, bench):
    meter = simulate("em580")
    watched = bench().connected()
    start(watched)
    meter.command("unplug")
    took = watched.until(lambda: watched.status.link is LinkState.PORT_LOST)
    assert took < 1.0
    meter.command("plug")
    watched.until(lambda: watched.status.link is LinkState.ONLINE)
    assert watched.of(LossBegan)[0].loss.cause is LossCause.PORT_LOST
    assert stop(watched).verdict is VerdictWord.VERIFIED


def test_a_slow_record_is_waited_for(simulate, bench):
    meter = simulate("em580")
    watched = bench().connected()
    start(watched)
    meter.command("fault slow-ready")
    assert stop(watched).verdict is VerdictWord.VERIFIED


def test_a_corrupted_record_ends_with_the_meters_own_explanation(simulate, bench):
    meter = simulate("em580")
    watched = bench().connected()
    transaction = start(watched)
    meter.command("fault corrupted")
    ended = stop(watched)
    assert ended.outcome is Outcome.ABANDONED
    assert ended.explanation.code == "em580.record-corrupted"
    assert closed(watched, transaction).id == transaction.id


def test_a_foreign_record_is_kept_and_the_user_asked(simulate, bench, tmp_path):
    """Somebody else ran a transaction: its record is stored before anything is released."""
    simulate("em580")
    first = bench().connected()
    foreign = start(first)
    first.close()
    (tmp_path / "eichlab.sqlite").rename(tmp_path / "other.sqlite")
    first.store.close()

    watched = bench().connected()
    watched.until(lambda: watched.of(UnknownTransactionFound))
    assert watched.of(UnknownTransactionFound)[0].state.transaction_id == foreign.id
    with pytest.raises(WrongStateError) as caught:
        start(watched)
    assert caught.value.transaction_id == foreign.id
    (record,) = watched.bench.clear_unknown("Post").result(20)
    assert foreign.id.encode() in record.data
    assert [each.data for each in watched.store.foreign_records()] == [record.data]
    assert watched.of(ForeignRecordStored)
    start(watched)
    assert stop(watched).verdict is VerdictWord.VERIFIED


def test_a_transaction_left_open_is_recovered_at_the_next_start(simulate, bench):
    simulate("em580")
    first = bench().connected()
    transaction = start(first)
    first.close()
    first.store.close()
    watched = bench().connected()
    ended = closed(watched, transaction)
    assert ended.outcome is Outcome.RECOVERED
    assert ended.verdict is VerdictWord.VERIFIED
    assert len(watched.store.records(transaction.id)) == 1


def test_a_closed_journal_ends_in_the_same_steps_as_it_was_published(simulate, bench):
    simulate("em580")
    watched = bench().connected()
    start(watched)
    ended = stop(watched)
    published = [event.transaction.state for event in watched.of(TransactionChanged)]
    assert published == [row.event for row in ended.rows][1:]
