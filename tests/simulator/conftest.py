"""A simulated line on a real pseudo-terminal, and a master of its own that sends raw bytes."""

import http.client
import json
import os
import select
import subprocess
import sys
import threading
import time
import tty
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from eichlab.simulator import (
    Conditions,
    Console,
    LinePlan,
    Simulation,
    parse_meter,
    plan_line,
)
from eichlab.simulator.wire import CharacterFormat
from eichlab.values import EichlabError


def check_sum(data: bytes) -> bytes:
    """Long division by the polynomial 18005h, bits reflected: not the simulator's way."""
    remainder = 0xFFFF
    for byte in data:
        remainder ^= int(f"{byte:08b}"[::-1], 2) << 8
        for _ in range(8):
            remainder = ((remainder << 1) ^ (0x8005 if remainder & 0x8000 else 0)) & 0xFFFF
    return int(f"{remainder:016b}"[::-1], 2).to_bytes(2, "little")


class RefusedError(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Master:
    """Opens a link and speaks Modbus RTU; waits for silence, so that it sees whatever came."""

    def __init__(self, path, unit=1):
        self.path = str(path)
        self.unit = unit
        self.descriptor = os.open(self.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.descriptor)

    def close(self):
        os.close(self.descriptor)

    def send(self, data):
        os.write(self.descriptor, data)

    def receive(self, first_s=0.25, silence_s=0.03):
        """Return all that comes until the line falls silent."""
        data = b""
        wait = first_s
        while select.select([self.descriptor], [], [], wait)[0]:
            try:
                part = os.read(self.descriptor, 4096)
            except OSError:
                break
            if not part:
                break
            data += part
            wait = silence_s
        return data

    def raw(self, content, unit=None, **waits):
        """Send one request and return the bytes of whatever came."""
        body = bytes([self.unit if unit is None else unit]) + content
        self.send(body + check_sum(body))
        return self.receive(**waits)

    def ask(self, content, length, unit=None, timeout_s=2.0):
        """Return the answer's content; ``length`` of the whole good frame ends the waiting."""
        unit = self.unit if unit is None else unit
        body = bytes([unit]) + content
        self.send(body + check_sum(body))
        data = b""
        deadline = time.monotonic() + timeout_s
        while len(data) < length and (left := deadline - time.monotonic()) > 0:
            if len(data) == 5 and data[1] & 0x80:
                break
            if select.select([self.descriptor], [], [], left)[0]:
                data += os.read(self.descriptor, 4096)
        assert data, "no answer"
        assert check_sum(data[:-2]) == data[-2:], data.hex()
        assert data[0] == unit
        if data[1] & 0x80:
            assert data[1] == content[0] | 0x80
            raise RefusedError(data[2])
        assert data[1] == content[0]
        assert len(data) == length
        return data[2:-2]

    def read(self, address, words, function=4, **options):
        """Return the registers' bytes."""
        request = bytes([function]) + address.to_bytes(2) + words.to_bytes(2)
        answer = self.ask(request, 5 + 2 * words, **options)
        assert answer[0] == 2 * words
        return answer[1:]

    def number(self, address):
        return int.from_bytes(self.read(address, 1))

    def imported_wh(self):
        """Return the import counter: four words, low word first."""
        data = self.read(0x0500, 4)
        return int.from_bytes(data[6:] + data[4:6] + data[2:4] + data[:2])

    def write(self, address, data):
        """Write registers with function 16."""
        words = len(data) // 2
        head = address.to_bytes(2) + words.to_bytes(2)
        assert self.ask(b"\x10" + head + bytes([len(data)]) + data, 8) == head

    def write_number(self, address, value):
        self.write(address, value.to_bytes(2))

    def write_text(self, address, text):
        """Write a text with at least one NUL behind it, in two requests where it is long."""
        data = text.encode() + b"\0"
        data += b"\0" * (len(data) % 2)
        for begin in range(0, len(data), 246):
            self.write(address + begin // 2, data[begin : begin + 246])

    def write_utc(self, seconds):
        plain = seconds.to_bytes(8)
        self.write(0x7032, plain[6:] + plain[4:6] + plain[2:4] + plain[:2])

    def command(self, letter):
        self.write_number(0x7040, ord(letter))

    def wait_for_state(self, state, seconds=2.0):
        deadline = time.monotonic() + seconds
        while (found := self.number(0x7100)) != state:
            assert time.monotonic() < deadline, f"state {found}"
            time.sleep(0.01)

    def read_file(self):
        """Return the record: as many words as the size register says, cut at the first NUL."""
        words = self.number(0x7101)
        data = b""
        for begin in range(0, words, 125):
            data += self.read(0x7110 + begin, min(125, words - begin))
        return data.split(b"\0", 1)[0]


class Running:
    """A simulation in a thread of this process; commands go the console's way."""

    def __init__(self, plans, conditions):
        self.simulation = Simulation(plans, conditions)
        self.console = Console(self.simulation)
        self.ready = threading.Event()
        self.meters = []
        self._masters = []
        try:
            self.simulation.begin(self._is_ready)
        except BaseException:
            self.simulation.close()
            raise
        self._thread = threading.Thread(target=self.simulation.run, name="simulation")
        self._thread.start()

    def _is_ready(self, meters):
        self.meters = meters
        self.ready.set()

    def wait_until_ready(self):
        assert self.ready.wait(5)
        return self

    @property
    def link(self):
        return Path(self.simulation.lines[0].wire.link)

    def master(self, unit=1):
        master = Master(self.link, unit)
        self._masters.append(master)
        return master

    def do(self, command):
        """Perform a console command in the loop and wait for it."""
        done = threading.Event()
        result = []

        def perform():
            try:
                result.append(self.console.perform(command))
            except EichlabError as error:
                result.append(error)
            finally:
                done.set()

        self.simulation.loop.call_from_thread(perform)
        assert done.wait(5)
        if isinstance(result[0], Exception):
            raise result[0]

    def stop(self):
        for master in self._masters:
            with suppress(OSError):
                master.close()
        self._masters.clear()
        self.simulation.stop()
        self._thread.join(5)
        assert not self._thread.is_alive()
        self.simulation.close()


class RunningOnNetwork(Running):
    """A simulated device with an address, asked by a client of its own."""

    @property
    def tcp_port(self):
        return int(self.simulation.lines[0].link.rpartition(":")[2])

    @property
    def meter(self):
        (supply,) = self.simulation.lines[0].supplies.values()
        return supply.meter

    def do_in_loop(self, job):
        """Do something in the simulation's loop and wait for it."""
        done = threading.Event()

        def perform():
            job()
            done.set()

        self.simulation.loop.call_from_thread(perform)
        assert done.wait(20)

    def ask(self, method, path, body=None, timeout_s=3.0):
        """Return status and answer: parsed where it is JSON, else its bytes."""
        client = http.client.HTTPConnection("127.0.0.1", self.tcp_port, timeout=timeout_s)
        try:
            data = None if body is None else json.dumps(body)
            client.request(method, path, data, {"Connection": "close"})
            answer = client.getresponse()
            said = answer.read()
        finally:
            client.close()
        try:
            return answer.status, json.loads(said)
        except ValueError:
            return answer.status, said


@pytest.fixture
def running_on_network():
    """Start simulated devices; all are stopped in the end."""
    started = []

    def start(model, **conditions):
        conditions = {"seed": 1, "boot_s": 0.1, "turnaround_s": 0.0} | conditions
        conditions["speed"] = Decimal(conditions.get("speed", 1))
        plan = plan_line("line", ("127.0.0.1", 0), (parse_meter(model),))
        running = RunningOnNetwork([plan], Conditions(**conditions))
        started.append(running)
        return running.wait_until_ready()

    yield start
    for running in started:
        if running._thread.is_alive():
            running.stop()


_QUICK = {
    "em580": {"ready-s": "0.02"},
    "gsh01": {"ready-s": "0.02"},
    "wm3m4": {"sign-s": "0.02"},
    "address-coded": {"ready-s": "0.02"},
    "bsm-ws36a": {"snapshot-s": "0.02"},
}


@pytest.fixture
def simulate(tmp_path):
    """Start simulations; all are stopped in the end."""
    started = []

    def start(
        *models,
        baud=115200,
        parity="N",
        faults=(),
        link="meter",
        gateway=False,
        **conditions,
    ):
        conditions = {"seed": 1, "boot_s": 0.2, "turnaround_s": 0.0} | conditions
        # Quick, where a test is not about the time that a record takes.
        quick = _QUICK.get((models or ("em580",))[0].partition("@")[0], {})
        conditions["switches"] = quick | conditions.get("switches", {})
        conditions["speed"] = Decimal(conditions.get("speed", 1))
        plan = LinePlan(
            "line",
            ("127.0.0.1", 0) if gateway else tmp_path / link,
            CharacterFormat(baud, parity),
            tuple(parse_meter(model) for model in models or ("em580",)),
            gateway=gateway,
        )
        running = Running([plan], Conditions(**conditions))
        started.append(running)
        for fault in faults:
            running.do(f"fault {fault}")
        return running

    yield start
    for running in started:
        if running._thread.is_alive():
            running.stop()


@pytest.fixture
def meter(simulate):
    """One EM580 with steady values, and a master connected to it."""
    running = simulate(switches={"variation": "0"}).wait_until_ready()
    return running.master()


class Process:
    """``eichlab simulate`` as a process of its own."""

    def __init__(self, arguments, stdin=subprocess.PIPE):
        code = "import typer; from eichlab.cli.simulate import simulate; typer.run(simulate)"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._waiting = b""

    def line(self, timeout_s=10.0):
        """Return the next line of its output."""
        deadline = time.monotonic() + timeout_s
        while b"\n" not in self._waiting:
            left = max(0.0, deadline - time.monotonic())
            assert select.select([self.process.stdout], [], [], left)[0], "no line"
            data = os.read(self.process.stdout.fileno(), 4096)
            assert data, self.process.stderr.read()
            self._waiting += data
        line, self._waiting = self._waiting.split(b"\n", 1)
        return line.decode()

    def do(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        return self.line()

    def wait(self, timeout_s=5.0):
        return self.process.wait(timeout_s)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


@pytest.fixture
def process():
    """Start simulator processes; all are ended in the end."""
    started = []

    def start(*arguments, **options):
        started.append(Process(arguments, **options))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def refused():
    return RefusedError


@pytest.fixture
def crc():
    return check_sum


@pytest.fixture
def connect():
    """Connect masters to links; all are closed in the end."""
    opened = []

    def open_link(path, unit=1):
        opened.append(Master(path, unit))
        return opened[-1]

    yield open_link
    for master in opened:
        with suppress(OSError):
            master.close()
