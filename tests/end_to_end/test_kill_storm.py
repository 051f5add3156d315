"""Twenty kills of the storm that is otherwise run with hundreds: nothing lost, nothing doubled."""

import pytest
from kill_storm import storm


@pytest.mark.timeout(600)
def test_twenty_kills_lose_nothing(tmp_path):
    summary = storm(tmp_path, kills=20, seed=1)
    assert summary.breaches == []
    assert (summary.lost, summary.doubled) == (0, 0)
    assert summary.kills >= 20
    # A storm in which nothing ever began, or nothing but one phase was struck, shows nothing.
    assert summary.transactions_begun > 10
    assert len({each.struck for each in summary.rounds}) >= 3
