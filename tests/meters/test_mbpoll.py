"""An independent Modbus client reads the same numbers: mbpoll, as Debian ships it."""

import json
import re
import shutil
import struct
import subprocess

import pytest
from typer.testing import CliRunner

from eichlab.cli.app import app
from eichlab.cli.simulator_process import SimulatorProcess

# The very registers, by quantity and channel: (first register, how much of Eichlab's unit).
SDM630 = {
    ("voltage", "L1"): (0x0000, 1),
    ("voltage", "L3"): (0x0004, 1),
    ("current", "L2"): (0x0008, 1),
    ("power", "L1"): (0x000C, 1),
    ("power", "total"): (0x0034, 1),
    ("frequency", "total"): (0x0046, 1),
    ("energy_import", "total"): (0x0048, 1000),
    ("energy_import", "L2"): (0x015C, 1000),
}
PRO380 = {
    ("voltage", "L2"): (0x5004, 1),
    ("current", "L1"): (0x500C, 1),
    ("power", "total"): (0x5012, 1000),
    ("reactive_power", "L3"): (0x5020, 1000),
    ("energy_import", "total"): (0x600C, 1000),
    ("energy_import", "L3"): (0x6016, 1000),
}


@pytest.fixture(scope="module")
def mbpoll():
    found = shutil.which("mbpoll")
    if found is None:
        pytest.skip("mbpoll is not installed (Debian: apt-get install mbpoll)")
    return found


def polled(mbpoll, port, table, address):
    """Return the two registers as mbpoll prints them."""
    if port.startswith("modbus-tcp://"):
        host, _, number = port.removeprefix("modbus-tcp://").rpartition(":")
        at = ["-m", "tcp", "-p", number, host]
    else:
        at = ["-m", "rtu", "-b", "9600", "-P", "none", port]
    said = subprocess.run(
        [mbpoll, "-a", "1", "-0", "-r", str(address), "-c", "2", "-t", f"{table}:hex", "-1", *at],
        capture_output=True,
        text=True,
        timeout=20,
    )
    words = re.findall(r"^\[\d+\]:\s+0x([0-9A-F]{4})", said.stdout, re.MULTILINE)
    assert len(words) == 2, said.stdout + said.stderr
    return bytes.fromhex("".join(words))


@pytest.mark.parametrize(
    ("model", "table", "registers", "over_tcp"),
    [("sdm630", 3, SDM630, False), ("pro380", 4, PRO380, True)],
)
def test_mbpoll_reads_what_eichlab_reads(mbpoll, tmp_path, model, table, registers, over_tcp):
    where = ("--tcp", "modbus-tcp://127.0.0.1:0") if over_tcp else ("--link", tmp_path / "port")
    simulated = SimulatorProcess((model, *where, "--seed", "7", "--parity", "N"))
    try:
        # Values and counters stand still, so that two clients one after the other see the same.
        simulated.command("fault frozen")
        port = simulated.meters[0].port
        result = CliRunner().invoke(
            app, ["read", port, "--meter", model, "--parity", "N", "--json"]
        )
        assert result.exit_code == 0, result.stderr
        said = json.loads(result.stdout)
        for (quantity, channel), (address, factor) in registers.items():
            bits = polled(mbpoll, port, table, address)
            ours = float(said[quantity][channel]) / factor
            assert struct.pack(">f", ours) == bits, (quantity, channel)
    finally:
        simulated.close()
