"""An independent reader, pyocmf, agrees wherever it can read a record at all."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from pyocmf import OCMF, PublicKey

from eichlab.ocmf import CURVES, load_key, parse, read_readings, sign, verify
from eichlab.values import SignatureState

# It knows the brainpool curves by another name than the specification's, and P-224 not at all.
CURVE_NAMES = ["secp256r1", "secp256k1", "secp384r1", "secp192r1", "brainpoolP256r1"]
PRIVATE = {name: ec.generate_private_key(CURVES[name].implementation()) for name in CURVE_NAMES}

READINGS = st.lists(
    st.fixed_dictionaries(
        {
            "TM": st.sampled_from(
                ("2026-03-01T10:00:00,000+0100 S", "2026-03-01T11:00:00,250-0330 U")
            ),
            "TX": st.sampled_from(("B", "C", "E", "L")),
            "RV": st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3),
            "RI": st.sampled_from(("1-b:1.8.0", "01-00:B2.08.00*FF")),
            "RU": st.sampled_from(("kWh", "Wh")),
            "ST": st.sampled_from(("G", "E")),
        },
        optional={"EF": st.sampled_from(("", "E", "t"))},
    ),
    min_size=1,
    max_size=4,
)


def text(name, readings):
    entries = ", ".join(
        json.dumps({key: value for key, value in each.items() if key != "RV"})[:-1]
        + f', "RV": {each["RV"]}}}'
        for each in readings
    )
    payload = (
        '{"FV":"1.0","GS":"G-1","PG":"T1","MS":"M-1","IS":true,"IT":"NONE","RD":[' + entries + "]}"
    )
    return sign(payload.encode(), PRIVATE[name])


def keys(name):
    der = PRIVATE[name].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return load_key(der), PublicKey.from_string(der.hex())


@pytest.mark.parametrize("name", CURVE_NAMES)
@given(readings=READINGS)
@settings(max_examples=25, deadline=None)
def test_same_readings_and_same_signatures(name, readings):
    data = text(name, readings)
    ours, theirs = parse(data), OCMF.from_string(data.decode())
    own_key, their_key = keys(name)
    assert verify(ours, own_key) is SignatureState.VALID
    assert theirs.verify_signature(their_key)
    for own, other in zip(read_readings(ours), theirs.payload.RD, strict=True):
        assert own.amount == other.RV
        assert own.at == other.TM.timestamp
        assert own.time_status == other.TM.status.value
        assert own.tx == other.TX.value
        assert own.unit == other.RU.value
        assert own.obis == str(other.RI)
        assert own.status == other.ST.value
    # One digit of the pagination changed: both refuse.
    changed = data.replace(b'"PG":"T1"', b'"PG":"T2"')
    assert verify(parse(changed), own_key) is SignatureState.INVALID
    assert not OCMF.from_string(changed.decode()).verify_signature(their_key)
