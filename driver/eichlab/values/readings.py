"""Quantities, readings and what a meter says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Quantity(StrEnum):
    """A measured quantity; `unit` is the one unit it always has in Eichlab."""

    VOLTAGE = "voltage"
    CURRENT = "current"
    POWER = "power"
    REACTIVE_POWER = "reactive_power"
    FREQUENCY = "frequency"
    ENERGY_IMPORT = "energy_import"
    ENERGY_EXPORT = "energy_export"
    TEMPERATURE = "temperature"

    @property
    def unit(self) -> str:
        """Return the unit's symbol."""
        return _UNITS[self]


_UNITS = MappingProxyType(
    {
        Quantity.VOLTAGE: "V",
        Quantity.CURRENT: "A",
        Quantity.POWER: "W",
        Quantity.REACTIVE_POWER: "var",
        Quantity.FREQUENCY: "Hz",
        Quantity.ENERGY_IMPORT: "Wh",
        Quantity.ENERGY_EXPORT: "Wh",
        Quantity.TEMPERATURE: "°C",
    }
)


class Channel(StrEnum):
    """Where a quantity was measured: a phase, the neutral, the sum, or a DC circuit."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    N = "N"
    TOTAL = "total"
    DC = "DC"


@dataclass(frozen=True, slots=True)
class Reading:
    """Quantities of one meter at one time, exact, with how they were obtained.

    ``meter`` is the meter's name on the bench; ``taken_at`` (aware UTC) and ``monotonic``
    (seconds of `time.monotonic`) were stamped when the last answer was complete; ``round_trip_s``
    is the time all its questions took, ``tries`` how often a question was asked at most.
    """

    meter: str
    taken_at: datetime
    monotonic: float
    quantities: Mapping[tuple[Quantity, Channel], Decimal]
    round_trip_s: float = 0.0
    tries: int = 1

    def value(self, quantity: Quantity, channel: Channel = Channel.TOTAL) -> Decimal | None:
        """Return the value in the quantity's unit, or None where the meter gave none."""
        return self.quantities.get((quantity, channel))

    def whole(self, quantity: Quantity) -> Decimal | None:
        """Return the value of the whole meter: the sum of its phases, or its DC circuit's."""
        total = self.quantities.get((quantity, Channel.TOTAL))
        return self.quantities.get((quantity, Channel.DC)) if total is None else total


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A meter's public key as it came over the line: the bare point, and DER where it has one."""

    algorithm: str
    point: bytes
    der: bytes | None = None

    @property
    def data(self) -> bytes:
        """Return the DER SubjectPublicKeyInfo where known, else the point."""
        return self.der if self.der is not None else self.point


@dataclass(frozen=True, slots=True)
class Identity:
    """What a meter says of itself."""

    model: str
    serial: str
    firmware: str
    year: int | None = None
    signature_algorithm: str | None = None
    simulated: bool = False


class MeterActivity(StrEnum):
    """What a signing meter is doing."""

    IDLE = "idle"
    RUNNING = "running"
    RECORD_WAITING = "record-waiting"
    CORRUPTED = "corrupted"


@dataclass(frozen=True, slots=True)
class MeterState:
    """A meter's transaction state; the id is the one the meter itself holds, if it holds one.

    ``conditions`` names what the meter reports about itself (``"device.voltage-l1-high"``...).
    """

    activity: MeterActivity
    transaction_id: str | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a driver can do; forms and policies follow it.

    ``…_bytes`` is the room for a text in bytes, None where the meter has no room for it at all.
    ``keeps_records``: records of earlier transactions are listed and read again.
    ``raw_tariff``: the transaction id may be left out of the tariff text that carries it.
    """

    signs: bool
    carries_transaction_id: bool = False
    tariff_bytes: int | None = None
    identification_bytes: int | None = None
    charge_point_bytes: int | None = None
    raw_tariff: bool = False
    identification_levels: bool = False
    identification_flags: bool = False
    sets_clock: bool = False
    keeps_records: bool = False
    export: bool = False
    per_phase: bool = False
    direct_current: bool = False
