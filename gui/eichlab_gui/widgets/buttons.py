"""Buttons by weight: one primary button a page."""

from PySide6.QtWidgets import QPushButton, QWidget


class _Button(QPushButton):
    _kind = "plain"

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", self._kind)
        self.setAutoDefault(False)


class PlainButton(_Button):
    """An ordinary action."""


class PrimaryButton(_Button):
    """The one thing this page is for."""

    _kind = "primary"


class DangerButton(_Button):
    """Ends or discards something."""

    _kind = "danger"


class QuietButton(_Button):
    """An action that looks like a link."""

    _kind = "quiet"
