"""Documents judged in a worker process of their own, seen from the GUI thread.

Reading and judging can take long and hold the interpreter (a large XML file, thousands of
signatures), so it happens in one spawned process. It is started for the first document and kept
for the next; cancelling ends it, the following document gets a new one.
"""

import contextlib
import multiprocessing
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from eichlab.values import (
    Judgement,
    RecordVerdict,
    Skipped,
    TransactionVerdict,
)
from eichlab_gui.judging_process import (
    Failed,
    Finished,
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
        self._listens = False
        self._waiting: Work | None = None
        self._number = 0
        self._busy = False
        self._records: list[RecordVerdict] = []
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
        self._process, self._connection, self._listens = process, ours, False

    def _end_process(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.terminate()
            self._process.join(_END_S)
            with contextlib.suppress(ValueError):  # it did not end in that time: let it be
                self._process.close()
            self._process = None
        self._listens = False

    def _send(self) -> None:
        # Only once the process listens: a large text would block on a pipe nobody reads.
        assert self._connection is not None
        work, self._waiting = self._waiting, None
        if work is not None:
            self._connection.send(work)

    def _idle(self) -> None:
        self._timer.stop()
        self._busy = False
        self._waiting = None

    @Slot()
    def _take(self) -> None:
        until = time.monotonic() + _TAKEN_S
        try:
            while (
                self._busy
                and self._connection is not None
                and time.monotonic() < until
                and self._connection.poll()
            ):
                self._received(self._connection.recv())
        except (EOFError, OSError):
            self._end_process()
            self._idle()
            self.failed.emit(None)

    def _received(self, piece: Piece) -> None:
        if isinstance(piece, Ready):
            self._listens = True
            self._send()
        elif piece.number != self._number:
            return
        elif isinstance(piece, Progress):
            self.progressed.emit(piece)
        elif isinstance(piece, Part):
            self._records += piece.records
            self._transactions += piece.transactions
            self._skipped += piece.skipped
        elif isinstance(piece, Failed):
            self._idle()
            self.failed.emit(piece.message)
        elif isinstance(piece, Finished):
            self._idle()
            judgement = Judgement(
                tuple(self._records), tuple(self._transactions), tuple(self._skipped)
            )
            self.finished.emit(judgement)
