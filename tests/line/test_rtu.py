"""RTU frames are found by length and check sum, and wrong ones are told apart."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eichlab.line.rtu import RtuQuestion, any_frame, check_sum, frame
from eichlab.values import WireVerdict


def ask_registers(unit: int = 1, address: int = 0, count: int = 2) -> RtuQuestion:
    return RtuQuestion(
        unit,
        struct.pack(">BHH", 4, address, count),
        bytes((4, 2 * count)),
        2 + 2 * count,
    )


def reply(unit: int = 1, values: tuple[int, ...] = (0x08FD, 0)) -> bytes:
    return frame(unit, bytes((4, 2 * len(values))) + struct.pack(f">{len(values)}H", *values))


def test_check_sum_is_the_one_of_the_modbus_specification():
    """The example frame of the serial line guide: 02 07 → 41 12."""
    assert check_sum(bytes.fromhex("0207")) == bytes.fromhex("4112")


def test_the_question_is_framed():
    assert ask_registers(1, 0, 2).frame.hex(" ") == "01 04 00 00 00 02 71 cb"


@pytest.mark.parametrize(
    "before", [b"", b"\x00", b"\xff\xff", b"\x01", b"\x01\x04", b"\x01\x04\x04"]
)
@pytest.mark.parametrize("behind", [b"", b"\x00", b"\x01\x04\x04\x01"])
def test_the_answer_is_found_whatever_lies_around_it(before, behind):
    question = ask_registers()
    found = question.hunt(before + reply() + behind, final=True)
    assert found is not None
    assert found.pdu == reply()[1:-2]
    assert found.begin == len(before)


def test_an_answer_that_is_still_arriving_is_waited_for():
    question = ask_registers()
    for length in range(len(reply())):
        assert question.hunt(reply()[:length], final=False) is None
    assert question.hunt(reply(), final=False) is not None


@pytest.mark.parametrize(
    ("buffer", "verdict"),
    [
        (b"", WireVerdict.SILENT),
        (reply()[:-1] + b"\x00", WireVerdict.CHECK_SUM),
        (reply()[:5], WireVerdict.SHORT),
        (reply(unit=2), WireVerdict.WRONG_UNIT),
        (frame(1, b"\x03\x04\x00\x00\x00\x00"), WireVerdict.WRONG_FUNCTION),
        (frame(1, b"\x83\x02"), WireVerdict.WRONG_FUNCTION),
        (reply(values=(1, 2, 3)), WireVerdict.WRONG_LENGTH),
        (reply(values=(1,)), WireVerdict.WRONG_LENGTH),
        (b"\x00\xff\x00", WireVerdict.NOISE),
        (b"\x00" * 40, WireVerdict.NOISE),
    ],
)
def test_what_is_wrong_is_told_apart(buffer, verdict):
    question = ask_registers()
    assert question.hunt(buffer, final=True) is None
    assert question.diagnose(buffer) is verdict


def test_an_exception_of_the_same_function_is_an_answer():
    found = ask_registers().hunt(b"\xff" + frame(1, b"\x84\x02"), final=True)
    assert found is not None
    assert found.pdu == b"\x84\x02"


def test_a_write_is_confirmed_only_for_its_own_address_and_count():
    pdu = b"\x10" + struct.pack(">HHBH", 0x7040, 1, 2, 0x42)
    question = RtuQuestion(1, pdu, b"\x10" + struct.pack(">HH", 0x7040, 1), 5)
    assert question.hunt(frame(1, b"\x10" + struct.pack(">HH", 0x7040, 1)), final=True)
    other = frame(1, b"\x10" + struct.pack(">HH", 0x7041, 1))
    assert question.hunt(other, final=True) is None
    assert question.diagnose(other) is WireVerdict.WRONG_LENGTH


@given(st.binary(max_size=80))
def test_no_chance_bytes_are_ever_an_answer_without_a_right_check_sum(data):
    found = ask_registers().hunt(data, final=True)
    if found is not None:
        body = data[found.begin : found.end]
        assert check_sum(body[:-2]) == body[-2:]
        assert body[0] == 1


@given(st.binary(max_size=30), st.binary(max_size=30), st.integers(0, 12), st.integers(1, 255))
def test_one_changed_byte_of_an_answer_is_never_accepted(before, behind, place, change):
    good = bytearray(reply())
    good[place % len(good)] ^= change
    spoilt = before + bytes(good) + behind
    found = ask_registers().hunt(spoilt, final=True)
    assert found is None or spoilt[found.begin : found.end] == frame(1, found.pdu)
    assert found is None or found.pdu != reply()[1:-2] or reply() in spoilt


@given(st.binary(max_size=300))
def test_looking_for_any_frame_always_ends(data):
    found = any_frame(data)
    assert found is None or found.end <= len(data)
