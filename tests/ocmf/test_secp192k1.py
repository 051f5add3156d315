"""secp192k1 against its published parameters and an independent signer."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from ecdsa import ecdsa, ellipticcurve
from hypothesis import given, settings
from hypothesis import strategies as st

from eichlab.ocmf import load_key, parse, verify
from eichlab.ocmf.secp192k1 import uncompressed
from eichlab.values import SignatureState

# SEC 2, 2.2.2
P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFEE37
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFE26F2FC170F69466A74DEFD8D
BASE = (
    0xDB4FF10EC057E9AE26B07D0280B7F4341DA5D1B1EAE06C7D,
    0x9B2F2F6D9C5628A7844163D015BE86344082AA88D95E2F9D,
)
CURVE = ellipticcurve.CurveFp(P, 0, 3, 1)
GENERATOR = ellipticcurve.Point(CURVE, *BASE, ORDER)
SECRET = 0x1234567890ABCDEF1234567890ABCDEF


def point_of(secret):
    point = GENERATOR * secret
    return b"\x04" + int(point.x()).to_bytes(24, "big") + int(point.y()).to_bytes(24, "big")


def record(payload, k=987654321, hash_name="sha256"):
    public = ecdsa.Public_key(GENERATOR, GENERATOR * SECRET)
    number = int.from_bytes(hashlib.new(hash_name, payload).digest()[:24], "big")
    signature = ecdsa.Private_key(public, SECRET).sign(number, k)
    data = encode_dss_signature(int(signature.r), int(signature.s)).hex()
    label = f"ECDSA-secp192k1-{hash_name.upper()}"
    return f'OCMF|{payload.decode()}|{{"SA":"{label}","SD":"{data}"}}'.encode()


@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
def test_valid_and_changed(hash_name):
    key = load_key(point_of(SECRET))
    assert key.curve == "secp192k1"
    text = record(b'{"RV":1}', hash_name=hash_name)
    assert verify(parse(text), key) is SignatureState.VALID
    changed = text.replace(b'"RV":1', b'"RV":2')
    assert verify(parse(changed), key) is SignatureState.INVALID
    assert verify(parse(text), load_key(point_of(SECRET + 1))) is SignatureState.INVALID


@given(st.integers(1, ORDER - 1))
@settings(max_examples=20)
def test_compressed_points(secret):
    point = point_of(secret)
    compressed = bytes([2 + point[-1] % 2]) + point[1:25]
    assert uncompressed(point) == uncompressed(compressed) == point
    wrong = point[:-1] + bytes([point[-1] ^ 1])
    assert uncompressed(wrong) is None


@given(st.sampled_from((0, 1, ORDER, ORDER + 1)), st.sampled_from((0, 1, ORDER, ORDER + 1)))
def test_numbers_out_of_range_are_never_valid(r, s):
    key = load_key(point_of(SECRET))
    data = encode_dss_signature(r, s).hex()
    text = f'OCMF|{{"RV":1}}|{{"SA":"ECDSA-secp192k1-SHA256","SD":"{data}"}}'.encode()
    assert verify(parse(text), key) is SignatureState.INVALID
