"""How quick the desktop is: ``python -m eichlab_gui.benchmark [--json] [NAME…]``.

``start``: the first window beside a bare window of Qt and pyqtgraph. ``plots``: panning and zooming
on Bench with a day at 1 Hz held. ``stall``: how long the GUI does not come back to its events while
32 simulated meters are polled, a line is lost, and 10,000 records are judged, searched and walked
through. ``week``: memory while a week of events is fed. ``history``: looking through a store of
100,000 transactions. All without a screen, at 1280 × 800. Other work on the machine shows: a
process that only waits tells, beside each stall, how late it came.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from eichlab.bench import BenchConfiguration
    from eichlab.cli.simulator_process import SimulatorProcess
    from eichlab.values import Reading
    from eichlab_gui.application import Desktop
    from eichlab_gui.headless import Until
    from eichlab_gui.model import BenchModel, MeterView

Figures = dict[str, float | int]

_SIZE: Final = (1280, 800)
_STARTS: Final = 7
_METERS: Final = 32
_DAY_S: Final = 86_400
_WEEK_DAYS: Final = 7
_FRAMES: Final = 60
_LINES: Final = 4
_RECORDS: Final = 10_000

_BARE: Final = """
import time, sys
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
application = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1280, 800)
window.show()
while not window.isVisible():
    application.processEvents()
