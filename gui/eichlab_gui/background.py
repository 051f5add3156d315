"""Work away from the GUI thread: store queries, files, settings of ports.

``Background.run`` takes a callable without arguments, runs it in one of two threads, and hands the
result to a receiver in the GUI thread, later; ``watch`` does the same for a future
the bench gave.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from eichlab_gui.arrivals import Arrivals

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Task:
    """One piece of work under way; `cancel` drops it, or its result if it already runs."""

    def __init__(
        self,
        future: Future[Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self.future = future
        self.done: Callable[[Any], None] | None = done
        self.failed = failed

    def cancel(self) -> None:
        """Forget the work: no receiver hears of it any more."""
        self.done = self.failed = None
        self.future.cancel()


class Background(QObject):
    """A small pool of threads that answers in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="eichlab-background")
        self._under_way: set[Task] = set()
        self._finished = Arrivals(self._hand_over, self)

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run ``work`` in a thread, then ``done`` with its result in the GUI thread.

        ``failed`` gets the exception; without it the exception is logged. GUI thread only;
        not after `close`.
        """
        return self.watch(self._pool.submit(work), done, failed)

    def watch(
        self,
        future: Future[Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Hand the result of a future over in the GUI thread; see `run`."""
        task = Task(future, done, failed)
        self._under_way.add(task)
        future.add_done_callback(lambda _: self._finished.bring(task))
        return task

    def close(self) -> None:
        """Drop what waits, wait for what runs, end the threads."""
        for task in self._under_way:
            task.done = task.failed = None
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._under_way.clear()

    def _hand_over(self, task: Task) -> None:
        self._under_way.discard(task)
        done, failed = task.done, task.failed
        task.done = task.failed = None
        if done is None:
            return
        try:
            result = task.future.result(timeout=0)
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 - whatever the work raised is the receiver's
            if failed is None:
                _log.exception("background work failed")
            else:
                failed(error)
            return
        done(result)
