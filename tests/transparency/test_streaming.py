"""The streamed judgement says what the whole one says, however records fall into chunks."""

import json
import os
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eichlab.cli.verify_output import JsonRenderer, TextRenderer, json_parts, text_lines
from eichlab.ocmf import UnusableKeyError
from eichlab.texts import Language, say
from eichlab.transparency import (
    JudgingSettings,
    as_json,
    judge,
    judge_stream,
    streaming,
    unreadable,
)
from eichlab.values import SignedRecord, Skipped, message

BEGIN = {
    "TM": "2026-03-01T10:00:00,000+0100 S",
    "TX": "B",
    "RV": 100.5,
    "RI": "1-b:1.8.0",
    "RU": "kWh",
    "ST": "G",
}
END = BEGIN | {"TM": "2026-03-01T11:00:00,500+0100 S", "TX": "E", "RV": 120.75}


@pytest.fixture(scope="module")
def pool(meter, other_meter):
    """Records of all kinds: whole, halves, copies, other ids, other meters, broken ones."""
    made = []
    for page in range(1, 7):
        made.append(meter.record([BEGIN, END], PG=f"T{page}"))
        made.append(meter.record([BEGIN], PG=f"T{page}"))
        made.append(meter.record([END], PG=f"T{page}"))
        made.append(meter.record([BEGIN], PG=f"T{page}", transaction_id="a"))
        made.append(meter.record([END], PG=f"T{page + 1}", transaction_id="a"))
        made.append(meter.record([BEGIN, END], PG=f"T{page}", transaction_id="b"))
        made.append(other_meter.record([BEGIN, END], PG=f"T{page}", MS="M-2", source="other"))
    made.append(SignedRecord(b"OCMF|{broken", source="file"))
    made.append(SignedRecord(made[0].data.replace(b"120.75", b"129.75"), public_key=meter.key.der))
    made.append(SignedRecord(made[0].data))
    return made


def spoken(said):
    return say(said, Language.EN)


def streamed(records, jobs=1, skipped=(), **options):
    judgement = judge_stream(
        [*records, *skipped], JudgingSettings(**options), JsonRenderer(Language.EN), jobs=jobs
    )
    data = json.loads(
        "".join(
            json_parts(
                judgement, Language.EN, profile="eichlab", trust_file_keys=False, billed="energy"
            )
        )
    )
    judgement.close()
    return data


@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_same_as_the_whole(pool, data):
    records = data.draw(st.lists(st.sampled_from(pool), max_size=14))
    size = data.draw(st.integers(1, 5))
    kept, streaming.CHUNK = streaming.CHUNK, size
    try:
        found = streamed(records)
    finally:
        streaming.CHUNK = kept
    assert found == as_json(judge(records), spoken)


def test_many_processes(pool, monkeypatch):
    monkeypatch.setattr(streaming, "CHUNK", 9)
    skipped = [Skipped("file", "line 3", message("document.no-data"))]
    found = streamed(pool, 2, skipped)
    assert found == as_json(judge(pool, skipped=skipped), spoken)


@dataclass(frozen=True)
class Killed(JsonRenderer):
    """Ends the process it runs in, but for the one it was made in, as the system would."""

    parent: int = 0

    def record(self, verdict):
        if os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().record(verdict)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_killed_processes_lose_nothing(pool, monkeypatch):
    monkeypatch.setattr(streaming, "CHUNK", 5)
    renderer = Killed(Language.EN, os.getpid())
    judgement = judge_stream(pool, JudgingSettings(), renderer, jobs=3)
    parts = json_parts(
        judgement, Language.EN, profile="eichlab", trust_file_keys=False, billed="energy"
    )
    assert json.loads("".join(parts)) == as_json(judge(pool), spoken)
    judgement.close()


def test_what_nobody_can_read_stays_in_its_place(pool):
    why = message("document.no-record", source="x")
    entries = [pool[0], unreadable(SignedRecord(b"", source="x"), why), pool[1]]
    found = streamed(entries)
    assert [each["source"] for each in found["records"]] == ["file", "x", "file"]
    assert [each["transaction"] for each in found["records"]] == [0, None, 1]
    assert [each["records"] for each in found["transactions"]] == [[0], [2]]
    assert found["summary"]["records"]["unreadable"] == 1


def test_a_mark_in_a_record_is_not_taken_for_ours(meter):
    text = '"transaction": "0123456789abcdef0123456789abcdef"'
    record = meter.record([BEGIN, END], TT=text, MV=text)
    assert streamed([record]) == as_json(judge([record]), spoken)


def test_sentences(pool):
    judgement = judge_stream(pool, JudgingSettings(), TextRenderer(Language.EN))
    lines = "\n".join(text_lines(judgement, Language.EN, trusting=False))
    assert lines.count("Transaction") >= judgement.transaction_words.total()
    assert judgement.record_words == Counter(each.word for each in judge(pool).records)
    assert "OCMF" not in lines.splitlines()[0]
    judgement.close()


def test_progress_is_told(pool):
    told = []
    judge_stream(pool, JudgingSettings(), TextRenderer(Language.EN), progress=told.append).close()
    assert told[-1] == len(pool)


def test_a_fault_of_the_source_reaches_the_caller(pool):
    def entries():
        yield pool[0]
        raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        judge_stream(entries(), JudgingSettings(), TextRenderer(Language.EN), jobs=2)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("broken", [False, True])
def test_nothing_is_left_on_disk(pool, monkeypatch, tmp_path, jobs, broken):
    monkeypatch.setattr(streaming, "CHUNK", 5)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = set()

    def entries():
        for record in pool:
            seen.update(path.name for path in tmp_path.rglob("*"))
            yield record
        if broken:
            raise KeyboardInterrupt

    renderer = TextRenderer(Language.EN)
    if broken:
        with pytest.raises(KeyboardInterrupt):
            judge_stream(entries(), JudgingSettings(), renderer, jobs=jobs)
    else:
        judge_stream(entries(), JudgingSettings(), renderer, jobs=jobs).close()
    # One process keeps nothing under a name; several read each other's files, until the end.
    assert ("chunks-0" in seen) == (jobs > 1)
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_on_disk_where_the_key_cannot_be_used(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings = JudgingSettings(entered_key=b"no key")
    with pytest.raises(UnusableKeyError) as caught:
        judge_stream([], settings, TextRenderer(Language.EN), jobs=2)
    # Whoever holds the error holds all that it came through, and no collector helps.
    assert not list(tmp_path.iterdir())
    assert caught.value.__traceback__ is not None
