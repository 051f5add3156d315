"""Curves and names of signature methods: OCMF 1.4.1 table 22, and what is met in the wild.

Table 22 writes ``ECDSA-brainpool256r1-SHA256``; meters write ``ECDSA-brainpoolP256r1-SHA256``
(the curve's name in RFC 5639). Both spellings mean the same method here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

DEFAULT_ALGORITHM = "ECDSA-secp256r1-SHA256"
"""What ``SA`` means where it is missing (OCMF 1.4.1 table 8)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """An elliptic curve: its usual name, its object identifier, bytes of a coordinate.

    ``implementation`` is None where ``cryptography`` cannot compute on it: on secp192k1, for
    which `eichlab.ocmf.secp192k1` stands in.
    """

    name: str
    oid: bytes
    size: int
    implementation: type[ec.EllipticCurve] | None


def _oid(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


# Object identifiers as DER content: SEC 2 (1.3.132.0.x), ANSI X9.62 (1.2.840.10045.3.1.x) and
# RFC 5639 (1.3.36.3.3.2.8.1.1.x).
CURVES: Mapping[str, Curve] = MappingProxyType(
    {
        curve.name: curve
        for curve in (
            Curve("secp256r1", _oid("2a8648ce3d030107"), 32, ec.SECP256R1),
            Curve("brainpoolP256r1", _oid("2b2403030208010107"), 32, ec.BrainpoolP256R1),
            Curve("secp256k1", _oid("2b8104000a"), 32, ec.SECP256K1),
            Curve("secp384r1", _oid("2b81040022"), 48, ec.SECP384R1),
            Curve("brainpoolP384r1", _oid("2b240303020801010b"), 48, ec.BrainpoolP384R1),
            Curve("secp192r1", _oid("2a8648ce3d030101"), 24, ec.SECP192R1),
            Curve("secp192k1", _oid("2b8104001f"), 24, None),
            Curve("secp224r1", _oid("2b81040021"), 28, ec.SECP224R1),
            Curve("brainpoolP512r1", _oid("2b240303020801010d"), 64, ec.BrainpoolP512R1),
            Curve("secp521r1", _oid("2b81040023"), 66, ec.SECP521R1),
        )
    }
)
CURVES_BY_OID: Mapping[bytes, Curve] = MappingProxyType(
    {curve.oid: curve for curve in CURVES.values()}
)
HASHES: Mapping[str, type[hashes.HashAlgorithm]] = MappingProxyType(
    {
        "SHA256": hashes.SHA256,
        "SHA384": hashes.SHA384,
        "SHA512": hashes.SHA512,
        "SHA224": hashes.SHA224,
    }
)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A signature method as a label names it: ECDSA on a curve over a hash."""

    curve: Curve
    hash: str

    @property
    def name(self) -> str:
        """Return the name as meters write it, ``ECDSA-brainpoolP384r1-SHA256``."""
        return f"ECDSA-{self.curve.name}-{self.hash}"


# Table 22, then what meters write besides; the label is compared without case and dashes.
ALGORITHM_NAMES: Mapping[str, Algorithm] = MappingProxyType(
    {
        f"ECDSA-{spelling}-{hash_name}": Algorithm(curve, hash_name)
        for curve in CURVES.values()
        for spelling in dict.fromkeys((curve.name, curve.name.replace("poolP", "pool")))
        for hash_name in HASHES
    }
)


def _plain(label: str) -> str:
    return label.strip().lower().replace("-", "").replace("_", "").replace(" ", "")


_BY_PLAIN_NAME: Mapping[str, Algorithm] = MappingProxyType(
    {_plain(name): algorithm for name, algorithm in ALGORITHM_NAMES.items()}
    | {
        _plain(f"ECDSA-{alias}-{hash_name}"): Algorithm(CURVES[name], hash_name)
        for alias, name in (("prime256v1", "secp256r1"), ("prime192v1", "secp192r1"))
        for hash_name in HASHES
    }
)


@lru_cache(maxsize=256)
def algorithm_named(label: str) -> Algorithm | None:
    """Return the method a label names, or None where Eichlab knows none of that name."""
    return _BY_PLAIN_NAME.get(_plain(label)) if len(label) < 100 else None
