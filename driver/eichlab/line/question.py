"""A question to a meter, how long it may take, and what came of it."""

from dataclasses import dataclass
from typing import Protocol

from eichlab.line.rtu import Found
from eichlab.values import WireVerdict


class Question(Protocol):
    """A request and how its answer is recognised: an `RtuQuestion` or a `SlipQuestion`."""

    @property
    def unit(self) -> int:
        """The unit id that is asked."""

    @property
    def frame(self) -> bytes:
        """The bytes to send."""

    @property
    def reply_bytes(self) -> int:
        """How many bytes a right answer has on the wire."""

    def hunt(self, buffer: bytes, *, final: bool) -> Found | None:
        """Return the answer inside ``buffer``, or None."""

    def frames(self, buffer: bytes) -> list[Found]:
        """Return all whole frames of the question's protocol in ``buffer``, whoever sent them."""

    def is_spoilt(self, buffer: bytes) -> bool:
        """Return whether an answer came that is none, so that waiting on is useless."""

    def diagnose(self, buffer: bytes) -> WireVerdict:
        """Return what is wrong with ``buffer``, in which no answer was found."""

    def is_of_another(self, before: bytes) -> bool:
        """Return whether what came before an answer says that it may be another master's."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a meter may take.

    ``timeout_s`` is the wait for the first byte of an answer after the question has left,
    ``worst_latency_s`` the longest after which an answer still turns up, ``tries`` how often a
    question is asked at most, ``pause_s`` a pause before each question where a meter needs one,
    ``gap_s`` the silence after which something spoilt is given up. ``holds_line`` is false where
    a late answer keeps only its own meter from being asked, not the others on the line.
    """

    timeout_s: float = 0.5
    worst_latency_s: float = 1.0
    tries: int = 3
    pause_s: float = 0.0
    gap_s: float = 0.05
    holds_line: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The PDU that answered a question, whose it is, and what it took.

    ``refused`` when it says no.
    """

    pdu: bytes
    elapsed_s: float
    tries: int
    refused: bool = False
    unit: int | None = None
