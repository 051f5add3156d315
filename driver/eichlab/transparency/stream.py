"""Files read piece by piece: the same records as `read_file` finds, in bounded memory.

S.A.F.E. XML is read entry by entry, texts of many lines in pieces. Two things need the whole
document and are done within a piece only: a key written beside another record, and the values
stated of a transaction in other messages than its last.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from eichlab.transparency.document import LARGEST_DOCUMENT, MOST_BROKEN_ENTRIES
from eichlab.transparency.open_document import check_file, read_document, read_file
from eichlab.transparency.safe_xml import read_value
from eichlab.transparency.secure_xml import declares_document_type
from eichlab.values import DocumentError, Message, SignedRecord, Skipped, message

PIECE = 8_000_000
"""Bytes; a smaller file is read at once."""

LONGEST_LINE = 4_000_000

_HEAD = 1_000_000
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_VALUES = re.compile(rb"<(?:[\w.-]+:)?(?:values|signedData)[\s>]")
_LINE = re.compile(r"line (\d+)")
# A line that begins like this goes on with what the line before began.
_GOES_ON = (b" ", b"\t", b"]", b"}", b"\r", b"\n")


def stream_file(path: Path | str, piece: int = PIECE) -> Iterator[SignedRecord | Skipped]:
    """Yield the records of a file and what in it cannot be read, in their order.

    Raises `DocumentError` where the file as a whole is unusable, for a damaged one only after
    the records before the damage.
    """
    path = Path(path)
    source = str(path)
    size = check_file(path, source)
    if size <= piece:
        document = read_file(path)
        yield from document.records
        yield from document.skipped
        return
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0)
            if _XML.match(head) and _VALUES.search(head):
                yield from _values(file, head, source)
                return
            if size > LARGEST_DOCUMENT and b"\x00" not in head and head[:2] != b"\x1f\x8b":
                yield from _lines(file, source, piece)
                return
    except OSError as error:
        raise DocumentError("document.unreadable", source=source, why=str(error)) from error
    document = read_file(path)
    yield from document.records
    yield from document.skipped


def _values(file: BinaryIO, head: bytes, source: str) -> Iterator[SignedRecord | Skipped]:
    """Read a S.A.F.E. container entry by entry, forgetting each when it is done."""
    if declares_document_type(head):
        raise DocumentError("document.document-type", source=source)
    number = broken = 0
    try:
        entries = etree.iterparse(
            file,
            events=("end",),
            tag="{*}value",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in entries:
            if number == 0 and element.getroottree().docinfo.internalDTD is not None:
                raise DocumentError("document.document-type", source=source)
            number += 1
            entry = read_value(element, source, f"value[{number}]")
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
            yield entry
            broken += isinstance(entry, Skipped)
            if broken >= MOST_BROKEN_ENTRIES:
                too_many = message("document.too-many-broken", count=broken)
                yield Skipped(source, f"value[{number}]", too_many)
                return
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise DocumentError(
            "document.xml", source=source, line=line, column=column, why=error.msg
        ) from error
    if not number:
        raise DocumentError("document.no-values", source=source)


def _lines(file: BinaryIO, source: str, piece: int) -> Iterator[SignedRecord | Skipped]:
    """Read a text in pieces that end where a line begins something new."""
    found = False
    number = first = 1
    lines: list[bytes] = []
    size = 0
    while True:
        line = file.readline(LONGEST_LINE + 1)
        too_long = len(line) > LONGEST_LINE and not line.endswith(b"\n")
        ended = not line or too_long
        if ended or (size >= piece and not line.startswith(_GOES_ON)) or size >= 2 * piece:
            for entry in _piece(b"".join(lines), source, first):
                found = found or isinstance(entry, SignedRecord)
                yield entry
            lines, size, first = [], 0, number
        if not line:
            break
        if too_long:
            limit = LONGEST_LINE // 1_000_000
            why = message("document.line-too-long", limit=limit)
            yield Skipped(source, f"line {number}", why)
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            number += 1
            first = number
            continue
        lines.append(line)
        size += len(line)
        number += 1
    if not found:
        raise DocumentError("document.no-record", source=source)


def _piece(data: bytes, source: str, first: int) -> Iterator[SignedRecord | Skipped]:
    if not data.strip():
        return
    try:
        document = read_document(data, source)
    except DocumentError as error:
        if error.message.code == "document.broken-record":
            place, why = (error.message.parameters[name] for name in ("place", "why"))
            if isinstance(why, Message):
                yield Skipped(source, _moved(str(place), first), why)
        return
    entries: list[SignedRecord | Skipped] = [*document.records, *document.skipped]
    for entry in entries:
        yield replace(entry, place=_moved(entry.place, first))


def _moved(place: str, first: int) -> str:
    """Return a place in a piece as a place in the file."""
    return _LINE.sub(lambda match: f"line {int(match[1]) + first - 1}", place, count=1)
