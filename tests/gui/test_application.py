"""Hooks, garbage, the stall meter, and sessions that cannot open what they should."""

import gc
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.values import LinkState
from eichlab_gui.collector import Collector
from eichlab_gui.mishaps import Mishaps
from eichlab_gui.session import Session, open_session, waiting_session
from eichlab_gui.stall import StallMeter


def test_every_uncaught_exception_comes_to_one_place(qtbot, caplog):
    mishaps = Mishaps()
    try:
        with qtbot.waitSignal(mishaps.happened) as happened:
            sys.excepthook(ValueError, ValueError("in the window"), None)
        assert happened.args == ["ValueError: in the window"]
        with qtbot.waitSignal(mishaps.happened):
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        assert mishaps.kept[-1].startswith("ZeroDivisionError")
        assert "unexpected error" in caplog.text
    finally:
        mishaps.close()


def test_the_hooks_are_given_back(qapp):
    before = (sys.excepthook, threading.excepthook)
    Mishaps().close()
    assert (sys.excepthook, threading.excepthook) == before


def test_garbage_is_collected_in_the_gui_thread_only(qapp, qtbot):
    collector = Collector()
    threads = set()

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            threads.add(threading.get_ident())

    gc.callbacks.append(note)
    try:
        assert not gc.isenabled()

        def litter() -> None:
            for _ in range(20_000):
                cycle: list[object] = []
                cycle.append(cycle)

        worker = threading.Thread(target=litter)
        worker.start()
        worker.join()
        qtbot.waitUntil(lambda: bool(threads), timeout=2000)
        assert threads == {threading.get_ident()}
    finally:
        gc.callbacks.remove(note)
        collector.close()
    assert gc.isenabled()


def test_the_stall_meter_measures_and_pauses(qapp, qtbot):
    meter = StallMeter()
    meter.start()
    qtbot.wait(30)
    QTimer.singleShot(0, lambda: time.sleep(0.12))
    qtbot.wait(200)
    assert 100 < meter.longest_ms < 1000
    longest = meter.longest_ms
    assert meter.lap_ms() == longest
    assert meter.lap_ms() < longest
    meter.pause()
    time.sleep(longest / 1000 + 0.1)
    meter.start()
    qtbot.wait(20)
    meter.pause()
    assert meter.longest_ms < longest + 90


def test_a_damaged_store_gives_way_to_the_spare_one_and_the_window_can_say_so(
    qapp, qtbot, tmp_path
):
    path = tmp_path / "eichlab.sqlite"
    path.write_bytes(b"this is no database" * 100)
    meter = MeterConfiguration(name="Post", model="em580")
    line = LineConfiguration("Line", str(tmp_path / "port"), 115_200, meters=(meter,))
    session = open_session(BenchConfiguration("test", (line,)), path)
    try:
        assert session.bench is not None
        assert session.store is not None
        assert session.store.path == tmp_path / "rescue" / "spare.sqlite"
        qtbot.waitUntil(
            lambda: "store.spare" in [each.message.code for each in session.model.notices],
            timeout=10_000,
        )
    finally:
        session.close()


def test_a_store_that_cannot_be_opened_leaves_an_empty_session_with_its_reason(qapp, tmp_path):
    path = tmp_path / "file" / "eichlab.sqlite"
    path.parent.write_bytes(b"a file where the folders of store and rescue would be")
    session = open_session(BenchConfiguration(), path)
    assert session.store is None
    assert session.bench is None
    assert session.trouble is not None
    session.close()


def test_a_session_without_meters_has_a_store(qapp, tmp_path):
    session = open_session(None, tmp_path / "eichlab.sqlite")
    assert session.trouble is None
    assert session.store is not None
    session.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="signals are looked up in /proc")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [("SIGTERM", ("demo",)), ("SIGINT", ("demo",)), ("SIGHUP", ("demo", "--show"))],
)
def test_what_the_system_ends_ends_in_order(tmp_path, name, arguments):
    """Lines and store are closed, and the simulated bench is taken away, as after Quit."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    homes = {f"XDG_{each}_HOME": str(tmp_path / each) for each in ("DATA", "CONFIG", "STATE")}
    environment = (
        os.environ
        | homes
        | {
            "QT_QPA_PLATFORM": "offscreen",
            "DISPLAY": ":none",
            "TMPDIR": str(temporary),
        }
    )
    program = subprocess.Popen(
        [sys.executable, "-m", "eichlab_gui", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not (_is_ready(program.pid) and list(temporary.glob("*/*.sqlite"))):
            assert program.poll() is None, program.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1.0)
        program.send_signal(getattr(signal, name))
        said, _ = program.communicate(timeout=30)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0, said
    assert "Traceback" not in said
    assert not list(temporary.glob("eichlab-demo-*"))


def _is_ready(process: int) -> bool:
    """Return whether it handles SIGTERM, which Python by itself does not."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (caught,) = [line.split()[1] for line in lines if line.startswith("SigCgt:")]
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def test_a_waiting_session_shows_its_bench_before_it_is_open(qapp, qtbot, tmp_path):
    path = tmp_path / "eichlab.sqlite"
    meter = MeterConfiguration(name="Post", model="em580")
    line = LineConfiguration("Line", str(tmp_path / "port"), 115_200, meters=(meter,))
    session = waiting_session(BenchConfiguration("test", (line,)), path)
    try:
        assert list(session.model.meters) == ["Post"]
        assert session.model.bench is None
        assert not path.exists()
        with qtbot.waitSignal(session.model.opened, timeout=10_000):
            session.open_later(lambda: None, lambda _: None)
        assert session.model.bench is session.bench
        assert session.model.store is session.store
        qtbot.waitUntil(
            lambda: session.model.lines["Line"].link is LinkState.PORT_LOST, timeout=10_000
        )
    finally:
        session.close()


def test_a_waiting_session_that_cannot_open_its_store_gives_an_empty_one_with_the_reason(
    qapp, qtbot, tmp_path
):
    path = tmp_path / "a file" / "eichlab.sqlite"
    path.parent.write_text("no folder")
    meter = MeterConfiguration(name="Post", model="em580")
    line = LineConfiguration("Line", str(tmp_path / "port"), 115_200, meters=(meter,))
    session = waiting_session(BenchConfiguration("test", (line,)), path)
    instead: list[Session] = []
    session.open_later(lambda: None, instead.append)
    qtbot.waitUntil(lambda: bool(instead), timeout=10_000)
    session.close()
    (empty,) = instead
    assert empty.trouble is not None
    assert not empty.model.meters
    empty.close()


def test_a_session_closed_while_it_opens_leaves_nothing_open(qapp, tmp_path):
    path = tmp_path / "eichlab.sqlite"
    session = waiting_session(None, path)
    session.open_later(lambda: None, lambda _: None)
    while not path.exists():
        time.sleep(0.01)
    session.close()
    assert session.store is None
    # Nobody holds it: it may be opened by one who wants it for himself.
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA locking_mode=EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
    database.close()
