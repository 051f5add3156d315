"""Writes all evidence into a folder, from the stored bytes, in forms any program reads."""

import csv
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eichlab.store import chain, keyring, losses, readings, records
from eichlab.store.database import code_of_os_error
from eichlab.store.plain_data import text_or_none
from eichlab.store.rescue import safe_name
from eichlab.values import StoreError

_SIMULATION = "SIMULATION"
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, how many of what, and the head of the chain they are from."""

    folder: Path
    files: tuple[Path, ...]
    records: int
    journal_rows: int
    losses: int
    readings: int
    head: str


def export(connection: sqlite3.Connection, folder: Path, path: Path) -> Exported:
    """Write everything into ``folder``, which must be empty or not there yet.

    Raises `StoreError` where the folder holds something or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StoreError("store.export-not-empty", folder=str(folder))
        return _Writer(connection, folder).write(path)
    except OSError as error:
        full = code_of_os_error(error) == "store.full"
        code = "store.export-full" if full else "store.export-failed"
        raise StoreError(code, folder=str(folder), reason=error.strerror or str(error)) from error


class _Writer:
    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._files: list[Path] = []
        self._simulated = {
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM meters WHERE simulated = 1 UNION"
                " SELECT meter FROM transactions WHERE simulated = 1 UNION"
                " SELECT meter FROM records WHERE simulated = 1"
            )
        }

    def write(self, path: Path) -> Exported:
        number, head = chain.tail(self._connection)
        counts = (self._records(), self._journal(), self._losses(), self._readings())
        self._transactions()
        self._verdicts()
        self._keys()
        summary = {
            "store": str(path),
            "chain_entries": number,
            "chain_head": head,
            "records": counts[0],
            "journal_rows": counts[1],
            "losses": counts[2],
            "readings": counts[3],
            "simulated_meters": sorted(self._simulated),
        }
        self._text("evidence.json", json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
        return Exported(self._folder, tuple(self._files), *counts, head=head)

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
        self._files.append(file)
        return file
