"""Locks on files that the kernel drops when the process that holds them ends, however it ends."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001 - Windows knows one kind
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, *, shared: bool) -> None:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)


class FileLock:
    """A lock on a file of its own, held from construction until `release` or the end."""

    def __init__(self, path: Path) -> None:
        """Create and lock ``path``, which nobody else may have. Raises ``OSError``."""
        self.path = path
        # Not inheritable (Python's default), so no child process keeps the lock alive.
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            _lock(self._descriptor, shared=False)
        except BaseException:
            os.close(self._descriptor)
            path.unlink(missing_ok=True)
            raise

    def release(self) -> None:
        """Drop the lock and remove the file."""
        if os.name == "nt":
            os.close(self._descriptor)
            self.path.unlink(missing_ok=True)
        else:
            self.path.unlink(missing_ok=True)
            os.close(self._descriptor)


def is_locked(path: Path) -> bool:
    """Return whether a living process (or another object of this one) holds the lock.

    Asking takes a shared lock for a moment, so several may ask at once. Raises ``OSError`` where
    the file cannot be opened for another reason than that it is gone.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        _lock(descriptor, shared=True)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
