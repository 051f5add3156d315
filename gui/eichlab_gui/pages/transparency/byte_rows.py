"""Bytes in rows: which sign stands where, and which bytes it is made of.

A sign is a character of UTF-8 text, or one byte as two hexadecimal digits. Nothing here grows
with what is shown, only one array of places with the bytes.
"""

from typing import Final

import numpy as np

from eichlab_gui.pages.transparency.signed_text import visible_text

_LINE_SIGNS: Final = {ord("\n"): "␊", ord("\t"): "␉"}


class ByteRows:
    """Signs in rows of ``columns``; give ``as_text`` False for hexadecimal digits."""

    def __init__(self, data: bytes, *, as_text: bool) -> None:
        self.data = data
        self.as_text = as_text
        self.columns = 1
        # Where each character begins; its other bytes begin with the bits 10.
        several = as_text and not data.isascii()
        values = np.frombuffer(data, np.uint8)
        self._begins = np.flatnonzero((values & 0xC0) != 0x80) if several else None

    @property
    def count(self) -> int:
        """Return how many signs there are."""
        return len(self.data) if self._begins is None else len(self._begins)

    @property
    def rows(self) -> int:
        """Return how many rows they take."""
        return -(-self.count // self.columns)

    def byte(self, sign: int) -> int:
        """Return the place of a sign's first byte; behind the last sign the length."""
        if sign >= self.count:
            return len(self.data)
        return sign if self._begins is None else int(self._begins[sign])

    def sign(self, byte: int) -> int:
        """Return the sign a byte belongs to."""
        if self._begins is None:
            return byte
        return int(np.searchsorted(self._begins, byte, "right")) - 1

    def signs(self, row: int) -> range:
        """Return the signs of a row."""
        first = row * self.columns
        return range(first, min(first + self.columns, self.count))

    def bytes_of(self, row: int) -> bytes:
        """Return the bytes of a row."""
        signs = self.signs(row)
        return self.data[self.byte(signs.start) : self.byte(signs.stop)]

    def texts(self, row: int) -> list[str]:
        """Return what is shown of each sign of a row; nothing in it moves or hides text."""
        data = self.bytes_of(row)
        if not self.as_text:
            return [f"{value:02X}" for value in data]
        return list(visible_text(data.decode("utf-8", "replace")).translate(_LINE_SIGNS))


def is_text(data: bytes) -> bool:
    """Return whether bytes are UTF-8 that can be shown as text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    # A block of numbers may happen to be UTF-8; nobody reads it as text.
    return data.count(0) == 0
