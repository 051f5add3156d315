"""Draws what the display shows, on a grid of 1280 × 800 that is scaled to any screen.

Everything is drawn: nothing can be selected, scrolled or cut off, and every digit grows with the
screen. The largest digits are a quarter of its height.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTransform

from eichlab.transparency import FOOTER, headline
from eichlab.values import Message, SignedReading, VerdictWord
from eichlab_gui import icons, theme
from eichlab_gui.display.code import Code, paint_code
from eichlab_gui.display.course import Phase, Receipt, Shown
from eichlab_gui.display.settings import DisplaySettings
from eichlab_gui.figures import NONE, clock_span, figure, kilowatts, kwh
from eichlab_gui.theme import DARK, VERDICT_TONES, tone_colours

GRID = QSizeF(1280, 800)

_MARGIN = 64.0
_BRAND = "Eichlab"
_BOLD, _PLAIN = QFont.Weight.DemiBold, QFont.Weight.Normal
_HUGE_PX, _LARGE_PX, _MIDDLE_PX, _LABEL_PX, _SMALL_PX = 200, 128, 60, 24, 19


@dataclass(frozen=True, slots=True)
class Look:
    """What stands around the values: settings, the logo, the code shown now, leaving's progress."""

    settings: DisplaySettings
    logo: QImage | None = None
    code: Code | None = None
    code_hidden: bool = False
    leaving: float = 0.0


def scaled(size: QSizeF) -> tuple[QTransform, QRectF]:
    """Return how the grid lies on a screen, and the screen's whole room in the grid's units."""
    factor = min(size.width() / GRID.width(), size.height() / GRID.height())
    room = QRectF(0, 0, size.width() / factor, size.height() / factor)
    return QTransform.fromScale(factor, factor), room


