"""A window that stands before its bench and store are open: nothing is said too early, or lost."""

from datetime import UTC, datetime

import pytest

from eichlab.bench import Bench, BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.resources import resource
from eichlab.store import Store
from eichlab.transparency import load_key
from eichlab.values import (
    ConfigurationError,
    KeyOrigin,
    KnownKey,
    SignatureState,
    VerdictWord,
)
from eichlab_gui import application
from eichlab_gui.application import Desktop
from eichlab_gui.pages.line.page import LinePage
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_bench_file, waiting_session
from eichlab_gui.window import MainWindow

SAMPLE = resource("samples", "em580.xml")
AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def desktop(qapp, tmp_path):
    desktop = Desktop(qapp, Preferences(tmp_path / "desktop.ini"))
    yield desktop
    desktop.close()


def bench(folder) -> BenchConfiguration:
    meter = MeterConfiguration(name="Post", model="em580")
    return BenchConfiguration(
        "test", (LineConfiguration("Line", str(folder / "port"), 115_200, meters=(meter,)),)
    )


def test_files_opened_at_the_start_are_judged_with_the_key_ring(desktop, qtbot, tmp_path):
    path = tmp_path / "eichlab.sqlite"
    key = load_key(resource("samples", "em580.key").read_text("ascii").strip())
    with Store(path) as store:
        store.add_key(KnownKey("KZ0000000017D", key.der, key.fingerprint, KeyOrigin.METER, AT))
    window = desktop.show(waiting_session(None, path))
    window.open_files([SAMPLE])
    page = window.transparency
    said = []
    page.judging.finished.connect(lambda judgement: said.append(judgement))
    qtbot.waitUntil(lambda: page.entry is not None, timeout=30_000)
    assert len(said) == 1, "it is judged once, when the key ring is there"
    assert page.entry.word is VerdictWord.VERIFIED
    assert page.entry.records[0].signature is SignatureState.VALID


def test_a_spare_store_is_said_for_good_and_keeps_what_is_open(
    desktop, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "eichlab.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    window = desktop.show(waiting_session(None, path))
    window.open_files([SAMPLE])
    qtbot.waitUntil(lambda: desktop.session.store is not None, timeout=30_000)
    qtbot.waitUntil(lambda: window.transparency.entry is not None, timeout=30_000)
    assert desktop.window is window
    window.show_page("bench")
    assert window.pages["bench"].trouble.isVisible()
    assert "eichlab.sqlite" in window.pages["bench"].trouble.text()


def test_a_spare_store_is_said_beside_a_bench_file_that_cannot_be_read(
    desktop, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "eichlab.sqlite"
    path.write_bytes(b"this is no database at all" * 100)
    broken = tmp_path / "bench.toml"
    broken.write_text("name = ")
    window = desktop.show(open_bench_file(broken, path, waits=True))
    qtbot.waitUntil(lambda: desktop.session.store is not None, timeout=30_000)
    said = window.pages["bench"].trouble.text()
    assert "bench.toml" in said
    assert "eichlab.sqlite" in said


def test_a_bench_that_cannot_be_opened_hands_its_files_on(desktop, qtbot, tmp_path, monkeypatch):
    def refuse(*_arguments, **_more):
        raise ConfigurationError("bench.left-out", meter="Post", reason="none")

    monkeypatch.setattr(Bench, "__init__", refuse)
    before = desktop.show(waiting_session(bench(tmp_path), tmp_path / "eichlab.sqlite"))
    before.open_files([SAMPLE])
    qtbot.waitUntil(lambda: desktop.window not in {None, before}, timeout=30_000)
    window = desktop.window
    qtbot.waitUntil(lambda: window.transparency.entry is not None, timeout=30_000)
    assert window.page == "transparency"
    assert "Post" in window.pages["bench"].trouble.text()


def test_a_window_that_is_never_painted_reads_its_meters_all_the_same(
    desktop, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(application, "_PAINTED_BY_MS", 200)
    monkeypatch.setattr(MainWindow, "show", MainWindow.hide)
    window = desktop.show(waiting_session(bench(tmp_path), tmp_path / "eichlab.sqlite"))
    qtbot.waitUntil(lambda: desktop.session.bench is not None, timeout=30_000)
    assert not window.isVisible()


def test_a_page_that_cannot_be_built_keeps_no_meter_waiting(desktop, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(LinePage, "dress", lambda _: 1 / 0)
    desktop.show(waiting_session(bench(tmp_path), tmp_path / "eichlab.sqlite"))
    qtbot.waitUntil(lambda: desktop.session.bench is not None, timeout=30_000)
    assert any("ZeroDivisionError" in each for each in desktop.mishaps.kept)


def test_what_fails_without_a_word_of_ours_is_said_and_ends_in_order(
    desktop, qtbot, tmp_path, monkeypatch
):
    def fail(*_arguments, **_more):
        raise RuntimeError("out of the blue")

    monkeypatch.setattr(Store, "open_or_spare", fail)
    window = desktop.show(waiting_session(None, tmp_path / "eichlab.sqlite"))
    qtbot.waitUntil(lambda: not window.model.is_waiting, timeout=30_000)
    assert desktop.session.store is None
    kept = desktop.mishaps.kept
    qtbot.waitUntil(lambda: any("out of the blue" in each for each in kept), timeout=5000)
    desktop.close()
    assert desktop.session is None
