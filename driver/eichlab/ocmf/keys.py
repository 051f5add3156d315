"""Public keys in every spelling they come in, brought to one form.

Spellings: DER and bare point as bytes; hexadecimal (blanks, colons, ``0x``), base64, base32 and
PEM of them; the Open Charge Alliance's ``oca:base16:asn1:…`` and its base64; and any of these
inside a longer text, as a QR code may hold.

A key's curve comes from the key: from the object identifier of a SubjectPublicKeyInfo
(RFC 5480), or, for a bare point, from the curve the point lies on. Hybrid points (first byte 06
or 07, X9.62 4.3.6) are refused: a second spelling of the same point helps nobody.
"""

import base64
import binascii
import contextlib
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from eichlab.ocmf import secp192k1
from eichlab.ocmf.algorithms import CURVES, CURVES_BY_OID, Curve, algorithm_named
from eichlab.ocmf.errors import UnusableKeyError
from eichlab.ocmf.secp192k1 import Secp192k1Key

LARGEST_KEY_TEXT = 20_000

_EC_PUBLIC_KEY = bytes.fromhex("2a8648ce3d0201")
_RSA_PUBLIC_KEY = bytes.fromhex("2a864886f70d010101")
_SMALLEST_RSA, _LARGEST_RSA = 1024, 8192
_SEQUENCE, _OBJECT_IDENTIFIER, _BIT_STRING = 0x30, 0x06, 0x03
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_TEXT = re.compile(rb"[0-9A-Za-z+/=_:\-\s]*")
_PRINTABLE = re.compile(rb"[\x20-\x7e\s]*")
_HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2})+")
_BASE32 = re.compile(rb"[A-Z2-7]+=*", re.IGNORECASE)
_OCA = re.compile(rb"\s*oca:(base16|base32|base64):[a-z0-9]+:(.*)", re.DOTALL | re.IGNORECASE)
# The shortest key, a compressed point of 192 bits, has 50 hexadecimal digits.
_KEY_IN_TEXT = re.compile(rb"[0-9a-fA-F]{50,}|[A-Za-z0-9+/_-]{64,}={0,2}|[A-Z2-7]{40,}=*")


