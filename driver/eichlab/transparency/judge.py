"""From signed records to verdicts, at two levels: each record, and each transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from eichlab.ocmf import (
    Departure,
    JsonObject,
    OcmfError,
    OcmfRecord,
    form_departures,
    load_key,
    parse,
    read_readings,
    text_of,
)
from eichlab.transparency.content import Content, Member, judge_content
from eichlab.transparency.joining import join, meter_of
from eichlab.transparency.rules import Billed, finding
from eichlab.transparency.trust import (
    SignatureStatement,
    Trust,
    judge_signature,
    keys_by_meter,
)
from eichlab.values import (
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
    Usable,
    VerdictWord,
)

_SIMULATION = "SIMULATION"
_NOTHING_USABLE = Usable(energy=False, duration=False, clock=False, user=False, complete=False)
_NOTHING_STATED = Usable()
# The worse of several outcomes counts for the transaction: first in this order.
_ORDER = (
    (VerdictWord.REJECTED, Reason.SIGNATURE),
    (VerdictWord.REJECTED, Reason.KEY),
    (VerdictWord.UNREADABLE, Reason.FORMAT),
    (VerdictWord.UNREADABLE, Reason.UNSUPPORTED),
    (VerdictWord.UNREADABLE, Reason.NO_KEY),
    (VerdictWord.REJECTED, Reason.PLAUSIBILITY),
    (VerdictWord.UNCONFIRMED, Reason.KEY),
    (VerdictWord.VERIFIED, None),
)


def judge(
    records: Sequence[SignedRecord],
    *,
    known_keys: Sequence[KnownKey] = (),
    entered_key: bytes | None = None,
    trust_file_keys: bool = False,
    own_transaction: bool = False,
    billed: Billed | str = Billed.ENERGY,
    skipped: Sequence[Skipped] = (),
) -> Judgement:
    """Judge records by themselves and joined into transactions.

    ``entered_key`` (DER, point, or any spelling of them) counts as confirmed. A simulated
    meter's key confirms only with ``own_transaction``: the caller ran this very transaction and
    read the key over the line. ``billed`` is ``"energy"``, ``"time"`` or ``"both"``.
    ``skipped`` is handed through. Raises `eichlab.ocmf.UnusableKeyError` where the entered key
    cannot be used; nothing in a record makes it raise.
    """
    if entered_key is not None:
        entered_key = load_key(entered_key).der
    trust = Trust(keys_by_meter(known_keys), entered_key, trust_file_keys, own_transaction)
    what = Billed(billed)
    drafts: dict[int, _Draft] = {}
    verdicts: dict[int, RecordVerdict] = {}
    for index, signed in enumerate(records):
        try:
            record = parse(signed.data)
        except OcmfError as error:
            verdicts[index] = unreadable(signed, error.message)
            continue
        drafts[index] = _judge_record(signed, Member(index, record, read_readings(record)), trust)
    transactions: list[TransactionVerdict] = []
    for identity, group in join([draft.member for draft in drafts.values()], records):
        of_group = [drafts[member.index] for member in group]
        transaction = _judge_transaction(identity, of_group, judge_content(group, what))
        alone = transaction if len(group) == 1 else None
        for draft in of_group:
            verdicts[draft.member.index] = _verdict(draft, len(transactions), alone)
        transactions.append(transaction)
    return Judgement(
        tuple(verdicts[index] for index in range(len(records))),
        tuple(transactions),
        tuple(skipped),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A record judged by itself, before its transaction is."""

    signed: SignedRecord
    member: Member
    statement: SignatureStatement
    findings: tuple[Finding, ...]
    word: VerdictWord
    reason: Reason | None
    simulated: bool


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


def _judge_record(signed: SignedRecord, member: Member, trust: Trust) -> _Draft:
    record = member.record
    statement = judge_signature(signed, record, member.readings, trust)
    findings = tuple(
        _finding(departure) for departure in (*form_departures(record), *statement.departures)
    )
    word, reason = _word(statement, findings)
    simulated = signed.simulated or _says_simulation(record.fields)
    return _Draft(signed, member, statement, findings, word, reason, simulated)


