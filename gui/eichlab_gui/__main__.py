"""The console script: the driver's commands, and lazily those with a window.

Nothing of Qt is imported here, so that the driver's commands start fast and need no screen.
"""

import multiprocessing
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eichlab.cli.app import app
from eichlab.cli.app import main as run_commands
from eichlab.texts import Language, say
from eichlab.values import message

if TYPE_CHECKING:
    from eichlab_gui.session import Session

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def main() -> None:
    """Run the command line; without arguments open the desktop with the last bench."""
    multiprocessing.freeze_support()
    if len(sys.argv) == 1:
        _need_screen()
        sys.exit(_desktop())
    run_commands()


@app.command("demo")
def demo(
    headless: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Do the main job without a screen; results into DIR."),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(help="How long to run; without a screen at most 50.")
    ] = None,
) -> None:
    """Open the desktop on a simulated bench."""
    if headless is not None:
        # Before Qt is imported, or it would look for a screen.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from eichlab_gui.headless import run_headless

        raise typer.Exit(run_headless(headless, seconds))
    _need_screen()
    from eichlab_gui.application import run_desktop

    raise typer.Exit(run_desktop(_demo_session, open_last=_last_session, seconds=seconds))


@app.command("open")
def open_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files or folders.")],
) -> None:
    """Open the desktop on the page Transparency."""
    _need_screen()
    raise typer.Exit(_desktop(tuple(files)))


def _desktop(files: tuple[Path, ...] = ()) -> int:
    from eichlab_gui.application import run_desktop

    return run_desktop(_last_session, open_last=_last_session, files=files)


def _last_session() -> "Session":
    from eichlab.bench import BenchConfiguration, default_bench_path
    from eichlab.store import default_store_path
    from eichlab.values import ConfigurationError
    from eichlab_gui.session import open_session

    path = default_bench_path()
    configuration, trouble = None, None
    if path.exists():
        try:
            configuration = BenchConfiguration.load(path)
        except ConfigurationError as error:
            trouble = error
    session = open_session(configuration, default_store_path())
    session.trouble = session.trouble or trouble
    return session


def _demo_session() -> "Session":
    from eichlab_gui.session import open_demo, start_demo

    return open_demo(start_demo())


def _need_screen() -> None:
    """End with one clear sentence where there is no screen; Qt would abort the process."""
    if sys.platform.startswith("linux") and not any(os.environ.get(each) for each in _SCREENS):
        german = os.environ.get("LANG", "").startswith("de")
        sentence = message("desktop.no-screen")
        typer.echo(say(sentence, Language.DE if german else Language.EN), err=True)
        raise SystemExit(2)


if __name__ == "__main__":
    main()
