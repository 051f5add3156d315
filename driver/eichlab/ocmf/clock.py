"""The meter's time as OCMF writes it (1.4.1 tables 7 and 19)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

_is_specified = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3}[+-]\d{4} [UISR]", re.ASCII
).fullmatch
_READABLE = re.compile(
    r"\s*(?P<time>(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[,.](\d{1,9}))?"
    r"\s?(Z|z|[+-]\d\d:?\d\d)?)\s*(?P<status>[A-Za-z])?\s*",
    re.ASCII,
)


class ClockTime(NamedTuple):
    """A time as signed: its text without the status letter, the letter, and the moment.

    ``at`` is aware with the meter's own offset; None where text or offset give no moment.
    """

    text: str
    status: str | None
    at: datetime | None


def is_specified_spelling(time: str) -> bool:
    """Return whether a time (without the status) that can be read is spelled as specified."""
    # Of what `read_time` reads, only the specified spelling has these signs at these places.
    return len(time) == 28 and time[10] == "T" and time[19] == "," and time[23] in "+-"


def moment(time: str) -> datetime | None:
    """Return the moment of a time in the specified spelling; None where no calendar has it."""
    try:
        # What the standard library's reader in C takes is this very order of signs.
        return datetime.fromisoformat(time)
    except ValueError:
        return None


def read_time(text: str) -> ClockTime:
    """Read a ``TM``: ``2025-12-17T12:09:16,000+0100 S`` and the spellings met beside it."""
    if len(text) == 30 and _is_specified(text):
        time = text[:28]
        return ClockTime(time, text[29], moment(time))
    match = _READABLE.fullmatch(text) if len(text) < 64 else None
    if match is None:
        return ClockTime(text, None, None)
    year, month, day, hour, minute, second = (int(match[group]) for group in range(2, 8))
    fraction = (match[8] or "0").ljust(6, "0")[:6]
    status = match["status"]
    try:
        at = (
            datetime(year, month, day, hour, minute, second, int(fraction), _zone(match[9]))
            if match[9]
            else None
        )
    except ValueError:
        at = None
    return ClockTime(match["time"], status.upper() if status else None, at)


@lru_cache(maxsize=128)
def _zone(offset: str) -> timezone:
    """Return the zone of an offset; raises ``ValueError`` where none is a day or more."""
    if offset in {"Z", "z"}:
        return UTC
    digits = offset[1:].replace(":", "")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-distance if offset[0] == "-" else distance)
