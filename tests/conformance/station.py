"""One simulated meter of any model in a process of its own, and a bench over it in this one.

The meter keeps its memory in a folder, as a real one does, so that its process can be killed and
started anew. Nothing here knows a model: what differs is in the catalogue.
"""

import json
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from eichlab.bench import (
    Bench,
    BenchConfiguration,
    Event,
    LineConfiguration,
    MeterConfiguration,
    MeterStatus,
    Noticed,
    Pace,
)
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.meters import MODELS, Model, model_named
from eichlab.store import Store
from eichlab.values import (
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    LinkState,
    MeterActivity,
    SignedRecord,
    Transaction,
    TransactionRequest,
)

T = TypeVar("T")

QUICK = Pace(state_s=0.5, running_state_s=0.5, follow_up_s=0.2, lost_s=0.2, availability_s=1.0)

SIGNING = tuple(name for name, model in MODELS.items() if model.capabilities.signs)
NOT_SIGNING = tuple(name for name, model in MODELS.items() if not model.capabilities.signs)

_NAME = "Post"
_BOOT_S = "0.3"


def is_on_network(model: str) -> bool:
    """Return whether the model is reached by an address instead of a serial port."""
    return model_named(model).is_on_network


class Station:
    """A simulated meter and a running bench over a store.

    ``arguments`` go to the simulator, ``changes`` to the meter's configuration.
    """

    def __init__(self, model: str, folder: Path, *arguments: str, **changes: Any) -> None:
        self.model: Model = model_named(model)
        self._folder = folder
        self._arguments = arguments
        self._changes = changes
        self._tcp_port = _free_port() if is_on_network(model) else None
        self.events: list[Event] = []
        self._benches: list[Bench] = []
        self._stores: list[Store] = []
        self.meter = self._simulated()
        self.open()

    @property
    def state_folder(self) -> Path:
        """Where the meter keeps its memory."""
        return self._folder / "meter"

    # ── the meter ────────────────────────────────────────────────────────────────────────────

    def _simulated(self) -> SimulatorProcess:
        if self._tcp_port is None:
            where: tuple[str, ...] = ("--link", str(self._folder / "port"))
        else:
            where = ("--tcp", f"127.0.0.1:{self._tcp_port}")
        return SimulatorProcess(
            (self.model.name, *where, "--state", self.state_folder, "--seed", "1",
             "--boot", _BOOT_S, *self._arguments),
            start_s=60,
        )  # fmt: skip

    def meter_dies_and_returns(self) -> None:
        """Kill the meter as a power failure does, without a word, and start it anew."""
        self.meter.kill()
        self.meter = self._simulated()

    def power_failure(self, seconds: float = 0.2) -> None:
        """Take the meter's mains away and give it back; it then boots."""
        self.meter.command("power off")
        time.sleep(seconds)
        self.meter.command("power on")

    @property
    def memory(self) -> Mapping[str, Any]:
        """What the meter keeps without power."""
        (path,) = self.state_folder.glob(f"**/{self.model.name}-*.json")
        return dict(json.loads(path.read_text("utf-8")))

    # ── the bench ────────────────────────────────────────────────────────────────────────────

    def open(self, store: str = "eichlab.sqlite", **changes: Any) -> "Station":
        """Open a store and run a bench over it, as a program that was just started."""
        meter = MeterConfiguration(
            name=_NAME,
            model=self.model.name,
            unit=self.model.unit,
            **{"interval_s": 0.3, "simulated": True, **self._changes, **changes},
        )
        line = LineConfiguration(
            "Line",
            self.meter.meters[0].port,
            self.meter.meters[0].baud,
            self.model.parity,
            self.model.stop_bits,
            meters=(meter,),
        )
        self.store = Store.open(self._folder / store)
        self.bench = Bench(BenchConfiguration("conformance", (line,)), self.store, pace=QUICK)
        self._benches.append(self.bench)
        self._stores.append(self.store)
        self.events = []
        self._subscription = self.bench.events.subscribe()
        self.bench.start()
        return self

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

    def close(self) -> None:
        """End everything."""
        for bench in self._benches:
            bench.close()
        for store in self._stores:
            store.close()
        self.meter.close()

    @property
    def status(self) -> MeterStatus:
        """What is known of the meter now."""
        return self.bench.meter(_NAME)

    def until(self, so: Callable[[], object], seconds: float = 40.0) -> float:
        """Wait until ``so()``; return how long it took."""
        began = time.monotonic()
        while True:
            self.events += self._subscription.drain()
            if so():
                return time.monotonic() - began
            assert time.monotonic() - began < seconds, f"not in {seconds} s: {self.status}"
            time.sleep(0.01)

    def of(self, kind: type[T]) -> list[T]:
        """Return the events of one kind so far."""
        self.events += self._subscription.drain()
        return [event for event in self.events if isinstance(event, kind)]

    def notices(self) -> list[str]:
        """Return the codes of what was told."""
        return [event.message.code for event in self.of(Noticed)]

    def connected(self) -> "Station":
        """Wait until the meter answers and has said what it is doing."""
        self.until(lambda: self.status.link is LinkState.ONLINE and self.status.state is not None)
        return self

    def start(self) -> Transaction:
        """Start a transaction with every text the meter has room for."""
        return self.bench.start_transaction(_NAME, request_for(self.model)).result(60)

    def stop(self) -> Transaction:
        """Stop the running transaction."""
        return self.bench.stop_transaction(_NAME).result(90)

    def clear_unknown(self) -> tuple[SignedRecord, ...]:
        """Close whatever runs."""
        return self.bench.clear_unknown(_NAME).result(60)

    def closed(self, transaction: Transaction, seconds: float = 60.0) -> Transaction:
        """Wait until the journal closed the transaction; return it."""

        def is_closed() -> bool:
            known = self.store.transaction(transaction.id)
            return known is not None and not known.is_open

        self.until(is_closed, seconds)
        found = self.store.transaction(transaction.id)
        assert found is not None
        return found

    def idle(self) -> None:
        """Wait until the meter itself says that it runs nothing and holds nothing."""

        def rests() -> bool:
            state = self.status.state
            return state is not None and state.activity is MeterActivity.IDLE

        self.until(rests)


