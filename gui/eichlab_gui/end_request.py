"""The system's wish that the program ends: log-out, a stopped service, Ctrl+C."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


class EndRequest(QObject):
    """Hears it in Qt's event loop, so that lines and store are closed as after *Quit*.

    Python's own handlers wait for Python code to run, which an idle desktop never does.
    A second wish ends the process at once; nothing is lost then, but the next start has to
    bring to an end what ran.
    """

    heard = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receiver, self._sender = socket.socketpair()
        for end in (self._receiver, self._sender):
            end.settimeout(0)
        self._notifier = QSocketNotifier(self._receiver.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._wakeup_before = signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        names = [name for name in _SIGNALS if hasattr(signal, name)]
        self._before = {
            each: signal.signal(each, _note) for each in (getattr(signal, name) for name in names)
        }

    def close(self) -> None:
        """Hear no more; signals do again what they did before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._receiver.close()
        self._sender.close()

    @Slot()
    def _woken(self) -> None:
        self._receiver.recv(64)
        for number in self._before:
            signal.signal(number, signal.SIG_DFL)
        self.heard.emit()


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing here: the byte that Python writes for the signal says enough."""
