"""Runs the display by itself: no desktop, no menu, for days."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from eichlab.texts import Language
from eichlab.values import EichlabError
from eichlab_gui import theme
from eichlab_gui.application import Translators, leave, make_application
from eichlab_gui.collector import Collector
from eichlab_gui.demo.show import Show
from eichlab_gui.display.settings import DisplaySettings
from eichlab_gui.display.window import DisplayWindow
from eichlab_gui.end_request import EndRequest
from eichlab_gui.mishaps import Mishaps, log_to_file
from eichlab_gui.session import Session
from eichlab_gui.theme import Theme


class DisplayProgram(QObject):
    """One session and its display; `close` ends both, in this order."""

    def __init__(
        self, application: QApplication, session: Session, settings: DisplaySettings
    ) -> None:
        super().__init__()
        sys.setswitchinterval(0.001)
        self._application = application
        self.mishaps = Mishaps(self)
        self.collector = Collector(self)
        self._end_request = EndRequest(self)
        self._end_request.heard.connect(application.quit)
        self.session = session
        # A defect is logged, never shown: visitors are not to read it, and the display goes on.
        self._translators = Translators()
        self._translators.speak(settings.languages[0] if settings.languages else Language.EN)
        theme.dress(application, Theme.DARK)
        self.window = DisplayWindow(session.model, settings)
        self.window.left.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        application.setQuitOnLastWindowClosed(True)
        self.collector.freeze()

    @Slot()
    def _leave(self) -> None:
        self.window.close()
        self._application.quit()

    def close(self) -> None:
        """End display and session and let Qt's objects go."""
        self.window.close()
        self.window.deleteLater()
        self.session.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.collector.close()
        self.mishaps.close()
        self._end_request.close()


def run_display(
    open_session: Callable[[], Session],
    settings: DisplaySettings,
    *,
    full_screen: bool = True,
    shows: bool = False,
    seconds: float | None = None,
) -> int:
    """Show the display until somebody leaves it; return the exit code.

    ``shows`` lets a simulated bench charge for ever.

    Raises `EichlabError` for what keeps it from starting: a bench file that cannot be read, a
    logo that is no picture.
    """
    log_to_file()
    application = make_application()
    session = open_session()
    trouble = session.trouble
    if isinstance(trouble, EichlabError) and session.bench is None:
        session.close()
        leave(application)
        raise trouble
    try:
        program = DisplayProgram(application, session, settings)
    except EichlabError:
        session.close()
        leave(application)
        raise
    show: Show | None = None
    meter = program.window.course.meter
    if shows and session.demo is not None and meter is not None:
        show = Show(session.model, session.demo, meter.name)
    if full_screen:
        program.window.showFullScreen()
    else:
        program.window.resize(1280, 800)
        program.window.show()
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1000), application.quit)
    code = application.exec()
    if show is not None:
        show.close()
    program.close()
    del program
    leave(application)
    return code
