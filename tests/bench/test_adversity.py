"""What goes wrong at the worst moment: every step of the journal, every question, every owner."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from post import Gateway, Post, SimulatedMeter

from eichlab.bench import (
    ForeignRecordStored,
    LossBegan,
    LossEnded,
    TransactionChanged,
    UnknownTransactionFound,
)
from eichlab.bench.judging import judged
from eichlab.store import Store
from eichlab.values import (
    EichlabError,
    JournalEvent,
    LinkState,
    LossCause,
    MeterActivity,
    Outcome,
    PublicKey,
    SignedRecord,
    StoreError,
    VerdictWord,
    WireVerdict,
    WrongMeterError,
    WrongStateError,
)


class SabotagedStore(Store):
    """A real store of which one call raises an error, before or after having done its work."""

    sabotage = None
    calls_spoilt = 0

    def _spoil(self, name, when):
        if self.sabotage == (name, when):
            self.sabotage = None
            self.calls_spoilt += 1
            raise StoreError("store.full", path=self.path, rescue="", reason="sabotage")


def _sabotaged(name):
    whole = getattr(Store, name)

    def call(self, *arguments, **options):
        step = str(arguments[1]) if name == "append" else name
        self._spoil(step, "before")
        result = whole(self, *arguments, **options)
        self._spoil(step, "after")
        return result

    return call


for _name in ("begin", "append", "rescue", "add_record", "set_verdict", "close_transaction"):
    setattr(SabotagedStore, _name, _sabotaged(_name))

STEPS = (
    "begin", "sent", "running", "stopping", "rescue", "read", "add_record", "stored", "released",
    "set_verdict", "close_transaction",
)  # fmt: skip


@pytest.fixture
def meter(tmp_path):
    running = []

    def make(link="port", **options):
        where = tmp_path / link if isinstance(link, str) else link
        running.append(SimulatedMeter(where, **options))
        return running[-1]

    yield make
    for each in running:
        each.close()


@pytest.fixture
def gateway():
    running = []

    def make(port):
        running.append(Gateway(port))
        return running[-1]

    yield make
    for each in running:
        each.close()


@pytest.fixture
def post(tmp_path):
    running = []

    def make(port, *, store=Store, **changes):
        running.append(Post(store(tmp_path / "eichlab.sqlite"), str(port), **changes))
        return running[-1]

    yield make
    for each in running:
        each.close()
        each.store.close()


# ── the store refuses ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_store_that_refuses_any_one_step_loses_nothing(meter, post, when):
    simulated = meter()
    watched = post(simulated.port, store=SabotagedStore).connected()
    for step in STEPS:
        watched.store.sabotage = (step, when)
        try:
            watched.start()
            watched.until(lambda: watched.status.open_transaction is not None)
            watched.until(lambda: watched.status.open_transaction.state is JournalEvent.RUNNING, 10)
            watched.stop()
        except StoreError:
            # Said to the one who asked. What began is still brought to its end.
            if watched.store.open_transactions() and step == "stopping":
                watched.stop()
        watched.at_rest()
        assert watched.store.sabotage is None, f"{step} was never taken"
        assert watched.breaches(simulated) == [], step
    assert watched.store.calls_spoilt == len(STEPS)
    # Begin may have been refused; every other step belongs to a transaction that ran.
    assert int(simulated.memory["pagination"]) >= len(STEPS) - 2


def test_a_rescue_folder_that_refuses_spares_the_store_and_keeps_the_meter(meter, post):
    """One of the two places fails: the other has the record, and the meter keeps it, too."""
    simulated = meter()
    watched = post(simulated.port).connected()
    folder = watched.store.rescue_folder.path
    folder.rename(folder.with_name("away"))
    folder.write_text("no folder")
    transaction = watched.start()
    waiting = watched.stop()
    assert waiting.state is JournalEvent.READ
    assert len(watched.store.records(transaction.id)) == 1
    assert simulated.memory["file"], "not released before both places have it"
    watched.until(lambda: watched.notices().count("bench.stop-waits") == 1)
    folder.unlink()
    folder.with_name("away").rename(folder)
    watched.at_rest()
    assert watched.breaches(simulated) == []
    assert watched.notices().count("bench.stop-waits") == 1, "the same is said once"


def test_a_record_the_meter_forgot_comes_from_the_rescue_folder(meter, post):
    simulated = meter()
    watched = post(simulated.port, store=SabotagedStore).connected()
    transaction = watched.start()
    watched.store.sabotage = ("add_record", "before")
    watched.bench.stop_transaction("Post").result(30)
    # Until the store takes it, somebody else lets the meter forget it.
    watched.close()
    watched.store.close()
    (copy,) = watched.store.rescue_folder.path.glob(f"{transaction.id}*.ocmf")
    assert copy.read_bytes() == str(simulated.memory["file"]).encode()
    simulated.command("power off")
    stranger = post(simulated.port, controlled=False)
    stranger.until(lambda: stranger.status.link is LinkState.SILENT)
    simulated._in_loop(simulated._supply.meter._forget_transaction)
    simulated.command("power on")
    stranger.close()
    stranger.store.close()
    again = post(simulated.port).at_rest()
    ended = again.store.transaction(transaction.id)
    assert (ended.outcome, ended.verdict) == (Outcome.RECOVERED, VerdictWord.VERIFIED)
    assert again.breaches(simulated) == []


# ── the line and the meter fail at every question ────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "requests"),
    [
        ("request-lost", 3),  # all tries of one question
        ("silence", 3),
        ("silence", 1),
        ("crc", 4),
        ("exception-6", 5),
        ("exception-4", 1),
        ("power-cut=0.05", 1),
        ("unplug=0.2", 1),
    ],
)
def test_a_fault_at_any_question_of_a_transaction_loses_nothing(meter, post, fault, requests):
    simulated = meter()
    watched = post(simulated.port).connected()
    begin, end = 0, 60
    for ahead in range(begin, end, 6):
        first = simulated.requests + 1 + ahead
        window = f"@#{first}..#{first + requests - 1}" if requests > 1 else f"@#{first}"
        simulated.command(f"fault {fault}{window}")
        try:
            watched.start()
            watched.until(
                lambda: (
                    watched.status.open_transaction is None
                    or watched.status.open_transaction.state is not JournalEvent.SENT
                )
            )
            if watched.status.open_transaction is not None:
                watched.stop()
        except EichlabError:
            pass  # refused, in words; the invariants say whether that was true
        watched.at_rest()
        simulated.command("clear")
        assert watched.breaches(simulated) == [], f"{fault}{window}, {ahead} ahead"
        watched.until(lambda: watched.status.link in {LinkState.ONLINE, LinkState.DEGRADED})
    assert int(simulated.memory["pagination"]) > 0


def command_sent(watched, code):
    """Return how often a command went over the wire."""
    log = watched.bench.wire_log("Line").since(0, 100_000)
    return len(
        [
            entry
            for entry in log
            if entry.verdict is WireVerdict.WRITTEN and entry.data[2:4] == b"\x70\x40"
            and entry.data[8] == ord(code)
        ]
    )  # fmt: skip


def at_command(watched, monkeypatch, act):
    """Do something just before the next command is sent."""
    unit = watched.bench._meters["Post"].driver._unit
    send = unit.command

    def command(*arguments, **options):
        monkeypatch.undo()
        act()
        return send(*arguments, **options)

    monkeypatch.setattr(unit, "command", command)


def test_a_meter_that_loses_its_power_right_after_the_start_has_started(meter, post, monkeypatch):
    simulated = meter(boot_s=0.05)
    watched = post(simulated.port).connected()
    first = []

    def cut_after_the_begin():
        first.append(simulated.requests + 2)
        simulated.command(f"fault power-cut=0.02@#{first[0]}")

    at_command(watched, monkeypatch, cut_after_the_begin)
    transaction = watched.start()
    watched.at_rest()
    ended = watched.store.transaction(transaction.id)
    assert (ended.outcome, ended.verdict) == (Outcome.RECOVERED, VerdictWord.VERIFIED)
    assert watched.breaches(simulated) == []
    assert command_sent(watched, "B") == 1


@pytest.mark.parametrize("fault", ["exception-4", "exception-6", "silence", "wrong-unit"])
def test_a_start_after_which_the_state_is_refused_is_in_doubt(meter, post, monkeypatch, fault):
    simulated = meter()
    watched = post(simulated.port).connected()

    def spoil_what_follows():
        follows = simulated.requests + 2
        simulated.command(f"fault {fault}@#{follows}..")

    at_command(watched, monkeypatch, spoil_what_follows)
    transaction = watched.start()
    assert transaction.state is JournalEvent.SENT
    assert "bench.start-in-doubt" in watched.notices()
    with pytest.raises(WrongStateError):
        watched.start()
    simulated.command("clear")
    watched.until(lambda: watched.store.transaction(transaction.id).state is JournalEvent.RUNNING)
    assert watched.stop().outcome is Outcome.COMPLETED
    watched.at_rest()
    assert command_sent(watched, "B") == 1, "it was resolved by asking, not by starting again"
    assert watched.breaches(simulated) == []


@pytest.mark.parametrize("fault", ["request-lost", "silence"])
def test_a_stop_while_the_start_is_in_doubt(meter, post, monkeypatch, fault):
    """Whether the start arrived or not: the user's stop is kept, and the end is the true one."""
    simulated = meter()
    watched = post(simulated.port).connected()
    at_command(watched, monkeypatch, lambda: simulated.command(f"fault {fault}"))
    transaction = watched.start()
    assert transaction.state is JournalEvent.SENT
    assert watched.stop().state is JournalEvent.STOPPING
    simulated.command("clear")
    watched.at_rest()
    ended = watched.store.transaction(transaction.id)
    if fault == "silence":
        assert (ended.outcome, ended.verdict) == (Outcome.COMPLETED, VerdictWord.VERIFIED)
    else:
        assert ended.outcome is Outcome.REFUSED
        assert ended.explanation.code == "bench.start-never-arrived"
    assert watched.breaches(simulated) == []


