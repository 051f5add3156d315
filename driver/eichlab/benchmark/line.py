"""How much of a line's speed a poll cycle uses, and what a dead neighbour costs.

The least a cycle can take is the bits of all questions and answers, the meter's turnaround, and
the silence before each question; the efficiency is that over what a cycle takes. It is measured
against a simulated meter on a pseudo-terminal that keeps the pace of the line.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    ReadingTaken,
)
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.line import PortSettings, SerialLine
from eichlab.meters import Em580
from eichlab.store import Store
from eichlab.values import Direction, WireEntry, WireVerdict

_BAUDS = (9600, 19_200, 115_200)
_TURNAROUND_S = 0.005
_CYCLES = 30
_WARM_UP = 3
_SETTLING_S = 6.0
_COUNTED_S = 30.0


def measure(_options: Sequence[str] = ()) -> dict[str, float | int]:
    """Return for each speed the least and the median time of a cycle in ms, and the efficiency."""
    figures: dict[str, float | int] = {}
    for baud in _BAUDS:
        with _line(baud) as line:
            driver = Em580(line, 1, name="meter")
            for _ in range(_WARM_UP):
                line.run(driver.read).result()
            before = line.wire_log.last_number
            took: list[float] = []
            for _ in range(_CYCLES):
                began = time.perf_counter()
                line.run(driver.read).result()
                took.append(time.perf_counter() - began)
            entries = line.wire_log.since(before)
            least_s = _least_s(entries, line.settings) / _CYCLES
            median_s = statistics.median(took)
            figures[f"cycle_least_ms_{baud}"] = round(1000 * least_s, 2)
            figures[f"cycle_median_ms_{baud}"] = round(1000 * median_s, 2)
            figures[f"efficiency_{baud}"] = round(least_s / median_s, 4)
            figures[f"repeats_{baud}"] = sum(
                entry.verdict not in {WireVerdict.QUESTION, WireVerdict.ANSWERED}
                for entry in entries
            )
    alone, beside_dead = (_polls(units) for units in ((1,), (1, 2)))
    figures["polls_alone"] = alone
    figures["polls_beside_dead"] = beside_dead
    figures["dead_neighbour_costs"] = round(1 - beside_dead / alone, 4)
    return figures


def _polls(units: Sequence[int]) -> int:
    """Return how often a bench reads unit 1, on a line that has no time left, in half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        baud = _BAUDS[0]
        simulator = SimulatorProcess(("em580", "--link", port, "--baud", str(baud), "--seed", "1"))
        meters = tuple(
            MeterConfiguration(f"M{unit}", "em580", unit=unit, interval_s=0.1, simulated=True)
            for unit in units
        )
        line = LineConfiguration("line", str(port), baud, meters=meters)
        store = Store.open(Path(folder) / "eichlab.sqlite")
        bench = Bench(BenchConfiguration("benchmark", (line,)), store)
        events = bench.events.subscribe()
        bench.start()
        try:
            # Until it is known who is dead.
            time.sleep(_SETTLING_S)
            events.drain()
            time.sleep(_COUNTED_S)
            return sum(isinstance(event, ReadingTaken) for event in events.drain())
        finally:
            bench.close()
            store.close()
            simulator.close()


def _least_s(entries: list[WireEntry], settings: PortSettings) -> float:
    sent = [entry for entry in entries if entry.direction is Direction.SENT]
    characters = sum(len(entry.data) for entry in entries)
    return characters * settings.character_s + len(sent) * (_TURNAROUND_S + settings.silence_s)


@contextmanager
def _line(baud: int) -> Iterator[SerialLine]:
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        simulator = SimulatorProcess(("em580", "--link", port, "--baud", str(baud), "--seed", "1"))
        line = SerialLine("line", PortSettings(str(port), baud))
        line.start()
        try:
            yield line
        finally:
            line.close()
            simulator.close()
