"""Stacked plots over one time axis, drawn by ourselves: a frame of 128 curves takes a moment."""

from eichlab_gui.plot.frame import (
    Band,
    BandKind,
    Curve,
    Envelopes,
    Floats,
    Frame,
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
    "Envelopes",
    "Floats",
    "Frame",
    "StackedPlots",
    "scale",
    "ticks",
    "time_ticks",
    "value_text",
]
