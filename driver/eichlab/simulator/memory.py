"""What a simulated meter keeps without power: one file per meter, never half written."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any, Protocol

from eichlab.values import ConfigurationError


class Memory(Protocol):
    """Keeps a dictionary of plain values."""

    def load(self) -> dict[str, Any] | None:
        """Return what was kept, or None where nothing was yet."""

    def save(self, kept: dict[str, Any]) -> None:
        """Keep these values; they are safe when this returns."""

    def close(self) -> None:
        """Let go of the memory."""


class FleetingMemory:
    """Keeps values as long as the process lives: over power failures, not over restarts."""

    def __init__(self) -> None:
        self._kept: str | None = None

    def load(self) -> dict[str, Any] | None:
        """Return what was kept."""
        return None if self._kept is None else _dictionary(json.loads(self._kept))

    def save(self, kept: dict[str, Any]) -> None:
        """Keep these values."""
        self._kept = json.dumps(kept)

    def close(self) -> None:
        """Nothing is held."""


class FileMemory:
    """Keeps values in a JSON file that is replaced in one step and forced to the disk.

    The file holds the simulated meter's private key, so only its owner may read it. A lock file
    beside it keeps a second simulator from the same memory.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(path)
        except OSError as error:
            raise _failure(path, error) from error

    def load(self) -> dict[str, Any] | None:
        """Return what was kept. Raises `ConfigurationError` where the file is no memory."""
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _failure(self._path, error) from error
        except UnicodeDecodeError as error:
            raise unreadable(self._path, error) from error
        try:
            return _dictionary(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise unreadable(self._path, error) from error

    def save(self, kept: dict[str, Any]) -> None:
        """Write the file anew beside the old one, force it out, put it in the old one's place."""
        beside = self._path.with_suffix(".new")
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(kept, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
            _force_out_folder(self._path.parent)
        except OSError as error:
            raise _failure(self._path, error) from error

    def close(self) -> None:
        """Let others use the memory."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def unreadable(path: object, reason: object) -> ConfigurationError:
    """Return the error for a memory that makes no sense."""
    return ConfigurationError("simulator.memory-unreadable", path=path, reason=reason)


def _failure(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError("simulator.memory", path=path, reason=error.strerror)


def _dictionary(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise ValueError("not an object")


def _lock(path: Path) -> int | None:
    """Return a descriptor whose lock the kernel drops with the process, however it ends."""
    try:
        import fcntl
    except ImportError:
        return None  # Windows: nothing comparable that survives a replaced file
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise ConfigurationError("simulator.memory-in-use", path=path) from None
    return descriptor


def _force_out_folder(folder: Path) -> None:
    """Force out the folder's entry as well, where folders can be opened."""
    with contextlib.suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
