"""The sample files of the S.A.F.E. tool and own probes against an independent truth."""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from eichlab.transparency import judge, read_file
from eichlab.values import DocumentError, SignedRecord, VerdictWord

SHARED = Path(os.environ.get("EICHLAB_SHARED", Path(__file__).parents[3] / "shared"))
VECTORS = SHARED / "vectors"

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(), reason=f"no test data in {VECTORS} (EICHLAB_SHARED says where it lies)"
)


def truth():
    path = VECTORS / "safe" / "signature_truth.json"
    entries = json.loads(path.read_text(encoding="utf-8"))["records"] if path.is_file() else []
    by_file = defaultdict(list)
    for entry in entries:
        by_file[entry["file"]].append(entry)
    return [pytest.param(name, listed, id=name) for name, listed in by_file.items()]


@pytest.mark.parametrize(("name", "entries"), truth())
def test_signatures_of_safe_samples(name, entries):
    document = read_file(VECTORS / "safe" / name)
    assert document.skipped == ()
    found = [each.signature.value for each in judge(document.records).records]
    # A sealed record has no signature of its own; that it opens shows that it is genuine.
    expected = ["valid" if each["verdict"] == "sealed" else each["verdict"] for each in entries]
    assert found == expected


def test_all_records_have_a_known_truth(capsys):
    entries = [entry for param in truth() for entry in param.values[1]]
    with capsys.disabled():
        sys.stdout.write(f"\nsignature truth: {len(entries)} records\n")
    assert len(entries) == 143


def probes():
    path = VECTORS / "probes" / "ocmf_probes.json"
    listed = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return [pytest.param(each, id=each["name"]) for each in listed]


@pytest.mark.parametrize("probe", probes())
def test_signatures_of_own_probes(probe):
    records = [
        SignedRecord(text.encode(), public_key=probe["key"].encode()) for text in probe["records"]
    ]
    expected = probe["signature_truth"]
    if expected == "unknown algorithm":
        expected = "unsupported"
    found = {each.signature.value for each in judge(records).records}
    assert found == {expected}


OUTCOMES = {
    "p00_ok_single.xml": ["5.5"],
    "p01b_two_tx_second_tampered.xml": ["5.5", "signature"],
    "p03_begin_end_ok.xml": ["5.5"],
    "p05b_other_evse.xml": ["plausibility"],
    "p06b_unit_mix_ok_energy.xml": ["1.000"],
    "p06d_unit_seconds_energy_obis.xml": ["plausibility"],
    "p08b_ef_E.xml": ["plausibility"],
    "p08d_intermediate_status_bad.xml": ["plausibility"],
    "p10_pipe_in_text.xml": ["5.5"],
    "p12_sa_sha512_label_sha256_sig.xml": ["5.5"],
    "p12c_wrong_curve_label.xml": ["5.5"],
    "p13_fv_1.4.0.xml": ["5.5"],
    "p14_key_raw_hex.xml": ["5.5"],
    "p14c_key_pem.xml": ["5.5"],
    "p14e_key_raw_compressed.xml": ["5.5"],
    "p14g_key_0x.xml": ["5.5"],
    "p14i_key_missing.xml": ["no-key"],
    "p16b_dot_ms.xml": ["5.5"],
    "p25_duplicate_json_key.xml": ["plausibility"],
    "p34_big_meter_float.xml": ["0.01"],
    "p36_end_value_first.xml": ["5.5"],
    "p40_no_format_attr_tx.xml": ["5.5"],
    "p46_xxe_file.xml": "document.document-type",
    "p48_billion.xml": "document.document-type",
}


@pytest.mark.parametrize(("name", "expected"), list(OUTCOMES.items()))
def test_outcome_of_own_probes(name, expected):
    path = VECTORS / "probes" / name
    if isinstance(expected, str):
        with pytest.raises(DocumentError) as caught:
            read_file(path)
        assert caught.value.message.code == expected
        return
    outcomes = [
        str(each.energy_kwh) if each.word is VerdictWord.UNCONFIRMED else each.reason.value
        for each in judge(read_file(path).records).transactions
    ]
    assert outcomes == expected


def test_no_value_of_a_safe_sample_is_verified_by_its_own_key():
    for path in sorted((VECTORS / "safe").rglob("*.xml")):
        try:
            document = read_file(path)
        except DocumentError:
            continue
        words = {each.word for each in judge(document.records).records}
        assert VerdictWord.VERIFIED not in words
