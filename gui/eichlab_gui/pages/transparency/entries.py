"""What the list of Transparency shows: transactions, single records, and what was skipped."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eichlab.values import (
    Judgement,
    Reason,
    RecordVerdict,
    SignedReading,
    Skipped,
    TransactionVerdict,
    VerdictWord,
)
from eichlab_gui.figures import figure


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a transaction with its records, a record alone, or a skipped place."""

    records: tuple[RecordVerdict, ...] = ()
    transaction: TransactionVerdict | None = None
    skipped: Skipped | None = None

    @property
    def word(self) -> VerdictWord:
        """Return the headline; what was skipped is unreadable."""
        if self.transaction is not None:
            return self.transaction.word
        return self.records[0].word if self.records else VerdictWord.UNREADABLE

    @property
    def reason(self) -> Reason | None:
        """Return why the headline is not `verified`."""
        if self.transaction is not None:
            return self.transaction.reason
        return self.records[0].reason if self.records else Reason.FORMAT

    @property
    def simulated(self) -> bool:
        """Return whether a simulated meter signed any of it."""
        return any(record.simulated for record in self.records) or (
            self.transaction is not None and self.transaction.simulated
        )

    @property
    def source(self) -> str:
        """Return the file or port it came from."""
        if self.skipped is not None:
            return self.skipped.source
        return self.records[0].record.source if self.records else ""

    @property
    def place(self) -> str:
        """Return where inside the source it was found."""
        if self.skipped is not None:
            return self.skipped.place
        return self.records[0].record.place if self.records else ""

    @property
    def meter(self) -> str:
        """Return the meter's number as stated, else nothing."""
        if self.transaction is not None and self.transaction.meter:
            return self.transaction.meter
        return next((r.identification.meter for r in self.records if r.identification.meter), "")

    @property
    def begin(self) -> SignedReading | None:
        """Return the begin reading."""
        if self.transaction is not None:
            return self.transaction.begin
        return self._stated("B")

    @property
    def end(self) -> SignedReading | None:
        """Return the end reading."""
        if self.transaction is not None:
            return self.transaction.end
        return self._stated("ELRAP")

    def _stated(self, letters: str) -> SignedReading | None:
        readings = [reading for record in self.records for reading in record.readings]
        return next((each for each in readings if each.tx and each.tx in letters), None)

    @property
    def energy_text(self) -> str:
        """Return the energy in kWh, or a dash where there is no honest value."""
        if self.word in {VerdictWord.REJECTED, VerdictWord.UNREADABLE} or self.transaction is None:
            return figure(None)
        return figure(self.transaction.energy_kwh)


def entries_of(judgement: Judgement) -> tuple[Entry, ...]:
    """Return the entries of a judgement in the order of the document, skipped places last."""
    listed: list[tuple[int, Entry]] = []
    for transaction in judgement.transactions:
        members = tuple(judgement.records[index] for index in transaction.records)
        first = min(transaction.records, default=len(judgement.records))
        listed.append((first, Entry(members, transaction)))
    held = {index for each in judgement.transactions for index in each.records}
    listed += [
        (index, Entry((record,)))
        for index, record in enumerate(judgement.records)
        if index not in held
    ]
    listed.sort(key=lambda pair: pair[0])
    skipped = tuple(Entry(skipped=each) for each in judgement.skipped)
    return (*(entry for _, entry in listed), *skipped)


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one file, by their places in the listing; ``title`` is its short name."""

    source: str
    title: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries with what is searched in each, in small letters, and grouped by file."""

    entries: tuple[Entry, ...] = ()
    texts: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()

    def found(self, word: VerdictWord | None, wanted: str) -> list[int]:
        """Return the places of the entries with this headline (None: any) and this text."""
        wanted = wanted.strip().casefold()
        return [
            place
            for place, (entry, text) in enumerate(zip(self.entries, self.texts, strict=True))
            if (word is None or entry.word is word) and wanted in text
        ]


def listing_of(judgement: Judgement) -> Listing:
    """Return what the list shows of a judgement; for thousands of records away from the screen."""
    entries = entries_of(judgement)
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        places.setdefault(entry.source, []).append(place)
    names = Counter(Path(source).name for source in places)
    groups = []
    for source, each in places.items():
        name = Path(source).name
        groups.append(Group(source, name if names[name] == 1 else source, tuple(each)))
    return Listing(entries, tuple(_searched(entry) for entry in entries), tuple(groups))


def _searched(entry: Entry) -> str:
    transaction = entry.transaction
    parts = [entry.source, entry.place, entry.meter, period_text(entry.begin, entry.end)]
    parts += [transaction.id or "" if transaction is not None else "", entry.energy_text]
    for record in entry.records:
        stated = record.identification
        parts += [
            each
            for each in (stated.user, stated.charge_point, stated.tariff_text, stated.pagination)
            if each
        ]
    return "\n".join(dict.fromkeys(parts)).casefold()


def counts_of(entries: tuple[Entry, ...]) -> Mapping[VerdictWord, int]:
    """Return how many entries have each headline; skipped places are not counted."""
    return Counter(entry.word for entry in entries if entry.skipped is None)


def period_text(begin: SignedReading | None, end: SignedReading | None) -> str:
    """Return begin and end in the meter's own time, as short as one line of a list needs."""
    first = begin.at if begin is not None else None
    last = end.at if end is not None else None
    if first is None and last is None:
        stated = next((each.time for each in (begin, end) if each and each.time), None)
        return stated or ""
    if first is None or last is None:
        return _day_time(first or last)
    if first.date() == last.date():
        return f"{_day_time(first)} – {last:%H:%M}"
    return f"{_day_time(first)} – {_day_time(last)}"


def _day_time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%d.%m. %H:%M}"


def full_time(reading: SignedReading | None) -> str:
    """Return date, time and the meter's own offset; a time nobody can read as it was signed."""
    if reading is None:
        return "–"
    if reading.at is None:
        return reading.time or "–"
    offset = f"{reading.at:%z}"
    return f"{reading.at:%d.%m.%Y %H:%M:%S} {offset[:3]}:{offset[3:5]}"
