"""The state of lines and links, losses, and what went over the wire."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from eichlab.values.message import Message


class LinkState(StrEnum):
    """How well a meter (or a whole line) answers."""

    ONLINE = "online"
    DEGRADED = "degraded"
    SILENT = "silent"
    PORT_LOST = "port-lost"
    UNKNOWN = "unknown"


class LossCause(StrEnum):
    """Why a meter gave no usable answers."""

    NO_ANSWER = "no-answer"
    WRONG_ANSWER = "wrong-answer"
    PORT_LOST = "port-lost"
    OTHER_METER = "other-meter"


@dataclass(frozen=True, slots=True)
class Loss:
    """A period without usable answers from one meter.

    ``began_at`` is when the first question of the loss was asked, ``ended_at`` when the next
    usable answer was complete (None while it lasts); the energies are the last before and the
    first after, in Wh as the meter gave them.
    """

    meter: str
    began_at: datetime
    cause: LossCause
    running: str | None = None
    ended_at: datetime | None = None
    energy_before: Decimal | None = None
    energy_after: Decimal | None = None


class Direction(StrEnum):
    """Which way bytes went; a note has none."""

    SENT = "sent"
    RECEIVED = "received"
    NOTE = "note"


class WireVerdict(StrEnum):
    """What the line made of an entry. The names of the line's counters, too."""

    QUESTION = "question"
    WRITTEN = "written"
    ANSWERED = "answered"
    EXCEPTION = "exception"
    SILENT = "silent"
    CHECK_SUM = "check-sum"
    SHORT = "short"
    WRONG_UNIT = "wrong-unit"
    WRONG_FUNCTION = "wrong-function"
    WRONG_LENGTH = "wrong-length"
    WRONG_FORM = "wrong-form"
    ECHO = "echo"
    ECHO_ONLY = "echo-only"
    LATE = "late"
    NOISE = "noise"
    DOUBLED = "doubled"
    FOREIGN = "foreign"
    UNEXPECTED = "unexpected"
    PORT = "port"


@dataclass(frozen=True, slots=True)
class WireEntry:
    """One thing that happened on a wire.

    ``number`` counts up per line; ``meaning`` is a plain explanation, added by the line or by
    the meter that asked; ``elapsed_s`` is the time since the question for answers.
    """

    line: str
    number: int
    at: datetime
    direction: Direction
    data: bytes
    verdict: WireVerdict
    unit: int | None = None
    meaning: Message | None = None
    elapsed_s: float | None = None


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """How a USB adapter is found again after it got another name."""

    vendor: int
    product: int
    serial: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class PortDescription:
    """A serial port of this computer, as offered to the user."""

    device: str
    description: str
    usb: UsbIdentity | None = None
    manufacturer: str | None = None
    by_id: str | None = None
