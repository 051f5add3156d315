"""The page's picture and table as files; both say what they show and how it was got."""

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from eichlab_gui.plot import Curve, Floats, StackedPlots


def write_table(
    path: Path, about: Sequence[tuple[str, str]], curves: Mapping[Curve, tuple[Floats, Floats]]
) -> int:
    """Write the values drawn as CSV, one row a time, and return the number of rows.

    Lines that begin with ``#`` come first and hold ``about``: bench, meters, ports, times. The
    first column is the local time with its offset; the others name meter, quantity, channel and
    unit. A cell is empty where the meter gave no value then. Raises ``OSError``.
    """
    rows: dict[float, dict[Curve, float]] = {}
    for curve, (times, values) in curves.items():
        for at, value in zip(times.tolist(), values.tolist(), strict=True):
            if math.isfinite(value):
                rows.setdefault(at, {})[curve] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        for name, text in about:
            file.write(f"# {name}: {_one_line(text)}\n")
        writer = csv.writer(file)
        writer.writerow(
            ["time"]
            + [
                f"{curve.meter} {curve.quantity} {curve.channel} [{curve.quantity.unit}]"
                for curve in curves
            ]
        )
        for at in sorted(rows):
            moment = datetime.fromtimestamp(at).astimezone().isoformat(timespec="milliseconds")
            cells = (rows[at].get(curve) for curve in curves)
            writer.writerow([moment, *("" if cell is None else f"{cell:.12g}" for cell in cells)])
    return len(rows)


def write_drawing(
    path: Path, title: str, about: Sequence[tuple[str, str]], shown: StackedPlots
) -> bool:
    """Draw plots into an SVG file, ``about`` in its description; return whether that worked."""
    drawing = QSvgGenerator()
    drawing.setFileName(str(path))
    drawing.setTitle(title)
    drawing.setDescription("; ".join(f"{name}: {_one_line(text)}" for name, text in about))
    drawing.setSize(QSize(shown.size()))
    drawing.setViewBox(shown.rect())
    painter = QPainter()
    if not painter.begin(drawing):
        return False
    shown.paint(painter)
    return painter.end() and path.exists()


def _one_line(text: str) -> str:
    """Return a text without line breaks: names of meters are the user's."""
    return " ".join(text.split())
