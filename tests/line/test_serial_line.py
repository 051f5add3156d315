"""A line on a pseudo-terminal: what is accepted, repeated, drained, counted, found again."""

import logging
import threading
import time
from decimal import InvalidOperation
from types import SimpleNamespace

import pytest

from eichlab.line import ModbusUnit, PortSettings, Priority, SerialLine, Timing, ports
from eichlab.line.rtu import frame
from eichlab.values import (
    Direction,
    NoAnswerError,
    PortError,
    PortLostError,
    RefusedError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
)

QUICK = Timing(timeout_s=0.08, worst_latency_s=0.2, tries=3, gap_s=0.02)


def values(request, *, unit=1, add=0):
    """A right answer: each register holds its own address."""
    address, count = int.from_bytes(request[2:4], "big"), request[5]
    registers = b"".join((address + n + add).to_bytes(2, "big") for n in range(count))
    return frame(unit, bytes((request[1], 2 * count)) + registers)


@pytest.fixture
def unit(line):
    return ModbusUnit(line, 1, QUICK, who="the meter")


def read(line, unit, address=0x10, count=2):
    return line.run(lambda: unit.read_input(address, count)).result(5)


def wait_until(so, seconds=5.0):
    until = time.monotonic() + seconds
    while not so() and time.monotonic() < until:
        time.sleep(0.01)
    return so()


def counted(line, verdict):
    return line.wire_log.counters().get(verdict, 0)


def test_registers_are_read(slave, line, unit):
    slave(lambda request, n: values(request))
    line.start()
    assert read(line, unit) == (0x10, 0x11)
    assert [entry.verdict for entry in line.wire_log.since(0)] == [
        WireVerdict.PORT,
        WireVerdict.QUESTION,
        WireVerdict.ANSWERED,
    ]


@pytest.mark.parametrize("before", [b"\x00", b"\xff\x00\xff", b"\x01\x04"])
def test_noise_around_the_answer_does_no_harm_and_is_counted(slave, line, unit, before):
    slave(lambda request, n: before + values(request))
    line.start()
    assert read(line, unit) == (0x10, 0x11)
    assert counted(line, WireVerdict.NOISE) == 1


def test_an_answer_may_come_byte_by_byte(slave, line, unit):
    slave(lambda request, n: [(0.003, values(request)[i : i + 1]) for i in range(9)])
    line.start()
    assert read(line, unit) == (0x10, 0x11)
    assert counted(line, WireVerdict.ANSWERED) == 1


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda good: good[:-1] + bytes((good[-1] ^ 1,)), WrongAnswerKind.CHECK_SUM),
        (lambda good: good[:-3], WrongAnswerKind.SHORT),
        (lambda good: frame(7, good[1:-2]), WrongAnswerKind.WRONG_UNIT),
        (lambda good: frame(1, b"\x03" + good[2:-2]), WrongAnswerKind.WRONG_FUNCTION),
        (lambda good: frame(1, b"\x83\x02"), WrongAnswerKind.WRONG_FUNCTION),
        (lambda good: frame(1, b"\x04\x02\x00\x10"), WrongAnswerKind.WRONG_LENGTH),
        (lambda good: b"\x00\xff\x00\xff", WrongAnswerKind.NOISE),
    ],
)
def test_what_is_wrong_three_times_is_an_error_of_its_kind(slave, line, unit, spoil, kind):
    wire = slave(lambda request, n: spoil(values(request)))
    line.start()
    with pytest.raises(WrongAnswerError) as caught:
        read(line, unit)
    assert caught.value.kind is kind
    assert len(wire.requests) == 3
    assert counted(line, WireVerdict(kind.value)) == 3


def test_a_single_fault_is_mended_by_asking_again(slave, line, unit):
    slave(lambda request, n: b"\x00" + values(request)[:-1] if n == 1 else values(request))
    line.start()
    assert read(line, unit) == (0x10, 0x11)
    assert unit.last_answer.tries == 2


def test_silence_is_told_with_what_to_check(slave, line, unit):
    slave(lambda request, n: None)
    line.start()
    with pytest.raises(NoAnswerError) as caught:
        read(line, unit)
    assert caught.value.message.code == "line.silent"
    assert caught.value.message.parameters["meter"] == "the meter"
    assert not isinstance(caught.value, WrongAnswerError)


