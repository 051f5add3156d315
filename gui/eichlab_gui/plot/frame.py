"""What one drawing shows, and the numbers behind it: envelopes, axes, times. No widget in here.

Values are floats for drawing only; no signed value ever comes here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eichlab.values import Channel, Quantity
from eichlab_gui.figures import day_and_time, figure

Floats = NDArray[np.float64]


class Curve(NamedTuple):
    """One line in a plot; ``meter`` is the name on the bench."""

    quantity: Quantity
    channel: Channel
    meter: str = ""


_TIME_STEPS: Final = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172800, 604800, 1209600, 2592000,
)  # fmt: skip


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


class Envelopes:
    """Lowest and highest value of every ``width`` seconds, of curves with many samples.

    Up to ``most`` samples come back as they are. Columns lie at multiples of ``width``, so that
    nothing flickers while the window moves; a column with a gap (NaN) is a gap.
    """

    def __init__(self, width: float, *, most: int) -> None:
        self._width = width
        self._most = most
        self._times: Floats = np.empty(0)
        self._starts: NDArray[np.intp] = np.empty(0, np.intp)

    def of(self, times: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Return the envelope of one curve."""
        if len(times) <= self._most:
            return times, values
        # What one reading brought has the same times: to compare costs far less than to search.
        if not np.array_equal(times, self._times):
            self._times, self._starts = times, self._columns(times)
        starts = self._starts
        both = np.empty(2 * len(starts))
        both[0::2] = np.minimum.reduceat(values, starts)
        both[1::2] = np.maximum.reduceat(values, starts)
        return np.repeat(times[starts], 2), both

    def _columns(self, times: Floats) -> NDArray[np.intp]:
        """Return where in ``times`` each column that holds any begins."""
        # Looked up, not computed for every sample: a day at 1 Hz has far more samples than columns.
        width = self._width
        first, last = math.floor(times[0] / width), math.floor(times[-1] / width)
        begins = np.searchsorted(times, np.arange(first + 1, last + 1) * width)
        starts = np.concatenate(([0], begins))
        starts = starts[np.concatenate((starts[1:] > starts[:-1], [True]))]
        return starts[starts < len(times)]


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
    moment = datetime.fromtimestamp(at).astimezone()
    return f"{moment:%H:%M:%S}" if step < 43200 else day_and_time(moment)


def value_text(value: float, step: float) -> str:
    """Return a value with the decimals the step of its axis needs; never an SI prefix."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(step * 10**places - round(step * 10**places)) > 1e-6:
        places += 1
    return figure(value, places)
