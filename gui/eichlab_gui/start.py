"""The start of the desktop, without what commands need: somebody waits for the window."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eichlab_gui.session import Session

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def desktop(files: tuple[Path, ...] = ()) -> int:
    """Open the desktop with the last bench, and files on Transparency; return the exit code."""
    # Nothing is to be collected until the window stands; the desktop collects by itself then.
    gc.disable()
    from eichlab_gui.application import run_desktop

    return run_desktop(last_session, open_last=last_session, files=files)


def last_session(bench: Path | None = None, *, opened: bool = False) -> "Session":
    """Return a session of this bench file, or the last; its bench waits, unless ``opened``."""
    from eichlab.bench import default_bench_path
    from eichlab_gui.session import open_bench_file, open_session, waiting_session

    path = bench or default_bench_path()
    if bench is None and not path.exists():
        return open_session(None) if opened else waiting_session(None)
    return open_bench_file(path, waits=not opened)


def need_screen() -> None:
    """End with one clear sentence where there is no screen; Qt would abort the process."""
    if not sys.platform.startswith("linux") or any(os.environ.get(each) for each in _SCREENS):
        return
    from eichlab.texts import Language, say
    from eichlab.values import message

    german = os.environ.get("LANG", "").startswith("de")
    sentence = message("desktop.no-screen")
    sys.stderr.write(say(sentence, Language.DE if german else Language.EN) + "\n")
    raise SystemExit(2)
