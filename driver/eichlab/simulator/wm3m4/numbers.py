"""Numbers in the WM3M4's registers: high word first, measured values with their own exponent."""

import math


def t5(value: float, exponent: int) -> bytes:
    """Return a number that is never negative: a signed exponent, then 24 bits."""
    return exponent.to_bytes(1, signed=True) + max(0, _mantissa(value, exponent)).to_bytes(3)


def t6(value: float, exponent: int) -> bytes:
    """Return a number of either sign: a signed exponent, then 24 bits in two's complement."""
    mantissa = _mantissa(value, exponent)
    return exponent.to_bytes(1, signed=True) + mantissa.to_bytes(3, signed=True)


def _mantissa(value: float, exponent: int) -> int:
    return round(value / 10.0**exponent)


def t7(factor: float, var: float) -> bytes:
    """Return a power factor: direction, inductive or capacitive, and ten thousandths."""
    direction = 0xFF if factor < 0 else 0
    kind = 0xFF if var < 0 else 0
    return bytes([direction, kind]) + round(abs(factor) * 10_000).to_bytes(2)


def t17(value: float) -> bytes:
    """Return hundredths of either sign in one word."""
    return round(value * 100).to_bytes(2, signed=True)


def int16(value: int) -> bytes:
    """Return one word, two's complement."""
    return value.to_bytes(2, signed=True)


def uint16(value: int) -> bytes:
    """Return one word."""
    return value.to_bytes(2)


def t3(value: int) -> bytes:
    """Return a counter in two words; it begins anew behind its last value."""
    return (value & 0xFFFF_FFFF).to_bytes(4)


def blank_padded(text: str, words: int) -> bytes:
    """Return a text padded with blanks to its field."""
    return text.encode("ascii")[: 2 * words].ljust(2 * words)


def angle(watts: float, var: float) -> float:
    """Return the phase angle in degrees."""
    return math.degrees(math.atan2(var, watts)) if watts or var else 0.0
