"""Records made for one rule at a time: a good transaction, changed where a test says."""

import copy
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.ocmf import load_key, sign
from eichlab.transparency import judge
from eichlab.values import SignedRecord

GENERAL = {
    "FV": "1.4",
    "GI": "Gateway",
    "GS": "G-1",
    "PG": "T1",
    "MV": "Maker",
    "MM": "Model",
    "MS": "M-1",
    "IS": True,
    "IL": "VERIFIED",
    "IF": ["RFID_PLAIN"],
    "IT": "ISO14443",
    "ID": "1A2B3C4D",
    "CT": "EVSEID",
    "CI": "DE*EIC*E1",
}
BEGIN = {
    "TM": "2026-03-01T10:00:00,000+0100 S",
    "TX": "B",
    "RV": 100.5,
    "RI": "01-00:B3.08.00*FF",
    "RU": "kWh",
    "RT": "AC",
    "EF": "",
    "ST": "G",
}
END = BEGIN | {"TM": "2026-03-01T11:00:00,500+0100 S", "TX": "E", "RV": 120.75}


class Meter:
    """Signs records with a key of its own and has them judged."""

    def __init__(self):
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.key = load_key(
            self.private_key.public_key().public_bytes(
                Encoding.DER, PublicFormat.SubjectPublicKeyInfo
            )
        )

    def text(self, readings=None, **general):
        """A record's text; a general field given as None is left out."""
        fields = {name: value for name, value in (GENERAL | general).items() if value is not None}
        listed = [BEGIN, END] if readings is None else readings
        fields["RD"] = [
            {name: value for name, value in each.items() if value is not None} for each in listed
        ]
        return sign(json.dumps(fields, ensure_ascii=False).encode(), self.private_key)

    def record(self, readings=None, *, transaction_id=None, source="file", **general):
        return SignedRecord(
            self.text(readings, **general),
            public_key=self.key.der,
            source=source,
            transaction_id=transaction_id,
        )

    def judge(self, *readings, billed="energy", **general):
        """The transaction verdict over one record with these readings."""
        records = [self.record(copy.deepcopy(readings) or None, **general)]
        judgement = judge(records, entered_key=self.key.der, billed=billed)
        (transaction,) = judgement.transactions
        return transaction


@pytest.fixture(scope="session")
def meter():
    return Meter()


@pytest.fixture(scope="session")
def other_meter():
    return Meter()


@pytest.fixture
def begin():
    return dict(BEGIN)


@pytest.fixture
def end():
    return dict(END)
