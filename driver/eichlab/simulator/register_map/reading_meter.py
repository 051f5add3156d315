"""What simulated meters that are merely read share: load, counters, memory, and how they refuse."""

import hashlib
import secrets
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from eichlab.simulator.load import FEMTO_WS_PER_WH, PHASES, Energy, PhaseValues
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import SimulatedMeter, Surroundings
from eichlab.simulator.register_map.phase_load import PhaseLoad
from eichlab.simulator.register_map.switches import ReadingSwitches
from eichlab.simulator.registers import (
    ILLEGAL_ADDRESS,
    ILLEGAL_FUNCTION,
    ILLEGAL_VALUE,
    RefusalError,
)
from eichlab.simulator.switches import parse_switches

_FORM = 1

# Energy that nobody asked for is kept this often at the latest, in real seconds.
_KEEP_ENERGY_S = 5.0

# "SIM" in the upper bytes of the serial number marks a simulated meter.
_SERIAL_MARK = int.from_bytes(b"SIM\0")

HERTZ = 50.0
_READS = (3, 4)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the meter measures now: its phases, and its counters by phase in whole Wh."""

    phases: tuple[PhaseValues, ...]
    imported: tuple[int, ...]
    exported: tuple[int, ...]
    total_imported: int
    total_exported: int

    @property
    def watts(self) -> float:
        """Return the sum of the active powers."""
        return sum(phase.watts for phase in self.phases)

    @property
    def var(self) -> float:
        """Return the sum of the reactive powers."""
        return sum(phase.var for phase in self.phases)


class ReadingMeter(SimulatedMeter):
    """A meter of registers that change by themselves; nothing can be written to it.

    Subclasses say what `registers` hold; ``most`` is how many it gives at a time.
    """

    most = 125
    pairs = False
    """Whether every number has two registers that cannot be read apart."""

    def __init__(
        self,
        model: str,
        unit: int,
        surroundings: Surroundings,
        *,
        switches: type[ReadingSwitches] = ReadingSwitches,
        watts: int,
        single: bool = False,
    ) -> None:
        super().__init__(model, unit)
        self._memory = surroundings.memory
        self._loop = surroundings.loop
        self.faults = surroundings.faults
        self.switches = parse_switches(switches, surroundings.switches)
        plain = self._memory.load()
        try:
            self.serial, self._energies = (
                self._new(surroundings, single=single) if plain is None else _from_plain(plain)
            )
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable(f"{model}@{unit}", repr(error)) from error
        seed = surroundings.seed if surroundings.seed is not None else str(self.serial)
        self.load = PhaseLoad(
            surroundings.clockwork.nanoseconds,
            self._energies,
            watts=watts if surroundings.watts is None else surroundings.watts,
            seed=f"{seed}/{unit}",
            decivolts=self.switches.decivolts,
            variation=self.switches.variation,
            single=single,
        )
        self._frozen: Sample | None = None
        self._keep()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _new(self, surroundings: Surroundings, *, single: bool) -> tuple[int, list[Energy]]:
        seed = surroundings.seed
        if seed is None:
            number = secrets.randbelow(10_000)
        else:
            digest = hashlib.sha256(f"{seed}/{self.unit}/serial".encode()).digest()
            number = int.from_bytes(digest[:8]) % 10_000
        begin_wh = self.switches.energy
        if begin_wh is None:
            begin_wh = 1_000_000 + number * 137
        parts = 1 if single else PHASES
        each, rest = divmod(begin_wh, parts)
        shares = [each + (rest if phase == 0 else 0) for phase in range(parts)]
        shares += [0] * (PHASES - parts)
        return _SERIAL_MARK | number & 0xFF, [Energy(wh * FEMTO_WS_PER_WH) for wh in shares]

    @property
    def public_key(self) -> bytes:
        """Return nothing: it does not sign."""
        return b""

    @property
    def lost_power_running(self) -> bool:
        """Return False: nothing ever runs in it."""
        return False

    @abstractmethod
    def registers(self, function: int, sample: Sample) -> dict[int, int] | None:
        """Return address → content for function 3 or 4; None where it does not know that one."""

    def answer(self, content: bytes) -> bytes | None:
        """Serve one Modbus request: reads only."""
        function = content[0]
        try:
            return bytes([function]) + self._read(function, content[1:])
        except RefusalError as refusal:
            return bytes([function | 0x80, refusal.code])

    def _read(self, function: int, request: bytes) -> bytes:
        if function not in _READS:
            raise RefusalError(ILLEGAL_FUNCTION)
        if len(request) != 4:
            raise RefusalError(ILLEGAL_VALUE)
        address, count = int.from_bytes(request[:2]), int.from_bytes(request[2:])
        table = self.registers(function, self.sample())
        if table is None:
            raise RefusalError(ILLEGAL_FUNCTION)
        if not 1 <= count <= 125:
            raise RefusalError(ILLEGAL_VALUE)
        if count > self.most:
            raise RefusalError(self.switches.oversize)
        self._refuse_halves(table, address, count)
        if self.switches.holes == "zero" and table:
            table = dict.fromkeys(range(min(table), max(table) + 1), 0) | table
        try:
            words = [table[at] for at in range(address, address + count)]
        except KeyError:
            raise RefusalError(ILLEGAL_ADDRESS) from None
        return bytes([2 * count]) + b"".join(word.to_bytes(2) for word in words)

    def _refuse_halves(self, table: dict[int, int], address: int, count: int) -> None:
        """Refuse a read that begins or ends within a number, where numbers are pairs."""
        del table
        if self.pairs and self.switches.half == "refused" and (address % 2 or count % 2):
            raise RefusalError(ILLEGAL_ADDRESS)

    def sample(self) -> Sample:
        """Measure now."""
        self.load.advance()
        if self.faults.strikes("counter-reset", self.unit) is not None:
            for energy in self._energies:
                energy.imported = energy.exported = 0
        self._keep_told()
        step = self.switches.resolution
        imported = tuple(energy.imported_wh // step * step for energy in self._energies)
        exported = tuple(energy.exported_wh // step * step for energy in self._energies)
        total = Energy(
            sum(energy.imported for energy in self._energies),
            sum(energy.exported for energy in self._energies),
        )
        sample = Sample(
            self.load.phases(),
            imported,
            exported,
            total.imported_wh // step * step,
            total.exported_wh // step * step,
        )
        if self.faults.strikes("frozen", self.unit) is None:
            self._frozen = None
            return sample
        self._frozen = self._frozen or sample
        return self._frozen

    def power_failed(self) -> None:
        """Count no more."""
        self.load.connect(connected=False)
        self._keep()

    def power_returned(self) -> None:
        """Measure again."""
        self.load.connect(connected=True)

    def set_load(self, watts: int) -> None:
        """Let this power flow, negative from the vehicle into the grid."""
        self.load.set(watts)

    def close(self) -> None:
        """Keep the counters."""
        self._keep_timer.cancel()
        self.load.advance()
        self._keep()
        self._memory.close()

    def _keep_energy(self) -> None:
        self.load.advance()
        self._keep_told()
        self._keep_timer = self._loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def _keep_told(self) -> None:
        """Keep counters that moved: one that was told must never be less after a restart."""
        if [(each.imported_wh, each.exported_wh) for each in self._energies] != self._kept:
            self._keep()

    def _keep(self) -> None:
        self._kept = [(each.imported_wh, each.exported_wh) for each in self._energies]
        self._memory.save(
            {
                "form": _FORM,
                "serial": self.serial,
                "energy": [
                    {"imported_fws": each.imported, "exported_fws": each.exported}
                    for each in self._energies
                ],
            }
        )


def _from_plain(plain: dict[str, Any]) -> tuple[int, list[Energy]]:
    if plain["form"] != _FORM or len(plain["energy"]) != PHASES:
        raise ValueError(f"form {plain['form']}")
    energies = [Energy(each["imported_fws"], each["exported_fws"]) for each in plain["energy"]]
    return int(plain["serial"]), energies
