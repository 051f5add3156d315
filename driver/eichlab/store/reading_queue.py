"""Takes readings without waiting for the disk and commits them once a second in its own thread."""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

from eichlab.store import readings, watches
from eichlab.store.database import Database
from eichlab.store.moments import to_micros
from eichlab.values import Loss, Reading, StoreError

# More waiting than this: nobody polls so fast, somebody fills the store, and waits now.
_MOST_WAITING = 20_000
# What one transaction holds at most; others who write wait that long.
_MOST_AT_ONCE = 2_000


class ReadingQueue:
    """The readings on their way into the database, and the watches they are signs of.

    A commit that fails keeps its readings for the next; the error is raised by the next call.
    While the store refuses, the oldest give way once ``_MOST_WAITING`` are waiting.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        batch_s: float = 1.0,
        beat_s: float = 10.0,
    ) -> None:
        self._database = database
        self._clock = clock
        self._batch_s = batch_s
        self._beat_s = beat_s
        self._condition = threading.Condition()
        self._commit_lock = threading.Lock()
        self._waiting: deque[tuple[Reading, bool]] = deque()
        self._in_loss: dict[str, int] = {}
        self._watches: dict[str, watches.Watch | None] = {}
        self._failure: StoreError | None = None
        self._refused = False
        self._thread: threading.Thread | None = None
        self._closing = False

    def add(self, reading: Reading, *, simulated: bool) -> None:
        """Take a reading; returns at once. Raises `StoreError` when an earlier commit failed."""
        to_micros(reading.taken_at)  # a time without zone is refused here, at its cause
        with self._condition:
            if self._closing:
                raise StoreError("store.closed", path=str(self._database.path))
            crowded = len(self._waiting) >= _MOST_WAITING
            if crowded and self._refused:
                self._waiting.popleft()
            self._waiting.append((reading, simulated))
            failure, self._failure = self._failure, None
            if len(self._waiting) == 1:
                self._wake()
        if failure is not None:
            raise failure
        if crowded and not self._refused:
            self.flush()

    def loss_began(self, loss: Loss) -> None:
        """From now on the meter is watched although it gives no readings."""
        with self._condition:
            self._in_loss[loss.meter] = to_micros(loss.began_at)
            if not self._closing:
                self._wake()

    def loss_ended(self, loss: Loss) -> None:
        """Note that readings show again that the meter is watched."""
        with self._condition:
            self._in_loss.pop(loss.meter, None)

    def flush(self) -> None:
        """Commit everything that waits, now. Raises `StoreError`; what failed keeps waiting."""
        with self._commit_lock:
            while True:
                with self._condition:
                    count = min(len(self._waiting), _MOST_AT_ONCE)
                    batch = [self._waiting.popleft() for _ in range(count)]
                    in_loss = dict(self._in_loss)
                if not batch and not in_loss:
                    return
                try:
                    self._commit(batch, in_loss)
                except BaseException as error:
                    with self._condition:
                        self._waiting.extendleft(reversed(batch))
                        self._refused = isinstance(error, StoreError)
                    raise
                self._refused = False
                if not batch or not self._waiting:
                    return

    def close(self) -> None:
        """End the thread and commit what waits, once. Raises `StoreError` where that fails."""
        with self._condition:
            if self._closing:
                return
            self._closing = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _commit(self, batch: list[tuple[Reading, bool]], in_loss: dict[str, int]) -> None:
        signs: dict[str, list[int]] = {}
        for reading, _simulated in batch:
            signs.setdefault(reading.meter, []).append(to_micros(reading.taken_at))
        present = to_micros(self._clock())
        for meter, began_at in in_loss.items():
            watch = self._watches.get(meter)
            since = began_at if watch is None else max(began_at, watch.ended_at)
            signs.setdefault(meter, []).extend({min(since, present), present})
        with self._database.writing() as connection:
            readings.write(connection, batch)
            grown = {
                meter: watches.extend(connection, meter, self._watches.get(meter), sorted(times))
                for meter, times in signs.items()
            }
        self._watches.update(grown)

    def _wake(self) -> None:
        if self._thread is None:
            # A daemon: a program that forgot to close must still end.
            self._thread = threading.Thread(
                target=self._run, name="eichlab-store-readings", daemon=True
            )
            self._thread.start()
        self._condition.notify_all()

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._waiting and not self._in_loss and not self._closing:
                    self._condition.wait()
                # Readings wait for company; a lasting loss alone is noted less often.
                self._condition.wait_for(lambda: self._closing or bool(self._waiting), self._beat_s)
                self._condition.wait_for(lambda: self._closing, self._batch_s)
                if self._closing:
                    return
            try:
                self.flush()
            except StoreError as error:
                with self._condition:
                    self._failure = error
