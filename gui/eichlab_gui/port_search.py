"""A search for meters on a port, in a thread of its own, as signals in the GUI thread."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from eichlab.bench import FoundMeter, Search, UsedSettings, quick_plan, search_plan

_TOLD_MS = 100


@dataclass(frozen=True, slots=True)
class SearchProgress:
    """Where a search is: what it asks now, and how far it came."""

    settings: str
    unit: int
    done: int
    total: int
    hits: int


class PortSearch(QObject):
    """One search, beginning with what was ``used`` on the port.

    ``progressed`` comes ten times a second at most; then ``ended`` or ``failed``.
    """

    progressed = Signal(object)
    ended = Signal(object)
    """Tuple of `FoundMeter`."""
    failed = Signal(object)
    """The exception."""

    def __init__(
        self, port: str, used: Sequence[UsedSettings] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        # The thread only leaves these; asking for them ten times a second is enough.
        self._latest: SearchProgress | None = None
        self._result: tuple[FoundMeter, ...] | Exception | None = None
        # Most meters have a likely unit id; only where none answers all are asked.
        self._searches = [
            Search(port, plan, progress=self._note)
            for plan in (quick_plan(used), search_plan(used))
        ]
        self._cancelled = False
        self._thread = threading.Thread(target=self._run, name="port search", daemon=True)
        self._timer = QTimer(self)
        self._timer.setInterval(_TOLD_MS)
        self._timer.timeout.connect(self._tell)

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self._thread.start()

    def cancel(self) -> None:
        """End before the next question; ``ended`` follows with what was found."""
        self._cancelled = True
        for search in self._searches:
            search.cancel()

    def close(self) -> None:
        """End and wait for that; nothing is told any more."""
        self._timer.stop()
        self.cancel()
        if self._thread.ident is not None:
            self._thread.join()

    def _note(self, progress: Any) -> None:  # noqa: ANN401 - a value of the line, which we do not know
        self._latest = SearchProgress(
            str(progress.settings), progress.unit, progress.done, progress.total, progress.hits
        )

    def _run(self) -> None:
        try:
            found: tuple[FoundMeter, ...] = ()
            for search in self._searches:
                if not found and not self._cancelled:
                    found = search.run()
            self._result = found
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the one who waits
            self._result = error

    @Slot()
    def _tell(self) -> None:
        result = self._result
        if result is None:
            if self._latest is not None:
                self.progressed.emit(self._latest)
            return
        self._timer.stop()
        self._thread.join()
        if isinstance(result, Exception):
            self.failed.emit(result)
        else:
            self.ended.emit(result)
