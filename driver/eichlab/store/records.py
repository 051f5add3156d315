"""Signed records as they came: exact bytes, appended to the chain, never doubled."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eichlab.store import chain
from eichlab.store.moments import to_text
from eichlab.store.plain_data import encodable
from eichlab.values import KeyOrigin, SignedRecord, StoreError

_COLUMNS = "data, format, public_key, key_origin, source, place, transaction_id, context, simulated"
# Ids are texts that others choose too: the same may stand in two meters.
_OF_OTHER_METER = (
    "(SELECT 1 FROM transactions WHERE id = records.transaction_id AND serial <> records.serial)"
)
_OF_JOURNAL = (
    "(SELECT 1 FROM transactions WHERE id = records.transaction_id AND serial = records.serial)"
)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with what the store knows of it; ``number`` and ``hash`` are its chain entry's."""

    record: SignedRecord
    number: int
    hash: str
    meter: str
    serial: str
    at: str


def add(
    connection: sqlite3.Connection, record: SignedRecord, at: datetime, meter: str, serial: str
) -> None:
    """Append the record unless its transaction has the very same bytes already."""
    sha256 = record.sha256
    if connection.execute(
        "SELECT 1 FROM records WHERE ifnull(transaction_id, '') = ? AND sha256 = ?",
        (record.transaction_id or "", sha256),
    ).fetchone():
        return
    columns: tuple[chain.Column, ...] = (
        record.transaction_id,
        sha256,
        record.data,
        record.format,
        record.public_key,
        None if record.key_origin is None else record.key_origin.value,
        encodable(record.source),
        encodable(record.place),
        record.context,
        int(record.simulated),
        meter,
        serial,
        to_text(at),
    )
    chain.append(connection, chain.RECORD, columns)


def of_transaction(
    connection: sqlite3.Connection, transaction_id: str | None, serial: str | None = None
) -> tuple[SignedRecord, ...]:
    """Return a transaction's records (None: all there are) in the order they were added.

    Those of the meter with that serial; None: of the journal's, where it knows the transaction.
    """
    if transaction_id is None:
        return _records(connection, "", ())
    # In two steps and by the index's own expression, so that it is looked through, not the records.
    where = (
        "WHERE transaction_id IS NOT NULL"
        " AND number IN (SELECT number FROM records WHERE ifnull(transaction_id, '') = ?)"
    )
    if serial is None:
        return _records(connection, f"{where} AND NOT EXISTS {_OF_OTHER_METER}", (transaction_id,))
    return _records(connection, f"{where} AND serial = ?", (transaction_id, serial))


def of_bytes(connection: sqlite3.Connection, sha256: str) -> tuple[SignedRecord, ...]:
    """Return the records that have this hash."""
    # In two steps, so that the index is looked through and not the records.
    where = "WHERE number IN (SELECT number FROM records WHERE sha256 = ?)"
    return _records(connection, where, (sha256,))


def foreign(connection: sqlite3.Connection) -> tuple[SignedRecord, ...]:
    """Return the records that belong to no entry of the journal."""
    return _records(connection, f"WHERE NOT EXISTS {_OF_JOURNAL}", ())


def stored(connection: sqlite3.Connection) -> Iterator[StoredRecord]:
    """Yield every record with its chain entry, in order."""
    found = connection.execute(
        f"SELECT {_COLUMNS}, number, hash, meter, serial, at FROM records ORDER BY number"  # noqa: S608 - own words
    )
    for *columns, number, hashed, meter, serial, at in found:
        yield StoredRecord(_record(columns), number, hashed, meter, serial, at)


def _records(
    connection: sqlite3.Connection, where: str, parameters: Sequence[str]
) -> tuple[SignedRecord, ...]:
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM records {where} ORDER BY number",  # noqa: S608 - own words
        parameters,
    )
    return tuple(_record(columns) for columns in found)


def _record(columns: Sequence[object]) -> SignedRecord:
    try:
        return _assembled(columns)
    except (TypeError, ValueError) as error:
        raise StoreError("store.damaged-entry", transaction_id=columns[6]) from error


def _assembled(columns: Sequence[object]) -> SignedRecord:
    data, form, public_key, key_origin, source, place, transaction_id, context, simulated = columns
    return SignedRecord(
        data=_bytes(data),
        format=str(form),
        public_key=None if public_key is None else _bytes(public_key),
        key_origin=None if key_origin is None else KeyOrigin(str(key_origin)),
        source=str(source),
        place=str(place),
        transaction_id=None if transaction_id is None else str(transaction_id),
        context=None if context is None else str(context),
        simulated=bool(simulated),
    )


def _bytes(column: object) -> bytes:
    if not isinstance(column, bytes):
        raise TypeError("a record's bytes are no bytes")
    return column
