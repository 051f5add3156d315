"""The profile ``safe``: pass or fail as the S.A.F.E. Transparenzsoftware 1.4.1 says it.

For comparison only. What that tool fails is a finding ``SAFE.…`` here; what it does not look at
stays in the list as a note under Eichlab's own rule, so that every difference names its rule.
The tool knows one value by itself, and a pair of one ``Transaction.Begin`` and one
``Transaction.End`` under one transaction id, from which it leaves out everything else.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from eichlab.ocmf import LoadedKey, UnusableKeyError, algorithm_named, load_key
from eichlab.transparency.content import RecordContent
from eichlab.transparency.rules import finding
from eichlab.values import Finding, Severity, SignatureState, SignedReading, SignedRecord

_OCMF = "OCMF"
_BEGIN_KIND, _END_KINDS = "B", frozenset("ELRAP")
_BEGIN_CONTEXT, _END_CONTEXT = "Transaction.Begin", "Transaction.End"
_VERSION = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_OLDEST, _NEWEST = Decimal("0.1"), Decimal("1.3")
_DEFAULT_HASH = "SHA256"
_BAD_LEVELS = frozenset(("MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"))
_TIME_LETTERS = frozenset("UISR")
_OBIS = re.compile(
    r"(?P<a>[0-9A-Fa-f]+)-[^:]+:(?P<c>[0-9A-Fa-f]+)\.(?P<d>[0-9A-Fa-f]+)"
    r"(?:\.[0-9A-Za-z]+)?(?:[.*](?P<f>[0-9A-Fa-f]+))?",
    re.ASCII,
)
# Digits are read as hexadecimal, whatever they were meant to be.
_BILLED_C = frozenset((0x1, 0x98, 0x9E, *range(0xB0, 0xC8)))
_COMPENSATED_C = frozenset((0x98, 0xB1, 0xB3, 0xC1, 0xC3))
_BILLED_F = frozenset((0x0, 0x200, 0x255, 0xFF))
_FORMAT_DEPARTURES = frozenset(("doubled-name", "doubled-name-differs"))


@dataclass(frozen=True, slots=True)
class SafeValue:
    """A record as that tool sees it."""

    signed: SignedRecord
    content: RecordContent
    state: SignatureState
    departures: frozenset[str]


def downgraded(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return Eichlab's findings as notes: they decide nothing in this profile."""
    return tuple(
        each if each.severity is Severity.NOTE else replace(each, severity=Severity.NOTE)
        for each in findings
    )


def judge_value(value: SafeValue) -> tuple[Finding, ...]:
    """Return why the tool would fail a value by itself; nothing: it verifies."""
    unread = _form(value)
    if unread:
        return (finding(unread),)
    if value.state is not SignatureState.VALID:
        return (finding("SAFE.signature"),)
    if value.signed.format != _OCMF:
        return tuple(
            finding("SAFE.format-rule", rule=each.rule)
            for each in value.content.findings
            if each.severity is Severity.ERROR
        )
    page = value.content.stated.page
    kinds = {each.tx for each in value.content.readings}
    if page is None or page.fiscal or _BEGIN_KIND not in kinds or not kinds & _END_KINDS:
        return ()
    return _law(value.content.readings, value.content)


def judge_pair(values: Sequence[SafeValue]) -> tuple[Finding, ...]:
    """Return why the tool would fail a transaction of several values."""
    begins = [each for each in values if each.signed.context == _BEGIN_CONTEXT]
    ends = [each for each in values if each.signed.context == _END_CONTEXT]
    if len(begins) != 1 or len(ends) != 1:
        return (finding("SAFE.no-pair"),)
    begin, end = begins[0], ends[0]
    for value in (begin, end):
        unread = _form(value, pair_key=begin.signed.public_key)
        if unread:
            return (finding(unread),)
    if begin.state is not SignatureState.VALID or not _fits(end, begin.signed.public_key):
        return (finding("SAFE.signature"),)
    if begin.signed.format != _OCMF:
        return ()
    if any(each.tx in _END_KINDS for each in begin.content.readings) or any(
        each.tx == _BEGIN_KIND for each in end.content.readings
    ):
        return (finding("SAFE.mixed-pair"),)
    return _law((*begin.content.readings, *end.content.readings), begin.content)


def _fits(value: SafeValue, pair_key: bytes | None) -> bool:
    """Return whether a value fits the key of the pair, for the tool takes one for both."""
    if pair_key is None or pair_key == value.signed.public_key:
        return value.state is SignatureState.VALID
    try:
        key = load_key(pair_key)
    except UnusableKeyError:
        return False
    return value.content.check(key).state is SignatureState.VALID


