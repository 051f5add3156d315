"""The journal: what we asked a meter to do, row by row, and the transactions it tells of."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from eichlab.store import chain
from eichlab.store.moments import from_text, to_micros, to_text
from eichlab.store.plain_data import (
    decimal_or_none,
    message_from_plain,
    message_to_plain,
    request_from_plain,
    request_to_plain,
    text_or_none,
    to_json,
)
from eichlab.values import (
    JournalEvent,
    JournalRow,
    Message,
    Outcome,
    Reason,
    StoreError,
    Transaction,
    TransactionRequest,
    VerdictWord,
)

# A question asks SQLite for this many transactions at most; its limit is far above.
_AT_ONCE = 500
_INTENT_NAMES = frozenset({"meter", "serial", "simulated", "request"})

_ROW_COLUMNS = "transaction_id, event, at, detail"
_TRANSACTION_COLUMNS = (
    "id, verdict, reason, energy_kwh, duration_s,"
    " (SELECT count(*) FROM losses WHERE losses.running = transactions.id)"
)


def begin(
    connection: sqlite3.Connection,
    at: datetime,
    *,
    meter: str,
    serial: str,
    request: TransactionRequest,
    simulated: bool,
    detail: Mapping[str, object],
) -> None:
    """Write the intent row. Raises `StoreError` where the id is known already."""
    clash = _INTENT_NAMES.intersection(detail)
    if clash:
        raise ValueError(f"the intent row itself holds {', '.join(sorted(clash))}")
    known = connection.execute(
        "SELECT 1 FROM transactions WHERE id = ?", (request.transaction_id,)
    ).fetchone()
    if known:
        raise StoreError("store.transaction-known", transaction_id=request.transaction_id)
    whole = {
        **detail,
        "meter": meter,
        "serial": serial,
        "simulated": simulated,
        "request": request_to_plain(request),
    }
    row = _append(connection, request.transaction_id, JournalEvent.INTENT, at, whole)
    connection.execute(
        "INSERT INTO transactions (id, number, meter, serial, simulated, began_at, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            request.transaction_id,
            row,
            meter,
            serial,
            int(simulated),
            to_micros(at),
            _words(meter, serial, request, detail.get("attribution")),
        ),
    )


def append(
    connection: sqlite3.Connection,
    transaction_id: str,
    event: JournalEvent,
    at: datetime,
    detail: Mapping[str, object],
) -> JournalRow:
    """Add a step. Raises `StoreError` where the transaction is unknown or closed."""
    if event in {JournalEvent.INTENT, JournalEvent.CLOSED}:
        raise ValueError(f"{event} is written by begin and close")
    _refuse_unless_open(connection, transaction_id)
    _append(connection, transaction_id, event, at, detail)
    return JournalRow(transaction_id, event, at, _dictionary(to_json(detail)))


def close(
    connection: sqlite3.Connection,
    transaction_id: str,
    outcome: Outcome,
    at: datetime,
    explanation: Message | None,
) -> None:
    """Write the closed row. Raises `StoreError` where it is unknown or closed already."""
    _refuse_unless_open(connection, transaction_id)
    detail = {
        "outcome": outcome,
        "explanation": None if explanation is None else message_to_plain(explanation),
    }
    _append(connection, transaction_id, JournalEvent.CLOSED, at, detail)
    connection.execute(
        "UPDATE transactions SET outcome = ?, closed = 1 WHERE id = ?",
        (outcome.value, transaction_id),
    )


def set_verdict(
    connection: sqlite3.Connection,
    transaction_id: str,
    at: datetime,
    *,
    word: VerdictWord,
    reason: Reason | None,
    energy_kwh: Decimal | None,
    duration_s: Decimal | None,
) -> None:
    """Add a judgement; the latest counts. Raises `StoreError` for an unknown transaction."""
    columns = (
        word.value,
        None if reason is None else reason.value,
        text_or_none(energy_kwh),
        text_or_none(duration_s),
    )
    changed = connection.execute(
        "UPDATE transactions SET verdict = ?, reason = ?, energy_kwh = ?, duration_s = ?"
        " WHERE id = ?",
        (*columns, transaction_id),
    ).rowcount
    if not changed:
        raise StoreError("store.unknown-transaction", transaction_id=transaction_id)
    chain.append(connection, chain.VERDICT, (transaction_id, to_text(at), *columns))


def transaction(connection: sqlite3.Connection, transaction_id: str) -> Transaction | None:
    """Return one transaction, None where the journal does not know it."""
    return next(iter(_transactions(connection, "WHERE id = ?", (transaction_id,))), None)


def open_transactions(
    connection: sqlite3.Connection, serial: str | None
) -> tuple[Transaction, ...]:
    """Return what the journal still has to bring to an end, oldest first."""
    if serial is None:
        return _transactions(connection, "WHERE closed = 0 ORDER BY number", ())
    return _transactions(connection, "WHERE closed = 0 AND serial = ? ORDER BY number", (serial,))


def transactions(
    connection: sqlite3.Connection,
    *,
    limit: int,
    before: str | None,
    meter: str | None,
    outcome: Outcome | None,
    verdict: VerdictWord | None,
    search: str | None,
    began: tuple[datetime, datetime] | None = None,
) -> tuple[Transaction, ...]:
    """Return transactions that meet every condition given, the last begun first.

    The order is the journal's numbers: a computer clock that jumps changes nothing about it.
    """
    where, parameters = _where(meter, outcome, verdict, search)
    conditions: list[str] = [where] if where else []
    if before is not None:
        conditions.append("number < (SELECT number FROM transactions WHERE id = ?)")
        parameters.append(before)
    if began is not None:
        conditions.append("began_at BETWEEN ? AND ?")
        parameters += [to_micros(moment) for moment in began]
    clause = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    return _transactions(connection, f"{clause}ORDER BY number DESC LIMIT ?", (*parameters, limit))


def numbers(
    connection: sqlite3.Connection,
    *,
    meter: str | None,
    outcome: Outcome | None,
    verdict: VerdictWord | None,
    search: str | None,
) -> "array[int]":
    """Return the journal's numbers of the transactions `transactions` would return, all of them."""
    where, parameters = _where(meter, outcome, verdict, search)
    clause = f"WHERE {where} " if where else ""
    found = connection.execute(
        f"SELECT number FROM transactions {clause}ORDER BY number DESC",  # noqa: S608 - own words only
        parameters,
    )
    return array("q", (number for (number,) in found))


