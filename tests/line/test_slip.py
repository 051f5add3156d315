"""SLIP frames byte for byte after the dossiers, and how wrong ones are told apart."""

import threading

import pytest

from eichlab.line import Asked, Part, SlipQuestion, SlipUnit, Timing
from eichlab.line.slip import (
    ANY_ADDRESS,
    check_sum,
    frame,
    frames,
    identification_question,
    number,
    parts_of,
    text,
)
from eichlab.values import (
    NoAnswerError,
    RefusedError,
    WireVerdict,
    WrongAnswerError,
    WrongAnswerKind,
)

V = WireVerdict

POLL = SlipQuestion(
    1,
    (
        number(0x4135, 5),
        number(0x0132, 4),
        number(0x0131, 4),
        number(0x0138, 4),
        number(0x0170, 8),
    ),
)
POLLED = bytes.fromhex(
    "C0 01 35 41 0A 00 00 27 7F 67 64 08 32 01 09 00 00 4C 9C 00 00 31 01 09 00 00 F6 E9 01 00"
    "38 01 09 00 00 51 94 4C 00 70 01 0D 00 00 B4 81 10 00 00 00 00 00 48 EA C0"
)
STOP = SlipQuestion(1, (Asked(0x1502, least=0, most=0),))
STATUS = SlipQuestion(1, (number(0x4137, 8),))
STATUS_ANSWER = bytes.fromhex("C0 01 37 41 0D 00 00 00 00 28 00 04 00 00 00 BB 8D C0")


def reply(*parts, address=1):
    return frame(address, b"".join(bytes(part) for part in parts))


def test_the_check_sum_is_xmodem():
    assert check_sum(b"123456789") == bytes.fromhex("C331")
    assert check_sum(b"EVEREST") == bytes.fromhex("9244")


@pytest.mark.parametrize(
    ("question", "written"),
    [
        (SlipQuestion(255, (number(0x4137, 8),)), "C0 FF 37 41 05 00 00 5D CC C0"),
        (STATUS, "C0 01 37 41 05 00 00 42 DD C0"),
        (
            SlipQuestion(255, POLL.asked),
            "C0FF 3541050000 3201050000 3101050000 3801050000 7001050000 C44A C0",
        ),
        (STOP, "C0 01 02 15 05 00 00 31 4D C0"),
        (
            SlipQuestion(1, (Asked(0x4135, bytes.fromhex("00DBC06504")),)),
            "C0 01 35 41 0A 00 00 00 DB DD DB DC 65 04 94 B6 C0",
        ),
        (SlipQuestion(1, (number(0x156A, 4),)), "C0 01 6A 15 05 00 00 DB DC 56 C0"),
        (identification_question(1), "C0 01 13 41 05 00 00 F0 5C C0"),
        (SlipQuestion(255, (Asked(0x4212, b"\x01"),)), "C0 FF 12 42 06 00 00 01 E6 56 C0"),
    ],
)
def test_questions_are_written_as_in_the_dossier(question, written):
    assert question.frame == bytes.fromhex(written)


def test_an_answer_of_many_parts_is_taken_apart():
    found = POLL.hunt(POLLED, final=False)
    assert (found.begin, found.end, found.unit, found.refuses) == (0, len(POLLED), 1, False)
    assert POLL.parts(found.pdu)[1] == Part(0x0132, bytes.fromhex("4C9C0000"))
    assert len(POLLED) <= POLL.reply_bytes


def test_a_record_of_usual_size_is_one_frame():
    record = b"OCMF|" + 1291 * b"x"
    answer = reply(Part(0x1521, record))
    assert len(answer) == 1306
    assert answer.startswith(bytes.fromhex("C0 01 21 15 15 05 00"))
    question = SlipQuestion(1, (text(0x1521, 2000),))
    assert question.parts(question.hunt(answer, final=False).pdu) == (Part(0x1521, record),)


def test_parts_come_in_the_order_asked_whatever_order_they_had():
    question = SlipQuestion(1, (number(0x0131, 4), number(0x0132, 4)))
    answer = reply(Part(0x0132, b"\0\0\0\2"), Part(0x0131, b"\0\0\0\1"))
    found = question.hunt(answer, final=True)
    assert [part.data for part in question.parts(found.pdu)] == [b"\0\0\0\1", b"\0\0\0\2"]


def test_escapes_in_the_check_sum_of_an_answer():
    question = SlipQuestion(1, (text(0x1521, 2000),))
    answer = bytes.fromhex("C0 01 21 15 05 00 07 B0 DB DD C0")
    found = question.hunt(answer, final=False)
    assert found.refuses
    assert question.parts(found.pdu) == (Part(0x1521, status=7),)


def test_a_refused_part_among_others_is_no_refusal_of_all():
    question = SlipQuestion(1, (number(0x0131, 4), number(0x15B0, 8)))
    found = question.hunt(reply(Part(0x0131, b"abcd"), Part(0x15B0, status=7)), final=True)
    assert not found.refuses


