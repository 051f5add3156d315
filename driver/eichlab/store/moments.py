"""Aware UTC times as the store keeps them: whole microseconds, or ISO 8601 text."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> datetime:
    """Return the present time, aware UTC."""
    return datetime.now(UTC)


def to_micros(at: datetime) -> int:
    """Return microseconds since 1970-01-01 UTC, exact. Raises ``ValueError`` for a naive time."""
    if at.tzinfo is None:
        raise ValueError("a time without time zone cannot be stored")
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the aware UTC time of so many microseconds since 1970-01-01 UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def to_text(at: datetime) -> str:
    """Return the time as ISO 8601 in UTC with all six decimals, so that texts sort as times."""
    if at.tzinfo is None:
        raise ValueError("a time without time zone cannot be stored")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    """Return the aware UTC time of an ISO 8601 text. Raises ``ValueError``."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return at.astimezone(UTC)
