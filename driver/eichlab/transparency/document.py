"""Documents: a file or a text given to Eichlab, and the signed records in it.

Whatever is wrong with a document is one `eichlab.values.DocumentError` that names the document,
the place and the reason; what is wrong with one entry is listed in ``skipped``, and the other
entries stay.
"""

from dataclasses import dataclass

from eichlab.values import DocumentError, SignedRecord, Skipped

LARGEST_DOCUMENT = 64_000_000
"""Bytes; a larger file is refused before it is read."""

LARGEST_UNPACKED = 4 * LARGEST_DOCUMENT
"""Bytes an archive may unpack to, with all archives inside it."""

DEEPEST_ARCHIVE = 3
"""Archives inside each other."""

MOST_BROKEN_ENTRIES = 1000
"""Broken entries after which a text is not searched any further."""


@dataclass(frozen=True, slots=True)
class Document:
    """The records of a document in their order, and the entries that could not be read."""

    records: tuple[SignedRecord, ...]
    skipped: tuple[Skipped, ...] = ()


def document_of(records: list[SignedRecord], skipped: list[Skipped], source: str) -> Document:
    """Return the document; one broken or empty entry and nothing else is an error."""
    if not records and len(skipped) == 1:
        only = skipped[0]
        if only.message.code == "document.no-data":
            raise DocumentError("document.no-record", source=source)
        raise DocumentError(
            "document.broken-record", source=source, place=only.place, why=only.message
        )
    return Document(tuple(records), tuple(skipped))
