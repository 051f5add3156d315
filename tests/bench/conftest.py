"""A bench with one simulated EM580 behind a real pseudo-terminal."""

import time

import pytest

from eichlab.bench import Bench, BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.store import Store


class Watched:
    """A running bench and everything it published."""

    def __init__(self, configuration, store):
        self.bench = Bench(configuration, store)
        self.store = store
        self.events = []
        self._subscription = self.bench.events.subscribe()
        self.bench.start()

    @property
    def status(self):
        return self.bench.meters()[0]

    def until(self, so, seconds=15.0):
        """Wait until ``so()``; return how long it took."""
        began = time.monotonic()
        while True:
            self.events += self._subscription.drain()
            if so():
                return time.monotonic() - began
            assert time.monotonic() - began < seconds, f"not in {seconds} s: {self.status}"
            time.sleep(0.02)

    def of(self, kind):
        self.events += self._subscription.drain()
        return [event for event in self.events if isinstance(event, kind)]

    def notices(self):
        from eichlab.bench import Noticed

        return [event.message.code for event in self.of(Noticed)]

    def connected(self):
        self.until(lambda: self.status.last_reading is not None and self.status.state is not None)
        return self

    def close(self):
        self.bench.close()


@pytest.fixture
def watch():
    """Run a bench of any configuration over a store: ``watch(configuration, store)``."""
    return Watched


@pytest.fixture
def configuration(tmp_path):
    def make(**changes):
        meter = MeterConfiguration(
            name="Post", model="em580", **{"interval_s": 0.2, "simulated": True, **changes}
        )
        line = LineConfiguration("Line", str(tmp_path / "port"), 115_200, meters=(meter,))
        return BenchConfiguration("test", (line,))

    return make


@pytest.fixture
def bench(tmp_path, configuration):
    running = []

    def start(**changes):
        store = Store.open(tmp_path / "eichlab.sqlite")
        watched = Watched(configuration(**changes), store)
        running.append(watched)
        return watched

    yield start
    for watched in running:
        watched.close()
        watched.store.close()
