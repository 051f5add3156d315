"""LEM DCBM 400/600: live values, signed transactions over HTTP, and what is left after a failure.

The meter carries the transaction id in its interface and keeps every finished record for good:
what was once finished is found again by its id, whatever happened, and nothing has to be released.
Reads are kept apart from the start and the stop: after a lost answer the meter is asked what
became of it. Unverified on hardware.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from eichlab.line import Fields, HttpDevice, HttpLine, Timing, exact_number
from eichlab.meters.dcbm_values import (
    STATUS_BITS,
    clock_is_right,
    conditions_of,
    explain_legal,
    explain_live,
    explain_status,
    is_intermediate,
    kept_record_at,
    quantities_of,
    root_for,
    zone_of,
)
from eichlab.meters.kept_list import kept_list
from eichlab.meters.meter import Meter
from eichlab.meters.ocmf_text import has_end, is_whole
from eichlab.meters.request_text import fitting_text
from eichlab.values import (
    Capabilities,
    ChargePointIdType,
    EichlabError,
    IdentificationLevel,
    Identity,
    KeptRecord,
    KeyOrigin,
    Message,
    MeterActivity,
    MeterError,
    MeterState,
    NoAnswerError,
    NothingRunningError,
    PublicKey,
    Reading,
    RecordUnusableError,
    RefusedError,
    RequestError,
    SignedRecord,
    TransactionRequest,
    WrongAnswerError,
    WrongMeterError,
    WrongStateError,
    message,
)

_ALGORITHM = "ECDSA-secp256r1-SHA256"
_POINT_BYTES = 65
_SIMULATED_SERIAL = "SIM"

# The codes of the setting `ocmfId.IT`, in their order.
IDENTIFICATION_TYPES = (
    "NONE",
    "DENIED",
    "UNDEFINED",
    "ISO14443",
    "ISO15693",
    "EMAID",
    "EVCCID",
    "EVCOID",
    "ISO7812",
    "CARD_TXN_NR",
    "CENTRAL",
    "CENTRAL_1",
    "CENTRAL_2",
    "LOCAL",
    "LOCAL_1",
    "LOCAL_2",
    "PHONE_NUMBER",
    "KEY_CODE",
)

_TEXT_BYTES = 37
_TARIFF_BYTES = 250  # the longest OCMF allows; the meter's own limit is not known

_BLOCKERS = frozenset({"dcbm.unit-link-lost", "dcbm.fatal-error"})
_BILLABLE = 17

_LEAST_DURATION_S = 120
# After 48 h without its clock being set, which it cannot be meanwhile, it is not billable.
_LONG_S = 47 * 3600
_STATE_INTERVAL_S = 0.1

# The clock is valid for 48 h after it was set; the vendor recommends a day. In its first two
# minutes after power-up the meter may forget what it is told, so that it is told again.
_CLOCK_S = 24 * 3600
_SETTLE_S = 120.0

_NOT_FOUND = frozenset({400, 404, 410})


class Dcbm(Meter):
    """One DCBM at an address.

    ``started_within_s`` bounds the wait for a start or a stop to show in the meter's status after
    its answer was lost, ``ready_within_s`` the wait for the signed record after a stop,
    ``command_s`` that for the answer to a start or a stop, which are sent once.
    """

    model = "dcbm"
    capabilities = Capabilities(
        signs=True,
        carries_transaction_id=True,
        tariff_bytes=_TARIFF_BYTES,
        charge_point_bytes=_TEXT_BYTES,
        sets_clock=True,
        keeps_records=True,
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
        self._root: str | None = None
        self._identification_type = 0
        self._key: PublicKey | None = None
        self._simulated = False
        self._awaited: str | None = None
        """The transaction of ours that may run, or may have ended without our stop."""
        self._runs_for_s = Decimal(0)
        self._notices: list[Message] = []
        self._seen_since: float | None = None
        self._clock_set: float | None = None

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._device.probing = once
        if once:
            # It may just have been without power.
            self._seen_since = None

    # ── what it is ───────────────────────────────────────────────────────────────────────────

    def identify(self) -> Identity:
        """Return serial number and firmware; learn which interface and id type it has.

        Raises `WrongMeterError` for anything that has not this meter's status.
        """
        self._key = None
        try:
            status = self._status()
            serial = status.text("meterId")
            firmware = status.fields("version").text("applicationFirmwareVersion")
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
        self._identification_type = self._configured_type()
        second = self._root == "v2"
        typed = self._identification_type != 0
        self.capabilities = replace(
            type(self).capabilities,
            tariff_bytes=_TARIFF_BYTES if second else None,
            identification_bytes=_TEXT_BYTES if typed else None,
            carries_transaction_id=not typed,
        )
        return Identity(
            model=self.model,
            serial=serial,
            firmware=firmware,
            signature_algorithm=_ALGORITHM,
            simulated=self._simulated,
        )

    def _not_this_model(self) -> WrongMeterError:
        return WrongMeterError("dcbm.not-this-model", meter=self.name, port=self._line.device)

    def _configured_type(self) -> int:
        try:
            settings = self._settings()
        except RefusedError:
            return 0
        code = settings.fields("ocmfId").whole("IT") if "ocmfId" in settings else 0
        return code if 0 <= code < len(IDENTIFICATION_TYPES) else 0

    def public_key(self) -> PublicKey:
        """Return the key for OCMF records, as DER and as the point in it."""
        if self._key is not None:
            return self._key
        text = self._status().text("publicKeyOcmf")
        try:
            der = bytes.fromhex(text)
        except ValueError as error:
            raise WrongMeterError("dcbm.key", meter=self.name) from error
        point = der[-_POINT_BYTES:]
        if len(point) != _POINT_BYTES or point[0] != 4:
            raise WrongMeterError("dcbm.key", meter=self.name)
        self._key = PublicKey(_ALGORITHM, point, der if len(der) > _POINT_BYTES else None)
        return self._key

    # ── what it measures ─────────────────────────────────────────────────────────────────────

    def read(self) -> Reading:
        """Return voltage, current, power, both energies and the hotter of two temperatures."""
        if self._root is None:
            self._status()
        live = self._device.get(
            f"/{self._root}/livemeasure", meaning=message("dcbm.ask-live"), explain=explain_live
        )
        answer = self._device.last_answer
        assert answer is not None
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities=quantities_of(live),
            round_trip_s=answer.elapsed_s,
            tries=answer.tries,
        )

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def recall(self, request: TransactionRequest, mark: Mapping[str, str]) -> None:
        """Learn of a transaction of ours; its record counts as waiting until `release`."""
        del mark
        self._awaited = request.transaction_id

    def dismiss(self, transaction_id: str) -> None:
        """Learn that a transaction of ours is closed: nothing of it waits any more."""
        if self._awaited == transaction_id:
            self._awaited = None

    def take_notices(self) -> tuple[Message, ...]:
        """Return what the meter said of the transaction itself, once."""
        told, self._notices = tuple(self._notices), []
        return told

    def state(self) -> MeterState:
        """Return whether a transaction runs, whose record of ours is there, and conditions.

        The meter keeps every record, so that none waits by itself; only that of a transaction
        given by `recall` does, until it is released.
        """
        status = self._status()
        conditions = conditions_of(status)
        running = self._running_id(status)
        if running is not None and self._runs_for_s > _LONG_S:
            conditions = (*conditions, "dcbm.runs-long")
        awaited = self._awaited
        if awaited is not None and running != awaited:
            if self._has_ended(awaited):
                return MeterState(MeterActivity.RECORD_WAITING, awaited, conditions)
            self._awaited = None
        if running is not None:
            return MeterState(MeterActivity.RUNNING, running or None, conditions)
        return MeterState(MeterActivity.IDLE, None, conditions)

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction under its id.

        A text that does not fit is refused, since a cut one would name another user or station.
        What the record has no room for is told.
        """
        if self._root is None:
            self.identify()
        body, notices = self._body(request)
        status = self._status()
        running = self._running_id(status)
        if running is not None:
            raise WrongStateError("meter.running", transaction_id=running, meter=self.name)
        conditions = conditions_of(status)
        if "dcbm.clock-not-set" in conditions:
            raise RefusedError("dcbm.start-without-clock", meter=self.name)
        for condition in conditions:
            if condition in _BLOCKERS:
                raise RefusedError("dcbm.blocked", meter=self.name, reason=message(condition))
        self._begin(request.transaction_id, body)
        return notices

    def _begin(self, transaction_id: str, body: Mapping[str, object]) -> None:
        """Send the start, once, and ask the meter what came of it where that is not certain."""
        doubt: MeterError
        try:
            answer = self._device.command(
                "POST",
                f"/{self._root}/legal",
                body,
                timeout_s=self._command_s,
                meaning=message("dcbm.command-start"),
            )
            if answer.values.get("running") is True:
                self._awaited = transaction_id
                return
            doubt = RefusedError("dcbm.start-ignored", meter=self.name, transaction=transaction_id)
        except (NoAnswerError, RefusedError) as error:
            doubt = error
        self._awaited = transaction_id
        try:
            if self._has_begun(transaction_id, patient=not isinstance(doubt, RefusedError)):
                return
        except EichlabError as error:
            # The start is out, and nobody said what came of it.
            error.in_doubt = True
            raise
        self._awaited = None
        doubt.in_doubt = False
        if isinstance(doubt, RefusedError):
            raise doubt
        # The question of the state was answered: the start never arrived.
        raise NoAnswerError(
            "dcbm.start-not-arrived", meter=self.name, transaction=transaction_id
        ) from doubt

    def _has_begun(self, transaction_id: str, *, patient: bool) -> bool:
        """Ask whether the transaction runs, or ended already because the power failed."""
        until = time.monotonic() + (self._started_within_s if patient else 0.0)
        while True:
            if self._running_id(self._status()) == transaction_id:
                return True
            if time.monotonic() >= until:
                return self._has_ended(transaction_id)
            self._line.pause(_STATE_INTERVAL_S)

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction and return its record, which the meter keeps for good.

        An empty id ends whatever is running; nothing there is then no error. A transaction of
        another id is left alone, and the record of ours is looked for in what the meter keeps.
        """
        running = self._running_id(self._status())
        if running is not None and (not transaction_id or running == transaction_id):
            # Should its record not come at once, it is known as waiting.
            self._awaited = self._awaited or running
            self._stop_running(running)
            return (self._finished(running),)
        if not transaction_id:
            return self.waiting_records()
        if self._has_ended(transaction_id):
            return (self._finished(transaction_id),)
        if running is not None:
            raise WrongStateError(
                "meter.other-transaction",
                transaction_id=running,
                meter=self.name,
                transaction=transaction_id,
            )
        raise NothingRunningError(
            "meter.nothing-running", meter=self.name, transaction=transaction_id
        )

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return the record of a transaction of ours that ended without our stop; reads only."""
        awaited = self._awaited
        if awaited is None or self._running_id(self._status()) == awaited:
            return ()
        return (self._finished(awaited),) if self._has_ended(awaited) else ()

    def release(self, record: SignedRecord) -> None:
        """Take note that the record is stored; the meter keeps it all the same."""
        if record.transaction_id is None or record.transaction_id == self._awaited:
            self._awaited = None

    def _stop_running(self, transaction_id: str) -> None:
        """Send the stop, once, and see to it that the transaction has ended.

        A refusal is no answer either: it may have ended already, by a stop whose answer was lost.
        """
        doubt: MeterError | None = None
        try:
            self._device.command(
                "PUT",
                f"/{self._root}/legal",
                {"running": False},
                {"transactionId": transaction_id},
                timeout_s=self._command_s,
                meaning=message("dcbm.command-stop"),
            )
        except (NoAnswerError, RefusedError) as error:
            doubt = error
        until = time.monotonic() + self._started_within_s
        try:
            while self._running_id(self._status()) == transaction_id:
                if time.monotonic() >= until:
                    break
                self._line.pause(_STATE_INTERVAL_S)
            else:
                return
        except EichlabError as error:
            error.in_doubt = True
            raise
        if isinstance(doubt, RefusedError):
            raise doubt
        raise NoAnswerError("dcbm.stop-not-arrived", meter=self.name) from doubt

    # ── the record ───────────────────────────────────────────────────────────────────────────

    def _finished(self, transaction_id: str) -> SignedRecord:
        data = self._final_text(transaction_id)
        self._note_status(transaction_id)
        return self._signed(data, f"/{self._root}/ocmf", transaction_id)

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

    def _final_text(self, transaction_id: str) -> bytes:
        """Return the record once it is whole and has its end; while one runs it has none."""
        until = time.monotonic() + self._ready_within_s
        while True:
            data = self._device.get_text(
                f"/{self._root}/ocmf",
                {"transactionId": transaction_id},
                meaning=message("dcbm.ask-record"),
            )
            if is_whole(data) and has_end(data):
                return data
            if time.monotonic() >= until:
                break
            self._line.pause(_STATE_INTERVAL_S)
        if is_whole(data):
            raise NoAnswerError(
                "dcbm.record-not-ready", meter=self.name, seconds=round(self._ready_within_s)
            )
        raise RecordUnusableError(
            "dcbm.record-unusable", remains=data, meter=self.name, transaction=transaction_id
        )

    def _note_status(self, transaction_id: str) -> None:
        """Note what makes the transaction doubtful for a bill, by the meter's own account."""
        try:
            legal = self._legal(transaction_id)
            if legal is None:
                return
            value = legal.fields("meterValue")
            status = value.whole("transactionStatus")
            duration = value.number("transactionDuration")
        except EichlabError:
            # The record itself is there; this is only what the meter says besides.
            return
        if status != _BILLABLE:
            for bit, (nominal, condition) in STATUS_BITS.items():
                if bool(status & bit) != nominal:
                    reason = message(condition)
                    self._notices.append(
                        message("dcbm.not-billable", meter=self.name, status=status, reason=reason)
                    )
        if duration < _LEAST_DURATION_S:
            self._notices.append(
                message("dcbm.short-transaction", meter=self.name, seconds=duration)
            )

    # ── what it keeps ────────────────────────────────────────────────────────────────────────

    def kept_records(self, before: int | None = None, limit: int = 5) -> tuple[KeptRecord, ...]:
        """Return finished transactions of the meter's ring store by its index, the newest first.

        Each costs one request. The status says how many there are; a few that are missing are
        passed over, and so is the one that runs.
        """
        status = self._status()
        last, count = (
            status.whole("indexOfLastTransaction"),
            status.whole("numberOfStoredTransactions"),
        )
        oldest = max(0, last - count + 1)
        begin = last if before is None else min(last, before - 1)

        def look(index: int) -> KeptRecord | None:
            legal = self._legal_at(index)
            return None if legal is None or is_intermediate(legal) else kept_record_at(index, legal)

        return kept_list(self.name, range(begin, oldest - 1, -1), limit, look, self._notices)

    def kept_record(self, number: int) -> SignedRecord:
        """Read the record at an index of the meter's store out."""
        legal = self._legal_at(number)
        data = self._device.get_text(
            f"/{self._root}/ocmf/{number}", meaning=message("dcbm.ask-kept", number=number)
        )
        transaction = None if legal is None else legal.text("transactionId")
        if not is_whole(data) or not has_end(data):
            raise RecordUnusableError(
                "dcbm.record-unusable", remains=data, meter=self.name, transaction=transaction
            )
        return self._signed(data, f"/{self._root}/ocmf/{number}", transaction)

    def _legal_at(self, index: int) -> Fields | None:
        """Return what the meter holds at an index of its store; None where there is nothing."""
        if self._root is None:
            self._status()
        try:
            return self._device.get(
                f"/{self._root}/legal/{index}",
                meaning=message("dcbm.ask-kept", number=index),
                explain=explain_legal,
            )
        except RefusedError as error:
            if error.exception in _NOT_FOUND:
                return None
            raise

    # ── the clock ────────────────────────────────────────────────────────────────────────────

    def set_clock(self, now: datetime) -> None:
        """Set time and zone where the meter needs it: daily, or when it is wrong or not valid.

        Never during a transaction, and never where the meter has its time from time servers:
        setting it would switch those off. Raises `RefusedError` then.
        """
        status = self._status()
        if self._running_id(status) is not None:
            raise RefusedError("dcbm.clock-while-running", meter=self.name)
        settings = self._settings()
        valid = "dcbm.clock-not-set" not in conditions_of(status)
        if "ntp" in settings and settings.fields("ntp").values.get("ntpActivated") is True:
            if valid:
                return
            raise RefusedError("dcbm.clock-by-servers", meter=self.name)
        fresh = self._clock_set is not None and time.monotonic() - self._clock_set < _CLOCK_S
        if valid and fresh and clock_is_right(status, now):
            return
        at = now.astimezone(UTC)
        text = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
        self._set({"time": {"utc": text}}, "dcbm.set-time")
        zone = zone_of(now)
        times = settings.fields("time").values if "time" in settings else {}
        if times.get("tz") != zone:
            self._set({"time": {"tz": zone}}, "dcbm.set-zone")
        summer = times.get("dst")
        if isinstance(summer, dict) and summer.get("activated") is True:
            # The zone holds the whole offset already.
            body = {**summer, "activated": False}
            self._set({"time": {"dst": body}}, "dcbm.set-summer-time")
        settled = self._seen_since is not None and (
            time.monotonic() - self._seen_since >= _SETTLE_S
        )
        self._clock_set = time.monotonic() if settled else None

    def _set(self, body: Mapping[str, object], meaning: str) -> None:
        answer = self._device.write("PUT", "/v1/settings", body, meaning=message(meaning))
        if answer.values.get("result") != 1:
            raise RefusedError("dcbm.setting-refused", meter=self.name, setting=message(meaning))

    # ── the texts of a start ─────────────────────────────────────────────────────────────────

    def _body(
        self, request: TransactionRequest
    ) -> tuple[Mapping[str, object], tuple[Message, ...]]:
        """Return the start's body, its keys in the order the meter's documents have them."""
        typed = self._identification_type != 0
        second = self._root == "v2"
        if not request.transaction_id:
            raise RequestError("dcbm.no-id", meter=self.name)
        body: dict[str, object] = {
            "evseId": self._text("CI", request.charge_point_id, _TEXT_BYTES),
            "transactionId": self._text("transactionId", request.transaction_id, _TEXT_BYTES),
            "clientId": self._text(
                "ID", request.identification or request.transaction_id, _TEXT_BYTES
            ),
            "tariffId": 0,
        }
        if second:
            body["TT"] = self._text("TT", request.tariff_text, _TARIFF_BYTES)
            body |= {"UV": "", "UD": ""}
        body |= {"cableId": 0, "userData": ""}
        if second:
            body["SC"] = 0
        configured = IDENTIFICATION_TYPES[self._identification_type]
        without_room = {
            "IS": not request.assigned,
            "IL": request.level is not IdentificationLevel.NONE,
            "IF": bool(request.flags),
            "IT": request.identification_type.value != configured,
            "ID": bool(request.identification) and not typed,
            "TT": bool(request.tariff_text) and not second,
            "CT": request.charge_point_type is not ChargePointIdType.EVSEID,
        }
        left_out = ", ".join(field for field, is_lost in without_room.items() if is_lost)
        notices: tuple[Message, ...] = ()
        if left_out:
            notices = (message("dcbm.no-room", meter=self.name, fields=left_out, type=configured),)
        return body, notices

    def _text(self, field: str, text: str, room: int) -> str:
        return fitting_text(field, text, room, self.name)

    # ── single questions ─────────────────────────────────────────────────────────────────────

    def _status(self) -> Fields:
        status = self._device.get(
            "/v1/status", meaning=message("dcbm.ask-status"), explain=explain_status
        )
        if self._seen_since is None:
            self._seen_since = time.monotonic()
        self._root = root_for(status)
        return status

    def _settings(self) -> Fields:
        return self._device.get("/v1/settings", meaning=message("dcbm.ask-settings"))

    def _running_id(self, status: Fields) -> str | None:
        """Return the id of the transaction that runs, empty where the meter names none."""
        if not status.fields("status").fields("bits").flag("transactionIsOnGoing"):
            return None
        legal = self._legal(None)
        if legal is None:
            return ""
        duration = legal.fields("meterValue").values.get("transactionDuration")
        self._runs_for_s = exact_number(duration) or Decimal(0)
        return legal.text("transactionId")

    def _has_ended(self, transaction_id: str) -> bool:
        """Return whether the meter keeps a finished transaction of this id."""
        legal = self._legal(transaction_id)
        return legal is not None and not is_intermediate(legal)

    def _legal(self, transaction_id: str | None) -> Fields | None:
        """Return what the meter holds under this id, or last; None where there is nothing."""
        query = None if transaction_id is None else {"transactionId": transaction_id}
        try:
            legal = self._device.get(
                f"/{self._root}/legal",
                query,
                meaning=message("dcbm.ask-transaction"),
                explain=explain_legal,
            )
        except RefusedError as error:
            if error.exception in _NOT_FOUND:
                return None
            raise
        if transaction_id is not None and legal.text("transactionId") != transaction_id:
            return None
        return legal
