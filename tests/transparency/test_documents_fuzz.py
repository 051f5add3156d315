"""The fuzz job over all readers, for a few seconds (``EICHLAB_FUZZ_SECONDS`` for more)."""

import importlib.util
import os
import time
from pathlib import Path

import pytest

SECONDS = float(os.environ.get("EICHLAB_FUZZ_SECONDS", "3"))

_SPEC = importlib.util.spec_from_file_location(
    "fuzz_documents", Path(__file__).with_name("fuzz_documents.py")
)
fuzz = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)


def test_every_seed_holds_records():
    for data in fuzz.seeds():
        assert fuzz.try_out(data) > 0, data[:60]


@pytest.mark.timeout(SECONDS + 120)
def test_mutated_documents(tmp_path):
    tried, found = fuzz.run(SECONDS, time.time_ns(), tmp_path / "broken.bin")
    assert tried > 10 * min(SECONDS, 60)
    assert found > 0
