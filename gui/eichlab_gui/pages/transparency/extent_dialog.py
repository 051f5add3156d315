"""How much of what is listed a report has pages for."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from eichlab_gui.figures import figure
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.report import Extent, detailed
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Label, Role

# So many are read page by page; of more the table says most.
_FEW = 100


class ExtentDialog(QDialog):
    """Three choices; ``decided`` carries the `Extent` when the user goes on."""

    decided = Signal(object)

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self.question = Label("", Role.TITLE)
        self.choices = {extent: QRadioButton() for extent in Extent}
        self._group = QButtonGroup(self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self._accepted)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        column.addWidget(self.question)
        for button in self.choices.values():
            self._group.addButton(button)
            column.addWidget(button)
        column.addSpacing(SPACE_L)
        column.addWidget(self.buttons)
        self.setMinimumWidth(460)
        proposed = Extent.WHOLE
        if len(self._entries) > _FEW:
            unsure = detailed(self._entries, Extent.UNSURE)
            proposed = Extent.UNSURE if len(unsure) <= _FEW else Extent.TABLE
        self.choices[proposed].setChecked(True)
        self.choices[proposed].setFocus()
        self._say()

    @property
    def extent(self) -> Extent:
        """Return the choice."""
        return next(extent for extent, button in self.choices.items() if button.isChecked())

    @Slot()
    def _accepted(self) -> None:
        self.accept()
        self.decided.emit(self.extent)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        count = figure(Decimal(len(self._entries)))
        unsure = figure(Decimal(len(detailed(self._entries, Extent.UNSURE))))
        self.setWindowTitle(self.tr("Report on everything listed"))
        self.question.setText(
            self.tr("Summary and table of {count} entries. With pages of their own for:").format(
                count=count
            )
        )
        titles = {
            Extent.TABLE: self.tr("none; the table alone"),
            Extent.UNSURE: self.tr("what is not verified ({count})").format(count=unsure),
            Extent.WHOLE: self.tr("every entry ({count}), with the record byte for byte").format(
                count=count
            ),
        }
        for extent, button in self.choices.items():
            button.setText(titles[extent])
