"""The window About: what program this is, by which an inspector knows it again."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

import eichlab
from eichlab.program import (
    Build,
    ProgramFiles,
    digest_of,
    digest_of_file,
    program_files,
    read_build,
)
from eichlab.resources import resource
from eichlab_gui import icons, theme
from eichlab_gui.background import Background
from eichlab_gui.language import said_error
from eichlab_gui.theme import LIGHT, SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role

_ICON, _COMMIT = 48, 12
_LICENCES_HEIGHT = 150


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read from files, so never in the GUI thread."""

    build: Build
    files: ProgramFiles
    digest: str
    executable: str
    """SHA-256 of the file that is started; empty where that is a Python of the system."""
    notices: str
    """Licences of what a bundle holds besides Eichlab; empty outside one."""


def gather_facts() -> Facts:
    """Read everything; takes a second or so in a bundle."""
    files = program_files()
    executable = "" if files.executable is None else digest_of_file(files.executable)
    try:
        notices = resource("notices.txt").read_text("utf-8")
    except FileNotFoundError:
        notices = ""
    return Facts(read_build(), files, digest_of(files), executable, notices)


class AboutDialog(QDialog):
    """Version, build and SHA-256, what Eichlab is not, and the licences."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._trouble: Exception | None = None
        self.setMinimumWidth(740)
        sign = QLabel()
        sign.setPixmap(icons.pixmap("eichlab", LIGHT.accent, _ICON, ratio=self.devicePixelRatio()))
        self.title = Label(f"Eichlab {eichlab.__version__}", Role.HEADING, selectable=True)
        self.purpose = Label("", Role.MUTED, wrap=True)
        self.statement = Label("", wrap=True, selectable=True)
        self._names = {key: Label("", Role.MUTED) for key in _ROWS}
        # A digest is one word that cannot be broken: the window is as wide as it needs.
        self.values = {key: Label("–", wrap=key not in _DIGESTS, selectable=True) for key in _ROWS}
        for key in (*_DIGESTS, "command"):
            self.values[key].setFont(theme.font(theme.SMALL_PX, fixed=True))
        self.trouble = Label("", Role.BAD, wrap=True, selectable=True)
        self.trouble.hide()
        self._licences_title = Label("", Role.TITLE)
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setFont(theme.font(theme.SMALL_PX, fixed=True))
        self.licences.setMinimumHeight(_LICENCES_HEIGHT)
        self.copy_button = PlainButton()
        self.close_button = PrimaryButton()
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)
        self._build(sign)
        self.retranslate()
        self.close_button.setFocus()
        task = background.run(gather_facts, self._take, self._failed)
        self.finished.connect(task.cancel)

    def _build(self, sign: QLabel) -> None:
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.purpose)
        head = QHBoxLayout()
        head.setSpacing(SPACE_L)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        for row, key in enumerate(_ROWS):
            grid.addWidget(self._names[key], row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.values[key], row, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(head)
        column.addWidget(self.statement)
        column.addLayout(grid)
        column.addWidget(self.trouble)
        column.addWidget(self._licences_title)
        column.addWidget(self.licences, 1)
        column.addLayout(buttons)

    @property
    def is_complete(self) -> bool:
        """Return whether everything is known that takes its time."""
        return self._facts is not None

    @property
    def text(self) -> str:
        """Return what *Copy* copies."""
        rows = [
            f"{self._names[key].text()} {self.values[key].text()}"
            for key in _ROWS
            if not self.values[key].isHidden()
        ]
        rows += [] if self.trouble.isHidden() else [self.trouble.text()]
        return "\n".join((self.title.text(), *rows, "", self.statement.text())) + "\n"

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("About Eichlab"))
        self.purpose.setText(
            self.tr("Tests and inspects the energy meters of EV charging stations.")
        )
        self.statement.setText(
            self.tr(
                "Eichlab is not a certified display. It does not replace the software named in a "
                "type-examination certificate."
            )
        )
        names = {
            "build": self.tr("Build:"),
            "executable": self.tr("SHA-256 of the program's file:"),
            "digest": self.tr("SHA-256 of all its files:"),
            "folder": self.tr("Folder:"),
            "command": self.tr("To check, type there:"),
        }
        for key, name in names.items():
            self._names[key].setText(name)
        self._licences_title.setText(self.tr("Licences"))
        self.licences.setAccessibleName(self.tr("Licences"))
        self.copy_button.setText(self.tr("Copy"))
        self.close_button.setText(self.tr("Close"))
        self._fill()

    @Slot(object)
    def _take(self, facts: Facts) -> None:
        self._facts = facts
        self._fill()

    def _failed(self, error: Exception) -> None:
        self._trouble = error
        self._fill()

    def _fill(self) -> None:
        facts = self._facts
        if self._trouble is not None:
            shown = dict.fromkeys(_ROWS, "")
            self.trouble.setText(said_error(self._trouble))
            self.trouble.show()
        elif facts is None:
            shown = dict.fromkeys(_ROWS, self.tr("being determined…"))
        else:
            shown = {
                "build": self._build_words(facts.build),
                "executable": facts.executable,
                "digest": facts.digest,
                "folder": str(facts.files.base),
                "command": facts.files.command,
            }
            self._fill_licences(facts.notices)
        for key, text in shown.items():
            self.values[key].setText(text)
            for each in (self._names[key], self.values[key]):
                each.setVisible(bool(text))

    def _build_words(self, build: Build) -> str:
        if not build.commit:
            return self.tr("unknown")
        words = f"{build.commit[:_COMMIT]} · {build.date}"
        # Not within the braces above: what is to be translated is not found there.
        changed = self.tr("changed since")
        return f"{words} · {changed}" if build.changed else words

    def _fill_licences(self, notices: str) -> None:
        elsewhere = self.tr(
            "This Eichlab runs in a Python of this computer. The licences of the libraries it "
            "uses lie beside them, in the folders *.dist-info of that Python."
        )
        text = notices or f"Eichlab: Apache License, Version 2.0.\n\n{elsewhere}"
        if self.licences.toPlainText() != text:
            self.licences.setPlainText(text)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


_DIGESTS = ("executable", "digest")
_ROWS = ("build", "executable", "digest", "folder", "command")
