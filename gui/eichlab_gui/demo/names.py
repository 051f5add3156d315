"""What meters and lines of the simulated bench are called in German.

Elsewhere such a name is the user's and is never translated. So these names are no part of the
program's translations: a translator knows them that is only there while the simulated bench is.
"""

from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QTranslator

from eichlab.texts import Language
from eichlab_gui.language import GIVEN_NAMES, language

_GERMAN: Final = MappingProxyType(
    {
        "Post 1": "Ladepunkt 1",
        "DC post": "DC-Ladepunkt",
        "Load side": "Lastseite",
        "Bad line": "Gestörte Leitung",
        **{f"Line {number}": f"Leitung {number}" for number in range(1, 5)},
    }
)


class DemoNames(QTranslator):
    """Knows these names and nothing else."""

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Return the German name while the screen speaks German; None: ask the next translator."""
        del disambiguation, n
        if context != GIVEN_NAMES or language() is not Language.DE:
            return None
        return _GERMAN.get(sourceText)

    def isEmpty(self) -> bool:
        """Return that there is something to be asked for."""
        return False
