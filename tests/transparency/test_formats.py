"""The formats beside OCMF: own-made records, every signed byte, their own checks, real samples."""

import importlib.util
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import eichlab
from eichlab.transparency import (
    judge,
    read_document,
    read_file,
    records_as_csv,
    records_as_json,
    records_as_text,
)
from eichlab.transparency.content import read_content
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.sml import read_list
from eichlab.values import DocumentError, Reason, SignatureState, SignedRecord, VerdictWord

_SPEC = importlib.util.spec_from_file_location(
    "made_formats", Path(__file__).with_name("made_formats.py")
)
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

PROJECT = Path(eichlab.__file__).parents[2]
SHARED = Path(os.environ.get("EICHLAB_SHARED", PROJECT.parent / "shared"))
SAFE = SHARED / "vectors" / "safe"
needs_samples = pytest.mark.skipif(not SAFE.is_dir(), reason="EICHLAB_SHARED holds no vectors/safe")


@pytest.fixture(scope="module")
def small():
    return made.Signer(ec.SECP192R1())


@pytest.fixture(scope="module")
def large():
    return made.Signer(ec.SECP256R1())


def xml(*entries, key=None, transaction="1"):
    """A S.A.F.E. file of (context, text) entries."""
    inside = "".join(
        f'<value transactionId="{transaction}" context="{context}"><signedData>'
        f"{text.decode().replace('<', '&lt;')}</signedData>"
        + (f"<publicKey>{key.hex()}</publicKey>" if key else "")
        + "</value>"
        for context, text in entries
    )
    return f"<values>{inside}</values>".encode()


BEGIN, END = "Transaction.Begin", "Transaction.End"


def outcome(data, key=None):
    """The one transaction of a document."""
    document = read_document(data, "made")
    assert document.skipped == ()
    judgement = judge(document.records, entered_key=key)
    (transaction,) = judgement.transactions
    return judgement, transaction


def verified(data, key, energy):
    judgement, transaction = outcome(data, key)
    assert {each.signature for each in judgement.records} == {SignatureState.VALID}
    assert (transaction.word, transaction.reason) == (VerdictWord.VERIFIED, None)
    assert transaction.energy_kwh == Decimal(energy)
    return transaction


def rejected(data, key, rule):
    judgement, transaction = outcome(data, key)
    assert {each.signature for each in judgement.records} == {SignatureState.VALID}
    assert (transaction.word, transaction.reason) == (VerdictWord.REJECTED, Reason.PLAUSIBILITY)
    assert rule in {each.rule for each in transaction.findings}


class TestAlfen:
    @pytest.mark.parametrize("end", [b'"', b'""'])
    def test_quotes_at_its_end_are_kept(self, small, end):
        record = SignedRecord(made.alfen(small, 0) + end, "ALFEN")
        for write in (records_as_text, records_as_csv, records_as_json):
            (again,) = read_document(write([record]), "again").records
            assert (again.data, again.format) == (record.data, "ALFEN"), write.__name__

    def test_pair(self, small):
        data = made.alfen(small, 0, 100000, 10) + b"\n" + made.alfen(small, 1, 112345, 11)
        transaction = verified(data, small.der, "12.345")
        assert transaction.meter == "0A01445A470033009347"

    def test_in_the_container(self, small):
        data = xml(
            (BEGIN, made.alfen(small, 0, 100000, 10)), (END, made.alfen(small, 1, 112345, 11))
        )
        verified(data, small.der, "12.345")

    def test_its_own_key_is_not_trusted(self, small):
        _, transaction = outcome(made.alfen(small, 0) + b"\n" + made.alfen(small, 1, page=11))
        assert (transaction.word, transaction.reason) == (VerdictWord.UNCONFIRMED, Reason.KEY)

    def test_another_key(self, small):
        other = made.Signer(ec.SECP192R1())
        _, transaction = outcome(
            made.alfen(small, 0) + b"\n" + made.alfen(small, 1, page=11), other.der
        )
        assert (transaction.word, transaction.reason) == (VerdictWord.REJECTED, Reason.KEY)

    @pytest.mark.parametrize("bit", [1, 2, 16, 30, 31])
    def test_faults_of_meter_and_adapter(self, small, bit):
        data = made.alfen(small, 0, 1000, 10) + b"\n"
        data += made.alfen(small, 1, 2000, 11, status=1 << bit)
        rejected(data, small.der, "R4.status-not-good")

    def test_falling_value(self, small):
        data = made.alfen(small, 0, 2000, 10) + b"\n" + made.alfen(small, 1, 1000, 11)
        rejected(data, small.der, "R13.negative")

    def test_falling_page(self, small):
        data = made.alfen(small, 0, 1000, 10) + b"\n" + made.alfen(small, 1, 2000, 9)
        rejected(data, small.der, "R9.order")

    def test_sessions_are_kept_apart(self, small):
        lines = [
            made.alfen(small, 0, 1000, 10, session=1),
            made.alfen(small, 1, 2000, 11, session=2),
        ]
        document = read_document(b"\n".join(lines), "made")
        assert len(judge(document.records).transactions) == 2


