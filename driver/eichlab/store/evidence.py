"""Proves the chain, entry by entry."""

import hashlib
import heapq
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from eichlab.store import chain
from eichlab.store.moments import from_text, to_micros
from eichlab.values import JournalEvent, Message, message


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """The first thing that is not as it was written.

    ``number`` is its place in the chain, ``kind`` the name of one of `chain.KINDS`, or
    ``transaction`` (the list over journal and verdicts), ``keyring`` (the list over the changes
    of keys), ``chain`` (the end is missing) or ``file`` (the file itself is damaged from here
    on). ``subject`` is the transaction's id, or the meter of a key.
    """

    number: int
    kind: str
    subject: str | None
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


_Entry = tuple[int, chain.Kind, Sequence[chain.Column], str]

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR})


def check(connection: sqlite3.Connection, expect: str | None) -> CheckResult:
    """Compute the chain anew and compare. ``expect`` is a head (hex) printed at any time before.

    An expected head may have entries after it; a chain that does not contain it lost its end, or
    is another store's.
    """
    with _any_bytes_as_text(connection):
        return _Check(connection, expect).result()


class _Check:
    def __init__(self, connection: sqlite3.Connection, expect: str | None) -> None:
        self._connection = connection
        self._kinds = chain.kinds_in(connection)
        self._wanted = None if expect is None else expect.strip().lower()
        self._expected_at = 0 if self._wanted == chain.START else None
        self._previous = chain.START
        self._count = 0
        self._transactions = _Transactions()
        self._keys = _Keys()

    def result(self) -> CheckResult:
        try:
            broken = self._first_broken()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            number = self._count + 1
            said = message("store.broken.file", number=number, reason=str(error))
            broken = BrokenEntry(number, "file", None, said)
            return self._told(self._count, self._previous, broken)
        if broken is not None and self._count + 1 == broken.number:
            return self._told(*self._length_and_head(), broken)
        return self._told(self._count, self._previous, broken)

    def _told(self, count: int, head: str, broken: BrokenEntry | None) -> CheckResult:
        return CheckResult(broken is None, count, head, broken, self._expected_at)

    def _first_broken(self) -> BrokenEntry | None:
        for number, kind, columns, stored_hash in _entries(self._connection, self._kinds):
            broken = _broken(number, self._count + 1, kind, columns, self._previous, stored_hash)
            if broken is not None:
                return broken
            if kind in {chain.JOURNAL, chain.VERDICT}:
                self._transactions.add(kind, columns)
            elif kind is chain.KEY:
                self._keys.add(columns)
            if stored_hash == self._wanted:
                self._expected_at = number
            self._previous, self._count = stored_hash, number
        with_verdicts = chain.VERDICT in self._kinds
        differing = self._transactions.first_difference(
            self._connection, with_verdicts=with_verdicts
        )
        if differing is None and chain.KEY in self._kinds:
            differing = self._keys.first_difference(self._connection)
        if differing is None and self._wanted is not None and self._expected_at is None:
            said = message("store.broken.cut", expected=self._wanted)
            return BrokenEntry(self._count + 1, "chain", None, said)
        return differing

    def _length_and_head(self) -> tuple[int, str]:
        count = 0
        for kind in self._kinds:
            row = self._connection.execute(f"SELECT count(*) FROM {kind.table}").fetchone()  # noqa: S608 - own names
            count += int(row[0])
        return count, chain.tail(self._connection, self._kinds)[1]


@contextmanager
def _any_bytes_as_text(connection: sqlite3.Connection) -> Iterator[None]:
    """Let altered text that is no UTF-8 be read: it is to be named, not to end the check."""
    usual = connection.text_factory
    connection.text_factory = _text
    try:
        yield
    finally:
        connection.text_factory = usual


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _entries(connection: sqlite3.Connection, kinds: Sequence[chain.Kind]) -> Iterator[_Entry]:
    """Yield the entries of all tables in the order of their numbers."""
    streams = []
    for kind in kinds:
        found = connection.execute(
            f"SELECT {', '.join(kind.columns)}, hash FROM {kind.table} ORDER BY number"  # noqa: S608 - own names
        )
        streams.append(_stream(found, kind))
    return heapq.merge(*streams, key=lambda entry: entry[0])


def _stream(found: sqlite3.Cursor, kind: chain.Kind) -> Iterator[_Entry]:
    for *columns, stored_hash in found:
        yield int(columns[0]), kind, columns, str(stored_hash)


_CODES = {
    chain.JOURNAL: "store.broken.journal",
    chain.RECORD: "store.broken.record",
    chain.WRITE: "store.broken.write",
    chain.VERDICT: "store.broken.verdict",
    chain.KEY: "store.broken.key",
}


