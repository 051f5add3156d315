"""The bench file of one meter of every model: simulated, opened, and every one of them read."""

import re
import socket
import time

import pytest

from eichlab.bench import Bench, BenchConfiguration
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.resources import resource
from eichlab.simulator import MODELS
from eichlab.store import Store
from eichlab.values import Channel, LinkState, NotSupportedError, Quantity, TransactionRequest

# No meter, but a register space to test clients with.
NO_METERS = {"address-coded"}


@pytest.fixture
def bench_file(tmp_path):
    """The shipped file with ports that are free here."""
    sockets = []

    def free(_):
        sockets.append(socket.create_server(("127.0.0.1", 0)))
        return f"127.0.0.1:{sockets[-1].getsockname()[1]}"

    text = (resource("benches") / "every-meter.toml").read_text("utf-8")
    text = re.sub(r"127\.0\.0\.1:151\d\d", free, text)
    for each in sockets:
        each.close()
    path = tmp_path / "every-meter.toml"
    path.write_text(text, "utf-8")
    return path


def test_one_of_each_model_is_there(bench_file):
    lines = BenchConfiguration.load(bench_file).lines
    models = [meter.model for line in lines for meter in line.meters]
    assert sorted(models) == sorted(set(MODELS) - NO_METERS)
    assert all(meter.simulated for line in lines for meter in line.meters)


def test_every_meter_is_simulated_and_read(bench_file, tmp_path):
    configuration = BenchConfiguration.load(bench_file)
    count = sum(len(line.meters) for line in configuration.lines)
    simulated = SimulatorProcess(("--bench", bench_file, "--seed", "1"), meters=count)
    store = Store.open(tmp_path / "eichlab.sqlite")
    bench = Bench(configuration, store)
    bench.start()
    try:
        until = time.monotonic() + 30
        while any(each.last_reading is None for each in bench.meters()):
            assert time.monotonic() < until, [
                (each.name, each.problem) for each in bench.meters() if each.last_reading is None
            ]
            time.sleep(0.05)
        for each in bench.meters():
            assert each.link in {LinkState.ONLINE, LinkState.DEGRADED}, each.name
            assert each.last_reading.whole(Quantity.ENERGY_IMPORT) > 0, each.name
            assert each.last_reading.whole(Quantity.POWER) is not None, each.name
            if not each.capabilities.signs:
                assert each.last_reading.whole(Quantity.POWER) > 0, each.name
                with pytest.raises(NotSupportedError):
                    bench.start_transaction(each.name, TransactionRequest()).result(10)
                assert each.public_key is None
            voltage = Channel.DC if each.capabilities.direct_current else Channel.L1
            if each.model != "sdm72":
                assert each.last_reading.value(Quantity.VOLTAGE, voltage) > 100, each.name
    finally:
        bench.close()
        store.close()
        simulated.close()
