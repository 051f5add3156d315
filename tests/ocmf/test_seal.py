"""RSA-sealed records: both versions, opened and changed."""

import importlib.util
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from eichlab.ocmf import OcmfError, is_seal, load_key, open_seal, read_seal, unprotected

_SPEC = importlib.util.spec_from_file_location(
    "made_seal", Path(__file__).with_name("made_seal.py")
)
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)
AES_KEYS, DEFLATE = made.AES_KEYS, made.DEFLATE
aes, der, sealed = made.aes, made.der, made.sealed
first_version, second_version = made.first_version, made.second_version

TEXT = b'OCMF|{"FV":"1.0","PG":"T1","RD":[]}|{"SD":""}' * 12


@pytest.fixture(scope="module")
def private():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def key(private):
    return load_key(
        private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )


@pytest.mark.parametrize("size", [1, 223, 224, 225, 251, 502, len(TEXT)])
def test_both_versions_open(private, key, size):
    text = TEXT[:size]
    for data in (
        sealed(second_version(private, text), AES_KEYS),
        sealed(first_version(private, text)),
    ):
        assert is_seal(data)
        assert open_seal(read_seal(data), key) == text


def test_compressed(private, key):
    deflate = zlib.compressobj(wbits=-15)
    packed = deflate.compress(TEXT) + deflate.flush()
    seal = read_seal(sealed(second_version(private, packed), AES_KEYS, DEFLATE))
    assert open_seal(seal, key) == TEXT
    bomb = zlib.compressobj(wbits=-15)
    packed = bomb.compress(bytes(50_000_000)) + bomb.flush()
    assert (
        open_seal(read_seal(sealed(second_version(private, packed), AES_KEYS, DEFLATE)), key)
        is None
    )


def test_another_key(private, key, public_key):
    seal = read_seal(sealed(second_version(private, TEXT), AES_KEYS))
    other = rsa.generate_private_key(65537, 2048).public_key()
    other_key = load_key(other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert open_seal(seal, other_key) is None
    assert open_seal(seal, public_key) is None


@pytest.fixture(scope="module")
def sealed_texts(private):
    return first_version(private, TEXT), second_version(private, TEXT)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_opens_nothing_that_counts_as_protected(sealed_texts, key, data):
    for exact, keys in zip(sealed_texts, ((), AES_KEYS), strict=True):
        changed = bytearray(exact)
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place] ^= data.draw(st.integers(1, 255))
        seal = read_seal(sealed(bytes(changed), keys))
        text = open_seal(seal, key)
        protected = unprotected(seal, key)
        assert text is None or text[protected:] == TEXT[protected:]
        assert keys or text is None


def test_version_two_does_not_protect_the_first_blocks(sealed_texts, key):
    """Without the private key, a text of one's own choice takes the place of the first blocks."""
    exact = bytearray(sealed_texts[1])
    seal = read_seal(sealed(bytes(exact), AES_KEYS))
    assert (unprotected(seal, key), len(TEXT)) == (448, 540)
    # All that follows the first RSA block is AES under keys that stand in the record.
    chosen = b"CHOSEN BY ANYONE".ljust(16 * 4)
    plain = aes_decrypt(bytes(exact), seal, key)
    forged = plain[:32] + chosen + plain[32 + len(chosen) :]
    numbers = bytes(exact[:256])
    data = aes(aes(forged, AES_KEYS[0], 0), AES_KEYS[1], 0x40)
    blocks = [data[place : place + 16] for place in range(0, len(data), 16)]
    original = aes(aes(plain, AES_KEYS[0], 0), AES_KEYS[1], 0x40)
    # Behind the chosen text two blocks turn to noise; from then on all is as it was.
    kept = [original[place : place + 16] for place in range(0, len(original), 16)]
    blocks[8:] = kept[8:]
    data = b"\x00\x00" + aes(b"".join(reversed(blocks)), AES_KEYS[2], 0x80)
    opened = open_seal(read_seal(sealed(numbers + data[256:], AES_KEYS)), key)
    assert opened is not None
    assert opened != TEXT
    assert opened.startswith(b"CHOSEN BY ANYONE")
    assert opened[unprotected(seal, key) :] == TEXT[unprotected(seal, key) :]


def aes_decrypt(exact, seal, key):
    """The padded blocks of a sealed record, as anyone with the public key gets them."""
    public = load_der_public_key(key.der).public_numbers()
    first = pow(int.from_bytes(exact[:256], "big"), public.e, public.n).to_bytes(256, "big")
    data = (first + exact[256:])[2:]
    for place, first_byte in ((2, 0x80), (1, 0x40), (0, 0)):
        vector = bytes([first_byte]) + bytes(15)
        decryptor = Cipher(algorithms.AES(seal.keys[place]), modes.CBC(vector)).decryptor()
        data = decryptor.update(data) + decryptor.finalize()
        if place == 2:
            data = b"".join(data[at : at + 16] for at in range(len(data) - 16, -16, -16))
    return data


@given(st.binary(max_size=300))
def test_nothing_but_typed_errors(key, data):
    whole = sealed(data)
    for each in (data, der(0x30, data), whole[: len(data)], whole):
        try:
            seal = read_seal(each)
        except OcmfError:
            continue
        assert open_seal(seal, key) is None
