"""The XML container of the S.A.F.E. Transparenzsoftware: reading and writing.

``<values><value transactionId context><signedData format encoding>…</signedData>
<publicKey encoding>…</publicKey></value></values>``, with or without namespace. A document type
declaration is refused before the parser sees it, so that no entity is ever expanded and nothing
is ever fetched.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lxml import etree

from eichlab.ocmf import HEADER, is_seal, parse
from eichlab.transparency.content import read_content
from eichlab.transparency.document import Document, document_of
from eichlab.transparency.secure_xml import (
    declares_document_type,
    local_name,
    secure_parser,
    text_in,
)
from eichlab.values import DocumentError, EichlabError, Message, SignedRecord, Skipped, message

_OCMF, _SEALED = "OCMF", "OCMF-SEALED"
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Encodings in which "<!DOCTYPE" has the bytes we look for. UTF-16 was turned into UTF-8 before.
_ENCODINGS = re.compile(r"utf-?8|us-ascii|ascii|iso-?8859-?\d+|latin-?1|windows-125\d|cp125\d")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VALUE = "value"
_ELEMENTS_OF_RECORDS = frozenset(("signedMeterValue", "ChargingProcess"))


def read_safe_xml(data: bytes, source: str) -> Document:
    """Read a ``values`` document. Raises `DocumentError` where the file as a whole is unusable."""
    return values_below(parse_xml(data, source), source)


def has_values(root: etree._Element) -> bool:
    """Return whether a document is of this container: it is so called, or has signed data."""
    names = {"values", "signedData", "encodedData"}
    return any(local_name(element) in names for element in root.iter(etree.Element))


def values_below(root: etree._Element, source: str) -> Document:
    """Read the entries below an element. Raises `DocumentError`."""
    records: list[SignedRecord] = []
    skipped: list[Skipped] = []
    number = 0
    for element in root.iter(etree.Element):
        if local_name(element) != _VALUE:
            continue
        number += 1
        entry = read_value(element, source, f"value[{number}]")
        if isinstance(entry, SignedRecord):
            records.append(entry)
        else:
            skipped.append(entry)
    if not number:
        raise DocumentError("document.no-values", source=source)
    keys = {record.public_key for record in records if record.public_key is not None}
    if len(keys) == 1:
        # One key for all values of a file may be written beside just one of them.
        only = keys.pop()
        records = [
            record if record.public_key else replace(record, public_key=only) for record in records
        ]
    return document_of(records, skipped, source)


def parse_xml(data: bytes, source: str) -> etree._Element:
    """Return the root of an XML document. Raises `DocumentError`."""
    declared = _DECLARATION.match(data)
    if declared and not _ENCODINGS.fullmatch(declared[1].decode().lower()):
        if not re.fullmatch(r"utf-?16(?:le|be)?", declared[1].decode().lower()):
            raise DocumentError("document.encoding", source=source, why=declared[1].decode())
        data = data[data.index(b"?>") + 2 :] if b"?>" in data else data
    if b"\x00" in data:
        # The parser would find out by itself that this is UTF-16; the search below would not.
        raise DocumentError("document.encoding", source=source, why="UTF-16")
    if declares_document_type(data):
        raise DocumentError("document.document-type", source=source)
    try:
        root = etree.fromstring(data.lstrip(), secure_parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise DocumentError(
            "document.xml", source=source, line=line, column=column, why=error.msg
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError("document.document-type", source=source)
    return root


def read_value(element: etree._Element, source: str, place: str) -> SignedRecord | Skipped:
    """Read one entry; an entry that cannot be read comes back with its reason."""
    children = {local_name(child): child for child in element.iterchildren(etree.Element)}
    data = children.get("signedData")
    if data is None:
        data = children.get("encodedData")
    text = "" if data is None else _signed_text(data)
    if data is None or not text:
        return Skipped(source, place, message("document.no-data"))
    stated = data.get("format") or element.get("format")
    found = _record_in(text, data.get("encoding"), stated)
    if found is None:
        return Skipped(source, place, _other_format(stated))
    exact, name = found
    key = children.get("publicKey")
    key_text = "" if key is None else text_in(key)
    signed = SignedRecord(
        data=exact,
        format=name,
        public_key=key_text.encode() or None,
        source=source,
        place=place,
        transaction_id=element.get("transactionId") or data.get("transactionId") or None,
        context=element.get("context") or None,
    )
    try:
        if name == _OCMF:
            # Whether it is a record is all that is asked here; the judge reads what it says.
            parse(exact)
        else:
            read_content(signed)
    except EichlabError as error:
        return Skipped(source, place, error.message)
    return signed


def _signed_text(data: etree._Element) -> str:
    """Return the text of an entry; a record that is itself an element is written out."""
    for child in data.iterchildren(etree.Element):
        if local_name(child) in _ELEMENTS_OF_RECORDS:
            return etree.tostring(child, with_tail=False).decode()
    return text_in(data)


def _record_in(text: str, encoding: str | None, stated: str | None) -> tuple[bytes, str] | None:
    """Return the exact bytes of an entry and their format; None where there is no record."""
    if text.startswith(HEADER.decode()):
        return text.encode(), _OCMF
    # Only files with other formats need their readers, which cost start-up time.
    from eichlab.transparency.documents.recognise import EDL_40_P, PCDF, format_named, recognise
    from eichlab.transparency.formats.pcdf import find_pcdf

    named = format_named(stated)
    for exact in _spellings(text, encoding):
        if is_seal(exact):
            return exact, _SEALED
        try:
            spelled = exact.decode()
        except UnicodeDecodeError:
            spelled = exact.hex()
        found = recognise(spelled)
        if found == EDL_40_P and named is not None and named.startswith("ISA"):
            # A broken telegram does not show which of the two it was.
            found = named
        if found is None and named == "BSM" and spelled.lstrip().startswith("{"):
            found = named
        if found is not None:
            place = find_pcdf(exact) if found == PCDF else None
            return exact if place is None else exact[slice(*place)], found
    return None


def _spellings(text: str, encoding: str | None) -> Iterator[bytes]:
    """Yield what the text spells as stated, then the text as it stands, then other spellings."""
    compact = "".join(text.split())
    stated = _DECODERS.get((encoding or "").strip().lower())
    others = [each for each in _DECODERS.values() if each is not stated]
    for attempt in (stated, str.encode, *others):
        if attempt is None:
            continue
        try:
            yield attempt(text if attempt is str.encode else compact)
        except (ValueError, binascii.Error):
            continue


def _other_format(stated: str | None) -> Message:
    if stated is None or stated.upper() == _OCMF:
        return message("document.no-ocmf")
    return message("document.other-format", format=stated)


def _base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _base32(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8), casefold=True)


_DECODERS: Mapping[str, Callable[[str], bytes]] = MappingProxyType(
    {"hex": bytes.fromhex, "base64": _base64, "base32": _base32}
)


def safe_xml(records: Sequence[SignedRecord]) -> bytes:
    """Return records as a ``values`` document, each from its stored bytes.

    A record that XML text cannot carry unchanged (white space at its ends, characters XML does
    not know, no UTF-8) is written in base64, which readers of the format know too.
    """
    root = etree.Element("values")
    for record in records:
        value = etree.SubElement(root, _VALUE)
        if record.transaction_id:
            value.set("transactionId", _harmless(record.transaction_id))
        if record.context:
            value.set("context", _harmless(record.context))
        data = etree.SubElement(value, "signedData", format=record.format)
        data.text, encoding = _written(record.data)
        data.set("encoding", encoding)
        if record.public_key:
            key = etree.SubElement(value, "publicKey")
            key.text, encoding = _written_key(record.public_key)
            key.set("encoding", encoding)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _written(data: bytes) -> tuple[str, str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode(), "base64"
    if _NOT_XML.search(text) or text.strip() != text or not text:
        return base64.b64encode(data).decode(), "base64"
    return text, "plain"


def _written_key(key: bytes) -> tuple[str, str]:
    """Return a key as it came where that was text, else in hex."""
    try:
        text = key.decode("ascii")
    except UnicodeDecodeError:
        return key.hex(), "hex"
    if _NOT_XML.search(text) or text.strip() != text:
        return key.hex(), "hex"
    return text, "plain"


def _harmless(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
