"""A store made by an older Eichlab: all it holds is there, and its chain goes on."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from eichlab.store import Store, schema
from eichlab.values import (
    JournalEvent,
    KeyOrigin,
    Outcome,
    StoreError,
    VerdictWord,
)

HEAD = "870c83d907b41166c6e39131ae6b42efecb85c4446683bd2f78a371ffccdd391"


@pytest.fixture
def first(path):
    """A store written by version 1, from its dump: five entries, two verdicts, one key."""
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.executescript((Path(__file__).parent / "version_1.sql").read_text("utf-8"))
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return path


def test_older_store_is_checked_without_being_changed(first):
    before = first.read_bytes()
    with Store.open_read_only(first) as store:
        result = store.check(HEAD)
        assert (result.ok, result.count, result.head) == (True, 5, HEAD)
        assert store.head() == HEAD
        with pytest.raises(StoreError) as caught:
            store.export(first.parent / "out")
        assert caught.value.message.code == "store.older"
    assert first.read_bytes() == before


def test_everything_is_there_after_the_step(first):
    with Store.open(first) as store:
        result = store.check(HEAD)
        assert (result.ok, result.count, result.expected_at) == (True, 8, 5)
        done, left = store.transactions()[::-1]
        assert (done.id, done.outcome) == ("t-1", Outcome.COMPLETED)
        assert (done.verdict, done.energy_kwh) == (VerdictWord.VERIFIED, Decimal("0.120"))
        assert [row.event for row in left.rows] == [JournalEvent.INTENT]
        assert len(store.records("t-1")) == 1
        (key,) = store.known_keys(include_simulated=True)
        assert (key.origin, key.confirmed_by) == (KeyOrigin.ENTERED, "A. Prüfer")
        assert store.writes() == ()
        begin = done.began_at
        assert len(store.readings("Post", begin, begin.replace(hour=10))) == 3
        assert store.availability(["Post"], begin, begin.replace(hour=10)) is not None
        (loss,) = store.losses()
        assert loss.running == "t-1"
        store.export(first.parent / "out")
    lines = (first.parent / "out" / "verdicts.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[3] for line in lines] == ["verdict", "unconfirmed", "verified"]
    # Once brought up to date it stays so.
    with Store.open(first) as store:
        assert store.check().count == 8


def test_what_was_altered_before_the_step_is_found_after_it(first):
    connection = sqlite3.connect(first)
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute("UPDATE journal SET detail = '[]' WHERE number = 2")
    connection.commit()
    connection.close()
    with Store.open(first) as store:
        assert store.check().first_broken.number == 2


def test_killed_in_the_middle_of_the_step(first, monkeypatch):
    """All of a step or nothing of it."""

    def second_and_end(connection):
        schema._second(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "MIGRATIONS", (schema._FIRST, second_and_end))
    with pytest.raises(KeyboardInterrupt):
        Store.open(first)
    monkeypatch.undo()
    with Store.open_read_only(first) as store:
        assert store.head() == HEAD
    with Store.open(first) as store:
        assert store.check(HEAD).count == 8
