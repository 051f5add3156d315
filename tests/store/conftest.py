"""An open store in a folder of its own, and readings to put into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from eichlab.store import Store
from eichlab.values import Channel, Quantity, Reading

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "eichlab.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, busy_s=5) as opened:
        yield opened


@pytest.fixture
def reading() -> Callable[..., Reading]:
    def make(second: float, power: str = "1.0", meter: str = "em580", **more: str) -> Reading:
        quantities = {(Quantity.POWER, Channel.TOTAL): Decimal(power)}
        if "energy" in more:
            quantities[(Quantity.ENERGY_IMPORT, Channel.TOTAL)] = Decimal(more["energy"])
        return Reading(meter, BEGIN + timedelta(seconds=second), second, quantities)

    return make
