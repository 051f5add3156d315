"""``eichlab --smoke``: the whole program started as the packages start it, whole and broken."""

import os
import subprocess
import sys

import pytest

SMOKE = "import sys; from eichlab_gui.smoke import run_smoke; sys.exit(run_smoke())"


def run(*arguments):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=110, env=environment
    )


@pytest.fixture
def users_files(folders_of_its_own):
    return lambda: [path for path in folders_of_its_own.rglob("*") if path.is_file()]


def test_a_whole_program_ends_with_zero_and_leaves_nothing(users_files):
    done = run("-m", "eichlab_gui", "--smoke")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("eichlab --smoke: ok, Eichlab ")
    assert ", offscreen, " in done.stdout
    # Four pages without a bench and on the simulated one, in both themes and languages.
    assert int(done.stdout.split(" pictures")[0].rpartition(" ")[2]) >= 32
    assert users_files() == []


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        (
            "import multiprocessing; multiprocessing.set_executable('/bin/false')",
            "verdict on em580.xml in a worker process",
        ),
        (
            "import eichlab_gui.application as a; a.Translators.speak = lambda *_: None",
            "the translation is not loaded",
        ),
        (
            "import eichlab_gui.pages.line.page as l; l.LinePage.dress = lambda _: 1/0",
            "ZeroDivisionError",
        ),
        (
            "import eichlab.cli.simulator_process as s; s.own_command = lambda *_: ['/bin/false']",
            "simulated meters",
        ),
    ],
    ids=["worker", "translation", "page", "simulator"],
)
def test_a_broken_program_says_what_failed(fault, place):
    done = run("-c", f"{fault}; {SMOKE}")
    assert done.returncode == 1
    assert "eichlab --smoke: FAILED at " in done.stderr
    assert place in done.stderr
    assert "ok" not in done.stdout
