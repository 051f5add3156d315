"""Mutated documents over all readers: never a traceback, never a hang.

Runs as long as wanted: ``python tests/transparency/fuzz_documents.py --seconds 3600 [--seed N]``.
An input that breaks something is written to ``--out`` and its seed is printed.
"""

import argparse
import base64
import gzip
import importlib.util
import json
import random
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from eichlab.ocmf import sign
from eichlab.texts import Language, say
from eichlab.transparency import (
    as_json,
    judge,
    read_document,
    records_as_csv,
    records_as_json,
    records_as_text,
    safe_xml,
)
from eichlab.values import DocumentError

SLOWEST_S = 5.0
"""Seconds one small document may take; a machine under load included."""

_SPEC = importlib.util.spec_from_file_location(
    "made_formats", Path(__file__).with_name("made_formats.py")
)
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

PIECES = (
    *(b"OCMF|", b"|", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\u0000", b"\\ud800", b"\0", b"\xff"),
    *(b"<", b">", b"&lt;", b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"-->", b"<!--", b"</value>"),
    *(b"AP;0;3;", b"128.8.0(", b"(SG:", b"\x1b\x1b\x1b\x1b", b"1b1b1b1b01010101", b"PK\x03\x04"),
    *(b"\x1f\x8b", b'[2,"1","X",{', b"1e999", b"-1", b"9" * 40, b"NaN", b"\r\n", b",", b";"),
    *("ü€😀".encode(), b"\xef\xbb\xbf", b"\xff\xfe", b"true", b"null", b"\x1b[31m"),
)


def seeds():
    """Genuine documents of every kind, made anew with keys of their own."""
    small, large = made.Signer(ec.SECP192R1()), made.Signer(ec.SECP256R1())
    readings = [
        {"TM": "2026-03-01T10:00:00,000+0100 S", "TX": tx, "RV": value, "RI": "1-0:1.8.0*255",
         "RU": "kWh", "ST": "G", "EF": ""}
        for tx, value in (("B", 1.5), ("E", 2.5))
    ]  # fmt: skip
    payload = json.dumps({"FV": "1.0", "PG": "T1", "MS": "M", "ID": "ü", "RD": readings})
    ocmf = sign(payload.encode(), large.private_key)
    wrapped = json.dumps(
        {"signedMeterData": base64.b64encode(ocmf).decode(), "publicKey": large.der.hex()}
    )
    stop = {
        "transactionId": 5,
        "meterStop": 2500,
        "transactionData": [
            {
                "sampledValue": [
                    {"value": wrapped, "context": "Transaction.End", "format": "SignedData"}
                ]
            }
        ],
    }
    frames = [
        [3, "k", {"configurationKey": [{"key": "MeterPublicKey1", "value": large.der.hex()}]}],
        [2, "s", "StartTransaction", {"connectorId": 1, "idTag": "X", "meterStart": 1500}],
        [3, "s", {"transactionId": 5}],
        [2, "e", "StopTransaction", stop],
    ]
    bill = {
        "id": "C",
        "cdr_token": {"uid": "X"},
        "total_energy": 1,
        "signed_data": {
            "signed_values": [
                {"nature": "End", "plain_data": payload, "signed_data": ocmf.decode()}
            ]
        },
    }
    log = "\n".join(f"x Received: {json.dumps(frame)}" for frame in frames).encode()
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", ocmf)
        archive.writestr("b", gzip.compress(log))
    records = read_document(ocmf, "seed").records
    signed = made.edl40_sig(small)
    escaped = signed.replace(b"<", b"&lt;")
    return [
        ocmf,
        b"text " + ocmf + b"\n" + made.alfen(small) + b"\n" + made.pcdf(large),
        log,
        json.dumps(frames, indent=1).encode(),
        json.dumps(bill).encode(),
        b"value,transaction_pk\r\n" + ocmf.hex().encode() + b",5\r\n",
        records_as_csv(records),
        records_as_json(records),
        safe_xml(records),
        b"<values><value><signedData>" + escaped + b"</signedData></value></values>",
        signed,
        made.edl40_telegram(small),
        made.edl40_telegram(large).hex().encode(),
        made.isa_telegram(large).hex().encode(),
        base64.b64encode(made.isa_telegram(large)),
        b"<Billing>" + made.mennekes(small) + made.mennekes(small) + b"</Billing>",
        made.chargy(made.bsm(large), made.bsm(large, 4, 15, 10000, 4277)),
        gzip.compress(log),
        buffer.getvalue(),
        b'<html><body><pre lang="json">' + log.replace(b"<", b"&lt;") + b"</pre></body></html>",
        b"<e:Envelope xmlns:e='x'><v>" + wrapped.encode() + b"</v></e:Envelope>",
    ]


def mutated(data, chance, documents):
    """A document changed in one to eight places."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randint(0, len(data))
        match chance.randint(0, 6):
            case 0:
                data[place:place] = chance.choice(PIECES)
            case 1:
                del data[place : place + chance.randint(1, 40)]
            case 2 if place < len(data):
                data[place] ^= 1 << chance.randint(0, 7)
            case 3:
                other = chance.choice(documents)
                begin = chance.randint(0, len(other))
                data[place:place] = other[begin : begin + chance.randint(1, 400)]
            case 4:
                data[place:place] = data[place : place + 200] * chance.randint(1, 20)
            case 5:
                del data[place:]
            case 6 if place < len(data):
                data[place] = chance.randint(0, 255)
    return bytes(data)


def try_out(data):
    """Read, judge, say and write one document as the program would."""
    try:
        document = read_document(data, "fuzz")
    except DocumentError as error:
        for language in Language:
            say(error.message, language).encode()
        return 0
    for language in Language:
        judgement = judge(document.records, skipped=document.skipped)
        json.dumps(as_json(judgement, lambda said, of=language: say(said, of)))
    for write in (safe_xml, records_as_csv, records_as_json, records_as_text):
        if document.records:
            again = read_document(write(document.records), "again")
            assert [each.data for each in again.records] == [
                each.data for each in document.records
            ], write.__name__
    return len(document.records)


def run(seconds, seed, out=None):
    """Return how many documents were tried and how many records were found in them."""
    documents = seeds()
    tried = found = 0
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        number = seed + tried
        chance = random.Random(number)
        data = mutated(chance.choice(documents), chance, documents)
        started = time.monotonic()
        try:
            found += try_out(data)
            took = time.monotonic() - started
            assert took < SLOWEST_S, f"{took:.1f} s"
        except Exception:
            if out is not None:
                Path(out).write_bytes(data)
            sys.stderr.write(f"seed {number}\n{data[:300]!r}\n")
            raise
        tried += 1
    return tried, found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--out", default="fuzz_documents.bin")
    options = parser.parse_args()
    seed = time.time_ns() if options.seed is None else options.seed
    tried, found = run(options.seconds, seed, options.out)
    sys.stdout.write(f"{tried} documents, {found} records, seed {seed}\n")


if __name__ == "__main__":
    main()
