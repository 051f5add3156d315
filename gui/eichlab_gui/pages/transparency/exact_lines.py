"""Bytes as lines of text from which each of them can be told again."""

from collections.abc import Iterator
from typing import Final

LONGEST_PRINTED: Final = 65_536
"""Of a record with more bytes the beginning is printed."""

# What stands for the controls a text may have, in signs that every font has; where one of them
# occurs itself, digits are printed.
_CONTROLS: Final = {"\n": "↓", "\r": "←", "\t": "→"}


def exact_lines(data: bytes, columns: int) -> Iterator[tuple[int, str]]:
    """Yield the place of each line's first byte and at most ``columns`` signs of it.

    UTF-8 of printable signs is text; anything else is printed as hexadecimal digits.
    """
    text = _as_text(data)
    if text is None:
        # Two digits a byte, and a blank after each fourth.
        count = max(4, columns // 9 * 4)
        for first in range(0, len(data), count):
            yield first, data[first : first + count].hex(" ", 4).upper()
        return
    place = 0
    for first in range(0, len(text), columns):
        part = text[first : first + columns]
        yield place, "".join(_CONTROLS.get(sign, sign) for sign in part)
        place += len(part.encode())


def _as_text(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    known = set(_CONTROLS.values())
    plain = all((sign.isprintable() or sign in _CONTROLS) and sign not in known for sign in text)
    # Signs of other alphabets may take more room than one, or change the direction.
    return text if plain and all(ord(sign) < 0x0590 for sign in text) else None
