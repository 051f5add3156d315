"""Stacked plots over one time axis; the only module that knows pyqtgraph.

`StackedPlots` draws a `Frame` and keeps nothing else: which curves, which bands and which span of
time are decided outside. Values are floats for drawing only; no signed value ever comes here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from eichlab.values import Channel, Quantity
from eichlab_gui import theme
from eichlab_gui.theme import Tokens, curve_colour, tokens
from eichlab_gui.words import channel_word

# pyqtgraph's clean-up at exit touches every object of the process after Qt is gone.
pg.setConfigOption("exitCleanup", False)  # noqa: FBT003 - pyqtgraph's signature

Floats = NDArray[np.float64]
Curve = tuple[Quantity, Channel]

_AXIS_WIDTH: Final = 58
_TIME_STEPS: Final = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172800, 604800, 1209600, 2592000,
)  # fmt: skip
_SHARES: Final = {
    Quantity.POWER: 172,
    Quantity.CURRENT: 150,
    Quantity.VOLTAGE: 136,
    Quantity.ENERGY_IMPORT: 146,
}
_SCALES: Final = {Quantity.POWER: 1e-3, Quantity.ENERGY_IMPORT: 1e-3}
_UNITS: Final = {Quantity.POWER: "kW", Quantity.ENERGY_IMPORT: "kWh"}
_LEAST_SPANS: Final = {
    Quantity.POWER: 0.4,
    Quantity.CURRENT: 0.4,
    Quantity.VOLTAGE: 4.0,
    Quantity.ENERGY_IMPORT: 0.02,
}
_PLACES: Final = {
    Quantity.POWER: 3,
    Quantity.CURRENT: 3,
    Quantity.VOLTAGE: 1,
    Quantity.ENERGY_IMPORT: 3,
}


class BandKind(Enum):
    """What a band over the plots means."""

    LOSS = "loss"
    TRANSACTION = "transaction"


@dataclass(frozen=True, slots=True)
class Band:
    """A span of time (Unix seconds) shaded in every plot; the label stands in the first one."""

    kind: BandKind
    begin: float
    end: float
    label: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything one drawing shows. Times in Unix seconds, values in the quantities' units."""

    begin: float
    end: float
    curves: Mapping[Curve, tuple[Floats, Floats]] = field(default_factory=dict)
    bands: Sequence[Band] = ()


def envelope(times: Floats, values: Floats, width: float, *, most: int) -> tuple[Floats, Floats]:
    """Return lowest and highest value of every ``width`` seconds, where there are many samples.

    Up to ``most`` samples come back as they are. Columns lie at multiples of ``width``, so that
    nothing flickers while the window moves; a column with a gap (NaN) is a gap.
    """
    if len(times) <= most:
        return times, values
    columns = np.floor(times / width)
    starts = np.flatnonzero(np.concatenate(([True], columns[1:] != columns[:-1])))
    both = np.empty(2 * len(starts))
    both[0::2] = np.minimum.reduceat(values, starts)
    both[1::2] = np.maximum.reduceat(values, starts)
    return np.repeat(times[starts], 2), both


def scale(low: float, high: float, least: float, parts: int = 4) -> tuple[float, float, float]:
    """Return bottom, top and step of an axis with round numbers that holds ``low``…``high``."""
    if high - low < least:
        middle = (low + high) / 2
        bottom = middle - least / 2
        if low >= 0 > bottom:
            bottom = 0.0
        low, high = min(low, bottom), max(high, bottom + least)
    raw = (high - low) / parts
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * each for each in (1, 2, 2.5, 3, 4, 5, 10) if power * each >= raw * 0.999)
    bottom = math.floor(low / step + 1e-9) * step
    top = math.ceil(high / step - 1e-9) * step
    return bottom, top, step


def ticks(bottom: float, top: float, step: float) -> list[float]:
    """Return the round values between bottom and top."""
    return [bottom + step * each for each in range(round((top - bottom) / step) + 1)]


def time_ticks(begin: float, end: float, pixels: float) -> tuple[float, list[float]]:
    """Return the step and the round local times between two Unix times, ≥ 110 px apart."""
    room = max((end - begin) * 110 / max(pixels, 1.0), 1.0)
    step = float(next((each for each in _TIME_STEPS if each >= room), _TIME_STEPS[-1]))
    offset = datetime.fromtimestamp(begin).astimezone().utcoffset()
    shift = offset.total_seconds() if offset is not None else 0.0
    first = math.ceil((begin + shift) / step) * step - shift
    return step, [float(each) for each in np.arange(first, end + 1e-6, step)]


