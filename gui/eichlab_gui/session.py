"""One opened bench: configuration, store, pollers, model; and how it is let go again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from eichlab.bench import Noticed
from eichlab.values import EichlabError, Severity
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel

if TYPE_CHECKING:
    from eichlab.bench import Bench, BenchConfiguration
    from eichlab.cli.demo import DemoBench
    from eichlab.store import Store
    from eichlab.values import Message


@dataclass(frozen=True, slots=True)
class Opened:
    """What could be opened; ``trouble`` says why something is missing or another store in use."""

    store: Store | None
    bench: Bench | None
    trouble: EichlabError | None

    def close(self) -> None:
        """Stop the bench, then let go of the store."""
        for part in (self.bench, self.store):
            if part is not None:
                part.close()


@dataclass(slots=True)
class Session:
    """What is open. `close` ends it from the outside in: model, threads, bench, store, demo.

    A session may wait: its model shows the bench file, and `open_later` opens bench and store.
    """

    model: BenchModel
    background: Background
    bench: Bench | None = None
    store: Store | None = None
    demo: DemoBench | None = None
    trouble: Exception | None = None
    """Why the bench or the store could not be opened, or why the spare store is in use."""
    left_out: tuple[Message, ...] = ()
    """Which meters of the bench file are not on this bench, and why."""
    store_trouble: EichlabError | None = None
    """Why the spare store is in use, or none, where that came out only later."""
    waiting: Callable[[], Opened] | None = None
    _under_way: Future[Opened] | None = None

    @property
    def troubles(self) -> tuple[Message, ...]:
        """Return everything the user should know of how this was opened."""
        known = [getattr(each, "message", None) for each in (self.trouble, self.store_trouble)]
        return (*(each for each in known if each is not None), *self.left_out)

    def open_later(self, done: Callable[[], None], failed: Callable[[Session], None]) -> None:
        """Open in the background what waits, if anything does; ``done`` follows.

        Where the meters shown cannot be had after all, ``failed`` gets a session with all that
        could be opened and its ``trouble``, to be shown in place of this one.
        """
        if self.waiting is None:
            return
        opening, self.waiting = self.waiting, None

        def take(opened: Opened) -> None:
            self._under_way = None
            if opened.bench is None and opened.trouble is not None and self.model.meters:
                instead = _session(opened, None)
                instead.left_out = self.left_out
                failed(instead)
                return
            self._take(opened)
            done()

        def give_up(error: Exception) -> None:
            self._under_way = None
            self.trouble = self.trouble or error
            self.model.take(None, None)
            done()
            sys.excepthook(type(error), error, error.__traceback__)

        self._under_way = self.background.run(opening, take, give_up).future

    def _take(self, opened: Opened) -> None:
        self.store, self.bench = opened.store, opened.bench
        self.store_trouble = opened.trouble
        self.model.take(opened.bench, opened.store)
        _begin(opened, self.background)

    def close(self) -> None:
        """Stop everything and wait for it."""
        self.model.close()
        self.background.close()
        under_way = self._under_way
        if under_way is not None and not under_way.cancelled() and under_way.exception() is None:
            # Opened when nobody wanted it any more.
            under_way.result().close()
        steps: list[Callable[[], None]] = [
            part.close for part in (self.bench, self.store, self.demo) if part is not None
        ]
        for step in steps:
            step()


def open_bench_file(path: Path, store_path: Path | None = None, *, waits: bool = False) -> Session:
    """Open the bench of a bench file; meters whose register map cannot be used are left out.

    Where it ``waits``, bench and store are opened by `Session.open_later`.
    """
    from eichlab.bench import BenchConfiguration
    from eichlab.values import ConfigurationError

    opening = waiting_session if waits else open_session
    unusable: dict[str, ConfigurationError] = {}
    try:
        bench = BenchConfiguration.load(path, unusable=unusable)
    except ConfigurationError as error:
        session = opening(None, store_path)
        session.trouble = session.trouble or error
        return session
    usable = bench.without(unusable)
    session = opening(usable, store_path)
    left_out = [
        ConfigurationError("bench.left-out", meter=name, reason=error.message)
        for name, error in unusable.items()
    ]
    if left_out and not usable.lines and session.trouble is None:
        # Nothing is left of the bench: then this is why.
        session.trouble = left_out.pop(0)
    session.left_out = tuple(error.message for error in left_out)
    return session


def open_session(
    configuration: BenchConfiguration | None, store_path: Path | None = None
) -> Session:
    """Open store and bench and start reading; the usual store where no other is named.

    Nothing is raised for what the surroundings do: a store that cannot be used gives way to the
    spare one, which is said; where even that or the bench cannot be opened, an empty session is
    left with its ``trouble``.
    """
    return _session(_opened(configuration, store_path), None)


def waiting_session(
    configuration: BenchConfiguration | None, store_path: Path | None = None
) -> Session:
    """Return a session whose bench and store, as `open_session` opens them, wait for `open_later`.

    So the window stands before they, and what they need, are loaded.
    """
    background = Background()
    model = BenchModel(None, None, background, configuration=configuration, waits=True)
    return Session(model, background, waiting=lambda: _opened(configuration, store_path))


def start_demo() -> DemoBench:
    """Start the simulated meters; takes a second or two, so not in a GUI thread that is seen."""
    from eichlab.cli.demo import DemoBench

    return DemoBench()


def open_demo(demo: DemoBench) -> Session:
    """Open the simulated bench with a store of its own; the session closes both."""
    return _session(_opened(demo.configuration, demo.store_path), demo)


def _opened(configuration: BenchConfiguration | None, store_path: Path | None) -> Opened:
    from eichlab.bench import Bench
    from eichlab.store import Store, default_store_path

    store: Store | None = None
    bench: Bench | None = None
    trouble: EichlabError | None = None
    try:
        store, trouble = Store.open_or_spare(store_path or default_store_path())
        if configuration is not None and configuration.lines:
            bench = Bench(configuration, store)
    except EichlabError as error:
        trouble = error
    return Opened(store, bench, trouble)


def _session(opened: Opened, demo: DemoBench | None) -> Session:
    background = Background()
    model = BenchModel(opened.bench, opened.store, background, demo=demo)
    _begin(opened, background)
    return Session(model, background, opened.bench, opened.store, demo, opened.trouble)


def _begin(opened: Opened, background: Background) -> None:
    """Start reading, now that the model listens."""
    if opened.bench is None:
        return
    if opened.trouble is not None:
        said = Noticed(opened.trouble.message, Severity.ERROR, datetime.now(UTC))
        opened.bench.events.publish(said)
    # A thread a meter is begun: with many meters that would be seen.
    background.run(opened.bench.start, lambda _: None)
