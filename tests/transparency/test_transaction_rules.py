"""Rules that look at several records: user, pagination, copies, cable loss, amount, bills."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eichlab.transparency import judge
from eichlab.transparency.content import read_content
from eichlab.transparency.plausibility import judge_content, judge_generally
from eichlab.transparency.rules import Billed, Demands, Profile
from eichlab.values import (
    Certificate,
    Reason,
    Severity,
    SignatureState,
    SignedRecord,
    UnsignedKind,
    UnsignedValue,
    VerdictWord,
)

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
B1, B3 = "01-00:B1.08.00*FF", "01-00:B3.08.00*FF"
B0, B2 = "01-00:B0.08.00*FF", "01-00:B2.08.00*FF"


def found(transaction):
    return {each.rule: each.severity for each in transaction.findings}


def judged(meter, *records, **options):
    return judge(records, entered_key=meter.key.der, **options).transactions


@pytest.fixture
def pair(meter, begin, end):
    """The verdict over a begin and an end record; general fields of each may differ."""

    def verdict(first=None, second=None, **options):
        records = [
            meter.record([begin], transaction_id="7", **({"PG": "T1"} | (first or {}))),
            meter.record([end], transaction_id="7", **({"PG": "T2"} | (second or {}))),
        ]
        (transaction,) = judged(meter, *records, **options)
        return transaction

    return verdict


# R7


def test_user_not_assigned(meter):
    transaction = meter.judge(IS=False)
    assert found(transaction) == {"R7.not-assigned": N}
    assert (transaction.word, transaction.usable.user) == (VerdictWord.VERIFIED, False)


@pytest.mark.parametrize("level", ["MISMATCH", "INVALID", "OUTDATED", "UNKNOWN"])
def test_unsure_level_is_never_a_clock_error_and_never_rejected(meter, level):
    transaction = meter.judge(IL=level)
    assert found(transaction) == {"R7.level": W}
    assert transaction.word is VerdictWord.VERIFIED
    assert (transaction.usable.user, transaction.usable.clock) == (False, True)
    assert transaction.energy_kwh == Decimal("20.25")


def test_user_assigned_after_the_begin(pair):
    transaction = pair({"IS": False, "ID": ""}, {})
    assert found(transaction) == {"R7.assigned-later": N}
    assert transaction.usable.user is True


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1A2B3C4D", "1a2b3c4d", {"R7.user-spelling": N}),
        ("1A2B3C4D", "1A 2B 3C 4D", {"R7.user-spelling": N}),
        ("1A2B3C4D", "1A2B3C4E", {"R7.user-differs": E}),
        ("1A2B3C4D", "", {}),
    ],
)
def test_two_users(pair, one, other, expected):
    transaction = pair({"ID": one}, {"ID": other})
    assert found(transaction) == expected
    assert (transaction.energy_kwh is None) == ("R7.user-differs" in expected)
    assert transaction.usable.user is ("R7.user-differs" not in expected)


# R9


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("T1", "T2", {}),
        ("T2", "T1", {"R9.order": E}),
        ("T4", "T4", {"R9.order": E}),
        ("T1", "T4", {"R9.gap": W}),
        ("T9", "T10", {}),
        (None, "T2", {}),
    ],
)
def test_pagination_inside_a_transaction(pair, first, second, expected):
    transaction = pair({"PG": first}, {"PG": second})
    assert found(transaction) == expected
    assert (transaction.energy_kwh is None) == (E in expected.values())


def test_records_between_close_the_gap(meter, begin, end):
    between = begin | {"TX": "C", "RV": 110}
    pages = [("T1", begin), ("T2", between), ("T3", end)]
    records = [meter.record([each], transaction_id="7", PG=page) for page, each in pages]
    (transaction,) = judged(meter, *records)
    assert found(transaction) == {"R3.intermediate": N}
    (transaction,) = judged(meter, records[0], records[2])
    assert found(transaction) == {"R9.gap": W}


def test_gap_that_belongs_to_another_transaction(meter, begin, end):
    other_begin = begin | {"RV": 200}
    records = [
        meter.record([begin], transaction_id="1", PG="T1"),
        meter.record([other_begin, end | {"RV": 210}], transaction_id="2", PG="T2"),
        meter.record([end], transaction_id="1", PG="T3"),
    ]
    first, second = judged(meter, *records)
    assert found(first) == {"R9.gap-foreign": E}
    assert first.energy_kwh is None
    assert found(second) == {}


def test_begin_from_before_the_transaction(meter, begin, end):
    stated = UnsignedValue(
        UnsignedKind.BEGIN, "100500", "Wh", "meterStart", at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    )
    records = [
        SignedRecord(meter.text([begin], PG="T1"), transaction_id="7", unsigned=(stated,)),
        SignedRecord(meter.text([end], PG="T4"), transaction_id="7"),
    ]
    (transaction,) = judged(meter, *records)
    assert found(transaction) == {"R9.begin-outside": E, "R9.gap": W}


def test_gaps_between_transactions_of_one_meter(meter, other_meter, begin, end):
    records = [meter.record([begin, end], PG=page) for page in ("T1", "T2", "T7", "T8", "F3")]
    records.append(other_meter.record([begin, end], PG="T70", MS="M-2", GS="G-2"))
    transactions = judged(meter, *records)
    gaps = [number for number, each in enumerate(transactions) if "R9.gap-between" in found(each)]
    assert gaps == [2]


def test_one_number_for_two_contents(meter, begin, end):
    records = [
        meter.record([begin, end], PG="T1"),
        meter.record([begin, end | {"RV": 121}], PG="T1"),
    ]
    assert [found(each) for each in judged(meter, *records)] == [{}, {"R9.repeated-number": W}]


# R10


def test_fiscal_readings(meter, begin, end):
    reading = begin | {"TX": None}
    (transaction,) = judged(meter, meter.record([reading], PG="F1", IS=None, IT=None))
    assert found(transaction) == {"R10.fiscal": N}
    assert (transaction.word, transaction.energy_kwh) == (VerdictWord.VERIFIED, None)
    bad = meter.record([reading | {"RU": None, "ST": "E"}], PG="F1")
    assert judged(meter, bad)[0].energy_kwh is None
    transaction = meter.judge(begin, end, PG="F1")
    assert found(transaction) == {"R10.fiscal-transaction": E}
    assert transaction.reason is Reason.PLAUSIBILITY


# R11


def test_copies_count_once(meter, begin, end):
    text = meter.text()
    records = [SignedRecord(text), SignedRecord(text), SignedRecord(meter.text())]
    assert len({each.data for each in records}) == 2
    judgement = judge(records, entered_key=meter.key.der)
    (transaction,) = judgement.transactions
    assert transaction.records == (0, 1, 2)
    assert found(transaction) == {"R11.copy": N}
    assert transaction.energy_kwh == Decimal("20.25")
    assert {each.word for each in judgement.records} == {VerdictWord.VERIFIED}


@pytest.mark.parametrize("keyed", [0, 1])
def test_a_copy_without_its_key_is_judged_as_the_one_that_has_it(meter, begin, end, keyed):
    bare = replace(meter.record([begin, end]), public_key=None)
    records = [bare, bare]
    records[keyed] = replace(bare, public_key=meter.key.der)
    judgement = judge(records)
    (transaction,) = judgement.transactions
    assert transaction.word is VerdictWord.UNCONFIRMED
    assert transaction.energy_kwh == Decimal("20.25")
    assert [each.signature for each in judgement.records] == [SignatureState.VALID] * 2
    assert {each.word for each in judgement.records} == {VerdictWord.UNCONFIRMED}
    assert judgement.records[1 - keyed].record.public_key is None


def test_a_copy_signed_anew_gets_no_key_of_another(meter, begin, end):
    records = [meter.record([begin, end]), meter.record([begin, end])]
    assert records[0].data != records[1].data
    records[0] = replace(records[0], public_key=None)
    records[1] = replace(records[1], public_key=meter.key.der)
    judgement = judge(records)
    (transaction,) = judgement.transactions
    assert transaction.word is VerdictWord.UNREADABLE
    assert judgement.records[0].signature is SignatureState.NO_KEY


def test_a_begin_that_came_twice(meter, begin, end):
    first = meter.record([begin], transaction_id="7", PG="T1")
    last = meter.record([end], transaction_id="7", PG="T2")
    (transaction,) = judged(meter, first, first, last)
    assert found(transaction) == {"R11.copy": N}
    assert transaction.energy_kwh == Decimal("20.25")


def test_replay_in_another_transaction(meter, begin, end):
    # The same payload signed anew is the same payload.
    one = meter.record([begin, end], transaction_id="1")
    again = SignedRecord(meter.text([begin, end]), transaction_id="2", source="file", place="x")
    first, second = judged(meter, one, again)
    assert found(first) == {}
    assert found(second)["R11.replay"] is E
    assert (second.word, second.energy_kwh) == (VerdictWord.REJECTED, None)
    (replay,) = (each for each in second.findings if each.rule == "R11.replay")
    assert replay.parameters["here"] == "file x"


def test_replay_in_another_bill(meter, begin, end):
    records = [
        SignedRecord(meter.text(), transaction_id="1", session=session) for session in ("A", "B")
    ]
    first, second = judged(meter, *records)
    assert "R11.replay" not in found(first)
    assert found(second)["R11.replay"] is E


# R12


def with_loss(reading, loss):
    return reading | {"CL": loss}


@pytest.mark.parametrize(
    ("losses", "rule"),
    [
        ((0, 0.5), None),
        ((None, 0.5), None),
        ((0.1, 0.5), "R12.begin-loss"),
        ((0, -0.5), "R12.negative"),
    ],
)
def test_cumulated_loss(meter, begin, end, losses, rule):
    first = begin if losses[0] is None else with_loss(begin, losses[0])
    transaction = meter.judge(first, with_loss(end, losses[1]))
    expected = set() if rule is None else {rule}
    assert expected <= set(found(transaction)) <= expected | {"R12.falling"}
    # The reading is reduced already: the loss is never subtracted.
    assert transaction.energy_kwh == (None if rule else Decimal("20.25"))


def test_falling_loss(meter, begin, end):
    between = with_loss(begin | {"TX": "C", "RV": 110}, 0.7)
    transaction = meter.judge(with_loss(begin, 0), between, with_loss(end, 0.5))
    assert found(transaction)["R12.falling"] is E


def registers(begin, end, **ends):
    codes = {"B0": B0, "B1": B1, "B2": B2, "B3": B3}
    readings = []
    for name, (first, last) in ends.items():
        readings.append(begin | {"RI": codes[name], "RV": first})
        readings.append(end | {"RI": codes[name], "RV": last})
    return readings


def test_total_and_own_register(meter, begin, end):
    good = registers(begin, end, B1=("100.00", "110.00"), B3=("0.00", "10.02"))
    assert found(meter.judge(*good)) == {"R2.other-register": N}
    bad = registers(begin, end, B1=("100.00", "110.00"), B3=("0.00", "10.03"))
    assert found(meter.judge(*bad))["R12.registers-differ"] is E


def test_loss_between_mains_and_device(meter, begin, end):
    readings = registers(begin, end, B0=("100.00", "110.50"), B1=("90.00", "100.00"))
    readings[3] = with_loss(readings[3], 0.5)
    assert "R12.loss-differs" not in found(meter.judge(*readings))
    readings[3] = with_loss(readings[3], 0.9)
    assert found(meter.judge(*readings))["R12.loss-differs"] is W


CABLE = {"LN": "Cable 5 m", "LI": 1, "LR": 12, "LU": "mOhm"}


def test_cable(meter, pair):
    assert found(meter.judge(LC=CABLE)) == {}
    assert found(meter.judge(LC=CABLE | {"LR": 0})) == {"R12.no-resistance": N}
    assert found(pair({"LC": CABLE}, {"LC": CABLE | {"LR": 13}}))["R12.changing"] is E
    same = CABLE | {"LR": 12000, "LU": "uOhm"}
    assert found(pair({"LC": CABLE}, {"LC": same})) == {}


@pytest.mark.parametrize(
    ("certificate", "fits"),
    [
        (Certificate(cable_name="Cable 5 m"), True),
        (Certificate(cable_resistance=Decimal("0.012"), cable_resistance_unit="Ohm"), False),
        (Certificate(cable_resistance=Decimal(12), cable_resistance_unit="mOhm"), True),
        (Certificate(cable_resistance=Decimal(12000), cable_resistance_unit="uOhm"), True),
        (Certificate(cable_name="Cable 7 m"), False),
    ],
)
def test_cable_of_the_certificate(meter, certificate, fits):
    record = meter.record(LC=CABLE)
    (transaction,) = judged(meter, record, certificate=certificate)
    assert found(transaction) == ({} if fits else {"R12.certificate": E})


def test_register_of_the_certificate(meter, begin, end):
    readings = registers(begin, end, B1=("100.0", "110.0"), B3=("0.0", "10.0"))
    record = meter.record(readings)
    assert judged(meter, record)[0].energy_basis == B3
    (transaction,) = judged(meter, record, certificate=Certificate(billed_register="1-0:B1.8.0"))
    assert transaction.energy_basis == B1


# R13


@pytest.mark.parametrize(
    ("energy", "current", "rule"),
    [
        ("44.01", "AC", None),
        ("45", "AC", "R13.implausible"),
        ("45", "DC", None),
        ("45", None, None),
        ("1001", "DC", "R13.implausible"),
    ],
)
def test_implausible_amounts(meter, begin, end, energy, current, rule):
    first = begin | {"RV": 0, "RT": current}
    transaction = meter.judge(first, end | {"RV": energy, "RT": current})
    assert found(transaction) == ({} if rule is None else {rule: W})
    assert transaction.energy_kwh == Decimal(energy)


def test_known_limit(meter, begin, end):
    certificate = Certificate(largest_power_kw=Decimal(11))
    for energy, expected in (("13.2", {}), ("13.3", {"R13.above-limit": E})):
        record = meter.record([begin | {"RV": 0}, end | {"RV": energy}])
        (transaction,) = judged(meter, record, certificate=certificate)
        assert found(transaction) == expected
    # Without a usable duration there is nothing to compare with.
    unsure = meter.record(
        [begin | {"RV": 0}, end | {"RV": 500, "TM": "2026-03-01T11:00:00,500+0100 U"}]
    )
    (transaction,) = judged(meter, unsure, certificate=certificate)
    assert "R13.above-limit" not in found(transaction)


# R14


def test_event_counter(meter, begin, end):
    old = {"FV": "0.4", "IS": "VERIFIED", "IL": None, "VI": "Vendor", "VV": "1"}
    same = meter.judge(begin | {"EI": 5}, end | {"EI": 5}, **old)
    assert found(same) == {}
    assert same.usable.user is True
    changed = meter.judge(begin | {"EI": 5}, end | {"EI": 6}, **old)
    assert found(changed) == {"R14.event-counter": E}
    # The fields decide, whatever the version says.
    assert found(meter.judge(begin | {"EI": 5}, end | {"EI": 6})) == {"R14.event-counter": E}


# R16


def beside(meter, *values, readings=None, **general):
    record = SignedRecord(meter.text(readings, **general), unsigned=tuple(values))
    (transaction,) = judged(meter, record)
    return transaction


def value(kind, text, unit="kWh", field="total"):
    return UnsignedValue(kind, text, unit, field)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([value(UnsignedKind.ENERGY, "20.25")], {}),
        ([value(UnsignedKind.ENERGY, "20250", "Wh")], {}),
        ([value(UnsignedKind.ENERGY, "20.249999999999996")], {}),
        ([value(UnsignedKind.ENERGY, "20.3")], {"R16.rounded": N}),
        ([value(UnsignedKind.ENERGY, "30.25")], {"R16.value-differs": E}),
        ([value(UnsignedKind.ENERGY, "many")], {"R16.unreadable": W}),
        ([value(UnsignedKind.ENERGY, "20.25", "apples")], {"R16.unreadable": W}),
        ([value(UnsignedKind.USER, "1a2b3c4d", None)], {}),
        ([value(UnsignedKind.USER, "FFFFFFFF", None)], {"R16.user-differs": W}),
        ([value(UnsignedKind.METER, "M-1", None)], {}),
        ([value(UnsignedKind.METER, "M-9", None)], {"R16.meter-differs": W}),
    ],
)
def test_amounts_beside_the_signed_one(meter, values, expected):
    transaction = beside(meter, *values)
    assert found(transaction) == expected
    # The records stay as they are, and so does what was signed.
    assert transaction.energy_kwh == Decimal("20.25")
    assert (transaction.word is VerdictWord.REJECTED) == (E in expected.values())


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("100500", "120750", {}),
        ("100500", "130750", {"R16.value-differs": E}),
        ("90500", "120750", {"R16.value-differs": E}),
    ],
)
def test_meter_readings_beside_the_signed_ones(meter, begin, end, first, last, expected):
    readings = [begin | {"RI": "1-b:1.8.0"}, end | {"RI": "1-b:1.8.0"}]
    stated = [
        value(UnsignedKind.BEGIN, first, "Wh", "meterStart"),
        value(UnsignedKind.END, last, "Wh", "meterStop"),
    ]
    assert found(beside(meter, *stated, readings=readings)) == expected


def test_meter_readings_beside_a_register_of_the_transaction(meter, begin, end):
    readings = [begin | {"RV": 0}, end | {"RV": 20.25}]
    for last, expected in (("120750", {}), ("130750", {"R16.value-differs": E})):
        stated = [
            value(UnsignedKind.BEGIN, "100500", "Wh"),
            value(UnsignedKind.END, last, "Wh"),
        ]
        assert found(beside(meter, *stated, readings=readings)) == expected


def test_amount_that_leaves_the_loss_in(meter, begin, end):
    readings = [with_loss(begin, 0), with_loss(end, 0.75)]
    stated = value(UnsignedKind.ENERGY, "21.00")
    assert found(beside(meter, stated, readings=readings)) == {"R12.amount-without-loss": N}


# Profiles


def test_strict(meter, begin, end):
    record = meter.record([begin | {"RV": "100.5"}, end | {"ZZ": 1, "foo": 2}], FV="9.9")
    plain = judge([record], entered_key=meter.key.der)
    strict = judge([record], entered_key=meter.key.der, profile=Profile.STRICT)
    rules = {"R17.version-unknown", "R17.value-text", "R17.unknown-field"}
    assert {each.rule: each.severity for each in plain.records[0].findings} == dict.fromkeys(
        rules, N
    )
    assert {each.rule: each.severity for each in strict.records[0].findings} == dict.fromkeys(
        rules, W
    )
    assert strict.transactions[0].word is VerdictWord.VERIFIED
    between = begin | {"TX": "C", "RV": 110, "ST": "T"}
    record = meter.record([begin, between, end])
    (transaction,) = judged(meter, record, profile="strict")
    assert found(transaction)["R4.status-between-bridged"] is E
    assert transaction.word is VerdictWord.REJECTED


# The short way


FIELDS = {
    "TX": st.sampled_from(("B", "E", "L", "A", "C", None)),
    "ST": st.sampled_from(("G", "G", "G", "E", None)),
    "RU": st.sampled_from(("kWh", "kWh", "Wh", "s", None)),
    "RI": st.sampled_from((B3, B3, "1-b:1.8.0", "1-0:2.8.0", "1-0:1.8.0.FF", "foo", None)),
    "RV": st.sampled_from((0, 1, 100.5, 120.75, 5000, "12", "x", None)),
    "EF": st.sampled_from(("", "", "E", "t", None)),
    "CL": st.sampled_from((None, None, 0, 0.1)),
    "RT": st.sampled_from(("AC", "DC", None)),
    "TM": st.sampled_from(
        (
            "2026-03-01T10:00:00,000+0100 S",
            "2026-03-01T11:00:00,000+0100 S",
            "2026-03-01T11:00:00,000+0100 I",
            "2026-03-01T11:00:00.000+0100 R",
            "1970-03-01T11:00:00,000+0100 U",
            "soon",
        )
    ),
}
GENERAL = {
    "IS": st.sampled_from((True, False, None)),
    "IL": st.sampled_from(("VERIFIED", "NONE", "UNKNOWN", "odd", None)),
    "PG": st.sampled_from(("T1", "F1", None)),
    "LC": st.sampled_from((None, None, CABLE, CABLE | {"LR": 0})),
}


@given(
    change=st.tuples(*(st.fixed_dictionaries({}, optional=FIELDS) for _ in range(2))),
    general=st.fixed_dictionaries({}, optional=GENERAL),
    billed=st.sampled_from(Billed),
)
@settings(max_examples=400, deadline=None)
def test_the_short_way_leads_to_the_same_place(meter, change, general, billed):
    first = BASE_BEGIN | change[0]
    second = BASE_END | change[1]
    content = read_content(meter.record([first, second], **general))
    demands = Demands(billed)
    assert judge_content([content], demands) == judge_generally([content], demands)


BASE_BEGIN = {
    "TM": "2026-03-01T10:00:00,000+0100 S",
    "TX": "B",
    "RV": 100.5,
    "RI": B3,
    "RU": "kWh",
    "RT": "AC",
    "ST": "G",
}
BASE_END = BASE_BEGIN | {"TM": "2026-03-01T11:00:00,000+0100 S", "TX": "E", "RV": 120.75}