def time_text(at: float, step: float) -> str:
    """Return a Unix time as an axis with this step writes it: local, with the date if it is far."""
    pattern = "%H:%M:%S" if step < 43200 else "%d.%m. %H:%M"
    return datetime.fromtimestamp(at).astimezone().strftime(pattern)


def value_text(value: float, step: float) -> str:
    """Return a value with the decimals the step of its axis needs; never an SI prefix."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(step * 10**places - round(step * 10**places)) > 1e-6:
        places += 1
    text = f"{value:,.{places}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return text.replace("-", "\N{MINUS SIGN}")


class _Axis(pg.AxisItem):  # type: ignore[misc] # pyqtgraph has no types
    """Texts of an axis and nothing else, painted directly.

    pyqtgraph's own way (specifications, ticks, a picture) took half of a frame.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(enable=False)
        self.texts: list[tuple[float, str]] = []
        self.colour = ""
        self._font = theme.font(11)
        self._metrics = QFontMetricsF(self._font)

    def set_texts(self, texts: list[tuple[float, str]], colour: str) -> None:
        """Show texts at shares of the axis' length, from the left or the bottom."""
        if (texts, colour) != (self.texts, self.colour):
            self.texts, self.colour = texts, colour
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        area = QRectF(QPointF(0, 0), self.size())
        painter.setFont(self._font)
        painter.setPen(QColor(self.colour))
        for share, text in self.texts:
            width = self._metrics.horizontalAdvance(text)
            if self.orientation == "left":
                middle = area.height() * (1 - share)
                base = middle + self._metrics.ascent() / 2 - 1
                painter.drawText(QPointF(area.width() - width - 6, base), text)
            else:
                left = min(area.width() * share - width / 2, area.width() - width + 10)
                painter.drawText(QPointF(left, 6 + self._metrics.ascent()), text)


