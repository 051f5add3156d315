"""Numbers and times of binary formats in the words of a signed reading."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

WATT_HOURS = 30
"""Unit of an energy (DLMS/COSEM Blue Book, table of units; also in SML)."""

_UNITS = {WATT_HOURS: "Wh", 27: "W", 29: "VAh", 32: "varh", 7: "s", 6: "min"}
_LARGEST_SCALER = 30


def unit_text(unit: int) -> str | None:
    """Return a DLMS unit's sign; None where it is none a meter of energy uses."""
    return _UNITS.get(unit)


def scaled(number: int, scaler: int) -> tuple[str, Decimal | None]:
    """Return ``number · 10^scaler`` as text and exact decimal.

    A scaler no meter uses leaves the number as it is, without a decimal.
    """
    if abs(scaler) > _LARGEST_SCALER:
        return f"{number}e{scaler}", None
    amount = Decimal(number).scaleb(scaler)
    return f"{amount:f}", amount


def obis_text(code: bytes) -> str:
    """Return six bytes as an OBIS code, ``1-0:1.8.0*255``."""
    a, b, c, d, e, f = code
    return f"{a}-{b}:{c}.{d}.{e}*{f}"


def local_time(local_seconds: int, offset_minutes: int | None) -> tuple[str, datetime | None]:
    """Return the text and the moment of a time counted by a clock on the wall.

    The text is spelled as OCMF spells times. Without an offset it has none, and the clock is
    taken to show UTC, which leaves durations as they are.
    """
    minutes = offset_minutes or 0
    try:
        zone = timezone(timedelta(minutes=minutes)) if minutes else UTC
        shown = datetime.fromtimestamp(local_seconds, UTC)
        at = shown.replace(tzinfo=zone)
    except (ValueError, OverflowError, OSError):
        return str(local_seconds), None
    text = shown.strftime("%Y-%m-%dT%H:%M:%S,000")
    return (text if offset_minutes is None else text + at.strftime("%z")), at


def text_of_bytes(data: bytes) -> str:
    """Return an identification as text where it is printable ASCII, else in hex."""
    stripped = data.rstrip(b"\x00")
    if stripped and all(0x20 <= byte < 0x7F for byte in stripped):
        return stripped.decode("ascii")
    return stripped.hex().upper()
