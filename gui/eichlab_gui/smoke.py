"""Start, paint every page, judge a record, quit: what shows that this program is whole.

``eichlab --smoke`` ends with 0 and a line on what it did, or with 1 and a line on what failed. It
goes through what a broken package would lack: commands and texts loaded by name, icons,
translations, picture formats, worker processes, simulated meters, windows opened later. It uses
folders of its own; the user's settings and store are not touched.
"""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

import eichlab
from eichlab.cli.commands import COMMANDS
from eichlab.resources import resource
from eichlab.texts import Language, texts_by_code
from eichlab.values import LinkState, VerdictWord
from eichlab_gui.application import Desktop, leave, make_application
from eichlab_gui.headless import Script, Until
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_demo, open_session, start_demo
from eichlab_gui.theme import Theme

if TYPE_CHECKING:
    from eichlab_gui.pages.transparency.page import TransparencyPage
    from eichlab_gui.window import MainWindow

# Fewer colours than this in a picture: nothing was drawn but a plate.
_LEAST_COLOURS = 8
_PATIENCE_S = 60.0
# Context and text of something to be translated, of Eichlab's own and of Qt's.
_OURS, _OF_QT = ("MainWindow", "Transactions"), ("QPlatformTheme", "Cancel")


class SmokeError(Exception):
    """Something that ships with Eichlab does not work."""


class Smoke:
    """The steps, in order; ``step`` says where it is, ``painted`` what was painted."""

    def __init__(self, desktop: Desktop, folder: Path) -> None:
        self.step = "start"
        self.painted: list[str] = []
        self._desktop, self._folder = desktop, folder

    def steps(self) -> Iterator[Until]:
        """Go through everything; raises `SmokeError` or whatever stands in the way."""
        self.step = "commands and texts"
        texts_by_code()
        for module in COMMANDS.values():
            import_module(module)
        self.step = "window"
        window = self._desktop.show(open_session(None, self._folder / "eichlab.sqlite"))
        yield from self._pages(window, "without a bench")
        yield from self._verdicts(window)
        yield from self._reports(window)
        yield from self._later_windows(window)
        yield from self._simulated_bench()

    def _pages(self, window: "MainWindow", name: str) -> Iterator[Until]:
        for theme in (Theme.DARK, Theme.LIGHT):
            for spoken in Language:
                self.step = f"{theme}, {spoken}"
                self._desktop.wear(theme)
                self._desktop.speak(spoken)
                self._check_language(spoken)
                for key in window.pages:
                    self.step = f"page {key} ({name}, {theme}, {spoken})"
                    window.show_page(key)
                    yield _turn()
                    self._paint(window, f"{key} {name}")

    def _check_language(self, spoken: Language) -> None:
        """See that both translations are there: Eichlab's own, and Qt's of its buttons."""
        translated = [QCoreApplication.translate(*each) != each[1] for each in (_OURS, _OF_QT)]
        if translated != [spoken is not Language.EN] * 2:
            raise SmokeError(f"the translation is not loaded (ours, Qt's: {translated})")

    def _verdicts(self, window: "MainWindow") -> Iterator[Until]:
        self._desktop.speak(Language.EN)
        page = window.transparency
        key = resource("samples", "em580.key").read_text("ascii")
        for name, typed, expected in (
            ("em580.xml", "", VerdictWord.UNCONFIRMED),
            ("em580.xml", key, VerdictWord.VERIFIED),
            ("em580-altered.xml", "", VerdictWord.REJECTED),
        ):
            self.step = f"verdict on {name} in a worker process"
            page.open_files([resource("samples", name)])
            yield from self._judged(page)
            if typed:
                page.enter_key(typed)
                yield from self._judged(page)
            assert page.entry is not None
            if page.entry.word is not expected:
                raise SmokeError(f"the verdict is {page.entry.word}, it should be {expected}")
            self._paint(window, f"verdict {expected}")
        self.step = "record read from a picture in a worker process"
        page.open_files([self._picture()])
        yield from self._judged(page)

    def _judged(self, page: "TransparencyPage") -> Iterator[Until]:
        yield Until(self.step, lambda: not page.is_loading, _PATIENCE_S)
        if page.failure or page.entry is None:
            raise SmokeError(page.failure or "no record was found")

    def _picture(self) -> Path:
        from eichlab_gui.display.code import codes_of

        code = codes_of(resource("samples", "em580.ocmf").read_bytes())[0].image
        path = self._folder / "code.jpg"
        if not code.scaled(QSize(code.width() * 6, code.height() * 6)).save(str(path)):
            raise SmokeError("no JPEG can be written")
        return path

    def _reports(self, window: "MainWindow") -> Iterator[Until]:
        from eichlab_gui.pages.transparency.report_process import write_long_pdf

        self.step = "report in a worker process"
        page = window.transparency
        report = page.report(page.listed)
        path = self._folder / "report.pdf"
        done: list[object] = []
        model = window.model
        model.background.run(
            lambda: write_long_pdf(report, path, lambda _done, _total: None, Event()),
            done.append,
            done.append,
        )
        yield Until(self.step, lambda: bool(done), _PATIENCE_S)
        if isinstance(done[0], Exception):
            raise done[0]
        if not path.read_bytes().startswith(b"%PDF"):
            raise SmokeError("the report is no PDF")

    def _later_windows(self, window: "MainWindow") -> Iterator[Until]:
        from PySide6.QtPrintSupport import QPrinterInfo

        from eichlab_gui.add_meter import AddMeterDialog

        self.step = "printers"
        QPrinterInfo.availablePrinterNames()
        self.step = "manual"
        window.show_manual()
        assert window.manual is not None
        yield _turn()
        self._paint(window.manual, "manual")
        window.manual.close()
        self.step = "about"
        about = window.show_about()
        yield Until("SHA-256 of the program", lambda: about.is_complete, _PATIENCE_S)
        self._paint(about, "about")
        about.close()
        self.step = "add meter"
        dialog = AddMeterDialog(window.model, window, path=self._folder / "none" / "bench.toml")
        dialog.open()
        yield _turn()
        self._paint(dialog, "add meter")
        dialog.reject()
        dialog.deleteLater()

    def _simulated_bench(self) -> Iterator[Until]:
        from eichlab_gui.display import DisplaySettings, DisplayWindow

        self.step = "simulated meters"
        window = self._desktop.show(open_demo(start_demo()))
        model = window.model
        yield Until(
            "values of simulated meters",
            lambda: all(
                each.link is LinkState.ONLINE and each.readings for each in model.meters.values()
            ),
            _PATIENCE_S,
        )
        yield from self._pages(window, "on the simulated bench")
        self.step = "display"
        display = DisplayWindow(model, DisplaySettings())
        try:
            display.show()
            yield _turn()
            self._paint(display, "display")
        finally:
            display.close()
            display.deleteLater()

    def _paint(self, seen: QWidget, name: str) -> None:
        for _ in range(3):  # layouts follow texts by events of their own
            QApplication.sendPostedEvents()
        picture = seen.grab().toImage()
        colours = {
            picture.pixel(x, y)
            for x in range(0, picture.width(), 3)
            for y in range(0, picture.height(), 3)
        }
        if len(colours) < _LEAST_COLOURS:
            raise SmokeError(f"{name} stayed empty ({len(colours)} colours)")
        self.painted.append(name)


