"""What the simulated GSH01 and DC650 have in common: state machine, clock, memory, signing.

Sources: EVerest's drivers for the two (modules DZG_GSH01 and AST_DC650). Nothing of it was verified
on hardware; what is not known is in `FamilySwitches` and in those of each model.
"""

import hashlib
import secrets
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from eichlab.simulator.clock import MeterClock
from eichlab.simulator.keys import KeyPair
from eichlab.simulator.load import FEMTO_WS_PER_WH, Energy, Load
from eichlab.simulator.loop import Timer
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.slip import (
    ACCESS_DENIED,
    BUSY,
    FORMAT_INVALID,
    NOT_AVAILABLE,
    OUT_OF_RANGE,
    Part,
    answer,
)
from eichlab.simulator.slip_family import numbers, status_word
from eichlab.simulator.slip_family.commands import (
    ALWAYS,
    RECORDS,
    Handler,
    StatusError,
)
from eichlab.simulator.slip_family.counters import Counters, seconds
from eichlab.simulator.slip_family.identification import (
    CHARGE_POINT_BYTES,
    CHARGE_POINT_TYPES,
    IDENTIFICATION_BYTES,
    TYPES,
    Identification,
)
from eichlab.simulator.slip_family.kept import HeldRecord, Kept, RunningTransaction
from eichlab.simulator.slip_family.record import RecordContent, TakenReading, signed_text
from eichlab.simulator.slip_family.switches import FamilySwitches

_CURVES = ("secp256k1",)
_DEFAULT_WATTS = 50_000

# Of the records it holds the simulated meter keeps the texts of the newest.
_TEXTS_HELD = 64

# Energy that nobody asked for is kept this often at the latest, in real seconds.
_KEEP_ENERGY_S = 5.0

_START_BYTES = 5 + 2 + IDENTIFICATION_BYTES
_START_TOLERANCE_S = 60
_MOST_QUARTER_HOURS = 56
_MOST_IMPEDANCE = 50_000

# Kinds of log entries.
_IMPEDANCE_CHANGED = 2
_MODE_CHANGED = 3
_TIME_DELTA = 6
_CHARGE_POINT_CHANGED = 7
_RECORDS_FULL = 10

_MARK = b"SIM"


@dataclass(frozen=True, slots=True)
class Maker:
    """What a model calls itself in records; ``sister`` is what `wrong-model` makes of it."""

    vendor: str
    model: str
    gateway: str
    firmware: str
    sister: str