def _broken(
    number: int,
    expected_number: int,
    kind: chain.Kind,
    columns: Sequence[chain.Column],
    previous: str,
    stored_hash: str,
) -> BrokenEntry | None:
    if number != expected_number:
        return BrokenEntry(
            expected_number, kind.name, None, message("store.broken.gap", number=expected_number)
        )
    if _has_hash(kind, columns, previous, stored_hash):
        return None
    subject = None if columns[1] is None else str(columns[1])
    said = message(_CODES[kind], number=number, subject=subject)
    return BrokenEntry(number, kind.name, subject, said)


def _has_hash(
    kind: chain.Kind, columns: Sequence[chain.Column], previous: str, stored_hash: str
) -> bool:
    try:
        if chain.next_hash(previous, kind.name, columns) != stored_hash:
            return False
    except (TypeError, UnicodeEncodeError):
        # A type or a text we never wrote.
        return False
    if kind is not chain.RECORD:
        return True
    digest, data = columns[2], columns[3]
    return isinstance(data, bytes) and hashlib.sha256(data).hexdigest() == digest


class _Transactions:
    """What the list of transactions has to say, taken from journal and verdicts."""

    def __init__(self) -> None:
        self._due: dict[str, list[object]] = {}

    def add(self, kind: chain.Kind, columns: Sequence[chain.Column]) -> None:
        identity = str(columns[1])
        if kind is chain.VERDICT:
            if len(self._due.get(identity, ())) == _LISTED:
                self._due[identity][_VERDICT:] = columns[3:]
            return
        number, _, event, at, detail = columns
        try:
            if event == JournalEvent.INTENT.value:
                intent = json.loads(str(detail))
                self._due[identity] = [
                    number,
                    intent["meter"],
                    intent["serial"],
                    int(bool(intent["simulated"])),
                    to_micros(from_text(str(at))),
                    *(None, 0),
                    *(None, None, None, None),
                ]
            elif event == JournalEvent.CLOSED.value and identity in self._due:
                self._due[identity][_OUTCOME:_VERDICT] = [json.loads(str(detail))["outcome"], 1]
        except (ValueError, LookupError, TypeError):
            # Nothing we ever wrote; no line of the list can agree with it.
            self._due[identity] = [number]

    def first_difference(
        self, connection: sqlite3.Connection, *, with_verdicts: bool
    ) -> BrokenEntry | None:
        """Return the first transaction whose line in the list is not as the chain says."""
        due = dict(self._due)
        end = _LISTED if with_verdicts else _VERDICT
        found = connection.execute(
            "SELECT id, number, meter, serial, simulated, began_at, outcome, closed,"
            " verdict, reason, energy_kwh, duration_s FROM transactions ORDER BY number"
        )
        for identity, *line in found:
            if due.pop(identity, [])[:end] != line[:end]:
                return _not_as_listed(int(line[0]), identity)
        for identity, line in due.items():
            return _not_as_listed(int(str(line[0])), identity)
        return None


# Where in a line of the list of transactions something stands, and how long the line is.
_OUTCOME, _VERDICT, _LISTED = 5, 7, 11


def _not_as_listed(number: int, identity: str) -> BrokenEntry:
    said = message("store.broken.list", number=number, subject=identity)
    return BrokenEntry(number, "transaction", identity, said)


class _Keys:
    """What the key ring has to say, taken from the changes of keys."""

    def __init__(self) -> None:
        self._due: dict[tuple[str, str], tuple[int, list[chain.Column]]] = {}

    def add(self, columns: Sequence[chain.Column]) -> None:
        number, meter, _, fingerprint, *_ = columns
        now = list(columns[1:-1])
        self._due[str(meter), str(fingerprint)] = (int(str(number)), now)

    def first_difference(self, connection: sqlite3.Connection) -> BrokenEntry | None:
        """Return the first key that is not as its last change left it."""
        due = dict(self._due)
        listed = ", ".join(chain.KEY.columns[1:-1])
        found = connection.execute(f"SELECT {listed} FROM keys ORDER BY id")  # noqa: S608 - own names
        for line in found:
            number, expected = due.pop((str(line[0]), str(line[2])), (0, []))
            if list(line) != expected:
                return _not_in_ring(number, str(line[0]))
        for (meter, _), (number, _) in due.items():
            return _not_in_ring(number, meter)
        return None


def _not_in_ring(number: int, meter: str) -> BrokenEntry:
    said = message("store.broken.keyring", number=number, subject=meter)
    return BrokenEntry(number, "keyring", meter, said)
