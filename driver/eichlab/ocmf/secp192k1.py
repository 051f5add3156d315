"""secp192k1 (SEC 2, 2.2.2; OCMF 1.4.1 table 22), which ``cryptography`` does not compute on.

The arithmetic is that of ``ecdsa``, in plain Python: some hundred checks a second, enough for a
curve that hardly a meter uses. Only public numbers are ever computed on here.
"""

from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

_P = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_FFFFEE37
_A, _B = 0, 3
_GX = 0xDB4FF10E_C057E9AE_26B07D02_80B7F434_1DA5D1B1_EAE06C7D
_GY = 0x9B2F2F6D_9C5628A7_844163D0_15BE8634_4082AA88_D95E2F9D
_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFE_26F2FC17_0F69466A_74DEFD8D
SIZE = 24
"""Bytes of a coordinate."""


def uncompressed(point: bytes) -> bytes | None:
    """Return the point (``02``, ``03`` or ``04`` form) uncompressed; None: not on the curve."""
    x = int.from_bytes(point[1 : 1 + SIZE], "big")
    if x >= _P:
        return None
    square = (x * x * x + _A * x + _B) % _P
    if point[0] == 4:
        y = int.from_bytes(point[1 + SIZE :], "big")
        return point if y < _P and y * y % _P == square else None
    # p ≡ 3 (mod 4), so this power is a root wherever there is one.
    y = pow(square, (_P + 1) // 4, _P)
    if y * y % _P != square:
        return None
    if y % 2 != point[0] - 2:
        y = _P - y
    return b"\x04" + x.to_bytes(SIZE, "big") + y.to_bytes(SIZE, "big")


class Secp192k1Key:
    """A public key on secp192k1, asked like an elliptic curve key of ``cryptography``."""

    def __init__(self, point: bytes) -> None:
        self._x = int.from_bytes(point[1 : 1 + SIZE], "big")
        self._y = int.from_bytes(point[1 + SIZE :], "big")

    def verify(self, signature: bytes, data: bytes, signature_algorithm: ec.ECDSA) -> None:
        """Raise ``InvalidSignature`` unless the DER signature fits the data."""
        from ecdsa import ecdsa

        try:
            r, s = decode_dss_signature(signature)
        except ValueError as error:
            raise InvalidSignature from error
        algorithm = signature_algorithm.algorithm
        assert isinstance(algorithm, hashes.HashAlgorithm)
        digest = hashes.Hash(algorithm)
        digest.update(data)
        # Of a hash longer than the order only the leftmost bits count (FIPS 186-5, 6.4.2).
        number = int.from_bytes(digest.finalize()[:SIZE], "big")
        curve, generator = _domain()
        from ecdsa.ellipticcurve import Point

        public = ecdsa.Public_key(generator, Point(curve, self._x, self._y, _ORDER), verify=False)
        if not public.verifies(number, ecdsa.Signature(r, s)):
            raise InvalidSignature


@lru_cache(maxsize=1)
def _domain() -> tuple[Any, Any]:
    from ecdsa.ellipticcurve import CurveFp, PointJacobi

    curve = CurveFp(_P, _A, _B, 1)
    return curve, PointJacobi(curve, _GX, _GY, 1, _ORDER, generator=True)
