"""Records written for other programs: table, JSON and plain text, each from its stored bytes.

What is written here is read again by `eichlab.transparency.read_document`, byte for byte.
"""

import base64
import csv
import io
import json
import re
from collections.abc import Sequence

from eichlab.values import SignedRecord

COLUMNS = ("source", "place", "format", "transactionId", "context", "publicKey", "encoding", "data")
_LINE_BREAKS = frozenset("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
# Formats a reader knows again from one line of text by its first signs.
_PLAIN_FORMATS = frozenset(("OCMF", "ALFEN", "PCDF", "EDL_40_P", "ISA_EDL_40_P"))

_TELEGRAMS = frozenset(("EDL_40_P", "ISA_EDL_40_P"))
_HEXADECIMAL = re.compile(r"[0-9a-fA-F ]+")


def records_as_json(records: Sequence[SignedRecord]) -> bytes:
    """Return records as a JSON list of objects with the names in `COLUMNS`."""
    listed = ",\n".join(_object(_fields(record)) for record in records)
    return f"[\n{listed}\n]".encode() if listed else b"[]"


def _object(fields: dict[str, str]) -> str:
    """Return a JSON object; the bar, by which a record is known, stands in its data only."""
    members = (
        f"    {json.dumps(name)}: "
        + (json.dumps(text) if name == "data" else json.dumps(text).replace("|", "\\u007c"))
        for name, text in fields.items()
    )
    return "  {\n" + ",\n".join(members) + "\n  }"


def records_as_csv(records: Sequence[SignedRecord]) -> bytes:
    """Return records as a table with the names in `COLUMNS`, comma separated (RFC 4180)."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for record in records:
        fields = _fields(record)
        table.writerow({name: fields.get(name, "") for name in COLUMNS})
    return text.getvalue().encode()


def records_as_text(records: Sequence[SignedRecord]) -> bytes:
    """Return records one a line; base64 where a record is no single line of plain text."""
    return b"".join(_line(record) + b"\n" for record in records)


def _fields(record: SignedRecord) -> dict[str, str]:
    text = _plain(record)
    data = base64.b64encode(record.data).decode() if text is None else text
    key = record.public_key
    stated = {
        "source": record.source,
        "place": record.place,
        "format": record.format,
        "transactionId": record.transaction_id or "",
        "context": record.context or "",
        "publicKey": _key(key) if key else "",
        "encoding": "base64" if text is None else "plain",
        "data": data,
    }
    return {name: _whole(value) for name, value in stated.items() if value}


def _whole(text: str) -> str:
    """Return a text without half characters, which no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _key(key: bytes) -> str:
    try:
        return key.decode("ascii")
    except UnicodeDecodeError:
        return key.hex()


def _line(record: SignedRecord) -> bytes:
    text = _plain(record)
    return base64.b64encode(record.data) if text is None else text.encode()


def _plain(record: SignedRecord) -> str | None:
    """Return a record's text where it survives as one line of a text; else None."""
    if record.format not in _PLAIN_FORMATS:
        return None
    try:
        text = record.data.decode()
    except UnicodeDecodeError:
        return None
    if record.format in _TELEGRAMS and not _HEXADECIMAL.fullmatch(text):
        return None
    # Around a line, quotes are taken for those of a log that holds it.
    if (
        not text
        or text != text.strip().strip('"')
        or not _LINE_BREAKS.isdisjoint(text)
        or "\x00" in text
    ):
        return None
    return text if all(each.isprintable() or each == "\t" for each in text) else None
