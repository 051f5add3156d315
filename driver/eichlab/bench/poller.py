"""One thread a meter: polls it and carries out what is asked of it.

It alone changes its meter's state, so that nothing here needs a lock. Whose turn it is on the line
the line decides: a meter that is waited for keeps none of its neighbours from being asked.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from eichlab.bench.availability import availability_today
from eichlab.bench.bench_meter import BenchMeter
from eichlab.bench.events import (
    Event,
    LinkChanged,
    LossBegan,
    LossEnded,
    MeterIdentified,
    Noticed,
    ReadingTaken,
    StateRead,
)
from eichlab.bench.pace import Pace
from eichlab.bench.store_trouble import StoreTrouble
from eichlab.bench.transactions import Transactions
from eichlab.line import PortChange
from eichlab.store import Store
from eichlab.values import (
    Channel,
    EichlabError,
    JournalEvent,
    LinkState,
    Loss,
    LossCause,
    Message,
    NoAnswerError,
    PortError,
    Quantity,
    Reading,
    RefusedError,
    Severity,
    StoreError,
    WrongAnswerError,
    WrongMeterError,
    message,
)

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Poller:
    """Polls one meter at its interval, and does the jobs for it before that.

    ``shared`` says that other meters share the line.
    """

    def __init__(
        self,
        meter: BenchMeter,
        store: Store,
        transactions: Transactions,
        publish: Callable[[Event], None],
        *,
        shared: bool,
        trouble: StoreTrouble,
        pace: Pace,
        clock: Callable[[], datetime],
    ) -> None:
        self._meter = meter
        self._store = store
        self._transactions = transactions
        self._publish = publish
        self._shared = shared
        self._trouble = trouble
        self._pace = pace
        self._clock = clock
        self._jobs: deque[Callable[[], None]] = deque()
        self._condition = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name=f"poller {meter.name}", daemon=True)

    def start(self) -> None:
        """Start polling."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; `join` waits for it."""
        with self._condition:
            self._closing = True
            self._condition.notify_all()

    def join(self) -> None:
        """Wait for the thread's end."""
        if self._thread.ident is not None:
            self._thread.join()

    def run(self, job: Callable[[], T]) -> Future[T]:
        """Queue ``job`` for the poller's thread, before the next poll."""
        future: Future[T] = Future()

        def perform() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(job())
            # Whatever went wrong belongs to the one who waits for this job.
            except BaseException as error:  # noqa: BLE001
                future.set_exception(error)

        with self._condition:
            if self._closing:
                future.cancel()
                return future
            self._jobs.append(perform)
            self._condition.notify_all()
        return future

    def port_changed(self, change: PortChange) -> None:
        """Take note of a change of the port; called by the line's worker."""
        self.run(lambda: self._port_changed(change))

    # ── the thread ───────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        while True:
            with self._condition:
                if self._closing:
                    break
                job = self._jobs.popleft() if self._jobs else None
                if job is None and (wait_s := self._meter.due - time.monotonic()) > 0:
                    self._condition.wait(wait_s)
                    continue
            if job is not None:
                job()
            else:
                self._poll_guarded()
        for waiting in self._jobs:
            waiting()

    def _poll_guarded(self) -> None:
        meter = self._meter
        meter.line_s = 0.0
        try:
            self._poll()
            self._watch_availability()
        except StoreError as error:
            self._store_refused(error)
        except Exception:  # noqa: BLE001 - said and logged below
            # A defect of Eichlab's must not end the watch over the meter.
            _log.exception("polling %s failed", meter.name)
            self._notice(message("bench.defect", meter=meter.name), Severity.ERROR)
        self._schedule(meter.line_s)

    def _store_refused(self, error: StoreError) -> None:
        """Say it once, not at every reading; live values go on without being kept."""
        if self._trouble.is_new(error.message.code):
            self._notice(error.message, Severity.ERROR)

    def _schedule(self, cost_s: float) -> None:
        meter = self._meter
        interval_s = meter.configuration.interval_s
        if meter.loss is not None and meter.transaction is not None:
            interval_s = min(interval_s, self._pace.lost_s)
        elif meter.tracker.state is LinkState.SILENT and self._shared:
            # It costs its time-outs at every poll; the others on its line shall not feel it.
            interval_s = max(interval_s, self._pace.silent_share * cost_s)
        # Missed slots are dropped, never made up in a burst.
        meter.due = max(meter.due + interval_s, time.monotonic() + 0.2 * interval_s)

    def _poll(self) -> None:
        """Read the meter and then do what waits for an answering meter; each may lose it."""
        for step in (self._read, self._go_on):
            asked_at, asked = self._clock(), time.monotonic()
            lost: EichlabError
            try:
                step()
            except PortError as error:
                cause, lost = LossCause.PORT_LOST, error
            except WrongMeterError as error:
                cause, lost = LossCause.OTHER_METER, error
            except (WrongAnswerError, RefusedError) as error:
                cause, lost = LossCause.WRONG_ANSWER, error
            except NoAnswerError as error:
                cause, lost = LossCause.NO_ANSWER, error
            else:
                continue
            if self._closing:
                # We went away, not the meter.
                return
            self._failed(asked_at, asked, cause, lost)
            return

    def _read(self) -> None:
        meter = self._meter
        if not meter.confirmed:
            self._confirm()
        self._answered(meter.ask(meter.driver.read))

    def _confirm(self) -> None:
        """Learn who answers, before anything is believed or written; again after every loss."""
        meter = self._meter
        identity = meter.ask(meter.driver.identify)
        known = meter.identity
        if known is not None and known.serial != identity.serial:
            if meter.transaction is not None:
                raise WrongMeterError(
                    "bench.other-meter",
                    meter=meter.name,
                    expected=known.serial,
                    found=identity.serial,
                )
            self._notice(
                message(
                    "bench.meter-exchanged",
                    meter=meter.name,
                    expected=known.serial,
                    found=identity.serial,
                ),
                Severity.WARNING,
            )
        meter.identity = identity
        notices, meter.notices = meter.notices, ()
        for notice in notices:
            self._notice(notice, Severity.WARNING)
        if meter.capabilities.signs:
            meter.public_key = meter.ask(meter.driver.public_key)
        meter.confirmed = True
        meter.state_due = 0.0
        self._publish(MeterIdentified(meter.name, identity, meter.capabilities, meter.public_key))
        try:
            self._transactions.learn_key(meter)
        except EichlabError as error:
            # A key that is none, or a store that refuses, must not keep the meter from its work.
            self._notice(error.message, Severity.WARNING)

    def _go_on(self) -> None:
        """Do what waits for an answering meter: recovery, an open transaction, its state."""
        meter = self._meter
        if not meter.capabilities.signs:
            return
        try:
            if meter.transaction is None and time.monotonic() >= meter.state_due:
                # Not only at the begin: another program may end while this one runs.
                self._transactions.recover(meter)
            self._transactions.follow_up(meter)
            if time.monotonic() >= meter.state_due:
                self._ask_state()
        except (StoreError, NoAnswerError, PortError):
            raise
        except EichlabError as error:
            # Refused, not lost. It is asked again, and the same is not said again.
            meter.state_due = time.monotonic() + self._pace.lost_s
            if meter.refusal != error.message.code:
                meter.refusal = error.message.code
                self._notice(error.message, Severity.WARNING)
        else:
            meter.refusal = None

    def _ask_state(self) -> None:
        meter = self._meter
        state = meter.ask(meter.driver.state)
        meter.state = state
        self._publish(StateRead(meter.name, state))
        pace = self._pace
        pause_s = pace.state_s if meter.transaction is None else pace.running_state_s
        meter.state_due = time.monotonic() + pause_s
        self._transactions.state_read(meter, state)

    # ── links and losses ─────────────────────────────────────────────────────────────────────

    def _answered(self, reading: Reading) -> None:
        meter = self._meter
        before = meter.tracker.state
        state = meter.tracker.answered(reading.tries)
        meter.driver.probe(once=False)
        meter.problem = None
        loss = meter.loss
        meter.last_reading = reading
        self._publish(ReadingTaken(reading))
        if state is not before:
            self._publish(LinkChanged(meter.name, state, reading.taken_at))
        try:
            if loss is not None:
                # Before anything else: the loss may have lasted too long between two polls.
                self._watch_failure()
                meter.loss = None
                self._end_loss(loss, reading)
            self._store.add_reading(reading, simulated=meter.simulated)
        except StoreError as error:
            self._store_refused(error)
        else:
            self._trouble.over()

    def _end_loss(self, loss: Loss, reading: Reading) -> None:
        meter = self._meter
        ended = replace(
            loss,
            # The computer's clock may have been set meanwhile; how long it took it cannot change.
            ended_at=loss.began_at + timedelta(seconds=reading.monotonic - meter.loss_began),
            energy_after=reading.value(Quantity.ENERGY_IMPORT),
        )
        self._publish(LossEnded(ended))
        self._notice(message("bench.regained", meter=meter.name))
        self._store.loss_ended(ended)

    def _failed(
        self,
        asked_at: datetime,
        asked: float,
        cause: LossCause,
        error: EichlabError,
    ) -> None:
        meter = self._meter
        before = meter.tracker.state
        if cause is LossCause.PORT_LOST:
            state = meter.tracker.port_lost()
        else:
            state = meter.tracker.failed(answered=cause is not LossCause.NO_ANSWER)
            meter.driver.probe(once=state is LinkState.SILENT)
        meter.confirmed = False
        new_problem = meter.problem is None or meter.problem.code != error.message.code
        meter.problem = error.message
        if state is not before or new_problem:
            self._publish(LinkChanged(meter.name, state, self._clock(), error.message))
        if meter.loss is None:
            self._begin_loss(asked_at, asked, cause)
        self._watch_failure()

    def _begin_loss(self, asked_at: datetime, asked: float, cause: LossCause) -> None:
        meter = self._meter
        last = meter.last_reading
        loss = Loss(
            meter=meter.name,
            began_at=asked_at,
            cause=cause,
            running=meter.transaction.id if meter.transaction is not None else None,
            energy_before=last.value(Quantity.ENERGY_IMPORT, Channel.TOTAL) if last else None,
        )
        meter.loss = loss
        meter.loss_began = asked
        self._publish(LossBegan(loss))
        self._store.loss_began(loss)

    def _watch_failure(self) -> None:
        meter = self._meter
        transaction = meter.transaction
        if transaction is None or transaction.state is not JournalEvent.RUNNING:
            return
        lost_for_s = time.monotonic() - meter.loss_began
        configuration = meter.configuration
        if configuration.stop_on_failure and lost_for_s >= configuration.failure_after_s:
            self._transactions.fail(meter)

    def _port_changed(self, change: PortChange) -> None:
        if change.error is None:
            self._meter.due = time.monotonic()
            return
        try:
            self._failed(self._clock(), time.monotonic(), LossCause.PORT_LOST, change.error)
        except StoreError as error:
            self._notice(error.message, Severity.ERROR)

    def _watch_availability(self) -> None:
        # During a loss the share falls too, so it is asked for whether the meter answers or not.
        meter = self._meter
        if time.monotonic() < meter.availability_due:
            return
        meter.availability_due = time.monotonic() + self._pace.availability_s
        meter.availability = availability_today(self._store, [meter.name], self._clock())

    def _notice(self, said: Message, severity: Severity = Severity.NOTE) -> None:
        meter = self._meter
        self._publish(
            Noticed(said, severity, self._clock(), meter=meter.name, line=meter.line_name)
        )
