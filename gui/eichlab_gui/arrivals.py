"""What other threads bring, handed over in the GUI thread.

An event and not a signal: until Python 3.12 shiboken keeps what it knows of all Qt classes in one
table, and Qt looks into it for a signal without holding the interpreter's lock, while the GUI
thread may just be adding a class. See `eichlab_gui.loading` for the other way round.
"""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject

Thing = TypeVar("Thing")


class Arrivals(QObject, Generic[Thing]):
    """Gives each thing to ``take`` in the GUI thread, in the order they came."""

    def __init__(self, take: Callable[[Thing], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._arrived: deque[Thing] = deque()

    def bring(self, thing: Thing) -> None:
        """Bring a thing, from any thread; it is never taken before this returns."""
        self._arrived.append(thing)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))

    def event(self, event: QEvent) -> bool:
        """Take the next thing."""
        if event.type() != QEvent.Type.User:
            return super().event(event)
        self._take(self._arrived.popleft())
        return True
