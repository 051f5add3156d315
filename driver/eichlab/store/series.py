"""What a plot asks for: one curve over a time, as many points as it has columns to draw."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eichlab.store import readings
from eichlab.store.moments import to_micros
from eichlab.store.readings import ELSEWHERE, LEVEL_TYPE, LEVEL_WIDTHS_S, MICROS, VALUE_TYPE
from eichlab.store.watches import LONGEST_PAUSE
from eichlab.values import Channel, Loss, Quantity

# Single readings are fetched up to so many a column; more would take too long to fetch.
_READINGS_PER_COLUMN = 40
_PACES = 5


class Series(NamedTuple):
    """One curve of one meter for drawing, in the quantity's unit.

    ``time`` (Unix seconds, never falling), ``low`` and ``high`` are float64 arrays of one length,
    shape ``(points,)``. A point is a single reading (low equals high) or the least and greatest
    of neighbouring readings. Where readings are missing (a loss, or nobody watched), a point
    with NaN in ``low`` and ``high`` stands between, so that a line drawn through them breaks.
    """

    time: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """Points with the times (µs) of their first and last reading."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.first)

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> "_Points":
        return _Points(self.first[chosen], self.last[chosen], self.low[chosen], self.high[chosen])


def _none() -> _Points:
    return _Points(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))


def _together(parts: Sequence[_Points]) -> _Points:
    if not parts:
        return _none()
    return _Points(
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.high for part in parts]),
    )


