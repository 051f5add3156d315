"""Stacked plots over one time axis, drawn by ourselves: a frame of 128 curves takes a moment."""

from eichlab_gui.plot.frame import (
    Band,
    BandKind,
    Curve,
    Floats,
    Frame,
    envelope,
    scale,
    ticks,
    time_ticks,
    value_text,
)
from eichlab_gui.plot.markers import Between
from eichlab_gui.plot.stacked import StackedPlots

__all__ = [
    "Band",
    "BandKind",
    "Between",
    "Curve",
    "Floats",
    "Frame",
    "StackedPlots",
    "envelope",
    "scale",
    "ticks",
    "time_ticks",
    "value_text",
]
