"""The bench: all lines and meters of one workstation, watched and commanded."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from eichlab.bench.availability import availability_today
from eichlab.bench.bench_meter import BenchMeter, MeterStatus
from eichlab.bench.configuration import BenchConfiguration, LineConfiguration
from eichlab.bench.events import EventStream, LineChanged, Noticed
from eichlab.bench.lines import line_of
from eichlab.bench.pace import Pace
from eichlab.bench.poller import Poller
from eichlab.bench.search import Trial, try_meter
from eichlab.bench.store_trouble import StoreTrouble
from eichlab.bench.transactions import ListedRecord, Transactions
from eichlab.line import Line, PortChange, WireLog
from eichlab.store import Store
from eichlab.values import (
    Attribution,
    ConfigurationError,
    LinkState,
    Severity,
    SignedRecord,
    Transaction,
    TransactionRequest,
    WireEntry,
    message,
)

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class Bench:
    """Lines, their meters and pollers over one store. Several may live in one process."""

    def __init__(
        self,
        configuration: BenchConfiguration,
        store: Store,
        *,
        pace: Pace | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Make a bench over ``store``; ``clock`` gives aware times, for stamps only."""
        self._pace = pace or Pace()
        self._clock = clock
        self.configuration = configuration
        self.store = store
        self.events = EventStream()
        self._transactions = Transactions(store, self.events.publish, pace=self._pace, clock=clock)
        self._lines: dict[str, Line] = {}
        self._pollers: dict[str, Poller] = {}
        self._meters: dict[str, BenchMeter] = {}
        self._trouble = StoreTrouble()
        self._closed = False
        for place in configuration.lines:
            self._add(place)

    def _add(self, place: LineConfiguration) -> None:
        def changed(change: PortChange) -> None:
            state = LinkState.ONLINE if change.error is None else LinkState.PORT_LOST
            said = change.error.message if change.error is not None else None
            self.events.publish(LineChanged(place.name, state, self._clock(), change.device, said))
            for poller in pollers:
                poller.port_changed(change)

        def written(entry: WireEntry) -> None:
            for meter in meters:
                if meter.configuration.unit == entry.unit:
                    running = meter.transaction
                    self.store.add_write(
                        entry,
                        meter=meter.name,
                        transaction_id=running.id if running is not None else None,
                    )

        wire_log = WireLog(place.name, on_write=written)
        line = line_of(place, on_port_change=changed, wire_log=wire_log)
        meters = [BenchMeter(each, place, line) for each in place.meters]
        pollers = [
            Poller(
                meter,
                self.store,
                self._transactions,
                self.events.publish,
                shared=len(meters) > 1,
                trouble=self._trouble,
                pace=self._pace,
                clock=self._clock,
            )
            for meter in meters
        ]
        self._lines[place.name] = line
        self._meters |= {meter.name: meter for meter in meters}
        self._pollers |= {meter.name: poller for meter, poller in zip(meters, pollers, strict=True)}

    def start(self) -> None:
        """Open the lines and start polling and recovery; returns at once."""
        for meter in self._meters.values():
            if meter.map_changed:
                file = meter.configuration.model
                said = message("bench.map-changed", meter=meter.name, file=file)
                self.events.publish(
                    Noticed(said, Severity.WARNING, self._clock(), meter=meter.name)
                )
        for poller in self._pollers.values():
            poller.start()
        for line in self._lines.values():
            line.start()

    def close(self) -> None:
        """Stop everything and wait for it. A running transaction goes on in its meter."""
        if self._closed:
            return
        self._closed = True
        for poller in self._pollers.values():
            poller.stop()
        # Closing the lines ends the questions the pollers still wait for.
        for line in self._lines.values():
            line.close()
        for poller in self._pollers.values():
            poller.join()
        for meter in self._meters.values():
            if meter.transaction is not None:
                self.store.release_lease(meter.transaction.id)
        self.store.flush()

    def start_transaction(
        self, meter: str, request: TransactionRequest, attribution: Attribution | None = None
    ) -> Future[Transaction]:
        """Start a transaction; the future holds it as *running*, or *sent* while in doubt.

        ``attribution`` is kept with it and not told to the meter.
        The future raises what kept it from starting: `ReadOnlyError`, `NotSupportedError`,
        `RequestError`, `WrongStateError`, `NoAnswerError`, `StoreError`.
        """
        whose = attribution or Attribution()
        return self._run(meter, lambda place: self._transactions.start(place, request, whose))

    def stop_transaction(self, meter: str) -> Future[Transaction]:
        """Stop the running transaction; while its record is awaited the future holds it open."""
        return self._run(meter, self._transactions.stop)

    def clear_unknown(self, meter: str) -> Future[tuple[SignedRecord, ...]]:
        """Close a transaction the journal does not know; the future holds the records kept."""
        return self._run(meter, self._transactions.clear_unknown)

    def kept_records(
        self, meter: str, before: int | None = None, limit: int = 5
    ) -> Future[tuple[ListedRecord, ...]]:
        """List finished records of a meter's own memory, the newest first; empty: no more.

        ``before`` is the number of the oldest one told so far. Nothing is written to the meter.
        """
        return self._run(meter, lambda place: self._transactions.kept_records(place, before, limit))

    def read_kept(self, meter: str, number: int) -> Future[SignedRecord]:
        """Read a record of a meter's own memory out and keep it; nothing is written to it."""
        return self._run(meter, lambda place: self._transactions.read_kept(place, number))

    def try_meter(self, place: LineConfiguration) -> Trial:
        """Read a meter once that is not on the bench yet; waits for it, so not in a GUI thread.

        Where one of the bench's lines has the port open, the meter is asked on that line. Raises
        `ConfigurationError`, `PortError` and `MeterError`.
        """
        line = next(
            (
                self._lines[each.name]
                for each in self.configuration.lines
                if each.port == place.port
            ),
            None,
        )
        return try_meter(place, line)

    def wire_log(self, line: str) -> WireLog:
        """Return the log of a line by its name."""
        return self._lines[line].wire_log

    def device(self, line: str) -> str:
        """Return the port under which a line is open, or was last."""
        return self._lines[line].device

    def availability(self, line: str) -> Decimal | None:
        """Return the per cent of today's watched time in which the meters of a line answered."""
        names = [meter.name for meter in self._meters.values() if meter.line_name == line]
        return availability_today(self.store, names, self._clock())

    def meters(self) -> tuple[MeterStatus, ...]:
        """Return what is known of every meter now, in the order of the bench file."""
        return tuple(meter.status() for meter in self._meters.values())

    def meter(self, name: str) -> MeterStatus:
        """Return what is known of one meter now."""
        return self._meter(name).status()

    def _meter(self, name: str) -> BenchMeter:
        meter = self._meters.get(name)
        if meter is None:
            raise ConfigurationError(
                "bench.no-such-meter", meter=name, meters=", ".join(self._meters)
            )
        return meter

    def _run(self, name: str, job: Callable[[BenchMeter], T]) -> Future[T]:
        meter = self._meter(name)
        return self._pollers[name].run(lambda: job(meter))
