"""The display's window: full screen, no pointer, left only with a held key or a held touch."""

import time

from PySide6.QtCore import QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QFocusEvent,
    QImage,
    QImageReader,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from eichlab.values import ConfigurationError
from eichlab_gui.awake import Awake
from eichlab_gui.display.canvas import Canvas, Look
from eichlab_gui.display.code import Code, codes_of
from eichlab_gui.display.course import Course, Phase, Shown, chosen_meter
from eichlab_gui.display.settings import DisplaySettings
from eichlab_gui.model import BenchModel

HOLD_S = 2.0
"""How long a key or the screen's corner is held to leave."""

_CODE_MS = 4000
_LEAVE_KEYS = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_F11})
_CORNER = 0.15
_LOGO_EDGE = 1024


class DisplayWindow(QWidget):
    """Shows one meter to visitors. ``left`` says that somebody held the key long enough.

    Raises `ConfigurationError` for a logo that is no picture and a meter that is not there.
    """

    left = Signal()

    def __init__(self, model: BenchModel, settings: DisplaySettings) -> None:
        super().__init__()
        if settings.meter and chosen_meter(model, settings.meter) is None:
            raise ConfigurationError(
                "display.no-such-meter", meter=settings.meter, meters=", ".join(model.meters)
            )
        self._settings = settings
        self._logo = _logo(settings)
        self._codes: tuple[Code, ...] = ()
        self._code = 0
        self._code_hidden = False
        self._held_since: float | None = None
        self.setWindowTitle("Eichlab")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.course = Course(model, settings, self)
        self.course.changed.connect(self._show)
        self.shown: Shown = self.course.shown
        self._awake = Awake(self)
        self._code_timer = QTimer(self)
        self._code_timer.setInterval(_CODE_MS)
        self._code_timer.timeout.connect(self._next_code)
        self._hold_timer = QTimer(self)
        self._hold_timer.setInterval(40)
        self._hold_timer.timeout.connect(self._held)
        self._show(self.shown)

    @property
    def codes(self) -> tuple[Code, ...]:
        """Return the codes of the receipt that is shown."""
        return self._codes

    @Slot(object)
    def _show(self, shown: Shown) -> None:
        receipt_before = self.shown.receipt
        self.shown = shown
        if shown.receipt is None:
            self._codes, self._code_hidden = (), False
        elif shown.receipt is not receipt_before or not self._codes:
            self._make_codes(shown)
        if len(self._codes) > 1:
            if not self._code_timer.isActive():
                self._code_timer.start()
        else:
            self._code_timer.stop()
        self.setAccessibleName(self._as_words(shown))
        self.update()

    def _make_codes(self, shown: Shown) -> None:
        receipt = shown.receipt
        assert receipt is not None
        self._code = 0
        # What was signed cannot be shown without the user that was signed with it.
        user = receipt.transaction.request.identification
        self._code_hidden = bool(user) and not self._settings.shows_user and bool(receipt.records)
        hidden = self._code_hidden or not receipt.records
        self._codes = () if hidden else codes_of(receipt.records[-1].data)

    def _as_words(self, shown: Shown) -> str:
        parts = [] if shown.note is None else [self._settings.say(shown.note)]
        if shown.energy_wh is not None:
            parts.insert(0, f"{self._settings.say('display.energy')} {shown.energy_wh} Wh")
        return ". ".join(parts)

    @Slot()
    def _next_code(self) -> None:
        if self._codes:
            self._code = (self._code + 1) % len(self._codes)
            self.update()

    # Leaving.

    @Slot()
    def _held(self) -> None:
        if self._held_since is not None and time.monotonic() - self._held_since >= HOLD_S:
            self._let_go()
            self.left.emit()
        self.update()

    def _hold(self) -> None:
        if self._held_since is None:
            self._held_since = time.monotonic()
            self._hold_timer.start()

    def _let_go(self) -> None:
        self._held_since = None
        self._hold_timer.stop()
        self.update()

    # Qt.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw everything anew; that happens a few times a second at most."""
        held = 0.0 if self._held_since is None else time.monotonic() - self._held_since
        look = Look(
            settings=self._settings,
            logo=self._logo,
            code=self._codes[self._code] if self._codes else None,
            code_hidden=self._code_hidden,
            leaving=min(held / HOLD_S, 1.0),
        )
        painter = QPainter(self)
        Canvas(painter, QSizeF(self.size()), look).draw(self.shown)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin to leave while the key is held; all other keys do nothing."""
        if event.key() in _LEAVE_KEYS and not event.isAutoRepeat():
            self._hold()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Stay, the key was let go."""
        if event.key() in _LEAVE_KEYS and not event.isAutoRepeat():
            self._let_go()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Touch: a receipt that was read goes away; the upper left corner held leaves."""
        at = event.position()
        corner = at.x() < self.width() * _CORNER and at.y() < self.height() * _CORNER
        if corner:
            self._hold()
        elif self.shown.phase is Phase.RECEIPT:
            self.course.dismiss_receipt()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Stay, the finger was lifted."""
        self._let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stay: a key that is released elsewhere was let go as well."""
        super().focusOutEvent(event)
        self._let_go()

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the screen awake while the display is seen."""
        super().showEvent(event)
        self._awake.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Follow no longer and let the screen sleep again."""
        self.course.close()
        self._code_timer.stop()
        self._hold_timer.stop()
        self._awake.end()
        super().closeEvent(event)


def _logo(settings: DisplaySettings) -> QImage | None:
    if settings.logo is None:
        return None
    reader = QImageReader(str(settings.logo))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LOGO_EDGE:
        reader.setScaledSize(
            size.scaled(_LOGO_EDGE, _LOGO_EDGE, Qt.AspectRatioMode.KeepAspectRatio)
        )
    image = reader.read()
    if image.isNull() or not image.width():
        raise ConfigurationError("display.logo-unreadable", file=str(settings.logo))
    return image
