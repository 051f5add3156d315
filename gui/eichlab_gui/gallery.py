"""Pictures of every page and state: ``python -m eichlab_gui.gallery OUT``.

The real window, first without a bench, then on the simulated one, driven through everything it can
show; each state in both themes, both languages and two sizes.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from eichlab.bench import Bench
from eichlab.resources import resource
from eichlab.store import Store
from eichlab.texts import Language
from eichlab.values import JournalEvent, LinkState, VerdictWord
from eichlab_gui.application import Desktop, leave, make_application
from eichlab_gui.background import Background
from eichlab_gui.demo.tour import INVENTED
from eichlab_gui.display import DisplaySettings, DisplayWindow
from eichlab_gui.edit_bench import EditBenchDialog
from eichlab_gui.headless import Script, Until
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transactions.comparison import ComparisonDialog
from eichlab_gui.pages.transactions.memory_dialog import MemoryDialog
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import Session, open_demo, start_demo
from eichlab_gui.theme import Theme

if TYPE_CHECKING:
    from eichlab.cli.demo import DemoBench
    from eichlab_gui.pages.bench.page import BenchPage
    from eichlab_gui.pages.line.page import LinePage
    from eichlab_gui.pages.transactions.page import TransactionsPage
    from eichlab_gui.window import MainWindow

SIZES = ((1280, 800), (1920, 1080))
_THEMES = (Theme.LIGHT, Theme.DARK)
_SETTLE_S = 0.06
_SIGNING, _STRANGE, _BAD_LINE = "Post 1", "DC post", "Bad line"
# A long text in the middle of the record.
_HELD_FIELD = 14


def take_pictures(desktop: Desktop, folder: Path, pages: tuple[str, ...]) -> list[Path]:
    """Write each page in each theme, language and size into ``folder``; return the files.

    The window must be shown; it has its first theme, language, page and size again afterwards.
    """
    from eichlab_gui.language import language

    window = desktop.window
    assert window is not None
    before = (window.size(), window.page, language())
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for width, height in SIZES:
        window.resize(width, height)
        for theme in _THEMES:
            desktop.wear(theme)
            for spoken in Language:
                desktop.speak(spoken)
                for page in pages:
                    window.show_page(page)
                    for _ in range(3):  # layouts follow texts by events of their own
                        QApplication.processEvents()
                    path = folder / f"{page}_{theme}_{spoken}_{width}x{height}.png"
                    window.grab().save(str(path), "PNG")
                    written.append(path)
    desktop.wear(Theme.LIGHT)
    desktop.speak(before[2])
    window.show_page(before[1])
    window.resize(before[0])
    return written


class Gallery:
    """Goes through all states and takes a picture of each in every look.

    ``written`` are the files, ``NAME_THEME_LANGUAGE_SIZE.png``.
    """

    def __init__(self, desktop: Desktop, demo: "DemoBench", folder: Path) -> None:
        self.written: list[Path] = []
        self._desktop, self._folder = desktop, folder
        self._demo = demo
        self._open: list[QWidget] = []

    def steps(self) -> Iterator[Until]:
        """Yield every step; the states of a transaction are waited for as they come."""
        yield from self._without_bench()
        self._window = self._desktop.show(open_demo(self._demo))
        self._model = self._window.model
        yield from self._begin_charging()
        yield from self._on_the_bench()
        yield from self._interrupted()
        yield from self._receipt()

    # The states, in the order in which a transaction goes through them.

    def _begin_charging(self) -> Iterator[Until]:
        meter = self._model.meters[_SIGNING]
        yield Until(
            "connect", lambda: meter.link is LinkState.ONLINE and meter.state is not None, 30
        )
        self._display = DisplayWindow(
            self._model, DisplaySettings(meter=_SIGNING, shows_user=True, receipt_s=600)
        )
        self._open.append(self._display)
        yield Until("first value", lambda: self._display.shown.energy_wh is not None, 10)
        self._take_display("display-idle")
        self._model.start_transaction(_SIGNING, INVENTED.anew(), _ignore, self._failed)
        yield Until("start", lambda: self._state() is JournalEvent.RUNNING, 20)

    def _without_bench(self) -> Iterator[Until]:
        background = Background()
        model = BenchModel(None, None, background)
        window = self._desktop.show(Session(model, background))
        for page in window.pages:
            window.show_page(page)
            yield from self._take("welcome" if page == "bench" else f"{page}-empty", window)
        yield from self._records(window)
        from eichlab_gui.add_meter import AddMeterDialog

        dialog = AddMeterDialog(model, window, path=self._folder / "none" / "bench.toml")
        dialog.open()
        yield from self._take("add-meter", dialog, sizes=())
        dialog.reject()
        dialog.deleteLater()
        window.show_manual()
        manual = window.manual
        assert manual is not None
        yield from self._take("manual", manual, sizes=())
        manual.close()

    def _records(self, window: "MainWindow") -> Iterator[Until]:
        page = window.transparency
        window.show_page("transparency")
        key = resource("samples", "em580.key").read_text("ascii")
        for name, file, typed in (
            ("unconfirmed", "em580.xml", ""),
            ("rejected", "em580-altered.xml", ""),
            ("unreadable", "em580.ocmf", ""),
            ("verified", "em580.xml", key),
        ):
            page.open_files([resource("samples", file)])
            yield Until(name, lambda: not page.judging.busy and page.entry is not None, 20)
            if typed:
                page.enter_key(typed)
                yield Until(name, lambda: not page.judging.busy and page.entry is not None, 20)
            yield from self._take(f"transparency-{name}", window)
        card, bar = page.detail.signed, page.detail.verticalScrollBar()
        yield Until("fields", lambda: card.fields.fields.rowCount() > 0, 20)
        for view in ("text", "hex"):
            card.views.button(view).click()
            card.fields.selectRow(_HELD_FIELD)
            for size in SIZES:
                # How far it scrolls depends on the size.
                window.resize(*size)
                yield _pause(0.2)
                bar.setValue(bar.maximum())
                yield from self._take(f"transparency-signed-{view}", window, sizes=(size,))
        card.views.button("text").click()
        bar.setValue(0)
        page.open_files(sorted(resource("samples").iterdir()))
        yield Until("many", lambda: not page.judging.busy and len(page.entries) > 1, 20)
        yield from self._take("transparency-many", window)

    def _on_the_bench(self) -> Iterator[Until]:
        window = self._window
        transactions: TransactionsPage = window.pages["transactions"]  # type: ignore[assignment]
        window.show_page("transactions")
        yield Until("question", lambda: bool(transactions.questions), 10)
        yield from self._take("transactions-running", window)
        # A loss that is over is to be seen in the course.
        self._demo.cut_line(_SIGNING)
        meter = self._model.meters[_SIGNING]
        yield Until("loss", lambda: meter.open_loss is not None, 15)
        self._demo.restore_line(_SIGNING)
        yield Until("regain", lambda: meter.open_loss is None and not meter.is_stale(), 15)
        window.show_page("bench")
        bench: BenchPage = window.pages["bench"]  # type: ignore[assignment]
        bench.choose_window("60")
        yield Until("course", lambda: bench.plots.frame() is not None, 10)
        # So long that the course fills the window, and A and B lie in it.
        yield _pause(45.0)
        yield from self._take("bench-live", window)
        bench.phase_choice.choose("phases")
        bench.show_past(time.time() - 60, time.time() - 5)
        yield from self._take("bench-phases", window)
        bench.phase_choice.choose("total")
        for name in (_STRANGE, _BAD_LINE):
            bench.cards[name].plot.click()
        bench.markers_button.click()
        yield from self._take("bench-markers", window)
        bench.markers_button.click()
        bench.live_button.click()
        window.show_page("line")
        line: LinePage = window.pages["line"]  # type: ignore[assignment]
        line.choose_line(self._model.meters[_BAD_LINE].line)
        yield _pause(2.0)
        yield from self._take("line", window)
        window.begin_tour()
        assert window.tour is not None
        window.tour.go_to(5)
        window.show_page("bench")
        yield from self._take("tour", window)
        window.end_tour()
        self._take_display("display-charging")

    def _interrupted(self) -> Iterator[Until]:
        window = self._window
        meter = self._model.meters[_SIGNING]
        self._demo.cut_line(_SIGNING)
        self._demo.pull_adapter(_BAD_LINE)
        lost = self._model.lines[self._model.meters[_BAD_LINE].line]
        yield Until("silence", lambda: meter.link is LinkState.SILENT, 20)
        yield Until("port lost", lambda: lost.link is LinkState.PORT_LOST, 20)
        yield _pause(1.0)
        for page in ("bench", "transactions", "line"):
            window.show_page(page)
            if page == "line":
                window.pages[page].choose_line(meter.line)  # type: ignore[attr-defined]
            yield from self._take(f"{page}-loss", window)
        self._take_display("display-loss")
        self._demo.plug_adapter(_BAD_LINE)
        self._demo.restore_line(_SIGNING)
        yield Until("regain", lambda: meter.open_loss is None and not meter.is_stale(), 20)

    def _receipt(self) -> Iterator[Until]:
        window = self._window
        # On a slow machine the loss lasts so long that the bench has stopped the session by now.
        if self._state() is JournalEvent.RUNNING:
            self._model.stop_transaction(_SIGNING, _ignore, self._failed)
        yield Until(
            "verdict",
            lambda: (
                self._model.open_transaction(_SIGNING) is None
                and self._model.transactions_of(_SIGNING)[-1].verdict is VerdictWord.VERIFIED
            ),
            30,
        )
        window.show_page("transactions")
        yield _pause(0.5)
        yield from self._take("transactions-closed", window)
        yield Until("receipt", lambda: self._display.shown.receipt is not None, 10)
        self._take_display("display-receipt")
        transactions: TransactionsPage = window.pages["transactions"]  # type: ignore[assignment]
        transactions.open_record(self._model.transactions_of(_SIGNING)[-1].id)
        page = window.transparency
        yield Until("record", lambda: not page.judging.busy and page.entry is not None, 20)
        yield from self._take("transparency-own", window)
        yield from self._dialogs(transactions)

    def _dialogs(self, transactions: "TransactionsPage") -> Iterator[Until]:
        """Take what the page Transactions opens, of a meter that keeps its records."""
        self._window.show_page("transactions")
        self._model.select(_STRANGE)
        transactions.clear_unknown(_STRANGE)
        yield Until("cleared", lambda: not transactions.questions, 20)
        self._model.start_transaction(_STRANGE, INVENTED.anew(), _ignore, self._failed)
        yield Until("start", lambda: self._model.open_transaction(_STRANGE) is not None, 20)
        yield _pause(2.0)
        self._model.stop_transaction(_STRANGE, _ignore, self._failed)
        yield Until("stop", lambda: self._model.open_transaction(_STRANGE) is None, 20)
        transactions.show_memory()
        (memory,) = transactions.findChildren(MemoryDialog)
        yield Until("memory", lambda: memory.table.rowCount() == 2 and not memory.is_busy, 20)
        yield from self._take("transactions-memory", memory, sizes=())
        memory.reject()
        history = transactions.history
        yield Until("two", lambda: history.table.rowCount() == 2, 10)
        history.view.selectAll()
        history.compare.click()
        yield Until("compared", lambda: bool(transactions.findChildren(ComparisonDialog)), 10)
        comparison = transactions.findChildren(ComparisonDialog)[0]
        yield from self._take("transactions-comparison", comparison, sizes=())
        comparison.reject()
        yield from self._take("transactions-memory-offered", self._window)
        edit = EditBenchDialog(self._model, self._window, path=self._demo.folder / "bench.toml")
        edit.open()
        yield Until("bench file", lambda: edit.list.count() > 0, 10)
        yield from self._take("edit-bench", edit, sizes=())
        edit.reject()

    # Taking.

    def _take(
        self, name: str, seen: QWidget, *, sizes: tuple[tuple[int, int], ...] = SIZES
    ) -> Iterator[Until]:
        """Take ``seen`` in each theme and language, in each size, or in its own."""
        for theme in _THEMES:
            self._desktop.wear(theme)
            for spoken in Language:
                self._desktop.speak(spoken)
                for width, height in sizes or ((seen.width(), seen.height()),):
                    seen.resize(width, height)
                    yield _pause(_SETTLE_S)
                    size = f"_{width}x{height}" if sizes else ""
                    self._save(seen, f"{name}_{theme}_{spoken}{size}")

    def _take_display(self, name: str) -> None:
        """Take the display, which is dark and speaks both languages always."""
        for width, height in SIZES:
            self._display.resize(width, height)
            self._save(self._display, f"{name}_{width}x{height}")

    def _save(self, seen: QWidget, name: str) -> None:
        for _ in range(4):  # layouts follow texts by events of their own
            QApplication.sendPostedEvents()
        path = self._folder / f"{name}.png"
        if not seen.grab().save(str(path), "PNG"):
            raise OSError(f"{path} cannot be written")
        self.written.append(path)

    def _state(self) -> JournalEvent | None:
        running = self._model.open_transaction(_SIGNING)
        return None if running is None else running.state

    def _failed(self, error: Exception) -> None:
        raise error

    def close(self) -> None:
        """Let go of the display; the desktop closes the rest."""
        for each in self._open:
            each.close()


def _ignore(_: object) -> None:
    """Do nothing: what became of it is waited for."""


def _pause(seconds: float) -> Until:
    end = time.monotonic() + seconds
    return Until("pause", lambda: time.monotonic() >= end, seconds + 10)


def _begin_elsewhere(demo: "DemoBench", folder: Path) -> None:
    """Start a transaction that the gallery's journal does not know, as another program would."""
    with Store(folder / "elsewhere.sqlite") as store:
        bench = Bench(demo.configuration, store)
        bench.start()
        try:
            bench.start_transaction(_STRANGE, INVENTED.anew()).result(timeout=30)
        finally:
            bench.close()
    # The demo's own bench would clear the meter without a question.
    asking = tuple(
        replace(line, meters=tuple(replace(meter, clear_unknown=False) for meter in line.meters))
        for line in demo.configuration.lines
    )
    demo.configuration = replace(demo.configuration, lines=asking)