class _Canvas(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph has no types
    """Bands, grid lines and curves of one plot, in the plot's own coordinates.

    One item instead of one a curve: pyqtgraph's curve items ask for the bounds of all their data
    several times a frame, which cost more than the drawing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.area = QRectF()
        self.bands: list[tuple[float, float, QColor]] = []
        self.lines: list[float] = []
        self.curves: list[tuple[QPainterPath, str]] = []
        self.grid = ""

    def set(
        self,
        area: QRectF,
        bands: list[tuple[float, float, QColor]],
        lines: list[float],
        curves: list[tuple[QPainterPath, str]],
    ) -> None:
        if area != self.area:
            self.prepareGeometryChange()
            self.area = area
        self.bands, self.lines, self.curves = bands, lines, curves
        self.update()

    def boundingRect(self) -> QRectF:
        return self.area

    def paint(self, painter: QPainter, *_: object) -> None:
        area = self.area
        for begin, end, colour in self.bands:
            painter.fillRect(QRectF(begin, area.top(), end - begin, area.height()), colour)
        painter.setPen(_thin(self.grid))
        for value in self.lines:
            painter.drawLine(QPointF(area.left(), value), QPointF(area.right(), value))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for path, ink in self.curves:
            painter.setPen(_thin(ink))
            painter.drawPath(path)


def _thin(colour: str) -> QPen:
    """Return a pen one pixel wide at any zoom; wider ones are many times slower."""
    pen = QPen(QColor(colour), 1)
    pen.setCosmetic(True)
    return pen


@dataclass(slots=True)
class _Mark:
    """A text in a plot, in pixels; ``bold`` and ``colour`` as drawn."""

    text: str
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Tag:
    """The label of a band: from and to in pixels, centred or at the band's begin."""

    begin: float
    end: float
    texts: tuple[str, ...]
    colour: str
    at_begin: bool


class _Overlay(pg.GraphicsObject):  # type: ignore[misc] # pyqtgraph has no types
    """Title, legend, labels of bands and the crosshair, in pixels, before the curves."""

    def __init__(self, parent: Any) -> None:  # noqa: ANN401 - a ViewBox
        super().__init__(parent)
        self.title = _Mark("", "", bold=True)
        self.unit = _Mark("", "")
        self.legend: list[_Mark] = []
        self.labels: list[_Tag] = []
        self.crosshair: float | None = None
        self.crosshair_colour = ""
        self.paper = ""
        self.plain, self.bold = theme.font(11), theme.font(11, weight=QFont.Weight.DemiBold)
        self.metrics, self.heavy = QFontMetricsF(self.plain), QFontMetricsF(self.bold)
        self.setZValue(100)

    def boundingRect(self) -> QRectF:
        parent = self.parentItem()
        return QRectF() if parent is None else QRectF(QPointF(0, 0), parent.size())

    def paint(self, painter: QPainter, *_: object) -> None:
        area = self.boundingRect()
        painter.setClipRect(area)
        plain, bold, metrics, heavy = self.plain, self.bold, self.metrics, self.heavy
        base = 3 + metrics.ascent()
        if self.crosshair is not None and 0 <= self.crosshair <= area.width():
            painter.setPen(QPen(QColor(self.crosshair_colour), 1))
            painter.drawLine(QPointF(self.crosshair, 0), QPointF(self.crosshair, area.height()))
        self._draw_labels(painter, plain, metrics, area)
        painter.setFont(bold)
        painter.setPen(QColor(self.title.colour))
        painter.drawText(QPointF(6, base), self.title.text)
        painter.setFont(plain)
        painter.setPen(QColor(self.unit.colour))
        painter.drawText(
            QPointF(6 + heavy.horizontalAdvance(self.title.text) + 6, base), self.unit.text
        )
        right = area.width() - 6
        for mark in reversed(self.legend):
            width = metrics.horizontalAdvance(mark.text)
            painter.setPen(QPen(QColor(mark.colour), 2))
            middle = base - metrics.ascent() * 0.36
            painter.drawLine(
                QPointF(right - width - 18, middle), QPointF(right - width - 5, middle)
            )
            painter.drawText(QPointF(right - width, base), mark.text)
            right -= width + 32

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
            room = QRectF(left, area.height() - height - 8, width, height)
            while any(room.intersects(each) for each in taken) and room.top() > line:
                room.translate(0, -line)
            if left < 0 or room.top() <= line:
                continue
            taken.append(room)
            painter.setPen(QColor(colour))
            for number, text in enumerate(texts):
                inset = (width - metrics.horizontalAdvance(text)) / 2
                painter.drawText(
                    QPointF(left + inset, room.top() + number * line + metrics.ascent()), text
                )


class _Layout(pg.GraphicsLayoutWidget):  # type: ignore[misc] # pyqtgraph has no types
    """The scene of all plots; tells where the pointer is."""

    pointed = Signal(object)
    """`QPointF` in the scene, or None where the pointer left."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointed.emit(self.mapToScene(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)


class _Panel:
    """One plot of the stack."""

    def __init__(self, quantity: Quantity, layout: _Layout, row: int, *, last: bool) -> None:
        self.quantity = quantity
        self.factor = _SCALES.get(quantity, 1.0)
        self.value_axis = _Axis("left")
        self.time_axis = _Axis("bottom")
        self.plot = layout.addPlot(
            row=row, col=0, axisItems={"left": self.value_axis, "bottom": self.time_axis}
        )
        self.plot.hideButtons()
        self.plot.setMenuEnabled(enableMenu=False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.disableAutoRange()
        for unseen in ("top", "right") if last else ("top", "right", "bottom"):
            # Hidden axes would still follow every change of the view.
            self.plot.getAxis(unseen).unlinkFromView()
        self.view = self.plot.getViewBox()
        self.view.setDefaultPadding(0)
        self.value_axis.setWidth(_AXIS_WIDTH)
        if last:
            self.time_axis.setHeight(24)
        else:
            self.plot.hideAxis("bottom")
        self.canvas = _Canvas()
        self.plot.addItem(self.canvas, ignoreBounds=True)
        self.overlay = _Overlay(self.view)
        self.drawn: dict[Channel, tuple[Floats, Floats]] = {}
        self.steps: tuple[float, float, float] | None = None
        self.ranged_at = -math.inf


class StackedPlots(QWidget):
    """Power, current, voltage and energy, one above the other."""

    crosshair_moved = Signal(object)
    """The time under the crosshair in Unix seconds (float), or None."""

    def __init__(self, quantities: Sequence[Quantity], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._layout = _Layout()
        self._layout.setFrameShape(_Layout.Shape.NoFrame)
        self._layout.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layout.ci.setContentsMargins(4, 8, 12, 2)
        self._layout.ci.setSpacing(12)
        self._layout.pointed.connect(self._point)
        self._frame: Frame | None = None
        self._base = 0.0
        self._crosshair: float | None = None
        self._panels: dict[Quantity, _Panel] = {}
        for row, quantity in enumerate(quantities):
            panel = _Panel(quantity, self._layout, row, last=row == len(quantities) - 1)
            self._layout.ci.layout.setRowStretchFactor(row, _SHARES.get(quantity, 150))
            self._layout.ci.layout.setRowMinimumHeight(row, 40)
            self._panels[quantity] = panel
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._layout)
        self.recolour()

    def set_titles(self, titles: Mapping[Quantity, str]) -> None:
        """Name the plots in the language of the screen."""
        for quantity, panel in self._panels.items():
            panel.overlay.title.text = titles[quantity]
            panel.overlay.unit.text = _UNITS.get(quantity, quantity.unit)
            panel.overlay.update()

    def recolour(self) -> None:
        """Take over the colours of the palette."""
        shown = tokens(self)
        self._layout.setBackground(shown.surface)
        for panel in self._panels.values():
            panel.canvas.grid = shown.grid
            panel.overlay.title.colour = shown.text
            panel.overlay.unit.colour = shown.muted
            panel.overlay.crosshair_colour = shown.muted
            panel.overlay.paper = shown.surface
        if self._frame is not None:
            self.draw(self._frame)

    def columns(self) -> int:
        """Return how many columns of pixels a curve has."""
        return max(int(self.width()) - _AXIS_WIDTH - 16, 50)

    def frame(self) -> Frame | None:
        """Return what is drawn."""
        return self._frame

    def values_drawn(self, quantity: Quantity, channel: Channel) -> tuple[Floats, Floats]:
        """Return times (Unix s) and values (in the plot's unit) as drawn, for tests and export."""
        times, values = self._panels[quantity].drawn[channel]
        return times + self._base, values

    def draw(self, frame: Frame) -> None:
        """Show a frame."""
        shown = tokens(self)
        if not self._base or not 0 <= frame.begin - self._base < 10 * 86400:
            # Small numbers on the x axis: transforms keep their precision.
            self._base = math.floor(frame.begin / 86400) * 86400.0
        self._frame = frame
        begin, end = frame.begin - self._base, frame.end - self._base
        width = (end - begin) / self.columns()
        bands = [
            (
                band.begin - self._base,
                max(band.end - self._base, band.begin - self._base + width),
                QColor(shown.loss_band if band.kind is BandKind.LOSS else shown.transaction_band),
            )
            for band in sorted(frame.bands, key=lambda each: each.kind is BandKind.LOSS)
        ]
        for panel in self._panels.values():
            self._draw_panel(panel, frame, begin, end, width, shown, bands)
        self._draw_times(frame, shown)
        self._draw_labels(frame, shown)
        self._draw_crosshair()

    def _draw_times(self, frame: Frame, shown: Tokens) -> None:
        last = list(self._panels.values())[-1:]
        for panel in last:
            step, times = time_ticks(frame.begin, frame.end, panel.view.width())
            length = frame.end - frame.begin
            texts = [((at - frame.begin) / length, time_text(at, step)) for at in times]
            panel.time_axis.set_texts(texts, shown.muted)

    def _draw_panel(
        self,
        panel: _Panel,
        frame: Frame,
        begin: float,
        end: float,
        width: float,
        shown: Tokens,
        bands: list[tuple[float, float, QColor]],
    ) -> None:
        most = 2 * self.columns()
        panel.drawn = {}
        for (quantity, channel), (times, values) in frame.curves.items():
            if quantity is not panel.quantity:
                continue
            x, y = envelope(times - self._base, values, width, most=most)
            panel.drawn[channel] = (x, y * panel.factor)
        low, high = math.inf, -math.inf
        curves: list[tuple[QPainterPath, str]] = []
        for channel, (x, y) in panel.drawn.items():
            finite = y[np.isfinite(y)]
            if len(finite):
                low, high = min(low, float(finite.min())), max(high, float(finite.max()))
                path = pg.functions.arrayToQPath(x, y, connect="finite")
                curves.append((path, curve_colour(shown, channel)))
        self._range(panel, low, high, frame.end)
        panel.view.setXRange(begin, end, padding=0)
        bottom, top, step = panel.steps or (0.0, 1.0, 0.25)
        area = QRectF(begin, bottom, end - begin, top - bottom)
        # Now, or pyqtgraph does it while painting and paints every frame twice.
        panel.view.updateMatrix()
        panel.value_axis.set_texts(
            [
                ((value - bottom) / (top - bottom), value_text(value, step))
                for value in ticks(bottom, top, step)
            ],
            shown.muted,
        )
        panel.canvas.set(area, bands, ticks(bottom, top, step), curves)

    def _range(self, panel: _Panel, low: float, high: float, now: float) -> None:
        """Choose the value axis: wider at once, narrower only now and then, so that it rests."""
        if not math.isfinite(low):
            wanted = (0.0, 1.0, 0.25)
        else:
            if panel.quantity in {Quantity.POWER, Quantity.CURRENT}:
                low, high = min(low, 0.0), max(high, 0.0)
            wanted = scale(low, high, _LEAST_SPANS.get(panel.quantity, 1.0))
        held = panel.steps
        fits = held is not None and held[0] <= low and high <= held[1]
        if held == wanted or (fits and abs(now - panel.ranged_at) < 2.0):
            return
        panel.steps = wanted
        panel.ranged_at = now
        panel.view.setYRange(wanted[0], wanted[1], padding=0)

    def _draw_labels(self, frame: Frame, shown: Tokens) -> None:
        first = next(iter(self._panels.values()), None)
        if first is None:
            return
        room = first.view.width() / max(frame.end - frame.begin, 1e-9)
        first.overlay.labels = [
            _Tag(
                (band.begin - frame.begin) * room,
                (band.end - frame.begin) * room,
                band.label,
                shown.bad if band.kind is BandKind.LOSS else shown.accent,
                at_begin=band.kind is BandKind.TRANSACTION,
            )
            for band in sorted(frame.bands, key=lambda each: each.kind is not BandKind.LOSS)
            if band.label
        ]

    # The crosshair.

    def crosshair(self) -> float | None:
        """Return the time under the crosshair in Unix seconds, or None."""
        return self._crosshair

    def set_crosshair(self, at: float | None) -> None:
        """Put the crosshair at a time, or take it away."""
        if at != self._crosshair:
            self._crosshair = at
            self._draw_crosshair()
            self.crosshair_moved.emit(at)

    def values_at(self, at: float) -> dict[Curve, float]:
        """Return the value drawn nearest to a time, in the plots' units; no value in a gap."""
        found: dict[Curve, float] = {}
        for quantity, panel in self._panels.items():
            for channel, (times, values) in panel.drawn.items():
                place = int(np.searchsorted(times, at - self._base))
                near = [each for each in (place - 1, place) if 0 <= each < len(times)]
                if not near or place == len(times):
                    continue
                if any(math.isnan(values[each]) for each in near):
                    continue
                best = min(near, key=lambda each: abs(times[each] - (at - self._base)))
                found[quantity, channel] = float(values[best])
        return found

    def _draw_crosshair(self) -> None:
        shown = tokens(self)
        frame, at = self._frame, self._crosshair
        values = self.values_at(at) if at is not None and frame is not None else {}
        for quantity, panel in self._panels.items():
            overlay = panel.overlay
            overlay.crosshair = None
            if at is not None and frame is not None:
                share = (at - frame.begin) / max(frame.end - frame.begin, 1e-9)
                overlay.crosshair = share * panel.view.width()
            overlay.legend = [
                _Mark(
                    _legend_text(quantity, channel, values.get((quantity, channel)), at),
                    curve_colour(shown, channel),
                )
                for channel in panel.drawn
            ]
            overlay.update()

    def _point(self, at: QPointF | None) -> None:
        frame = self._frame
        if at is None or frame is None:
            self.set_crosshair(None)
            return
        first = next(iter(self._panels.values()))
        x = float(first.view.mapSceneToView(at).x()) + self._base
        self.set_crosshair(x if frame.begin <= x <= frame.end else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair with the arrows, ten columns with shift; Escape takes it away."""
        frame = self._frame
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if frame is not None and step is not None:
            width = (frame.end - frame.begin) / self.columns()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                width *= 10
            middle = (frame.begin + frame.end) / 2
            at = self._crosshair if self._crosshair is not None else middle
            self.set_crosshair(min(max(at + step * width, frame.begin), frame.end))
        elif event.key() == Qt.Key.Key_Escape and self._crosshair is not None:
            self.set_crosshair(None)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.recolour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the labels anew."""
        super().resizeEvent(event)
        if self._frame is not None:
            self.draw(self._frame)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which all plots can be read."""
        return QSize(360, 320)

    def dispose(self) -> None:
        """Let go of the scene; pyqtgraph keeps plots it was not told to close."""
        for panel in self._panels.values():
            panel.plot.close()
        self._panels.clear()
        self._layout.close()


def _legend_text(
    quantity: Quantity, channel: Channel, value: float | None, at: float | None
) -> str:
    if at is None:
        return channel_word(channel)
    shown = "–" if value is None else f"{value:,.{_PLACES[quantity]}f}"
    return f"{channel_word(channel)} {shown}".replace(",", "\N{NARROW NO-BREAK SPACE}")
