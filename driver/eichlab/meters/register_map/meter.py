"""One driver for all meters whose registers are merely read: what is where, a map says.

Such meters cannot sign: they serve live values. Nothing is ever written to them.
"""

import time
from datetime import UTC, datetime
from decimal import Decimal

from eichlab.line import ModbusUnit, SerialLine, Timing
from eichlab.line.question import Answer
from eichlab.meters.meter import Meter
from eichlab.meters.register_map.map import Check, Entry, MapValue, NumberAt, RegisterMap
from eichlab.meters.register_map.numbers import number, plain
from eichlab.meters.register_map.reads import Read, plan
from eichlab.meters.registers import register_bytes
from eichlab.values import (
    Channel,
    Identity,
    Message,
    Quantity,
    Reading,
    RefusedError,
    WrongMeterError,
    message,
)

# With these a meter says that it has no such function or register, or gives less at a time.
_NOT_THERE = frozenset({1, 2, 3})

# A power of ten beyond this is no scale but a sign that the register holds something else.
_LARGEST_POWER = 15

Words = dict[tuple[int, int], int]
"""(function, address) → content."""


class RegisterMeter(Meter):
    """A meter as its map describes it.

    A read that the meter refuses although the map allows it is divided until the meter answers,
    and what it took is remembered until the meter is identified anew: real meters differ in what
    they give at a time. A value that is refused alone is left out. Once a read was answered, its
    refusal is an error like any other.
    """

    def __init__(
        self,
        register_map: RegisterMap,
        line: SerialLine,
        unit: int,
        *,
        name: str,
        timing: Timing | None = None,
    ) -> None:
        self.model = register_map.name
        self.capabilities = register_map.capabilities
        self.name = name
        self._map = register_map
        usual = Timing(timeout_s=register_map.timeout_s, pause_s=register_map.limits.pause_s)
        self._unit = ModbusUnit(line, unit, timing or usual, who=name)
        self._planned = plan(register_map.values, register_map.limits)
        self._reads: list[Read] = list(self._planned)
        self._answered: set[Read] = set()

    def probe(self, *, once: bool) -> None:
        """Ask once instead of several times while the meter is known to be silent."""
        self._unit.probing = once

    def identify(self) -> Identity:
        """Return model, serial number and firmware as far as the map knows where they are.

        Raises `WrongMeterError` where a register shows that this is another model.
        """
        self._reads = list(self._planned)
        self._answered.clear()
        identification = self._map.identification
        for check in identification.checks:
            self._check(check)
        serial, simulated = self._entry(identification.serial, "map.ask-serial")
        firmware, also = self._entry(identification.firmware, "map.ask-firmware")
        return Identity(
            model=self.model, serial=serial, firmware=firmware, simulated=simulated or also
        )

    def read(self) -> Reading:
        """Return all values of the map, in as few questions as the meter allows.

        What is no number, or stands for none, is left out.
        """
        words: Words = {}
        answers: list[Answer] = []
        refusal: RefusedError | None = None
        waiting = list(self._reads)
        answering: list[Read] = []
        while waiting:
            read = waiting.pop(0)
            try:
                content = self._ask(read)
            except RefusedError as error:
                if error.exception not in _NOT_THERE or read in self._answered:
                    raise
                refusal = refusal or error
                waiting = [*read.parts(), *waiting]
                continue
            answering.append(read)
            if self._unit.last_answer is not None:
                answers.append(self._unit.last_answer)
            words |= {
                (read.function, read.begin + offset): word for offset, word in enumerate(content)
            }
        if refusal is not None and not answering:
            raise refusal
        self._reads = answering
        self._answered.update(answering)
        return Reading(
            meter=self.name,
            taken_at=datetime.now(UTC),
            monotonic=time.monotonic(),
            quantities=quantities(self._map.values, words),
            round_trip_s=sum(answer.elapsed_s for answer in answers),
            tries=max((answer.tries for answer in answers), default=1),
        )

    def _ask(self, read: Read) -> tuple[int, ...]:
        def explain(content: tuple[int, ...]) -> Message | None:
            words = {(read.function, read.begin + at): word for at, word in enumerate(content)}
            found = quantities(self._map.values, words)
            # A bare number or two say more in the log than a list of everything.
            shown = tuple(
                message("map.value", value=value, unit=quantity.unit)
                for (quantity, _), value in list(found.items())[:3]
            )
            return message("map.values", values=shown) if shown else None

        meaning = message("map.ask-values", first=f"{read.begin:04X}h", count=read.count)
        ask = self._unit.read_holding if read.function == 3 else self._unit.read_input
        return ask(read.begin, read.count, meaning=meaning, explain=explain)

    def _entry(self, entry: Entry | None, meaning: str) -> tuple[str, bool]:
        """Return what an identification register says, and whether it tells of a simulation."""
        if entry is None:
            return "", False
        try:
            content = self._registers(entry.number, entry.count, meaning)
        except RefusedError as error:
            if error.exception not in _NOT_THERE:
                raise
            return "", False
        data = register_bytes(content)
        simulated = bool(entry.simulated) and data.startswith(entry.simulated)
        if entry.text:
            text = data.split(b"\0", 1)[0].decode("ascii", "replace").strip()
            return text, simulated
        found = number(content, entry.number.type, low_word_first=entry.number.low_word_first)
        if found is None:
            return "", simulated
        if entry.hexadecimal:
            return f"{int(found):0{4 * entry.count}X}h", simulated
        return str(plain(found)), simulated

    def _check(self, check: Check) -> None:
        place = check.number
        try:
            content = self._registers(place, place.type.registers, "map.ask-check")
        except RefusedError as error:
            if error.exception not in _NOT_THERE:
                raise
            if check.may_be_missing:
                return
            raise self._wrong_meter(place, "–") from error
        found = number(content, place.type, low_word_first=place.low_word_first)
        if found is None or not _fits(check, found):
            raise self._wrong_meter(place, "–" if found is None else plain(found))

    def _registers(self, place: NumberAt, count: int, meaning: str) -> tuple[int, ...]:
        ask = self._unit.read_holding if place.function == 3 else self._unit.read_input
        return ask(place.address, count, meaning=message(meaning))

    def _wrong_meter(self, place: NumberAt, content: object) -> WrongMeterError:
        return WrongMeterError(
            "map.not-this-model",
            meter=self.name,
            unit=self._unit.unit,
            title=self._map.title,
            address=f"{place.address:04X}h",
            content=content,
        )


