"""The simulator's event loop: files, timers and calls from other threads, in one thread.

It waits in ``select`` until something is due; an idle simulator uses no processor time. ``select``
rather than ``epoll`` because its time-out is finer than a millisecond, which pacing bytes needs.
"""

import contextlib
import heapq
import itertools
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator


class Timer:
    """A call that is due at some time and can be cancelled before."""

    __slots__ = ("_callback", "due")

    def __init__(self, due: float, callback: Callable[[], None]) -> None:
        self.due = due
        self._callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        """Forget the call; harmless when it already happened."""
        self._callback = None

    @property
    def is_pending(self) -> bool:
        """Return whether the call is still to come."""
        return self._callback is not None

    def fire(self) -> None:
        """Make the call, once."""
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Loop:
    """Runs callbacks in the thread that calls `run`. Times are seconds of ``monotonic``."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._selector = selectors.SelectSelector()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._handed_in: deque[Callable[[], None]] = deque()
        self._stopped = False
        self._wake_receiver, self._wake_sender = socket.socketpair()
        for end in (self._wake_receiver, self._wake_sender):
            end.settimeout(0)
        self.watch(self._wake_receiver.fileno(), self._woken)

    def now(self) -> float:
        """Return the loop's time in seconds."""
        return self._monotonic()

    def call_at(self, due: float, callback: Callable[[], None]) -> Timer:
        """Call ``callback`` at the time ``due`` or, if that has passed, as soon as possible."""
        timer = Timer(due, callback)
        heapq.heappush(self._timers, (due, next(self._order), timer))
        return timer

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Call ``callback`` in ``delay_s`` seconds."""
        return self.call_at(self.now() + delay_s, callback)

    def call_from_thread(self, callback: Callable[[], None]) -> None:
        """Hand in a call from another thread or a signal handler; it happens in the loop."""
        self._handed_in.append(callback)
        self._wake()

    def watch(self, descriptor: int, callback: Callable[[], None]) -> None:
        """Call ``callback`` whenever ``descriptor`` has something to read."""
        self._selector.register(descriptor, selectors.EVENT_READ, callback)

    def unwatch(self, descriptor: int) -> None:
        """Watch ``descriptor`` no more; must come before it is closed."""
        self._selector.unregister(descriptor)

    @contextlib.contextmanager
    def woken_by_signals(self) -> Iterator[None]:
        """Let signals end the waiting on every system; for the main thread only.

        Without it `select` on Windows sleeps on, and the handler runs when it next returns.
        """
        before = signal.set_wakeup_fd(self._wake_sender.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)

    def run(self) -> None:
        """Run until `stop`."""
        while not self._stopped:
            ready = self._selector.select(self._time_to_next_timer())
            for key, _ in ready:
                # A callback before this one may have closed the file.
                if self._selector.get_map().get(key.fd) is key:
                    key.data()
            while self._handed_in:
                self._handed_in.popleft()()
            self._fire_due_timers()

    def stop(self) -> None:
        """Let `run` return; may be called from any thread and from signal handlers."""
        self._stopped = True
        self._wake()

    def close(self) -> None:
        """Give back what the loop itself holds."""
        self._selector.close()
        self._wake_receiver.close()
        self._wake_sender.close()

    def _wake(self) -> None:
        # Refused means that enough wake-up bytes wait already, or that the loop is closed.
        with contextlib.suppress(OSError):
            self._wake_sender.send(b"\0")

    def _woken(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake_receiver.recv(4096):
                pass

    def _time_to_next_timer(self) -> float | None:
        while self._timers and not self._timers[0][2].is_pending:
            heapq.heappop(self._timers)
        if not self._timers:
            return None
        return max(0.0, self._timers[0][0] - self.now())

    def _fire_due_timers(self) -> None:
        now = self.now()
        due: list[Timer] = []
        while self._timers and self._timers[0][0] <= now:
            due.append(heapq.heappop(self._timers)[2])
        for timer in due:
            timer.fire()
