"""Lines to devices on the network: in the bench file, on a bench, and from the command line."""

import json
import time

import pytest
from typer.testing import CliRunner

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    LineChanged,
    LineConfiguration,
    MeterConfiguration,
    Pace,
    line_of,
)
from eichlab.cli.app import app
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.line import HttpLine, SerialLine
from eichlab.store import Store
from eichlab.values import ConfigurationError, LinkState

GOOD = """\
[[line]]
name = "Meter"
port = "https://192.168.1.2"
certificate = "sha256:{digest}"

[[line.meter]]
model = "dcbm"
"""


def load(tmp_path, text):
    path = tmp_path / "bench.toml"
    path.write_text(text, "utf-8")
    return BenchConfiguration.load(path)


def test_an_address_in_the_bench_file_and_back(tmp_path):
    bench = load(tmp_path, GOOD.format(digest="ab" * 32))
    (line,) = bench.lines
    assert (line.port, line.baud) == ("https://192.168.1.2", 0)
    assert line.certificate == "sha256:" + "ab" * 32
    text = bench.as_toml()
    assert "baud" not in text
    assert "parity" not in text
    assert load(tmp_path, text) == bench


METER = '\n[[line.meter]]\nmodel = "{model}"\n'


@pytest.mark.parametrize(
    ("text", "code", "key", "number"),
    [
        ('[[line]]\nport = "/dev/ttyUSB0"' + METER, "bench-file.value", "port", 2),
        ('[[line]]\nport = "http://a/b"' + METER, "bench-file.because", "port", 2),
        (
            '[[line]]\nport = "https://a"\ncertificate = "sha256:1"' + METER,
            "bench-file.because",
            "certificate",
            3,
        ),
        ('[[line]]\nport = "http://a"\nbaud = 9600' + METER, "bench-file.key-unknown", "baud", 3),
        ('[[line]]\nport = "http://a"' + METER + METER, "bench-file.one-meter", "port", 2),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path, text, code, key, number):
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text.format(model="dcbm"))
    told = caught.value.message
    assert (told.code, told.parameters["key"], told.parameters["line"]) == (code, key, number)


@pytest.mark.parametrize(
    ("port", "key"), [("http://a", "port"), ('/dev/x"\ncertificate = "unverified', "certificate")]
)
def test_a_serial_meter_has_neither_address_nor_certificate(tmp_path, port, key):
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, f'[[line]]\nport = "{port}"' + METER.format(model="em580"))
    assert caught.value.message.parameters["key"] == key


def test_the_line_follows_the_port(tmp_path):
    assert isinstance(line_of(LineConfiguration("a", "http://127.0.0.1:1")), HttpLine)
    assert isinstance(line_of(LineConfiguration("a", str(tmp_path / "x"))), SerialLine)
    missing = LineConfiguration("a", "https://a", certificate=str(tmp_path / "none.pem"))
    with pytest.raises(ConfigurationError):
        line_of(missing)


@pytest.fixture
def device(tmp_path):
    running = []

    def start(*arguments):
        process = SimulatorProcess(
            (*arguments, "--tcp", "127.0.0.1:0", "--seed", "1", "--boot", "0.2")
        )
        running.append(process)
        return process

    yield start
    for each in running:
        each.close()


def test_writes_are_kept_with_the_meter_and_the_address_is_told(device, tmp_path):
    meter = device("dcbm")
    port = meter.meters[0].port
    place = MeterConfiguration("Post", "dcbm", interval_s=0.2, simulated=True)
    configuration = BenchConfiguration(
        "test", (LineConfiguration("Line", port, 0, meters=(place,)),)
    )
    with Store.open(tmp_path / "store.sqlite") as store:
        bench = Bench(configuration, store, pace=Pace(state_s=0.2))
        events = bench.events.subscribe()
        bench.start()
        try:
            seen = []

            def until(so):
                end = time.monotonic() + 20
                while not so():
                    assert time.monotonic() < end
                    seen.extend(events.drain())
                    time.sleep(0.02)

            until(lambda: bench.meter("Post").state is not None)
            assert bench.device("Line") == port
            from eichlab.values import TransactionRequest

            started = bench.start_transaction("Post", TransactionRequest()).result(20)
            bench.stop_transaction("Post").result(20)
            writes = [each.data.split(b" ")[:2] for each in store.writes(transaction_id=started.id)]
            assert [b"POST", b"/v2/legal"] in writes
            meter.command("unplug")
            until(lambda: bench.meter("Post").link is LinkState.PORT_LOST)
            meter.command("plug")
            until(lambda: bench.meter("Post").link is LinkState.ONLINE)
            states = [each.state for each in seen if isinstance(each, LineChanged)]
            assert states[:2] == [LinkState.ONLINE, LinkState.PORT_LOST]
        finally:
            bench.close()


def test_the_command_line_with_tls(device):
    meter = device("dcbm", "--switch", "tls=on")
    port = meter.meters[0].port
    run = CliRunner().invoke
    refused = run(app, ["read", port, "--meter", "dcbm"])
    assert refused.exit_code == 1
    fingerprint = refused.stderr.partition('certificate = "')[2].partition('"')[0]
    assert fingerprint.startswith("sha256:")
    read = run(app, ["read", port, "--meter", "dcbm", "--json", "--certificate", fingerprint])
    assert read.exit_code == 0, read.stderr
    assert json.loads(read.stdout)["meter"].startswith("SIM")
    wrong = run(app, ["read", port, "--meter", "dcbm", "--certificate", "sha256:12"])
    assert wrong.exit_code == 2


@pytest.mark.parametrize(
    ("port", "model", "said"),
    [("/dev/ttyUSB0", "dcbm", "http://192.168.1.2"), ("http://127.0.0.1", "em580", "serial line")],
)
def test_the_command_line_refuses_the_wrong_kind_of_port(port, model, said):
    result = CliRunner().invoke(app, ["read", port, "--meter", model])
    assert result.exit_code == 2
    assert said in result.stderr
