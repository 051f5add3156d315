"""Proves the chain, entry by entry."""

import hashlib
import heapq
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eichlab.store import chain
from eichlab.values import JournalEvent, Message, message


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """The first thing that is not as it was written.

    ``number`` is its place in the chain, ``kind`` ``journal``, ``record``, ``transaction`` (the
    list over the journal) or ``chain`` (the end is missing).
    """

    number: int
    kind: str
    transaction_id: str | None
    message: Message


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the check found: ``count`` entries, the last with hash ``head``.

    ``expected_at`` is the number of the entry whose hash was expected, None where none was.
    """

    ok: bool
    count: int
    head: str
    first_broken: BrokenEntry | None = None
    expected_at: int | None = None


_Entry = tuple[int, str, Sequence[chain.Column], str]


def check(connection: sqlite3.Connection, expect: str | None) -> CheckResult:
    """Compute the chain anew and compare. ``expect`` is a head (hex) printed at any time before.

    An expected head may have entries after it; a chain that does not contain it lost its end, or
    is another store's.
    """
    wanted = None if expect is None else expect.strip().lower()
    expected_at = 0 if wanted == chain.START else None
    previous, expected_number = chain.START, 1
    listed = _Listed()
    for number, kind, columns, stored_hash in _entries(connection):
        broken = _broken(number, expected_number, kind, columns, previous, stored_hash)
        if broken is not None:
            count, head = _length_and_head(connection)
            return CheckResult(
                ok=False, count=count, head=head, first_broken=broken, expected_at=expected_at
            )
        if kind == chain.JOURNAL:
            listed.add(columns)
        if stored_hash == wanted:
            expected_at = number
        previous, expected_number = stored_hash, number + 1
    first_broken = listed.first_difference(connection)
    if first_broken is None and wanted is not None and expected_at is None:
        first_broken = BrokenEntry(
            expected_number, "chain", None, message("store.broken.cut", expected=wanted)
        )
    return CheckResult(
        ok=first_broken is None,
        count=expected_number - 1,
        head=previous,
        first_broken=first_broken,
        expected_at=expected_at,
    )


def _entries(connection: sqlite3.Connection) -> Iterator[_Entry]:
    """Yield the entries of both tables in the order of their numbers."""
    tables = (
        ("journal", chain.JOURNAL, chain.JOURNAL_COLUMNS),
        ("records", chain.RECORD, chain.RECORD_COLUMNS),
    )
    streams = []
    for table, kind, names in tables:
        found = connection.execute(
            f"SELECT {', '.join(names)}, hash FROM {table} ORDER BY number"  # noqa: S608 - own names
        )
        streams.append(_stream(found, kind))
    return heapq.merge(*streams, key=lambda entry: entry[0])


def _stream(found: sqlite3.Cursor, kind: str) -> Iterator[_Entry]:
    for *columns, stored_hash in found:
        yield int(columns[0]), kind, columns, str(stored_hash)


def _length_and_head(connection: sqlite3.Connection) -> tuple[int, str]:
    (count,) = connection.execute(
        "SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM records)"
    ).fetchone()
    return int(count), chain.tail(connection)[1]


def _broken(
    number: int,
    expected_number: int,
    kind: str,
    columns: Sequence[chain.Column],
    previous: str,
    stored_hash: str,
) -> BrokenEntry | None:
    transaction_id = None if columns[1] is None else str(columns[1])
    if number != expected_number:
        return BrokenEntry(
            expected_number, kind, None, message("store.broken.gap", number=expected_number)
        )
    if chain.next_hash(previous, kind, columns) != stored_hash:
        code = "store.broken.record" if kind == chain.RECORD else "store.broken.journal"
        return BrokenEntry(
            number,
            kind,
            transaction_id,
            message(code, number=number, transaction_id=transaction_id),
        )
    if kind == chain.RECORD:
        digest, data = columns[2], columns[3]
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != digest:
            said = message("store.broken.record", number=number, transaction_id=transaction_id)
            return BrokenEntry(number, kind, transaction_id, said)
    return None


class _Listed:
    """What the list of transactions has to say, taken from the journal."""

    def __init__(self) -> None:
        self._due: dict[str, list[object]] = {}

    def add(self, columns: Sequence[chain.Column]) -> None:
        number, transaction_id, event, _at, detail = columns
        identity = str(transaction_id)
        try:
            if event == JournalEvent.INTENT.value:
                intent = json.loads(str(detail))
                known = (intent["meter"], intent["serial"], int(bool(intent["simulated"])))
                self._due[identity] = [number, *known, None, 0]
            elif event == JournalEvent.CLOSED.value and identity in self._due:
                self._due[identity][4:] = [json.loads(str(detail))["outcome"], 1]
        except (ValueError, LookupError, TypeError):
            # Nothing we ever wrote; no line of the list can agree with it.
            self._due[identity] = [number]

    def first_difference(self, connection: sqlite3.Connection) -> BrokenEntry | None:
        """Return the first transaction whose line in the list is not as the journal says."""
        due = dict(self._due)
        found = connection.execute(
            "SELECT id, number, meter, serial, simulated, outcome, closed FROM transactions"
            " ORDER BY number"
        )
        for identity, *line in found:
            if due.pop(identity, None) != line:
                return _not_as_listed(int(line[0]), identity)
        for identity, line in due.items():
            return _not_as_listed(int(str(line[0])), identity)
        return None


def _not_as_listed(number: int, identity: str) -> BrokenEntry:
    said = message("store.broken.list", number=number, transaction_id=identity)
    return BrokenEntry(number, "transaction", identity, said)
