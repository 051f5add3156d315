"""Faults: how they are written, when they strike, and how each looks on the wire."""

import math
import time

import pytest

from eichlab.simulator import FAULT_KINDS, parse_fault
from eichlab.simulator.faults import FaultPlan, Place
from eichlab.values import ConfigurationError

READ = bytes.fromhex("04 5000 0007")
WRITE = bytes.fromhex("10 6900 0002 04 68690000")


@pytest.mark.parametrize(
    ("text", "name", "value", "probability", "seconds", "requests"),
    [
        ("silence", "silence", 0, 1, None, None),
        ("crc:0.2", "crc", 0, 0.2, None, None),
        ("late=1.5s", "late", 1.5, 1, None, None),
        ("late=300ms:.5", "late", 0.3, 0.5, None, None),
        ("slow-ready", "slow-ready", 3, 1, None, None),
        ("exception-6:1", "exception-6", 0, 1, None, None),
        ("silence@10s..12s", "silence", 0, 1, (10, 12), None),
        ("silence@500ms..1.5s", "silence", 0, 1, (0.5, 1.5), None),
        ("silence@10s", "silence", 0, 1, (10, math.inf), None),
        ("silence@10s..", "silence", 0, 1, (10, math.inf), None),
        ("short:0.5@#10..#12", "short", 0, 0.5, None, (10, 12)),
        ("short@#10", "short", 0, 1, None, (10, 10)),
        ("short@#10..", "short", 0, 1, None, (10, math.inf)),
        ("device-state=0x200", "device-state", 0x200, 1, None, None),
    ],
)
def test_what_a_fault_is_written_like(text, name, value, probability, seconds, requests):
    fault = parse_fault(text)
    assert fault.name == name
    assert fault.value == value
    assert fault.probability == probability
    assert fault.seconds == seconds
    assert fault.requests == requests


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "simulator.fault-form"),
        ("silent", "simulator.fault-unknown"),
        ("exception-12", "simulator.fault-unknown"),
        ("crc:2", "simulator.fault-probability"),
        ("crc:x", "simulator.fault-form"),
        ("crc@", "simulator.fault-form"),
        ("crc@12s..10s", "simulator.fault-form"),
        ("crc@10..12", "simulator.fault-form"),
        ("crc@#0", "simulator.fault-form"),
        ("crc@#5..#4", "simulator.fault-form"),
        ("crc@#5..9", "simulator.fault-form"),
        ("crc=3", "simulator.fault-no-value"),
        ("late=soon", "simulator.fault-form"),
        ("late=1.2.3s", "simulator.fault-form"),
        ("crc@1.2.3s", "simulator.fault-form"),
        ("device-state=many", "simulator.fault-form"),
    ],
)
def test_what_is_no_fault(text, code):
    with pytest.raises(ConfigurationError) as refusal:
        parse_fault(text)
    assert refusal.value.message.code == code


def test_time_windows_count_from_ready():
    now = 100.0
    plan = FaultPlan(lambda: now, "1")
    plan.add(parse_fault("silence@10s..12s"))
    now = 111.0
    assert plan.strikes("silence", 1) is None  # not ready yet
    plan.begin()
    for seconds, expected in ((9.9, False), (10.0, True), (11.9, True), (12.0, False)):
        now = 111.0 + seconds
        assert (plan.strikes("silence", 1) is not None) == expected


def test_request_windows_count_requests():
    plan = FaultPlan(lambda: 0.0, "1")
    plan.add(parse_fault("crc@#2..#3"))
    struck = []
    for _ in range(5):
        plan.count_request()
        struck.append(bool(plan.striking({Place.WIRE}, 1)))
    assert struck == [False, True, True, False, False]


def test_probability_is_repeatable_and_about_right():
    def draws(seed):
        plan = FaultPlan(lambda: 0.0, seed)
        plan.add(parse_fault("crc:0.25"))
        return [plan.strikes("crc", 1) is not None for _ in range(2000)]

    assert draws("1") == draws("1")
    assert draws("1") != draws("2")
    assert 0.2 < sum(draws("1")) / 2000 < 0.3