class SlipMeter(SimulatedMeter):
    """One meter of the family. `answer` takes parts; times follow the simulated clockwork.

    ``commands`` are all command ids it knows, and what answers each.
    """

    own_faults = frozenset(
        {
            "corrupted",
            "device-state",
            "record-busy",
            "size-zero",
            "slow-ready",
            "start-ignored",
            "wrong-model",
        }
    )
    maker: ClassVar[Maker]
    kept: Kept
    keys: KeyPair
    switches: FamilySwitches

    def __init__(
        self,
        name: str,
        unit: int,
        surroundings: Surroundings,
        switches: FamilySwitches,
        commands: Mapping[int, Handler],
    ) -> None:
        super().__init__(name, unit)
        self._commands = commands
        self._loop = surroundings.loop
        self._memory = surroundings.memory
        self._nanoseconds = surroundings.clockwork.nanoseconds
        self.faults = surroundings.faults
        self.switches = switches
        plain = self._memory.load()
        if plain is None:
            self.kept = self._new(surroundings)
        else:
            try:
                self.kept = Kept.from_plain(plain)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{name}@{unit}", repr(error)) from error
        self.keys = KeyPair(self.kept.curve, self.kept.key)
        seed = surroundings.seed if surroundings.seed is not None else str(self.kept.number)
        load = Load(
            self._nanoseconds,
            watts=_DEFAULT_WATTS if surroundings.watts is None else surroundings.watts,
            seed=f"{seed}/{unit}",
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            energy=self.kept.energy,
        )
        self.counters = Counters(load, self._nanoseconds(), self.kept.impedance, self.kept.loss)
        self._clock = MeterClock(self._nanoseconds)
        self._has_power = not self.lost_power_running
        self._in_sync = False
        self._counted_at = self._nanoseconds()
        self._busy_reads = 0
        self._ready_timer: Timer | None = None
        self._kept_tenths: tuple[int, ...] = ()
        self._lose_clock()
        load.connect(connected=not self.lost_power_running)
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _new(self, surroundings: Surroundings) -> Kept:
        seed = surroundings.seed
        if seed is None:
            number = secrets.randbelow(100_000_000)
        else:
            digest = hashlib.sha256(f"{seed}/{self.unit}/{self.model}".encode()).digest()
            number = int.from_bytes(digest[:8]) % 100_000_000
        key_seed = None if seed is None else f"{seed}/{self.unit}"
        pair = KeyPair.make(surroundings.curve or _CURVES[0], key_seed, among=_CURVES)
        begin_wh = self.switches.energy
        if begin_wh is None:
            begin_wh = 100_000 + number % 10_000 * 137
        return Kept(
            number=number,
            curve=pair.curve,
            key=pair.number,
            energy=Energy(imported=begin_wh * FEMTO_WS_PER_WH),
            impedance=self.switches.impedance,
        )

    @property
    def public_key(self) -> bytes:
        """Return the uncompressed point."""
        return self.keys.point

    @property
    def lost_power_running(self) -> bool:
        """Return whether a transaction runs; asked before anything could have been started."""
        return self.kept.running is not None

    def answer(self, content: bytes) -> bytes | None:
        """Serve the parts of one request."""
        self._advance()
        # A counter that was told must never be less after a restart: kept before it is told.
        if self.counters.tenths() != self._kept_tenths:
            self._keep()
        return answer(content, self._serve) or None

    def set_load(self, watts: int) -> None:
        """Change the load."""
        self._advance()
        self.counters.load.set(watts)

    def power_failed(self) -> None:
        """Lose the clock, and whatever was under way."""
        self._advance()
        self.counters.load.connect(connected=False)
        if self._ready_timer is not None:
            self._ready_timer.cancel()
        self._keep_timer.cancel()
        self._keep()
        self._has_power = False

    def power_returned(self) -> None:
        """Come up with the clock lost; what ran goes on, is closed or is gone, as switched."""
        self._has_power = True
        self._keep_timer.cancel()
        now = self._nanoseconds()
        self._counted_at = self.counters.nanoseconds = now
        self._lose_clock()
        self.counters.load.connect(connected=True)
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)
        running = self.kept.running
        if running is None:
            return
        running.interrupted = True
        if running.end is not None:
            self._finish("E")
        elif self.switches.power_failure == "closes":
            self._take_end(running)
            self._finish(self.switches.power_loss_letter)
        elif self.switches.power_failure == "discards":
            self.kept.running = None
            self._keep()

    def close(self) -> None:
        """Keep everything and let go of the memory."""
        self._keep_timer.cancel()
        if self._ready_timer is not None:
            self._ready_timer.cancel()
        self._advance()
        self._keep()
        self._memory.close()

    def _serve(self, part: Part) -> Part:
        try:
            return Part(part.command, self._perform(part.command, part.data))
        except StatusError as refusal:
            return Part(part.command, status=refusal.status)

    def _perform(self, command: int, data: bytes) -> bytes:
        handler = self._commands.get(command)
        if handler is None:
            raise StatusError(self.switches.unknown_command)
        if self.is_charging:
            busy = self.switches.busy_while_running
            if (busy == "records" and command in RECORDS) or (
                busy == "most" and command not in ALWAYS
            ):
                raise StatusError(BUSY)
        return handler(self, data)

    # What it measures.

    def flow(self, name: str) -> float:
        """Return a live value in A, V or W by its name."""
        direct = self.counters.direct()
        into = max(0.0, direct.watts), max(0.0, -direct.watts)
        loss = direct.loss_watts
        drop = direct.amperes * self.kept.impedance / 10_000
        return {
            "amperes": direct.amperes,
            "volts": direct.volts + drop,
            "device volts": direct.volts,
            "device": direct.watts,
            "import device": into[0],
            "export device": into[1],
            "import loss": loss if into[0] else 0.0,
            "export loss": loss if into[1] else 0.0,
            "import mains": into[0] + (loss if into[0] else 0.0),
            "export mains": max(0.0, into[1] - loss),
        }[name]

    def second_index(self) -> int:
        """Return the seconds the meter has worked."""
        return seconds(self.kept.worked_ns + self._nanoseconds() - self._counted_at)

    # What it is, and how a model differs.

    @property
    def charging_bit(self) -> int:
        """Return the bit of the status word that says *charging*."""
        return status_word.CHARGING

    @property
    def starts_in_assembly(self) -> bool:
        """Return whether a transaction can begin in assembly mode."""
        return False

    @property
    def impedance_bytes(self) -> int:
        """Return the width of the impedance's register."""
        return 4

    @abstractmethod
    def record_payload(self, content: RecordContent) -> bytes:
        """Return the payload that is signed."""

    def record_as_kept(self, record: bytes) -> bytes:
        """Return a signed record as it gets into the meter's memory."""
        return record

    def log_values(self, before: bytes, after: bytes) -> bytes:
        """Return old and new value of a log entry, both of the longer one's size."""
        size = max(1, len(before), len(after))
        return numbers.text(before, size) + numbers.text(after, size)

    def device_type(self) -> bytes:
        """Return what the meter calls itself."""
        wrong = self.faults.strikes("wrong-model", self.unit) is not None
        return (self.maker.sister if wrong else self.maker.model).encode()

    def server_id(self) -> bytes:
        """Return the ten bytes of DIN 43863-5, or a text of ten."""
        if self.switches.server_id == "text":
            return b"%b%07d" % (_MARK, self.kept.number % 10_000_000)
        return b"\x0a\x01" + _MARK + b"\x00" + self.kept.number.to_bytes(4)

    @property
    def serial(self) -> str:
        """Return the server id as it stands in a record."""
        if self.switches.server_id == "text":
            return self.server_id().decode()
        return f"1{_MARK.decode()}00{self.kept.number:08d}"

    def key_text(self, key: bytes, room: int) -> bytes:
        """Return a key as hexadecimal digits, or as it is, padded."""
        if self.switches.key_spelling == "binary":
            return numbers.text(key, room)
        return key.hex().upper().encode()

    def compressed_point(self) -> bytes:
        """Return the public key with one coordinate and the other's sign."""
        return bytes([2 + self.keys.point[-1] % 2]) + self.keys.point[1:33]

    def status_word(self) -> int:
        """Return the bits of the status word."""
        running = self.kept.running
        interrupted = running is not None and running.interrupted
        word = status_word.WORD_VALID
        if not self._in_sync:
            word |= status_word.CLOCK_NOT_IN_SYNC
        if self.is_charging:
            # Interrupted by a power failure, some may not call it charging any more.
            is_told = self.switches.power_failure != "interrupts" or not interrupted
            word |= self.charging_bit if is_told else 0
        elif running is None:
            word |= status_word.READY
        if interrupted:
            word |= status_word.NOT_COMPLETED
        if self.kept.impedance:
            word |= status_word.COMPENSATING
        if self.kept.stored >= self.switches.capacity:
            word |= status_word.RECORDS_FULL
        strange = self.faults.strikes("device-state", self.unit)
        return word if strange is None else word | int(strange.value)

    # What can be set.

    def time(self, data: bytes) -> bytes:
        """Tell the time, or set it."""
        if not data:
            return numbers.time_bytes(self._clock.now(), self.kept.quarter_hours)
        if len(data) != 5:
            raise StatusError(FORMAT_INVALID)
        if self.is_charging and self.switches.time_while_running == "refused":
            raise StatusError(BUSY)
        utc, quarter_hours = numbers.read_time(data)
        if abs(quarter_hours) > _MOST_QUARTER_HOURS:
            raise StatusError(OUT_OF_RANGE)
        self._set_clock(utc, quarter_hours)
        self._keep()
        return b""

    def mode(self, data: bytes) -> bytes:
        """Tell or set the mode: 0 application, 1 assembly."""
        if not data:
            return bytes([self.kept.assembly])
        if len(data) != 1:
            raise StatusError(FORMAT_INVALID)
        if data[0] > 1:
            raise StatusError(OUT_OF_RANGE)
        if self.kept.running is not None:
            raise StatusError(BUSY)
        self._log(_MODE_CHANGED, bytes([self.kept.assembly]), data)
        self.kept.assembly = bool(data[0])
        self._keep()
        return b""

    def impedance(self, data: bytes) -> bytes:
        """Tell the cable's impedance in 0.1 mΩ, or set it in assembly mode."""
        if not data:
            return numbers.unsigned(self.kept.impedance, self.impedance_bytes)
        if len(data) != self.impedance_bytes:
            raise StatusError(FORMAT_INVALID)
        self._require_assembly()
        value = numbers.number(data)
        if value > _MOST_IMPEDANCE:
            raise StatusError(OUT_OF_RANGE)
        before = numbers.unsigned(self.kept.impedance, self.impedance_bytes)
        self._log(_IMPEDANCE_CHANGED, before, data)
        self.kept.impedance = self.counters.impedance = value
        self._keep()
        return b""

    def charge_point(self, data: bytes) -> bytes:
        """Tell the charge point id and its type, or set them in assembly mode."""
        if not data:
            field = numbers.text(self.kept.charge_point, CHARGE_POINT_BYTES)
            return bytes([self.kept.charge_point_type]) + field
        if len(data) != 1 + CHARGE_POINT_BYTES:
            raise StatusError(FORMAT_INVALID)
        self._require_assembly()
        if data[0] not in CHARGE_POINT_TYPES:
            raise StatusError(OUT_OF_RANGE)
        before, after = self.kept.charge_point, numbers.until_nul(data[1:])
        self._log(_CHARGE_POINT_CHANGED, before, after)
        self.kept.charge_point_type = data[0]
        self.kept.charge_point = after
        self._keep()
        return b""

    def _require_assembly(self) -> None:
        if not self.kept.assembly:
            raise StatusError(ACCESS_DENIED)

    # Transactions.

    @property
    def is_charging(self) -> bool:
        """Return whether a transaction runs; while its record is being made it does not."""
        return self.kept.running is not None and self.kept.running.end is None

    def start(self, data: bytes) -> bytes:
        """Begin a transaction: time, whether assigned, type and text of the identification."""
        if len(data) != _START_BYTES:
            raise StatusError(FORMAT_INVALID)
        if self.kept.assembly and not self.starts_in_assembly:
            raise StatusError(ACCESS_DENIED)
        if self.is_charging:
            if self.switches.start_while_running == "busy":
                raise StatusError(BUSY)
            return b""
        if self.kept.running is not None:
            raise StatusError(BUSY)
        utc, quarter_hours = numbers.read_time(data)
        if data[5] > 1 or data[6] not in TYPES or abs(quarter_hours) > _MOST_QUARTER_HOURS:
            raise StatusError(OUT_OF_RANGE)
        if self.faults.strikes("start-ignored", self.unit) is not None:
            return b""
        if self.kept.stored >= self.switches.capacity and self.switches.memory_full == "refuses":
            self._log(_RECORDS_FULL, b"", b"")
            raise StatusError(NOT_AVAILABLE)
        self._take_start_time(utc, quarter_hours)
        self._count()
        self.kept.begun += 1
        self.kept.running = RunningTransaction(
            pagination=self.kept.begun,
            identification=Identification(bool(data[5]), data[6], numbers.until_nul(data[7:])),
            begin=self._take_reading(),
            counters=self.counters.tenths(),
        )
        self.kept.started = self.kept.running.counters
        self.kept.stopped = ()
        self._keep()
        return b""

    def _take_start_time(self, utc: int, quarter_hours: int) -> None:
        delta = abs(utc - self._clock.now())
        if self.switches.start_time == "checked" and delta > _START_TOLERANCE_S:
            self._log(_TIME_DELTA, numbers.unsigned(delta, 4), b"")
            raise StatusError(OUT_OF_RANGE)
        if self.switches.start_time == "sets":
            self._set_clock(utc, quarter_hours)

    def stop(self) -> bytes:
        """End the transaction and begin to make its record."""
        running = self.kept.running
        if running is None or running.end is not None:
            match self.switches.stop_in_idle:
                case "not-available":
                    raise StatusError(NOT_AVAILABLE)
                case "busy":
                    raise StatusError(BUSY)
            return b""
        self._take_end(running)
        self._keep()
        slow = self.faults.strikes("slow-ready", self.unit)
        delay_s = self.switches.ready_s if slow is None else slow.value
        self._ready_timer = self._loop.call_later(delay_s, lambda: self._finish("E"))
        return b""

    def _take_end(self, running: RunningTransaction) -> None:
        self._count()
        running.end = self._take_reading()
        self.kept.stopped = self.counters.tenths()
        self.kept.duration_s = seconds(running.duration_ns)

    def _finish(self, end_letter: str) -> None:
        """Make the record of the transaction that has its end reading."""
        running = self.kept.running
        assert running is not None
        assert running.end is not None
        content = RecordContent(
            vendor=self.maker.vendor,
            model=self.maker.model,
            gateway=self.maker.gateway,
            serial=self.serial,
            firmware=self.maker.firmware,
            pagination=running.pagination,
            identification=running.identification,
            charge_point_type=self.kept.charge_point_type,
            charge_point=self.kept.charge_point,
            begin=running.begin,
            end=running.end,
            end_letter=end_letter,
            impedance=self.kept.impedance,
            duration_s=self.kept.duration_s,
        )
        signed = self.record_payload(content)
        record = signed_text(signed, self.keys, raw=self.switches.signature == "raw")
        if self.faults.strikes("corrupted", self.unit) is not None:
            record = record[: len(record) // 2]
        self.kept.stored += 1
        held = HeldRecord(self.kept.stored, running.end.utc, self.record_as_kept(record))
        self.kept.records = [*self.kept.records[1 - _TEXTS_HELD :], held]
        self.kept.first_utc = self.kept.first_utc or held.utc
        self.kept.pages.append(f"T{running.pagination}")
        self.kept.running = None
        busy = self.faults.strikes("record-busy", self.unit)
        self._busy_reads = 0 if busy is None else int(busy.value)
        self._keep()

    def last_record(self) -> bytes:
        """Return the text of the newest record; what comes while the next is made is switched."""
        if self._busy_reads:
            self._busy_reads -= 1
            raise StatusError(BUSY)
        if self.kept.running is not None and self.kept.running.end is not None:
            match self.switches.while_signing:
                case "busy":
                    raise StatusError(BUSY)
                case "not-available":
                    raise StatusError(NOT_AVAILABLE)
        if not self.kept.records:
            if self.switches.no_record == "empty":
                return b""
            raise StatusError(NOT_AVAILABLE)
        if self.faults.strikes("size-zero", self.unit) is not None:
            return b""
        return self.kept.records[-1].text

    def record_text(self, number: int) -> bytes | None:
        """Return the record of this number from 1 on, None where it is not held."""
        return next((each.text for each in self.kept.records if each.number == number), None)

    def start_counters(self) -> tuple[int, ...]:
        """Return all counters at the begin of the last transaction; refused before the first."""
        if not self.kept.started:
            raise StatusError(NOT_AVAILABLE)
        return self.kept.started

    def stop_counters(self) -> tuple[int, ...]:
        """Return all counters at the end of the last transaction; refused while it runs."""
        if not self.kept.stopped:
            raise StatusError(NOT_AVAILABLE)
        return self.kept.stopped

    def duration_s(self) -> int:
        """Return how long the transaction has run, or did."""
        running = self.kept.running
        if running is None or running.end is not None:
            if not self.kept.stopped:
                raise StatusError(NOT_AVAILABLE)
            return self.kept.duration_s
        return seconds(running.duration_ns + self._nanoseconds() - self._counted_at)

    def _take_reading(self) -> TakenReading:
        self._advance()
        energy = self.counters.load.energy
        return TakenReading(
            imported_wh=energy.imported_wh,
            exported_wh=energy.exported_wh,
            utc=self._clock.now(),
            quarter_hours=self.kept.quarter_hours,
            letter=self.switches.time_letter if self._in_sync else self._clock.status,
        )

    # The log.

    def log_entry(self, number: int) -> bytes | None:
        """Return the entry of this number from 1 on, None where it is not held."""
        at = number - 1 - (self.kept.logged - len(self.kept.log))
        return self.kept.log[at] if number >= 1 and 0 <= at < len(self.kept.log) else None

    def log_utc(self, number: int) -> int:
        """Return the time of an entry, 0 where there is none."""
        entry = self.log_entry(number)
        return 0 if entry is None else numbers.number(entry[5:9])

    def _log(self, kind: int, before: bytes, after: bytes) -> None:
        """Add an entry; signed is all before the signature."""
        entry = b"".join(
            (
                bytes([kind]),
                numbers.unsigned(self.second_index(), 4),
                numbers.time_bytes(self._clock.now(), self.kept.quarter_hours),
                self.log_values(before, after),
                numbers.text(self.server_id(), 10),
            )
        )
        entry += self.keys.sign_raw(entry)
        self.kept.logged += 1
        self.kept.log = [*self.kept.log[1 - _TEXTS_HELD :], entry]
        self._keep()

    # Clock, memory and power.

    def _set_clock(self, utc: int, quarter_hours: int) -> None:
        self._clock.set(utc)
        self._in_sync = True
        self.kept.quarter_hours = quarter_hours

    def _lose_clock(self) -> None:
        resumes = self.switches.lost_clock == "resumes" and self.kept.utc is not None
        self._in_sync = False
        self._clock.lose(
            self.kept.utc if resumes and self.kept.utc is not None else 0,
            self.switches.lost_letter,
        )

    def _advance(self) -> None:
        self.counters.advance(self._nanoseconds())

    def _count(self) -> None:
        """Take into the memory how long the meter has worked and its transaction has run."""
        now = self._nanoseconds()
        passed, self._counted_at = now - self._counted_at, now
        self.kept.worked_ns += passed
        running = self.kept.running
        if running is not None and running.end is None:
            running.duration_ns += passed

    def _keep(self) -> None:
        if self._has_power:
            self.kept.utc = self._clock.now()
            self._count()
        self._memory.save(self.kept.plain())
        self._kept_tenths = self.counters.tenths()

    def _keep_energy(self) -> None:
        self._advance()
        if self.counters.tenths() != self._kept_tenths:
            self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)
