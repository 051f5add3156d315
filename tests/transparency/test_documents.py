"""Documents: what is in them is found; what is wrong with them is said in one typed error."""

import contextlib
import os
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eichlab.resources import resource
from eichlab.texts import Language, say_error
from eichlab.transparency import LARGEST_DOCUMENT, judge, read_document, read_file, safe_xml
from eichlab.values import DocumentError, EichlabError, SignatureState, SignedRecord


def refused(data, code):
    with pytest.raises(DocumentError) as caught:
        read_document(data, "given.xml")
    assert caught.value.message.code == code
    for language in Language:
        said = say_error(caught.value, language)
        assert said.startswith("given.xml")
        assert "?" not in said
    return caught.value


def states(document):
    return [each.signature for each in judge(document.records).records]


def values(*entries, root="<values>"):
    return f"<?xml version='1.0'?>{root}{''.join(entries)}</values>".encode()


def value(text, key="", attributes="", data_attributes=' format="OCMF" encoding="plain"'):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<value {attributes}><signedData{data_attributes}>{escaped}</signedData>"
        f"<publicKey encoding='plain'>{key}</publicKey></value>"
    )


@pytest.fixture
def text(meter):
    return meter.text().decode()


@pytest.fixture
def key(meter):
    return meter.key.der.hex()


def test_bare_text(meter, text):
    document = read_document(b"\n\n  " + text.encode() + b"\r\n", "s")
    (record,) = document.records
    assert record.data == text.encode()
    assert (record.source, record.place) == ("s", "line 3")


def test_several_records_in_a_text(meter, text, end):
    tricky = meter.text(TT="OCMF|{ a text | with OCMF|{} inside").decode()
    log = f"12:00 start {text} trailing words\n12:30 {tricky}\n\n{text}\n"
    document = read_document(log.encode(), "log")
    assert [each.data.decode() for each in document.records] == [text, tricky, text]
    assert [each.place for each in document.records] == ["line 1", "line 2", "line 4"]
    assert document.skipped == ()


def test_text_in_other_encodings(text):
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        (record,) = read_document(text.encode(encoding), "s").records
        assert record.data == text.encode()


def test_text_around_need_not_be_utf8(meter):
    text = meter.text(TT="0,39 €/kWh – günstig")
    (record,) = read_document(b"Ladevorg\xe4nge:\n" + text + b"\n\xff\xfe", "s").records
    assert record.data == text


def test_broken_entry_in_a_text_is_listed(text):
    broken = text.replace('"MS": "M-1"', '"MS" "M-1"')
    assert broken != text
    document = read_document(f"{text}\n{broken}\n{text}".encode(), "s")
    assert len(document.records) == 2
    (skipped,) = document.skipped
    assert (skipped.place, skipped.message.code) == ("line 2", "ocmf.not-json")


def test_bytes_that_are_no_text_do_not_reach_a_sentence():
    error = refused(b'OCMF|{"a": \xdb\xff}|{}', "document.broken-record")
    assert say_error(error).encode()


def test_fourth_section_in_a_text(meter, text, key):
    document = read_document(f"{text}|{key}\n{text}|{key}\n".encode(), "s")
    assert states(document) == [SignatureState.VALID] * 2


def test_xml(meter, text, key):
    entry = value(text, key, 'transactionId="4711" context="Transaction.Begin"')
    (record,) = read_document(values(entry), "s").records
    assert record.data == text.encode()
    assert record.public_key == key.encode()
    assert (record.transaction_id, record.context) == ("4711", "Transaction.Begin")
    assert (record.format, record.place) == ("OCMF", "value[1]")


def test_xml_in_a_namespace_and_with_cdata(text, key):
    plain = values(value(text, key), root="<values xmlns='http://transparenz.software/xml'>")
    prefixed = (
        f"<s:values xmlns:s='urn:x'><s:value><s:signedData><![CDATA[ {text} ]]></s:signedData>"
        f"<s:publicKey>{key}</s:publicKey></s:value></s:values>"
    ).encode()
    for data in (plain, prefixed):
        assert states(read_document(data, "s")) == [SignatureState.VALID]


