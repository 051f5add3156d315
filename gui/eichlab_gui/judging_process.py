"""What the worker process does with documents; imports no Qt, so that it starts quickly.

Work goes in as `Work`, results come back in small pieces: the desktop takes a few at a time and
never unpickles a large one in the thread that draws.
"""

import contextlib
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, TypeVar

from eichlab.transparency import Document, Profile, joined_codes, judge, read_document, read_file
from eichlab.values import (
    DocumentError,
    EichlabError,
    KnownKey,
    Message,
    RecordVerdict,
    SignedReading,
    SignedRecord,
    Skipped,
    TransactionVerdict,
    message,
)

_PIECE: Final = 20
_READINGS: Final = 400
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".pgm", ".ppm"})
"""Files that are looked at as pictures of codes."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be judged: files, a pasted text, codes of a picture, or records at hand.

    ``own_meter`` says that the records were read from a meter of this bench, so that its
    simulated meters' keys count for exactly these records. ``entered_key`` is a public key in any
    spelling, as the user typed it.
    """

    number: int = 0
    paths: tuple[Path, ...] = ()
    text: bytes | None = None
    text_source: str = ""
    codes: tuple[bytes, ...] = ()
    records: tuple[SignedRecord, ...] = ()
    known_keys: tuple[KnownKey, ...] = ()
    own_meter: bool = False
    entered_key: bytes | None = None
    profile: Profile = Profile.EICHLAB


@dataclass(frozen=True, slots=True)
class Ready:
    """The process listens."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` files are read; all read means that the records are being judged."""

    number: int
    done: int
    total: int
    records: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the judgement; parts come in order."""

    number: int
    records: tuple[RecordVerdict, ...] = ()
    transactions: tuple[TransactionVerdict, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class MoreReadings:
    """Further readings of the last record sent: one with tens of thousands comes in pieces."""

    number: int
    readings: tuple[SignedReading, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """Every part was sent."""

    number: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing can be shown; ``message`` says why."""

    number: int
    message: Message


Piece = Ready | Progress | Part | MoreReadings | Finished | Failed


def serve(connection: Connection) -> None:
    """Judge what arrives until the other end is closed or sends None."""
    # The desktop decides when this process ends, not a Ctrl+C in its terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        connection.send(Ready())
        while (work := connection.recv()) is not None:
            for piece in judged(work):
                connection.send(piece)


def judged(work: Work) -> Iterator[Piece]:
    """Read and judge, giving pieces as they come.

    One file that cannot be read is the failure of everything; among several it is skipped and
    listed, and the others are judged.
    """
    records = list(work.records)
    skipped: list[Skipped] = []
    try:
        if work.text is not None:
            document = read_document(work.text, work.text_source)
            records += document.records
            skipped += document.skipped
        codes = list(work.codes)
        for done, path in enumerate(work.paths):
            yield Progress(work.number, done, len(work.paths), len(records))
            try:
                if is_picture(path):
                    codes += codes_of_picture(path)
                    continue
                document = read_file(path)
            except EichlabError as error:
                if len(work.paths) == 1:
                    raise
                skipped.append(Skipped(path.name, "", error.message))
                continue
            records += document.records
            skipped += document.skipped
        if codes:
            document = document_in_codes(
                codes, work.paths[0].name if work.paths else work.text_source
            )
            records += document.records
            skipped += document.skipped
        yield Progress(work.number, len(work.paths), len(work.paths), len(records))
        judgement = judge(
            records,
            known_keys=work.known_keys,
            entered_key=work.entered_key,
            own_transaction=work.own_meter,
            profile=work.profile,
            skipped=skipped,
        )
    except EichlabError as error:
        yield Failed(work.number, error.message)
        return
    yield from _record_pieces(work.number, judgement.records)
    for transactions in _pieces(judgement.transactions):
        yield Part(work.number, transactions=transactions)
    for entries in _pieces(judgement.skipped):
        yield Part(work.number, skipped=entries)
    yield Finished(work.number)


def is_picture(path: Path) -> bool:
    """Return whether the file's name says that it is a picture."""
    return path.suffix.lower() in PICTURES


def codes_of_picture(path: Path) -> tuple[bytes, ...]:
    """Return what the codes in a picture hold; Qt's picture readers are loaded only for that."""
    from eichlab_gui.pictures import codes_in_file

    return codes_in_file(path)


def document_in_codes(codes: Sequence[bytes], source: str) -> Document:
    """Return the records that codes hold, the numbered ones joined.

    Raises `DocumentError` where there is nothing but one record that is not whole.
    """
    joined = joined_codes(codes)
    records: list[SignedRecord] = []
    skipped = [
        Skipped(source, digest, _what_is_missing(numbers, count))
        for digest, numbers, count in joined.missing
    ]
    for data in joined.records:
        try:
            document = read_document(data, source)
        except DocumentError as error:
            skipped.append(Skipped(source, "", error.message))
            continue
        records += document.records
        skipped += document.skipped
    if not records and len(skipped) == 1:
        raise DocumentError(skipped[0].message.code, **skipped[0].message.parameters)
    return Document(tuple(records), tuple(skipped))


def _what_is_missing(numbers: tuple[int, ...], count: int) -> Message:
    if not numbers:
        return message("picture.codes-differ", count=count)
    missing = ", ".join(map(str, numbers))
    return message("picture.codes-missing", count=count, missing=missing)


def _record_pieces(number: int, verdicts: tuple[RecordVerdict, ...]) -> Iterator[Piece]:
    """Give the verdicts in pieces of a bounded number of readings each."""
    part: list[RecordVerdict] = []
    readings = 0
    for verdict in verdicts:
        held, more = verdict.readings[:_READINGS], verdict.readings[_READINGS:]
        part.append(verdict._replace(readings=held) if more else verdict)
        readings += len(held)
        if more or len(part) == _PIECE or readings >= _READINGS:
            yield Part(number, records=tuple(part))
            part, readings = [], 0
        for first in range(0, len(more), _READINGS):
            yield MoreReadings(number, more[first : first + _READINGS])
    if part:
        yield Part(number, records=tuple(part))


def _pieces(items: tuple[_Item, ...]) -> Iterator[tuple[_Item, ...]]:
    for first in range(0, len(items), _PIECE):
        yield items[first : first + _PIECE]