def take_gallery(folder: Path) -> list[Path]:
    """Write all pictures into ``folder`` and return them; raises what stood in the way."""
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="eichlab-gallery-") as temporary:
        preferences = Preferences(Path(temporary) / "desktop.ini")
        preferences.theme, preferences.language = Theme.LIGHT, Language.EN
        demo = start_demo()
        _begin_elsewhere(demo, Path(temporary))
        desktop = Desktop(application, preferences)
        gallery = Gallery(desktop, demo, folder)
        script = Script(gallery.steps(), QApplication.exit)
        try:
            application.exec()
        finally:
            gallery.close()
            desktop.close()
    error, stuck, written = script.error, script.stuck, gallery.written
    del script, gallery, desktop
    leave(application)
    if error is not None:
        raise error
    if stuck is not None:
        raise TimeoutError(f"{stuck.name} did not happen within {stuck.seconds:g} s")
    return written


def main(arguments: list[str]) -> int:
    """Take all pictures without a screen."""
    if len(arguments) != 1:
        print("python -m eichlab_gui.gallery OUT", file=sys.stderr)  # noqa: T201 - usage
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    began = time.monotonic()
    written = take_gallery(Path(arguments[0]))
    took = time.monotonic() - began
    print(f"{len(written)} pictures in {took:.0f} s: {arguments[0]}")  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
