"""Mutated documents, keys and key rings over all readers: never a traceback, never a hang.

Runs as long as wanted: ``python tests/transparency/fuzz_documents.py --count 1000000 [--seed N]``
or ``--seconds 3600``. An input that breaks something, or takes longer than `SLOWEST_S`, is
written to ``--out`` and its seed is printed.
"""

import argparse
import base64
import contextlib
import gzip
import importlib.util
import json
import random
import signal
import sys
import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.ocmf import UnusableKeyError, load_key, sign
from eichlab.store import keys_from_json, keys_to_json
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
from eichlab.values import DocumentError, KeyOrigin, KnownKey, StoreError

SLOWEST_S = 5.0
"""Seconds one small document may take; a machine under load included."""


def _beside(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_TESTS = Path(__file__).parents[1]
made = _beside(_TESTS / "transparency" / "made_formats.py")
made_seal = _beside(_TESTS / "ocmf" / "made_seal.py")

PIECES = (
    *(b"OCMF|", b"|", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\u0000", b"\\ud800", b"\0", b"\xff"),
    *(b"<", b">", b"&lt;", b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"-->", b"<!--", b"</value>"),
    *(b"AP;0;3;", b"128.8.0(", b"(SG:", b"\x1b\x1b\x1b\x1b", b"1b1b1b1b01010101", b"PK\x03\x04"),
    *(b"\x1f\x8b", b'[2,"1","X",{', b"1e999", b"-1", b"9" * 40, b"NaN", b"\r\n", b",", b";"),
    *("ü€😀".encode(), b"\xef\xbb\xbf", b"\xff\xfe", b"true", b"null", b"\x1b[31m"),
)


def sealed_values(payload):
    """An XML of two sealed records, one of each version."""
    private = rsa.generate_private_key(65537, 2048)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = b"OCMF|" + payload + b'|{"SD":""}'
    seals = (
        made_seal.sealed(made_seal.first_version(private, text)),
        made_seal.sealed(made_seal.second_version(private, text), made_seal.AES_KEYS),
    )
    values = b"".join(
        b'<value><signedData format="OCMF" encoding="hex">%s</signedData>'
        b'<publicKey encoding="hex">%s</publicKey></value>'
        % (seal.hex().encode(), public.hex().encode())
        for seal in seals
    )
    return b"<values>" + values + b"</values>"


def key_texts():
    """A public key in every spelling, and a key ring of two."""
    signer = made.Signer(ec.BrainpoolP256R1())
    pem = signer.private_key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    now = datetime(2026, 3, 1, 10, tzinfo=UTC)
    ring = keys_to_json(
        KnownKey(
            "M", der, load_key(der).fingerprint, origin, now, "somebody", now, now, None, False
        )
        for der, origin in ((signer.der, KeyOrigin.PLATE), (signer.point, KeyOrigin.METER))
    )
    return [
        signer.der,
        signer.point,
        signer.compressed,
        pem,
        signer.der.hex(" ").encode(),
        b"0x" + signer.point.hex(":").encode(),
        base64.b64encode(signer.der),
        base64.b32encode(signer.der),
        b"oca:base16:asn1:" + signer.der.hex().encode(),
        base64.b64encode(b"oca:base64:asn1:" + base64.b64encode(signer.der)),
        b"https://x.example/k?serial=1&key=" + signer.point.hex().encode(),
        ring.encode(),
    ]


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
        sealed_values(payload.encode()),
    ]


def mutated(data, chance, documents):
    """A document changed in one to eight places, mostly in few."""
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
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


def try_key(data):
    """Load a key, and read a key ring, as the program would."""
    loaded = 0
    try:
        loaded = bool(load_key(data, "ECDSA-brainpoolP256r1-SHA256").fingerprint)
    except UnusableKeyError as error:
        for language in Language:
            say(error.message, language).encode()
    with contextlib.suppress(UnicodeDecodeError):
        try:
            loaded += len(keys_from_json(data.decode(), "fuzz"))
        except StoreError as error:
            for language in Language:
                say(error.message, language).encode()
    return loaded


@contextlib.contextmanager
def bounded(seconds):
    """Break off what runs longer, in the middle where the system has alarms."""

    def break_off(_number, _frame):
        raise TimeoutError(f"longer than {seconds} s")

    begun = time.monotonic()
    if not hasattr(signal, "setitimer"):
        yield
    else:
        before = signal.signal(signal.SIGALRM, break_off)
        outer, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            left = outer and max(outer - (time.monotonic() - begun), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left)
            signal.signal(signal.SIGALRM, before)
    if time.monotonic() - begun > seconds:
        raise TimeoutError(f"longer than {seconds} s")


def run(seed, *, seconds=float("inf"), count=float("inf"), out=None):
    """Try inputs until one limit is met; return how many, and how much was found in them."""
    documents, keys = seeds(), key_texts()
    work = [*((each, try_out) for each in documents), *((each, try_key) for each in keys)]
    pieces = documents + keys
    tried = found = 0
    end = time.monotonic() + seconds
    while tried < count and time.monotonic() < end:
        number = seed + tried
        chance = random.Random(number)
        data, attempt = chance.choice(work)
        data = mutated(data, chance, pieces)
        try:
            with bounded(SLOWEST_S):
                found += attempt(data)
        except Exception:
            if out is not None:
                Path(out).write_bytes(data)
            sys.stderr.write(f"seed {number}\n{data[:300]!r}\n")
            raise
        tried += 1
    return tried, found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--count", type=int, default=None)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--out", default="fuzz_documents.bin")
    options = parser.parse_args()
    seed = time.time_ns() if options.seed is None else options.seed
    count = float("inf") if options.count is None else options.count
    if options.count is None and options.seconds == float("inf"):
        options.seconds = 60
    tried, found = run(seed, seconds=options.seconds, count=count, out=options.out)
    sys.stdout.write(f"{tried} inputs, {found} records and keys, seed {seed}\n")


if __name__ == "__main__":
    main()
