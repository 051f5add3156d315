"""Takes notes of writes to meters without waiting for the disk: a line must not be slowed.

A note is committed at once by a thread of its own, and at the latest together with the next
entry of the chain, before it: no step of a transaction is durable without the writes before it.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection

from eichlab.store import chain, writes
from eichlab.store.database import Database
from eichlab.store.rescue import RescueFolder
from eichlab.values import StoreError

_RETRY_S = 1.0


class WriteQueue:
    """The notes of writes on their way into the chain.

    While the store refuses, they wait here and also lie in the rescue folder.
    """

    def __init__(
        self, database: Database, rescue: RescueFolder, *, retry_s: float = _RETRY_S
    ) -> None:
        self._database = database
        self._rescue = rescue
        self._retry_s = retry_s
        self._condition = threading.Condition()
        self._commit_lock = threading.Lock()
        self._waiting: deque[tuple[chain.Column, ...]] = deque()
        self._rescued = 0
        """How many of the first that wait already lie in the rescue folder."""
        self._thread: threading.Thread | None = None
        self._closing = False

    def add(self, columns: tuple[chain.Column, ...]) -> None:
        """Take a note; returns at once. Raises `StoreError` only when the store is closed."""
        with self._condition:
            if self._closing:
                raise StoreError("store.closed", path=str(self._database.path))
            self._waiting.append(columns)
            if self._thread is None:
                # A daemon: a program that forgot to close must still end.
                self._thread = threading.Thread(
                    target=self._run, name="eichlab-store-writes", daemon=True
                )
                self._thread.start()
            self._condition.notify_all()

    @contextmanager
    def appending(self) -> Iterator[Connection]:
        """Run the block as one durable write of the database, the notes that wait before it."""
        with self._commit_lock:
            with self._condition:
                batch = tuple(self._waiting)
            with self._database.writing() as connection:
                for columns in batch:
                    chain.append(connection, chain.WRITE, columns)
                yield connection
            with self._condition:
                for _ in batch:
                    self._waiting.popleft()
                self._rescued = max(0, self._rescued - len(batch))

    def close(self) -> None:
        """End the thread and commit what waits, once.

        Raises `StoreError` where that fails; it then lies in the rescue folder, if anywhere.
        """
        with self._condition:
            if self._closing:
                return
            self._closing = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join()
        if self._waiting:
            self._commit()

    def _commit(self) -> None:
        try:
            with self.appending():
                pass
        except StoreError:
            self._keep_beside()
            raise

    def _keep_beside(self) -> None:
        """Put what the database refused into the rescue folder, durable."""
        with self._commit_lock:
            with self._condition:
                batch = tuple(self._waiting)
            new = batch[self._rescued :]
            if new:
                self._rescue.keep_writes([writes.plain(columns) for columns in new])
                self._rescued = len(batch)

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: bool(self._waiting) or self._closing)
                if self._closing:
                    return
            try:
                self._commit()
            except StoreError:
                # Whoever writes next is told; the notes wait, and lie in the rescue folder.
                with self._condition:
                    self._condition.wait_for(lambda: self._closing, self._retry_s)
