"""Carlo Gavazzi EM580: live values, signed transactions, and what is left after a failure.

The meter has no field for a transaction id: the driver carries it in the tariff text, behind
``<=>``, so that it is in the signed record and is found again after any failure. A request may
want its tariff text raw; then the meter's own count, the texts and the time tell whose record it
is. The meter keeps one finished record until it is told that it was read; it is told only by
`release`.
Unverified on hardware.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from eichlab.line import READ_LIMIT, WRITE_LIMIT, ModbusUnit, SerialLine, Timing
from eichlab.meters import em580_registers as em580
from eichlab.meters.em580_texts import (
    TARIFF_ROOM,
    flag_registers,
    id_in_payload,
    id_in_text,
    plain_text,
    tariff_text,
)
from eichlab.meters.em580_values import (
    energies,
    explain_energy,
    explain_live,
    live_quantities,
    version,
)
from eichlab.meters.meter import Meter
from eichlab.meters.ocmf_text import is_whole, payload_of
from eichlab.meters.own_transaction import OwnTransaction, Tie, page_number
from eichlab.meters.registers import (
    register_bytes,
    signed_16,
    text_bytes,
    text_words,
    words_low_first,
)
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
    SignedRecord,
    TransactionRequest,
    WrongMeterError,
    WrongStateError,
    message,
)

# Exceptions with which a meter says that it has no such function, register or length.
_UNKNOWN_REGISTER = frozenset({1, 2, 3})


_STATE_INTERVAL_S = 0.1
_SIMULATED_SERIAL = "SIM"

_ACTIVITIES = {
    em580.STATE_NOT_READY: MeterActivity.IDLE,
    em580.STATE_RUNNING: MeterActivity.RUNNING,
    em580.STATE_READY: MeterActivity.RECORD_WAITING,
    em580.STATE_CORRUPTED: MeterActivity.CORRUPTED,
}


class Em580(Meter):
    """One EM580 on a serial line.

    ``started_within_s``, ``ready_within_s`` and ``whole_within_s`` bound the waits for a start to
    take effect, for the signed record after a stop (about 1.1 s on the real meter), and for a
    record that is called ready to be readable as a whole.
    """

    model = "em580"
    capabilities = Capabilities(
        signs=True,
        carries_transaction_id=True,
        tariff_bytes=TARIFF_ROOM,
        raw_tariff=True,
        identification_bytes=em580.IDENTIFICATION_BYTES,
        charge_point_bytes=em580.CHARGE_POINT_BYTES,
        identification_levels=True,
        identification_flags=True,
        sets_clock=True,
        export=True,
        per_phase=True,
    )
    timing = Timing(timeout_s=0.5, worst_latency_s=1.0, tries=3)

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
        self._unit = ModbusUnit(line, unit, timing or self.timing, who=name)
        self._line = line
        self._started_within_s = started_within_s
        self._ready_within_s = ready_within_s
        self._whole_within_s = whole_within_s
        self._key: PublicKey | None = None
        self._simulated = False
        self._has_temperature = True
        self._own: OwnTransaction | None = None
        self._notices: list[Message] = []

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._unit.probing = once

    # ── what it is ───────────────────────────────────────────────────────────────────────────

    def identify(self) -> Identity:
        """Return serial number, firmware, year and signature algorithm.

        Raises `WrongMeterError` for a meter of the sister families that cannot sign, and for
        anything that has not this meter's registers.
        """
        self._key = None
        self._has_temperature = True
        try:
            return self._identified()
        except RefusedError as error:
            if error.exception not in _UNKNOWN_REGISTER:
                raise
            raise WrongMeterError(
                "em580.not-this-model", meter=self.name, unit=self._unit.unit
            ) from error

    def _identified(self) -> Identity:
        code = self._identification_code()
        if code in em580.CODES_WITHOUT_OCMF:
            raise WrongMeterError("em580.sister-family", meter=self.name, code=code)
        measuring = self._register(em580.FIRMWARE_MEASURING, "em580.ask-firmware")
        communication = self._register(em580.FIRMWARE_COMMUNICATION, "em580.ask-firmware")
        serial = text_bytes(
            self._unit.read_input(
                em580.SERIAL, em580.SERIAL_COUNT, meaning=message("em580.ask-serial")
            )
        )
        year = self._register(em580.YEAR, "em580.ask-year")
        signature_type = self._register(em580.SIGNATURE_TYPE, "em580.ask-signature-type")
        if signature_type not in em580.ALGORITHMS or not serial.strip():
            raise WrongMeterError("em580.not-this-model", meter=self.name, unit=self._unit.unit)
        text = serial.decode("ascii", "replace").strip()
        self._simulated = text.startswith(_SIMULATED_SERIAL)
        return Identity(
            model=self.model,
            serial=text,
            firmware=f"M_{version(measuring)}-C_{version(communication)}",
            year=year or None,
            signature_algorithm=em580.ALGORITHMS[signature_type][0],
            simulated=self._simulated,
        )

    def _identification_code(self) -> int | None:
        try:
            return self._register(em580.IDENTIFICATION_CODE, "em580.ask-code")
        except RefusedError:
            # The EM580's own code is not published; firmware without it is still an EM580.
            return None

    def public_key(self) -> PublicKey:
        """Return the key as bare point and as DER, both as the meter gives them.

        Raises `WrongMeterError` when the two do not belong together.
        """
        if self._key is not None:
            return self._key
        signature_type = self._register(em580.SIGNATURE_TYPE, "em580.ask-signature-type")
        if signature_type not in em580.ALGORITHMS:
            raise WrongMeterError("em580.not-this-model", meter=self.name, unit=self._unit.unit)
        algorithm, point_bytes, der_bytes = em580.ALGORITHMS[signature_type]
        words = self._unit.read_input(
            em580.KEY_POINT, point_bytes // 2 + 1, meaning=message("em580.ask-key")
        )
        point = register_bytes(words)[:point_bytes]
        der: bytes | None
        try:
            # The block can only be read as a whole.
            words = self._unit.read_input(
                em580.KEY_DER, der_bytes // 2, meaning=message("em580.ask-key")
            )
            der = register_bytes(words)
        except RefusedError:
            der = None
        if der is not None and not der.endswith(point):
            raise WrongMeterError("em580.two-keys", meter=self.name)
        self._key = PublicKey(algorithm, point, der)
        return self._key

    # ── what it measures ─────────────────────────────────────────────────────────────────────

    def read(self) -> Reading:
        """Return voltages, currents, powers, frequency, energies and the inner temperature."""
        live = self._unit.read_input(
            em580.LIVE,
            em580.LIVE_COUNT,
            meaning=message("em580.ask-live"),
            explain=explain_live,
        )
        answers = [self._unit.last_answer]
        energy = self._unit.read_input(
            em580.ENERGY,
            em580.ENERGY_COUNT,
            meaning=message("em580.ask-energy"),
            explain=explain_energy,
        )
        answers.append(self._unit.last_answer)
        quantities = {**live_quantities(live), **energies(energy)}
        if self._has_temperature:
            try:
                tenths = signed_16(self._register(em580.TEMPERATURE, "em580.ask-temperature"))
                quantities[Quantity.TEMPERATURE, Channel.TOTAL] = Decimal(tenths).scaleb(-1)
                answers.append(self._unit.last_answer)
            except RefusedError as error:
                if error.exception not in _UNKNOWN_REGISTER:
                    raise
                self._has_temperature = False
        taken = [answer for answer in answers if answer is not None]
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities=quantities,
            round_trip_s=sum(answer.elapsed_s for answer in taken),
            tries=max(answer.tries for answer in taken),
        )

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def mark(self, request: TransactionRequest) -> Mapping[str, str]:
        """Return what tells a raw transaction from others: the last count, time and counter.

        Nothing where the tariff text carries the id.
        """
        if not request.raw_tariff:
            return {}
        words = self._unit.read_input(
            em580.ENERGY, em580.ENERGY_COUNT, meaning=message("em580.ask-energy")
        )
        return OwnTransaction(
            request,
            page=self._last_page(),
            # The clock was set to ours just before, or the record says that it was not.
            after=datetime.now(UTC),
            import_wh=energies(words)[Quantity.ENERGY_IMPORT, Channel.TOTAL],
        ).mark()

    def dismiss(self, transaction_id: str) -> None:
        """Learn that a transaction of ours is closed: nothing is tied to it any more."""
        if self._own is not None and self._own.id == transaction_id:
            self._own = None

    def recall(self, request: TransactionRequest, mark: Mapping[str, str]) -> None:
        """Learn of our transaction; only a raw one needs to be remembered."""
        self._own = OwnTransaction.recalled(request, mark) if request.raw_tariff else None

    def take_notices(self) -> tuple[Message, ...]:
        """Return, once, that a record could not be tied to our transaction for certain."""
        taken, self._notices = tuple(self._notices), []
        return taken

    def state(self) -> MeterState:
        """Return the transaction state, the id carried in the tariff text, and conditions."""
        ocmf_state = self._ocmf_state()
        holds = ocmf_state != em580.STATE_NOT_READY
        raw = self._register(em580.DEVICE_STATE, "em580.ask-device-state")
        conditions = tuple(
            name for bit, name in em580.DEVICE_CONDITIONS.items() if raw & (1 << bit)
        )
        return MeterState(
            activity=_ACTIVITIES.get(ocmf_state, MeterActivity.CORRUPTED),
            transaction_id=self._id_held(ocmf_state) if holds else None,
            conditions=conditions,
        )

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction whose id travels in the tariff text.

        A tariff text that would leave no room for the id is cut at its end, with a notice; an
        identification or charge point id that does not fit is refused, since a cut one would
        name another user or station.
        """
        tariff, notices = tariff_text(request, self.name)
        identification = plain_text(
            "ID", request.identification, em580.IDENTIFICATION_BYTES, self.name
        )
        charge_point = plain_text(
            "CI", request.charge_point_id, em580.CHARGE_POINT_BYTES, self.name
        )
        flags = flag_registers(request, self.name)

        ocmf_state = self._ocmf_state()
        if ocmf_state != em580.STATE_NOT_READY:
            raise self._occupied(ocmf_state)
        if request.raw_tariff and (self._own is None or self._own.request != request):
            self._own = OwnTransaction(request, page=self._last_page())

        self._set(em580.IDENTIFICATION_STATUS, [int(request.assigned)], "IS")
        self._set(em580.IDENTIFICATION_LEVEL, [em580.LEVELS[request.level]], "IL")
        self._set(em580.IDENTIFICATION_FLAGS, flags, "IF")
        self._set(em580.IDENTIFICATION_TYPE, [em580.TYPES[request.identification_type]], "IT")
        self._set(em580.IDENTIFICATION_DATA, text_words(identification), "ID")
        charge_point_type = em580.CHARGE_POINT_TYPES[request.charge_point_type]
        self._set(em580.CHARGE_POINT_TYPE, [charge_point_type], "CT")
        self._set(em580.CHARGE_POINT_ID, text_words(charge_point), "CI")
        self._set(em580.TARIFF_TEXT, text_words(tariff), "TT")
        self._set(em580.SESSION_MODALITY, [0], "–")
        self._begin(request.transaction_id)
        return notices

    def _begin(self, transaction_id: str) -> None:
        """Send the begin, once, and ask the meter what came of it.

        It was idle a moment ago: any other state, even a record that already waits because its
        power failed, says that the begin arrived.
        """
        begun = {em580.STATE_RUNNING, em580.STATE_READY, em580.STATE_CORRUPTED}
        doubt = self._command(em580.COMMAND_BEGIN, "em580.command-begin")
        try:
            if self._wait_for_state(begun, self._started_within_s) is not None:
                return
        except EichlabError as error:
            # The begin is out, and nobody said what came of it.
            error.in_doubt = True
            raise
        if isinstance(doubt, RefusedError):
            raise doubt
        if doubt is not None:
            # The question of the state was answered: the begin never arrived.
            raise NoAnswerError(
                "em580.start-not-arrived", meter=self.name, transaction=transaction_id
            ) from doubt
        raise RefusedError("em580.start-ignored", meter=self.name, transaction=transaction_id)

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction and return its record, which the meter keeps until `release`.

        An empty id ends whatever is running and returns whatever is waiting; nothing there is
        then no error. A transaction of another id is left alone.
        """
        ocmf_state = self._ocmf_state()
        if ocmf_state == em580.STATE_RUNNING:
            self._require_id(transaction_id, self._id_held(ocmf_state))
            ocmf_state = self._end()
        if ocmf_state == em580.STATE_NOT_READY:
            if transaction_id:
                raise NothingRunningError(
                    "meter.nothing-running", meter=self.name, transaction=transaction_id
                )
            return ()
        if transaction_id and ocmf_state != em580.STATE_READY:
            self._require_id(transaction_id, self._id_held(ocmf_state))
        (record,) = self._waiting(ocmf_state)
        # A record that cannot be taken apart is of the transaction whose text the meter holds.
        if transaction_id:
            self._require_id(transaction_id, record.transaction_id or self._id_held(ocmf_state))
        return (record,)

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return the record that waits to be read, if one does; reads only."""
        ocmf_state = self._ocmf_state()
        if ocmf_state in {em580.STATE_NOT_READY, em580.STATE_RUNNING}:
            return ()
        return self._waiting(ocmf_state)

    def _end(self) -> int:
        """Send the end, once, and return the state the meter comes to: *ready* or *corrupted*.

        A refusal is no answer either: the meter may be signing already, after an end whose
        answer was lost.
        """
        doubt = self._command(em580.COMMAND_END, "em580.command-end")
        # Without the answer it is unknown whether the meter signs; if it does not within the
        # usual time, it still runs and the bench asks to stop again later.
        within_s = self._ready_within_s if doubt is None else 2 * self._started_within_s
        try:
            ended = self._wait_for_state({em580.STATE_READY, em580.STATE_CORRUPTED}, within_s)
        except EichlabError as error:
            error.in_doubt = True
            raise
        if ended is not None:
            return ended
        if isinstance(doubt, RefusedError):
            raise doubt
        if doubt is not None:
            raise NoAnswerError("em580.stop-not-arrived", meter=self.name) from doubt
        raise NoAnswerError(
            "em580.record-not-ready", meter=self.name, seconds=round(self._ready_within_s)
        )

    def release(self, record: SignedRecord) -> None:
        """Confirm that the record was read, so that the meter is ready for the next start.

        Only the very record that is given is released: another one in the meter stays there.
        """
        ocmf_state = self._ocmf_state()
        if ocmf_state == em580.STATE_NOT_READY:
            return
        if ocmf_state == em580.STATE_RUNNING:
            raise WrongStateError("meter.running", meter=self.name)
        if self._held(ocmf_state) != record.data:
            raise WrongStateError("meter.other-record", meter=self.name)
        doubt: EichlabError | None = None
        try:
            self._unit.command(em580.OCMF_STATE, [0], meaning=message("em580.command-release"))
        except (NoAnswerError, RefusedError) as error:
            doubt = error
        if self._wait_for_state({em580.STATE_NOT_READY}, self._started_within_s) is not None:
            return
        if doubt is not None:
            raise doubt
        raise RefusedError("em580.release-ignored", meter=self.name)

    def set_clock(self, now: datetime) -> None:
        """Set UTC seconds and the local offset in minutes; the meter knows whole seconds only."""
        offset = now.utcoffset()
        minutes = round(offset.total_seconds() / 60) if offset is not None else 0
        seconds = round(now.timestamp())
        self._unit.write(
            em580.TIME_UTC, words_low_first(seconds, 4), meaning=message("em580.set-time")
        )
        self._unit.write(
            em580.TIME_OFFSET, words_low_first(minutes, 1), meaning=message("em580.set-offset")
        )

    # ── the record ───────────────────────────────────────────────────────────────────────────

    def _waiting(self, ocmf_state: int) -> tuple[SignedRecord, ...]:
        """Return the record held in this state, *ready* or *corrupted*."""
        if ocmf_state != em580.STATE_READY:
            raise RecordUnusableError(
                "em580.record-corrupted", remains=self._held(ocmf_state), meter=self.name
            )
        return (self._record(),)

    def _record(self) -> SignedRecord:
        data = self._whole_file()
        return SignedRecord(
            data=data,
            format="OCMF",
            public_key=self.public_key().data,
            key_origin=KeyOrigin.METER,
            source=self._line.device,
            place=f"unit {self._unit.unit}",
            transaction_id=self._id_of_record(data),
            simulated=self._simulated,
        )

    def _whole_file(self) -> bytes:
        """Return the file once it is whole: *ready* may be said before the file is."""
        until = time.monotonic() + self._whole_within_s
        while True:
            data = self._file()
            if is_whole(data):
                return data
            if time.monotonic() >= until:
                raise RecordUnusableError("em580.record-incomplete", remains=data, meter=self.name)
            self._line.pause(_STATE_INTERVAL_S)

    def _file(self) -> bytes:
        """Return the file the meter holds, up to its first NUL.

        The size is taken as registers; should a firmware state bytes, more than there is would
        be asked for and refused, and the file ends at its NUL all the same.
        """
        size = self._register(em580.OCMF_SIZE, "em580.ask-size")
        count = min(size, em580.OCMF_FILE_COUNT)
        try:
            return text_bytes(self._read_long(em580.OCMF_FILE, count, "em580.ask-file"))
        except RefusedError as error:
            if error.exception not in _UNKNOWN_REGISTER:
                raise
        return text_bytes(self._read_long(em580.OCMF_FILE, (size + 1) // 2, "em580.ask-file"))

    def _held(self, ocmf_state: int) -> bytes:
        """Return what the meter holds, whole or not; of a corrupted record perhaps nothing."""
        try:
            return self._file()
        except RefusedError as error:
            if ocmf_state == em580.STATE_READY or error.exception not in _UNKNOWN_REGISTER:
                raise
            return b""

    # ── single questions ─────────────────────────────────────────────────────────────────────

    def _register(self, address: int, meaning: str) -> int:
        return self._unit.read_input(
            address, 1, meaning=message(meaning), explain=_explain_register
        )[0]

    def _read_long(self, address: int, count: int, meaning: str) -> tuple[int, ...]:
        words: tuple[int, ...] = ()
        while len(words) < count:
            part = min(READ_LIMIT, count - len(words))
            words += self._unit.read_input(address + len(words), part, meaning=message(meaning))
        return words

    def _set(self, address: int, values: Sequence[int], field: str) -> None:
        for at in range(0, len(values), WRITE_LIMIT):
            self._unit.write(
                address + at,
                values[at : at + WRITE_LIMIT],
                meaning=message("em580.set-field", field=field),
            )

    def _ocmf_state(self) -> int:
        return self._unit.read_input(
            em580.OCMF_STATE, 1, meaning=message("em580.ask-state"), explain=_explain_state
        )[0]

    def _command(self, command: int, meaning: str) -> MeterError | None:
        """Send a command, once; return why it may not have arrived, None when it was confirmed."""
        try:
            self._unit.command(em580.COMMAND, [command], meaning=message(meaning))
        except (NoAnswerError, RefusedError) as error:
            return error
        return None

    def _wait_for_state(self, wanted: set[int], within_s: float) -> int | None:
        """Return the first of the states ``wanted`` that the meter says in time, else None."""
        until = time.monotonic() + within_s
        while True:
            ocmf_state = self._ocmf_state()
            if ocmf_state in wanted:
                return ocmf_state
            if time.monotonic() >= until:
                return None
            self._line.pause(_STATE_INTERVAL_S)

    def _id_held(self, ocmf_state: int) -> str | None:
        """Return the id of what the meter runs or holds: carried, or of our raw transaction.

        Without an id the tariff text and the meter's count must be ours; whether the count goes
        up at the begin or at the end is not known. The record will tell for certain.
        """
        words = self._read_long(em580.TARIFF_TEXT, em580.TARIFF_TEXT_COUNT, "em580.ask-tariff-text")
        text = text_bytes(words).decode("utf-8", "replace")
        own = self._own
        if own is None or text != own.request.tariff_text:
            return id_in_text(text)
        page = self._last_page()
        if page is not None and own.page is not None:
            counts = {own.page + 1} | ({own.page} if ocmf_state == em580.STATE_RUNNING else set())
            if page not in counts:
                return id_in_text(text)
        return own.id

    def _id_of_record(self, data: bytes) -> str | None:
        payload, own = payload_of(data), self._own
        if payload is None:
            return None
        tie = Tie.OTHER if own is None else own.tie(payload)
        if own is None or tie is Tie.OTHER:
            return id_in_payload(payload)
        unsure = message("meter.record-likely-ours", meter=self.name, transaction=own.id)
        if tie is Tie.LIKELY and unsure not in self._notices:
            self._notices.append(unsure)
        return own.id

    def _last_page(self) -> int | None:
        """Return the meter's number of its last transaction, None where it does not say."""
        try:
            words = self._unit.read_input(
                em580.LAST_ID, em580.LAST_ID_COUNT, meaning=message("em580.ask-last-id")
            )
        except RefusedError as error:
            if error.exception not in _UNKNOWN_REGISTER:
                raise
            return None
        text = text_bytes(words).decode("ascii", "replace")
        # A meter that never counted says nothing.
        return page_number(text) if text else 0

    def _require_id(self, wanted: str, found: str | None) -> None:
        if wanted and (found is None or found.lower() != wanted.lower()):
            raise WrongStateError(
                "meter.other-transaction",
                transaction_id=found,
                meter=self.name,
                transaction=wanted,
            )

    def _occupied(self, ocmf_state: int) -> WrongStateError:
        if ocmf_state == em580.STATE_CORRUPTED:
            return WrongStateError("em580.corrupted", meter=self.name)
        code = "meter.running" if ocmf_state == em580.STATE_RUNNING else "meter.record-waiting"
        return WrongStateError(code, transaction_id=self._id_held(ocmf_state), meter=self.name)


def _explain_register(words: tuple[int, ...]) -> Message:
    return message("em580.told-register", value=words[0], hexadecimal=f"{words[0]:04X}h")


def _explain_state(words: tuple[int, ...]) -> Message:
    activity = _ACTIVITIES.get(words[0])
    return message(f"em580.told-state-{activity}" if activity else "em580.told-state-unknown")