def test_two_starts_at_once_run_one(meter, post):
    simulated = meter()
    watched = post(simulated.port).connected()
    asked = [watched.bench.start_transaction("Post", _request()) for _ in range(3)]
    refused = [future for future in asked if isinstance(future.exception(30), WrongStateError)]
    assert len(refused) == 2
    watched.stop()
    watched.at_rest()
    assert simulated.memory["pagination"] == 1
    assert watched.breaches(simulated) == []


def _request():
    from eichlab.values import TransactionRequest

    return TransactionRequest()


@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("ask", ["start", "stop"])
def test_a_bench_closed_at_any_moment_is_taken_up_by_the_next(meter, post, ask, after_s):
    simulated = meter()
    first = post(simulated.port).connected()
    if ask == "stop":
        first.start()
        future = first.bench.stop_transaction("Post")
    else:
        future = first.bench.start_transaction("Post", _request())
    threading.Event().wait(after_s)
    first.close()
    future.exception(30)
    first.store.close()
    second = post(simulated.port).at_rest()
    assert second.breaches(simulated) == []


# ── what the meter holds ─────────────────────────────────────────────────────────────────────


def test_a_corrupted_record_leaves_the_meter_ready_for_the_next(meter, post):
    simulated = meter()
    watched = post(simulated.port).connected()
    watched.start()
    simulated.command("fault corrupted")
    assert watched.stop().outcome is Outcome.ABANDONED
    simulated.command("clear")
    watched.at_rest()
    assert watched.start().state is JournalEvent.RUNNING
    assert watched.stop().verdict is VerdictWord.VERIFIED


