"""Finds what answers on a line: speed, parity and unit ids, by reading only.

First it listens, since a second master must not be disturbed. Then it asks small harmless reads,
likely settings and ids first; whatever comes with a right check sum from the id that was asked is
a hit, a refusal included. Where meters of the SLIP family may be, one question asks for whoever is
there, since such a meter usually has its line to itself; where something comes, the likely ids are
asked by name, since several answer all at once. The port stays open throughout; nothing is ever
written.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from eichlab.line.question import Answer, Question, Timing
from eichlab.line.rtu import RtuQuestion, frames
from eichlab.line.serial_line import SerialLine
from eichlab.line.slip import ANY_ADDRESS, identification_question
from eichlab.line.tcp_exchange import PATIENCE_S
from eichlab.values import (
    Direction,
    EichlabError,
    NoAnswerError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
    message,
)

LISTEN_S = 0.3
_LATENCY_S = 0.085
_CANDIDATE_TIMEOUT_S = 0.6
_MARGIN_CHARACTERS = 4
_READ_FUNCTIONS = frozenset({3, 4})
_GATEWAY_CODES = frozenset({10, 11})

_OWN_FRAME = frozenset({WrongAnswerKind.WRONG_FUNCTION, WrongAnswerKind.WRONG_LENGTH})

LIKELY_UNITS = (1, *range(2, 11), 100, 247)
ALL_UNITS = (*LIKELY_UNITS, *(unit for unit in range(1, 248) if unit not in LIKELY_UNITS))


class Framing(StrEnum):
    """How frames are told apart on a serial line, and with it what meters can be asked."""

    RTU = "rtu"
    SLIP = "slip"


@dataclass(frozen=True, slots=True)
class CharacterSettings:
    """Speed in baud, parity ``N``, ``E`` or ``O``, and stop bits."""

    baud: int
    parity: str = "N"
    stop_bits: int = 1

    def __str__(self) -> str:
        return f"{self.baud} 8{self.parity}{self.stop_bits}"


LIKELY_SETTINGS = (
    CharacterSettings(9600),
    CharacterSettings(9600, "E"),
    CharacterSettings(19_200, "E"),
    CharacterSettings(19_200),
    CharacterSettings(2400),
    CharacterSettings(38_400),
    CharacterSettings(115_200),
    CharacterSettings(115_200, "E"),
    CharacterSettings(57_600),
    CharacterSettings(4800),
    CharacterSettings(1200),
    CharacterSettings(38_400, "E"),
    CharacterSettings(9600, "O"),
    CharacterSettings(19_200, "O"),
    CharacterSettings(38_400, "O"),
    CharacterSettings(115_200, "O"),
)
"""By likelihood, after the models' own: what meters are usually delivered with comes first."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A harmless read: function 3 or 4, first register, how many."""

    function: int
    address: int
    count: int

    def __post_init__(self) -> None:
        """Refuse whatever is no read."""
        if self.function not in _READ_FUNCTIONS:
            raise ValueError(f"a scan never uses function {self.function}")

    def question(self, unit: int) -> RtuQuestion:
        """Return the question to ``unit``."""
        return RtuQuestion(
            unit,
            bytes((self.function,)) + self.address.to_bytes(2) + self.count.to_bytes(2),
            bytes((self.function, 2 * self.count)),
            2 + 2 * self.count,
        )