class TestEdl40:
    @pytest.mark.parametrize("curve", ["small", "large"])
    def test_block_pair(self, curve, request):
        signer = request.getfixturevalue(curve)
        data = xml(
            (BEGIN, made.edl40_sig(signer, 314940, 10)),
            (END, made.edl40_sig(signer, 324941, 11, 1_700_003_600)),
        )
        transaction = verified(data, signer.der, "1.0001")
        assert transaction.duration_s == 3600

    @pytest.mark.parametrize("curve", ["small", "large"])
    @pytest.mark.parametrize("spelling", ["hex", "base64", "blanks"])
    def test_telegram_pair(self, curve, spelling, request):
        signer = request.getfixturevalue(curve)
        spelled = {
            "hex": lambda data: data.hex().encode(),
            "base64": __import__("base64").b64encode,
            "blanks": lambda data: data.hex(" ").upper().encode(),
        }[spelling]
        data = xml(
            (BEGIN, spelled(made.edl40_telegram(signer, 314940, 10))),
            (END, spelled(made.edl40_telegram(signer, 324941, 11, 1_700_003_600))),
            key=signer.bare,
        )
        transaction = verified(data, signer.der, "1.0001")
        assert transaction.begin.time == "2023-11-15T00:13:20,000+0200"
        assert transaction.meter == made.METER.hex().upper()

    def test_binary_file(self, small):
        judgement, _ = outcome(made.edl40_telegram(small), small.der)
        assert [each.record.format for each in judgement.records] == ["EDL_40_P"]
        assert judgement.records[0].signature is SignatureState.VALID
        assert judgement.records[0].identification.user == "CARD-1"

    def test_check_sum(self, small):
        data = bytearray(made.edl40_telegram(small))
        assert read_list(bytes(data)).check_sum_fits
        data[-1] ^= 1
        judgement, _ = outcome(bytes(data), small.der)
        (record,) = judgement.records
        assert record.signature is SignatureState.VALID
        assert [each.rule for each in record.findings] == ["R17.sml-check-sum"]

    def test_log_book_must_not_change(self, small):
        data = xml(
            (BEGIN, made.edl40_sig(small, 1000, 10)),
            (END, made.edl40_sig(small, 2000, 11, 1_700_003_600, log=b"\0\6")),
        )
        rejected(data, small.der, "R14.event-counter")

    def test_other_customer(self, small):
        data = xml(
            (BEGIN, made.edl40_sig(small, 1000, 10)),
            (END, made.edl40_sig(small, 2000, 11, 1_700_003_600, contract=b"CARD-2")),
        )
        rejected(data, small.der, "R7.user-differs")

    def test_without_context_there_is_no_energy(self, small):
        _, transaction = outcome(xml(("", made.edl40_sig(small))), small.der)
        assert transaction.energy_kwh is None
        assert not transaction.usable.complete


class TestIsaEdl40:
    def test_end(self, large):
        data = xml(("x", made.isa_telegram(large).hex().encode()), key=large.bare)
        transaction = verified(data, large.der, "22.2294")
        assert transaction.duration_s == 344

    @pytest.mark.parametrize("part", [0, 1])
    def test_begin_and_update_are_no_end(self, large, part):
        data = xml(("x", made.isa_telegram(large, part).hex().encode()), key=large.bare)
        _, transaction = outcome(data, large.der)
        assert transaction.energy_kwh is None
        assert "R1.begin-only" in {each.rule for each in transaction.findings}


