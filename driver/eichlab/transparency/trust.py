"""The key of a verdict: which key fits the signature, and how it is known to be the meter's.

All confirmed keys of a meter are tried before another key's signature is called a mismatch;
the key that came with the data is tried last and confirms nothing.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from eichlab.ocmf import (
    Departure,
    LoadedKey,
    SignatureCheck,
    UnusableKeyError,
    algorithm_named,
    load_key,
)
from eichlab.transparency.content import RecordContent
from eichlab.transparency.rules import finding
from eichlab.values import (
    Finding,
    KeyOrigin,
    KeyState,
    KeyStatement,
    KnownKey,
    SignatureState,
    SignedRecord,
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What the caller knows about keys, and how far it goes in trusting others.

    ``own_transaction`` says that the very transaction is judged that this bench ran and whose
    key it read over the line: only then a simulated meter's key confirms.
    """

    known_keys: Mapping[str, tuple[KnownKey, ...]]
    entered_key: bytes | None = None
    trust_file_keys: bool = False
    own_transaction: bool = False
    meters_by_key: Mapping[str, frozenset[str]] = field(default_factory=dict)


class SignatureStatement(NamedTuple):
    """The first two statements of a verdict: signature and key."""

    state: SignatureState
    algorithm: str | None
    key: KeyStatement
    departures: tuple[Departure, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Candidate(NamedTuple):
    key: LoadedKey
    origin: KeyOrigin
    confirmed: bool
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    def statement(self, state: KeyState, expected: str | None = None) -> KeyStatement:
        return KeyStatement(
            state,
            self.origin,
            self.key.fingerprint,
            expected,
            self.confirmed_by,
            self.confirmed_at,
        )

    @property
    def own_state(self) -> KeyState:
        return KeyState.CONFIRMED if self.confirmed else KeyState.UNCONFIRMED


def entered(key: str | bytes) -> bytes:
    """Return a key that someone entered, ready for `trust_in`. Raises `UnusableKeyError`.

    A compressed point may lie on several curves; it stays as it is, for a record's own label
    tells which of them is meant.
    """
    try:
        return load_key(key).der
    except UnusableKeyError as error:
        if error.message.code != "key.ambiguous":
            raise
        return key.encode() if isinstance(key, str) else bytes(key)


def trust_in(
    known_keys: Sequence[KnownKey] = (),
    entered_key: bytes | None = None,
    *,
    trust_file_keys: bool = False,
    own_transaction: bool = False,
) -> Trust:
    """Return the trust in these keys; see `eichlab.transparency.judge.judge`."""
    by_meter: dict[str, tuple[KnownKey, ...]] = {}
    by_key: dict[str, frozenset[str]] = {}
    for known in known_keys:
        name = known.meter.strip()
        by_meter[name] = (*by_meter.get(name, ()), known)
        fingerprint = None if known.simulated else _fingerprint(known)
        if fingerprint is not None:
            by_key[fingerprint] = by_key.get(fingerprint, frozenset()) | {name}
    return Trust(by_meter, entered_key, trust_file_keys, own_transaction, by_key)


def _fingerprint(known: KnownKey) -> str | None:
    try:
        return load_key(known.key).fingerprint
    except UnusableKeyError:
        return None


_NO_KEY = KeyStatement(KeyState.MISSING)


def judge_signature(
    signed: SignedRecord, content: RecordContent, trust: Trust
) -> SignatureStatement:
    """Find the key that fits the signature and say how it is known."""
    if trust.entered_key is None and not trust.known_keys and content.embedded_key is None:
        alone = _key_of_file(signed, content, trust)
        if alone is not None:
            return alone
    candidates, departures = _candidates(signed, content, trust)
    confirmed = next((each for each in candidates if each.confirmed), None)
    first: tuple[SignatureCheck, _Candidate] | None = None
    for candidate in candidates:
        outcome = content.check(candidate.key)
        if outcome.state is SignatureState.VALID:
            departures += outcome.departures
            if candidate.confirmed or confirmed is None:
                key = candidate.statement(candidate.own_state)
                findings = _unlike_the_ring(content, candidate.key.fingerprint, trust)
            else:
                key = candidate.statement(KeyState.MISMATCH, confirmed.key.fingerprint)
                findings = ()
            return SignatureStatement(outcome.state, outcome.algorithm, key, departures, findings)
        if first is None or (
            first[0].state is SignatureState.UNSUPPORTED and outcome.state is SignatureState.INVALID
        ):
            first = (outcome, candidate)
    if first is not None:
        outcome, candidate = first
        return SignatureStatement(
            outcome.state,
            outcome.algorithm,
            candidate.statement(candidate.own_state),
            departures + outcome.departures,
        )
    name = content.label
    if name is not None:
        named = algorithm_named(name)
        if named is None:
            return SignatureStatement(SignatureState.UNSUPPORTED, name, _NO_KEY, departures)
        name = named.name
    unsupported = any(each.name == "key-unsupported" for each in departures)
    state = SignatureState.UNSUPPORTED if unsupported else SignatureState.NO_KEY
    return SignatureStatement(state, name, _NO_KEY, departures)


def _key_of_file(
    signed: SignedRecord, content: RecordContent, trust: Trust
) -> SignatureStatement | None:
    """Return the statement where one key came with the record and no other is known.

    None where that key cannot be used.
    """
    if not signed.public_key:
        return None
    origin = signed.key_origin or KeyOrigin.FILE
    confirmed = _confirms(signed, origin, trust, trusting=trust.trust_file_keys)
    state = KeyState.CONFIRMED if confirmed else KeyState.UNCONFIRMED
    try:
        key, statement = _stated(signed.public_key, content.label, origin, state)
    except UnusableKeyError:
        return None
    outcome, algorithm, departures = content.check(key)
    return SignatureStatement(outcome, algorithm, statement, departures)


@lru_cache(maxsize=1024)
def _stated(
    text: bytes, label: str | None, origin: KeyOrigin, state: KeyState
) -> tuple[LoadedKey, KeyStatement]:
    """Load a key, and say how it is known; all records of a meter come with the same."""
    key = load_key(text, label)
    return key, KeyStatement(state, origin, key.fingerprint)


def _candidates(
    signed: SignedRecord, content: RecordContent, trust: Trust
) -> tuple[list[_Candidate], tuple[Departure, ...]]:
    """Return the keys to try, the confirmed ones first, and what was wrong with others."""
    label = content.label
    candidates: list[_Candidate] = []
    if trust.entered_key is not None:
        with suppress(UnusableKeyError):
            # A point on several curves is no key for a record whose label names none of them.
            key = load_key(trust.entered_key, label)
            candidates.append(_Candidate(key, KeyOrigin.ENTERED, confirmed=True))
    if trust.known_keys:
        candidates += _known(content, trust)
    departures: tuple[Departure, ...] = ()
    # Trust in what came with the data never outweighs a key that is known otherwise.
    trusting = trust.trust_file_keys and not any(each.confirmed for each in candidates)
    came_with = [
        (signed.public_key, signed.key_origin or KeyOrigin.FILE),
        (content.embedded_key, KeyOrigin.FILE),
    ]
    for text, origin in came_with:
        if not text:
            continue
        try:
            key = load_key(text, label)
        except UnusableKeyError as error:
            name = "key-unsupported" if error.unsupported else "key-unusable"
            departures += (Departure(name),)
            continue
        candidates.append(
            _Candidate(key, origin, _confirms(signed, origin, trust, trusting=trusting))
        )
    candidates.sort(key=lambda candidate: not candidate.confirmed)
    return candidates, departures


def _confirms(signed: SignedRecord, origin: KeyOrigin, trust: Trust, *, trusting: bool) -> bool:
    """Return whether the key that came with a record is known to be the meter's."""
    if origin is KeyOrigin.FILE:
        return trusting
    return trust.own_transaction or not signed.simulated


def _unlike_the_ring(content: RecordContent, fingerprint: str, trust: Trust) -> tuple[Finding, ...]:
    """Find that the ring knows another key for this meter at this time, or this for another."""
    names = {name.strip() for name in content.names if name}
    findings: tuple[Finding, ...] = ()
    at = _moment(content)
    others = [
        other
        for name in sorted(names)
        for known in trust.known_keys.get(name, ())
        if not known.simulated
        and _valid_at(known, at)
        and (other := _fingerprint(known)) not in {None, fingerprint}
    ]
    if others:
        findings += (finding("KEY.changed", fingerprint=fingerprint, other=others[0]),)
    meters = trust.meters_by_key.get(fingerprint, frozenset()) - names
    if meters:
        findings += (finding("KEY.shared", fingerprint=fingerprint, meter=min(meters)),)
    return findings


def _moment(content: RecordContent) -> datetime | None:
    return next((each.at for each in content.readings if each.at is not None), None)


def _known(content: RecordContent, trust: Trust) -> list[_Candidate]:
    """Return the keys known for the record's meter or charge point at its time."""
    at = _moment(content)
    found: dict[str, _Candidate] = {}
    for name in content.names:
        for known in trust.known_keys.get(name.strip(), ()) if name else ():
            if known.simulated and not trust.own_transaction:
                continue
            if not _valid_at(known, at):
                continue
            try:
                key = load_key(known.key, content.label)
            except UnusableKeyError:
                continue
            confirmed = known.origin is not KeyOrigin.FILE or trust.trust_file_keys
            found.setdefault(
                f"{key.fingerprint}{confirmed}",
                _Candidate(key, known.origin, confirmed, known.confirmed_by, known.confirmed_at),
            )
    return list(found.values())


def _valid_at(known: KnownKey, at: datetime | None) -> bool:
    if at is None:
        return True
    return not (
        (known.valid_from is not None and at < known.valid_from)
        or (known.valid_to is not None and at > known.valid_to)
    )
