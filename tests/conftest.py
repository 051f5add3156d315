"""What all tests share: user folders that are not the user's, and simulated meters as processes."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path_factory, monkeypatch):
    """Keep every test, and the programs it starts, away from the user's data and settings."""
    home = tmp_path_factory.mktemp("home")
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("EICHLAB_LANGUAGE", "en")
    return home


@pytest.fixture(scope="session")
def shared():
    """The folder of shared test data; tests that need it are skipped where it is not."""
    project = Path(__file__).parent.parent
    folder = Path(os.environ.get("EICHLAB_SHARED", project.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the shared test data is not here ({folder}); set EICHLAB_SHARED")
    return folder


@pytest.fixture
def simulate(tmp_path):
    """Start simulated lines: ``simulate("em580", "--boot", "0.5")``, on ``tmp_path/"port"``."""
    from eichlab.cli.simulator_process import SimulatorProcess

    running = []

    def start(*arguments, link="port", state="meter", meters=1):
        process = SimulatorProcess(
            ("--link", tmp_path / link, "--state", tmp_path / state, "--seed", "1", *arguments),
            meters=meters,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.close()
