"""What the BSM-WS36A measures, out of SunSpec's model 203."""

from collections.abc import Sequence
from decimal import Decimal

from eichlab.meters import bsm_registers as bsm
from eichlab.meters.registers import signed_16, unsigned_32
from eichlab.values import Channel, Quantity

_PHASES = (Channel.L1, Channel.L2, Channel.L3)
_WITH_SUM = (Channel.TOTAL, *_PHASES)


def measured(words: Sequence[int]) -> dict[tuple[Quantity, Channel], Decimal]:
    """Return the quantities in the model's registers, its head included.

    Every number has a power of ten beside it; what the meter marks as not there is left out. Of
    the counters it has only the total of the active import, and for a counter 0 means zero.
    """
    quantities: dict[tuple[Quantity, Channel], Decimal] = {}

    def take(
        quantity: Quantity, channels: Sequence[Channel], places: Sequence[int], scale_at: int
    ) -> None:
        if words[scale_at] == bsm.NO_INT16:
            return
        scale = signed_16(words[scale_at])
        for channel, place in zip(channels, places, strict=True):
            if words[place] != bsm.NO_INT16:
                quantities[quantity, channel] = Decimal(signed_16(words[place])).scaleb(scale)

    take(Quantity.VOLTAGE, _PHASES, bsm.VOLTAGE, bsm.VOLTAGE_SCALE)
    take(Quantity.CURRENT, _WITH_SUM, bsm.CURRENT, bsm.CURRENT_SCALE)
    take(Quantity.POWER, _WITH_SUM, bsm.POWER, bsm.POWER_SCALE)
    take(Quantity.REACTIVE_POWER, _WITH_SUM, bsm.REACTIVE_POWER, bsm.REACTIVE_POWER_SCALE)
    take(Quantity.FREQUENCY, (Channel.TOTAL,), (bsm.FREQUENCY,), bsm.FREQUENCY_SCALE)
    if words[bsm.ENERGY_SCALE] != bsm.NO_INT16:
        scale = signed_16(words[bsm.ENERGY_SCALE])
        raw = unsigned_32(words[bsm.ENERGY_IMPORT :])
        quantities[Quantity.ENERGY_IMPORT, Channel.TOTAL] = in_wh(raw, scale)
    return quantities


def in_wh(raw: int, scale: int) -> Decimal:
    """Return a counter in Wh, without exponent in its spelling."""
    energy = Decimal(raw).scaleb(scale)
    return energy if scale <= 0 else energy.quantize(Decimal(1))