def numbered(connection: sqlite3.Connection, wanted: Sequence[int]) -> tuple[Transaction, ...]:
    """Return the transactions that have these numbers, last begun first."""
    found: list[Transaction] = []
    ordered = sorted(set(wanted), reverse=True)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rest = f"WHERE number IN ({marks}) ORDER BY number DESC"
        found += _transactions(connection, rest, some)
    return tuple(found)


def _where(
    meter: str | None,
    outcome: Outcome | None,
    verdict: VerdictWord | None,
    search: str | None,
) -> tuple[str, list[str | int]]:
    conditions: list[str] = []
    parameters: list[str | int] = []
    for condition, value in (
        ("meter = ?", meter),
        ("outcome = ?", None if outcome is None else outcome.value),
        ("verdict = ?", None if verdict is None else verdict.value),
    ):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    for word in (search or "").casefold().split():
        conditions.append("instr(words, ?) > 0")
        parameters.append(word)
    return " AND ".join(conditions), parameters


def is_known(connection: sqlite3.Connection, transaction_id: str) -> bool:
    """Return whether the journal has an entry of that id."""
    row = connection.execute(
        "SELECT 1 FROM transactions WHERE id = ?", (transaction_id,)
    ).fetchone()
    return row is not None


def _append(
    connection: sqlite3.Connection,
    transaction_id: str,
    event: JournalEvent,
    at: datetime,
    detail: Mapping[str, object],
) -> int:
    columns = (transaction_id, event.value, to_text(at), to_json(detail))
    number, _hash = chain.append(connection, chain.JOURNAL, columns)
    return number


def _refuse_unless_open(connection: sqlite3.Connection, transaction_id: str) -> None:
    row = connection.execute(
        "SELECT closed FROM transactions WHERE id = ?", (transaction_id,)
    ).fetchone()
    if row is None:
        raise StoreError("store.unknown-transaction", transaction_id=transaction_id)
    if row[0]:
        raise StoreError("store.transaction-closed", transaction_id=transaction_id)


def _words(meter: str, serial: str, request: TransactionRequest, attribution: object) -> str:
    """Return everything a search looks through, in one case."""
    noted = attribution.values() if isinstance(attribution, Mapping) else ()
    texts = (
        *map(str, noted),
        request.transaction_id,
        meter,
        serial,
        request.identification,
        request.tariff_text,
        request.charge_point_id,
    )
    return "\n".join(texts).casefold()


def _transactions(
    connection: sqlite3.Connection, rest: str, parameters: Sequence[str | int]
) -> tuple[Transaction, ...]:
    found = connection.execute(
        f"SELECT {_TRANSACTION_COLUMNS} FROM transactions {rest}",  # noqa: S608 - own words only
        parameters,
    ).fetchall()
    rows = _rows_of(connection, [columns[0] for columns in found])
    return tuple(_assembled(columns, rows.get(columns[0], [])) for columns in found)


def _rows_of(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[JournalRow]]:
    rows: dict[str, list[JournalRow]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = connection.execute(
            f"SELECT {_ROW_COLUMNS} FROM journal WHERE transaction_id IN ({marks}) ORDER BY number",  # noqa: S608 - own words
            some,
        )
        for row in _journal_rows(found):
            rows.setdefault(row.transaction_id, []).append(row)
    return rows


def _journal_rows(found: Iterable[tuple[str, str, str, str]]) -> Iterable[JournalRow]:
    for transaction_id, event, at, detail in found:
        try:
            yield JournalRow(
                transaction_id, JournalEvent(event), from_text(at), _dictionary(detail)
            )
        except (ValueError, TypeError) as error:
            raise StoreError("store.damaged-entry", transaction_id=transaction_id) from error


def _dictionary(text: str) -> dict[str, object]:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise TypeError("a detail is not an object")
    return data


def _assembled(
    columns: tuple[str, str | None, str | None, str | None, str | None, int],
    rows: Sequence[JournalRow],
) -> Transaction:
    """Put a transaction together; what was chained comes from the journal, not from the index."""
    identity, verdict, reason, energy_kwh, duration_s, losses = columns
    try:
        intent, last = rows[0].detail, rows[-1]
        is_closed = last.event is JournalEvent.CLOSED
        explanation = last.detail["explanation"] if is_closed else None
        return Transaction(
            id=identity,
            meter=str(intent["meter"]),
            serial=str(intent["serial"]),
            request=request_from_plain(intent["request"]),
            rows=tuple(rows),
            outcome=Outcome(str(last.detail["outcome"])) if is_closed else None,
            explanation=None if explanation is None else message_from_plain(explanation),
            verdict=None if verdict is None else VerdictWord(verdict),
            reason=None if reason is None else Reason(reason),
            energy_kwh=decimal_or_none(energy_kwh),
            duration_s=decimal_or_none(duration_s),
            losses=losses,
            simulated=bool(intent["simulated"]),
        )
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise StoreError("store.damaged-entry", transaction_id=identity) from error
