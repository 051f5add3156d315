"""Taking OCMF texts apart: the payload is a slice of the bytes, whatever stands in it."""

import contextlib
import json
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eichlab.ocmf import (
    NumberText,
    OcmfError,
    exact_decimal,
    form_departures,
    load_key,
    parse,
    read_readings,
    sign,
    verify,
)
from eichlab.values import SignatureState


def names(record):
    return {departure.name for departure in form_departures(record)}


def test_payload_is_the_exact_slice(em580_text):
    record = parse(b"\r\n\t " + em580_text + b" \n")
    assert record.text == em580_text
    assert record.payload == em580_text[5 : em580_text.index(b'|{"SD"')]
    assert b'"LI": 99' in record.payload


def test_white_space_inside_belongs_to_the_payload(private_key, public_key):
    payload = b' \n{"FV" : "1.4",\r\n "RD":[] }\t '
    record = parse(sign(payload, private_key))
    assert record.payload == payload
    assert verify(record, public_key) is SignatureState.VALID


@pytest.mark.parametrize(
    "text", ["a|b", "|", '}|{"SD":"00"}', "OCMF|{", '\\"|\\"', "ü|€|\N{LATIN SMALL LETTER SHARP S}"]
)
def test_bars_inside_texts(private_key, public_key, text):
    payload = json.dumps({"FV": "1.0", "TT": text, "RD": []}, ensure_ascii=False).encode()
    record = parse(sign(payload, private_key))
    assert record.payload == payload
    assert record.fields["TT"] == text
    assert verify(record, public_key) is SignatureState.VALID


def test_numbers_keep_the_signed_text(private_key):
    payload = (
        b'{"RD":[{"RV":123456789012345.6800},{"RV":1E3},{"RV":0.1},{"RV":" 3.988"},{"RV":-0}]}'
    )
    record = parse(sign(payload, private_key))
    assert [reading.value for reading in read_readings(record)] == [
        "123456789012345.6800",
        "1E3",
        "0.1",
        " 3.988",
        "-0",
    ]
    amounts = [reading.amount for reading in read_readings(record)]
    assert str(amounts[0]) == "123456789012345.6800"
    assert str(amounts[3]) == "3.988"
    assert type(record.fields["RD"][0]["RV"]) is NumberText


@pytest.mark.parametrize(
    "text", ["", "abc", "1,5", "0x10", "NaN", "Infinity", "1_000", "٣", "1e999", "9" * 65, "1 2"]
)
def test_texts_that_are_no_number(text):
    assert exact_decimal(text) is None


def test_inheritance_between_readings(private_key):
    payload = (
        b'{"RD":[{"TM":"2026-01-01T00:00:00,000+0100 S","TX":"B","RV":1,"RI":"1-b:1.8.0",'
        b'"RU":"kWh","EF":"t","ST":"G"},{"RV":2,"RI":"1-b:2.8.0"},{"TX":"E","RV":3,"EF":""}]}'
    )
    first, second, third = read_readings(parse(sign(payload, private_key)))
    assert (second.time, second.tx, second.obis, second.error_flags) == (
        first.time,
        "B",
        "1-b:2.8.0",
        "t",
    )
    assert (third.tx, third.obis, third.error_flags, third.unit) == ("E", "1-b:2.8.0", "", "kWh")


def test_the_value_is_never_inherited(private_key):
    payload = b'{"RD":[{"TX":"B","RV":1},{"TX":"E"}]}'
    assert read_readings(parse(sign(payload, private_key)))[1].value is None


def test_fourth_section(em580_text, em580_key):
    record = parse(em580_text + b"|" + em580_key.der.hex().encode() + b" \n")
    assert load_key(record.key_section) == em580_key
    assert verify(record, em580_key) is SignatureState.VALID
    assert "key-section" in names(record)


