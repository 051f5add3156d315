"""Each rule by a record that provokes it, and by one that just does not."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from eichlab.texts import Language, say, texts_by_code
from eichlab.transparency import RULES, Billed, judge
from eichlab.transparency.rules import finding
from eichlab.values import Reason, Severity, VerdictWord

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def found(transaction):
    return {each.rule: each.severity for each in transaction.findings}


def test_a_good_transaction(meter):
    transaction = meter.judge()
    assert transaction.word is VerdictWord.VERIFIED
    assert transaction.reason is None
    assert transaction.findings == ()
    assert transaction.energy_kwh == Decimal("20.25")
    assert transaction.energy_basis == "01-00:B3.08.00*FF"
    assert transaction.duration_s == Decimal("3600.5")
    usable = transaction.usable
    assert (usable.energy, usable.duration, usable.clock, usable.user, usable.complete) == (
        (True,) * 5
    )


# R1


def test_begin_only(meter, begin):
    transaction = meter.judge(begin)
    assert found(transaction) == {"R1.begin-only": W}
    assert transaction.word is VerdictWord.VERIFIED
    assert transaction.energy_kwh is None
    assert transaction.duration_s is None
    assert transaction.usable.complete is False
    assert transaction.begin.value == "100.5"
    assert transaction.end is None


def test_end_only(meter, end):
    transaction = meter.judge(end)
    assert found(transaction) == {"R1.end-only": W}
    assert (transaction.energy_kwh, transaction.usable.complete) == (None, False)


def test_neither(meter, begin):
    transaction = meter.judge(begin | {"TX": "C"})
    assert found(transaction) == {"R1.neither": W, "R3.intermediate": N}
    assert meter.judge(begin | {"TX": None}).energy_kwh is None


# R2


def register(reading, obis, value=None, unit=None):
    changed = reading | {"RI": obis}
    if value is not None:
        changed["RV"] = value
    return changed | ({"RU": unit} if unit else {})


@pytest.mark.parametrize(
    ("obis", "kind"),
    [
        ("1-b:1.8.0", "import"),
        ("1-0:1.8.0*198", "import"),
        ("1-b:1.8.e", "import"),
        ("01-00:01.08.00.FF", "import"),
        ("1-0:98.8.0.FF", "import"),
        ("1-0:9C.8.0*255", "import"),
        ("1-0:9E.8.0*255", "import"),
        ("01-00:B0.08.00*FF", "import"),
        ("01-00:b2.08.00*ff", "import"),
        ("1-0:2.8.0", "export"),
        ("01-00:C1.08.00*FF", "export"),
        ("1-b:1.9.0", "other"),
        ("1-0:1.7.0", "other"),
        ("7-0:3.8.0", "other"),
    ],
)
def test_kinds_of_registers(meter, begin, end, obis, kind):
    transaction = meter.judge(register(begin, obis), register(end, obis))
    if kind == "import":
        assert transaction.energy_kwh == Decimal("20.25")
        assert not {rule for rule in found(transaction) if rule.startswith("R2")}
    elif kind == "export":
        assert found(transaction) == {"R2.export-only": W}
        assert transaction.energy_kwh is None
        assert transaction.registers[0].difference == Decimal("20.25")
    else:
        assert found(transaction) == {"R2.no-energy-register": E}
        assert transaction.reason is Reason.PLAUSIBILITY


BILLING_ORDER = (
    "01-00:B3.08.00*FF",
    "01-00:B1.08.00*FF",
    "1-0:98.8.0*FF",
    "01-00:B2.08.00*FF",
    "01-00:B0.08.00*FF",
)


@pytest.mark.parametrize(("first", "second"), list(pairwise(BILLING_ORDER)))
def test_the_billed_register(meter, begin, end, first, second):
    transaction = meter.judge(
        register(begin, second, 0),
        register(begin, first, 0),
        register(end, second, 1),
        register(end, first, 2),
    )
    assert transaction.energy_kwh == 2
    assert transaction.energy_basis == first
    assert {each.obis: each.difference for each in transaction.registers} == {first: 2, second: 1}
    assert found(transaction) == {"R2.other-register": N}


def test_begin_and_end_on_different_registers(meter, begin, end):
    transaction = meter.judge(begin, register(end, "1-0:2.8.0"))
    assert found(transaction) == {"R2.no-pair": E}
    assert (transaction.energy_kwh, transaction.usable.complete) == (None, False)


def test_units_convert_exactly(meter, begin, end):
    watt_hours = begin | {"RU": "Wh", "RV": 100500}
    transaction = meter.judge(watt_hours, end)
    assert transaction.energy_kwh == Decimal("20.25")
    assert found(transaction) == {"R2.unit-change": W}
    both = meter.judge(watt_hours, end | {"RU": "Wh", "RV": 100501})
    assert both.energy_kwh == Decimal("0.001")
    assert both.findings == ()
    assert both.registers[0].unit == "Wh"
    assert both.registers[0].difference == 1


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        (None, "R2.unit-missing"),
        ("", "R2.unit-missing"),
        ("s", "R2.unit-unknown"),
        ("MWh", "R2.unit-unknown"),
    ],
)
def test_units_of_the_billed_register(meter, begin, end, unit, rule):
    transaction = meter.judge(begin | {"RU": unit}, end | {"RU": unit})
    assert found(transaction)[rule] is E
    assert (transaction.word, transaction.reason) == (
        VerdictWord.REJECTED,
        Reason.PLAUSIBILITY,
    )
    assert transaction.energy_kwh is None


def test_unit_missing_at_the_begin_only(meter, begin, end):
    transaction = meter.judge(begin | {"RU": None}, end)
    assert found(transaction) == {"R2.unit-missing": E}


def test_seconds_beside_energy(meter, begin, end):
    transaction = meter.judge(
        begin,
        register(begin, "1-0:0.8.0", 0, "s"),
        end,
        register(end, "1-0:0.8.0", 3600, "s"),
    )
    assert found(transaction) == {"R2.other-register": N}
    assert transaction.energy_kwh == Decimal("20.25")


@pytest.mark.parametrize(("obis", "rule"), [(None, "R2.obis-missing"), ("foo", "R2.obis-unknown")])
def test_register_without_known_code(meter, begin, end, obis, rule):
    transaction = meter.judge(begin | {"RI": obis}, end | {"RI": obis})
    assert found(transaction) == {rule: N}
    assert transaction.energy_kwh == Decimal("20.25")


def test_two_registers_without_known_code(meter, begin, end):
    transaction = meter.judge(
        begin | {"RI": "foo"}, begin | {"RI": "bar"}, end | {"RI": "foo"}, end | {"RI": "bar"}
    )
    assert found(transaction) == {"R2.no-energy-register": E}


def test_value_that_is_no_number(meter, begin, end):
    transaction = meter.judge(begin, end | {"RV": "12O.75"})
    assert found(transaction) == {"R2.value-unreadable": E}
    assert transaction.energy_kwh is None


def test_large_values_are_exact(meter, begin, end):
    transaction = meter.judge(
        begin | {"RV": "123456789012345678901.000000001"},
        end | {"RV": "123456789012345678901.000000003"},
    )
    assert transaction.energy_kwh == Decimal("0.000000002")


# R3


@pytest.mark.parametrize("kind", ["E", "L", "R"])
def test_kinds_of_end(meter, begin, end, kind):
    assert meter.judge(begin, end | {"TX": kind}).findings == ()


@pytest.mark.parametrize(("kind", "rule"), [("A", "R3.aborted"), ("P", "R3.power-failure")])
def test_ends_with_a_warning(meter, begin, end, kind, rule):
    transaction = meter.judge(begin, end | {"TX": kind})
    assert found(transaction) == {rule: W}
    assert transaction.energy_kwh == Decimal("20.25")


@pytest.mark.parametrize("kind", ["C", "S", "T"])
def test_readings_between(meter, begin, end, kind):
    assert found(meter.judge(begin, begin | {"TX": kind, "RV": 110}, end)) == {"R3.intermediate": N}


@pytest.mark.parametrize(
    ("flags", "rule", "severity"),
    [("", "R3.exception", E), ("Et", "R3.exception", E), ("t", "R3.exception-time", W)],
)
def test_exceptions(meter, begin, end, flags, rule, severity):
    transaction = meter.judge(begin, begin | {"TX": "X", "RV": 110, "EF": flags}, end)
    assert found(transaction)[rule] is severity
    assert (transaction.energy_kwh is None) == (severity is E)


def test_unknown_kind(meter, begin, end):
    assert found(meter.judge(begin, begin | {"TX": "Q"}, end)) == {"R3.unknown-kind": W}


# R4


@pytest.mark.parametrize("status", list("NTDRMXIOSEF"))
def test_status_at_begin_and_end(meter, begin, end, status):
    for readings in ((begin | {"ST": status}, end), (begin, end | {"ST": status})):
        transaction = meter.judge(*readings)
        assert found(transaction) == {"R4.status-not-good": E}
        assert transaction.energy_kwh is None


def test_status_missing(meter, begin, end):
    transaction = meter.judge(begin | {"ST": None}, end)
    assert found(transaction) == {"R4.status-missing": W}
    assert transaction.energy_kwh == Decimal("20.25")


@pytest.mark.parametrize("status", list("MXSOEI"))
def test_bad_status_between(meter, begin, end, status):
    between = begin | {"TX": "C", "RV": 110, "ST": status}
    assert found(meter.judge(begin, between, end))["R4.status-between"] is E


@pytest.mark.parametrize("status", list("TDRNF"))
def test_bridged_status_between(meter, begin, end, status):
    between = begin | {"TX": "C", "RV": 110, "ST": status}
    assert found(meter.judge(begin, between, end))["R4.status-between-bridged"] is W
    falling = between | {"RV": 130}
    assert found(meter.judge(begin, falling, end))["R4.status-between"] is E


# R5


def test_error_flag_for_energy(meter, begin, end):
    transaction = meter.judge(begin, end | {"EF": "E"})
    assert found(transaction) == {"R5.energy-flag": E}
    assert transaction.energy_kwh is None


def test_error_flag_on_another_register(meter, begin, end):
    transaction = meter.judge(
        begin,
        register(begin, "1-0:2.8.0") | {"EF": "E"},
        end,
        register(end, "1-0:2.8.0") | {"EF": "E"},
    )
    assert "R5.energy-flag" not in found(transaction)


def test_error_flag_for_time(meter, begin, end):
    transaction = meter.judge(begin, end | {"EF": "t"})
    assert found(transaction) == {"R5.time-flag": W}
    assert transaction.energy_kwh == Decimal("20.25")
    assert transaction.duration_s is None
    assert transaction.usable.duration is False
    billed = meter.judge(begin, end | {"EF": "t"}, billed="time")
    assert found(billed) == {"R5.time-flag": E}
    assert billed.word is VerdictWord.REJECTED


def test_empty_flag_ends_inheritance(meter, begin, end):
    no_flag = {name: value for name, value in end.items() if name != "EF"}
    assert found(meter.judge(begin | {"EF": "t"}, end)) == {"R5.time-flag": W}
    assert found(meter.judge(begin | {"EF": "E"}, no_flag)) == {"R5.energy-flag": E}
    between = begin | {"TX": "C", "RV": 110, "EF": "", "RI": "1-0:2.8.0"}
    assert "R5.time-flag" not in found(meter.judge(begin, between, no_flag))


# R6

CLOCKS = [
    # begin, end, findings, duration kept, time of day good
    ("S", "S", {}, True, True),
    ("S", "R", {}, True, True),
    ("I", "R", {"R6.informative": N}, True, False),
    ("U", "R", {"R6.informative": N}, True, False),
    ("R", "R", {"R6.informative": N}, True, False),
    ("I", "I", {"R6.informative": N}, True, False),
    ("S", "I", {"R6.informative": N}, True, False),
    ("I", "S", {"R6.informative": N}, True, False),
    ("R", "S", {"R6.relative-begin": N}, False, False),
    ("U", "U", {"R6.not-synchronised": W}, False, False),
    ("U", "S", {"R6.not-synchronised": W}, False, False),
    ("S", "U", {"R6.not-synchronised": W}, False, False),
    ("R", "U", {"R6.not-synchronised": W}, False, False),
]


def at(reading, time):
    return reading | {"TM": time}


@pytest.mark.parametrize(("first", "second", "expected", "duration", "clock"), CLOCKS)
def test_clocks(meter, begin, end, first, second, expected, duration, clock):
    transaction = meter.judge(at(begin, begin["TM"][:-1] + first), at(end, end["TM"][:-1] + second))
    assert found(transaction) == expected
    assert transaction.duration_s == (Decimal("3600.5") if duration else None)
    assert transaction.usable.clock is clock
    assert transaction.energy_kwh == Decimal("20.25")


@pytest.mark.parametrize("billed", ["time", "both"])
def test_clock_not_set_where_time_is_billed(meter, begin, end, billed):
    transaction = meter.judge(begin, at(end, end["TM"][:-1] + "U"), billed=billed)
    assert found(transaction) == {"R6.not-synchronised": E}
    assert transaction.word is VerdictWord.REJECTED


@pytest.mark.parametrize(
    "time", ["2026-03-01T11:00:00,000+0100", "1970-01-01T00:10:00,000+0000 S", "soon", None]
)
def test_unknown_time(meter, begin, end, time):
    changed = end | {"TM": time}
    if time is None:
        begin, changed = begin | {"TM": None}, changed
    transaction = meter.judge(begin, changed)
    assert found(transaction)["R6.time-unknown"] is W
    assert transaction.duration_s is None
    assert transaction.energy_kwh == Decimal("20.25")


def test_lost_time_but_counted_duration(meter, begin, end):
    transaction = meter.judge(
        at(begin, "1970-01-01T00:00:10,000+0000 U"), at(end, "1970-01-01T01:00:00,000+0000 R")
    )
    assert found(transaction) == {"R6.time-unknown-relative": W}
    assert (transaction.duration_s, transaction.usable.clock) == (3590, False)


@pytest.mark.parametrize(
    ("first", "second", "rule", "severity"),
    [
        ("S", "S", "R6.end-before-begin", E),
        ("S", "R", "R6.end-before-begin", E),
        ("S", "I", "R6.end-before-begin-unsure", W),
        ("U", "S", "R6.end-before-begin-unsure", W),
    ],
)
def test_end_before_begin(meter, begin, end, first, second, rule, severity):
    # By wall clock the end is later; by UTC it is half an hour earlier.
    transaction = meter.judge(
        at(begin, f"2026-03-01T10:00:00,000+0100 {first}"),
        at(end, f"2026-03-01T10:30:00,000+0200 {second}"),
    )
    assert found(transaction) == {rule: severity}
    assert transaction.duration_s is None


def test_other_spelling_of_time(meter, begin, end):
    transaction = meter.judge(at(begin, "2026-03-01T10:00:00.000+01:00 S"), end)
    assert found(transaction) == {"R6.spelling": N}
    assert transaction.duration_s == Decimal("3600.5")


# R8, R13


def test_repeated_and_contradicting_readings(meter, begin, end):
    assert found(meter.judge(begin, begin, end)) == {"R8.repeated": N}
    assert found(meter.judge(begin, begin | {"RV": 101}, end)) == {"R8.two-begins": E}
    assert found(meter.judge(begin, end, end | {"RV": 121})) == {"R8.two-ends": E}


def test_amounts(meter, begin, end):
    negative = meter.judge(begin | {"RV": 5}, end | {"RV": 4000, "RU": "Wh"})
    assert found(negative)["R13.negative"] is E
    assert negative.energy_kwh is None
    assert found(meter.judge(begin, end | {"RV": 100.50})) == {"R13.zero": N}


# R15


def pair(meter, begin, end, first, second):
    records = [
        meter.record([begin], transaction_id="7", **({"PG": "T1"} | first)),
        meter.record([end], transaction_id="7", **({"PG": "T2"} | second)),
    ]
    (transaction,) = judge(records, entered_key=meter.key.der).transactions
    return transaction


@pytest.mark.parametrize(
    ("field", "rule"),
    [("GS", "meter"), ("MS", "meter"), ("CT", "charge-point"), ("CI", "charge-point")],
)
def test_same_meter_and_charge_point(meter, begin, end, field, rule):
    assert found(pair(meter, begin, end, {}, {})) == {}
    differs = pair(meter, begin, end, {}, {field: "other"})
    assert found(differs) == {f"R15.{rule}-differs": E}
    assert differs.energy_kwh is None
    missing = pair(meter, begin, end, {field: None}, {})
    assert found(missing) == {f"R15.{rule}-missing": W}
    assert missing.energy_kwh == Decimal("20.25")
    assert found(pair(meter, begin, end, {field: None}, {field: None})) == {}


def test_user_is_usable_or_not(meter):
    assert meter.judge(IS=True, IL="NONE").usable.user is True
    assert meter.judge(IS=False).usable.user is False
    assert meter.judge(IS=None, IL=None).usable.user is None
    for level in ("MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"):
        transaction = meter.judge(IL=level)
        assert transaction.usable.user is False
        assert transaction.word is VerdictWord.VERIFIED
    # Until 0.4 the level stood in IS.
    assert meter.judge(FV="0.4", IS="VERIFIED", IL=None).usable.user is True
    assert meter.judge(FV="0.4", IS="MISMATCH", IL=None).usable.user is False


# The table


def test_every_rule_can_be_said():
    texts = texts_by_code()
    for rule in RULES.values():
        text = texts[f"finding.{rule.id}"]
        assert text.de
        assert text.en
        assert set(re.findall(r"{(\w+)}", text.de)) == set(re.findall(r"{(\w+)}", text.en))
    said = {code.removeprefix("finding.") for code in texts if code.startswith("finding.")}
    assert said == set(RULES)


def test_every_rule_has_a_source_and_a_plain_name():
    for rule in RULES.values():
        assert rule.source
        assert re.fullmatch(r"(?:R\d+|KEY|SAFE)\.[a-z-]+", rule.id)


def test_findings_of_a_judgement_are_said_completely(meter, begin, end):
    provoked = [
        meter.judge(begin),
        meter.judge(begin, end | {"RU": "Wh"}),
        meter.judge(begin, register(end, "1-0:2.8.0")),
        meter.judge(begin | {"ST": "M"}, end | {"TM": "soon"}),
        meter.judge(begin, begin | {"RV": 1}, end | {"RI": "foo", "TX": "Q"}),
    ]
    for transaction in provoked:
        for each in transaction.findings:
            for language in Language:
                assert "?" not in say(each.message, language)


def test_severity_follows_what_is_billed():
    for rule in RULES.values():
        assert finding(rule.id).severity is rule.severity
        expected = rule.when_time_is_billed or rule.severity
        assert finding(rule.id, Billed.TIME).severity is expected
        assert finding(rule.id, Billed.BOTH).severity is expected
