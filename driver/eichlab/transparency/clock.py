"""Rule R6: what the meter's clock is good for over a transaction."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from eichlab.ocmf import EXACT, is_specified_spelling
from eichlab.transparency.rules import Billed, finding
from eichlab.values import Finding, SignedReading

_SYNCHRONISED, _INFORMATIVE, _RELATIVE, _UNSYNCHRONISED = "S", "I", "R", "U"
_STATUSES = frozenset((_SYNCHRONISED, _INFORMATIVE, _RELATIVE, _UNSYNCHRONISED))
_CERTAIN = frozenset((_SYNCHRONISED, _RELATIVE))
# A meter that lost its time counts from the beginning of 1970.
_FIRST_HONEST_YEAR = 1971


class ClockResult(NamedTuple):
    """The findings on the clock; the duration between begin and end where the times give one."""

    findings: tuple[Finding, ...]
    duration_s: Decimal | None


def time_known(reading: SignedReading) -> bool:
    """Return whether a reading states a moment and how far its clock is to be trusted."""
    return (
        reading.at is not None
        and reading.at.year >= _FIRST_HONEST_YEAR
        and reading.time_status in _STATUSES
    )


def judge_clock(
    begin: SignedReading,
    end: SignedReading,
    billed: Billed,
    register: Sequence[SignedReading] = (),
) -> ClockResult:
    """Judge the times of a begin and an end reading, and of those of their register between."""
    if (
        begin.time_status == end.time_status == _SYNCHRONISED
        and begin.at is not None
        and end.at is not None
        and not register
        and begin.at.year >= _FIRST_HONEST_YEAR
    ):
        # The clock as it should be, before anything else is asked.
        elapsed = end.at - begin.at
        if elapsed.days >= 0:
            return ClockResult((), seconds(elapsed))
    if not (time_known(begin) and time_known(end)) or begin.at is None or end.at is None:
        stated = next(
            (each.time for each in (begin, end) if not time_known(each) and each.time), None
        )
        if end.time_status != _RELATIVE or begin.at is None or end.at is None:
            return ClockResult((finding("R6.time-unknown", billed, time=stated),), None)
        # The time of day is lost, but the end was counted from the begin with a sure rate.
        if end.at >= begin.at and begin.time_status in _STATUSES:
            relative = finding("R6.time-unknown-relative", billed, time=stated)
            return ClockResult((relative,), seconds(end.at - begin.at))
        return ClockResult((finding("R6.time-unknown", billed, time=stated),), None)
    elapsed = end.at - begin.at
    if elapsed < timedelta(0):
        certain = begin.time_status in _CERTAIN and end.time_status in _CERTAIN
        rule = "R6.end-before-begin" if certain else "R6.end-before-begin-unsure"
        return ClockResult((finding(rule, billed, begin=begin.time, end=end.time),), None)
    rule_of_status = _rule(begin.time_status, end.time_status)
    if rule_of_status is None and any(each.time_status == _INFORMATIVE for each in register):
        rule_of_status = "R6.informative"
    if rule_of_status is None:
        return ClockResult((), seconds(elapsed))
    duration = None if rule_of_status in _WITHOUT_DURATION else seconds(elapsed)
    return ClockResult(
        (finding(rule_of_status, billed, begin=begin.time_status, end=end.time_status),), duration
    )


def judge_single_clock(reading: SignedReading, billed: Billed) -> ClockResult:
    """Judge the time of a begin or an end that has no counterpart."""
    if not time_known(reading):
        return ClockResult((finding("R6.time-unknown", billed, time=reading.time),), None)
    rule = {_INFORMATIVE: "R6.informative", _UNSYNCHRONISED: "R6.not-synchronised"}.get(
        reading.time_status or ""
    )
    if rule is None:
        return ClockResult((), None)
    status = reading.time_status
    return ClockResult((finding(rule, billed, begin=status, end=status),), None)


def judge_spelling(readings: Sequence[SignedReading]) -> tuple[Finding, ...]:
    """Return a note where a time that can be read is spelled otherwise than specified."""
    for reading in readings:
        if (
            reading.at is not None
            and reading.time is not None
            and not is_specified_spelling(reading.time)
        ):
            return (finding("R6.spelling", time=reading.time),)
    return ()


_WITHOUT_DURATION = frozenset(("R6.not-synchronised", "R6.relative-begin"))


def _rule(begin: str | None, end: str | None) -> str | None:
    """Return the rule two status letters fall under; None where both are synchronised."""
    if end == _RELATIVE:
        # Counted from the begin with a clock whose rate is sure: the time of day is as good as
        # the begin's, the duration is good in any case.
        return None if begin == _SYNCHRONISED else "R6.informative"
    if _UNSYNCHRONISED in {begin, end}:
        return "R6.not-synchronised"
    if begin == _RELATIVE:
        return "R6.relative-begin"
    if _INFORMATIVE in {begin, end}:
        return "R6.informative"
    return None


def seconds(elapsed: timedelta) -> Decimal:
    """Return a duration in seconds, exact."""
    days = elapsed.days
    whole = Decimal(days * 86_400 + elapsed.seconds if days else elapsed.seconds)
    if not elapsed.microseconds:
        return whole
    return EXACT.add(whole, Decimal(elapsed.microseconds).scaleb(-6)).normalize(EXACT)
