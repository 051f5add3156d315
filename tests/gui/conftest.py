"""What every test of the desktop needs: an application, a clean end, and a bench that is fed."""

import gc
import math
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QLocale, QTimer
from PySide6.QtWidgets import QApplication

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration, events
from eichlab.line import WireLog
from eichlab.values import (
    Capabilities,
    Channel,
    Identity,
    LinkState,
    Quantity,
    Reading,
)
from eichlab_gui import theme
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.preferences import Preferences
from eichlab_gui.theme import Theme


@pytest.fixture(autouse=True)
def _in_english(qapp: QApplication) -> Iterator[None]:
    """Dress the application as `eichlab` does; each test begins light and in English."""
    QLocale.setDefault(QLocale(QLocale.Language.English))
    if qapp.style().objectName() != "fusion":
        qapp.setStyle("Fusion")
    theme.dress(qapp, Theme.LIGHT)
    yield
    QLocale.setDefault(QLocale(QLocale.Language.English))


@pytest.fixture(autouse=True)
def _nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fail where a test leaves a window, a thread or a running timer behind."""
    threads = set(threading.enumerate())
    yield
    # pytest-qt closes its widgets only after the fixtures; deferred deletions come first.
    for _ in range(3):
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    gc.collect()
    windows = [each for each in qapp.topLevelWidgets() if each.isVisible()]
    for window in windows:
        window.close()
    assert not windows, f"left open: {windows}"
    end = time.monotonic() + 2
    while (left := set(threading.enumerate()) - threads) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left, f"left running: {left}"
    timers = [
        timer
        for timer in gc.get_objects()
        if isinstance(timer, QTimer)
        and shiboken6.isValid(timer)
        and timer.isActive()
        and timer.parent() is None
    ]
    assert not timers, f"left ticking: {timers}"


class FedBench:
    """Stands where the bench stands and publishes what a test wants seen; it reads no meter."""

    def __init__(self, configuration: BenchConfiguration) -> None:
        self.configuration = configuration
        self.events = events.EventStream()
        self._wire_logs = {line.name: WireLog(line.name) for line in configuration.lines}

    def wire_log(self, line: str) -> WireLog:
        return self._wire_logs[line]

    def meters(self) -> tuple[object, ...]:
        return ()

    def availability(self, line: str) -> None:
        return None

    def reading(
        self, meter: str, *, at: datetime | None = None, power: float = 10_810.0, energy: int = 0
    ) -> None:
        now = datetime.now(UTC)
        at = at or now
        wave = math.sin(at.timestamp())
        current = power / 3 / 230
        quantities = {
            (Quantity.POWER, Channel.TOTAL): Decimal(str(round(power, 1))),
            (Quantity.ENERGY_IMPORT, Channel.TOTAL): Decimal(4_211_637 + energy),
        }
        for shift, channel in enumerate((Channel.L1, Channel.L2, Channel.L3)):
            quantities[Quantity.VOLTAGE, channel] = Decimal(str(round(229 + shift + 0.3 * wave, 1)))
            quantities[Quantity.CURRENT, channel] = Decimal(
                str(round(current * (1 + shift / 30), 3))
            )
            quantities[Quantity.POWER, channel] = Decimal(str(round(power / 3, 1)))
        monotonic = time.monotonic() - (now - at).total_seconds()
        self.events.publish(
            events.ReadingTaken(Reading(meter, at, monotonic, quantities, round_trip_s=0.011))
        )

    def identified(self, meter: str, serial: str = "SIM1660104001D") -> None:
        self.events.publish(
            events.MeterIdentified(
                meter,
                Identity("Carlo Gavazzi EM580", serial, "M_1.6.3", simulated=True),
                Capabilities(signs=True, per_phase=True),
                None,
            )
        )

    def link(self, meter: str, state: LinkState) -> None:
        self.events.publish(events.LinkChanged(meter, state, datetime.now(UTC)))

    def line(self, line: str, state: LinkState) -> None:
        port = next(each.port for each in self.configuration.lines if each.name == line)
        self.events.publish(events.LineChanged(line, state, datetime.now(UTC), port))

    def course(self, meter: str, seconds: int, *, step: float = 1.0) -> None:
        """Publish a plausible charging of the last ``seconds``."""
        now = datetime.now(UTC)
        energy = 0.0
        for number in range(int(seconds / step)):
            age = seconds - number * step
            share = number * step / seconds
            power = 10_810.0 * (1 - math.exp(-max(share - 0.25, 0) * 20))
            power = power if 0.25 < share < 0.85 else 0.0
            energy += power * step / 3600
            self.reading(meter, at=now - timedelta(seconds=age), power=power, energy=round(energy))


CONFIGURATION = BenchConfiguration(
    "Lab 2",
    (
        LineConfiguration(
            "Line 1",
            "/dev/ttyUSB0",
            115200,
            meters=(MeterConfiguration("Reference AC", "em580"),),
        ),
        LineConfiguration(
            "Line 2",
            "/dev/ttyUSB1",
            115200,
            meters=(MeterConfiguration("Load side", "em580", simulated=True),),
        ),
    ),
)


@pytest.fixture
def fed_bench() -> FedBench:
    return FedBench(CONFIGURATION)


@pytest.fixture
def background() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def fed_model(fed_bench: FedBench, background: Background) -> Iterator[BenchModel]:
    model = BenchModel(fed_bench, None, background)
    yield model
    model.close()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "desktop.ini")
