"""The simulated Carlo Gavazzi EM580: state machine, clock, memory and signing.

Sources: the register numbers, values and states that EVerest's driver for this meter uses
(module CarloGavazzi_EM580) and the communication protocol of the older EM300 series, version 2
revision 6. Nothing of it was verified on hardware; what is not known is in `Em580Switches`.
"""

import hashlib
import secrets

from eichlab.ocmf import sign
from eichlab.simulator import modbus
from eichlab.simulator.clock import MeterClock
from eichlab.simulator.em580 import words
from eichlab.simulator.em580.identification import Identification
from eichlab.simulator.em580.kept import Kept, RunningTransaction
from eichlab.simulator.em580.record import RecordContent, TakenReading, payload
from eichlab.simulator.em580.registers import (
    FIELDS,
    LARGEST_FILE,
    full_space,
    space_without_ocmf,
)
from eichlab.simulator.em580.switches import Em580Switches
from eichlab.simulator.keys import KeyPair
from eichlab.simulator.load import FEMTO_WS_PER_WH, Energy, Load
from eichlab.simulator.loop import Timer
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.registers import ILLEGAL_VALUE, RefusalError
from eichlab.simulator.switches import parse_switches

MODEL_NAME = "em580"

# OCMF states, register 7100h.
IDLE = 0
RUNNING = 1
READY = 2
CORRUPTED = 3

START = ord("B")
END = ord("E")
ABORT = ord("A")

FIRMWARE_WORD = 0x1603
FIRMWARE = "M_1.6.3-C_1.6.3"

_YEAR = 2026
_CURVES = ("brainpoolP384r1", "brainpoolP256r1")
_DEFAULT_WATTS = 11_040  # three phases, 16 A, 230 V

# The snapshot's signed part, 0800h to 083Ch.
_SNAPSHOT_BYTES = 122

# Energy that nobody asked for is kept this often at the latest, in real seconds.
_KEEP_ENERGY_S = 5.0

_LAST_SECOND_OF_9998 = 253_370_764_799


