"""Every sample of messages, logs and bills: what its sidecar says is found in it."""

import hashlib
import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

import eichlab
from eichlab.transparency import judge, read_file
from eichlab.values import KeyState, Reason, SignatureState, VerdictWord

PROJECT = Path(eichlab.__file__).parents[2]
SHARED = Path(os.environ.get("EICHLAB_SHARED", PROJECT.parent / "shared"))
SIDECARS = sorted((SHARED / "vectors" / "ocpp").glob("*.expected.json"))

pytestmark = pytest.mark.skipif(not SIDECARS, reason="EICHLAB_SHARED holds no vectors/ocpp")

# What the samples call an outcome, in our words: verdict with the reference key, and reason.
OUTCOMES = {
    "VERIFIED": (VerdictWord.VERIFIED, None),
    "SIGNATURE_INVALID": (VerdictWord.REJECTED, Reason.SIGNATURE),
    "KEY_NOT_TRUSTED": (VerdictWord.REJECTED, Reason.KEY),
    "VALUES_MISMATCH": (VerdictWord.REJECTED, Reason.PLAUSIBILITY),
    "RECORDS_DO_NOT_BELONG_TOGETHER": (VerdictWord.REJECTED, Reason.PLAUSIBILITY),
}


@pytest.fixture(params=SIDECARS, ids=lambda path: path.name.removesuffix(".expected.json"))
def sample(request):
    expected = json.loads(request.param.read_text(encoding="utf-8"))
    path = request.param.with_name(request.param.name.removesuffix(".expected.json"))
    return expected, read_file(path)


def reference_key(expected):
    return bytes.fromhex(expected["reference_public_key"]["spki_der_hex"])


def of_transaction(expected):
    """The records a sidecar lists, of one transaction or of several, in their order."""
    if isinstance(expected, list):
        return [each for part in expected for each in of_transaction(part)]
    if not isinstance(expected, dict):
        return []
    if "sha256_of_ocmf_text" in expected:
        return [expected]
    return [each for part in expected.values() for each in of_transaction(part)]


def test_records_are_found_byte_for_byte(sample):
    expected, document = sample
    assert document.skipped == ()
    found = [hashlib.sha256(record.data).hexdigest() for record in document.records]
    assert found == [each["sha256_of_ocmf_text"] for each in of_transaction(expected)]


def test_places_and_contexts(sample):
    expected, document = sample
    names = {"start": "transaction.begin", "end": "transaction.end"}
    for record, listed in zip(document.records, of_transaction(expected), strict=True):
        pointer = listed.get("where", {}).get("pointer")
        if pointer:
            assert pointer in record.place
        context = (listed.get("context") or "").lower()
        if context:
            assert (record.context or "").lower() == names.get(context, context)


def test_signatures_under_the_reference_key(sample):
    expected, document = sample
    key = reference_key(expected)
    for record, listed in zip(document.records, of_transaction(expected), strict=True):
        (verdict,) = judge([record], entered_key=key).records
        genuine = verdict.signature is SignatureState.VALID
        genuine = genuine and verdict.key.state is KeyState.CONFIRMED
        assert genuine is listed["signature_ok_with_reference_key"]


def test_outcome(sample):
    expected, document = sample
    if "transaction" not in expected or "verdict" not in expected["expected"]:
        pytest.skip("several transactions in this sample")
    judgement = judge(document.records, entered_key=reference_key(expected))
    (transaction,) = judgement.transactions
    assert (transaction.word, transaction.reason) == OUTCOMES[expected["expected"]["verdict"]]
    assert transaction.id is not None
    energies = expected.get("energies", {})
    energy = energies.get("consumed_kWh") or energies.get("transaction_kWh")
    if energy is None:
        assert transaction.energy_kwh is None
    else:
        assert transaction.energy_kwh == Decimal(energy)


def test_a_key_that_came_along_never_verifies(sample):
    _, document = sample
    words = {each.word for each in judge(document.records).transactions}
    assert VerdictWord.VERIFIED not in words


def test_a_key_sent_along_is_taken(sample):
    expected, document = sample
    if not any(key["is_reference_key"] is not None for key in expected.get("in_band_keys", ())):
        pytest.skip("no key in this sample")
    assert all(record.public_key for record in document.records)


def test_transaction_ids(sample):
    expected, document = sample
    if "transaction" not in expected:
        pytest.skip("several transactions in this sample")
    ids = {record.transaction_id for record in document.records}
    assert len(ids) == 1
    (identity,) = ids
    assert re.search(re.escape(str(expected["transaction"]["id"])), identity)
