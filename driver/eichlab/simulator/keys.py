"""Key pairs of simulated meters, as meters give them out."""

import hashlib
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from eichlab.values import ConfigurationError

_CURVES: dict[str, type[ec.EllipticCurve]] = {
    "secp256r1": ec.SECP256R1,
    "secp256k1": ec.SECP256K1,
    "secp384r1": ec.SECP384R1,
    "brainpoolP256r1": ec.BrainpoolP256R1,
    "brainpoolP384r1": ec.BrainpoolP384R1,
}

# Orders of the groups, SEC 2 version 2, 2.4 and 2.5, and RFC 5639, 3.4 and 3.6: a private key is
# a number below.
_ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp256k1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    "secp384r1": int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF"
        "581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
    "brainpoolP256r1": 0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7,
    "brainpoolP384r1": int(
        "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7"
        "CF3AB6AF6B7FC3103B883202E9046565",
        16,
    ),
}


class KeyPair:
    """A private key on a named curve, and the spellings of its public key."""

    def __init__(self, curve: str, number: int) -> None:
        if curve not in _CURVES:
            raise ConfigurationError("simulator.curve", name=curve, known=", ".join(_CURVES))
        self.curve = curve
        self.number = number
        self.private = ec.derive_private_key(number, _CURVES[curve]())
        public = self.private.public_key()
        self.point = public.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.der = public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @classmethod
    def make(cls, curve: str, seed: str | None, *, among: Sequence[str]) -> "KeyPair":
        """Return a new key pair, always the same for a seed.

        ``among`` are the curves the model signs with; others are refused.
        """
        if curve not in among:
            raise ConfigurationError("simulator.curve", name=curve, known=", ".join(among))
        most = _ORDERS[curve] - 1
        if seed is None:
            return cls(curve, 1 + secrets.randbelow(most))
        # 64 bytes against an order of at most 48: no number is noticeably preferred.
        digest = hashlib.sha512(f"{seed}/{curve}/key".encode()).digest()
        return cls(curve, 1 + int.from_bytes(digest) % most)

    @property
    def bits(self) -> int:
        """Return the size of the curve."""
        return self.private.key_size

    def sign_raw(self, data: bytes) -> bytes:
        """Return ECDSA with SHA-256 over the data as r and s of fixed length, one after other."""
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        length = self.bits // 8
        return r.to_bytes(length) + s.to_bytes(length)
