"""``eichlab keys``: the key ring."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from eichlab.cli.store import (
    SpokenLanguage,
    StorePath,
    complain,
    errors_said,
    existing_store,
)
from eichlab.store import Store, default_store_path, keys_to_json, read_key_file, write_key_file
from eichlab.texts import Language, say
from eichlab.transparency import fingerprint_of
from eichlab.values import KnownKey, message

keys = typer.Typer(no_args_is_help=True, help="The key ring: which meter has which public key.")

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
        checked = read_key_file(file, fingerprint_of)
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
        write_key_file(file, found)
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
