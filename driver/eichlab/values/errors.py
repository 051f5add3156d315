"""Errors of the whole driver: what happened, to which meter, and what to do about it.

An error carries a `Message`; ``eichlab.texts`` turns it into a sentence. Errors that are the
user's surroundings (a missing port, a silent meter, a broken file) all derive from `EichlabError`;
anything else that is raised is a defect of Eichlab's.
"""

from enum import StrEnum

from eichlab.values.message import Message, message


class EichlabError(Exception):
    """Something in the surroundings went wrong; ``message`` says what and what to do.

    ``in_doubt`` is true when a command was on its way whose effect is unknown: then the meter's
    state is asked, the command is never sent again.
    """

    def __init__(self, code: str, /, **parameters: object) -> None:
        self.message: Message = message(code, **parameters)
        self.in_doubt = False
        super().__init__(str(self.message))


class ConfigurationError(EichlabError):
    """A file or option the user wrote cannot be used; names file, key and line."""


class PortError(EichlabError):
    """The port itself cannot be used: missing, in use, forbidden, or gone."""


class PortLostError(PortError):
    """The port vanished while it was in use, or is still away."""


class MeterError(EichlabError):
    """A meter did not do what was asked of it."""


class NoAnswerError(MeterError):
    """Nothing usable came within the time allowed."""


class WrongAnswerKind(StrEnum):
    """How an answer was wrong; also the names of the line's counters."""

    CHECK_SUM = "check-sum"
    SHORT = "short"
    WRONG_UNIT = "wrong-unit"
    WRONG_FUNCTION = "wrong-function"
    WRONG_LENGTH = "wrong-length"
    ECHO_ONLY = "echo-only"
    NOISE = "noise"
    FOREIGN = "foreign"
    WRONG_FORM = "wrong-form"


class WrongAnswerError(NoAnswerError):
    """Bytes came, but no answer to the question among them.

    ``code`` names the sentence where that of the kind does not fit.
    """

    def __init__(
        self, kind: WrongAnswerKind, /, *, code: str | None = None, **parameters: object
    ) -> None:
        super().__init__(code or f"line.{kind.value}", **parameters)
        self.kind = kind


class RefusedError(MeterError):
    """The meter answered with an exception: it understood and said no."""

    def __init__(self, code: str, /, *, exception: int | None = None, **parameters: object) -> None:
        super().__init__(code, exception=exception, **parameters)
        self.exception = exception


class WrongStateError(MeterError):
    """Something else is running or waiting in the meter; nothing was changed."""

    def __init__(
        self, code: str, /, *, transaction_id: str | None = None, **parameters: object
    ) -> None:
        super().__init__(code, transaction_id=transaction_id, **parameters)
        self.transaction_id = transaction_id


class NothingRunningError(WrongStateError):
    """The meter knows no transaction of that id, neither running nor waiting to be read."""


class RecordUnusableError(MeterError):
    """The meter holds a record it calls corrupted, or one that cannot be read whole.

    ``remains`` is whatever the meter showed of it, byte for byte, so that nothing is lost.
    """

    def __init__(self, code: str, /, *, remains: bytes = b"", **parameters: object) -> None:
        super().__init__(code, **parameters)
        self.remains = remains


class WrongMeterError(MeterError):
    """What answers is not the meter that was named: another model, or another serial number."""


class RequestError(MeterError):
    """The request itself does not fit this meter: a text too long, a character it cannot take."""


class NotSupportedError(MeterError):
    """Asked for something this meter cannot do at all."""


class ReadOnlyError(MeterError):
    """The bench file says this meter is read only; nothing is written to it."""


class StoreError(EichlabError):
    """The store cannot be used: locked, damaged, of a newer version, or the disk is full."""


class DocumentError(EichlabError):
    """A file or text cannot be read as a document; names place and reason."""