def test_a_foreign_corrupted_record_can_be_cleared(meter, post, tmp_path):
    simulated = meter()
    first = post(simulated.port).connected()
    first.start()
    first.close()
    first.store.close()
    simulated.command("fault corrupted")
    simulated.command("power off")
    simulated.command("power on")
    (tmp_path / "eichlab.sqlite").rename(tmp_path / "other.sqlite")
    watched = post(simulated.port).connected()
    watched.until(lambda: watched.of(UnknownTransactionFound))
    assert watched.status.state.activity is MeterActivity.CORRUPTED
    assert watched.bench.clear_unknown("Post").result(30) == ()
    simulated.command("clear")
    watched.at_rest()
    assert watched.start().state is JournalEvent.RUNNING


def test_a_record_that_is_ready_before_it_is_whole_is_waited_for(meter, post):
    simulated = meter()
    watched = post(simulated.port).connected()
    watched.start()
    simulated.command("fault size-zero")
    asked = watched.bench.stop_transaction("Post")
    watched.until(lambda: simulated.memory["file"])
    simulated.command("clear")
    assert asked.result(30).verdict is VerdictWord.VERIFIED
    watched.at_rest()
    assert watched.breaches(simulated) == []


def test_a_ready_record_that_cannot_be_read_stays_in_the_meter(meter, post):
    """It may be our fault that it cannot be read; once it can, it belongs to its transaction."""
    simulated = meter()
    watched = post(simulated.port).connected()
    watched.bench._meters["Post"].driver._whole_within_s = 0.3
    transaction = watched.start()
    simulated.command("fault size-zero")
    ended = watched.stop()
    assert (ended.outcome, ended.explanation.code) == (
        Outcome.ABANDONED,
        "em580.record-incomplete",
    )
    assert simulated.memory["file"], "nobody has it but the meter"
    simulated.command("clear")
    watched.bench.clear_unknown("Post").result(30)
    (record,) = watched.store.records(transaction.id)
    assert transaction.id.encode() in record.data
    watched.at_rest()
    assert watched.store.foreign_records() == ()
    late = watched.store.transaction(transaction.id)
    assert (late.outcome, late.verdict) == (Outcome.ABANDONED, VerdictWord.VERIFIED)
    assert watched.of(TransactionChanged)[-1].transaction.verdict is VerdictWord.VERIFIED


