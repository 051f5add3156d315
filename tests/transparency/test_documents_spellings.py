"""Signed texts in every wrapping the field knows, made by the tests: found, keyed and joined."""

import base64
import gzip
import io
import json
import zipfile
from decimal import Decimal

import pytest

from eichlab.transparency import judge, read_document
from eichlab.values import DocumentError, KeyState, VerdictWord

BEGIN, END = "Transaction.Begin", "Transaction.End"


@pytest.fixture
def texts(meter, begin, end):
    """The text of a begin record and of an end record of one transaction."""
    return (
        meter.text([begin], PG="T1").decode(),
        meter.text([end], PG="T2").decode(),
    )


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


def wrapped(text, name="signedMeterData", key=""):
    return json.dumps(
        {name: base64_of(text), "signingMethod": "", "encodingMethod": "OCMF", "publicKey": key}
    )


SPELLINGS = {
    "oca": wrapped,
    "old key name": lambda text: wrapped(text, "signedMeterValue"),
    "plain": str,
    "hex": lambda text: text.encode().hex(),
    "base64": base64_of,
    "hex of json": lambda text: wrapped(text).encode().hex(),
    "quoted": json.dumps,
    "base64 of hex": lambda text: base64_of(text.encode().hex()),
}


def sampled(context, value):
    return {"value": value, "context": context, "format": "SignedData"}


def stop_transaction(texts, spell=wrapped, transaction=471208, stop=120750):
    return {
        "transactionId": transaction,
        "idTag": "1A2B3C4D",
        "meterStop": stop,
        "timestamp": "2026-03-01T10:00:00Z",
        "transactionData": [
            {"timestamp": "2026-03-01T09:00:00Z", "sampledValue": [sampled(context, spell(text))]}
            for context, text in zip((BEGIN, END), texts, strict=True)
        ],
    }


def event(texts, **fields):
    return {
        "eventType": "Ended",
        "seqNo": 2,
        "transactionInfo": {"transactionId": "7c1d9b36-4a0e-4b53-9a51-2f6d7e0c8a14"},
        "meterValue": [
            {
                "timestamp": "2026-03-01T09:00:00Z",
                "sampledValue": [
                    {
                        "value": value,
                        "context": context,
                        "signedMeterValue": {"signedMeterData": base64_of(text)} | fields,
                    }
                ],
            }
            for context, text, value in zip((BEGIN, END), texts, (100500, 120750), strict=True)
        ],
    }


def one_transaction(data, meter, *, records=2, key=True):
    """The one transaction of a document, verified under the meter's key."""
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    document = read_document(data, "made")
    assert document.skipped == ()
    assert len(document.records) == records
    judgement = judge(document.records, entered_key=meter.key.der)
    assert {each.key.state for each in judgement.records} == {KeyState.CONFIRMED}
    (transaction,) = judgement.transactions
    assert transaction.word is VerdictWord.VERIFIED, [each.rule for each in transaction.findings]
    assert transaction.energy_kwh == Decimal("20.25")
    return document


@pytest.mark.parametrize("name", SPELLINGS)
def test_ocpp16_spellings(name, meter, texts):
    frame = [2, "1", "StopTransaction", stop_transaction(texts, SPELLINGS[name])]
    document = one_transaction(frame, meter)
    assert [record.context for record in document.records] == [BEGIN, END]
    assert {record.transaction_id for record in document.records} == {"471208"}
    assert [record.data.decode() for record in document.records] == list(texts)


def test_ocpp16_payload_without_frame(meter, texts):
    one_transaction({"method": "StopTransaction", "parameters": stop_transaction(texts)}, meter)


@pytest.mark.parametrize("indent", [None, 2])
def test_ocpp2_event(indent, meter, texts):
    frame = json.dumps([2, "1", "TransactionEvent", event(texts)], indent=indent)
    document = one_transaction(frame.encode(), meter)
    stated = {(value.kind.value, value.text) for value in document.records[-1].unsigned}
    assert {("begin", "100500"), ("end", "120750")} <= stated


def test_ocpp21_single_container_and_key_by_variables(meter, begin, end):
    text = meter.text().decode()
    keyed = {
        "getVariableResult": [
            {
                "component": {"name": "FiscalMetering", "evse": {"id": 1}},
                "variable": {"name": "PublicKey"},
                "attributeStatus": "Accepted",
                "attributeValue": base64_of(f"oca:base16:asn1:{meter.key.der.hex()}"),
            }
        ]
    }
    ended = event((text, text))
    ended["meterValue"] = ended["meterValue"][1:]
    data = [[3, "1", keyed], [2, "2", "TransactionEvent", ended]]
    document = one_transaction(data, meter, records=1)
    assert (
        document.records[0].public_key
        == base64_of(f"oca:base16:asn1:{meter.key.der.hex()}").encode()
    )


