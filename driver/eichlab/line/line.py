"""A line: a port or an address, and the one worker thread that alone touches it.

Everything that wants to talk on a line submits a job; inside a job the driver asks question after
question.
"""

import heapq
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from eichlab.line.wire_log import WireLog
from eichlab.values import Direction, PortError, PortLostError, WireVerdict, message

T = TypeVar("T")


class Priority(IntEnum):
    """Which waiting job goes first."""

    TRANSACTION = 0
    POLL = 1


@dataclass(frozen=True, slots=True)
class PortChange:
    """A line's port was opened, could not be opened, or vanished (``error`` says why)."""

    line: str
    device: str
    error: PortError | None


class Line(ABC):
    """A line of any kind. Subclasses say how questions are asked on it.

    ``on_port_change`` is called in the worker thread at every change of the port.
    """

    def __init__(
        self,
        name: str,
        *,
        on_port_change: Callable[[PortChange], None] | None = None,
        wire_log: WireLog | None = None,
    ) -> None:
        self.name = name
        self.wire_log = wire_log or WireLog(name)
        self._on_port_change = on_port_change
        self._jobs: list[tuple[int, int, Callable[[], None]]] = []
        self._sequence = itertools.count()
        self._condition = threading.Condition()
        self._closing = False
        self._ended = False
        self._thread = threading.Thread(target=self._work, name=f"line {name}", daemon=True)

    def start(self) -> None:
        """Start the worker; it finds the port, and goes on searching while that is away."""
        self._thread.start()

    def close(self) -> None:
        """Stop the worker and close the port; waiting jobs end with `PortLostError`."""
        with self._condition:
            self._closing = True
            self._condition.notify_all()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join()

    def run(self, job: Callable[[], T], priority: Priority = Priority.POLL) -> Future[T]:
        """Queue ``job`` for the worker and return its future.

        Inside, questions may be asked. Jobs of higher priority go first, others in the order they
        came. While the port is away a job fails at once with the port's error.
        """
        future: Future[T] = Future()

        def perform() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                if self._ended:
                    raise self._closed()
                self._require_port()
                future.set_result(job())
            # Whatever went wrong belongs to the one who waits for this job.
            except BaseException as error:  # noqa: BLE001
                future.set_exception(error)

        with self._condition:
            if self._closing:
                future.set_exception(self._closed())
                return future
            heapq.heappush(self._jobs, (priority, next(self._sequence), perform))
            self._condition.notify_all()
        self._wake()
        return future

    def pause(self, seconds: float) -> None:
        """Wait inside a job, and let the jobs run that wait for the line.

        It takes as much longer as they do. Raises `PortError` when the port is lost meanwhile.
        """
        self._require_worker()
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._require_port()
            if self._closing:
                raise self._closed()
            if job := self._next_job():
                job()
                del job
            else:
                self._rest(left)
        self._require_port()

    @property
    @abstractmethod
    def device(self) -> str:
        """Return the port or address as it is now, or was last."""

    # ── what kinds of line differ in ─────────────────────────────────────────────────────────

    @abstractmethod
    def _require_port(self) -> None:
        """Raise the `PortError` that keeps every job from being done now, if there is one."""

    @abstractmethod
    def _prepare(self) -> None:
        """Look after the port; called in the worker before each job and while there is none."""

    @abstractmethod
    def _idle(self) -> None:
        """Wait for a moment, or until there is a job; called in the worker."""

    def _rest(self, seconds: float) -> None:
        """Wait so long at most, or until there is a job; called in the worker during a pause."""
        self._wait_for_job(seconds)

    @abstractmethod
    def _end(self) -> None:
        """Close the port; called in the worker as its last work."""

    def _wake(self) -> None:  # noqa: B027 - not every line waits at its port
        """Let the worker stop waiting at the port; called by any thread."""

    # ── for them ─────────────────────────────────────────────────────────────────────────────

    def _next_job(self) -> Callable[[], None] | None:
        with self._condition:
            return heapq.heappop(self._jobs)[2] if self._jobs else None

    def _wait_for_job(self, seconds: float | None) -> None:
        with self._condition:
            if not self._jobs and not self._closing:
                self._condition.wait(seconds)

    def _require_worker(self) -> None:
        if threading.current_thread() is not self._thread:
            raise RuntimeError("questions are asked inside a job of the line")

    def _closed(self) -> PortLostError:
        return PortLostError("port.closed", port=self.device)

    def _tell(self, *, device: str, error: PortError | None) -> None:
        if self._on_port_change is not None:
            self._on_port_change(PortChange(self.name, device, error))

    def _note(self, code: str, **parameters: object) -> None:
        self.wire_log.add(
            Direction.NOTE, b"", WireVerdict.PORT, meaning=message(code, **parameters)
        )

    # ── the worker ───────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        while True:
            if self._closing:
                break
            job = self._next_job()
            self._prepare()
            if job is None:
                self._idle()
                continue
            job()
            # The answer may hold much; it must not live until the next job comes.
            del job
        self._end()
        with self._condition:
            jobs = [job for *_, job in self._jobs]
            self._jobs.clear()
        self._ended = True
        for job in jobs:
            job()
