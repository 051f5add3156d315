"""What was written to meters: every frame that was sent to change something, in the chain."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eichlab.store import chain
from eichlab.store.moments import from_text, to_text
from eichlab.store.plain_data import encodable, message_from_plain, message_to_plain, to_json
from eichlab.values import Message, StoreError, WireEntry

_COLUMNS = ", ".join(chain.WRITE.columns)


@dataclass(frozen=True, slots=True)
class MeterWrite:
    """One frame sent to change something in a meter.

    ``number`` is its place in the chain, ``at`` when it left, ``data`` the whole frame as sent,
    ``meaning`` what it was for, ``transaction_id`` the transaction it belonged to, if any.
    """

    number: int
    at: datetime
    line: str
    meter: str
    unit: int | None
    data: bytes
    meaning: Message | None
    transaction_id: str | None


def columns_of(
    entry: WireEntry, meter: str, transaction_id: str | None
) -> tuple[chain.Column, ...]:
    """Return the columns a write is kept in, without its number.

    Raises ``ValueError`` for a time without zone.
    """
    meaning = None if entry.meaning is None else to_json(message_to_plain(entry.meaning))
    return (
        transaction_id,
        encodable(entry.line),
        encodable(meter),
        entry.unit,
        to_text(entry.at),
        bytes(entry.data),
        meaning,
    )


def listed(
    connection: sqlite3.Connection,
    *,
    meter: str | None,
    transaction_id: str | None,
    before: int | None,
    limit: int,
) -> tuple[MeterWrite, ...]:
    """Return up to ``limit`` writes that meet every condition given, the last first."""
    conditions: list[str] = []
    parameters: list[str | int] = []
    for condition, value in (
        ("meter = ?", meter),
        ("transaction_id = ?", transaction_id),
        ("number < ?", before),
    ):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM writes {where} ORDER BY number DESC LIMIT ?",  # noqa: S608 - own words
        (*parameters, limit),
    )
    return tuple(_write(columns) for columns in found)


def stored(connection: sqlite3.Connection) -> Iterator[tuple[MeterWrite, str]]:
    """Yield every write with the hash of its entry, in order."""
    found = connection.execute(f"SELECT {_COLUMNS}, hash FROM writes ORDER BY number")  # noqa: S608
    for *columns, hashed in found:
        yield _write(columns), str(hashed)


def plain(columns: Sequence[chain.Column]) -> str:
    """Return a write as one line of JSON, for the rescue folder."""
    return to_json(dict(zip(chain.WRITE.columns[1:], columns, strict=True)))


def _write(columns: Sequence[chain.Column]) -> MeterWrite:
    number, transaction_id, line, meter, unit, at, data, meaning = columns
    try:
        if not isinstance(data, bytes):
            raise TypeError("a frame is no bytes")
        return MeterWrite(
            number=int(str(number)),
            at=from_text(str(at)),
            line=str(line),
            meter=str(meter),
            unit=None if unit is None else int(str(unit)),
            data=data,
            meaning=None if meaning is None else message_from_plain(json.loads(str(meaning))),
            transaction_id=None if transaction_id is None else str(transaction_id),
        )
    except (LookupError, ValueError, TypeError) as error:
        raise StoreError("store.damaged-entry", transaction_id=transaction_id) from error
