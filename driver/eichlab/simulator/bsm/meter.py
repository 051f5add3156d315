"""The simulated Bauer BSM-WS36A: snapshots, contactor, clock, memory and signing.

Sources: the public documentation of the meter and of its maker's client tool (repository
chargeITmobility/bsm-python), the product manual v3.0, and recordings of real meters. Nothing of it
was verified on hardware; what is not known is in `BsmSwitches`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.simulator import modbus
from eichlab.simulator.bsm import live, record, words
from eichlab.simulator.bsm.clock import BsmClock
from eichlab.simulator.bsm.firmware import FIRMWARES
from eichlab.simulator.bsm.kept import Kept
from eichlab.simulator.bsm.registers import BAUDS, USUAL_BAUD, register_space
from eichlab.simulator.bsm.snapshot import (
    BEGINS,
    ENDS,
    FAILED,
    INVALID,
    KINDS,
    NO_FEEDBACK,
    NOT_ENABLED,
    SIGNATURE_WORDS,
    START,
    TURN_OFF,
    TURN_ON,
    UPDATING,
    VALID,
    VALUE_WORDS,
    Snapshot,
)
from eichlab.simulator.bsm.switches import BsmSwitches
from eichlab.simulator.clockwork import NANOSECONDS
from eichlab.simulator.keys import KeyPair
from eichlab.simulator.load import FEMTO_WS_PER_WH, Energy, Load
from eichlab.simulator.loop import Timer
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.registers import ILLEGAL_FUNCTION, RefusalError
from eichlab.simulator.switches import parse_switches

MODEL_NAME = "bsm-ws36a"
MAKER = "BAUER Electronic"
# The field has 32 characters: the real meter's "-0000" makes way for what this one is.
MODEL = "BSM-WS36A-H01-1311 SIMULATION"
_OTHER_MODEL = "BSM-WS40A SIMULATION"

_FUNCTIONS = frozenset({3, 16})
_BUSY = 6
_CURVES = ("secp256r1",)
_DEFAULT_WATTS = 11_040  # three phases, 16 A, 230 V
_DISPLAYED = 10 * FEMTO_WS_PER_WH
_READ = 3

# What nobody asked for is kept this often at the latest, in real seconds.
_KEEP_S = 5.0
_PAGE_S = 48


@dataclass(slots=True)
class Instance:
    """One of the five snapshots as the registers show it, and its OCMF text."""

    status: int = INVALID
    snapshot: Snapshot | None = None
    signature: bytes = b""
    record_status: int = INVALID
    record: bytes = b""

    def values(self) -> bytes:
        """Return the words of all values."""
        return bytes(2 * VALUE_WORDS) if self.snapshot is None else self.snapshot.values()

    def signed(self) -> bytes:
        """Return the words of the signature with its two lengths."""
        return (
            words.uint16(SIGNATURE_WORDS)
            + words.uint16(len(self.signature))
            + words.text(self.signature, SIGNATURE_WORDS)
        )


@dataclass(frozen=True, slots=True)
class _Change:
    """When an input or output changed last."""

    operating_s: int = words.NO_UINT32
    epoch: int = words.NO_UINT32
    offset: int = words.NO_INT16

    def registers(self) -> bytes:
        return words.uint32(self.operating_s) + words.uint32(self.epoch) + words.int16(self.offset)


class Bsm(SimulatedMeter):
    """One BSM-WS36A. `answer` takes Modbus PDUs; times follow the simulated clockwork."""

    maker = MAKER
    own_faults = frozenset(
        {
            "clock-expired",
            "event",
            "no-feedback",
            "not-enabled",
            "record-failed",
            "slow-ready",
            "snapshot-failed",
            "wrong-model",
        }
    )

    def __init__(self, unit: int, surroundings: Surroundings) -> None:
        super().__init__(MODEL_NAME, unit)
        self._loop = surroundings.loop
        self._memory = surroundings.memory
        self._nanoseconds = surroundings.clockwork.nanoseconds
        self.faults = surroundings.faults
        self.switches = parse_switches(BsmSwitches, surroundings.switches)
        self.firmware = FIRMWARES[self.switches.firmware]
        plain = self._memory.load()
        if plain is None:
            self.kept = self._new(surroundings)
        else:
            try:
                self.kept = Kept.from_plain(plain)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{MODEL_NAME}@{unit}", repr(error)) from error
        self.unit = self.kept.unit
        self.keys = KeyPair(self.kept.curve, self.kept.key)
        seed = surroundings.seed if surroundings.seed is not None else self.kept.number
        self.load = Load(
            self._nanoseconds,
            watts=_DEFAULT_WATTS if surroundings.watts is None else surroundings.watts,
            seed=f"{seed}/{unit}",
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            energy=self.kept.energy,
        )
        self.clock = BsmClock(self._nanoseconds, 3600 * self.switches.expiry_hours)
        self.instances = [Instance() for _ in KINDS]
        self.output = 0
        self._was_input = self.input
        self._input_changed = self._output_changed = _Change()
        self._updates: dict[int, Timer] = {}
        self._has_power = True
        self._on_since = self._nanoseconds()
        self._kept_values: tuple[int, ...] = ()
        self._space = register_space(self)
        if plain is not None:
            self._power_up(kept_in_order=not self.kept.is_on)
        self._connect()
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_S, self._keep_regularly)

    def _new(self, surroundings: Surroundings) -> Kept:
        seed = surroundings.seed
        if seed is None:
            number = secrets.randbelow(1_000_000)
        else:
            digest = hashlib.sha256(f"{seed}/{self.unit}/serial".encode()).digest()
            number = int.from_bytes(digest[:8]) % 1_000_000
        key_seed = None if seed is None else f"{seed}/{self.unit}"
        pair = KeyPair.make(surroundings.curve or _CURVES[0], key_seed, among=_CURVES)
        begin_wh = self.switches.energy
        if begin_wh is None:
            begin_wh = 100_000 + number
        energy = Energy(imported=begin_wh * FEMTO_WS_PER_WH)
        return Kept(
            number=f"26{number:06d}",
            curve=pair.curve,
            key=pair.number,
            unit=self.unit,
            energy=energy,
            reference=energy.imported,
        )

    @property
    def public_key(self) -> bytes:
        """Return the uncompressed point."""
        return self.keys.point

    @property
    def lost_power_running(self) -> bool:
        """Return whether a transaction runs; asked before anything could have been started."""
        return self.kept.running

    @property
    def baud(self) -> int | None:
        """Return the speed it was set to by a client."""
        return self.kept.baud

    @property
    def speed(self) -> int:
        """Return the speed as its register shows it."""
        return self.kept.baud or USUAL_BAUD

    def answer(self, content: bytes) -> bytes | None:
        """Serve one Modbus request."""
        self.load.advance()
        if self.faults.strikes("clock-expired", self.unit) is not None:
            self.clock.lose()
        # A counter that was told must never be less after a restart: kept before it is told.
        if self._told_values() != self._kept_values:
            self._keep()
        if content[0] not in _FUNCTIONS:
            return bytes([content[0] | 0x80, ILLEGAL_FUNCTION])
        return modbus.answer(content, self._space)

    def held_back_s(self, content: bytes) -> float:
        """Return how long the answer to a question waits for the snapshots under way."""
        if self.switches.while_updating != "delays" or content[0] != _READ:
            return 0.0
        return max(
            (timer.due - self._loop.now() for timer in self._updates.values() if timer.is_pending),
            default=0.0,
        )

    def set_load(self, watts: int) -> None:
        """Change the load."""
        self.load.set(watts)

    def power_failed(self) -> None:
        """Lose clock, texts and snapshots, and let the contactor drop."""
        self.load.connect(connected=False)
        self._keep_timer.cancel()
        self.kept.power_downs += 1
        self.kept.is_on = False
        self._forget()
        self._keep()
        self._has_power = False

    def power_returned(self) -> None:
        """Come up with invalid clock and snapshots; the counters go on."""
        if self._has_power:
            return
        self._has_power = True
        self._power_up(kept_in_order=True)
        self._connect()
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_S, self._keep_regularly)

    def close(self) -> None:
        """Keep everything and let go of the memory."""
        self._keep_timer.cancel()
        for timer in self._updates.values():
            timer.cancel()
        self.load.advance()
        self._keep()
        self._memory.close()

    # What registers show.

    def model_text(self) -> str:
        """Return the model as the common model states it."""
        return _OTHER_MODEL if self.faults.strikes("wrong-model", self.unit) is not None else MODEL

    @property
    def address(self) -> bytes:
        """Return the identity that goes into every snapshot: sixteen characters."""
        return f"SIMBZR15{self.kept.number}".encode()

    @property
    def operating_s(self) -> int:
        """Return the seconds of operation."""
        passed = self._nanoseconds() - self._on_since if self._has_power else 0
        return self.kept.operating_s + passed // NANOSECONDS

    @property
    def events(self) -> int:
        """Return the event bits."""
        fault = self.faults.strikes("event", self.unit)
        return 0 if fault is None else int(fault.value) & 0x7FFFFFFF

    @property
    def input(self) -> int:
        """Return the input: 1 while the contactor's auxiliary contact says that it is open."""
        return int(self.switches.contactor == "fitted" and not self._is_closed)

    @property
    def _is_closed(self) -> bool:
        if self.switches.contactor == "welded":
            return True
        fitted = self.switches.contactor != "none"
        return fitted and bool(self.output) and self.switches.enable == "high"

    def live(self) -> bytes:
        """Return the model of the AC meter."""
        return live.encode(
            self.load.phases(),
            imported=self._displayed(self.load.energy.imported),
            energy_scale=self.firmware.energy_scale,
            events=self.events,
        )

    def identity(self) -> bytes:
        """Return 52 words from the error code to the second address."""
        error = b"00100000" if self.events else b"00000000"
        page = self._display_page()
        return b"".join(
            (
                words.text(error, 4),
                words.text(self.kept.number.encode(), 8),
                words.text(hashlib.sha256(self.keys.der).hexdigest()[:16].encode(), 8),
                words.text(self.firmware.module.encode(), 8),
                words.text(self.firmware.communication.encode(), 8),
                words.text(self.address, 8),
                words.text(page.encode(), 8),
            )
        )

    def _display_page(self) -> str:
        """Return what the display's address page shows; it takes turns."""
        digest = self.firmware.digest.hex().upper()
        pages = (
            f"{BAUDS.index(self.speed):02d}{self.kept.unit:04d}",
            f"F0{self.firmware.communication[:4].upper()}",
            f"F1{digest[:4]}",
            f"F2{digest[4:8]}",
        )
        return pages[self.operating_s // _PAGE_S % len(pages)]

    def reference(self) -> int:
        """Return the energy since the last begin, raw; its hidden digits began at zero."""
        return self._displayed(self.load.energy.imported - self.kept.reference)

    def counters(self) -> bytes:
        """Return power-downs, the last number of a snapshot, and the seconds of operation."""
        return b"".join(
            words.uint32(each)
            for each in (self.kept.power_downs, self.kept.count, self.operating_s)
        )

    def changes(self) -> bytes:
        """Return when input and output changed last."""
        return self._input_changed.registers() + self._output_changed.registers()

    # What registers do.

    def check_unit(self, data: bytes) -> None:
        """Refuse what is no unit id."""
        if not 1 <= int.from_bytes(data) <= 247:
            raise RefusalError(self.switches.refusal)

    def set_unit(self, data: bytes) -> None:
        """Take another unit id; the line follows once this answer is out."""
        self.kept.unit = self.unit = int.from_bytes(data)
        self._keep()

    def check_baud(self, data: bytes) -> None:
        """Refuse a speed that the meter does not have."""
        if int.from_bytes(data) not in BAUDS:
            raise RefusalError(self.switches.refusal)

    def set_baud(self, data: bytes) -> None:
        """Take another speed; the line follows once this answer is out."""
        self.kept.baud = int.from_bytes(data)
        self._keep()

    def check_time(self, epoch: int | None, offset: int | None) -> None:
        """Refuse half a time while there is none."""
        is_half = epoch is None or offset is None
        if is_half and not self.clock.is_valid and self.switches.first_time_alone == "refused":
            raise RefusalError(self.switches.refusal)

    def set_time(self, epoch: int | None, offset: int | None) -> None:
        """Set or refresh the clock."""
        if self.clock.write(epoch, offset):
            self.kept.set_count += 1
            self.kept.set_at_s = self.operating_s
        self._keep()

    def set_output(self, data: bytes) -> None:
        """Switch the output by hand."""
        self._switch(data[1] & 1)

    def set_meta(self, number: int, data: bytes) -> None:
        """Take one of the three texts."""
        metas = list(self.kept.metas)
        metas[number] = words.until_nul(data)
        self.kept.metas = (metas[0], metas[1], metas[2])
        self.kept.waits = self._still_waits()
        self._keep()

    def check_status(self, data: bytes) -> None:
        """Refuse, where so switched, what is no command, or comes while a snapshot is made."""
        if int.from_bytes(data) != UPDATING:
            if self.switches.status_write == "refused":
                raise RefusalError(self.switches.refusal)
        elif self._is_updating and self.switches.second_trigger == "refused":
            raise RefusalError(_BUSY)

    def write_status(self, kind: int, data: bytes) -> None:
        """Begin a snapshot; anything but the command changes nothing."""
        if int.from_bytes(data) != UPDATING or self._is_updating:
            return
        instance = self.instances[kind]
        instance.status = instance.record_status = UPDATING
        if kind in {TURN_ON, TURN_OFF}:
            self._switch(0)
        slow = self.faults.strikes("slow-ready", self.unit)
        delay_s = self.switches.snapshot_s if slow is None else slow.value
        self._updates[kind] = self._loop.call_later(delay_s, partial(self._finish, kind))

    # Snapshots.

    @property
    def _is_updating(self) -> bool:
        return any(timer.is_pending for timer in self._updates.values())

    def _finish(self, kind: int) -> None:
        """Freeze, sign and show; or say what is missing."""
        failure = self._failure(kind)
        instance = self.instances[kind]
        if failure is not None:
            instance.status = instance.record_status = failure
            if self.switches.failed_counts == "yes":
                self.kept.count += 1
            if self.switches.failed_data == "cleared":
                instance.snapshot, instance.signature, instance.record = None, b"", b""
            self._keep()
            return
        self.load.advance()
        if kind == TURN_ON or (kind == START and self.switches.start_resets == "yes"):
            self.kept.reference = self.load.energy.imported
        self.kept.count += 1
        snapshot = self._taken(kind)
        instance.snapshot = snapshot
        instance.signature = self._sign(snapshot.message())
        if kind == TURN_ON:
            self._switch(1)
        instance.status = VALID
        self._render(instance, snapshot)
        self._count_transactions(kind)
        self._keep()

    def _failure(self, kind: int) -> int | None:
        strikes = partial(self.faults.strikes, unit=self.unit)
        if strikes("snapshot-failed") is not None:
            return FAILED
        if kind not in {TURN_ON, TURN_OFF}:
            return None
        late = self.firmware.enables_later or self.switches.enable == "high"
        if kind == TURN_ON and (strikes("not-enabled") is not None or not late):
            return NOT_ENABLED
        if strikes("no-feedback") is not None or not self.input:
            return NO_FEEDBACK
        return None

    def _taken(self, kind: int) -> Snapshot:
        power, power_scale = live.power(self.load.phases())
        return Snapshot(
            kind=kind,
            reference=self.reference(),
            total=self._displayed(self.load.energy.imported),
            energy_scale=self.firmware.energy_scale,
            power=power,
            power_scale=power_scale,
            address=self.address,
            count=self.kept.count,
            operating_s=self.operating_s,
            epoch=self.clock.epoch,
            offset=self.clock.offset,
            set_count=self.kept.set_count,
            set_at_s=self.kept.set_at_s,
            input=self.input,
            output=self.output,
            metas=self.kept.metas,
            events=self.events,
        )

    def _render(self, instance: Instance, snapshot: Snapshot) -> None:
        """Write the OCMF text with a signature of its own; one that gets too long fails."""
        signed = record.payload(snapshot, MAKER, MODEL, self.firmware)
        text = record.record(signed, self._sign(signed))
        fails = self.faults.strikes("record-failed", self.unit) is not None
        if fails or len(text) > record.MOST_BYTES:
            instance.record_status, instance.record = FAILED, b""
        else:
            instance.record_status, instance.record = VALID, text

    def _sign(self, data: bytes) -> bytes:
        return self.keys.private.sign(data, ec.ECDSA(hashes.SHA256()))

    def _displayed(self, energy: int) -> int:
        """Return an energy in fWs as raw value: the display has tens of Wh."""
        tens = energy // _DISPLAYED
        return tens if self.firmware.energy_scale == 1 else 10 * tens

    # Transactions, counted from outside; see `Kept`.

    def _count_transactions(self, kind: int) -> None:
        kept = self.kept
        if kind in BEGINS:
            kept.begun += 1
            kept.running, kept.waits = True, False
        elif kind in ENDS:
            page = f"T{kept.count}"
            if kept.running:
                kept.pages.append(page)
            elif kept.pages:
                # The same transaction is closed once more.
                kept.pages[-1] = page
            kept.running = False
            kept.waits = self._still_waits()

    def _still_waits(self) -> bool:
        """Return whether the last closing snapshot is still of the texts the meter has now."""
        if self.kept.running or not any(self.kept.metas):
            return False
        ends = [self.instances[kind] for kind in ENDS]
        valid = [each.snapshot for each in ends if each.status == VALID and each.snapshot]
        last = max(valid, key=lambda snapshot: snapshot.count, default=None)
        return last is not None and last.metas == self.kept.metas

    # Contactor, memory and power.

    def _switch(self, output: int) -> None:
        if output != self.output:
            self.output = output
            self._output_changed = self._change()
        if self.input != self._was_input:
            self._was_input = self.input
            self._input_changed = self._change()
        self._connect()

    def _change(self) -> _Change:
        return _Change(self.operating_s, self.clock.epoch, self.clock.offset)

    def _connect(self) -> None:
        self.load.connect(connected=self._is_closed or self.switches.load_path == "direct")

    def _power_up(self, *, kept_in_order: bool) -> None:
        """Begin a time of operation; one that ended without a word is made up for."""
        if not kept_in_order:
            self.kept.power_downs += 1
            # It may have run on for so long unnoticed.
            self.kept.operating_s += int(_KEEP_S)
        self.kept.is_on = True
        self._on_since = self._nanoseconds()
        self._forget()
        if self.firmware.counts_power_ups:
            self.kept.count += 1

    def _forget(self) -> None:
        """Lose what is not kept."""
        for timer in self._updates.values():
            timer.cancel()
        self._updates.clear()
        self.instances[:] = [Instance() for _ in KINDS]
        self.clock.lose()
        self.output = 0
        self._was_input = self.input
        self._input_changed = self._output_changed = _Change()
        self.kept.waits = False
        if self.switches.texts_after_power_loss == "lost":
            self.kept.metas = (b"", b"", b"")

    def _told_values(self) -> tuple[int, ...]:
        return self._displayed(self.load.energy.imported), self.reference()

    def _keep(self) -> None:
        if self._has_power:
            passed = (self._nanoseconds() - self._on_since) // NANOSECONDS
            self.kept.operating_s += passed
            self._on_since += passed * NANOSECONDS
        self._memory.save(self.kept.plain())
        self._kept_values = self._told_values()

    def _keep_regularly(self) -> None:
        self.load.advance()
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_S, self._keep_regularly)
