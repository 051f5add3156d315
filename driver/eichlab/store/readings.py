"""Readings as they are kept: exact decimals, and beside them minima and maxima for drawing.

A reading's body holds its values in the order of its *layout* (the list of curves, that is of
quantity and channel): per value a little-endian 64 bit integer and a signed byte, the decimal
``integer · 10^byte``. A value that does not fit so has the byte `ELSEWHERE` and stands as text in
the column ``others``.

Levels hold, per curve, the least and greatest value of all readings in a cell of 16, 256 or 4096
seconds (of readings, at the usual one a second). Cells are counted from 1970-01-01 UTC, so any
process may add to any cell at any time, and a cell without readings does not exist.
"""

import json
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Context, Decimal

import numpy as np
from numpy.typing import NDArray

from eichlab.store import losses
from eichlab.store.moments import from_micros, to_micros
from eichlab.values import Channel, Quantity, Reading

LEVEL_WIDTHS_S = (16, 256, 4096)
"""Seconds in a cell of each level, finest first."""

MICROS = 1_000_000
ELSEWHERE = 127

VALUE_TYPE = np.dtype([("integer", "<i8"), ("exponent", "i1")])
LEVEL_TYPE = np.dtype([("low", "<f8"), ("high", "<f8")])

Curve = tuple[Quantity, Channel]

# So many digits always fit into 64 bits.
_MOST_DIGITS = 18
_EXACT = Context(prec=_MOST_DIGITS + 2 * ELSEWHERE)
# What one transaction forgets at most, about; others who write wait that long.
_PRUNED_AT_ONCE = 20_000
_EXACT_READINGS = (
    "SELECT readings.at, layouts.curves, readings.body, readings.others, readings.monotonic,"
    " readings.round_trip_s, readings.tries"
    " FROM readings JOIN layouts ON layouts.id = readings.layout_id"
    " WHERE readings.meter_id = ? AND readings.at BETWEEN ? AND ? ORDER BY readings.at LIMIT ?"
)


def write(connection: sqlite3.Connection, batch: Sequence[tuple[Reading, bool]]) -> None:
    """Keep readings (each with whether its meter is simulated) inside the running write.

    Raises ``ValueError`` for a reading without time zone.
    """
    groups: dict[tuple[str, tuple[Curve, ...]], list[Reading]] = {}
    simulated: set[str] = set()
    for reading, is_simulated in batch:
        groups.setdefault((reading.meter, tuple(reading.quantities)), []).append(reading)
        if is_simulated:
            simulated.add(reading.meter)
    for (meter, curves), readings in groups.items():
        readings.sort(key=lambda each: each.taken_at)
        meter_id = _meter_id(connection, meter, simulated=meter in simulated)
        layout_id = _layout_id(connection, curves)
        times = [to_micros(each.taken_at) for each in readings]
        connection.executemany(
            "INSERT OR IGNORE INTO readings (meter_id, at, layout_id, body, others, monotonic,"
            " round_trip_s, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    meter_id,
                    at,
                    layout_id,
                    *_packed(tuple(each.quantities.values())),
                    each.monotonic,
                    each.round_trip_s,
                    each.tries,
                )
                for at, each in zip(times, readings, strict=True)
            ],
        )
        if curves:
            values = np.array(
                [[float(value) for value in each.quantities.values()] for each in readings]
            )
            values[~np.isfinite(values)] = np.nan
            for width_s in LEVEL_WIDTHS_S:
                _add_to_level(
                    connection, (meter_id, width_s, layout_id), np.array(times, np.int64), values
                )
        _end_losses(connection, meter, times, readings)


def meter_id_of(connection: sqlite3.Connection, meter: str) -> int | None:
    """Return the number readings of ``meter`` are kept under, None where there are none."""
    row = connection.execute("SELECT id FROM meters WHERE name = ?", (meter,)).fetchone()
    return None if row is None else int(row[0])


def first_at(connection: sqlite3.Connection, meter: str) -> datetime | None:
    """Return when the oldest reading of ``meter`` was taken, None where there is none."""
    (at,) = connection.execute(
        "SELECT min(at) FROM readings WHERE meter_id = ?", (meter_id_of(connection, meter),)
    ).fetchone()
    return None if at is None else from_micros(at)


def layouts(connection: sqlite3.Connection) -> dict[int, tuple[Curve, ...]]:
    """Return all layouts by number."""
    return {
        int(number): curves_from_text(text)
        for number, text in connection.execute("SELECT id, curves FROM layouts")
    }


def between(
    connection: sqlite3.Connection, meter: str, begin: datetime, end: datetime, limit: int
) -> Iterator[Reading]:
    """Yield the exact readings of ``meter`` from ``begin`` to ``end``, both included, in order.

    ``limit`` is the most to yield, -1 for all.
    """
    meter_id = meter_id_of(connection, meter)
    if meter_id is None:
        return
    bounds = (meter_id, to_micros(begin), to_micros(end), limit)
    for at, curves, body, others, *obtained in connection.execute(_EXACT_READINGS, bounds):
        values = _unpacked(body, others)
        quantities = dict(zip(curves_from_text(curves), values, strict=True))
        monotonic, round_trip_s, tries = obtained
        yield Reading(meter, from_micros(at), monotonic, quantities, round_trip_s, tries)


