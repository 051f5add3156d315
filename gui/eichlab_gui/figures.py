"""Numbers and times as the desktop writes them, in the language of the screen.

German has the comma as its decimal sign, English the point; a narrow blank separates thousands in
both, so that neither can be mistaken for the other. A signed value is never rounded and keeps the
point of its record in every language; so do the tables that other programs read.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from eichlab.texts import Language
from eichlab_gui.language import language

GAP = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"


def figure(value: Decimal | float | None, places: int | None = None) -> str:
    """Return a number; ``places`` rounds a live or derived one, written in the language.

    Without ``places`` it is exact: a count, or what a signed record says. No digit is lost and the
    point stays the record's. A float is never exact and needs ``places``.
    """
    if value is None:
        return NONE
    if places is None:
        text = f"{value:,f}"
    elif isinstance(value, float):
        text = f"{value:,.{places}f}"
    else:
        step = Decimal(1).scaleb(-places)
        text = f"{value.quantize(step, rounding=ROUND_HALF_EVEN):,f}"
    text = text.replace(",", GAP).replace("-", MINUS)
    return text if places is None else text.replace(".", decimal_sign())


def short(value: Decimal | float) -> str:
    """Return a live number with no more digits than it needs: ``0.5``, ``100``, ``99.98``."""
    return f"{float(value):g}".replace(".", decimal_sign())


def decimal_sign() -> str:
    """Return the decimal sign of the screen's language."""
    return "," if language() is Language.DE else "."


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
    return f"{text}{decimal_sign()}{moment.microsecond // 1000:03d}" if milliseconds else text


def time_of_day_of(at: float) -> str:
    """Return the local time of day of a Unix time, to the tenth of a second."""
    moment = datetime.fromtimestamp(at).astimezone()
    return f"{moment:%H:%M:%S}{decimal_sign()}{moment.microsecond // 100_000}"


def day_and_time(moment: datetime) -> str:
    """Return the local date and time, to the minute, as tables and axes show it."""
    return f"{day(local(moment))} {local(moment):%H:%M}"


def day(moment: datetime) -> str:
    """Return day and month as the language writes them: ``24.11.`` or ``24 Nov``."""
    if language() is Language.DE:
        return f"{moment:%d.%m.}"
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


# Not strftime's: that speaks the language of the process, not of the screen.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
