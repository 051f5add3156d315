"""The real window against simulated meters in processes of their own, over pseudo-terminals."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from eichlab.transparency import judge, read_document
from eichlab.values import LinkState, LossCause, SignedRecord, VerdictWord
from eichlab_gui.application import Desktop
from eichlab_gui.gallery import take_pictures
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_demo, start_demo
from eichlab_gui.window import PAGES

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the simulated meters sit on pseudo-terminals here"
)


@pytest.fixture
def desktop(qapp, tmp_path):
    desktop = Desktop(qapp, Preferences(tmp_path / "desktop.ini"))
    desktop.show(open_demo(start_demo()))
    yield desktop
    desktop.close()


def test_connect_start_lose_regain_stop_verify(desktop, qtbot, tmp_path):
    window, model = desktop.window, desktop.session.model
    name = model.selected
    meter = model.meters[name]
    bench_page = window.pages["bench"]
    card = bench_page.cards[name]
    transactions = window.pages["transactions"]

    # Connect, and see values move.
    qtbot.waitUntil(lambda: meter.link is LinkState.ONLINE and meter.readings > 1, timeout=15_000)
    first = card.energy.text
    qtbot.waitUntil(lambda: card.energy.text not in {first, "–"}, timeout=10_000)
    assert card.link.text == "online"
    assert card.tag.isVisible()

    # Start with the form's button, by keyboard.
    window.show_page("transactions")
    qtbot.waitUntil(transactions.start_button.isEnabled, timeout=5000)
    transactions.start_button.setFocus()
    QTest.keyClick(transactions.start_button, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: (
            (running := model.open_transaction(name)) is not None
            and running.state.value == "running"
        ),
        timeout=15_000,
    )

    # Lose the line, and see the loss.
    window.show_page("bench")
    window.controls.set_broken("line", name, broken=True)
    qtbot.waitUntil(lambda: meter.open_loss is not None, timeout=10_000)
    assert meter.open_loss.cause is LossCause.NO_ANSWER
    qtbot.waitUntil(lambda: meter.link is LinkState.SILENT, timeout=10_000)
    qtbot.waitUntil(card.energy.is_stale, timeout=5000)
    assert card.link.text == "silent"
    labels = [band.label[0] for band in bench_page.plots.frame().bands]
    assert "no answer" in labels

    # Regain it.
    window.controls.set_broken("line", name, broken=False)
    qtbot.waitUntil(lambda: meter.open_loss is None, timeout=15_000)
    qtbot.waitUntil(lambda: not card.energy.is_stale(), timeout=5000)

    # Stop, and read the verdict.
    window.show_page("transactions")
    qtbot.waitUntil(transactions.stop_button.isEnabled, timeout=5000)
    transactions.stop_button.click()
    qtbot.waitUntil(lambda: model.open_transaction(name) is None, timeout=20_000)
    qtbot.waitUntil(
        lambda: model.transactions_of(name)[-1].verdict is VerdictWord.VERIFIED, timeout=5000
    )
    closed = model.transactions_of(name)[-1]
    assert closed.energy_kwh is not None
    records = desktop.session.store.records(closed.id)
    window.transparency.records_requested.emit(records)
    assert window.page == "transparency"
    qtbot.waitUntil(lambda: window.transparency.entry is not None, timeout=20_000)
    assert desktop.mishaps.kept == []

    # Pictures of all pages are made on the way.
    folder = Path(os.environ.get("EICHLAB_PICTURES", str(tmp_path / "pictures")))
    pictures = take_pictures(desktop, folder, PAGES)
    assert len(pictures) == 32
    assert all(picture.stat().st_size > 5000 for picture in pictures)


def test_pulling_the_adapter_and_putting_it_back(desktop, qtbot):
    window, model = desktop.window, desktop.session.model
    name = model.selected
    meter = model.meters[name]
    line = model.lines[meter.line]
    qtbot.waitUntil(lambda: meter.link is LinkState.ONLINE, timeout=15_000)
    window.controls.actions["adapter"].trigger()
    assert window.controls.is_broken("adapter", name)
    qtbot.waitUntil(lambda: line.link is LinkState.PORT_LOST, timeout=10_000)
    window.strip.refresh()
    assert window.strip.lines[0].detail.text().startswith("port lost")
    window.controls.actions["adapter"].trigger()
    qtbot.waitUntil(lambda: meter.link is LinkState.ONLINE, timeout=20_000)
    other = [each for each in model.meters.values() if each.name != name]
    assert all(not each.losses for each in other)


def run(*arguments: str, folder: Path, timeout: float = 110) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
    }
    return subprocess.run(
        [sys.executable, "-m", "eichlab_gui", *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment,
        check=False,
    )


def test_the_demo_without_a_screen(tmp_path):
    out = tmp_path / "out"
    began = time.monotonic()
    done = run("demo", "--headless", str(out), "--seconds", "14", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - began < 60
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["readings"] > 10
    assert summary["frames"]["answered"] > 50
    assert summary["transaction"]["verdict"] == "verified"
    assert summary["transaction"]["outcome"] == "completed"
    assert summary["gui_longest_stall_ms"] > 0
    (loss,) = summary["losses"]
    assert loss["cause"] == "no-answer"
    assert loss["from"] < loss["to"]
    assert loss["running"] == summary["transaction"]["id"]
    for name in ("bench.png", "transparency.png"):
        assert (out / name).read_bytes().startswith(b"\x89PNG")
    record = (out / "record.ocmf").read_bytes()
    (from_file,) = read_document((out / "session.xml").read_bytes(), "session.xml").records
    assert from_file.data == record
    judged = judge([SignedRecord(record, public_key=from_file.public_key)])
    assert judged.records[0].signature.value == "valid"
    assert judged.records[0].simulated


def run_desktop(folder: Path, first: str = "") -> subprocess.CompletedProcess[str]:
    """Open the desktop without a bench for half a second; ``first`` is done before."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "from eichlab_gui.application import run_desktop\n"
                "from eichlab_gui.start import last_session\n"
                "import sys\n"
                f"{first}\n"
                "sys.exit(run_desktop(last_session, open_last=last_session, seconds=0.5))"
            ),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
        },
        check=False,
    )


def test_the_desktop_opens_and_ends_with_exit_code_0(tmp_path):
    done = run_desktop(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the file where Linux has it")
def test_a_crash_leaves_behind_what_every_thread_did(tmp_path):
    done = run_desktop(
        tmp_path,
        "import faulthandler\n"
        "from PySide6.QtCore import QTimer\n"
        "from eichlab_gui import application\n"
        "class Desktop(application.Desktop):\n"
        "    def run(self):\n"
        "        QTimer.singleShot(200, faulthandler._sigsegv)\n"
        "        return super().run()\n"
        "application.Desktop = Desktop",
    )
    assert done.returncode != 0
    (log,) = (tmp_path / "state").rglob("crash.log")
    text = log.read_text("utf-8")
    assert text.startswith("Fatal Python error: Segmentation fault")
    assert "Current thread" in text
    assert "eichlab_gui/application.py" in text


def test_without_a_screen_one_clear_sentence(tmp_path):
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "eichlab_gui", "demo"],
        capture_output=True,
        text=True,
        timeout=30,
        env=environment,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == 2
        assert "--headless" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_console_script_needs_no_qt_to_be_imported():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import sys, eichlab_gui.__main__\n"
                "print([m for m in sys.modules if m.split('.')[0] in "
                "{'PySide6', 'pyqtgraph'}])"
            ),
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.strip() == "[]"