CALLS = (
    "[INFO ] 2026-06-12 08:03:11,412 x.Logger (q) - [chargeBoxId=A, sessionId=1] Received: {}",
    "INFO:ocpp:A: receive message {}",
    "A: receive message {}",
    "[MO] Recv: {}",
    "\x1b[32m2026-06-12 08:03:11\x1b[0m info: Receive message ⬅️  {}",
    "[ocpp  ] TRACE 2026/06/12 08:03:11 recv from A: {}",
    "[2026-06-12] [7] [info] [(f)] Sending message: {}",
    '{{"timestamp":"2026-06-12T08:03:11Z","message":{}}}',
    "{}",
)


@pytest.mark.parametrize("line", CALLS)
def test_log_lines(line, meter, texts):
    frames = [
        [2, "a", "BootNotification", {"chargePointModel": "X"}],
        [3, "a", {"status": "Accepted"}],
        [2, "b", "StartTransaction", {"connectorId": 1, "idTag": "1A2B3C4D", "meterStart": 100500}],
        [3, "b", {"transactionId": 471208, "idTagInfo": {"status": "Accepted"}}],
        [2, "c", "StopTransaction", stop_transaction(texts)],
    ]
    log = "\n".join(line.format(json.dumps(frame)) for frame in frames)
    document = one_transaction(log.encode(), meter)
    assert [record.place.split()[:2] for record in document.records] == [["line", "5"]] * 2
    stated = {(value.field, value.text) for value in document.records[-1].unsigned}
    assert {("meterStart", "100500"), ("meterStop", "120750")} <= stated


def test_message_as_text_in_a_row(meter, texts):
    message = json.dumps([2, "1", "StopTransaction", stop_transaction(texts)])
    one_transaction({"data": {"OCPPMessages": [{"stationId": "A", "message": message}]}}, meter)


def test_graphql_of_transactions(meter, texts):
    values = event(texts)["meterValue"]
    rows = [
        {
            "id": 5,
            "transactionId": "tx-1",
            "stationId": "A",
            "totalKwh": 20.25,
            "TransactionEvents": [
                {"seqNo": 2, "id": 7, "MeterValues": [value, None]} for value in values
            ],
        }
    ]
    document = one_transaction({"data": {"Transactions": rows}}, meter)
    assert {record.transaction_id for record in document.records} == {"tx-1"}


