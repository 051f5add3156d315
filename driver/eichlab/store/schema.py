"""The store's tables, and the steps from any older schema to this one.

A step is never edited once it was released: stores made by it exist. A change is a new step.
"""

import sqlite3
from collections.abc import Callable

from eichlab.store import chain
from eichlab.values import StoreError

# "EICH": tells our file from any other SQLite database.
APPLICATION_ID = 0x45494348

_APPEND_ONLY = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""

_FIRST = (
    """
-- Journal rows and records share one sequence of numbers, the chain.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    transaction_id TEXT NOT NULL,
    event TEXT NOT NULL,
    at TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_transaction ON journal (transaction_id, number);
CREATE UNIQUE INDEX journal_one_intent ON journal (transaction_id) WHERE event = 'intent';
CREATE UNIQUE INDEX journal_one_close ON journal (transaction_id) WHERE event = 'closed';

CREATE TABLE records (
    number INTEGER PRIMARY KEY,
    transaction_id TEXT,
    sha256 TEXT NOT NULL,
    data BLOB NOT NULL,
    format TEXT NOT NULL,
    public_key BLOB,
    key_origin TEXT,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    context TEXT,
    simulated INTEGER NOT NULL,
    meter TEXT NOT NULL,
    serial TEXT NOT NULL,
    at TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_once ON records (ifnull(transaction_id, ''), sha256);

-- An index over the journal for lists and search; the journal is what counts.
CREATE TABLE transactions (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    meter TEXT NOT NULL,
    serial TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    words TEXT NOT NULL,
    outcome TEXT,
    closed INTEGER NOT NULL DEFAULT 0,
    verdict TEXT,
    reason TEXT,
    energy_kwh TEXT,
    duration_s TEXT
) STRICT;
CREATE INDEX transactions_by_time ON transactions (began_at);
CREATE INDEX transactions_open ON transactions (number) WHERE closed = 0;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are kept'); END;
CREATE TRIGGER transactions_no_update
BEFORE UPDATE OF id, number, meter, serial, simulated, began_at ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are kept'); END;

CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    transaction_id TEXT NOT NULL,
    at TEXT NOT NULL,
    word TEXT NOT NULL,
    reason TEXT,
    energy_kwh TEXT,
    duration_s TEXT
) STRICT;
CREATE INDEX verdicts_by_transaction ON verdicts (transaction_id, id);

CREATE TABLE leases (
    transaction_id TEXT PRIMARY KEY,
    owner TEXT NOT NULL
) STRICT;

CREATE TABLE meters (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    simulated INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which curves (quantity and channel) stand in a reading's body, in which order.
CREATE TABLE layouts (
    id INTEGER PRIMARY KEY,
    curves TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE readings (
    meter_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    layout_id INTEGER NOT NULL,
    body BLOB NOT NULL,
    others TEXT,
    monotonic REAL NOT NULL,
    round_trip_s REAL NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (meter_id, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE levels (
    meter_id INTEGER NOT NULL,
    width_s INTEGER NOT NULL,
    layout_id INTEGER NOT NULL,
    cell INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (meter_id, width_s, layout_id, cell)
) STRICT, WITHOUT ROWID;

CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL
) STRICT;
CREATE INDEX watches_by_meter ON watches (meter, began_at);

CREATE TABLE losses (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    cause TEXT NOT NULL,
    running TEXT,
    ended_at INTEGER,
    energy_before TEXT,
    energy_after TEXT,
    UNIQUE (meter, began_at)
) STRICT;
CREATE INDEX losses_by_time ON losses (began_at);
CREATE INDEX losses_open ON losses (meter) WHERE ended_at IS NULL;
CREATE INDEX losses_by_transaction ON losses (running) WHERE running IS NOT NULL;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    key BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    origin TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    confirmed_by TEXT,
    confirmed_at TEXT,
    valid_from TEXT,
    valid_to TEXT,
    simulated INTEGER NOT NULL,
    UNIQUE (meter, fingerprint)
) STRICT;
"""
    + _APPEND_ONLY.format(table="journal")
    + _APPEND_ONLY.format(table="records")
    + _APPEND_ONLY.format(table="verdicts")
)

