"""What the errors of the last minute mean, in plain words: one hint, the weightiest first.

After the tables "cable, adapter, driver" and "wrong settings: how each looks" of what is known
about RS-485 in the field. A hint is a suggestion of where to look; it never changes what is done.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eichlab.values import Direction, Message, WireEntry, WireVerdict, message

HINT_WINDOW_S = 60.0
"""How far back, in seconds, the entries for a hint usually reach."""

_SEVERAL = 2
# More than the tries of one question: not a loose contact, but a meter that is gone.
_GONE = 4
_NOTEWORTHY_SHARE = 0.01
_NOISY_SHARE = 0.05
_IDLE_LEVELS = frozenset({0x00, 0x80, 0xC0, 0xE0, 0xF0, 0xF8, 0xFC, 0xFE, 0xFF})
# Of RTU; statuses of SLIP frames mean something else and are never so short.
_EXCEPTION_AT = 2
_EXCEPTION_BYTES = 5

_ANSWERS = frozenset({WireVerdict.ANSWERED, WireVerdict.EXCEPTION})
_DISTURBED = (WireVerdict.CHECK_SUM, WireVerdict.SHORT, WireVerdict.NOISE)
_FOREIGN_QUESTIONS = frozenset({"wire.foreign-question", "wire.foreign"})
_LOSSES = frozenset({"wire.lost", "http.lost"})
_GATEWAY_CODES = frozenset({10, 11})


Readers = Callable[[], Sequence[str]]
"""Names other programs that have the port open; asked only when something is wrong."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Entries counted by what they tell.

    ``answered`` and ``asked`` are counted by unit id; ``exceptions`` by (unit, code); ``gone``
    counts what was not answered since the last answer, by unit id; ``lost`` counts how often the
    port vanished.
    """

    verdicts: Counter[WireVerdict]
    asked: Counter[int]
    answered: Counter[int]
    exceptions: Counter[tuple[int, int]]
    silent: Counter[int]
    gone: Counter[int]
    garbage: bytes
    foreign_questions: int
    lost: int

    @property
    def answers(self) -> int:
        """Return how many answers came, exceptions included."""
        return sum(self.answered.values())

    @property
    def questions(self) -> int:
        """Return how many questions were sent."""
        return sum(self.asked.values())

    def count(self, *verdicts: WireVerdict) -> int:
        """Return how many entries have one of these verdicts."""
        return sum(self.verdicts[verdict] for verdict in verdicts)

    def share(self, *verdicts: WireVerdict) -> float:
        """Return how many of the questions ended so, 0 to 1."""
        return self.count(*verdicts) / max(1, self.questions)


def evidence(entries: Iterable[WireEntry]) -> Evidence:
    """Count what the entries of a wire log tell."""
    verdicts: Counter[WireVerdict] = Counter()
    asked: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    silent: Counter[int] = Counter()
    gone: Counter[int] = Counter()
    exceptions: Counter[tuple[int, int]] = Counter()
    garbage = bytearray()
    foreign_questions = lost = 0
    for entry in entries:
        verdicts[entry.verdict] += 1
        unit = -1 if entry.unit is None else entry.unit
        if entry.direction is Direction.SENT:
            asked[unit] += 1
        elif entry.verdict in _ANSWERS:
            answered[unit] += 1
            gone[unit] = 0
            if (code_told := _exception_code(entry)) is not None:
                exceptions[unit, code_told] += 1
        elif entry.verdict in {WireVerdict.SILENT, WireVerdict.ECHO_ONLY}:
            silent[unit] += 1
            gone[unit] += 1
        elif entry.verdict in {WireVerdict.NOISE, WireVerdict.UNEXPECTED}:
            garbage += entry.data
        code = entry.meaning.code if entry.meaning is not None else ""
        lost += code in _LOSSES
        foreign_questions += code in _FOREIGN_QUESTIONS
    return Evidence(
        verdicts, asked, answered, exceptions, silent, gone, bytes(garbage), foreign_questions, lost
    )


def _exception_code(entry: WireEntry) -> int | None:
    """Return the exception's code: as it was explained, else where it stands in an RTU frame."""
    if entry.verdict is not WireVerdict.EXCEPTION:
        return None
    told = entry.meaning.parameters.get("code") if entry.meaning is not None else None
    if isinstance(told, int):
        return told
    return entry.data[_EXCEPTION_AT] if len(entry.data) > _EXCEPTION_AT else None


Rule = Callable[[Evidence, Readers], Message | None]


def nobody() -> Sequence[str]:
    """Return no other readers."""
    return ()


def hint(
    entries: Sequence[WireEntry],
    *,
    other_readers: Readers = nobody,
    rules: "tuple[Rule, ...] | None" = None,
) -> Message | None:
    """Return the weightiest hint that the entries give, None where nothing is wrong.

    ``entries`` are those of the last minute or so; ``rules`` those of a serial line, unless others
    are given.
    """
    found = evidence(entries)
    for rule in SERIAL_RULES if rules is None else rules:
        said = rule(found, other_readers)
        if said is not None:
            return said
    return None


# The rules, weightiest first. Each returns its hint or None.


def _port_comes_and_goes(found: Evidence, _readers: Readers) -> Message | None:
    if found.lost >= _SEVERAL:
        return message("hint.port-comes-and-goes", times=found.lost)
    return None


def _other_master(found: Evidence, _readers: Readers) -> Message | None:
    if found.foreign_questions < _SEVERAL:
        return None
    return message("hint.other-master", frames=found.count(WireVerdict.FOREIGN))


