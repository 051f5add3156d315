"""Which key a verdict is about: the bytes behind the fingerprint it names."""

from collections.abc import Iterator, Sequence

from eichlab.ocmf import LoadedKey, UnusableKeyError, load_key
from eichlab.transparency.content import read_content
from eichlab.values import EichlabError, KnownKey, RecordVerdict


def signing_key(
    verdict: RecordVerdict, known_keys: Sequence[KnownKey] = (), entered_key: bytes | None = None
) -> LoadedKey | None:
    """Return the key a verdict names by its fingerprint; None where it names none.

    ``known_keys`` and ``entered_key`` are what the record was judged with.
    """
    fingerprint = verdict.key.fingerprint
    if fingerprint is None:
        return None
    keys = _keys(verdict, known_keys, entered_key)
    return next((key for key in keys if key.fingerprint == fingerprint), None)


def _keys(
    verdict: RecordVerdict, known_keys: Sequence[KnownKey], entered_key: bytes | None
) -> Iterator[LoadedKey]:
    record = verdict.record
    stated = [record.public_key, entered_key]
    stated += [known.key for known in known_keys if known.fingerprint == verdict.key.fingerprint]
    label = verdict.algorithm
    for text in stated:
        if text:
            try:
                yield load_key(text, label)
            except UnusableKeyError:
                continue
    try:
        # Taking the record apart costs most, so the key it carries itself comes last.
        embedded = read_content(record, entered_key).embedded_key
        if embedded:
            yield load_key(embedded, label)
    except EichlabError:
        return
