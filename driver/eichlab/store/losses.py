"""Losses: kept from their first moment, and found again after a program was killed in one."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from eichlab.store.moments import from_micros, to_micros
from eichlab.store.plain_data import decimal_or_none, text_or_none
from eichlab.values import Loss, LossCause

_COLUMNS = "meter, began_at, cause, running, ended_at, energy_before, energy_after"


def began(connection: sqlite3.Connection, loss: Loss) -> None:
    """Keep a loss that lasts. One a killed program left open ends where this begins.

    Where the computer clock was set back, that other one began "later"; it ends where it began.
    """
    at = to_micros(loss.began_at)
    connection.execute(
        "UPDATE losses SET ended_at = max(began_at, ?)"
        " WHERE meter = ? AND ended_at IS NULL AND began_at != ?",
        (at, loss.meter, at),
    )
    _keep(connection, loss)


def ended(connection: sqlite3.Connection, loss: Loss) -> None:
    """Keep a loss that is over, known before or not. Raises ``ValueError`` without its end.

    No loss ends before it began, even where the computer clock was set back meanwhile.
    """
    if loss.ended_at is None:
        raise ValueError("a loss that ended has an end")
    _keep(connection, replace(loss, ended_at=max(loss.began_at, loss.ended_at)))


def end_open(connection: sqlite3.Connection, meter: str, at: int, energy_after: str | None) -> None:
    """End what is still open for ``meter`` before ``at`` (µs): it has just been read again."""
    connection.execute(
        "UPDATE losses SET ended_at = ?, energy_after = ?"
        " WHERE meter = ? AND ended_at IS NULL AND began_at < ?",
        (at, energy_after, meter, at),
    )


def open_since(connection: sqlite3.Connection, meter: str) -> list[int]:
    """Return when the open losses of ``meter`` began (µs)."""
    return [
        int(began_at)
        for (began_at,) in connection.execute(
            "SELECT began_at FROM losses WHERE meter = ? AND ended_at IS NULL", (meter,)
        )
    ]


def overlapping(
    connection: sqlite3.Connection,
    meter: str | None,
    begin: datetime | None,
    end: datetime | None,
) -> tuple[Loss, ...]:
    """Return the losses that touch the time from ``begin`` to ``end``, oldest first."""
    conditions: list[str] = []
    parameters: list[str | int] = []
    if meter is not None:
        conditions.append("meter = ?")
        parameters.append(meter)
    if begin is not None:
        conditions.append("(ended_at IS NULL OR ended_at >= ?)")
        parameters.append(to_micros(begin))
    if end is not None:
        conditions.append("began_at <= ?")
        parameters.append(to_micros(end))
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM losses {where} ORDER BY began_at, id",  # noqa: S608 - own words
        parameters,
    )
    return tuple(_loss(columns) for columns in found)


def _keep(connection: sqlite3.Connection, loss: Loss) -> None:
    connection.execute(
        f"INSERT INTO losses ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - own words
        " ON CONFLICT (meter, began_at) DO UPDATE SET cause = excluded.cause,"
        " running = excluded.running, ended_at = excluded.ended_at,"
        " energy_before = ifnull(excluded.energy_before, energy_before),"
        " energy_after = ifnull(excluded.energy_after, energy_after)",
        (
            loss.meter,
            to_micros(loss.began_at),
            loss.cause.value,
            loss.running,
            None if loss.ended_at is None else to_micros(loss.ended_at),
            text_or_none(loss.energy_before),
            text_or_none(loss.energy_after),
        ),
    )


def _loss(columns: Sequence[object]) -> Loss:
    meter, began_at, cause, running, ended_at, before, after = columns
    return Loss(
        meter=str(meter),
        began_at=from_micros(int(str(began_at))),
        cause=LossCause(str(cause)),
        running=None if running is None else str(running),
        ended_at=None if ended_at is None else from_micros(int(str(ended_at))),
        energy_before=decimal_or_none(None if before is None else str(before)),
        energy_after=decimal_or_none(None if after is None else str(after)),
    )
