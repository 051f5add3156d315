"""Numbers and texts in 16-bit registers."""

from collections.abc import Sequence


def signed_16(register: int) -> int:
    """Return a register as two's complement number."""
    return register - 0x1_0000 if register & 0x8000 else register


def unsigned_32(registers: Sequence[int]) -> int:
    """Return the first two registers as a number, the high word first."""
    return registers[0] << 16 | registers[1]


def signed_low_word_first(registers: Sequence[int]) -> int:
    """Return registers as one two's complement number, the lowest word first."""
    data = b"".join(word.to_bytes(2, "big") for word in reversed(registers))
    return int.from_bytes(data, "big", signed=True)


def words_low_first(value: int, count: int) -> tuple[int, ...]:
    """Return a number as ``count`` registers in two's complement, the lowest word first."""
    data = value.to_bytes(2 * count, "big", signed=True)
    words = [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
    return tuple(reversed(words))


def register_bytes(registers: Sequence[int]) -> bytes:
    """Return registers as a stream of bytes, the high byte of each first."""
    return b"".join(word.to_bytes(2, "big") for word in registers)


def register_words(data: bytes) -> tuple[int, ...]:
    """Return bytes as registers, the last one filled up with a zero byte."""
    padded = data + bytes(len(data) % 2)
    return tuple(int.from_bytes(padded[at : at + 2], "big") for at in range(0, len(padded), 2))


def text_words(text: bytes) -> tuple[int, ...]:
    """Return a text as registers with at least one NUL behind it."""
    return register_words(text + (b"\0" if len(text) % 2 else b"\0\0"))


def text_bytes(registers: Sequence[int]) -> bytes:
    """Return the bytes of a text up to its first NUL."""
    return register_bytes(registers).split(b"\0", 1)[0]
