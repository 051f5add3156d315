"""The newest transactions of each meter, as many as the pages draw from memory.

Older ones lie in the store, from which the history and long plots fetch what they show.
"""

from datetime import datetime
from typing import Final

from eichlab.values import Transaction

KEPT: Final = 100
"""So many closed transactions of each meter stay in memory."""


class RecentTransactions:
    """Bounded by number for each meter; one that is open stays, however old it is."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._of: dict[str, dict[str, Transaction]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def take(self, transaction: Transaction) -> None:
        """Remember a transaction as it is now; the oldest closed one of its meter gives way."""
        known = self._of.setdefault(transaction.meter, {})
        known[transaction.id] = transaction
        closed = [each for each in known.values() if not each.is_open]
        if len(closed) > self._kept:
            del known[min(closed, key=lambda each: each.began_at).id]

    def take_older(self, transaction: Transaction) -> None:
        """Remember what the store says, unless a later step of it was heard of already."""
        newer = self._of.get(transaction.meter, {}).get(transaction.id)
        if newer is None or len(newer.rows) <= len(transaction.rows):
            self.take(transaction)

    def of(self, meter: str) -> list[Transaction]:
        """Return those of a meter, the oldest first."""
        return sorted(self._of.get(meter, {}).values(), key=lambda each: each.began_at)

    def reaches(self, meter: str, moment: datetime) -> bool:
        """Return whether all of a meter that began since ``moment`` are here."""
        known = self.of(meter)
        return len(known) < self._kept or known[0].began_at <= moment

    def all(self) -> list[Transaction]:
        """Return those of all meters."""
        return [each for known in self._of.values() for each in known.values()]
