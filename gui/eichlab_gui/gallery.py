"""Pictures of every page: ``python -m eichlab_gui.gallery OUT``.

The real window on the simulated bench, in both themes, both languages and two sizes.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eichlab_gui.application import Desktop

SIZES = ((1280, 800), (1920, 1080))


def take_pictures(desktop: "Desktop", folder: Path, pages: tuple[str, ...]) -> list[Path]:
    """Write each page in each theme, language and size into ``folder``; return the files.

    The window must be shown; it has its first theme, language, page and size again afterwards.
    """
    from PySide6.QtWidgets import QApplication

    from eichlab.texts import Language
    from eichlab_gui.language import language
    from eichlab_gui.theme import Theme

    window = desktop.window
    assert window is not None
    before = (window.size(), window.page, language())
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for width, height in SIZES:
        window.resize(width, height)
        for theme in (Theme.LIGHT, Theme.DARK):
            desktop.wear(theme)
            for spoken in Language:
                desktop.speak(spoken)
                for page in pages:
                    window.show_page(page)
                    for _ in range(3):  # layouts follow texts by events of their own
                        QApplication.processEvents()
                    path = folder / f"{page}_{theme}_{spoken}_{width}x{height}.png"
                    window.grab().save(str(path), "PNG")
                    written.append(path)
    desktop.wear(Theme.LIGHT)
    desktop.speak(before[2])
    window.show_page(before[1])
    window.resize(before[0])
    return written


def main(arguments: list[str]) -> int:
    """Drive the demo without a screen, then take the pictures."""
    if len(arguments) != 1:
        print("python -m eichlab_gui.gallery OUT", file=sys.stderr)  # noqa: T201 - usage
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from eichlab_gui.headless import run_headless
    from eichlab_gui.window import PAGES

    folder = Path(arguments[0])
    return run_headless(folder, at_end=lambda desktop: take_pictures(desktop, folder, PAGES))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
