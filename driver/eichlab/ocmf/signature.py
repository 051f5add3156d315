"""Checking and making OCMF signatures (OCMF 1.4.1 tables 8 and 22).

The key's curve decides. A label (``SA``) that names another curve or another hash is a
departure, never a reason to call a fitting signature invalid, for the label is not signed.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from eichlab.ocmf.algorithms import (
    CURVES,
    DEFAULT_ALGORITHM,
    HASHES,
    Algorithm,
    algorithm_named,
)
from eichlab.ocmf.errors import OcmfError
from eichlab.ocmf.exact_json import JsonObject
from eichlab.ocmf.keys import ComputableKey, LoadedKey, computable_key
from eichlab.ocmf.record import Departure, OcmfRecord
from eichlab.values import SignatureState

_METHODS: Mapping[str, ec.ECDSA] = MappingProxyType(
    {name: ec.ECDSA(implementation()) for name, implementation in HASHES.items()}
)
_DEFAULT_HASH = "SHA256"
_MIME_TYPE = "application/x-der"


class SignatureCheck(NamedTuple):
    """The outcome of a check: the state, the method's name, and what was odd on the way."""

    state: SignatureState
    algorithm: str | None
    departures: tuple[Departure, ...] = ()


class DecodedSignature(NamedTuple):
    """The two numbers of an ECDSA signature, and how their encoding departs from DER."""

    r: int
    s: int
    departures: tuple[Departure, ...] = ()


def verify(record: OcmfRecord, key: LoadedKey) -> SignatureState:
    """Return whether the record's signature fits its payload under this key."""
    return check(record, key).state


def check(record: OcmfRecord, key: LoadedKey) -> SignatureCheck:
    """Check the signature over the exact payload bytes, and say which method it was."""
    return check_payload(record.payload, record.signature, key)


def check_payload(payload: bytes, section: JsonObject, key: LoadedKey) -> SignatureCheck:
    """Check the signature a record's signature section holds over its payload."""
    named = _algorithm_of(section)
    if named is None:
        return SignatureCheck(SignatureState.UNSUPPORTED, _label(section))
    computable = computable_key(key)
    if computable is None:
        # A key that only opens seals (RSA) checks no signature.
        return SignatureCheck(SignatureState.UNSUPPORTED, named.name)
    data, departures = _signature_bytes(section)
    if data is None:
        return SignatureCheck(SignatureState.UNREADABLE, _name(key.curve, named.hash))
    if named.curve.name != key.curve:
        departures += _label_departures(section, key)
    if _fits(computable, data, payload, named.hash):
        return SignatureCheck(SignatureState.VALID, _name(key.curve, named.hash), departures)
    return _check_loosely(payload, section, key, computable, data, named, departures)


def _check_loosely(
    payload: bytes,
    section: JsonObject,
    key: LoadedKey,
    computable: ComputableKey,
    data: bytes,
    named: Algorithm,
    departures: tuple[Departure, ...],
) -> SignatureCheck:
    """Try what strict DER under the named hash does not cover."""
    decoded = decode_signature(data, CURVES[key.curve].size)
    if decoded is not None:
        strict = encode_dss_signature(decoded.r, decoded.s)
        departures += decoded.departures
        for hash_name in dict.fromkeys((named.hash, _DEFAULT_HASH)):
            if strict == data and hash_name == named.hash:
                continue
            if _fits(computable, strict, payload, hash_name):
                if hash_name != named.hash:
                    departures += (Departure("label-hash", _label(section)),)
                name = _name(key.curve, hash_name)
                return SignatureCheck(SignatureState.VALID, name, departures)
    return SignatureCheck(SignatureState.INVALID, _name(key.curve, named.hash), departures)


def _fits(key: ComputableKey, data: bytes, payload: bytes, hash_name: str) -> bool:
    try:
        key.verify(data, payload, _METHODS[hash_name])
    except InvalidSignature:
        return False
    return True


def named_algorithm(record: OcmfRecord) -> Algorithm | None:
    """Return the method the record's label names; None where Eichlab knows none of that name."""
    return _algorithm_of(record.signature)


def _algorithm_of(section: JsonObject) -> Algorithm | None:
    label = section.get("SA")
    if label is None:
        return algorithm_named(DEFAULT_ALGORITHM)
    return algorithm_named(label) if isinstance(label, str) else None


def _label(section: JsonObject) -> str:
    label = section.get("SA")
    return label if isinstance(label, str) else str(label)


