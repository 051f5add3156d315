"""What the bench publishes: immutable events, through bounded queues that never slow a line."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from eichlab.values import (
    Capabilities,
    Identity,
    LinkState,
    Loss,
    Message,
    MeterState,
    PublicKey,
    Reading,
    Severity,
    Transaction,
)


@dataclass(frozen=True, slots=True)
class MeterIdentified:
    """A meter answered and said who it is."""

    meter: str
    identity: Identity
    capabilities: Capabilities
    public_key: PublicKey | None


@dataclass(frozen=True, slots=True)
class ReadingTaken:
    """A meter was read."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class StateRead:
    """A meter told its transaction state and what it reports about itself."""

    meter: str
    state: MeterState


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """A meter answers better or worse than before; ``message`` says why in plain words."""

    meter: str
    state: LinkState
    at: datetime
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class LineChanged:
    """A line's port was opened, lost or found again (perhaps under another name, ``port``)."""

    line: str
    state: LinkState
    at: datetime
    port: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class LossBegan:
    """A meter stopped giving usable answers."""

    loss: Loss


@dataclass(frozen=True, slots=True)
class LossEnded:
    """A meter gives usable answers again."""

    loss: Loss


@dataclass(frozen=True, slots=True)
class TransactionChanged:
    """A transaction took a step in the journal, or was judged."""

    transaction: Transaction


@dataclass(frozen=True, slots=True)
class UnknownTransactionFound:
    """A controlled meter runs, or holds the record of, a transaction the journal does not know."""

    meter: str
    state: MeterState


@dataclass(frozen=True, slots=True)
class ForeignRecordStored:
    """A record that belongs to no entry of the journal was found in a meter and kept."""

    meter: str
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A sentence for the user about a meter, a line or the bench as a whole."""

    message: Message
    severity: Severity
    at: datetime
    meter: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Resync:
    """The subscriber's queue overflowed: what it knows is incomplete, reload from the store."""


Event = (
    MeterIdentified
    | ReadingTaken
    | StateRead
    | LinkChanged
    | LineChanged
    | LossBegan
    | LossEnded
    | TransactionChanged
    | UnknownTransactionFound
    | ForeignRecordStored
    | Noticed
    | Resync
)


class Subscription:
    """One subscriber's bounded queue."""

    def __init__(self, capacity: int) -> None:
        self._events: deque[Event] = deque()
        self._capacity = capacity
        self._lock = threading.Lock()

    def put(self, event: Event) -> None:
        """Add an event; on overflow everything waiting gives way to one `Resync`."""
        with self._lock:
            if len(self._events) >= self._capacity:
                self._events.clear()
                self._events.append(Resync())
            self._events.append(event)

    def drain(self, limit: int | None = None) -> list[Event]:
        """Take out up to ``limit`` waiting events, oldest first; never waits."""
        with self._lock:
            count = len(self._events) if limit is None else min(limit, len(self._events))
            return [self._events.popleft() for _ in range(count)]


class EventStream:
    """Hands every event to all subscribers; publishing never blocks."""

    def __init__(self) -> None:
        self._subscriptions: tuple[Subscription, ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, capacity: int = 8192) -> Subscription:
        """Return a new subscription that sees all events from now on."""
        subscription = Subscription(capacity)
        with self._lock:
            self._subscriptions = (*self._subscriptions, subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription; unknown ones are ignored."""
        with self._lock:
            self._subscriptions = tuple(
                each for each in self._subscriptions if each is not subscription
            )

    def publish(self, event: Event) -> None:
        """Give the event to every subscriber."""
        for subscription in self._subscriptions:
            subscription.put(event)
