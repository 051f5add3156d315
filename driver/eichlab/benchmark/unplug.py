"""How soon a pulled adapter is missed, and how soon it is found again under another name."""

import queue
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.line import PortChange, PortSettings, SerialLine
from eichlab.meters import Em580

_TIMES = 50
_AWAY_S = 0.3
_PATIENCE_S = 10.0


def measure(_options: Sequence[str] = ()) -> dict[str, float | int]:
    """Return median and worst of 50 in ms: loss seen, port open again, first reading after."""
    seen: list[float] = []
    opened: list[float] = []
    read: list[float] = []
    changes: queue.SimpleQueue[PortChange] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        simulator = SimulatorProcess(("em580", "--link", port, "--seed", "1"))
        line = SerialLine("line", PortSettings(str(port), 115_200), on_port_change=changes.put)
        driver = Em580(line, 1, name="meter")
        line.start()
        try:
            changes.get(timeout=_PATIENCE_S)
            names = set()
            for number in range(_TIMES):
                # Every other time in the middle of polling, else on an idle line.
                polling = line.run(driver.read) if number % 2 else None
                began = time.perf_counter()
                simulator.command("unplug")
                _wait(changes, lost=True)
                seen.append(time.perf_counter() - began)
                if polling is not None:
                    polling.exception()
                # Uneven waits, so that the search is met at every point of its interval.
                time.sleep(_AWAY_S + 0.007 * number)
                began = time.perf_counter()
                simulator.command("plug")
                _wait(changes, lost=False)
                opened.append(time.perf_counter() - began)
                names.add(port.resolve().name)
                line.run(driver.read).result()
                read.append(time.perf_counter() - began)
        finally:
            line.close()
            simulator.close()
    figures: dict[str, float | int] = {"times": _TIMES, "names_seen": len(names)}
    for name, values in (("loss_seen", seen), ("port_open", opened), ("reading", read)):
        figures[f"{name}_median_ms"] = round(1000 * statistics.median(values), 1)
        figures[f"{name}_worst_ms"] = round(1000 * max(values), 1)
    return figures


def _wait(changes: "queue.SimpleQueue[PortChange]", *, lost: bool) -> None:
    while (changes.get(timeout=_PATIENCE_S).error is not None) is not lost:
        pass
