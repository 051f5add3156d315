"""One meter on a bench of its own, followed from the command line until something is so."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    Event,
    ForeignRecordStored,
    LineChanged,
    MeterStatus,
    Noticed,
    StateRead,
    TransactionChanged,
    UnknownTransactionFound,
)
from eichlab.cli.terminal import tell
from eichlab.store import Store
from eichlab.values import (
    EichlabError,
    LinkState,
    NoAnswerError,
    PortError,
    Transaction,
    WrongMeterError,
)

_STEP_S = 0.05


class MeterSession:
    """A running bench of one meter: its events so far, and waiting for what is to come."""

    def __init__(self, bench: Bench, *, quiet: bool) -> None:
        self.bench = bench
        self.name = bench.meters()[0].name
        self.interrupted = threading.Event()
        self.transactions: dict[str, Transaction] = {}
        self.foreign: list[str] = []
        self.stray: UnknownTransactionFound | None = None
        self.state_was_read = False
        self._port_error: LineChanged | None = None
        self._quiet = quiet
        self._subscription = bench.events.subscribe()

    @property
    def status(self) -> MeterStatus:
        """Return what is known of the meter now."""
        return self.bench.meter(self.name)

    def wait(self, until: Callable[[], bool], seconds: float) -> bool:
        """Follow events until something is so; return whether it came in time.

        An interruption by the user ends the wait early.
        """
        end = time.monotonic() + seconds
        while True:
            self.follow()
            if until():
                return True
            if time.monotonic() >= end or self.interrupted.wait(_STEP_S):
                return False

    def connect(self, seconds: float) -> None:
        """Wait until the meter answered, said its state, and old transactions are brought home.

        Raises what keeps it from answering: a port that cannot be opened at once, anything else
        when the time is over.
        """
        until = time.monotonic() + seconds
        while not self.state_was_read or self.status.open_transaction is not None:
            self.wait(lambda: True, 0)
            if self._port_error is not None and self._port_error.message is not None:
                said = self._port_error.message
                raise PortError(said.code, **said.parameters)
            if time.monotonic() >= until or self.interrupted.wait(_STEP_S):
                raise self._why_not()

    def _why_not(self) -> EichlabError:
        status = self.status
        waiting = status.open_transaction
        if waiting is not None:
            return NoAnswerError("cli.still-open", transaction=waiting.id, meter=self.name)
        problem = status.problem
        if problem is None:
            return NoAnswerError("cli.no-state", meter=self.name)
        kind = WrongMeterError if status.link is LinkState.DEGRADED else NoAnswerError
        return kind(problem.code, **problem.parameters)

    def follow(self) -> None:
        """Take note of everything that happened."""
        for event in self._subscription.drain():
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case TransactionChanged(transaction):
                self.transactions[transaction.id] = transaction
            case ForeignRecordStored(_, sha256):
                self.foreign.append(sha256)
            case UnknownTransactionFound():
                self.stray = event
            case StateRead():
                self.state_was_read = True
            case LineChanged(state=LinkState.PORT_LOST) if not self.state_was_read:
                self._port_error = event
            case Noticed(message=said) if not self._quiet:
                tell(said)
            case _:
                pass


@contextmanager
def meter_session(
    configuration: BenchConfiguration, store: Store, *, quiet: bool
) -> Iterator[MeterSession]:
    """Run the bench for as long as the block lasts; SIGINT and SIGTERM only end waits."""
    bench = Bench(configuration, store)
    session = MeterSession(bench, quiet=quiet)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        session.interrupted.set()

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    bench.start()
    try:
        yield session
    finally:
        bench.close()
        for number, handler in before.items():
            signal.signal(number, handler)
