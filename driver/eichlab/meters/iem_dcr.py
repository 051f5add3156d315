"""Isabellenhütte IEM-DCR: live values, signed transactions over HTTP, what is left after a failure.

The meter's interface knows no transaction id and it keeps the last record only: the driver ties
record and transaction together by what it noted before the start (`mark`) and what it handed over.
The meter begins and ends no transaction while current flows, and takes the charge point's id once
after power-up. Unverified on hardware; no description of its interface is public.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from eichlab.line import Fields, HttpDevice, HttpLine, Timing, exact_number
from eichlab.meters.iem_dcr_record import (
    Mark,
    Tie,
    differing,
    digest,
    identification_of,
    read_time,
    record_in,
    tie,
)
from eichlab.meters.meter import Meter
from eichlab.meters.ocmf_text import has_end, is_whole, payload_of
from eichlab.meters.request_text import fitting_text
from eichlab.meters.scale import thousandfold
from eichlab.values import (
    Capabilities,
    Channel,
    EichlabError,
    Identity,
    KeyOrigin,
    Message,
    MeterActivity,
    MeterError,
    MeterState,
    NoAnswerError,
    NothingRunningError,
    PublicKey,
    Quantity,
    Reading,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    WrongAnswerError,
    WrongAnswerKind,
    WrongMeterError,
    WrongStateError,
    message,
)

_BASE = "/counter/v1/ocmf"
_LAST = ("/counter/v1/ocmf/transaction", "/counter/v2/ocmf/transaction")

_SIMULATED_SERIAL = "SIM"
_POINT_BYTES = 65

# The longest OCMF allows for a tariff text; the meter's own limits are not known.
_TARIFF_BYTES = 250
_TEXT_BYTES = 128

_IMPORT = re.compile(r"1-b:1\.8\.[0e]")
_EXPORT = re.compile(r"1-b:2\.8\.[0e]")
_NO_ERROR = re.compile(r"[0x, ]*")

_CLOCK_S = 2 * 3600
_CLOCK_TOLERANCE = timedelta(seconds=2)

_STATE_INTERVAL_S = 0.1
_NOT_FOUND = frozenset({400, 404, 410})
_CURRENT_FLOWS = Decimal("0.1")


class IemDcr(Meter):
    """One IEM-DCR at an address.

    ``started_within_s`` bounds the wait for a begin or an end to show in the meter's values after
    its answer was lost, ``ready_within_s`` the wait for the signed record after an end,
    ``command_s`` that for the answer to a begin or an end, which are sent once.
    """

    model = "iem-dcr"
    capabilities = Capabilities(
        signs=True,
        tariff_bytes=_TARIFF_BYTES,
        identification_bytes=_TEXT_BYTES,
        charge_point_bytes=_TEXT_BYTES,
        identification_levels=True,
        identification_flags=True,
        sets_clock=True,
        export=True,
        direct_current=True,
    )
    timing = Timing(timeout_s=3.0, worst_latency_s=3.0, tries=2)

    def __init__(
        self,
        line: HttpLine,
        unit: int,
        *,
        name: str,
        timing: Timing | None = None,
        started_within_s: float = 3.0,
        ready_within_s: float = 10.0,
        command_s: float = 5.0,
    ) -> None:
        self.name = name
        self._line = line
        self._device = HttpDevice(line, timing or self.timing, who=name, unit=unit)
        self._started_within_s = started_within_s
        self._ready_within_s = ready_within_s
        self._command_s = command_s
        self._key: PublicKey | None = None
        self._simulated = False
        self._ours: tuple[TransactionRequest, Mark] | None = None
        self._begun = False
        """Whether our transaction was seen to run, so that its record must come."""
        self._owed: str | None = None
        """The record before the one we ended, where that one was not handed over yet."""
        self._notices: list[Message] = []
        self._clock_set: float | None = None

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._device.probing = once

    # ── what it is ───────────────────────────────────────────────────────────────────────────

    def identify(self) -> Identity:
        """Return serial number and, from the last record if there is one, the firmware.

        Raises `WrongMeterError` for anything that has not this meter's values.
        """
        self._key = None
        try:
            serial = self._live().text("MS")
        except RefusedError as error:
            if error.exception not in _NOT_FOUND:
                raise
            raise self._not_this_model() from error
        except WrongAnswerError as error:
            if error.message.code != "http.field":
                raise
            raise self._not_this_model() from error
        if not serial.strip():
            raise self._not_this_model()
        self._simulated = serial.startswith(_SIMULATED_SERIAL)
        last = self._last_record()
        payload = payload_of(last) if last is not None else None
        firmware = payload.get("GV") if payload is not None else None
        return Identity(
            model=self.model,
            serial=serial,
            firmware=firmware if isinstance(firmware, str) else "",
            signature_algorithm=self.public_key().algorithm,
            simulated=self._simulated,
        )

    def _not_this_model(self) -> WrongMeterError:
        return WrongMeterError("iem-dcr.not-this-model", meter=self.name, port=self._line.device)

    def public_key(self) -> PublicKey:
        """Return the key as DER and as the point in it."""
        if self._key is not None:
            return self._key
        told = self._device.get(f"{_BASE}/publickey", meaning=message("iem-dcr.ask-key"))
        try:
            der = bytes.fromhex(told.text("PK"))
        except ValueError as error:
            raise WrongMeterError("iem-dcr.key", meter=self.name) from error
        point = der[-_POINT_BYTES:]
        if len(point) != _POINT_BYTES or point[0] != 4:
            raise WrongMeterError("iem-dcr.key", meter=self.name)
        is_der = len(der) > _POINT_BYTES
        self._key = PublicKey(told.text("SA"), point, der if is_der else None)
        return self._key

    # ── what it measures ─────────────────────────────────────────────────────────────────────

    def read(self) -> Reading:
        """Return voltage, current, power and both counters of the meter, not of a transaction."""
        live = self._live()
        answer = self._device.last_answer
        assert answer is not None
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities=self._quantities(live),
            round_trip_s=answer.elapsed_s,
            tries=answer.tries,
        )

    def _quantities(self, live: Fields) -> dict[tuple[Quantity, Channel], Decimal]:
        return {
            (Quantity.VOLTAGE, Channel.DC): live.number("U2"),
            (Quantity.CURRENT, Channel.DC): live.number("I"),
            (Quantity.POWER, Channel.DC): live.number("P"),
            (Quantity.ENERGY_IMPORT, Channel.TOTAL): self._counter(live, _IMPORT),
            (Quantity.ENERGY_EXPORT, Channel.TOTAL): self._counter(live, _EXPORT),
        }

    def _counter(self, live: Fields, register: re.Pattern[str]) -> Decimal:
        """Return a counter in Wh by its OBIS code, wherever it stands."""
        readings = live.values.get("RD")
        for each in readings if isinstance(readings, list) else ():
            if not isinstance(each, dict) or not isinstance(each.get("RI"), str):
                continue
            value = exact_number(each.get("RV"))
            if register.fullmatch(each["RI"]) and value is not None:
                return thousandfold(value) if each.get("RU") == "kWh" else value
        raise WrongAnswerError(
            WrongAnswerKind.WRONG_FORM,
            code="http.field",
            meter=self.name,
            port=self._line.device,
            field="RD",
            within=f"GET {_BASE}/metervalue",
        )

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def mark(self, request: TransactionRequest) -> Mapping[str, str]:
        """Return the last record's pagination and digest, and the import counter."""
        del request
        live = self._live()
        counter = self._counter(live, _IMPORT)
        return Mark.of(self._last_record(), counter, live.values.get("TM")).plain()

    def recall(self, request: TransactionRequest, mark: Mapping[str, str]) -> None:
        """Learn of a transaction of ours, to tie running transaction and record to it."""
        self._ours = (request, Mark.from_journal(mark))
        self._begun = False
        self._owed = None

    def dismiss(self, transaction_id: str) -> None:
        """Learn that a transaction of ours is closed: nothing is tied to it any more."""
        if self._ours is not None and self._ours[0].transaction_id == transaction_id:
            self._forget()

    def take_notices(self) -> tuple[Message, ...]:
        """Return what was not certain about the last record, once."""
        told, self._notices = tuple(self._notices), []
        return told

    def state(self) -> MeterState:
        """Return whether a transaction runs and whose it is, whose record is there, conditions.

        The meter keeps its last record, so that none waits by itself; only that of a transaction
        given by `recall`, or of one that we ended, does until it is released.
        """
        live = self._live()
        running = live.flag("XT")
        conditions = _conditions(live)
        last = self._last_record() if self._ours is not None or self._owed is not None else None
        if self._ours is not None:
            ours = self._ours[0].transaction_id
            if self._is_our_record(last):
                return MeterState(MeterActivity.RECORD_WAITING, ours, conditions)
            if running:
                tied = ours if self._runs_ours(last) else None
                return MeterState(MeterActivity.RUNNING, tied, conditions)
            if not self._begun:
                # It never began: whatever comes later is not ours.
                self._ours = None
        if running:
            return MeterState(MeterActivity.RUNNING, None, conditions)
        if self._is_owed(last):
            return MeterState(MeterActivity.RECORD_WAITING, None, conditions)
        return MeterState(MeterActivity.IDLE, None, conditions)

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction; the identification or, without one, its id goes into ``ID``.

        A text that does not fit is refused, and so is another charge point than the meter took
        since its power-up.
        """
        user = self._user(request)
        self._text("CI", request.charge_point_id, _TEXT_BYTES)
        live = self._live()
        if live.flag("XT"):
            raise WrongStateError("meter.running", transaction_id=None, meter=self.name)
        code = live.values.get("XC")
        if isinstance(code, str) and not _NO_ERROR.fullmatch(code):
            raise RefusedError("iem-dcr.error-code", meter=self.name, code=code)
        if self._ours is None or self._ours[0].transaction_id != request.transaction_id:
            self.recall(request, self.mark(request))
        try:
            notices = self._set_charge_point(request)
            self._write("user", user, "iem-dcr.set-user")
            self._begin(request.transaction_id)
        except EichlabError as error:
            if not error.in_doubt:
                self._ours = None
            raise
        return notices

    def _begin(self, transaction_id: str) -> None:
        """Send the begin, once, and ask the meter what came of it where that is not certain."""
        doubt = self._command("B", "iem-dcr.command-begin")
        if doubt is None:
            self._begun = True
            return
        try:
            if self._waits_for_running(running=True, patient=not isinstance(doubt, RefusedError)):
                self._begun = True
                return
            # Its power may have failed, and it ended at once what it had begun.
            if self._is_our_record(self._last_record()):
                return
            reason = self._why_refused(doubt)
        except EichlabError as error:
            # The begin is out, and nobody said what came of it.
            error.in_doubt = True
            raise
        if isinstance(doubt, RefusedError):
            raise reason
        # The question of the state was answered: the begin never arrived.
        raise NoAnswerError(
            "iem-dcr.start-not-arrived", meter=self.name, transaction=transaction_id
        ) from doubt

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction and return its record; the meter keeps it until the next.

        An empty id ends whatever is running; nothing there is then no error. What certainly is
        another's is left alone; where that is not certain, `take_notices` says so.
        """
        running = self._live().flag("XT")
        last = self._last_record()
        if not transaction_id:
            if running:
                return (self._ended(last),)
            return (self._signed(self._new_record()),) if self._is_owed(last) else ()
        ours = self._ours
        if ours is None or ours[0].transaction_id != transaction_id:
            return (self._unmarked(transaction_id, last, running=running),)
        if self._is_our_record(last):
            assert last is not None
            return (self._signed(last),)
        if running and self._runs_ours(last):
            self._begun = True
            return (self._ended(last),)
        if running:
            raise self._another(transaction_id)
        return (self._signed(self._appearing(transaction_id)),)

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return the record of a transaction of ours that was not handed over; reads only."""
        last = self._last_record()
        if last is None or not (self._is_our_record(last) or self._is_owed(last)):
            return ()
        return (self._signed(last),)

    def release(self, record: SignedRecord) -> None:
        """Take note that the record is stored; the meter keeps it all the same."""
        del record
        self._forget()

    def _forget(self) -> None:
        self._ours = None
        self._owed = None
        self._begun = False

    # ── whose it is ──────────────────────────────────────────────────────────────────────────

    def _tie(self, record: bytes) -> Tie:
        assert self._ours is not None
        return tie(*self._ours, record)

    def _is_our_record(self, last: bytes | None) -> bool:
        """Return whether the last record is a finished one that is ours, or may be."""
        if last is None or self._ours is None or not (is_whole(last) and has_end(last)):
            return False
        return self._tie(last) in {Tie.OURS, Tie.UNSURE}

    def _runs_ours(self, last: bytes | None) -> bool:
        """Return whether what runs is the first since our mark, and so ours.

        Firmware that shows the running transaction as the last one says it by its fields.
        """
        found = last is None or self._tie(last) is Tie.EARLIER
        if last is not None and not has_end(last):
            found = self._tie(last) in {Tie.OURS, Tie.UNSURE, Tie.EARLIER}
        self._begun = self._begun or found
        return found

    def _is_owed(self, last: bytes | None) -> bool:
        """Return whether the meter holds the record of a transaction that we ended, not ours."""
        return self._owed is not None and last is not None and digest(last) != self._owed

    def _unmarked(self, transaction_id: str, last: bytes | None, *, running: bool) -> SignedRecord:
        """Return the last record where it names the very id; nothing else is known of it."""
        payload = payload_of(last) if last is not None else None
        if last is not None and payload is not None and payload.get("ID") == transaction_id:
            return self._signed(last, transaction_id)
        if running:
            raise self._another(transaction_id)
        raise NothingRunningError(
            "meter.nothing-running", meter=self.name, transaction=transaction_id
        )

    def _another(self, transaction_id: str) -> WrongStateError:
        return WrongStateError(
            "meter.other-transaction",
            transaction_id=None,
            meter=self.name,
            transaction=transaction_id,
        )

    def _appearing(self, transaction_id: str) -> bytes:
        """Wait for our record where nothing runs any more: it may just be being signed."""
        until = time.monotonic() + (self._ready_within_s if self._begun else self._started_within_s)
        while True:
            last = self._last_record()
            if last is not None and self._is_our_record(last):
                return last
            if last is not None and self._tie(last) is Tie.OTHER:
                raise self._another(transaction_id)
            if time.monotonic() >= until:
                break
            self._line.pause(_STATE_INTERVAL_S)
        raise NothingRunningError(
            "meter.nothing-running", meter=self.name, transaction=transaction_id
        )

    # ── the end and the record ───────────────────────────────────────────────────────────────

    def _ended(self, before: bytes | None) -> SignedRecord:
        """Send the end, once; return the record that is another than the one before."""
        self._owed = "" if before is None else digest(before)
        doubt = self._command("E", "iem-dcr.command-end")
        try:
            over = self._waits_for_running(
                running=False, patient=not isinstance(doubt, RefusedError)
            )
            reason = None if over or doubt is None else self._why_refused(doubt)
        except EichlabError as error:
            error.in_doubt = True
            raise
        if not over:
            self._owed = None
            if isinstance(doubt, RefusedError) and reason is not None:
                raise reason
            raise NoAnswerError("iem-dcr.stop-not-arrived", meter=self.name) from doubt
        return self._signed(self._new_record())

    def _new_record(self) -> bytes:
        """Return the record that was signed last, once it is there and whole."""
        until = time.monotonic() + self._ready_within_s
        data: bytes | None = None
        while True:
            data = self._receipt()
            if data is not None and digest(data) != self._owed and is_whole(data) and has_end(data):
                return data
            if time.monotonic() >= until:
                break
            self._line.pause(_STATE_INTERVAL_S)
        if data is not None and digest(data) != self._owed:
            raise RecordUnusableError("iem-dcr.record-unusable", remains=data, meter=self.name)
        raise NoAnswerError(
            "iem-dcr.record-not-ready", meter=self.name, seconds=round(self._ready_within_s)
        )

    def _receipt(self) -> bytes | None:
        """Return the receipt or, where there is none yet, the last transaction's record."""
        try:
            body = self._device.get_text(f"{_BASE}/receipt", meaning=message("iem-dcr.ask-receipt"))
        except RefusedError:
            return self._last_record()
        return record_in(body) or body or None

    def _last_record(self) -> bytes | None:
        """Return the last transaction's record as far as there is one."""
        for path in _LAST:
            try:
                body = self._device.get_text(path, meaning=message("iem-dcr.ask-last"))
            except RefusedError as error:
                if (error.exception or 0) >= 500:
                    raise
                continue
            return record_in(body)
        return None

    def _signed(self, data: bytes, transaction_id: str | None = None) -> SignedRecord:
        payload = payload_of(data)
        if transaction_id is None and self._ours is not None:
            tied = self._tie(data)
            if tied in {Tie.OURS, Tie.UNSURE}:
                transaction_id = self._ours[0].transaction_id
                fields = () if payload is None else differing(self._ours[0], payload)
                if tied is Tie.UNSURE:
                    self._notices.append(message("iem-dcr.unsure", meter=self.name))
                if fields:
                    self._notices.append(
                        message("iem-dcr.record-differs", meter=self.name, fields=", ".join(fields))
                    )
        return SignedRecord(
            data=data,
            format="OCMF",
            public_key=self.public_key().data,
            key_origin=KeyOrigin.METER,
            source=self._line.device,
            place=f"{_BASE}/receipt",
            transaction_id=transaction_id,
            simulated=self._simulated,
        )

    # ── the clock ────────────────────────────────────────────────────────────────────────────

    def set_clock(self, now: datetime) -> None:
        """Set the clock where it is not set, is wrong, or was set more than two hours ago.

        Raises `RefusedError` during a transaction.
        """
        live = self._live()
        if live.flag("XT"):
            raise RefusedError("iem-dcr.clock-while-running", meter=self.name)
        shown, letter = read_time(live.values.get("TM"))
        fresh = self._clock_set is not None and time.monotonic() - self._clock_set < _CLOCK_S
        right = shown is not None and abs(shown - now) <= _CLOCK_TOLERANCE
        if fresh and right and letter not in {None, "U"}:
            return
        self._write("datetime", {"TM": _time_text(now)}, "iem-dcr.set-time")
        self._clock_set = time.monotonic()

    # ── what a start hands over ──────────────────────────────────────────────────────────────

    def _user(self, request: TransactionRequest) -> Mapping[str, object]:
        """Return the user record, its keys in the order the reference driver sends them."""
        groups = [flag.group for flag in request.flags]
        twice = next((group for group in groups if groups.count(group) > 1), None)
        if twice is not None:
            raise RequestError("meter.two-flags", meter=self.name, group=twice)
        user: dict[str, object] = {
            "IS": request.assigned,
            "IL": request.level.value,
            "IF": [flag.value for flag in request.flags],
            "IT": request.identification_type.value,
            "ID": self._text("ID", identification_of(request), _TEXT_BYTES),
            "US": False,
        }
        tariff = self._text("TT", request.tariff_text, _TARIFF_BYTES)
        return user | {"TT": tariff} if tariff else user

    def _text(self, field: str, text: str, room: int) -> str:
        return fitting_text(field, text, room, self.name)

    def _set_charge_point(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Hand over the charge point, which the meter takes once after power-up."""
        kind, name = self._charge_point()
        wanted = (request.charge_point_type.value, request.charge_point_id)
        if not request.charge_point_id:
            if not name:
                return ()
            return (message("iem-dcr.charge-point-kept", meter=self.name, id=name),)
        if not name:
            body = {
                "CT": wanted[0],
                "CI": wanted[1],
                "TM": _time_text(datetime.now(UTC).astimezone()),
            }
            try:
                self._write("gw", body, "iem-dcr.set-charge-point")
            except RefusedError:
                # It may have been taken the first time, and only that answer was lost.
                kind, name = self._charge_point()
                if not name:
                    raise
            else:
                return ()
        if (kind, name) != wanted:
            raise RequestError(
                "iem-dcr.charge-point-fixed",
                meter=self.name,
                found=f"{kind} {name}",
                wanted=" ".join(wanted),
            )
        return ()

    def _charge_point(self) -> tuple[str, str]:
        told = self._device.get(f"{_BASE}/gw", meaning=message("iem-dcr.ask-charge-point"))
        return told.text("CT"), told.text("CI")

    # ── single questions ─────────────────────────────────────────────────────────────────────

    def _live(self) -> Fields:
        return self._device.get(
            f"{_BASE}/metervalue", meaning=message("iem-dcr.ask-live"), explain=self._explain
        )

    def _explain(self, live: Fields) -> Message:
        quantities = self._quantities(live)
        return message(
            "iem-dcr.told-running" if live.flag("XT") else "iem-dcr.told-idle",
            voltage=quantities[Quantity.VOLTAGE, Channel.DC],
            current=quantities[Quantity.CURRENT, Channel.DC],
            import_wh=quantities[Quantity.ENERGY_IMPORT, Channel.TOTAL],
        )

    def _write(self, what: str, body: Mapping[str, object], meaning: str) -> None:
        self._device.write(
            "POST", f"{_BASE}/{what}", body, meaning=message(meaning), answers_json=False
        )

    def _command(self, letter: str, meaning: str) -> MeterError | None:
        """Send a begin or end, once; return why it may not have arrived, None when confirmed."""
        try:
            self._device.command(
                "POST",
                f"{_BASE}/receipt",
                {"TX": letter},
                timeout_s=self._command_s,
                meaning=message(meaning),
                answers_json=False,
            )
        except (NoAnswerError, RefusedError) as error:
            return error
        return None

    def _waits_for_running(self, *, running: bool, patient: bool) -> bool:
        """Return whether the meter says so, in time."""
        until = time.monotonic() + (self._started_within_s if patient else 0.0)
        while self._live().flag("XT") is not running:
            if time.monotonic() >= until:
                return False
            self._line.pause(_STATE_INTERVAL_S)
        return True

    def _why_refused(self, doubt: MeterError) -> MeterError:
        """Return the refusal in plain words where the current explains it."""
        current = self._live().number("I")
        if isinstance(doubt, RefusedError) and abs(current) > _CURRENT_FLOWS:
            return RefusedError(
                "iem-dcr.current-flows",
                exception=doubt.exception,
                meter=self.name,
                amperes=current,
            )
        doubt.in_doubt = False
        return doubt


def _conditions(live: Fields) -> tuple[str, ...]:
    conditions: list[str] = []
    code = live.values.get("XC")
    if isinstance(code, str) and not _NO_ERROR.fullmatch(code):
        conditions.append("iem-dcr.has-error")
    if read_time(live.values.get("TM"))[1] == "U":
        conditions.append("iem-dcr.clock-not-set")
    return tuple(conditions)


def _time_text(now: datetime) -> str:
    """Return a time as the meter takes it, with the offset that holds at that moment."""
    offset = now.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{now:%Y-%m-%dT%H:%M:%S},000{sign}{hours:02d}{rest:02d}"
