"""Text with one or several OCMF records in it."""

from collections.abc import Iterator

from eichlab.ocmf import HEADER, LARGEST_RECORD, OcmfError, locate
from eichlab.transparency.document import MOST_BROKEN_ENTRIES, Document, document_of
from eichlab.values import Message, SignedRecord, Skipped, message

_HEADER_TEXT = HEADER.decode()
# A text inside a record may itself say "OCMF|"; this many of them are looked beyond.
_MOST_HEADERS_INSIDE = 8


def read_text(data: bytes, source: str) -> Document:
    """Find the OCMF records in a text that may hold anything else around them."""
    # Bytes that are no UTF-8 stay as they are around the records; inside one they are an error.
    text = data.decode("utf-8", "surrogateescape")
    records: list[SignedRecord] = []
    skipped: list[Skipped] = []
    lines = _Lines(text)
    for begin, end, why in _find_records(text):
        place = f"line {lines.number(begin)}"
        if why is not None:
            skipped.append(Skipped(source, place, why))
            continue
        exact = text[begin:end].rstrip().encode("utf-8", "surrogateescape")
        records.append(SignedRecord(exact, source=source, place=place))
    return document_of(records, skipped, source)


def _find_records(text: str) -> Iterator[tuple[int, int, Message | None]]:
    """Yield begin, end and (for a broken one) the reason of each record in a text."""
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