def test_a_file_refused_at_its_release_is_not_taken_for_another_record(meter, post):
    """State, size, file: the third question of a release is refused, once, for no reason."""
    simulated = meter()
    watched = post(simulated.port).connected()
    driver = watched.bench._meters["Post"].driver
    whole = driver.release

    def release(record):
        driver.release = whole
        simulated.command(f"fault exception-4@#{simulated.requests + 3}")
        return whole(record)

    watched.start()
    driver.release = release
    watched.stop()
    watched.at_rest()
    assert "meter.other-record" not in watched.notices()
    assert watched.breaches(simulated) == []


def test_a_foreign_record_whose_reading_fails_at_first_is_still_kept(meter, post, tmp_path):
    simulated = meter()
    first = post(simulated.port).connected()
    foreign = first.start()
    first.close()
    first.store.close()
    simulated.command("power off")
    simulated.command("power on")
    (tmp_path / "eichlab.sqlite").rename(tmp_path / "other.sqlite")
    watched = post(simulated.port, controlled=False)
    # Its very first question for the record is refused, and some after that.
    at_reading_out(watched, lambda: simulated.command("fault exception-4"))
    watched.until(lambda: "modbus.exception-4" in watched.notices())
    assert not watched.of(ForeignRecordStored)
    simulated.command("clear")
    watched.until(lambda: watched.of(ForeignRecordStored))
    watched.until(lambda: watched.of(UnknownTransactionFound))
    (record,) = watched.store.foreign_records()
    assert foreign.id.encode() in record.data
    counters = watched.bench.wire_log("Line").counters()
    assert WireVerdict.WRITTEN not in counters, "a read-only meter is never written to"


def at_reading_out(watched, act):
    """Do something just before the waiting record is asked for the first time."""
    driver = watched.bench._meters["Post"].driver
    whole = driver.waiting_records

    def waiting_records():
        driver.waiting_records = whole
        act()
        return whole()

    driver.waiting_records = waiting_records


def test_a_start_goes_to_the_meter_it_names_or_nowhere(meter, post):
    """Exchanged between two polls: the start finds out before it writes a single register."""
    simulated = meter()
    watched = post(simulated.port, interval_s=600).connected()
    simulated._in_loop(lambda: setattr(simulated._supply.meter.kept, "serial", "SIM5800010000"))
    with pytest.raises(WrongMeterError):
        watched.start()
    (refused,) = watched.store.transactions()
    assert refused.outcome is Outcome.REFUSED
    assert simulated.memory["pagination"] == 0
    assert WireVerdict.WRITTEN not in watched.bench.wire_log("Line").counters()


def test_a_key_that_is_none_confirms_nothing_and_stops_nothing():
    record = SignedRecord(b"OCMF|{}|{}")
    zeros = PublicKey("ECDSA-brainpoolP384r1-SHA256", bytes(97))
    assert judged((record,), zeros, "serial", simulated=True) is not None


