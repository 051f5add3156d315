"""Modbus TCP: what is accepted, told apart by number, repeated, and found again."""

import socket
import threading
import time

import pytest

from eichlab.line import (
    ModbusUnit,
    PortSettings,
    Scan,
    ScanPlan,
    SerialLine,
    Timing,
    tcp_exchange,
)
from eichlab.line.rtu import frame as rtu_frame
from eichlab.line.scan import CharacterSettings
from eichlab.line.tcp_exchange import tcp_frame
from eichlab.meters import model_named
from eichlab.values import (
    Direction,
    MeterActivity,
    NoAnswerError,
    NotSupportedError,
    PortError,
    PortLostError,
    Quantity,
    RefusedError,
    TransactionRequest,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
)

# Probing timing waits no longer than this, a patient one for the gateway's own time-out.
QUICK = Timing(timeout_s=0.1, worst_latency_s=0.15, tries=2, holds_line=False)
ID = "12345678-1234-5678-1234-567812345678"


class ScriptedGateway:
    """Answers the n-th request by ``script(request, n)``: bytes, timed pieces, or nothing."""

    def __init__(self, script):
        self.script = script
        self.requests = []
        self._stop = threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.clients = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self):
        self.server.settimeout(0.05)
        while not self._stop.is_set():
            try:
                client, _ = self.server.accept()
            except TimeoutError:
                continue
            self.clients.append(client)
            self._serve(client)

    def _serve(self, client):
        client.settimeout(0.02)
        buffer = b""
        while not self._stop.is_set():
            try:
                data = client.recv(512)
                if not data:
                    return
                buffer += data
            except TimeoutError:
                pass
            except OSError:
                return
            while len(buffer) >= 6 and len(buffer) >= 6 + buffer[5]:
                request, buffer = buffer[: 6 + buffer[5]], buffer[6 + buffer[5] :]
                self.requests.append(request)
                answer = self.script(request, len(self.requests))
                for delay, data in [(0, answer)] if isinstance(answer, bytes) else answer or []:
                    if self._stop.wait(delay):
                        return
                    try:
                        client.sendall(data)
                    except OSError:
                        return

    def hang_up(self):
        self.clients[-1].shutdown(socket.SHUT_RDWR)

    def close(self):
        self._stop.set()
        self._thread.join()
        for each in (*self.clients, self.server):
            each.close()


@pytest.fixture
def gateway():
    made = []

    def make(script):
        gateway = ScriptedGateway(script)
        line = SerialLine("line", PortSettings(f"modbus-tcp://127.0.0.1:{gateway.port}", 115_200))
        line.start()
        gateway.line = line
        gateway.unit = ModbusUnit(line, 5, QUICK, who="the meter")
        gateway.read = lambda address=0x10, count=2: line.run(
            lambda: gateway.unit.read_input(address, count)
        ).result(10)
        made.append(gateway)
        return gateway

    yield make
    for each in made:
        each.line.close()
        each.close()


def values(request, *, number=None, unit=None, function=None, count=None, add=0):
    """A right answer: each register holds its own address; or one with something wrong."""
    number = int.from_bytes(request[:2]) if number is None else number
    address = int.from_bytes(request[8:10])
    count = request[11] if count is None else count
    registers = b"".join((address + n + add).to_bytes(2) for n in range(count))
    pdu = bytes((request[7] if function is None else function, 2 * count)) + registers
    return tcp_frame(number, request[6] if unit is None else unit, pdu)


def counted(gateway, verdict):
    return gateway.line.wire_log.counters().get(verdict, 0)


def test_the_frame_is_as_the_specification_has_it(gateway):
    wire = gateway(lambda request, n: values(request))
    assert wire.read(0x48, 2) == (0x48, 0x49)
    assert wire.requests == [bytes.fromhex("0001 0000 0006 05 04 0048 0002")]
    sent = next(e for e in wire.line.wire_log.since(0) if e.direction is Direction.SENT)
    assert sent.data == wire.requests[0], "the log shows what went over the wire"
    wire.read()
    assert wire.requests[1][:2] == b"\x00\x02", "each question has a number of its own"


def test_an_answer_may_come_in_pieces_or_with_others(gateway):
    def script(request, n):
        good = values(request)
        other = values(request, number=9999)
        return (
            other + good + other if n == 2 else [(0.002, good[i : i + 1]) for i in range(len(good))]
        )

    wire = gateway(script)
    assert wire.read() == (0x10, 0x11)
    assert wire.read() == (0x10, 0x11)
    wire.read(0x20)
    assert counted(wire, WireVerdict.FOREIGN) == 2


def test_a_late_answer_is_known_by_its_number(gateway):
    """The answer to address 10h comes while 20h, of the same length, is being asked."""

    def script(request, n):
        if n == 1:
            wire.late = values(request)
            return None
        return wire.late + values(request) if n == 3 else None if n == 2 else values(request)

    wire = gateway(script)
    with pytest.raises(NoAnswerError):
        wire.read(0x10)
    assert wire.read(0x20) == (0x20, 0x21)
    assert counted(wire, WireVerdict.LATE) == 1
    assert counted(wire, WireVerdict.SILENT) == 2


