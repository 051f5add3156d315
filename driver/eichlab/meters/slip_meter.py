"""What GSH01 and DC650 have in common: transactions, records, clock, key, status word.

Their transactions carry no id and no tariff, and START has room for the identification only. The
finished record stays in the meter, among many: nothing has to be released, and what is *the last
record* is always of some transaction. Whose a record is tells `eichlab.meters.slip_tie`.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from eichlab.line import SerialLine, SlipUnit, Timing
from eichlab.line.slip import BUSY
from eichlab.meters import slip_registers as slip
from eichlab.meters import slip_values as values
from eichlab.meters.kept_list import kept_list
from eichlab.meters.kept_text import kept_record
from eichlab.meters.meter import Meter
from eichlab.meters.ocmf_text import is_whole
from eichlab.meters.request_text import fitting_text
from eichlab.meters.slip_seen import (
    LOOK,
    LOOK_AT_TRANSACTION,
    Recalled,
    Seen,
    energy_wh,
    explain_record,
    explain_state,
    explain_time,
)
from eichlab.meters.slip_tie import (
    Mark,
    Tie,
    digest_of,
    page_of,
    pages_between,
    tie_record,
    tie_running,
)
from eichlab.values import (
    EichlabError,
    IdentificationLevel,
    KeptRecord,
    KeyOrigin,
    Message,
    MeterActivity,
    MeterError,
    MeterState,
    NoAnswerError,
    NothingRunningError,
    PublicKey,
    RecordUnusableError,
    RefusedError,
    SignedRecord,
    TransactionRequest,
    WrongMeterError,
    WrongStateError,
    message,
)

# How the meter escapes these inside its JSON is not known, so they are never given to it.

_LOOK_INTERVAL_S = 0.1
# Reading a record takes a second at 9600 Baud: as long as the statistics are as before, it is
# read only so often.
_RECORD_INTERVAL_S = 1.0
# Where nothing tells the new record from the one before, it is waited for this long.
_BLIND_WAIT_S = 3.0
_MOST_OLDER = 16

_NOT_AVAILABLE = 7

_CLOCK_TOLERANCE_S = 30

UNKNOWN_ID = "?"
"""Stands in a state for the id of a transaction that is certainly not ours; the meter has none."""


class SlipMeter(Meter):
    """One meter of the family on a serial line.

    ``started_within_s``, ``ready_within_s`` and ``whole_within_s`` bound the waits for a start to
    take effect, for the record after a stop, and for a record to be readable as a whole.
    """

    timing = Timing(timeout_s=1.2, worst_latency_s=2.0, tries=3)

    def __init__(
        self,
        line: SerialLine,
        unit: int,
        *,
        name: str,
        timing: Timing | None = None,
        started_within_s: float = 2.0,
        ready_within_s: float = 10.0,
        whole_within_s: float = 5.0,
    ) -> None:
        self.name = name
        self._unit = SlipUnit(line, unit, timing or self.timing, who=name)
        self._line = line
        self._started_within_s = started_within_s
        self._ready_within_s = ready_within_s
        self._whole_within_s = whole_within_s
        self._key: PublicKey | None = None
        self._simulated = False
        self._recalled: Recalled | None = None
        self._notices: list[Message] = []

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._unit.probing = once

    def public_key(self) -> PublicKey:
        """Return the key as DER and point, which the meter gives apart.

        Raises `WrongMeterError` when the two do not belong together or are no keys of this family.
        """
        if self._key is not None:
            return self._key
        whole, point = self._unit.read_each(
            slip.KEY_DER, slip.KEY_POINT, meaning=message("slip.ask-key")
        )
        if whole.refuses:
            raise self._unit.refusal(whole)
        key = values.public_key(whole.data)
        if key is None:
            raise WrongMeterError("slip.no-key", meter=self.name)
        if not point.refuses:
            other = values.public_key(point.data)
            if other is None or other.point != key.point:
                raise WrongMeterError("slip.two-keys", meter=self.name)
        self._key = key
        return key

    # ── whose is what ────────────────────────────────────────────────────────────────────────

    def mark(self, request: TransactionRequest) -> Mapping[str, str]:  # noqa: ARG002
        """Return what the meter holds, counts and shows now; reads only.

        Raises `RefusedError` while the last record cannot be had: without it, it might be taken
        for ours later on.
        """
        seen = self._look()
        energy, clock = self._unit.read_each(
            slip.ENERGY_IMPORT, slip.TIME, meaning=message("slip.ask-mark")
        )
        last = self._last_text(patient=True)
        if last is None:
            raise RefusedError("slip.record-busy", exception=BUSY, meter=self.name)
        return Mark(
            stored=seen.stored,
            last_at=seen.last_at,
            digest=digest_of(last),
            page=page_of(last),
            energy_wh=energy_wh(energy),
            clock=None if clock.refuses else values.read_time(clock.data).utc,
            asked_at=round(time.time()),
            interrupted=seen.has(slip.SESSION_NOT_COMPLETED),
        ).plain()

    def dismiss(self, transaction_id: str) -> None:
        """Learn that a transaction of ours is closed: nothing is tied to it any more."""
        recalled = self._recalled
        if recalled is not None and recalled.request.transaction_id == transaction_id:
            self._recalled = None

    def recall(self, request: TransactionRequest, mark: Mapping[str, str]) -> None:
        """Tie from now on what the meter holds to this transaction, by what its mark tells."""
        self._recalled = Recalled(request, Mark.from_plain(mark))

    def take_notices(self) -> tuple[Message, ...]:
        """Return what was found unsure since they were taken last."""
        notices, self._notices = tuple(self._notices), []
        return notices

    def state(self) -> MeterState:
        """Return what the meter is doing, and its conditions.

        A finished record of the recalled transaction is *waiting* until it is released, even
        while another transaction runs already. A record of another waits for nobody.
        """
        seen = self._look()
        conditions = tuple(name for bit, name in slip.CONDITIONS.items() if seen.has(bit))
        recalled = self._recalled
        if recalled is not None and self._finished(seen) is not None:
            own = recalled.request.transaction_id
            return MeterState(MeterActivity.RECORD_WAITING, own, conditions)
        if not seen.is_running and (recalled is None or not self._is_interrupted(seen)):
            if recalled is not None and recalled.in_doubt:
                # Idle, and nothing new: the start that was in doubt never arrived.
                self._recalled = None
            return MeterState(MeterActivity.IDLE, None, conditions)
        return MeterState(MeterActivity.RUNNING, self._running_id(seen), conditions)

    def _is_interrupted(self, seen: Seen) -> bool:
        """Return whether a transaction may wait for its stop that is not called *charging*.

        A power failure may leave one so. What was so before the mark was taken stays so.
        """
        mark = self._recalled.mark if self._recalled is not None else None
        before = mark is not None and mark.interrupted
        return not seen.is_running and seen.has(slip.SESSION_NOT_COMPLETED) and not before

    def _running_id(self, seen: Seen) -> str | None:
        """Return the recalled id where it may be what runs."""
        if self._recalled is None or self._recalled.mark is None:
            return None
        if self._tie_running(seen) is Tie.OTHER:
            return UNKNOWN_ID
        return self._recalled.request.transaction_id

    def _tie_running(self, seen: Seen) -> Tie:
        recalled = self._recalled
        if recalled is None or recalled.mark is None:
            return Tie.UNSURE
        in_sync = not seen.has(slip.CLOCK_NOT_IN_SYNC)
        return tie_running(recalled.mark, seen.began_at, seen.begin_energy_wh, in_sync=in_sync)

    def _finished(self, seen: Seen) -> tuple[bytes, Tie] | None:
        """Return the record of the recalled transaction, if the meter holds one; reads only."""
        recalled = self._recalled
        if recalled is None or recalled.mark is None:
            return None
        if recalled.knows(seen):
            return recalled.found
        last = self._last_text()
        if last is None:
            return recalled.found
        recalled.found = self._best(last, seen, recalled.request, recalled.mark)
        # What is still being made will come without the counts changing again.
        is_made = is_whole(last) and digest_of(last) != recalled.mark.digest
        if seen.counts is not None and (is_made or seen.is_running):
            recalled.looked_at = seen.counts, seen.is_running
        return recalled.found

    def _best(
        self, last: bytes, seen: Seen, request: TransactionRequest, mark: Mark
    ) -> tuple[bytes, Tie] | None:
        """Return the record that is ours, or may be, among those that came after the mark."""
        if not last or digest_of(last) == mark.digest:
            return None
        tie = tie_record(last, request, mark)
        if tie is Tie.OURS:
            return last, tie
        perhaps = [(last, tie)] if tie is Tie.UNSURE else []
        for back in range(1, min(self._new_records(last, seen, mark), _MOST_OLDER)):
            older = self._record_text((seen.stored or 0) - back)
            tie = tie_record(older, request, mark) if older else Tie.OTHER
            if tie is Tie.OURS:
                return older, tie
            if tie is Tie.UNSURE:
                perhaps.append((older, tie))
        # Ours began right after the mark, before all others.
        return perhaps[-1] if perhaps else None

    def _new_records(self, last: bytes, seen: Seen, mark: Mark) -> int:
        """Return how many records came since the mark, as far as that can be told."""
        pages = pages_between(mark.page, page_of(last)) if mark.page else None
        if pages is not None:
            return pages
        if seen.stored is not None and mark.stored is not None:
            return seen.stored - mark.stored
        return 1

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction; the meter has room for the identification only.

        What else was asked for is told by a notice. An identification that does not fit is
        refused, since a cut one would name another user.
        """
        identification = self._identification(request)
        notices = self._without_room(request)
        before = self._look()
        if before.is_running:
            raise WrongStateError(
                "meter.running", transaction_id=self._running_id(before), meter=self.name
            )
        data = values.start_data(
            datetime.now(UTC).astimezone(),
            request.identification_type,
            identification,
            assigned=request.assigned,
        )
        doubt = self._command(slip.START, data, "slip.command-start")
        try:
            begun = self._has_begun(before, 0.0 if _refused(doubt) else self._started_within_s)
        except EichlabError as error:
            # The start is out, and nobody said what came of it.
            error.in_doubt = True
            self._doubt()
            raise
        if doubt is None and not begun:
            self._recalled = None
            raise RefusedError(
                "slip.start-ignored", meter=self.name, transaction=request.transaction_id
            )
        if _refused(doubt):
            self._recalled = None
            if begun:
                raise WrongStateError("meter.running", meter=self.name) from doubt
            assert doubt is not None
            raise doubt
        if not begun:
            # The question of the state was answered: the start never arrived.
            self._recalled = None
            raise NoAnswerError(
                "slip.start-not-arrived", meter=self.name, transaction=request.transaction_id
            ) from doubt
        return notices

    def _has_begun(self, before: Seen, within_s: float) -> bool:
        """Return whether something runs within that time, or a new record says that it did."""
        until = time.monotonic() + within_s
        while True:
            seen = self._look()
            if seen.is_running or _changed(before, seen):
                return True
            if time.monotonic() >= until:
                return False
            self._line.pause(_LOOK_INTERVAL_S)

    def _doubt(self) -> None:
        if self._recalled is not None:
            self._recalled.in_doubt = True

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction and return its record; it stays in the meter for good.

        An empty id ends whatever is running; of what is finished already only the recalled
        transaction's record is returned, and nothing there is then no error. With an id, a
        transaction that is certainly another is left alone, and one that may be is told so.
        """
        own = self._own(transaction_id)
        seen = self._look()
        found = self._finished(seen) if own or not transaction_id else None
        is_asked = own or not transaction_id
        is_open = seen.is_running or (is_asked and found is None and self._is_interrupted(seen))
        if own and not (is_open or _is_whole(found)):
            found = self._awaited()
        finished = (self._record(*found, transaction_id),) if found is not None else ()
        if transaction_id and finished:
            return finished
        if is_open and own and self._tie_running(seen) is Tie.OTHER:
            raise self._other(transaction_id)
        data = self._end(seen) if is_open else None
        if data is None:
            if transaction_id:
                raise NothingRunningError(
                    "meter.nothing-running", meter=self.name, transaction=transaction_id
                )
            return finished
        recalled = self._recalled if own or not transaction_id else None
        tie = Tie.UNSURE if transaction_id else Tie.OTHER
        if recalled is not None and recalled.mark is not None:
            tie = tie_record(data, recalled.request, recalled.mark)
            if tie is not Tie.OTHER and found is None:
                recalled.found = data, tie
        if transaction_id and tie is Tie.OTHER:
            raise self._other(transaction_id)
        return (*finished, self._record(data, tie, transaction_id))

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return the recalled transaction's record where it is finished; reads only.

        Other records in the meter are its history, and wait for nobody.
        """
        found = self._finished(self._look())
        return (self._record(*found, ""),) if found is not None else ()

    def kept_records(self, before: int | None = None, limit: int = 5) -> tuple[KeptRecord, ...]:
        """Return the newest of the records the meter has, by their number from 1 on.

        It has no shorter list: each record is read. Where the memory once was full it is not
        known how the meter goes on to count. Raises `RefusedError` while records cannot be had.
        """
        (told,) = self._unit.read(slip.STATISTICS, meaning=message("slip.ask-kept"))
        begin = values.unsigned(told[:4])
        if before is not None:
            begin = min(begin, before - 1)

        def look(number: int) -> KeptRecord | None:
            data = self._record_text(number, awaited=True)
            return kept_record(number, data) if data else None

        return kept_list(self.name, range(begin, 0, -1), limit, look, self._notices)

    def kept_record(self, number: int) -> SignedRecord:
        """Read the record of a number out; whose it is the meter does not say."""
        data = self._record_text(number, awaited=True)
        if not data:
            raise RefusedError("slip.no-such-record", meter=self.name, number=number)
        if not is_whole(data):
            raise RecordUnusableError("slip.record-incomplete", remains=data, meter=self.name)
        return self._signed(data, f"unit {self._unit.unit}, {number}", None)

    def _signed(self, data: bytes, place: str, transaction_id: str | None) -> SignedRecord:
        return SignedRecord(
            data=data,
            format="OCMF",
            public_key=self.public_key().data,
            key_origin=KeyOrigin.METER,
            source=self._line.device,
            place=place,
            transaction_id=transaction_id,
            simulated=self._simulated,
        )

    def release(self, record: SignedRecord) -> None:
        """Take note that the record is safe; the meter keeps it, and is not asked anything."""
        recalled = self._recalled
        if recalled is None:
            return
        found = recalled.found[0] if recalled.found is not None else None
        if record.data == found or record.transaction_id == recalled.request.transaction_id:
            self._recalled = None

    def set_clock(self, now: datetime) -> None:
        """Set the clock where it is more than half a minute off, or its local time is another.

        Never while a transaction runs. Raises `WrongStateError` then, and `RefusedError` where
        the meter does not take the time.
        """
        asked_at = time.monotonic()
        if self._shows(now, asked_at):
            return
        doubt = self._command(slip.SET_TIME, values.time_bytes(now), "slip.set-time")
        if _refused(doubt):
            assert doubt is not None
            raise doubt
        if not self._shows(now, asked_at):
            raise doubt or RefusedError("slip.clock-not-taken", meter=self.name)

    def _shows(self, now: datetime, asked_at: float) -> bool:
        """Return whether the meter shows ``now``, which was right at ``asked_at``.

        Raises `WrongStateError` while a transaction runs.
        """
        word, told = self._unit.read(
            slip.STATUS_WORD, slip.TIME, meaning=message("slip.ask-time"), explain=explain_time
        )
        if values.unsigned(word) >> slip.CHARGING & 1:
            raise WrongStateError("meter.running", meter=self.name)
        if values.unsigned(word) >> slip.CLOCK_NOT_IN_SYNC & 1:
            return False
        shown = values.read_time(told)
        expected = now.timestamp() + time.monotonic() - asked_at
        offset = now.utcoffset() or timedelta(0)
        return abs(shown.utc - expected) <= _CLOCK_TOLERANCE_S and shown.offset_s == round(
            offset.total_seconds()
        )

    # ── the end of a transaction ─────────────────────────────────────────────────────────────

    def _end(self, before: Seen) -> bytes | None:
        """Send the stop, once, and return the record that comes of it.

        None: what looked interrupted was not, and nothing came of the stop.
        """
        last = self._last_digest(before)
        doubt = self._command(slip.STOP, b"", "slip.command-stop")
        if _refused(doubt) and not before.is_running:
            return None
        # Without the answer it is unknown whether the meter signs; if it does not within the
        # usual time, it still runs and the bench asks to stop again later.
        within_s = self._ready_within_s if doubt is None else 2 * self._started_within_s
        try:
            return self._new_record(before, last, within_s, doubt)
        except RecordUnusableError:
            raise
        except EichlabError as error:
            error.in_doubt = True
            raise

    def _new_record(
        self, before: Seen, last: str | None, within_s: float, doubt: MeterError | None
    ) -> bytes | None:
        began = time.monotonic()
        read_at = began + (_RECORD_INTERVAL_S if last is not None else _BLIND_WAIT_S)
        while True:
            seen = self._look()
            now = time.monotonic()
            if not seen.is_running and (_changed(before, seen) or now >= read_at):
                data = self._last_text()
                if data and digest_of(data) != last:
                    return self._whole(data)
                read_at = time.monotonic() + _RECORD_INTERVAL_S
            if time.monotonic() - began >= within_s:
                break
            self._line.pause(_LOOK_INTERVAL_S)
        if doubt is None and not before.is_running:
            return None
        if not seen.is_running:
            raise NoAnswerError(
                "slip.record-not-ready", meter=self.name, seconds=round(within_s)
            ) from doubt
        if _refused(doubt):
            assert doubt is not None
            raise doubt
        raise NoAnswerError("slip.stop-not-arrived", meter=self.name) from doubt

    def _last_digest(self, seen: Seen) -> str | None:
        """Return what tells the record before the end from the one after; None: nothing does."""
        mark = self._recalled.mark if self._recalled is not None else None
        if mark is not None and seen.counts == (mark.stored, mark.last_at):
            return mark.digest
        last = self._last_text()
        if last is None:
            # It is busy as long as the transaction runs; what was there at the mark is known.
            return mark.digest if mark is not None else None
        return digest_of(last)

    def _awaited(self) -> tuple[bytes, Tie] | None:
        """Wait for the record of a transaction that has ended: it may still be in the making."""
        until = time.monotonic() + self._whole_within_s
        while True:
            seen = self._look()
            found = self._finished(seen)
            if _is_whole(found) or seen.is_running or time.monotonic() >= until:
                return found
            self._line.pause(_LOOK_INTERVAL_S)

    def _whole(self, data: bytes) -> bytes:
        """Return the last record once it is whole."""
        until = time.monotonic() + self._whole_within_s
        while not is_whole(data):
            if time.monotonic() >= until:
                raise RecordUnusableError("slip.record-incomplete", remains=data, meter=self.name)
            self._line.pause(_LOOK_INTERVAL_S)
            data = self._last_text() or data
        return data

    def _record(self, data: bytes, tie: Tie, asked_for: str) -> SignedRecord:
        """Return a record with the id it is tied to; say so where that is not certain.

        What was not asked for by its id bears one only where it is certain.
        """
        if not is_whole(data):
            raise RecordUnusableError("slip.record-incomplete", remains=data, meter=self.name)
        own = self._recalled.request.transaction_id if self._recalled is not None else None
        if tie is Tie.UNSURE:
            self._say_unsure(data, asked_for or own)
        ours = own if tie is Tie.OURS else asked_for or None
        return self._signed(data, f"unit {self._unit.unit}", ours)

    def _say_unsure(self, data: bytes, transaction_id: str | None) -> None:
        told = self._recalled.told if self._recalled is not None else set()
        digest = digest_of(data)
        if digest not in told:
            told.add(digest)
            self._notices.append(
                message("slip.tie-unsure", meter=self.name, transaction=transaction_id)
            )

    def _own(self, transaction_id: str) -> bool:
        recalled = self._recalled
        return (
            recalled is not None
            and recalled.request.transaction_id.lower() == transaction_id.lower()
        )

    def _other(self, transaction_id: str) -> WrongStateError:
        return WrongStateError(
            "meter.other-transaction", meter=self.name, transaction=transaction_id
        )

    # ── the texts of a start ─────────────────────────────────────────────────────────────────

    def _identification(self, request: TransactionRequest) -> bytes:
        room = values.IDENTIFICATION_BYTES
        return fitting_text("ID", request.identification, room, self.name).encode("ascii")

    def _without_room(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Return a notice that names what was asked for and will not be in the record."""
        asked = {
            "IL": request.level is not IdentificationLevel.NONE,
            "IF": bool(request.flags),
            "TT": bool(request.tariff_text),
            "CI": bool(request.charge_point_id),
        }
        fields = ", ".join(name for name, is_asked in asked.items() if is_asked)
        return (message("slip.no-room", meter=self.name, fields=fields),) if fields else ()

    # ── single questions ─────────────────────────────────────────────────────────────────────

    def _look(self) -> Seen:
        """Ask in one question what the meter is doing and what tells one thing from another."""
        asked = LOOK if self._recalled is None else LOOK + LOOK_AT_TRANSACTION
        # What is busy as long as a transaction runs is not waited for; the status word is.
        for patient in (False, True):
            parts = self._unit.read_each(
                *asked,
                meaning=message("slip.ask-state"),
                explain=explain_state,
                patient=patient,
            )
            if parts[0].status != BUSY:
                break
        if parts[0].refuses:
            raise self._unit.refusal(parts[0])
        return Seen.told(parts)

    def _last_text(self, *, patient: bool = False) -> bytes | None:
        """Return the last record's text, empty where there is none, None where it is busy."""
        (part,) = self._unit.read_each(
            slip.LAST_RECORD,
            meaning=message("slip.ask-record"),
            explain=explain_record,
            patient=patient,
        )
        if part.status == _NOT_AVAILABLE:
            return b""
        if part.status == BUSY:
            return None
        if part.refuses:
            raise self._unit.refusal(part)
        return values.until_nul(part.data)

    def _record_text(self, which: int, *, awaited: bool = False) -> bytes:
        """Return the record of this number, empty where the meter does not give it.

        ``awaited``: raises `RefusedError` where it is only busy, and may have it.
        """
        if which < 1:
            return b""
        (part,) = self._unit.read_each(
            slip.record_numbered(which),
            meaning=message("slip.ask-record-numbered", number=which),
            explain=explain_record,
        )
        if awaited and part.status == BUSY:
            raise self._unit.refusal(part)
        return b"" if part.refuses else values.until_nul(part.data)

    def _command(self, command: int, data: bytes, meaning: str) -> MeterError | None:
        """Send a command, once; return why it may not have arrived, None when it was confirmed."""
        try:
            self._unit.command(command, data, meaning=message(meaning))
        except (NoAnswerError, RefusedError) as error:
            return error
        return None


def _changed(before: Seen, after: Seen) -> bool:
    """Return whether a record came in between, as far as the meter tells."""
    return None not in {before.counts, after.counts} and before.counts != after.counts


def _is_whole(found: tuple[bytes, Tie] | None) -> bool:
    return found is not None and is_whole(found[0])


def _refused(doubt: MeterError | None) -> bool:
    return isinstance(doubt, RefusedError)
