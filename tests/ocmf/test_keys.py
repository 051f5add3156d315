"""Public keys in every spelling become one key; what is no key is a typed error."""

import base64
import contextlib
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from eichlab.ocmf import CURVES, LoadedKey, UnusableKeyError, load_key

# secp192k1 from SEC 2, 2.2.2: the base point, whose discrete logarithm is 1.
SECP192K1 = bytes.fromhex(
    "3046301006072a8648ce3d020106052b8104001f033200"
    "04db4ff10ec057e9ae26b07d0280b7f4341da5d1b1eae06c7d"
    "9b2f2f6d9c5628a7844163d015be86344082aa88d95e2f9d"
)


def public_keys():
    for curve in CURVES.values():
        if curve.implementation is not None:
            yield pytest.param(
                ec.generate_private_key(curve.implementation()).public_key(), curve, id=curve.name
            )


@pytest.mark.parametrize(("public", "curve"), list(public_keys()))
def test_one_form_for_all_spellings(public, curve):
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    compressed = public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    expected = load_key(der)
    assert expected == LoadedKey(der, point, curve.name)
    assert expected.fingerprint == hashlib.sha256(der).hexdigest()
    spellings = [
        der.hex(),
        der.hex().upper(),
        "0x" + der.hex(),
        der.hex(" "),
        der.hex(":"),
        der.hex("\n", 16),
        base64.b64encode(der).decode(),
        base64.b64encode(der),
        base64.urlsafe_b64encode(der).decode().rstrip("="),
        base64.encodebytes(der),
        pem,
        pem.decode().replace("\n", "\r\n"),
        point,
        point.hex(),
        point.hex(" ", 4).upper(),
        base64.b64encode(point).decode(),
        point[1:].hex(),
        point[1:],
    ]
    assert [load_key(spelling) for spelling in spellings] == [expected] * len(spellings)
    assert load_key(compressed.hex(), f"ECDSA-{curve.name}-SHA256") == expected


def test_compressed_point_inside_der():
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    compressed = public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    header = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
    assert load_key(header + compressed).point == public.public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )


@pytest.mark.parametrize("first", [6, 7])
def test_hybrid_points_are_refused(public_key, first):
    hybrid = bytes([first]) + public_key.point[1:]
    for spelling in (hybrid, hybrid.hex(), public_key.der.replace(public_key.point, hybrid)):
        with pytest.raises(UnusableKeyError) as caught:
            load_key(spelling)
        assert caught.value.message.code == "key.hybrid"


def test_a_curve_that_cryptography_leaves_out():
    key = load_key(SECP192K1)
    assert (key.curve, key.supported, key.der) == ("secp192k1", True, SECP192K1)
    point = SECP192K1[-49:]
    compressed = bytes([2 + point[-1] % 2]) + point[1:25]
    for spelling in (point, point[1:].hex(), SECP192K1.hex(":")):
        assert load_key(spelling) == key
    assert load_key(compressed, "ECDSA-secp192k1-SHA256") == key
    off_curve = SECP192K1[:-1] + bytes([SECP192K1[-1] ^ 1])
    with pytest.raises(UnusableKeyError) as caught:
        load_key(off_curve)
    assert caught.value.message.code == "key.off-curve"


def test_a_bare_point_that_begins_like_der():
    while True:
        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        if point[1] == 0x30:
            break
    assert load_key(point[1:]).point == load_key(point[1:].hex()).point == point


def test_rsa_keys_open_seals_only():
    public = rsa.generate_private_key(65537, 2048).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = load_key(der.hex())
    assert (key.der, key.point, key.curve, key.supported) == (der, b"", "RSA-2048", False)


def test_spellings_of_stations(public_key):
    der = public_key.der
    alliance = f"oca:base16:asn1:{der.hex()}"
    spellings = [
        alliance,
        alliance.upper().replace("OCA:BASE16:ASN1", "oca:base16:asn1"),
        base64.b64encode(alliance.encode()).decode(),
        "oca:base64:asn1:" + base64.b64encode(der).decode(),
        "oca:base32:asn1:" + base64.b32encode(der).decode(),
        base64.b32encode(der).decode(),
        base64.b32encode(der).decode().rstrip("=").lower(),
        base64.b32encode(public_key.point).decode(),
        base64.b64encode(der.hex().encode()).decode(),
        f"https://example.org/key?meter=M-1&key={der.hex()}",
        f"Meter M-1; public key: {base64.b64encode(der).decode()}",
    ]
    for spelling in spellings:
        assert load_key(spelling) == public_key, spelling
        assert load_key(spelling.encode()) == public_key


def test_other_methods_are_unsupported():
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(UnusableKeyError) as caught:
        load_key(der)
    assert caught.value.unsupported


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "key.empty"),
        (" \n", "key.empty"),
        ("not a key!", "key.spelling"),
        ("abcd", "key.point"),
        ("a", "key.spelling"),
        ("3059", "key.der"),
        ("30", "key.der"),
        ("00", "key.point"),
        ("04" + "00" * 64, "key.point"),
        ("x" * 30_000, "key.too-large"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "key.other-pem"),
    ],
)
def test_what_is_no_key(text, code):
    with pytest.raises(UnusableKeyError) as caught:
        load_key(text)
    assert caught.value.message.code == code


def test_one_wrong_digit_is_found(em580_key):
    digits = em580_key.point.hex()
    wrong = digits[:50] + ("1" if digits[50] != "1" else "2") + digits[51:]
    with pytest.raises(UnusableKeyError) as caught:
        load_key(wrong)
    assert caught.value.message.code == "key.point"


def test_bytes_behind_the_key_are_refused(public_key):
    with pytest.raises(UnusableKeyError):
        load_key(public_key.der + b"\x00")


@given(st.binary(max_size=150) | st.text(max_size=150))
def test_nothing_but_typed_errors(key):
    with contextlib.suppress(UnusableKeyError):
        assert isinstance(load_key(key), LoadedKey)