class TestMennekes:
    def test_process(self, small):
        transaction = verified(made.mennekes(small), small.der, "0.1419")
        assert transaction.duration_s == 271

    def test_billing_file_with_three(self, small):
        processes = b"".join(made.mennekes(small, 519116, 520535 + each) for each in range(3))
        data = b'<Billing xmlns="http://www.mennekes.de/x"><A/>' + processes + b"</Billing>"
        document = read_document(data, "made")
        judgement = judge(document.records, entered_key=small.der)
        assert [str(each.energy_kwh) for each in judgement.transactions] == [
            "0.1419",
            "0.1420",
            "0.1421",
        ]
        assert all(record.data in data for record in document.records)

    def test_two_processes_with_one_forged(self, small):
        forged = made.mennekes(small).replace(b"<Value>520535", b"<Value>620535")
        data = b"<Billing>" + made.mennekes(small) + forged + b"</Billing>"
        judgement = judge(read_document(data, "made").records, entered_key=small.der)
        assert [each.signature.value for each in judgement.records] == ["valid", "invalid"]

    @pytest.mark.parametrize("number", ["--11", "-", "1-", "+1", "\u00b2", "1" * 30])
    def test_no_number(self, small, number):
        data = made.mennekes(small).replace(b"<Scaler>-1", b"<Scaler>" + number.encode(), 1)
        with pytest.raises(FormatError):
            read_content(SignedRecord(data, "EDL_40_MENNEKES"))

    def test_falling_value(self, small):
        rejected(made.mennekes(small, 2000, 1000), small.der, "R13.negative")


class TestPcdf:
    @pytest.mark.parametrize("wrap", [b"%s", b"\x02%s\x03\r\n", b"noise\n%s\nmore"])
    def test_record(self, large, wrap):
        transaction = verified(wrap % made.pcdf(large), large.der, "3.276")
        assert transaction.duration_s == 3600

    def test_not_billable(self, large):
        rejected(made.pcdf(large, billable=0), large.der, "R4.status-not-good")

    def test_not_over(self, large):
        _, transaction = outcome(made.pcdf(large, over=0), large.der)
        assert transaction.energy_kwh is None

    def test_time_not_valid(self, large):
        _, transaction = outcome(made.pcdf(large, time_valid=0), large.der)
        assert transaction.energy_kwh == Decimal("3.276")
        assert transaction.duration_s is None


class TestBsm:
    def test_pair(self, large):
        data = made.chargy(made.bsm(large), made.bsm(large, 4, 15, 10000, 4277, 1657267552))
        transaction = verified(data, large.der, "0.15")
        assert transaction.duration_s == 324
        assert transaction.energy_basis == "1-0:1.8.0*198"

    def test_the_bytes_are_the_documents(self, large):
        data = made.chargy(made.bsm(large))
        (record,) = read_document(data, "made").records
        assert record.data in data
        assert json.loads(record.data) == json.loads(data)["signedMeterValues"][0]

    def test_any_event_makes_it_unfit(self, large):
        data = made.chargy(
            made.bsm(large), made.bsm(large, 4, 15, 10000, 4277, 1657267552, event=1 << 16)
        )
        rejected(data, large.der, "R4.status-not-good")

    def test_clock_set_in_between(self, large):
        data = made.chargy(
            made.bsm(large), made.bsm(large, 4, 15, 10000, 4277, 1657267552, clock_set=3140)
        )
        rejected(data, large.der, "R14.event-counter")

    def test_names_cannot_be_exchanged(self, large):
        entry = made.bsm(large, 4, 15, 10000)
        names = [each["measurand"] for each in entry["additionalValues"]]
        names[1]["name"], names[2]["name"] = names[2]["name"], names[1]["name"]
        with pytest.raises(DocumentError):
            read_document(made.chargy(entry), "made")


