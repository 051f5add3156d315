"""When a meter was watched at all: what its availability is a share of.

A watch is a time in which one running program read a meter, or tried to. It goes on as long as
readings (or the signs of a lasting loss) follow each other closely; a program that was off, or a
computer that slept, watched nothing.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from eichlab.store import losses
from eichlab.store.moments import to_micros

# Readings up to this far apart belong to one watch, whatever the pace was before.
LONGEST_PAUSE = 90 * 1_000_000
_PACES = 3

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch of this program that may still go on; times and ``pace`` in µs.

    ``pace`` is the time between its last two signs: a meter asked every five minutes is watched
    in between, too.
    """

    row: int
    began_at: int
    ended_at: int
    pace: int = 0

    def reaches(self, at: int) -> bool:
        """Return whether a sign at ``at`` belongs to this watch."""
        pause = max(LONGEST_PAUSE, _PACES * self.pace)
        return self.began_at - LONGEST_PAUSE <= at <= self.ended_at + pause


def extend(
    connection: sqlite3.Connection, meter: str, watch: Watch | None, signs: Sequence[int]
) -> Watch | None:
    """Note signs (µs, rising) that ``meter`` is watched; return the watch that may go on."""
    for at in signs:
        if watch is not None and watch.reaches(at):
            watch = replace(
                watch,
                began_at=min(watch.began_at, at),
                ended_at=max(watch.ended_at, at),
                pace=max(0, at - watch.ended_at),
            )
            continue
        pace = 0
        if watch is not None:
            _write(connection, watch)
            pace = max(0, at - watch.ended_at)
        row = connection.execute(
            "INSERT INTO watches (meter, began_at, ended_at) VALUES (?, ?, ?) RETURNING id",
            (meter, at, at),
        ).fetchone()
        watch = Watch(int(row[0]), at, at, pace)
    if watch is not None:
        _write(connection, watch)
    return watch


def _write(connection: sqlite3.Connection, watch: Watch) -> None:
    connection.execute(
        "UPDATE watches SET began_at = ?, ended_at = ? WHERE id = ?",
        (watch.began_at, watch.ended_at, watch.row),
    )


def availability(
    connection: sqlite3.Connection, meters: Sequence[str], begin: datetime, end: datetime
) -> Decimal | None:
    """Return the per cent of the watched time without loss, rounded down to two decimals.

    Of several meters it is the share of the time that all of them were watched, put together.
    None where none was watched between ``begin`` and ``end``.
    """
    whole = lost = 0
    for meter in meters:
        watched = _watched(connection, meter, begin, end)
        whole += _length(watched)
        lost += _length(_common(watched, _lost(connection, meter, begin, end)))
    if whole == 0:
        return None
    share = Decimal(100) * (whole - lost) / whole
    # Down: whoever lost anything never reads 100.
    return share.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _watched(
    connection: sqlite3.Connection, meter: str, begin: datetime, end: datetime
) -> list[Span]:
    first, last = to_micros(begin), to_micros(end)
    found = connection.execute(
        "SELECT began_at, ended_at FROM watches"
        " WHERE meter = ? AND ended_at >= ? AND began_at <= ?",
        (meter, first, last),
    )
    return _joined([(max(began, first), min(ended, last)) for began, ended in found])


def _lost(connection: sqlite3.Connection, meter: str, begin: datetime, end: datetime) -> list[Span]:
    first, last = to_micros(begin), to_micros(end)
    return _joined(
        [
            (
                max(to_micros(loss.began_at), first),
                last if loss.ended_at is None else min(to_micros(loss.ended_at), last),
            )
            for loss in losses.overlapping(connection, meter, begin, end)
        ]
    )


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return spans in order, those that touch put together, empty ones left out."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if end <= begin:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    common: list[Span] = []
    index = 0
    for begin, end in some:
        while index < len(others) and others[index][1] <= begin:
            index += 1
        following = index
        while following < len(others) and others[following][0] < end:
            common.append((max(begin, others[following][0]), min(end, others[following][1])))
            following += 1
    return common


def _length(spans: Sequence[Span]) -> int:
    return sum(end - begin for begin, end in spans)