application.processEvents()
window.grab()
print("painted", time.process_time(), flush=True)
"""
_OWN: Final = "from eichlab_gui.benchmark import run_until_painted; run_until_painted()"


# The first window.


def measure_start() -> Figures:
    """Return the medians of both windows in ms, from the start of the process on, in turns.

    Ours is what the program shows when it is called without arguments: the last bench, read from
    its file, on the page Bench. Both are compiled before, as what is installed is.
    """
    bare, own = [], []
    with tempfile.TemporaryDirectory() as folder:
        places = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), folder)
        places["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        places["PYTHONDONTWRITEBYTECODE"] = ""
        _bench(1).save(Path(folder) / "eichlab" / "bench.toml")
        preferences = Path(folder) / "eichlab" / "desktop.ini"
        for code in (_BARE, _OWN):
            _painted_after(code, places)
        for _ in range(_STARTS):
            bare.append(_painted_after(_BARE, places))
            # Each of 1280 × 800: one that is remembered would be fitted to a screen that is none.
            preferences.unlink(missing_ok=True)
            own.append(_painted_after(_OWN, places))
    first, second = (
        [statistics.median(column) for column in zip(*runs, strict=True)] for runs in (bare, own)
    )
    return {
        "start_bare_ms": round(first[0] * 1000),
        "start_eichlab_ms": round(second[0] * 1000),
        "start_bare_cpu_ms": round(first[1] * 1000),
        "start_eichlab_cpu_ms": round(second[1] * 1000),
        "start_ratio": round(second[0] / first[0], 2),
        "start_ratio_of_bests": round(min(own)[0] / min(bare)[0], 2),
        "start_ratio_cpu": round(second[1] / first[1], 2),
    }


def _painted_after(code: str, places: Mapping[str, str]) -> tuple[float, float]:
    """Return after which time a window was painted, and the processor time it took."""
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **places},
    ) as child:
        assert child.stdout is not None
        word, used = child.stdout.readline().split()
        took = time.perf_counter() - began
        child.communicate()
    if word != "painted":
        raise RuntimeError("the window did not open")
    return took, float(used)


def run_until_painted() -> None:
    """Run the program as it runs without arguments; print when it is painted, and end."""
    import gc

    # As `eichlab_gui.start.desktop` does.
    gc.disable()
    from eichlab_gui.application import run_desktop
    from eichlab_gui.start import last_session

    def painted() -> None:
        sys.stdout.write(f"painted {time.process_time():.4f}\n")
        sys.stdout.flush()

    run_desktop(last_session, open_last=last_session, seconds=0.5, painted=painted)


# The plots.


def measure_plots() -> Figures:
    """Return what a frame takes on Bench while a day of 32 meters is held, in ms.

    The model holds the curves as it does on any day, in its rings; the page is asked for spans of
    time as the mouse asks, and everything up to the painted window counts. ``…_cpu_ms`` is the
    processor time of the GUI thread.
    """
    from eichlab.bench import Bench
    from eichlab.store import Store
    from eichlab_gui import theme
    from eichlab_gui.application import make_application
    from eichlab_gui.background import Background
    from eichlab_gui.model import CURVES, BenchModel
    from eichlab_gui.pages.bench.page import BenchPage
    from eichlab_gui.preferences import Preferences
    from eichlab_gui.theme import Theme
    from eichlab_gui.window import MainWindow

    application = make_application()
    theme.dress(application, Theme.LIGHT)
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "eichlab.sqlite")
        # Never started: its values are all made here.
        bench = Bench(_bench(_METERS), store)
        background = Background()
        model = BenchModel(bench, store, background)
        end = _hold_a_day(model)
        window = MainWindow(model, Preferences(Path(folder) / "desktop.ini"))
        window.resize(*_SIZE)
        window.show()
        page = window.pages["bench"]
        assert isinstance(page, BenchPage)
        spans = {
            "pan": [(end - _DAY_S - 60 * step, end - 60 * step) for step in range(_FRAMES)],
            "zoom": [(end - _DAY_S * 0.93**step, end) for step in range(_FRAMES)],
        }
        for count in (32, 128):
            for card in list(page.cards.values())[1 : count // len(CURVES)]:
                card.plotted.emit(card.meter.name, True)  # noqa: FBT003 - Qt's signature
            for name, wanted in spans.items():
                page.show_past(*wanted[0])
                application.processEvents()
                frame = page.plots.frame()
                assert frame is not None
                assert len(frame.curves) == count
                took, used = [], []
                for span in wanted:
                    began, began_cpu = time.perf_counter(), time.thread_time()
                    page.plots.span_wanted.emit(span)
                    application.processEvents()
                    took.append(time.perf_counter() - began)
                    used.append(time.thread_time() - began_cpu)
                figures[f"plots_{count}_{name}_p95_ms"] = _p95(took)
                figures[f"plots_{count}_{name}_p95_cpu_ms"] = _p95(used)
                figures[f"plots_{count}_{name}_median_ms"] = round(
                    statistics.median(took) * 1000, 1
                )
        figures["plots_resident_mb"] = _resident_mb()
        window.close()
        model.close()
        background.close()
        bench.close()
        store.close()
    del window, page, model
    _leave(application)
    return figures


def _hold_a_day(model: "BenchModel") -> float:
    """Let the model hold a day at 1 Hz of every meter, and return its end in Unix seconds."""
    import numpy as np

    from eichlab.values import Channel, Quantity
    from eichlab_gui.model import CURVES, RING_CAPACITY
    from eichlab_gui.ring import Ring

    end = time.time()
    chance = np.random.default_rng(1)
    for meter in model.meters.values():
        times = end - _DAY_S + np.arange(_DAY_S, dtype=np.float64) + chance.uniform(0, 0.2)
        for quantity in CURVES:
            values = 1000 + chance.normal(0, 5, _DAY_S).cumsum()
            if quantity is Quantity.ENERGY_IMPORT:
                values = np.abs(values).cumsum() / 3600
            ring = meter.rings[quantity, Channel.TOTAL] = Ring(RING_CAPACITY)
            for at, value in zip(times.tolist(), values.tolist(), strict=True):
                ring.append(at, value)
    return end


def _p95(took: list[float]) -> float:
    return round(statistics.quantiles(took, n=20)[-1] * 1000, 1)


# The longest stall.


def measure_stall() -> Figures:
    """Return the longest stall in ms, from the first paint on, and in each part of the work.

    ``…_idle_ms`` is how late a process was in the same time that did nothing but wait.
    """
    from eichlab_gui.application import Desktop, leave, make_application
    from eichlab_gui.headless import Script
    from eichlab_gui.preferences import Preferences
    from eichlab_gui.session import waiting_session

    application = make_application()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        simulators = [_simulated_line(folder, number) for number in range(_LINES)]
        desktop = Desktop(application, Preferences(folder / "desktop.ini"))
        idle = _Idle()
        work = _Work(desktop, simulators[0], idle, folder)
        try:
            desktop.show(waiting_session(_bench(_METERS, folder), folder / "eichlab.sqlite"))
            script = Script(work.steps(), application.quit)
            application.exec()
            work.figures["stall_ms"] = round(desktop.stall.longest_ms, 1)
            work.figures["stall_idle_ms"] = round(idle.longest_ms, 1)
        finally:
            desktop.close()
            idle.close()
            for simulator in simulators:
                simulator.close()
    error, stuck, figures = script.error, script.stuck, work.figures
    del script, work, desktop
    leave(application)
    if error is not None:
        raise error
    if stuck is not None:
        raise TimeoutError(f"{stuck.name} did not happen within {stuck.seconds:g} s")
    return figures


def _simulated_line(folder: Path, number: int) -> "SimulatorProcess":
    from eichlab.cli.simulator_process import SimulatorProcess

    units = [f"em580@{unit}" for unit in range(1, _METERS // _LINES + 1)]
    arguments = (*units, "--link", str(folder / f"line-{number}"), "--turnaround", "1")
    return SimulatorProcess(arguments, meters=len(units), start_s=60)


def wait_idly() -> None:
    """Wait 5 ms at a time; for every line read print the longest that took beyond, in ms."""
    import select

    while True:
        longest, readable = 0.0, False
        while not readable:
            began = time.perf_counter()
            readable = bool(select.select([sys.stdin], [], [], 0.005)[0])
            longest = max(longest, time.perf_counter() - began - 0.005)
        if not sys.stdin.readline():
            return
        sys.stdout.write(f"{longest * 1000}\n")
        sys.stdout.flush()


class _Idle:
    """A process beside ours that only waits, and tells how late it came."""

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from eichlab_gui.benchmark import wait_idly; wait_idly()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lap_ms()
        self.longest_ms = 0.0

    def lap_ms(self) -> float:
        """Return how late it came at worst since this was last asked."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        lap = float(self._process.stdout.readline())
        self.longest_ms = max(self.longest_ms, lap)
        return lap

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


