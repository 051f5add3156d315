"""How a store is read without a byte being written into it or beside it.

An ordinary connection to a database with a write-ahead log makes files beside it, even one that
only reads. Evidence, a copy on a write-protected disk, is read otherwise:

* without a log beside it: as it stands, since everything is in the one file;
* with a log and its index (in use, or its program was killed): through both, read only;
* with a log whose index is missing (only two of the three files were copied), or where that
  fails: from a copy in a temporary folder.
"""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from eichlab.values import StoreError

_THROUGH_LOG = "mode=ro&readonly_shm=1"
_AS_IT_STANDS = "mode=ro&immutable=1"


class UntouchedFile:
    """A store's file, opened so that it stays as it is; ``uri`` is what SQLite opens."""

    def __init__(self, path: Path) -> None:
        """Choose the way. Raises ``OSError`` and ``sqlite3.Error``."""
        self._path = path
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._stamp: tuple[int, int] | None = None
        if not self._log.exists():
            self._stamp = self._stamp_now()
            self.uri = _uri(path, _AS_IT_STANDS)
        elif Path(f"{path}-shm").exists() and _can_be_read(_uri(path, _THROUGH_LOG)):
            self.uri = _uri(path, _THROUGH_LOG)
        else:
            self._copy = tempfile.TemporaryDirectory(prefix="eichlab-")
            place = Path(self._copy.name) / path.name
            shutil.copyfile(path, place)
            shutil.copyfile(self._log, f"{place}-wal")
            self.uri = _uri(place, "mode=rw")

    def refuse_if_changed(self) -> None:
        """Raise `StoreError` where somebody began to write to a file read as it stands."""
        if self._stamp is not None and (self._log.exists() or self._stamp_now() != self._stamp):
            raise StoreError("store.changed-meanwhile", path=str(self._path))

    def close(self) -> None:
        """Remove the copy, if there is one."""
        if self._copy is not None:
            self._copy.cleanup()

    @property
    def _log(self) -> Path:
        return Path(f"{self._path}-wal")

    def _stamp_now(self) -> tuple[int, int]:
        status = self._path.stat()
        return status.st_size, status.st_mtime_ns


def _uri(path: Path, how: str) -> str:
    return f"{path.absolute().as_uri()}?{how}"


def _can_be_read(uri: str) -> bool:
    connection = sqlite3.connect(uri, uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise
        return False
    else:
        return True
    finally:
        connection.close()