class Em580(SimulatedMeter):
    """One EM580. `answer` takes Modbus PDUs; times follow the simulated clockwork."""

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        super().__init__(MODEL_NAME, unit)
        self._loop = surroundings.loop
        self._memory = surroundings.memory
        self.faults = surroundings.faults
        self.switches = parse_switches(Em580Switches, surroundings.switches)
        plain = self._memory.load()
        if plain is None:
            self.kept = self._new(surroundings)
        else:
            try:
                self.kept = Kept.from_plain(plain)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{MODEL_NAME}@{unit}", repr(error)) from error
        self.keys = KeyPair(self.kept.curve, self.kept.key)
        seed = surroundings.seed if surroundings.seed is not None else self.kept.serial
        self.load = Load(
            surroundings.clockwork.nanoseconds,
            watts=_DEFAULT_WATTS if surroundings.watts is None else surroundings.watts,
            seed=f"{seed}/{unit}",
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            energy=self.kept.energy,
        )
        self._clock = MeterClock(surroundings.clockwork.nanoseconds)
        self._has_power = True
        self._lose_clock()
        self.fields = self._empty_fields()
        self.last_command = 0
        self._settled_at = self._loop.now()
        self._ready_timer: Timer | None = None
        self._kept_wh = (-1, -1)
        self._snapshot = b""
        self._full_space = full_space(self)
        self._space_without_ocmf = space_without_ocmf(self)
        self.load.connect(connected=not self.lost_power_running)
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _new(self, surroundings: Surroundings) -> Kept:
        seed = surroundings.seed
        if seed is None:
            number = secrets.randbelow(10_000)
        else:
            digest = hashlib.sha256(f"{seed}/{self.unit}/serial".encode()).digest()
            number = int.from_bytes(digest[:8]) % 10_000
        key_seed = None if seed is None else f"{seed}/{self.unit}"
        pair = KeyPair.make(surroundings.curve or _CURVES[0], key_seed, among=_CURVES)
        begin_wh = self.switches.energy
        if begin_wh is None:
            begin_wh = 1_000_000 + number * 137
        return Kept(
            serial=f"SIM580{self.unit:03d}{number:04d}",
            year=_YEAR,
            curve=pair.curve,
            key=pair.number,
            energy=Energy(imported=begin_wh * FEMTO_WS_PER_WH),
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
        """Serve one Modbus request."""
        self.load.advance()
        # A counter that was told must never be less after a restart: kept before it is told.
        if (self.load.energy.imported_wh, self.load.energy.exported_wh) != self._kept_wh:
            self._keep()
        limited = self.faults.strikes("wrong-model", self.unit) is not None
        return modbus.answer(content, self._space_without_ocmf if limited else self._full_space)

    def set_load(self, watts: int) -> None:
        """Change the load."""
        self.load.set(watts)

    def power_failed(self) -> None:
        """Lose clock, registers of the identification, and whatever was under way."""
        self.load.connect(connected=False)
        if self._ready_timer is not None:
            self._ready_timer.cancel()
        self._keep_timer.cancel()
        self._keep()
        self._has_power = False

    def power_returned(self) -> None:
        """Come up: clock lost, and a transaction that ran is closed and its record made."""
        self._has_power = True
        self._lose_clock()
        self.fields = self._empty_fields()
        self.last_command = 0
        self._settled_at = self._loop.now() + self.switches.settle_s
        self.load.connect(connected=True)
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)
        running = self.kept.running
        if running is not None:
            letter = "E"
            if running.end is None:
                letter = self.switches.power_loss_letter
                running.end = self._take_reading()
            self._finish(letter)

    def close(self) -> None:
        """Keep everything and let go of the memory."""
        self._keep_timer.cancel()
        if self._ready_timer is not None:
            self._ready_timer.cancel()
        self.load.advance()
        self._keep()
        self._memory.close()

    # What registers do.

    def check_field(self, name: str, data: bytes) -> None:
        """Refuse a value that the field does not have."""
        allowed = FIELDS[name].allowed
        if allowed is not None and int.from_bytes(data) not in allowed:
            raise RefusalError(ILLEGAL_VALUE)

    def write_field(self, name: str, offset: int, data: bytes) -> None:
        """Take part of a field of the identification or of the charge point."""
        field = bytearray(self.fields[name])
        field[2 * offset : 2 * offset + len(data)] = data
        self.fields[name] = bytes(field)
        if self.switches.identification_after_power_loss == "kept":
            self.kept.identification = dict(self.fields)
            self._keep()

    def write_tariff_text(self, offset: int, data: bytes) -> None:
        """Take part of the tariff text; it is kept without power."""
        field = bytearray(words.text(self.kept.tariff_text, 126))
        field[2 * offset : 2 * offset + len(data)] = data
        self.kept.tariff_text = bytes(field)
        self._keep()

    def check_clock(self) -> None:
        """Refuse to set the clock where the state does not allow it."""
        unsettled = self._loop.now() < self._settled_at
        running = self.kept.state == RUNNING and self.switches.time_while_running == "refused"
        if unsettled or running:
            raise RefusalError(self.switches.refusal)

    def check_time(self, data: bytes) -> None:
        """Refuse a time that is none."""
        if not 0 <= words.from_int64(data) <= _LAST_SECOND_OF_9998:
            raise RefusalError(ILLEGAL_VALUE)
        self.check_clock()

    def check_offset(self, data: bytes) -> None:
        """Refuse an offset of more than a day."""
        if not -1440 <= int.from_bytes(data, signed=True) <= 1440:
            raise RefusalError(ILLEGAL_VALUE)
        self.check_clock()

    def set_time(self, data: bytes) -> None:
        """Set the clock to UTC seconds."""
        self._clock.set(words.from_int64(data))
        self._keep()

    def set_offset(self, data: bytes) -> None:
        """Set the offset of local time in minutes."""
        self.kept.offset_minutes = int.from_bytes(data, signed=True)
        self._keep()

    @property
    def is_synchronised(self) -> bool:
        """Return whether the clock was set since power came."""
        return self._clock.status == "S"

    def check_command(self, data: bytes) -> None:
        """Refuse what is no command, and where it is so switched, what does not fit the state."""
        command = data[1]
        if command not in {START, END, ABORT} or data[0]:
            raise RefusalError(ILLEGAL_VALUE)
        if command == ABORT and self.switches.abort == "refused":
            raise RefusalError(self.switches.refusal)
        if not self._fits(command):
            self._refuse_wrong_state()

    def command(self, data: bytes) -> None:
        """Start, end or abort a transaction; nothing where the state does not fit."""
        command = data[1]
        if not self._fits(command):
            return
        self.last_command = command
        if command == START:
            self._start()
        elif command == END:
            self._end()
        else:
            self._forget_transaction()

    def check_release(self, data: bytes) -> None:
        """Allow 0 only, and not while a transaction runs."""
        if data != b"\0\0":
            raise RefusalError(ILLEGAL_VALUE)
        if self.kept.state == RUNNING:
            self._refuse_wrong_state()

    def release(self) -> None:
        """Let the record go: the client says that it has read it."""
        keeps = self.kept.state == CORRUPTED and self.switches.corrupted_release == "keeps"
        if self.kept.state != RUNNING and not keeps:
            self._forget_transaction()

    def file_size(self) -> int:
        """Return the size register."""
        if self.faults.strikes("size-zero", self.unit) is not None:
            return 0
        size = len(self.kept.file)
        return size if self.switches.size_unit == "bytes" else (size + 1) // 2

    def snapshot(self, offset: int, count: int) -> bytes:
        """Return words of the signed snapshot; a read from its begin takes a new one.

        The layout of the 122 signed bytes is not published. Ours: serial number (14), UTC
        seconds (8), offset in minutes (2), time status (2), import and export in Wh (8 each),
        pagination (4), OCMF state (2); the rest is zero.
        """
        if offset == 0:
            taken = self._take_reading()
            signed = b"".join(
                (
                    self.kept.serial.encode().ljust(14, b"\0"),
                    taken.utc.to_bytes(8),
                    taken.offset_minutes.to_bytes(2, signed=True),
                    taken.status.encode().rjust(2, b"\0"),
                    taken.imported_wh.to_bytes(8),
                    taken.exported_wh.to_bytes(8),
                    self.kept.pagination.to_bytes(4),
                    self.kept.state.to_bytes(2),
                )
            ).ljust(_SNAPSHOT_BYTES, b"\0")
            self._snapshot = signed + self.keys.sign_raw(signed)
        whole = self._snapshot or bytes(_SNAPSHOT_BYTES + self.keys.bits // 4)
        return whole[2 * offset : 2 * (offset + count)]

    # The state machine.

    def _fits(self, command: int) -> bool:
        if command == START:
            return self.kept.state == IDLE
        # While the record is being made the state is still *running*, but has its end.
        running = self.kept.running
        return running is not None and running.end is None

    def _refuse_wrong_state(self) -> None:
        if self.switches.wrong_state == "refused":
            raise RefusalError(self.switches.refusal)

    def _start(self) -> None:
        field = self.fields
        number = {name: int.from_bytes(data) for name, data in field.items()}
        flags = field["flags"]
        self.kept.pagination += 1
        self.kept.begun += 1
        self.kept.last_id = f"T{self.kept.pagination}"
        self.kept.state = RUNNING
        self.kept.running = RunningTransaction(
            pagination=self.kept.pagination,
            identification=Identification(
                assigned=bool(number["assigned"]),
                level=number["level"],
                flags=(flags[1], flags[3], flags[5], flags[7]),
                type=number["type"],
                data=words.until_nul(field["data"]),
                charge_point_type=number["charge-point-type"],
                charge_point=words.until_nul(field["charge-point"]),
                tariff_text=words.until_nul(words.text(self.kept.tariff_text, 126)),
                modality=number["modality"],
            ),
            begin=self._take_reading(),
        )
        self._keep()

    def _end(self) -> None:
        assert self.kept.running is not None
        self.kept.running.end = self._take_reading()
        self._keep()
        slow = self.faults.strikes("slow-ready", self.unit)
        delay_s = self.switches.ready_s if slow is None else slow.value
        self._ready_timer = self._loop.call_later(delay_s, self._record_due)

    def _record_due(self) -> None:
        self._finish("E")

    def _finish(self, end_letter: str) -> None:
        """Make the record of the transaction that has its end reading."""
        running = self.kept.running
        assert running is not None
        assert running.end is not None
        self.kept.running = None
        if self.faults.strikes("corrupted", self.unit) is not None:
            self.kept.state = CORRUPTED
            self.kept.file = b""
        else:
            content = RecordContent(
                serial=self.kept.serial,
                firmware=FIRMWARE,
                pagination=running.pagination,
                identification=running.identification,
                begin=running.begin,
                end=running.end,
                end_letter=end_letter,
            )
            signed = payload(content, escaping=self.switches.text_escaping == "json")
            self.kept.file = sign(
                signed, self.keys.private, algorithm=f"ECDSA-{self.keys.curve}-SHA256"
            )
            assert len(self.kept.file) <= LARGEST_FILE
            self.kept.pages.append(f"T{running.pagination}")
            self.kept.state = READY
        self._keep()

    def _forget_transaction(self) -> None:
        self.kept.running = None
        self.kept.file = b""
        self.kept.state = IDLE
        self._keep()

    def _take_reading(self) -> TakenReading:
        self.load.advance()
        return TakenReading(
            imported_wh=self.load.energy.imported_wh,
            exported_wh=self.load.energy.exported_wh,
            utc=self._clock.now(),
            offset_minutes=self.kept.offset_minutes,
            status=self._clock.status,
        )

    # Memory and power.

    def _keep(self) -> None:
        if self._has_power:
            self.kept.utc = self._clock.now()
        self._memory.save(self.kept.plain())
        self._kept_wh = (self.kept.energy.imported_wh, self.kept.energy.exported_wh)

    def _keep_energy(self) -> None:
        self.load.advance()
        if (self.load.energy.imported_wh, self.load.energy.exported_wh) != self._kept_wh:
            self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _lose_clock(self) -> None:
        resumes = self.switches.lost_clock == "resumes" and self.kept.utc is not None
        self._clock.lose(
            self.kept.utc if resumes and self.kept.utc is not None else 0,
            self.switches.lost_clock_status,
        )

    def _empty_fields(self) -> dict[str, bytes]:
        fields = {name: bytes(2 * field.words) for name, field in FIELDS.items()}
        if self.switches.identification_after_power_loss == "kept":
            fields.update(self.kept.identification)
        return fields
