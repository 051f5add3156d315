"""The XML container of the S.A.F.E. Transparenzsoftware: reading and writing.

``<values><value transactionId context><signedData format encoding>…</signedData>
<publicKey encoding>…</publicKey></value></values>``, with or without namespace. A document type
declaration is refused before the parser sees it, so that no entity is ever expanded and nothing
is ever fetched.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lxml import etree

from eichlab.ocmf import HEADER, OcmfError, parse
from eichlab.transparency.document import Document, document_of
from eichlab.values import DocumentError, Message, SignedRecord, Skipped, message

_OCMF = "OCMF"
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Encodings in which "<!DOCTYPE" has the bytes we look for. UTF-16 was turned into UTF-8 before.
_ENCODINGS = re.compile(r"utf-?8|us-ascii|ascii|iso-?8859-?\d+|latin-?1|windows-125\d|cp125\d")
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_safe_xml(data: bytes, source: str) -> Document:
    """Read a ``values`` document. Raises `DocumentError` where the file as a whole is unusable."""
    root = _parse(data, source)
    records: list[SignedRecord] = []
    skipped: list[Skipped] = []
    number = 0
    for element in root.iter(etree.Element):
        if _name(element) not in _VALUE_NAMES:
            continue
        number += 1
        entry = _read_value(element, source, f"value[{number}]")
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


_VALUE_NAMES = frozenset(("value",))


def _parse(data: bytes, source: str) -> etree._Element:
    declared = _DECLARATION.match(data)
    if declared and not _ENCODINGS.fullmatch(declared[1].decode().lower()):
        if not re.fullmatch(r"utf-?16(?:le|be)?", declared[1].decode().lower()):
            raise DocumentError("document.encoding", source=source, why=declared[1].decode())
        data = data[data.index(b"?>") + 2 :] if b"?>" in data else data
    if b"\x00" in data:
        # The parser would find out by itself that this is UTF-16; the search below would not.
        raise DocumentError("document.encoding", source=source, why="UTF-16")
    if _DOCUMENT_TYPE.search(data):
        raise DocumentError("document.document-type", source=source)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise DocumentError(
            "document.xml", source=source, line=line, column=column, why=error.msg
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError("document.document-type", source=source)
    return root


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _text(element: etree._Element) -> str:
    """Return all text in an element; what is marked up inside it is text, too."""
    return "".join(str(part) for part in element.itertext()).strip()


def _read_value(element: etree._Element, source: str, place: str) -> SignedRecord | Skipped:
    children = {_name(child): child for child in element.iterchildren(etree.Element)}
    data = children.get("signedData")
    if data is None:
        data = children.get("encodedData")
    text = "" if data is None else _text(data)
    if data is None or not text:
        return Skipped(source, place, message("document.no-data"))
    stated = data.get("format") or element.get("format")
    exact = _decoded(text, data.get("encoding"))
    if exact is None or not exact.lstrip().startswith(HEADER):
        return Skipped(source, place, _other_format(stated))
    exact = exact.strip()
    try:
        parse(exact)
    except OcmfError as error:
        return Skipped(source, place, error.message)
    key = children.get("publicKey")
    key_text = "" if key is None else _text(key)
    return SignedRecord(
        data=exact,
        format=_OCMF,
        public_key=key_text.encode() or None,
        source=source,
        place=place,
        transaction_id=element.get("transactionId") or data.get("transactionId") or None,
        context=element.get("context") or None,
    )


def _other_format(stated: str | None) -> Message:
    if stated is None or stated.upper() == _OCMF:
        return message("document.no-ocmf")
    return message("document.other-format", format=stated)


def _decoded(text: str, encoding: str | None) -> bytes | None:
    """Return the bytes of an entry; a text that begins as a record does is taken as it is."""
    if text.startswith(HEADER.decode()):
        return text.encode()
    decoder = _DECODERS.get((encoding or "").strip().lower())
    for attempt in (decoder,) if decoder else tuple(_DECODERS.values()):
        try:
            decoded = attempt("".join(text.split()))
        except (ValueError, binascii.Error):
            continue
        if decoded.lstrip().startswith(HEADER):
            return decoded
    return None


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
        value = etree.SubElement(root, "value")
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
    if _NOT_XML.search(text) or text.strip() != text or not data.startswith(HEADER):
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
