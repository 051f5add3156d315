"""Names with what belongs to them, in two columns: hashes, numbers, keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from eichlab_gui import theme
from eichlab_gui.theme import SPACE_L, SPACE_S
from eichlab_gui.widgets import Label, Role


class Facts(QWidget):
    """Pairs of a name and a text in a fixed font that can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Label, Label]] = []
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these pairs."""
        while len(self._rows) < len(facts):
            self._add_row()
        for number, (name, text) in enumerate(self._rows):
            held = number < len(facts)
            name.setVisible(held)
            text.setVisible(held)
            title, said = facts[number] if held else ("", "")
            name.setText(title)
            text.setText(said)
            text.setAccessibleName(f"{title}: {said}")

    @property
    def shown(self) -> str:
        """Return everything shown, a line each."""
        return "\n".join(
            f"{name.text()}: {text.text()}" for name, text in self._rows if name.text()
        )

    def _add_row(self) -> None:
        name = Label("", Role.SMALL)
        text = Label("", wrap=True, selectable=True)
        family = theme.font(theme.SMALL_PX, fixed=True).family()
        text.setStyleSheet(f"font-family: '{family}'; font-size: {theme.SMALL_PX}px;")
        # A hash has no blank to be broken at in every spelling; it must not widen the page.
        text.setMinimumWidth(1)
        row = len(self._rows)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        self._rows.append((name, text))
