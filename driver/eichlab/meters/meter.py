"""What every meter driver offers; a driver is plain synchronous code and never decides policy."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime

from eichlab.values import (
    Capabilities,
    Identity,
    KeptRecord,
    Message,
    MeterState,
    NotSupportedError,
    PublicKey,
    Reading,
    SignedRecord,
    TransactionRequest,
)


class Meter(ABC):
    """A driver bound to a line and a unit id. Its methods run inside a job of that line.

    ``capabilities`` are those of the model; `identify` may narrow or widen them for the very meter.

    All may raise the line's errors (`NoAnswerError`, `WrongAnswerError`, `PortLostError`) and
    `RefusedError`; further ones are named where they occur.
    """

    model: str
    capabilities: Capabilities
    """Of the model; of this very meter once `identify` found a variant that can do less."""
    name: str

    @abstractmethod
    def identify(self) -> Identity:
        """Return who the meter is. Raises `WrongMeterError` when it is another model."""

    @abstractmethod
    def read(self) -> Reading:
        """Return the live values, energies exact in Wh."""

    @abstractmethod
    def probe(self, *, once: bool) -> None:
        """Choose between asking patiently and, ``once``, asking a silent meter cheaply."""

    def state(self) -> MeterState:
        """Return what the meter is doing and which transaction it holds."""
        raise NotSupportedError("meter.cannot-sign", meter=self.name)

    def mark(self, request: TransactionRequest) -> Mapping[str, str]:
        """Return what will tell the transaction that is about to start from others in the meter.

        Asked before `start`, kept in the journal, and given back by `recall`: the last
        pagination, for example. Empty where the meter carries the transaction id itself.
        """
        return {}

    def recall(  # noqa: B027 - a meter that carries the id needs not be told
        self, request: TransactionRequest, mark: Mapping[str, str]
    ) -> None:
        """Learn of a transaction of ours, with what `mark` said before its start.

        From then on a driver whose meter carries no transaction id ties what it finds there to
        this one, in `state`, `stop` and `waiting_records`.
        """

    def dismiss(self, transaction_id: str) -> None:  # noqa: B027 - as above
        """Learn that a transaction given by `recall` is closed in the journal, however it ended.

        From then on nothing in the meter is tied to it, and no record of it counts as waiting.
        """

    def take_notices(self) -> tuple[Message, ...]:
        """Return what is worth telling about the last calls, once.

        A driver that could not be sure which transaction a record belongs to says so here.
        """
        return ()

    def take_records(self) -> tuple[SignedRecord, ...]:
        """Return what the meter signed of the running transaction and may forget, each once.

        A meter that signs the begin by itself, and loses it with its power, has it kept at once.
        Asked after `start` and after `state`; `stop` returns the same again where it still can.
        """
        return ()

    def start(self, request: TransactionRequest) -> tuple[Message, ...]:
        """Start a transaction; return notices worth telling.

        Raises `WrongStateError` when another transaction runs or waits in the meter,
        `RequestError` when a text does not fit, `NoAnswerError` with ``in_doubt`` when it is
        unknown whether it started.
        """
        raise NotSupportedError("meter.cannot-sign", meter=self.name)

    def stop(self, transaction_id: str) -> tuple[SignedRecord, ...]:
        """End the transaction (empty id: whatever is running) and return what the meter signed.

        The meter keeps the records until `release`. Raises `NothingRunningError`,
        `WrongStateError` when the meter holds another transaction, `RecordUnusableError`.
        """
        raise NotSupportedError("meter.cannot-sign", meter=self.name)

    def waiting_records(self) -> tuple[SignedRecord, ...]:
        """Return finished records that wait in the meter; writes nothing at all.

        Raises `RecordUnusableError` for what waits but cannot be read.
        """
        raise NotSupportedError("meter.cannot-sign", meter=self.name)

    def release(self, record: SignedRecord) -> None:
        """Let the meter forget a stored record; doing so again changes nothing.

        Raises `WrongStateError` when the meter holds something else, which it then keeps.
        """
        raise NotSupportedError("meter.cannot-sign", meter=self.name)

    def kept_records(self, before: int | None = None, limit: int = 5) -> tuple[KeptRecord, ...]:
        """Return finished records of the meter's own memory, the newest first; writes nothing.

        ``before`` is the number of the oldest one told so far. Empty: there are no more.
        """
        raise NotSupportedError("meter.keeps-no-records", meter=self.name)

    def kept_record(self, number: int) -> SignedRecord:
        """Read one of `kept_records` out, byte for byte; writes nothing.

        Raises `RecordUnusableError` for one that is not whole, `RefusedError` for one that is
        not there any more.
        """
        raise NotSupportedError("meter.keeps-no-records", meter=self.name)

    def public_key(self) -> PublicKey:
        """Return the meter's public key."""
        raise NotSupportedError("meter.cannot-sign", meter=self.name)

    def set_clock(self, now: datetime) -> None:
        """Set the meter's clock to ``now`` (aware; its offset becomes the meter's local time)."""
        raise NotSupportedError("meter.has-no-clock", meter=self.name)
