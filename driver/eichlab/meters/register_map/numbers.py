"""Numbers out of registers, as exact decimals."""

import math
import struct
import sys
from collections.abc import Sequence
from decimal import Decimal

from eichlab.meters.register_map.map import NumberType
from eichlab.meters.registers import register_bytes

_FLOAT32_DIGITS = 9

_LARGEST = {
    NumberType.FLOAT32: (2 - 2**-23) * 2.0**127,
    NumberType.FLOAT64: sys.float_info.max,
}

_STRUCT = {
    NumberType.U16: ">H",
    NumberType.S16: ">h",
    NumberType.U32: ">I",
    NumberType.S32: ">i",
    NumberType.U64: ">Q",
    NumberType.S64: ">q",
    NumberType.FLOAT32: ">f",
    NumberType.FLOAT64: ">d",
}


def number(words: Sequence[int], kind: NumberType, *, low_word_first: bool) -> Decimal | None:
    """Return the number in ``words``; None for what is none: NaN, infinity, the largest float.

    A whole number is exact. A floating point number is a binary fraction that the meter chose
    because it is the nearest one to the decimal value of its counter. Its exact expansion
    (12.345000267028808…) would show digits the meter never measured, and rounding to a step that
    the meter is believed to have would drop digits it may have sent. So the value is the shortest
    decimal that no other number of this type is nearer to: it names the very bits that came, and
    it is the counter's own decimal as long as a step of the counter is wider than a step of the
    number. Behind that, above 16 384 kWh for a float32 that counts in Wh, the last digits
    are no longer the counter's; they are the meter's loss, not ours, and stay as they came.
    """
    ordered = tuple(reversed(words)) if low_word_first else tuple(words)
    data = register_bytes(ordered)
    (value,) = struct.unpack(_STRUCT[kind], data)
    if not kind.is_float:
        return Decimal(value)
    if not math.isfinite(value) or abs(value) == _LARGEST[kind]:
        return None  # meters write the largest number there is for an overflow, too
    return _shortest_float32(value, data) if kind is NumberType.FLOAT32 else Decimal(repr(value))


def _shortest_float32(value: float, data: bytes) -> Decimal:
    """Return the decimal of the fewest digits that becomes this float32 again."""
    for digits in range(1, _FLOAT32_DIGITS):
        text = f"{value:.{digits}g}"
        try:
            if struct.pack(">f", float(text)) == data:
                return Decimal(text)
        except OverflowError:
            continue  # rounded up beyond the largest
    return Decimal(f"{value:.{_FLOAT32_DIGITS}g}")


def plain(value: Decimal) -> Decimal:
    """Return the same number without zeros behind its last digit, and never as a power of ten."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)
