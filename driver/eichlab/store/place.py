"""Where the store lies, what it takes up and what is left."""

import os
import shutil
from pathlib import Path

import platformdirs


def default_store_path() -> Path:
    """Return the store's usual place, as the system and the ``XDG_*`` variables say."""
    return platformdirs.user_data_path("eichlab", appauthor=False) / "eichlab.sqlite"


def size_bytes(path: Path) -> int:
    """Return the size of the store's files: the database, its log and its index."""
    total = 0
    for suffix in ("", "-wal", "-shm"):
        try:
            total += Path(f"{path}{suffix}").stat().st_size
        except FileNotFoundError:
            continue
    return total


def free_bytes(folder: Path) -> int:
    """Return what this user may still write on the disk that ``folder`` is on."""
    return shutil.disk_usage(folder).free


def make_durable(folder: Path) -> None:
    """Make the names in ``folder`` survive a power failure; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
