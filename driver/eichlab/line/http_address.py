"""Where a meter on the network is, and by what its certificate is trusted."""

import hashlib
import re
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from eichlab.values import ConfigurationError

UNVERIFIED = "unverified"
_PINNED = "sha256:"
_USUAL_PORTS = {"http": 80, "https": 443}
_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_http(port: str) -> bool:
    """Return whether a line's ``port`` is the address of a device that speaks HTTP."""
    return port.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class HttpAddress:
    """An address such as ``http://192.168.1.2`` or ``https://meter:8443``.

    ``certificate`` says which certificate is trusted: None the system's authorities,
    ``sha256:…`` the very certificate with this fingerprint, ``unverified`` any, else a file of
    authorities or of the device's own certificate (PEM).
    """

    tls: bool
    host: str
    port: int
    certificate: str | None = None

    @classmethod
    def parse(cls, url: str, certificate: str | None = None) -> "HttpAddress":
        """Return the address; raises `ConfigurationError` where it is none."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError("http.address", address=url) from error
        scheme = parts.scheme.lower()
        beside = parts.path.strip("/") or parts.query or parts.fragment or parts.username
        if scheme not in _USUAL_PORTS or not parts.hostname or beside or port == 0:
            raise ConfigurationError("http.address", address=url)
        if certificate is not None:
            certificate = _checked(certificate)
        return cls(scheme == "https", parts.hostname, port or _USUAL_PORTS[scheme], certificate)

    @property
    def url(self) -> str:
        """Return the address in full, the port included."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    @property
    def pinned(self) -> str | None:
        """Return the fingerprint of the one certificate that is trusted, in hex."""
        if self.certificate is None or not self.certificate.startswith(_PINNED):
            return None
        return self.certificate.removeprefix(_PINNED)

    def tls_context(self) -> ssl.SSLContext:
        """Return how the device's certificate is checked while the connection is made.

        A pinned certificate is compared after that. Raises `ConfigurationError` for a file that
        cannot be used.
        """
        if self.certificate is None:
            return ssl.create_default_context()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Devices come with keys of 1024 bits, which nothing else would let pass.
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
        if self.pinned is not None or self.certificate == UNVERIFIED:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return context
        try:
            context.load_verify_locations(cafile=self.certificate)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                "http.certificate-file", file=self.certificate, reason=error.strerror or error
            ) from error
        return context


def fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate in DER, as ``HttpAddress.certificate`` takes it."""
    return _PINNED + hashlib.sha256(certificate).hexdigest()


def _checked(certificate: str) -> str:
    """Return the setting in its usual spelling; raises `ConfigurationError`."""
    lower = certificate.strip().lower()
    if lower == UNVERIFIED:
        return UNVERIFIED
    if lower.startswith(_PINNED):
        digest = lower.removeprefix(_PINNED).replace(":", "").replace(" ", "")
        if not _DIGEST.fullmatch(digest):
            raise ConfigurationError("http.fingerprint-form", certificate=certificate)
        return _PINNED + digest
    return certificate
