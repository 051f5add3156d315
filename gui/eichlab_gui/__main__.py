"""The console script: the driver's commands, and lazily those with a window.

Nothing of Qt is imported here, so that the driver's commands start fast and need no screen.
"""

import multiprocessing
import sys

from eichlab_gui.start import desktop, need_screen


def main() -> None:
    """Run the command line; without arguments open the desktop with the last bench."""
    multiprocessing.freeze_support()
    if len(sys.argv) == 1:
        need_screen()
        sys.exit(desktop())
    if sys.argv[1:] == ["--smoke"]:
        from eichlab_gui.smoke import run_smoke

        sys.exit(run_smoke())
    from eichlab.cli.app import main as run_commands
    from eichlab_gui import commands  # noqa: F401 - adds its commands

    run_commands()


if __name__ == "__main__":
    main()
