"""A judgement as plain data for ``verify --json`` and everyone who reads it."""

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal

from eichlab import __version__
from eichlab.values import (
    Finding,
    Judgement,
    KeyStatement,
    Message,
    RecordVerdict,
    Register,
    SignedReading,
    Skipped,
    TransactionVerdict,
    Usable,
    VerdictWord,
)

Say = Callable[[Message], str]


def as_json(
    judgement: Judgement,
    say: Say,
    *,
    profile: str = "eichlab",
    trust_file_keys: bool = False,
    billed: str = "energy",
) -> dict[str, object]:
    """Return the judgement as JSON-ready data; ``say`` turns a message into a sentence.

    Energies are decimal texts, readings stand as they were signed.
    """
    return {
        **head_as_json(profile=profile, trust_file_keys=trust_file_keys, billed=billed),
        "records": [record_as_json(verdict, say) for verdict in judgement.records],
        "transactions": [transaction_as_json(verdict, say) for verdict in judgement.transactions],
        "skipped": [skipped_as_json(entry, say) for entry in judgement.skipped],
        "summary": {
            "records": counts_as_json(Counter(each.word for each in judgement.records)),
            "transactions": counts_as_json(Counter(each.word for each in judgement.transactions)),
        },
        "footer": say(Message("verdict.footer")),
    }


def head_as_json(*, profile: str, trust_file_keys: bool, billed: str) -> dict[str, object]:
    """Return what stands before the records: program and settings."""
    return {
        "program": "eichlab",
        "version": __version__,
        "profile": profile,
        "billed": billed,
        "trust_file_keys": trust_file_keys,
    }


def counts_as_json(counted: Mapping[VerdictWord, int]) -> dict[str, int]:
    """Return how often each verdict occurs; those that do not occur, too."""
    return {word.value: counted.get(word, 0) for word in VerdictWord}


def record_as_json(verdict: RecordVerdict, say: Say) -> dict[str, object]:
    """Return the verdict on a record as plain data."""
    record = verdict.record
    return {
        "source": record.source,
        "place": record.place,
        "format": record.format,
        "verdict": verdict.word.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "signature": verdict.signature.value,
        "algorithm": verdict.algorithm,
        "key": _key(verdict.key),
        "findings": [_finding(each, say) for each in verdict.findings],
        "meter": verdict.identification.meter,
        "transaction": verdict.transaction,
        "readings": [_reading(each) for each in verdict.readings],
        "text_sha256": record.sha256 if record.data else None,
        "simulated": verdict.simulated,
    }


def _key(key: KeyStatement) -> dict[str, object]:
    return {
        "state": key.state.value,
        "origin": key.origin.value if key.origin else None,
        "fingerprint": key.fingerprint,
        "expected": key.expected,
        "confirmed_by": key.confirmed_by,
        "confirmed_at": key.confirmed_at.isoformat() if key.confirmed_at else None,
    }


def _finding(finding: Finding, say: Say) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "text": say(finding.message),
        "source": finding.source,
    }


def _reading(reading: SignedReading | None) -> dict[str, object] | None:
    if reading is None:
        return None
    return {
        "time": reading.time,
        "time_status": reading.time_status,
        "tx": reading.tx,
        "value": reading.value,
        "unit": reading.unit,
        "obis": reading.obis,
        "status": reading.status,
        "error_flags": reading.error_flags,
    }


def transaction_as_json(verdict: TransactionVerdict, say: Say) -> dict[str, object]:
    """Return the verdict on a transaction as plain data."""
    return {
        "id": verdict.id,
        "meter": verdict.meter,
        "records": list(verdict.records),
        "verdict": verdict.word.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "usable": _usable(verdict.usable),
        "findings": [_finding(each, say) for each in verdict.findings],
        "begin": _reading(verdict.begin),
        "end": _reading(verdict.end),
        "energy_kwh": _decimal(verdict.energy_kwh),
        "energy_basis": verdict.energy_basis,
        "registers": [_register(each) for each in verdict.registers],
        "duration_s": _decimal(verdict.duration_s),
        "simulated": verdict.simulated,
    }


def _usable(usable: Usable) -> dict[str, bool | None]:
    return {
        "energy": usable.energy,
        "duration": usable.duration,
        "clock": usable.clock,
        "user": usable.user,
        "complete": usable.complete,
    }


def _register(register: Register) -> dict[str, object]:
    return {
        "obis": register.obis,
        "unit": register.unit,
        "begin": _reading(register.begin),
        "end": _reading(register.end),
        "difference": _decimal(register.difference),
    }


def skipped_as_json(entry: Skipped, say: Say) -> dict[str, object]:
    """Return an entry that was passed over as plain data."""
    return {"source": entry.source, "place": entry.place, "reason": say(entry.message)}


def _decimal(value: Decimal | None) -> str | None:
    """Return a number in digits, never with an exponent."""
    return None if value is None else format(value, "f")
