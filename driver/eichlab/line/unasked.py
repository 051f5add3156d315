"""What arrives on a line without having been asked for: late, doubled and foreign frames, noise.

Neither RTU nor SLIP number their frames, so that every answer must be told from one to another
question by what is known of the line: which answers are still owed, which were given already, who
else asks.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from eichlab.line.question import Question
from eichlab.line.rtu import Found, frames
from eichlab.line.wire_log import WireLog
from eichlab.values import Direction, WireVerdict, message

_REMEMBERED = 4
# Bytes; a shorter begin or end of an answer may be noise.
_PIECE = 5
_REMEMBERED_S = 3.0
_KNOWN_S = 10.0
_LATEST_LEARNT_S = 2.0


@dataclass(slots=True)
class _Owed:
    """Answers that may still turn up: to which question, how many, and since when (monotonic).

    Until ``until`` nothing that could be confused is asked, until ``others_until`` nothing at all;
    after that a late answer is still known for what it is.
    """

    question: Question
    count: int
    asked_at: float
    until: float
    others_until: float


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer that was used, and when it came (monotonic)."""

    question: Question
    data: bytes
    at: float


class Unasked:
    """Sorts and logs the bytes of one line that are no answer to its present question."""

    def __init__(self, wire_log: WireLog) -> None:
        self._wire_log = wire_log
        self._owed: _Owed | None = None
        self._given: deque[_Given] = deque(maxlen=_REMEMBERED)
        self._latest_s = 0.0
        # A line speaks the protocol of the questions that are asked on it.
        self._frames: Callable[[bytes], list[Found]] = frames

    def forget(self) -> None:
        """Begin anew: the port was opened, nothing is under way."""
        self._owed = None
        self._given.clear()
        self._latest_s = 0.0

    def owe(
        self, question: Question, asked_at: float, latency_s: float, *, holds_line: bool = True
    ) -> None:
        """Note that an answer to ``question`` may still come, as late as ``latency_s`` after it.

        Unless it holds the line, other units may be asked meanwhile: answers name their unit. A
        line that once gave an answer later than it should is waited for as long from then on.
        """
        self._frames = question.frames
        until = asked_at + max(latency_s, self._latest_s)
        earlier = self._owed
        count = 1
        if earlier is not None and earlier.question == question:
            count = earlier.count + 1
            asked_at = earlier.asked_at
        self._owed = _Owed(question, count, asked_at, until, until if holds_line else asked_at)

    def asked_again(self, question: Question, asked_at: float, latency_s: float) -> None:
        """Note that a question was answered while the answer to an earlier try is still owed."""
        owed = self._owed
        if owed is not None and owed.question == question:
            owed.until = max(owed.until, asked_at + max(latency_s, self._latest_s))

    def blocks_until(self, question: Question) -> float:
        """Return until when ``question`` must wait for an answer owed to another one.

        The same question may be asked again at once, since either answer is one to it.
        """
        owed = self._owed
        if owed is None or owed.question == question:
            return 0.0
        return owed.until if owed.question.unit == question.unit else owed.others_until

    def settle(self, now: float) -> None:
        """Give up what is owed and has not come for long."""
        if self._owed is not None and now >= self._owed.until + _KNOWN_S:
            self._owed = None

    def answered(self, question: Question, data: bytes, at: float) -> None:
        """Remember an answer that is used, so that its double is known."""
        self._frames = question.frames
        self._given.append(_Given(question, data, at))

    def was_given(self, question: Question, data: bytes, now: float) -> bool:
        """Return whether these very bytes just answered another question."""
        return any(
            each.data == data and each.question != question
            for each in self._given
            if now - each.at < _REMEMBERED_S
        )

    def take(self, data: bytes, now: float, *, beside_answer: bool = False) -> bool:
        """Log what ``data`` holds; return whether it ends with a question of another master.

        ``beside_answer``: it came together with a good answer; without a frame it is noise then.
        """
        while (owed := self._owed) is not None:
            late = owed.question.hunt(data, final=True)
            if late is None:
                break
            frame = data[late.begin : late.end]
            self._log(frame, WireVerdict.LATE, owed.question.unit, "wire.late")
            self.answered(owed.question, frame, now)
            self._latest_s = min(_LATEST_LEARNT_S, max(self._latest_s, now - owed.asked_at))
            data = data[: late.begin] + data[late.end :]
            owed.count -= 1
            if owed.count == 0:
                self._owed = None
        rest = WireVerdict.NOISE if beside_answer else WireVerdict.UNEXPECTED
        at = 0
        asks = False
        for found in self._frames(data):
            # The delimiter between two frames may belong to both.
            self._log_rest(data[at : found.begin], rest, now)
            double = self._log_frame(data[found.begin : found.end], found, now)
            at, asks = found.end, found.asks and not double
        self._log_rest(data[at:], rest, now)
        return asks and at == len(data)

    def _log_frame(self, frame: bytes, found: Found, now: float) -> bool:
        """Log a frame nobody asked for; return whether it is the double of an answer."""
        double = any(each.data == frame and now - each.at < _REMEMBERED_S for each in self._given)
        if double:
            self._log(frame, WireVerdict.DOUBLED, found.unit, "wire.doubled")
        else:
            code = "wire.foreign-question" if found.asks else "wire.foreign-answer"
            self._log(frame, WireVerdict.FOREIGN, found.unit, code)
        return double

    def _log_rest(self, data: bytes, verdict: WireVerdict, now: float) -> None:
        if not data:
            return
        for each in self._given:
            if len(data) < _PIECE or now - each.at >= _REMEMBERED_S:
                continue
            # The begin of a double whose end is still under way, or its end.
            if each.data.startswith(data) or each.data.endswith(data):
                unit = each.question.unit
                self._log(data, WireVerdict.DOUBLED, unit, "wire.doubled")
                return
        self._log(data, verdict, None, f"wire.{verdict.value}")

    def _log(self, data: bytes, verdict: WireVerdict, unit: int | None, code: str) -> None:
        self._wire_log.add(
            Direction.RECEIVED, data, verdict, unit=unit, meaning=message(code, unit=unit)
        )
