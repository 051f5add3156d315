"""Records read by their likeness to others say what they say read field by field."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eichlab.ocmf import check, load_key, parse
from eichlab.transparency import likeness
from eichlab.transparency.likeness import read_alike
from eichlab.transparency.ocmf_content import content_of, read_ocmf
from eichlab.values import EichlabError, SignatureState, SignedRecord


@pytest.fixture(autouse=True)
def nothing_learnt():
    likeness._BY_KEY.clear()


BEGIN = {
    "TM": "2026-03-01T10:00:00,000+0100 S",
    "TX": "B",
    "RV": 100.5,
    "RI": "01-00:B3.08.00*FF",
    "RU": "kWh",
    "RT": "AC",
    "EF": "",
    "ST": "G",
}
END = BEGIN | {"TM": "2026-03-01T11:00:00,500+0100 S", "TX": "E", "RV": 120.75}
TIMES = [
    "2026-03-01T10:00:00,000+0100 S",
    "2026-03-01T10:00:00,000-0030 U",
    "2026-02-30T10:00:00,000+0100 S",
    "2026-03-01T25:00:00,000+0100 R",
    "2026-03-01T10:00:00.000+0100 S",
    "2026-03-01T10:00:00,000+0100 X",
    "",
    None,
]
VALUES = [0, -0.0, 1.25, -3, "12.5", " 12.5 ", 10**29, 10**30, 10**80, 1e-7, None, True, []]
CHANGES = {
    "PG": ["T2", "T0", "T02", "F2", "X1", "T" + "9" * 29, "T" + "9" * 40, 5, None],
    "ID": ["FFFFFFFF", "0a0b0c0d", "0a0b0c0", "G0000000", "ü", "", None, 5],
    "TT": ["other", "<=>tx-1", "x" * 250, "x" * 251, 'a"b', "a|b", "ü", "a\\b", "", None, 7],
    "MS": ["M-2"],
    "IT": ["ISO7812", "PHONE_NUMBER", "NONE", None],
    "U1": [{"TM": TIMES[0], "RV": 1}, [{"TM": TIMES[1], "RV": 2}]],
    "RD[0].TM": ["x"],
}


def field_by_field(data):
    try:
        return content_of(parse(data))
    except EichlabError as error:
        return str(error.message)


def by_likeness(data, key):
    try:
        return read_ocmf(SignedRecord(data, public_key=key))
    except EichlabError as error:
        return str(error.message)


def same(data, key):
    """Compare both ways of reading, the outcome of the signature's check included."""
    expected, found = field_by_field(data), by_likeness(data, key)
    if isinstance(expected, str):
        assert found == expected
        return
    loaded = load_key(key)
    assert found.check(loaded) == expected.check(loaded)
    assert found._replace(check=expected.check) == expected
    for one, other in zip(found.readings, expected.readings, strict=True):
        assert list(map(type, one)) == list(map(type, other))


def taught(meter, texts):
    for data in texts:
        same(data, meter.key.der)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_same_as_field_by_field(meter, data):
    likeness._BY_KEY.clear()
    begin, end = BEGIN, END
    general = {"TT": "tariff"} | (data.draw(st.sampled_from([{}, {"U1": [{"TM": TIMES[0]}]}])))
    if data.draw(st.booleans()):
        end = {name: end[name] for name in ("TM", "TX", "RV", "ST")[data.draw(st.integers(0, 1)) :]}
    readings = data.draw(st.sampled_from([[begin, end], [begin], [end], [begin, end, end]]))
    taught(meter, [meter.text(readings, PG=f"T{number}", **general) for number in range(1, 5)])
    for _ in range(8):
        changed = [dict(each) for each in readings]
        fields = dict(general)
        for _ in range(data.draw(st.integers(0, 2))):
            name = data.draw(st.sampled_from(sorted(CHANGES)))
            fields[name] = data.draw(st.sampled_from(CHANGES[name]))
        for _ in range(data.draw(st.integers(0, 2))):
            reading = data.draw(st.sampled_from(changed))
            name, values = data.draw(st.sampled_from([("TM", TIMES), ("RV", VALUES)]))
            reading[name] = data.draw(st.sampled_from(values))
        same(meter.text(changed, **fields), meter.key.der)


@pytest.fixture(scope="module")
def texts(meter):
    return [meter.text(PG=f"T{number}", TT="a tariff") for number in range(1, 5)]


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_change_of_a_text(meter, texts, data):
    likeness._BY_KEY.clear()
    taught(meter, texts)
    assert read_alike(SignedRecord(texts[0], public_key=meter.key.der)) is not None
    changed = bytearray(texts[3])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(changed)))
        if data.draw(st.booleans()):
            changed[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        else:
            sign = data.draw(st.sampled_from(b'0123456789abcF"|,.:{}'))
            changed[place : place + 1] = bytes([sign])
    same(bytes(changed), meter.key.der)


def test_what_is_alike_is_read_so(meter):
    texts = [meter.text(PG=f"T{number}", ID=f"{number:08X}") for number in range(1, 20)]
    records = [SignedRecord(text, public_key=meter.key.der) for text in texts]
    for record in records[:3]:
        assert read_alike(record) is None
        read_ocmf(record)
    for number, record in enumerate(records[3:], 4):
        content = read_alike(record)
        assert content.stated.page.number == number
        assert content.check(meter.key).state is SignatureState.VALID
    # Not under another key, which learns for itself.
    assert read_alike(SignedRecord(texts[0])) is None


def test_a_signature_stated_twice_is_no_likeness(meter):
    """Else the gap could stand in the wrong one of both."""
    texts = []
    for number in range(1, 6):
        text = meter.text(PG=f"T{number}").decode()
        payload, _, section = text.rpartition("|")
        signature = json.loads(section)["SD"]
        texts.append(f'{payload}|{{"XX":"{signature}",{section[1:]}'.encode())
    taught(meter, texts)
    assert read_alike(SignedRecord(texts[0], public_key=meter.key.der)) is None


def test_many_kinds_of_records_and_keys_stay_bounded(meter):
    texts = [meter.text(MF=str(kind)) for kind in range(8)]
    for number in range(likeness._MOST_KEYS + 5):
        for text in texts if number % 100 == 0 else texts[:1]:
            read_ocmf(SignedRecord(text, public_key=b"key %d" % number))
    assert len(likeness._BY_KEY) <= likeness._MOST_KEYS
    assert all(len(each.likenesses) <= 4 for each in likeness._BY_KEY.values())


def test_too_large_a_record_is_refused_as_before(meter):
    texts = [meter.text(TT="x", PG=f"T{number}") for number in range(1, 6)]
    taught(meter, texts)
    payload, _, section = texts[0].rpartition(b"|")
    data = payload + b"|" + section.replace(b'"SD":"', b'"SD":"' + b"00" * 2_100_000)
    same(data, meter.key.der)
    assert check(parse(texts[0]), meter.key).state is SignatureState.VALID
