"""Signatures as the WM3M4C gives them out: DER, with the oddities of its firmware on demand."""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from eichlab.simulator.keys import KeyPair

_BYTES = 32
_BASE64 = 1


def sign(keys: KeyPair, payload: bytes, *, leading_zeros: bool, odd: bool) -> bytes:
    """Return ECDSA with SHA-256 over the payload in DER.

    ``leading_zeros``: r or s is a small number and still written in 32 bytes, as the firmware
    does it. ``odd``: the length is an odd number, as it is for half of all signatures.
    """
    while True:
        data = keys.private.sign(payload, ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(data)
        if leading_zeros:
            if min(r, s) >> (8 * _BYTES - 9):
                continue
            data = _sequence(_fixed(r) + _fixed(s))
        if not odd or len(data) % 2:
            return data


def spelled(signature: bytes, format_register: int) -> bytes:
    """Return the signature as register 7059 wants it: binary, or as Base64 text."""
    return base64.b64encode(signature) if format_register == _BASE64 else signature


def _fixed(number: int) -> bytes:
    """Return a DER integer that is never shorter than 32 bytes."""
    length = _BYTES + (number >> (8 * _BYTES - 1))
    return bytes([0x02, length]) + number.to_bytes(length)


def _sequence(content: bytes) -> bytes:
    return bytes([0x30, len(content)]) + content