@lru_cache(maxsize=256)
def _name(curve: str, hash_name: str) -> str:
    return f"ECDSA-{curve}-{hash_name}"


def _label_departures(section: JsonObject, key: LoadedKey) -> tuple[Departure, ...]:
    if section.get("SA") is None:
        return (Departure("label-missing", key.curve),)
    return (Departure("label-curve", _label(section)),)


def signature_bytes(record: OcmfRecord) -> tuple[bytes | None, tuple[Departure, ...]]:
    """Return the bytes of ``SD`` under its encoding ``SE``; None where they cannot be read."""
    return _signature_bytes(record.signature)


def _signature_bytes(section: JsonObject) -> tuple[bytes | None, tuple[Departure, ...]]:
    text = section.get("SD")
    if not isinstance(text, str) or not text:
        return None, ()
    encoding, mime_type = section.get("SE"), section.get("SM")
    if encoding is None and mime_type is None:
        try:
            return bytes.fromhex(text), ()
        except ValueError:
            # Not as it should be: perhaps base64, see below.
            pass
    departures: tuple[Departure, ...] = ()
    if mime_type is not None and mime_type != _MIME_TYPE:
        departures = (Departure("signature-type", str(mime_type)),)
    stated = encoding.strip().lower() if isinstance(encoding, str) else "hex"
    readers = (_base64, _hexadecimal) if stated == "base64" else (_hexadecimal, _base64)
    for attempt, reader in enumerate(readers):
        data = reader(text)
        if data is not None:
            if attempt or stated not in {"hex", "base64"}:
                departures += (Departure("signature-encoding", str(encoding)),)
            return data, departures
    return None, departures


def _hexadecimal(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def decode_signature(data: bytes, size: int) -> DecodedSignature | None:
    """Decode r and s: DER, DER with badly padded integers, or bare r‖s of ``size`` bytes each.

    Meters leave out the zero before a high first bit, or write more zeros than needed. Both
    name the same numbers, so they are taken and noted. None where it is none of these.
    """
    decoded = _decode_der(data)
    if decoded is None and len(data) == 2 * size:
        r, s = int.from_bytes(data[:size], "big"), int.from_bytes(data[size:], "big")
        return DecodedSignature(r, s, (Departure("raw-signature"),))
    return decoded


def _decode_der(data: bytes) -> DecodedSignature | None:
    if len(data) < 2 or data[0] != 0x30:
        return None
    length, begin = data[1], 2
    loose = False
    if length == 0x81 and len(data) > 2:
        length, begin = data[2], 3
        loose = length < 0x80
    if length >= 0x80 and begin == 2:
        return None
    if len(data) != begin + length:
        return None
    numbers = []
    for _ in range(2):
        if len(data) < begin + 2 or data[begin] != 0x02:
            return None
        end = begin + 2 + data[begin + 1]
        content = data[begin + 2 : end]
        if data[begin + 1] >= 0x80 or len(data) < end or not content:
            return None
        over_padded = len(content) > 1 and content[0] == 0 and content[1] < 0x80
        loose = loose or over_padded or content[0] >= 0x80
        numbers.append(int.from_bytes(content, "big"))
        begin = end
    if begin != len(data):
        return None
    departures = (Departure("loose-der"),) if loose else ()
    return DecodedSignature(numbers[0], numbers[1], departures)


def sign(
    payload: bytes, private_key: ec.EllipticCurvePrivateKey, *, algorithm: str | None = None
) -> bytes:
    """Return the whole OCMF text for a payload, whose bytes are signed and written as they are.

    ``algorithm`` is written as ``SA`` exactly as given (any known spelling); without it the
    name follows from the key's curve with SHA-256. The signature is DER in upper-case hex.
    Raises `OcmfError` where the label is unknown or names another curve than the key's.
    """
    label = algorithm or f"ECDSA-{_curve_name(private_key.curve.name)}-{_DEFAULT_HASH}"
    named = algorithm_named(label)
    if named is None or named.curve.name != _curve_name(private_key.curve.name):
        raise OcmfError("ocmf.algorithm", algorithm=label, curve=private_key.curve.name)
    data = private_key.sign(payload, _METHODS[named.hash])
    section = json.dumps({"SD": data.hex().upper(), "SA": label}, separators=(",", ":"))
    return b"OCMF|" + payload + b"|" + section.encode()


def _curve_name(name: str) -> str:
    """Return our name of a curve that ``cryptography`` names without regard to case."""
    lower = name.lower()
    return next((each for each in CURVES if each.lower() == lower), name)