def _second_reader(found: Evidence, readers: Readers) -> Message | None:
    spoilt = found.count(*_DISTURBED, WireVerdict.SILENT)
    programs = readers() if spoilt >= _SEVERAL else ()
    return message("hint.second-reader", program=", ".join(programs)) if programs else None


def _nothing_but(found: Evidence, _readers: Readers) -> Message | None:
    """No answer at all: what comes instead tells why."""
    if found.answers or found.questions < _SEVERAL:
        return None
    if found.count(WireVerdict.WRONG_UNIT):
        return message("hint.wrong-unit")
    if found.count(WireVerdict.WRONG_FUNCTION, WireVerdict.WRONG_LENGTH):
        return message("hint.wrong-form")
    late = found.count(WireVerdict.LATE, WireVerdict.FOREIGN)
    if late:
        return message("hint.late", late=late)
    if found.count(WireVerdict.ECHO_ONLY):
        return message("hint.echo-only")
    if found.count(WireVerdict.CHECK_SUM, WireVerdict.NOISE, WireVerdict.SHORT):
        return _garbled(found)
    if found.count(WireVerdict.UNEXPECTED):
        return message("hint.only-noise")
    if found.count(WireVerdict.SILENT):
        return message("hint.nothing")
    return None


def _garbled(found: Evidence) -> Message:
    if found.count(WireVerdict.CHECK_SUM) > found.count(WireVerdict.NOISE):
        return message("hint.check-sums-only")
    if found.count(WireVerdict.SHORT) > found.count(WireVerdict.NOISE):
        return message("hint.short", short=found.count(WireVerdict.SHORT))
    levels = sum(byte in _IDLE_LEVELS for byte in found.garbage)
    # An idle line that floats gives few levels; a foreign speed or parity gives anything.
    code = "hint.only-noise" if levels == len(found.garbage) else "hint.garbled"
    return message(code)


def _one_silent(found: Evidence, _readers: Readers) -> Message | None:
    for unit, times in found.silent.most_common():
        if times >= _SEVERAL and not found.answered[unit]:
            return message("hint.one-silent", unit=unit)
    return None


def _gone(found: Evidence, _readers: Readers) -> Message | None:
    for unit, times in found.gone.most_common():
        if times >= _GONE and found.answered[unit]:
            return message("hint.gone", unit=unit)
    return None


def _exceptions(found: Evidence, _readers: Readers) -> Message | None:
    for (unit, code), times in found.exceptions.most_common():
        if times < _SEVERAL:
            continue
        named = "gateway" if code in _GATEWAY_CODES else str(code)
        if f"hint.exception-{named}" in _EXCEPTION_HINTS:
            return message(f"hint.exception-{named}", unit=unit, code=code)
        return message("hint.exception", unit=unit, code=code)
    return None


_EXCEPTION_HINTS = frozenset(
    {
        "hint.exception-1",
        "hint.exception-2",
        "hint.exception-3",
        "hint.exception-4",
        "hint.exception-5",
        "hint.exception-6",
        "hint.exception-gateway",
    }
)


def _noteworthy(code: str, *verdicts: WireVerdict, share: float = _NOTEWORTHY_SHARE) -> Rule:
    """Return a rule: these verdicts came more than once, and in at least this share."""

    def rule(found: Evidence, _readers: Readers) -> Message | None:
        times = found.count(*verdicts)
        if times < _SEVERAL or found.share(*verdicts) < share:
            return None
        per_cent = round(100 * found.share(*verdicts))
        return message(code, times=times, per_cent=max(1, per_cent))

    return rule


SERIAL_RULES: tuple[Rule, ...] = (
    _port_comes_and_goes,
    _other_master,
    _second_reader,
    _nothing_but,
    _one_silent,
    _gone,
    _exceptions,
    _noteworthy("hint.some-wrong-unit", WireVerdict.WRONG_UNIT),
    _noteworthy("hint.some-wrong-form", WireVerdict.WRONG_FUNCTION, WireVerdict.WRONG_LENGTH),
    _noteworthy("hint.doubled", WireVerdict.DOUBLED),
    _noteworthy("hint.some-late", WireVerdict.LATE, WireVerdict.FOREIGN),
    _noteworthy("hint.some-short", WireVerdict.SHORT),
    _noteworthy("hint.some-check-sums", WireVerdict.CHECK_SUM),
    _noteworthy("hint.some-silent", WireVerdict.SILENT, WireVerdict.ECHO_ONLY),
    _noteworthy("hint.noise-beside", WireVerdict.NOISE, WireVerdict.UNEXPECTED, share=_NOISY_SHARE),
    _noteworthy("hint.echo", WireVerdict.ECHO, share=0.5),
)


# The rules of a line to a device on the network.


def _address_comes_and_goes(found: Evidence, _readers: Readers) -> Message | None:
    return message("hint.http-comes-and-goes", times=found.lost) if found.lost >= _SEVERAL else None


def _no_answers_over_http(found: Evidence, _readers: Readers) -> Message | None:
    if found.answers or found.questions < _SEVERAL:
        return None
    if found.count(WireVerdict.WRONG_FORM):
        return message("hint.http-other-device")
    return message("hint.http-silent") if found.count(WireVerdict.SILENT) else None


HTTP_RULES: tuple[Rule, ...] = (
    _address_comes_and_goes,
    _no_answers_over_http,
    _noteworthy("hint.http-some-silent", WireVerdict.SILENT),
    _noteworthy("hint.http-some-short", WireVerdict.SHORT, WireVerdict.WRONG_LENGTH),
)