def prune(connection: sqlite3.Connection, before: datetime) -> int:
    """Forget some of the readings taken before a time; return how many, 0 when none is left.

    Nothing of a cell of the coarsest level goes before all of it may: no level then tells of a
    reading that is forgotten.
    """
    coarsest = LEVEL_WIDTHS_S[-1] * MICROS
    end = to_micros(before) // coarsest * coarsest
    row = connection.execute(
        "SELECT id, (SELECT min(at) FROM readings WHERE meter_id = meters.id) AS first"
        " FROM meters WHERE first < ? LIMIT 1",
        (end,),
    ).fetchone()
    if row is None:
        return 0
    meter_id, first = row
    last = connection.execute(
        "SELECT at FROM readings WHERE meter_id = ? AND at < ? ORDER BY at LIMIT 1 OFFSET ?",
        (meter_id, end, _PRUNED_AT_ONCE),
    ).fetchone()
    if last is not None:
        end = max(first // coarsest + 1, last[0] // coarsest) * coarsest
    bounds = (meter_id, end)
    count = connection.execute(
        "DELETE FROM readings WHERE meter_id = ? AND at < ?", bounds
    ).rowcount
    for width_s in LEVEL_WIDTHS_S:
        connection.execute(
            "DELETE FROM levels WHERE meter_id = ? AND width_s = ? AND cell < ?",
            (meter_id, width_s, end // (width_s * MICROS)),
        )
    return count


def curves_from_text(text: str) -> tuple[Curve, ...]:
    """Return the curves of a layout's text, ``voltage.L1,voltage.L2``."""
    pairs = (curve.split(".") for curve in text.split(",") if curve)
    return tuple((Quantity(quantity), Channel(channel)) for quantity, channel in pairs)


def _meter_id(connection: sqlite3.Connection, meter: str, *, simulated: bool) -> int:
    row = connection.execute(
        "INSERT INTO meters (name, simulated) VALUES (?, ?) ON CONFLICT (name)"
        " DO UPDATE SET simulated = max(simulated, excluded.simulated) RETURNING id",
        (meter, int(simulated)),
    ).fetchone()
    return int(row[0])


def _layout_id(connection: sqlite3.Connection, curves: tuple[Curve, ...]) -> int:
    text = ",".join(f"{quantity.value}.{channel.value}" for quantity, channel in curves)
    row = connection.execute("SELECT id FROM layouts WHERE curves = ?", (text,)).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO layouts (curves) VALUES (?) RETURNING id", (text,)
        ).fetchone()
    return int(row[0])


def _packed(values: Sequence[Decimal]) -> tuple[bytes, str | None]:
    """Return a reading's body and what does not fit into it."""
    flat: list[int] = []
    others: dict[str, str] = {}
    for index, value in enumerate(values):
        sign, digits, exponent = value.as_tuple()
        # Numbers of more digits, with farther exponents, NaN, and minus zero stand elsewhere.
        if (
            isinstance(exponent, int)
            and -ELSEWHERE <= exponent < ELSEWHERE
            and len(digits) <= _MOST_DIGITS
            and (value or not sign)
        ):
            flat += (int(value.scaleb(-exponent, _EXACT)), exponent)
        else:
            flat += (0, ELSEWHERE)
            others[str(index)] = str(value)
    return struct.pack("<" + "qb" * len(values), *flat), json.dumps(others) if others else None


def _unpacked(body: bytes, others: str | None) -> list[Decimal]:
    texts = {} if others is None else json.loads(others)
    return [
        Decimal(texts[str(index)] if exponent == ELSEWHERE else f"{integer}E{exponent}")
        for index, (integer, exponent) in enumerate(struct.iter_unpack("<qb", body))
    ]


def _add_to_level(
    connection: sqlite3.Connection,
    where: tuple[int, int, int],
    times: NDArray[np.int64],
    values: NDArray[np.float64],
) -> None:
    cells = times // (where[1] * MICROS)
    starts = np.flatnonzero(np.concatenate(([True], cells[1:] != cells[:-1])))
    lows = np.fmin.reduceat(values, starts, axis=0)
    highs = np.fmax.reduceat(values, starts, axis=0)
    ends = np.concatenate((starts[1:], [len(times)]))
    for start, end, low, high in zip(starts, ends, lows, highs, strict=True):
        cell = int(cells[start])
        first, last = int(times[start]), int(times[end - 1])
        body = np.empty(len(low), LEVEL_TYPE)
        body["low"], body["high"] = low, high
        had = connection.execute(
            "SELECT first_at, last_at, body FROM levels"
            " WHERE meter_id = ? AND width_s = ? AND layout_id = ? AND cell = ?",
            (*where, cell),
        ).fetchone()
        if had is not None:
            older = np.frombuffer(had[2], LEVEL_TYPE)
            body["low"] = np.fmin(body["low"], older["low"])
            body["high"] = np.fmax(body["high"], older["high"])
            first, last = min(first, had[0]), max(last, had[1])
        connection.execute(
            "INSERT OR REPLACE INTO levels (meter_id, width_s, layout_id, cell, first_at,"
            " last_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*where, cell, first, last, body.tobytes()),
        )


def _end_losses(
    connection: sqlite3.Connection, meter: str, times: Sequence[int], readings: Sequence[Reading]
) -> None:
    """End what a killed program left open: a meter that is read has no loss."""
    for began_at in losses.open_since(connection, meter):
        for at, reading in zip(times, readings, strict=True):
            if at > began_at:
                energy = reading.value(Quantity.ENERGY_IMPORT)
                losses.end_open(connection, meter, at, None if energy is None else str(energy))
                break
