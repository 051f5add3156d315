"""The plausibility of a transaction: all rules over the readings of its records.

Completeness and kinds of readings (R1, R3), states (R4) and error flags (R5) are judged here;
each other rule has a module of its own.
"""

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from eichlab.ocmf import EXACT
from eichlab.transparency.amount import judge_amount, possible
from eichlab.transparency.beside import judge_beside
from eichlab.transparency.cable_loss import judge_cable_loss
from eichlab.transparency.clock import judge_clock, judge_single_clock, judge_spelling
from eichlab.transparency.content import RecordContent
from eichlab.transparency.obis import RegisterKind, read_obis
from eichlab.transparency.pagination import judge_pages
from eichlab.transparency.registers import (
    BEGIN_KINDS,
    END_KINDS,
    Measured,
    in_kwh,
    measure,
)
from eichlab.transparency.rules import Billed, Demands, Loses, finding, in_profile, lost
from eichlab.transparency.same import judge_same
from eichlab.transparency.user import SURE_LEVELS, judge_user
from eichlab.values import (
    Finding,
    Message,
    Register,
    SignedReading,
    UnsignedValue,
    Usable,
    message,
)

_GOOD = "G"
_IMPORT = RegisterKind.IMPORT
_PLAIN_ENDS = frozenset(("E", "L", "R"))
_PLAIN_UNITS = frozenset(("kWh", "Wh"))
# Between begin and end: states that put the energy in doubt, and states a meter came back from.
_BRIDGEABLE = frozenset(("T", "D", "R", "N", "F"))
_BETWEEN_KINDS = frozenset(("C", "S", "T"))
_KNOWN_KINDS = BEGIN_KINDS | END_KINDS | _BETWEEN_KINDS | {"X"}
_EXCEPTION = "X"
_ONLY_TIME = "t"
_ENERGY_FLAG, _TIME_FLAG = "E", "t"


class Content(NamedTuple):
    """What a transaction says, and what it is good for if its records are authentic."""

    findings: tuple[Finding, ...]
    begin: SignedReading | None
    end: SignedReading | None
    energy_kwh: Decimal | None
    energy_basis: str | None
    registers: tuple[Register, ...]
    duration_s: Decimal | None
    usable: Usable


def judge_content(
    records: Sequence[RecordContent],
    demands: Demands,
    *,
    unsigned: Sequence[UnsignedValue] = (),
    known: tuple[Finding, ...] = (),
) -> Content:
    """Judge the records of one transaction together, each payload once.

    ``unsigned`` is what the documents state beside them. ``known`` are findings made by looking
    beyond the transaction (replays, pagination); they count like its own.
    """
    if len(records) == 1:
        readings = records[0].readings
        if len(readings) == 2 and not unsigned and not known and demands.certificate is None:
            plain = _plainly(records[0], readings[0], readings[1], demands)
            if plain is not None:
                return plain
    return judge_generally(records, demands, unsigned=unsigned, known=known)


def _plainly(
    record: RecordContent, begin: SignedReading, end: SignedReading, demands: Demands
) -> Content | None:
    """Judge the commonest record, of which nothing is to be said, without asking every rule.

    One good begin and one good end of one known register, an assigned user, a sure or an
    informative clock. None where the record is not plainly of this kind.
    """
    stated = record.stated
    level, page = stated.user_level, stated.page
    obis = read_obis(begin.obis)
    if (
        begin.tx != "B"
        or end.tx not in _PLAIN_ENDS
        or begin.status != _GOOD
        or end.status != _GOOD
        or begin.obis != end.obis
        or begin.unit != end.unit
        or begin.unit not in _PLAIN_UNITS
        or obis.kind is not _IMPORT
        or obis.unusual_spelling
        or begin.error_flags
        or end.error_flags
        or begin.cumulated_loss is not None
        or end.cumulated_loss is not None
        or begin.amount is None
        or end.amount is None
        or end.amount <= begin.amount
        or stated.loss is not None
        or stated.old_version
        or (page is not None and page.fiscal)
        or stated.user_assigned is False
        or (level is not None and level not in SURE_LEVELS)
    ):
        return None
    if judge_spelling((begin, end)):
        return None
    about_clock, duration = judge_clock(begin, end, demands.billed)
    if about_clock and (about_clock[0].rule != "R6.informative" or duration is None):
        return None
    difference = EXACT.subtract(end.amount, begin.amount)
    energy = difference if begin.unit == "kWh" else difference.scaleb(-3, EXACT)
    if not possible(energy, duration, begin, end):
        return None
    has_duration, has_clock = duration is not None, not about_clock
    return Content(
        about_clock,
        begin,
        end,
        energy,
        begin.obis,
        (Register(begin.obis, begin.unit, begin, end, difference),),
        duration,
        # Energy, duration, clock, user, complete.
        Usable(True, has_duration, has_clock, stated.user_assigned, True),  # noqa: FBT003
    )


