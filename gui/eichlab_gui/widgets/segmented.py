"""One choice among a few, side by side."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from eichlab_gui import theme


class Segmented(QWidget):
    """A row of joined buttons of which exactly one is chosen; arrows move the choice.

    Give the options by key; `retitle` changes the labels and keeps the choice.
    """

    chosen = Signal(str)
    """The key the user chose."""

    def __init__(self, options: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.set_options(options)

    def set_options(self, options: Mapping[str, str]) -> None:
        """Offer other keys; the choice stays where its key is still offered."""
        before = self.key()
        if list(options) == list(self._buttons):
            self.retitle(options)
            return
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        last = len(options) - 1
        for position, (key, title) in enumerate(options.items()):
            button = QPushButton(title)
            button.setCheckable(True)
            button.setAutoDefault(False)
            place = (
                "only"
                if last == 0
                else "first"
                if position == 0
                else "last"
                if position == last
                else "middle"
            )
            button.setProperty("place", place)
            button.setProperty("key", key)
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons[key] = button
            self._make_room(button)
        if self._buttons:
            self.choose(before if before in self._buttons else next(iter(self._buttons)))

    def retitle(self, options: Mapping[str, str]) -> None:
        """Change the labels of the keys given."""
        for key, title in options.items():
            if self._buttons[key].text() != title:
                self._buttons[key].setText(title)
                self._make_room(self._buttons[key])

    def key(self) -> str:
        """Return the key chosen, empty where nothing is offered."""
        button = self._group.checkedButton()
        return "" if button is None else str(button.property("key"))

    def choose(self, key: str) -> None:
        """Choose without telling anybody."""
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """Return the button of a key."""
        return self._buttons[key]

    def set_names(self, name: str) -> None:
        """Name the group and its buttons for assistive technology."""
        self.setAccessibleName(name)
        for button in self._buttons.values():
            button.setAccessibleDescription(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let left and right move the choice."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._buttons:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        key = keys[(keys.index(self.key()) + step) % len(keys)]
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self._buttons[key].click()

    @staticmethod
    def _make_room(button: QPushButton) -> None:
        """Leave room for the title in bold, so that choosing moves nothing."""
        bold = QFontMetrics(theme.font(theme.SMALL_PX, weight=QFont.Weight.DemiBold))
        button.setMinimumWidth(bold.horizontalAdvance(button.text()) + 24)

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(str(button.property("key")))


def windows() -> dict[str, str]:
    """Return the time windows of plots by key, in the language of the screen."""
    translate = QCoreApplication.translate
    return {
        "60": translate("Window", "1 min"),
        "300": translate("Window", "5 min"),
        "3600": translate("Window", "1 h"),
        "86400": translate("Window", "24 h"),
        "all": translate("Window", "All"),
    }
