"""How bytes, texts and hashes of a record are shown."""

from typing import Final

# A record has a few kilobytes; what claims more is shown by its beginning.
LONGEST_SHOWN: Final = 65_536

# Symbols for the control characters (U+2400…): nothing moves or hides text on the screen. Marks
# that turn the direction of text around would make it lie.
_VISIBLE: Final[dict[int, str | int]] = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys(
        (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F),
        "\N{REPLACEMENT CHARACTER}",
    ),
}


def shown_text(data: bytes) -> str:
    """Return bytes as text: UTF-8, what is none is replaced, control signs are made visible."""
    text = data[:LONGEST_SHOWN].decode("utf-8", "replace")
    return visible_text(text)


def visible_text(text: str) -> str:
    """Return a text whose control signs are made visible, line feeds and tabulators aside."""
    return text.translate(_VISIBLE)


def grouped(hexadecimal: str, size: int = 4) -> str:
    """Return hexadecimal digits in groups, as type plates print keys."""
    return " ".join(hexadecimal[first : first + size] for first in range(0, len(hexadecimal), size))


def short_hash(hexadecimal: str) -> str:
    """Return the beginning and end of a hash."""
    if len(hexadecimal) <= 16:
        return grouped(hexadecimal)
    return f"{grouped(hexadecimal[:8])} … {hexadecimal[-4:]}"
