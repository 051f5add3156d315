"""The bytes of the key a verdict names, wherever they came from."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from eichlab.resources import resource
from eichlab.transparency import judge, load_key, read_file, signing_key
from eichlab.values import KeyOrigin, KnownKey

SAMPLE = resource("samples", "em580.ocmf")
KEY = resource("samples", "em580.key").read_text(encoding="ascii").strip().encode()
LOADED = load_key(KEY)
SEEN = datetime(2026, 11, 1, tzinfo=UTC)


def known(key=LOADED):
    return KnownKey("KZ0000000017D", key.der, key.fingerprint, KeyOrigin.METER, SEEN)


@pytest.fixture
def record():
    return read_file(SAMPLE).records[0]


def test_it_came_with_the_record(record):
    (verdict,) = judge([replace(record, public_key=KEY)]).records
    assert signing_key(verdict) == LOADED


def test_it_was_entered(record):
    (verdict,) = judge([record], entered_key=KEY).records
    assert signing_key(verdict, (), KEY) == LOADED
    assert signing_key(verdict) is None


def test_it_stands_in_the_key_ring(record):
    (verdict,) = judge([record], known_keys=[known()]).records
    assert signing_key(verdict, [known()]) == LOADED


def test_none_is_named(record):
    (verdict,) = judge([record]).records
    assert signing_key(verdict, [known()], KEY) is None


def test_a_key_that_cannot_be_used_is_passed_over(record):
    (verdict,) = judge([record], known_keys=[known()]).records
    broken = verdict._replace(record=replace(record, public_key=b"no key"))
    assert signing_key(broken, [known()]) == LOADED
