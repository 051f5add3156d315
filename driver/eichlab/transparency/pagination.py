"""Rules R9 and R10: the numbers under which a meter signs, and its fiscal readings."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from eichlab.transparency.content import RecordContent, Stated
from eichlab.transparency.registers import BEGIN_KINDS, END_KINDS
from eichlab.transparency.rules import finding
from eichlab.values import Finding, UnsignedKind, UnsignedValue

# A station's clock and its meter's may differ by so much without meaning another transaction.
_CLOCK_DIFFERENCE = timedelta(minutes=10)
# Of a transaction with more missing numbers only so many are looked up.
_MOST_MISSING = 10_000


def judge_pages(
    records: Sequence[RecordContent], unsigned: Sequence[UnsignedValue], *, whole: bool
) -> list[Finding]:
    """Judge the pagination inside one transaction, and what fiscal readings may not hold."""
    findings: list[Finding] = []
    if any(_is_fiscal(record) for record in records):
        measured = any(
            _is_fiscal(record)
            and any(reading.tx in BEGIN_KINDS | END_KINDS for reading in record.readings)
            for record in records
        )
        findings.append(finding("R10.fiscal-transaction" if whole and measured else "R10.fiscal"))
    if len(records) < 2:
        return findings
    begin = next((each for each in records if _holds(each, BEGIN_KINDS)), None)
    end = next((each for each in reversed(records) if _holds(each, END_KINDS)), None)
    if begin is None or end is None or begin is end:
        return findings
    first, last = begin.stated.page, end.stated.page
    if first is None or last is None or first.context != last.context:
        return findings
    if last.number <= first.number:
        findings.append(finding("R9.order", begin=str(first), end=str(last)))
    elif last.number - first.number >= len({each.stated.page for each in records}):
        findings += _begin_outside(begin, unsigned)
    return findings


def _begin_outside(begin: RecordContent, unsigned: Sequence[UnsignedValue]) -> tuple[Finding, ...]:
    """Find a begin taken from before the time the document gives the transaction."""
    signed = next((each.at for each in begin.readings if each.tx in BEGIN_KINDS), None)
    stated = next(
        (each.at for each in unsigned if each.kind is UnsignedKind.BEGIN and each.at), None
    )
    if signed is None or stated is None or signed >= stated - _CLOCK_DIFFERENCE:
        return ()
    return (finding("R9.begin-outside", signed=signed.isoformat(), stated=stated.isoformat()),)


def _is_fiscal(record: RecordContent) -> bool:
    return record.stated.page is not None and record.stated.page.fiscal


def _holds(record: RecordContent, kinds: frozenset[str]) -> bool:
    return any(reading.tx in kinds for reading in record.readings)


class Pages(NamedTuple):
    """The numbers one transaction used of a meter's pagination, ascending.

    ``meter`` and ``context`` say of which count.
    """

    transaction: int
    meter: tuple[str | None, str | None]
    context: str
    numbers: tuple[int, ...]


def pages_of(transaction: int, records: Sequence[RecordContent]) -> tuple[Pages, ...]:
    """Return the numbers of a transaction's records by meter and context."""
    if len(records) == 1:
        stated = records[0].stated
        page = stated.page
        if page is None or not (stated.gateway or stated.meter):
            return ()
        return (Pages(transaction, _meter(stated), page.context, (page.number,)),)
    found: dict[tuple[tuple[str | None, str | None], str], set[int]] = {}
    for record in records:
        page, stated = record.stated.page, record.stated
        if page is not None and (stated.gateway or stated.meter):
            found.setdefault((_meter(stated), page.context), set()).add(page.number)
    return tuple(
        Pages(transaction, meter, context, tuple(sorted(numbers)))
        for (meter, context), numbers in found.items()
    )


def _meter(stated: Stated) -> tuple[str | None, str | None]:
    """Return who counts: a meter behind a gateway counts for itself."""
    return stated.gateway or None, stated.meter or None


_numbers = attrgetter("numbers")


def judge_across(pages: Sequence[Pages]) -> Mapping[int, tuple[Finding, ...]]:
    """Return by transaction what only a look at all transactions of a meter shows."""
    counts: dict[tuple[object, str], list[Pages]] = {}
    for each in pages:
        counts.setdefault((each.meter, each.context), []).append(each)
    found: dict[int, tuple[Finding, ...]] = {}
    for (_, context), of_meter in counts.items():
        if len(of_meter) == 1 and len(of_meter[0].numbers) == 1:
            continue
        owners: dict[int, int] = {}
        of_meter.sort(key=_numbers)
        last = of_meter[0].numbers[0] - 1
        for transaction, _, _, numbers in of_meter:
            findings = [
                finding("R9.repeated-number", number=f"{context}{number}")
                for number in numbers
                if owners.setdefault(number, transaction) != transaction
            ]
            if numbers[0] > last + 1:
                findings.append(
                    finding(
                        "R9.gap-between",
                        last=f"{context}{last}",
                        first=f"{context}{numbers[0]}",
                    )
                )
            last = max(numbers[-1], last)
            if findings:
                found[transaction] = found.get(transaction, ()) + tuple(findings)
        for each in of_meter:
            inside = _gap_inside(each, owners, context) if len(each.numbers) > 1 else None
            if inside is not None:
                found[each.transaction] = (*found.get(each.transaction, ()), inside)
    return MappingProxyType(found)


def _gap_inside(each: Pages, owners: Mapping[int, int], context: str) -> Finding | None:
    first, last = each.numbers[0], each.numbers[-1]
    missing_count = last - first + 1 - len(each.numbers)
    if missing_count <= 0:
        return None
    own = frozenset(each.numbers)
    if missing_count <= _MOST_MISSING:
        missing = [number for number in range(first, last + 1) if number not in own]
    else:
        missing = [number for number in owners if first < number < last and number not in own]
    foreign = [number for number in missing if owners.get(number) not in {None, each.transaction}]
    if foreign:
        return finding(
            "R9.gap-foreign",
            number=f"{context}{foreign[0]}",
            first=f"{context}{first}",
            last=f"{context}{last}",
        )
    return finding(
        "R9.gap", first=f"{context}{first}", last=f"{context}{last}", missing=missing_count
    )
