"""Keeps the screen from going dark while a display or a show is running."""

import subprocess
import sys

from PySide6.QtCore import QObject

_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_CONNECTION = "eichlab-awake"
_ES_CONTINUOUS, _ES_SYSTEM, _ES_DISPLAY = 0x80000000, 0x00000001, 0x00000002


class Awake(QObject):
    """Asks the desktop environment not to blank the screen; `end` takes that back.

    Linux: ``Inhibit`` of the session bus's ``org.freedesktop.ScreenSaver``, which ends with the
    connection that asked; Windows: the thread's execution state; macOS: ``caffeinate``. Where
    there is no such service nothing happens. Nothing here waits for an answer.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Keep the screen awake from now on."""
        if self._asked:
            return
        self._asked = True
        if sys.platform == "win32":
            _tell_windows(_ES_CONTINUOUS | _ES_SYSTEM | _ES_DISPLAY)
        elif sys.platform == "darwin":
            self._process = subprocess.Popen(["/usr/bin/caffeinate", "-d"])
        else:
            _inhibit()

    def end(self) -> None:
        """Let the screen sleep again."""
        if not self._asked:
            return
        self._asked = False
        if sys.platform == "win32":
            _tell_windows(_ES_CONTINUOUS)
        elif self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None
        else:
            from PySide6.QtDBus import QDBusConnection

            QDBusConnection.disconnectFromBus(_CONNECTION)


def _inhibit() -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    # A connection of its own: the inhibition lasts exactly as long as it.
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _CONNECTION)
    if not bus.isConnected():
        return
    call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
    call.setArguments(["Eichlab", "display"])
    bus.send(call)


def _tell_windows(state: int) -> None:
    import ctypes

    ctypes.windll.kernel32.SetThreadExecutionState(state)  # type: ignore[attr-defined,unused-ignore]
