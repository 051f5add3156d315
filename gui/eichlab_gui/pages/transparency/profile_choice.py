"""By which profile everything is judged, with a sentence on what it is."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from eichlab.transparency import Profile
from eichlab.values import Message, message
from eichlab_gui.language import said
from eichlab_gui.theme import SPACE_L, SPACE_S
from eichlab_gui.widgets import Label, Role

_SENTENCES: Final = {
    Profile.EICHLAB: message("profile.eichlab"),
    Profile.STRICT: message("profile.strict"),
    Profile.SAFE: message("profile.safe"),
}


def profile_sentence(profile: Profile) -> Message:
    """Return what a profile is, in a sentence."""
    return _SENTENCES[profile]


class ProfileChoice(QWidget):
    """A list of the profiles, and below it what the chosen one means."""

    chosen = Signal(object)
    """The `Profile` the user chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        for profile in Profile:
            self.box.addItem("", profile.value)
        self.box.activated.connect(self._activated)
        self.sentence = Label("", Role.SMALL, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_S)
        column.addWidget(self.box)
        column.addWidget(self.sentence)

    @property
    def profile(self) -> Profile:
        """Return the profile chosen."""
        return Profile(self.box.currentData())

    def show_profile(self, profile: Profile) -> None:
        """Show this one as chosen, telling nobody."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(profile.value))
        self._say()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.box.setAccessibleName(self.tr("Profile: by which measure findings weigh"))
        for number, profile in enumerate(Profile):
            title = self.tr("Profile {name}").format(name=profile.value)
            self.box.setItemText(number, title)
            self.box.setItemData(number, said(_SENTENCES[profile]), Qt.ItemDataRole.ToolTipRole)
        self._say()

    def _say(self) -> None:
        self.sentence.setText(said(_SENTENCES[self.profile]))
        self.box.setAccessibleDescription(self.sentence.text())

    @Slot(int)
    def _activated(self, _index: int) -> None:
        self._say()
        self.chosen.emit(self.profile)
