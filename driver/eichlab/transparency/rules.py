"""The rules: every finding Eichlab can make, with its severity and where the demand comes from.

One table. The sentence for a finding has the code ``finding.<id>`` in ``eichlab.texts``. What a
finding takes away (energy, duration, time of day, user) stands beside its severity, so that the
verdict and what the record is still good for can never drift apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from eichlab.values import Certificate, Finding, Severity


class Billed(StrEnum):
    """What is billed, and so has to be beyond doubt."""

    ENERGY = "energy"
    TIME = "time"
    BOTH = "both"

    @property
    def time(self) -> bool:
        """Return whether the time counts for the bill."""
        return self is not Billed.ENERGY


class Profile(StrEnum):
    """By which measure findings weigh.

    `EICHLAB` is the table below. `STRICT` makes every departure from the specification at least
    a warning. `SAFE` says pass or fail as the S.A.F.E. Transparenzsoftware 1.4.1 does.
    """

    EICHLAB = "eichlab"
    STRICT = "strict"
    SAFE = "safe"


class Loses(StrEnum):
    """What a record is no longer good for after a finding."""

    ENERGY = "energy"
    DURATION = "duration"
    CLOCK = "clock"
    USER = "user"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding. ``when_time_is_billed`` replaces the severity where time counts.

    ``departs`` marks what the text of the specification does not allow; ``strict`` is the
    severity in the profile `Profile.STRICT` where that is not enough.
    """

    id: str
    severity: Severity
    source: str
    loses: frozenset[Loses] = frozenset()
    when_time_is_billed: Severity | None = None
    departs: bool = False
    strict: Severity | None = None


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of a transaction: what is billed, by which profile and certificate."""

    billed: Billed = Billed.ENERGY
    profile: Profile = Profile.EICHLAB
    certificate: Certificate | None = None


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_ENERGY = frozenset({Loses.ENERGY})
_DURATION = frozenset({Loses.DURATION})
_CLOCK = frozenset({Loses.CLOCK})
_TIMES = frozenset({Loses.DURATION, Loses.CLOCK})
_USER = frozenset({Loses.USER})
_INCOMPLETE = frozenset({Loses.ENERGY, Loses.DURATION, Loses.COMPLETE})

_TABLE_2 = "OCMF 1.4.1, table 2"
_TABLE_4 = "OCMF 1.4.1, table 4"
_TABLE_7 = "OCMF 1.4.1, table 7"
_TABLE_8 = "OCMF 1.4.1, table 8"
_TABLE_10 = "OCMF 1.4.1, table 10"
_TABLE_11 = "OCMF 1.4.1, table 11"
_TABLE_19 = "OCMF 1.4.1, table 19"
_TABLE_20 = "OCMF 1.4.1, table 20"
_TABLE_22 = "OCMF 1.4.1, table 22"
_TABLE_24 = "OCMF 1.4.1, table 24"
_TABLE_25 = "OCMF 1.4.1, table 25; IEC 62056-6-1"
_FORM = "OCMF 1.4.1"
_TRACEABLE = "MessEG § 33 (1); MessEV annex 2 no. 9.1"
_SAFE = "S.A.F.E. Transparenzsoftware 1.4.1"
_INVOICE = "MessEG § 33 (3)"

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            # R1: begin and end
            Rule("R1.begin-only", _W, _TRACEABLE, _INCOMPLETE),
            Rule("R1.end-only", _W, _TRACEABLE, _INCOMPLETE),
            Rule("R1.neither", _W, _TRACEABLE, _INCOMPLETE),
            # R2: registers and units
            Rule("R2.no-pair", _E, _TABLE_25, _INCOMPLETE),
            Rule("R2.no-energy-register", _E, _TABLE_25, _ENERGY),
            Rule("R2.other-register", _N, _TABLE_25),
            Rule("R2.export-only", _W, _TABLE_25, _ENERGY),
            Rule("R2.unit-missing", _E, _TABLE_20, _ENERGY),
            Rule("R2.unit-unknown", _E, _TABLE_20, _ENERGY),
            Rule("R2.unit-change", _W, _TABLE_20),
            Rule("R2.obis-missing", _N, _TABLE_25, departs=True),
            Rule("R2.obis-unknown", _N, _TABLE_25, departs=True),
            Rule("R2.value-unreadable", _E, _TABLE_7, _ENERGY),
            # R3: kind of reading
            Rule("R3.intermediate", _N, _TABLE_7),
            Rule("R3.aborted", _W, _TABLE_7),
            Rule("R3.power-failure", _W, _TABLE_7),
            Rule("R3.exception", _E, _TABLE_7, _ENERGY),
            Rule("R3.exception-time", _W, _TABLE_7, _DURATION),
            Rule("R3.unknown-kind", _W, _TABLE_7),
            # R4: status of the meter
            Rule("R4.status-not-good", _E, _TABLE_10, _ENERGY),
            Rule("R4.status-missing", _W, _TABLE_10),
            Rule("R4.status-between", _E, _TABLE_10, _ENERGY),
            Rule("R4.status-between-bridged", _W, _TABLE_10, strict=_E),
            # R5: error flags
            Rule("R5.energy-flag", _E, _TABLE_7, _ENERGY),
            Rule("R5.time-flag", _W, _TABLE_7, _TIMES, _E),
            # R6: clock
            Rule("R6.informative", _N, _TABLE_19, _CLOCK),
            Rule("R6.not-synchronised", _W, _TABLE_19, _TIMES, _E),
            Rule("R6.relative-begin", _N, _TABLE_19, _TIMES),
            Rule("R6.time-unknown", _W, _TABLE_19, _TIMES, _E),
            Rule("R6.time-unknown-relative", _W, _TABLE_19, _CLOCK),
            Rule("R6.end-before-begin", _E, _TABLE_19, _ENERGY | _TIMES),
            Rule("R6.end-before-begin-unsure", _W, _TABLE_19, _TIMES, _E),
            Rule("R6.spelling", _N, _TABLE_7, departs=True),
            # R7: user
            Rule("R7.not-assigned", _N, _TABLE_4, _USER),
            Rule("R7.level", _W, _TABLE_11, _USER),
            Rule("R7.assigned-later", _N, _TABLE_4),
            Rule("R7.user-differs", _E, _TRACEABLE, _ENERGY | _USER),
            Rule("R7.user-spelling", _N, _TABLE_4),
            # R8: more than one begin or end
            Rule("R8.repeated", _N, _TRACEABLE),
            Rule("R8.two-begins", _E, _TRACEABLE, _INCOMPLETE),
            Rule("R8.two-ends", _E, _TRACEABLE, _INCOMPLETE),
            # R9: pagination
            Rule("R9.order", _E, _TABLE_2, _ENERGY),
            Rule("R9.gap", _W, _TABLE_2),
            Rule("R9.gap-foreign", _E, _TABLE_2, _ENERGY),
            Rule("R9.begin-outside", _E, _TABLE_2, _ENERGY),
            Rule("R9.gap-between", _W, _TABLE_2),
            Rule("R9.repeated-number", _W, _TABLE_2),
            # R10: fiscal readings
            Rule("R10.fiscal", _N, _TABLE_2, _ENERGY),
            Rule("R10.fiscal-transaction", _E, _TABLE_2, _ENERGY),
            # R11: copies and replays
            Rule("R11.copy", _N, _TRACEABLE),
            Rule("R11.replay", _E, _TRACEABLE, _ENERGY),
            # R12: cable loss
            Rule("R12.begin-loss", _E, _TABLE_7, _ENERGY),
            Rule("R12.negative", _E, _TABLE_7, _ENERGY),
            Rule("R12.falling", _E, _TABLE_7, _ENERGY),
            Rule("R12.registers-differ", _E, _TABLE_25, _ENERGY),
            Rule("R12.loss-differs", _W, _TABLE_25),
            Rule("R12.no-resistance", _N, _TABLE_24),
            Rule("R12.changing", _E, _TABLE_24, _ENERGY),
            Rule("R12.certificate", _E, _TABLE_24, _ENERGY),
            Rule("R12.amount-without-loss", _N, _TABLE_7),
            # R13: amount
            Rule("R13.negative", _E, _TRACEABLE, _ENERGY),
            Rule("R13.zero", _N, _TRACEABLE),
            Rule("R13.above-limit", _E, _TRACEABLE, _ENERGY),
            Rule("R13.implausible", _W, _TRACEABLE),
            # R14: before 0.5
            Rule("R14.event-counter", _E, "OCMF 0.4", _ENERGY),
            # R15: same meter, same charge point
            Rule("R15.meter-differs", _E, _TRACEABLE, _ENERGY),
            Rule("R15.meter-missing", _W, _TRACEABLE),
            Rule("R15.charge-point-differs", _E, _TRACEABLE, _ENERGY),
            Rule("R15.charge-point-missing", _W, _TRACEABLE),
            Rule("R15.tariff-differs", _N, _TABLE_4),
            # R16: unsigned values beside the signed ones
            Rule("R16.value-differs", _E, _INVOICE),
            Rule("R16.rounded", _N, _INVOICE),
            Rule("R16.user-differs", _W, _INVOICE),
            Rule("R16.meter-differs", _W, _INVOICE),
            Rule("R16.unreadable", _W, _INVOICE),
            # R17: form
            Rule("R17.byte-order-mark", _N, _FORM, departs=True),
            Rule("R17.key-section", _N, _FORM, departs=True),
            Rule("R17.doubled-name", _N, "RFC 8259, 4", departs=True),
            Rule("R17.doubled-name-differs", _E, "RFC 8259, 4"),
            Rule("R17.control-character", _N, "RFC 8259, 7", departs=True),
            Rule("R17.half-character", _N, "RFC 8259, 8.2", departs=True),
            Rule("R17.version-missing", _N, "OCMF 1.4.1, table 1", departs=True),
            Rule("R17.version-no-text", _N, "OCMF 1.4.1, table 1", departs=True),
            Rule("R17.version-unknown", _N, "OCMF 1.4.1, table 1", departs=True),
            Rule("R17.pagination", _N, "OCMF 1.4.1, table 2", departs=True),
            Rule("R17.serial-missing", _N, "OCMF 1.4.1, tables 1 and 3", departs=True),
            Rule("R17.readings-missing", _N, _TABLE_7, departs=True),
            Rule("R17.reading-form", _N, _TABLE_7, departs=True),
            Rule("R17.value-text", _N, _TABLE_7, departs=True),
            Rule("R17.value-padded", _N, _TABLE_7, departs=True),
            Rule("R17.field-missing", _N, _FORM, departs=True),
            Rule("R17.field-form", _N, _FORM, departs=True),
            Rule("R17.unknown-code", _N, _FORM, departs=True),
            Rule("R17.too-long", _N, _FORM, departs=True),
            Rule("R17.too-many", _N, _FORM, departs=True),
            Rule("R17.identification-form", _N, "OCMF 1.4.1, table 17", departs=True),
            Rule("R17.register-without-unit", _N, _TABLE_7, departs=True),
            Rule("R17.unknown-field", _N, _FORM, departs=True),
            Rule("R17.obis-spelling", _N, _TABLE_25, departs=True),
            Rule("R17.loose-der", _N, "X.690, 8.3", departs=True),
            Rule("R17.raw-signature", _N, _TABLE_8, departs=True),
            Rule("R17.sml-check-sum", _N, "BSI TR-03109-1, SML 1.04, 8"),
            Rule("R17.signature-type", _N, _TABLE_8, departs=True),
            Rule("R17.signature-encoding", _N, _TABLE_8, departs=True),
            Rule("R17.label-missing", _W, _TABLE_22),
            Rule("R17.label-curve", _W, _TABLE_22),
            Rule("R17.label-hash", _W, _TABLE_22),
            # Who exchanges what a seal leaves open can exchange the readings, too.
            Rule("R17.seal-unprotected", _E, "SAFE Sealing, version 2", _ENERGY),
            Rule("R17.key-unusable", _W, "RFC 5480"),
            Rule("R17.key-unsupported", _W, _TABLE_22),
            Rule("R17.unreadable", _E, _FORM),
            # The key: makers reuse development keys, and meters are exchanged
            Rule("KEY.changed", _W, _TRACEABLE),
            Rule("KEY.shared", _W, _TRACEABLE),
            Rule("KEY.differs", _W, _TRACEABLE),
            # The profile "safe": what the S.A.F.E. Transparenzsoftware fails
            Rule("SAFE.format", _E, _SAFE),
            Rule("SAFE.version", _E, _SAFE),
            Rule("SAFE.crash", _E, _SAFE),
            Rule("SAFE.no-key", _E, _SAFE),
            Rule("SAFE.key-spelling", _E, _SAFE),
            Rule("SAFE.key-length", _E, _SAFE),
            Rule("SAFE.method", _E, _SAFE),
            Rule("SAFE.label-curve", _E, _SAFE),
            Rule("SAFE.signature-form", _E, _SAFE),
            Rule("SAFE.hash", _E, _SAFE),
            Rule("SAFE.signature", _E, _SAFE),
            Rule("SAFE.format-rule", _E, _SAFE),
            Rule("SAFE.no-pair", _E, _SAFE),
            Rule("SAFE.mixed-pair", _E, _SAFE),
            Rule("SAFE.no-readings", _E, _SAFE),
            Rule("SAFE.status-or-unit-missing", _E, _SAFE),
            Rule("SAFE.start-and-stop", _E, _SAFE),
            Rule("SAFE.value-order", _E, _SAFE),
            Rule("SAFE.time-order", _E, _SAFE),
            Rule("SAFE.level", _E, _SAFE),
            Rule("SAFE.status", _E, _SAFE),
            Rule("SAFE.clock", _E, _SAFE),
            Rule("SAFE.event-counter", _E, _SAFE),
            Rule("SAFE.energy-flag", _E, _SAFE),
        )
    }
)


def finding(rule: str, billed: Billed = Billed.ENERGY, /, **parameters: object) -> Finding:
    """Return the finding of a rule, with the severity it has for what is billed."""
    entry = RULES[rule]
    severity = entry.severity
    if billed.time and entry.when_time_is_billed is not None:
        severity = entry.when_time_is_billed
    return Finding(rule, severity, parameters, entry.source)


def in_profile(findings: tuple[Finding, ...], profile: Profile) -> tuple[Finding, ...]:
    """Return the findings as heavy as a profile makes them; `Profile.SAFE` is another module's."""
    if profile is not Profile.STRICT or not findings:
        return findings
    return tuple(_strictly(each) for each in findings)


def _strictly(found: Finding) -> Finding:
    rule = RULES[found.rule]
    if rule.strict is not None:
        return replace(found, severity=rule.strict)
    if rule.departs and found.severity is Severity.NOTE:
        return replace(found, severity=Severity.WARNING)
    return found


def lost(findings: tuple[Finding, ...]) -> frozenset[Loses]:
    """Return everything the findings take away."""
    if not findings:
        return frozenset()
    return frozenset().union(*(RULES[each.rule].loses for each in findings))