def test_a_fault_may_be_for_one_unit(simulate):
    running = simulate("em580@1", "em580@2").wait_until_ready()
    first, second = running.master(1), running.master(2)
    running.do("on 1 fault silence")
    assert first.raw(READ, first_s=0.05) == b""
    assert second.raw(READ)
    running.do("clear")
    assert first.raw(READ)


@pytest.fixture
def good(meter):
    """The undisturbed reply to READ."""
    return meter.raw(READ)


def struck(simulate, fault, request=READ, link="struck", **waits):
    """Return what comes instead of the reply, from a meter like the undisturbed one."""
    running = simulate(link=link, faults=[fault]).wait_until_ready()
    return running.master().raw(request, **waits)


def test_good_replies(good, meter, crc):
    assert good[:3] == bytes([1, 4, 14])
    assert crc(good[:-2]) == good[-2:]
    reply = meter.raw(WRITE)
    assert reply == bytes.fromhex("01 10 6900 0002") + crc(bytes.fromhex("01 10 6900 0002"))


def test_silence_still_does_what_was_asked(simulate):
    running = simulate().wait_until_ready()
    master = running.master()
    running.do("fault silence")
    assert master.raw(WRITE, first_s=0.05) == b""
    running.do("clear silence")
    assert master.read(0x6900, 2) == b"hi\0\0"


def test_a_lost_request_does_nothing(simulate):
    running = simulate().wait_until_ready()
    master = running.master()
    running.do("fault request-lost")
    assert master.raw(WRITE, first_s=0.05) == b""
    running.do("clear")
    assert master.read(0x6900, 2) == bytes(4)


def test_an_exception_does_nothing(simulate, crc):
    running = simulate().wait_until_ready()
    master = running.master()
    running.do("fault exception-6")
    assert master.raw(WRITE) == bytes([1, 0x90, 6]) + crc(bytes([1, 0x90, 6]))
    running.do("clear")
    assert master.read(0x6900, 2) == bytes(4)


@pytest.mark.parametrize(
    ("name", "code"),
    [("exception", 4), *((f"exception-{code}", code) for code in (1, 2, 3, 4, 5, 6, 8, 10, 11))],
)
def test_exceptions(simulate, crc, name, code):
    body = bytes([1, 0x84, code])
    assert struck(simulate, name) == body + crc(body)


def test_crc(simulate, good, crc):
    """One bit differs, and not where unit, function or length stand."""
    spoilt = struck(simulate, "crc")
    assert len(spoilt) == len(good)
    assert spoilt[:3] == good[:3]
    difference = int.from_bytes(spoilt) ^ int.from_bytes(good)
    assert difference.bit_count() == 1
    assert crc(spoilt[:-2]) != spoilt[-2:]


def test_short(simulate, good):
    spoilt = struck(simulate, "short")
    assert 0 < len(spoilt) < len(good)
    assert good.startswith(spoilt)


def test_wrong_unit(simulate, good, crc):
    spoilt = struck(simulate, "wrong-unit")
    assert spoilt[0] == 2
    assert spoilt[1:-2] == good[1:-2]
    assert crc(spoilt[:-2]) == spoilt[-2:]


@pytest.mark.parametrize(("request_bytes", "function"), [(READ, 3), (WRITE, 6)])
def test_wrong_function(simulate, crc, request_bytes, function):
    spoilt = struck(simulate, "wrong-function", request_bytes)
    assert spoilt[1] == function
    assert crc(spoilt[:-2]) == spoilt[-2:]


def test_wrong_length(simulate, good, crc):
    """One register less, and everything else as it should be."""
    spoilt = struck(simulate, "wrong-length")
    assert spoilt[2] == 12
    assert spoilt[3:-2] == good[3:-4]
    assert crc(spoilt[:-2]) == spoilt[-2:]
    written = struck(simulate, "wrong-length", WRITE, link="written")
    assert written[:-2] == bytes.fromhex("01 10 6900 0003")
    assert crc(written[:-2]) == written[-2:]


