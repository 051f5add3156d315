import json
from datetime import UTC, datetime

import pytest

from eichlab.store import keys_from_json, keys_to_json
from eichlab.values import KeyOrigin, KnownKey, StoreError

SEEN = datetime(2026, 11, 1, 8, 0, 0, 5, tzinfo=UTC)


def key(meter="BX1", digit="a", **more):
    more.setdefault("origin", KeyOrigin.METER)
    more.setdefault("first_seen", SEEN)
    return KnownKey(meter, bytes.fromhex("04" + digit * 2), digit * 64, **more)


def test_key_that_changes_is_reported(store):
    first, second, third = key(), key(digit="b"), key(digit="c")
    assert store.add_key(first) == ()
    assert store.add_key(first) == ()
    assert store.add_key(second) == (first,)
    assert store.add_key(third) == (first, second)
    assert store.add_key(key("BX2")) == ()
    assert store.known_keys(meter="BX1") == (first, second, third)
    assert len(store.known_keys()) == 4


def test_confirmation_lasts(store):
    store.add_key(key())
    store.confirm_key("BX1", "a" * 64, KeyOrigin.PLATE, "Frau Weiß")
    store.add_key(key(first_seen=datetime(2026, 11, 2, tzinfo=UTC)))
    (known,) = store.known_keys()
    assert (known.origin, known.confirmed_by) == (KeyOrigin.PLATE, "Frau Weiß")
    assert known.confirmed_at is not None
    assert known.first_seen == SEEN
    with pytest.raises(StoreError) as caught:
        store.confirm_key("BX1", "b" * 64, KeyOrigin.PLATE, "x")
    assert caught.value.message.code == "store.key-unknown"


def test_file_origin_gives_way_to_a_better_one(store):
    store.add_key(key(origin=KeyOrigin.FILE))
    store.add_key(key(origin=KeyOrigin.METER))
    store.add_key(key(origin=KeyOrigin.FILE))
    assert [known.origin for known in store.known_keys()] == [KeyOrigin.METER]


def test_simulated_keys_stay_simulated(store):
    store.add_key(key(simulated=True))
    store.add_key(key(simulated=False, confirmed_by="x", confirmed_at=SEEN))
    assert store.known_keys() == ()
    (known,) = store.known_keys(include_simulated=True)
    assert known.simulated


def test_file_and_back(store):
    keys = (
        key(confirmed_by="x", confirmed_at=SEEN, valid_from=SEEN, valid_to=SEEN),
        key("Zähler 2", "b", origin=KeyOrigin.REGISTER),
    )
    text = keys_to_json(keys)
    assert keys_from_json(text, "ring.json") == keys
    assert store.import_keys(text, "ring.json") == keys
    assert store.known_keys() == keys
    assert store.export_keys() == text


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.update(format="other"), "format"),
        (lambda d: d.update(version=2), "version"),
        (lambda d: d.update(keys={}), "keys"),
        (lambda d: d["keys"].append(1), "keys[2]"),
        (lambda d: d["keys"][1].pop("meter"), "keys[1]"),
        (lambda d: d["keys"][1].update(meter=""), "keys[1]"),
        (lambda d: d["keys"][0].update(key="0g"), "keys[0]"),
        (lambda d: d["keys"][0].update(fingerprint="ab"), "keys[0]"),
        (lambda d: d["keys"][0].update(origin="friend"), "keys[0]"),
        (lambda d: d["keys"][0].update(first_seen="2026-11-01T08:00:00"), "keys[0]"),
        (lambda d: d["keys"][0].update(simulated="no"), "keys[0]"),
    ],
)
def test_broken_file_is_refused_whole(store, change, place):
    data = json.loads(keys_to_json((key(), key(digit="b"))))
    change(data)
    with pytest.raises(StoreError) as caught:
        store.import_keys(json.dumps(data), "ring.json")
    assert caught.value.message.code == "store.keyring-unreadable"
    assert caught.value.message.parameters["place"] == place
    assert caught.value.message.parameters["source"] == "ring.json"
    assert store.known_keys() == ()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_no_key_ring_at_all(text):
    with pytest.raises(StoreError):
        keys_from_json(text, "ring.json")


def test_validity_is_set_moved_and_lifted(store):
    store.add_key(key(confirmed_by="x", confirmed_at=SEEN))
    later = datetime(2027, 1, 1, tzinfo=UTC)
    store.limit_key("BX1", "a" * 64, SEEN, later)
    (known,) = store.known_keys()
    assert (known.valid_from, known.valid_to, known.confirmed_by) == (SEEN, later, "x")
    store.limit_key("BX1", "a" * 64)
    (known,) = store.known_keys()
    assert known.valid_from is known.valid_to is None
    with pytest.raises(StoreError) as caught:
        store.limit_key("BX2", "a" * 64)
    assert caught.value.message.code == "store.key-unknown"
    assert store.check().ok


def test_a_limit_that_changes_nothing_is_no_entry(store):
    store.add_key(key())
    head = store.head()
    store.limit_key("BX1", "a" * 64)
    assert store.head() == head