@pytest.mark.parametrize("attribute", ["hex", "base64", "base32", None])
def test_xml_with_encoded_data(text, key, attribute):
    import base64

    data = text.encode()
    encoded = {
        "hex": data.hex(" ", 16),
        "base64": base64.encodebytes(data).decode(),
        "base32": base64.b32encode(data).decode(),
        None: data.hex(),
    }[attribute]
    stated = f' encoding="{attribute}"' if attribute else ""
    document = read_document(values(value(encoded, key, data_attributes=stated)), "s")
    assert document.records[0].data == data


def test_xml_in_another_encoding(meter, key):
    text = meter.text(TT="günstig").decode()
    body = values(value(text, key)).decode().replace("'1.0'", "'1.0' encoding='ISO-8859-1'")
    (record,) = read_document(body.encode("latin-1"), "s").records
    assert record.data == text.encode()
    marked = values(value(text, key)).decode().encode("utf-16")
    assert read_document(marked, "s").records[0].data == text.encode()
    refused(body.replace("ISO-8859-1", "UTF-7").encode("latin-1"), "document.encoding")


def test_broken_entries_in_xml_are_listed(text, key):
    document = read_document(
        values(
            value(text, key),
            value("OCMF|{}", key),
            value("AP;0;3;ALCV3", key, data_attributes=' format="ALFEN"'),
            "<value/>",
            value("  ", key),
            value(text, key),
        ),
        "s",
    )
    assert [each.place for each in document.records] == ["value[1]", "value[6]"]
    assert [(each.place, each.message.code) for each in document.skipped] == [
        ("value[2]", "ocmf.no-signature"),
        ("value[3]", "document.other-format"),
        ("value[4]", "document.no-data"),
        ("value[5]", "document.no-data"),
    ]


def test_one_key_for_all_values(text, key):
    document = read_document(values(value(text, key), value(text)), "s")
    assert states(document) == [SignatureState.VALID] * 2
    other = "00" * 10
    document = read_document(values(value(text, key), value(text, other), value(text)), "s")
    assert document.records[2].public_key is None


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf"])
def test_empty(data):
    refused(data, "document.empty")


def test_other_content():
    refused(b"\x7fELF\x00\x01\x02" * 100, "document.binary")
    refused(b"Dear Sir or Madam,\n", "document.no-record")
    refused(b"<html><body>OCMF</body></html>", "document.no-record")
    refused(b"<letter><to>OCMF</to></letter>", "document.no-values")
    refused(values(value(" ")), "document.no-record")
    refused(b"OCMF|{}", "document.broken-record")
    refused(values(value("OCMF|{}|{")), "document.broken-record")


def test_invalid_xml_names_the_place():
    error = refused(b"<values>\n <value>\n</values>", "document.xml")
    assert error.message.parameters["line"] == 3


ENTITY = b"<!DOCTYPE v [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><values><value><signedData>&x;</signedData></value></values>"
BOMB = (
    b"<!DOCTYPE v [<!ENTITY a 'OCMF|'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]><values><value><signedData>&j;</signedData></value></values>"
)


@pytest.mark.parametrize("data", [ENTITY, BOMB, b"<?xml version='1.0'?>\n" + BOMB])
def test_document_types_are_refused(data):
    began = time.monotonic()
    refused(data, "document.document-type")
    refused(data.lower().replace(b"<!doctype", b"<!DocType"), "document.document-type")
    refused(b"\xff\xfe" + data.decode().encode("utf-16-le"), "document.document-type")
    refused(data.decode().encode("utf-16-le"), "document.encoding")
    assert time.monotonic() - began < 5


def test_undefined_entities_are_invalid():
    refused(b"<values><value><signedData>&x;</signedData></value></values>", "document.xml")


