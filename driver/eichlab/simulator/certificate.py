"""The certificate of a simulated device: made by itself, for nobody in particular."""

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_KEY_BITS = 1024  # as the real device has; modern systems take it only where told to
_YEARS = 20


def make_certificate(name: str) -> str:
    """Return a new private key and a self-signed certificate for ``name``, both as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return (private + certificate.public_bytes(serialization.Encoding.PEM)).decode("ascii")


def certificate_only(pem: str) -> str:
    """Return the certificate of what `make_certificate` made, without the private key."""
    return pem[pem.index("-----BEGIN CERTIFICATE-----") :]


def server_context(pem: str) -> ssl.SSLContext:
    """Return how a device with this key and certificate speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory() as folder:
        # The ssl module takes keys from files only.
        file = Path(folder) / "certificate.pem"
        file.touch(mode=0o600)
        file.write_text(pem, "ascii")
        context.load_cert_chain(file)
    return context
