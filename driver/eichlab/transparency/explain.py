"""What was signed, as data: the bytes, each field's place in them, hash, signature and key."""

import hashlib
from dataclasses import dataclass

from eichlab.ocmf import (
    CURVES,
    FieldPlace,
    LoadedKey,
    UnusableKeyError,
    check,
    decode_signature,
    field_places,
    load_key,
    named_algorithm,
    parse,
    signature_bytes,
)
from eichlab.transparency.content import read_content
from eichlab.values import SignatureState, SignedRecord

_OCMF = "OCMF"
_DEFAULT_HASH = "SHA256"


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a record's signature comes about.

    ``signed`` are the signed bytes; ``begin`` is where they stand in the record's own bytes
    (None where they are put together from it). ``fields`` give each field's byte range within
    ``signed``. ``hash`` names the hash function, ``digest`` is its value over ``signed`` in
    hex. ``r`` and ``s`` are the signature's numbers. Key, curve and fingerprint are None
    without a usable key.
    """

    format: str
    signed: bytes
    begin: int | None
    fields: tuple[FieldPlace, ...]
    hash: str
    digest: str
    signature: bytes | None
    r: int | None
    s: int | None
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
    content = read_content(signed)
    loaded = _usable(given if given is not None else content.embedded_key, content.label)
    outcome = None if loaded is None else content.check(loaded)
    place = signed.data.find(content.payload)
    return Explanation(
        format=signed.format,
        signed=content.payload,
        begin=place if place >= 0 else None,
        fields=(),
        hash=_DEFAULT_HASH,
        digest=hashlib.sha256(content.payload).hexdigest(),
        signature=None,
        r=None,
        s=None,
        state=SignatureState.NO_KEY if outcome is None else outcome.state,
        algorithm=None if outcome is None else outcome.algorithm,
        label=content.label,
        curve=None if loaded is None else loaded.curve,
        key=loaded,
    )


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
    return Explanation(
        format=_OCMF,
        signed=record.payload,
        begin=signed.data.find(record.payload),
        fields=field_places(record.payload),
        hash=hash_name,
        digest=hashlib.new(hash_name.lower(), record.payload).hexdigest(),
        signature=data,
        r=None if numbers is None else numbers.r,
        s=None if numbers is None else numbers.s,
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
