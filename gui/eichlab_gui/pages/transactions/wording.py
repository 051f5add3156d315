"""Words about transactions that several widgets of the page share."""

from PySide6.QtCore import QCoreApplication

from eichlab.values import JournalEvent, Outcome, Reason, Transaction, VerdictWord
from eichlab_gui.language import said


def journal_word(event: JournalEvent) -> str:
    """Return a step of the journal in the language of the screen."""
    translate = QCoreApplication.translate
    words = {
        JournalEvent.INTENT: translate("Journal", "intended"),
        JournalEvent.SENT: translate("Journal", "start sent"),
        JournalEvent.RUNNING: translate("Journal", "running"),
        JournalEvent.STOPPING: translate("Journal", "stopping"),
        JournalEvent.READ: translate("Journal", "record read"),
        JournalEvent.STORED: translate("Journal", "record stored"),
        JournalEvent.RELEASED: translate("Journal", "released by the meter"),
        JournalEvent.CLOSED: translate("Journal", "closed"),
    }
    return words[event]


def what_happened(transaction: Transaction) -> str:
    """Return in a few words how a transaction went; empty where all went as it should."""
    translate = QCoreApplication.translate
    parts = []
    if transaction.is_open:
        parts.append(journal_word(transaction.state))
    if transaction.losses:
        parts.append(
            translate("Journal", "1 loss")
            if transaction.losses == 1
            else translate("Journal", "{count} losses").format(count=transaction.losses)
        )
        if transaction.verdict is not None:
            parts.append(translate("Journal", "record came"))
    if transaction.explanation is not None:
        parts.append(said(transaction.explanation))
    elif transaction.outcome not in {None, Outcome.COMPLETED}:
        parts.append(_outcome(transaction.outcome))
    if transaction.verdict in {VerdictWord.REJECTED, VerdictWord.UNREADABLE}:
        parts.append(_reason(transaction.reason))
    return " · ".join(part for part in parts if part)


def outcome_word(transaction: Transaction) -> str:
    """Return how a transaction ended, or the step it is at."""
    if transaction.outcome is None:
        return journal_word(transaction.state)
    completed = QCoreApplication.translate("Journal", "completed")
    return _outcome(transaction.outcome) or completed


def _outcome(outcome: Outcome | None) -> str:
    translate = QCoreApplication.translate
    words = {
        Outcome.STOPPED_ON_FAILURE: translate("Journal", "stopped after a meter failure"),
        Outcome.RECOVERED: translate("Journal", "recovered"),
        Outcome.REFUSED: translate("Journal", "refused by the meter"),
        Outcome.ABANDONED: translate("Journal", "ended without a record"),
    }
    return "" if outcome is None else words.get(outcome, "")


def _reason(reason: Reason | None) -> str:
    translate = QCoreApplication.translate
    words = {
        Reason.KEY: translate("Journal", "signed with another key"),
        Reason.SIGNATURE: translate("Journal", "signature does not fit"),
        Reason.PLAUSIBILITY: translate("Journal", "content not billable"),
        Reason.NO_KEY: translate("Journal", "key missing"),
        Reason.UNSUPPORTED: translate("Journal", "method not supported"),
        Reason.FORMAT: translate("Journal", "no signed record recognised"),
    }
    return "" if reason is None else words[reason]
