"""What a cheat would do to a signed record, to show that it is found out.

For demonstrations only: everything made here is marked as simulated, and comes from a record of a
simulated meter. Nothing in Eichlab stores what is made here.
"""

import re
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.ocmf import sign
from eichlab.values import KeyOrigin, SignedRecord

# The last reading of an OCMF text, number or padded text.
_VALUE = re.compile(rb'"RV"\s*:\s*"?(-?[0-9]+(?:\.[0-9]+)?)')


class NotTamperableError(ValueError):
    """The record has no reading to change, or is not from a simulated meter."""


def with_another_digit(record: SignedRecord) -> SignedRecord:
    """Return the record with one digit of its last reading changed: a little more energy.

    Raises `NotTamperableError`.
    """
    return replace(record, data=_changed(record))


def signed_anew(record: SignedRecord) -> SignedRecord:
    """Return the record with a digit changed and a new signature, by a key of the cheat's own.

    Raises `NotTamperableError`.
    """
    key = _key()
    payload = _changed(record).split(b"|", 2)[1]
    data = sign(payload, key, algorithm="ECDSA-secp256r1-SHA256")
    return replace(record, data=data, public_key=_der(key), key_origin=KeyOrigin.FILE)


def _changed(record: SignedRecord) -> bytes:
    _require_simulated(record)
    found = list(_VALUE.finditer(record.data))
    if not found:
        raise NotTamperableError("no reading")
    begin, end = found[-1].span(1)
    digits = bytearray(record.data[begin:end])
    # The first digit that can grow by one: the amount stays plausible.
    place = next(at for at in range(len(digits) - 1, -1, -1) if digits[at : at + 1].isdigit())
    digits[place] = ord("0") + (digits[place] - ord("0") + 1) % 10
    return record.data[:begin] + bytes(digits) + record.data[end:]


def _require_simulated(record: SignedRecord) -> None:
    if not record.simulated:
        raise NotTamperableError("not from a simulated meter")


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
