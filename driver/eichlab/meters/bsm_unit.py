"""What the BSM-WS36A is asked and told: its snapshots, texts, clock and records, one by one."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeVar

from eichlab.line import READ_LIMIT, ModbusUnit, SerialLine, Timing
from eichlab.meters import bsm_registers as bsm
from eichlab.meters.bsm_registers import SnapshotPlace
from eichlab.meters.bsm_texts import NO_METAS, Metas
from eichlab.meters.ocmf_text import is_whole, payload_of
from eichlab.meters.registers import register_bytes, signed_16, unsigned_32
from eichlab.values import (
    EichlabError,
    Message,
    MeterError,
    NoAnswerError,
    RecordUnusableError,
    RefusedError,
    WrongMeterError,
    message,
)

T = TypeVar("T")

_POLL_S = 0.25

# While it makes a snapshot the meter may keep an answer back for so much longer than usual.
_BUSY_FACTOR = 15
_REMEMBERED = 8

_FAILURES = {
    bsm.STATUS_FAILED: "bsm.snapshot-failed",
    bsm.STATUS_NOT_ENABLED: "bsm.not-enabled",
    bsm.STATUS_NO_FEEDBACK: "bsm.no-feedback",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One kind of snapshot as the meter shows it now; ``number`` is what it was given."""

    place: SnapshotPlace
    status: int
    number: int

    @property
    def is_valid(self) -> bool:
        """Return whether it holds signed values."""
        return self.status == bsm.STATUS_VALID


@dataclass(frozen=True, slots=True)
class Situation:
    """The last begin and the last end that the meter still has, and what it is making.

    There is no other state: something runs when the last begin is younger than the last end.
    """

    begin: Snapshot | None
    end: Snapshot | None
    making: SnapshotPlace | None

    @property
    def runs(self) -> bool:
        """Return whether a begin has no end yet."""
        if self.begin is None:
            return False
        return self.end is None or self.begin.number > self.end.number

    @property
    def is_over(self) -> bool:
        """Return whether the last thing was an end."""
        return self.end is not None and not self.runs


@dataclass(frozen=True, slots=True)
class Signing:
    """The registers of the signing meter and its events; a time that is None is invalid."""

    events: int
    errors: bytes
    module: str
    communication: str
    serial: str
    power_downs: int
    count: int
    operating_s: int
    epoch: int | None
    offset_minutes: int | None
    set_at_s: int
    input: bool
    output: bool


