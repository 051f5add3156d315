"""Modules made with Qt are loaded in the GUI thread only; the driver's before they are needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Asked for every module that is loaded, before anything of ours is.
NOTE_IMPORTS = """
import json, sys, threading
elsewhere = []
class Note:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"eichlab_gui", "PySide6", "shiboken6"}:
            if threading.current_thread() is not threading.main_thread():
                elsewhere.append(name)
sys.meta_path.insert(0, Note())
"""
DESKTOP = """
from pathlib import Path
from PySide6.QtCore import QTimer
from eichlab_gui import application, loading
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_demo, start_demo
app = application.make_application()
desktop = application.Desktop(app, Preferences(Path(sys.argv[1])))
loading.DRIVER = (*loading.DRIVER, *sys.argv[2:])
window = desktop.show(open_demo(start_demo()))
window.completed.connect(desktop.leave)
QTimer.singleShot(60_000, desktop.leave)
del window
desktop.run()
del desktop
application.leave(app)
built = [key for key in ("transactions", "transparency", "line")
         if f"eichlab_gui.pages.{key}.page" in sys.modules]
print(json.dumps([elsewhere, built]))
"""
NEEDED = """
import json, sys
import eichlab_gui.application, eichlab_gui.window, eichlab_gui.pages.bench.page
from eichlab_gui.loading import load_driver, load_page
load_driver()
before = set(sys.modules)
for key in eichlab_gui.window.PAGES:
    for _ in load_page(key):
        pass
import linecache
assert not [each for each in linecache.cache if "pages" in each], "the source was read"
later = sorted(set(sys.modules) - before)
of_qt = ("eichlab_gui.", "PySide6.")
print(json.dumps([each for each in later if not each.startswith(of_qt)]))
"""
# How many of our modules come in one step, at most.
STEPS = """
import json, sys
import eichlab_gui.application, eichlab_gui.window, eichlab_gui.pages.bench.page
from eichlab_gui.loading import load_driver, load_page
load_driver()
most = steps = 0
for key in eichlab_gui.window.PAGES:
    before = set(sys.modules)
    for _ in load_page(key):
        new = [each for each in set(sys.modules) - before if each.startswith("eichlab_gui.")]
        most, steps, before = max(most, len(new)), steps + 1, set(sys.modules)
assert steps > 50, steps
print(json.dumps(most))
"""


def said(code: str, *arguments: str) -> object:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize("also", [(), ("eichlab_gui.gallery",)], ids=["as it is", "broken"])
def test_nothing_of_qt_is_loaded_in_another_thread(tmp_path: Path, also: tuple[str, ...]) -> None:
    elsewhere, built = said(NOTE_IMPORTS + DESKTOP, str(tmp_path / "desktop.ini"), *also)
    assert set(also) <= set(elsewhere), "the test sees it where it happens"
    assert bool(elsewhere) == bool(also)
    assert built == ["transactions", "transparency", "line"]


def test_what_the_pages_need_of_the_driver_is_loaded_before() -> None:
    assert said(NEEDED) == []


def test_a_page_is_loaded_a_module_a_step() -> None:
    most = said(STEPS)
    assert most in {1, 2}, "a package comes with the first of its modules"
