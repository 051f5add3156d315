"""A report made away from the GUI thread, with its progress and a way to stop it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEvent, QObject, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QProgressDialog, QWidget

from eichlab_gui.pages.transparency.paper import paint_report, write_pdf
from eichlab_gui.pages.transparency.report import Report
from eichlab_gui.pages.transparency.report_process import write_long_pdf

_PATIENCE_MS = 600
_LOOK_MS = 100
# More would make the desktop stutter: laying out holds the interpreter now and then.
_MOST_HERE = 20


class _Making(QThread):
    """Does the work; laying out text needs a thread of Qt's own, with its timers."""

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self.result: object = None

    def run(self) -> None:
        """Keep what the work gives, or its error."""
        try:
            self.result = self._work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the user is told
            self.result = error


class _Progress(QProgressDialog):
    """How far it is, with a way to stop; follows the language."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Say the same in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        self.setLabelText(self.tr("Making the report…"))
        self.setCancelButtonText(self.tr("Cancel"))


class ReportJob(QObject):
    """One report under way; ``ended`` carries a `Path`, the number of pages, or the error.

    `Cancelled` is the "error" of a report the user stopped.
    """

    ended = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._making: _Making | None = None
        self._cancelled = Event()
        self._done = (0, 1)
        self._dialog = _Progress(parent)
        self._dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self._dialog.setMinimumDuration(_PATIENCE_MS)
        self._dialog.setAutoClose(False)
        self._dialog.setAutoReset(False)
        self._dialog.canceled.connect(self.cancel)
        # The thread only leaves what it has; asking for it ten times a second is enough.
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def write(self, report: Report, path: Path) -> None:
        """Write the report as PDF."""
        long = len(report.entries) > _MOST_HERE
        write = write_long_pdf if long else write_pdf
        self._begin(partial(write, report, path, self._told, self._cancelled))

    def print(self, report: Report, printer: QPagedPaintDevice) -> None:
        """Print the report; the printer is used by a thread until the end."""
        self._begin(partial(paint_report, report, printer, self._told, self._cancelled))

    @Slot()
    def cancel(self) -> None:
        """Stop at the next page."""
        self._cancelled.set()

    def _begin(self, work: Callable[[], object]) -> None:
        self._timer.start()
        self._dialog.setRange(0, 1)
        self._dialog.setValue(0)
        self._making = _Making(work, self)
        self._making.start(QThread.Priority.LowPriority)

    def close(self) -> None:
        """Stop, and wait for the thread; nothing follows."""
        self.cancel()
        if self._making is not None:
            self._making.wait()
            self._making = None
        self._timer.stop()
        self._dialog.close()
        self._dialog.deleteLater()
        self.deleteLater()

    def _told(self, done: int, total: int) -> None:
        """Hear from the thread."""
        self._done = (done, total)

    @Slot()
    def _look(self) -> None:
        making = self._making
        if making is not None and making.isFinished():
            self._making = None
            self._timer.stop()
            self._dialog.close()
            self._dialog.deleteLater()
            self.ended.emit(making.result)
            self.deleteLater()
            return
        done, total = self._done
        self._dialog.setMaximum(total)
        self._dialog.setValue(min(done, total))
