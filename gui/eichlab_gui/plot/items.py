"""What stands before the curves of a plot: title, legend, labels of bands, crosshair, markers."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from eichlab_gui import theme

# How much of a curve is hidden behind a text, of 255.
_VEIL = 190


@dataclass(slots=True)
class Mark:
    """A text in a plot, in pixels; ``bold`` and ``colour`` as drawn."""

    text: str
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """The label of a band: from and to in pixels, centred or at the band's begin."""

    begin: float
    end: float
    texts: tuple[str, ...]
    colour: str
    at_begin: bool


class Overlay:
    """Draws itself into the area of a plot, whose upper left corner is its origin."""

    def __init__(self) -> None:
        self.title = Mark("", "", bold=True)
        self.unit = Mark("", "")
        self.legend: list[Mark] = []
        self.labels: list[Tag] = []
        self.crosshair: float | None = None
        self.markers: list[tuple[str, float]] = []
        self.accent = ""
        self.crosshair_colour = ""
        self.paper = ""
        self.plain, self.bold = theme.font(11), theme.font(11, weight=QFont.Weight.DemiBold)
        self.metrics, self.heavy = QFontMetricsF(self.plain), QFontMetricsF(self.bold)

    def paint(self, painter: QPainter, view: QRectF) -> None:
        """Draw everything into ``view``."""
        painter.save()
        painter.setClipRect(view)
        painter.translate(view.topLeft())
        area = QRectF(QPointF(0, 0), view.size())
        plain, bold, metrics, heavy = self.plain, self.bold, self.metrics, self.heavy
        base = 3 + metrics.ascent()
        if self.crosshair is not None and 0 <= self.crosshair <= area.width():
            painter.setPen(QPen(QColor(self.crosshair_colour), 1))
            painter.drawLine(QPointF(self.crosshair, 0), QPointF(self.crosshair, area.height()))
        self._draw_markers(painter, heavy, area)
        self._draw_labels(painter, plain, metrics, area)
        named = heavy.horizontalAdvance(self.title.text) + 6
        stated = metrics.horizontalAdvance(self.unit.text)
        self._veil(painter, QRectF(2, 1, named + stated + 8, metrics.height() + 3))
        painter.setFont(bold)
        painter.setPen(QColor(self.title.colour))
        painter.drawText(QPointF(6, base), self.title.text)
        painter.setFont(plain)
        painter.setPen(QColor(self.unit.colour))
        painter.drawText(QPointF(6 + named, base), self.unit.text)
        right = area.width() - 6
        legend = sum(metrics.horizontalAdvance(mark.text) + 32 for mark in self.legend)
        self._veil(painter, QRectF(right - legend + 10, 1, legend - 8, metrics.height() + 3))
        for mark in reversed(self.legend):
            width = metrics.horizontalAdvance(mark.text)
            painter.setPen(QPen(QColor(mark.colour), 2))
            middle = base - metrics.ascent() * 0.36
            painter.drawLine(
                QPointF(right - width - 18, middle), QPointF(right - width - 5, middle)
            )
            painter.drawText(QPointF(right - width, base), mark.text)
            right -= width + 32
        painter.restore()

    def _veil(self, painter: QPainter, room: QRectF) -> None:
        """Lay paper under a text, so that a curve behind it does not strike it out."""
        paper = QColor(self.paper)
        paper.setAlpha(_VEIL)
        painter.fillRect(room, paper)

    def _draw_markers(self, painter: QPainter, metrics: QFontMetricsF, area: QRectF) -> None:
        painter.setFont(self.bold)
        painter.setPen(QPen(QColor(self.accent), 1))
        for name, at in self.markers:
            if 0 <= at <= area.width():
                painter.drawLine(QPointF(at, 0), QPointF(at, area.height()))
                painter.drawText(QPointF(at + 4, area.height() - metrics.descent() - 2), name)

    def _draw_labels(
        self, painter: QPainter, font: QFont, metrics: QFontMetricsF, area: QRectF
    ) -> None:
        painter.setFont(font)
        taken: list[QRectF] = []
        line = metrics.height()
        for tag in self.labels:
            begin, end, texts, colour = tag.begin, tag.end, tag.texts, tag.colour
            width = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
            height = line * len(texts)
            seen_begin, seen_end = max(begin, 0.0), min(end, area.width())
            if seen_end < 0 or seen_begin > area.width():
                continue
            if tag.at_begin:
                left = min(seen_begin + 8, area.width() - width - 4)
            elif seen_end - seen_begin >= 0.75 * width:
                left = (seen_begin + seen_end - width) / 2
            elif seen_end + width + 6 <= area.width():
                left = seen_end + 4
            else:
                left = seen_begin - width - 4
            left = min(left, area.width() - width - 4)
            room = QRectF(left, area.height() - height - 8, width, height)
            while any(room.intersects(each) for each in taken) and room.top() > line:
                room.translate(0, -line)
            if left < 0 or room.top() <= line:
                continue
            taken.append(room)
            self._veil(painter, room.adjusted(-2, 0, 2, 0))
            painter.setPen(QColor(colour))
            for number, text in enumerate(texts):
                inset = (width - metrics.horizontalAdvance(text)) / 2
                painter.drawText(
                    QPointF(left + inset, room.top() + number * line + metrics.ascent()), text
                )
