"""How bytes, texts and hashes of a record are shown."""

from typing import Final

# A record has a few kilobytes; what claims more is shown by its beginning.
LONGEST_SHOWN: Final = 65_536


def shown_text(data: bytes) -> str:
    """Return bytes as text: UTF-8, what is none is replaced, control signs are made visible."""
    text = data[:LONGEST_SHOWN].decode("utf-8", "replace")
    return visible_text(text)


def visible_text(text: str) -> str:
    """Return a text whose control signs are made visible."""
    # Symbols for the control characters (U+2400…): nothing moves or hides text on the screen.
    return "".join(visible(sign) for sign in text)


def grouped(hexadecimal: str, size: int = 4) -> str:
    """Return hexadecimal digits in groups, as type plates print keys."""
    return " ".join(hexadecimal[first : first + size] for first in range(0, len(hexadecimal), size))


def short_hash(hexadecimal: str) -> str:
    """Return the beginning and end of a hash."""
    if len(hexadecimal) <= 16:
        return grouped(hexadecimal)
    return f"{grouped(hexadecimal[:8])} … {hexadecimal[-4:]}"


def visible(sign: str) -> str:
    """Return what is shown of a sign."""
    code = ord(sign)
    if sign in "\n\t":
        return sign
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    # Marks that turn the direction of text around would make it lie.
    if 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or code in (0x200E, 0x200F):
        return "\N{REPLACEMENT CHARACTER}"
    return sign
