"""Which records belong to one transaction."""

from collections.abc import Sequence

from eichlab.ocmf import OcmfRecord, text_of
from eichlab.transparency.content import Member
from eichlab.transparency.registers import BEGIN_KINDS, END_KINDS
from eichlab.values import SignedRecord

_ID_MARK = "<=>"
_LONGEST_ID = 64
# Shorter ids are counters, unique within their file only; longer ones (UUIDs) are unique anywhere.
_SHORTEST_UNIQUE_ID = 16


def transaction_id(signed: SignedRecord, record: OcmfRecord) -> str | None:
    """Return the transaction's id: as the document says, else as the tariff text carries it."""
    if signed.transaction_id:
        return signed.transaction_id
    tariff = text_of(record.fields.get("TT"))
    if tariff is None or _ID_MARK not in tariff:
        return None
    carried = tariff.rpartition(_ID_MARK)[2].strip()
    return carried if 0 < len(carried) <= _LONGEST_ID else None


def meter_of(record: OcmfRecord) -> str | None:
    """Return the meter's number, else that of the gateway that signs for it."""
    return text_of(record.fields.get("MS")) or text_of(record.fields.get("GS"))


def join(
    members: Sequence[Member], signed: Sequence[SignedRecord]
) -> tuple[tuple[str | None, tuple[Member, ...]], ...]:
    """Return the transactions as id and members, in the order of their first record.

    A record with begin and end is a transaction of its own. Records without an id belong
    together where a begin and an end of the same meter follow each other in one document.
    """
    by_id: dict[tuple[str, str], list[Member]] = {}
    groups: list[tuple[str | None, list[Member]]] = []
    open_group: list[Member] | None = None
    for member in members:
        of_document = signed[member.index]
        identity = transaction_id(of_document, member.record)
        if identity is not None:
            unique = len(identity) >= _SHORTEST_UNIQUE_ID
            key = ("" if unique else of_document.source, identity)
            if key not in by_id:
                by_id[key] = []
                groups.append((identity, by_id[key]))
            by_id[key].append(member)
            open_group = None
        elif open_group is not None and _continues(open_group, member, signed):
            open_group.append(member)
            if _has(member, END_KINDS):
                open_group = None
        else:
            group = [member]
            groups.append((None, group))
            begins = _has(member, BEGIN_KINDS) and not _has(member, END_KINDS)
            open_group = group if begins else None
    parted = [(identity, tuple(part)) for identity, group in groups for part in _whole_ones(group)]
    return tuple(sorted(parted, key=lambda part: part[1][0].index))


def _continues(group: Sequence[Member], member: Member, signed: Sequence[SignedRecord]) -> bool:
    last = group[-1]
    return (
        not _has(member, BEGIN_KINDS)
        and bool(member.readings)
        and meter_of(last.record) is not None
        and meter_of(last.record) == meter_of(member.record)
        and signed[last.index].source == signed[member.index].source
    )


def _whole_ones(group: list[Member]) -> list[list[Member]]:
    """Part a group in which several records each hold a whole transaction."""
    if len(group) == 1:
        return [group]
    whole: list[Member] = []
    rest: list[Member] = []
    for each in group:
        (whole if _has(each, BEGIN_KINDS) and _has(each, END_KINDS) else rest).append(each)
    if len(whole) < 2:
        return [group]
    return [[each] for each in whole] + ([rest] if rest else [])


def _has(member: Member, kinds: frozenset[str]) -> bool:
    return any(reading.tx in kinds for reading in member.readings)
