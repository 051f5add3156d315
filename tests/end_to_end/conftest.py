"""The command line as its users run it, in processes of its own."""

import json
import os
import subprocess
import sys

import pytest


class Program:
    """A running ``eichlab`` command."""

    def __init__(self, arguments, home):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "eichlab", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ},
        )

    def heard(self, words):
        """Read standard error until a line holds ``words``."""
        for line in self._process.stderr:
            if words in line:
                return line
        raise AssertionError(f"never said {words!r}")

    def kill(self):
        self._process.kill()
        self._process.communicate()

    def ended(self, seconds=90):
        out, err = self._process.communicate(timeout=seconds)
        return self._process.returncode, out, err


@pytest.fixture
def eichlab(folders_of_its_own):
    """Run a command: ``eichlab("read", port, ...)``; ``.json()`` of what it printed."""
    running = []

    def run(*arguments):
        program = Program(arguments, folders_of_its_own)
        running.append(program)
        return program

    yield run
    for program in running:
        if program._process.poll() is None:
            program.kill()


@pytest.fixture
def json_of(eichlab):
    def run(*arguments):
        code, out, err = eichlab(*arguments, "--json").ended()
        assert out.strip(), f"printed nothing, said: {err}"
        return code, json.loads(out)

    return run
