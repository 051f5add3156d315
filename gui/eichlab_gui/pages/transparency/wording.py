"""What is said of an entry: headline, remarks, three statements, findings.

The sentences are those of `eichlab.transparency`; here they get their shapes.
"""

from dataclasses import dataclass
from types import MappingProxyType

from eichlab.transparency import FOOTER, headline, remarks, statements
from eichlab.values import (
    Finding,
    KeyState,
    Message,
    RecordVerdict,
    Severity,
    SignatureState,
    VerdictWord,
    message,
)
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.theme import VERDICT_TONES, Tone

__all__ = [
    "FOOTER",
    "Statement",
    "findings_of",
    "headline_of",
    "remarks_of",
    "statements_of",
    "worst_of",
]

AS_STATED = message("verdict.values-not-confirmed")

_SIGNATURE = MappingProxyType(
    {
        SignatureState.VALID: VerdictWord.VERIFIED,
        SignatureState.INVALID: VerdictWord.REJECTED,
        SignatureState.NO_KEY: VerdictWord.UNREADABLE,
        SignatureState.UNSUPPORTED: VerdictWord.UNREADABLE,
        SignatureState.UNREADABLE: VerdictWord.UNREADABLE,
    }
)
_KEY = MappingProxyType(
    {
        KeyState.CONFIRMED: VerdictWord.VERIFIED,
        KeyState.UNCONFIRMED: VerdictWord.UNCONFIRMED,
        KeyState.MISMATCH: VerdictWord.REJECTED,
        KeyState.MISSING: VerdictWord.UNREADABLE,
    }
)
_WORST_FIRST = (
    VerdictWord.REJECTED,
    VerdictWord.UNREADABLE,
    VerdictWord.UNCONFIRMED,
    VerdictWord.VERIFIED,
)
_HEAVIEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the three statements: its words, the name of its icon, its tone."""

    words: Message
    shape: str
    tone: Tone


def headline_of(entry: Entry) -> Message:
    """Return the headline; what was skipped holds no signed record."""
    transaction = entry.transaction
    if transaction is not None:
        if len(entry.records) == 1:
            return headline(entry.records[0], transaction)
        return headline(transaction)
    return headline(entry.records[0]) if entry.records else message("verdict.format")


def remarks_of(entry: Entry) -> tuple[Message, ...]:
    """Return what has to be known beside the headline; the values' card says one of them."""
    if entry.transaction is None:
        return ()
    return tuple(each for each in remarks(entry.transaction) if each != AS_STATED)


def statements_of(entry: Entry) -> tuple[Statement, Statement, Statement] | None:
    """Return signature, key and plausibility, of several records those of the worst one."""
    if not entry.records:
        return None
    worst = worst_of(entry)
    said = statements(worst, entry.transaction)
    return (
        _verdict_shape(said.signature, _SIGNATURE[worst.signature]),
        _verdict_shape(said.key, _KEY[worst.key.state]),
        _plausibility(said.plausibility, entry, worst),
    )


def worst_of(entry: Entry) -> RecordVerdict:
    """Return the record of an entry that is worst off; it is the one that is spoken of."""
    return min(entry.records, key=_badness)


def findings_of(entry: Entry) -> tuple[Finding, ...]:
    """Return the findings of transaction and records, each once, the heaviest first."""
    found: list[Finding] = []
    parts = [] if entry.transaction is None else [entry.transaction.findings]
    parts += [record.findings for record in entry.records]
    seen: set[str] = set()
    for finding in (each for part in parts for each in part):
        # Their parameters are mappings, so they have no hash; their text tells them apart.
        text = repr(finding)
        if text not in seen:
            seen.add(text)
            found.append(finding)
    return tuple(sorted(found, key=lambda each: _HEAVIEST_FIRST.index(each.severity)))


def _badness(record: RecordVerdict) -> tuple[int, bool, bool]:
    # Of records with one verdict, taken over from their transaction, the one that caused it.
    return (
        _WORST_FIRST.index(record.word),
        record.signature is SignatureState.VALID,
        record.key.state is KeyState.CONFIRMED,
    )


def _verdict_shape(words: Message, word: VerdictWord) -> Statement:
    return Statement(words, word.value, VERDICT_TONES[word])


def _plausibility(words: Message, entry: Entry, worst: RecordVerdict) -> Statement:
    if worst.signature is SignatureState.UNREADABLE:
        return _verdict_shape(words, VerdictWord.UNREADABLE)
    heaviest = next((each.severity for each in findings_of(entry)), None)
    if heaviest is Severity.ERROR:
        return _verdict_shape(words, VerdictWord.REJECTED)
    if heaviest is Severity.WARNING:
        return Statement(words, "warning", Tone.CARE)
    return _verdict_shape(words, VerdictWord.VERIFIED)