@pytest.mark.parametrize("cut", range(1, len(STATUS_ANSWER)))
def test_no_part_of_an_answer_is_one(cut):
    assert STATUS.hunt(STATUS_ANSWER[:cut], final=True) is None
    assert STATUS.diagnose(STATUS_ANSWER[:cut]) is V.SHORT
    assert not STATUS.is_spoilt(STATUS_ANSWER[:cut])


@pytest.mark.parametrize("at", range(1, len(STATUS_ANSWER) - 1))
@pytest.mark.parametrize("bit", range(8))
def test_any_flipped_bit_is_noticed(at, bit):
    spoilt = bytearray(STATUS_ANSWER)
    spoilt[at] ^= 1 << bit
    assert STATUS.hunt(bytes(spoilt), final=True) is None
    assert STATUS.diagnose(bytes(spoilt)) in {V.CHECK_SUM, V.SHORT}


@pytest.mark.parametrize("noise", [b"\0", b"\xff\xff", b"\xc0", b"\xc0\xc0\x12\xc0", b"\xdb"])
def test_noise_around_an_answer_does_not_hide_it(noise):
    for buffer in (noise + STATUS_ANSWER, STATUS_ANSWER + noise, noise + STATUS_ANSWER + noise):
        found = STATUS.hunt(buffer, final=False)
        assert buffer[found.begin : found.end] == STATUS_ANSWER


def test_long_noise_without_a_delimiter_ends():
    assert STATUS.diagnose(b"\x55" * 300) is V.NOISE


def test_two_answers_may_share_a_delimiter():
    other = reply(Part(0x0131, b"abcd"))
    found = STATUS.hunt(other[:-1] + STATUS_ANSWER, final=False)
    assert found.begin == len(other) - 1
    assert len(frames(other[:-1] + STATUS_ANSWER)) == 2


@pytest.mark.parametrize(
    ("buffer", "verdict"),
    [
        (b"", V.SILENT),
        (b"\x12\x34", V.NOISE),
        (reply(Part(0x4137, bytes(8)), address=2), V.WRONG_UNIT),
        (reply(Part(0x4137), address=2), V.FOREIGN),
        (reply(Part(0x0131, bytes(4))), V.WRONG_FUNCTION),
        (reply(Part(0x0131, status=2)), V.WRONG_FUNCTION),
        (reply(Part(0x0131)), V.FOREIGN),
        (reply(Part(0x4137, bytes(7))), V.WRONG_LENGTH),
        (reply(Part(0x4137, bytes(9))), V.WRONG_LENGTH),
        (reply(Part(0x4137, bytes(8)), Part(0x7FFF, b"xy")), V.WRONG_LENGTH),
        (frame(1, bytes(Part(0x4137, bytes(8))) + b"\x31\x01"), V.WRONG_LENGTH),
        (frame(1, bytes.fromhex("3741000000") + bytes(8)), V.WRONG_LENGTH),
        (frame(1, bytes.fromhex("37410E0000") + bytes(8)), V.WRONG_LENGTH),
        (b"\xc0\x01\x37\x41\xdb\x00\x00\x00\x00\x00\x00\xc0", V.CHECK_SUM),
        (b"\xc0", V.SHORT),
        (b"\xc0\x02\x37", V.NOISE),
    ],
)
def test_what_is_wrong_with_an_answer(buffer, verdict):
    assert STATUS.hunt(buffer, final=True) is None
    assert STATUS.diagnose(buffer) is verdict


def test_an_answer_without_one_of_the_parts_asked_is_of_wrong_length():
    question = SlipQuestion(1, (number(0x0131, 4), number(0x0132, 4)))
    buffer = reply(Part(0x0131, bytes(4)))
    assert question.hunt(buffer, final=True) is None
    assert question.diagnose(buffer) is V.WRONG_LENGTH


@pytest.mark.parametrize("content", ["", "31", "3101040000", "3101060000"])
def test_parts_whose_lengths_do_not_fit(content):
    assert parts_of(bytes.fromhex(content)) is None


def test_asked_by_broadcast_any_address_answers():
    question = SlipQuestion(ANY_ADDRESS, STATUS.asked)
    assert question.hunt(STATUS_ANSWER, final=False).unit == 1
    assert question.hunt(reply(Part(0x4137, bytes(8)), address=0xC0), final=False).unit == 0xC0


def test_the_echo_of_a_read_is_no_answer_that_of_a_command_looks_like_one():
    assert STATUS.hunt(STATUS.frame, final=True) is None
    assert STOP.hunt(STOP.frame, final=True) is not None


def test_another_masters_question_before_an_answer():
    ours = SlipQuestion(1, (Asked(0x1720, (5).to_bytes(4, "little")),))
    theirs = SlipQuestion(1, (Asked(0x1720, (7).to_bytes(4, "little")),))
    assert ours.is_of_another(theirs.frame)
    assert not ours.is_of_another(ours.frame)
    assert not ours.is_of_another(STATUS.frame)


# ── over a real pseudo-terminal ──────────────────────────────────────────────────────────────

FAST = Timing(timeout_s=0.15, worst_latency_s=0.2, tries=3, gap_s=0.03)


def run(line, job):
    line.start()
    return line.run(job).result(5)


