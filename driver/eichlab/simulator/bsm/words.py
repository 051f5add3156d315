"""Numbers and texts in the BSM's registers: big-endian throughout."""

NO_UINT16 = 0xFFFF
NO_UINT32 = 0xFFFFFFFF
NO_INT16 = -0x8000
"""What registers hold where there is no value."""


def int16(value: int) -> bytes:
    """Return one word, two's complement."""
    return value.to_bytes(2, signed=True)


def uint16(value: int) -> bytes:
    """Return one word."""
    return value.to_bytes(2)


def uint32(value: int) -> bytes:
    """Return two words."""
    return value.to_bytes(4)


def text(value: bytes, words: int) -> bytes:
    """Return a text padded with NUL to its field; a full field has none."""
    return value[: 2 * words].ljust(2 * words, b"\0")


def until_nul(field: bytes) -> bytes:
    """Return the text in a field without what fills it up."""
    return field.rstrip(b"\0")