@dataclass(slots=True)
class BsmUnit:
    """One BSM-WS36A on a line. Reads may be repeated, a command is sent once.

    ``made_within_s`` bounds the wait for a snapshot (10 s on the real meter at most),
    ``shown_within_s`` the wait for a command to show, ``whole_within_s`` that for the OCMF.
    """

    line: SerialLine
    unit: ModbusUnit
    who: str
    timing: Timing
    made_within_s: float
    shown_within_s: float
    whole_within_s: float
    _metas: dict[int, Metas] = field(default_factory=dict)
    _records: dict[int, bytes] = field(default_factory=dict)

    @property
    def _patient(self) -> ModbusUnit:
        timing = self.timing
        wait_s = _BUSY_FACTOR * timing.timeout_s
        return ModbusUnit(
            self.line,
            self.unit.unit,
            replace(timing, timeout_s=wait_s, worst_latency_s=wait_s, tries=1),
            who=self.who,
        )

    def forget(self) -> None:
        """Forget what was learned: it may be another meter."""
        self._metas.clear()
        self._records.clear()

    # ── questions ────────────────────────────────────────────────────────────────────────────

    def signing(self) -> Signing:
        """Return identity, counters, clock and events."""
        words = self.unit.read_holding(
            bsm.SIGNING, bsm.SIGNING_COUNT, meaning=message("bsm.ask-signing")
        )
        at = bsm.SIGNING_HEAD_AT
        self.require_head(words[at : at + 2], bsm.SIGNING_HEAD)
        epoch, offset = unsigned_32(words[bsm.EPOCH :]), words[bsm.OFFSET]
        is_valid = epoch != bsm.NO_UINT32 and offset != bsm.NO_INT16
        return Signing(
            events=unsigned_32(words[bsm.EVENTS :]),
            errors=_bytes(words, bsm.ERRORS),
            module=text_at(words, bsm.MODULE_VERSION),
            communication=text_at(words, bsm.COMMUNICATION_VERSION),
            serial=text_at(words, bsm.SERIAL),
            power_downs=unsigned_32(words[bsm.POWER_DOWNS :]),
            count=unsigned_32(words[bsm.COUNT :]),
            operating_s=unsigned_32(words[bsm.OPERATING_S :]),
            epoch=epoch if is_valid else None,
            offset_minutes=signed_16(offset) if is_valid else None,
            set_at_s=unsigned_32(words[bsm.SET_AT_S :]),
            input=bool(words[bsm.INPUT] & 1),
            output=bool(words[bsm.OUTPUT] & 1),
        )

    def require_head(self, found: Sequence[int], expected: tuple[int, int]) -> None:
        """Refuse a meter whose models are not where and what they are in every BSM sold."""
        if tuple(found) != expected:
            raise WrongMeterError("bsm.other-layout", meter=self.who, unit=self.unit.unit)

    def snapshot(self, place: SnapshotPlace, *, patiently: bool = False) -> Snapshot:
        """Return status and number; ``patiently`` while the meter may be making one."""
        unit = self._patient if patiently else self.unit
        words = unit.read_holding(
            place.head,
            bsm.BEGIN_COUNT,
            meaning=message("bsm.ask-snapshot", kind=message(f"bsm.kind-{place.name}")),
            explain=_explain_snapshot,
        )
        self.require_head(words[:2], bsm.SNAPSHOT_HEAD)
        return Snapshot(place, words[bsm.STATUS], unsigned_32(words[bsm.NUMBER :]))

    def looked_at(self, *, settled: bool = False) -> tuple[Signing, Situation]:
        """Return counters and snapshots of one time of operation.

        A power failure between two questions would make them tell of two different times. With
        ``settled`` a snapshot that is being made is waited for.
        """
        while True:
            before = self._power_downs()
            found = self.settled() if settled else self.situation()
            signing = self.signing()
            if signing.power_downs == before:
                return signing, found

    def _power_downs(self) -> int:
        return unsigned_32(
            self.unit.read_holding(
                bsm.COUNTERS, bsm.COUNTERS_COUNT, meaning=message("bsm.ask-counters")
            )
        )

    def _power_failed(self) -> NoAnswerError:
        return NoAnswerError("bsm.power-failed", meter=self.who)

    def situation(self) -> Situation:
        """Return which snapshots there are; while one is being made the answer may take long."""
        begins = [self.snapshot(place) for place in bsm.BEGINS]
        ends = [self.snapshot(place) for place in bsm.ENDS]
        making = [each.place for each in (*begins, *ends) if each.status == bsm.STATUS_UPDATING]
        return Situation(_last(begins), _last(ends), making[0] if making else None)

    def settled(self) -> Situation:
        """Return which snapshots there are, once none is being made any more."""
        until = time.monotonic() + self.made_within_s
        while True:
            found = self.situation()
            if found.making is None:
                return found
            if time.monotonic() >= until:
                raise self._not_ready()
            self.line.pause(_POLL_S)

    def metas_of(self, snapshot: Snapshot) -> Metas:
        """Return the texts of a valid snapshot; what has a number never changes."""
        known = self._metas.get(snapshot.number)
        if known is None:
            known = self._metas_at(snapshot.place.head + bsm.SNAPSHOT_METAS)
            if self.snapshot(snapshot.place) != snapshot:
                raise self._power_failed()
            _remember(self._metas, snapshot.number, known)
        return known

    def metas(self) -> Metas:
        """Return the texts that the next snapshot will have."""
        return self._metas_at(bsm.METAS)

    def _metas_at(self, address: int) -> Metas:
        first, second, third = bsm.META_COUNTS
        meaning = message("bsm.ask-texts")
        words = self.unit.read_holding(address, first + second, meaning=meaning)
        words += self.unit.read_holding(address + first + second, third, meaning=meaning)
        data = register_bytes(words)
        split = 2 * first, 2 * (first + second)
        return (
            data[: split[0]].rstrip(b"\0"),
            data[split[0] : split[1]].rstrip(b"\0"),
            data[split[1] :].rstrip(b"\0"),
        )

    def record(self, snapshot: Snapshot) -> bytes:
        """Return the OCMF of a valid snapshot once it is there.

        Raises `RecordUnusableError`, with the snapshot's registers, where the meter cannot write
        it, or writes another.
        """
        known = self._records.get(snapshot.number)
        if known is not None:
            return known
        until = time.monotonic() + self.whole_within_s
        while True:
            status, data = self._record_text(snapshot.place)
            if status == bsm.STATUS_VALID and is_whole(data):
                payload = payload_of(data)
                if payload is not None and payload.get("PG") == f"T{snapshot.number}":
                    _remember(self._records, snapshot.number, data)
                    return data
            if status in _FAILURES or time.monotonic() >= until:
                if self.snapshot(snapshot.place) != snapshot:
                    raise self._power_failed()
                raise RecordUnusableError(
                    "bsm.record-unusable",
                    remains=data or self._whole_snapshot(snapshot.place),
                    meter=self.who,
                    number=snapshot.number,
                )
            self.line.pause(_POLL_S)

    def record_fails(self, snapshot: Snapshot) -> bool:
        """Return whether the meter says that it cannot write the OCMF of a valid snapshot."""
        words = self.unit.read_holding(
            snapshot.place.record, bsm.RECORD_AT, meaning=message("bsm.ask-record")
        )
        return words[1] in _FAILURES

    def _record_text(self, place: SnapshotPlace) -> tuple[int, bytes]:
        """Return status and text; the room behind the text's end is not asked for."""
        words: tuple[int, ...] = ()
        while len(words) < bsm.RECORD_COUNT:
            count = min(READ_LIMIT, bsm.RECORD_COUNT - len(words))
            words += self.unit.read_holding(
                place.record + len(words), count, meaning=message("bsm.ask-record")
            )
            if not words[-1] & 0xFF:
                break
        return words[1], register_bytes(words[bsm.RECORD_AT :]).split(b"\0", 1)[0]

    def _whole_snapshot(self, place: SnapshotPlace) -> bytes:
        words: tuple[int, ...] = ()
        while len(words) < bsm.WHOLE_COUNT:
            count = min(READ_LIMIT, bsm.WHOLE_COUNT - len(words))
            words += self.unit.read_holding(
                place.head + len(words), count, meaning=message("bsm.ask-record")
            )
        return register_bytes(words)

    # ── writes ───────────────────────────────────────────────────────────────────────────────

    def write_metas(self, metas: Metas) -> None:
        """Write all three texts, each as a whole: the meter takes no part of one."""
        first, second, third = (
            text.ljust(room, b"\0") for text, room in zip(metas, bsm.META_BYTES, strict=True)
        )
        meaning = message("bsm.set-texts" if metas != NO_METAS else "bsm.clear-texts")
        at = bsm.META_ADDRESSES
        self.unit.write(at[0], _words(first + second), meaning=meaning)
        self.unit.write(at[2], _words(third), meaning=meaning)

    def take(self, place: SnapshotPlace, power_downs: int) -> Snapshot:
        """Let the meter make a snapshot, by one command, and return it.

        ``power_downs`` is how often its power had failed when its texts and its other snapshots
        were looked at: it forgets them then, and the command is not sent. Raises `RefusedError`
        when the meter says that it failed, `NoAnswerError` with ``in_doubt`` when nobody said
        what came of it.
        """
        before = self.snapshot(place)
        if self._power_downs() != power_downs:
            raise self._power_failed()
        doubt = self._command(place)
        try:
            made = self._made(place, before, confirmed=doubt is None)
        except EichlabError as error:
            # The command is out, and nobody said what came of it.
            error.in_doubt = True
            raise
        kind = message(f"bsm.kind-{place.name}")
        if made is not None and made.status in _FAILURES:
            raise RefusedError(_FAILURES[made.status], meter=self.who, kind=kind)
        if made is not None:
            return made
        if isinstance(doubt, RefusedError):
            raise doubt
        if doubt is not None:
            # The question of the status was answered: the command never arrived.
            raise NoAnswerError("bsm.command-not-arrived", meter=self.who, kind=kind) from doubt
        raise RefusedError("bsm.command-ignored", meter=self.who, kind=kind)

    def _command(self, place: SnapshotPlace) -> MeterError | None:
        """Send the command, once; return why it may not have arrived, None when confirmed."""
        meaning = message("bsm.command", kind=message(f"bsm.kind-{place.name}"))
        try:
            self.unit.command(place.status, [bsm.STATUS_UPDATING], meaning=meaning)
        except (NoAnswerError, RefusedError) as error:
            return error
        return None

    def _made(self, place: SnapshotPlace, before: Snapshot, *, confirmed: bool) -> Snapshot | None:
        """Return the new snapshot, or the failure; None when the meter shows what it did before."""
        began = time.monotonic()
        now: Snapshot | None = None
        with suppress(NoAnswerError):
            # The meter may keep this one answer back until it is done.
            now = self.snapshot(place, patiently=True)
        while True:
            if now is None:
                now = self.snapshot(place)
            if now.is_valid and (not before.is_valid or now.number > before.number):
                return now
            if now.status in _FAILURES and (confirmed or now.status != before.status):
                return now
            waited_s = time.monotonic() - began
            if now.status == bsm.STATUS_UPDATING:
                if waited_s >= self.made_within_s:
                    raise self._not_ready()
            elif waited_s >= self.shown_within_s:
                return None
            self.line.pause(_POLL_S)
            now = None

    def _not_ready(self) -> NoAnswerError:
        return NoAnswerError("bsm.not-ready", meter=self.who, seconds=round(self.made_within_s))


def _remember(known: dict[int, T], number: int, what: T) -> None:
    known[number] = what
    while len(known) > _REMEMBERED:
        del known[min(known)]


def text_at(words: Sequence[int], place: tuple[int, int]) -> str:
    """Return the text in these registers, place and count, without what fills it up."""
    return _bytes(words, place).split(b"\0", 1)[0].decode("ascii", "replace").strip()


def _bytes(words: Sequence[int], place: tuple[int, int]) -> bytes:
    at, count = place
    return register_bytes(words[at : at + count])


def _words(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


def _last(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    valid = [each for each in snapshots if each.is_valid]
    return max(valid, key=lambda each: each.number, default=None)


def _explain_snapshot(words: tuple[int, ...]) -> Message:
    status = words[bsm.STATUS]
    known = status <= bsm.STATUS_NO_FEEDBACK
    return message(
        f"bsm.told-status-{status}" if known else "bsm.told-status-unknown",
        number=unsigned_32(words[bsm.NUMBER :]),
    )
