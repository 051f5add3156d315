"""Public keys in every spelling they come in, brought to one form.

A key's curve comes from the key: from the object identifier of a SubjectPublicKeyInfo
(RFC 5480), or, for a bare point, from the curve the point lies on. Hybrid points (first byte 06
or 07, X9.62 4.3.6) are refused: a second spelling of the same point helps nobody.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.ocmf.algorithms import CURVES, CURVES_BY_OID, Curve, algorithm_named
from eichlab.ocmf.errors import UnusableKeyError

LARGEST_KEY_TEXT = 20_000

_EC_PUBLIC_KEY = bytes.fromhex("2a8648ce3d0201")
_SEQUENCE, _OBJECT_IDENTIFIER, _BIT_STRING = 0x30, 0x06, 0x03
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_TEXT = re.compile(rb"[0-9A-Za-z+/=_:\-\s]*")
_PRINTABLE = re.compile(rb"[\x20-\x7e\s]*")
_HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2})+")


@dataclass(frozen=True, slots=True)
class LoadedKey:
    """A public key: DER SubjectPublicKeyInfo and point, both with the uncompressed point.

    ``curve`` is the curve's usual name; ``fingerprint`` is the SHA-256 over ``der``, hex.
    """

    der: bytes
    point: bytes
    curve: str

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 over the DER form, lower-case hex."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def supported(self) -> bool:
        """Return whether signatures can be checked on this curve."""
        return CURVES[self.curve].implementation is not None


def load_key(key: str | bytes, algorithm: str | None = None) -> LoadedKey:
    """Load a public key: DER or bare point, as bytes, hex, base64 or PEM.

    ``algorithm`` (a record's ``SA``) decides only where a compressed bare point lies on several
    curves. Raises `UnusableKeyError`.
    """
    return _load(key.encode() if isinstance(key, str) else bytes(key), algorithm)


@lru_cache(maxsize=1024)
def _load(key: bytes, algorithm: str | None) -> LoadedKey:
    if len(key) > LARGEST_KEY_TEXT:
        raise UnusableKeyError("key.too-large", size=len(key))
    data = _decode(key)
    if not data:
        raise UnusableKeyError("key.empty")
    if data[0] == _SEQUENCE:
        curve, point = _from_der(data)
    else:
        curve, point = _from_point(data, algorithm)
    return LoadedKey(_der(curve, point), point, curve.name)


@lru_cache(maxsize=1024)
def computable_key(key: LoadedKey) -> ec.EllipticCurvePublicKey | None:
    """Return the key as ``cryptography`` computes with it, None where it cannot."""
    implementation = CURVES[key.curve].implementation
    if implementation is None:
        return None
    return ec.EllipticCurvePublicKey.from_encoded_point(implementation(), key.point)


def _decode(key: bytes) -> bytes:
    """Return the bytes behind a spelling."""
    pem = _PEM.search(key)
    if pem:
        if pem[1] != b"PUBLIC KEY":
            raise UnusableKeyError("key.other-pem", found=pem[1].decode())
        return _from_base64(pem[2])
    if not _TEXT.fullmatch(key):
        if _PRINTABLE.fullmatch(key):
            raise UnusableKeyError("key.spelling")
        # Neither a DER key (06 of an object identifier) nor a point (04) is ever plain text.
        return key
    text = b"".join(key.split())
    hexadecimal = text[2:] if text[:2] in {b"0x", b"0X"} else text
    hexadecimal = hexadecimal.replace(b":", b"").replace(b"-", b"")
    if _HEXADECIMAL.fullmatch(hexadecimal):
        return bytes.fromhex(hexadecimal.decode())
    return _from_base64(text)


def _from_base64(text: bytes) -> bytes:
    compact = b"".join(text.split()).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error as error:
        raise UnusableKeyError("key.spelling") from error


def _from_der(data: bytes) -> tuple[Curve, bytes]:
    """Take a SubjectPublicKeyInfo apart (RFC 5480 2)."""
    try:
        outer, rest = _element(data, _SEQUENCE)
        method, key = _element(outer, _SEQUENCE)
        identifier, parameters = _element(method, _OBJECT_IDENTIFIER)
        bits, behind = _element(key, _BIT_STRING)
    except ValueError as error:
        raise UnusableKeyError("key.der") from error
    if rest or behind or not bits or bits[0] != 0:
        raise UnusableKeyError("key.der")
    if identifier != _EC_PUBLIC_KEY:
        raise UnusableKeyError("key.method", unsupported=True)
    try:
        curve_identifier, rest = _element(parameters, _OBJECT_IDENTIFIER)
    except ValueError as error:
        raise UnusableKeyError("key.curve", unsupported=True) from error
    curve = CURVES_BY_OID.get(curve_identifier)
    if curve is None:
        raise UnusableKeyError("key.curve", unsupported=True)
    if rest:
        raise UnusableKeyError("key.der")
    return curve, _uncompressed(curve, bits[1:])


def _element(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the content of the DER element at the beginning and what follows it."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError("another element")
    length, begin = data[1], 2
    if length >= 0x80:
        count = length & 0x7F
        if not 1 <= count <= 2 or len(data) < 2 + count:
            raise ValueError("length")
        length, begin = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    if len(data) < begin + length:
        raise ValueError("too short")
    return data[begin : begin + length], data[begin + length :]


def _uncompressed(curve: Curve, point: bytes) -> bytes:
    """Return the point uncompressed, having made sure that it lies on the curve."""
    kind = point[0] if point else None
    if kind in {6, 7}:
        raise UnusableKeyError("key.hybrid")
    expected = {4: 1 + 2 * curve.size, 2: 1 + curve.size, 3: 1 + curve.size}.get(kind or 0)
    if expected is None or len(point) != expected:
        raise UnusableKeyError("key.length", curve=curve.name, size=len(point))
    if curve.implementation is None:
        if kind != 4:
            raise UnusableKeyError("key.curve", unsupported=True)
        return point
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve.implementation(), point)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKeyError("key.off-curve", curve=curve.name) from error
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _from_point(data: bytes, algorithm: str | None) -> tuple[Curve, bytes]:
    """Find the one curve a bare point lies on; X and Y without the leading 04 will do as well."""
    if data[0] in {6, 7} and len(data) % 2:
        raise UnusableKeyError("key.hybrid")
    point = data if len(data) % 2 else b"\x04" + data
    found: list[tuple[Curve, bytes]] = []
    for curve in CURVES.values():
        if curve.implementation is None:
            continue
        try:
            found.append((curve, _uncompressed(curve, point)))
        except UnusableKeyError:
            continue
    if not found:
        raise UnusableKeyError("key.point", size=len(data))
    if len(found) > 1:
        named = algorithm_named(algorithm) if algorithm else None
        found = [each for each in found if named is not None and each[0] == named.curve]
        if not found:
            raise UnusableKeyError("key.ambiguous")
    return found[0]


def _der(curve: Curve, point: bytes) -> bytes:
    method = _wrap(
        _SEQUENCE, _wrap(_OBJECT_IDENTIFIER, _EC_PUBLIC_KEY) + _wrap(_OBJECT_IDENTIFIER, curve.oid)
    )
    return _wrap(_SEQUENCE, method + _wrap(_BIT_STRING, b"\x00" + point))


def _wrap(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content
