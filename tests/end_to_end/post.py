"""A charging post inside the test's own process: a simulated EM580 on a real pseudo-terminal.

Simulation and bench are the real ones; only their times are short.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from invariants import IN_THE_END, Facts, breaches

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    Event,
    LineConfiguration,
    MeterConfiguration,
    MeterStatus,
    Noticed,
    Pace,
    StateRead,
    TransactionChanged,
)
from eichlab.simulator import Conditions, LinePlan, Simulation, character_format, parse_meter
from eichlab.simulator.console import Console
from eichlab.store import Store
from eichlab.values import LinkState, MeterActivity, Transaction, TransactionRequest

T = TypeVar("T")

_IDLE = 0  # OCMF state of the EM580

QUICK = Pace(state_s=0.3, running_state_s=0.2, follow_up_s=0.1, lost_s=0.1, availability_s=0.2)


class SimulatedMeter:
    """One simulated EM580, run by a thread; ``switches`` as on the command line."""

    def __init__(
        self,
        link: Path | tuple[str, int],
        *,
        seed: int = 1,
        boot_s: float = 0.1,
        **switches: str,
    ) -> None:
        plan = LinePlan("line", link, character_format(115_200, "N"), (parse_meter("em580"),))
        conditions = Conditions(
            seed=seed, boot_s=boot_s, turnaround_s=0.001, switches={"ready-s": "0.05", **switches}
        )
        self._simulation = Simulation((plan,), conditions)
        self._console = Console(self._simulation)
        ready: Future[Any] = Future()
        self._simulation.begin(ready.set_result)
        self._thread = threading.Thread(target=self._simulation.run, name="simulated meter")
        self._thread.start()
        self.port = ready.result(20)[0].link

    def command(self, text: str) -> None:
        """Do what the command line's simulator does on this command."""
        self._in_loop(lambda: self._console.perform(text))

    @property
    def memory(self) -> Mapping[str, object]:
        """What the meter keeps without power."""
        return self._in_loop(lambda: self._supply.meter.kept.plain())  # type: ignore[attr-defined]

    @property
    def requests(self) -> int:
        """How many requests it heard."""
        return self._in_loop(lambda: self._simulation.lines[0].faults.requests)

    def begin_for_a_stranger(self) -> None:
        """Begin a transaction of somebody we know nothing of; nothing where one is there."""

        def begin() -> None:
            meter = self._supply.meter
            if self._supply.is_working and meter.kept.state == _IDLE:
                meter.kept.tariff_text = b"a stranger's"
                meter.command(b"\0B")

        self._in_loop(begin)

    def close(self) -> None:
        self._simulation.stop()
        self._thread.join()
        self._simulation.close()

    @property
    def _supply(self) -> Any:
        (supply,) = self._simulation.lines[0].supplies.values()
        return supply

    def _in_loop(self, job: Callable[[], T]) -> T:
        future: Future[T] = Future()

        def perform() -> None:
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 - belongs to the one who waits
                future.set_exception(error)

        self._simulation.loop.call_from_thread(perform)
        return future.result(20)


class Gateway:
    """A gateway that lets several programs ask one meter, as gateways on a network do."""

    def __init__(self, meter: str) -> None:
        self._meter = socket.create_connection(_address(meter), timeout=0.08)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._one_at_a_time = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._programs: list[socket.socket] = []
        self.port = f"socket://127.0.0.1:{self._server.getsockname()[1]}"
        self._run(self._accept)

    def close(self) -> None:
        for each in (self._server, *self._programs):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in (self._server, *self._programs, self._meter):
            each.close()

    def _run(self, work: Callable[[], None]) -> None:
        self._threads.append(threading.Thread(target=work, name="gateway"))
        self._threads[-1].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                program, _ = self._server.accept()
                self._programs.append(program)
                self._run(lambda program=program: self._serve(program))  # type: ignore[misc]

    def _serve(self, program: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while question := program.recv(4096):
                with self._one_at_a_time:
                    self._meter.sendall(question)
                    answer = b""
                    with contextlib.suppress(TimeoutError):
                        while len(answer) < 5 or not _is_whole(answer):
                            answer += self._meter.recv(4096)
                program.sendall(answer)


def _address(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("socket://").rpartition(":")
    return host, int(port)


def _is_whole(answer: bytes) -> bool:
    if answer[1] & 0x80:
        return True
    return len(answer) >= (5 + answer[2] if answer[1] == 4 else 8)


def configuration(port: str, **changes: Any) -> BenchConfiguration:
    """Return a bench of one simulated post, quick to poll and to time out."""
    meter = MeterConfiguration(
        name="Post",
        model="em580",
        **{"interval_s": 0.1, "timeout_s": 0.1, "simulated": True, **changes},
    )
    return BenchConfiguration("test", (LineConfiguration("Line", port, 115_200, meters=(meter,)),))


class Post:
    """A running bench over a store, and everything it published."""

    def __init__(self, store: Store, port: str, *, pace: Pace = QUICK, **changes: Any) -> None:
        clock = changes.pop("clock", None)
        options = {} if clock is None else {"clock": clock}
        self.store = store
        self.bench = Bench(configuration(port, **changes), store, pace=pace, **options)
        self.events: list[Event] = []
        self._subscription = self.bench.events.subscribe()
        self.bench.start()

    @property
    def status(self) -> MeterStatus:
        return self.bench.meter("Post")

    def until(self, so: Callable[[], object], seconds: float = 30.0) -> float:
        """Wait until ``so()``; return how long it took."""
        began = time.monotonic()
        while True:
            self.events += self._subscription.drain()
            if so():
                return time.monotonic() - began
            assert time.monotonic() - began < seconds, f"not in {seconds} s: {self.status}"
            time.sleep(0.01)

    def of(self, kind: type[T]) -> list[T]:
        self.events += self._subscription.drain()
        return [event for event in self.events if isinstance(event, kind)]

    def notices(self) -> list[str]:
        return [event.message.code for event in self.of(Noticed)]

    def connected(self) -> "Post":
        self.until(lambda: self.status.link is LinkState.ONLINE and self.status.state is not None)
        return self

    def start(self, **fields: Any) -> Transaction:
        return self.bench.start_transaction("Post", TransactionRequest(**fields)).result(60)

    def stop(self) -> Transaction:
        return self.bench.stop_transaction("Post").result(60)

    def at_rest(self) -> "Post":
        """Wait until nothing is open, here or in the meter."""

        def rests() -> bool:
            if self.store.open_transactions() or self.status.open_transaction is not None:
                return False
            # Only a state that was read after the last step says what the meter does now.
            told = [
                each for each in self.events if isinstance(each, StateRead | TransactionChanged)
            ]
            last = told[-1] if told else None
            idle = isinstance(last, StateRead) and last.state.activity is MeterActivity.IDLE
            return idle and self.status.loss is None

        self.until(rests, 60)
        return self

    def breaches(
        self, meter: SimulatedMeter, invariants: Any = IN_THE_END, **ignored: Any
    ) -> list[str]:
        return breaches(Facts.gather(self.store, meter.memory), invariants)

    def close(self) -> None:
        self.bench.close()

    def crash(self) -> None:
        """End as a killed program does: nothing is finished, no lease is given back."""
        for poller in self.bench._pollers.values():
            poller.stop()
        for line in self.bench._lines.values():
            line.close()
        for poller in self.bench._pollers.values():
            poller.join()
        self.bench._closed = True
        # The kernel would drop the lock by which the leases live; here the store does.
        self.store.close()
