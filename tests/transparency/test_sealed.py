"""RSA-sealed records through the whole judgement."""

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.texts import Language, say
from eichlab.transparency import headline, judge, read_document
from eichlab.values import Reason, Severity, SignatureState, VerdictWord

_SPEC = importlib.util.spec_from_file_location(
    "made_seal", Path(__file__).parents[1] / "ocmf" / "made_seal.py"
)
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)


@pytest.fixture(scope="module")
def private():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def key(private):
    return private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module")
def sealed(private, meter):
    """Documents with one record, sealed by version 1 and by version 2."""
    payload = meter.text().rpartition(b"|")[0]
    text = payload + b'|{"SD":""}'
    return {
        1: made.sealed(made.first_version(private, text)),
        2: made.sealed(made.second_version(private, text), made.AES_KEYS),
    }


def records(seal, key):
    return read_document(
        b'<values><value><signedData format="OCMF" encoding="hex">%s</signedData>'
        b'<publicKey encoding="hex">%s</publicKey></value></values>'
        % (seal.hex().encode(), key.hex().encode()),
        "sealed.xml",
    ).records


def test_version_1_is_as_good_as_a_signature(sealed, key):
    judgement = judge(records(sealed[1], key), entered_key=key)
    (transaction,), (record,) = judgement.transactions, judgement.records
    assert (record.word, record.signature) == (VerdictWord.VERIFIED, SignatureState.VALID)
    assert transaction.energy_kwh == Decimal("20.25")
    assert record.algorithm == "RSA-2048"


def test_version_2_is_rejected_for_what_it_leaves_open(sealed, key):
    judgement = judge(records(sealed[2], key), entered_key=key)
    (transaction,), (record,) = judgement.transactions, judgement.records
    assert record.signature is SignatureState.VALID
    assert (transaction.word, transaction.reason) == (
        VerdictWord.REJECTED,
        Reason.PLAUSIBILITY,
    )
    assert transaction.energy_kwh is None
    (found,) = [each for each in record.findings if each.rule == "R17.seal-unprotected"]
    assert found.severity is Severity.ERROR
    size = found.parameters["field"]
    for language, words in (
        (Language.DE, ("privaten Schlüssel", "AES", "nicht bewiesen", "S.A.F.E.")),
        (Language.EN, ("private key", "AES", "not proven", "S.A.F.E.")),
    ):
        said = say(found.message, language)
        assert str(size) in said
        assert all(word in said for word in words)
        assert say(headline(record, transaction), language)


def test_the_profile_safe_passes_it_and_names_the_rule_of_the_difference(sealed, key):
    (record,) = judge(records(sealed[2], key), entered_key=key, profile="safe").records
    assert record.word is VerdictWord.VERIFIED
    assert ("R17.seal-unprotected", Severity.NOTE) in {
        (each.rule, each.severity) for each in record.findings
    }


def test_another_key_or_a_changed_seal(sealed, key):
    other = rsa.generate_private_key(65537, 2048).public_key()
    other_der = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for seal in sealed.values():
        (record,) = judge(records(seal, key), entered_key=other_der).records
        assert record.word is VerdictWord.REJECTED
        changed = seal[:-20] + bytes([seal[-20] ^ 1]) + seal[-19:]
        (record,) = judge(records(changed, key), entered_key=key).records
        assert record.word is VerdictWord.REJECTED
