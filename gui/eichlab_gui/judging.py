"""Documents judged in a worker process of their own, seen from the GUI thread.

Reading and judging can take long and hold the interpreter (a large XML file, thousands of
signatures), so it happens in one spawned process. It is started for the first document and kept
for the next; cancelling ends it, the following document gets a new one.
"""

import contextlib
import multiprocessing
import pickle
import threading
import time
from collections import deque
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from eichlab.values import (
    Judgement,
    RecordVerdict,
    SignedReading,
    Skipped,
    TransactionVerdict,
)
from eichlab_gui.collector import Collector
from eichlab_gui.judging_process import (
    Failed,
    Finished,
    MoreReadings,
    Part,
    Piece,
    Progress,
    Ready,
    Work,
    serve,
)

_INTERVAL_MS: Final = 25
# Of each interval, so that a judgement of many thousand records never shows in the animation.
_TAKEN_S: Final = 0.005
_END_S: Final = 1.0


class Judging(QObject):
    """One judgement at a time.

    ``progressed`` carries a `Progress`, ``finished`` a `Judgement`, ``failed`` the `Message` that
    says why, or None where the process itself died.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._reader: threading.Thread | None = None
        self._arrived: deque[bytes | None] = deque()
        self._listens = False
        self._waiting: Work | None = None
        self._number = 0
        self._busy = False
        self._records: list[RecordVerdict] = []
        self._readings: list[SignedReading] = []
        self._transactions: list[TransactionVerdict] = []
        self._skipped: list[Skipped] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Return whether something is being judged."""
        return self._busy

    def judge(self, work: Work) -> None:
        """Judge this; what was under way is cancelled. The number of ``work`` is set here."""
        self.cancel()
        self._number += 1
        self._busy = True
        self._records, self._transactions, self._skipped = [], [], []
        self._readings = []
        if self._process is None or not self._process.is_alive():
            self._end_process()
            self._start_process()
        self._waiting = replace(work, number=self._number)
        self._timer.start()
        if self._listens:
            self._send()

    @Slot()
    def cancel(self) -> None:
        """End what is under way; neither ``finished`` nor ``failed`` follows."""
        if self._busy:
            self._end_process()
            self._idle()

    @Slot()
    def close(self) -> None:
        """End the process."""
        self._idle()
        self._end_process()

    def _start_process(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), name="judging", daemon=True)
        process.start()
        theirs.close()
        self._arrived = deque()
        # A piece half written would hold up whoever reads it, so the GUI thread never does.
        self._reader = threading.Thread(
            target=_read, args=(ours, self._arrived), name="judging-reader", daemon=True
        )
        self._reader.start()
        self._process, self._connection, self._listens = process, ours, False

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join(_END_S)
            with contextlib.suppress(ValueError):  # it did not end in that time: let it be
                self._process.close()
            self._process = None
        if self._reader is not None:
            # The process was the last to hold the other end, so the reader has met its end.
            self._reader.join(_END_S)
            self._reader = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._listens = False

    def _send(self) -> None:
        # Only once the process listens: a large text would block on a pipe nobody reads.
        assert self._connection is not None
        work, self._waiting = self._waiting, None
        if work is not None:
            # A process that died meanwhile is told of by the reader.
            with contextlib.suppress(OSError):
                self._connection.send(work)

    def _idle(self) -> None:
        self._timer.stop()
        self._busy = False
        self._waiting = None

    def _complete_last(self) -> None:
        """Give the last record the readings that came behind it."""
        if self._readings:
            last = self._records[-1]
            self._records[-1] = last._replace(readings=(*last.readings, *self._readings))
            self._readings = []

    @Slot()
    def _take(self) -> None:
        if not self._arrived:
            return
        until = time.monotonic() + _TAKEN_S
        while self._busy and self._arrived and time.monotonic() < until:
            data = self._arrived.popleft()
            if data is None:
                self._end_process()
                self._idle()
                self.failed.emit(None)
                return
            self._received(pickle.loads(data))  # noqa: S301 - from our own process
        Collector.set_aside()

    def _received(self, piece: Piece) -> None:
        if isinstance(piece, Ready):
            self._listens = True
            self._send()
        elif piece.number != self._number:
            return
        elif isinstance(piece, Progress):
            self.progressed.emit(piece)
        elif isinstance(piece, Part):
            self._complete_last()
            self._records += piece.records
            self._transactions += piece.transactions
            self._skipped += piece.skipped
        elif isinstance(piece, MoreReadings):
            self._readings += piece.readings
        elif isinstance(piece, Failed):
            self._idle()
            self.failed.emit(piece.message)
        elif isinstance(piece, Finished):
            self._idle()
            self._complete_last()
            judgement = Judgement(
                tuple(self._records), tuple(self._transactions), tuple(self._skipped)
            )
            self.finished.emit(judgement)


def _read(connection: Connection, arrived: deque[bytes | None]) -> None:
    """Take pieces off the pipe as they come; None marks its end."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            arrived.append(connection.recv_bytes())
    arrived.append(None)