def test_a_late_answer_is_never_taken_for_the_next_question(slave, line, unit):
    """The answer to address 10h comes after its time-out, as long as the next asks for 20h."""

    def script(request, n):
        if n == 1:
            return [(QUICK.timeout_s + 0.06, values(request))]
        return values(request)

    once = ModbusUnit(line, 1, Timing(QUICK.timeout_s, 0.3, tries=1, gap_s=0.02), who="the meter")
    slave(script)
    line.start()
    with pytest.raises(NoAnswerError):
        read(line, once, 0x10)
    assert read(line, once, 0x20) == (0x20, 0x21)
    assert counted(line, WireVerdict.LATE) == 1


def test_after_a_repeated_question_both_answers_are_awaited(slave, line, unit):
    """The first answer is late and serves the repeat; the second must not answer what follows."""

    def script(request, n):
        if n == 1:
            return [(QUICK.timeout_s + 0.01, values(request))]
        if n == 2:
            return [(0.02, values(request))]
        return values(request)

    slave(script)
    line.start()
    assert read(line, unit, 0x10) == (0x10, 0x11)
    assert read(line, unit, 0x20) == (0x20, 0x21)
    assert read(line, unit, 0x30) == (0x30, 0x31)


@pytest.mark.parametrize("glued", [True, False])
def test_the_own_echo_is_removed(slave, line, unit, glued):
    def script(request, n):
        if glued:
            return request + values(request)
        return [(0, request), (0.01, values(request))]

    slave(script)
    line.start()
    assert read(line, unit) == (0x10, 0x11)
    assert counted(line, WireVerdict.ECHO) == 1


def test_an_echo_alone_is_no_answer(slave, line, unit):
    slave(lambda request, n: request)
    line.start()
    with pytest.raises(WrongAnswerError) as caught:
        read(line, unit)
    assert caught.value.kind is WrongAnswerKind.ECHO_ONLY
    with pytest.raises(NoAnswerError) as caught:
        line.run(lambda: unit.command(0x7040, [0x42])).result(5)
    assert caught.value.in_doubt


def test_a_command_is_sent_once_and_then_in_doubt(slave, line, unit):
    wire = slave(lambda request, n: None)
    line.start()
    with pytest.raises(NoAnswerError) as caught:
        line.run(lambda: unit.command(0x7040, [0x42])).result(5)
    assert caught.value.in_doubt
    assert len(wire.requests) == 1


def test_busy_is_asked_again_and_other_exceptions_are_not(slave, line, unit):
    wire = slave(lambda request, n: frame(1, b"\x84\x06") if n < 3 else values(request))
    line.start()
    assert read(line, unit) == (0x10, 0x11)
    wire.script = lambda request, n: frame(1, b"\x84\x02")
    asked = len(wire.requests)
    with pytest.raises(RefusedError) as caught:
        read(line, unit)
    assert caught.value.exception == 2
    assert len(wire.requests) == asked + 1


def test_transaction_jobs_go_before_polls(slave, line, unit):
    slave(lambda request, n: values(request))
    order = []
    hold = threading.Event()
    line.start()
    read(line, unit)
    line.run(lambda: hold.wait(5))
    polls = [line.run(lambda n=n: order.append(n)) for n in range(3)]
    urgent = line.run(lambda: order.append("transaction"), Priority.TRANSACTION)
    hold.set()
    for job in (*polls, urgent):
        job.result(5)
    assert order == ["transaction", 0, 1, 2]


def test_bytes_nobody_asked_for_are_noted(slave, line, unit):
    wire = slave(lambda request, n: values(request))
    line.start()
    read(line, unit)
    wire.say(b"\x11\x22\x33")
    until = time.monotonic() + 2
    while not counted(line, WireVerdict.UNEXPECTED) and time.monotonic() < until:
        time.sleep(0.01)
    assert [e.data for e in line.wire_log.since(0) if e.verdict is WireVerdict.UNEXPECTED] == [
        b"\x11\x22\x33"
    ]
    assert read(line, unit) == (0x10, 0x11)


