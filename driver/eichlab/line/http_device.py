"""One device on the network as a driver asks it: JSON in, JSON out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from eichlab.line.http_line import HttpAnswer, HttpLine, HttpQuestion
from eichlab.line.question import Timing
from eichlab.values import Message, WrongAnswerError, WrongAnswerKind, message

Explain = Callable[["Fields"], Message | None]

_LARGEST_NUMBER = 40


class Fields:
    """The fields of an answer, asked for by name; a missing or wrong one is a wrong answer."""

    def __init__(self, values: Mapping[str, Any], *, meter: str, port: str, within: str) -> None:
        self._values = values
        self._meter = meter
        self._port = port
        self._within = within

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    @property
    def values(self) -> Mapping[str, Any]:
        """Return all fields as they came."""
        return self._values

    def text(self, name: str) -> str:
        """Return a field that is a text."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def flag(self, name: str) -> bool:
        """Return a field that is true or false."""
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def whole(self, name: str) -> int:
        """Return a field that is a whole number."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(name)
        return value

    def number(self, name: str) -> Decimal:
        """Return a field that is a number, exact; one written as a text counts as well."""
        found = exact_number(self._values.get(name))
        if found is None:
            raise self._wrong(name)
        return found

    def fields(self, name: str) -> "Fields":
        """Return a field that holds fields itself."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise self._wrong(name)
        return Fields(value, meter=self._meter, port=self._port, within=f"{self._within} {name}")

    def _wrong(self, name: str) -> WrongAnswerError:
        return WrongAnswerError(
            WrongAnswerKind.WRONG_FORM,
            code="http.field",
            meter=self._meter,
            port=self._port,
            field=name,
            within=self._within,
        )


def exact_number(value: object) -> Decimal | None:
    """Return a number, or a text that is one, as exact `Decimal`; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        found = Decimal(value)
    except ArithmeticError:
        return None
    # A meter's number has a dozen digits; nothing else is to be reckoned with.
    return found if found.is_finite() and abs(found.adjusted()) < _LARGEST_NUMBER else None


class HttpDevice:
    """One device, used inside a job of its line.

    ``who`` names the meter in errors, ``unit`` files its entries in the log.
    ``probing`` is set while the meter is known to be silent: it is then asked once only.
    """

    def __init__(self, line: HttpLine, timing: Timing, *, who: str, unit: int) -> None:
        self.line = line
        self.who = who
        self.unit = unit
        self.probing = False
        self.last_answer: HttpAnswer | None = None
        self._timing = timing
        self._once = replace(timing, tries=1)

    def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        meaning: Message | None = None,
        explain: Explain | None = None,
    ) -> Fields:
        """Return a JSON answer; the request is repeated where no good answer comes."""
        question = HttpQuestion("GET", target(path, query))
        return self._fields(question, self._ask(question, meaning, explain))

    def get_text(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        meaning: Message | None = None,
    ) -> bytes:
        """Return an answer that is no JSON, byte for byte."""
        question = HttpQuestion("GET", target(path, query), json=False)
        return self._ask(question, meaning, None).body

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, object],
        *,
        meaning: Message | None = None,
        answers_json: bool = True,
    ) -> Fields:
        """Write something whose writing again changes nothing more; repeated like a read."""
        question = HttpQuestion(method, target(path, None), _json(body), json=answers_json)
        return self._fields(question, self._ask(question, meaning, None, writes=True))

    def command(
        self,
        method: str,
        path: str,
        body: Mapping[str, object],
        query: Mapping[str, str] | None = None,
        *,
        timeout_s: float,
        meaning: Message | None = None,
        answers_json: bool = True,
    ) -> Fields:
        """Make the meter act: sent once, never repeated.

        Raises errors with ``in_doubt`` where it is unknown whether the meter acted.
        """
        question = HttpQuestion(method, target(path, query), _json(body), json=answers_json)
        answer = self.line.command(
            question,
            replace(self._once, timeout_s=max(timeout_s, self._timing.timeout_s)),
            meaning=meaning,
            explain=_confirmed,
            who=self.who,
            unit=self.unit,
        )
        return self._fields(question, answer)

    def _ask(
        self,
        question: HttpQuestion,
        meaning: Message | None,
        explain: Explain | None,
        *,
        writes: bool = False,
    ) -> HttpAnswer:
        def explained(answer: HttpAnswer) -> Message | None:
            if explain is None:
                return None
            try:
                return explain(self._fields(question, answer))
            except WrongAnswerError as error:
                return error.message

        answer = self.line.ask(
            question,
            self._once if self.probing else self._timing,
            meaning=meaning,
            explain=_confirmed if writes else explained,
            who=self.who,
            unit=self.unit,
            writes=writes,
        )
        self.last_answer = answer
        return answer

    def _fields(self, question: HttpQuestion, answer: HttpAnswer) -> Fields:
        return Fields(
            answer.json or {},
            meter=self.who,
            port=self.line.device,
            within=f"{question.method} {question.target.partition('?')[0]}",
        )


def target(path: str, query: Mapping[str, str] | None) -> str:
    """Return path and query with everything escaped that has a meaning of its own there."""
    escaped = quote(path, safe="/-._~")
    return f"{escaped}?{urlencode(query, quote_via=quote, safe='')}" if query else escaped


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _confirmed(_answer: HttpAnswer) -> Message:
    return message("wire.confirmed")