def test_noise_before_and_after(simulate, good):
    spoilt = struck(simulate, "noise-before")
    assert spoilt.endswith(good)
    assert 1 <= len(spoilt) - len(good) <= 3
    spoilt = struck(simulate, "noise-after", link="after")
    assert spoilt.startswith(good)
    assert 1 <= len(spoilt) - len(good) <= 3


def test_echo_comes_before_the_reply_and_for_anybody(simulate, good, crc):
    running = simulate(faults=["echo"], link="struck").wait_until_ready()
    master = running.master()
    request = b"\x01" + READ
    assert master.raw(READ) == request + crc(request) + good
    foreign = b"\x09" + READ
    assert master.raw(READ, unit=9) == foreign + crc(foreign)
    running.do("fault silence")
    assert master.raw(READ) == request + crc(request)


def test_late(simulate, good):
    running = simulate(faults=["late=150ms"], link="struck").wait_until_ready()
    master = running.master()
    assert master.raw(READ, first_s=0.1) == b""
    assert master.receive(first_s=0.15) == good


def test_faults_combine(simulate, good, crc):
    running = simulate(faults=["noise-after", "wrong-unit", "noise-before"], link="struck")
    spoilt = running.wait_until_ready().master().raw(READ)
    wrong = b"\x02" + good[1:-2]
    assert wrong + crc(wrong) in spoilt[1:-1]


def test_slow_ready(simulate):
    running = simulate(faults=["slow-ready=500ms"]).wait_until_ready()
    master = running.master()
    master.command("B")
    began = time.monotonic()
    master.command("E")
    master.wait_for_state(2)
    assert 0.45 < time.monotonic() - began < 2


def test_size_zero(simulate):
    running = simulate(faults=["size-zero"]).wait_until_ready()
    master = running.master()
    master.command("B")
    master.command("E")
    master.wait_for_state(2)
    assert master.number(0x7101) == 0
    running.do("clear")
    assert master.number(0x7101) > 300


def test_wrong_model_knows_no_ocmf(simulate, refused):
    running = simulate(faults=["wrong-model"]).wait_until_ready()
    master = running.master()
    assert master.number(0x000B) == 1744
    assert len(master.read(0x0000, 52)) == 104
    for address in (0x0800, 0x24FF, 0x2500, 0x2600, 0x6900, 0x7100, 0x7101, 0x7110):
        with pytest.raises(refused) as refusal:
            master.number(address)
        assert refusal.value.code == 2
    with pytest.raises(refused):
        master.command("B")


def test_device_state_and_phase_sequence(simulate):
    running = simulate(faults=["device-state=0x0201", "phase-sequence"]).wait_until_ready()
    master = running.master()
    assert master.number(0x5012) == 0x0201
    assert master.read(0x0032, 1) == b"\xff\xff"


def test_unplug_comes_back_under_another_number(simulate):
    running = simulate().wait_until_ready()
    before = running.link.readlink()
    running.do("fault unplug=100ms")
    assert not running.link.is_symlink()
    deadline = time.monotonic() + 2
    while not running.link.is_symlink():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert running.link.readlink() != before
    assert running.master().number(0x7100) == 0


def test_unplug_at_a_request_takes_its_answer_along(simulate):
    running = simulate(faults=["unplug=100ms@#2"]).wait_until_ready()
    master = running.master()
    assert master.raw(READ)
    assert master.raw(READ, first_s=0.05) == b""
    assert not running.link.is_symlink()


def test_a_window_of_a_power_cut_is_its_duration(simulate):
    running = simulate(boot_s=0.0, faults=["power-cut@100ms..300ms"]).wait_until_ready()
    master = running.master()
    assert master.raw(READ)
    time.sleep(0.15)
    assert master.raw(READ, first_s=0.05) == b""
    time.sleep(0.2)
    assert master.raw(READ)


def test_clear_brings_back_what_a_fault_took_away(simulate):
    running = simulate(boot_s=0.0).wait_until_ready()
    running.do("fault unplug=60s")
    running.do("fault power-cut=60s")
    running.do("clear")
    assert running.link.is_symlink()
    time.sleep(0.02)
    assert running.master().number(0x7100) == 0


def test_every_fault_can_be_asked_for():
    for name in FAULT_KINDS:
        assert parse_fault(name).name == name
