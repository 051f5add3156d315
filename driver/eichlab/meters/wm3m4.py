"""Iskra WM3M4 and WM3M4C: live values, and with the C signed transactions.

The meter has no field for a transaction id and none for a tariff text. The id is carried in
``GI``, the name of the system that the meter works for, which the client writes and the meter
signs. Payload and signature stay in the meter until its next signature or its next power failure;
it knows no release. Eichlab leaves a mark behind the dataset instead, so that any program sees
that the record was read. After a power failure within a transaction the meter has lost clock and
dataset and needs both again before it can end. Unverified on hardware.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from eichlab.line import Answer, ModbusUnit, SerialLine, Timing
from eichlab.meters import wm3m4_registers as wm3m4
from eichlab.meters.meter import Meter
from eichlab.meters.own_transaction import OwnTransaction, Tie, page_number
from eichlab.meters.registers import register_bytes, signed_16
from eichlab.meters.wm3m4_record import Output, checked, dataset, id_in_text
from eichlab.meters.wm3m4_unit import Wm3m4Unit, status_message
from eichlab.meters.wm3m4_values import (
    Quantities,
    counted,
    explain_counters,
    explain_live,
    explain_temperature,
    measured,
    temperature,
)
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
    NotSupportedError,
    PublicKey,
    Quantity,
    Reading,
    RecordUnusableError,
    RefusedError,
    SignedRecord,
    TransactionRequest,
    WrongAnswerError,
    WrongAnswerKind,
    WrongMeterError,
    WrongStateError,
    message,
)

# Exceptions with which a meter says that it has no such function, register or length.
_UNKNOWN_REGISTER = frozenset({1, 2, 3})

# Of the power of ten that counters count in: from nWh to GWh.
_LARGEST_EXPONENT = 9
_SIGNING_VARIANT = "WM3M4C"
_FAMILY = "WM3M4"
_SIMULATED_SERIAL = "SIM"
_FIRMWARE = re.compile(rb'"MF":"([^"]*)"')
_PAGE = re.compile(rb'"PG":"([^"]*)"')
_DATASET_BEGIN = b'{"FV"'

# No signature, and none under way, or one under way.
_NO_OUTCOME = frozenset({0, 1, wm3m4.STATUS_SIGNING})


@dataclass(frozen=True, slots=True)
class _Block:
    """Input registers read together: from where, how many; and what they mean."""

    whole: tuple[int, int]
    parts: tuple[tuple[int, int], ...]
    meaning: str
    explain: Callable[[Mapping[int, int]], Message | None]


_LIVE = _Block(wm3m4.LIVE, wm3m4.LIVE_PARTS, "wm3m4.ask-live", explain_live)
_COUNTERS = _Block(wm3m4.COUNTERS, wm3m4.COUNTERS_PARTS, "wm3m4.ask-counters", explain_counters)


class Wm3m4(Meter):
    """One WM3M4 or WM3M4C on a serial line.

    ``started_within_s`` bounds the wait for a command to show in the state (a second on the real
    meter), ``signed_within_s`` the wait for a signature (up to a second, too).
    """

    model = "wm3m4"
    capabilities = Capabilities(
        signs=True,
        carries_transaction_id=True,
        identification_bytes=wm3m4.IDENTIFICATION_BYTES,
        charge_point_bytes=wm3m4.CHARGE_POINT_BYTES,
        identification_flags=True,
        sets_clock=True,
        export=True,
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
        started_within_s: float = 2.0,
        signed_within_s: float = 15.0,
    ) -> None:
        self.name = name
        self._unit = ModbusUnit(line, unit, timing or self.timing, who=name)
        self._meter = Wm3m4Unit(self._unit)
        self._line = line
        self._started_within_s = started_within_s
        self._signed_within_s = signed_within_s
        self._key: PublicKey | None = None
        self._simulated = False
        self._in_parts = False
        self._has_temperature = True
        self._own: OwnTransaction | None = None
        self._given_back: str | None = None
        self._released: str | None = None
        self._notices: list[Message] = []

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._unit.probing = once

    # ── what it is ───────────────────────────────────────────────────────────────────────────

    def identify(self) -> Identity:
        """Return model and serial number; of a WM3M4, `capabilities` then say that it cannot sign.

        The firmware is that of the last record, where the meter still shows one: no register of
        it is known. Raises `WrongMeterError` for anything that has not this meter's registers.
        """
        self._key = None
        try:
            words = self._unit.read_input(
                wm3m4.IDENTITY, wm3m4.IDENTITY_COUNT, meaning=message("wm3m4.ask-identity")
            )
        except RefusedError as error:
            if error.exception not in _UNKNOWN_REGISTER:
                raise
            raise self._not_this_model() from error
        model, serial = _text(words[: wm3m4.MODEL_COUNT]), _text(words[wm3m4.MODEL_COUNT :])
        if not model.startswith(_FAMILY) or not serial:
            raise self._not_this_model()
        signs = model.startswith(_SIGNING_VARIANT)
        able = type(self).capabilities
        self.capabilities = able if signs else _without_signing(able)
        self._simulated = serial.startswith(_SIMULATED_SERIAL)
        return Identity(
            model=self.model,
            serial=serial,
            firmware=self._firmware() if signs else "",
            signature_algorithm=wm3m4.ALGORITHM if signs else None,
            simulated=self._simulated,
        )

    def _not_this_model(self) -> WrongMeterError:
        return WrongMeterError("wm3m4.not-this-model", meter=self.name, unit=self._unit.unit)

    def _firmware(self) -> str:
        return self._in_last_record(_FIRMWARE) or ""

    def _in_last_record(self, field: re.Pattern[bytes]) -> str | None:
        found = field.search(self._meter.output_begin())
        return found[1].decode("ascii", "replace") if found is not None else None

    def public_key(self) -> PublicKey:
        """Return the key as bare point, and as DER with the header of its curve before it."""
        self._require_signing()
        if self._key is None:
            xy = self._meter.key()
            if not any(xy):
                raise RefusedError("wm3m4.no-key", meter=self.name)
            self._key = PublicKey(wm3m4.ALGORITHM, b"\x04" + xy, wm3m4.KEY_HEADER + xy)
        return self._key

    # ── what it measures ─────────────────────────────────────────────────────────────────────

    def read(self) -> Reading:
        """Return voltages, currents, powers, frequency, energies and the temperature."""
        answers: list[Answer | None] = []
        live = self._inputs(_LIVE, answers)
        counters = self._inputs(_COUNTERS, answers)
        quantities = {**measured(live), **self._counted(counters)}
        if self._has_temperature:
            try:
                (hundredths,) = self._unit.read_input(
                    wm3m4.TEMPERATURE,
                    1,
                    meaning=message("wm3m4.ask-temperature"),
                    explain=explain_temperature,
                )
                answers.append(self._unit.last_answer)
                quantities[Quantity.TEMPERATURE, Channel.TOTAL] = temperature(hundredths)
            except RefusedError:
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

    def _counted(self, counters: Mapping[int, int]) -> Quantities:
        """Return the energies. Raises `WrongAnswerError` for powers of ten that no meter uses."""
        for address in (wm3m4.IMPORT_EXPONENT, wm3m4.EXPORT_EXPONENT):
            exponent = signed_16(counters[address])
            if abs(exponent) > _LARGEST_EXPONENT:
                raise WrongAnswerError(
                    WrongAnswerKind.WRONG_FORM,
                    code="wm3m4.exponent",
                    meter=self.name,
                    register=address,
                    exponent=exponent,
                )
        return counted(counters)

    def _inputs(self, block: _Block, answers: list[Answer | None]) -> dict[int, int]:
        """Return registers by address: in one read, or in parts where it has holes."""
        if not self._in_parts:
            try:
                return self._input_block(*block.whole, block, answers)
            except RefusedError as error:
                if error.exception not in _UNKNOWN_REGISTER:
                    raise
                self._in_parts = True
        found: dict[int, int] = {}
        for address, count in block.parts:
            found |= self._input_block(address, count, block, answers)
        return found

    def _input_block(
        self, address: int, count: int, block: _Block, answers: list[Answer | None]
    ) -> dict[int, int]:
        def registers(words: Sequence[int]) -> dict[int, int]:
            return dict(enumerate(words, start=address))

        words = self._unit.read_input(
            address,
            count,
            meaning=message(block.meaning, address=address, count=count),
            explain=lambda words: block.explain(registers(words)),
        )
        answers.append(self._unit.last_answer)
        return registers(words)

    # ── transactions ─────────────────────────────────────────────────────────────────────────

    def mark(self, request: TransactionRequest) -> Mapping[str, str]:
        """Return the meter's last count, its time and its import counter, before a start.

        After a power failure of the meter these tell whether what goes on in it is ours.
        """
        self._require_signing()
        counters = self._inputs(_COUNTERS, [])
        synchronised = self._meter.time_status() == wm3m4.SYNCHRONISED
        return OwnTransaction(
            request,
            page=page_number(self._in_last_record(_PAGE)),
            after=self._meter.time() if synchronised else None,
            import_wh=self._counted(counters)[Quantity.ENERGY_IMPORT, Channel.TOTAL],
        ).mark()

    def dismiss(self, transaction_id: str) -> None:
        """Learn that a transaction of ours is closed: nothing is tied to it any more."""
        if self._own is not None and self._own.id == transaction_id:
            self._own = None

    def recall(self, request: TransactionRequest, mark: Mapping[str, str]) -> None:
        """Learn of our transaction; it is ours to find again until its record is released."""
        self._own = OwnTransaction.recalled(request, mark)

    def take_notices(self) -> tuple[Message, ...]:
        """Return what could not be sure, and what had to be done, once."""
        taken, self._notices = tuple(self._notices), []
        return taken

    def _tell(self, code: str, **parameters: object) -> None:
        notice = message(code, meter=self.name, **parameters)
        if notice not in self._notices:
            self._notices.append(notice)

    def state(self) -> MeterState:
        """Return the transaction state, the id found in the meter, and conditions."""
        self._require_signing()
        state, status = self._meter.state(), self._meter.status()
        conditions = [wm3m4.STATE_CONDITIONS[state]] if state in wm3m4.STATE_CONDITIONS else []
        if self._meter.time_status() != wm3m4.SYNCHRONISED:
            conditions.append("device.clock-not-synchronised")
        if state in wm3m4.ACTIVE or status == wm3m4.STATUS_SIGNING:
            return MeterState(MeterActivity.RUNNING, self._running_id(), tuple(conditions))
        output = self._unreleased()
        if output is None:
            return MeterState(MeterActivity.IDLE, None, tuple(conditions))
        usable = output.is_usable
        return MeterState(
            MeterActivity.RECORD_WAITING if usable else MeterActivity.CORRUPTED,
            self._id_of(output),
            tuple(conditions),
        )

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction whose id travels in ``GI``, unless the request wants it raw.

        What the dataset has no place for is said by a notice. A text that does not fit is
        refused, since a cut one would name another user or station.
        """
        self._require_signing()
        if self._own is None or self._own.request != request:
            self._own = OwnTransaction(request)
        try:
            notices = checked(request, self.name)
            self._require_idle()
            if self._meter.time_status() == wm3m4.NOT_SYNCHRONISED:
                self._meter.set_clock(datetime.now().astimezone())
            self._meter.set_signature()
            self._meter.write_dataset(dataset(request))
            return (*notices, *self._begin(request.transaction_id))
        except EichlabError as error:
            if not error.in_doubt:
                self._own = None
            raise

    def _require_idle(self) -> None:
        """Refuse where something runs, or a record would be lost by the next signature."""
        state = self._settled()
        if state in wm3m4.ACTIVE:
            raise WrongStateError(
                "meter.running", transaction_id=self._running_id(), meter=self.name
            )
        output = self._unreleased()
        if output is not None:
            code = "meter.record-waiting" if output.is_usable else "wm3m4.unusable-waiting"
            raise WrongStateError(code, transaction_id=self._id_of(output), meter=self.name)

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction and return its record, which stays until the next signature.

        An empty id ends whatever is running and returns whatever waits to be released; nothing
        there is then no error. A transaction of another id is left alone. By its id the record
        is returned as long as the meter shows it, released or not.
        """
        self._require_signing()
        state = self._settled()
        if state in wm3m4.ACTIVE:
            self._require_id(transaction_id, self._running_id())
            self._prepare_end(transaction_id, state)
            self._end()
        output = self._meter.output()
        if output is None or not (output.ends or not output.is_usable):
            return self._nothing(transaction_id)
        released = self._is_released(output)
        if not transaction_id and released:
            return ()
        found = self._id_of(output)
        if transaction_id and (found is None or found.lower() != transaction_id.lower()):
            if released:
                return self._nothing(transaction_id)
            self._require_id(transaction_id, found)
        return (self._record(output),)

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return the record that waits to be read, if one does; reads only."""
        self._require_signing()
        if self._meter.state() in wm3m4.ACTIVE or self._meter.status() == wm3m4.STATUS_SIGNING:
            return ()
        output = self._unreleased()
        return () if output is None else (self._record(output),)

    def release(self, record: SignedRecord) -> None:
        """Mark the record as read, behind the dataset: the meter itself knows no release.

        The mark is lost with the power, as the record is. Where the meter does not keep it, this
        driver remembers as long as it lives.
        """
        self._require_signing()
        if self._own is not None and record.transaction_id == self._own.id:
            self._own = None
        if self._meter.state() in wm3m4.ACTIVE:
            raise WrongStateError("meter.running", meter=self.name)
        output = self._meter.output()
        if output is None:
            return
        if record.data != output.data and (record.data or output.is_usable):
            raise WrongStateError("meter.other-record", meter=self.name)
        if self._is_released(output):
            return
        self._meter.mark(output.fingerprint)
        self._released = output.fingerprint

    def set_clock(self, now: datetime) -> None:
        """Set UTC seconds, the local offset in minutes, and that the clock is synchronised."""
        self._require_signing()
        if self._meter.state() in wm3m4.ACTIVE:
            raise WrongStateError("meter.running", meter=self.name)
        self._meter.set_clock(now)

    # ── beginning ────────────────────────────────────────────────────────────────────────────

    def _begin(self, transaction_id: str) -> tuple[Message, ...]:
        """Send the begin, once, and ask the meter what came of it.

        It was idle a moment ago: an active state says that the begin arrived.
        """
        doubt = self._meter.command(wm3m4.COMMAND_BEGIN, "wm3m4.command-begin")
        try:
            began = self._meter.wait_for(
                lambda state, _: state in wm3m4.ACTIVE, self._started_within_s
            )
            if began:
                signed = self._meter.wait_for(
                    lambda _, status: status not in _NO_OUTCOME, self._signed_within_s
                )
                status = self._meter.status() if signed else wm3m4.STATUS_SIGNING
                # The transaction runs all the same, and its end signs the begin reading, too.
                told = message(
                    "wm3m4.begin-unsigned", meter=self.name, status=status_message(status)
                )
                return () if status == wm3m4.STATUS_SIGNED else (told,)
            status = self._meter.status()
        except EichlabError as error:
            # The begin is out, and nobody said what came of it.
            error.in_doubt = True
            raise
        if isinstance(doubt, RefusedError):
            raise doubt
        if doubt is not None:
            # The question of the state was answered: the begin never arrived.
            raise NoAnswerError(
                "wm3m4.start-not-arrived", meter=self.name, transaction=transaction_id
            ) from doubt
        refused = status >= wm3m4.FIRST_ERROR
        raise RefusedError(
            "wm3m4.start-refused" if refused else "wm3m4.start-ignored",
            meter=self.name,
            transaction=transaction_id,
            status=status_message(status),
        )

    # ── ending ───────────────────────────────────────────────────────────────────────────────

    def _prepare_end(self, transaction_id: str, state: int) -> None:
        """Give back what a power failure took from the meter: without both it cannot end."""
        if self._meter.time_status() == wm3m4.NOT_SYNCHRONISED:
            self._tell("wm3m4.clock-set-again")
            self._meter.set_clock(datetime.now().astimezone())
        power_failed = state == wm3m4.STATE_AFTER_POWER_FAILURE
        own = self._own if self._own is not None and self._own.id == transaction_id else None
        wanted = dataset(own.request if own is not None else None)
        head = self._meter.dataset_begin()
        intact = _begin_alike(head, wanted) if own is not None else head.startswith(_DATASET_BEGIN)
        if intact and not power_failed:
            return
        if own is None:
            self._tell("wm3m4.texts-lost")
        else:
            self._given_back = own.id
        self._meter.write_dataset(wanted)

    def _end(self) -> None:
        """Send the end, once, and wait until the meter is idle and has signed.

        A refusal is no answer either: the meter may be signing already, after an end whose
        answer was lost.
        """
        doubt = self._meter.command(wm3m4.COMMAND_END_BOTH, "wm3m4.command-end")
        sent_at = time.monotonic()

        def is_over(state: int, status: int) -> bool:
            if status in _NO_OUTCOME:
                return False
            if state == wm3m4.STATE_IDLE:
                return True
            # Not taken, and no signature under way: it will not come any more.
            return time.monotonic() - sent_at >= self._started_within_s

        try:
            self._meter.wait_for(is_over, self._signed_within_s)
            state, status = self._meter.state(), self._meter.status()
        except EichlabError as error:
            error.in_doubt = True
            raise
        if state == wm3m4.STATE_IDLE and status != wm3m4.STATUS_SIGNING:
            return
        if isinstance(doubt, RefusedError):
            raise doubt
        if doubt is not None:
            raise NoAnswerError("wm3m4.stop-not-arrived", meter=self.name) from doubt
        if status not in _NO_OUTCOME:
            refused = status >= wm3m4.FIRST_ERROR
            raise RefusedError(
                "wm3m4.stop-refused" if refused else "wm3m4.stop-ignored",
                meter=self.name,
                status=status_message(status),
            )
        raise NoAnswerError(
            "wm3m4.record-not-ready", meter=self.name, seconds=round(self._signed_within_s)
        )

    # ── whose it is ──────────────────────────────────────────────────────────────────────────

    def _running_id(self) -> str | None:
        """Return the id of the running transaction, as far as the meter or we know it.

        What it signed at the begin tells it for certain. A power failure takes that and the
        dataset; then it is taken to be ours where we have one open, and its begin will tell.
        """
        output = self._meter.output()
        if output is not None and not output.ends and output.fields:
            return self._id_of(output)
        head = self._meter.dataset_begin()
        found = id_in_text(head)
        own = self._own
        if found is not None or own is None:
            return found
        if not head.strip(b"\0"):
            return own.id
        return own.id if _begin_alike(head, dataset(own.request)) else None

    def _id_of(self, output: Output) -> str | None:
        """Return the id that a record carries, or ours where it can be no other's."""
        carried = id_in_text(output.payload)
        own = self._own
        if own is None:
            return carried
        if carried is not None:
            if carried.lower() != own.id.lower():
                return carried
            # After a power failure the meter signs the texts it is given then, whosoever's
            # transaction it is: the begin must be ours as well.
            tie = own.tie_of_begin(output.fields)
        elif own.request.raw_tariff:
            tie = own.tie(output.fields)
        else:
            return None
        return None if tie is Tie.OTHER else own.id

    def _say_how_sure(self, output: Output) -> None:
        """Tell where a record is handed over as ours and could be another's all the same."""
        own = self._own
        if own is None or self._id_of(output) != own.id:
            return
        if own.request.raw_tariff:
            tie = own.tie(output.fields)
        else:
            tie = own.tie_of_begin(output.fields) if self._given_back == own.id else Tie.CERTAIN
        if tie is not Tie.CERTAIN:
            self._tell("meter.record-likely-ours", transaction=own.id)

    def _require_id(self, wanted: str, found: str | None) -> None:
        if wanted and (found is None or found.lower() != wanted.lower()):
            raise WrongStateError(
                "meter.other-transaction",
                transaction_id=found,
                meter=self.name,
                transaction=wanted,
            )

    def _nothing(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        if not transaction_id:
            return ()
        if self._own is not None and self._own.id == transaction_id:
            self._own = None
        raise NothingRunningError("wm3m4.record-gone", meter=self.name, transaction=transaction_id)

    # ── the record ───────────────────────────────────────────────────────────────────────────

    def _unreleased(self) -> Output | None:
        """Return what ended a transaction and was not released; reads little where it was."""
        signature = self._meter.last_signature()
        if signature and self._is_released(Output(b"", signature)):
            return None
        output = self._meter.output()
        if output is None or (not signature and self._is_released(output)):
            return None
        return output if output.ends or not output.is_usable else None

    def _is_released(self, output: Output) -> bool:
        return output.fingerprint == self._released or self._meter.is_marked(output.fingerprint)

    def _record(self, output: Output) -> SignedRecord:
        if not output.is_usable:
            raise RecordUnusableError("wm3m4.record-unusable", remains=output.data, meter=self.name)
        self._say_how_sure(output)
        if output.is_respelled:
            self._tell("wm3m4.signature-respelled")
        return SignedRecord(
            data=output.data,
            format="OCMF",
            public_key=self.public_key().data,
            key_origin=KeyOrigin.METER,
            source=self._line.device,
            place=f"unit {self._unit.unit}",
            transaction_id=self._id_of(output),
            simulated=self._simulated,
        )

    def _settled(self) -> int:
        """Return the state once no signature is being made."""
        if not self._meter.wait_for(
            lambda _, status: status != wm3m4.STATUS_SIGNING, self._signed_within_s
        ):
            raise NoAnswerError(
                "wm3m4.record-not-ready", meter=self.name, seconds=round(self._signed_within_s)
            )
        return self._meter.state()

    def _require_signing(self) -> None:
        if not self.capabilities.signs:
            raise NotSupportedError("meter.cannot-sign", meter=self.name)


def _without_signing(able: Capabilities) -> Capabilities:
    return replace(
        able,
        signs=False,
        carries_transaction_id=False,
        identification_bytes=None,
        charge_point_bytes=None,
        identification_flags=False,
        sets_clock=False,
    )


def _text(registers: Sequence[int]) -> str:
    return register_bytes(registers).decode("ascii", "replace").strip(" \0")


def _begin_alike(first: bytes, second: bytes) -> bool:
    """Return whether one of two texts is the begin of the other."""
    return first[: len(second)] == second[: len(first)]
