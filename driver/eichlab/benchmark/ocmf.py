"""How fast OCMF records are checked, beside the bare cryptography of the same signatures.

``bare``: ``cryptography`` verifies signatures already decoded under a key already loaded.
``verified``: the same records are parsed from their bytes and verified. ``judged``: parsed,
verified and judged by all rules, at both levels. ``pyocmf``: parsed and verified by that library,
where it is installed. All in one process, in many short turns, so that whatever else the computer
does meets all of them alike; the best turn of each counts.

``--streamed N`` measures judging to finished JSON besides, by one process and by two.
"""

import argparse
import gc
import json
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
    """Records of one meter, each a whole transaction, and what their check needs."""

    key: ec.EllipticCurvePublicKey
    der: bytes
    texts: tuple[bytes, ...]
    records: tuple[SignedRecord, ...]
    signatures: tuple[tuple[bytes, bytes], ...]


def sample_texts(count: int, private_key: ec.EllipticCurvePrivateKey) -> tuple[bytes, ...]:
    """Return signed records of consecutive transactions of one made-up meter."""
    return tuple(
        sign(_payload(number), private_key, algorithm="ECDSA-secp256r1-SHA256")
        for number in range(1, count + 1)
    )


def _payload(number: int) -> bytes:
    day, hour = divmod(number, 20)
    date = f"2026-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T{hour:02}"
    common = {"RI": "01-00:B2.08.00*FF", "RU": "kWh", "RT": "AC", "EF": "", "ST": "G"}
    fields = {
        "FV": "1.4",
        "GI": "BENCHMARK",
        "GS": "GS-0001",
        "GV": "1.0",
        "PG": f"T{number}",
        "MV": "Eichlab",
        "MM": "SIMULATION",
        "MS": "SIM0001",
        "MF": "1.0",
        "IS": True,
        "IL": "VERIFIED",
        "IF": ["RFID_PLAIN", "OCPP_RS_TLS"],
        "IT": "ISO14443",
        "ID": f"{number:08X}",
        "CT": "EVSEID",
        "CI": "DE*EIC*E0001",
        "RD": [
            {"TM": f"{date}:00:00,000+0100 S", "TX": "B", "RV": number / 10, **common},
            {"TM": f"{date}:50:00,000+0100 S", "TX": "E", "RV": number / 10 + 7.5, **common},
        ],
    }
    return json.dumps(fields, separators=(",", ":")).encode()


def _sample(count: int) -> _Sample:
    private_key = ec.generate_private_key(ec.SECP256R1())
    public = private_key.public_key()
    texts = sample_texts(count, private_key)
    signatures = tuple(
        (bytes.fromhex(str(record.signature["SD"])), record.payload) for record in map(parse, texts)
    )
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    records = tuple(SignedRecord(text, public_key=der) for text in texts)
    return _Sample(public, der, texts, records, signatures)


def measure(options: Sequence[str] = ()) -> dict[str, float | int]:
    """Return records per second by kind of work, and their ratios to bare cryptography."""
    parser = argparse.ArgumentParser(prog="python -m eichlab.benchmark ocmf")
    parser.add_argument("--records", type=int, default=_RECORDS)
    parser.add_argument("--turns", type=int, default=_TURNS)
    parser.add_argument("--streamed", type=int, default=0, metavar="N")
    arguments = parser.parse_args(options)
    sample = _sample(arguments.records)
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
    figures: dict[str, float | int] = {"records": arguments.records}
    figures |= {f"{name}_per_s": round(rate, 1) for name, rate in rates.items()}
    figures |= {
        f"{name}_over_bare": round(rate / rates["bare"], 3)
        for name, rate in rates.items()
        if name != "bare"
    }
    if arguments.streamed:
        figures |= _streamed(arguments.streamed)
    return figures


def _streamed(count: int) -> dict[str, float | int]:
    """Return records per second to finished JSON, by one process and by two."""
    sample = _sample(count)
    best = {1: float("inf"), 2: float("inf")}
    for _ in range(_STREAMED_TURNS):
        for jobs in (1, 2):
            begin = time.perf_counter()
            records = (SignedRecord(text, public_key=sample.der) for text in sample.texts)
            renderer = JsonRenderer(Language.EN)
            judgement = judge_stream(records, JudgingSettings(), renderer, jobs=jobs)
            for part in json_parts(
                judgement, Language.EN, profile="eichlab", trust_file_keys=False, billed="energy"
            ):
                assert part
            judgement.close()
            best[jobs] = min(best[jobs], time.perf_counter() - begin)
    return {
        "streamed": count,
        "json_1_per_s": round(count / best[1], 1),
        "json_2_per_s": round(count / best[2], 1),
        "two_over_one": round(best[1] / best[2], 3),
    }


def _bare(sample: _Sample) -> None:
    method = ec.ECDSA(hashes.SHA256())
    verify = sample.key.verify
    for signature, payload in sample.signatures:
        verify(signature, payload, method)


def _verified(sample: _Sample) -> None:
    key = load_key(sample.der)
    for text in sample.texts:
        assert check(parse(text), key).state is SignatureState.VALID


def _judged(sample: _Sample) -> None:
    judgement = judge(sample.records)
    assert len(judgement.transactions) == len(sample.records)


def _pyocmf(sample: _Sample) -> None:
    from pyocmf import OCMF, PublicKey

    key = PublicKey.from_string(sample.der.hex())
    for text in sample.texts:
        assert OCMF.from_string(text.decode()).verify_signature(key)