def test_nothing_is_waited_for_after_a_time_out(gateway):
    wire = gateway(lambda request, n: None if n <= 2 else values(request))
    with pytest.raises(NoAnswerError):
        wire.read()
    began = time.monotonic()
    assert wire.read() == (0x10, 0x11)
    assert time.monotonic() - began < 0.1


def test_the_same_answer_twice_is_counted_and_not_used(gateway):
    wire = gateway(lambda request, n: values(request) * 2)
    for address in (0x10, 0x20, 0x30):
        assert wire.read(address) == (address, address + 1)
    assert counted(wire, WireVerdict.DOUBLED) >= 2


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda request: values(request, unit=6), WrongAnswerKind.WRONG_UNIT),
        (lambda request: values(request, function=3), WrongAnswerKind.WRONG_FUNCTION),
        (lambda request: values(request, count=1), WrongAnswerKind.WRONG_LENGTH),
        (lambda request: values(request)[:-3], WrongAnswerKind.SHORT),
        (lambda request: b"\xff" * 9, WrongAnswerKind.NOISE),
        (lambda request: rtu_frame(5, b"\x04\x04\x43\x66\x00\x00"), WrongAnswerKind.NOISE),
    ],
)
def test_what_is_wrong_is_an_error_of_its_kind(gateway, spoil, kind):
    wire = gateway(lambda request, n: spoil(request))
    with pytest.raises(WrongAnswerError) as caught:
        wire.read()
    assert caught.value.kind is kind
    assert len(wire.requests) == 2
    if kind is WrongAnswerKind.NOISE:
        assert caught.value.message.code == "line.not-modbus-tcp"


def test_after_something_wrong_the_next_answer_is_right(gateway):
    wire = gateway(lambda request, n: b"GET /" * 3 if n == 1 else values(request))
    assert wire.read() == (0x10, 0x11)
    assert wire.unit.last_answer.tries == 2


@pytest.mark.parametrize("code", [2, 10, 11])
def test_exceptions_keep_their_meaning(gateway, code):
    def script(request, n):
        return tcp_frame(int.from_bytes(request[:2]), 5, bytes((request[7] | 0x80, code)))

    wire = gateway(script)
    with pytest.raises(RefusedError) as caught:
        wire.read()
    assert caught.value.exception == code
    assert caught.value.message.code == f"modbus.exception-{code}"
    for _ in range(2):
        with pytest.raises(RefusedError):
            wire.read()
    hint = wire.line.wire_log.hint()
    assert hint.code == ("hint.exception-gateway" if code > 9 else "hint.exception-2")


@pytest.mark.parametrize(("code", "doubt"), [(4, False), (10, False), (11, True)])
def test_a_command_the_gateway_heard_nothing_of_is_in_doubt(gateway, code, doubt):
    def script(request, n):
        return tcp_frame(int.from_bytes(request[:2]), 5, bytes((0x90, code)))

    wire = gateway(script)
    with pytest.raises(RefusedError) as caught:
        wire.line.run(lambda: wire.unit.command(0x7040, [0x42])).result(5)
    assert caught.value.in_doubt is doubt
    assert len(wire.requests) == 1, "a command is sent once"


def test_a_command_without_an_answer_is_in_doubt_and_never_repeated(gateway):
    wire = gateway(lambda request, n: None)
    with pytest.raises(NoAnswerError) as caught:
        wire.line.run(lambda: wire.unit.command(0x7040, [0x42])).result(5)
    assert caught.value.in_doubt
    assert len(wire.requests) == 1


def test_a_closed_connection_is_a_lost_port_and_opened_again(gateway):
    wire = gateway(lambda request, n: values(request))
    wire.read()
    wire.hang_up()
    until = time.monotonic() + 5

    def codes():
        return [e.meaning.code for e in wire.line.wire_log.since(0) if e.meaning]

    while codes().count("wire.opened") < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert "wire.lost" in codes()
    assert wire.read() == (0x10, 0x11)


def test_a_connection_that_says_nothing_for_long_is_made_anew(gateway, monkeypatch):
    """The other end may have lost its power without a word; only a new connection tells."""
    monkeypatch.setattr(tcp_exchange, "STALE_S", 0.3)
    wire = gateway(lambda request, n: None if n <= 4 else values(request))
    for _ in range(2):
        with pytest.raises(NoAnswerError):
            wire.read()
    until = time.monotonic() + 5
    while wire.line.wire_log.counters()[WireVerdict.PORT] < 3:
        assert time.monotonic() < until
        time.sleep(0.01)
    codes = [e.meaning.code for e in wire.line.wire_log.since(0) if e.meaning]
    assert [code for code in codes if code in {"wire.opened", "wire.lost"}] == [
        "wire.opened",
        "wire.lost",
        "wire.opened",
    ]
    assert wire.read() == (0x10, 0x11)


