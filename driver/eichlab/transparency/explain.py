"""What was signed, as data: the bytes, each field's place in them, hash, signature and key."""

import hashlib
from dataclasses import dataclass

from eichlab.ocmf import (
    CURVES,
    LoadedKey,
    UnusableKeyError,
    algorithm_named,
    check,
    decode_signature,
    load_key,
    named_algorithm,
    parse,
    signature_bytes,
)
from eichlab.transparency.content import read_content
from eichlab.transparency.formats.signed_message import SignedMessage, numbers_of
from eichlab.transparency.signed_fields import SignedField, signed_fields
from eichlab.values import SignatureState, SignedRecord

_OCMF = "OCMF"
_DEFAULT_HASH = "SHA256"


@dataclass(frozen=True, slots=True)
class SignedPart:
    """Bytes under one signature: their range within `Explanation.signed`, hash, r and s.

    ``digest`` is the hash over exactly these bytes, in hex. ``signature`` is None where it
    cannot be read, and so are ``r`` and ``s``; a seal has none.
    """

    begin: int
    end: int
    digest: str
    signature: bytes | None = None
    r: int | None = None
    s: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a record's signature comes about.

    ``signed`` are the signed bytes; ``begin`` is where they stand in the record's own bytes
    (None where they are put together from it). ``fields`` give each field's byte range within
    ``signed``. ``hash`` names the hash function. ``parts`` are usually one; a format that keeps
    two signed blocks in one record has two. Key, curve and fingerprint are None without a
    usable key.
    """

    format: str
    signed: bytes
    begin: int | None
    fields: tuple[SignedField, ...]
    hash: str
    parts: tuple[SignedPart, ...]
    state: SignatureState
    algorithm: str | None
    label: str | None
    curve: str | None
    key: LoadedKey | None

    @property
    def fingerprint(self) -> str | None:
        """Return the key's fingerprint: SHA-256 over the DER form, hex."""
        return None if self.key is None else self.key.fingerprint


def explain(signed: SignedRecord, key: bytes | str | None = None) -> Explanation:
    """Explain the signature of a record under a key, by default the one that came with it.

    Raises `eichlab.values.EichlabError` where the record cannot be read; a key that cannot be
    used counts as none.
    """
    given = key if key is not None else signed.public_key
    if signed.format == _OCMF:
        return _of_ocmf(signed, given)
    content = read_content(signed, given.encode() if isinstance(given, str) else given)
    loaded = _usable(given if given is not None else content.embedded_key, content.label)
    outcome = None if loaded is None else content.check(loaded)
    place = signed.data.find(content.payload)
    named = None if content.label is None else algorithm_named(content.label)
    curve = CURVES.get(loaded.curve) if loaded is not None else None
    curve = curve or (named.curve if named else None)
    return Explanation(
        format=signed.format,
        signed=content.payload,
        begin=place if place >= 0 else None,
        fields=signed_fields(signed.format, content.payload) if content.readings else (),
        hash=_DEFAULT_HASH,
        parts=_parts(content.payload, content.messages, curve.size if curve else 0),
        state=SignatureState.NO_KEY if outcome is None else outcome.state,
        algorithm=None if outcome is None else outcome.algorithm,
        label=content.label,
        curve=None if loaded is None else loaded.curve,
        key=loaded,
    )


def _parts(
    payload: bytes, messages: tuple[SignedMessage, ...], size: int
) -> tuple[SignedPart, ...]:
    if not messages:
        return (SignedPart(0, len(payload), hashlib.sha256(payload).hexdigest()),)
    parts = []
    begin = 0
    for each in messages:
        end = begin + len(each.message)
        digest = hashlib.sha256(each.message).hexdigest()
        numbers = numbers_of(each.signature, size)
        r, s = (None, None) if numbers is None else (numbers.r, numbers.s)
        parts.append(SignedPart(begin, end, digest, each.signature, r, s))
        begin = end
    return tuple(parts)


def _of_ocmf(signed: SignedRecord, given: bytes | str | None) -> Explanation:
    record = parse(signed.data)
    label = record.signature.get("SA")
    text = label if isinstance(label, str) else None
    loaded = _usable(given if given is not None else record.key_section, text)
    outcome = None if loaded is None else check(record, loaded)
    named = named_algorithm(record)
    name = outcome.algorithm if outcome is not None else None
    hash_name = (name or "").rpartition("-")[2] or (named.hash if named else _DEFAULT_HASH)
    if hash_name.lower() not in hashlib.algorithms_available:
        hash_name = _DEFAULT_HASH
    data, _ = signature_bytes(record)
    curve = CURVES.get(loaded.curve) if loaded is not None else (named.curve if named else None)
    numbers = None if data is None else decode_signature(data, curve.size if curve else 0)
    payload = record.payload
    part = SignedPart(
        0,
        len(payload),
        hashlib.new(hash_name.lower(), payload).hexdigest(),
        data,
        None if numbers is None else numbers.r,
        None if numbers is None else numbers.s,
    )
    return Explanation(
        format=_OCMF,
        signed=payload,
        begin=signed.data.find(payload),
        fields=signed_fields(_OCMF, payload),
        hash=hash_name,
        parts=(part,),
        state=SignatureState.NO_KEY if outcome is None else outcome.state,
        algorithm=name,
        label=text,
        curve=None if loaded is None else loaded.curve,
        key=loaded,
    )


def _usable(key: bytes | str | None, label: str | None) -> LoadedKey | None:
    if not key:
        return None
    try:
        return load_key(key, label)
    except UnusableKeyError:
        return None
