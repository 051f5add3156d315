"""Simulated meters in threads of the tests' own process, on a wire or on the network."""

import threading
from concurrent.futures import Future
from decimal import Decimal

import pytest

from eichlab.line import HttpAddress, HttpLine, Timing
from eichlab.meters import model_named
from eichlab.simulator import Conditions, Console, LinePlan, Simulation, parse_meter, plan_line
from eichlab.simulator.wire import CharacterFormat
from eichlab.values import EichlabError, WireVerdict

QUICK = Timing(timeout_s=0.4, worst_latency_s=0.4, tries=2)


class NetworkPost:
    """One simulated meter with an address, its driver on a line, and what they did."""

    def __init__(self, model, *, state=None, driver=None, speed=1, watts=None, **switches):
        self.model = model
        plan = plan_line("line", ("127.0.0.1", 0), (parse_meter(model),))
        conditions = Conditions(
            seed=1,
            boot_s=0.1,
            turnaround_s=0.0,
            state=state,
            speed=Decimal(speed),
            watts=watts,
            switches={name.replace("_", "-"): str(value) for name, value in switches.items()},
        )
        self.simulation = Simulation((plan,), conditions)
        self._console = Console(self.simulation)
        ready = Future()
        self.simulation.begin(ready.set_result)
        self._thread = threading.Thread(target=self.simulation.run, name="simulated meter")
        self._thread.start()
        self.ready = ready.result(20)[0]
        self.url = self.ready.link
        self._lines = []
        self.again(**(driver or {}))

    def again(self, certificate=None, url=None, **options):
        """A new driver on a new line, as after a start of the program."""
        self.line = HttpLine("line", HttpAddress.parse(url or self.url, certificate))
        self.line.start()
        self._lines.append(self.line)
        kind = type(model_named(self.model).driver(self.line, 1, "the meter"))
        options = {
            "timing": QUICK,
            "started_within_s": 0.5,
            "ready_within_s": 2.0,
            "command_s": 0.4,
            **options,
        }
        self.driver = kind(self.line, 1, name="the meter", **options)
        return self

    def run(self, job):
        return self.line.run(job).result(30)

    def do(self, command):
        """What the simulator's console does on this command."""
        return self.in_loop(lambda: self._console.perform(command))

    def in_loop(self, job):
        future = Future()

        def perform():
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 - belongs to the one who waits
                future.set_exception(error)

        self.simulation.loop.call_from_thread(perform)
        return future.result(20)

    @property
    def meter(self):
        (supply,) = self.simulation.lines[0].supplies.values()
        return supply.meter

    @property
    def writes(self):
        return self.line.wire_log.counters().get(WireVerdict.WRITTEN, 0)

    def sent(self, begin=b""):
        """The requests that went out and begin so, in their order."""
        entries = self.line.wire_log.since(0)
        sent = [each.data for each in entries if each.direction.value == "sent"]
        return [each for each in sent if each.startswith(begin)]

    def power_cut(self):
        """Mains off and on; wait until the meter works again."""
        self.do("power off")
        self.do("power on")
        booted = threading.Event()
        self.in_loop(lambda: self.simulation.loop.call_later(0.12, booted.set))
        assert booted.wait(5)

    def close(self):
        for line in self._lines:
            line.close()
        self.simulation.stop()
        self._thread.join()
        self.simulation.close()


@pytest.fixture
def network_post():
    running = []

    def make(model, **options):
        running.append(NetworkPost(model, **options))
        return running[-1]

    yield make
    for each in running:
        each.close()


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

    @property
    def simulated(self):
        (supply,) = self._simulation.lines[0].supplies.values()
        return supply.meter

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
