"""A button with which a register map file is chosen and checked."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from eichlab.bench import MAP_FILE_ENDINGS, ModelChoice, map_file_choice
from eichlab_gui.background import Background, Task
from eichlab_gui.widgets import PlainButton


class MapFileButton(PlainButton):
    """Asks for a file; it is read and checked in the background."""

    chosen = Signal(object)
    """The `ModelChoice` that the file describes."""
    refused = Signal(object)
    """The error that says why the file cannot be used: file, key and line."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._background = background
        self._task: Task | None = None
        self.file = ""
        """The file chosen so far; the dialog begins there."""
        self.clicked.connect(self._ask)

    def take(self, path: Path) -> None:
        """Check a file; ``chosen`` or ``refused`` follows."""
        self.cancel()
        self._task = self._background.run(
            partial(map_file_choice, path), self._checked, self._not_checked
        )

    def cancel(self) -> None:
        """Hear no more of a file that is being checked."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    @Slot()
    def _ask(self) -> None:
        endings = " ".join(f"*{each}" for each in MAP_FILE_ENDINGS)
        kinds = self.tr("Register maps") + f" ({endings})"
        name, _ = QFileDialog.getOpenFileName(
            self.window(), self.tr("Choose a register map"), self.file, kinds
        )
        if name:
            self.take(Path(name))

    def _checked(self, choice: ModelChoice) -> None:
        self._task = None
        self.file = choice.name
        self.chosen.emit(choice)

    def _not_checked(self, error: Exception) -> None:
        self._task = None
        self.refused.emit(error)
