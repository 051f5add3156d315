"""Key ring files on a disk: read with care, written only where nothing lies yet."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from eichlab.store.keyring import keys_from_json, keys_to_json
from eichlab.values import KnownKey, StoreError

# Far above any key ring, far below what would stall the program.
_LARGEST_FILE: Final = 64 * 1024 * 1024


def read_key_file(file: Path, fingerprint_of: Callable[[bytes], str]) -> tuple[KnownKey, ...]:
    """Return the keys of a key ring file; all of them or none.

    Each fingerprint is compared with its key: a wrong one would confirm another key.
    `fingerprint_of` makes it from the key's DER. Raises `StoreError`, and what
    `fingerprint_of` raises for a key that is none.
    """
    return tuple(
        _checked(key, fingerprint_of, str(file)) for key in keys_from_json(_read(file), str(file))
    )


def write_key_file(file: Path, keys: Iterable[KnownKey]) -> None:
    """Write keys into a new key ring file. Raises `StoreError` where it cannot be."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(keys_to_json(keys))
    except FileExistsError as error:
        raise StoreError("store.file-exists", file=file) from error
    except OSError as error:
        raise StoreError("store.file-unusable", file=file, reason=error.strerror) from error


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST_FILE + 1)
        if len(data) > _LARGEST_FILE:
            raise StoreError("store.keyring-unreadable", source=file, place="–", reason="> 64 MB")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise StoreError("store.file-unusable", file=file, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise StoreError(
            "store.keyring-unreadable", source=file, place=str(error.start), reason="UTF-8"
        ) from error


def _checked(key: KnownKey, fingerprint_of: Callable[[bytes], str], source: str) -> KnownKey:
    if fingerprint_of(key.key) != key.fingerprint:
        raise StoreError("store.key-does-not-fit", source=source, meter=key.meter)
    return replace(key, fingerprint=key.fingerprint.lower())
