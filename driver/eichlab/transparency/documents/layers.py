"""What is behind a string: a signed record in one to five layers of hex, base64 and JSON."""

import base64
import binascii
import re
from dataclasses import dataclass

from eichlab.ocmf import HEADER, JsonValue, is_seal
from eichlab.transparency.documents.json_text import JsonTextError, decode_all
from eichlab.transparency.documents.recognise import (
    BSM,
    EDL_40_P,
    ISA_EDL_40_P,
    PCDF,
    recognise,
)
from eichlab.transparency.formats.bsm import is_bsm_entry
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.pcdf import find_pcdf
from eichlab.transparency.formats.plain_bytes import decode_bytes

DEEPEST_LAYER = 4
_SHORTEST = 8
_TELEGRAMS = frozenset((EDL_40_P, ISA_EDL_40_P))
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2})+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_LONGEST = 8_000_000
_HEADER = HEADER.decode()


@dataclass(frozen=True, slots=True)
class SignedText:
    """A signed record found behind a string, and its format."""

    data: bytes
    format: str


@dataclass(frozen=True, slots=True)
class JsonBehind:
    """A JSON value found behind a string."""

    value: JsonValue


def peel(text: str) -> SignedText | JsonBehind | None:
    """Return what a string holds; None where that is nothing signed."""
    for layer in range(DEEPEST_LAYER):
        stripped = text.strip()
        if len(stripped) < _SHORTEST or len(stripped) > _LONGEST:
            return None
        found = "OCMF" if stripped.startswith(_HEADER) else recognise(stripped)
        if found in _TELEGRAMS and not layer and not _HEXADECIMAL.fullmatch("".join(text.split())):
            # In base64 or base32 the wrapping is the document's; hex is how telegrams are written.
            try:
                return SignedText(decode_bytes(stripped.encode()), found)
            except FormatError:
                return None
        if found is not None:
            # White space around a text is the document's; inside an encoding it is the record's.
            exact = (text if layer else stripped).encode("utf-8", "surrogatepass")
            place = find_pcdf(exact) if found == PCDF else None
            return SignedText(exact if place is None else exact[slice(*place)], found)
        if stripped[0] in "{[" or (stripped[0] == '"' and stripped[-1] == '"'):
            try:
                value = decode_all(stripped)
            except JsonTextError:
                return None
            if isinstance(value, str):
                text = value
                continue
            if is_bsm_entry(value):
                snapshot = text if layer else stripped
                return SignedText(snapshot.encode("utf-8", "surrogatepass"), BSM)
            return JsonBehind(value)
        decoded = _decoded(stripped)
        if decoded is None:
            return None
        if is_seal(decoded):
            return SignedText(decoded, "OCMF-SEALED")
        inner = _text(decoded)
        if inner is None:
            telegram = recognise(decoded.hex())
            return None if telegram is None else SignedText(decoded, telegram)
        text = inner
    return None


def _decoded(text: str) -> bytes | None:
    """Return the bytes behind hex or base64; None where there are none."""
    compact = "".join(text.split())
    if _HEXADECIMAL.fullmatch(compact):
        decoded = bytes.fromhex(compact)
        if _text(decoded) is not None or is_seal(decoded):
            return decoded
    if not _BASE64.fullmatch(compact):
        return None
    compact = compact.replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
