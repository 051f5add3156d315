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
from eichlab.texts import Language, say, texts_by_code
from eichlab.transparency import explain, read_document, read_file
from eichlab.transparency.signed_fields import signed_fields
from eichlab.values import SignatureState, SignedRecord

from .made_formats import (
    Signer,
    alfen,
    bsm,
    chargy,
    edl40_sig,
    isa_telegram,
    mennekes,
    pcdf,
)


def test_the_published_record():
    (record,) = read_file(resource("samples", "em580.xml")).records
    explained = explain(record)
    assert explained.state is SignatureState.VALID
    assert record.data[explained.begin :].startswith(explained.signed)
    assert explained.parts[0].digest == hashlib.sha256(explained.signed).hexdigest()
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
        encode_dss_signature(explained.parts[0].r, explained.parts[0].s),
        bytes.fromhex(explained.parts[0].digest),
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


def test_what_a_reading_inherits_names_where_it_stands():
    payload = (
        b'{"PG":"T1","X":{"RV":7},"RD":[{"TM":"a","RV":1.50,"RU":"kWh"},{"RV":2.75},'
        b'{"RU":"Wh","RV":3}]}'
    )
    fields = signed_fields("OCMF", payload)
    by_path = {each.path: each for each in fields}
    assert [each.path for each in fields] == [
        *("PG", "X.RV", "RD[0].TM", "RD[0].RV", "RD[0].RU", "RD[1].RV", "RD[1].RU", "RD[1].TM"),
        *("RD[2].RU", "RD[2].RV", "RD[2].TM"),
    ]
    unit = by_path["RD[1].RU"]
    assert (unit.inherited_from, payload[unit.begin : unit.end]) == ("RD[0].RU", b'"kWh"')
    assert by_path["RD[2].TM"].inherited_from == "RD[0].TM"
    assert by_path["RD[2].RU"].inherited_from is None
    assert payload[by_path["RD[0].RV"].begin : by_path["RD[0].RV"].end] == b"1.50"
    # A maker's own field that is called like one of the specification's means something else.
    assert by_path["X.RV"].meaning is None
    assert say(by_path["RD[1].RV"].meaning, Language.DE) == "Messwert"


MADE = {
    "alfen": (ec.SECP192R1, alfen, {"value": "111133", "uid": "045D596A313480", "unit": "Wh"}),
    "edl40_sig": (ec.SECP192R1, edl40_sig, {"value": "314940", "contractId": "CARD-1"}),
    "mennekes": (
        ec.SECP192R1,
        mennekes,
        {"begin.value": "519116", "end.value": "520535", "end.pagination": "26"},
    ),
    "isa": (ec.SECP256R1, isa_telegram, {"begin.value": "1000", "current.value": "223294"}),
    "pcdf": (ec.SECP256R1, pcdf, {"RV": "0003.276*kWh"}),
    "bsm": (
        ec.SECP256R1,
        lambda signer: chargy(bsm(signer)),
        {"Typ.value": "3", "MA1.text": "001BZR1521070006", "TZO.value": "120"},
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_every_byte_of_other_formats_has_its_field_and_the_numbers_verify(name):
    curve, make, expected = MADE[name]
    signer = Signer(curve())
    record = read_document(make(signer), "made").records[0]
    explained = explain(record, signer.der)
    assert explained.state is SignatureState.VALID
    stated = {each.path: each.text for each in explained.fields}
    assert stated.items() >= expected.items()
    end = 0
    for each in explained.fields:
        assert each.meaning.code in texts_by_code()
        assert each.begin >= end
        if name != "pcdf":
            assert each.begin == end
        end = each.end
    assert name == "pcdf" or end == len(explained.signed)
    assert explained.parts[-1].end == len(explained.signed)
    assert len(explained.parts) == (2 if name == "mennekes" else 1)
    public = signer.private_key.public_key()
    for part in explained.parts:
        signed = explained.signed[part.begin : part.end]
        assert hashlib.sha256(signed).hexdigest() == part.digest
        public.verify(encode_dss_signature(part.r, part.s), signed, ec.ECDSA(SHA256()))


def test_every_field_of_the_specification_has_words():
    every = {"FV": 1, "LC": {"LN": 1}, "IF": [1, 2], "RD": [{"EI": 1, "TM": 2}]}
    fields = signed_fields("OCMF", json.dumps(every).encode())
    assert all(each.meaning.code in texts_by_code() for each in fields)


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
