"""`StackedPlots` draws a `Frame` and keeps nothing else.

Which curves, which bands and which span of time are decided outside; wheel, drag and keys only
say which span is wanted.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainterPath,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from eichlab.values import Quantity
from eichlab_gui.figures import figure
from eichlab_gui.language import shown_name
from eichlab_gui.plot.frame import (
    BandKind,
    Curve,
    Floats,
    Frame,
    envelope,
    scale,
    ticks,
    time_text,
    time_ticks,
    value_text,
)
from eichlab_gui.plot.items import Axis, Canvas, Mark, Overlay, Tag
from eichlab_gui.plot.readout import Readout
from eichlab_gui.theme import Tokens, curve_colour, meter_colour, tokens
from eichlab_gui.words import channel_word

# pyqtgraph's clean-up at exit touches every object of the process after Qt is gone.
pg.setConfigOption("exitCleanup", False)  # noqa: FBT003 - pyqtgraph's signature
# Room for 12 345.600 kWh.
_AXIS_WIDTH: Final = 74
_ZOOM: Final = 1.25
_SHORTEST_S: Final = 5.0
_LONGEST_S: Final = 400 * 86_400.0
_GRIP_PX: Final = 6
_DRAG_PX: Final = 3
_MOST_MARKS: Final = 5
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


class _Layout(pg.GraphicsLayoutWidget):  # type: ignore[misc] # pyqtgraph has no types
    """The scene of all plots; tells what the pointer does, in the scene's pixels."""

    pointed = Signal(object)
    """`QPointF`, or None where the pointer left."""
    pressed = Signal(object)
    dragged = Signal(object)
    released = Signal()
    wheeled = Signal(object, float)
    """`QPointF` and how many steps, forward positive."""
    double_clicked = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.mapToScene(event.position().toPoint()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.mapToScene(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(at)
        self.pointed.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.wheeled.emit(self.mapToScene(event.position().toPoint()), steps)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)


class _Panel:
    """One plot of the stack."""

    def __init__(self, quantity: Quantity, layout: _Layout, row: int, *, last: bool) -> None:
        self.quantity = quantity
        self.factor = _SCALES.get(quantity, 1.0)
        self.value_axis = Axis("left")
        self.time_axis = Axis("bottom")
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
        self.canvas = Canvas()
        self.plot.addItem(self.canvas, ignoreBounds=True)
        self.overlay = Overlay(self.view)
        self.drawn: dict[Curve, tuple[Floats, Floats]] = {}
        self.steps: tuple[float, float, float] | None = None
        self.ranged_at = -math.inf


class StackedPlots(QWidget):
    """Power, current, voltage and energy, one above the other."""

    crosshair_moved = Signal(object)
    """The time under the crosshair in Unix seconds (float), or None."""
    span_wanted = Signal(object)
    """``(begin, end)`` in Unix seconds that somebody wants to see, or None for what is now."""
    focused = Signal(bool)
    """The keyboard came or went."""
    markers_moved = Signal()
    """Marker A or B was set, moved or taken away."""

    def __init__(self, quantities: Sequence[Quantity], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._layout = _Layout()
        self._layout.setFrameShape(_Layout.Shape.NoFrame)
        self._layout.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layout.ci.setContentsMargins(4, 8, 12, 2)
        self._layout.ci.setSpacing(12)
        self._layout.pointed.connect(self._point)
        self._layout.pressed.connect(self._press)
        self._layout.dragged.connect(self._drag)
        self._layout.released.connect(self._release)
        self._layout.wheeled.connect(self._wheel)
        self._layout.double_clicked.connect(self._live)
        self._frame: Frame | None = None
        self._names: list[str] = []
        self._base = 0.0
        self._crosshair: float | None = None
        self._pointed: Quantity | None = None
        self._markers: dict[str, float] = {}
        self._held: str | None = None
        self._grip: tuple[float, float, float] | None = None
        self._panels: dict[Quantity, _Panel] = {}
        for row, quantity in enumerate(quantities):
            panel = _Panel(quantity, self._layout, row, last=row == len(quantities) - 1)
            self._layout.ci.layout.setRowStretchFactor(row, _SHARES.get(quantity, 150))
            self._layout.ci.layout.setRowMinimumHeight(row, 40)
            self._panels[quantity] = panel
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._layout)
        self._readout = Readout(self)
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
            panel.overlay.accent = shown.accent
        if self._frame is not None:
            self.draw(self._frame)

    def columns(self) -> int:
        """Return how many columns of pixels a curve has."""
        return max(int(self.width()) - _AXIS_WIDTH - 16, 50)

    def frame(self) -> Frame | None:
        """Return what is drawn."""
        return self._frame

    def values_drawn(self, curve: Curve) -> tuple[Floats, Floats]:
        """Return times (Unix s) and values (in the plot's unit) as drawn, for tests and export."""
        times, values = self._panels[curve.quantity].drawn[curve]
        return times + self._base, values

    def draw(self, frame: Frame) -> None:
        """Show a frame."""
        shown = tokens(self)
        if not self._base or not 0 <= frame.begin - self._base < 10 * 86400:
            # Small numbers on the x axis: transforms keep their precision.
            self._base = math.floor(frame.begin / 86400) * 86400.0
        self._frame = frame
        self._names = list(dict.fromkeys(curve.meter for curve in frame.curves))
        begin, end = frame.begin - self._base, frame.end - self._base
        width = (end - begin) / self.columns()
        # A shorter band could fall between the middles of two pixels.
        least = 1.5 * width
        bands = [
            (
                band.begin - self._base,
                max(band.end - self._base, band.begin - self._base + least),
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
        for curve, (times, values) in frame.curves.items():
            if curve.quantity is not panel.quantity:
                continue
            x, y = envelope(times, values, width, most=most)
            panel.drawn[curve] = (x - self._base, y * panel.factor)
        low, high = math.inf, -math.inf
        curves: list[tuple[QPainterPath, str]] = []
        for curve, (x, y) in panel.drawn.items():
            finite = y[np.isfinite(y)]
            if len(finite):
                low, high = min(low, float(finite.min())), max(high, float(finite.max()))
                path = pg.functions.arrayToQPath(x, y, connect="finite")
                curves.append((path, self._ink(shown, curve)))
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
            Tag(
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
        for panel in self._panels.values():
            for curve, (times, values) in panel.drawn.items():
                place = int(np.searchsorted(times, at - self._base))
                near = [each for each in (place - 1, place) if 0 <= each < len(times)]
                if not near or place == len(times):
                    continue
                if any(math.isnan(values[each]) for each in near):
                    continue
                best = min(near, key=lambda each: abs(times[each] - (at - self._base)))
                found[curve] = float(values[best])
        return found

    def _draw_crosshair(self) -> None:
        shown = tokens(self)
        frame, at = self._frame, self._crosshair
        values = self.values_at(at) if at is not None and frame is not None else {}
        for panel in self._panels.values():
            overlay = panel.overlay
            overlay.crosshair = self._pixel(panel, at)
            overlay.markers = [
                (name, pixel)
                for name, marker in sorted(self._markers.items())
                if (pixel := self._pixel(panel, marker)) is not None
            ]
            overlay.legend = self._legend(panel, shown, values, at)
            overlay.update()
        self._show_readout(shown, values, at)

    def _pixel(self, panel: _Panel, at: float | None) -> float | None:
        frame = self._frame
        if at is None or frame is None:
            return None
        return (at - frame.begin) / max(frame.end - frame.begin, 1e-9) * float(panel.view.width())

    def _legend(
        self, panel: _Panel, shown: Tokens, values: Mapping[Curve, float], at: float | None
    ) -> list[Mark]:
        if len(self._meters()) < 2:
            return [
                Mark(_legend_text(curve, values.get(curve), at), self._ink(shown, curve))
                for curve in panel.drawn
            ]
        marks = [Mark(_name(curve), self._ink(shown, curve)) for curve in panel.drawn]
        if len(marks) > _MOST_MARKS:
            more = Mark(f"+ {len(marks) - _MOST_MARKS + 1}", shown.muted)
            marks = [*marks[: _MOST_MARKS - 1], more]
        return marks

    def _show_readout(self, shown: Tokens, values: Mapping[Curve, float], at: float | None) -> None:
        """With several meters a legend has no room for values: they stand in a box of their own."""
        panel = self._panels.get(self._pointed) if self._pointed is not None else None
        if at is None or panel is None or len(self._meters()) < 2:
            self._readout.hide()
            return
        rows = [
            (_name(curve), _value(curve.quantity, values.get(curve)), self._ink(shown, curve))
            for curve in panel.drawn
        ]
        pixel = self._pixel(panel, at) or 0.0
        corner = panel.view.mapToScene(QPointF(0, 0)) + QPointF(pixel, 0)
        self._readout.show_rows(time_text(at, 1.0), rows, corner, self.rect())

    def _meters(self) -> list[str]:
        return self._names

    def _ink(self, shown: Tokens, curve: Curve) -> str:
        meters = self._meters()
        if len(meters) < 2:
            return curve_colour(shown, curve.channel)
        return meter_colour(shown, meters.index(curve.meter))

    # The pointer.

    def _time_at(self, at: QPointF) -> float:
        first = next(iter(self._panels.values()))
        return float(first.view.mapSceneToView(at).x()) + self._base

    def _point(self, at: QPointF | None) -> None:
        frame = self._frame
        if at is None or frame is None:
            self._pointed = None
            self.set_crosshair(None)
            return
        self._pointed = next(
            (
                quantity
                for quantity, panel in self._panels.items()
                if at.y() <= panel.plot.sceneBoundingRect().bottom()
            ),
            None,
        )
        x = self._time_at(at)
        self.set_crosshair(x if frame.begin <= x <= frame.end else None)

    def _press(self, at: QPointF) -> None:
        frame = self._frame
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if frame is None:
            return
        x = self._time_at(at)
        near = _GRIP_PX * (frame.end - frame.begin) / max(self.columns(), 1)
        self._held = next(
            (name for name, marker in self._markers.items() if abs(marker - x) <= near), None
        )
        self._grip = (float(at.x()), frame.begin, frame.end)

    def _drag(self, at: QPointF) -> None:
        frame = self._frame
        if frame is None or self._grip is None:
            return
        if self._held is not None:
            self.set_marker(self._held, min(max(self._time_at(at), frame.begin), frame.end))
            return
        pressed, begin, end = self._grip
        moved = float(at.x()) - pressed
        if abs(moved) < _DRAG_PX:
            return
        shift = -moved * (end - begin) / max(self.columns(), 1)
        self.span_wanted.emit((begin + shift, end + shift))

    def _release(self) -> None:
        self._held = self._grip = None

    def _wheel(self, at: QPointF, steps: float) -> None:
        self._zoom(self._time_at(at), _ZOOM**-steps)

    def _zoom(self, around: float, factor: float) -> None:
        frame = self._frame
        if frame is None:
            return
        length = frame.end - frame.begin
        wanted = min(max(length * factor, _SHORTEST_S), _LONGEST_S)
        begin = around - (around - frame.begin) * wanted / length
        self.span_wanted.emit((begin, begin + wanted))

    def _live(self) -> None:
        self.span_wanted.emit(None)

    # Markers.

    @property
    def markers(self) -> Mapping[str, float]:
        """Return the markers set, by their letter, in Unix seconds."""
        return dict(self._markers)

    def set_marker(self, name: str, at: float | None) -> None:
        """Put marker ``A`` or ``B`` at a time, or take it away."""
        if at is None:
            self._markers.pop(name, None)
        else:
            self._markers[name] = at
        self._draw_crosshair()
        self.markers_moved.emit()

    # The keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move crosshair, span and markers.

        Arrows move the crosshair, ten columns with shift, the span with control. Plus and minus
        zoom around the crosshair, Page Up and Page Down go half a screen, End goes to now. A and
        B set a marker at the crosshair; Escape takes crosshair and markers away.
        """
        frame = self._frame
        if frame is None or not self._moved_by(event, frame):
            super().keyPressEvent(event)

    def _moved_by(self, event: QKeyEvent, frame: Frame) -> bool:
        key = Qt.Key(event.key())
        length = frame.end - frame.begin
        middle = (frame.begin + frame.end) / 2
        around = self._crosshair if self._crosshair is not None else middle
        sideways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        pages = {Qt.Key.Key_PageUp: -0.5, Qt.Key.Key_PageDown: 0.5}.get(key)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if sideways is not None and control:
            pages = sideways / 8
        elif sideways is not None:
            tenfold = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = sideways * length / self.columns() * (10 if tenfold else 1)
            self.set_crosshair(min(max(around + step, frame.begin), frame.end))
            return True
        if pages is not None:
            self.span_wanted.emit((frame.begin + pages * length, frame.end + pages * length))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self._zoom(around, 1 / _ZOOM)
        elif key is Qt.Key.Key_Minus:
            self._zoom(around, _ZOOM)
        elif key is Qt.Key.Key_End:
            self._live()
        elif key in {Qt.Key.Key_A, Qt.Key.Key_B} and not control:
            self.set_marker(event.text().upper() or "A", around)
        elif key is Qt.Key.Key_Escape and (self._crosshair is not None or self._markers):
            self.set_crosshair(None)
            for name in list(self._markers):
                self.set_marker(name, None)
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard came."""
        super().focusInEvent(event)
        self.focused.emit(True)  # noqa: FBT003 - Qt's signature

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard went."""
        super().focusOutEvent(event)
        self.focused.emit(False)  # noqa: FBT003 - Qt's signature

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


def _name(curve: Curve) -> str:
    """Return what a curve is called among those of several meters."""
    name = shown_name(curve.meter)
    return f"{name} {channel_word(curve.channel)}" if _is_part(curve) else name


def _is_part(curve: Curve) -> bool:
    return curve.channel.value.startswith(("L", "N"))


def _value(quantity: Quantity, value: float | None) -> str:
    return figure(value, _PLACES[quantity])


def _legend_text(curve: Curve, value: float | None, at: float | None) -> str:
    word = channel_word(curve.channel)
    return word if at is None else f"{word} {_value(curve.quantity, value)}"