def _verdict(draft: _Draft, number: int, alone: TransactionVerdict | None) -> RecordVerdict:
    """Return the verdict on a record; one that is alone takes over its transaction's."""
    record = draft.member.record
    return RecordVerdict(
        record=draft.signed,
        word=draft.word if alone is None else alone.word,
        reason=draft.reason if alone is None else alone.reason,
        signature=draft.statement.state,
        algorithm=draft.statement.algorithm,
        key=draft.statement.key,
        findings=draft.findings,
        identification=_identification(record),
        readings=draft.member.readings,
        payload=record.payload,
        payload_sha256=hashlib.sha256(record.payload).hexdigest(),
        simulated=draft.simulated,
        transaction=number,
    )


def _finding(departure: Departure) -> Finding:
    if departure.field is None:
        return finding(f"R17.{departure.name}")
    return finding(f"R17.{departure.name}", field=departure.field)


def _word(
    statement: SignatureStatement, findings: Sequence[Finding]
) -> tuple[VerdictWord, Reason | None]:
    match statement.state:
        case SignatureState.INVALID:
            return VerdictWord.REJECTED, Reason.SIGNATURE
        case SignatureState.NO_KEY:
            return VerdictWord.UNREADABLE, Reason.NO_KEY
        case SignatureState.UNSUPPORTED:
            return VerdictWord.UNREADABLE, Reason.UNSUPPORTED
        case SignatureState.UNREADABLE:
            return VerdictWord.UNREADABLE, Reason.FORMAT
        case SignatureState.VALID:
            if statement.key.state is KeyState.MISMATCH:
                return VerdictWord.REJECTED, Reason.KEY
            if _has_error(findings):
                return VerdictWord.REJECTED, Reason.PLAUSIBILITY
            if statement.key.state is KeyState.CONFIRMED:
                return VerdictWord.VERIFIED, None
            return VerdictWord.UNCONFIRMED, Reason.KEY


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(each.severity is Severity.ERROR for each in findings)


def _judge_transaction(
    identity: str | None, drafts: Sequence[_Draft], content: Content
) -> TransactionVerdict:
    word, reason = min(((each.word, each.reason) for each in drafts), key=_ORDER.index)
    honest = word is VerdictWord.VERIFIED or (word, reason) == (
        VerdictWord.UNCONFIRMED,
        Reason.KEY,
    )
    usable, energy, duration = content.usable, content.energy_kwh, content.duration_s
    if honest and _has_error(content.findings):
        word, reason = VerdictWord.REJECTED, Reason.PLAUSIBILITY
    elif not honest:
        # What a record states is nobody's result while its signature, key or form fails.
        usable = _NOTHING_STATED if word is VerdictWord.UNREADABLE else _NOTHING_USABLE
        energy = duration = None
    return TransactionVerdict(
        id=identity,
        meter=meter_of(drafts[0].member.record),
        records=tuple(each.member.index for each in drafts),
        word=word,
        reason=reason,
        usable=usable,
        findings=content.findings,
        begin=content.begin,
        end=content.end,
        energy_kwh=energy,
        energy_basis=None if energy is None else content.energy_basis,
        registers=content.registers,
        duration_s=duration,
        simulated=any(each.simulated for each in drafts),
    )


def _says_simulation(fields: JsonObject) -> bool:
    return any(_SIMULATION in (text_of(fields.get(field)) or "").upper() for field in ("MM", "GI"))


def _identification(record: OcmfRecord) -> Identification:
    fields = record.fields
    assigned, level = fields.get("IS"), text_of(fields.get("IL"))
    return Identification(
        meter=meter_of(record),
        meter_model=text_of(fields.get("MM")),
        meter_vendor=text_of(fields.get("MV")),
        charge_point=text_of(fields.get("CI")),
        user=text_of(fields.get("ID")),
        user_type=text_of(fields.get("IT")),
        user_level=level if level is not None else text_of(assigned),
        user_assigned=assigned if isinstance(assigned, bool) else None,
        tariff_text=text_of(fields.get("TT")),
        pagination=text_of(fields.get("PG")),
    )
