"""The key ring: which meter has which public key, since when, and who confirmed it.

Every change of a key is an entry of the chain; the table ``keys`` is an index over these.

Its file is JSON: ``{"format": "eichlab-keyring", "version": 1, "keys": [{"meter", "key" (hex),
"fingerprint" (hex), "origin", "first_seen", "confirmed_by", "confirmed_at", "valid_from",
"valid_to", "simulated"}]}``; times are ISO 8601 with their offset, the last five may be missing.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from eichlab.store import chain
from eichlab.store.moments import from_text, to_text
from eichlab.values import KeyOrigin, KnownKey, StoreError

_FORMAT = "eichlab-keyring"
_VERSION = 1
_COLUMNS = (
    "meter, key, fingerprint, origin, first_seen, confirmed_by, confirmed_at, valid_from,"
    " valid_to, simulated"
)


def add(connection: sqlite3.Connection, known: KnownKey, at: datetime) -> tuple[KnownKey, ...]:
    """Keep a key; return the other keys this meter had before, oldest first.

    A key that is known already keeps its first sight and whatever confirms it; a simulated key
    stays one for ever.
    """
    had = known_keys(connection, known.meter, include_simulated=True)
    same = next((each for each in had if each.fingerprint == known.fingerprint), None)
    kept = known if same is None else _merged(same, known)
    if kept != same:
        _keep(connection, kept, at)
    return tuple(each for each in had if each.fingerprint != known.fingerprint)


def _merged(same: KnownKey, known: KnownKey) -> KnownKey:
    # Only a better origin replaces one, and only together with its own confirmation.
    better = same.origin is KeyOrigin.FILE or (
        same.confirmed_by is None and known.confirmed_by is not None
    )
    source = known if better else same
    return replace(
        same,
        origin=source.origin,
        confirmed_by=source.confirmed_by,
        confirmed_at=source.confirmed_at,
        valid_from=known.valid_from or same.valid_from,
        valid_to=known.valid_to or same.valid_to,
        first_seen=min(known.first_seen, same.first_seen),
        simulated=known.simulated or same.simulated,
    )


def _keep(connection: sqlite3.Connection, key: KnownKey, at: datetime) -> None:
    """Write the key as it is now: into the chain, and into the index over it."""
    columns: tuple[chain.Column, ...] = (
        key.meter,
        key.key,
        key.fingerprint,
        key.origin.value,
        to_text(key.first_seen),
        key.confirmed_by,
        _optional(key.confirmed_at),
        _optional(key.valid_from),
        _optional(key.valid_to),
        int(key.simulated),
    )
    chain.append(connection, chain.KEY, (*columns, to_text(at)))
    marks = ", ".join("?" * len(columns))
    connection.execute(
        f"INSERT INTO keys ({_COLUMNS}) VALUES ({marks})"  # noqa: S608 - own words
        " ON CONFLICT (meter, fingerprint) DO UPDATE SET origin = excluded.origin,"
        " first_seen = excluded.first_seen, confirmed_by = excluded.confirmed_by,"
        " confirmed_at = excluded.confirmed_at, valid_from = excluded.valid_from,"
        " valid_to = excluded.valid_to, simulated = excluded.simulated",
        columns,
    )


def known_keys(
    connection: sqlite3.Connection, meter: str | None, *, include_simulated: bool
) -> tuple[KnownKey, ...]:
    """Return the keys of one meter (None: of all), in the order they were first kept."""
    conditions = []
    parameters: list[str] = []
    if meter is not None:
        conditions.append("meter = ?")
        parameters.append(meter)
    if not include_simulated:
        conditions.append("simulated = 0")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM keys {where} ORDER BY id",  # noqa: S608 - own words
        parameters,
    )
    return tuple(_key(columns) for columns in found)


def confirm(
    connection: sqlite3.Connection,
    meter: str,
    fingerprint: str,
    *,
    origin: KeyOrigin,
    by: str,
    at: datetime,
) -> None:
    """Note who confirmed a key, how and when. Raises `StoreError` for an unknown key."""
    key = _one(connection, meter, fingerprint)
    _keep(connection, replace(key, origin=origin, confirmed_by=by, confirmed_at=at), at)


def limit(
    connection: sqlite3.Connection,
    meter: str,
    fingerprint: str,
    *,
    valid_from: datetime | None,
    valid_to: datetime | None,
    at: datetime,
) -> None:
    """Note from when to when a key is the meter's; None: no limit.

    Raises `StoreError` for an unknown key.
    """
    key = _one(connection, meter, fingerprint)
    limited = replace(key, valid_from=valid_from, valid_to=valid_to)
    if limited != key:
        _keep(connection, limited, at)


def _one(connection: sqlite3.Connection, meter: str, fingerprint: str) -> KnownKey:
    for key in known_keys(connection, meter, include_simulated=True):
        if key.fingerprint == fingerprint:
            return key
    raise StoreError("store.key-unknown", meter=meter, fingerprint=fingerprint)


def keys_to_json(keys: Iterable[KnownKey]) -> str:
    """Return a key ring file's text."""
    listed = [
        {
            "meter": each.meter,
            "key": each.key.hex(),
            "fingerprint": each.fingerprint,
            "origin": each.origin.value,
            "first_seen": to_text(each.first_seen),
            "confirmed_by": each.confirmed_by,
            "confirmed_at": _optional(each.confirmed_at),
            "valid_from": _optional(each.valid_from),
            "valid_to": _optional(each.valid_to),
            "simulated": each.simulated,
        }
        for each in keys
    ]
    whole = {"format": _FORMAT, "version": _VERSION, "keys": listed}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def keys_from_json(text: str, source: str) -> tuple[KnownKey, ...]:
    """Return the keys of a key ring file's text; all of them or none.

    ``source`` names the file in the error. Raises `StoreError` ``store.keyring-unreadable`` with
    the place inside the file.
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(source, "1", error) from error
    if not isinstance(whole, dict) or whole.get("format") != _FORMAT:
        raise _unreadable(source, "format", f"not {_FORMAT}")
    if whole.get("version") != _VERSION:
        raise _unreadable(source, "version", whole.get("version"))
    listed = whole.get("keys")
    if not isinstance(listed, list):
        raise _unreadable(source, "keys", "not a list")
    keys = []
    for index, entry in enumerate(listed):
        try:
            keys.append(_from_entry(entry))
        except (KeyError, ValueError, TypeError) as error:
            raise _unreadable(source, f"keys[{index}]", repr(error)) from error
    return tuple(keys)


def _from_entry(entry: object) -> KnownKey:
    if not isinstance(entry, dict):
        raise TypeError("not an object")
    simulated = entry.get("simulated", False)
    if not isinstance(simulated, bool):
        raise TypeError("simulated is neither true nor false")
    fingerprint = _text(entry, "fingerprint").lower()
    if len(bytes.fromhex(fingerprint)) != 32:
        raise ValueError("a fingerprint has 64 hexadecimal digits")
    key = bytes.fromhex(_text(entry, "key"))
    if not key:
        raise ValueError("the key is empty")
    by = entry.get("confirmed_by")
    return KnownKey(
        meter=_text(entry, "meter"),
        key=key,
        fingerprint=fingerprint,
        origin=KeyOrigin(_text(entry, "origin")),
        first_seen=from_text(_text(entry, "first_seen")),
        confirmed_by=None if by is None else str(by),
        confirmed_at=_time(entry, "confirmed_at"),
        valid_from=_time(entry, "valid_from"),
        valid_to=_time(entry, "valid_to"),
        simulated=simulated,
    )


def _text(entry: dict[str, object], name: str) -> str:
    value = entry[name]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is no text")
    return value


def _time(entry: dict[str, object], name: str) -> datetime | None:
    return None if entry.get(name) is None else from_text(_text(entry, name))


def _unreadable(source: str, place: str, reason: object) -> StoreError:
    return StoreError("store.keyring-unreadable", source=source, place=place, reason=str(reason))


def _optional(at: datetime | None) -> str | None:
    return None if at is None else to_text(at)


def _key(columns: Sequence[object]) -> KnownKey:
    meter, key, fingerprint, origin, first_seen, by, at, valid_from, valid_to, simulated = columns
    if not isinstance(key, bytes):
        raise TypeError("a key is no bytes")
    return KnownKey(
        meter=str(meter),
        key=key,
        fingerprint=str(fingerprint),
        origin=KeyOrigin(str(origin)),
        first_seen=from_text(str(first_seen)),
        confirmed_by=None if by is None else str(by),
        confirmed_at=_stored_time(at),
        valid_from=_stored_time(valid_from),
        valid_to=_stored_time(valid_to),
        simulated=bool(simulated),
    )


def _stored_time(column: object) -> datetime | None:
    return None if column is None else from_text(str(column))