def test_a_pulled_adapter_is_noticed_without_asking_and_found_again(slave, line, unit):
    wire = slave(lambda request, n: values(request))
    line.start()
    read(line, unit)
    began = time.monotonic()
    wire.unplug()
    while len(line.changes) < 2 and time.monotonic() < began + 3:
        time.sleep(0.005)
    assert line.changes[-1].error is not None
    assert time.monotonic() - began < 0.5
    with pytest.raises(PortLostError):
        read(line, unit)
    began = time.monotonic()
    wire.plug()
    while line.changes[-1].error is not None and time.monotonic() < began + 5:
        time.sleep(0.01)
    assert time.monotonic() - began < 2
    assert read(line, unit) == (0x10, 0x11)


def test_an_adapter_that_comes_back_under_another_name_is_the_line_again(slave, tmp_path, adapters):
    """Its old name has gone to another adapter meanwhile, which must not be asked anything."""
    adapters({"ttyUSB0": "A1"})
    first = slave(lambda request, n: values(request), "ttyUSB0")
    line = SerialLine("line", PortSettings(str(tmp_path / "ttyUSB0"), 115_200))
    line.start()
    try:
        unit = ModbusUnit(line, 1, QUICK, who="the meter")
        read(line, unit)
        first.unplug()
        adapters({"ttyUSB0": "B2"})
        stranger = slave(lambda request, n: values(request), "ttyUSB0")
        assert wait_until(lambda: line.device.endswith("ttyUSB0") and not can_ask(line))
        time.sleep(0.6)
        assert not can_ask(line)
        adapters({"ttyUSB0": "B2", "ttyUSB1": "A1"})
        slave(lambda request, n: values(request), "ttyUSB1")
        assert wait_until(lambda: can_ask(line), 2)
        assert line.device == str(tmp_path / "ttyUSB1")
        assert read(line, unit) == (0x10, 0x11)
        assert stranger.requests == []
    finally:
        line.close()


def can_ask(line):
    return line.run(lambda: None).exception(5) is None


@pytest.fixture
def adapters(tmp_path, monkeypatch):
    """Let the system list these adapters: name of the port → serial number."""

    class Port(SimpleNamespace):
        def __lt__(self, other):
            return self.device < other.device

    def plugged(serials):
        found = [
            Port(
                device=str(tmp_path / name), description="FT232R", vid=0x0403, pid=0x6001,
                serial_number=serial, location="1-2", manufacturer="FTDI",
            )
            for name, serial in serials.items()
        ]  # fmt: skip
        monkeypatch.setattr(ports.list_ports, "comports", lambda: found)

    return plugged


def test_a_missing_port_is_told_at_once_and_opened_when_it_comes(slave, line, unit, tmp_path):
    line.start()
    with pytest.raises(PortError) as caught:
        read(line, unit)
    assert caught.value.message.code == "port.missing"
    slave(lambda request, n: values(request))
    until = time.monotonic() + 3
    while not line.changes[-1:] or line.changes[-1].error is not None:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert read(line, unit) == (0x10, 0x11)


def test_a_port_in_use_is_told_so(slave, line, unit, tmp_path):
    from eichlab.line import PortSettings, SerialLine

    slave(lambda request, n: values(request))
    line.start()
    read(line, unit)
    second = SerialLine("second", PortSettings(str(tmp_path / "port")))
    second.start()
    try:
        with pytest.raises(PortError) as caught:
            second.run(lambda: None).result(5)
        assert caught.value.message.code == "port.in-use"
        assert "(" in caught.value.message.parameters["program"]
    finally:
        second.close()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_no_serial_port_is_told_so(line, tmp_path, what):
    path = tmp_path / "port"
    path.touch() if what == "file" else path.mkdir()
    line.start()
    with pytest.raises(PortError) as caught:
        line.run(lambda: None).result(5)
    assert caught.value.message.code == "port.not-serial"


def test_a_refused_parity_is_noted_on_a_pseudo_terminal(slave, tmp_path):
    from eichlab.line import PortSettings, SerialLine

    slave(lambda request, n: values(request))
    line = SerialLine("even", PortSettings(str(tmp_path / "port"), 19_200, "E"))
    line.start()
    try:
        unit = ModbusUnit(line, 1, QUICK, who="the meter")
        assert read(line, unit) == (0x10, 0x11)
    finally:
        line.close()


