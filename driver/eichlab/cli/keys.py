"""``eichlab keys``: the key ring."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from eichlab.cli.store import (
    FAILED,
    SpokenLanguage,
    StorePath,
    complain,
    errors_said,
    existing_store,
)
from eichlab.ocmf import load_key
from eichlab.store import Store, default_store_path, keys_from_json, keys_to_json
from eichlab.texts import Language, say
from eichlab.values import KnownKey, StoreError, message

keys = typer.Typer(no_args_is_help=True, help="The key ring: which meter has which public key.")

# Far above any key ring, far below what would stall the program.
_LARGEST_FILE = 64 * 1024 * 1024

Simulated = Annotated[bool, typer.Option("--simulated", help="Simulated meters' keys, too.")]


@keys.command("list")
def list_keys(
    simulated: Simulated = False,
    store_path: StorePath = None,
    language: SpokenLanguage = Language.EN,
) -> None:
    """List the keys, a line each, by tabulators.

    Meter, SHA-256 fingerprint, origin, first seen, confirmed by whom and when, valid from and to.
    """
    with errors_said(language), existing_store(store_path) as opened:
        found = opened.known_keys(include_simulated=simulated)
    if not found:
        print(say(message("store.no-keys"), language))
    for key in found:
        print("\t".join(_columns(key)))


@keys.command("import")
def import_keys(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A key ring file (JSON).")],
    store_path: StorePath = None,
    language: SpokenLanguage = Language.EN,
) -> None:
    """Take over all keys of a key ring file, or none; say which meters had another key."""
    with errors_said(language):
        text = _read(file)
        checked = [_checked(key, str(file)) for key in keys_from_json(text, str(file))]
        with Store.open(default_store_path() if store_path is None else store_path) as opened:
            had = {key.meter: opened.known_keys(meter=key.meter) for key in checked}
            opened.import_keys(keys_to_json(checked), str(file))
    for key in checked:
        for earlier in had[key.meter]:
            if earlier.fingerprint != key.fingerprint:
                said = message(
                    "store.key-changed", meter=key.meter, fingerprint=earlier.fingerprint
                )
                complain(said, language)
    print(say(message("store.keys-imported", source=file, count=len(checked)), language))


@keys.command("export")
def export_keys(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    simulated: Simulated = False,
    store_path: StorePath = None,
    language: SpokenLanguage = Language.EN,
) -> None:
    """Write the key ring into a new file."""
    with errors_said(language), existing_store(store_path) as opened:
        found = opened.known_keys(include_simulated=simulated)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened_file:
            opened_file.write(keys_to_json(found))
    except FileExistsError as error:
        complain(message("store.file-exists", file=file), language)
        raise typer.Exit(FAILED) from error
    except OSError as error:
        complain(message("store.file-unusable", file=file, reason=error.strerror), language)
        raise typer.Exit(FAILED) from error
    print(say(message("store.keys-exported", file=file, count=len(found)), language))


def _columns(key: KnownKey) -> tuple[str, ...]:
    return (
        key.meter,
        key.fingerprint,
        key.origin.value,
        _day(key.first_seen),
        key.confirmed_by or "–",
        _day(key.confirmed_at),
        _day(key.valid_from),
        _day(key.valid_to),
        "SIMULATION" if key.simulated else "",
    )


def _day(at: datetime | None) -> str:
    return "–" if at is None else f"{at:%Y-%m-%d}"


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


def _checked(key: KnownKey, source: str) -> KnownKey:
    """Return the key if its fingerprint is its own; a wrong one would confirm another key."""
    if load_key(key.key).fingerprint != key.fingerprint:
        raise StoreError("store.key-does-not-fit", source=source, meter=key.meter)
    return replace(key, fingerprint=key.fingerprint.lower())
