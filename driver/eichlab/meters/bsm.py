"""Bauer BSM-WS36A: live values, signed transactions, and what is left after a failure.

The meter knows no transactions. It takes signed snapshots on command, of which *start* (or
*turn-on*, which closes a contactor) and *end* (or *turn-off*) make one; each has an OCMF of its
own, so that a transaction has two records. Its last snapshots stay until the next of their kind
or until its power fails: the begin is therefore handed over as soon as it is signed. The energy
since the begin survives a power failure, so that the transaction can still be ended.

Three texts are signed with every snapshot; they carry identification, charge point, tariff text
and the transaction id. That a record was read is told by clearing them. Unverified on hardware.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from eichlab.line import ModbusUnit, SerialLine, Timing
from eichlab.meters import bsm_registers as bsm
from eichlab.meters.bsm_texts import (
    CHARGE_POINT_BYTES,
    IDENTIFICATION_BYTES,
    NO_METAS,
    TARIFF_BYTES,
    Metas,
    id_in,
    metas_of,
)
from eichlab.meters.bsm_unit import BsmUnit, Signing, Situation, Snapshot, text_at
from eichlab.meters.bsm_values import measured
from eichlab.meters.meter import Meter
from eichlab.meters.ocmf_text import payload_of
from eichlab.meters.registers import register_bytes
from eichlab.values import (
    Capabilities,
    Channel,
    EichlabError,
    Identity,
    KeyOrigin,
    Message,
    MeterActivity,
    MeterState,
    NoAnswerError,
    NothingRunningError,
    PortError,
    PublicKey,
    Quantity,
    Reading,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    WrongMeterError,
    WrongStateError,
    message,
)

# Exceptions with which a meter says that it has no such function, register or length.
_UNKNOWN_REGISTER = frozenset({1, 2, 3})

_SIMULATED_SERIAL = "SIM"
_DAY_S = 24 * 3600
# Off by less, the clock is left alone: setting it wears the meter's memory.
_CLOCK_MAY_BE_OFF_S = 2


@dataclass(frozen=True, slots=True)
class _Own:
    """A transaction of ours: its texts, and the meter's counts just before its start."""

    request: TransactionRequest
    metas: Metas
    count: int | None = None
    power_downs: int | None = None

    @property
    def id(self) -> str:
        return self.request.transaction_id

    def may_be(self, snapshot: Snapshot, metas: Metas) -> bool:
        """Return whether a snapshot has our texts and is not from before."""
        return metas == self.metas and (self.count is None or snapshot.number > self.count)


