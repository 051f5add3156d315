"""One plot of the stack: where it lies, its value axis, and how its curves are drawn."""

import math
from typing import Any, Final

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from eichlab.values import Quantity
from eichlab_gui import theme
from eichlab_gui.plot.frame import Curve, Floats, scale, ticks, value_text
from eichlab_gui.plot.items import Overlay

_SCALES: Final = {Quantity.POWER: 1e-3, Quantity.ENERGY_IMPORT: 1e-3}
_LEAST_SPANS: Final = {
    Quantity.POWER: 0.4,
    Quantity.CURRENT: 0.4,
    Quantity.VOLTAGE: 4.0,
    Quantity.ENERGY_IMPORT: 0.02,
}
_FROM_ZERO: Final = frozenset({Quantity.POWER, Quantity.CURRENT})
_RESTS_S: Final = 2.0
_HEAD_PX: Final = 20


class Panel:
    """What one quantity shows; `view` is the area of its curves, in the widget's pixels."""

    def __init__(self, quantity: Quantity) -> None:
        self.quantity = quantity
        self.factor = _SCALES.get(quantity, 1.0)
        self.view = QRectF()
        self.overlay = Overlay()
        self.drawn: dict[Curve, tuple[Floats, Floats]] = {}
        """Times in Unix seconds and values in the plot's unit, as drawn."""
        self._axis: tuple[float, float, float] = (0.0, 1.0, 0.25)
        self._ranged_at = -math.inf
        self._font = theme.font(11)
        self._metrics = QFontMetricsF(self._font)

    def fit(self, now: float) -> None:
        """Choose the value axis: wider at once, narrower only now and then, so that it rests."""
        low, high = math.inf, -math.inf
        for _, values in self.drawn.values():
            finite = values[np.isfinite(values)]
            if len(finite):
                low, high = min(low, float(finite.min())), max(high, float(finite.max()))
        if not math.isfinite(low):
            wanted = (0.0, 1.0, 0.25)
        else:
            if self.quantity in _FROM_ZERO:
                low, high = min(low, 0.0), max(high, 0.0)
            least = _LEAST_SPANS.get(self.quantity, 1.0)
            high = self._below_head(scale(low, high, least)[0], high)
            wanted = scale(low, high, least)
        held = self._axis
        fits = math.isfinite(self._ranged_at) and held[0] <= low and high <= held[1]
        if held == wanted or (fits and abs(now - self._ranged_at) < _RESTS_S):
            return
        self._axis = wanted
        self._ranged_at = now

    def _below_head(self, bottom: float, high: float) -> float:
        """Return how far the axis must reach so that title and legend hide no curve."""
        share = _HEAD_PX / max(self.view.height(), 3 * _HEAD_PX)
        return bottom + (high - bottom) / (1 - share)

    def paint_grid(self, painter: QPainter, grid: str, ink: str) -> None:
        """Draw the lines of the value axis and their texts, left of the view."""
        bottom, top, step = self._axis
        view = self.view
        painter.setFont(self._font)
        for value in ticks(bottom, top, step):
            y = view.bottom() - (value - bottom) / (top - bottom) * view.height()
            painter.setPen(QColor(grid))
            painter.drawLine(QPointF(view.left(), y), QPointF(view.right(), y))
            text = value_text(value, step)
            left = view.left() - self._metrics.horizontalAdvance(text) - 6
            painter.setPen(QColor(ink))
            painter.drawText(QPointF(left, y + self._metrics.ascent() / 2 - 1), text)

    def paint_curve(
        self, painter: QPainter, curve: Curve, begin: float, end: float, ink: str
    ) -> None:
        """Draw one curve; where a value is missing (NaN) the line ends and begins anew."""
        times, values = self.drawn[curve]
        view = self.view
        bottom, top, _ = self._axis
        x = view.left() + (times - begin) * (view.width() / (end - begin))
        y = view.bottom() - (values - bottom) * (view.height() / (top - bottom))
        painter.setPen(_thin(ink))
        # Columns of lowest and highest values are upright lines, to which smoothing adds nothing.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(x) <= view.width())
        for first, last in _runs(np.isfinite(y)):
            if last - first == 1:
                painter.drawPoint(QPointF(x[first], y[first]))
            else:
                painter.drawPolyline(_polygon(x[first:last], y[first:last]))


def _runs(known: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return from where to where values are known without interruption."""
    if known.all():
        return [(0, len(known))] if len(known) else []
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False))
    return list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))


def _polygon(x: Floats, y: Floats) -> QPolygonF:
    """Return points as Qt draws them, filled at once: one by one would take most of a frame."""
    polygon = QPolygonF()
    polygon.resize(len(x))
    # The type information of shiboken knows neither the size nor that this is a buffer.
    room: Any = shiboken6.VoidPtr(polygon.data(), 16 * len(x), True)  # type: ignore[call-arg, arg-type]  # noqa: FBT003
    points = np.frombuffer(room, dtype=np.float64).reshape(-1, 2)
    points[:, 0], points[:, 1] = x, y
    return polygon


def _thin(colour: str) -> QPen:
    """Return a pen one pixel wide at any zoom; wider ones are many times slower."""
    pen = QPen(QColor(colour), 1)
    pen.setCosmetic(True)
    return pen
