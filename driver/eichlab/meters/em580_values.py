"""The EM580's numbers: INT32 and INT64 low word first, tenths and thousandths; in words, too."""

from collections.abc import Sequence
from decimal import Decimal

from eichlab.meters import em580_registers as em580
from eichlab.meters.registers import signed_16, signed_low_word_first
from eichlab.values import Channel, Message, Quantity, message

_PHASES = (Channel.L1, Channel.L2, Channel.L3)


def version(register: int) -> str:
    """Return a firmware word as major, minor and revision."""
    return f"{register >> 12}.{register >> 8 & 0xF}.{register & 0xFF}"


def live_quantities(words: Sequence[int]) -> dict[tuple[Quantity, Channel], Decimal]:
    """Return voltages, currents, powers and frequency from the block of live values."""
    quantities: dict[tuple[Quantity, Channel], Decimal] = {}

    def take(quantity: Quantity, channel: Channel, address: int, scale: int) -> None:
        raw = signed_low_word_first(words[address : address + 2])
        # The family marks a value above its range so; it is then not a value.
        if raw != 0x7FFF_FFFF:
            quantities[quantity, channel] = Decimal(raw).scaleb(scale)

    per_phase: tuple[tuple[Quantity, tuple[int, ...], int], ...] = (
        (Quantity.VOLTAGE, em580.VOLTAGE, -1),
        (Quantity.CURRENT, em580.CURRENT, -3),
        (Quantity.POWER, em580.POWER, -1),
        (Quantity.REACTIVE_POWER, em580.REACTIVE_POWER, -1),
    )
    for quantity, addresses, scale in per_phase:
        for phase, address in zip(_PHASES, addresses, strict=True):
            take(quantity, phase, address, scale)
    take(Quantity.POWER, Channel.TOTAL, em580.POWER_TOTAL, -1)
    take(Quantity.REACTIVE_POWER, Channel.TOTAL, em580.REACTIVE_POWER_TOTAL, -1)
    frequency = signed_16(words[em580.FREQUENCY])
    quantities[Quantity.FREQUENCY, Channel.TOTAL] = Decimal(frequency).scaleb(-1)
    return quantities


def energies(words: Sequence[int]) -> dict[tuple[Quantity, Channel], Decimal]:
    """Return both energies in Wh from their block."""

    def energy(address: int) -> Decimal:
        return Decimal(signed_low_word_first(words[address : address + 4]))

    return {
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): energy(em580.ENERGY_IMPORT),
        (Quantity.ENERGY_EXPORT, Channel.TOTAL): energy(em580.ENERGY_EXPORT),
    }


def explain_live(words: tuple[int, ...]) -> Message:
    """Return the block of live values in short, for the wire log."""
    quantities = live_quantities(words)
    return message(
        "em580.told-live",
        power=quantities.get((Quantity.POWER, Channel.TOTAL)),
        voltage=quantities.get((Quantity.VOLTAGE, Channel.L1)),
    )


def explain_energy(words: tuple[int, ...]) -> Message:
    """Return the block of energies in short, for the wire log."""
    both = energies(words)
    return message(
        "em580.told-energy",
        import_wh=both[Quantity.ENERGY_IMPORT, Channel.TOTAL],
        export_wh=both[Quantity.ENERGY_EXPORT, Channel.TOTAL],
    )