@dataclass(frozen=True, slots=True)
class LoadedKey:
    """A public key: DER SubjectPublicKeyInfo and point, both with the uncompressed point.

    ``curve`` is the curve's usual name; ``fingerprint`` is the SHA-256 over ``der``, hex. An RSA
    key has no point, and ``RSA-2048`` (its bits) for a curve; it opens sealed records only.
    """

    der: bytes
    point: bytes
    curve: str

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 over the DER form, lower-case hex."""
        return _fingerprint(self.der)

    @property
    def supported(self) -> bool:
        """Return whether signatures can be checked with this key."""
        return self.curve in CURVES


def load_key(key: str | bytes, algorithm: str | None = None) -> LoadedKey:
    """Load a public key: DER or bare point, as bytes, hex, base64 or PEM.

    ``algorithm`` (a record's ``SA``) decides only where a compressed bare point lies on several
    curves. Raises `UnusableKeyError`.
    """
    return _load(key.encode() if isinstance(key, str) else bytes(key), algorithm)


def fingerprint_of(key: bytes | str) -> str:
    """Return the fingerprint of a public key, as text or DER. Raises `UnusableKeyError`."""
    return load_key(key).fingerprint


@lru_cache(maxsize=1024)
def _fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


@lru_cache(maxsize=1024)
def _load(key: bytes, algorithm: str | None) -> LoadedKey:
    if len(key) > LARGEST_KEY_TEXT:
        raise UnusableKeyError("key.too-large", size=len(key))
    first: UnusableKeyError | None = None
    for data in _decodings(key):
        try:
            return _from_bytes(data, algorithm)
        except UnusableKeyError as error:
            # What reads as DER tells more of the fault than another reading of the same text.
            if first is None or (data[:1] == b"\x30" and first.message.code == "key.point"):
                first = error
    assert first is not None
    raise first


def _from_bytes(data: bytes, algorithm: str | None) -> LoadedKey:
    if not data:
        raise UnusableKeyError("key.empty")
    if data[0] != _SEQUENCE:
        curve, point = _from_point(data, algorithm)
        return LoadedKey(_der(curve, point), point, curve.name)
    try:
        found = _from_der(data)
    except UnusableKeyError as error:
        if error.message.code != "key.der":
            raise
        # X and Y without the leading 04 may begin with any byte.
        try:
            found = _from_point(data, algorithm)
        except UnusableKeyError:
            raise error from None
    if isinstance(found, LoadedKey):
        return found
    curve, point = found
    return LoadedKey(_der(curve, point), point, curve.name)


ComputableKey = ec.EllipticCurvePublicKey | Secp192k1Key


def computable_key(key: LoadedKey) -> ComputableKey | None:
    """Return the key as something that verifies, None where its method has no signatures."""
    return _computable(key.curve, key.point)


@lru_cache(maxsize=1024)
def _computable(name: str, point: bytes) -> ComputableKey | None:
    curve = CURVES.get(name)
    if curve is None:
        return None
    if curve.implementation is None:
        return Secp192k1Key(point)
    return ec.EllipticCurvePublicKey.from_encoded_point(curve.implementation(), point)


def _decodings(key: bytes, depth: int = 0) -> list[bytes]:
    """Return the bytes that may stand behind a spelling, the likeliest first."""
    pem = _PEM.search(key)
    if pem:
        if pem[1] != b"PUBLIC KEY":
            raise UnusableKeyError("key.other-pem", found=pem[1].decode())
        return [_from_base64(pem[2])]
    alliance = _OCA.fullmatch(key)
    if alliance:
        return [_from_alliance(alliance[1].lower(), b"".join(alliance[2].split()))]
    if not _TEXT.fullmatch(key):
        if _PRINTABLE.fullmatch(key):
            return _inside_text(key)
        # Neither a DER key (06 of an object identifier) nor a point (04) is ever plain text.
        return [key]
    text = b"".join(key.split())
    hexadecimal = text[2:] if text[:2] in {b"0x", b"0X"} else text
    hexadecimal = hexadecimal.replace(b":", b"").replace(b"-", b"")
    if _HEXADECIMAL.fullmatch(hexadecimal):
        return [bytes.fromhex(hexadecimal.decode())]
    decodings: list[bytes] = []
    wrong: UnusableKeyError | None = None
    try:
        data = _from_base64(text)
    except UnusableKeyError as error:
        wrong = error
    else:
        # A key text in base64 (as stations spell ``oca:…`` over OCPP) is read in its turn.
        spelled = data and depth < 2 and _PRINTABLE.fullmatch(data)
        decodings += _decodings(data, depth + 1) if spelled else [data]
    if _BASE32.fullmatch(text):
        with contextlib.suppress(binascii.Error):
            plain = text.rstrip(b"=").upper()
            decodings.append(base64.b32decode(plain + b"=" * (-len(plain) % 8)))
    if not decodings:
        assert wrong is not None
        raise wrong
    return decodings


def _from_alliance(encoding: bytes, text: bytes) -> bytes:
    """Decode the content of ``oca:<encoding>:<type>:<content>``."""
    try:
        if encoding == b"base16":
            return bytes.fromhex(text.decode())
        if encoding == b"base32":
            plain = text.rstrip(b"=").upper()
            return base64.b32decode(plain + b"=" * (-len(plain) % 8))
    except ValueError as error:
        raise UnusableKeyError("key.spelling") from error
    return _from_base64(text)


def _inside_text(key: bytes) -> list[bytes]:
    """Return what may be keys inside a longer text, such as a QR code's."""
    found: list[bytes] = []
    for match in _KEY_IN_TEXT.finditer(key):
        with contextlib.suppress(UnusableKeyError):
            found += _decodings(match[0], 1)
    if not found:
        raise UnusableKeyError("key.spelling")
    return found


def _from_base64(text: bytes) -> bytes:
    compact = b"".join(text.split()).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error as error:
        raise UnusableKeyError("key.spelling") from error


def _from_der(data: bytes) -> tuple[Curve, bytes] | LoadedKey:
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
    if identifier == _RSA_PUBLIC_KEY:
        return _rsa_key(data)
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


def _rsa_key(data: bytes) -> LoadedKey:
    try:
        public = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKeyError("key.der") from error
    if not isinstance(public, rsa.RSAPublicKey) or not (
        _SMALLEST_RSA <= public.key_size <= _LARGEST_RSA
    ):
        raise UnusableKeyError("key.method", unsupported=True)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return LoadedKey(der, b"", f"RSA-{public.key_size}")


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
        own = secp192k1.uncompressed(point)
        if own is None:
            raise UnusableKeyError("key.off-curve", curve=curve.name)
        return own
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
