"""How long a store of 100,000 transactions takes to list, search and open some of them."""

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from eichlab.store import Store, journal
from eichlab.values import (
    JournalEvent,
    Outcome,
    Reason,
    TransactionRequest,
    VerdictWord,
)

TRANSACTIONS = 100_000
REJECTED_EVERY = 50
RECOVERED_EVERY = 70
_AT_ONCE = 2000
_APART = timedelta(minutes=6)
_STEPS = tuple(event for event in JournalEvent if event is not JournalEvent.INTENT)[:-1]


def fill(path: Path, count: int, meters: Sequence[str]) -> None:
    """Make a store with this many closed transactions, taken by the meters in turn.

    Many in one write: each by itself would wait for the disk seven times.
    """
    at = datetime.now(UTC) - count * _APART
    with Store.open(path) as store:
        for first in range(0, count, _AT_ONCE):
            with store._database.writing() as connection:  # noqa: SLF001 - see above
                for number in range(first, min(count, first + _AT_ONCE)):
                    at += _APART
                    request = TransactionRequest(
                        identification=f"04A1B2{number:08X}",
                        tariff_text=f"0.30 EUR/kWh, job-{number:06}",
                    )
                    one = request.transaction_id
                    journal.begin(
                        connection,
                        at,
                        meter=meters[number % len(meters)],
                        serial="SIM0000000001",
                        request=request,
                        simulated=True,
                        detail={},
                    )
                    for step in _STEPS:
                        journal.append(connection, one, step, at, {})
                    rejected = number % REJECTED_EVERY == 0
                    journal.set_verdict(
                        connection,
                        one,
                        at,
                        word=VerdictWord.REJECTED if rejected else VerdictWord.VERIFIED,
                        reason=Reason.SIGNATURE if rejected else None,
                        energy_kwh=Decimal("1.234"),
                        duration_s=Decimal(300),
                    )
                    recovered = number % RECOVERED_EVERY == 0
                    outcome = Outcome.RECOVERED if recovered else Outcome.COMPLETED
                    journal.close(connection, one, outcome, at, None)


def measure(_options: Sequence[str] = ()) -> dict[str, float | int]:
    """Return the milliseconds of each question to the store."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "eichlab.sqlite"
        fill(path, TRANSACTIONS, ("Post 1", "Post 2", "Post 3", "Post 4"))
        with Store.open(path) as store:
            numbers = store.transaction_numbers()
            questions: dict[str, Callable[[], object]] = {
                "history_numbers_ms": store.transaction_numbers,
                "history_rejected_ms": lambda: store.transaction_numbers(
                    verdict=VerdictWord.REJECTED
                ),
                "history_search_ms": lambda: store.transaction_numbers(search="job-04711"),
                "history_page_ms": lambda: store.transactions_numbered(numbers[50_000:50_100]),
            }
            figures: dict[str, float | int] = {"history_transactions": len(numbers)}
            for name, question in questions.items():
                began = time.perf_counter()
                question()
                figures[name] = round((time.perf_counter() - began) * 1000, 1)
            return figures
