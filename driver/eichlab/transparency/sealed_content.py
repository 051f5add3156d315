"""What an RSA-sealed OCMF record says: nothing until a public key opens it.

The seal takes the place of the signature: it opens only under the right key and unchanged.
"""

import re
from functools import partial

from eichlab.ocmf import (
    Departure,
    LoadedKey,
    OcmfError,
    Seal,
    SignatureCheck,
    UnusableKeyError,
    load_key,
    open_seal,
    parse,
    read_seal,
    unprotected,
)
from eichlab.transparency.content import RecordContent, Stated
from eichlab.transparency.ocmf_content import content_of
from eichlab.values import Identification, SignatureState, SignedRecord

_HEXADECIMAL = re.compile(rb"\s*(?:[0-9a-fA-F]{2}\s*)+")
# The record inside carries an empty signature section, for the seal is one.
_NEEDLESS = frozenset(("field-missing",))
_SIGNATURE_DATA = "SD"


def read_sealed(signed: SignedRecord) -> RecordContent:
    """Return what a sealed record says under the key that came with it.

    ``data`` is the seal as DER, or in hexadecimal. Raises `eichlab.ocmf.OcmfError` where it is
    no seal. Without a key that opens it there are no readings.
    """
    data = signed.data
    if _HEXADECIMAL.fullmatch(data):
        data = bytes.fromhex(data.decode())
    seal = read_seal(data)
    check = partial(_check, seal)
    text = _text(seal, signed.public_key)
    if text is None:
        return RecordContent(seal.data, (), Identification(), Stated(), check)
    inside = content_of(parse(text))
    departures = tuple(
        each
        for each in inside.departures
        if not (each.name in _NEEDLESS and each.field == _SIGNATURE_DATA)
    )
    return inside._replace(check=check, label=None, departures=departures)


def _text(seal: Seal, key: bytes | None) -> bytes | None:
    if key is None:
        return None
    try:
        return open_seal(seal, load_key(key))
    except UnusableKeyError:
        return None


def _check(seal: Seal, key: LoadedKey) -> SignatureCheck:
    if not key.curve.startswith("RSA-"):
        return SignatureCheck(SignatureState.UNSUPPORTED, "RSA")
    text = open_seal(seal, key)
    if text is not None:
        try:
            parse(text)
        except OcmfError:
            text = None
    if text is None:
        return SignatureCheck(SignatureState.INVALID, key.curve)
    open_to_change = unprotected(seal, key)
    departures = (Departure("seal-unprotected", str(open_to_change)),) if open_to_change else ()
    return SignatureCheck(SignatureState.VALID, key.curve, departures)
