"""Choose, keep and drop presets of the start form."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QMenu, QWidget

from eichlab.values import TransactionRequest
from eichlab_gui.pages.transactions.presets import Presets
from eichlab_gui.theme import SPACE_S
from eichlab_gui.widgets import PlainButton


class PresetBar(QWidget):
    """A list of presets and a button with what can be done with them."""

    chosen = Signal(object)
    """The preset's `TransactionRequest`."""
    keep_wanted = Signal(str)
    """The name under which the form is to be kept."""

    def __init__(self, presets: Presets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets = presets
        self.list = QComboBox()
        self.list.activated.connect(self._chosen)
        self.more = PlainButton()
        menu = QMenu(self.more)
        self.keep = menu.addAction("")
        self.keep.triggered.connect(self._ask_name)
        self.drop = menu.addAction("")
        self.drop.triggered.connect(self._drop)
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.list, 1)
        row.addWidget(self.more)
        self.refresh()

    def refresh(self, name: str = "") -> None:
        """List the presets anew and show ``name`` as chosen."""
        self.list.clear()
        self.list.addItem(QCoreApplication.translate("PresetBar", "no preset"), None)
        for each in self._presets.all():
            self.list.addItem(each, each)
        self.list.setCurrentIndex(max(self.list.findData(name), 0) if name else 0)
        self.drop.setEnabled(bool(self.list.currentData()))

    def retranslate(self) -> None:
        """Set every text anew."""
        self.list.setItemText(0, self.tr("no preset"))
        self.list.setAccessibleName(self.tr("Preset"))
        self.more.setText(self.tr("Presets"))
        self.keep.setText(self.tr("Keep this form as a preset…"))
        self.drop.setText(self.tr("Drop the chosen preset"))

    def kept(self, name: str, request: TransactionRequest) -> None:
        """Keep what the form says under a name."""
        self._presets.keep(name, request)
        self.refresh(name)

    @Slot(int)
    def _chosen(self, _index: int) -> None:
        request = self._presets.all().get(str(self.list.currentData()))
        self.drop.setEnabled(request is not None)
        if request is not None:
            self.chosen.emit(request)

    @Slot()
    def _ask_name(self) -> None:
        name, given = QInputDialog.getText(
            self,
            self.tr("Keep as a preset"),
            self.tr("Name of the preset:"),
            text=str(self.list.currentData() or ""),
        )
        if given and name.strip():
            self.keep_wanted.emit(name.strip())

    @Slot()
    def _drop(self) -> None:
        self._presets.forget(str(self.list.currentData()))
        self.refresh()
