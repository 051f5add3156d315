"""The plausibility of a transaction: rules R1, R3, R4, R5, R6 and R15 over its readings.

What the registers themselves say (R2, R8, R13) is in ``registers``.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from eichlab.ocmf import OcmfRecord, text_of
from eichlab.transparency.clock import judge_clock, judge_single_clock, judge_spelling
from eichlab.transparency.registers import (
    BEGIN_KINDS,
    END_KINDS,
    Measured,
    in_kwh,
    measure,
)
from eichlab.transparency.rules import Billed, Loses, finding, lost
from eichlab.values import Finding, Message, Register, SignedReading, Usable, message

_GOOD = "G"
# Between begin and end: states that put the energy in doubt, and states a meter came back from.
_BRIDGEABLE = frozenset(("T", "D", "R", "N", "F"))
_BETWEEN_KINDS = frozenset(("C", "S", "T"))
_EXCEPTION = "X"
_ONLY_TIME = "t"
_ENERGY_FLAG, _TIME_FLAG = "E", "t"
_UNSURE_LEVELS = frozenset(("MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"))


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a transaction: its place in the judgement, the record and its readings."""

    index: int
    record: OcmfRecord
    readings: tuple[SignedReading, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a transaction says, and what it is good for if its records are authentic."""

    findings: tuple[Finding, ...]
    begin: SignedReading | None
    end: SignedReading | None
    energy_kwh: Decimal | None
    energy_basis: str | None
    registers: tuple[Register, ...]
    duration_s: Decimal | None
    usable: Usable


def judge_content(members: Sequence[Member], billed: Billed) -> Content:
    """Judge the readings of the records of one transaction together."""
    readings = tuple(reading for member in members for reading in member.readings)
    measured = measure(readings)
    begin, end = _begin_and_end(readings, measured)
    register = measured.billed.readings if measured.billed else readings
    ends = tuple(each for each in (begin, end) if each is not None)
    findings = list(_completeness(begin, end))
    findings += measured.findings
    findings += _kinds(readings, register)
    findings += _statuses(begin, end, register)
    findings += _error_flags(register, billed)
    if begin is not None and end is not None:
        clock = judge_clock(begin, end, billed)
    elif ends:
        clock = judge_single_clock(ends[0], billed)
    else:
        clock = None
    findings += clock.findings if clock else ()
    findings += judge_spelling(readings)
    if len(members) > 1:
        findings += _same_meter(members)
    all_findings = tuple(findings)
    loses = lost(all_findings)
    energy = None if Loses.ENERGY in loses else measured.energy_kwh
    duration = None if clock is None or Loses.DURATION in loses else clock.duration_s
    return Content(
        findings=all_findings,
        begin=begin,
        end=end,
        energy_kwh=energy,
        energy_basis=None if energy is None or begin is None else begin.obis,
        registers=measured.registers,
        duration_s=duration,
        usable=Usable(
            energy=energy is not None,
            duration=duration is not None,
            clock=bool(ends) and Loses.CLOCK not in loses,
            user=_user(members),
            complete=begin is not None and end is not None and Loses.COMPLETE not in loses,
        ),
    )


def _begin_and_end(
    readings: Sequence[SignedReading], measured: Measured
) -> tuple[SignedReading | None, SignedReading | None]:
    """Return begin and end of the billed register, else the first begin and the last end."""
    if measured.billed is not None:
        return measured.billed.begin, measured.billed.end
    begins = [each for each in readings if each.tx in BEGIN_KINDS]
    ends = [each for each in readings if each.tx in END_KINDS]
    return (begins[0] if begins else None), (ends[-1] if ends else None)


def _completeness(begin: SignedReading | None, end: SignedReading | None) -> tuple[Finding, ...]:
    """Rule R1."""
    if begin is not None and end is not None:
        return ()
    if begin is not None:
        return (finding("R1.begin-only"),)
    return (finding("R1.end-only" if end is not None else "R1.neither"),)


def _kinds(readings: Sequence[SignedReading], register: Sequence[SignedReading]) -> list[Finding]:
    """Rule R3."""
    kinds = {each.tx for each in readings}
    findings: list[Finding] = []
    between = kinds & _BETWEEN_KINDS
    if between:
        findings.append(finding("R3.intermediate", kinds=", ".join(sorted(filter(None, between)))))
    last = {each.tx for each in register if each.tx in END_KINDS}
    if "A" in last:
        findings.append(finding("R3.aborted"))
    if "P" in last:
        findings.append(finding("R3.power-failure"))
    if _EXCEPTION in kinds:
        time_only = all(
            each.error_flags == _ONLY_TIME for each in readings if each.tx == _EXCEPTION
        )
        findings.append(finding("R3.exception-time" if time_only else "R3.exception"))
    known = BEGIN_KINDS | END_KINDS | _BETWEEN_KINDS | {_EXCEPTION}
    unknown = sorted(str(kind) for kind in kinds - known if kind)
    if unknown:
        findings.append(finding("R3.unknown-kind", kinds=", ".join(unknown)))
    return findings


def _statuses(
    begin: SignedReading | None, end: SignedReading | None, register: Sequence[SignedReading]
) -> list[Finding]:
    """Rule R4."""
    findings: list[Finding] = []
    for name, reading in ((_BEGIN, begin), (_END, end)):
        if reading is None or reading.status == _GOOD:
            continue
        if not reading.status:
            findings.append(finding("R4.status-missing", reading=name))
        else:
            findings.append(finding("R4.status-not-good", reading=name, status=reading.status))
    between = sorted(
        {
            each.status
            for each in register
            if each.tx not in BEGIN_KINDS | END_KINDS and each.status not in {None, "", _GOOD}
        }
        - {None}
    )
    if between:
        bridged = (
            set(between) <= _BRIDGEABLE
            and end is not None
            and end.status == _GOOD
            and _rises(register)
        )
        rule = "R4.status-between-bridged" if bridged else "R4.status-between"
        findings.append(finding(rule, status=", ".join(map(str, between))))
    return findings


def _rises(register: Sequence[SignedReading]) -> bool:
    """Return whether no value of a register falls, in the order in which they were signed."""
    values = [in_kwh(each) for each in register]
    known = [each for each in values if each is not None]
    return len(known) == len(values) and all(
        first <= second for first, second in itertools.pairwise(known)
    )


def _error_flags(register: Sequence[SignedReading], billed: Billed) -> list[Finding]:
    """Rule R5."""
    flags = "".join(each.error_flags or "" for each in register)
    findings: list[Finding] = []
    if _ENERGY_FLAG in flags:
        findings.append(finding("R5.energy-flag"))
    if _TIME_FLAG in flags:
        findings.append(finding("R5.time-flag", billed))
    return findings


def _same_meter(members: Sequence[Member]) -> list[Finding]:
    """Rule R15: one meter and one charge point over all records of a transaction."""
    findings: list[Finding] = []
    for about, fields in (("meter", ("GS", "MS")), ("charge-point", ("CT", "CI"))):
        for field in fields:
            stated = [text_of(member.record.fields.get(field)) for member in members]
            values = list(dict.fromkeys(each.strip() for each in stated if each))
            if len(values) > 1:
                findings.append(
                    finding(f"R15.{about}-differs", field=field, first=values[0], second=values[1])
                )
            elif values and not all(stated):
                findings.append(finding(f"R15.{about}-missing", field=field, stated=values[0]))
    return findings


def _user(members: Sequence[Member]) -> bool | None:
    """Return whether the assignment to the user holds; None where no record states any."""
    last: bool | None = None
    for member in members:
        assigned = member.record.fields.get("IS")
        level = member.record.fields.get("IL")
        # Until 0.4 the level stood in IS.
        stated = level if isinstance(level, str) else assigned
        if isinstance(stated, str) and stated.upper() in _UNSURE_LEVELS:
            return False
        if isinstance(assigned, bool):
            last = assigned
        elif isinstance(assigned, str):
            last = assigned.upper() != "NONE"
    return last


_BEGIN: Message = message("reading.begin")
_END: Message = message("reading.end")
