"""Two markers A and B: the time, the energy and the mean power between them."""

import math
from dataclasses import dataclass

import numpy as np

from eichlab.values import Channel, Quantity
from eichlab_gui.plot.frame import Curve, Floats, Frame

_REACH_S = 5.0
"""How far before the first and behind the last reading a marker still means it."""


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between two markers, taken from the readings nearest to them.

    ``begin`` and ``end`` are the times of those readings (Unix seconds); nothing is interpolated.
    ``energy_kwh`` and ``mean_kw`` are None where a marker lies in a gap or before all readings.
    """

    begin: float
    end: float
    energy_kwh: float | None
    mean_kw: float | None

    @property
    def seconds(self) -> float:
        """Return the time between the two."""
        return self.end - self.begin


def between(frame: Frame, meter: str, first: float, second: float) -> Between:
    """Return what lies between two times for one meter."""
    begin, end = sorted((first, second))
    energies = [
        samples
        for channel in (Channel.TOTAL, Channel.DC)
        if (samples := frame.curves.get(Curve(Quantity.ENERGY_IMPORT, channel, meter))) is not None
    ]
    at_begin = _nearest(energies[0], begin) if energies else None
    at_end = _nearest(energies[0], end) if energies else None
    if at_begin is None or at_end is None:
        return Between(begin, end, None, None)
    seconds = at_end[0] - at_begin[0]
    energy = (at_end[1] - at_begin[1]) / 1000
    mean = energy * 3600 / seconds if seconds > 0 else None
    return Between(at_begin[0], at_end[0], energy, mean)


def _nearest(samples: tuple[Floats, Floats], at: float) -> tuple[float, float] | None:
    """Return time and value of the sample nearest to a time; none in a gap or outside."""
    times, values = samples
    if not len(times) or not times[0] - _REACH_S <= at <= times[-1] + _REACH_S:
        return None
    place = int(np.searchsorted(times, at))
    near = [each for each in (place - 1, place) if 0 <= each < len(times)]
    if not near or any(math.isnan(values[each]) for each in near):
        return None
    best = min(near, key=lambda each: abs(times[each] - at))
    return float(times[best]), float(values[best])