MAKERS = {
    "alfen": (lambda small, _: made.alfen(small), "small"),
    "edl40-sig": (lambda small, _: made.edl40_sig(small), "small"),
    "edl40": (lambda small, _: made.edl40_telegram(small), "small"),
    "isa": (lambda _, large: made.isa_telegram(large), "large"),
    "mennekes": (lambda small, _: made.mennekes(small), "small"),
    "pcdf": (lambda _, large: made.pcdf(large), "large"),
    "bsm": (lambda _, large: json.dumps(made.bsm(large)).encode(), "large"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_no_changed_payload_is_valid(name, small, large):
    """Whatever byte of the document is changed: other signed bytes never pass."""
    maker, curve = MAKERS[name]
    signer = {"small": small, "large": large}[curve]
    data = maker(small, large)
    if name == "bsm":
        data = b'{"signedMeterValues": [' + data + b"]}"
    (original,) = judge(read_document(data, "made").records, entered_key=signer.der).records
    assert original.signature is SignatureState.VALID
    for place in range(0, len(data), 7):
        changed = data[:place] + bytes((data[place] ^ 0x01,)) + data[place + 1 :]
        try:
            records = read_document(changed, "made").records
        except DocumentError:
            continue
        for verdict in judge(records, entered_key=signer.der).records:
            if verdict.signature is SignatureState.VALID:
                assert verdict.payload == original.payload


ENERGIES = {
    "Mennekes/de.xml": ["0.0002"],
    "ACU_korrekt.metra": ["0.0005"],
    "xml/ACU_falsch.metra.xml": [Reason.SIGNATURE],
    "xml/test_mennekes_full.xml": ["0.1419"],
    "xml/test_mennekes_charging_processes.xml": ["0.1419"],
    "xml/demeke99001002-2020-04-21-08_53_12-5892888.metra.xml": ["0"],
    "pcdf/valid.pcdf": ["3.276"],
    "pcdf/BVinvalid.pcdf": [Reason.PLAUSIBILITY],
    "pcdf/DataInvalid.pcdf": [Reason.SIGNATURE],
    "pcdf/SIGinvalid.pcdf": [Reason.SIGNATURE],
    "xml/isa-edl-40p-ok.xml": ["22.3294"],
    "xml/isa-edl-40p-begin-fail.xml": [None],
    "xml/isa-edl-40p-sign-fail.xml": [Reason.NO_KEY],
    "xml/edl-40-01.xml": [None],
    "xml/edl-40-02.xml": [None],
    "xml/emh-emoc/NewEHZXML.xml": ["0.0018"],
}


@needs_samples
@pytest.mark.parametrize("name", ENERGIES)
def test_real_samples(name):
    document = read_file(SAFE / name)
    assert document.skipped == ()
    found = []
    for transaction in judge(document.records).transactions:
        if transaction.word is VerdictWord.UNCONFIRMED:
            energy = transaction.energy_kwh
            found.append(None if energy is None else Decimal(energy))
        else:
            found.append(transaction.reason)
    expected = [
        Decimal(each) if isinstance(each, str) and each[0].isdigit() else each
        for each in ENERGIES[name]
    ]
    assert found == expected


# Where we differ from the S.A.F.E. tool's pass or fail, and why.
DIFFERENCES = {
    ("xml/emh-emoc/NewEHZXML.xml", 0): "keys of 256 bits are read",
    ("xml/emh-emoc/NewEHZXML.xml", 1): "keys of 256 bits are read",
}


@needs_samples
def test_pass_or_fail_as_the_safe_tool():
    """Signature by signature, for all formats but OCMF."""
    listed = json.loads((SAFE / "safe_verdicts.json").read_text(encoding="utf-8"))["files"]
    compared = 0
    for entry in listed:
        values = entry.get("values") or []
        try:
            document = read_file(SAFE / entry["file"])
        except DocumentError:
            assert all(value["verify"]["verdict"] != "verified" for value in values)
            continue
        if any(record.format.startswith("OCMF") for record in document.records):
            continue
        by_place = {each.record.place: each for each in judge(document.records).records}
        for index, value in enumerate(values):
            passed = value["verify"]["verdict"] == "verified"
            verdict = by_place.get(f"value[{index + 1}]") or next(iter(by_place.values()), None)
            if f"value[{index + 1}]" not in by_place and len(values) > 1:
                verdict = None
            ours = verdict is not None and verdict.signature is SignatureState.VALID
            if (entry["file"], index) in DIFFERENCES:
                assert ours is not passed
                continue
            assert ours is passed, (entry["file"], index)
            compared += 1
    assert compared >= 15


@needs_samples
@pytest.mark.parametrize("name", ["chargy_cm13_0.json", "chargy_cm13_1.json"])
def test_signed_message_of_real_snapshots(name):
    """The points of a recorded snapshot give the very message its meter signed."""
    sample = json.loads((SHARED / "vectors" / "bsm" / name).read_text(encoding="utf-8"))
    entry = {
        "@context": "https://www.chargeit-mobility.com/contexts/bsm-ws36a-json-v1",
        "meterInfo": {"publicKey": sample["public_key_der_hex"]},
        "additionalValues": [
            {
                "measurand": {"name": point["name"]},
                "measuredValue": {"value": point["value"]}
                if point["scale"] is None
                else {
                    "value": point["value"],
                    "scale": point["scale"],
                    "unitEncoded": point["dlms_unit"],
                },
            }
            for point in sample["fields"]
        ],
        "signature": sample["signature_der_hex"],
    }
    (verdict,) = judge(read_document(made.chargy(entry), "made").records).records
    assert verdict.payload.hex() == sample["message_hex"]
    assert verdict.signature is SignatureState.VALID