def test_a_defect_in_judging_keeps_no_transaction_from_its_end(meter, post, monkeypatch):
    def defect(*_, **__):
        raise RuntimeError("a defect")

    monkeypatch.setattr("eichlab.bench.transactions.judged", defect)
    simulated = meter()
    watched = post(simulated.port).connected()
    transaction = watched.start()
    ended = watched.stop()
    assert (ended.outcome, ended.verdict) == (Outcome.COMPLETED, None)
    assert len(watched.store.records(transaction.id)) == 1
    assert "bench.defect" in watched.notices()


# ── two programs ─────────────────────────────────────────────────────────────────────────────


def test_another_programs_transaction_is_neither_cleared_nor_doubled(meter, gateway, post):
    """Both may write to the meter and both clear what is unknown; only the lease is between."""
    simulated = meter(("127.0.0.1", 0))
    port = gateway(simulated.port).port
    first = post(port, clear_unknown=True).connected()
    transaction = first.start()
    second = post(port, clear_unknown=True).connected()
    second.until(lambda: second.status.held_elsewhere)
    with pytest.raises(WrongStateError) as caught:
        second.start()
    assert caught.value.message.code == "bench.held-elsewhere"
    with pytest.raises(WrongStateError):
        second.bench.clear_unknown("Post").result(30)
    threading.Event().wait(1.0)
    assert first.store.transaction(transaction.id).state is JournalEvent.RUNNING
    assert simulated.memory["running"] is not None
    # The first ends without a word; the second need not be started anew to take it up.
    first.close()
    first.store.close()
    second.at_rest()
    ended = second.store.transaction(transaction.id)
    assert (ended.outcome, ended.verdict) == (Outcome.RECOVERED, VerdictWord.VERIFIED)
    assert second.breaches(simulated) == []


def test_several_transactions_left_open_are_all_closed(meter, post):
    """Only one can be in the meter; the others are told what became of them."""
    simulated = meter()
    first = post(simulated.port).connected()
    serial = first.status.identity.serial
    ids = []
    for _ in range(2):
        ghost = first.store.begin(meter="Post", serial=serial, request=_request())
        first.store.append(ghost.id, JournalEvent.SENT)
        first.store.append(ghost.id, JournalEvent.RUNNING)
        ids.append(ghost.id)
        first.store.release_lease(ghost.id)
    first.until(lambda: not first.store.open_transactions())
    real = first.start()
    first.close()
    first.store.close()
    second = post(simulated.port).at_rest()
    assert [second.store.transaction(each).outcome for each in ids] == [Outcome.ABANDONED] * 2
    assert second.store.transaction(real.id).verdict is VerdictWord.VERIFIED
    assert second.breaches(simulated) == []


# ── losses ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stop_on_failure", [True, False])
def test_a_loss_too_long_between_two_polls_is_a_failure_all_the_same(meter, post, stop_on_failure):
    """No poll falls into the time after the limit: its end alone tells how long it was."""
    simulated = meter()
    watched = post(
        simulated.port, failure_after_s=0.5, stop_on_failure=stop_on_failure, interval_s=600,
        pace=_seldom_when_lost(),
    ).connected()  # fmt: skip
    transaction = watched.start()
    simulated.command("unplug")
    watched.until(lambda: watched.status.link is LinkState.PORT_LOST)
    threading.Event().wait(0.8)
    assert watched.store.transaction(transaction.id).state is JournalEvent.RUNNING
    simulated.command("plug")
    if stop_on_failure:
        watched.at_rest()
        ended = watched.store.transaction(transaction.id)
        assert ended.outcome is Outcome.STOPPED_ON_FAILURE
    else:
        watched.until(lambda: watched.status.loss is None)
        assert watched.store.transaction(transaction.id).state is JournalEvent.RUNNING
        ended = watched.stop()
        assert ended.outcome is Outcome.COMPLETED
    assert ended.verdict is VerdictWord.VERIFIED
    (loss,) = watched.store.losses()
    assert (loss.running, loss.cause) == (transaction.id, LossCause.PORT_LOST)
    assert loss.energy_after >= loss.energy_before
    assert watched.store.transaction(transaction.id).losses == 1


