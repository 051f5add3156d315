"""What simulated meters of direct current on a network share: load, counters, key and memory."""

import hashlib
import secrets
import time
from abc import abstractmethod
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.simulator.clock import MeterClock
from eichlab.simulator.keys import KeyPair
from eichlab.simulator.load import FEMTO_WS_PER_WH, Energy, Load, PhaseValues
from eichlab.simulator.memory import unreadable
from eichlab.simulator.meter import HttpMeter, Surroundings

ALGORITHM = "ECDSA-secp256r1-SHA256"

_FORM = 1
_CURVES = ("secp256r1",)

# Energy that nobody asked for is kept this often at the latest, in real seconds.
_KEEP_ENERGY_S = 5.0


class DirectMeter(HttpMeter):
    """A DC meter whose counters never run back and whose memory survives everything.

    Subclasses keep what is their own in `own` and call `begin_keeping` once they are made.
    ``energy`` is the import counter of a new meter in Wh, None leaves it to the seed.
    """

    def __init__(
        self,
        model: str,
        unit: int,
        surroundings: Surroundings,
        *,
        watts: int,
        decivolts: int,
        variation: int,
        energy: int | None,
    ) -> None:
        super().__init__(model, unit)
        self.loop = surroundings.loop
        self.faults = surroundings.faults
        self.clock = MeterClock(surroundings.clockwork.nanoseconds)
        self._memory = surroundings.memory
        self._kept_wh = (-1, -1)
        self.has_power = True
        self.begun = 0
        self.pages: list[str] = []
        self.found: dict[str, Any] | None = None
        """What `own` had said before; None in a new meter."""
        self.kept_utc = 0
        self.kept_wall = time.time()
        self._take_or_make(surroundings, energy)
        seed = surroundings.seed if surroundings.seed is not None else self.serial
        self.load = Load(
            surroundings.clockwork.nanoseconds,
            watts=watts if surroundings.watts is None else surroundings.watts,
            seed=f"{seed}/{unit}",
            decivolts=decivolts,
            variation=variation,
            energy=self._energy,
            phases=1,
        )

    def _take_or_make(self, surroundings: Surroundings, energy: int | None) -> None:
        plain = self._memory.load()
        if plain is not None:
            try:
                self._take(plain)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(f"{self.model}@{self.unit}", repr(error)) from error
            return
        seed = surroundings.seed
        if seed is None:
            number = secrets.randbelow(10_000)
        else:
            digest = hashlib.sha256(f"{seed}/{self.unit}/serial".encode()).digest()
            number = int.from_bytes(digest[:8]) % 10_000
        key_seed = None if seed is None else f"{seed}/{self.unit}"
        self.keys = KeyPair.make(surroundings.curve or _CURVES[0], key_seed, among=_CURVES)
        self.serial = self.serial_for(number)
        begin_wh = 1_000_000 + number * 137 if energy is None else energy
        self._energy = Energy(imported=begin_wh * FEMTO_WS_PER_WH)

    def _take(self, plain: dict[str, Any]) -> None:
        if plain["form"] != _FORM:
            raise ValueError(f"form {plain['form']}")
        self.serial = str(plain["serial"])
        self.keys = KeyPair(str(plain["curve"]), int(plain["key"], 16))
        self._energy = Energy(plain["energy"]["imported_fws"], plain["energy"]["exported_fws"])
        self.begun = int(plain["begun"])
        self.pages = [str(page) for page in plain["pages"]]
        self.kept_utc = int(plain["utc"])
        self.kept_wall = float(plain["wall"])
        self.found = dict(plain["own"])

    @abstractmethod
    def serial_for(self, number: int) -> str:
        """Return the serial number of a new meter; ``number`` is 0 to 9999."""

    @abstractmethod
    def own(self) -> dict[str, Any]:
        """Return what this model keeps, as values that JSON has."""

    @property
    @abstractmethod
    def is_idle(self) -> bool:
        """Return whether nothing runs."""

    @property
    def public_key(self) -> bytes:
        """Return the uncompressed point."""
        return self.keys.point

    @property
    def lost_power_running(self) -> bool:
        """Return whether a transaction runs; asked before anything could have been started."""
        return not self.is_idle

    # Memory and counters.

    def begin_keeping(self) -> None:
        """Keep everything from now on."""
        self.load.connect(connected=not self.lost_power_running)
        self.keep()
        self._keep_timer = self.loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def keep(self) -> None:
        """Keep everything as it is now."""
        if self.has_power:
            self.kept_utc = self.clock.now()
            self.kept_wall = time.time()
        energy = self.load.energy
        self._memory.save(
            {
                "form": _FORM,
                "serial": self.serial,
                "curve": self.keys.curve,
                "key": f"{self.keys.number:X}",
                "energy": {"imported_fws": energy.imported, "exported_fws": energy.exported},
                "begun": self.begun,
                "idle": self.is_idle,
                "pages": self.pages,
                "utc": self.kept_utc,
                "wall": self.kept_wall,
                "own": self.own(),
            }
        )
        self._kept_wh = self._wh()

    def advance(self) -> None:
        """Bring the counters up to now; what is told must never be less after a restart."""
        self.load.advance()
        if self._wh() != self._kept_wh:
            self.keep()

    def _wh(self) -> tuple[int, int]:
        return (self.load.energy.imported_wh, self.load.energy.exported_wh)

    def _keep_energy(self) -> None:
        self.advance()
        self._keep_timer = self.loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    @property
    def imported_wh(self) -> int:
        """Return the import counter in whole Wh."""
        return self.load.energy.imported_wh

    @property
    def exported_wh(self) -> int:
        """Return the export counter in whole Wh."""
        return self.load.energy.exported_wh

    @property
    def flow(self) -> PhaseValues:
        """Return voltage, current and power now."""
        return self.load.phases()[0]

    def strikes(self, fault: str) -> float | None:
        """Return the value of a fault that strikes now, None where it does not."""
        found = self.faults.strikes(fault, self.unit)
        return None if found is None else found.value

    def signed(self, payload: str) -> bytes:
        """Return the OCMF text of a payload, signed as it stands."""
        data = payload.encode("utf-8")
        return b"OCMF|" + data + f'|{{"SA":"{ALGORITHM}","SD":"{self.signature(data)}"}}'.encode()

    def signature(self, data: bytes) -> str:
        """Return a signature over the data as DER in upper-case hex."""
        return self.keys.private.sign(data, ec.ECDSA(hashes.SHA256())).hex().upper()

    # Mains.

    def set_load(self, watts: int) -> None:
        """Change the load."""
        self.load.set(watts)

    def power_failed(self) -> None:
        """Keep everything; no current flows any more."""
        self.load.connect(connected=False)
        self._keep_timer.cancel()
        self.keep()
        self.has_power = False

    def power_returned(self) -> None:
        """Begin to work again."""
        self.has_power = True
        self.load.connect(connected=True)
        self._keep_timer = self.loop.call_later(_KEEP_ENERGY_S, self._keep_energy)

    def close(self) -> None:
        """Keep everything and let go of the memory."""
        self._keep_timer.cancel()
        self.load.advance()
        self.keep()
        self._memory.close()
