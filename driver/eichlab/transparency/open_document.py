"""Opening a document: finds out what it is and hands it to its reader."""

import re
import stat
from pathlib import Path

from eichlab.ocmf import HEADER
from eichlab.transparency.bare_text import read_text
from eichlab.transparency.document import LARGEST_DOCUMENT, Document
from eichlab.transparency.safe_xml import read_safe_xml
from eichlab.values import DocumentError

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_XML_BEGIN = re.compile(rb"\s*<")


def read_file(path: Path | str) -> Document:
    """Read a file; its path is the source of its records. Raises `DocumentError`."""
    path = Path(path)
    source = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise DocumentError("document.folder", source=source)
        if not stat.S_ISREG(status.st_mode):
            # A device or a pipe may never end, or wait for its writer for ever.
            raise DocumentError("document.no-file", source=source)
        if status.st_size > LARGEST_DOCUMENT:
            raise _too_large(source, status.st_size)
        with path.open("rb") as file:
            # One byte more than allowed shows a file that grew in between.
            data = file.read(LARGEST_DOCUMENT + 1)
    except FileNotFoundError as error:
        raise DocumentError("document.missing", source=source) from error
    except PermissionError as error:
        raise DocumentError("document.forbidden", source=source) from error
    except (OSError, ValueError) as error:
        raise DocumentError("document.unreadable", source=source, why=str(error)) from error
    return read_document(data, source)


def _too_large(source: str, size: int) -> DocumentError:
    return DocumentError(
        "document.too-large",
        source=source,
        size=size // 1_000_000,
        limit=LARGEST_DOCUMENT // 1_000_000,
    )


def read_document(data: bytes, source: str) -> Document:
    """Find the signed records in a S.A.F.E. XML file, or in a text with one or several records.

    ``source`` names the document in records and errors. Raises `DocumentError`.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise _too_large(source, len(data))
    data = _without_byte_order_mark(data, source)
    if not data.strip():
        raise DocumentError("document.empty", source=source)
    if _XML_BEGIN.match(data):
        return read_safe_xml(data, source)
    if HEADER in data:
        return read_text(data, source)
    if b"\x00" in data[:4096]:
        raise DocumentError("document.binary", source=source)
    raise DocumentError("document.no-record", source=source)


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
