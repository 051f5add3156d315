"""The headline and the three statements below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eichlab.transparency import Profile
from eichlab.values import message
from eichlab_gui import theme
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.wording import (
    FOOTER,
    headline_of,
    remarks_of,
    statements_of,
)
from eichlab_gui.theme import SPACE_L, SPACE_M, VERDICT_TONES, tokens, tone_colours
from eichlab_gui.widgets import Card, Label, QuietButton, Role, SimulationTag, VerdictIcon
from eichlab_gui.widgets.divider import Divider, Shape

_NAME_WIDTH = 94
_NARROWEST = 140


class _StatementRow(QWidget):
    """Shape, name and words of one statement."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shape = Shape(18)
        self.name = Label("", Role.TITLE)
        self.name.setMinimumWidth(_NAME_WIDTH)
        self.words = Label("", wrap=True, selectable=True)
        # A fingerprint has no blank and must not widen the page; the card *Key* has it in groups.
        self.words.setMinimumWidth(_NARROWEST)
        self.line = line = QHBoxLayout(self)
        line.setContentsMargins(0, 7, 0, 7)
        line.setSpacing(SPACE_M + 1)
        line.addWidget(self.shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.name, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)


class VerdictCard(Card):
    """Headline with its shape, the sentence that goes with every verdict, three statements."""

    explanation_asked = Signal()
    """The user wants to know what a verdict means."""
    compare_asked = Signal()
    """The user wants to compare the key with the type plate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry: Entry | None = None
        self._profile = Profile.EICHLAB
        self.shape = VerdictIcon(size=40)
        self.headline = Label("", wrap=True, selectable=True)
        self.headline.setFont(theme.font(19, weight=QFont.Weight.DemiBold))
        self.remarks = Label("", Role.TEXT, wrap=True, selectable=True)
        self.footer = Label("", Role.SMALL, wrap=True)
        self.explain = QuietButton()
        self.explain.clicked.connect(self.explanation_asked)
        self.explain.setStyleSheet("QPushButton { min-height: 18px; padding: 0 6px; }")
        self.simulation = SimulationTag()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.headline)
        words.addWidget(self.remarks)
        words.addWidget(self.footer)
        top = QHBoxLayout()
        top.setSpacing(SPACE_L)
        top.addWidget(self.shape, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.simulation, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.explain, 0, Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(0)
        self.body.addLayout(top)
        self.body.addSpacing(SPACE_M + 2)
        self.signature = _StatementRow()
        self.key = _StatementRow()
        self.compare = QuietButton()
        self.compare.clicked.connect(self.compare_asked)
        # As high as the line of text it belongs to.
        self.compare.setStyleSheet("QPushButton { min-height: 18px; padding: 0 6px; }")
        self.key.line.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignTop)
        self.plausibility = _StatementRow()
        self.three = QWidget()
        rows = QVBoxLayout(self.three)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for row in (self.signature, self.key, self.plausibility):
            rows.addWidget(Divider())
            rows.addWidget(row)
        self.body.addWidget(self.three)

    def show_entry(self, entry: Entry, profile: Profile = Profile.EICHLAB) -> None:
        """Show the verdict of an entry; of a profile that is not the usual one its name."""
        self._entry, self._profile = entry, profile
        self._draw()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.signature.name.setText(self.tr("Signature"))
        self.key.name.setText(self.tr("Key"))
        self.plausibility.name.setText(self.tr("Plausibility"))
        self.compare.setText(self.tr("Type plate…"))
        self.compare.setToolTip(self.tr("Compare the key with the meter's type plate"))
        self.explain.setText(self.tr("What does this mean?"))
        self.explain.setToolTip(self.tr("The chapter of the manual on verdicts and their rules"))
        self.footer.setText(said(FOOTER))
        self._draw()

    def recolour(self) -> None:
        """Give the headline the colour of its verdict."""
        if self._entry is not None:
            ink, _ = tone_colours(tokens(self), VERDICT_TONES[self._entry.word])
            # A style sheet, since the application's own one overrules palettes.
            self.headline.setStyleSheet(f"color: {ink}; font-size: 19px; font-weight: 600;")

    def _draw(self) -> None:
        entry = self._entry
        if entry is None:
            return
        self.shape.set_word(entry.word)
        self.headline.setText(said(headline_of(entry)))
        self.headline.setAccessibleDescription(self.footer.text())
        self.simulation.setVisible(entry.simulated)
        said_of = remarks_of(entry)
        if self._profile is not Profile.EICHLAB:
            said_of = (message("profile.judged-by", name=self._profile.value), *said_of)
        remarks = " · ".join(said(each) for each in said_of)
        self.remarks.setText(remarks)
        self.remarks.setVisible(bool(remarks))
        stated = statements_of(entry)
        self.three.setVisible(stated is not None)
        rows = (self.signature, self.key, self.plausibility)
        for row, statement in zip(rows, stated or (), strict=False):
            row.shape.set(statement.shape, statement.tone)
            row.words.setText(said(statement.words))
            row.words.setAccessibleName(f"{row.name.text()}: {row.words.text()}")
        self.recolour()
