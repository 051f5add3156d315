"""Records sealed with RSA, as the S.A.F.E. e.V. publishes them (SAFE Sealing, versions 1 and 2).

There is no signature beside the text. The meter transforms the whole record with its private
key, interleaved with known bytes; whoever has the public key gets the text back, and the known
bytes show whether a bit was changed. Version 1 applies RSA to each block. Version 2 encrypts all
blocks with three AES keys, which it states openly, and applies RSA to the first block.

Version 2 does not keep what it promises. Decrypting CBC carries a change only into the next
block, so the first RSA block fixes no more than the last block of the text; all before it can be
exchanged by anyone, for the AES keys stand in the record. `unprotected` says how much that is.
"""

import zlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eichlab.ocmf.errors import OcmfError
from eichlab.ocmf.keys import LoadedKey

LARGEST_SEAL = 4_000_000
"""Bytes of a sealed record."""

_SEQUENCE, _OCTETS, _OBJECT_IDENTIFIER = 0x30, 0x04, 0x06
_ENCRYPTION_LAYERS = frozenset((0xA0, 0x60))
_ENCRYPTION, _COMPRESSION, _AES_KEYS = 0xA0, 0xA1, 0xA4
_RSA = bytes.fromhex("2a864886f70d010101")
# 1.3.6.1.4.1.21876.1.1.1.0 stands for no compression, any other identifier there for deflate.
_FORMAT = bytes.fromhex("2b06010401")
_BLOCK = 16
_COUNTER_SIZE = 4
_FIRST_MARK = bytes.fromhex("3e7ab17c5afee410")
_SECOND_MARK = bytes.fromhex("3e7ab1705afee421ea4194e4040707ea")
_NONCE = 8
_PREFIX = 2
_MOST_TEXT = 4_000_000


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed record taken apart: the transformed bytes and what is stated openly.

    ``keys`` are the AES keys of version 2, empty in version 1.
    """

    data: bytes
    keys: tuple[bytes, ...]
    compressed: bool


def is_seal(data: bytes) -> bool:
    """Return whether bytes look like a sealed record."""
    return data[:1] == b"\x30" and _FORMAT in data[:20] and _RSA in data[:120]


def read_seal(data: bytes) -> Seal:
    """Take a sealed record (DER) apart. Raises `OcmfError`."""
    if len(data) > LARGEST_SEAL:
        raise OcmfError("ocmf.too-large", size=len(data), limit=LARGEST_SEAL)
    try:
        ((tag, content),) = _elements(data)
        parts = _elements(content)
        if tag != _SEQUENCE or parts[0][0] != _OBJECT_IDENTIFIER:
            raise OcmfError("ocmf.seal")
        layer = next(content for tag, content in parts if tag in _ENCRYPTION_LAYERS)
        sealed = next(content for tag, content in parts if tag == _OCTETS)
        inside = layer
        if inside[:1] == bytes([_SEQUENCE]):
            ((_, inside),) = _elements(inside)
        settings = dict(_elements(inside))
        ((_, method),) = _elements(settings[_ENCRYPTION])
        compression = _elements(settings.get(_COMPRESSION, b""))
        keys_inside = settings.get(_AES_KEYS, b"")
        if keys_inside[:1] == bytes([_SEQUENCE]):
            ((_, keys_inside),) = _elements(keys_inside)
        keys = tuple(content for tag, content in _elements(keys_inside) if tag == _OCTETS)
    except (ValueError, StopIteration, KeyError, IndexError) as error:
        raise OcmfError("ocmf.seal") from error
    if method != _RSA:
        raise OcmfError("ocmf.seal-method")
    return Seal(sealed, keys, bool(compression) and compression[0][1][-1:] != b"\x00")


def open_seal(seal: Seal, key: LoadedKey) -> bytes | None:
    """Return the sealed text; None where the key does not fit or a bit was changed."""
    numbers = rsa_numbers(key)
    if numbers is None:
        return None
    size = (numbers.n.bit_length() + 7) // 8
    text = _open_second(seal, numbers, size) if seal.keys else _open_first(seal, numbers, size)
    if text is None or not seal.compressed:
        return text
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflate.decompress(text, _MOST_TEXT)
    except zlib.error:
        return None
    return plain if inflate.eof else None


def unprotected(seal: Seal, key: LoadedKey) -> int:
    """Return how many bytes at the beginning of the sealed text anyone could have exchanged.

    A compressed text cannot be told apart, so all of it counts.
    """
    numbers = rsa_numbers(key)
    if numbers is None or not seal.keys:
        return 0
    size = (numbers.n.bit_length() + 7) // 8
    blocks = (len(seal.data) - _PREFIX) // size
    if blocks < 2:
        return 0
    if seal.compressed:
        return len(open_seal(seal, key) or b"")
    return (blocks - 1) * (size - len(_SECOND_MARK) - _NONCE - 8)


def rsa_numbers(key: LoadedKey) -> rsa.RSAPublicNumbers | None:
    """Return modulus and exponent of an RSA key; None where the key is of another method."""
    if not key.curve.startswith("RSA-"):
        return None
    public = load_der_public_key(key.der)
    assert isinstance(public, rsa.RSAPublicKey)
    return public.public_numbers()


def _open_first(seal: Seal, numbers: rsa.RSAPublicNumbers, size: int) -> bytes | None:
    """Version 1: RSA on each block; a counter in each, counting on from a random number."""
    usable = size - 1
    if not seal.data or len(seal.data) % size:
        return None
    blocks: list[bytes] = []
    for place in range(0, len(seal.data), size):
        number = pow(int.from_bytes(seal.data[place : place + size], "big"), numbers.e, numbers.n)
        if number.bit_length() > usable * 8:
            return None
        blocks.append(number.to_bytes(usable, "big"))
    header = blocks[0]
    if not header.startswith(_FIRST_MARK):
        return None
    counter = int.from_bytes(header[-8:-4], "big")
    length = int.from_bytes(header[-4:], "big")
    room = usable - _COUNTER_SIZE
    # A full last block is followed by one that holds the counter only.
    if len(blocks) != 2 + length // room:
        return None
    text = bytearray()
    for number, block in enumerate(blocks[1:], start=counter + 1):
        if int.from_bytes(block[:_COUNTER_SIZE], "big") != number % 2**32:
            return None
        text += block[_COUNTER_SIZE:]
    return bytes(text[:length])


def _open_second(seal: Seal, numbers: rsa.RSAPublicNumbers, size: int) -> bytes | None:
    """Version 2: RSA on the first block; AES there, back and there again; marks in each block."""
    length = len(seal.data) - _PREFIX
    if len(seal.keys) != 3 or length <= 0 or length % size or size % _BLOCK:
        return None
    if any(len(key) not in {16, 24, 32} for key in seal.keys):
        return None
    first = pow(int.from_bytes(seal.data[:size], "big"), numbers.e, numbers.n)
    data = (first.to_bytes(size, "big") + seal.data[size:])[_PREFIX:]
    data = _decrypt(data, seal.keys[2], 0x80)
    data = b"".join(
        data[place : place + _BLOCK] for place in range(length - _BLOCK, -_BLOCK, -_BLOCK)
    )
    data = _decrypt(data, seal.keys[1], 0x40)
    data = _decrypt(data, seal.keys[0], 0)
    head = len(_SECOND_MARK) + _NONCE
    stated = data[: head + 4]
    text = bytearray()
    for number, place in enumerate(range(0, length, size)):
        block = data[place : place + size]
        if (
            block[: head + 4] != stated
            or int.from_bytes(block[head + 4 : head + 8], "big") != number
        ):
            return None
        text += block[head + 8 :]
    text_length = int.from_bytes(stated[head:], "big")
    room = size - head - 8
    if not stated.startswith(_SECOND_MARK) or not 0 <= len(text) - text_length < max(room, 1):
        return None
    return bytes(text[:text_length])


def _decrypt(data: bytes, key: bytes, first: int) -> bytes:
    vector = bytes([first]) + bytes(_BLOCK - 1)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """Return the DER elements that follow each other, as tag and content."""
    found: list[tuple[int, bytes]] = []
    place = 0
    while place < len(data):
        tag, length, begin = data[place], data[place + 1], place + 2
        if length >= 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                raise ValueError("length")
            length, begin = int.from_bytes(data[begin : begin + count], "big"), begin + count
        if begin + length > len(data):
            raise ValueError("too short")
        found.append((tag, data[begin : begin + length]))
        place = begin + length
    return found