class _Work:
    """What a hard day looks like: values, a line lost, a large file; and how long each stalled."""

    def __init__(
        self, desktop: "Desktop", simulator: "SimulatorProcess", idle: _Idle, folder: Path
    ) -> None:
        self.figures: Figures = {}
        self._desktop, self._simulator, self._idle = desktop, simulator, idle
        self._file = folder / "many.xml"
        _write_many(self._file)

    def steps(self) -> "Iterator[Until]":
        """Yield what is waited for."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from eichlab.values import LinkState
        from eichlab_gui.headless import Until

        window, session = self._desktop.window, self._desktop.session
        assert window is not None
        assert session is not None
        meters = session.model.meters
        first = next(iter(meters.values()))
        yield Until(
            "all online",
            lambda: all(meter.readings > 1 for meter in meters.values()),
            60,
        )
        self._note("start")
        counted, began = self._readings(meters), time.monotonic()
        yield _pause(10)
        taken = self._readings(meters) - counted
        self.figures["stall_readings_per_s"] = round(taken / (time.monotonic() - began), 1)
        self._note("poll")
        self._simulator.command("fault request-lost")
        yield Until("silent", lambda: first.link is LinkState.SILENT, 60)
        yield _pause(3)
        self._simulator.command("clear")
        yield Until("regained", lambda: first.link is LinkState.ONLINE, 60)
        self._note("loss")
        page = window.transparency
        window.open_files([self._file])
        yield Until("judged", lambda: not page.judging.busy and bool(page.entries), 280)
        yield _pause(1)
        self.figures["stall_entries"] = len(page.entries)
        self._note("records")
        page.list.search.setText("T9999")
        yield Until("found", lambda: page.list.model.rowCount() == 1, 10)
        yield _pause(0.5)
        self._note("search")
        page.list.search.clear()
        yield Until("cleared", lambda: page.list.model.rowCount() > 1, 10)
        yield _pause(0.5)
        self._note("clear_search")
        for _ in range(5):
            QTest.keyClick(page.list.view, Qt.Key.Key_Down)
            yield _pause(0.3)
        self._note("key_down")

    @staticmethod
    def _readings(meters: "dict[str, MeterView]") -> int:
        return sum(meter.readings for meter in meters.values())

    def _note(self, part: str) -> None:
        self.figures[f"stall_{part}_ms"] = round(self._desktop.stall.lap_ms(), 1)
        self.figures[f"stall_{part}_idle_ms"] = round(self._idle.lap_ms(), 1)


def _pause(seconds: float) -> "Until":
    from eichlab_gui.headless import Until

    end = time.monotonic() + seconds
    return Until("pause", lambda: time.monotonic() >= end, seconds + 60)


def _write_many(path: Path) -> None:
    """Write a file of 10,000 transactions: the sample under other numbers.

    That changes what was signed, so each is rejected, at the same cost as any other verdict.
    """
    from eichlab.resources import resource

    text = resource("samples", "em580.xml").read_text("utf-8")
    begin, end = text.index("<value>"), text.index("</values>")
    value = text[begin:end]
    many = (
        value.replace("12345678-1234", f"{number:08}-1234").replace('"T23"', f'"T{number}"')
        for number in range(1, _RECORDS + 1)
    )
    path.write_text(text[:begin] + "".join(many) + text[end:], "utf-8")


# A week.


def measure_week() -> Figures:
    """Return the resident memory in MB after a day and after a week of events at 1 Hz."""
    from eichlab.bench import Bench, LossBegan, LossEnded, ReadingTaken
    from eichlab.store import Store
    from eichlab.values import Loss, LossCause
    from eichlab_gui.application import make_application
    from eichlab_gui.background import Background
    from eichlab_gui.model import BenchModel

    application = make_application()
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "eichlab.sqlite")
        # Never started: its events are all made here.
        bench = Bench(_bench(1), store)
        background = Background()
        model = BenchModel(bench, None, background)
        (name,) = model.meters
        begin = datetime.now(UTC) - timedelta(days=_WEEK_DAYS)
        began = time.perf_counter()
        for second in range(_WEEK_DAYS * _DAY_S):
            at = begin + timedelta(seconds=second)
            bench.events.publish(ReadingTaken(_reading(name, at, second)))
            if second % 3600 == 0:
                loss = Loss(name, at, LossCause.NO_ANSWER)
                bench.events.publish(LossBegan(loss))
                ended = Loss(name, at, LossCause.NO_ANSWER, ended_at=at + timedelta(seconds=5))
                bench.events.publish(LossEnded(ended))
            if second % 300 == 0:
                model.drain()
            if second == _DAY_S:
                figures["week_day_1_mb"] = _resident_mb()
        model.drain()
        figures["week_day_7_mb"] = _resident_mb()
        took = time.perf_counter() - began
        figures["week_growth"] = round(figures["week_day_7_mb"] / figures["week_day_1_mb"] - 1, 4)
        figures["week_readings"] = model.meters[name].readings
        figures["week_us_per_reading"] = round(took / model.meters[name].readings * 1e6, 1)
        model.close()
        background.close()
        bench.close()
        store.close()
    _leave(application)
    return figures


def _reading(meter: str, at: datetime, second: int) -> "Reading":
    from eichlab.values import Channel, Quantity, Reading

    quantities = {
        (Quantity.POWER, Channel.TOTAL): Decimal(11_000 + second % 100),
        (Quantity.ENERGY_IMPORT, Channel.TOTAL): Decimal(4_211_637 + 3 * second),
    }
    for channel in (Channel.L1, Channel.L2, Channel.L3):
        quantities[Quantity.VOLTAGE, channel] = Decimal(2300 + second % 7).scaleb(-1)
        quantities[Quantity.CURRENT, channel] = Decimal(16_000 + second % 90).scaleb(-3)
    return Reading(meter, at, float(second), quantities, round_trip_s=0.01)


def _resident_mb() -> float:
    """Return the resident memory of this process; Linux only."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


