"""What is done with keys away from the GUI thread: codes of pictures, the store, key ring files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QImage

from eichlab.store import Store, keys_to_json, read_key_file, write_key_file
from eichlab.transparency import (
    LoadedKey,
    UnusableKeyError,
    explain,
    fingerprint_of,
    load_key,
    signing_key,
)
from eichlab.values import EichlabError, KeyOrigin, KnownKey, RecordVerdict
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.signed_content import SignedContent, content_of
from eichlab_gui.pictures import codes_in, codes_in_file


@dataclass(frozen=True, slots=True)
class KeysAtHand:
    """The key a verdict is about, and those of the key ring."""

    key: LoadedKey | None
    others: tuple[LoadedKey, ...]


def keys_at_hand(
    record: RecordVerdict, known: Sequence[KnownKey], entered: bytes | None
) -> KeysAtHand:
    """Return the key of a verdict and, where there is none, the key ring's to search in."""
    key = signing_key(record, known, entered)
    others: list[LoadedKey] = []
    for each in known if key is None else ():
        try:
            others.append(load_key(each.key))
        except UnusableKeyError:
            continue
    return KeysAtHand(key, tuple(others))


def key_of_picture(picture: Path | QImage, source: str) -> str:
    """Return what a code in a picture says that is a key, else what its first code says.

    Raises `DocumentError` for a picture without a code.
    """
    codes = codes_in_file(picture) if isinstance(picture, Path) else codes_in(picture, source)
    for code in codes:
        try:
            load_key(code)
        except UnusableKeyError:
            continue
        return _as_text(code)
    return _as_text(codes[0])


def _as_text(code: bytes) -> str:
    text = code.decode("ascii", "replace")
    return text if text.isprintable() and text.isascii() else code.hex().upper()


def keep_key(
    store: Store, meter: str, key: LoadedKey, origin: KeyOrigin, by: str, *, simulated: bool = False
) -> tuple[KnownKey, ...]:
    """Keep a key as confirmed by someone; return the other keys the meter had before."""
    seen = datetime.now(UTC)
    others = store.add_key(
        KnownKey(meter, key.der, key.fingerprint, origin, seen, simulated=simulated)
    )
    store.confirm_key(meter, key.fingerprint, origin, by)
    return others


def explained(
    verdict: RecordVerdict, entry: Entry, known: Sequence[KnownKey], entered_key: bytes | None
) -> SignedContent | None:
    """Return what was signed, under the key the verdict names; None where nothing was."""
    key = signing_key(verdict, known, entered_key)
    try:
        explanation = explain(verdict.record, None if key is None else key.der)
    except EichlabError:
        return None
    return content_of(explanation, verdict.readings, entry.begin, entry.end)


def import_keys(store: Store, file: Path) -> int:
    """Take over all keys of a key ring file, or none; return how many."""
    keys = read_key_file(file, fingerprint_of)
    store.import_keys(keys_to_json(keys), str(file))
    return len(keys)


def export_keys(store: Store, file: Path) -> int:
    """Write the key ring, simulated meters' keys left out, into a new file; return how many."""
    keys = store.known_keys()
    write_key_file(file, keys)
    return len(keys)