def test_rows_with_nulls(meter, texts):
    rows = [
        {"id": 1, "transactionDatabaseId": 9, "sampledValue": [None, sample]}
        for value in event(texts)["meterValue"]
        for sample in value["sampledValue"]
    ]
    document = one_transaction(rows, meter)
    assert {record.transaction_id for record in document.records} == {"9"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
def test_steve_table(delimiter, end_of_line, meter, texts):
    names = (
        "connector_pk",
        "transaction_pk",
        "value_timestamp",
        "value",
        "reading_context",
        "format",
    )
    rows = [names, ("1", "77", "2026-06-12 06:03:11", "100500", BEGIN, "Raw")]
    rows += [
        ("1", "77", "2026-06-12 06:03:11", wrapped(text), context, "SignedData")
        for context, text in zip((BEGIN, END), texts, strict=True)
    ]
    table = end_of_line.join(
        delimiter.join('"' + each.replace('"', '""') + '"' for each in row) for row in rows
    )
    document = one_transaction(table.encode(), meter)
    assert [record.context for record in document.records] == [BEGIN, END]
    assert {record.transaction_id for record in document.records} == {"77"}


def test_sap_transaction(meter, texts):
    transaction = {
        "id": 815,
        "meterStart": 100500,
        "signedData": texts[0],
        "stop": {"meterStop": 120750, "signedData": texts[1]},
    }
    document = one_transaction(transaction, meter)
    assert document.records[1].context == END
    assert {record.transaction_id for record in document.records} == {"815"}


def bill(meter, texts, name="CDR-1", total=20.25, spell=base64_of):
    return {
        "id": name,
        "cdr_token": {"uid": "1A2B3C4D", "contract_id": "DE-X"},
        "meter_id": "M-1",
        "total_energy": total,
        "signed_data": {
            "encoding_method": "OCMF",
            "public_key": base64.b64encode(meter.key.der).decode(),
            "signed_values": [
                {"nature": nature, "plain_data": text.split("|")[1], "signed_data": spell(text)}
                for nature, text in zip(("START", "End"), texts, strict=True)
            ],
        },
    }


@pytest.mark.parametrize("spell", [base64_of, str])
def test_ocpi_bill(spell, meter, texts):
    document = one_transaction({"data": bill(meter, texts, spell=spell)}, meter)
    assert [record.context for record in document.records] == [BEGIN, END]
    assert {record.session for record in document.records} == {"CDR-1"}


def test_page_of_bills_is_judged_one_by_one(meter, texts, begin, end):
    other = (
        meter.text([begin | {"RV": 200}], PG="T3").decode(),
        meter.text([end | {"RV": 210}], PG="T4").decode(),
    )
    page = {"data": [bill(meter, texts), bill(meter, other, "CDR-2", 11)], "status_code": 1000}
    document = read_document(json.dumps(page).encode(), "made")
    first, second = judge(document.records, entered_key=meter.key.der).transactions
    assert first.word is VerdictWord.VERIFIED
    assert second.word is VerdictWord.REJECTED
    assert "R16.value-differs" in {each.rule for each in second.findings}


def test_the_same_record_in_two_bills_is_a_replay(meter, texts):
    page = [bill(meter, texts), bill(meter, texts, "CDR-2")]
    document = read_document(json.dumps(page).encode(), "made")
    rules = {
        each.rule
        for transaction in judge(document.records, entered_key=meter.key.der).transactions
        for each in transaction.findings
    }
    assert "R11.replay" in rules


SOAP = """<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body>
<stopTransactionRequest xmlns="urn://Ocpp/Cs/2015/10/"><transactionId>5</transactionId>
<idTag>1A2B3C4D</idTag><meterStop>120750</meterStop>{}</stopTransactionRequest>
</soap:Body></soap:Envelope>"""


@pytest.mark.parametrize("before", ["", "2026-06-12 INFO Inbound Message\n", SOAP.format("")])
def test_soap(before, meter, texts):
    data = "".join(
        f"<transactionData><timestamp>2026-03-01T09:00:00Z</timestamp><sampledValue>"
        f"<value>{wrapped(text, 'signedMeterValue')}</value><context>{context}</context>"
        "<format>SignedData</format></sampledValue></transactionData>"
        for context, text in zip((BEGIN, END), texts, strict=True)
    )
    envelope = SOAP.format(data)
    if before and not before.startswith("<"):
        envelope = envelope.partition("?>\n")[2]
    document = one_transaction((before + envelope).encode(), meter)
    assert [record.context for record in document.records] == [BEGIN, END]


def test_announced_keys_by_serial_and_connector(meter, other_meter, texts):
    announced = {
        "meters": [
            {"connectorId": 1, "meterSerial": "Z-9", "publicKey": other_meter.key.der.hex(" ")},
            {"connectorId": 2, "meterSerial": "M-1", "publicKey": meter.key.der.hex(" ")},
        ]
    }
    frames = [
        [
            2,
            "a",
            "DataTransfer",
            {"vendorId": "generalConfiguration", "data": json.dumps(announced)},
        ],
        [2, "b", "StopTransaction", stop_transaction(texts)],
    ]
    document = read_document(json.dumps(frames).encode(), "made")
    assert {record.public_key for record in document.records} == {meter.key.der.hex(" ").encode()}

    keys = [
        {"key": f"MeterPublicKey{number}", "readonly": True, "value": key.key.der.hex()}
        for number, key in ((1, other_meter), (2, meter))
    ]
    frames = [
        [3, "a", {"configurationKey": keys}],
        [2, "b", "StartTransaction", {"connectorId": 2, "idTag": "1A2B3C4D", "meterStart": 100500}],
        [3, "b", {"transactionId": 471208}],
        [2, "c", "StopTransaction", stop_transaction(texts)],
    ]
    document = read_document(json.dumps(frames).encode(), "made")
    assert {record.public_key for record in document.records} == {meter.key.der.hex().encode()}


def test_a_broken_entry_is_listed_and_the_others_are_judged(meter, texts):
    broken = event(texts)
    broken["meterValue"][0]["sampledValue"][0]["signedMeterValue"]["signedMeterData"] = "A" * 2500
    document = read_document(json.dumps([2, "1", "TransactionEvent", broken]).encode(), "made")
    assert len(document.records) == 1
    (skipped,) = document.skipped
    assert skipped.message.code == "document.cut-off"
    assert skipped.place.endswith("/signedMeterValue/signedMeterData")


def test_what_is_no_format_of_ours_is_named(texts):
    em580 = {"signedMeterData": json.dumps({"signedData": "00ff" * 20}), "encodingMethod": "plain"}
    with pytest.raises(DocumentError) as caught:
        read_document(json.dumps({"signedMeterValue": em580, "value": 1}).encode(), "made")
    assert caught.value.message.code == "document.broken-record"


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_archives(meter, texts):
    log = "\n".join(texts).encode()
    one_transaction(gzip.compress(log), meter)
    one_transaction(gzip.compress(log[:50]) + gzip.compress(log[50:]), meter)
    document = one_transaction(zipped(b=log), meter)
    assert {record.source for record in document.records} == {"made!b"}
    inner = one_transaction(zipped(c=gzip.compress(log)), meter)
    assert {record.source for record in inner.records} == {"made!c"}


def test_one_broken_file_in_an_archive(meter, texts):
    data = zipped(a=b"OCMF|{broken", b=texts[0].encode(), c=b"nothing signed")
    document = read_document(data, "made")
    assert len(document.records) == 1
    assert [(each.source, each.message.code) for each in document.skipped] == [
        ("made!a", "document.broken-record"),
        ("made!c", "document.no-record"),
    ]
