"""Every finding: how much it weighs, what it says, and which rule of which text says so."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eichlab.values import Finding, Severity
from eichlab_gui.figures import figure
from eichlab_gui.icons import SEVERITY_ICONS
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.wording import findings_of
from eichlab_gui.theme import SEVERITY_TONES, SPACE_M
from eichlab_gui.widgets import Card, Label, Role
from eichlab_gui.widgets.divider import Divider, Shape

# Each row is a few widgets: thousands would hold up the page, and nobody reads them here.
_MOST: Final = 40


class FindingRow(QWidget):
    """One finding."""

    def __init__(self, finding: Finding, severity: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        shape = Shape(16)
        shape.set(SEVERITY_ICONS[finding.severity], SEVERITY_TONES[finding.severity])
        self.words = Label(said(finding.message), wrap=True, selectable=True)
        rule = " · ".join(part for part in (severity, finding.rule, finding.source) if part)
        self.rule = Label(rule, Role.SMALL, wrap=True, selectable=True)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.words)
        texts.addWidget(self.rule)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(SPACE_M + 2)
        line.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)


class FindingCard(Card):
    """The card *Findings*; not there where nothing was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry: Entry | None = None
        self.rows: list[FindingRow] = []
        self._parts: list[QWidget] = []
        self.body.setSpacing(0)

    def show_entry(self, entry: Entry) -> None:
        """List the findings of an entry, the heaviest first."""
        self._entry = entry
        self._draw()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("Findings"))
        self._draw()

    def _draw(self) -> None:
        for part in self._parts:
            self.body.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.rows = [], []
        found = () if self._entry is None else findings_of(self._entry)
        words = {
            Severity.ERROR: self.tr("error"),
            Severity.WARNING: self.tr("warning"),
            Severity.NOTE: self.tr("note"),
        }
        for finding in found[:_MOST]:
            row = FindingRow(finding, words[finding.severity])
            divider = Divider()
            self.rows.append(row)
            self._parts += [divider, row]
            self.body.addWidget(divider)
            self.body.addWidget(row)
        if len(found) > _MOST:
            rest = Label(
                self.tr("and {count} more, none heavier; an export has all of them").format(
                    count=figure(len(found) - _MOST)
                ),
                Role.SMALL,
                wrap=True,
            )
            self._parts.append(rest)
            self.body.addWidget(rest)
        self.setVisible(bool(found))
