"""The commands with a window, beside the driver's; loaded only where a command is given.

Nothing of Qt is imported here, so that the driver's commands start fast and need no screen.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eichlab.cli.app import app
from eichlab.cli.terminal import fail
from eichlab.texts import Language
from eichlab.values import EichlabError
from eichlab_gui.start import desktop, last_session, need_screen

if TYPE_CHECKING:
    from eichlab_gui.session import Session


@app.command("demo")
def demo(
    headless: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Do the main job without a screen; results into DIR."),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(help="How long to run; without a screen at most 50.")
    ] = None,
    *,
    show: Annotated[
        bool, typer.Option("--show", help="Full screen, charging for ever, for a fair.")
    ] = False,
    autostart: Annotated[
        str, typer.Option(metavar="on|off", help="Let the show start after log-in, or no more.")
    ] = "",
) -> None:
    """Open the desktop on a simulated bench."""
    if autostart:
        _autostart(autostart)
        return
    if headless is not None:
        # Before Qt is imported, or it would look for a screen.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from eichlab_gui.headless import run_headless

        raise typer.Exit(run_headless(headless, seconds))
    need_screen()
    if show:
        from eichlab_gui.display import DisplaySettings
        from eichlab_gui.display.run import run_display

        raise typer.Exit(
            run_display(
                _demo_session, DisplaySettings(shows_user=True), shows=True, seconds=seconds
            )
        )
    from eichlab_gui.application import run_desktop

    raise typer.Exit(run_desktop(_demo_session, open_last=last_session, seconds=seconds, tour=True))


def _autostart(choice: str) -> None:
    if choice not in {"on", "off"}:
        raise typer.BadParameter("on, off", param_hint="--autostart")
    from eichlab_gui.demo.autostart import set_autostart

    try:
        path = set_autostart(on=choice == "on")
    except EichlabError as error:
        fail(error)
    typer.echo(str(path))


@app.command("bench")
def open_bench(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Bench file.")],
    seconds: Annotated[float | None, typer.Option(help="Close by itself after that time.")] = None,
) -> None:
    """Open the desktop on another bench file than the last."""
    need_screen()
    from eichlab_gui.application import run_desktop

    def session() -> "Session":
        return last_session(file)

    code = run_desktop(session, open_last=session, bench=file, seconds=seconds)
    raise typer.Exit(code)


@app.command("display")
def display(
    bench: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Bench file; usual: the desktop's.")
    ] = None,
    spoken: Annotated[
        str, typer.Option("--language", metavar="de|en|both", help="What it says.")
    ] = "both",
    meter: Annotated[str, typer.Option(help="Which meter; usual: the first that signs.")] = "",
    logo: Annotated[Path | None, typer.Option(metavar="FILE", help="A picture, top left.")] = None,
    line: Annotated[str, typer.Option(metavar="TEXT", help="A line of text beside it.")] = "",
    *,
    show_user: Annotated[
        bool, typer.Option(help="Show the user's identification, also inside the code.")
    ] = False,
    receipt: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long a receipt stays.", min=1)
    ] = 60.0,
    windowed: Annotated[bool, typer.Option(help="In a window instead of full screen.")] = False,
    seconds: Annotated[float | None, typer.Option(help="Close by itself after that time.")] = None,
) -> None:
    """Show one meter to visitors, full screen; hold Esc for two seconds to leave."""
    languages = {"de": (Language.DE,), "en": (Language.EN,), "both": (Language.DE, Language.EN)}
    if spoken not in languages:
        raise typer.BadParameter("de, en, both", param_hint="--language")
    need_screen()
    from eichlab_gui.display import DisplaySettings
    from eichlab_gui.display.run import run_display

    settings = DisplaySettings(
        languages=languages[spoken],
        meter=meter,
        logo=logo,
        line=line,
        shows_user=show_user,
        receipt_s=receipt,
    )
    try:
        code = run_display(
            lambda: last_session(bench, opened=True),
            settings,
            full_screen=not windowed,
            seconds=seconds,
        )
    except EichlabError as error:
        fail(error)
    raise typer.Exit(code)


@app.command("open")
def open_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE…]", help="Files or folders; none: the desktop as it begins."),
    ] = None,
) -> None:
    """Open the desktop on the page Transparency."""
    need_screen()
    raise typer.Exit(desktop(tuple(files or ())))


def _demo_session() -> "Session":
    from eichlab_gui.session import open_demo, start_demo

    return open_demo(start_demo())
