"""The one place that talks to SQLite: connections, transactions, and errors in our words.

One connection writes, behind a lock, always under ``BEGIN IMMEDIATE``; any number of connections
read beside it (WAL), each taken from a small stock for one question at a time. So any thread may
call, and nobody who reads keeps the one who writes waiting.
"""

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eichlab.store import schema
from eichlab.store.place import free_bytes, make_durable
from eichlab.store.untouched import UntouchedFile
from eichlab.values import StoreError

_IDLE_READERS = 4
# Less than this and a failed write is put down to the full disk.
_NOTHING_LEFT_BYTES = 256 * 1024


class Database:
    """One SQLite file, open for this process."""

    def __init__(self, path: Path, rescue: Path, busy_s: float, *, read_only: bool = False) -> None:
        """Open or create the file and bring it up to date. Raises `StoreError`.

        ``read_only`` leaves everything as it is: a store of an older version stays one.
        """
        self.path = path
        self._rescue = rescue
        self._busy_s = busy_s
        self._write_lock = threading.Lock()
        self._stock_lock = threading.Lock()
        self._readers: list[sqlite3.Connection] = []
        self._closed = False
        self._untouched: UntouchedFile | None = None
        self._writer: sqlite3.Connection | None = None
        with self.errors_in_our_words():
            if read_only:
                self._open_untouched()
            else:
                self._writer = self._open_for_writing()

    def _open_for_writing(self) -> sqlite3.Connection:
        is_new = not self.path.exists()
        writer = self._connect()
        try:
            self._refuse_unless_writable()
            self._use_log(writer)
            schema.bring_up_to_date(writer, str(self.path), schema.MIGRATIONS)
        except BaseException:
            writer.close()
            raise
        if is_new:
            make_durable(self.path.parent)
        return writer

    def _open_untouched(self) -> None:
        self._untouched = UntouchedFile(self.path)
        try:
            with self.reading() as connection:
                version = schema.version_of(connection, str(self.path), len(schema.MIGRATIONS))
            if version == 0:
                raise StoreError("store.other-file", path=str(self.path))
        except BaseException:
            self.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one transaction that is durable when it returns, or did nothing."""
        with self.errors_in_our_words(), self._write_lock:
            self._refuse_when_closed()
            connection = self._writer
            if connection is None:
                raise StoreError("store.read-only", path=str(self.path))
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk makes SQLite roll back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run the block on one unchanging view of the store."""
        with self.errors_in_our_words():
            connection = self._take_reader()
            try:
                connection.execute("BEGIN")
                yield connection
                if self._untouched is not None:
                    self._untouched.refuse_if_changed()
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._give_back(connection)

    def close(self) -> None:
        """Close all connections; questions still running close theirs when they end."""
        with self._write_lock, self._stock_lock:
            if self._closed:
                return
            self._closed = True
            # Readers first: the last to close brings the log home, and only the writer may.
            for reader in self._readers:
                reader.close()
            self._readers.clear()
            if self._writer is not None:
                self._writer.close()
            if self._untouched is not None:
                self._untouched.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path if self._untouched is None else self._untouched.uri,
            timeout=self._busy_s,
            isolation_level=None,
            check_same_thread=False,
            uri=self._untouched is not None,
        )
        try:
            connection.execute("PRAGMA synchronous = FULL")
            # Only macOS knows these; without them its disks may hold writes back.
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
        except BaseException:
            connection.close()
            raise
        return connection

    def _use_log(self, writer: sqlite3.Connection) -> None:
        """Switch to the write-ahead log; SQLite does not wait here for others by itself."""
        deadline = time.monotonic() + self._busy_s
        while True:
            try:
                (mode,) = writer.execute("PRAGMA journal_mode").fetchone()
                if mode != "wal":
                    schema.refuse_other_file(writer, str(self.path))
                    (mode,) = writer.execute("PRAGMA journal_mode = WAL").fetchone()
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(0.01)
                continue
            if mode != "wal":
                raise StoreError("store.no-log", path=str(self.path))
            return

    def _take_reader(self) -> sqlite3.Connection:
        with self._stock_lock:
            self._refuse_when_closed()
            if self._readers:
                return self._readers.pop()
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._stock_lock:
            if not self._closed and len(self._readers) < _IDLE_READERS:
                self._readers.append(connection)
                return
        connection.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StoreError("store.closed", path=str(self.path))

    @contextmanager
    def errors_in_our_words(self) -> Iterator[None]:
        """Turn what SQLite or the system raises about the store's file into `StoreError`."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._store_error(error) from error
        except OSError as error:
            raise StoreError(
                code_of_os_error(error),
                path=str(self.path),
                rescue=str(self._rescue),
                reason=error.strerror or str(error),
            ) from error

    def _store_error(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        primary = code & 0xFF
        if _is_busy(error):
            name = "store.locked"
        elif primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            name = "store.damaged"
        elif primary == sqlite3.SQLITE_FULL:
            name = "store.full"
        elif primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
            name = "store.no-permission"
        elif primary == sqlite3.SQLITE_CANTOPEN:
            name = "store.cannot-open" if self._may_write() else "store.no-permission"
        elif primary == sqlite3.SQLITE_IOERR:
            name = "store.io"
        else:
            name = "store.failed"
        if name in {"store.io", "store.cannot-open"} and self._disk_is_full():
            name = "store.full"
        return StoreError(name, path=str(self.path), rescue=str(self._rescue), reason=str(error))

    def _refuse_unless_writable(self) -> None:
        """SQLite opens what it may only read without a word, and refuses the first write."""
        if self.path.exists() and not self._may_write():
            raise StoreError(
                "store.no-permission", path=str(self.path), rescue=str(self._rescue), reason=""
            )

    def _may_write(self) -> bool:
        folder_open = os.access(self.path.parent, os.W_OK | os.X_OK)
        return folder_open and (not self.path.exists() or os.access(self.path, os.R_OK | os.W_OK))

    def _disk_is_full(self) -> bool:
        try:
            return free_bytes(self.path.parent) < _NOTHING_LEFT_BYTES
        except OSError:
            return False


def code_of_os_error(error: OSError) -> str:
    """Return the message code for an error of the system about the store's files."""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "store.no-permission"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "store.full"
    if error.errno in {errno.ENOTDIR, errno.EISDIR, errno.ENOENT, errno.EEXIST, errno.ELOOP}:
        return "store.cannot-open"
    return "store.io"


def _is_busy(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
