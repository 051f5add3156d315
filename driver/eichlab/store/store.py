"""The store: what must never be lost, behind one object that any thread may call."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from eichlab.store import (
    chain,
    evidence,
    journal,
    keyring,
    losses,
    place,
    readings,
    records,
    watches,
    writes,
)
from eichlab.store import export as exporting
from eichlab.store import series as drawing
from eichlab.store.database import Database, code_of_os_error
from eichlab.store.leases import Leases
from eichlab.store.moments import now
from eichlab.store.reading_queue import ReadingQueue
from eichlab.store.rescue import RescueFolder
from eichlab.store.write_queue import WriteQueue
from eichlab.store.writes import MeterWrite
from eichlab.values import (
    Channel,
    JournalEvent,
    JournalRow,
    KeyOrigin,
    KnownKey,
    Loss,
    Message,
    Outcome,
    Quantity,
    Reading,
    Reason,
    SignedRecord,
    StoreError,
    Transaction,
    TransactionRequest,
    VerdictWord,
    WireEntry,
)

SPARE_NAME = "spare.sqlite"
"""What the spare store is called in the rescue folder."""

_NO_DETAIL: Mapping[str, object] = MappingProxyType({})


class Store:
    """An open store. Every method may be called from any thread and may raise `StoreError`.

    What writes is durable when it returns, except `add_reading`. Several programs may have one
    store open at once; each open store is an owner of leases of its own.
    """

    def __init__(
        self,
        path: Path,
        *,
        rescue: Path | None = None,
        busy_s: float = 10.0,
        clock: Callable[[], datetime] = now,
        read_only: bool = False,
    ) -> None:
        """Open as `open` and `open_read_only` do."""
        self.path = path.expanduser().resolve()
        rescue_path = _rescue_path(self.path, rescue)
        self._clock = clock
        try:
            if not read_only:
                self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                code_of_os_error(error),
                path=str(self.path),
                rescue=str(rescue_path),
                reason=error.strerror,
            ) from error
        self.rescue_folder = RescueFolder(rescue_path, read_only=read_only)
        self._database = Database(self.path, rescue_path, busy_s, read_only=read_only)
        self._leases = Leases(self.path.with_name(f"{self.path.name}.leases"))
        self._queue = ReadingQueue(self._database, clock)
        self._writes = WriteQueue(self._database, self.rescue_folder)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        rescue: Path | None = None,
        busy_s: float = 10.0,
        clock: Callable[[], datetime] = now,
    ) -> Self:
        """Open the store at ``path``; make it and its folders where they are missing.

        ``rescue`` is the rescue folder (default: ``rescue`` beside the file), ``busy_s`` how
        long to wait for another program that writes, ``clock`` what stamps rows (aware times).
        Raises `StoreError`: locked, damaged, of a newer Eichlab, not permitted, disk full.
        """
        return cls(path, rescue=rescue, busy_s=busy_s, clock=clock)

    @classmethod
    def open_read_only(cls, path: Path, *, rescue: Path | None = None) -> Self:
        """Open a store to ask it; not a byte is written into it or beside it.

        Works on a write-protected copy and beside a program that writes. A store of an older
        Eichlab stays as it is and can be checked, but not exported. What would write raises
        `StoreError` ``store.read-only``; a file somebody begins to write to while it is read as it
        stands, ``store.changed-meanwhile``: then ask again.
        """
        return cls(path, rescue=rescue, read_only=True)

    @classmethod
    def open_or_spare(
        cls,
        path: Path,
        *,
        rescue: Path | None = None,
        busy_s: float = 10.0,
        clock: Callable[[], datetime] = now,
    ) -> tuple[Self, StoreError | None]:
        """Open the store, or where it cannot be used, the spare one in the rescue folder.

        So a program can keep records, journal and readings whatever became of its store, which is
        left as it is. Returns the store and, for the spare one, the error to say
        (``store.spare``). Raises the first `StoreError` where no spare one can be made either.
        """
        try:
            return cls(path, rescue=rescue, busy_s=busy_s, clock=clock), None
        except StoreError as error:
            folder = _rescue_path(path.expanduser().resolve(), rescue)
            spare = folder / SPARE_NAME
            try:
                opened = cls(spare, rescue=folder, busy_s=busy_s, clock=clock)
            except StoreError:
                raise error from None
            said = StoreError("store.spare", spare=str(spare), reason=error.message)
            return opened, said

    def close(self) -> None:
        """Commit waiting readings, give up all leases, close the file; again does nothing.

        Everything is closed even when the readings cannot be committed, which then is raised.
        """
        with ExitStack() as closing:
            closing.callback(self._database.close)
            closing.callback(self._leases.close)
            closing.callback(self._queue.close)
            closing.callback(self._writes.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # The journal.

    def begin(
        self,
        meter: str,
        serial: str,
        request: TransactionRequest,
        *,
        simulated: bool = False,
        detail: Mapping[str, object] = _NO_DETAIL,
    ) -> Transaction:
        """Write the intent row and take the lease, both or neither.

        The row's detail also holds ``meter``, ``serial``, ``simulated`` and ``request``. Raises
        `StoreError` ``store.transaction-known`` where the id was used before.
        """
        with self._writes.appending() as connection:
            journal.begin(
                connection,
                self._clock(),
                meter=meter,
                serial=serial,
                request=request,
                simulated=simulated,
                detail=detail,
            )
            self._leases.take(connection, request.transaction_id)
            return _surely(journal.transaction(connection, request.transaction_id))

    def append(
        self,
        transaction_id: str,
        event: JournalEvent,
        detail: Mapping[str, object] = _NO_DETAIL,
    ) -> JournalRow:
        """Add a step to an open transaction, durable when it returns.

        Its detail comes back as plain data: decimals and times as text. Raises `StoreError`
        ``store.unknown-transaction`` or ``store.transaction-closed``; ``ValueError`` for the
        first and last step, which `begin` and `close_transaction` write.
        """
        with self._writes.appending() as connection:
            return journal.append(connection, transaction_id, event, self._clock(), detail)

    def close_transaction(
        self, transaction_id: str, outcome: Outcome, explanation: Message | None = None
    ) -> Transaction:
        """Write the closed row and give the lease back, both or neither."""
        with self._writes.appending() as connection:
            journal.close(connection, transaction_id, outcome, self._clock(), explanation)
            self._leases.release(connection, transaction_id)
            return _surely(journal.transaction(connection, transaction_id))

    def transaction(self, transaction_id: str) -> Transaction | None:
        """Return a transaction, None where the journal does not know it."""
        with self._database.reading() as connection:
            return journal.transaction(connection, transaction_id)

    def open_transactions(self, *, serial: str | None = None) -> tuple[Transaction, ...]:
        """Return the transactions not closed yet (of one meter), oldest first."""
        with self._database.reading() as connection:
            return journal.open_transactions(connection, serial)

    def transactions(
        self,
        *,
        limit: int = 200,
        before: str | None = None,
        meter: str | None = None,
        outcome: Outcome | None = None,
        verdict: VerdictWord | None = None,
        search: str | None = None,
        began: tuple[datetime, datetime] | None = None,
    ) -> tuple[Transaction, ...]:
        """Return up to ``limit`` transactions that meet every condition, last begun first.

        ``before`` is the id of the oldest one shown so far. ``search`` is words that all
        occur in id, meter, serial, identification, tariff text or charge point id, in any case.
        ``began`` bounds when they began.
        """
        with self._database.reading() as connection:
            return journal.transactions(
                connection,
                limit=limit,
                before=before,
                meter=meter,
                outcome=outcome,
                verdict=verdict,
                search=search,
                began=began,
            )

    def transaction_numbers(
        self,
        *,
        meter: str | None = None,
        outcome: Outcome | None = None,
        verdict: VerdictWord | None = None,
        search: str | None = None,
    ) -> "array[int]":
        """Return the numbers of all transactions that meet every condition, last begun first.

        So a list of any length is scrolled through without being in memory: a few numbers at a
        time, `transactions_numbered` tells what they are. A number stays the same for ever.
        """
        with self._database.reading() as connection:
            return journal.numbers(
                connection, meter=meter, outcome=outcome, verdict=verdict, search=search
            )

    def transactions_numbered(self, numbers: Sequence[int]) -> tuple[Transaction, ...]:
        """Return the transactions that have these numbers, last begun first."""
        with self._database.reading() as connection:
            return journal.numbered(connection, numbers)

    def set_verdict(
        self,
        transaction_id: str,
        word: VerdictWord,
        reason: Reason | None,
        energy_kwh: Decimal | None,
        duration_s: Decimal | None,
    ) -> None:
        """Keep a judgement. The latest counts, earlier ones are kept as history."""
        with self._writes.appending() as connection:
            journal.set_verdict(
                connection,
                transaction_id,
                self._clock(),
                word=word,
                reason=reason,
                energy_kwh=energy_kwh,
                duration_s=duration_s,
            )

    # Leases.

    def take_lease(self, transaction_id: str) -> bool:
        """Become the one who acts on a transaction; False where a living owner has it."""
        with self._database.writing() as connection:
            return self._leases.take(connection, transaction_id)

    def release_lease(self, transaction_id: str) -> None:
        """Give our lease back; nothing happens where we hold none."""
        with self._database.writing() as connection:
            self._leases.release(connection, transaction_id)

    def lease_is_over(self, transaction_id: str) -> bool:
        """Return whether nobody holds the lease: never taken, given back, or its owner ended."""
        with self._database.reading() as connection:
            return self._leases.is_over(connection, transaction_id)

    # Records.

    def rescue(self, record: SignedRecord) -> Path:
        """Write the exact bytes into the rescue folder, durable when it returns.

        Works without the database, so do it before anything else. Returns the file.
        """
        return self.rescue_folder.keep(record)

    def add_record(self, record: SignedRecord, *, meter: str, serial: str) -> str:
        """Keep a record; return its SHA-256, hex.

        The same bytes for the same transaction (or for none) are kept once.
        """
        with self._writes.appending() as connection:
            records.add(connection, record, self._clock(), meter, serial)
        return record.sha256

    def records(
        self, transaction_id: str | None = None, *, serial: str | None = None
    ) -> tuple[SignedRecord, ...]:
        """Return the records of a transaction, or all, in the order they were kept.

        An id may stand in two meters: ``serial`` says whose is meant; without it, that of the
        journal's transaction where there is one.
        """
        with self._database.reading() as connection:
            return records.of_transaction(connection, transaction_id, serial)

    def records_with(self, sha256: str) -> tuple[SignedRecord, ...]:
        """Return the records of exactly these bytes, whatever they were kept for."""
        with self._database.reading() as connection:
            return records.of_bytes(connection, sha256)

    def foreign_records(self) -> tuple[SignedRecord, ...]:
        """Return the records that belong to no transaction of the journal."""
        with self._database.reading() as connection:
            return records.foreign(connection)

    # What was written to meters.

    def add_write(self, entry: WireEntry, *, meter: str, transaction_id: str | None) -> None:
        """Note a frame that was sent to change something in ``meter``, without waiting.

        It is durable within moments, and before any entry made after it. While the store cannot
        be written to it waits, and lies in the rescue folder. Raises `StoreError` only when the
        store is closed, ``ValueError`` for a time without zone.
        """
        self._writes.add(writes.columns_of(entry, meter, transaction_id))

    def writes(
        self,
        *,
        meter: str | None = None,
        transaction_id: str | None = None,
        before: int | None = None,
        limit: int = 200,
    ) -> tuple[MeterWrite, ...]:
        """Return up to ``limit`` writes that meet every condition, the last first.

        ``before`` is the number of the oldest one shown so far.
        """
        with self._database.reading() as connection:
            return writes.listed(
                connection, meter=meter, transaction_id=transaction_id, before=before, limit=limit
            )

    # Readings.

    def add_reading(self, reading: Reading, *, simulated: bool = False) -> None:
        """Take a reading without waiting for the disk; it is durable about a second later.

        Raises `StoreError` where an earlier reading could not be kept so far; this one and the
        earlier ones wait for the next try.
        """
        self._queue.add(reading, simulated=simulated)

    def flush(self) -> None:
        """Make all readings taken so far durable, now."""
        self._queue.flush()

    def readings(
        self, meter: str, begin: datetime, end: datetime, *, limit: int = 100_000
    ) -> tuple[Reading, ...]:
        """Return the exact readings of a meter from ``begin`` to ``end``, the first ``limit``."""
        with self._database.reading() as connection:
            return tuple(readings.between(connection, meter, begin, end, limit))

    def first_reading(self, meter: str) -> datetime | None:
        """Return when the oldest reading of a meter was taken, None where there is none."""
        with self._database.reading() as connection:
            return readings.first_at(connection, meter)

    def series(
        self,
        meter: str,
        quantity: Quantity,
        channel: Channel,
        begin: datetime,
        end: datetime,
        columns: int,
    ) -> drawing.Series:
        """Return one curve for drawing in ``columns`` columns, at most two points for each.

        See `Series`; gaps come as NaN points on top. Raises ``ValueError`` for no column.
        """
        with self._database.reading() as connection:
            lost = losses.overlapping(connection, meter, begin, end)
            return drawing.series(connection, meter, (quantity, channel), begin, end, columns, lost)

    def prune_readings(self, before: datetime) -> int:
        """Forget the readings taken before a time, to make room; return how many.

        Evidence (journal, records, writes, verdicts, keys) and losses are never forgotten. Whole
        cells of the coarsest level go, so up to 4096 s more are kept. The file does not shrink;
        its room is used again. Others who write never wait long meanwhile.
        """
        self.flush()
        forgotten = 0
        while True:
            with self._database.writing() as connection:
                count = readings.prune(connection, before)
            if not count:
                return forgotten
            forgotten += count

    # Losses.

    def loss_began(self, loss: Loss) -> None:
        """Keep a loss from its first moment; its cause may be corrected by calling again."""
        with self._database.writing() as connection:
            losses.began(connection, loss)
        self._queue.loss_began(loss)

    def loss_ended(self, loss: Loss) -> None:
        """Keep the end of a loss (``began_at`` names it, ``ended_at`` is set)."""
        with self._database.writing() as connection:
            losses.ended(connection, loss)
        self._queue.loss_ended(loss)

    def losses(
        self,
        meter: str | None = None,
        begin: datetime | None = None,
        end: datetime | None = None,
    ) -> tuple[Loss, ...]:
        """Return the losses that touch a time, oldest first; lasting ones have no end.

        One that a killed program left open lasts until the meter's next reading.
        """
        with self._database.reading() as connection:
            return losses.overlapping(connection, meter, begin, end)

    def availability(self, meters: Sequence[str], begin: datetime, end: datetime) -> Decimal | None:
        """Return the per cent of the time watched in which the meters answered.

        Two decimals, rounded down; None where none of them was watched in that time.
        """
        with self._database.reading() as connection:
            return watches.availability(connection, meters, begin, end)

    # The key ring.

    def add_key(self, known: KnownKey) -> tuple[KnownKey, ...]:
        """Keep a key; return the other keys the meter had before (empty: nothing changed)."""
        with self._writes.appending() as connection:
            return keyring.add(connection, known, self._clock())

    def known_keys(
        self, *, meter: str | None = None, include_simulated: bool = False
    ) -> tuple[KnownKey, ...]:
        """Return the keys of one meter or of all, in the order they were first kept."""
        with self._database.reading() as connection:
            return keyring.known_keys(connection, meter, include_simulated=include_simulated)

    def confirm_key(self, meter: str, fingerprint: str, origin: KeyOrigin, by: str) -> None:
        """Note how and by whom a key was confirmed. Raises `StoreError` for an unknown one."""
        with self._writes.appending() as connection:
            keyring.confirm(connection, meter, fingerprint, origin=origin, by=by, at=self._clock())

    def limit_key(
        self,
        meter: str,
        fingerprint: str,
        valid_from: datetime | None = None,
        valid_to: datetime | None = None,
    ) -> None:
        """Note from when to when a key is the meter's. Raises `StoreError` for an unknown one."""
        with self._writes.appending() as connection:
            keyring.limit(
                connection,
                meter,
                fingerprint,
                valid_from=valid_from,
                valid_to=valid_to,
                at=self._clock(),
            )

    def export_keys(self, *, include_simulated: bool = False) -> str:
        """Return the key ring as the text of a key ring file (see `eichlab.store.keyring`)."""
        return keyring.keys_to_json(self.known_keys(include_simulated=include_simulated))

    def import_keys(self, text: str, source: str) -> tuple[KnownKey, ...]:
        """Add the keys of a key ring file's text, all or none; return them.

        ``source`` names the file in errors. Raises `StoreError` ``store.keyring-unreadable``.
        """
        keys = keyring.keys_from_json(text, source)
        with self._writes.appending() as connection:
            for known in keys:
                keyring.add(connection, known, self._clock())
        return keys

    # Evidence.

    def head(self) -> str:
        """Return the hash of the chain's last entry, 64 hexadecimal digits."""
        with self._database.reading() as connection:
            return chain.tail(connection, chain.kinds_in(connection))[1]

    def check(self, expect: str | None = None) -> evidence.CheckResult:
        """Prove the chain, and that it contains the head ``expect`` printed at some time."""
        with self._database.reading() as connection:
            return evidence.check(connection, expect)

    def export(
        self,
        folder: Path,
        *,
        force: bool = False,
        to_xml: Callable[[Sequence[SignedRecord]], bytes] | None = None,
    ) -> exporting.Exported:
        """Write all evidence into a new or empty folder, from the stored bytes.

        ``force`` allows one that holds something: files of the same name are replaced, all others
        stay. ``to_xml`` makes the XML document of records that belong together. Raises
        `StoreError`.
        """
        self.flush()
        with self._database.reading() as connection:
            return exporting.export(
                connection, folder, self.path, at=self._clock(), force=force, to_xml=to_xml
            )

    # Space.

    def size_bytes(self) -> int:
        """Return what the store takes up on the disk, rescue folder not counted."""
        with self._database.errors_in_our_words():
            return place.size_bytes(self.path)

    def free_bytes(self) -> int:
        """Return what may still be written to the store's disk."""
        with self._database.errors_in_our_words():
            return place.free_bytes(self.path.parent)


def _rescue_path(path: Path, rescue: Path | None) -> Path:
    return path.parent / "rescue" if rescue is None else rescue


def _surely(transaction: Transaction | None) -> Transaction:
    """Return what was written a moment ago, in the same transaction of the database."""
    if transaction is None:
        raise AssertionError("the journal lost a row inside a transaction")
    return transaction
