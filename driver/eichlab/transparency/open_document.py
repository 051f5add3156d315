"""Opening a document: finds out what it is and hands it to its reader."""

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from eichlab.ocmf import HEADER
from eichlab.transparency.bare_text import read_text
from eichlab.transparency.document import (
    DEEPEST_ARCHIVE,
    LARGEST_DOCUMENT,
    LARGEST_UNPACKED,
    Document,
    document_of,
)
from eichlab.transparency.safe_xml import has_values, parse_xml, values_below
from eichlab.transparency.secure_xml import local_name
from eichlab.values import DocumentError, SignedRecord, Skipped

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_XML_BEGIN = re.compile(rb"\s*<")
_HTML_BEGIN = re.compile(
    rb"\s*(?:<!doctype\s+html[^>\[]*>|<!--.{0,1000}?-->|\s)*<(?:html|head|body|table|pre)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_MESSAGE = re.compile(rb"\[\s*[2-6]\s*,\s*\"|\{\s*\"")
_FRAME = re.compile(rb"\[\s*[2-6]\s*,\s*\"")
_HEADER_IN_JSON = re.compile(rb"OCMF\|\s*\{(?:\s|\\+[nrt])*\\+\"")
_ENVELOPE = re.compile(rb"<(?:[\w.-]+:)?Envelope[\s>]")
_ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")
_TELEGRAM = b"\x1b\x1b\x1b\x1b\x01\x01\x01\x01"
# What makes an archive's entry uninteresting rather than broken is said by these.
_NOTHING_SIGNED = frozenset(
    ("document.binary", "document.empty", "document.no-record", "document.no-values")
)


def read_file(path: Path | str) -> Document:
    """Read a file; its path is the source of its records. Raises `DocumentError`."""
    path = Path(path)
    source = str(path)
    size = check_file(path, source)
    if size > LARGEST_DOCUMENT:
        raise _too_large(source, size)
    try:
        with path.open("rb") as file:
            # One byte more than allowed shows a file that grew in between.
            data = file.read(LARGEST_DOCUMENT + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(source, error) from error
    return read_document(data, source)


def check_file(path: Path, source: str) -> int:
    """Return the size of an ordinary file. Raises `DocumentError` for anything else."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise DocumentError("document.folder", source=source)
        if not stat.S_ISREG(status.st_mode):
            # A device or a pipe may never end, or wait for its writer for ever.
            raise DocumentError("document.no-file", source=source)
    except (OSError, ValueError) as error:
        raise _unreadable(source, error) from error
    return status.st_size


def _unreadable(source: str, error: OSError | ValueError) -> DocumentError:
    if isinstance(error, FileNotFoundError):
        return DocumentError("document.missing", source=source)
    if isinstance(error, PermissionError):
        return DocumentError("document.forbidden", source=source)
    return DocumentError("document.unreadable", source=source, why=str(error))


def _too_large(source: str, size: int) -> DocumentError:
    return DocumentError(
        "document.too-large",
        source=source,
        size=size // 1_000_000,
        limit=LARGEST_DOCUMENT // 1_000_000,
    )


def read_document(data: bytes, source: str) -> Document:
    """Find the signed records in a document of any kind Eichlab knows.

    S.A.F.E. XML, Billing files, OCPP messages and logs of them, OCPI bills, Chargy JSON, tables,
    bare texts; also packed by gzip or zip. ``source`` names the document in records and errors.
    Raises `DocumentError`.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise _too_large(source, len(data))
    if data.startswith(_ARCHIVES):
        return _read_packed(data, source, _Allowance(LARGEST_UNPACKED), 0)
    return _read_unpacked(data, source)


@dataclass(slots=True)
class _Allowance:
    """How many bytes an archive, with all archives in it, may still unpack to."""

    left: int


def _read_packed(data: bytes, source: str, allowance: _Allowance, depth: int) -> Document:
    from eichlab.transparency.documents.packed import unpack

    if depth >= DEEPEST_ARCHIVE:
        raise DocumentError("document.archive-depth", source=source, limit=DEEPEST_ARCHIVE)
    records: list[SignedRecord] = []
    skipped: list[Skipped] = []
    for name, content in unpack(data, source, min(allowance.left, LARGEST_DOCUMENT)):
        if isinstance(content, DocumentError):
            skipped.append(Skipped(name, "", content.message))
            continue
        allowance.left -= len(content)
        try:
            if content.startswith(_ARCHIVES):
                found = _read_packed(content, name, allowance, depth + 1)
            else:
                found = _read_unpacked(content, name)
        except DocumentError as error:
            if name == source:
                raise
            skipped.append(Skipped(name, "", error.message))
            continue
        records += found.records
        skipped += found.skipped
    if not records and all(each.message.code in _NOTHING_SIGNED for each in skipped):
        raise DocumentError("document.no-record", source=source)
    return Document(tuple(records), tuple(skipped))


def _read_unpacked(data: bytes, source: str) -> Document:
    data = _without_byte_order_mark(data, source)
    if not data.strip():
        raise DocumentError("document.empty", source=source)
    if _HTML_BEGIN.match(data):
        return _read_messages(data, source, is_html=True)
    if _XML_BEGIN.match(data):
        return _read_xml(data, source)
    # A record that begins the text needs no search for messages around it.
    if not data.lstrip().startswith(HEADER):
        table = _read_table(data, source)
        if table is not None:
            return table
        if _ENVELOPE.search(data):
            return _read_envelopes(data, source)
        if _HEADER_IN_JSON.search(data):
            return _read_messages(data, source)
        if HEADER not in data and _MESSAGE.search(data):
            try:
                return _read_messages(data, source)
            except DocumentError as error:
                # What looks like a message may stand inside a record of another format.
                if error.message.code != "document.no-record":
                    raise
    if _TELEGRAM in data:
        return _read_telegrams(data, source)
    if b"\x00" in data[:4096] and HEADER not in data:
        raise DocumentError("document.binary", source=source)
    return _read_bare(data, source)


def _read_bare(data: bytes, source: str) -> Document:
    """Read a text of bare records, and the messages between them where there are some."""
    try:
        document = read_text(data, source)
    except DocumentError as error:
        if error.message.code != "document.broken-record" or not _MESSAGE.search(data):
            raise
        # What looked like a broken record may be one inside a message, spelled unusually.
        return _read_messages_or(data, source, error)
    if _FRAME.search(data):
        try:
            messages = _read_messages(data, source)
        except DocumentError:
            messages = Document(())
        known = {record.data for record in document.records}
        more = tuple(record for record in messages.records if record.data not in known)
        document = Document(document.records + more, document.skipped)
    if not document.records and not document.skipped:
        raise DocumentError("document.no-record", source=source)
    return document


def _read_messages_or(data: bytes, source: str, otherwise: DocumentError) -> Document:
    try:
        found = _read_messages(data, source)
    except DocumentError as error:
        raise otherwise from error
    if not found.records:
        raise otherwise
    return found


def _read_xml(data: bytes, source: str) -> Document:
    try:
        root = parse_xml(data, source)
    except DocumentError as error:
        if error.message.code == "document.xml" and b"Envelope" in data:
            # A log of SOAP messages begins with the first of them.
            return _read_envelopes(data, source)
        raise
    if has_values(root):
        return values_below(root, source)
    from eichlab.transparency.documents.collector import Collector
    from eichlab.transparency.documents.mennekes_file import read_processes
    from eichlab.transparency.documents.scope import Scope
    from eichlab.transparency.documents.xml_tree import as_value

    collector = Collector(source)
    if not read_processes(data, root, collector):
        if local_name(root) == "signedMeterValue":
            collector.add(data, "EDL_40_SIG", Scope(), "")
        collector.walk(as_value(root), "")
    records, skipped = collector.finish()
    if not records and not skipped:
        raise DocumentError("document.no-values", source=source)
    return document_of(records, skipped, source)


def _read_envelopes(data: bytes, source: str) -> Document:
    from eichlab.transparency.documents.collector import Collector
    from eichlab.transparency.documents.xml_tree import as_value, envelopes

    collector = Collector(source)
    for begin, element in envelopes(data):
        line = data.count(b"\n", 0, begin) + 1
        collector.walk(as_value(element), f"line {line} ")
    return _document(collector.finish(), source)


def _read_messages(data: bytes, source: str, *, is_html: bool = False) -> Document:
    from eichlab.transparency.documents.collector import Collector
    from eichlab.transparency.documents.logs import read_log
    from eichlab.transparency.documents.snapshots import read_snapshots

    # Bytes that are no UTF-8 become marks: around the records they do no harm, inside one the
    # signature shows it.
    text = data.decode("utf-8", "replace")
    collector = Collector(source)
    if '"additionalValues"' in text:
        read_snapshots(text, collector)
    read_log(text, collector, is_html=is_html)
    return _document(collector.finish(), source)


def _read_table(data: bytes, source: str) -> Document | None:
    first = data.lstrip(b"\r\n").partition(b"\n")[0][:10_000]
    if not any(sign in first for sign in (b",", b";", b"\t", b"|")):
        return None
    from eichlab.transparency.documents.collector import Collector
    from eichlab.transparency.documents.tables import delimiter_of, read_table

    delimiter = delimiter_of(first.decode("utf-8", "replace"))
    if delimiter is None:
        return None
    collector = Collector(source)
    read_table(data.decode("utf-8", "replace"), delimiter, collector)
    return _document(collector.finish(), source)


def _read_telegrams(data: bytes, source: str) -> Document:
    """Read a binary file of one SML telegram."""
    from eichlab.transparency.documents.collector import Collector
    from eichlab.transparency.documents.recognise import recognise
    from eichlab.transparency.documents.scope import Scope

    collector = Collector(source)
    found = recognise(data.hex())
    if found is not None:
        collector.add(data, found, Scope(), "")
    return _document(collector.finish(), source)


def _document(found: tuple[list[SignedRecord], list[Skipped]], source: str) -> Document:
    records, skipped = found
    if not records and not skipped:
        raise DocumentError("document.no-record", source=source)
    return document_of(records, skipped, source)


def _without_byte_order_mark(data: bytes, source: str) -> bytes:
    """Return the document in UTF-8 where a mark says what else it is."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            if encoding == "utf-8":
                return data[len(mark) :]
            try:
                return data[len(mark) :].decode(encoding).encode()
            except UnicodeError as error:
                raise DocumentError("document.encoding", source=source, why=encoding) from error
    return data