def test_closing_a_silent_line_is_quick(gateway):
    wire = gateway(lambda request, n: None)
    patient = ModbusUnit(wire.line, 5, Timing(timeout_s=5), who="the meter")
    running = wire.line.run(lambda: patient.read_input(0, 1))
    time.sleep(0.1)
    began = time.monotonic()
    wire.line.close()
    assert time.monotonic() - began < 0.6, "pyserial itself takes 0.3 s to close a socket"
    with pytest.raises(PortLostError):
        running.result(1)


def test_an_address_without_a_port_means_502(tmp_path):
    line = SerialLine("line", PortSettings("modbus-tcp://127.0.0.1"))
    line.start()
    try:
        with pytest.raises(PortError) as caught:
            line.run(lambda: None).result(10)
        assert caught.value.message.code == "port.unreachable"
        assert caught.value.message.parameters["port"] == "modbus-tcp://127.0.0.1"
    finally:
        line.close()


def test_another_protocol_is_told_that_it_cannot_go_this_way(gateway):
    class Other:
        unit = 1
        frame = b"\xc0\x01\xc0"
        reply_bytes = 3

    wire = gateway(lambda request, n: None)
    with pytest.raises(NotSupportedError):
        wire.line.run(lambda: wire.line.ask(Other(), QUICK, who="the meter")).result(5)
    assert wire.requests == []


# ── through a simulated gateway ──────────────────────────────────────────────────────────────


@pytest.fixture
def behind(simulate):
    """A driver of a model behind a simulated gateway."""
    from eichlab.cli.simulator_process import SimulatorProcess

    running = []

    def make(model, *arguments):
        meter = SimulatorProcess(
            (
                model,
                "--tcp",
                "modbus-tcp://127.0.0.1:0",
                "--baud",
                "115200",
                "--seed",
                "1",
                *arguments,
            )
        )
        line = SerialLine("line", PortSettings(meter.meters[0].port, 115_200))
        driver = model_named(model).driver(line, 1, "the meter")
        running.extend((line, meter))
        line.start()
        driver.line, driver.meter = line, meter
        driver.run = lambda job: line.run(job).result(30)
        return driver

    yield make
    for each in running:
        each.close()


def test_a_signed_transaction_works_behind_a_gateway(behind):
    driver = behind("em580")
    assert driver.run(driver.identify).serial.startswith("SIM")
    driver.run(lambda: driver.start(TransactionRequest(transaction_id=ID)))
    assert driver.run(driver.state).activity is MeterActivity.RUNNING
    (record,) = driver.run(lambda: driver.stop(ID))
    assert record.data.startswith(b"OCMF|{")
    driver.run(lambda: driver.release(record))
    assert driver.run(driver.state).activity is MeterActivity.IDLE


def test_a_register_map_meter_works_behind_a_gateway(behind):
    driver = behind("sdm630", "--switch", "energy=4242", "--load", "0")
    assert driver.run(driver.read).value(Quantity.ENERGY_IMPORT) == 4242


def test_what_is_wrong_behind_the_gateway_comes_as_exception_11(behind):
    driver = behind("sdm72")
    for fault in ("silence", "crc", "wrong-unit", "request-lost", "noise-only"):
        driver.meter.command(f"fault {fault}")
        with pytest.raises(RefusedError) as caught:
            driver.run(driver.read)
        assert caught.value.exception == 11, fault
        driver.meter.command("clear")
        assert driver.run(driver.read).value(Quantity.POWER) is not None


def test_what_does_no_harm_behind_the_gateway_does_none(behind):
    driver = behind("sdm72", "--switch", "energy=55", "--load", "0")
    for fault in ("noise-before", "echo", "twice", "drip"):
        driver.meter.command(f"fault {fault}")
        for _ in range(3):
            assert driver.run(driver.read).value(Quantity.ENERGY_IMPORT) == 55, fault
        driver.meter.command("clear")


def test_a_scan_takes_the_gateways_no_for_nobody(behind):
    driver = behind("sdm72")
    plan = ScanPlan(
        settings=(CharacterSettings(9600),),
        units=(1, 2),
        likely_units=(1, 2),
        listen_s=0.05,
    )
    result = Scan(driver.line, plan).run()
    assert [hit.unit for hit in result.hits] == [1]


def test_an_answer_that_cannot_be_explained_is_logged_all_the_same(gateway):
    wire = gateway(lambda request, n: values(request))
    explain = {}.__getitem__
    told = wire.line.run(lambda: wire.unit.read_input(0x10, 2, explain=explain)).result(10)
    assert told == (0x10, 0x11)
    assert counted(wire, WireVerdict.ANSWERED) == 1
