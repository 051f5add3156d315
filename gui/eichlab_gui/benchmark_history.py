"""The history of a store with 100,000 transactions: how long each look at it takes and stalls."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.benchmark import history
from eichlab_gui.application import Desktop, leave, make_application
from eichlab_gui.headless import Script, Until
from eichlab_gui.pages.transactions.history import HistoryCard
from eichlab_gui.pages.transactions.page import TransactionsPage
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_session

_METER: Final = "Post 1"


def measure_history() -> dict[str, float | int]:
    """Return the ms until each look at the history is drawn, and the longest stall so far."""
    application = make_application()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "eichlab.sqlite"
        history.fill(path, history.TRANSACTIONS, (_METER, "Post 2", "Post 3", "Post 4"))
        place = LineConfiguration(
            "Line 1", str(folder / "nowhere"), meters=(MeterConfiguration(_METER, "em580"),)
        )
        desktop = Desktop(application, Preferences(folder / "desktop.ini"))
        looks = _Looks(desktop)
        try:
            desktop.show(open_session(BenchConfiguration("benchmark", (place,)), path))
            script = Script(looks.steps(), application.quit)
            application.exec()
        finally:
            desktop.close()
    error, stuck, figures = script.error, script.stuck, looks.figures
    del script, looks, desktop
    leave(application)
    if error is not None:
        raise error
    if stuck is not None:
        sys.exit(f"{stuck.name} did not happen within {stuck.seconds:g} s")
    return figures


class _Looks:
    """Opens, scrolls, filters and searches as a user does."""

    def __init__(self, desktop: Desktop) -> None:
        self.figures: dict[str, float | int] = {}
        self._desktop = desktop

    def steps(self) -> Iterator[Until]:
        """Yield what is waited for."""
        window = self._desktop.window
        assert window is not None
        card = self._card()
        scroll = card.view.verticalScrollBar()
        total = history.TRANSACTIONS
        rejected = len(range(0, total, history.REJECTED_EVERY))
        recovered = len(range(0, total, history.RECOVERED_EVERY))

        def filtered(key: str) -> Callable[[], object]:
            return lambda: card.filter.button(key).click()

        looks: tuple[tuple[str, Callable[[], object], int], ...] = (
            ("open", lambda: window.show_page("transactions"), total),
            ("end", card.view.scrollToBottom, total),
            ("middle", lambda: scroll.setValue(scroll.maximum() // 2), total),
            ("rejected", filtered("rejected"), rejected),
            ("recovered", filtered("recovered"), recovered),
            ("this_meter", filtered("this-meter"), total // 4),
            ("all", filtered("all"), total),
            ("search", lambda: card.search.setText("job-04711"), 10),
            ("search_nothing", lambda: card.search.setText("nobody"), 0),
            ("search_over", lambda: card.search.setText(""), total),
        )
        for name, act, count in looks:
            yield _pause(0.3)
            began = time.perf_counter()
            act()
            yield Until(name, lambda count=count: self._is_drawn(count), 30)  # type: ignore[misc]
            self.figures[f"history_{name}_ms"] = round((time.perf_counter() - began) * 1000, 1)
            yield _pause(0.3)
            self.figures[f"history_stall_until_{name}_ms"] = round(
                self._desktop.stall.longest_ms, 1
            )

    def _card(self) -> HistoryCard:
        assert self._desktop.window is not None
        page = self._desktop.window.pages["transactions"]
        assert isinstance(page, TransactionsPage)
        return page.history

    def _is_drawn(self, count: int) -> bool:
        """Return whether so many are listed, and what is in sight has come."""
        card = self._card()
        rows = card.table.rowCount()
        top = max(0, card.view.rowAt(0))
        seen = range(top, min(rows, top + 12))
        return rows == count and all(card.table.transaction(row) is not None for row in seen)


def _pause(seconds: float) -> Until:
    end = time.monotonic() + seconds
    return Until("pause", lambda: time.monotonic() >= end, seconds + 60)