def _form(value: SafeValue, pair_key: bytes | None = None) -> str | None:
    """Return the rule by which the tool cannot even begin; None where it can."""
    signed, content = value.signed, value.content
    if signed.format != _OCMF:
        return _form_of_others(value)
    if b"|" in content.payload or value.departures & _FORMAT_DEPARTURES:
        return "SAFE.format"
    version = content.stated.version
    if version is None or not _VERSION.fullmatch(version):
        return "SAFE.version"
    if not _OLDEST <= Decimal(version) <= _NEWEST:
        return "SAFE.version"
    if content.stated.page is None or "readings-missing" in value.departures:
        return "SAFE.crash"
    text = pair_key or signed.public_key
    if text is None:
        return "SAFE.no-key"
    key = _key_as_read(text)
    if key is None:
        return "SAFE.key-spelling"
    return _method(value, key)


def _method(value: SafeValue, key: LoadedKey) -> str | None:
    """Return what the tool does not read of a signature: it trusts the label, not the key."""
    label = value.content.label or ""
    named = algorithm_named(label)
    if named is None or label.count("-") != 2:
        return "SAFE.method"
    if named.curve.name != key.curve:
        return "SAFE.label-curve"
    if value.departures & {"raw-signature", "loose-der"}:
        return "SAFE.signature-form"
    hashed_otherwise = named.hash != _DEFAULT_HASH and "label-hash" not in value.departures
    return "SAFE.hash" if hashed_otherwise else None


def _form_of_others(value: SafeValue) -> str | None:
    text = value.signed.public_key or value.content.embedded_key
    if value.signed.format == "EDL_40_SIG" and text is not None:
        try:
            key = load_key(text)
        except UnusableKeyError:
            return "SAFE.key-spelling"
        # Its reader of this format knows 192 bits only.
        return None if key.curve == "secp192r1" else "SAFE.key-length"
    if value.signed.format == "BSM":
        return "SAFE.format"
    return None


def _key_as_read(text: bytes) -> LoadedKey | None:
    """Return the key if the tool reads its spelling: SubjectPublicKeyInfo in hex or base 32, 64."""
    plain = b"".join(text.split())
    for decode in (bytes.fromhex, _base64, _base32):
        try:
            data = decode(plain.decode("ascii"))
        except (ValueError, binascii.Error):
            continue
        if data[:1] == b"\x30":
            try:
                return load_key(data)
            except UnusableKeyError:
                return None
    return None


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _base32(text: str) -> bytes:
    return base64.b32decode(text)


def _law(readings: Sequence[SignedReading], content: RecordContent) -> tuple[Finding, ...]:
    """Return what the tool's checks of the content would fail, in their order."""
    relevant = _relevant(readings)
    if not relevant:
        return (finding("SAFE.no-readings"),)
    if not relevant[0].status or not relevant[0].unit:
        return (finding("SAFE.status-or-unit-missing"),)
    starts = [each for each in relevant if each.tx == _BEGIN_KIND]
    stops = [each for each in relevant if each.tx in _END_KINDS]
    if len(starts) != 1 or len(stops) != 1:
        return (finding("SAFE.start-and-stop"),)
    start, stop = starts[0], stops[0]
    failed: list[str] = []
    if start.amount is not None and stop.amount is not None and start.amount > stop.amount:
        failed.append("SAFE.value-order")
    if start.at is not None and stop.at is not None and start.at > stop.at:
        failed.append("SAFE.time-order")
    if content.stated.user_level in _BAD_LEVELS:
        failed.append("SAFE.level")
    if start.status != "G" or stop.status != "G":
        failed.append("SAFE.status")
    if start.time_status not in _TIME_LETTERS or (
        start.time_status == "R" and stop.time_status != "R"
    ):
        failed.append("SAFE.clock")
    if start.event_counter != stop.event_counter:
        failed.append("SAFE.event-counter")
    if "E" in (start.error_flags or "") + (stop.error_flags or ""):
        failed.append("SAFE.energy-flag")
    return tuple(finding(rule) for rule in failed)


def _relevant(readings: Sequence[SignedReading]) -> list[SignedReading]:
    codes = [(_code(each.obis), each) for each in readings]
    compensated = [each for code, each in codes if code in _COMPENSATED_C]
    return compensated or [each for code, each in codes if code is not None]


def _code(obis: str | None) -> int | None:
    """Return the value group C of a register the tool would bill, None for any other."""
    match = _OBIS.fullmatch(obis.strip()) if obis is not None and len(obis) < 64 else None
    if match is None or int(match["a"], 16) != 1 or int(match["d"], 16) != 8:
        return None
    if match["f"] is not None and int(match["f"], 16) not in _BILLED_F:
        return None
    code = int(match["c"], 16)
    return code if code in _BILLED_C else None
