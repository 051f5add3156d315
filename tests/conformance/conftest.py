"""Stations that are closed when the test ends."""

import pytest
from station import Station


@pytest.fixture
def station(tmp_path):
    running = []

    def make(model, *arguments, **changes):
        running.append(Station(model, tmp_path, *arguments, **changes))
        return running[-1]

    yield make
    for each in running:
        each.close()