_SECOND = (
    """
-- Every frame that was sent to change something in a meter.
CREATE TABLE writes (
    number INTEGER PRIMARY KEY,
    transaction_id TEXT,
    line TEXT NOT NULL,
    meter TEXT NOT NULL,
    unit INTEGER,
    at TEXT NOT NULL,
    data BLOB NOT NULL,
    meaning TEXT,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX writes_by_transaction ON writes (transaction_id, number);
CREATE INDEX writes_by_meter ON writes (meter, number);

-- The judgements, now in the chain.
ALTER TABLE verdicts RENAME TO unchained_verdicts;
DROP INDEX verdicts_by_transaction;
DROP TRIGGER verdicts_no_update;
DROP TRIGGER verdicts_no_delete;
CREATE TABLE verdicts (
    number INTEGER PRIMARY KEY,
    transaction_id TEXT NOT NULL,
    at TEXT NOT NULL,
    word TEXT NOT NULL,
    reason TEXT,
    energy_kwh TEXT,
    duration_s TEXT,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX verdicts_by_transaction ON verdicts (transaction_id, number);

-- What became of each key; the table keys is an index over it, as it is now.
CREATE TABLE key_changes (
    number INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    key BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    origin TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    confirmed_by TEXT,
    confirmed_at TEXT,
    valid_from TEXT,
    valid_to TEXT,
    simulated INTEGER NOT NULL,
    at TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX key_changes_by_key ON key_changes (meter, fingerprint, number);
CREATE TRIGGER keys_no_delete BEFORE DELETE ON keys
BEGIN SELECT RAISE(ABORT, 'keys are kept'); END;
"""
    + _APPEND_ONLY.format(table="writes")
    + _APPEND_ONLY.format(table="verdicts")
    + _APPEND_ONLY.format(table="key_changes")
)


def _second(connection: sqlite3.Connection) -> None:
    """Add the list of writes; take judgements and keys, as they are now, into the chain."""
    _run(connection, _SECOND)
    judgements = connection.execute(
        "SELECT transaction_id, at, word, reason, energy_kwh, duration_s"
        " FROM unchained_verdicts ORDER BY id"
    ).fetchall()
    for columns in judgements:
        chain.append(connection, chain.VERDICT, columns)
    connection.execute("DROP TABLE unchained_verdicts")
    keys = connection.execute(
        "SELECT meter, key, fingerprint, origin, first_seen, confirmed_by, confirmed_at,"
        " valid_from, valid_to, simulated, ifnull(confirmed_at, first_seen) FROM keys ORDER BY id"
    ).fetchall()
    for columns in keys:
        chain.append(connection, chain.KEY, columns)


Migration = str | Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[Migration, ...] = (_FIRST, _second)
"""Step n brings a store from version n to n + 1; a new store goes through all of them."""


def bring_up_to_date(
    connection: sqlite3.Connection, path: str, migrations: tuple[Migration, ...] = MIGRATIONS
) -> None:
    """Bring the open database to the version of ``migrations``, all steps or none.

    Raises `StoreError` ``store.newer`` for a store of a later program and ``store.other-file``
    for a database that is not a store of ours; ``sqlite3.Error`` as it comes.
    """
    if version_of(connection, path, len(migrations)) == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster while we waited for the lock.
        version = version_of(connection, path, len(migrations))
        for step in migrations[version:]:
            if isinstance(step, str):
                _run(connection, step)
            else:
                step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def refuse_other_file(connection: sqlite3.Connection, path: str) -> None:
    """Raise `StoreError` ``store.other-file`` for somebody else's database; change nothing."""
    version_of(connection, path, len(MIGRATIONS))


def version_of(connection: sqlite3.Connection, path: str, known: int) -> int:
    """Return the schema's version, 0 for an empty file. Raises as `bring_up_to_date` does."""
    # One statement, so that another process cannot make the tables between two questions.
    application, version, tables = connection.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application != APPLICATION_ID:
        if application or version or tables:
            raise StoreError("store.other-file", path=path)
        return 0
    if version > known:
        raise StoreError("store.newer", path=path, version=version, known=known)
    return int(version)


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Run a script statement by statement: ``executescript`` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError("a migration ends inside a statement")