def series(
    connection: sqlite3.Connection,
    meter: str,
    curve: readings.Curve,
    begin: datetime,
    end: datetime,
    columns: int,
    losses: Sequence[Loss],
) -> Series:
    """Return the curve from ``begin`` to ``end`` (both included) in about ``columns`` columns.

    At most ``2 · columns`` points come back, and one more for each gap. ``losses`` are the
    meter's in that time. Raises ``ValueError`` for less than one column.
    """
    if columns < 1:
        raise ValueError("a series has at least one column")
    source = _Source.of(connection, meter, curve, begin, end)
    if source is None:
        return _drawn(_none(), [])
    points = source.points(source.level_for(columns), source.begin, source.end)
    points = points.take(~np.isnan(points.low))
    points = points.take(np.lexsort((points.last, points.first)))
    if len(points) > 2 * columns:
        points = _reduced(points, columns)
    return _drawn(points, losses)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one curve's points come from; ``layouts`` gives the curve's place in each layout."""

    connection: sqlite3.Connection
    meter_id: int
    layouts: dict[int, int]
    begin: int
    end: int

    @classmethod
    def of(
        cls,
        connection: sqlite3.Connection,
        meter: str,
        curve: tuple[Quantity, Channel],
        begin: datetime,
        end: datetime,
    ) -> "_Source | None":
        meter_id = readings.meter_id_of(connection, meter)
        if meter_id is None:
            return None
        places = {
            number: curves.index(curve)
            for number, curves in readings.layouts(connection).items()
            if curve in curves
        }
        # What lies outside the readings there are costs nothing and needs no coarser level.
        first, last = connection.execute(
            "SELECT (SELECT min(at) FROM readings WHERE meter_id = :meter AND at >= :begin),"
            " (SELECT max(at) FROM readings WHERE meter_id = :meter AND at <= :end)",
            {"meter": meter_id, "begin": to_micros(begin), "end": to_micros(end)},
        ).fetchone()
        if first is None or last is None or last < first or not places:
            return None
        return cls(connection, meter_id, places, first, last)

    def level_for(self, columns: int) -> int:
        """Return how many levels to use: 0 for single readings, 3 for the coarsest cells."""
        span = self.end - self.begin
        for level in range(len(LEVEL_WIDTHS_S), 0, -1):
            if LEVEL_WIDTHS_S[level - 1] * MICROS * columns <= span:
                return level
        most = _READINGS_PER_COLUMN * columns
        (count,) = self.connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM readings"
            " WHERE meter_id = ? AND at BETWEEN ? AND ? LIMIT ?)",
            (self.meter_id, self.begin, self.end, most + 1),
        ).fetchone()
        return 0 if count <= most else 1

    def points(self, level: int, begin: int, end: int) -> _Points:
        """Return the points from ``begin`` to ``end``: whole cells, and finer ones at the edges."""
        if begin > end:
            return _none()
        if level == 0:
            return self._readings(begin, end)
        width = LEVEL_WIDTHS_S[level - 1] * MICROS
        first_cell, behind = -(-begin // width), (end + 1) // width
        if first_cell >= behind:
            return self.points(level - 1, begin, end)
        return _together(
            [
                self.points(level - 1, begin, first_cell * width - 1),
                self._cells(LEVEL_WIDTHS_S[level - 1], first_cell, behind - 1),
                self.points(level - 1, behind * width, end),
            ]
        )

    def _cells(self, width_s: int, first: int, last: int) -> _Points:
        parts = []
        for layout, place in self.layouts.items():
            rows = self.connection.execute(
                "SELECT first_at, last_at, substr(body, ?, ?) FROM levels WHERE meter_id = ?"
                " AND width_s = ? AND layout_id = ? AND cell BETWEEN ? AND ? ORDER BY cell",
                (
                    place * LEVEL_TYPE.itemsize + 1,
                    LEVEL_TYPE.itemsize,
                    self.meter_id,
                    width_s,
                    layout,
                    first,
                    last,
                ),
            ).fetchall()
            values = np.frombuffer(b"".join([row[2] for row in rows]), LEVEL_TYPE)
            parts.append(
                _Points(
                    np.array([row[0] for row in rows], np.int64),
                    np.array([row[1] for row in rows], np.int64),
                    values["low"].astype(np.float64),
                    values["high"].astype(np.float64),
                )
            )
        return _together(parts)

    def _readings(self, begin: int, end: int) -> _Points:
        parts = []
        for layout, place in self.layouts.items():
            rows = self.connection.execute(
                "SELECT at, substr(body, ?, ?) FROM readings"
                " WHERE meter_id = ? AND at BETWEEN ? AND ? AND layout_id = ? ORDER BY at",
                (
                    place * VALUE_TYPE.itemsize + 1,
                    VALUE_TYPE.itemsize,
                    self.meter_id,
                    begin,
                    end,
                    layout,
                ),
            ).fetchall()
            times = np.array([row[0] for row in rows], np.int64)
            packed = np.frombuffer(b"".join([row[1] for row in rows]), VALUE_TYPE)
            values = _floats(packed)
            for index in np.flatnonzero(packed["exponent"] == ELSEWHERE):
                values[index] = self._elsewhere(int(times[index]), place)
            parts.append(_Points(times, times, values, values))
        return _together(parts)

    def _elsewhere(self, at: int, place: int) -> float:
        (others,) = self.connection.execute(
            "SELECT others FROM readings WHERE meter_id = ? AND at = ?", (self.meter_id, at)
        ).fetchone()
        value = float(json.loads(others)[str(place)])
        return value if np.isfinite(value) else float("nan")


def _floats(packed: NDArray[np.void]) -> NDArray[np.float64]:
    """Return the nearest floats: dividing by a power of ten rounds once, multiplying twice."""
    exponents = packed["exponent"].astype(np.float64)
    integers = packed["integer"].astype(np.float64)
    up, down = 10.0 ** np.maximum(exponents, 0), 10.0 ** np.maximum(-exponents, 0)
    return np.asarray(integers * up / down, np.float64)


def _reduced(points: _Points, columns: int) -> _Points:
    """Put points (in order of ``first``) together, one for each column that has any."""
    begin, span = points.first[0], points.last.max() - points.first[0] + 1
    column = (points.first - begin) * columns // span
    starts = np.flatnonzero(np.concatenate(([True], column[1:] != column[:-1])))
    return _Points(
        np.minimum.reduceat(points.first, starts),
        np.maximum.reduceat(points.last, starts),
        np.minimum.reduceat(points.low, starts),
        np.maximum.reduceat(points.high, starts),
    )


def _drawn(points: _Points, losses: Sequence[Loss]) -> Series:
    """Return points as they are drawn, broken where readings are missing between two of them."""
    if not len(points):
        return Series(np.empty(0), np.empty(0), np.empty(0))
    reached = np.maximum.accumulate(points.last)
    pauses = points.first[1:] - reached[:-1]
    breaks = np.zeros(len(pauses), np.bool_)
    if len(pauses):
        usual = float(np.median(pauses))
        breaks |= pauses > max(LONGEST_PAUSE, _PACES * usual)
        for loss in losses:
            began_at = to_micros(loss.began_at)
            before = int(np.searchsorted(points.first, began_at, side="right")) - 1
            if 0 <= before < len(breaks) and reached[before] <= began_at:
                breaks[before] = True
    time = (points.first + points.last) / 2 / MICROS
    order = np.argsort(time, kind="stable")
    time, low, high = time[order], points.low[order], points.high[order]
    places = np.flatnonzero(breaks) + 1
    middles = (reached[:-1][breaks] + points.first[1:][breaks]) / 2 / MICROS
    return Series(
        np.insert(time, places, middles),
        np.insert(low, places, np.nan),
        np.insert(high, places, np.nan),
    )
