"""What can be wrong with an OCMF text or a public key, as typed errors."""

from eichlab.values import EichlabError


class OcmfError(EichlabError):
    """A text is no OCMF record; the message names the place (character) and the reason."""


class UnusableKeyError(EichlabError):
    """A text or some bytes are no public key that signatures can be checked with.

    ``unsupported`` is true where it is a key, but of a method Eichlab cannot check.
    """

    def __init__(self, code: str, /, *, unsupported: bool = False, **parameters: object) -> None:
        super().__init__(code, **parameters)
        self.unsupported = unsupported
