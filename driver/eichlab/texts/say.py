"""Turns a code with parameters into a sentence.

Each room has a module here with its sentences in a dictionary ``TEXTS``, code → `Text`.
"""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Protocol

from eichlab.texts.language import Language, Text

_ROOMS = (
    "bench",
    "cli",
    "desktop",
    "display",
    "fields",
    "http",
    "line",
    "meters",
    "simulator",
    "store",
    "transparency",
    "verdicts",
)

# Codes of sentences that quote what a record or a file says.
_QUOTES = ("finding.", "statement.", "verdict.", "bench-file.", "map-file.")
# What came from a wire or a file may be long or hostile; a sentence shows its beginning.
_LONGEST_PARAMETER = 300


class _Said(Protocol):
    """Anything with a code and parameters: ``eichlab.values.Message``."""

    @property
    def code(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, object]: ...


class _SaidError(Protocol):
    @property
    def message(self) -> _Said: ...


@cache
def texts_by_code() -> Mapping[str, Text]:
    """Return all sentences by code. Raises ``ValueError`` where two rooms use one code."""
    texts: dict[str, Text] = {}
    for room in _ROOMS:
        module = import_module(f"eichlab.texts.{room}")
        for code, text in module.TEXTS.items():
            if code in texts:
                raise ValueError(f"text code {code} is used twice")
            texts[code] = text
    return MappingProxyType(texts)


def say(said: _Said, language: Language = Language.EN) -> str:
    """Return the message as a sentence; parameters are data and lose their control characters."""
    text = texts_by_code().get(said.code)
    if text is None:
        return str(said)
    template = text.de if language is Language.DE else text.en
    # What is quoted keeps its decimal point; a live number has the sign of the language.
    sign = "," if language is Language.DE and not said.code.startswith(_QUOTES) else "."
    return template.format_map(_Parameters(said.parameters, language, sign))


def say_error(error: _SaidError, language: Language = Language.EN) -> str:
    """Return an `EichlabError` as a sentence."""
    return say(error.message, language)


class _Parameters(dict[str, object]):
    """Parameters as shown: nested messages said, everything else plain and harmless."""

    def __init__(self, parameters: Mapping[str, object], language: Language, sign: str) -> None:
        super().__init__(
            {name: _shown(value, language, sign) for name, value in parameters.items()}
        )

    def __missing__(self, name: str) -> str:
        return "?"


def _shown(value: object, language: Language, sign: str) -> str:
    if hasattr(value, "code") and hasattr(value, "parameters"):
        return say(value, language)
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(_shown(each, language, sign) for each in value)
    if isinstance(value, Decimal | float):
        return _begin_of(_number(value)).replace(".", sign)
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(each) in {"Cc", "Cf", "Cs"} else each
        for each in _begin_of(str(value))
    )


def _begin_of(text: str) -> str:
    return text if len(text) <= _LONGEST_PARAMETER else text[:_LONGEST_PARAMETER] + "…"


def _number(value: Decimal | float) -> str:
    """Return a number's digits, as a power of ten only where they would be endless."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    is_sayable = not exact.is_finite() or abs(exact.adjusted()) < _LONGEST_PARAMETER
    return f"{exact:f}" if is_sayable else str(exact)