def run_smoke() -> int:
    """Do all that and return the exit code."""
    # Without a screen the same is painted into memory.
    if sys.platform.startswith("linux") and not any(
        os.environ.get(each) for each in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    began = time.monotonic()
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="eichlab-smoke-") as temporary:
        preferences = Preferences(Path(temporary) / "desktop.ini")
        desktop = Desktop(application, preferences)
        smoke = Smoke(desktop, Path(temporary))
        script = Script(smoke.steps(), QApplication.exit)
        try:
            application.exec()
        finally:
            desktop.close()
        trouble = _trouble(script, desktop)
    step, painted, platform = smoke.step, len(smoke.painted), QGuiApplication.platformName()
    del script, smoke, desktop
    leave(application)
    if trouble:
        print(f"eichlab --smoke: FAILED at {step}: {trouble}", file=sys.stderr)  # noqa: T201 - the command's answer
        return 1
    print(  # noqa: T201 - the command's answer
        f"eichlab --smoke: ok, Eichlab {eichlab.__version__}, {platform}, {painted} pictures, "
        f"{time.monotonic() - began:.1f} s"
    )
    return 0


def _trouble(script: Script, desktop: Desktop) -> str:
    if script.error is not None:
        return f"{type(script.error).__name__}: {script.error}"
    if script.stuck is not None:
        return f"{script.stuck.name} did not come within {script.stuck.seconds:g} s"
    return "; ".join(desktop.mishaps.kept)


def _turn() -> Until:
    """Let the event loop turn once."""
    return Until("turn", lambda: True, 1)
