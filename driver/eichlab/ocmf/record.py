"""An OCMF text taken apart: ``OCMF|payload|signature``, the signed bytes kept as they stand.

Source: OCMF 1.4.1, chapter on the representation, and tables 1 to 8. A bar is not allowed inside
the sections but does occur in texts of users, so the bars are found by reading the JSON objects
between them, never by splitting.
"""

from dataclasses import dataclass
from typing import NamedTuple

from eichlab.ocmf.errors import OcmfError
from eichlab.ocmf.exact_json import (
    JsonError,
    JsonObject,
    Oddity,
    around,
    is_plain,
    read_object,
    read_plainly,
    skip_space,
)
from eichlab.values import message

HEADER = b"OCMF|"
LARGEST_RECORD = 4_000_000
"""Bytes of one record; the largest seen in the wild are a few thousand."""

_HEADER_TEXT = HEADER.decode()
_HEADER_SIZE = len(HEADER)
_PLAIN_BEGIN = _HEADER_TEXT + "{"
_SPACE = b" \t\r\n\x0b\x0c"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Departure:
    """Something in a record that the specification does not allow, named for rule R17.

    ``source`` is the table it departs from, where that depends on the field.
    """

    name: str
    field: str | None = None
    source: str | None = None


class OcmfRecord(NamedTuple):
    """One OCMF record.

    ``text`` is the record without white space around it, ``payload`` the exact signed bytes
    between the first bar and the bar before the signature. ``fields`` and ``signature`` are the
    two JSON objects; numbers in them are `NumberText`, which keeps the signed text.
    ``key_section`` is the fourth section some meters add.
    """

    text: bytes
    payload: bytes
    fields: JsonObject
    signature: JsonObject
    key_section: str | None = None
    departures: tuple[Departure, ...] = ()


def parse(data: bytes) -> OcmfRecord:
    """Take one OCMF record apart; white space around it is ignored.

    Raises `OcmfError` naming the place (character from the record's beginning) and the reason.
    """
    exact = data.strip(_SPACE)
    departures: tuple[Departure, ...] = ()
    if exact.startswith(_BYTE_ORDER_MARK):
        exact = exact[len(_BYTE_ORDER_MARK) :]
        departures = (Departure("byte-order-mark"),)
    if not exact.startswith(HEADER):
        raise OcmfError("ocmf.no-header")
    if len(exact) > LARGEST_RECORD:
        raise OcmfError("ocmf.too-large", size=len(exact), limit=LARGEST_RECORD)
    try:
        text = exact.decode()
    except UnicodeDecodeError as error:
        raise OcmfError("ocmf.not-utf8", place=error.start) from error
    if text.isascii() and text.startswith(_PLAIN_BEGIN) and is_plain(text):
        plain = _plainly(exact, text, departures)
        if plain is not None:
            return plain
    parts = locate(text, 0)
    if parts.end != len(text):
        raise OcmfError("ocmf.trailing", place=parts.end, found=around(text, parts.end))
    if text.isascii():
        payload = exact[parts.payload_begin : parts.payload_end]
    else:
        begin = len(text[: parts.payload_begin].encode())
        payload = exact[begin : begin + len(parts.payload(text).encode())]
    return OcmfRecord(
        exact,
        payload,
        parts.fields,
        parts.signature,
        parts.key_section,
        departures + parts.departures if departures or parts.departures else (),
    )


def _plainly(exact: bytes, text: str, departures: tuple[Departure, ...]) -> OcmfRecord | None:
    """Take a record of two sections apart that has no white space between them.

    None where it is not plainly of this kind.
    """
    payload = read_plainly(text, _HEADER_SIZE)
    if payload is None:
        return None
    fields, end = payload
    if text[end : end + 2] != "|{":
        return None
    signature = read_plainly(text, end + 1)
    if signature is None or signature[1] != len(text):
        return None
    return OcmfRecord(exact, exact[_HEADER_SIZE:end], fields, signature[0], None, departures)


class Parts(NamedTuple):
    """Where the sections of a record lie in a text (in characters), and what they hold."""

    payload_begin: int
    payload_end: int
    end: int
    fields: JsonObject
    signature: JsonObject
    key_section: str | None
    departures: tuple[Departure, ...]

    def payload(self, text: str) -> str:
        """Return the payload's characters."""
        return text[self.payload_begin : self.payload_end]


def locate(text: str, begin: int) -> Parts:
    """Find the sections of the record whose ``OCMF|`` stands at ``begin`` of a longer text.

    Raises `OcmfError`.
    """
    payload_begin = begin + len(_HEADER_TEXT)
    fields, payload_end, odd_payload = _section(text, payload_begin, begin, "payload")
    if not text.startswith("|", payload_end):
        raise OcmfError(
            "ocmf.no-signature", place=payload_end - begin, found=around(text, payload_end)
        )
    signature, end, odd_signature = _section(text, payload_end + 1, begin, "signature")
    key_section = None
    departures: tuple[Departure, ...] = ()
    if text.startswith("|", end):
        line_end = _line_end(text, end)
        key_section = text[end + 1 : line_end].strip()
        end = line_end
        departures = (Departure("key-section"),)
    if odd_payload or odd_signature:
        departures += tuple(
            Departure(oddity.kind, oddity.name) for oddity in (*odd_payload, *odd_signature)
        )
    return Parts(payload_begin, payload_end, end, fields, signature, key_section, departures)


def _section(
    text: str, place: int, begin: int, section: str
) -> tuple[JsonObject, int, tuple[Oddity, ...]]:
    """Return the JSON object of a section and where the white space behind it ends."""
    try:
        fields, end, oddities = read_object(text, skip_space(text, place))
    except JsonError as error:
        raise OcmfError(
            f"ocmf.{error.kind}",
            section=message(f"ocmf.section.{section}"),
            place=error.place - begin,
            found=around(text, error.place),
        ) from error
    return fields, skip_space(text, end), oddities


def _line_end(text: str, place: int) -> int:
    """Return where the line ends; a line break inside a PEM key does not end it."""
    pem_end = "-----END PUBLIC KEY-----"
    if text[place + 1 : place + 40].lstrip().startswith("-----BEGIN"):
        found = text.find(pem_end, place)
        if found >= 0:
            return found + len(pem_end)
    found = text.find("\n", place)
    return len(text) if found < 0 else found
