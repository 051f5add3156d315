"""The languages, and one sentence in both."""

from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """A language Eichlab speaks."""

    DE = "de"
    EN = "en"


class Text(NamedTuple):
    """One sentence in German and English; ``{name}`` marks a parameter."""

    de: str
    en: str