def test_closing_a_silent_line_is_quick_and_ends_what_waits(slave, line, unit):
    slave(lambda request, n: None)
    patient = ModbusUnit(line, 1, Timing(timeout_s=5, tries=3), who="the meter")
    line.start()
    running = line.run(lambda: patient.read_input(0, 1))
    waiting = line.run(lambda: patient.read_input(0, 1))
    time.sleep(0.1)
    began = time.monotonic()
    line.close()
    assert time.monotonic() - began < 0.1
    for job in (running, waiting):
        with pytest.raises(PortLostError):
            job.result(1)


def test_the_wire_log_keeps_the_newest_entries_and_counts_all():
    from eichlab.line import WireLog

    log = WireLog("line", capacity=10)
    for n in range(25):
        log.add(Direction.SENT, bytes((n,)), WireVerdict.QUESTION)
    assert [entry.number for entry in log.since(0)] == list(range(16, 26))
    assert [entry.number for entry in log.since(23)] == [24, 25]
    assert log.since(25) == []
    assert log.counters() == {WireVerdict.QUESTION: 25}


def test_a_job_that_pauses_lets_the_others_go_first(slave, line, unit):
    slave(lambda request, n: values(request))
    line.start()
    took = []

    def slow():
        began = time.monotonic()
        line.pause(0.3)
        took.append(time.monotonic() - began)
        return unit.read_input(0x20, 1)

    waiting = line.run(slow, Priority.TRANSACTION)
    for _ in range(5):
        assert read(line, unit) == (0x10, 0x11)
        assert not waiting.done()
    assert waiting.result(5) == (0x20,)
    assert 0.3 <= took[0] < 0.6


def test_jobs_that_pause_within_one_anothers_pauses_all_end(slave, line, unit):
    slave(lambda request, n: values(request))
    line.start()

    def slow(address):
        line.pause(0.1)
        line.pause(0.1)
        return unit.read_input(address, 1)

    began = time.monotonic()
    jobs = [line.run(lambda at=at: slow(at)) for at in range(8)]
    assert [job.result(5) for job in jobs] == [(at,) for at in range(8)]
    assert time.monotonic() - began < 1.2, "they wait at the same time, not in turn"


def test_a_paused_job_ends_with_its_port(slave, line, unit):
    one = slave(lambda request, n: values(request))
    line.start()
    read(line, unit)
    waiting = line.run(lambda: (line.pause(30), unit.read_input(0x10, 1)))
    assert wait_until(waiting.running)
    one.unplug()
    with pytest.raises(PortLostError):
        waiting.result(5)
    one.plug()
    assert wait_until(lambda: line.changes[-1].error is None)


def test_a_paused_job_ends_when_the_line_is_closed(slave, line):
    slave(lambda request, n: values(request))
    line.start()
    waiting = line.run(lambda: line.pause(30))
    assert wait_until(waiting.running)
    began = time.monotonic()
    line.close()
    assert time.monotonic() - began < 0.5
    with pytest.raises(PortLostError):
        waiting.result(0)


def test_a_pause_is_for_jobs_only(slave, line):
    slave(lambda request, n: values(request))
    line.start()
    with pytest.raises(RuntimeError):
        line.pause(0.1)


def test_errors_of_an_absent_port_do_not_pile_up(line):
    """Each raise hangs frames on an error: one that is kept and raised again grows without end."""
    line.start()
    depths = set()
    for _ in range(3):
        with pytest.raises(PortError) as caught:
            line.run(lambda: None).result(5)
        depths.add(len(caught.traceback))
    assert len(depths) == 1


def test_an_answer_that_cannot_be_explained_is_logged_all_the_same(slave, line, unit, caplog):
    def explain(registers):
        raise InvalidOperation

    slave(lambda request, n: values(request))
    line.start()
    with caplog.at_level(logging.DEBUG, "eichlab.line"):
        told = line.run(lambda: unit.read_input(0x10, 2, explain=explain)).result(5)
    assert told == (0x10, 0x11)
    answer = line.wire_log.since(0)[-1]
    assert (answer.verdict, answer.meaning) == (WireVerdict.ANSWERED, None)
    assert "InvalidOperation" in caplog.text