def test_a_unit_reads_several_things_at_once(slave, line):
    slave(lambda _request, _number: POLLED)
    unit = SlipUnit(line, 1, FAST, who="G")
    data = run(line, lambda: unit.read(*POLL.asked))
    assert int.from_bytes(data[4], "little") == 1081780
    assert line.wire_log.counters()[V.ANSWERED] == 1


def test_a_refusal_is_named_by_its_status(slave, line):
    slave(lambda _request, _number: reply(Part(0x4137, status=7)))
    unit = SlipUnit(line, 1, FAST, who="G")
    with pytest.raises(RefusedError) as caught:
        run(line, lambda: unit.read(number(0x4137, 8)))
    assert caught.value.exception == 7
    assert caught.value.message.code == "slip.status-7"
    assert line.wire_log.counters()[V.EXCEPTION] == 1
    assert line.wire_log.hint() is None


def test_a_busy_meter_is_asked_again(slave, line):
    port = slave(
        lambda _request, n: reply(Part(0x4137, status=8)) if n < 3 else STATUS_ANSWER,
    )
    unit = SlipUnit(line, 1, FAST, who="G")
    (data,) = run(line, lambda: unit.read(number(0x4137, 8)))
    assert data == bytes.fromhex("0000280004000000")
    assert len(port.requests) == 3


def test_what_is_busy_beside_an_answer_is_not_waited_for(slave, line):
    answer = reply(Part(0x4137, bytes(8)), Part(0x1510, status=8))
    port = slave(lambda _request, _number: answer)
    unit = SlipUnit(line, 1, FAST, who="G")
    asked = (number(0x4137, 8), number(0x1510, 16))
    parts = run(line, lambda: unit.read_each(*asked, patient=False))
    assert [part.status for part in parts] == [0, 8]
    assert len(port.requests) == 1


def test_spoilt_answers_are_asked_again_without_waiting_long(slave, line):
    spoilt = STATUS_ANSWER[:-2] + b"\x00\xc0"
    slave(lambda _request, n: spoilt if n == 1 else STATUS_ANSWER)
    slow = Timing(timeout_s=2, worst_latency_s=2, tries=2, gap_s=0.03)
    unit = SlipUnit(line, 1, slow, who="G")
    run(line, lambda: unit.read(number(0x4137, 8)))
    assert line.wire_log.counters()[V.CHECK_SUM] == 1
    assert unit.last_answer.tries == 2


def test_a_command_is_sent_once_and_in_doubt_without_answer(slave, line):
    port = slave(lambda _request, _number: None)
    unit = SlipUnit(line, 1, FAST, who="G")
    with pytest.raises(NoAnswerError) as caught:
        run(line, lambda: unit.command(0x1502))
    assert caught.value.in_doubt
    assert port.requests == [STOP.frame]


def test_a_confirmed_command_and_its_double_that_is_nobodys_question(slave, line):
    slave(lambda _request, n: [(0, STOP.frame), (0.02, STOP.frame)] if n == 1 else STATUS_ANSWER)
    unit = SlipUnit(line, 1, FAST, who="G")

    def job():
        unit.command(0x1502)
        threading.Event().wait(0.06)
        return unit.read(number(0x4137, 8))

    run(line, job)
    assert line.wire_log.counters()[V.DOUBLED] == 1
    assert V.FOREIGN not in line.wire_log.counters()


def test_an_echoing_adapter_is_seen_through_by_reads(slave, line):
    slave(lambda request, _number: request + STATUS_ANSWER)
    unit = SlipUnit(line, 1, FAST, who="G")
    run(line, lambda: unit.read(number(0x4137, 8)))
    assert line.wire_log.counters()[V.ECHO] == 1


def test_an_answer_that_comes_too_late_is_known_and_not_used(slave, line):
    late = reply(Part(0x0131, b"abcd"))
    slave(lambda _request, n: [(0.25, late)] if n == 1 else STATUS_ANSWER)
    patient = Timing(timeout_s=0.1, worst_latency_s=0.4, tries=1, gap_s=0.03)
    unit = SlipUnit(line, 1, patient, who="G")

    def job():
        with pytest.raises(NoAnswerError):
            unit.read(number(0x0131, 4))
        return unit.read(number(0x4137, 8))

    run(line, job)
    assert line.wire_log.counters()[V.LATE] == 1


def test_another_address_answers(slave, line):
    slave(lambda _request, _number: reply(Part(0x4137, bytes(8)), address=9))
    unit = SlipUnit(line, 1, Timing(0.1, 0.1, 1, gap_s=0.03), who="G")
    with pytest.raises(WrongAnswerError) as caught:
        run(line, lambda: unit.read(number(0x4137, 8)))
    assert caught.value.kind is WrongAnswerKind.WRONG_UNIT


def test_an_answer_that_cannot_be_explained_is_logged_all_the_same(slave, line):
    slave(lambda _request, _number: STATUS_ANSWER)
    unit = SlipUnit(line, 1, FAST, who="G")
    explain = {}.__getitem__
    (data,) = run(line, lambda: unit.read(number(0x4137, 8), explain=explain))
    assert data == bytes.fromhex("0000280004000000")
    assert line.wire_log.counters()[V.ANSWERED] == 1