class Bsm(Meter):
    """One BSM-WS36A on a serial line.

    ``made_within_s`` bounds the wait for a snapshot (up to 10 s on the real meter),
    ``shown_within_s`` the wait for a command to show, ``whole_within_s`` that for the OCMF.
    """

    model = "bsm-ws36a"
    capabilities = Capabilities(
        signs=True,
        carries_transaction_id=True,
        tariff_bytes=TARIFF_BYTES,
        raw_tariff=True,
        identification_bytes=IDENTIFICATION_BYTES,
        charge_point_bytes=CHARGE_POINT_BYTES,
        sets_clock=True,
        per_phase=True,
    )
    timing = Timing(timeout_s=1.0, worst_latency_s=2.0, tries=3)

    def __init__(
        self,
        line: SerialLine,
        unit: int,
        *,
        name: str,
        timing: Timing | None = None,
        made_within_s: float = 20.0,
        shown_within_s: float = 1.0,
        whole_within_s: float = 5.0,
    ) -> None:
        self.name = name
        timing = timing or self.timing
        self._unit = ModbusUnit(line, unit, timing, who=name)
        self._meter = BsmUnit(
            line, self._unit, name, timing, made_within_s, shown_within_s, whole_within_s
        )
        self._line = line
        self._key: PublicKey | None = None
        self._simulated = False
        self._is_certified = True
        self._own: _Own | None = None
        self._begin_to_read: Snapshot | None = None
        self._early: list[SignedRecord] = []
        self._notices: list[Message] = []
        self._refreshed: float | None = None

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._unit.probing = once

    # ── what it is ───────────────────────────────────────────────────────────────────────────

    def identify(self) -> Identity:
        """Return the number that stands in every record, and the firmware of both modules.

        Raises `WrongMeterError` for what is no BSM-WS36A, and for one made before it was sold,
        whose models lie elsewhere.
        """
        self._key = None
        self._meter.forget()
        try:
            return self._identified()
        except RefusedError as error:
            if error.exception not in _UNKNOWN_REGISTER:
                raise
            raise self._not_this_model() from error

    def _identified(self) -> Identity:
        words = self._unit.read_holding(
            bsm.BASE, bsm.IDENTITY_COUNT, meaning=message("bsm.ask-identity")
        )
        is_bsm = text_at(words, bsm.MAKER) == bsm.MAKER_TEXT and text_at(
            words, bsm.MODEL
        ).startswith(bsm.MODEL_TEXT)
        if register_bytes(words[:2]) != bsm.MARK or words[2:4] != bsm.COMMON_HEAD or not is_bsm:
            raise self._not_this_model()
        signing = self._meter.signing()
        digest = self._unit.read_holding(
            bsm.DIGEST, bsm.DIGEST_COUNT, meaning=message("bsm.ask-digest")
        )
        certified = bsm.CERTIFIED.get((signing.module, signing.communication))
        self._is_certified = certified == register_bytes(digest[bsm.DIGEST_AT :])
        self._simulated = signing.serial.startswith(_SIMULATED_SERIAL)
        return Identity(
            model=self.model,
            serial=signing.serial,
            firmware=f"{signing.module}, {signing.communication}",
            signature_algorithm=bsm.ALGORITHM,
            simulated=self._simulated,
        )

    def _not_this_model(self) -> WrongMeterError:
        return WrongMeterError("bsm.not-this-model", meter=self.name, unit=self._unit.unit)

    def public_key(self) -> PublicKey:
        """Return the key, which the meter gives as DER."""
        if self._key is None:
            words = self._unit.read_holding(bsm.KEY, bsm.KEY_COUNT, meaning=message("bsm.ask-key"))
            der = register_bytes(words[2:])[: words[1]]
            if len(der) != bsm.KEY_BYTES or not der.startswith(bsm.KEY_HEADER):
                raise WrongMeterError("bsm.key-unusable", meter=self.name)
            self._key = PublicKey(bsm.ALGORITHM, der[len(bsm.KEY_HEADER) :], der)
        return self._key

    # ── what it measures ─────────────────────────────────────────────────────────────────────

    def read(self) -> Reading:
        """Return voltages, currents, powers, frequency and the import counter, in one question."""
        words = self._unit.read_holding(
            bsm.LIVE, bsm.LIVE_COUNT, meaning=message("bsm.ask-live"), explain=_explain_live
        )
        self._meter.require_head(words[:2], bsm.LIVE_HEAD)
        answer = self._unit.last_answer
        assert answer is not None
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities=measured(words),
            round_trip_s=answer.elapsed_s,
            tries=answer.tries,
        )

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def mark(self, request: TransactionRequest) -> Mapping[str, str]:
        """Return the last number given to a snapshot, and how often power failed so far."""
        del request
        signing = self._meter.signing()
        return {"count": str(signing.count), "power_downs": str(signing.power_downs)}

    def dismiss(self, transaction_id: str) -> None:
        """Learn that a transaction of ours is closed: nothing is tied to it any more."""
        if self._own is not None and self._own.id == transaction_id:
            self._own = None

    def recall(self, request: TransactionRequest, mark: Mapping[str, str]) -> None:
        """Learn of our transaction; it is ours to find again until its record is released."""
        try:
            metas, _ = metas_of(request, self.name)
        except RequestError:
            # It could not be started with this meter, so there is nothing to find.
            self._own = None
            return
        count, power_downs = (_number(mark.get(name)) for name in ("count", "power_downs"))
        self._own = _Own(request, metas, count, power_downs)

    def take_notices(self) -> tuple[Message, ...]:
        """Return what could not be sure, and what had to be done, once."""
        taken, self._notices = tuple(self._notices), []
        return taken

    def take_records(self) -> tuple[SignedRecord, ...]:
        """Return the signed begin of our transaction, once: a power failure would take it away."""
        taken, self._early = tuple(self._early), []
        return taken

    def state(self) -> MeterState:
        """Return the transaction state, the id found in the texts, and conditions."""
        signing, found = self._meter.looked_at()
        conditions = self._conditions(signing)
        if found.making is not None and not found.runs:
            identity = id_in(self._meter.metas())
            return MeterState(MeterActivity.RUNNING, identity, conditions)
        if found.runs:
            assert found.begin is not None
            identity = self._id_of(found.begin)
            if self._begin_to_read is not None and self._begin_to_read == found.begin:
                self._read_begin()
            return MeterState(MeterActivity.RUNNING, identity, conditions)
        if found.is_over and self._waits(found):
            assert found.end is not None
            fails = self._meter.record_fails(found.end)
            activity = MeterActivity.CORRUPTED if fails else MeterActivity.RECORD_WAITING
            return MeterState(activity, self._id_of(found.end), conditions)
        if self._begin_is_lost(found, signing):
            assert self._own is not None
            return MeterState(MeterActivity.RUNNING, self._own.id, conditions)
        # Whatever we asked for never began, or is over: later ones must not be taken for it.
        self._own = None
        return MeterState(MeterActivity.IDLE, None, conditions)

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction by a signed snapshot; its texts carry the id.

        Where the input says that there is a contactor and that it is open, the snapshot *turn-on*
        closes it; else *start* is taken, which switches nothing.
        """
        metas, notices = metas_of(request, self.name)
        signing, found = self._meter.looked_at(settled=True)
        self._require_idle(found, signing)
        self._early, self._begin_to_read = [], None
        if self._own is None or self._own.request != request:
            self._own = _Own(request, metas, signing.count, signing.power_downs)
        try:
            self._meter.write_metas(metas)
            place = bsm.TURN_ON if signing.input else bsm.START
            self._begin(place, metas, request.transaction_id, signing.power_downs)
        except EichlabError as error:
            if not error.in_doubt:
                self._own = None
            raise
        if place is bsm.TURN_ON:
            notices = (*notices, message("bsm.contactor-closes", meter=self.name))
        if signing.communication in bsm.WITHOUT_TEXTS_IN_RECORD:
            notices = (*notices, message("bsm.texts-not-in-record", meter=self.name))
        return notices

    def _begin(
        self, place: bsm.SnapshotPlace, metas: Metas, transaction_id: str, power_downs: int
    ) -> None:
        """Take the opening snapshot, and make sure that it is of our texts."""
        begin = self._meter.take(place, power_downs)
        try:
            signed = self._meter.metas_of(begin)
        except EichlabError as error:
            error.in_doubt = True
            raise
        if signed != metas:
            # Somebody else wrote in between: what runs is not what was asked for.
            raise WrongStateError(
                "meter.other-transaction",
                transaction_id=self._id_of(begin),
                meter=self.name,
                transaction=transaction_id,
            )
        self._begin_to_read = begin
        self._read_begin()

    def _require_idle(self, found: Situation, signing: Signing) -> None:
        if found.runs:
            assert found.begin is not None
            raise WrongStateError(
                "meter.running", transaction_id=self._id_of(found.begin), meter=self.name
            )
        if found.is_over and self._waits(found):
            assert found.end is not None
            raise WrongStateError(
                "meter.record-waiting", transaction_id=self._id_of(found.end), meter=self.name
            )
        if self._begin_is_lost(found, signing):
            assert self._own is not None
            raise WrongStateError("meter.running", transaction_id=self._own.id, meter=self.name)

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction and return its records, begin and end.

        The begin is missing where a power failure of the meter took it away; `take_records` gave
        it out before. An empty id ends whatever is running and returns whatever waits to be
        released; nothing there is then no error. A transaction of another id is left alone.
        """
        signing, found = self._meter.looked_at(settled=True)
        if found.runs:
            assert found.begin is not None
            self._require_id(transaction_id, found.begin)
            end = self._end(bsm.END_OF[found.begin.place], signing.power_downs)
            return self._records(found.begin, end)
        if found.is_over and self._waits(found):
            assert found.end is not None
            self._require_id(transaction_id, found.end)
            return self._records(self._begin_of(found), found.end)
        if self._begin_is_lost(found, signing):
            return self._ended_without_begin(transaction_id, signing)
        if transaction_id:
            raise NothingRunningError(
                "meter.nothing-running", meter=self.name, transaction=transaction_id
            )
        return ()

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return begin and end that wait to be released; reads only."""
        found = self._meter.situation()
        if found.making is not None or not found.is_over or not self._waits(found):
            return ()
        assert found.end is not None
        return self._records(self._begin_of(found), found.end)

    def release(self, record: SignedRecord) -> None:
        """Clear the texts that the record was signed with; the snapshot stays until the next.

        Only the very record that is given is released. Its begin needs no release.
        """
        if _is_begin(record.data):
            return
        found = self._meter.settled()
        if found.end is None:
            # A power failure took it away.
            self._own = None
            return
        if self._held(found.end) != record.data:
            raise WrongStateError(
                "meter.running" if found.runs else "meter.other-record", meter=self.name
            )
        self._own = None
        metas = self._meter.metas_of(found.end)
        if found.is_over and metas != NO_METAS and self._meter.metas() == metas:
            self._meter.write_metas(NO_METAS)

    def set_clock(self, now: datetime) -> None:
        """Set or refresh time and offset, where that is needed.

        The meter wants its clock refreshed every 24 to 48 hours, and not more often. It is never
        set within a transaction: begin and end must tell the same number of settings.
        """
        signing = self._meter.signing()
        offset = now.utcoffset()
        minutes = round(offset.total_seconds() / 60) if offset is not None else 0
        seconds = round(now.timestamp())
        words = [seconds >> 16, seconds & 0xFFFF]
        if signing.epoch is None or signing.offset_minutes != minutes:
            words.append(minutes & 0xFFFF)
        elif abs(signing.epoch - seconds) <= _CLOCK_MAY_BE_OFF_S and self._is_fresh(signing):
            return
        signing, found = self._meter.looked_at(settled=True)
        if found.runs or self._begin_is_lost(found, signing):
            raise RefusedError("bsm.clock-in-transaction", meter=self.name)
        self._unit.write(bsm.TIME, words, meaning=message("bsm.set-time"))
        self._refreshed = time.monotonic()

    def _is_fresh(self, signing: Signing) -> bool:
        """Return whether the clock was set, or refreshed by us, within the last day."""
        if self._refreshed is not None and time.monotonic() - self._refreshed < _DAY_S:
            return True
        return signing.operating_s - signing.set_at_s < _DAY_S

    # ── whose it is ──────────────────────────────────────────────────────────────────────────

    def _id_of(self, snapshot: Snapshot) -> str | None:
        """Return the id of the transaction a snapshot belongs to, None where nothing tells it."""
        metas = self._meter.metas_of(snapshot)
        carried = id_in(metas)
        if carried is not None:
            return carried
        if self._own is not None and self._own.may_be(snapshot, metas):
            return self._own.id
        return None

    def _require_id(self, wanted: str, snapshot: Snapshot) -> None:
        if not wanted:
            return
        found = self._id_of(snapshot)
        if found is not None and found.lower() == wanted.lower():
            if self._own is not None and self._own.count is None and not id_in(self._own.metas):
                self._notices.append(message("bsm.tied-by-texts", meter=self.name))
            return
        if found is None and self._own is None:
            # Nothing tells whose it is, and nothing speaks against it.
            self._notices.append(message("bsm.tied-by-nothing", meter=self.name))
            return
        raise WrongStateError(
            "meter.other-transaction", transaction_id=found, meter=self.name, transaction=wanted
        )

    def _waits(self, found: Situation) -> bool:
        """Return whether the last end is still to be read: its texts are there, or it is ours.

        An end without any text waits for nobody: nothing could tell that it was read.
        """
        assert found.end is not None
        metas = self._meter.metas_of(found.end)
        if metas == NO_METAS:
            return False
        now = self._meter.metas()
        if now == metas:
            return True
        # Another master may have written its own texts since; cleared ones are a release.
        own = self._own
        return now != NO_METAS and own is not None and own.may_be(found.end, metas)

    def _begin_of(self, found: Situation) -> Snapshot | None:
        """Return the begin that belongs to the last end, where the meter still has it."""
        begin, end = found.begin, found.end
        if begin is None or end is None:
            return None
        return begin if self._meter.metas_of(begin) == self._meter.metas_of(end) else None

    def _begin_is_lost(self, found: Situation, signing: Signing) -> bool:
        """Return whether our transaction began, and a power failure took its begin away.

        Then no snapshot is left, and the meter's count went on since our mark.
        """
        own = self._own
        if own is None or own.count is None or own.power_downs is None:
            return False
        if found.begin is not None or found.end is not None:
            return False
        return signing.power_downs > own.power_downs and _taken_since(own, signing) >= 1

    # ── the end ──────────────────────────────────────────────────────────────────────────────

    def _end(self, place: bsm.SnapshotPlace, power_downs: int) -> Snapshot:
        """Take the closing snapshot; one without switching where the contactor does not open."""
        try:
            return self._meter.take(place, power_downs)
        except RefusedError as error:
            if place is not bsm.TURN_OFF or error.message.code != "bsm.no-feedback":
                raise
            self._notices.append(message("bsm.contactor-stays", meter=self.name))
            return self._meter.take(bsm.END, power_downs)

    def _ended_without_begin(
        self, transaction_id: str, signing: Signing
    ) -> tuple[SignedRecord, ...]:
        """End our transaction after a power failure; the energy since its begin still counts."""
        own = self._own
        assert own is not None
        if transaction_id and own.id.lower() != transaction_id.lower():
            raise WrongStateError(
                "meter.other-transaction",
                transaction_id=own.id,
                meter=self.name,
                transaction=transaction_id,
            )
        if self._meter.metas() != own.metas:
            # They are lost, too; the end has to name the same user and transaction as the begin.
            self._meter.write_metas(own.metas)
        has_contactor = signing.input or signing.output
        end = self._end(bsm.TURN_OFF if has_contactor else bsm.END, signing.power_downs)
        one = _taken_since(own, signing) == 1
        self._notices.append(
            message("bsm.begin-lost" if one else "bsm.begin-lost-unsure", meter=self.name)
        )
        return self._records(None, end)

    # ── records ──────────────────────────────────────────────────────────────────────────────

    def _records(self, begin: Snapshot | None, end: Snapshot) -> tuple[SignedRecord, ...]:
        """Return the records of both; a begin that cannot be read must not cost the end."""
        records: list[SignedRecord] = []
        if begin is not None:
            try:
                records.append(self._record(begin))
            except RecordUnusableError as error:
                self._notices.append(error.message)
        return (*records, self._record(end))

    def _record(self, snapshot: Snapshot) -> SignedRecord:
        return SignedRecord(
            data=self._meter.record(snapshot),
            format="OCMF",
            public_key=self.public_key().data,
            key_origin=KeyOrigin.METER,
            source=self._line.device,
            place=f"unit {self._unit.unit}",
            transaction_id=self._id_of(snapshot),
            simulated=self._simulated,
        )

    def _read_begin(self) -> None:
        """Read the signed begin; what fails is tried again with the next question of the state."""
        begin = self._begin_to_read
        if begin is None:
            return
        with suppress(NoAnswerError, PortError, RefusedError):
            with suppress(RecordUnusableError):
                self._early.append(self._record(begin))
            self._begin_to_read = None

    def _held(self, snapshot: Snapshot) -> bytes:
        """Return the record of a snapshot, or what there is of one that is unusable."""
        try:
            return self._meter.record(snapshot)
        except RecordUnusableError as error:
            return error.remains

    def _conditions(self, signing: Signing) -> tuple[str, ...]:
        names = [
            name
            for digit, name in zip(
                signing.errors.decode("latin-1"), bsm.ERROR_CONDITIONS, strict=True
            )
            if digit not in {"0", "\0"}
        ]
        known = 0
        for bit, name in bsm.EVENT_CONDITIONS.items():
            known |= 1 << bit
            if signing.events & (1 << bit):
                names.append(name)
        # All bits set is how SunSpec says that there are no events to tell.
        if signing.events & ~known and signing.events != bsm.NO_UINT32:
            names.append(bsm.OTHER_EVENT)
        if signing.epoch is None:
            names.append("device.clock-invalid")
        if not self._is_certified:
            names.append("device.firmware-not-certified")
        return tuple(names)


def _taken_since(own: _Own, signing: Signing) -> int:
    """Return how many snapshots were taken since the mark."""
    assert own.count is not None
    assert own.power_downs is not None
    taken = signing.count - own.count
    if signing.communication in bsm.COUNTING_POWER_UPS:
        taken -= signing.power_downs - own.power_downs
    return taken


def _is_begin(data: bytes) -> bool:
    payload = payload_of(data)
    readings = payload.get("RD") if payload is not None else None
    first = readings[0] if isinstance(readings, list) and readings else None
    return isinstance(first, dict) and first.get("TX") == "B"


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _explain_live(words: tuple[int, ...]) -> Message:
    quantities = measured(words)
    return message(
        "bsm.told-live",
        power=quantities.get((Quantity.POWER, Channel.TOTAL)),
        voltage=quantities.get((Quantity.VOLTAGE, Channel.L1)),
        import_wh=quantities.get((Quantity.ENERGY_IMPORT, Channel.TOTAL)),
    )
