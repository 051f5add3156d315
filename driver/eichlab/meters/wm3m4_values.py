"""The WM3M4's numbers: measured values with their own exponent, counters with a common one."""

from collections.abc import Mapping
from decimal import Decimal

from eichlab.meters import wm3m4_registers as wm3m4
from eichlab.meters.registers import signed_16
from eichlab.values import Channel, Message, Quantity, message

Quantities = dict[tuple[Quantity, Channel], Decimal]

_PHASES = (Channel.L1, Channel.L2, Channel.L3)
_MANTISSA_BITS = 24


def unsigned_value(high: int, low: int) -> Decimal:
    """Return a number of type T5: a signed exponent of ten, and 24 bits."""
    return Decimal((high & 0xFF) << 16 | low).scaleb(_exponent(high))


def signed_value(high: int, low: int) -> Decimal:
    """Return a number of type T6: a signed exponent of ten, and 24 bits in two's complement."""
    mantissa = (high & 0xFF) << 16 | low
    if mantissa >> (_MANTISSA_BITS - 1):
        mantissa -= 1 << _MANTISSA_BITS
    return Decimal(mantissa).scaleb(_exponent(high))


def _exponent(high: int) -> int:
    return (high >> 8 ^ 0x80) - 0x80


def measured(registers: Mapping[int, int]) -> Quantities:
    """Return voltages, currents, powers and frequency from input registers by address."""

    def unsigned(address: int) -> Decimal:
        return unsigned_value(registers[address], registers[address + 1])

    def signed(address: int) -> Decimal:
        return signed_value(registers[address], registers[address + 1])

    quantities: Quantities = {(Quantity.FREQUENCY, Channel.TOTAL): unsigned(wm3m4.FREQUENCY)}
    for index, phase in enumerate(_PHASES):
        quantities[Quantity.VOLTAGE, phase] = unsigned(wm3m4.VOLTAGE[index])
        quantities[Quantity.CURRENT, phase] = unsigned(wm3m4.CURRENT[index])
        quantities[Quantity.POWER, phase] = signed(wm3m4.POWER[index])
        quantities[Quantity.REACTIVE_POWER, phase] = signed(wm3m4.REACTIVE_POWER[index])
    quantities[Quantity.POWER, Channel.TOTAL] = signed(wm3m4.POWER_TOTAL)
    quantities[Quantity.REACTIVE_POWER, Channel.TOTAL] = signed(wm3m4.REACTIVE_POWER_TOTAL)
    return quantities


def counted(registers: Mapping[int, int]) -> Quantities:
    """Return both energies in Wh; the exponents are signed."""

    def energy(address: int, exponent: int) -> Decimal:
        count = registers[address] << 16 | registers[address + 1]
        value = Decimal(count).scaleb(signed_16(registers[exponent]))
        # Whole tens of Wh are plain numbers, too, not powers of ten.
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value

    return {
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): energy(wm3m4.IMPORT, wm3m4.IMPORT_EXPONENT),
        (Quantity.ENERGY_EXPORT, Channel.TOTAL): energy(wm3m4.EXPORT, wm3m4.EXPORT_EXPONENT),
    }


def explain_live(registers: Mapping[int, int]) -> Message | None:
    """Say the power and a voltage, as far as these registers hold them."""

    def volts() -> Decimal:
        return unsigned_value(*_pair(registers, wm3m4.VOLTAGE[0]))

    def watts() -> Decimal:
        return signed_value(*_pair(registers, wm3m4.POWER_TOTAL))

    # A meter with holes between its registers answers in parts.
    has_volts, has_watts = wm3m4.VOLTAGE[0] in registers, wm3m4.POWER_TOTAL in registers
    if has_volts and has_watts:
        return message("wm3m4.told-live", power=watts(), voltage=volts())
    if has_volts:
        return message("wm3m4.told-voltage", voltage=volts())
    return message("wm3m4.told-power", power=watts()) if has_watts else None


def explain_counters(registers: Mapping[int, int]) -> Message | None:
    """Say both energies, where the powers of ten they count in are among these registers."""
    if wm3m4.IMPORT not in registers or wm3m4.IMPORT_EXPONENT not in registers:
        return None
    both = counted(registers)
    return message(
        "wm3m4.told-counters",
        import_wh=both[Quantity.ENERGY_IMPORT, Channel.TOTAL],
        export_wh=both[Quantity.ENERGY_EXPORT, Channel.TOTAL],
    )


def temperature(register: int) -> Decimal:
    """Return the temperature in °C."""
    return Decimal(signed_16(register)).scaleb(-2)


def explain_temperature(words: tuple[int, ...]) -> Message:
    """Say the temperature."""
    return message("wm3m4.told-temperature", temperature=temperature(words[0]))


def _pair(registers: Mapping[int, int], address: int) -> tuple[int, int]:
    return registers[address], registers[address + 1]
