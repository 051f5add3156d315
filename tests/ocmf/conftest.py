"""A key pair for each test session, and the published record of an EM580."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.ocmf import load_key, parse
from eichlab.resources import resource


@pytest.fixture(scope="session")
def private_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="session")
def public_key(private_key):
    return load_key(
        private_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )


@pytest.fixture(scope="session")
def em580_text():
    return resource("samples", "em580.ocmf").read_bytes()


@pytest.fixture(scope="session")
def em580_record(em580_text):
    return parse(em580_text)


@pytest.fixture(scope="session")
def em580_key():
    return load_key(resource("samples", "em580.key").read_bytes())
