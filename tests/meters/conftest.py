"""Simulated meters in a thread of the tests' own process: quicker than a program each."""

import threading
from decimal import Decimal

import pytest

from eichlab.simulator import Conditions, Console, LinePlan, Simulation, parse_meter
from eichlab.simulator.wire import CharacterFormat
from eichlab.values import EichlabError


class Simulated:
    """A simulation in a thread; ``command`` goes the console's way, as with a program."""

    def __init__(self, model, link, baud, faults, **conditions):
        plan = LinePlan("line", link, CharacterFormat(baud, "N"), (parse_meter(model),))
        self._simulation = Simulation([plan], Conditions(**conditions))
        self._console = Console(self._simulation)
        self._ready = threading.Event()
        self.meters = []
        try:
            self._simulation.begin(self._is_ready)
        except BaseException:
            self._simulation.close()
            raise
        self._thread = threading.Thread(target=self._simulation.run, name="simulation")
        self._thread.start()
        assert self._ready.wait(10)
        for fault in faults:
            self.command(f"fault {fault}")

    def _is_ready(self, meters):
        self.meters = meters
        self._ready.set()

    def command(self, command):
        """Perform a console command in the loop and wait for it."""
        done = threading.Event()
        refused = []

        def perform():
            try:
                self._console.perform(command)
            except EichlabError as error:
                refused.append(error)
            finally:
                done.set()

        self._simulation.loop.call_from_thread(perform)
        assert done.wait(10)
        if refused:
            raise refused[0]

    def close(self):
        self._simulation.stop()
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._simulation.close()


@pytest.fixture
def simulated(tmp_path):
    """Start meters at ``tmp_path/"port"``; ``options`` are switches, with underscores."""
    running = []

    def start(model, *, faults=(), load=None, speed=1, baud=115_200, **switches):
        running.append(
            Simulated(
                model,
                tmp_path / "port",
                baud,
                faults,
                seed=1,
                boot_s=0.1,
                turnaround_s=0.0,
                watts=load,
                speed=Decimal(speed),
                switches={name.replace("_", "-"): str(each) for name, each in switches.items()},
            )
        )
        return running[-1]

    yield start
    for each in running:
        each.close()
