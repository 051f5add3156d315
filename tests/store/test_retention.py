"""Old readings give way when told to; evidence never does."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from typer.testing import CliRunner

from eichlab.cli.store import store as store_commands
from eichlab.store import Store, readings
from eichlab.values import (
    Channel,
    Loss,
    LossCause,
    Quantity,
    SignedRecord,
    StoreError,
    TransactionRequest,
)

POWER = (Quantity.POWER, Channel.TOTAL)


@pytest.mark.parametrize("at_once", [1, 100, 20_000])
def test_readings_go_and_nothing_else(store, reading, monkeypatch, at_once):
    monkeypatch.setattr(readings, "_PRUNED_AT_ONCE", at_once)
    store.begin("north", "BX1", TransactionRequest(transaction_id="t"))
    store.add_record(SignedRecord(b"OCMF|x", transaction_id="t"), meter="north", serial="BX1")
    lost = Loss("north", reading(10).taken_at, LossCause.NO_ANSWER, "t", reading(20).taken_at)
    store.loss_ended(lost)
    taken = {}
    for meter in ("north", "south"):
        taken[meter] = [reading(30 * n, str(n), meter) for n in range(1_000)]
        for each in taken[meter]:
            store.add_reading(each)
    store.add_reading(reading(29_990, "1", "young"))
    store.flush()
    head, begin, end = store.head(), reading(0).taken_at, reading(30_000).taken_at
    watched = store.availability(["north"], begin, end)

    before = reading(15_000).taken_at
    forgotten = store.prune_readings(before)
    assert store.prune_readings(before) == 0
    total = 0
    for meter in ("north", "south"):
        kept = store.readings(meter, begin, end)
        gone = len(taken[meter]) - len(kept)
        total += gone
        assert list(kept) == taken[meter][gone:]
        # Nothing younger went, and of the older no more than one coarsest cell stays.
        assert kept[0].taken_at <= before
        assert before - kept[0].taken_at <= timedelta(seconds=4_096)
        for columns in (10, 100, 10_000):
            series = store.series(meter, *POWER, begin, end, columns)
            points = ~np.isnan(series.low)
            assert series.time[0] >= kept[0].taken_at.timestamp()
            assert series.low[points].min() == gone
            assert series.high[points].max() == 999
    assert forgotten == total > 0
    assert len(store.readings("young", begin, end)) == 1
    assert (store.head(), store.check().ok) == (head, True)
    assert store.losses() == (lost,)
    assert store.availability(["north"], begin, end) == watched


def test_what_is_forgotten_makes_room(store, reading):
    for second in range(20_000):
        store.add_reading(reading(second, str(Decimal(second).scaleb(-1))))
    store.flush()
    store.prune_readings(reading(100_000).taken_at)
    store._database._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = store.size_bytes()
    for second in range(200_000, 215_000):
        store.add_reading(reading(second, str(Decimal(second).scaleb(-1))))
    store.flush()
    store._database._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert store.size_bytes() == before


def test_time_without_zone_forgets_nothing(store, reading):
    with pytest.raises(ValueError, match="time zone"):
        store.prune_readings(reading(0).taken_at.replace(tzinfo=None))


def test_command(path, reading):
    with Store.open(path) as store:
        store.add_reading(reading(-3_650 * 86_400))
        store.add_reading(reading(0))

    def run(*arguments):
        return CliRunner().invoke(store_commands, [str(each) for each in arguments])

    done = run("prune", "--older-than", 3_600, "--store", path)
    assert done.exit_code == 0
    assert done.stdout.startswith("1 readings")
    done = run("prune", "--older-than", 1, "--store", path.parent / "none")
    assert done.exit_code == 1
    assert not (path.parent / "none").exists()
    with Store.open_read_only(path) as store, pytest.raises(StoreError):
        store.prune_readings(reading(0).taken_at)
