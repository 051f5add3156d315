"""``eichlab simulate`` as a process: what it prints, takes, refuses, and how it ends."""

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from eichlab.cli.simulate import simulate
from eichlab.simulator import parse_fault, read_bench
from eichlab.simulator.em580 import Em580Switches
from eichlab.simulator.switches import parse_switches
from eichlab.texts import texts_by_code
from eichlab.values import ConfigurationError

READY = re.compile(r"ready (\S+) unit=(\d+) link=(\S+) baud=(\d+) key=(04[0-9A-F]+)")


@pytest.fixture(autouse=True)
def _in_english(monkeypatch):
    monkeypatch.setenv("EICHLAB_LANGUAGE", "en")


def test_ready_lines_console_and_quit(process, tmp_path, connect):
    link = tmp_path / "meter"
    started = process("em580", "em580@5", "--link", link, "--baud", "57600", "--seed", 4)
    for unit in ("1", "5"):
        found = READY.fullmatch(started.line())
        assert found
        assert found.groups()[:4] == ("em580", unit, str(link), "57600")
        assert len(found[5]) == 194
    assert started.do("load 6900") == "ok load 6900"
    assert connect(link, 5).number(0x7100) == 0
    assert started.do("fault silence") == "ok fault silence"
    assert connect(link).raw(bytes.fromhex("04 7100 0001"), first_s=0.05) == b""
    assert started.do("clear") == "ok clear"
    assert started.do("power off") == "ok power off"
    assert started.do("unplug") == "ok unplug"
    assert not link.is_symlink()
    assert started.do("plug") == "ok plug"
    assert started.do("nonsense").startswith("error “nonsense” is no command.")
    assert started.do("fault silent").startswith("error There is no fault “silent”.")
    for wrong in ("load", "load much", "load 1e999", "power", "clear a b", "on 9 unplug", "fault"):
        assert started.do(wrong).startswith("error ")
    assert started.do("quit") == "ok quit"
    assert started.wait() == 0
    assert not link.is_symlink()


