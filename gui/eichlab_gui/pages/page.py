"""What every page has in common."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from eichlab.values import Message
from eichlab_gui.model import BenchModel


class Page(QWidget):
    """One page of the window. Build widgets in ``__init__``, their texts in `retranslate`.

    The first time it is shown a page gets `retranslate` and `recolour`, then `on_shown`; later
    `retranslate` whenever the language and `recolour` whenever the palette changes.
    """

    records_requested = Signal(object)
    """``tuple[SignedRecord, ...]``: show these on Transparency."""

    page_requested = Signal(str)
    """Key of a page (``bench``, ``transactions``, ``transparency``, ``line``) to go to."""

    manual_requested = Signal(str)
    """Key of a chapter of the manual to open."""

    notice_requested = Signal(str)
    """A sentence for the strip, shown a few seconds."""

    def __init__(self, model: BenchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._dressed = False

    def on_shown(self) -> None:
        """Do what is only worth doing while the page is seen; the page is visible now."""

    def on_hidden(self) -> None:
        """Stop what `on_shown` began."""

    def retranslate(self) -> None:
        """Set every text anew; the translator already speaks the new language."""

    def show_troubles(self, troubles: Sequence[Message]) -> None:
        """Say what could not be opened, on the page where that is said."""

    def recolour(self) -> None:
        """Set colours that neither palette nor style sheet reach."""

    def close_page(self) -> None:
        """Let go of timers, threads and scenes; the window goes next."""
        self.on_hidden()

    def dress(self) -> None:
        """Set texts and colours now, if that has not happened yet."""
        if not self._dressed:
            self._dressed = True
            self.retranslate()
            self.recolour()

    def showEvent(self, event: QShowEvent) -> None:
        """Dress on the first show and begin what needs eyes."""
        super().showEvent(event)
        self.dress()
        self.on_shown()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what needs eyes."""
        super().hideEvent(event)
        self.on_hidden()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and palette."""
        super().changeEvent(event)
        if not self._dressed:
            return
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.recolour()
