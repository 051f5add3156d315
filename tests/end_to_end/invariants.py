"""What must be so after any failure whatever, in one place.

`Facts` is what is found once the trouble is over and recovery ran: the journal, the records, the
rescue folder and the chain on our side; on the other side the simulated meter's own memory, which
counts every transaction it ever began. Each invariant is a function whose docstring is the
promise; it yields one sentence for every breach.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eichlab.store import CheckResult, Store
from eichlab.values import JournalEvent, Outcome, SignedRecord, Transaction, VerdictWord

# What a transaction's id looks like, where a meter has room for it in its record.
ID_IN_RECORD = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# The order in which a journal may go on; a step may be left out or, where named, taken again.
_ORDER = tuple(JournalEvent)
_AGAIN = frozenset({JournalEvent.STOPPING, JournalEvent.READ})


@dataclass(frozen=True)
class Facts:
    """Our side and the meter's side, when all is said to be over."""

    transactions: Sequence[Transaction]
    records: Mapping[str, Sequence[SignedRecord]]
    foreign: Sequence[SignedRecord]
    rescued: frozenset[bytes]
    chain: CheckResult
    meter: Mapping[str, object]

    @classmethod
    def gather(cls, store: Store, meter: Mapping[str, object]) -> "Facts":
        """Read everything from the store; ``meter`` is the simulated meter's memory."""
        transactions = store.transactions(limit=100_000)
        folder = store.rescue_folder.path
        return cls(
            transactions=transactions,
            records={each.id: store.records(each.id) for each in transactions},
            foreign=store.foreign_records(),
            rescued=frozenset(path.read_bytes() for path in folder.glob("*.ocmf")),
            chain=store.check(),
            meter=meter,
        )

    @property
    def all_records(self) -> list[SignedRecord]:
        return [*(record for each in self.records.values() for record in each), *self.foreign]

    @property
    def begun_by_meter(self) -> int:
        """How many transactions the meter began, by its own count."""
        return int(str(self.meter["begun"]))

    @property
    def signed_by_meter(self) -> list[str]:
        """The pagination of each record with which the meter ended a transaction."""
        pages = self.meter["pages"]
        assert isinstance(pages, list)
        return [str(page) for page in pages]

    @property
    def lost(self) -> int:
        """Transactions the meter began of which we hold no record."""
        held = Counter(pagination(record) for record in self.all_records)
        return self.begun_by_meter - sum(held[page] > 0 for page in self.signed_by_meter)

    @property
    def doubled(self) -> int:
        """Records we hold more often than the meter signed them."""
        held = [record.sha256 for record in self.all_records]
        return len(held) - len(set(held))


def payload(record: SignedRecord) -> dict[str, object]:
    """Return what the meter signed, by plain means: the JSON between the first two bars."""
    return dict(json.loads(record.data.split(b"|")[1]))


def pagination(record: SignedRecord) -> str:
    """Return the meter's own count of the record, as it wrote it."""
    return str(payload(record)["PG"])


def is_mere_begin(record: SignedRecord) -> bool:
    """Return whether it is the begin that some meters sign by itself, beside the whole record."""
    readings = payload(record)["RD"]
    assert isinstance(readings, list)
    return [each["TX"] for each in readings if "TX" in each] == ["B"]


def memory_of(folder: Path, name: str = "em580-1.json") -> Mapping[str, object]:
    """Return the memory a simulated meter keeps in its state folder."""
    return dict(json.loads((folder / name).read_text("utf-8")))


# ── the promises ─────────────────────────────────────────────────────────────────────────────


def journal_is_closed(facts: Facts) -> Iterator[str]:
    """Every transaction comes to its end, with an outcome."""
    for each in facts.transactions:
        if each.is_open or each.outcome is None:
            yield f"{each.id} is left {each.state}"


def no_end_without_record_or_reason(facts: Facts) -> Iterator[str]:
    """A transaction ends with exactly one record, or in words that say why there is none.

    A meter may have signed its begin by itself before.
    """
    for each in facts.transactions:
        count = sum(not is_mere_begin(record) for record in facts.records[each.id])
        explained = each.outcome in {Outcome.REFUSED, Outcome.ABANDONED} and each.explanation
        if count > 1 or (count == 0 and not explained and not each.is_open):
            yield f"{each.id} ended {each.outcome} with {count} records"