class Canvas:
    """Draws one `Shown` into a painter whose device has ``size``."""

    def __init__(self, painter: QPainter, size: QSizeF, look: Look) -> None:
        self._painter = painter
        self._look = look
        transform, self._room = scaled(size)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(DARK.background))
        painter.setTransform(transform, combine=True)

    def draw(self, shown: Shown) -> None:
        """Draw everything."""
        self._header(simulated=shown.simulated)
        match shown.phase:
            case Phase.IDLE:
                self._idle(shown)
            case Phase.CHARGING:
                self._charging(shown)
            case Phase.RECEIPT:
                assert shown.receipt is not None
                self._receipt(shown.receipt)
        if self._look.leaving > 0:
            self._leaving()

    # ── what is always there ─────────────────────────────────────────────────────────────────

    def _header(self, *, simulated: bool) -> None:
        left, base = _MARGIN, 66.0
        logo = self._look.logo
        if logo is not None:
            height = 56.0
            width = min(logo.width() * height / logo.height(), 320.0)
            height = width * logo.height() / logo.width()
            self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._painter.drawImage(QRectF(left, 60 - height / 2, width, height), logo)
            left += width + 18
        else:
            left = self._text(left, base, _BRAND, _SMALL_PX, DARK.text, _BOLD) + 11
        line = self._look.settings.line or self._look.settings.say("display.claim")
        room = self._right - left - (170 if simulated else 0)
        self._text(left, base, line, _SMALL_PX, DARK.muted, room=room)
        if simulated:
            self._simulation_tag()

    def _simulation_tag(self) -> None:
        word = "SIMULATION"
        font = theme.font(17, weight=_BOLD)
        width = QFontMetricsF(font).horizontalAdvance(word) + 22
        box = QRectF(self._right - width, 46, width, 28)
        pen = QPen(QColor(DARK.care), 1.2)
        pen.setDashPattern([3, 2.4])
        painter = self._painter
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(DARK.care))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

    def _leaving(self) -> None:
        box = QRectF(0, 0, 420, 76)
        box.moveCenter(QPointF(self._room.center().x(), self._room.bottom() - 90))
        painter = self._painter
        painter.setPen(QPen(QColor(DARK.border), 1))
        painter.setBrush(QColor(DARK.raised))
        painter.drawRoundedRect(box, 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.accent))
        painter.drawRect(
            QRectF(box.left() + 20, box.bottom() - 18, (box.width() - 40) * self._look.leaving, 4)
        )
        painter.setFont(theme.font(18))
        painter.setPen(QColor(DARK.text))
        painter.drawText(
            box.adjusted(10, 6, -10, -18),
            Qt.AlignmentFlag.AlignCenter,
            self._look.settings.say("display.leave"),
        )

    # ── the phases ───────────────────────────────────────────────────────────────────────────

    def _idle(self, shown: Shown) -> None:
        say = self._look.settings.say
        middle = self._room.center().y()
        if shown.note is None:
            self._text(_MARGIN, middle - 150, say("display.ready"), 40, DARK.good, _BOLD)
        self._text(_MARGIN, middle - 74, say("display.register"), _LABEL_PX, DARK.muted)
        ink = DARK.muted if shown.stale else DARK.text
        number = NONE if shown.energy_wh is None else kwh(shown.energy_wh)
        self._number(_MARGIN, middle + 40, number, "kWh", _LARGE_PX, 48, ink)
        self._text(_MARGIN, middle + 110, say("display.power"), 20, DARK.muted)
        power = NONE if shown.stale else kilowatts(shown.power_w)
        self._number(_MARGIN, middle + 166, power, "kW", _MIDDLE_PX, 28, ink)
        notes = [] if shown.note is None else [shown.note]
        self._footer([*notes, Message("display.live")], calm=shown.note is not None)

    def _charging(self, shown: Shown) -> None:
        say = self._look.settings.say
        middle = self._room.center().y()
        ink = DARK.muted if shown.stale else DARK.text
        self._text(_MARGIN, middle - 153, say("display.energy"), _LABEL_PX, DARK.muted)
        number = NONE if shown.energy_wh is None else kwh(shown.energy_wh)
        self._number(_MARGIN, middle + 24, number, "kWh", _HUGE_PX, 60, ink)
        power = NONE if shown.stale else kilowatts(shown.power_w)
        self._text(_MARGIN, middle + 89, say("display.power"), 20, DARK.muted)
        right = self._number(_MARGIN, middle + 157, power, "kW", _MIDDLE_PX, 28, ink)
        column = max(372.0, right + 70)
        self._text(column, middle + 89, say("display.time"), 20, DARK.muted)
        self._number(column, middle + 157, clock_span(shown.seconds), "", _MIDDLE_PX, 28, DARK.text)
        notes = [Message("display.live")]
        if shown.note is not None and shown.note != notes[0]:
            notes.insert(0, shown.note)
        self._footer(notes, calm=len(notes) > 1)

    def _receipt(self, receipt: Receipt) -> None:
        settings, middle = self._look.settings, self._room.center().y()
        verdict = receipt.verdict
        code_edge = 384.0
        code_left = self._right - code_edge
        if verdict is None:
            word = VerdictWord.UNREADABLE
            said = list(settings.lines("display.no-record"))
            explanation = receipt.transaction.explanation
            if explanation is not None:
                said += settings.lines(explanation)
        else:
            word = verdict.word
            said = list(settings.lines(headline(verdict)))
        ink, _ = tone_colours(DARK, VERDICT_TONES[word])
        room = (code_left if verdict is not None else self._right) - 158 - 40
        icons.paint_icon(
            self._painter, QRectF(66, middle - 177, 68, 68), word.value, ink, DARK.background
        )
        y = middle - 147.0
        for number, sentence in enumerate(said):
            size, colour, weight = (34, ink, _BOLD) if number == 0 else (26, DARK.text, _PLAIN)
            y = self._wrapped(QRectF(158, y - size, room, 200), sentence, size, colour, weight) + 38
        if verdict is not None:
            self._values(receipt, max(middle + 42, y + 100), ink)
            self._code(QRectF(code_left, middle - 202, code_edge, code_edge))
        self._footer([FOOTER], calm=False)

    def _values(self, receipt: Receipt, base: float, ink: str) -> None:
        settings, verdict = self._look.settings, receipt.verdict
        assert verdict is not None
        if verdict.energy_kwh is not None:
            self._number(_MARGIN, base, figure(verdict.energy_kwh), "kWh", _LARGE_PX, 46, DARK.text)
        else:
            as_stated = settings.lines(Message("verdict.values-not-confirmed"))
            for number, sentence in enumerate(as_stated):
                self._text(_MARGIN, base - 40 + 34 * number, sentence, 26, ink, room=700)
        left = self._pair(_MARGIN, base + 66, "display.begin", _as_signed(verdict.begin)) + 24
        self._pair(left, base + 66, "display.end", _as_signed(verdict.end))
        self._pair(_MARGIN, base + 105, "display.meter", verdict.meter or NONE)
        user = receipt.transaction.request.identification
        if settings.shows_user and user:
            self._pair(_MARGIN, base + 144, "display.user", user)

    def _code(self, room: QRectF) -> None:
        say, code = self._look.settings.say, self._look.code
        below = QRectF(room.left() - 40, room.bottom() - 14, room.width() + 80, 60)
        if code is not None:
            paint_code(self._painter, code, room)
            label = say("display.code")
            if code.count > 1:
                label = say("display.code-part", number=code.number, count=code.count)
            self._centred(below, label)
        elif self._look.code_hidden:
            lines = "\n".join(self._look.settings.lines("display.code-hidden"))
            self._centred(QRectF(room.left(), room.center().y() - 80, room.width(), 160), lines)

    # ── texts ────────────────────────────────────────────────────────────────────────────────

    @property
    def _right(self) -> float:
        return self._room.right() - _MARGIN

    def _footer(self, notes: list[Message], *, calm: bool) -> None:
        """Say what must be known, at the bottom; the first in the ink of care where it is news."""
        y = self._room.bottom() - 52
        for number, note in reversed(list(enumerate(notes))):
            ink = DARK.care if calm and number == 0 else DARK.muted
            size = 22 if calm and number == 0 else _SMALL_PX
            sentence = self._look.settings.say(note)
            height = self._height(sentence, size)
            self._wrapped(
                QRectF(_MARGIN, y - height, self._right - _MARGIN, height + 4), sentence, size, ink
            )
            y -= height + 10

    def _height(self, text: str, pixels: int) -> float:
        metrics = QFontMetricsF(theme.font(pixels))
        room = QRectF(0, 0, self._right - _MARGIN, 400)
        return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()

    def _text(
        self,
        left: float,
        base: float,
        text: str,
        pixels: int,
        ink: str,
        weight: QFont.Weight = _PLAIN,
        *,
        room: float | None = None,
    ) -> float:
        """Draw one line and return its right end; what does not fit into ``room`` gets dots."""
        font = theme.font(pixels, weight=weight)
        metrics = QFontMetricsF(font)
        if room is not None:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        self._painter.drawText(QPointF(left, base), text)
        return left + metrics.horizontalAdvance(text)

    def _wrapped(
        self, box: QRectF, text: str, pixels: int, ink: str, weight: QFont.Weight = _PLAIN
    ) -> float:
        """Draw as many lines as it takes and return the base of the last one."""
        font = theme.font(pixels, weight=weight)
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        used = self._painter.drawText(box, int(Qt.TextFlag.TextWordWrap), text)
        return used.bottom() - QFontMetricsF(font).descent()

    def _centred(self, box: QRectF, text: str) -> None:
        self._painter.setFont(theme.font(_SMALL_PX))
        self._painter.setPen(QColor(DARK.muted))
        flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        self._painter.drawText(box, flags, text)

    def _number(
        self,
        left: float,
        base: float,
        number: str,
        unit: str,
        pixels: int,
        unit_pixels: int,
        ink: str,
    ) -> float:
        """Draw a number with its unit beside it; shrink it where it is too long for the screen."""
        widest = self._right - left - 40 - 2.2 * unit_pixels
        width = QFontMetricsF(theme.font(pixels, weight=_BOLD)).horizontalAdvance(number)
        if width > widest:
            pixels = max(int(pixels * widest / width), unit_pixels)
        right = self._text(left, base, number, pixels, ink, _BOLD)
        if unit:
            right = self._text(right + 22, base, unit, unit_pixels, DARK.muted, _BOLD)
        return right

    def _pair(self, left: float, base: float, code: str, value: str) -> float:
        label = self._look.settings.say(code)
        right = self._text(left, base, label, _LABEL_PX, DARK.muted)
        return self._text(right + 10, base, value, _LABEL_PX, DARK.text, _BOLD, room=520)


def _as_signed(reading: SignedReading | None) -> str:
    """Return a reading's digits and unit as the meter signed them."""
    if reading is None or reading.value is None:
        return NONE
    return f"{reading.value} {reading.unit or ''}".strip()
