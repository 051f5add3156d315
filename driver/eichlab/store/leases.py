"""Who may act on an open transaction.

The database says which owner has a transaction; whether that owner still lives, only the kernel
says, by the lock on the owner's file. No clock is involved. An owner's file is made and looked
through under the database's write lock, so no one can mistake a new owner for a dead one.
"""

import sqlite3
import uuid
from pathlib import Path

from eichlab.store.file_lock import FileLock, is_locked


class Leases:
    """The leases as one owner (one open store) sees and takes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owner = uuid.uuid4().hex
        self._lock: FileLock | None = None

    def take(self, connection: sqlite3.Connection, transaction_id: str) -> bool:
        """Take the lease inside the running write; False where a living owner has it."""
        holder = self._holder(connection, transaction_id)
        if holder == self._owner:
            return True
        if holder is not None and self._lives(holder):
            return False
        self._show_we_live()
        connection.execute(
            "INSERT INTO leases (transaction_id, owner) VALUES (?, ?)"
            " ON CONFLICT (transaction_id) DO UPDATE SET owner = excluded.owner",
            (transaction_id, self._owner),
        )
        return True

    def release(self, connection: sqlite3.Connection, transaction_id: str) -> None:
        """Give our lease back inside the running write; nothing happens to another's."""
        connection.execute(
            "DELETE FROM leases WHERE transaction_id = ? AND owner = ?",
            (transaction_id, self._owner),
        )

    def is_over(self, connection: sqlite3.Connection, transaction_id: str) -> bool:
        """Return whether nobody alive holds it, we included."""
        holder = self._holder(connection, transaction_id)
        return holder is None or not (holder == self._owner or self._lives(holder))

    def close(self) -> None:
        """Give up everything we hold."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _holder(self, connection: sqlite3.Connection, transaction_id: str) -> str | None:
        row = connection.execute(
            "SELECT owner FROM leases WHERE transaction_id = ?", (transaction_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def _lives(self, owner: str) -> bool:
        return is_locked(self._file_of(owner))

    def _show_we_live(self) -> None:
        if self._lock is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for left_behind in self._folder.glob("*.owner"):
            if not is_locked(left_behind):
                left_behind.unlink(missing_ok=True)
        self._lock = FileLock(self._file_of(self._owner))

    def _file_of(self, owner: str) -> Path:
        return self._folder / f"{owner}.owner"
