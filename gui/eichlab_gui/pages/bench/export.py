"""The page's picture and table as files."""

import csv
import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from eichlab_gui.plot import Curve, Floats


def write_table(path: Path, meter: str, curves: Mapping[Curve, tuple[Floats, Floats]]) -> int:
    """Write the values drawn as CSV, one row a time, and return the number of rows.

    The first column is the local time with its offset; the others name quantity, channel and
    unit. A cell is empty where the meter gave no value then. Raises ``OSError``.
    """
    rows: dict[float, dict[Curve, float]] = {}
    for curve, (times, values) in curves.items():
        for at, value in zip(times.tolist(), values.tolist(), strict=True):
            if math.isfinite(value):
                rows.setdefault(at, {})[curve] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [f"time ({meter})"]
            + [f"{quantity} {channel} [{quantity.unit}]" for quantity, channel in curves]
        )
        for at in sorted(rows):
            moment = datetime.fromtimestamp(at).astimezone().isoformat(timespec="milliseconds")
            cells = (rows[at].get(curve) for curve in curves)
            writer.writerow([moment, *("" if cell is None else f"{cell:.12g}" for cell in cells)])
    return len(rows)
