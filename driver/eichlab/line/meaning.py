"""What an answer means, in words for the wire log; no answer is kept out of it for lack of them."""

import logging
from collections.abc import Callable
from typing import TypeVar

from eichlab.values import Message

_log = logging.getLogger(__name__)

T = TypeVar("T")


def meaning_of(answer: T, explain: Callable[[T], Message | None] | None) -> Message | None:
    """Return what ``explain`` says; None where there is no such, or where it cannot.

    What is wrong with the answer is told by whoever uses it.
    """
    if explain is None:
        return None
    try:
        return explain(answer)
    except Exception:  # noqa: BLE001 - a meter may say anything; the frame itself is what counts
        _log.debug("an answer could not be explained: %r", answer, exc_info=True)
        return None
