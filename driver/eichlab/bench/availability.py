"""How well meters could be read today."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from eichlab.store import Store


def availability_today(store: Store, meters: Sequence[str], now: datetime) -> Decimal | None:
    """Return the per cent of the time since local midnight in which they answered.

    Only time in which they were watched counts; None where none was.
    """
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(midnight.astimezone(UTC), now - timedelta(days=1))
    return store.availability(meters, begin, now)
