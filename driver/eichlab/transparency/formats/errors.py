"""What can be wrong with a record of another format than OCMF."""

from eichlab.values import EichlabError


class FormatError(EichlabError):
    """Some bytes are no record of their format; the message names the reason."""
