"""The one place that starts and stops transactions, and brings every one of them to its end.

Each step is in the journal before the next is taken. A record is in the rescue folder, the
journal and the store before the meter may forget it. Nothing here sends a command twice: what
became of one whose answer was lost is asked from the meter's state.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from eichlab.bench.bench_meter import BenchMeter
from eichlab.bench.events import (
    Event,
    ForeignRecordStored,
    Noticed,
    TransactionChanged,
    UnknownTransactionFound,
)
from eichlab.bench.judging import judged, known_key
from eichlab.bench.pace import Pace
from eichlab.line import Priority
from eichlab.store import Store
from eichlab.values import (
    Attribution,
    EichlabError,
    JournalEvent,
    KeptRecord,
    KeyOrigin,
    Message,
    MeterActivity,
    MeterState,
    NothingRunningError,
    NotSupportedError,
    Outcome,
    ReadOnlyError,
    RecordUnusableError,
    RefusedError,
    Severity,
    SignedRecord,
    StoreError,
    Transaction,
    TransactionRequest,
    TransactionVerdict,
    WrongMeterError,
    WrongStateError,
    message,
)

_log = logging.getLogger(__name__)

_NOBODY = Attribution()

# Why a transaction is being stopped, as the journal's row `stopping` says.
BY_USER = "user"
BY_FAILURE = "failure"
BY_RECOVERY = "recovery"
BY_METER = "meter"

_OUTCOMES = {
    BY_USER: Outcome.COMPLETED,
    BY_FAILURE: Outcome.STOPPED_ON_FAILURE,
    BY_RECOVERY: Outcome.RECOVERED,
    BY_METER: Outcome.RECOVERED,
}

# Of a transaction at these steps the meter holds nothing yet, or nothing more.
_NOTHING_IN_METER = frozenset({JournalEvent.INTENT, JournalEvent.RELEASED})


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """A record in a meter's memory, and whether the store has it."""

    record: KeptRecord
    is_stored: bool