def test_the_same_seed_makes_the_same_meter(process, tmp_path):
    lines = []
    for number, seed in enumerate((7, 7, 8)):
        started = process("em580", "--link", tmp_path / f"{number}", "--seed", seed)
        lines.append(READY.fullmatch(started.line())[5])
        started.end()
    assert lines[0] == lines[1] != lines[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_end_it_cleanly(process, tmp_path, number):
    link = tmp_path / "meter"
    # Under nohup the tests, and so their processes, begin with SIGHUP ignored.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        started = process("em580", "--link", link, "--state", tmp_path / "state")
        started.line()
    finally:
        signal.signal(number, before)
    assert link.is_symlink()
    started.process.send_signal(number)
    assert started.wait() == 0
    assert not link.is_symlink()
    assert started.process.stderr.read() == b""


def test_it_does_not_survive_its_parent(process, tmp_path):
    link = tmp_path / "meter"
    started = process("em580", "--link", link)
    started.line()
    started.process.stdin.close()
    assert started.wait() == 0
    assert not link.is_symlink()


def test_it_lives_on_without_a_console(process, tmp_path, connect):
    link = tmp_path / "meter"
    started = process("em580", "--link", link, stdin=subprocess.DEVNULL)
    started.line()
    time.sleep(0.2)
    assert connect(link).number(0x7100) == 0
    assert started.process.poll() is None


def test_idle_it_uses_no_processor_time(process, tmp_path):
    started = process("em580", "--link", tmp_path / "meter")
    started.line()

    def ticks():
        fields = Path(f"/proc/{started.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    time.sleep(0.1)
    before = ticks()
    time.sleep(0.6)
    assert ticks() - before <= 1


def test_tcp_prints_the_real_port(process):
    started = process("em580", "--tcp", "127.0.0.1:0")
    link = READY.fullmatch(started.line())[3]
    assert re.fullmatch(r"socket://127\.0\.0\.1:[1-9]\d*", link)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["em580"], "--link"),
        (["em580", "--link", "a", "--tcp", "127.0.0.1:0"], "--link"),
        (["--link", "LINK"], "at least one model"),
        (["em5", "--link", "LINK"], "“em5”"),
        (["em580@0", "--link", "LINK"], "“0”"),
        (["em580@248", "--link", "LINK"], "“248”"),
        (["em580@x", "--link", "LINK"], "“x”"),
        (["em580", "em580@1", "--link", "LINK"], "address 1"),
        (["em580", "--link", "LINK", "--fault", "crc:7"], "between 0 and 1"),
        (["em580", "--link", "LINK", "--speed", "0"], "0 times"),
        (["em580", "--link", "LINK", "--speed", "fast"], "fast"),
        (["em580", "--link", "LINK", "--speed", "nan"], "NaN"),
        (["em580", "--link", "LINK", "--curve", "secp256r1"], "brainpoolP384r1"),
        (["em580", "--link", "LINK", "--switch", "size-unit"], "NAME=VALUE"),
        (["em580", "--link", "LINK", "--switch", "size-unit=miles"], "words | bytes"),
        (["em580", "--link", "LINK", "--switch", "colour=red"], "size-unit"),
        (["em580", "--link", "LINK", "--baud", "1"], "1 baud"),
        (["em580", "--link", "LINK", "--parity", "X"], "“X”"),
        (["em580", "--tcp", "nowhere"], "HOST:PORT"),
        (["em580", "--link", "LINK", "--state", "/proc/nowhere"], "/proc/nowhere"),
        (["--bench", "/nowhere.toml"], "/nowhere.toml"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_one_sentence(tmp_path, arguments, said):
    app = typer.Typer()
    app.command()(simulate)
    link = str(tmp_path / "meter")
    result = CliRunner().invoke(app, [link if each == "LINK" else each for each in arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not Path(link).is_symlink()


def test_a_link_that_cannot_be_made_is_said_in_one_sentence(process):
    started = process("em580", "--link", "/proc/nowhere/meter")
    assert started.wait(10) == 1
    (message,) = started.process.stderr.read().decode().splitlines()
    assert "/proc/nowhere/meter" in message


def test_messages_are_german_too(process, monkeypatch):
    monkeypatch.setenv("EICHLAB_LANGUAGE", "de")
    started = process("em5", "--link", "x")
    assert started.wait(10) == 2
    assert "lässt sich nicht simulieren" in started.process.stderr.read().decode()


BENCH = """
[[line]]
name = "left"
port = "{folder}/left"
baud = 115200
parity = "none"

[[line.meter]]
name = "one"
model = "em580"
unit = 1

[[line.meter]]
name = "two"
model = "em580"
unit = 2

[[line]]
name = "right"
port = "socket://127.0.0.1:0"

[[line.meter]]
model = "em580"
"""


def test_a_bench_of_lines(process, tmp_path, connect):
    bench = tmp_path / "bench.toml"
    bench.write_text(BENCH.format(folder=tmp_path))
    started = process("--bench", bench, "--seed", 1, "--state", tmp_path / "state")
    found = [READY.fullmatch(started.line()).groups() for _ in range(3)]
    left = str(tmp_path / "left")
    assert [each[1:3] for each in found[:2]] == [("1", left), ("2", left)]
    assert found[2][2].startswith("socket://")
    assert len({each[4] for each in found}) == 3
    assert started.do("on two power off") == "ok on two power off"
    assert connect(left, 1).number(0x7100) == 0
    assert connect(left, 2).raw(bytes.fromhex("04 7100 0001"), first_s=0.05) == b""
    assert started.do("on right unplug") == "ok on right unplug"
    assert Path(left).is_symlink()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "line = 3",
        "[[line]]",
        '[[line]]\nport = "x"',
        '[[line]]\nport = "x"\nmeter = []',
        '[[line]]\nport = "x"\n[[line.meter]]\nunit = 1',
        '[[line]]\nport = "x"\n[[line.meter]]\nmodel = "em580"\nunit = "one"',
        '[[line]]\nport = "x"\nbaud = "fast"\n[[line.meter]]\nmodel = "em580"',
        "[[line",
        "\udcff",
    ],
)
def test_benches_that_cannot_be_simulated(tmp_path, text):
    bench = tmp_path / "bench.toml"
    bench.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigurationError):
        read_bench(bench)


def test_every_sentence_exists_in_both_languages():
    """Walks the source for every code that the simulator can say."""

    sources = [
        Path(simulate.__code__.co_filename),
        *Path(parse_fault.__code__.co_filename).parent.rglob("*.py"),
    ]
    codes = set()
    for source in sources:
        codes.update(re.findall(r'"(simulator\.[a-z-]+)"', source.read_text(encoding="utf-8")))
    texts = texts_by_code()
    assert len(codes) > 25
    for code in codes:
        assert texts[code].de
        assert texts[code].en
        assert texts[code].de != texts[code].en
    said = {code for code in texts if code.startswith("simulator.")}
    assert said == codes


def test_switch_limits():
    assert parse_switches(Em580Switches, {"ready-s": "0.05", "energy": "7"}).ready_s == 0.05
    for name, value in (("ready-s", "nan"), ("variation", "999"), ("refusal", "x")):
        with pytest.raises(ConfigurationError):
            parse_switches(Em580Switches, {name: value})


def test_faults_given_at_start_act_from_the_first_request(process, tmp_path, connect):
    link = tmp_path / "meter"
    started = process("em580", "--link", link, "--fault", "exception-6@#1")
    started.line()
    assert parse_fault("exception-6@#1").requests == (1, 1)
    master = connect(link)
    assert master.raw(bytes.fromhex("04 7100 0001"))[1:3] == bytes([0x84, 6])
    assert master.number(0x7100) == 0
