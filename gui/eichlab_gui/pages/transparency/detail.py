"""The right side of Transparency: everything about one entry."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from eichlab.transparency import Profile
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.finding_card import FindingCard
from eichlab_gui.pages.transparency.identification_card import IdentificationCard
from eichlab_gui.pages.transparency.key_card import KeyCard
from eichlab_gui.pages.transparency.reading_card import ReadingCard
from eichlab_gui.pages.transparency.signed_card import SignedCard
from eichlab_gui.pages.transparency.verdict_card import VerdictCard
from eichlab_gui.pages.transparency.wording import worst_of
from eichlab_gui.theme import SPACE_L
from eichlab_gui.widgets import Card, Label

_NARROW = 780


class Detail(QScrollArea):
    """Verdict, readings, who and where, findings, what was signed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        content = QWidget()
        self.setWidget(content)
        self.verdict = VerdictCard(content)
        self.readings = ReadingCard(content)
        self.identification = IdentificationCard(content)
        self.findings = FindingCard(content)
        self.key = KeyCard(content)
        self.key.opened.connect(self._show_comparison, Qt.ConnectionType.QueuedConnection)
        self.key.text.textChanged.connect(
            self._follow_comparison, Qt.ConnectionType.QueuedConnection
        )
        self.verdict.compare_asked.connect(self.key.open_panel)
        self.signed = SignedCard(content)
        self.skipped = Card(parent=content)
        self.why_skipped = Label("", wrap=True, selectable=True)
        self.skipped.body.addWidget(self.why_skipped)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_L)
        self._beside = beside = QHBoxLayout()
        beside.setSpacing(SPACE_L)
        beside.addWidget(self.readings, 1)
        beside.addWidget(self.identification, 1)
        column.addWidget(self.verdict)
        column.addWidget(self.skipped)
        column.addLayout(beside)
        column.addWidget(self.findings)
        column.addWidget(self.key)
        column.addWidget(self.signed)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_entry(self, entry: Entry, profile: Profile = Profile.EICHLAB) -> None:
        """Show an entry from its top."""
        self._show(entry, profile)
        self.verticalScrollBar().setValue(0)

    def _show(self, entry: Entry, profile: Profile) -> None:
        self._entry = entry
        self.verdict.show_entry(entry, profile)
        held = bool(entry.records)
        self.skipped.setVisible(entry.skipped is not None)
        for card in (self.readings, self.identification, self.key, self.signed):
            card.setVisible(held)
        if held:
            self.readings.show_entry(entry)
            self.identification.show_entry(entry)
            self.signed.show_entry(entry)
        self.key.show_record(worst_of(entry) if held else None)
        self.findings.show_entry(entry)
        self._say_skipped()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put readings and identification under each other where there is no room for both."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._beside.direction() is not way:
            self._beside.setDirection(way)

    def retranslate(self) -> None:
        """Set every text anew."""
        for card in (
            self.verdict,
            self.readings,
            self.identification,
            self.findings,
            self.key,
            self.signed,
        ):
            card.retranslate()
        self.setAccessibleName(self.tr("Verdict and content of the chosen entry"))
        self._say_skipped()

    def recolour(self) -> None:
        """Set the colours no style sheet reaches."""
        self.verdict.recolour()
        self.signed.recolour()

    @Slot()
    def _show_comparison(self) -> None:
        # The card from its top: what is typed lets it grow downwards.
        self.verticalScrollBar().setValue(self.key.y())

    @Slot()
    def _follow_comparison(self) -> None:
        # The groups read make the card higher; what is said of them has to stay in sight.
        if self.key.scan.isVisible() and self.key.scan.visibleRegion().isEmpty():
            self.verticalScrollBar().setValue(self.key.y())

    def _say_skipped(self) -> None:
        entry = self._entry
        if entry is None or entry.skipped is None:
            return
        self.skipped.set_title(" · ".join(part for part in (entry.source, entry.place) if part))
        self.why_skipped.setText(said(entry.skipped.message))
