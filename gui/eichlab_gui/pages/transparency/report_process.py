"""A long report made in a process of its own, so that the desktop keeps drawing meanwhile.

The entries go there in small pieces: a large one would hold the interpreter while it is packed.
"""

import contextlib
import multiprocessing
import signal
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Final

from eichlab.texts import Language
from eichlab_gui.language import language
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.paper import Cancelled, Told, write_pdf
from eichlab_gui.pages.transparency.report import Report

_PIECE: Final = 25
_LOOK_S: Final = 0.1
_END_S: Final = 2.0
# Progress is told for every so manieth part only.
_TELL_EACH: Final = 10


class ReportError(OSError):
    """The process ended without a report."""


def write_long_pdf(report: Report, path: Path, told: Told, cancelled: Event) -> Path:
    """Write a report as PDF in a process of its own; call it from a thread that may wait.

    Raises as `eichlab_gui.pages.transparency.paper.write_pdf`.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), name="report", daemon=True)
    process.start()
    theirs.close()
    part = _part(path)
    try:
        with ours:
            _send(ours, report, part, cancelled)
            _follow(ours, told, cancelled)
        part.replace(path)
    except (EOFError, ConnectionError) as error:
        raise ReportError(None, "the process that makes reports ended") from error
    finally:
        process.terminate()
        process.join(_END_S)
        # The process has a name of its own for what is not whole yet.
        for left in (part, part.with_name(part.name + ".part")):
            left.unlink(missing_ok=True)
    return path


def _part(path: Path) -> Path:
    """Return where the process writes; what it leaves there is removed here."""
    return path.with_name(path.name + ".new")


def _send(connection: Connection, report: Report, path: Path, cancelled: Event) -> None:
    connection.send((replace(report, entries=()), path, language()))
    for first in range(0, len(report.entries), _PIECE):
        if cancelled.is_set():
            raise Cancelled
        connection.send(report.entries[first : first + _PIECE])
    connection.send(None)


def _follow(connection: Connection, told: Told, cancelled: Event) -> None:
    while True:
        if cancelled.is_set():
            raise Cancelled
        if not connection.poll(_LOOK_S):
            continue
        answer = connection.recv()
        if answer is None:
            return
        if isinstance(answer, Exception):
            raise answer
        told(*answer)


def _serve(connection: Connection) -> None:
    """Make one report; runs in the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from eichlab_gui.application import Translators, make_application

    application = make_application()
    with contextlib.suppress(EOFError, OSError):
        report, path, spoken = connection.recv()
        entries: list[Entry] = []
        while (piece := connection.recv()) is not None:
            entries += piece
        spoken_here: Language = spoken
        translators = Translators()
        translators.speak(spoken_here)

        def told(done: int, total: int) -> None:
            if done % _TELL_EACH == 0 or done == total:
                connection.send((done, total))

        try:
            write_pdf(replace(report, entries=tuple(entries)), path, told)
            connection.send(None)
        except OSError as error:
            connection.send(OSError(error.errno, error.strerror))
    application.quit()
