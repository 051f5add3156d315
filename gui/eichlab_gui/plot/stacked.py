"""`StackedPlots` draws a `Frame` and keeps nothing else.

Which curves, which bands and which span of time are decided outside; wheel, drag and keys only
say which span is wanted.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from eichlab.values import Quantity
from eichlab_gui import theme
from eichlab_gui.figures import figure
from eichlab_gui.language import shown_name
from eichlab_gui.plot.frame import (
    BandKind,
    Curve,
    Envelopes,
    Floats,
    Frame,
    time_text,
    time_ticks,
)
from eichlab_gui.plot.items import Mark, Tag
from eichlab_gui.plot.panel import Panel
from eichlab_gui.plot.readout import Readout
from eichlab_gui.theme import Tokens, curve_colour, meter_colour, tokens
from eichlab_gui.words import channel_word

# Around all plots, and between two of them.
_LEFT, _TOP, _RIGHT, _BOTTOM, _GAP = 4, 8, 12, 2, 14
# Room for 12 345.600 kWh.
_AXIS_WIDTH: Final = 74
_TIMES_HEIGHT: Final = 24
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
    Quantity.ENERGY_IMPORT: 122,
}
_UNITS: Final = {Quantity.POWER: "kW", Quantity.ENERGY_IMPORT: "kWh"}
_PLACES: Final = {
    Quantity.POWER: 3,
    Quantity.CURRENT: 3,
    Quantity.VOLTAGE: 1,
    Quantity.ENERGY_IMPORT: 3,
}


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
        self.setMouseTracking(True)
        # Every pixel is drawn: nothing need be cleared before.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._frame: Frame | None = None
        self._names: list[str] = []
        self._crosshair: float | None = None
        self._pointed: Quantity | None = None
        self._markers: dict[str, float] = {}
        self._held: str | None = None
        self._grip: tuple[float, float, float] | None = None
        self._panels = {quantity: Panel(quantity) for quantity in quantities}
        self._picture: QPixmap | None = None
        """Everything but what moves with the pointer, as last drawn."""
        self._font = theme.font(11)
        self._metrics = QFontMetricsF(self._font)
        self._readout = Readout(self)
        self._place()
        self.recolour()

    def set_titles(self, titles: Mapping[Quantity, str]) -> None:
        """Name the plots in the language of the screen."""
        for quantity, panel in self._panels.items():
            panel.overlay.title.text = titles[quantity]
            panel.overlay.unit.text = _UNITS.get(quantity, quantity.unit)
        self.update()

    def recolour(self) -> None:
        """Take over the colours of the palette."""
        shown = tokens(self)
        for panel in self._panels.values():
            panel.overlay.title.colour = shown.text
            panel.overlay.unit.colour = shown.muted
            panel.overlay.crosshair_colour = shown.muted
            panel.overlay.paper = shown.surface
            panel.overlay.accent = shown.accent
        self._picture = None
        self.update()
        if self._frame is not None:
            self.draw(self._frame)

    def columns(self) -> int:
        """Return how many columns of pixels a curve has."""
        return max(self.width() - _AXIS_WIDTH - _LEFT - _RIGHT, 50)

    def frame(self) -> Frame | None:
        """Return what is drawn."""
        return self._frame

    def values_drawn(self, curve: Curve) -> tuple[Floats, Floats]:
        """Return times (Unix s) and values (in the plot's unit) as drawn, for tests and export."""
        return self._panels[curve.quantity].drawn[curve]

    def draw(self, frame: Frame) -> None:
        """Show a frame."""
        self._frame = frame
        self._names = list(dict.fromkeys(curve.meter for curve in frame.curves))
        width = (frame.end - frame.begin) / self.columns()
        envelopes = Envelopes(width, most=2 * self.columns())
        for panel in self._panels.values():
            panel.drawn = {}
        for curve, (times, values) in frame.curves.items():
            panel = self._panels[curve.quantity]
            x, y = envelopes.of(times, values)
            panel.drawn[curve] = (x, y * panel.factor)
        for panel in self._panels.values():
            panel.fit(frame.end)
        self._draw_labels(frame, tokens(self))
        self._picture = None
        self._draw_crosshair()
        self.update()

    # Painting.

    def paint(self, painter: QPainter) -> None:
        """Draw everything as lines and texts, at the size of the widget."""
        self._paint_plots(painter)
        self._paint_overlays(painter)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw; the curves only where they are new, since crosshair and markers move often."""
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            drawing = QPainter(self._picture)
            self._paint_plots(drawing)
            drawing.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        self._paint_overlays(painter)
        painter.end()

    def _paint_plots(self, painter: QPainter) -> None:
        shown, frame = tokens(self), self._frame
        painter.fillRect(self.rect(), QColor(shown.surface))
        if frame is None:
            return
        length = max(frame.end - frame.begin, 1e-9)
        for panel in self._panels.values():
            view = panel.view
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setClipRect(view)
            for band in sorted(frame.bands, key=lambda each: each.kind is BandKind.LOSS):
                tint = shown.loss_band if band.kind is BandKind.LOSS else shown.transaction_band
                left = view.left() + (band.begin - frame.begin) / length * view.width()
                # A shorter band could fall between the middles of two pixels.
                band_width = max((band.end - band.begin) / length * view.width(), 1.5)
                area = QRectF(left, view.top(), band_width, view.height())
                painter.fillRect(area & view, QColor(tint))
            painter.setClipping(False)
            panel.paint_grid(painter, shown.grid, shown.muted)
            painter.setClipRect(view)
            for curve in panel.drawn:
                panel.paint_curve(painter, curve, frame.begin, frame.end, self._ink(shown, curve))
            painter.setClipping(False)
        self._paint_times(painter, frame, shown)

    def _paint_times(self, painter: QPainter, frame: Frame, shown: Tokens) -> None:
        last = next(reversed(self._panels.values()), None)
        if last is None:
            return
        view = last.view
        step, times = time_ticks(frame.begin, frame.end, view.width())
        painter.setFont(self._font)
        painter.setPen(QColor(shown.muted))
        for at in times:
            text = time_text(at, step)
            width = self._metrics.horizontalAdvance(text)
            share = (at - frame.begin) / (frame.end - frame.begin)
            left = min(view.width() * share - width / 2, view.width() - width + 10)
            base = view.bottom() + 6 + self._metrics.ascent()
            painter.drawText(QPointF(view.left() + left, base), text)

    def _paint_overlays(self, painter: QPainter) -> None:
        if self._frame is not None:
            for panel in self._panels.values():
                panel.overlay.paint(painter, panel.view)

    def _place(self) -> None:
        """Share the height among the plots; the last one has the times below it."""
        shares = [_SHARES.get(quantity, 150) for quantity in self._panels]
        around = _TOP + _BOTTOM + _TIMES_HEIGHT + _GAP * (len(shares) - 1)
        top = float(_TOP)
        for panel, share in zip(self._panels.values(), shares, strict=True):
            part = max((self.height() - around) * share / sum(shares), 1.0)
            panel.view = QRectF(_LEFT + _AXIS_WIDTH, round(top), self.columns(), round(part))
            top += part + _GAP

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
                place = int(np.searchsorted(times, at))
                near = [each for each in (place - 1, place) if 0 <= each < len(times)]
                if not near or place == len(times):
                    continue
                if any(math.isnan(values[each]) for each in near):
                    continue
                best = min(near, key=lambda each: abs(times[each] - at))
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
        self.update()
        self._show_readout(shown, values, at)

    def _pixel(self, panel: Panel, at: float | None) -> float | None:
        frame = self._frame
        if at is None or frame is None:
            return None
        return (at - frame.begin) / max(frame.end - frame.begin, 1e-9) * panel.view.width()

    def _legend(
        self, panel: Panel, shown: Tokens, values: Mapping[Curve, float], at: float | None
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
        corner = panel.view.topLeft() + QPointF(pixel, 0)
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
        frame = self._frame
        assert frame is not None
        share = (at.x() - _LEFT - _AXIS_WIDTH) / self.columns()
        return frame.begin + share * (frame.end - frame.begin)

    def _point(self, at: QPointF) -> None:
        frame = self._frame
        if frame is None:
            return
        self._pointed = next(
            (quantity for quantity, panel in self._panels.items() if at.y() <= panel.view.bottom()),
            None,
        )
        x = self._time_at(at)
        self.set_crosshair(x if frame.begin <= x <= frame.end else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a marker or of the time shown."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held, and the crosshair."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
        self._point(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._held = self._grip = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to now."""
        self._live()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        steps = event.angleDelta().y() / 120
        if steps and self._frame is not None:
            self._zoom(self._time_at(event.position()), _ZOOM**-steps)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away with the pointer."""
        super().leaveEvent(event)
        self._pointed = None
        self.set_crosshair(None)

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
        self._grip = (at.x(), frame.begin, frame.end)

    def _drag(self, at: QPointF) -> None:
        frame = self._frame
        if frame is None or self._grip is None:
            return
        if self._held is not None:
            self.set_marker(self._held, min(max(self._time_at(at), frame.begin), frame.end))
            return
        pressed, begin, end = self._grip
        moved = at.x() - pressed
        if abs(moved) < _DRAG_PX:
            return
        shift = -moved * (end - begin) / max(self.columns(), 1)
        self.span_wanted.emit((begin + shift, end + shift))

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
        self._place()
        self._picture = None
        if self._frame is not None:
            self.draw(self._frame)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which all plots can be read."""
        return QSize(360, 320)


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