def records_verify(facts: Facts) -> Iterator[str]:
    """The record of a transaction verifies under the meter's key and carries its id."""
    for each in facts.transactions:
        for record in facts.records[each.id]:
            said = ID_IN_RECORD.search(record.data.decode("utf-8", "replace"))
            if said is not None and said[0].lower() != each.id.lower():
                yield f"{each.id} holds the record of {said[0]}"
            if each.verdict is not VerdictWord.VERIFIED and not each.is_open:
                yield f"{each.id} ended {each.verdict} ({each.reason})"


def refused_means_nothing_ran(facts: Facts) -> Iterator[str]:
    """What is called refused or abandoned before the start has no record."""
    for each in facts.transactions:
        if each.outcome is Outcome.REFUSED and facts.records[each.id]:
            yield f"{each.id} was called refused, but ran"


def nothing_is_lost(facts: Facts) -> Iterator[str]:
    """Every transaction the meter ever began has its record in the store, ours or foreign."""
    held = {pagination(record) for record in facts.all_records}
    for page in facts.signed_by_meter:
        if page not in held:
            yield f"the meter's record {page} is lost"
    if facts.begun_by_meter != len(facts.signed_by_meter):
        yield f"the meter began {facts.begun_by_meter} and ended {len(facts.signed_by_meter)}"


def nothing_is_doubled(facts: Facts) -> Iterator[str]:
    """No record is kept twice."""
    counts = Counter(record.sha256 for record in facts.all_records)
    for record in facts.all_records:
        if counts[record.sha256] > 1:
            yield f"the meter's record {pagination(record)} is kept more than once"


def rescue_holds_every_record(facts: Facts) -> Iterator[str]:
    """Every record lies in the rescue folder, byte for byte."""
    for record in facts.all_records:
        if record.data not in facts.rescued:
            yield f"no copy of {record.sha256[:12]} in the rescue folder"


def steps_come_in_order(facts: Facts) -> Iterator[str]:
    """Nothing is released before it is read and stored; no step comes before its time."""
    for each in facts.transactions:
        steps = [row.event for row in each.rows]
        numbers = [_ORDER.index(step) for step in steps]
        if numbers != sorted(numbers):
            yield f"{each.id} went {' '.join(steps)}"
        twice = [step for step, count in Counter(steps).items() if count > 1]
        if set(twice) - _AGAIN:
            yield f"{each.id} took {', '.join(twice)} twice"
        said = [row.detail.get("by") for row in each.rows if row.event is JournalEvent.RELEASED]
        if said == [None] and JournalEvent.STORED not in steps:
            yield f"{each.id} was released without being stored"


def meter_is_idle(facts: Facts) -> Iterator[str]:
    """The meter runs nothing and holds nothing that waits."""
    if not facts.meter["idle"]:
        yield "the meter is left running, or with a record that waits"


def chain_holds(facts: Facts) -> Iterator[str]:
    """The hash chain over journal and records proves."""
    if not facts.chain.ok:
        yield f"the chain is broken: {facts.chain.first_broken}"


ALWAYS: tuple[Callable[[Facts], Iterator[str]], ...] = (
    records_verify,
    refused_means_nothing_ran,
    nothing_is_doubled,
    rescue_holds_every_record,
    steps_come_in_order,
    chain_holds,
)
"""These hold at every moment, in the midst of any trouble."""

IN_THE_END: tuple[Callable[[Facts], Iterator[str]], ...] = (
    *ALWAYS,
    journal_is_closed,
    no_end_without_record_or_reason,
    nothing_is_lost,
    meter_is_idle,
)
"""These hold once the trouble is over and recovery ran."""


def breaches(
    facts: Facts, invariants: Sequence[Callable[[Facts], Iterator[str]]] = IN_THE_END
) -> list[str]:
    """Return every breach, each with the name of its invariant."""
    return [f"{each.__name__}: {said}" for each in invariants for said in each(facts)]
