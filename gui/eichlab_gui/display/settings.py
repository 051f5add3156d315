"""How the display is set up, and how it says things in one language or in two."""

from dataclasses import dataclass
from pathlib import Path

from eichlab.texts import Language, say
from eichlab.values import Message, message


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """What the owner of the display chose.

    ``languages`` are said in this order; ``meter`` is the meter's name on the bench, empty for
    the first that signs; ``logo`` a picture; ``line`` a free line of text beside it, empty for
    Eichlab's own. ``shows_user``: whether the user's identification may be seen, also inside the
    code. ``receipt_s`` is how long a receipt stays.
    """

    languages: tuple[Language, ...] = (Language.DE, Language.EN)
    meter: str = ""
    logo: Path | None = None
    line: str = ""
    shows_user: bool = False
    receipt_s: float = 60.0

    def say(self, said: Message | str, **parameters: object) -> str:
        """Return a message (or the code of one) in all languages, each once."""
        if isinstance(said, str):
            said = message(said, **parameters)
        return " · ".join(dict.fromkeys(say(said, language) for language in self.languages))

    def lines(self, said: Message | str, **parameters: object) -> tuple[str, ...]:
        """Return the same, a line a language."""
        if isinstance(said, str):
            said = message(said, **parameters)
        return tuple(dict.fromkeys(say(said, language) for language in self.languages))
