"""Archives: gzip and zip, unpacked in memory up to a limit, never onto the disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from eichlab.values import DocumentError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
MOST_ENTRIES = 10_000
# Of these the library unpacks as little as is asked for; others may fill the memory first.
_BOUNDED_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_PIECE = 1 << 20


def is_packed(data: bytes) -> bool:
    """Return whether a document is an archive."""
    return data.startswith((GZIP, ZIP, _EMPTY_ZIP))


def unpack(data: bytes, source: str, limit: int) -> Iterator[tuple[str, bytes | DocumentError]]:
    """Yield the documents in an archive by name, or why one cannot be unpacked.

    Together they have at most ``limit`` bytes; a bomb is refused when it passes that, not after.
    Raises `DocumentError` where the archive as a whole is unusable.
    """
    if data.startswith(GZIP):
        yield source, _inflate(data, source, limit)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise DocumentError("document.archive", source=source, why=str(error)) from error
    with archive:
        # An entry without a name is none to `ZipInfo.is_dir` of Python 3.11, which would raise.
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(entries) > MOST_ENTRIES:
            raise DocumentError(
                "document.archive-entries", source=source, count=len(entries), limit=MOST_ENTRIES
            )
        left = limit
        for entry in entries:
            name = f"{source}!{entry.filename}"
            content = _entry(archive, entry, name, left, limit)
            if isinstance(content, bytes):
                left -= len(content)
            yield name, content


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, left: int, limit: int
) -> bytes | DocumentError:
    if entry.flag_bits & 1:
        return DocumentError("document.encrypted", source=name)
    if entry.compress_type not in _BOUNDED_METHODS:
        return DocumentError("document.archive-method", source=name, method=entry.compress_type)
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > left:
                    raise DocumentError("document.bomb", source=name, limit=limit // 1_000_000)
                pieces.append(piece)
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        return DocumentError("document.archive", source=name, why=str(error))
    except (RuntimeError, ValueError, OverflowError, struct.error) as error:
        return DocumentError("document.archive", source=name, why=str(error))
    return b"".join(pieces)


def _inflate(data: bytes, source: str, limit: int) -> bytes:
    """Unpack gzip, also several members behind each other."""
    pieces: list[bytes] = []
    size = 0
    rest = data
    try:
        while rest.startswith(GZIP):
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                piece = member.decompress(rest, _PIECE)
                rest = member.unconsumed_tail
                size += len(piece)
                if size > limit:
                    raise DocumentError("document.bomb", source=source, limit=limit // 1_000_000)
                pieces.append(piece)
                if not piece and not rest:
                    # Cut off in the middle: what came before the cut is a document, too.
                    return b"".join(pieces)
            rest = member.unused_data
    except zlib.error as error:
        raise DocumentError("document.archive", source=source, why=str(error)) from error
    return b"".join(pieces)
