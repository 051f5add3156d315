"""What is the matter with a line, in plain words."""

import re
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from eichlab_gui.theme import Tone
from eichlab_gui.widgets import Card, Label, Role

# The first sentence names the matter, the rest says what to do.
_FIRST: Final = re.compile(r"(.+?[.!?])\s+(.+)", re.DOTALL)
# Room for two lines, so that nothing below moves when the hint changes.
_HEIGHT: Final = 58


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence or two, and how much they weigh."""

    text: str
    tone: Tone

    @property
    def parts(self) -> tuple[str, str]:
        """Return the first sentence and the rest."""
        found = _FIRST.fullmatch(self.text)
        return (found[1], found[2]) if found else (self.text, "")


class HintCard(Card):
    """The matter in one line, below it what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.matter = Label("", Role.TITLE, wrap=True, selectable=True)
        self.advice = Label("", Role.MUTED, wrap=True, selectable=True)
        self.body.setContentsMargins(4, 0, 0, 0)
        self.body.setSpacing(1)
        self.body.addWidget(self.matter)
        self.body.addWidget(self.advice)
        self.setMinimumHeight(_HEIGHT)

    def show_hint(self, hint: Hint) -> None:
        """Show a hint."""
        self.set_edge(hint.tone)
        matter, advice = hint.parts
        self.matter.setText(matter)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.setAccessibleName(hint.text)