# What all need.


def _bench(meters: int, folder: Path = Path("/nowhere")) -> "BenchConfiguration":
    """Return a bench of this many meters, spread over four lines, or over one."""
    from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration

    lines = min(meters, _LINES)
    per_line = meters // lines
    return BenchConfiguration(
        "benchmark",
        tuple(
            LineConfiguration(
                f"Line {line + 1}",
                str(folder / f"line-{line}"),
                115_200,
                meters=tuple(
                    MeterConfiguration(
                        f"Meter {line * per_line + unit}", "em580", unit=unit, simulated=True
                    )
                    for unit in range(1, per_line + 1)
                ),
            )
            for line in range(lines)
        ),
    )


def _leave(application: "QApplication") -> None:
    from eichlab_gui.application import leave

    leave(application)


def _measure_history() -> Figures:
    from eichlab_gui.benchmark_history import measure_history

    return measure_history()


_MEASURES: Final[dict[str, Callable[[], Figures]]] = {
    "start": measure_start,
    "plots": measure_plots,
    "stall": measure_stall,
    "week": measure_week,
    "history": _measure_history,
}


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything, each in a process of its own, and print."""
    parser = argparse.ArgumentParser(prog="python -m eichlab_gui.benchmark", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_MEASURES))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - set(_MEASURES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    names = chosen.names or list(_MEASURES)
    if len(names) == 1:
        figures = _MEASURES[names[0]]()
    else:
        figures = {}
        for name in names:
            # A process each: what one leaves in memory is no burden to the next.
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", "eichlab_gui.benchmark", name, "--json"],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            figures |= json.loads(done.stdout)
    if chosen.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
        return 0
    width = max(map(len, figures))
    for name, figure in figures.items():
        sys.stdout.write(f"{name:<{width}}  {figure:,}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
