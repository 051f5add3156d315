"""Numbers, times and texts in a part's data: low byte first, texts padded with NUL."""


def unsigned(value: int, size: int) -> bytes:
    """Return a number in ``size`` bytes."""
    return value.to_bytes(size, "little")


def signed(value: int, size: int) -> bytes:
    """Return a number in ``size`` bytes, two's complement; what does not fit stays at the limit."""
    limit = 1 << (8 * size - 1)
    return max(-limit, min(limit - 1, value)).to_bytes(size, "little", signed=True)


def number(data: bytes) -> int:
    """Return the number in these bytes."""
    return int.from_bytes(data, "little")


def time_bytes(utc: int, quarter_hours: int) -> bytes:
    """Return a time: UTC seconds in four bytes, the offset of local time in quarter hours."""
    return (utc & 0xFFFFFFFF).to_bytes(4, "little") + quarter_hours.to_bytes(1, signed=True)


def read_time(data: bytes) -> tuple[int, int]:
    """Return UTC seconds and the offset in quarter hours."""
    return number(data[:4]), int.from_bytes(data[4:5], signed=True)


def text(value: bytes, size: int) -> bytes:
    """Return a text in a field of fixed size."""
    return value[:size].ljust(size, b"\0")


def until_nul(field: bytes) -> bytes:
    """Return the text in a field; a full one has no NUL."""
    return field.split(b"\0", 1)[0]
