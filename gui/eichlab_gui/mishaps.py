"""One place for every exception nobody caught, and for what Qt has to say."""

import faulthandler
import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from eichlab_gui.arrivals import Arrivals

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_KEPT = 50


class Mishaps(QObject):
    """Takes over ``sys.excepthook``, ``threading.excepthook`` and Qt's messages while it lives."""

    happened = Signal(str)
    """A defect, in one line; always delivered in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept: list[str] = []
        self._raised = Arrivals(self._show, self)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_before = qInstallMessageHandler(_log_qt)

    def close(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        _log.critical("unexpected error", exc_info=(kind, error, trace))
        self._raised.bring(f"{kind.__name__}: {error}")

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, text: str) -> None:
        self.kept = [*self.kept[-_KEPT:], text]
        self.happened.emit(text)


def log_to_file() -> None:
    """Write the log to the user's log folder, at most 2 MB, and warnings to the terminal.

    What every thread did when the process crashed, which no log hears of, goes to ``crash.log``.
    """
    folder = user_log_path("eichlab")
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    form = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.ERROR)
    handlers: list[logging.Handler] = [terminal]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "desktop.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8"
            )
        )
        # It stays open as long as the process lives.
        faulthandler.enable((folder / "crash.log").open("a"))
    except OSError as error:
        _log.warning("no log file: %s", error)
    for handler in handlers:
        handler.setFormatter(form)
        root.addHandler(handler)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:  # noqa: ARG001 - Qt's signature
    if "propagateSizeHints" not in text:  # the offscreen platform says this for every window
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
