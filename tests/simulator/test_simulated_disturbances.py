"""What else a line can do wrong: other speeds and senders, doubled, dripping and broken answers."""

import random
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.simulator.faults import FAULT_KINDS, Fault, PlannedFault
from eichlab.simulator.framing import Request
from eichlab.simulator.rtu import RtuFraming
from eichlab.simulator.slip import SlipFraming
from eichlab.simulator.uart import as_heard
from eichlab.simulator.wire import CharacterFormat
from eichlab.simulator.wire_faults import spoil

READ = bytes.fromhex("04 5000 0007")
PLAIN = CharacterFormat(9600)


@pytest.fixture
def good(simulate):
    return simulate(link="good").wait_until_ready().master().raw(READ)


def struck(simulate, fault, **waits):
    running = simulate(faults=[fault], link="struck").wait_until_ready()
    return running.master().raw(READ, **waits)


def test_the_same_form_is_heard_as_it_was_sent():
    assert as_heard(bytes(range(256)), PLAIN, PLAIN) == bytes(range(256))


def test_half_the_speed_doubles_every_bit():
    """U alternates 0 1 0 1 …: heard at twice its speed it is 66h, then 66h or 99h."""
    heard = as_heard(b"U", PLAIN, CharacterFormat(19_200))
    assert len(heard) == 2
    assert heard[0] == 0b01100110


def test_a_parity_bit_of_one_passes_for_a_stop_bit_and_of_zero_does_not():
    even = CharacterFormat(9600, "E")
    # 01h has one set bit: even parity is 1, which looks like a stop bit.
    assert as_heard(b"\x01\x01", even, PLAIN) == b"\x01\x01"
    assert as_heard(b"\x03\x03", even, PLAIN) != b"\x03\x03"


def test_a_missing_parity_bit_lets_characters_run_together():
    heard = as_heard(b"\x55\x12\x34", PLAIN, CharacterFormat(9600, "E"))
    assert heard[0] == 0x55
    assert heard != b"\x55\x12\x34"


@pytest.mark.parametrize("baud", [9600, 57_600])
def test_a_client_at_another_speed_is_not_understood(simulate, set_speed, baud):
    running = simulate().wait_until_ready()
    master = running.master()
    assert master.raw(READ)
    set_speed(master.descriptor, baud)
    assert master.raw(READ, first_s=0.1) == b""
    set_speed(master.descriptor, 115_200)
    assert master.raw(READ)


@pytest.fixture
def set_speed():
    import termios

    def set_to(descriptor, baud):
        settings = termios.tcgetattr(descriptor)
        settings[4] = settings[5] = getattr(termios, f"B{baud}")
        termios.tcsetattr(descriptor, termios.TCSANOW, settings)

    return set_to


def test_twice(simulate, good):
    assert struck(simulate, "twice=5ms") == good + good


def test_drip_and_stutter_change_nothing_but_time(simulate, good):
    began = time.monotonic()
    assert struck(simulate, "drip=5ms") == good
    assert time.monotonic() - began > 0.09
    assert struck(simulate, "stutter=60ms", silence_s=0.1) == good


def test_echo_glued_and_alone(simulate, good, crc):
    request = b"\x01" + READ
    request += crc(request)
    assert struck(simulate, "echo-glued") == request + good
    assert struck(simulate, "echo-only") == request


def test_long_states_one_register_more(simulate, good, crc):
    long = struck(simulate, "long")
    assert long[2] == good[2] + 2
    assert len(long) == len(good) + 2
    assert crc(long[:-2]) == long[-2:]


def test_wrong_count_states_another_than_it_has(simulate, good, crc):
    wrong = struck(simulate, "wrong-count")
    assert wrong[2] == good[2] + 2
    assert wrong[3:-2] == good[3:-2]
    assert crc(wrong[:-2]) == wrong[-2:]


def test_an_exception_of_a_function_that_was_not_asked(simulate, crc):
    wrong = struck(simulate, "exception-foreign")
    assert wrong[:2] == b"\x01\x83"
    assert crc(wrong[:-2]) == wrong[-2:]


@pytest.mark.parametrize("fault", ["collision", "wrong-parity", "wrong-speed", "stolen"])
def test_what_comes_is_spoilt(simulate, good, fault):
    assert struck(simulate, fault) != good


@given(
    frame=st.binary(min_size=0, max_size=40) | st.sampled_from([b"\x01\x04\xff\x00\x00\x12\x34"]),
    name=st.sampled_from(sorted(FAULT_KINDS)),
    seed=st.integers(0, 1000),
    framing=st.sampled_from([RtuFraming, SlipFraming]),
)
def test_no_fault_stumbles_over_what_another_left(frame, name, seed, framing):
    """Faults combine: one may get what another made of a reply, noise of any length."""
    kind = FAULT_KINDS[name]
    planned = PlannedFault(Fault(kind, kind.default), random.Random(seed))
    request = Request(1, READ, b"\x01" + READ + b"\x00\x00")
    spoil(request, frame, [planned], framing(), PLAIN)


@pytest.mark.parametrize(("value", "byte"), [("0", 0), ("0xff", 255)])
def test_noise_of_one_kind(simulate, good, value, byte):
    before = struck(simulate, f"noise-before={value}")
    assert before.endswith(good)
    assert set(before[: -len(good)]) == {byte}


def test_another_master_asks_and_is_answered(simulate, crc):
    running = simulate("em580", "address-coded@9", faults=["other-master=9"]).wait_until_ready()
    heard = running.master().receive(first_s=1.0, silence_s=0.06)
    assert heard[:2] == b"\x09\x04"
    question, answer = heard[:8], heard[8:]
    assert crc(question[:6]) == question[6:]
    assert answer[:2] == b"\x09\x04"
    address, words = struct.unpack(">HH", question[2:6])
    first = int.from_bytes(answer[3:5])
    assert (answer[2], first) == (2 * words, (address * 3 + 9 * 0x1111) & 0xFFFF)


def test_idle_noise_comes_unasked_and_ends_when_cleared(simulate):
    running = simulate(faults=["idle-noise=0xff"]).wait_until_ready()
    master = running.master()
    assert set(master.receive(first_s=1.0)) == {0xFF}
    running.do("clear")
    master.receive(first_s=0.4, silence_s=0.3)
    assert master.receive(first_s=0.4) == b""


def test_a_reboot_is_a_power_cut_of_no_length(simulate):
    running = simulate(boot_s=0.2).wait_until_ready()
    running.do("fault reboot")
    master = running.master()
    assert master.raw(READ, first_s=0.05) == b""
    time.sleep(0.25)
    assert master.raw(READ)


def test_each_meter_is_silent_for_the_ids_of_others(simulate):
    running = simulate("em580@1", "address-coded@2").wait_until_ready()
    assert running.master(1).raw(READ)[0] == 1
    assert running.master(2).raw(READ)[0] == 2
    assert running.master(3).raw(READ, first_s=0.1) == b""