def quantities(
    values: tuple[MapValue, ...], words: Words
) -> dict[tuple[Quantity, Channel], Decimal]:
    """Return the values whose registers are all among ``words``, in Eichlab's own units."""
    found = {}
    for value in values:
        decoded = _decoded(value, words)
        if decoded is not None:
            found[value.quantity, value.channel] = decoded
    return found


def _decoded(value: MapValue, words: Words) -> Decimal | None:
    raw = _number(value.number, words)
    if raw is None or (value.no_value and raw in value.no_value):
        return None
    factor = value.factor
    if value.exponent is not None:
        content = _number(value.exponent.number, words)
        power = None if content is None else content + value.exponent.offset
        if power is None or power != int(power) or abs(power) > _LARGEST_POWER:
            return None
        factor *= Decimal(1).scaleb(int(power))
    return plain(raw * factor)


def _number(place: NumberAt, words: Words) -> Decimal | None:
    content = [words.get((place.function, at)) for at in range(place.address, place.end)]
    whole = [word for word in content if word is not None]
    if len(whole) < len(content):
        return None
    return number(whole, place.type, low_word_first=place.low_word_first)


def _fits(check: Check, found: Decimal) -> bool:
    if check.zero_fits and found == 0:
        return True
    if check.is_one_of and found not in check.is_one_of:
        return False
    if found in check.is_none_of:
        return False
    return (check.least is None or found >= check.least) and (
        check.most is None or found <= check.most
    )