def test_deep_and_long_xml_is_refused(text):
    refused(b"<values>" + b"<value>" * 10_000, "document.xml")
    refused(values(value("OCMF|" + "x" * 11_000_000)), "document.xml")


def test_hostile_text_takes_bounded_time():
    began = time.monotonic()
    hostile = [
        b'OCMF|{"a":"' * 20_000,
        b"OCMF|{" * 50_000,
        b'OCMF|{"a":' + b"[" * 500_000,
        b'OCMF|{"\\"' * 20_000,
        b'OCMF|{"a":"' + b"\\" * 500_000,
        b'OCMF|{"a":[' + b"1," * 200_000,
    ]
    for data in hostile:
        with contextlib.suppress(DocumentError):
            assert read_document(data, "s").records == ()
    assert time.monotonic() - began < 10


def test_too_large_is_refused_before_reading(tmp_path):
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    began = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    assert time.monotonic() - began < 1
    assert caught.value.message.code == "document.too-large"
    assert caught.value.message.parameters["size"] == 200
    assert "200 MB" in say_error(caught.value)
    with pytest.raises(DocumentError):
        read_document(bytes(LARGEST_DOCUMENT + 1), "s")


def test_files_that_cannot_be_read(tmp_path):
    def code(path):
        with pytest.raises(DocumentError) as caught:
            read_file(path)
        assert caught.value.message.parameters["source"] == str(path)
        assert "?" not in say_error(caught.value)
        return caught.value.message.code

    assert code(tmp_path) == "document.folder"
    assert code(tmp_path / "none.xml") == "document.missing"
    assert code(tmp_path / ("x" * 300)) == "document.unreadable"
    assert code("\x00") == "document.unreadable"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert code(tmp_path / "pipe") == "document.no-file"
    closed = tmp_path / "closed"
    closed.write_bytes(b"x")
    closed.chmod(0)
    if not os.access(closed, os.R_OK):
        assert code(closed) == "document.forbidden"


def test_written_xml_is_read_back_identically(meter, begin, end):
    records = [
        meter.record([begin], transaction_id="4711", source="s"),
        meter.record(TT="a < b & c > d ]]> \r\n \t \" ' ü €", source="s"),
        meter.record(TT="\ufffe\x01".replace("\x01", "\\u0001"), source="s"),
        SignedRecord(
            resource("samples", "em580.ocmf").read_bytes(),
            public_key=resource("samples", "em580.key").read_bytes().strip(),
            context="Transaction.End",
            source="s",
        ),
        SignedRecord(meter.text().replace(b'"M-1"', b'"\r\n\x7f"'), public_key=b"ab cd"),
    ]
    written = safe_xml(records)
    again = read_document(written, "s").records
    assert [each.data for each in again] == [each.data for each in records]
    assert [each.transaction_id for each in again] == ["4711", None, None, None, None]
    assert again[3].context == "Transaction.End"
    assert [each.signature for each in judge(records).records] == [
        each.signature for each in judge(again).records
    ]
    assert safe_xml(again) == safe_xml(read_document(safe_xml(again), "s").records)


def test_written_xml_opens_plainly_elsewhere(meter):
    from xml.etree import ElementTree as ET

    record = meter.record(transaction_id="7")
    root = ET.fromstring(safe_xml([record]))
    entry = root.find("value")
    assert entry.get("transactionId") == "7"
    assert entry.find("signedData").text.encode() == record.data
    assert entry.find("signedData").get("format") == "OCMF"
    assert entry.find("publicKey").text == meter.key.der.hex()


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<", b"OCMF|", b"<values><value>", b"\xff\xfe"])
)
@example(b"\x00", b"<a>")
@example(b"\x00\xd8", b"\xff\xfe")
def test_nothing_but_typed_errors(data, beginning):
    with contextlib.suppress(EichlabError):
        document = read_document(beginning + data, "s")
        judge(document.records)
        safe_xml(document.records)
