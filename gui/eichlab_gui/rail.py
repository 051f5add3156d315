"""The rail at the left: one button a page, the settings at its foot."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from eichlab_gui import icons, theme
from eichlab_gui.theme import RADIUS_SMALL, RAIL_WIDTH, tokens

_MARGIN = 3
_WIDTH, _HEIGHT, _ICON = RAIL_WIDTH - 2 * _MARGIN, 54, 22


class RailButton(QAbstractButton):
    """Icon over word; chosen: on a tint, in the accent colour."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Return the one size a button has."""
        return QSize(_WIDTH, _HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show it plain again."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw tint, icon and word."""
        shown = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(shown.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(QColor(shown.accent_tint))
        elif self.underMouse():
            painter.setBrush(QColor(shown.neutral_tint))
        painter.drawRoundedRect(area, RADIUS_SMALL, RADIUS_SMALL)
        ink = shown.accent if self.isChecked() else shown.muted
        word = self.text()
        top = 8.0 if word else (_HEIGHT - _ICON) / 2
        icons.paint_icon(
            painter, QRectF((_WIDTH - _ICON) / 2, top, _ICON, _ICON), self._icon, ink, shown.surface
        )
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        painter.setFont(theme.font(10, weight=weight))
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(0, 32, _WIDTH, 16), Qt.AlignmentFlag.AlignCenter, word)
        painter.end()


class Rail(QWidget):
    """The pages by key."""

    chosen = Signal(str)

    def __init__(self, keys: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(RAIL_WIDTH)
        self._group = QButtonGroup(self)
        self.buttons = {key: RailButton(key) for key in keys}
        self.settings = RailButton("settings")
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, 0)
        column.setSpacing(2)
        for key, button in self.buttons.items():
            button.setCheckable(True)
            button.setObjectName(key)
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self.settings)
        self._group.buttonClicked.connect(self._clicked)

    def set_word(self, key: str, name: str, shortcut: str) -> None:
        """Name a page, and its shortcut."""
        button = self.buttons[key]
        button.setText(name)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({shortcut})")

    def choose(self, key: str) -> None:
        """Show a page as chosen."""
        self.buttons[key].setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the surface and its edge."""
        shown = tokens(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(shown.surface))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(shown.border))
        painter.end()

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(button.objectName())
