"""What ``eichlab verify`` is given: files, folders and standard input, as a stream of entries."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eichlab.transparency import LARGEST_DOCUMENT, read_document, stream_file, unreadable
from eichlab.values import DocumentError, RecordVerdict, SignedRecord, Skipped

STANDARD_INPUT = "-"


def read_entries(paths: Sequence[str]) -> Iterator[SignedRecord | Skipped | RecordVerdict]:
    """Yield the records of all paths, and what cannot be read.

    A document named by itself without anything readable is an unreadable record; one found in a
    folder is passed over.
    """
    for path in paths:
        try:
            if path == STANDARD_INPUT:
                document = read_document(sys.stdin.buffer.read(LARGEST_DOCUMENT + 1), path)
                yield from document.records
                yield from document.skipped
            elif Path(path).is_dir():
                yield from _folder(Path(path))
            else:
                yield from stream_file(path)
        except DocumentError as error:
            yield unreadable(SignedRecord(b"", source=path), error.message)


def _folder(folder: Path) -> Iterator[SignedRecord | Skipped]:
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        try:
            yield from stream_file(path)
        except DocumentError as error:
            yield Skipped(str(path), "", error.message)
