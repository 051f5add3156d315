"""Hints: what a minute's errors mean, weightiest first, in both languages."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eichlab.line import WireLog, hints
from eichlab.line.hints import hint
from eichlab.texts import Language, say, texts_by_code
from eichlab.values import Direction, WireVerdict, message

V = WireVerdict


def log_of(*happened, questions=10):
    log = WireLog("line")
    for _ in range(questions):
        log.add(Direction.SENT, b"\x01\x04\0\0\0\2qx", V.QUESTION, unit=1)
    for verdict, data, meaning in happened:
        said = message(meaning) if meaning else None
        log.add(Direction.RECEIVED, data, verdict, unit=1, meaning=said)
    return log


def many(verdict, count, data=b"\x55\x13", meaning=None):
    return [(verdict, data, meaning)] * count


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([], None),
        (many(V.ANSWERED, 10), None),
        (many(V.ANSWERED, 9) + many(V.CHECK_SUM, 1), None),
        (many(V.ANSWERED, 8) + many(V.CHECK_SUM, 2), "hint.some-check-sums"),
        (many(V.CHECK_SUM, 10), "hint.check-sums-only"),
        (many(V.NOISE, 10, b"\0\xff"), "hint.only-noise"),
        (many(V.NOISE, 10), "hint.garbled"),
        (many(V.SILENT, 10, b""), "hint.nothing"),
        (many(V.SILENT, 10, b"") + many(V.UNEXPECTED, 5, b"\xff"), "hint.only-noise"),
        (many(V.ECHO, 10) + many(V.ECHO_ONLY, 10, b""), "hint.echo-only"),
        (many(V.WRONG_UNIT, 10), "hint.wrong-unit"),
        (many(V.EXCEPTION, 10, b"\x01\x84\x02"), "hint.exception-2"),
        (many(V.EXCEPTION, 10, b"\x01\x84\x0b"), "hint.exception-gateway"),
        (many(V.EXCEPTION, 10, b"\x01\x84\x63"), "hint.exception"),
        (many(V.ANSWERED, 10) + many(V.FOREIGN, 4), "hint.some-late"),
        (
            many(V.ANSWERED, 10) + many(V.FOREIGN, 4, meaning="wire.foreign-question"),
            "hint.other-master",
        ),
        (many(V.ANSWERED, 10) + many(V.PORT, 2, b"", "wire.lost"), "hint.port-comes-and-goes"),
        (many(V.ANSWERED, 10) + many(V.ECHO, 10), "hint.echo"),
        (many(V.ANSWERED, 10) + many(V.DOUBLED, 3) + many(V.LATE, 3), "hint.doubled"),
    ],
)
def test_errors_become_a_hint(happened, expected):
    said = log_of(*happened).hint()
    assert (said.code if said else None) == expected


def test_a_silent_unit_among_others_is_named():
    log = log_of(*many(V.ANSWERED, 10))
    for _ in range(3):
        log.add(Direction.NOTE, b"", V.SILENT, unit=7)
    assert log.hint().code == "hint.one-silent"
    assert log.hint().parameters["unit"] == 7


def test_a_unit_that_just_fell_silent_has_no_loose_contact():
    answers = many(V.ANSWERED, 20)
    assert log_of(*answers, *many(V.SILENT, 3, b""), questions=23).hint().code == "hint.some-silent"
    assert log_of(*answers, *many(V.SILENT, 4, b""), questions=24).hint().code == "hint.gone"
    back = (*answers, *many(V.SILENT, 4, b""), *many(V.ANSWERED, 1))
    assert log_of(*back, questions=25).hint().code == "hint.some-silent"


def test_another_reader_is_asked_for_only_when_bytes_are_missing():
    asked = []

    def readers():
        asked.append(1)
        return ("minicom (42)",)

    assert hint(log_of(*many(V.ANSWERED, 10)).since(0), other_readers=readers) is None
    assert not asked
    spoilt = log_of(*many(V.ANSWERED, 8), *many(V.SHORT, 2)).since(0)
    said = hint(spoilt, other_readers=readers)
    assert "minicom (42)" in say(said, Language.DE)


def test_what_is_over_for_a_minute_is_forgotten():
    log = WireLog("line")
    old = datetime.now(UTC) - timedelta(seconds=61)
    for _ in range(5):
        log.add(Direction.SENT, b"", V.QUESTION, unit=1, at=old)
        log.add(Direction.NOTE, b"", V.SILENT, unit=1, at=old)
    assert log.hint() is None
    assert log.latest(120)
    assert not log.latest(60)


def test_every_hint_has_its_sentences():
    known = texts_by_code()
    source = Path(hints.__file__).read_text("utf-8")
    codes = set(re.findall(r'"(hint\.[a-z0-9-]+)"', source))
    assert len(codes) > 20
    assert codes <= set(known)
    assert {code for code in known if code.startswith("hint.")} == codes
