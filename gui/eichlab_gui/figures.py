"""Numbers and times as the desktop writes them.

The decimal sign is the point in every language, as meters, records and exports write it; a narrow
blank separates thousands. Nothing here ever rounds a signed value: those are shown as signed.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

GAP = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"


def figure(value: Decimal | None, places: int | None = None) -> str:
    """Return a number; ``places`` rounds for live display, None keeps every digit."""
    if value is None:
        return NONE
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = f"{value:,f}".replace(",", GAP)
    return text.replace("-", MINUS)


def kwh(watt_hours: Decimal | None) -> str:
    """Return an energy given in Wh in kWh, no digit lost and at least three decimals."""
    if watt_hours is None:
        return NONE
    value = watt_hours.scaleb(-3)
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return figure(value, max(places, 3))


def kilowatts(watts: Decimal | None) -> str:
    """Return a live power given in W in kW with two decimals."""
    return NONE if watts is None else figure(watts.scaleb(-3), 2)


def clock_span(seconds: float | Decimal | None) -> str:
    """Return a duration as ``h:mm:ss``."""
    if seconds is None:
        return NONE
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def local(moment: datetime) -> datetime:
    """Return an aware time in this computer's zone."""
    return moment.astimezone()


def time_of_day(moment: datetime, *, milliseconds: bool = False) -> str:
    """Return the local time of day."""
    text = f"{local(moment):%H:%M:%S}"
    return f"{text}.{moment.microsecond // 1000:03d}" if milliseconds else text


def time_of_day_of(at: float) -> str:
    """Return the local time of day of a Unix time, to the tenth of a second."""
    return f"{datetime.fromtimestamp(at).astimezone():%H:%M:%S.%f}"[:10]


def day_and_time(moment: datetime) -> str:
    """Return the local date and time, to the minute, as tables show it."""
    return f"{local(moment):%d.%m. %H:%M}"


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Return the time from one moment to another in seconds."""
    return (later - earlier) / timedelta(seconds=1)


def size(count: int) -> str:
    """Return a number of bytes with the unit that suits it."""
    amount = Decimal(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{figure(amount, 0 if unit == 'B' else 1)} {unit}"
        amount /= 1000
    return f"{figure(amount, 1)} TB"
