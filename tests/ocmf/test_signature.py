"""Signatures: what fits is valid, however it is written; whatever is changed is not."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from eichlab.ocmf import (
    ALGORITHM_NAMES,
    CURVES,
    OcmfError,
    UnusableKeyError,
    algorithm_named,
    check,
    decode_signature,
    load_key,
    parse,
    sign,
    signature_bytes,
    verify,
)
from eichlab.resources import resource
from eichlab.values import SignatureState

PAYLOAD = b'{"FV":"1.4","RD":[]}'
P256_ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)


def record_with(signature, payload=PAYLOAD, **fields):
    section = {"SD": signature, **fields}
    return parse(b"OCMF|" + payload + b"|" + json.dumps(section).encode())


def names(checked):
    return [departure.name for departure in checked.departures]


def der(r, s):
    def integer(content):
        return b"\x02" + bytes([len(content)]) + content

    return b"\x30" + bytes([len(integer(r) + integer(s))]) + integer(r) + integer(s)


@pytest.fixture(scope="module")
def rs(private_key):
    return decode_dss_signature(private_key.sign(PAYLOAD, ec.ECDSA(hashes.SHA256())))


def test_published_em580_record(em580_record, em580_key):
    assert len(em580_record.payload) == 828
    checked = check(em580_record, em580_key)
    assert checked.state is SignatureState.VALID
    assert checked.algorithm == "ECDSA-brainpoolP384r1-SHA256"
    assert checked.departures == ()


def test_published_em580_record_with_cryptography_alone(em580_text):
    payload, signature = em580_text[5:].split(b"|")
    key = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.BrainpoolP384R1(), bytes.fromhex(resource("samples", "em580.key").read_text())
    )
    key.verify(bytes.fromhex(json.loads(signature)["SD"]), payload, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"RV":1.643', b'"RV":1.644'),
        (b'"LI": 99', b'"LI":  99'),
        (b'"LI": 99', b'"LI":99'),
        (b'"RV":1.643', b'"RV":1.6430'),
        (b'"IS":true', b'"IS":true '),
    ],
)
def test_changed_em580_record(em580_text, em580_key, old, new):
    assert verify(parse(em580_text.replace(old, new, 1)), em580_key) is SignatureState.INVALID


def test_another_key(em580_record):
    key = ec.generate_private_key(ec.BrainpoolP384R1()).public_key()
    other = load_key(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    assert verify(em580_record, other) is SignatureState.INVALID


@pytest.mark.parametrize("name", [n for n, c in CURVES.items() if c.implementation])
def test_sign_and_verify_on_every_curve(name):
    private = ec.generate_private_key(CURVES[name].implementation())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    key = load_key(point, f"ECDSA-{name}-SHA256")
    text = sign(PAYLOAD, private)
    assert text.startswith(b"OCMF|" + PAYLOAD + b"|{")
    checked = check(parse(text), key)
    assert (checked.state, checked.algorithm) == (SignatureState.VALID, f"ECDSA-{name}-SHA256")
    assert checked.departures == ()


@pytest.mark.parametrize(
    ("label", "curve"),
    [
        ("ECDSA-brainpool384r1-SHA256", "brainpoolP384r1"),
        ("ECDSA-brainpoolP384r1-SHA256", "brainpoolP384r1"),
        ("ecdsa-secp256R1-sha256", "secp256r1"),
        ("ECDSA-secp192k1-SHA256", "secp192k1"),
    ],
)
def test_names_of_table_22_and_of_meters(label, curve):
    assert algorithm_named(label).curve.name == curve


def test_every_name_means_one_method():
    assert all(algorithm_named(name) == method for name, method in ALGORITHM_NAMES.items())
    assert algorithm_named("ECDSA-secp999r1-SHA256") is None
    assert algorithm_named("x" * 100_000) is None


def test_label_written_as_given(private_key):
    text = sign(PAYLOAD, private_key, algorithm="ECDSA-secp256r1-SHA512")
    assert parse(text).signature["SA"] == "ECDSA-secp256r1-SHA512"
    with pytest.raises(OcmfError):
        sign(PAYLOAD, private_key, algorithm="ECDSA-brainpool256r1-SHA256")


def test_label_with_another_curve_is_reported(private_key, public_key, rs):
    checked = check(
        record_with(encode_dss_signature(*rs).hex(), SA="ECDSA-secp256k1-SHA256"), public_key
    )
    assert checked.state is SignatureState.VALID
    assert checked.algorithm == "ECDSA-secp256r1-SHA256"
    assert names(checked) == ["label-curve"]


def test_label_with_another_hash_is_reported(public_key, rs):
    record = record_with(encode_dss_signature(*rs).hex(), SA="ECDSA-secp256r1-SHA512")
    checked = check(record, public_key)
    assert checked.state is SignatureState.VALID
    assert checked.algorithm == "ECDSA-secp256r1-SHA256"
    assert names(checked) == ["label-hash"]


def test_hash_of_the_label_is_used(private_key, public_key):
    data = private_key.sign(PAYLOAD, ec.ECDSA(hashes.SHA512()))
    labelled = record_with(data.hex(), SA="ECDSA-secp256r1-SHA512")
    assert verify(labelled, public_key) is SignatureState.VALID
    assert verify(record_with(data.hex()), public_key) is SignatureState.INVALID


def test_unknown_label_is_unsupported(public_key, rs):
    for label in ("RSA-2048-SHA256", "", 7, None):
        state = verify(record_with(encode_dss_signature(*rs).hex(), SA=label), public_key)
        expected = SignatureState.VALID if label is None else SignatureState.UNSUPPORTED
        assert state is expected


@pytest.mark.parametrize(
    ("encode", "noted"),
    [
        (lambda r, s: encode_dss_signature(r, s).hex(), []),
        (lambda r, s: encode_dss_signature(r, s).hex().upper(), []),
        (
            lambda r, s: base64.b64encode(encode_dss_signature(r, s)).decode(),
            ["signature-encoding"],
        ),
        (lambda r, s: (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex(), ["raw-signature"]),
        (
            lambda r, s: der(bytes(3) + r.to_bytes(33, "big"), s.to_bytes(33, "big")).hex(),
            ["loose-der"],
        ),
    ],
)
def test_spellings_of_a_signature(public_key, rs, encode, noted):
    checked = check(record_with(encode(*rs)), public_key)
    assert (checked.state, names(checked)) == (SignatureState.VALID, noted)


def test_base64_where_stated(public_key, rs):
    data = base64.b64encode(encode_dss_signature(*rs)).decode()
    checked = check(record_with(data, SE="base64", SM="application/x-der"), public_key)
    assert (checked.state, names(checked)) == (SignatureState.VALID, [])


def test_integers_without_sign_byte(private_key, public_key):
    for _ in range(64):
        r, s = decode_dss_signature(private_key.sign(PAYLOAD, ec.ECDSA(hashes.SHA256())))
        if r >> 255 and s >> 248:
            break
    else:
        pytest.fail("no signature with a high first bit in 64 tries")
    checked = check(
        record_with(der(r.to_bytes(32, "big"), s.to_bytes(32, "big")).hex()), public_key
    )
    assert (checked.state, names(checked)) == (SignatureState.VALID, ["loose-der"])


@pytest.mark.parametrize("signature", [None, "", "xyz!", 5, [], "3"])
def test_signature_that_cannot_be_read(public_key, signature):
    assert verify(record_with(signature), public_key) is SignatureState.UNREADABLE


@pytest.mark.parametrize("signature", ["00", "3000", "3006020100020100", "ff" * 64, "30" * 71])
def test_signature_that_fits_nothing(public_key, signature):
    assert verify(record_with(signature), public_key) is SignatureState.INVALID


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_changed_byte_of_the_payload(em580_text, em580_key, data):
    end = em580_text.index(b'|{"SD"')
    place = data.draw(st.integers(5, end - 1))
    value = data.draw(st.integers(0, 255))
    assume(em580_text[place] != value)
    changed = em580_text[:place] + bytes([value]) + em580_text[place + 1 :]
    try:
        record = parse(changed)
    except OcmfError:
        return
    assert verify(record, em580_key) is not SignatureState.VALID


@given(st.integers(0, 2**256 - 1), st.integers(0, 2**256 - 1), st.sampled_from(["rs", "both"]))
@example(0, 0, "both")
@example(1, 1, "both")
@example(P256_ORDER, P256_ORDER, "both")
@settings(max_examples=100, deadline=None)
def test_any_changed_number_of_the_signature(public_key, rs, new_r, new_s, which):
    r, s = rs
    changed = (new_r if which != "s" else r, new_s if which != "r" else s)
    # n − s is the one other number that signs the same payload, by the mathematics of ECDSA.
    assume(changed not in {(r, s), (r, P256_ORDER - s)})
    assert verify(record_with(encode_dss_signature(*changed).hex()), public_key) is (
        SignatureState.INVALID
    )


@given(st.integers(0, 255), st.integers(1, 64))
@settings(max_examples=200, deadline=None)
def test_any_changed_byte_of_the_signature_that_changes_r_or_s(public_key, rs, value, place):
    data = bytearray(encode_dss_signature(*rs))
    data[place % len(data)] = value
    decoded = decode_signature(bytes(data), 32)
    assume(decoded is None or (decoded.r, decoded.s) != rs)
    assert verify(record_with(bytes(data).hex()), public_key) is SignatureState.INVALID


@given(st.integers(1, 64), st.integers(0, 255))
@settings(max_examples=100, deadline=None)
def test_any_changed_byte_of_the_point(public_key, rs, place, value):
    point = bytearray(public_key.point)
    assume(point[place] != value)
    point[place] = value
    try:
        key = load_key(bytes(point))
    except UnusableKeyError:
        return
    assert verify(record_with(encode_dss_signature(*rs).hex()), key) is SignatureState.INVALID


@given(st.binary(max_size=90))
def test_decoding_never_fails_otherwise(data):
    decoded = decode_signature(data, 32)
    assert decoded is None or decoded.r >= 0


def test_bytes_of_a_signature(em580_record):
    data, departures = signature_bytes(em580_record)
    assert data.hex().upper() == em580_record.signature["SD"]
    assert departures == ()