def judge_generally(
    records: Sequence[RecordContent],
    demands: Demands,
    *,
    unsigned: Sequence[UnsignedValue] = (),
    known: tuple[Finding, ...] = (),
) -> Content:
    """Judge the records of one transaction by every rule, see `judge_content`."""
    if len(records) == 1:
        readings = records[0].readings
    else:
        readings = tuple(reading for record in records for reading in record.readings)
    certificate = demands.certificate
    fiscal = any(each.stated.page is not None and each.stated.page.fiscal for each in records)
    measured = measure(readings, certificate.billed_register if certificate else None)
    begin, end = _begin_and_end(readings, measured)
    register = measured.billed.readings if measured.billed else readings
    findings: list[Finding] = list(known)
    if begin is None or end is None:
        findings += _completeness(begin, end, fiscal=fiscal)
    findings += measured.findings
    findings += _kinds(readings, register)
    findings += _statuses(begin, end, register)
    findings += _error_flags(register, demands.billed)
    duration = None
    ends = begin is not None or end is not None
    if begin is not None and end is not None:
        clock = judge_clock(begin, end, demands.billed, register)
        findings += clock.findings
        duration = clock.duration_s
    elif ends:
        single = begin or end
        assert single is not None
        findings += judge_single_clock(single, demands.billed).findings
    findings += judge_spelling(readings)
    user, about_user = judge_user(records)
    findings += about_user
    findings += judge_pages(records, unsigned, whole=begin is not None and end is not None)
    findings += judge_cable_loss(records, measured, readings, certificate)
    if measured.energy_kwh is not None:
        findings += judge_amount(measured, duration, readings, certificate)
    findings += judge_same(records)
    if unsigned:
        findings += judge_beside(unsigned, records, measured)
    all_findings = in_profile(tuple(findings), demands.profile)
    if not all_findings:
        return Content(
            (),
            begin,
            end,
            measured.energy_kwh,
            begin.obis if begin else None,
            measured.registers,
            duration,
            Usable(
                measured.energy_kwh is not None,
                duration is not None,
                ends,
                user,
                begin is not None and end is not None,
            ),
        )
    loses = lost(all_findings)
    energy = None if Loses.ENERGY in loses else measured.energy_kwh
    if Loses.DURATION in loses:
        duration = None
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
            clock=ends and Loses.CLOCK not in loses,
            user=user,
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


def _completeness(
    begin: SignedReading | None, end: SignedReading | None, *, fiscal: bool
) -> tuple[Finding, ...]:
    """Rule R1; a fiscal reading (R10) is complete without begin and end."""
    if begin is not None:
        return (finding("R1.begin-only"),)
    if end is not None:
        return (finding("R1.end-only"),)
    return () if fiscal else (finding("R1.neither"),)


def _kinds(readings: Sequence[SignedReading], register: Sequence[SignedReading]) -> list[Finding]:
    """Rule R3."""
    kinds = {each.tx for each in readings}
    findings: list[Finding] = []
    between = kinds & _BETWEEN_KINDS
    if between:
        findings.append(finding("R3.intermediate", kinds=", ".join(sorted(filter(None, between)))))
    if "A" in kinds or "P" in kinds:
        last = {each.tx for each in register}
        if "A" in last:
            findings.append(finding("R3.aborted"))
        if "P" in last:
            findings.append(finding("R3.power-failure"))
    if _EXCEPTION in kinds:
        time_only = all(
            each.error_flags == _ONLY_TIME for each in readings if each.tx == _EXCEPTION
        )
        findings.append(finding("R3.exception-time" if time_only else "R3.exception"))
    if not kinds <= _KNOWN_KINDS:
        unknown = sorted(str(kind) for kind in kinds - _KNOWN_KINDS if kind)
        if unknown:
            findings.append(finding("R3.unknown-kind", kinds=", ".join(unknown)))
    return findings


def _statuses(
    begin: SignedReading | None, end: SignedReading | None, register: Sequence[SignedReading]
) -> list[Finding]:
    """Rule R4."""
    if all(each.status == _GOOD for each in register):
        return []
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
    flags = "".join([each.error_flags or "" for each in register])
    if not flags:
        return []
    findings: list[Finding] = []
    if _ENERGY_FLAG in flags:
        findings.append(finding("R5.energy-flag"))
    if _TIME_FLAG in flags:
        findings.append(finding("R5.time-flag", billed))
    return findings


_BEGIN: Message = message("reading.begin")
_END: Message = message("reading.end")
