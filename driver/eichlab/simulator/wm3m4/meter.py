"""The simulated Iskra WM3M4C: state machine, clock, memory and signing.

Sources: registers, commands and states that EVerest's driver for this meter uses (module
RsIskraMeter), the pages of the user manual that are public, and a record of a real meter that
the S.A.F.E. software carries among its tests. Nothing of it was verified on hardware; what is
not known is in `Wm3m4Switches`. Commands whose records are of unknown form (``f``, ``h``,
``i``) are not commands here.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from eichlab.simulator import modbus
from eichlab.simulator.clock import MeterClock
from eichlab.simulator.clockwork import NANOSECONDS
from eichlab.simulator.keys import KeyPair
from eichlab.simulator.load import FEMTO_WS_PER_WH, Energy, Load
from eichlab.simulator.loop import Timer
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.registers import DEVICE_FAILURE, ILLEGAL_VALUE, RefusalError
from eichlab.simulator.switches import parse_switches
from eichlab.simulator.wm3m4 import dataset, record, signature
from eichlab.simulator.wm3m4.kept import Kept, Output
from eichlab.simulator.wm3m4.record import TakenReading
from eichlab.simulator.wm3m4.registers import (
    DISPLAY,
    MOST_REGISTERS,
    holding_space,
    input_space,
)
from eichlab.simulator.wm3m4.switches import Wm3m4Switches

MODEL_NAME = "wm3m4"

# States, register 7000.
IDLE = 0
ACTIVE = 1
AFTER_POWER_FAILURE = 2
AFTER_RESET = 3

# Statuses, register 7052.
NOT_INITIALISED = 0
SIGNING = 2
SIGNATURE_OK = 15
INVALID_TIME = 128
INVALID_COMMAND = 130
INVALID_STATE = 131
INVALID_FORMAT = 252
INVALID_SIZE = 253

BEGIN = "B"
BOTH = "r"
_ENDS = frozenset("ELRAP")
_BETWEEN = frozenset("CXTS")

# Time statuses, register 7071, as letters of OCMF table 19.
_STATUS_LETTERS = "UISR"
_NOT_SYNCHRONISED = 0

_CURVE = "secp256r1"
_ALGORITHM_NONE = 0
_DEFAULT_WATTS = 11_040  # three phases, 16 A, 230 V
_READ_INPUT = 4
_READS_AND_WRITES = frozenset({3, 4, 16})

# Energy that nobody asked for is kept this often at the latest, in real seconds.
_KEEP_ENERGY_S = 5.0


@dataclass(frozen=True, slots=True)
class Pending:
    """A command whose signature is being made."""

    letter: str
    reading: TakenReading


class Wm3m4(SimulatedMeter):
    """One WM3M4 or WM3M4C. `answer` takes Modbus PDUs; times follow the simulated clockwork."""

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        super().__init__(MODEL_NAME, unit)
        self._loop = surroundings.loop
        self._memory = surroundings.memory
        self._nanoseconds = surroundings.clockwork.nanoseconds
        self.faults = surroundings.faults
        self.switches = parse_switches(Wm3m4Switches, surroundings.switches)
        plain = self._memory.load()
        if plain is None:
            self.kept = self._new(surroundings)
        else:
            try:
                self.kept = Kept.from_plain(plain)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{MODEL_NAME}@{unit}", repr(error)) from error
        self.keys = KeyPair(_CURVE, self.kept.key)
        seed = surroundings.seed if surroundings.seed is not None else self.kept.serial
        self.load = Load(
            self._nanoseconds,
            watts=_DEFAULT_WATTS if surroundings.watts is None else surroundings.watts,
            seed=f"{seed}/{unit}",
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            energy=self.kept.energy,
        )
        self._clock = MeterClock(self._nanoseconds)
        self._has_power = True
        self._began = self._nanoseconds()
        self.offset_minutes = 0
        self._time_status = _NOT_SYNCHRONISED
        self._synchronised_at = 0
        self.dataset_length = 0
        self._dataset = bytearray(dataset.LARGEST)
        self._display = _empty_display()
        self.status = NOT_INITIALISED
        self._pending: Pending | None = None
        self._sign_timer: Timer | None = None
        self._kept_counts = (-1, -1)
        self._lose_volatile()
        self._inputs = input_space(self)
        self._holdings = holding_space(self)
        self.load.connect(connected=not self.lost_power_running)
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _new(self, surroundings: Surroundings) -> Kept:
        seed = surroundings.seed
        if seed is None:
            number = secrets.randbelow(100_000)
        else:
            digest = hashlib.sha256(f"{seed}/{self.unit}/serial".encode()).digest()
            number = int.from_bytes(digest[:8]) % 100_000
        key_seed = None if seed is None else f"{seed}/{self.unit}"
        pair = KeyPair.make(surroundings.curve or _CURVE, key_seed, among=(_CURVE,))
        begin_wh = self.switches.energy
        if begin_wh is None:
            begin_wh = 1_000_000 + number * 137
        return Kept(
            serial=f"SIM{number:05d}",
            key=pair.number,
            settings={
                "7059": 0,
                "7060": self.switches.algorithm,
                "7072": self.switches.sync_timeout,
                "7073": int(self.switches.presentation == "utc"),
            },
            energy=Energy(imported=begin_wh * FEMTO_WS_PER_WH),
        )

    @property
    def signs(self) -> bool:
        """Return whether it is the variant with the crypto chip."""
        return self.switches.variant == "WM3M4C"

    @property
    def public_key(self) -> bytes:
        """Return the uncompressed point; nothing for the variant that cannot sign."""
        return self.keys.point if self.signs else b""

    @property
    def lost_power_running(self) -> bool:
        """Return whether a transaction runs; asked before anything could have been started."""
        return self.kept.state != IDLE

    def answer(self, content: bytes) -> bytes | None:
        """Serve one Modbus request."""
        self.load.advance()
        if self.faults.strikes("clock-lost", self.unit) is not None:
            self._lose_clock()
        # A counter that was told must never be less after a restart: kept before it is told.
        if (self.imported(), self.exported()) != self._kept_counts:
            self._keep()
        function = content[0]
        if function in _READS_AND_WRITES and int.from_bytes(content[3:5]) > MOST_REGISTERS:
            return bytes([function | 0x80, ILLEGAL_VALUE])
        return modbus.answer(content, self._inputs if function == _READ_INPUT else self._holdings)

    def set_load(self, watts: int) -> None:
        """Change the load."""
        self.load.set(watts)

    def power_failed(self) -> None:
        """Lose clock, dataset, last record, and a signature that was being made."""
        self.load.connect(connected=False)
        if self._sign_timer is not None:
            self._sign_timer.cancel()
        self._pending = None
        self._keep_timer.cancel()
        self._keep()
        self._has_power = False

    def power_returned(self) -> None:
        """Come up; a transaction that ran goes on, in a state of its own."""
        self._has_power = True
        if self.kept.state != IDLE:
            reset = self.switches.restart == "reset"
            self.kept.state = AFTER_RESET if reset else AFTER_POWER_FAILURE
        if self.switches.restart == "power-failure":
            self._lose_volatile()
        self.load.connect(connected=True)
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def close(self) -> None:
        """Keep everything and let go of the memory."""
        self._keep_timer.cancel()
        if self._sign_timer is not None:
            self._sign_timer.cancel()
        self.load.advance()
        self._keep()
        self._memory.close()

    # What registers tell.

    @property
    def shown_state(self) -> int:
        """Return register 7000."""
        ends = self._pending is not None and self._pending.letter in {BOTH, *_ENDS}
        return IDLE if ends and self.switches.state_change == "at-once" else self.kept.state

    @property
    def time_status(self) -> int:
        """Return register 7071, which falls back some time after the clock was set."""
        minutes = self.kept.settings["7072"]
        since_s = (self._nanoseconds() - self._synchronised_at) // NANOSECONDS
        if minutes and since_s >= 60 * minutes:
            self._time_status = _NOT_SYNCHRONISED
        return self._time_status

    def now(self) -> int:
        """Return the UTC seconds that the clock shows."""
        return self._clock.now()

    def imported(self, fineness: int = 1) -> int:
        """Return the import counter in its own unit, or a ``fineness`` times as fine one."""
        return self._counted(self.load.energy.imported, fineness)

    def exported(self, fineness: int = 1) -> int:
        """Return the export counter in its own unit, or a ``fineness`` times as fine one."""
        return self._counted(self.load.energy.exported, fineness)

    def _counted(self, energy: int, fineness: int) -> int:
        exponent = self.switches.exponent
        unit = FEMTO_WS_PER_WH * int(10 ** max(0, exponent))
        return energy * fineness * int(10 ** max(0, -exponent)) // unit

    def run_time_s(self) -> int:
        """Return since when it runs."""
        return (self._nanoseconds() - self._began) // NANOSECONDS

    def read_display(self, address: int) -> Callable[[int, int], bytes]:
        """Return a ``read`` for one of the display's fields."""
        return lambda offset, words: self._display[address][2 * offset : 2 * (offset + words)]

    def read_dataset(self, offset: int, words: int) -> bytes:
        """Return part of what the host wrote."""
        readable = bytes(self._dataset)
        if self.switches.tail == "zero":
            readable = readable[: self.dataset_length].ljust(dataset.LARGEST, b"\0")
        return readable[2 * offset : 2 * (offset + words)]

    def read_payload(self, offset: int, words: int) -> bytes:
        """Return part of the last record's payload."""
        payload = self.kept.output.payload
        end = 2 * (offset + words)
        if self.kept.unread and end >= len(payload):
            self.kept.unread = False
            self._keep()
        return payload[2 * offset : end].ljust(2 * words, b"\0")

    # What registers do.

    def write_display(self, address: int) -> Callable[[int, bytes], None]:
        """Return a ``write`` for one of the display's fields."""

        def write(offset: int, data: bytes) -> None:
            before = self._display[address]
            self._display[address] = before[: 2 * offset] + data + before[2 * offset + len(data) :]

        return write

    def keep_setting(self, address: int) -> Callable[[int], None]:
        """Return a ``write`` for a setting."""

        def write(value: int) -> None:
            self.kept.settings[str(address)] = value
            self._keep()

        return write

    def set_offset(self, data: bytes) -> None:
        """Set the offset of local time in minutes."""
        self.offset_minutes = int.from_bytes(data, signed=True)

    def set_time(self, offset: int, data: bytes) -> None:
        """Set the clock, or one half of it; what that time is worth says register 7071."""
        clock = bytearray(self.now().to_bytes(4))
        clock[2 * offset : 2 * offset + len(data)] = data
        self._clock.set(int.from_bytes(clock))

    def set_time_status(self, value: int) -> None:
        """Say what the clock is worth."""
        self._time_status = value
        self._synchronised_at = self._nanoseconds()

    def set_dataset_length(self, length: int) -> None:
        """Say how many bytes of the dataset count."""
        self.dataset_length = length

    def write_dataset(self, offset: int, data: bytes) -> None:
        """Take part of the dataset."""
        self._dataset[2 * offset : 2 * offset + len(data)] = data

    def check_command(self, word: int) -> None:
        """Refuse, where it is so switched, a command that does not fit the state."""
        if self.switches.wrong_command == "refused" and self._objection(word) is not None:
            raise RefusalError(DEVICE_FAILURE)

    def command(self, word: int) -> None:
        """Begin to make a signature, or say in register 7052 why not."""
        if self.faults.strikes("state-stuck", self.unit) is not None:
            return
        objection = self._objection(word)
        if objection is not None:
            if self._pending is None:
                self.status = objection
            return
        letter = chr(word >> 8)
        reading = self._take_reading()
        if letter == BEGIN:
            self.kept.begin = reading
            self.kept.state = ACTIVE
            self.kept.begun += 1
            self._keep()
        self.status = SIGNING
        self._pending = Pending(letter, reading)
        slow = self.faults.strikes("slow-ready", self.unit)
        delay_s = self.switches.sign_s if slow is None else slow.value
        self._sign_timer = self._loop.call_later(delay_s, self._sign)

    # The state machine.

    def _objection(self, word: int) -> int | None:
        """Return the status that speaks against a command, None where nothing does."""
        letter = chr(word >> 8)
        if word & 0xFF or letter not in {BEGIN, BOTH, *_ENDS, *_BETWEEN}:
            return INVALID_COMMAND
        if self._pending is not None or (letter == BEGIN) != (self.kept.state == IDLE):
            return INVALID_STATE
        if self.switches.command_time == "set" and self.time_status == _NOT_SYNCHRONISED:
            return INVALID_TIME
        if not 0 < self.dataset_length <= dataset.LARGEST:
            return INVALID_SIZE
        try:
            largest = self._filled(self.kept.pagination + 1, 2 * [self._take_reading().text("B")])
        except dataset.DatasetError:
            return INVALID_FORMAT
        return INVALID_SIZE if len(largest) > dataset.LARGEST else None

    def _sign(self) -> None:
        """End a command: with its signature, or with the error that is asked for."""
        pending, self._pending = self._pending, None
        assert pending is not None
        ends = pending.letter in {BOTH, *_ENDS}
        failed = self.faults.strikes("error-status", self.unit)
        if failed is not None:
            self.status = int(failed.value) & 0xFF
            if self.switches.failed_signature == "undone":
                self._undo(pending)
            elif ends:
                self._end()
                self.kept.output = Output()
            self._keep()
            return
        self._make_record(pending)
        if ends:
            self.kept.pages.append(f"T{self.kept.pagination}")
            self.kept.unread = True
            self._end()
        if self.switches.dataset_after_command == "cleared":
            self._dataset = bytearray(dataset.LARGEST)
            self.dataset_length = 0
        self.status = SIGNATURE_OK
        self._keep()

    def _undo(self, pending: Pending) -> None:
        if pending.letter == BEGIN:
            self.kept.begun -= 1
            self._end()

    def _end(self) -> None:
        self.kept.state = IDLE
        self.kept.begin = None

    def _make_record(self, pending: Pending) -> None:
        if self.switches.pagination == "each" or pending.letter == BEGIN:
            self.kept.pagination += 1
        readings = [pending.reading.text(pending.letter)]
        if pending.letter == BOTH:
            assert self.kept.begin is not None
            readings = [self.kept.begin.text("B"), pending.reading.text("E")]
        payload = self._filled(self.kept.pagination, readings)
        signed = b""
        if self.kept.settings["7060"] != _ALGORITHM_NONE:
            made = signature.sign(
                self.keys,
                payload,
                leading_zeros=self.faults.strikes("leading-zeros", self.unit) is not None,
                odd=self.faults.strikes("odd-signature", self.unit) is not None,
            )
            signed = signature.spelled(made, self.kept.settings["7059"])
        self.kept.output = Output(payload, signed)

    def _filled(self, page: int, readings: list[str]) -> bytes:
        return dataset.filled(
            bytes(self._dataset[: self.dataset_length]),
            record.gaps(self.kept.serial, page, readings),
            limits=self.switches.text_limits == "manual",
        )

    def _take_reading(self) -> TakenReading:
        self.load.advance()
        status = self.time_status
        always = self.switches.time_flag == "always"
        by_status = self.switches.time_flag == "by-status" and _STATUS_LETTERS[status] != "S"
        return TakenReading(
            count=self.imported(),
            exponent=self.switches.exponent,
            utc=self.now(),
            offset_minutes=0 if self.kept.settings["7073"] else self.offset_minutes,
            status=_STATUS_LETTERS[status],
            doubtful=always or by_status,
        )

    # Memory and power.

    def _keep(self) -> None:
        if self._has_power:
            self.kept.utc = self.now()
        self._memory.save(self.kept.plain())
        self._kept_counts = (self.imported(), self.exported())

    def _keep_energy(self) -> None:
        self.load.advance()
        if (self.imported(), self.exported()) != self._kept_counts:
            self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _lose_clock(self) -> None:
        resumes = self.switches.lost_clock == "resumes" and self.kept.utc is not None
        self._clock.lose(self.kept.utc if resumes and self.kept.utc is not None else 0, "U")
        self._time_status = _NOT_SYNCHRONISED

    def _lose_volatile(self) -> None:
        self._lose_clock()
        self.offset_minutes = 0
        self.dataset_length = 0
        self._dataset = bytearray(dataset.LARGEST)
        self._display = _empty_display()
        self.status = NOT_INITIALISED
        if self.switches.output_after_power_loss == "lost":
            if self.kept.unread:
                self.kept.vanished.append(self.kept.pages[-1])
            self.kept.unread = False
            self.kept.output = Output()


def _empty_display() -> dict[int, bytes]:
    return {address: bytes(2 * words) for address, words in DISPLAY.items()}