def test_byte_order_mark_is_noted(em580_text, em580_key):
    record = parse(b"\xef\xbb\xbf" + em580_text)
    assert "byte-order-mark" in names(record)
    assert verify(record, em580_key) is SignatureState.VALID


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b'{"FV":"1.0","FV":"1.0"}', "doubled-name"),
        (b'{"MS":"A","MS":"B"}', "doubled-name-differs"),
        (b'{"RV":1,"RV":"1"}', "doubled-name-differs"),
        (b'{"TT":"a\tb"}', "control-character"),
        (b'{"TT":"\\ud800"}', "half-character"),
        (b'{"PG":"T01"}', "pagination"),
        (b'{"FV":1.0}', "version-no-text"),
        (b'{"FV":"9.9"}', "version-unknown"),
        (b"{}", "version-missing"),
        (b"{}", "serial-missing"),
        (b'{"RD":[]}', "readings-missing"),
        (b'{"RD":[1]}', "reading-form"),
        (b'{"RD":[{"RV":"1"}]}', "value-text"),
        (b'{"RD":[{"RV":"  1"}]}', "value-padded"),
        (b'{"RD":[{"QQ":1}]}', "unknown-field"),
    ],
)
def test_departures_are_noted(private_key, public_key, payload, expected):
    record = parse(sign(payload, private_key))
    assert expected in names(record)
    assert verify(record, public_key) is SignatureState.VALID


def test_unknown_fields_are_kept_and_vendor_space_is_free(private_key):
    record = parse(sign(b'{"FV":"1.0","XV":"ours","QQ":[{"a":1}]}', private_key))
    assert record.fields["QQ"] == [{"a": "1"}]
    unknown = {each.field for each in form_departures(record) if each.name == "unknown-field"}
    assert unknown == {"QQ"}


def test_escapes_without_harm_are_not_noted(private_key):
    record = parse(sign(b'{"TT":"\\u00fc\\ud83d\\ude00"}', private_key))
    assert record.fields["TT"] == "ü😀"
    assert record.departures == ()


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"", "ocmf.no-header", None),
        (b"hello", "ocmf.no-header", None),
        (b"OCMF|", "ocmf.not-json", 5),
        (b"OCMF|[]|{}", "ocmf.not-json", 5),
        (b"OCMF|{}", "ocmf.no-signature", 7),
        (b"OCMF|{}|", "ocmf.not-json", 8),
        (b'OCMF|{"a":}|{}', "ocmf.not-json", 10),
        (b'OCMF|{"a":1}|{"SD"}', "ocmf.not-json", 18),
        (b"OCMF|{}|{} more", "ocmf.trailing", 11),
        (b'OCMF|{"a":NaN}|{}', "ocmf.not-a-number", 5),
        (b'OCMF|{"a":"\xff"}|{}', "ocmf.not-utf8", 11),
        (b'OCMF|{"a":' + b"[" * 200 + b"]" * 200 + b"}|{}", "ocmf.too-deep", 137),
        (b'OCMF|{"a":' + b"[" * 100_000, "ocmf.too-deep", 137),
        (b'OCMF|{"a":"' + b"x" * 4_000_000 + b'"}|{}', "ocmf.too-large", None),
    ],
)
def test_errors_name_place_and_reason(data, code, place):
    with pytest.raises(OcmfError) as caught:
        parse(data)
    assert caught.value.message.code == code
    assert caught.value.message.parameters.get("place") == place


def test_values_can_be_sent_to_another_process(em580_record, em580_key):
    again = pickle.loads(pickle.dumps((em580_record, em580_key)))
    assert again == (em580_record, em580_key)
    assert type(again[0].fields["RD"][0]["RV"]) is NumberText


@given(st.binary(max_size=200), st.sampled_from([b"", b"OCMF|", b"OCMF|{", b'OCMF|{"a":1}|']))
@example(b"", b'OCMF|{"a":"\\ud800\\udc00\\ud800"}|{}')
@example(b'"\\' * 90, b"OCMF|{")
def test_nothing_but_typed_errors(data, beginning):
    with contextlib.suppress(OcmfError):
        record = parse(beginning + data)
        form_departures(record)
        read_readings(record)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["FV", "PG", "MS", "RD", "IS", "LC", "ZZ"]), json_values),
    st.sampled_from([(",", ":"), (" , ", " : ")]),
)
def test_any_fields_are_read(fields, separators):
    payload = json.dumps(fields, ensure_ascii=False, separators=separators)
    try:
        data = f"OCMF|{payload}|{{}}".encode()
    except UnicodeEncodeError:
        return
    record = parse(data)
    assert record.payload == payload.encode()
    assert set(record.fields) == set(fields)
    read_readings(record)
    form_departures(record)
