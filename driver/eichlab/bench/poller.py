"""One thread a line: polls its meters in turn and carries out what is asked of them.

It alone changes its meters' state, so that nothing here needs a lock.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from eichlab.bench.bench_meter import BenchMeter
from eichlab.bench.events import (
    Event,
    LineChanged,
    LinkChanged,
    LossBegan,
    LossEnded,
    MeterIdentified,
    Noticed,
    ReadingTaken,
    StateRead,
)
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

_STATE_S = 10.0
_STATE_IN_TRANSACTION_S = 3.0
_AVAILABILITY_S = 5.0
# A silent meter costs a time-out at every question; the others on its line shall not feel it.
_SILENT_SHARE = 20
_SILENT_COST_S = 0.5
_SILENT_IN_TRANSACTION_S = 1.0


class Poller:
    """Polls the meters of one line, each at its interval, and does its jobs before that."""

    def __init__(
        self,
        line: str,
        meters: Sequence[BenchMeter],
        store: Store,
        transactions: Transactions,
        publish: Callable[[Event], None],
    ) -> None:
        self._line = line
        self._meters = tuple(meters)
        self._store = store
        self._transactions = transactions
        self._publish = publish
        self._jobs: deque[Callable[[], None]] = deque()
        self._condition = threading.Condition()
        self._closing = False
        self._store_problem: str | None = None
        self._thread = threading.Thread(target=self._work, name=f"poller {line}", daemon=True)

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
                meter = None if job is not None else self._due_or_wait()
            if job is not None:
                job()
            elif meter is not None:
                self._poll_guarded(meter)
        for waiting in self._jobs:
            waiting()

    def _due_or_wait(self) -> BenchMeter | None:
        now = time.monotonic()
        meter = min(self._meters, key=lambda each: each.due, default=None)
        if meter is not None and meter.due <= now:
            return meter
        self._condition.wait(None if meter is None else meter.due - now)
        return None

    def _poll_guarded(self, meter: BenchMeter) -> None:
        try:
            self._poll(meter)
            self._watch_availability(meter)
            self._store_problem = None
        except StoreError as error:
            # Said once, not at every reading; live values go on without being kept.
            if self._store_problem != error.message.code:
                self._store_problem = error.message.code
                self._notice(meter, error.message, Severity.ERROR)
        except Exception:  # noqa: BLE001 - said and logged below
            # A defect of Eichlab's must not end the watch over the other meters.
            _log.exception("polling %s failed", meter.name)
            self._notice(meter, message("bench.defect", meter=meter.name), Severity.ERROR)
        self._schedule(meter)

    def _schedule(self, meter: BenchMeter) -> None:
        interval_s = meter.configuration.interval_s
        if meter.tracker.state is LinkState.SILENT:
            if meter.transaction is not None:
                interval_s = min(interval_s, _SILENT_IN_TRANSACTION_S)
            elif len(self._meters) > 1:
                interval_s = max(interval_s, _SILENT_SHARE * _SILENT_COST_S)
        # Missed slots are dropped, never made up in a burst.
        meter.due = max(meter.due + interval_s, time.monotonic() + 0.2 * interval_s)

    def _poll(self, meter: BenchMeter) -> None:
        asked_at = datetime.now(UTC)
        asked = time.monotonic()
        try:
            if not meter.confirmed:
                self._confirm(meter)
            reading = meter.ask(meter.driver.read)
        except PortError as error:
            self._failed(meter, asked_at, asked, LossCause.PORT_LOST, error)
        except WrongMeterError as error:
            self._failed(meter, asked_at, asked, LossCause.OTHER_METER, error)
        except (WrongAnswerError, RefusedError) as error:
            self._failed(meter, asked_at, asked, LossCause.WRONG_ANSWER, error)
        except NoAnswerError as error:
            self._failed(meter, asked_at, asked, LossCause.NO_ANSWER, error)
        else:
            self._answered(meter, reading)
            self._go_on(meter)

    def _confirm(self, meter: BenchMeter) -> None:
        """Learn who answers, before anything is believed or written; again after every loss."""
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
                meter,
                message(
                    "bench.meter-exchanged",
                    meter=meter.name,
                    expected=known.serial,
                    found=identity.serial,
                ),
                Severity.WARNING,
            )
        meter.identity = identity
        if meter.capabilities.signs:
            meter.public_key = meter.ask(meter.driver.public_key)
        meter.confirmed = True
        meter.state_due = 0.0
        self._publish(MeterIdentified(meter.name, identity, meter.capabilities, meter.public_key))

    def _go_on(self, meter: BenchMeter) -> None:
        """Do what waits for an answering meter: its state, recovery, an open transaction."""
        if not meter.capabilities.signs:
            return
        try:
            if meter.transaction is None and meter.state_due == 0.0:
                self._transactions.learn_key(meter)
                self._transactions.recover(meter)
            self._transactions.follow_up(meter)
            if time.monotonic() >= meter.state_due:
                state = meter.ask(meter.driver.state)
                meter.state = state
                self._publish(StateRead(meter.name, state))
                in_transaction = meter.transaction is not None
                meter.state_due = time.monotonic() + (
                    _STATE_IN_TRANSACTION_S if in_transaction else _STATE_S
                )
                self._transactions.state_read(meter, state)
        except StoreError:
            raise
        except EichlabError as error:
            # The next poll tells whether the link is down; nothing was skipped meanwhile.
            self._notice(meter, error.message, Severity.WARNING)
            meter.state_due = time.monotonic() + _SILENT_IN_TRANSACTION_S

    # ── links and losses ─────────────────────────────────────────────────────────────────────

    def _answered(self, meter: BenchMeter, reading: Reading) -> None:
        before = meter.tracker.state
        state = meter.tracker.answered(reading.tries)
        meter.driver.probe(once=False)
        meter.problem = None
        loss = meter.loss
        if loss is not None:
            ended = replace(
                loss,
                ended_at=reading.taken_at,
                energy_after=reading.value(Quantity.ENERGY_IMPORT),
            )
            meter.loss = None
        meter.last_reading = reading
        self._publish(ReadingTaken(reading))
        if state is not before:
            self._publish(LinkChanged(meter.name, state, reading.taken_at))
        if loss is not None:
            self._publish(LossEnded(ended))
            self._notice(meter, message("bench.regained", meter=meter.name))
            self._store.loss_ended(ended)
        self._store.add_reading(reading, simulated=meter.simulated)

    def _failed(
        self,
        meter: BenchMeter,
        asked_at: datetime,
        asked: float,
        cause: LossCause,
        error: EichlabError,
    ) -> None:
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
            self._publish(LinkChanged(meter.name, state, datetime.now(UTC), error.message))
        if meter.loss is None:
            self._begin_loss(meter, asked_at, asked, cause)
        self._watch_failure(meter)

    def _begin_loss(
        self, meter: BenchMeter, asked_at: datetime, asked: float, cause: LossCause
    ) -> None:
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

    def _watch_failure(self, meter: BenchMeter) -> None:
        transaction = meter.transaction
        if transaction is None or transaction.state is not JournalEvent.RUNNING:
            return
        lost_for_s = time.monotonic() - meter.loss_began
        configuration = meter.configuration
        if configuration.stop_on_failure and lost_for_s >= configuration.failure_after_s:
            self._transactions.fail(meter)

    def _port_changed(self, change: PortChange) -> None:
        at = datetime.now(UTC)
        state = LinkState.ONLINE if change.error is None else LinkState.PORT_LOST
        said = change.error.message if change.error is not None else None
        self._publish(LineChanged(self._line, state, at, change.device, said))
        for meter in self._meters:
            if change.error is not None:
                try:
                    self._failed(meter, at, time.monotonic(), LossCause.PORT_LOST, change.error)
                except StoreError as error:
                    self._notice(meter, error.message, Severity.ERROR)
            else:
                meter.due = 0.0

    def _watch_availability(self, meter: BenchMeter) -> None:
        # During a loss the share falls too, so it is asked for whether the meter answers or not.
        if time.monotonic() < meter.availability_due:
            return
        meter.availability_due = time.monotonic() + _AVAILABILITY_S
        now = datetime.now(UTC)
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        begin = max(midnight.astimezone(UTC), now - timedelta(days=1))
        meter.availability = self._store.availability(meter.name, begin, now)

    def _notice(self, meter: BenchMeter, said: Message, severity: Severity = Severity.NOTE) -> None:
        self._publish(Noticed(said, severity, datetime.now(UTC), meter=meter.name, line=self._line))
