"""Bytes nobody asked for: part of a double whose rest came before or is still under way."""

import pytest

from eichlab.line import WireLog, rtu
from eichlab.line.unasked import Unasked
from eichlab.values import WireVerdict

ANSWER = rtu.frame(1, bytes.fromhex("04 04 0000 2710"))


@pytest.mark.parametrize(
    ("came", "verdicts"),
    [
        (ANSWER, [WireVerdict.DOUBLED]),
        (ANSWER[:5], [WireVerdict.DOUBLED]),
        (ANSWER[:-1], [WireVerdict.DOUBLED]),
        (ANSWER[-5:], [WireVerdict.DOUBLED]),
        (ANSWER[1:], [WireVerdict.DOUBLED]),
        # Fewer bytes may be noise, and so are those of no answer.
        (ANSWER[:4], [WireVerdict.NOISE]),
        (ANSWER[-4:], [WireVerdict.NOISE]),
        (b"\x55" + ANSWER[1:5], [WireVerdict.NOISE]),
    ],
)
@pytest.mark.parametrize("later_s", [0.01, 60.0])
def test_a_part_of_a_double(came, verdicts, later_s):
    log = WireLog("line")
    unasked = Unasked(log)
    question = rtu.RtuQuestion(1, bytes.fromhex("04 0000 0002"), b"\x04\x04", 6)
    unasked.answered(question, ANSWER, 100.0)
    unasked.take(came, 100.0 + later_s, beside_answer=True)
    found = [entry.verdict for entry in log.since(0)]
    if later_s < 1:
        assert found == verdicts
    else:
        assert WireVerdict.DOUBLED not in found, "long after, it is no double"
