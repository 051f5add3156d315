"""From signed records to verdicts, at two levels: each record, and each transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from eichlab.ocmf import Departure
from eichlab.transparency import safe_profile
from eichlab.transparency.content import RecordContent, read_content
from eichlab.transparency.joining import Group, Link, join, link_of
from eichlab.transparency.pagination import judge_across, pages_of
from eichlab.transparency.plausibility import Content, judge_content
from eichlab.transparency.rules import Billed, Demands, Profile, finding, in_profile
from eichlab.transparency.safe_profile import SafeValue
from eichlab.transparency.trust import (
    SignatureStatement,
    Trust,
    entered,
    judge_signature,
    trust_in,
)
from eichlab.values import (
    Certificate,
    EichlabError,
    Finding,
    Identification,
    Judgement,
    KeyState,
    KeyStatement,
    KnownKey,
    Message,
    Reason,
    RecordVerdict,
    Severity,
    SignatureState,
    SignedRecord,
    Skipped,
    TransactionVerdict,
    UnsignedValue,
    Usable,
    VerdictWord,
)

BATCH = 64
"""Records read at once: enough to keep the processor at one kind of work, and few in memory."""

_NOTHING_USABLE = Usable(energy=False, duration=False, clock=False, user=False, complete=False)
_NOTHING_STATED = Usable()
_VERIFIED = (VerdictWord.VERIFIED, None)
_UNCONFIRMED = (VerdictWord.UNCONFIRMED, Reason.KEY)
_FAILED = {
    SignatureState.INVALID: (VerdictWord.REJECTED, Reason.SIGNATURE),
    SignatureState.NO_KEY: (VerdictWord.UNREADABLE, Reason.NO_KEY),
    SignatureState.UNSUPPORTED: (VerdictWord.UNREADABLE, Reason.UNSUPPORTED),
    SignatureState.UNREADABLE: (VerdictWord.UNREADABLE, Reason.FORMAT),
}
_BY_KEY = {
    KeyState.MISMATCH: (VerdictWord.REJECTED, Reason.KEY),
    KeyState.CONFIRMED: _VERIFIED,
    KeyState.UNCONFIRMED: _UNCONFIRMED,
}
_HONEST = frozenset((VerdictWord.VERIFIED, VerdictWord.UNCONFIRMED))
# Names of their own for what is asked of every record.
_OWN_PROFILE, _SAFE_PROFILE = Profile.EICHLAB, Profile.SAFE
# The worse of several outcomes counts for the transaction: first in this order.
_ORDER = (
    (VerdictWord.REJECTED, Reason.SIGNATURE),
    (VerdictWord.REJECTED, Reason.KEY),
    (VerdictWord.UNREADABLE, Reason.FORMAT),
    (VerdictWord.UNREADABLE, Reason.UNSUPPORTED),
    (VerdictWord.UNREADABLE, Reason.NO_KEY),
    (VerdictWord.REJECTED, Reason.PLAUSIBILITY),
    _UNCONFIRMED,
    _VERIFIED,
)


def judge(
    records: Sequence[SignedRecord],
    *,
    known_keys: Sequence[KnownKey] = (),
    entered_key: bytes | None = None,
    trust_file_keys: bool = False,
    own_transaction: bool = False,
    billed: Billed | str = Billed.ENERGY,
    profile: Profile | str = Profile.EICHLAB,
    certificate: Certificate | None = None,
    skipped: Sequence[Skipped] = (),
) -> Judgement:
    """Judge records by themselves and joined into transactions.

    ``entered_key`` (DER, point, or any spelling of them) counts as confirmed. A simulated
    meter's key confirms only with ``own_transaction``: the caller ran this very transaction and
    read the key over the line. ``billed`` is ``"energy"``, ``"time"`` or ``"both"``, ``profile``
    ``"eichlab"``, ``"strict"`` or ``"safe"``. ``skipped`` is handed through. Raises
    `eichlab.ocmf.UnusableKeyError` where the entered key cannot be used; nothing in a record
    makes it raise.
    """
    if entered_key is not None:
        entered_key = entered(entered_key)
    trust = trust_in(
        known_keys,
        entered_key,
        trust_file_keys=trust_file_keys,
        own_transaction=own_transaction,
    )
    demands = Demands(Billed(billed), Profile(profile), certificate)
    drafts: dict[int, Draft] = {}
    verdicts: dict[int, RecordVerdict] = {}
    links: list[Link] = []
    for begin in range(0, len(records), BATCH):
        batch = list(enumerate(records[begin : begin + BATCH], begin))
        for number, draft in judge_records(batch, trust, demands):
            if isinstance(draft, RecordVerdict):
                verdicts[number] = draft
            else:
                drafts[number] = draft
                links.append(link_of(number, draft.signed, draft.content, draft.content.payload))
    groups = join(links)
    across = judge_across(
        [
            pages
            for number, group in enumerate(groups)
            for pages in pages_of(number, [drafts[index].content for index in group.members])
        ]
    )
    transactions: list[TransactionVerdict] = []
    for number, group in enumerate(groups):
        known = beyond(group, across.get(number, ()), records)
        transaction, of_group = judge_group(number, group, drafts, demands, known)
        verdicts.update(of_group)
        transactions.append(transaction)
    return Judgement(
        tuple(verdicts[index] for index in range(len(records))),
        tuple(transactions),
        tuple(skipped),
    )


class Draft(NamedTuple):
    """A record judged by itself, before its transaction is.

    ``alone`` is what its content amounts to should it be the only record of its transaction;
    it is judged while the record is at hand, for so it mostly turns out.
    """

    number: int
    signed: SignedRecord
    content: RecordContent
    statement: SignatureStatement
    findings: tuple[Finding, ...]
    word: VerdictWord
    reason: Reason | None
    simulated: bool
    alone: Content


def unreadable(signed: SignedRecord, why: Message) -> RecordVerdict:
    """Return the verdict on something in which no signed record can be recognised."""
    return RecordVerdict(
        record=signed,
        word=VerdictWord.UNREADABLE,
        reason=Reason.FORMAT,
        signature=SignatureState.UNREADABLE,
        algorithm=None,
        key=KeyStatement(KeyState.MISSING),
        findings=(finding("R17.unreadable", why=why),),
        identification=Identification(),
        readings=(),
        simulated=signed.simulated,
    )


def judge_records(
    batch: Sequence[tuple[int, SignedRecord]], trust: Trust, demands: Demands
) -> Iterator[tuple[int, Draft | RecordVerdict]]:
    """Judge records by themselves; yield each draft, or the verdict where nothing can be read.

    Work of one kind is done for the whole batch before the next: reading texts and computing on
    curves push each other's data out of the processor's cache.
    """
    contents: list[RecordContent | RecordVerdict] = []
    for _, signed in batch:
        try:
            contents.append(read_content(signed, trust.entered_key))
        except EichlabError as error:
            contents.append(unreadable(signed, error.message))
    statements = [
        None if isinstance(content, RecordVerdict) else judge_signature(signed, content, trust)
        for (_, signed), content in zip(batch, contents, strict=True)
    ]
    for (number, signed), content, statement in zip(batch, contents, statements, strict=True):
        if isinstance(content, RecordVerdict) or statement is None:
            assert isinstance(content, RecordVerdict)
            yield number, content
        else:
            yield number, _draft(number, signed, content, statement, demands)


def _draft(
    number: int,
    signed: SignedRecord,
    content: RecordContent,
    statement: SignatureStatement,
    demands: Demands,
) -> Draft:
    """Judge a record by itself: signature, key, form."""
    findings = content.findings + statement.findings
    if content.departures or statement.departures:
        findings += tuple(map(_finding, (*content.departures, *statement.departures)))
    if demands.profile is not _OWN_PROFILE:
        findings = in_profile(findings, demands.profile)
    if demands.profile is _SAFE_PROFILE:
        named = frozenset(each.name for each in (*content.departures, *statement.departures))
        value = SafeValue(signed, content, statement.state, named)
        findings = (*safe_profile.judge_value(value), *safe_profile.downgraded(findings))
    word, reason = _word(statement, findings)
    return Draft(
        number,
        signed,
        content,
        statement,
        findings,
        word,
        reason,
        signed.simulated or content.simulated,
        judge_content((content,), demands, unsigned=signed.unsigned),
    )


def beyond(
    group: Group,
    across: tuple[Finding, ...],
    records: Mapping[int, SignedRecord] | Sequence[SignedRecord],
) -> tuple[Finding, ...]:
    """Return the findings on a transaction that come from beyond it: copies, replays, pages.

    ``records`` gives the record of each number the group names.
    """
    if not group.copies and not group.replayed:
        return across
    findings = [
        finding("R11.replay", place=_place(records[before]), here=_place(records[here]))
        for here, before in group.replayed
    ]
    if group.copies:
        findings.append(finding("R11.copy", count=len(group.copies)))
    return (*findings, *across)


def _place(signed: SignedRecord) -> str:
    return f"{signed.source} {signed.place}".strip()


def judge_group(
    number: int,
    group: Group,
    drafts: Mapping[int, Draft],
    demands: Demands,
    known: tuple[Finding, ...],
) -> tuple[TransactionVerdict, dict[int, RecordVerdict]]:
    """Judge the records of a transaction together; return its verdict and those of the records.

    A record that is alone takes over its transaction's verdict, and so do its copies.
    """
    if len(group.members) == 1 and not group.copies:
        draft = drafts[group.members[0]]
        content = draft.alone
        if known:
            content = judge_content(
                (draft.content,), demands, unsigned=draft.signed.unsigned, known=known
            )
        transaction = _judge_transaction(group.id, (draft,), content)
        if demands.profile is _SAFE_PROFILE:
            transaction = _as_safe(transaction, (draft,))
        return transaction, {draft.number: _verdict(draft, number, transaction)}
    of_group = [drafts[index] for index in group.all]
    if group.copies:
        of_group = _with_keys_of_copies(of_group)
    known += _different_keys(
        [draft.statement for draft in of_group if draft.number in group.members]
    )
    content = judge_content(
        [drafts[index].content for index in group.members],
        demands,
        unsigned=_unsigned(of_group),
        known=known,
    )
    transaction = _judge_transaction(group.id, of_group, content)
    if demands.profile is _SAFE_PROFILE:
        transaction = _as_safe(transaction, of_group)
    alone = transaction if len(group.members) == 1 else None
    return transaction, {draft.number: _verdict(draft, number, alone) for draft in of_group}


def _with_keys_of_copies(drafts: Sequence[Draft]) -> list[Draft]:
    """Let a record that came without its key be judged as its copy, byte for byte, that has one."""
    keyed = {
        each.signed.data: each
        for each in drafts
        if each.statement.state is not SignatureState.NO_KEY
    }
    return [
        keyed.get(each.signed.data, each)._replace(number=each.number, signed=each.signed)
        for each in drafts
    ]


def _different_keys(statements: Sequence[SignatureStatement]) -> tuple[Finding, ...]:
    """Find that the records of a transaction are signed with keys that differ."""
    keys = dict.fromkeys(
        each.key.fingerprint for each in statements if each.state is SignatureState.VALID
    )
    if len(keys) < 2:
        return ()
    first, second = list(keys)[:2]
    return (finding("KEY.differs", first=first, second=second),)


def _as_safe(transaction: TransactionVerdict, drafts: Sequence[Draft]) -> TransactionVerdict:
    """Return the verdict as the profile `Profile.SAFE` has it."""
    findings = safe_profile.downgraded(transaction.findings)
    values = [
        SafeValue(
            draft.signed,
            draft.content,
            draft.statement.state,
            frozenset(
                each.name for each in (*draft.content.departures, *draft.statement.departures)
            ),
        )
        for draft in drafts
    ]
    failed = safe_profile.judge_pair(values) if len(values) > 1 else ()
    if len(values) == 1:
        word, reason = drafts[0].word, drafts[0].reason
    elif failed:
        signature = any(each.rule == "SAFE.signature" for each in failed)
        word = VerdictWord.REJECTED
        reason = Reason.SIGNATURE if signature else Reason.PLAUSIBILITY
    else:
        confirmed = all(draft.statement.key.state is KeyState.CONFIRMED for draft in drafts)
        word = VerdictWord.VERIFIED if confirmed else VerdictWord.UNCONFIRMED
        reason = None if confirmed else Reason.KEY
    return transaction._replace(word=word, reason=reason, findings=(*failed, *findings))


def _unsigned(drafts: Iterable[Draft]) -> tuple[UnsignedValue, ...]:
    return tuple(value for draft in drafts for value in draft.signed.unsigned)


def _verdict(draft: Draft, number: int, alone: TransactionVerdict | None) -> RecordVerdict:
    """Return the verdict on a record; one that is alone takes over its transaction's."""
    content, statement = draft.content, draft.statement
    return RecordVerdict(
        draft.signed,
        draft.word if alone is None else alone.word,
        draft.reason if alone is None else alone.reason,
        statement.state,
        statement.algorithm,
        statement.key,
        draft.findings,
        content.identification,
        content.readings,
        content.payload,
        draft.simulated,
        number,
    )


