"""Checking ECDSA signatures over SHA-256, as all formats beside OCMF use it.

Where the curve's order is shorter than the hash (192 bits), only the leftmost bits of the hash
count. FIPS 186-5 chapter 6.4 asks for that, and the formats say the same in their own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from eichlab.ocmf import (
    CURVES,
    DecodedSignature,
    Departure,
    LoadedKey,
    SignatureCheck,
    decode_signature,
)
from eichlab.values import SignatureState


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """Bytes a meter signed, and the signature over them: bare r‖s or DER."""

    message: bytes
    signature: bytes


def check_messages(
    messages: Sequence[SignedMessage], curves: Sequence[str], key: LoadedKey
) -> SignatureCheck:
    """Check all signatures of a record; valid where every one fits.

    ``curves`` are those the format allows; a key on another one is not supported.
    """
    algorithm = f"ECDSA-{key.curve}-SHA256"
    curve = CURVES.get(key.curve)
    if curve is None or key.curve not in curves or curve.implementation is None:
        return SignatureCheck(SignatureState.UNSUPPORTED, algorithm)
    public_key = ec.EllipticCurvePublicKey.from_encoded_point(curve.implementation(), key.point)
    departures: tuple[Departure, ...] = ()
    for each in messages:
        decoded = numbers_of(each.signature, curve.size)
        if decoded is None:
            return SignatureCheck(SignatureState.UNREADABLE, algorithm)
        departures += decoded.departures
        numbers = encode_dss_signature(decoded.r, decoded.s)
        try:
            public_key.verify(numbers, each.message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return SignatureCheck(SignatureState.INVALID, algorithm, departures)
    return SignatureCheck(SignatureState.VALID, algorithm, departures)


def numbers_of(signature: bytes, size: int) -> DecodedSignature | None:
    """Return r and s of a signature on a curve of ``size`` bytes; None where it holds none."""
    if len(signature) == 2 * size:
        # The usual form of these formats; a first byte 30 is then part of r.
        r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
        return DecodedSignature(r, s)
    return decode_signature(signature, size)
