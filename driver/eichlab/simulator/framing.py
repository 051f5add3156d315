"""How a meter's questions and answers become bytes on a wire, whatever the protocol."""

import random
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it came: the unit id it is for, its content and its whole frame."""

    unit: int
    content: bytes
    frame: bytes


class Framing(Protocol):
    """How a protocol puts questions and answers into bytes, and how those can be wrong.

    A meter deals with contents only; faults that need to know a frame's parts are made here, so
    that the rest of the fault engine serves any protocol.
    """

    def means(self, asked: int, unit: int) -> bool:
        """Return whether a request to the id ``asked`` is for ``unit``, too."""

    def replier(self, asked: int, unit: int) -> int | None:
        """Return which id the reply of ``unit`` bears; None: it does not reply."""

    def feed(self, data: bytes) -> list[Request]:
        """Take bytes from the wire and return the requests that are complete with them."""

    def silence(self) -> list[Request]:
        """Take notice that the line fell silent, and return what that completes."""

    @property
    def is_incomplete(self) -> bool:
        """Return whether part of a request is waiting for more."""

    def reply(self, unit: int, content: bytes) -> bytes:
        """Return an answer's frame."""

    def refusal(self, request: Request, code: int) -> bytes:
        """Return the content of an exception reply to ``request``."""

    def spoilt(self, fault: str, frame: bytes) -> bytes:
        """Return the frame with a fault of its content, its check sum right.

        ``fault`` is ``wrong-unit``, ``wrong-function``, ``exception-foreign``, ``wrong-length``,
        ``wrong-count`` or ``long``.
        """

    def foreign_question(self, unit: int, chance: random.Random) -> Request:
        """Return what another master asks this unit."""

    def made_up(self, request: Request, chance: random.Random) -> bytes:
        """Return the content of an answer that a meter elsewhere on the line gives."""

    def flipped(self, frame: bytes, chance: random.Random) -> bytes:
        """Return the frame with one bit flipped where it shows in nothing but the check sum."""
