"""Numbers and texts in the EM580's registers: low word first, big-endian inside a word."""


def int16(value: int) -> bytes:
    """Return one word, two's complement."""
    return value.to_bytes(2, signed=True)


def uint16(value: int) -> bytes:
    """Return one word."""
    return value.to_bytes(2)


def int32(value: int) -> bytes:
    """Return two words, low word first; what does not fit becomes the overflow mark."""
    if not -(2**31) <= value < 2**31:
        value = 0x7FFFFFFF
    return _low_first(value, 2)


def int64(value: int) -> bytes:
    """Return four words, low word first."""
    return _low_first(value, 4)


def _low_first(value: int, words: int) -> bytes:
    plain = value.to_bytes(2 * words, signed=True)
    return b"".join(plain[at : at + 2] for at in range(2 * words - 2, -2, -2))


def from_int64(data: bytes) -> int:
    """Return the number in four words, low word first."""
    return int.from_bytes(b"".join(data[at : at + 2] for at in (6, 4, 2, 0)), signed=True)


def text(value: bytes, words: int) -> bytes:
    """Return a text padded with NUL to its field."""
    return value[: 2 * words].ljust(2 * words, b"\0")


def until_nul(field: bytes) -> bytes:
    """Return the text in a field: what stands before the first NUL, the last byte left out."""
    return field[:-1].split(b"\0", 1)[0]
