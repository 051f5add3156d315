"""The hash chain over everything that is evidence.

Entry n has ``hash = SHA-256(hash of entry n - 1 ‖ canonical bytes of entry n)``; before entry 1
stand 32 zero bytes. The canonical bytes are the name of the entry's kind (see `KINDS`) and its
columns in the order listed there, each as

* ``n`` for nothing,
* ``i<length>:<decimal digits>`` for a whole number,
* ``s<length>:<UTF-8>`` for text,
* ``b<length>:<bytes>`` for bytes,

lengths in bytes, in decimal digits. No two different entries have the same canonical bytes.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

START = "00" * 32
"""The head of a store that holds nothing yet."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: its name, its table, its columns, and the schema version that brought it.

    The first column is the entry's number in the chain, the second what it is about: the id of a
    transaction, or the meter of a key.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    since: int = 1


JOURNAL = Kind("journal", "journal", ("number", "transaction_id", "event", "at", "detail"))
RECORD = Kind(
    "record",
    "records",
    (
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
    ),
)
WRITE = Kind(
    "write",
    "writes",
    ("number", "transaction_id", "line", "meter", "unit", "at", "data", "meaning"),
    since=2,
)
VERDICT = Kind(
    "verdict",
    "verdicts",
    ("number", "transaction_id", "at", "word", "reason", "energy_kwh", "duration_s"),
    since=2,
)
KEY = Kind(
    "key",
    "key_changes",
    (
        "number",
        "meter",
        "key",
        "fingerprint",
        "origin",
        "first_seen",
        "confirmed_by",
        "confirmed_at",
        "valid_from",
        "valid_to",
        "simulated",
        "at",
    ),
    since=2,
)

KINDS = (JOURNAL, RECORD, WRITE, VERDICT, KEY)

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


def kinds_in(connection: sqlite3.Connection) -> tuple[Kind, ...]:
    """Return the kinds of entries a store of its version has; an older one lacks some."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return tuple(kind for kind in KINDS if kind.since <= version)


def tail(connection: sqlite3.Connection, kinds: Sequence[Kind] = KINDS) -> tuple[int, str]:
    """Return number and hash of the last entry; ``(0, START)`` where there is none."""
    last = (0, START)
    for kind in kinds:
        row = connection.execute(
            f"SELECT number, hash FROM {kind.table} ORDER BY number DESC LIMIT 1"  # noqa: S608 - own names
        ).fetchone()
        if row is not None and row[0] > last[0]:
            last = (int(row[0]), str(row[1]))
    return last


def append(
    connection: sqlite3.Connection, kind: Kind, columns: Sequence[Column]
) -> tuple[int, str]:
    """Append an entry inside the running ``BEGIN IMMEDIATE``; ``columns`` come without number.

    Returns its number and hash.
    """
    number, previous = tail(connection)
    entry: list[Column] = [number + 1, *columns]
    hashed = next_hash(previous, kind.name, entry)
    listed = ", ".join((*kind.columns, "hash"))
    marks = ", ".join("?" * (len(kind.columns) + 1))
    connection.execute(
        f"INSERT INTO {kind.table} ({listed}) VALUES ({marks})",  # noqa: S608 - own names only
        (*entry, hashed),
    )
    return number + 1, hashed
