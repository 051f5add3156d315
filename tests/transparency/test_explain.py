"""What was signed, field by field: every range is exactly the field's bytes."""

import hashlib
import json
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from eichlab.ocmf import OcmfError, field_places
from eichlab.resources import resource
from eichlab.transparency import explain, read_file
from eichlab.values import SignatureState, SignedRecord


def test_the_published_record():
    (record,) = read_file(resource("samples", "em580.xml")).records
    explained = explain(record)
    assert explained.state is SignatureState.VALID
    assert record.data[explained.begin :].startswith(explained.signed)
    assert explained.digest == hashlib.sha256(explained.signed).hexdigest()
    assert explained.curve == "brainpoolP384r1"
    assert explained.fingerprint == explained.key.fingerprint
    places = {each.path: explained.signed[each.begin : each.end] for each in explained.fields}
    fields = json.loads(explained.signed, parse_float=str, parse_int=str)
    assert json.loads(places["PG"]) == fields["PG"]
    assert places["RD[0].RV"].decode() == str(fields["RD"][0]["RV"])
    assert json.loads(places["RD[1].TM"]) == fields["RD"][1]["TM"]
    # The numbers shown are those that verify under the key shown, over the hash shown.
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.BrainpoolP384R1(), explained.key.point)
    public.verify(
        encode_dss_signature(explained.r, explained.s),
        bytes.fromhex(explained.digest),
        ec.ECDSA(Prehashed(SHA256())),
    )
    assert pickle.loads(pickle.dumps(explained)) == explained


def test_without_and_with_a_useless_key(meter):
    record = SignedRecord(meter.text())
    for key in (None, b"rubbish!"):
        explained = explain(record, key)
        assert (explained.state, explained.key) == (SignatureState.NO_KEY, None)
        assert explained.fields
    assert explain(record, meter.key.der).state is SignatureState.VALID


def test_what_is_no_record():
    with pytest.raises(OcmfError):
        explain(SignedRecord(b"OCMF|{"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), VALUES), st.sampled_from((None, 0, 2)), st.booleans())
def test_every_place_holds_its_value(fields, indent, ascii_only):
    payload = json.dumps(fields, indent=indent, ensure_ascii=ascii_only)
    encoded = payload.encode("utf-8", "surrogatepass")
    try:
        encoded.decode()
    except UnicodeDecodeError:
        return
    found = field_places(encoded)
    assert [json.loads(encoded[each.begin : each.end]) for each in found] == leaves(fields)
    assert all(encoded[each.begin : each.end].decode() == each.text for each in found)
