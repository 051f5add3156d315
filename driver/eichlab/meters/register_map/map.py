"""What a register map says: where a meter keeps which value, and how it is reached."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from eichlab.line import READ_LIMIT
from eichlab.values import Capabilities, Channel, Message, Quantity


class NumberType(StrEnum):
    """How a number lies in its registers; inside a register the high byte comes first."""

    U16 = "u16"
    S16 = "s16"
    U32 = "u32"
    S32 = "s32"
    U64 = "u64"
    S64 = "s64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"

    @property
    def registers(self) -> int:
        """Return how many registers it takes."""
        return int(self.value.lstrip("usfloat")) // 16

    @property
    def is_float(self) -> bool:
        """Return whether it is an IEEE 754 number."""
        return self in {NumberType.FLOAT32, NumberType.FLOAT64}


UNITS: dict[Quantity, dict[str, Decimal]] = {
    Quantity.VOLTAGE: {"V": Decimal(1), "mV": Decimal("0.001"), "kV": Decimal(1000)},
    Quantity.CURRENT: {"A": Decimal(1), "mA": Decimal("0.001"), "kA": Decimal(1000)},
    Quantity.POWER: {"W": Decimal(1), "mW": Decimal("0.001"), "kW": Decimal(1000)},
    Quantity.REACTIVE_POWER: {"var": Decimal(1), "mvar": Decimal("0.001"), "kvar": Decimal(1000)},
    Quantity.FREQUENCY: {"Hz": Decimal(1), "mHz": Decimal("0.001")},
    Quantity.ENERGY_IMPORT: {"Wh": Decimal(1), "kWh": Decimal(1000), "MWh": Decimal(1_000_000)},
    Quantity.ENERGY_EXPORT: {"Wh": Decimal(1), "kWh": Decimal(1000), "MWh": Decimal(1_000_000)},
    Quantity.TEMPERATURE: {"°C": Decimal(1)},
}
"""The units a map may name for a quantity, and how much of Eichlab's own unit each is."""


@dataclass(frozen=True, slots=True)
class NumberAt:
    """A number in registers. ``function`` is 3 (holding) or 4 (input), ``address`` as in a frame.

    ``low_word_first`` turns the order of its registers round.
    """

    function: int
    address: int
    type: NumberType
    low_word_first: bool = False

    @property
    def end(self) -> int:
        """Return the address behind its last register."""
        return self.address + self.type.registers


@dataclass(frozen=True, slots=True)
class Exponent:
    """A register with a power of ten: the value is × 10^(content + ``offset``)."""

    number: NumberAt
    offset: int = 0


@dataclass(frozen=True, slots=True)
class MapValue:
    """One value of a meter; ``factor`` turns the number into the quantity's own unit.

    ``no_value`` are contents with which the meter says that there is none.
    """

    quantity: Quantity
    channel: Channel
    number: NumberAt
    factor: Decimal = Decimal(1)
    exponent: Exponent | None = None
    no_value: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A register of the identification.

    ``text`` is the length of a text in registers, 0 for a number. ``simulated`` is how its bytes
    begin in a simulated meter, empty where it tells nothing of that. ``hexadecimal`` writes a
    number so.
    """

    number: NumberAt
    text: int = 0
    simulated: bytes = b""
    hexadecimal: bool = False

    @property
    def count(self) -> int:
        """Return how many registers it takes."""
        return self.text or self.number.type.registers


@dataclass(frozen=True, slots=True)
class Check:
    """A register that tells this model from others.

    ``is_one_of`` lists the only contents that fit, ``is_none_of`` those that are of other models;
    ``least`` and ``most`` bound the number, in the register's own unit. With nothing said it must
    just be there. ``zero_fits``: 0 is right as well, for a meter without mains at its inputs.
    """

    number: NumberAt
    is_one_of: frozenset[int] = frozenset()
    is_none_of: frozenset[int] = frozenset()
    least: Decimal | None = None
    most: Decimal | None = None
    zero_fits: bool = False

    @property
    def may_be_missing(self) -> bool:
        """Return whether a meter without this register fits: it is only asked for other models."""
        return bool(self.is_none_of) and self.least is self.most is None and not self.is_one_of


@dataclass(frozen=True, slots=True)
class Identification:
    """Which registers tell who the meter is; each may be missing."""

    serial: Entry | None = None
    firmware: Entry | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one read may ask for.

    ``most_registers`` in one read; ``gap`` registers between two values may be read along without
    being used, 0: none; ``pause_s`` the meter needs before each question.
    """

    most_registers: int = READ_LIMIT
    gap: int = 0
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RegisterMap:
    """Everything Eichlab knows of a meter whose registers are merely read.

    ``notices`` say what was found while reading the file that a user should know; ``sha256`` is
    that of the file, by which a change of it is noticed.
    """

    name: str
    title: str
    values: tuple[MapValue, ...]
    baud: int = 9600
    parity: str = "N"
    stop_bits: int = 1
    unit: int = 1
    timeout_s: float = 0.5
    identification: Identification = Identification()
    limits: Limits = Limits()
    notices: tuple[Message, ...] = field(default=())
    sha256: str = ""

    @property
    def capabilities(self) -> Capabilities:
        """Return what such a meter can do: never sign, nor take a time."""
        channels = {value.channel for value in self.values}
        return Capabilities(
            signs=False,
            export=any(value.quantity is Quantity.ENERGY_EXPORT for value in self.values),
            per_phase=Channel.L2 in channels,
            direct_current=Channel.DC in channels,
        )
