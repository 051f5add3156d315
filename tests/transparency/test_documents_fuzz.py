"""The fuzz job over all readers, for a minute (``EICHLAB_FUZZ_SECONDS`` for another time)."""

import importlib.util
import itertools
import os
import time
from pathlib import Path

import pytest

SECONDS = float(os.environ.get("EICHLAB_FUZZ_SECONDS", "60"))

_SPEC = importlib.util.spec_from_file_location(
    "fuzz_documents", Path(__file__).with_name("fuzz_documents.py")
)
fuzz = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)


def test_every_seed_holds_records():
    for data in fuzz.seeds():
        assert fuzz.try_out(data) > 0, data[:60]
    for data in fuzz.key_texts():
        assert fuzz.try_key(data) > 0, data[:60]


def test_what_takes_too_long_is_broken_off():
    begun = time.monotonic()
    with pytest.raises(TimeoutError), fuzz.bounded(0.05):
        sum(1 for _ in itertools.count())
    assert time.monotonic() - begun < 5


@pytest.mark.timeout(SECONDS + 120)
def test_mutated_documents(tmp_path):
    tried, found = fuzz.run(time.time_ns(), seconds=SECONDS, out=tmp_path / "broken.bin")
    assert tried > 10 * min(SECONDS, 60)
    assert found > 0