def request_for(model: Model) -> TransactionRequest:
    """Return a request that uses every field the model has room for."""
    able = model.capabilities
    return TransactionRequest(
        level=IdentificationLevel.VERIFIED if able.identification_levels else _NO_LEVEL,
        flags=(IdentificationFlag.RFID_PLAIN,) if able.identification_flags else (),
        identification_type=IdentificationType.ISO14443,
        identification="1F2D3A4F5506C7",
        tariff_text="0.30 EUR/kWh" if able.tariff_bytes else "",
        charge_point_type=ChargePointIdType.EVSEID,
        charge_point_id="DE*ENB*E123" if able.charge_point_bytes else "",
    )


_NO_LEVEL = IdentificationLevel.NONE
_CURVES = (ec.SECP256R1, ec.SECP256K1, ec.BrainpoolP256R1, ec.SECP384R1, ec.BrainpoolP384R1)


def verifies(record: SignedRecord, point: bytes) -> bool:
    """Check the signature with ``cryptography`` alone, over the bytes between the bars.

    ``point`` is the key as the simulator printed it when it became ready. Raises
    ``InvalidSignature``.
    """
    _, payload, tail = record.data.split(b"|")
    signature = json.loads(tail)
    # OCMF 1.4.1, table 22: what holds where a record does not say.
    algorithm = str(signature.get("SA", "ECDSA-secp256r1-SHA256"))
    curve = next(each() for each in _CURVES if each.name in algorithm)
    key = ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
    data = bytes.fromhex(signature["SD"])
    half = curve.key_size // 8
    if len(data) == 2 * half:
        data = encode_dss_signature(
            int.from_bytes(data[:half], "big"), int.from_bytes(data[half:], "big")
        )
    key.verify(data, payload, ec.ECDSA(hashes.SHA256()))
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
