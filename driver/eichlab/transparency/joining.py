"""Which records belong to one transaction."""

from collections.abc import Sequence
from typing import NamedTuple

from eichlab.transparency.content import Page, RecordContent
from eichlab.transparency.registers import BEGIN_KINDS, END_KINDS
from eichlab.values import SignedRecord

_ID_MARK = "<=>"
_LONGEST_ID = 64
# Shorter ids are counters, unique within their file only; longer ones (UUIDs) are unique anywhere.
_SHORTEST_UNIQUE_ID = 16


class Link(NamedTuple):
    """What of a record decides which transaction it belongs to.

    ``payload`` is the signed bytes or their digest: equal ones are copies.
    """

    number: int
    source: str
    transaction: str | None
    meter: str | None
    payload: bytes
    begins: bool
    ends: bool
    empty: bool
    session: str | None = None
    page: Page | None = None

    @property
    def whole(self) -> bool:
        """Return whether the record holds a begin and an end."""
        return self.begins and self.ends


class Group(NamedTuple):
    """The records of one transaction: those that count, copies of them, and replays.

    ``copies`` lists records with a payload that counts already, ``replayed`` pairs of a record
    here and the record of another transaction (or bill) that had its payload before.
    """

    id: str | None
    members: tuple[int, ...]
    copies: tuple[int, ...] = ()
    replayed: tuple[tuple[int, int], ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """Return members and copies in the order of the documents."""
        return tuple(sorted(self.members + self.copies)) if self.copies else self.members


def link_of(number: int, signed: SignedRecord, content: RecordContent, digest: bytes) -> Link:
    """Return what decides to which transaction a record belongs."""
    kinds = {reading.tx for reading in content.readings}
    stated = content.stated
    return Link(
        number,
        signed.source,
        signed.transaction_id or _carried_id(stated.tariff_text),
        stated.meter or stated.gateway,
        digest,
        not kinds.isdisjoint(BEGIN_KINDS),
        not kinds.isdisjoint(END_KINDS),
        not kinds,
        signed.session,
        stated.page,
    )


def _carried_id(tariff: str | None) -> str | None:
    """Return the transaction's id that a tariff text carries, for documents that give none."""
    if tariff is None or _ID_MARK not in tariff:
        return None
    carried = tariff.rpartition(_ID_MARK)[2].strip()
    return carried if 0 < len(carried) <= _LONGEST_ID else None


def join(links: Sequence[Link]) -> tuple[Group, ...]:
    """Return the transactions in the order of their first record, each in the order of signing.

    A record with begin and end is a transaction of its own. Records without an id belong
    together where a begin and an end of the same meter follow each other in one document, or
    bear numbers that do. A record whose payload was there before is a copy where it claims no
    other transaction.
    """
    originals: dict[bytes, Link] = {}
    copies: dict[int, list[int]] = {}
    replays: dict[int, int] = {}
    counted: list[Link] = []
    for link in links:
        original = originals.setdefault(link.payload, link)
        if original is link:
            counted.append(link)
        elif _is_copy(original, link):
            copies.setdefault(original.number, []).append(link.number)
        else:
            replays[link.number] = original.number
            counted.append(link)
    groups: list[Group] = []
    for identity, members in _joined(counted):
        if len(members) == 1 and not copies and not replays:
            groups.append(Group(identity, (members[0].number,)))
            continue
        of_group = [index for each in members for index in copies.get(each.number, ())]
        groups.append(
            Group(
                identity,
                tuple(each.number for each in members),
                tuple(of_group),
                tuple(
                    (each.number, replays[each.number])
                    for each in members
                    if each.number in replays
                ),
            )
        )
    return tuple(sorted(groups, key=lambda group: min(group.members)))


def _is_copy(original: Link, later: Link) -> bool:
    if original.session and later.session and original.session != later.session:
        return False
    return (
        later.transaction is None
        or original.transaction is None
        or later.transaction == original.transaction
    )


def _joined(links: Sequence[Link]) -> list[tuple[str | None, list[Link]]]:
    by_id: dict[tuple[str, str, str | None], list[Link]] = {}
    groups: list[tuple[str | None, list[Link]]] = []
    open_group: list[Link] | None = None
    for link in links:
        if link.transaction is not None:
            unique = len(link.transaction) >= _SHORTEST_UNIQUE_ID
            key = ("" if unique else link.source, link.transaction, link.session)
            if key not in by_id:
                by_id[key] = []
                groups.append((link.transaction, by_id[key]))
            by_id[key].append(link)
            open_group = None
        elif open_group is not None and _continues(open_group[-1], link):
            open_group.append(link)
            if link.ends:
                open_group = None
        else:
            group = [link]
            groups.append((None, group))
            open_group = group if link.begins and not link.ends else None
    groups = _joined_by_number(groups)
    return [(identity, part) for identity, group in groups for part in _whole_ones(group)]


def _joined_by_number(
    groups: list[tuple[str | None, list[Link]]],
) -> list[tuple[str | None, list[Link]]]:
    """Join what was begun and what was ended where a meter signed one right after the other.

    So a session is found whose records came in files of their own, in whatever order.
    """
    rests: dict[tuple[str, Page], list[Link]] = {}
    begun: list[list[Link]] = []
    for identity, group in groups:
        first = group[0]
        if identity is None and first.meter is not None and first.page is not None:
            if not first.begins and not first.empty:
                rests.setdefault((first.meter, first.page), group)
            elif first.begins and not group[-1].ends:
                begun.append(group)
    if not rests or not begun:
        return groups
    joined: set[int] = set()
    for group in begun:
        while not group[-1].ends and (page := group[-1].page) is not None:
            following = (str(group[0].meter), Page(page.context, page.number + 1))
            rest = rests.pop(following, None)
            if rest is None:
                break
            joined.add(id(rest))
            group.extend(rest)
    return [each for each in groups if id(each[1]) not in joined]


def _continues(last: Link, link: Link) -> bool:
    return (
        not link.begins
        and not link.empty
        and last.meter is not None
        and last.meter == link.meter
        and last.source == link.source
    )


def _whole_ones(group: list[Link]) -> list[list[Link]]:
    """Part a group in which several records each hold a whole transaction."""
    if len(group) == 1:
        return [group]
    whole = [each for each in group if each.whole]
    if len(whole) < 2:
        return [group]
    rest = [each for each in group if not each.whole]
    return [[each] for each in whole] + ([rest] if rest else [])