def _seldom_when_lost():
    from eichlab.bench import Pace

    return Pace(state_s=0.3, running_state_s=0.2, follow_up_s=0.1, lost_s=600)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_clock_that_jumps_changes_no_duration(meter, post, jump):
    simulated = meter()
    jumped = threading.Event()

    def clock():
        return datetime.now(UTC) + (jump if jumped.is_set() else timedelta())

    watched = post(simulated.port, clock=clock, failure_after_s=30).connected()
    transaction = watched.start()
    simulated.command("fault silence")
    took = watched.until(lambda: watched.of(LossBegan))
    jumped.set()
    threading.Event().wait(0.5)
    simulated.command("clear")
    took += watched.until(lambda: watched.of(LossEnded))
    (ended,) = watched.of(LossEnded)
    lasted = ended.loss.ended_at - ended.loss.began_at
    assert timedelta(seconds=0.4) < lasted < timedelta(seconds=took + 5)
    assert watched.store.transaction(transaction.id).state is JournalEvent.RUNNING, "no failure"
    assert watched.stop().verdict is VerdictWord.VERIFIED
    assert watched.breaches(simulated) == []


def test_a_loss_is_told_within_all_tries_and_one_poll(meter, post):
    """Wherever in a poll the line is cut; slack is for a busy computer only."""
    simulated = meter()
    interval_s, timeout_s, tries, slack_s = 0.3, 0.2, 3, 1.5
    watched = post(
        simulated.port, interval_s=interval_s, timeout_s=timeout_s, stop_on_failure=False
    ).connected()
    watched.start()
    took = []
    for phase in range(10):
        threading.Event().wait(0.04 * phase)
        before = len(watched.of(LossBegan))
        simulated.command("fault request-lost")
        took.append(watched.until(lambda before=before: len(watched.of(LossBegan)) > before))
        simulated.command("clear")
        watched.until(lambda before=before: len(watched.of(LossEnded)) > before)
    assert max(took) < timeout_s * tries + interval_s + slack_s
    assert sorted(took)[len(took) // 2] < timeout_s * tries + interval_s + slack_s / 2
    transaction = watched.stop()
    assert transaction.losses == 10
    for loss in watched.store.losses():
        assert loss.running == transaction.id
        assert loss.cause is LossCause.NO_ANSWER
        assert loss.began_at < loss.ended_at
        assert loss.energy_before <= loss.energy_after


def test_the_availability_falls_while_a_loss_lasts(meter, post):
    simulated = meter()
    watched = post(simulated.port).connected()
    watched.until(lambda: watched.status.availability == 100)
    simulated.command("fault silence")
    watched.until(lambda: watched.of(LossBegan))
    # The store notes a lasting loss every ten seconds.
    watched.until(lambda: watched.status.availability < 100)
    assert watched.status.loss is not None


@pytest.mark.parametrize("stop_on_failure", [True, False])
@pytest.mark.parametrize("trouble", ["power", "line"])
def test_the_record_comes_both_ways(meter, post, stop_on_failure, trouble):
    """Stop on failure on: stopped once it answers. Off: it goes on, or the meter ended it."""
    simulated = meter()
    watched = post(simulated.port, failure_after_s=0.4, stop_on_failure=stop_on_failure).connected()
    transaction = watched.start()
    simulated.command("power off" if trouble == "power" else "fault silence")
    watched.until(lambda: watched.status.link is LinkState.SILENT)
    threading.Event().wait(0.8)
    simulated.command("power on" if trouble == "power" else "clear")
    watched.until(lambda: watched.status.loss is None)
    if not stop_on_failure and trouble == "line":
        assert watched.store.transaction(transaction.id).state is JournalEvent.RUNNING
        watched.stop()
    watched.at_rest()
    ended = watched.store.transaction(transaction.id)
    expected = Outcome.STOPPED_ON_FAILURE if stop_on_failure else (
        Outcome.RECOVERED if trouble == "power" else Outcome.COMPLETED
    )  # fmt: skip
    assert (ended.outcome, ended.verdict) == (expected, VerdictWord.VERIFIED)
    assert ended.losses == 1
    assert watched.breaches(simulated) == []
