"""Hostile documents: clear words, bounded time, bounded memory, and never a traceback."""

import gzip
import io
import json
import pickle
import time
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from eichlab.texts import Language, say, say_error
from eichlab.transparency import (
    read_document,
    read_file,
    records_as_csv,
    records_as_json,
    records_as_text,
    safe_xml,
    stream_file,
)
from eichlab.values import DocumentError, SignedRecord, Skipped

# Generous for a busy machine; what it shall catch takes minutes.
TIME_LIMIT_S = 10


@pytest.fixture(autouse=True)
def bounded_time():
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < TIME_LIMIT_S


def refused(data, code):
    with pytest.raises(DocumentError) as caught:
        read_document(data, "given")
    assert caught.value.message.code == code
    for language in Language:
        assert say_error(caught.value, language)
    return caught.value


def codes(data):
    """What is said of a document as a whole, or of what is skipped in it, in both languages."""
    try:
        said = [each.message for each in read_document(data, "given").skipped]
    except DocumentError as error:
        said = [error.message]
    for each in said:
        for language in Language:
            assert say(each, language).encode()
    return {each.code for each in said}


def bomb(size):
    return gzip.compress(b"\0" * size)


def archive(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return buffer.getvalue()


def test_gzip_bomb_needs_no_memory():
    data = gzip.compress(b"\0" * 300_000_000, 9)
    tracemalloc.start()
    refused(data, "document.bomb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150_000_000


def test_zip_bomb():
    refused(archive([("bomb", b"\0" * 70_000_000)]), "document.bomb")


def test_bombs_inside_an_archive_share_one_limit():
    inner = bomb(60_000_000)
    assert "document.bomb" in codes(archive([(str(number), inner) for number in range(8)]))


def test_archives_in_archives():
    data = b"OCMF|"
    for _ in range(6):
        data = archive([("a", data)])
    assert codes(data) == {"document.archive-depth"}


def test_broken_archives():
    whole = archive([("a", b"OCMF|{}|{}" * 100)])
    refused(whole[: len(whole) // 2], "document.archive")
    refused(b"PK\x03\x04" + b"\0" * 100, "document.archive")
    refused(b"\x1f\x8b" + b"\xff" * 100, "document.archive")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_without_a_bound_are_not_unpacked(meter, method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("bomb", b"\0" * 50_000_000, method)
        file.writestr("record", meter.text())
    document = read_document(buffer.getvalue(), "given")
    assert len(document.records) == 1
    assert [each.message.code for each in document.skipped] == ["document.archive-method"]


def test_an_entry_without_a_name(meter):
    # A name ends at its first zero byte.
    data = archive([("name", meter.text()), ("b", meter.text())]).replace(b"name", b"\0ame")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert [each.filename for each in file.infolist()] == ["", "b"]
    assert [each.source for each in read_document(data, "given").records] == ["given!", "given!b"]


def test_names_inside_an_archive_leave_no_files(tmp_path, monkeypatch, meter):
    monkeypatch.chdir(tmp_path)
    document = read_document(archive([("../../evil", meter.text())]), "given")
    assert len(document.records) == 1
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'[2,"' * 300_000,
        b'[2,"a","b",{' * 100_000,
        b'{"' * 500_000,
        b'{"signedMeterData":"' + b"A" * 5_000_000,
        b"AP;0;3;" * 200_000,
        b"128.8.0(ST:" * 200_000,
        b"1b1b1b1b01010101" * 200_000,
        b"1B" * 2_000_000,
        b"OCMF|{" * 300_000,
        b"<soap:Envelope>" * 100_000,
        b"text <x:Envelope " * 100_000,
        b"a;value;b\n" + b'"' * 1_000_000,
        b"value,x\n" + b"a,\0b\n" * 100_000,
        b"value,x\n" + b"A" * 3_000_000,
    ],
    ids=lambda data: data[:20].decode(),
)
def test_endless_beginnings(data):
    assert codes(data)


def test_deep_json_inside_a_message_is_said():
    deep = "[" * 100 + "]" * 100
    document_error = refused(f'{{"a": {deep}, "b": 1}}'.encode(), "document.broken-record")
    assert document_error.message.parameters["why"].code == "document.too-deep"


def test_json_in_json_in_json(meter):
    text = meter.text().decode()
    for _ in range(12):
        text = json.dumps({"data": text})
        if len(text) > 2_000_000:
            break
    assert codes(text.encode()) <= {"document.no-record", "document.broken-record"}


def test_markup_in_names_and_ids_stays_harmless(meter):
    evil = "<img src=x onerror=alert(1)>\x1b[31m\u202e"
    data = {evil: {"transactionId": evil, "signedMeterData": meter.text().hex()}}
    (record,) = read_document(json.dumps(data).encode(), "given").records
    assert "\x1b" not in record.place
    assert "\u202e" not in record.place
    written = safe_xml([record])
    assert b"<img" not in written
    assert read_document(written, "again").records[0].data == record.data


def test_half_characters_can_be_said_and_written(meter):
    data = b'{"transactionId":"\\ud800","context":"\\udfff","signedMeterData":"%s"}' % (
        meter.text().hex().encode()
    )
    (record,) = read_document(data, "given").records
    for write in (safe_xml, records_as_csv, records_as_json, records_as_text):
        assert read_document(write([record]), "again").records[0].data == record.data
    assert codes(b'{"signedMeterData":"OCMF|{\\"\\ud800\\":1}|{}"}')


def test_what_looks_like_a_record_in_a_key_or_an_id_is_written_and_read_as_it_is(meter):
    looks = "OCMF|{broken}|"
    record = SignedRecord(
        meter.text(), public_key=looks.encode(), transaction_id=looks, context=looks, source=looks
    )
    of_two_lines = replace(record, data=meter.text().replace(b"|{", b"|\n{"))
    for write in (safe_xml, records_as_csv, records_as_json):
        for given in (record, of_two_lines):
            again = read_document(write([given]), "again")
            assert [(each.data, each.public_key) for each in again.records] == [
                (given.data, given.public_key)
            ], write.__name__


def test_entities_in_the_xml_of_a_record():
    evil = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        "<signedMeterValue><publicKey>&e;</publicKey></signedMeterValue>"
    )
    escaped = evil.replace("&", "&amp;").replace("<", "&lt;")
    data = f"<values><value><signedData>{escaped}</signedData></value></values>".encode()
    refused(data, "document.broken-record")
    assert "root:" not in str(data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_encodings(encoding, meter):
    text = json.dumps({"signedMeterData": meter.text().hex()}).encode(encoding)
    assert len(read_document(text, "given").records) == 1


def test_encoding_without_a_mark(meter):
    text = json.dumps({"signedMeterData": meter.text().hex()}).encode("utf-16-le")
    assert codes(text) == {"document.binary"}


def test_documents_can_be_sent_to_other_processes(meter):
    frame = [
        2,
        "1",
        "StopTransaction",
        {"transactionId": 1, "meterStop": 5, "a": meter.text().hex()},
    ]
    document = read_document(json.dumps(frame).encode(), "given")
    assert pickle.loads(pickle.dumps(document)) == document


class TestStream:
    def entries(self, path, piece=10_000):
        return list(stream_file(path, piece))

    def test_same_as_at_once(self, tmp_path, meter):
        records = [meter.record(PG=f"T{number}") for number in range(60)]
        records[7] = SignedRecord(b"OCMF|{broken", public_key=meter.key.der)
        path = tmp_path / "many.xml"
        path.write_bytes(safe_xml(records))
        whole = read_file(path)
        streamed = self.entries(path)
        assert tuple(each for each in streamed if isinstance(each, SignedRecord)) == whole.records
        assert tuple(each for each in streamed if isinstance(each, Skipped)) == whole.skipped

    def test_many_entries_of_xml_in_little_memory(self, tmp_path, meter):
        text = meter.text()
        entry = b'<value transactionId="%d"><signedData format="OCMF">%s</signedData></value>\n'
        path = tmp_path / "many.xml"
        with path.open("wb") as file:
            file.write(b"<values>\n")
            for number in range(2000):
                file.write(entry % (number, text.replace(b"<", b"&lt;")))
            file.write(b"</values>")
        tracemalloc.start()
        count = sum(1 for _ in stream_file(path, 10_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 2000
        assert peak < 10_000_000

    def test_document_type(self, tmp_path):
        path = tmp_path / "evil.xml"
        filling = b"<value><signedData>x</signedData></value>" * 1000
        path.write_bytes(b'<!DOCTYPE values [<!ENTITY a "b">]><values>' + filling + b"</values>")
        with pytest.raises(DocumentError) as caught:
            self.entries(path)
        assert caught.value.message.code == "document.document-type"

    def test_cut_off(self, tmp_path, meter):
        path = tmp_path / "cut.xml"
        path.write_bytes(safe_xml([meter.record() for _ in range(30)])[:-100])
        found = []
        with pytest.raises(DocumentError) as caught:
            found.extend(stream_file(path, 1000))
        assert caught.value.message.code == "document.xml"

    def test_text_beyond_the_largest_document(self, tmp_path, meter, monkeypatch):
        monkeypatch.setattr("eichlab.transparency.stream.LARGEST_DOCUMENT", 20_000)
        monkeypatch.setattr("eichlab.transparency.stream.LONGEST_LINE", 5_000)
        lines = [meter.text(PG=f"T{number}") for number in range(100)]
        lines[50] = b"x" * 50_000
        lines[60] = b"OCMF|{broken"
        path = tmp_path / "many.txt"
        path.write_bytes(b"\n".join(lines))
        streamed = self.entries(path)
        records = [each for each in streamed if isinstance(each, SignedRecord)]
        assert [record.data for record in records] == [
            line for number, line in enumerate(lines) if number not in {50, 60}
        ]
        assert [record.place for record in records] == [
            f"line {number + 1}" for number in range(100) if number not in {50, 60}
        ]
        skipped = {each.place: each.message.code for each in streamed if isinstance(each, Skipped)}
        assert skipped["line 51"] == "document.line-too-long"
        assert skipped["line 61"] == "ocmf.not-json"
        for each in streamed:
            if isinstance(each, Skipped):
                assert say(each.message, Language.DE)
