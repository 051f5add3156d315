"""The hash chain over journal rows and records.

Entry n has ``hash = SHA-256(hash of entry n - 1 ‖ canonical bytes of entry n)``; before entry 1
stand 32 zero bytes. The canonical bytes are the entry's kind (``journal`` or ``record``) and its
columns in the order of `JOURNAL_COLUMNS` or `RECORD_COLUMNS`, each as

* ``n`` for nothing,
* ``i<length>:<decimal digits>`` for a whole number,
* ``s<length>:<UTF-8>`` for text,
* ``b<length>:<bytes>`` for bytes,

lengths in bytes, in decimal digits. No two different entries have the same canonical bytes.
"""

import hashlib
import sqlite3
from collections.abc import Sequence

START = "00" * 32
"""The head of a store that holds nothing yet."""

JOURNAL = "journal"
RECORD = "record"

JOURNAL_COLUMNS = ("number", "transaction_id", "event", "at", "detail")
RECORD_COLUMNS = (
    "number",
    "transaction_id",
    "sha256",
    "data",
    "format",
    "public_key",
    "key_origin",
    "source",
    "place",
    "context",
    "simulated",
    "meter",
    "serial",
    "at",
)

Column = str | int | float | bytes | None


def canonical_bytes(kind: str, columns: Sequence[Column]) -> bytes:
    """Return the canonical bytes of an entry. Raises ``TypeError`` for any other type."""
    return b"".join(_canonical(column) for column in (kind, *columns))


def _canonical(column: Column) -> bytes:
    if column is None:
        return b"n"
    if isinstance(column, int):
        tag, data = b"i", str(column).encode("ascii")
    elif isinstance(column, str):
        tag, data = b"s", column.encode("utf-8")
    elif isinstance(column, bytes):
        tag, data = b"b", column
    else:
        raise TypeError(f"no entry holds a {type(column).__name__}")
    return tag + str(len(data)).encode("ascii") + b":" + data


def next_hash(previous: str, kind: str, columns: Sequence[Column]) -> str:
    """Return the hash (hex) of an entry that follows the entry with hash ``previous``."""
    return hashlib.sha256(bytes.fromhex(previous) + canonical_bytes(kind, columns)).hexdigest()


def tail(connection: sqlite3.Connection) -> tuple[int, str]:
    """Return number and hash of the last entry; ``(0, START)`` where there is none."""
    last = (0, START)
    for table in ("journal", "records"):
        row = connection.execute(
            f"SELECT number, hash FROM {table} ORDER BY number DESC LIMIT 1"  # noqa: S608 - own names
        ).fetchone()
        if row is not None and row[0] > last[0]:
            last = (int(row[0]), str(row[1]))
    return last


def append(
    connection: sqlite3.Connection, table: str, kind: str, columns: Sequence[Column]
) -> tuple[int, str]:
    """Append an entry inside the running ``BEGIN IMMEDIATE``; ``columns`` come without number.

    Returns its number and hash.
    """
    number, previous = tail(connection)
    entry: list[Column] = [number + 1, *columns]
    hashed = next_hash(previous, kind, entry)
    names = JOURNAL_COLUMNS if kind == JOURNAL else RECORD_COLUMNS
    listed = ", ".join((*names, "hash"))
    marks = ", ".join("?" * (len(names) + 1))
    connection.execute(
        f"INSERT INTO {table} ({listed}) VALUES ({marks})",  # noqa: S608 - own names only
        (*entry, hashed),
    )
    return number + 1, hashed
