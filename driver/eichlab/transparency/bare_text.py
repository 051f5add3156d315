"""Text with one or several signed records in it."""

import re
from collections.abc import Iterator

from eichlab.ocmf import HEADER, LARGEST_RECORD, OcmfError, locate
from eichlab.transparency.content import read_content
from eichlab.transparency.document import MOST_BROKEN_ENTRIES, Document, document_of
from eichlab.values import EichlabError, Message, SignedRecord, Skipped, message

_HEADER_TEXT = HEADER.decode()
# A text inside a record may itself say "OCMF|"; this many of them are looked beyond.
_MOST_HEADERS_INSIDE = 8
# A line that is a record of another format, or one spelled in hex, base64 or base32.
_OTHER_LINE = re.compile(
    r"^[ \t\"]*(?:AP;[0-9];[^\r\n]{40,4000}|[\x02]?128\.8\.0\([^\r\n]{40,8000}"
    r"|(?=[0-9A-Za-z+/_-]{64})[0-9A-Za-z+/=_-]+"
    r"|(?=(?:[0-9A-Fa-f]{2} ){8})[0-9A-Fa-f ]+)[ \t\x03\r\"]*$",
    re.MULTILINE,
)
_COMPACT = re.compile(r"[0-9A-Za-z+/=_\-\s]+")


def read_text(data: bytes, source: str) -> Document:
    """Find the signed records in a text that may hold anything else around them."""
    # Bytes that are no UTF-8 stay as they are around the records; inside one they are an error.
    text = data.decode("utf-8", "surrogateescape")
    found: list[tuple[int, SignedRecord | Skipped]] = []
    lines = _Lines(text)
    ends: list[tuple[int, int]] = []
    for begin, end, why in _find_records(text):
        place = f"line {lines.number(begin)}"
        if why is not None:
            found.append((begin, Skipped(source, place, why)))
            ends.append((begin, max(end, begin + 1)))
            continue
        exact = text[begin:end].rstrip().encode("utf-8", "surrogateescape")
        found.append((begin, SignedRecord(exact, source=source, place=place)))
        ends.append((begin, end))
    found += _others(text, ends, source)
    found.sort(key=lambda each: each[0])
    entries = [entry for _, entry in found]
    return document_of(
        [each for each in entries if isinstance(each, SignedRecord)],
        [each for each in entries if isinstance(each, Skipped)],
        source,
    )


def _others(
    text: str, taken: list[tuple[int, int]], source: str
) -> Iterator[tuple[int, SignedRecord | Skipped]]:
    """Yield the lines that are records of other formats, and where each begins."""
    from eichlab.transparency.documents.layers import SignedText, peel

    lines = _Lines(text)
    broken = next_taken = 0
    single = True
    for match in _OTHER_LINE.finditer(text):
        while next_taken < len(taken) and taken[next_taken][1] <= match.start():
            next_taken += 1
        if next_taken < len(taken) and taken[next_taken][0] < match.end():
            continue
        line = match[0].strip(' \t\r"\x02\x03')
        found = peel(line)
        if not isinstance(found, SignedText):
            continue
        entry = _entry(found.data, found.format, source, f"line {lines.number(match.start())}")
        broken += isinstance(entry, Skipped)
        yield match.start(), entry
        single = False
        if broken >= MOST_BROKEN_ENTRIES:
            too_many = message("document.too-many-broken", count=broken)
            yield match.start(), Skipped(source, entry.place, too_many)
            return
    if single and not taken and _COMPACT.fullmatch(text):
        # Hex or base64 broken into lines is one text.
        whole = peel(text)
        if isinstance(whole, SignedText):
            yield 0, _entry(whole.data, whole.format, source, "line 1")


def _entry(data: bytes, format_name: str, source: str, place: str) -> SignedRecord | Skipped:
    signed = SignedRecord(
        data,
        format_name,
        source=source,
        place=place,
        transaction_id=_session(data, format_name),
    )
    try:
        read_content(signed)
    except EichlabError as error:
        return Skipped(source, place, error.message)
    return signed


def _session(data: bytes, format_name: str) -> str | None:
    """Return the session a record names itself, which joins begin and end."""
    if format_name != "ALFEN":
        return None
    from eichlab.transparency.formats.alfen import session_of

    return session_of(data)


def _find_records(text: str) -> Iterator[tuple[int, int, Message | None]]:
    """Yield begin, end and (for a broken one) the reason of each OCMF record in a text."""
    begin = text.find(_HEADER_TEXT)
    broken = 0
    while begin >= 0:
        end, why = _locate(text, begin)
        yield begin, end, why
        if why is not None:
            broken += 1
            if broken >= MOST_BROKEN_ENTRIES:
                yield begin, end, message("document.too-many-broken", count=broken)
                return
            end = begin + 1
        begin = text.find(_HEADER_TEXT, end)


def _locate(text: str, begin: int) -> tuple[int, Message | None]:
    """Return where the record at ``begin`` ends, or -1 and why there is none.

    Looks no further than to the next few places where a record might begin, so that the time
    for a hostile text grows with its length only.
    """
    limit = begin
    first: Message | None = None
    for _ in range(_MOST_HEADERS_INSIDE):
        limit = text.find(_HEADER_TEXT, limit + 1)
        limit = min(len(text) if limit < 0 else limit, begin + LARGEST_RECORD)
        part = text[begin:limit]
        try:
            end = locate(part, 0).end
            part[:end].encode()
        except OcmfError as error:
            first = first or error.message
        except UnicodeEncodeError as error:
            return -1, message("ocmf.not-utf8", place=error.start)
        else:
            return begin + end, None
        if limit in {len(text), begin + LARGEST_RECORD}:
            break
    return -1, first


class _Lines:
    """Line numbers of rising places in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._number = 1

    def number(self, place: int) -> int:
        """Return the line of a place that lies behind the one asked for before."""
        self._number += self._text.count("\n", self._place, place)
        self._place = place
        return self._number
