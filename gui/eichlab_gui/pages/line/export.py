"""Frames as a file: text for reading, CSV for computing. Times in UTC, bytes in full.

Runs away from the GUI thread; saying thousands of meanings takes its time.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from eichlab.texts import Language, say
from eichlab.values import Direction, WireEntry
from eichlab_gui.pages.line.frames import hexadecimal

_ARROWS = {Direction.SENT: "->", Direction.RECEIVED: "<-", Direction.NOTE: "--"}
_COLUMNS = ("number", "time", "direction", "unit", "bytes", "verdict", "elapsed_ms", "meaning")


def as_text(entries: Sequence[WireEntry], language: Language) -> str:
    """Return one line an entry."""
    lines = []
    for entry in entries:
        parts = [
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            _ARROWS[entry.direction],
            entry.verdict.value.ljust(14),
            hexadecimal(entry.data),
        ]
        if entry.meaning is not None:
            parts.append(f"# {say(entry.meaning, language)}")
        lines.append(" ".join(part for part in parts if part).rstrip())
    return "".join(f"{line}\n" for line in lines)


def as_csv(entries: Sequence[WireEntry], language: Language) -> str:
    """Return a table with a heading."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    for entry in entries:
        elapsed = "" if entry.elapsed_s is None else f"{entry.elapsed_s * 1000:.3f}"
        table.writerow(
            (
                entry.number,
                entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
                entry.direction.value,
                "" if entry.unit is None else entry.unit,
                hexadecimal(entry.data),
                entry.verdict.value,
                elapsed,
                "" if entry.meaning is None else say(entry.meaning, language),
            )
        )
    return text.getvalue()


def write(path: Path, entries: Sequence[WireEntry], language: Language) -> Path:
    """Write the entries, as CSV where the name ends so, else as text; return the path."""
    make = as_csv if path.suffix.lower() == ".csv" else as_text
    path.write_text(make(entries, language), encoding="utf-8")
    return path
