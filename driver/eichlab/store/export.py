"""Writes all evidence into a folder, from the stored bytes, in forms any program reads."""

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eichlab.store import chain, keyring, losses, readings, records, writes
from eichlab.store.database import code_of_os_error
from eichlab.store.moments import to_text
from eichlab.store.plain_data import text_or_none, to_json
from eichlab.store.rescue import safe_name
from eichlab.values import SignedRecord, StoreError

_SIMULATION = "SIMULATION"
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


MANIFEST = "manifest.json"

# What the manifest says about the worth of each part.
_IN_CHAIN = {
    "journal": "every row, in journal.csv and journal.jsonl",
    "records": "every record with all its columns, in records.csv and records/",
    "writes": "every write to a meter, in writes.csv",
    "verdicts": "every verdict with its history, in verdicts.csv",
    "keys": "every change of a key, in key_changes.csv",
}
_NOT_IN_CHAIN = {
    "readings": "unsigned live values; may be pruned",
    "losses": "grow while they last, so they are no entries",
    "transactions.csv": "a list over journal and verdicts; `eichlab store check` compares them",
    "keys.json": "the key ring now, made from the changes; `eichlab store check` compares them",
    "xml": "made for this export from the bytes in records/",
}

ToXml = Callable[[Sequence[SignedRecord]], bytes]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, how many of what, and the head of the chain they are from."""

    folder: Path
    files: tuple[Path, ...]
    records: int
    journal_rows: int
    writes: int
    losses: int
    readings: int
    head: str


def export(
    connection: sqlite3.Connection,
    folder: Path,
    path: Path,
    *,
    at: datetime,
    force: bool = False,
    to_xml: ToXml | None = None,
) -> Exported:
    """Write everything into ``folder``, which must be empty or not there yet unless ``force``.

    The manifest, with the SHA-256 of every other file, is written last: a folder without one is
    incomplete. Raises `StoreError` where the folder holds something or cannot be written to, and
    where the store is of an older version.
    """
    if chain.kinds_in(connection) != chain.KINDS:
        raise StoreError("store.older", path=str(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not force and any(folder.iterdir()):
            raise StoreError("store.export-not-empty", folder=str(folder))
        return _Writer(connection, folder, to_xml).write(path, at)
    except OSError as error:
        full = code_of_os_error(error) == "store.full"
        code = "store.export-full" if full else "store.export-failed"
        raise StoreError(code, folder=str(folder), reason=error.strerror or str(error)) from error


class _Writer:
    def __init__(self, connection: sqlite3.Connection, folder: Path, to_xml: ToXml | None) -> None:
        self._connection = connection
        self._folder = folder
        self._to_xml = to_xml
        self._files: list[Path] = []
        self._simulated = {
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM meters WHERE simulated = 1 UNION"
                " SELECT meter FROM transactions WHERE simulated = 1 UNION"
                " SELECT meter FROM records WHERE simulated = 1"
            )
        }

    def write(self, path: Path, at: datetime) -> Exported:
        # An older manifest must not vouch for files that are being replaced.
        (self._folder / MANIFEST).unlink(missing_ok=True)
        number, head = chain.tail(self._connection)
        counts = {
            "records": self._records(),
            "journal_rows": self._journal(),
            "writes": self._writes(),
            "losses": self._losses(),
            "readings": self._readings(),
        }
        self._transactions()
        self._verdicts()
        self._keys()
        if self._to_xml is not None:
            self._documents(self._to_xml)
        manifest = {
            "format": "eichlab-export",
            "version": 1,
            "store": str(path),
            "exported_at": to_text(at),
            "chain_entries": number,
            "chain_head": head,
            **counts,
            "simulated_meters": sorted(self._simulated),
            "in_chain": _IN_CHAIN,
            "not_in_chain": _NOT_IN_CHAIN,
            "sha256": {
                file.relative_to(self._folder).as_posix(): _sha256(file) for file in self._files
            },
        }
        self._text(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        return Exported(self._folder, tuple(self._files), head=head, **counts)

    def _records(self) -> int:
        lines = []
        for each in records.stored(self._connection):
            record = each.record
            suffix = ".ocmf" if record.format.upper() == "OCMF" else ".signed"
            owner = safe_name(record.transaction_id or "foreign")
            file = self._new(f"records/{each.number:06d}-{owner}{suffix}")
            file.write_bytes(record.data)
            lines.append(
                (
                    each.number,
                    file.relative_to(self._folder).as_posix(),
                    record.sha256,
                    record.format,
                    record.transaction_id,
                    each.meter,
                    each.serial,
                    each.at,
                    record.source,
                    record.place,
                    record.context,
                    None if record.public_key is None else record.public_key.hex(),
                    record.key_origin,
                    _SIMULATION if record.simulated else "",
                    each.hash,
                )
            )
        heading = (
            "number,file,sha256,format,transaction,meter,serial,stored_at,source,place,context,"
            "public_key,key_origin,simulated,chain_hash"
        )
        return self._table("records.csv", heading.split(","), lines)

    def _documents(self, to_xml: ToXml) -> None:
        """Write one document a transaction, and one for each record that belongs to none."""
        groups: dict[str, tuple[str, list[SignedRecord]]] = {}
        for each in records.stored(self._connection):
            owner = each.record.transaction_id
            name = f"xml/{each.number:06d}-{safe_name(owner or 'foreign')}.xml"
            group = groups.setdefault(owner or f"foreign {each.number}", (name, []))
            group[1].append(each.record)
        for name, belonging in groups.values():
            self._new(name).write_bytes(to_xml(belonging))

    def _writes(self) -> int:
        lines = (
            (
                write.number,
                write.at.isoformat(timespec="microseconds"),
                write.line,
                write.meter,
                write.unit,
                write.data.hex(),
                None if write.meaning is None else write.meaning.code,
                None if write.meaning is None else to_json(write.meaning.parameters),
                write.transaction_id,
                self._mark(write.meter),
                hashed,
            )
            for write, hashed in writes.stored(self._connection)
        )
        heading = (
            "number,time,line,meter,unit,bytes,meaning,parameters,transaction,simulated,chain_hash"
        )
        return self._table("writes.csv", heading.split(","), lines)

    def _journal(self) -> int:
        """Write the journal twice: a table to read, and lines with the exact stored texts."""
        found = self._connection.execute(
            "SELECT number, transaction_id, event, at, detail, hash FROM journal ORDER BY number"
        )
        names = ("number", "transaction", "event", "at", "detail", "chain_hash")
        count = self._table("journal.csv", names, found)
        found = self._connection.execute(
            "SELECT number, transaction_id, event, at, detail, hash FROM journal ORDER BY number"
        )
        with self._new("journal.jsonl").open("x", encoding="utf-8", newline="\n") as file:
            for row in found:
                file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False))
                file.write("\n")
        return count

    def _losses(self) -> int:
        lines = (
            (
                loss.meter,
                loss.began_at.isoformat(),
                None if loss.ended_at is None else loss.ended_at.isoformat(),
                loss.cause.value,
                loss.running,
                text_or_none(loss.energy_before),
                text_or_none(loss.energy_after),
                self._mark(loss.meter),
            )
            for loss in losses.overlapping(self._connection, None, None, None)
        )
        heading = "meter,from,to,cause,transaction,energy_before_wh,energy_after_wh,simulated"
        return self._table("losses.csv", heading.split(","), lines)

    def _readings(self) -> int:
        """Write one table a meter, every value as the meter gave it."""
        total = 0
        layouts = readings.layouts(self._connection)
        meters = self._connection.execute("SELECT id, name FROM meters ORDER BY name").fetchall()
        for number, (meter_id, meter) in enumerate(meters, start=1):
            used = self._connection.execute(
                "SELECT DISTINCT layout_id FROM levels WHERE meter_id = ? ORDER BY layout_id",
                (meter_id,),
            )
            curves = list(dict.fromkeys(curve for (layout,) in used for curve in layouts[layout]))
            heading = [f"{q.value}.{c.value} [{q.unit}]" for q, c in curves]
            lines = (
                (
                    reading.taken_at.isoformat(timespec="microseconds"),
                    reading.meter,
                    self._mark(meter),
                    reading.round_trip_s,
                    reading.tries,
                    *(text_or_none(reading.value(*curve)) for curve in curves),
                )
                for reading in readings.between(self._connection, meter, _BEGINNING, _END, -1)
            )
            total += self._table(
                f"readings/{number:03d}-{safe_name(meter)}.csv",
                ["time", "meter", "simulated", "round_trip_s", "tries", *heading],
                lines,
            )
        return total

    def _transactions(self) -> None:
        found = self._connection.execute(
            "SELECT id, meter, serial, outcome, verdict, reason, energy_kwh, duration_s,"
            " iif(simulated, ?, '') FROM transactions ORDER BY number",
            (_SIMULATION,),
        )
        heading = "transaction,meter,serial,outcome,verdict,reason,energy_kwh,duration_s,simulated"
        self._table("transactions.csv", heading.split(","), found)

    def _verdicts(self) -> None:
        found = self._connection.execute(
            "SELECT number, transaction_id, at, word, reason, energy_kwh, duration_s, hash"
            " FROM verdicts ORDER BY number"
        )
        heading = "number,transaction,at,verdict,reason,energy_kwh,duration_s,chain_hash"
        self._table("verdicts.csv", heading.split(","), found)

    def _keys(self) -> None:
        keys = keyring.known_keys(self._connection, None, include_simulated=True)
        self._text("keys.json", keyring.keys_to_json(keys))
        columns = (*chain.KEY.columns, "hash")
        found = self._connection.execute(
            f"SELECT {', '.join(columns)} FROM key_changes ORDER BY number"  # noqa: S608 - own names
        )
        lines = (
            [value.hex() if isinstance(value, bytes) else value for value in row] for row in found
        )
        self._table("key_changes.csv", [*columns[:-1], "chain_hash"], lines)

    def _mark(self, meter: str) -> str:
        return _SIMULATION if meter in self._simulated else ""

    def _table(self, name: str, heading: Sequence[str], lines: Iterable[Sequence[object]]) -> int:
        count = 0
        with self._new(name).open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            for line in lines:
                writer.writerow(["" if value is None else value for value in line])
                count += 1
        return count

    def _text(self, name: str, text: str) -> None:
        self._new(name).write_text(text, encoding="utf-8", newline="\n")

    def _new(self, name: str) -> Path:
        file = self._folder / name
        file.parent.mkdir(exist_ok=True)
        # Never through a link to somewhere else.
        file.unlink(missing_ok=True)
        self._files.append(file)
        return file


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
