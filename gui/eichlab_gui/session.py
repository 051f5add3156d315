"""One opened bench: configuration, store, pollers, model; and how it is let go again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel

if TYPE_CHECKING:
    from eichlab.bench import Bench, BenchConfiguration
    from eichlab.cli.demo import DemoBench
    from eichlab.store import Store
    from eichlab.values import Message


@dataclass(slots=True)
class Session:
    """What is open. `close` ends it from the outside in: model, threads, bench, store, demo."""

    model: BenchModel
    background: Background
    bench: Bench | None = None
    store: Store | None = None
    demo: DemoBench | None = None
    trouble: Exception | None = None
    """Why the bench or the store could not be opened, or why the spare store is in use."""
    left_out: tuple[Message, ...] = ()
    """Which meters of the bench file are not on this bench, and why."""

    @property
    def troubles(self) -> tuple[Message, ...]:
        """Return everything the user should know of how this was opened."""
        known = getattr(self.trouble, "message", None)
        return self.left_out if known is None else (known, *self.left_out)

    def close(self) -> None:
        """Stop everything and wait for it."""
        self.model.close()
        self.background.close()
        steps: list[Callable[[], None]] = [
            part.close for part in (self.bench, self.store, self.demo) if part is not None
        ]
        for step in steps:
            step()


def open_bench_file(path: Path, store_path: Path) -> Session:
    """Open the bench of a bench file; meters whose register map cannot be used are left out."""
    from eichlab.bench import BenchConfiguration
    from eichlab.values import ConfigurationError

    unusable: dict[str, ConfigurationError] = {}
    try:
        bench = BenchConfiguration.load(path, unusable=unusable)
    except ConfigurationError as error:
        session = open_session(None, store_path)
        session.trouble = session.trouble or error
        return session
    session = open_session(bench.without(unusable), store_path)
    left_out = [
        ConfigurationError("bench.left-out", meter=name, reason=error.message)
        for name, error in unusable.items()
    ]
    if left_out and session.bench is None and session.trouble is None:
        # Nothing is left of the bench: then this is why.
        session.trouble = left_out.pop(0)
    session.left_out = tuple(error.message for error in left_out)
    return session


def open_session(configuration: BenchConfiguration | None, store_path: Path) -> Session:
    """Open store and bench and start reading.

    Nothing is raised for what the surroundings do: a store that cannot be used gives way to the
    spare one, which is said; where even that or the bench cannot be opened, an empty session is
    left with its ``trouble``.
    """
    return _opened(configuration, store_path, None)


def start_demo() -> DemoBench:
    """Start the simulated meters; takes a second or two, so not in a GUI thread that is seen."""
    from eichlab.cli.demo import DemoBench

    return DemoBench()


def open_demo(demo: DemoBench) -> Session:
    """Open the simulated bench with a store of its own; the session closes both."""
    return _opened(demo.configuration, demo.store_path, demo)


def _opened(
    configuration: BenchConfiguration | None, store_path: Path, demo: DemoBench | None
) -> Session:
    from eichlab.bench import Bench, Noticed
    from eichlab.store import Store
    from eichlab.values import EichlabError, Severity

    background = Background()
    store: Store | None = None
    bench: Bench | None = None
    trouble: EichlabError | None = None
    try:
        store, trouble = Store.open_or_spare(store_path)
        if configuration is not None and configuration.lines:
            bench = Bench(configuration, store)
    except EichlabError as error:
        trouble = error
    model = BenchModel(bench, store, background, demo=demo)
    if bench is not None:
        if trouble is not None:
            said = Noticed(trouble.message, Severity.ERROR, datetime.now(UTC))
            bench.events.publish(said)
        bench.start()
    return Session(model, background, bench, store, demo, trouble)
