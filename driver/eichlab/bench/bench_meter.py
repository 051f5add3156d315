"""A configured meter on the bench: its driver, and what is known of it now."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from eichlab.bench.configuration import LineConfiguration, MeterConfiguration
from eichlab.line import Line, LinkTracker, Priority
from eichlab.meters import model_named
from eichlab.values import (
    Capabilities,
    Identity,
    LinkState,
    Loss,
    Message,
    MeterState,
    PublicKey,
    Reading,
    Transaction,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MeterStatus:
    """What is known of a meter at this moment; ``problem`` says why it gives no values.

    ``held_elsewhere`` is true while another living program has a transaction open on it;
    ``stray`` is what it holds unknown to the journal, as `UnknownTransactionFound` told.
    """

    name: str
    line: str
    model: str
    title: str
    capabilities: Capabilities
    controlled: bool
    simulated: bool
    link: LinkState
    identity: Identity | None
    public_key: PublicKey | None
    state: MeterState | None
    last_reading: Reading | None
    open_transaction: Transaction | None
    loss: Loss | None
    problem: Message | None
    availability: Decimal | None
    held_elsewhere: bool = False
    stray: MeterState | None = None


class BenchMeter:
    """One meter, changed only by its poller; `status` may be asked by anyone."""

    def __init__(
        self, configuration: MeterConfiguration, place: LineConfiguration, line: Line
    ) -> None:
        self.configuration = configuration
        self.name = configuration.name
        self.line_name = place.name
        self.port = place.port
        self._line = line
        model = model_named(configuration.model)
        self._title = model.title
        chosen = configuration.map_sha256
        self.map_changed = chosen is not None and model.map_sha256 != chosen
        """Whether the register map is another than it was when it was chosen."""
        self.notices = model.notices
        """What a user should know of the model, until it was told."""
        self.driver = model.driver(
            line, configuration.unit, configuration.name, configuration.timeout_s
        )
        self.tracker = LinkTracker()
        self.identity: Identity | None = None
        self.public_key: PublicKey | None = None
        self.confirmed = False
        """Whether the meter said who it is since its last loss; nothing is written before."""
        self.state: MeterState | None = None
        self.last_reading: Reading | None = None
        self.transaction: Transaction | None = None
        self.recovering = False
        """Whether the open transaction was begun by a program that is no more."""
        self.waits_for: str | None = None
        """Why the open transaction could not be brought to its end, as told last."""
        self.refusal: str | None = None
        """What it refused at the last poll besides its values, as told last."""
        self.stray: MeterState | None = None
        """What runs or waits in it unknown to the journal, until somebody decided about it."""
        self.loss: Loss | None = None
        self.loss_began = 0.0
        self.problem: Message | None = None
        self.availability: Decimal | None = None
        self.held_elsewhere = False
        self.due = time.monotonic()
        self.line_s = 0.0
        """How long its questions kept the line, in seconds, since the poll began."""
        self.state_due = 0.0
        self.availability_due = 0.0
        self.follow_up_due = 0.0

    @property
    def capabilities(self) -> Capabilities:
        """Return what the driver can do."""
        return self.driver.capabilities

    @property
    def simulated(self) -> bool:
        """Return whether the meter is a simulation, by its own word or the bench file's."""
        said = self.identity is not None and self.identity.simulated
        return self.configuration.simulated or said

    def ask(self, job: Callable[[], T], priority: Priority = Priority.POLL) -> T:
        """Run ``job``, which talks to the meter, on its line; return or raise what it does."""

        def timed() -> T:
            began = time.monotonic()
            try:
                return job()
            finally:
                self.line_s += time.monotonic() - began

        return self._line.run(timed, priority).result()

    def status(self) -> MeterStatus:
        """Return what is known now."""
        return MeterStatus(
            name=self.name,
            line=self.line_name,
            model=self.configuration.model,
            title=self._title,
            capabilities=self.capabilities,
            controlled=self.configuration.controlled,
            simulated=self.simulated,
            link=self.tracker.state,
            identity=self.identity,
            public_key=self.public_key,
            state=self.state,
            last_reading=self.last_reading,
            open_transaction=self.transaction,
            loss=self.loss,
            problem=self.problem,
            availability=self.availability,
            held_elsewhere=self.held_elsewhere,
            stray=self.stray,
        )
