"""Twenty kills of the storm that is otherwise run with hundreds: nothing lost, nothing doubled."""

import pytest
from kill_storm import storm


@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_kills_lose_nothing(tmp_path, seed):
    summary = storm(tmp_path, kills=10, seed=seed)
    assert summary.breaches == []
    assert (summary.lost, summary.doubled) == (0, 0)
    assert summary.kills >= 10
    # A storm in which nothing ever began, or nothing but one phase was struck, shows nothing.
    assert summary.transactions_begun > 4
    assert len({each.struck for each in summary.rounds}) >= 3
