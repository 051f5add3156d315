"""The second place: every signed record also lies as a plain file in the rescue folder."""

import os
import re
import uuid
from collections.abc import Sequence
from pathlib import Path

from eichlab.store.database import code_of_os_error
from eichlab.store.place import make_durable
from eichlab.values import SignedRecord, StoreError

_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")
_LONGEST_NAME = 80
_SHORT_SHA = 12


class RescueFolder:
    """A folder of plain files; it needs no database, so it works when the store does not."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Make the folder. Raises `StoreError` ``store.rescue-…`` where that cannot be.

        ``read_only`` makes nothing, and nothing can be kept until it is there.
        """
        self.path = path
        self._writes = path / f"writes-{uuid.uuid4().hex}.jsonl"
        if read_only:
            return
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._error(error) from error

    def keep(self, record: SignedRecord) -> Path:
        """Write the record's exact bytes, durable when it returns; never over another file.

        A record that already lies there with the same bytes stays as it is. Returns the file.
        Raises `StoreError`.
        """
        stem = f"{safe_name(record.transaction_id or 'foreign')}-{record.sha256[:_SHORT_SHA]}"
        suffix = ".ocmf" if record.format.upper() == "OCMF" else ".signed"
        try:
            return self._keep(record.data, stem, suffix)
        except OSError as error:
            raise self._error(error) from error

    def keep_writes(self, lines: Sequence[str]) -> Path:
        """Add lines about writes to meters to this program's file, durable when it returns.

        Returns the file. Raises `StoreError`.
        """
        try:
            is_new = not self._writes.exists()
            with self._writes.open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                make_durable(self.path)
        except OSError as error:
            raise self._error(error) from error
        return self._writes

    def _keep(self, data: bytes, stem: str, suffix: str) -> Path:
        # Under another name first: what has a record's name is always whole.
        unfinished = self.path / f".{uuid.uuid4().hex}.part"
        try:
            with unfinished.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            final, count = self.path / f"{stem}{suffix}", 1
            while not _name_it(unfinished, final):
                if final.read_bytes() == data:
                    break
                count += 1
                final = self.path / f"{stem}-{count}{suffix}"
        finally:
            unfinished.unlink(missing_ok=True)
        make_durable(self.path)
        return final

    def _error(self, error: OSError) -> StoreError:
        full = code_of_os_error(error) == "store.full"
        code = "store.rescue-full" if full else "store.rescue-failed"
        return StoreError(code, rescue=str(self.path), reason=error.strerror or str(error))


def _name_it(unfinished: Path, final: Path) -> bool:
    """Give the file its name; False where something already has it."""
    try:
        if os.name == "nt":
            # Refuses by itself to replace a file there.
            unfinished.rename(final)
        else:
            _link(unfinished, final)
    except FileExistsError:
        return False
    return True


def _link(unfinished: Path, final: Path) -> None:
    try:
        final.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # A disk without hard links (FAT): claim the name, then put the whole file there.
        os.close(os.open(final, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        unfinished.replace(final)


def safe_name(text: str) -> str:
    """Return a text as part of a file name that every system takes."""
    return _UNSAFE.sub("_", text)[:_LONGEST_NAME].strip(".") or "_"