PROBES = (Probe(4, 0, 2), Probe(3, 0, 2))
"""One a pass: a meter that is silent for one function may answer the other."""


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What to try, in this order.

    ``likely_units`` are asked under all settings before the rest is. The search ends with the
    first settings under which anything answers, unless ``all_settings``: a line has one speed.
    ``slip_settings`` are those at which a meter that speaks SLIP is looked for, too.
    """

    settings: tuple[CharacterSettings, ...] = LIKELY_SETTINGS
    units: tuple[int, ...] = ALL_UNITS
    likely_units: tuple[int, ...] = LIKELY_UNITS
    probes: tuple[Probe, ...] = PROBES
    listen_s: float = LISTEN_S
    all_settings: bool = False
    slip_settings: tuple[CharacterSettings, ...] = ()

    @property
    def most_probes(self) -> int:
        """Return how many questions there are, unless something answers."""
        probes = len(self.settings) * len(self.units) * len(self.probes)
        slip = sum(settings in self.settings for settings in self.slip_settings)
        # One for whoever is there; where something comes, the ids of the first group by name.
        return probes + slip * (1 + len(next(iter(self.groups()), ())))

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the units in groups: the likely ones, the rest."""
        likely = tuple(unit for unit in self.units if unit in self.likely_units)
        rest = tuple(unit for unit in self.units if unit not in self.likely_units)
        return tuple(group for group in (likely, rest) if group)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that answered; ``refused`` when with an exception only."""

    settings: CharacterSettings
    unit: int
    refused: bool
    framing: Framing = Framing.RTU


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """Where a scan is: probes sent of at most so many."""

    settings: CharacterSettings
    unit: int
    done: int
    total: int
    hits: int


@dataclass(slots=True)
class ScanResult:
    """What a scan found; ``noise`` when bytes came before anything was asked."""

    hits: list[Hit] = field(default_factory=list)
    probes: int = 0
    noise: bool = False
    cancelled: bool = False


class OtherMasterError(EichlabError):
    """Another master works on the line; nothing was asked."""


class Scan:
    """One search on one line.

    ``progress`` is called before each probe, ``found`` at each hit, both in the caller's thread;
    ``cancelled`` is asked before each probe.
    """

    def __init__(
        self,
        line: SerialLine,
        plan: ScanPlan,
        *,
        progress: Callable[[ScanProgress], None] | None = None,
        found: Callable[[Hit], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._line = line
        self._plan = plan
        self._progress = progress
        self._found = found
        self._cancelled = cancelled
        self.result = ScanResult()

    def run(self) -> ScanResult:
        """Search and return what answers.

        Raises `OtherMasterError` where somebody else asks on the line, and `PortError`.
        """
        self._listen()
        slip_settings = set(self._plan.slip_settings)
        for settings, units in self._stages():
            if settings in slip_settings:
                slip_settings.remove(settings)
                self._ask_whoever_is_there(settings, units)
                if self.result.cancelled:
                    return self.result
                if self._is_slip(settings):
                    continue
            for probe in self._plan.probes:
                self._pass(settings, probe, units)
                if self.result.cancelled:
                    return self.result
        return self.result

    def _ask_whoever_is_there(self, settings: CharacterSettings, units: Sequence[int]) -> None:
        self._tune(settings)
        patient = replace(self._timing(), timeout_s=_CANDIDATE_TIMEOUT_S)
        if not self._ask(settings, identification_question(ANY_ADDRESS), patient, Framing.SLIP):
            return
        self._ask_each(settings, units, identification_question, Framing.SLIP)

    def _is_slip(self, settings: CharacterSettings) -> bool:
        """Return whether a meter has this line to itself: then there is nobody else to ask."""
        return any(
            hit.framing is Framing.SLIP and hit.settings == settings for hit in self.result.hits
        )

    def _stages(self) -> Iterator[tuple[CharacterSettings, Sequence[int]]]:
        """Yield settings and ids: the likely ids everywhere first; all ids where one answered."""
        groups = self._plan.groups()
        for index, units in enumerate(groups):
            for settings in self._plan.settings:
                hits = len(self.result.hits)
                yield settings, units
                if len(self.result.hits) > hits and not self._plan.all_settings:
                    if self._is_slip(settings):
                        return
                    for rest in groups[index + 1 :]:
                        yield settings, rest
                    return

    def _listen(self) -> None:
        """Wait for others; where bytes come at one speed, hear them at every other, too."""
        for settings in self._plan.settings:
            self._tune(settings)
            heard = self._line.run(lambda: self._line.listen(self._plan.listen_s)).result()
            if frames(heard):
                raise OtherMasterError(
                    "scan.other-master", port=self._line.device, settings=str(settings)
                )
            if not heard:
                return
            self.result.noise = True

    def _tune(self, settings: CharacterSettings) -> None:
        self._line.run(
            lambda: self._line.retune(settings.baud, settings.parity, settings.stop_bits)
        ).result()

    def _pass(self, settings: CharacterSettings, probe: Probe, units: Sequence[int]) -> None:
        self._tune(settings)
        self._ask_each(settings, units, probe.question, Framing.RTU)

    def _ask_each(
        self,
        settings: CharacterSettings,
        units: Sequence[int],
        question_for: Callable[[int], Question],
        framing: Framing,
    ) -> None:
        log = self._line.wire_log
        before = log.last_number
        timing = self._timing()
        asked: set[int] = set()
        for unit in units:
            if not self._is_to_ask(settings, unit):
                continue
            if self._cancelled is not None and self._cancelled():
                self.result.cancelled = True
                return
            self._tell(settings, unit)
            asked.add(unit)
            self._ask(settings, question_for(unit), timing, framing)
        # Slow ones answered while others were asked: those are asked again, patiently.
        patient = replace(timing, timeout_s=_CANDIDATE_TIMEOUT_S)
        for unit in sorted(self._late_units(before, question_for(0)) & asked):
            if self._is_to_ask(settings, unit):
                self._ask(settings, question_for(unit), patient, framing)

    def _is_to_ask(self, settings: CharacterSettings, unit: int) -> bool:
        return not any(hit.unit == unit and hit.settings == settings for hit in self.result.hits)

    def _timing(self) -> Timing:
        """Return how long to wait: the way there and back, and what adapters and meters need."""
        timeout_s = _LATENCY_S + _MARGIN_CHARACTERS * self._line.settings.character_s
        if self._line.settings.is_modbus_tcp:
            timeout_s = PATIENCE_S
        return Timing(
            timeout_s=timeout_s,
            worst_latency_s=timeout_s,
            tries=1,
            gap_s=max(0.02, 2 * self._line.settings.silence_s),
            holds_line=False,
        )

    def _ask(
        self,
        settings: CharacterSettings,
        question: Question,
        timing: Timing,
        framing: Framing,
    ) -> bool:
        """Ask; return whether anything came, if only something that cannot be read."""
        self.result.probes += 1
        meaning = message("scan.probe", unit=question.unit)
        try:
            answer = self._line.run(
                lambda: self._line.ask(question, timing, meaning=meaning)
            ).result()
        except WrongAnswerError as error:
            # A frame of the asked id with a right check sum is a sign of life, whatever it says.
            if error.kind in _OWN_FRAME:
                self._hit(Hit(settings, question.unit, refused=True, framing=framing))
        except NoAnswerError:
            return False
        else:
            if not _is_of_gateway(answer, framing):
                unit = question.unit if answer.unit is None else answer.unit
                self._hit(Hit(settings, unit, answer.refused, framing))
        return True

    def _hit(self, hit: Hit) -> None:
        self.result.hits.append(hit)
        if self._found is not None:
            self._found(hit)

    def _late_units(self, number: int, question: Question) -> set[int]:
        strange = {WireVerdict.LATE, WireVerdict.FOREIGN, WireVerdict.WRONG_UNIT}
        return {
            frame.unit
            for entry in self._line.wire_log.since(number)
            if entry.direction is Direction.RECEIVED and entry.verdict in strange
            for frame in question.frames(entry.data)
        }

    def _tell(self, settings: CharacterSettings, unit: int) -> None:
        if self._progress is not None:
            done = self.result.probes
            # Slow ones are asked twice.
            total = max(self._plan.most_probes, done + 1)
            self._progress(ScanProgress(settings, unit, done, total, len(self.result.hits)))


def _is_of_gateway(answer: Answer, framing: Framing) -> bool:
    """Return whether a gateway says that behind it nobody is there."""
    return framing is Framing.RTU and answer.refused and answer.pdu[1] in _GATEWAY_CODES