class Transactions:
    """Starts, stops, recovers. Every method runs in the poller thread of its meter."""

    def __init__(
        self,
        store: Store,
        publish: Callable[[Event], None],
        *,
        pace: Pace,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._publish = publish
        self._pace = pace
        self._clock = clock

    # ── asked by the user ────────────────────────────────────────────────────────────────────

    def start(
        self,
        meter: BenchMeter,
        request: TransactionRequest,
        attribution: Attribution = _NOBODY,
    ) -> Transaction:
        """Start a transaction; return it as *running*, or as *sent* while that is in doubt.

        Raises what keeps it from starting; the journal then says *refused*.
        """
        self._require_writable(meter)
        identity = meter.identity
        if identity is None or not meter.confirmed:
            raise WrongStateError("bench.not-connected", meter=meter.name, reason=meter.problem)
        if meter.transaction is None:
            self.recover(meter)
        self._require_nothing_open(meter)

        meter.transaction = self._store.begin(
            meter=meter.name,
            serial=identity.serial,
            request=request,
            simulated=meter.simulated,
            detail={
                "line": meter.line_name,
                "port": meter.port,
                "model": identity.model,
                **({"attribution": asdict(attribution)} if attribution != _NOBODY else {}),
            },
        )
        meter.recovering = False
        try:
            self._prepare(meter, identity.serial)
            mark = dict(meter.ask(lambda: meter.driver.mark(request), Priority.TRANSACTION))
            self._step(meter, JournalEvent.SENT, **({"mark": mark} if mark else {}))
            meter.driver.recall(request, mark)
        except EichlabError as error:
            self._end(meter, Outcome.REFUSED, error.message)
            raise
        try:
            notices = meter.ask(lambda: meter.driver.start(request), Priority.TRANSACTION)
        except EichlabError as error:
            if not error.in_doubt:
                self._end(meter, Outcome.REFUSED, error.message)
                raise
            self._notice(meter, message("bench.start-in-doubt", meter=meter.name))
            return self._open(meter)
        try:
            self._keep_early(meter)
            self._step(meter, JournalEvent.RUNNING, notices=[str(notice) for notice in notices])
        except StoreError as error:
            # It runs all the same; the journal learns it from the meter when it can be written.
            self._notice(meter, error.message, Severity.ERROR)
        for notice in notices:
            self._notice(meter, notice)
        return self._open(meter)

    def _prepare(self, meter: BenchMeter, serial: str) -> None:
        """Make sure that the very meter is there, and idle, and knows the time."""
        if self._held_elsewhere(meter):
            # Another program began between our question and our intent.
            raise WrongStateError("bench.held-elsewhere", meter=meter.name)
        found = meter.ask(meter.driver.identify, Priority.TRANSACTION).serial
        if found != serial:
            meter.confirmed = False
            raise WrongMeterError(
                "bench.other-meter", meter=meter.name, expected=serial, found=found
            )
        state = meter.ask(meter.driver.state, Priority.TRANSACTION)
        if state.activity is not MeterActivity.IDLE:
            if not meter.configuration.clear_unknown:
                # The driver finds the same, refuses, and says what it is.
                return
            self._clear(meter)
        self._set_clock(meter)

    def stop(self, meter: BenchMeter) -> Transaction:
        """Stop the running transaction; return it *closed*, or open while its record is awaited."""
        transaction = meter.transaction
        if transaction is None:
            raise NothingRunningError("bench.nothing-running", meter=meter.name)
        if transaction.state in {JournalEvent.SENT, JournalEvent.RUNNING}:
            self._step(meter, JournalEvent.STOPPING, cause=BY_USER)
        return self._pursue(meter, transaction)

    def clear_unknown(self, meter: BenchMeter) -> tuple[SignedRecord, ...]:
        """Close whatever runs in the meter and keep its record; return what was kept."""
        self._require_writable(meter)
        self._require_nothing_open(meter)
        return self._clear(meter)

    def kept_records(
        self, meter: BenchMeter, before: int | None, limit: int
    ) -> tuple[ListedRecord, ...]:
        """Return what the meter's own memory holds, and what of it is in the store already."""
        self._require_memory(meter)
        found = meter.ask(lambda: meter.driver.kept_records(before, limit))
        for notice in meter.driver.take_notices():
            self._notice(meter, notice)
        return tuple(ListedRecord(each, is_stored=self._has(meter, each)) for each in found)

    def read_kept(self, meter: BenchMeter, number: int) -> SignedRecord:
        """Read a record of the meter's memory out and keep it, unless those very bytes are kept.

        Reading changes nothing in the meter, so a read-only one is read like any other.
        """
        self._require_memory(meter)
        record = meter.ask(lambda: meter.driver.kept_record(number))
        same_id = self._of_meter(meter, record.transaction_id)
        kept = [each for each in same_id if each.sha256 == record.sha256]
        if record.transaction_id is None:
            kept += self._store.records_with(record.sha256)
        if kept:
            return kept[0]
        self._keep_foreign(meter, record)
        if same_id:
            self._notice(
                meter,
                message("bench.kept-differs", meter=meter.name, id=record.transaction_id),
                Severity.WARNING,
            )
        return replace(record, simulated=record.simulated or meter.simulated)

    def _has(self, meter: BenchMeter, kept: KeptRecord) -> bool:
        if kept.sha256 is not None:
            return bool(self._store.records_with(kept.sha256))
        return bool(self._of_meter(meter, kept.transaction_id))

    def _of_meter(self, meter: BenchMeter, transaction_id: str | None) -> tuple[SignedRecord, ...]:
        """Return the records kept under this id from this very meter; another may have it, too."""
        if not transaction_id:
            return ()
        return self._store.records(transaction_id, serial=self._serial(meter))

    def _require_memory(self, meter: BenchMeter) -> None:
        if not meter.capabilities.keeps_records:
            raise NotSupportedError("meter.keeps-no-records", meter=meter.name)
        if not meter.confirmed:
            raise WrongStateError("bench.not-connected", meter=meter.name, reason=meter.problem)

    # ── what the poller tells ────────────────────────────────────────────────────────────────

    def learn_key(self, meter: BenchMeter) -> None:
        """Keep the key the meter showed; a key that changed is an alarm."""
        if meter.public_key is None:
            return
        known = known_key(meter.public_key, self._serial(meter), simulated=meter.simulated)
        earlier = self._store.add_key(known)
        if any(key.fingerprint != known.fingerprint for key in earlier):
            self._notice(
                meter,
                message("bench.key-changed", meter=meter.name, serial=known.meter),
                Severity.WARNING,
            )

    def recover(self, meter: BenchMeter) -> None:
        """Bring transactions to their end that a program which is no more left on this meter.

        One at a time: the next is taken up once the one before is closed.
        """
        if meter.identity is None or not meter.configuration.controlled:
            return
        for transaction in self._store.open_transactions(serial=meter.identity.serial):
            if meter.transaction is not None:
                return
            of_another = transaction.meter != meter.name
            if of_another and not self._store.lease_is_over(transaction.id):
                # The same serial number stands twice on this bench, and there it runs.
                continue
            if not self._store.take_lease(transaction.id):
                continue
            meter.transaction = transaction
            meter.recovering = True
            if transaction.state not in _NOTHING_IN_METER:
                meter.driver.recall(transaction.request, _mark(transaction))
            self._notice(meter, message("bench.recovering", meter=meter.name, id=transaction.id))
            self._pursue(meter, transaction)

    def follow_up(self, meter: BenchMeter) -> None:
        """Go on with the open transaction now that its meter answers."""
        transaction = meter.transaction
        if transaction is None:
            return
        if transaction.state is JournalEvent.RUNNING and not meter.recovering:
            return
        if time.monotonic() >= meter.follow_up_due:
            self._pursue(meter, transaction)

    def fail(self, meter: BenchMeter) -> None:
        """Mark the running transaction as failed: it is stopped as soon as the meter answers."""
        self._step(meter, JournalEvent.STOPPING, cause=BY_FAILURE)
        self._notice(
            meter,
            message(
                "bench.meter-failed",
                meter=meter.name,
                seconds=Decimal(f"{meter.configuration.failure_after_s:g}"),
            ),
            Severity.ERROR,
        )

    def state_read(self, meter: BenchMeter, state: MeterState) -> None:
        """Compare the meter's own state with the journal."""
        transaction = meter.transaction
        if transaction is None:
            # What another living program runs is no stray, and none of our business.
            meter.held_elsewhere = self._held_elsewhere(meter)
            if meter.held_elsewhere:
                meter.stray = None
            else:
                self._look_at_stray(meter, state)
            return
        if transaction.state is not JournalEvent.RUNNING or meter.recovering:
            return
        still_ours = state.transaction_id in {None, transaction.id}
        if state.activity is MeterActivity.RUNNING and still_ours:
            self._keep_early(meter)
            return
        self._notice(meter, message("bench.closed-by-meter", meter=meter.name), Severity.WARNING)
        self._step(meter, JournalEvent.STOPPING, cause=BY_METER)
        self._pursue(meter, transaction)

    # ── bringing a transaction to its end ────────────────────────────────────────────────────

    def _pursue(self, meter: BenchMeter, transaction: Transaction) -> Transaction:
        """Take every step that can be taken now; what fails for lack of an answer comes later."""
        meter.follow_up_due = time.monotonic() + self._pace.follow_up_s
        try:
            if self._is_open_still(meter):
                self._advance(meter)
        except EichlabError as error:
            if meter.waits_for != error.message.code:
                meter.waits_for = error.message.code
                self._notice(
                    meter,
                    message("bench.stop-waits", meter=meter.name, reason=error.message),
                    Severity.WARNING,
                )
        return meter.transaction or self._store.transaction(transaction.id) or transaction

    def _is_open_still(self, meter: BenchMeter) -> bool:
        """Take over what the journal says: a step may be durable whose writing raised an error."""
        known = self._store.transaction(self._open(meter).id)
        if known is None or known.is_open:
            meter.transaction = known or meter.transaction
            return True
        self._store.release_lease(known.id)
        self._forget(meter, known)
        return False

    def _advance(self, meter: BenchMeter) -> None:
        transaction = self._open(meter)
        if transaction.state is JournalEvent.INTENT:
            self._end(meter, Outcome.ABANDONED, message("bench.never-sent"))
            return
        if transaction.state is JournalEvent.SENT and not self._resolve_start(meter):
            return
        if self._open(meter).state is JournalEvent.RUNNING:
            if not meter.recovering:
                return
            self._step(meter, JournalEvent.STOPPING, cause=BY_RECOVERY)
        unread = self._open(meter).state in {JournalEvent.STOPPING, JournalEvent.READ}
        if unread and not self._read_out(meter):
            return
        if self._open(meter).state is JournalEvent.STORED:
            self._release(meter)
        self._conclude(meter)

    def _resolve_start(self, meter: BenchMeter) -> bool:
        """Ask the meter what became of a start whose answer was lost; False: it is over."""
        transaction = self._open(meter)
        state = meter.ask(meter.driver.state, Priority.TRANSACTION)
        ours = state.transaction_id == transaction.id
        if state.activity is MeterActivity.RUNNING and ours:
            self._step(meter, JournalEvent.RUNNING, resolved=True)
            return True
        if state.activity is not MeterActivity.IDLE and ours:
            self._step(meter, JournalEvent.STOPPING, cause=BY_METER)
            return True
        self._end(meter, Outcome.REFUSED, message("bench.start-never-arrived", meter=meter.name))
        return False

    def _read_out(self, meter: BenchMeter) -> bool:
        """Stop, read and store; return False when the transaction ended without a record."""
        transaction = self._open(meter)
        read_before = self._all_that_was_read(meter)
        if read_before:
            # A meter that forgets might be made to sign an end once more.
            self._step(meter, JournalEvent.STORED, sha256=read_before)
            return True
        try:
            records = meter.ask(lambda: meter.driver.stop(transaction.id), Priority.TRANSACTION)
        except RecordUnusableError as error:
            self._keep_remains(meter, error)
            self._end(meter, Outcome.ABANDONED, error.message)
            return False
        except (NothingRunningError, WrongStateError) as error:
            self._keep_rescued(meter)
            if self._was_read_out(transaction):
                # It was stored before, and only the steps behind that are missing.
                self._step(meter, JournalEvent.RELEASED, by="meter")
                return True
            begun = any(
                row.event is JournalEvent.RUNNING or row.detail.get("cause") == BY_METER
                for row in transaction.rows
            )
            if begun or not isinstance(error, NothingRunningError):
                self._end(meter, Outcome.ABANDONED, error.message)
            else:
                # Stopped while its start was in doubt, and the meter knows nothing of it.
                never = message("bench.start-never-arrived", meter=meter.name)
                self._end(meter, Outcome.REFUSED, never)
            return False
        for record in records:
            self._keep(meter, record, of=len(records))
        notices = meter.driver.take_notices()
        told = {"notices": [str(notice) for notice in notices]} if notices else {}
        hashes = [record.sha256 for record in records]
        self._step(meter, JournalEvent.STORED, sha256=hashes, **told)
        for notice in notices:
            self._notice(meter, notice, Severity.WARNING)
        return True

    def _all_that_was_read(self, meter: BenchMeter) -> list[str]:
        """Return the hashes of what was read after the stop, where all of it is in both places.

        Empty where it did not come so far.
        """
        rows = [row.detail for row in self._open(meter).rows if row.event is JournalEvent.READ]
        whole = [detail for detail in rows if "of" in detail and detail.get("rescued")]
        hashes = list(dict.fromkeys(str(detail.get("sha256")) for detail in whole))
        if not hashes or len(hashes) != whole[-1].get("of"):
            return []
        stored = {record.sha256 for record in self._store.records(self._open(meter).id)}
        return hashes if stored.issuperset(hashes) else []

    def _keep(self, meter: BenchMeter, record: SignedRecord, *, of: int | None = None) -> None:
        """Keep a record in both places, rescue folder first; one that fails spares the other.

        ``of`` is how many records the stop returned; None for one that is not whole.
        """
        transaction = self._open(meter)
        own = replace(
            record, transaction_id=transaction.id, simulated=record.simulated or meter.simulated
        )
        rescued, trouble = self._rescued(own)
        detail: dict[str, object] = {
            "sha256": own.sha256,
            "bytes": len(own.data),
            "rescued": rescued,
        }
        if of is not None:
            detail["of"] = of
        reads = [row.detail for row in transaction.rows if row.event is JournalEvent.READ]
        if detail not in reads:
            self._step(meter, JournalEvent.READ, **detail)
        self._store.add_record(own, meter=meter.name, serial=self._serial(meter))
        if trouble is not None:
            raise trouble

    def _keep_early(self, meter: BenchMeter) -> None:
        """Keep what the meter already signed of a transaction that runs: it may forget it."""
        transaction = self._open(meter)
        for record in meter.driver.take_records():
            own = replace(
                record, transaction_id=transaction.id, simulated=record.simulated or meter.simulated
            )
            _, trouble = self._rescued(own)
            self._store.add_record(own, meter=meter.name, serial=self._serial(meter))
            if trouble is not None:
                raise trouble

    def _was_read_out(self, transaction: Transaction) -> bool:
        """Return whether the record read after a stop is stored; an early one alone is none."""
        read = {
            row.detail.get("sha256") for row in transaction.rows if row.event is JournalEvent.READ
        }
        return any(record.sha256 in read for record in self._store.records(transaction.id))

    def _rescued(self, record: SignedRecord) -> tuple[str | None, StoreError | None]:
        try:
            return str(self._store.rescue(record)), None
        except StoreError as error:
            return None, error

    def _keep_rescued(self, meter: BenchMeter) -> None:
        """Store what was read and rescued before, should the meter have forgotten it since."""
        transaction = self._open(meter)
        for row in transaction.rows:
            rescued = row.detail.get("rescued")
            if row.event is not JournalEvent.READ or not isinstance(rescued, str):
                continue
            try:
                data = Path(rescued).read_bytes()
            except OSError:
                continue
            key = meter.public_key
            record = SignedRecord(
                data=data,
                public_key=key.data if key is not None else None,
                key_origin=KeyOrigin.METER if key is not None else None,
                source=rescued,
                transaction_id=transaction.id,
                simulated=meter.simulated,
            )
            if record.sha256 == row.detail.get("sha256"):
                self._store.add_record(record, meter=meter.name, serial=self._serial(meter))

    def _keep_remains(self, meter: BenchMeter, error: RecordUnusableError) -> None:
        """Keep what is left of our record; one the meter itself calls corrupted is let go then.

        One that it calls ready stays, although we cannot read it: somebody else may.
        """
        remains = self._remains(meter, error)
        if remains.data:
            self._keep(meter, remains)
        try:
            state = meter.ask(meter.driver.state, Priority.TRANSACTION)
            if state.activity is MeterActivity.CORRUPTED:
                meter.ask(lambda: meter.driver.release(remains), Priority.TRANSACTION)
        except (RefusedError, WrongStateError) as refusal:
            self._notice(meter, refusal.message, Severity.WARNING)

    def _remains(self, meter: BenchMeter, error: RecordUnusableError) -> SignedRecord:
        return SignedRecord(
            data=error.remains,
            source=meter.port,
            place=f"unit {meter.configuration.unit}",
            simulated=meter.simulated,
        )

    def _release(self, meter: BenchMeter) -> None:
        for record in self._store.records(self._open(meter).id):
            self._release_record(meter, record)
        self._step(meter, JournalEvent.RELEASED)

    def _release_record(self, meter: BenchMeter, record: SignedRecord) -> None:
        try:
            meter.ask(lambda: meter.driver.release(record), Priority.TRANSACTION)
        except WrongStateError as error:
            # It holds something else by now, so it has forgotten this one.
            self._notice(meter, error.message, Severity.WARNING)

    def _conclude(self, meter: BenchMeter) -> None:
        transaction = self._open(meter)
        self._judge(meter, transaction.id, self._store.records(transaction.id))
        causes = [
            row.detail.get("cause")
            for row in transaction.rows
            if row.event is JournalEvent.STOPPING
        ]
        outcome = _OUTCOMES.get(str(causes[-1]) if causes else BY_USER, Outcome.COMPLETED)
        explanation = None
        if meter.recovering:
            outcome = Outcome.RECOVERED
            explanation = message("bench.recovered-after-end-of-program")
        elif causes and causes[-1] == BY_METER:
            explanation = message("bench.closed-by-meter", meter=meter.name)
        elif outcome is Outcome.STOPPED_ON_FAILURE:
            explanation = message("bench.stopped-on-failure")
        self._end(meter, outcome, explanation)

    def _judge(
        self, meter: BenchMeter, transaction_id: str, records: Sequence[SignedRecord]
    ) -> None:
        verdict = self._judged(meter, records)
        if verdict is not None:
            self._store.set_verdict(
                transaction_id,
                verdict.word,
                verdict.reason,
                verdict.energy_kwh,
                verdict.duration_s,
            )

    def _judged(
        self, meter: BenchMeter, records: Sequence[SignedRecord]
    ) -> TransactionVerdict | None:
        try:
            return judged(records, meter.public_key, self._serial(meter), simulated=meter.simulated)
        except Exception:  # noqa: BLE001 - said and logged below
            # The record is safe and can be judged again; the transaction must come to its end.
            _log.exception("judging the records from %s failed", meter.name)
            self._notice(meter, message("bench.defect", meter=meter.name), Severity.ERROR)
            return None

    def _end(self, meter: BenchMeter, outcome: Outcome, explanation: Message | None) -> None:
        transaction = self._open(meter)
        self._forget(meter, self._store.close_transaction(transaction.id, outcome, explanation))

    def _forget(self, meter: BenchMeter, closed: Transaction) -> None:
        """Turn to the meter again: the journal holds this one as closed, its lease given back."""
        meter.driver.dismiss(closed.id)
        meter.transaction = None
        meter.recovering = False
        meter.waits_for = None
        meter.state_due = 0.0
        self._publish(TransactionChanged(closed))

    # ── strays ───────────────────────────────────────────────────────────────────────────────

    def _look_at_stray(self, meter: BenchMeter, state: MeterState) -> None:
        if state.activity is MeterActivity.IDLE:
            meter.stray = None
            return
        if meter.configuration.controlled and meter.configuration.clear_unknown:
            self._clear(meter)
            return
        told = meter.stray
        if told is not None and (told.activity, told.transaction_id) == (
            state.activity,
            state.transaction_id,
        ):
            return
        # Reading changes nothing in the meter, so the record is safe whatever comes next.
        for record in self._waiting(meter):
            self._keep_foreign(meter, record)
        meter.stray = state
        self._publish(UnknownTransactionFound(meter.name, state))
        self._notice(
            meter,
            message(
                f"bench.stray-{state.activity.value}",
                meter=meter.name,
                id=state.transaction_id,
            ),
            Severity.WARNING,
        )

    def _waiting(self, meter: BenchMeter) -> tuple[SignedRecord, ...]:
        try:
            return meter.ask(meter.driver.waiting_records)
        except RecordUnusableError as error:
            return (self._remains(meter, error),)

    def _clear(self, meter: BenchMeter) -> tuple[SignedRecord, ...]:
        try:
            records = meter.ask(lambda: meter.driver.stop(""), Priority.TRANSACTION)
        except RecordUnusableError as error:
            records = (self._remains(meter, error),)
        for record in records:
            self._keep_foreign(meter, record)
            self._release_record(meter, record)
        meter.stray = None
        meter.state_due = 0.0
        return tuple(record for record in records if record.data)

    def _keep_foreign(self, meter: BenchMeter, record: SignedRecord) -> None:
        """Keep a record nobody here waits for, also under an id the journal does not know.

        By that id a record in the meter's list is known again as one that is kept.
        """
        if not record.data:
            # The meter says that it holds a corrupted record, and shows nothing of it.
            return
        known = record.transaction_id and self._store.transaction(record.transaction_id)
        if known and known.serial != self._serial(meter):
            known = None
        kept = replace(
            record,
            transaction_id=record.transaction_id or None,
            simulated=record.simulated or meter.simulated,
        )
        _, trouble = self._rescued(kept)
        self._store.add_record(kept, meter=meter.name, serial=self._serial(meter))
        if trouble is not None:
            raise trouble
        if known and not known.is_open and known.verdict is None:
            # It was given up for a time at which the meter could not show it.
            self._judge(meter, known.id, (kept,))
            self._publish(TransactionChanged(self._store.transaction(known.id) or known))
        self._publish(ForeignRecordStored(meter.name, kept.sha256))
        self._notice(meter, message("bench.foreign-kept", meter=meter.name))

    def _held_elsewhere(self, meter: BenchMeter) -> bool:
        """Return whether another living program has a transaction open on this meter."""
        own = meter.transaction.id if meter.transaction is not None else None
        return any(
            each.id != own and not self._store.lease_is_over(each.id)
            for each in self._store.open_transactions(serial=self._serial(meter))
        )

    # ── small things ─────────────────────────────────────────────────────────────────────────

    def _require_writable(self, meter: BenchMeter) -> None:
        if not meter.capabilities.signs:
            raise NotSupportedError("meter.cannot-sign", meter=meter.name)
        if not meter.configuration.controlled:
            raise ReadOnlyError("bench.read-only", meter=meter.name)

    def _require_nothing_open(self, meter: BenchMeter) -> None:
        if meter.transaction is not None:
            raise WrongStateError(
                "bench.already-running", transaction_id=meter.transaction.id, meter=meter.name
            )
        if self._held_elsewhere(meter):
            raise WrongStateError("bench.held-elsewhere", meter=meter.name)

    def _set_clock(self, meter: BenchMeter) -> None:
        if not meter.capabilities.sets_clock:
            return
        try:
            meter.ask(
                lambda: meter.driver.set_clock(self._clock().astimezone()),
                Priority.TRANSACTION,
            )
        except RefusedError as error:
            # The record's own time status tells what the clock is worth.
            self._notice(meter, message("bench.clock-refused", reason=error.message))

    def _step(self, meter: BenchMeter, event: JournalEvent, **detail: object) -> None:
        transaction = self._open(meter)
        row = self._store.append(transaction.id, event, detail)
        meter.transaction = replace(transaction, rows=(*transaction.rows, row))
        self._publish(TransactionChanged(meter.transaction))

    def _open(self, meter: BenchMeter) -> Transaction:
        assert meter.transaction is not None
        return meter.transaction

    def _serial(self, meter: BenchMeter) -> str:
        return meter.identity.serial if meter.identity is not None else ""

    def _notice(self, meter: BenchMeter, said: Message, severity: Severity = Severity.NOTE) -> None:
        self._publish(
            Noticed(said, severity, self._clock(), meter=meter.name, line=meter.line_name)
        )


def _mark(transaction: Transaction) -> dict[str, str]:
    """Return what the driver noted before the start, from the journal's row `sent`."""
    for row in transaction.rows:
        noted = row.detail.get("mark")
        if row.event is JournalEvent.SENT and isinstance(noted, dict):
            return {str(name): str(value) for name, value in noted.items()}
    return {}