def _finding(departure: Departure) -> Finding:
    if departure.field is None:
        found = finding(f"R17.{departure.name}")
    else:
        found = finding(f"R17.{departure.name}", field=departure.field)
    return found if departure.source is None else replace(found, source=departure.source)


def _word(
    statement: SignatureStatement, findings: Sequence[Finding]
) -> tuple[VerdictWord, Reason | None]:
    failed = _FAILED.get(statement.state)
    if failed is not None:
        return failed
    if findings and statement.key.state is not KeyState.MISMATCH and _has_error(findings):
        return VerdictWord.REJECTED, Reason.PLAUSIBILITY
    return _BY_KEY[statement.key.state]


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(each.severity is Severity.ERROR for each in findings)


def _judge_transaction(
    identity: str | None, drafts: Sequence[Draft], content: Content
) -> TransactionVerdict:
    first = drafts[0]
    word, reason, simulated = first.word, first.reason, first.simulated
    if len(drafts) == 1:
        numbers: tuple[int, ...] = (first.number,)
    else:
        numbers = tuple(each.number for each in drafts)
        word, reason = min(((each.word, each.reason) for each in drafts), key=_ORDER.index)
        simulated = any(each.simulated for each in drafts)
    honest = word in _HONEST
    usable, energy, duration = content.usable, content.energy_kwh, content.duration_s
    if honest and content.findings and _has_error(content.findings):
        word, reason = VerdictWord.REJECTED, Reason.PLAUSIBILITY
    elif not honest:
        # What a record states is nobody's result while its signature, key or form fails.
        usable = _NOTHING_STATED if word is VerdictWord.UNREADABLE else _NOTHING_USABLE
        energy = duration = None
    return TransactionVerdict(
        identity,
        first.content.identification.meter,
        numbers,
        word,
        reason,
        usable,
        content.findings,
        content.begin,
        content.end,
        energy,
        None if energy is None else content.energy_basis,
        content.registers,
        duration,
        simulated,
    )
