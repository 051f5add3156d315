"""The application around the window: style, language, hooks, garbage, one session at a time."""

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QSize,
    Qt,
    QTimer,
    QTranslator,
    Slot,
)
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

import eichlab
import eichlab_gui.features  # noqa: F401 - before all else that is loaded
from eichlab.resources import resource
from eichlab.texts import Language
from eichlab_gui import theme
from eichlab_gui.collector import Collector
from eichlab_gui.demo.names import DemoNames
from eichlab_gui.end_request import EndRequest
from eichlab_gui.language import language, said_error
from eichlab_gui.mishaps import Mishaps
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import Session, open_demo, start_demo
from eichlab_gui.stall import StallMeter
from eichlab_gui.theme import Theme
from eichlab_gui.window import MainWindow

if TYPE_CHECKING:
    from eichlab.cli.demo import DemoBench
    from eichlab_gui.display import DisplayWindow

_LOCALES = {Language.DE: QLocale.Language.German, Language.EN: QLocale.Language.English}

_PAINTED_BY_MS = 5000
_TITLE_BAR = 40
"""Room for a window's title bar, which is known only once it is shown."""


def make_application() -> QApplication:
    """Return the process's one application, named and in Fusion."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("eichlab")
    application.setApplicationDisplayName("Eichlab")
    application.setApplicationVersion(eichlab.__version__)
    application.setDesktopFileName("eichlab")
    application.setStyle("Fusion")
    return application


class Translators:
    """The translators that speak one language; English is the language of the sources."""

    def __init__(self) -> None:
        self._installed: list[QTranslator] = []
        self._names: QTranslator | None = None

    def name_meters(self, names: QTranslator | None) -> None:
        """Let the names of meters be known in the language of the screen, or no longer."""
        if self._names is not None:
            QCoreApplication.removeTranslator(self._names)
        self._names = names
        if names is not None:
            QCoreApplication.installTranslator(names)

    def speak(self, chosen: Language) -> None:
        """Change the language of widgets, numbers of Qt's own and the driver's sentences."""
        QLocale.setDefault(QLocale(_LOCALES[chosen]))
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        if chosen is Language.EN:
            return
        own = QTranslator()
        own.load(str(resource("translations", f"{chosen}.qm")))
        of_qt = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        of_qt.load(f"qtbase_{chosen}", folder)
        for translator in (of_qt, own):
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)


class Desktop(QObject):
    """Keeps window and session together; `run` returns when the window is closed."""

    def __init__(
        self,
        application: QApplication,
        preferences: Preferences,
        *,
        open_last: Callable[[], Session] | None = None,
        bench: Path | None = None,
    ) -> None:
        super().__init__()
        # One millisecond halves the jitter of the lines while Python works here.
        sys.setswitchinterval(0.001)
        self._application = application
        self._preferences = preferences
        self._open_last = open_last
        self._bench = bench
        self.mishaps = Mishaps(self)
        self.collector = Collector(self)
        self.stall = StallMeter(self)
        self._end_request = EndRequest(self)
        self._end_request.heard.connect(application.quit)
        self._translators = Translators()
        self.session: Session | None = None
        self.window: MainWindow | None = None
        self.display: DisplayWindow | None = None
        application.setQuitOnLastWindowClosed(False)
        application.styleHints().colorSchemeChanged.connect(self._scheme_changed)
        self.mishaps.happened.connect(self._show_mishap)
        self.speak(preferences.language)
        theme.dress(application, preferences.theme)

    def show(self, session: Session) -> MainWindow:
        """Show a session in a new window; the one before is closed first."""
        self._end_session()
        self.session = session
        self._translators.name_meters(DemoNames() if session.demo is not None else None)
        window = MainWindow(session.model, self._preferences, troubles=session.troubles)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.theme_chosen.connect(self._choose_theme)
        window.language_chosen.connect(self._choose_language)
        window.add_meter_requested.connect(self._add_meter)
        window.demo_requested.connect(self._show_demo)
        window.edit_bench_requested.connect(self._edit_bench)
        window.display_requested.connect(self._show_display)
        window.closed.connect(self._window_closed)
        window.completed.connect(self._completed)
        window.painted.connect(self._painted, Qt.ConnectionType.QueuedConnection)
        if (geometry := self._preferences.geometry) is not None:
            window.restoreGeometry(geometry)
        else:
            # With its title bar it fits a screen of its own size, too.
            room = window.screen().availableSize() - QSize(0, _TITLE_BAR)
            if room.width() >= window.minimumWidth():
                window.resize(window.size().boundedTo(room))
        self.window = window
        self.collector.freeze()
        window.show()
        # A window that begins hidden is not painted; its meters are read all the same.
        window.patience.start(_PAINTED_BY_MS)
        return window

    @Slot()
    def _painted(self) -> None:
        """Go on with what the first look at the window did not need: pages, then the bench.

        Meters that answer would slow the building down, and be drawn late themselves.
        """
        self.stall.start()
        if self.window is not None and self.sender() is self.window:
            self.window.complete()

    @Slot()
    def _completed(self) -> None:
        self.collector.set_aside()
        if self.session is not None and self.sender() is self.window:
            self.session.open_later(self._opened, self._show_later)

    def _opened(self) -> None:
        if self.window is not None and self.session is not None:
            self.window.show_troubles(self.session.troubles)

    def _show_later(self, session: Session) -> None:
        # This runs in a callback of the background that the session in use will close.
        QTimer.singleShot(0, self, lambda: self._show_instead(session))

    def _show_instead(self, session: Session) -> None:
        """Show another session, with the page and the files the window before had."""
        before = self.window
        page, files = ("", ()) if before is None else (before.page, before.opened_files)
        window = self.show(session)
        if files:
            window.open_files(files)
        if page:
            window.show_page(page)

    @Slot()
    def leave(self) -> None:
        """Close the window, whichever it is by now."""
        if self.window is not None:
            self.window.close()

    def run(self) -> int:
        """Run until the window is closed; everything is ended and joined then."""
        code = self._application.exec()
        self.close()
        return code

    def close(self) -> None:
        """Close the window and end the session, in this order, and let Qt's objects go."""
        self.stall.pause()
        self._end_session()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.collector.close()
        self.mishaps.close()
        self._end_request.close()

    def _end_session(self) -> None:
        self._leave_display()
        if self.window is not None:
            window, self.window = self.window, None
            window.close()
        if self.session is not None:
            session, self.session = self.session, None
            session.close()
        self._translators.name_meters(None)

    # Language and theme.

    def speak(self, chosen: Language) -> None:
        """Speak a language from now on."""
        self._translators.speak(chosen)

    def wear(self, chosen: Theme) -> None:
        """Wear a theme from now on."""
        theme.dress(self._application, chosen)

    @Slot(str)
    def _choose_theme(self, word: str) -> None:
        self._preferences.theme = Theme(word)
        self.wear(self._preferences.theme)

    @Slot(str)
    def _choose_language(self, word: str) -> None:
        if word != language():
            self._preferences.language = Language(word)
            self.speak(self._preferences.language)

    @Slot()
    def _scheme_changed(self) -> None:
        if self._preferences.theme is Theme.SYSTEM:
            self.wear(Theme.SYSTEM)

    # What the window asks for.

    @Slot()
    def _window_closed(self) -> None:
        if self.sender() is self.window:
            self.window = None
            self._application.quit()

    @Slot(str)
    def _show_mishap(self, text: str) -> None:
        if self.window is not None:
            self.window.show_mishap(text)

    @Slot()
    def _show_demo(self) -> None:
        if self.session is not None:
            self.session.background.run(start_demo, self._demo_started, self._demo_failed)

    def _demo_started(self, demo: "DemoBench") -> None:
        # Later, see `_show_later`.
        QTimer.singleShot(0, self, lambda: self.show(open_demo(demo)))

    def _demo_failed(self, error: Exception) -> None:
        self._show_mishap(said_error(error))

    @Slot()
    def _add_meter(self) -> None:
        from eichlab_gui.add_meter import AddMeterDialog
        from eichlab_gui.used_ports import UsedPorts

        if self.window is None:
            return
        used = UsedPorts(self._preferences.settings)
        dialog = AddMeterDialog(self.window.model, self.window, path=self._bench, used=used)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._show_last, Qt.ConnectionType.QueuedConnection)
        dialog.open()

    @Slot()
    def _show_display(self) -> None:
        from eichlab_gui.display import DisplaySettings, DisplayWindow

        if self.session is None or self.display is not None:
            return
        model = self.session.model
        # What is simulated has an invented user, whom everybody may see.
        invented = model.demo is not None
        settings = DisplaySettings(meter=model.selected, shows_user=invented)
        self.display = DisplayWindow(model, settings)
        self.display.left.connect(self._leave_display, Qt.ConnectionType.QueuedConnection)
        self.display.showFullScreen()
        self.display.activateWindow()

    @Slot()
    def _leave_display(self) -> None:
        if self.display is not None:
            display, self.display = self.display, None
            display.close()
            display.deleteLater()

    @Slot()
    def _edit_bench(self) -> None:
        from eichlab_gui.edit_bench import EditBenchDialog

        if self.window is None:
            return
        dialog = EditBenchDialog(self.window.model, self.window, path=self._bench)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._show_last, Qt.ConnectionType.QueuedConnection)
        dialog.open()

    @Slot()
    def _show_last(self) -> None:
        if self._open_last is not None:
            self.show(self._open_last())


def leave(application: QApplication) -> None:
    """End Qt while the interpreter still stands; at its exit the order would be chance."""
    gc.collect()
    QPixmapCache.clear()
    application.shutdown()


def run_desktop(
    open_first: Callable[[], Session],
    *,
    open_last: Callable[[], Session],
    files: Sequence[Path] = (),
    bench: Path | None = None,
    seconds: float | None = None,
    tour: bool = False,
    painted: Callable[[], None] | None = None,
) -> int:
    """Open the desktop and return its exit code when it is closed.

    ``files`` are shown on Transparency; ``bench`` is the bench file that is edited, where it is not
    the usual one; ``seconds`` closes the window by itself after that time; ``tour`` begins the
    guided tour of a simulated bench; ``painted`` is called when the window was painted for the
    first time.
    """
    from eichlab_gui.mishaps import log_to_file

    log_to_file()
    application = make_application()
    desktop = Desktop(application, Preferences(), open_last=open_last, bench=bench)
    window = desktop.show(open_first())
    if painted is not None:
        window.painted.connect(painted)
    if files:
        window.open_files(files)
    if tour:
        window.begin_tour()
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1000), desktop.leave)
    del window
    code = desktop.run()
    del desktop
    leave(application)
    return code
