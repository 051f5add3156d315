"""How fast OCMF records are checked, beside the bare cryptography of the same signatures.

``bare``: ``cryptography`` verifies signatures already decoded under a key already loaded.
``verified``: the same records are parsed from their bytes and verified. ``judged``: parsed,
verified and judged by all rules, at both levels. ``pyocmf``: parsed and verified by that library,
where it is installed. All in one process, in many short turns, so that whatever else the computer
does meets all of them alike; the best turn of each counts.

The records are those of one meter, one after the other, as a folder of a station's records holds
them. ``--meters N`` deals them out among N meters in turn, each with a key of its own.

``--streamed N`` measures judging to finished JSON besides, by one process and by two, in turns;
beside the time stands the work of all processes (processor seconds), which a busy computer
changes less.
"""

import argparse
import gc
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.cli.verify_output import JsonRenderer, json_parts
from eichlab.ocmf import check, load_key, parse, sign
from eichlab.texts import Language
from eichlab.transparency import JudgingSettings, judge, judge_stream
from eichlab.values import SignatureState, SignedRecord

_RECORDS = 100
_TURNS = 60
_STREAMED_TURNS = 3


@dataclass(frozen=True, slots=True)
class _Sample:
    """Records, each a whole transaction, and what their check needs, in the same order."""

    records: tuple[SignedRecord, ...]
    keys: tuple[ec.EllipticCurvePublicKey, ...]
    signatures: tuple[tuple[bytes, bytes], ...]


def _payload(number: int, meter: int) -> bytes:
    """Return what a made-up meter signs for its transaction of this number."""
    day, hour = divmod(number, 20)
    date = f"2026-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T{hour:02}"
    common = {"RI": "01-00:B2.08.00*FF", "RU": "kWh", "RT": "AC", "EF": "", "ST": "G"}
    fields = {
        "FV": "1.4",
        "GI": "BENCHMARK",
        "GS": f"GS-{meter:04}",
        "GV": "1.0",
        "PG": f"T{number}",
        "MV": "Eichlab",
        "MM": "SIMULATION",
        "MS": f"SIM{meter:04}",
        "MF": "1.0",
        "IS": True,
        "IL": "VERIFIED",
        "IF": ["RFID_PLAIN", "OCPP_RS_TLS"],
        "IT": "ISO14443",
        "ID": f"{number:08X}",
        "CT": "EVSEID",
        "CI": f"DE*EIC*E{meter:04}",
        "RD": [
            {"TM": f"{date}:00:00,000+0100 S", "TX": "B", "RV": number / 10, **common},
            {"TM": f"{date}:50:00,000+0100 S", "TX": "E", "RV": number / 10 + 7.5, **common},
        ],
    }
    return json.dumps(fields, separators=(",", ":")).encode()


def _sample(count: int, meters: int = 1) -> _Sample:
    signers = [ec.generate_private_key(ec.SECP256R1()) for _ in range(meters)]
    publics = [each.public_key() for each in signers]
    ders = [each.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for each in publics]
    records = []
    for number in range(count):
        signer = number % meters
        payload = _payload(number // meters + 1, signer + 1)
        text = sign(payload, signers[signer], algorithm="ECDSA-secp256r1-SHA256")
        records.append(SignedRecord(text, public_key=ders[signer]))
    signatures = tuple(
        (bytes.fromhex(str(parsed.signature["SD"])), parsed.payload)
        for parsed in (parse(record.data) for record in records)
    )
    keys = tuple(publics[number % meters] for number in range(count))
    return _Sample(tuple(records), keys, signatures)


def measure(options: Sequence[str] = ()) -> dict[str, float | int]:
    """Return records per second by kind of work, and their ratios to bare cryptography."""
    parser = argparse.ArgumentParser(prog="python -m eichlab.benchmark ocmf")
    parser.add_argument("--records", type=int, default=_RECORDS)
    parser.add_argument("--turns", type=int, default=_TURNS)
    parser.add_argument("--meters", type=int, default=1)
    parser.add_argument("--streamed", type=int, default=0, metavar="N")
    arguments = parser.parse_args(options)
    sample = _sample(arguments.records, arguments.meters)
    works: dict[str, Callable[[_Sample], None]] = {
        "bare": _bare,
        "verified": _verified,
        "judged": _judged,
    }
    if find_spec("pyocmf") is not None:
        works["pyocmf"] = _pyocmf
    best = dict.fromkeys(works, float("inf"))
    for _ in range(arguments.turns):
        for name, work in works.items():
            gc.collect()
            begin = time.perf_counter()
            work(sample)
            best[name] = min(best[name], time.perf_counter() - begin)
    rates = {name: arguments.records / seconds for name, seconds in best.items()}
    figures: dict[str, float | int] = {
        "records": arguments.records,
        "meters": arguments.meters,
    }
    figures |= {f"{name}_per_s": round(rate, 1) for name, rate in rates.items()}
    figures |= {
        f"{name}_over_bare": round(rate / rates["bare"], 3)
        for name, rate in rates.items()
        if name != "bare"
    }
    if arguments.streamed:
        figures |= _streamed(arguments.streamed, arguments.meters)
    return figures


def _streamed(count: int, meters: int) -> dict[str, float | int]:
    """Return records per second to finished JSON, by one process and by two."""
    sample = _sample(count, meters)
    best = {1: float("inf"), 2: float("inf")}
    work = dict(best)
    for _ in range(_STREAMED_TURNS):
        for jobs in (1, 2):
            begin, worked = time.perf_counter(), _processor_seconds()
            renderer = JsonRenderer(Language.EN)
            judgement = judge_stream(iter(sample.records), JudgingSettings(), renderer, jobs=jobs)
            for part in json_parts(
                judgement, Language.EN, profile="eichlab", trust_file_keys=False, billed="energy"
            ):
                assert part
            judgement.close()
            best[jobs] = min(best[jobs], time.perf_counter() - begin)
            work[jobs] = min(work[jobs], _processor_seconds() - worked)
    return {
        "streamed": count,
        "json_1_per_s": round(count / best[1], 1),
        "json_2_per_s": round(count / best[2], 1),
        "two_over_one": round(best[1] / best[2], 3),
        "work_of_two_over_one": round(work[2] / work[1], 3),
    }


def _processor_seconds() -> float:
    """Return the processor time of this process and of those it has started and ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _bare(sample: _Sample) -> None:
    method = ec.ECDSA(hashes.SHA256())
    for key, (signature, payload) in zip(sample.keys, sample.signatures, strict=True):
        key.verify(signature, payload, method)


def _verified(sample: _Sample) -> None:
    for record in sample.records:
        assert record.public_key is not None
        key = load_key(record.public_key)
        assert check(parse(record.data), key).state is SignatureState.VALID


def _judged(sample: _Sample) -> None:
    judgement = judge(sample.records)
    assert len(judgement.transactions) == len(sample.records)


def _pyocmf(sample: _Sample) -> None:
    from pyocmf import OCMF, PublicKey

    keys: dict[bytes | None, PublicKey] = {
        each.public_key: PublicKey.from_string((each.public_key or b"").hex())
        for each in sample.records
    }
    for record in sample.records:
        assert OCMF.from_string(record.data.decode()).verify_signature(keys[record.public_key])
