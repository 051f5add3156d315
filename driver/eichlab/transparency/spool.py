"""Bytes kept on disk while many records are judged: a file for each process and kind of thing.

Processes hand each other places in these files, never what stands there: large messages between
processes wait for each other far longer than a disk does.
"""

import tempfile
from pathlib import Path
from typing import IO, NamedTuple

_LARGEST_IN_MEMORY = 4_000_000


class Place(NamedTuple):
    """Where bytes stand: in the file of which process, from where on, and how many."""

    process: int
    begin: int
    size: int


class Spool:
    """Bytes of one kind, written by this process and read from all processes' files.

    With a folder the file has a name there, so that others of the program can read it; without
    one nobody can, and little is kept in memory only. ``process`` is this process's number and 0
    that of the process that began them all.
    """

    def __init__(self, kind: str, folder: Path | None = None, process: int = 0) -> None:
        self._kind, self._folder, self._process = kind, folder, process
        # Open for as long as the judgement is asked for its parts; `close` ends it.
        self._own: IO[bytes] = (
            tempfile.SpooledTemporaryFile(_LARGEST_IN_MEMORY)  # noqa: SIM115
            if folder is None
            else self._path(process).open("w+b")
        )
        self._end = 0
        self._files: dict[int, IO[bytes]] = {process: self._own}
        # Where each file stands, for a needless seek costs more than a read; None: written last.
        self._read_to: dict[int, int | None] = {process: 0}

    def write(self, part: bytes) -> Place:
        """Keep bytes; return where they stand."""
        if self._read_to[self._process] is not None:
            self._own.seek(self._end)
            self._read_to[self._process] = None
        self._own.write(part)
        place = Place(self._process, self._end, len(part))
        self._end += len(part)
        return place

    def flush(self) -> None:
        """Let other processes see what was written."""
        self._own.flush()

    def read(self, place: Place) -> bytes:
        """Return what stands at a place, whoever wrote it."""
        process, begin, size = place
        if process not in self._files:
            self._files[process] = self._path(process).open("rb")
        file = self._files[process]
        if self._read_to.get(process) != begin:
            file.seek(begin)
        self._read_to[process] = begin + size
        return file.read(size)

    def close(self) -> None:
        """Forget everything."""
        for file in self._files.values():
            file.close()

    def _path(self, process: int) -> Path:
        assert self._folder is not None
        return self._folder / f"{self._kind}-{process}"
