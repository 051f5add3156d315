"""What is said of a verdict: one headline, three statements, and remarks.

All as `Message`; the sentences are in ``eichlab.texts``. Desktop and command line say them alike.
"""

from dataclasses import dataclass

from eichlab.transparency.rules import Loses, lost
from eichlab.values import (
    Finding,
    KeyState,
    KeyStatement,
    Message,
    Reason,
    RecordVerdict,
    Severity,
    SignatureState,
    TransactionVerdict,
    VerdictWord,
    message,
)

FOOTER = message("verdict.footer")
"""Stands under every verdict, report and display."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The three statements of a verdict."""

    signature: Message
    key: Message
    plausibility: Message


def headline(
    verdict: RecordVerdict | TransactionVerdict, transaction: TransactionVerdict | None = None
) -> Message:
    """Return the headline of a verdict.

    ``transaction`` is that of a record which is alone in it: there stands what makes the
    record's content not billable.
    """
    findings = _findings(verdict, transaction)
    match verdict.word:
        case VerdictWord.VERIFIED:
            if _count(findings, Severity.WARNING):
                return message("verdict.verified-warnings")
            return message("verdict.verified")
        case VerdictWord.UNCONFIRMED:
            return message("verdict.unconfirmed")
        case VerdictWord.REJECTED:
            return _rejected(verdict.reason, findings)
        case VerdictWord.UNREADABLE:
            if verdict.reason is Reason.NO_KEY:
                return message("verdict.no-key")
            if verdict.reason is Reason.UNSUPPORTED:
                return message("verdict.unsupported")
            return message("verdict.format")


def _rejected(reason: Reason | None, findings: tuple[Finding, ...]) -> Message:
    if reason is Reason.SIGNATURE:
        return message("verdict.rejected-signature")
    if reason is Reason.KEY:
        return message("verdict.rejected-key")
    first = next((each for each in findings if each.severity is Severity.ERROR), None)
    why = message("verdict.see-records") if first is None else first.message
    return message("verdict.rejected-plausibility", why=why)


def statements(verdict: RecordVerdict, transaction: TransactionVerdict | None = None) -> Statements:
    """Return the three statements on a record, and on its transaction's content where given."""
    return Statements(
        signature=message(
            f"statement.signature.{verdict.signature.value}", algorithm=verdict.algorithm
        ),
        key=_key_statement(verdict.key),
        plausibility=_plausibility(verdict, transaction),
    )


def _key_statement(key: KeyStatement) -> Message:
    if key.state is KeyState.MISSING or key.origin is None:
        return message("statement.key.missing")
    origin = message(f"origin.{key.origin.value}")
    if key.state is KeyState.MISMATCH:
        return message("statement.key.mismatch", fingerprint=key.fingerprint, expected=key.expected)
    if key.state is KeyState.UNCONFIRMED:
        return message("statement.key.unconfirmed", fingerprint=key.fingerprint)
    if key.confirmed_by is None:
        return message("statement.key.confirmed", origin=origin, fingerprint=key.fingerprint)
    day = "–" if key.confirmed_at is None else key.confirmed_at.date().isoformat()
    return message(
        "statement.key.confirmed-by",
        origin=origin,
        fingerprint=key.fingerprint,
        by=key.confirmed_by,
        day=day,
    )


def _plausibility(verdict: RecordVerdict, transaction: TransactionVerdict | None) -> Message:
    if verdict.signature is SignatureState.UNREADABLE:
        return message("statement.plausibility.not-judged")
    findings = _findings(verdict, transaction)
    errors, warnings, notes = (
        _count(findings, severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    if errors:
        return message(
            "statement.plausibility.errors", errors=errors, warnings=warnings, notes=notes
        )
    if warnings:
        return message("statement.plausibility.warnings", warnings=warnings, notes=notes)
    if notes:
        return message("statement.plausibility.notes", notes=notes)
    return message("statement.plausibility.clean")


def remarks(transaction: TransactionVerdict) -> tuple[Message, ...]:
    """Return what a reader has to know beside the headline of a transaction."""
    rules = {each.rule for each in transaction.findings}
    said: list[str] = []
    if transaction.word is VerdictWord.UNREADABLE or (
        transaction.reason
        in {
            Reason.SIGNATURE,
            Reason.KEY,
        }
        and transaction.word is VerdictWord.REJECTED
    ):
        said.append("verdict.values-not-confirmed")
    if "R1.begin-only" in rules:
        said.append("verdict.begin-only")
    if "R1.end-only" in rules:
        said.append("verdict.end-only")
    if "R5.time-flag" in rules and transaction.usable.energy:
        said.append("verdict.energy-without-duration")
    elif Loses.CLOCK in lost(transaction.findings):
        said.append("verdict.clock-informative")
    if transaction.usable.user is False and transaction.usable.energy:
        said.append("verdict.user-unsure")
    return tuple(message(code) for code in said)


def _findings(
    verdict: RecordVerdict | TransactionVerdict, transaction: TransactionVerdict | None
) -> tuple[Finding, ...]:
    return verdict.findings + (transaction.findings if transaction is not None else ())


def _count(findings: tuple[Finding, ...], severity: Severity) -> int:
    return sum(each.severity is severity for each in findings)
