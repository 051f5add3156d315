"""SLIP frames as the simulated meters hear and send them, and how faults spoil them."""

import random

import pytest

from eichlab.line import Part as ClientPart
from eichlab.line import SlipQuestion
from eichlab.line.slip import frame, number, parts_of
from eichlab.simulator.slip import (
    FORMAT_INVALID,
    NOT_AVAILABLE,
    Part,
    SlipFraming,
    answer,
    crc16,
    split,
    with_frame,
)
from eichlab.values import WireVerdict

V = WireVerdict

# Worked frames of the dossiers, calculated outside this project.
SET_TIME = bytes.fromhex("C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 94 B6 C0")
SET_TIME_LENIENT = bytes.fromhex("C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 53 79 C0")
STOP = bytes.fromhex("C0 01 02 15 05 00 00 31 4D C0")
STATUS = bytes.fromhex("C0 FF 37 41 05 00 00 5D CC C0")

FAULTS = (
    "wrong-unit",
    "wrong-function",
    "exception-foreign",
    "wrong-length",
    "wrong-count",
    "long",
)


def contents(framing, data):
    return [(request.unit, request.content) for request in framing.feed(data)]


def test_the_check_sum_is_xmodem():
    assert crc16(b"123456789") == 0x31C3
    assert crc16(b"EVEREST") == 0x4492


def test_requests_are_found_however_the_bytes_come():
    whole = b"\x00\xff" + SET_TIME + STOP[1:] + b"\xc0\xc0" + STATUS
    expected = [
        (1, bytes.fromhex("35 41 0A 00 00 00 DB C0 65 04")),
        (1, bytes.fromhex("02 15 05 00 00")),
        (255, bytes.fromhex("37 41 05 00 00")),
    ]
    assert contents(SlipFraming(), whole) == expected
    framing = SlipFraming()
    single = [each for at in range(len(whole)) for each in contents(framing, whole[at : at + 1])]
    assert single == expected
    assert not framing.is_incomplete


@pytest.mark.parametrize("at", range(1, len(SET_TIME) - 1))
@pytest.mark.parametrize("bit", range(8))
def test_a_disturbed_request_is_not_heard(at, bit):
    spoilt = bytearray(SET_TIME)
    spoilt[at] ^= 1 << bit
    assert contents(SlipFraming(), bytes(spoilt)) == []


def test_a_request_behind_a_disturbed_one_is_heard():
    assert contents(SlipFraming(), b"\xc0\x01\x99\xc0" + STOP) == [(1, STOP[2:-3])]


def test_silence_forgets_what_was_begun():
    framing = SlipFraming()
    assert framing.feed(STOP[:-2]) == []
    assert framing.is_incomplete
    assert framing.silence() == []
    assert not framing.is_incomplete
    assert contents(framing, STOP[-2:]) == []


def test_a_check_sum_over_escaped_bytes_counts_only_where_that_is_wanted():
    expected = [(1, bytes.fromhex("35 41 0A 00 00 00 DB C0 65 04"))]
    assert contents(SlipFraming(), SET_TIME_LENIENT) == []
    assert contents(SlipFraming(lenient=True), SET_TIME_LENIENT) == expected
    assert contents(SlipFraming(lenient=True), SET_TIME) == expected


def test_who_is_meant_and_who_replies():
    framing = SlipFraming()
    assert framing.means(5, 5)
    assert framing.means(255, 5)
    assert not framing.means(6, 5)
    assert framing.replier(255, 5) == 5
    assert SlipFraming(reply_address=255).replier(255, 5) == 255
    assert SlipFraming(reply_address=255).replier(5, 5) == 5


def test_each_part_is_served_and_a_wrong_length_ends_it():
    def serve(part):
        return Part(part.command, b"\x01") if part.command == 1 else Part(part.command, status=7)

    content = bytes(Part(1)) + bytes(Part(2))
    assert split(answer(content, serve)) == [Part(1, b"\x01"), Part(2, status=NOT_AVAILABLE)]
    for wrong in ("0300040000", "0300060000", "03000500", "0300"):
        served = split(answer(bytes(Part(1)) + bytes.fromhex(wrong) + b"", serve))
        assert served == [Part(1, b"\x01"), Part(3, status=FORMAT_INVALID)]


def test_what_one_side_writes_the_other_reads():
    chance = random.Random(4)
    for _ in range(500):
        data = [chance.choice([b"\xc0", b"\xdb", chance.randbytes(1)]) for _ in range(12)]
        parts = [(chance.randrange(0x10000), b"".join(data)), (chance.randrange(0x10000), b"")]
        unit = chance.randrange(255)
        content = b"".join(bytes(ClientPart(*part)) for part in parts)
        assert contents(SlipFraming(), frame(unit, content)) == [(unit, content)]
        assert with_frame(bytes([unit]) + content) == frame(unit, content)
        assert [(each.command, each.data) for each in split(content)] == parts
        assert [(each.command, each.data) for each in parts_of(content)] == parts


EXPECTED = {
    "wrong-unit": V.WRONG_UNIT,
    "wrong-function": V.WRONG_FUNCTION,
    "exception-foreign": V.WRONG_FUNCTION,
    "wrong-length": V.WRONG_LENGTH,
    "wrong-count": V.WRONG_LENGTH,
    "long": V.WRONG_LENGTH,
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("commands", [(0x4137,), (0x0131, 0x0132, 0x4137)])
def test_the_driver_sees_what_a_fault_did(fault, commands):
    question = SlipQuestion(1, tuple(number(command, 4) for command in commands))
    right = with_frame(b"\1" + b"".join(bytes(Part(each, b"abcd")) for each in commands))
    assert question.hunt(right, final=True)
    spoilt = SlipFraming().spoilt(fault, right)
    assert question.hunt(spoilt, final=True) is None
    assert question.diagnose(spoilt) is EXPECTED[fault]


@pytest.mark.parametrize("frame_before", [b"\x12", b"\xc0\xc0", b"\xdb\xc0\x55", b"\xc0"])
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_come_to_terms_with_what_another_left(fault, frame_before):
    assert SlipFraming().spoilt(fault, frame_before) == frame_before
    if len(frame_before) > 1:
        assert SlipFraming().flipped(frame_before, random.Random(1)) != frame_before


def test_a_flipped_bit_is_a_wrong_check_sum_and_nothing_else():
    chance = random.Random(8)
    question = SlipQuestion(1, (number(0x4137, 8),))
    for _ in range(300):
        right = with_frame(b"\1" + bytes(Part(0x4137, chance.randbytes(8))))
        spoilt = SlipFraming().flipped(right, chance)
        assert question.diagnose(spoilt) is V.CHECK_SUM


@pytest.mark.parametrize(("code", "status"), [(4, 4), (8, 8), (9, 9), (10, 1), (11, 1)])
def test_a_refusal_answers_each_part(code, status):
    (request,) = SlipFraming().feed(
        with_frame(b"\1" + bytes(Part(0x0131)) + bytes(Part(0x4135, b"12345")))
    )
    refused = split(SlipFraming().refusal(request, code))
    assert refused == [Part(0x0131, status=status), Part(0x4135, status=status)]
