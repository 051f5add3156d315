"""Bytes behind the spellings documents write them in: hex (also with blanks), base64, base32."""

import base64
import binascii
import re

from eichlab.transparency.formats.errors import FormatError

_TEXT = re.compile(rb"[\x09-\x0d\x20-\x7e]*")
_HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2})+")
_BASE32 = re.compile(rb"[A-Z2-7]+=*")


def decode_bytes(data: bytes) -> bytes:
    """Return the bytes a text spells; what is no text is taken as it is.

    Raises `FormatError` for a text that spells none.
    """
    if not _TEXT.fullmatch(data):
        return data
    compact = b"".join(data.split())
    if _HEXADECIMAL.fullmatch(compact):
        return bytes.fromhex(compact.decode())
    for matches, decoder in ((_BASE32.fullmatch(compact), _base32), (True, _base64)):
        if matches:
            try:
                return decoder(compact)
            except (binascii.Error, ValueError):
                continue
    raise FormatError("content.encoding")


def _base64(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


def _base32(text: bytes) -> bytes:
    return base64.b32decode(text.rstrip(b"=") + b"=" * (-len(text.rstrip(b"=")) % 8))
