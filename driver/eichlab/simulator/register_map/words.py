"""Numbers in registers; the high byte of each register comes first."""

import math
import struct

# Whole numbers by bits; what does not fit becomes the largest or smallest that does.
_WHOLE = {"u16": (16, False), "s16": (16, True), "u32": (32, False), "s32": (32, True)}
_WHOLE |= {"u64": (64, False), "s64": (64, True)}


def registers(data: bytes, *, low_first: bool = False) -> list[int]:
    """Return bytes as registers, turned round where the low word comes first."""
    words = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]
    return words[::-1] if low_first else words


def float32(value: float) -> list[int]:
    """Return an IEEE 754 number as two registers, the high one first."""
    return registers(struct.pack(">f", value))


def whole(value: int, kind: str) -> list[int]:
    """Return a whole number of a kind such as ``u16`` or ``s32``, the high register first."""
    bits, signed = _WHOLE[kind]
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return registers(min(most, max(least, value)).to_bytes(bits // 8, signed=signed))


def encoded(value: float, kind: str, *, low_first: bool = False) -> list[int]:
    """Return a number of any kind: ``u16`` to ``s64``, ``float32``, ``float64``."""
    if kind in {"float32", "float64"}:
        return registers(
            struct.pack(">f" if kind == "float32" else ">d", value), low_first=low_first
        )
    words = whole(0 if math.isnan(value) else round(value), kind)
    return words[::-1] if low_first else words


def length(kind: str) -> int:
    """Return how many registers a number of this kind takes."""
    return int(kind.lstrip("usfloat")) // 16
