"""Modules loaded before anybody waits for them.

The driver's come in the background. What is made with Qt comes in the GUI thread, a module at a
time: Qt's classes come into being when they are imported, and the process may crash where that
happens in one thread while Qt is at work in another.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from eichlab.texts import texts_by_code

DRIVER: Final = (
    "eichlab.bench.bench",
    "eichlab.bench.judging",
    "eichlab.store",
    "eichlab.transparency",
)


def load_driver() -> None:
    """Load what the pages need of the driver, and its sentences; in a background thread."""
    texts_by_code()
    for name in DRIVER:
        import_module(name)


def load_page(key: str) -> Iterator[None]:
    """Load the modules of a page in the GUI thread, one a step."""
    package = import_module(f"eichlab_gui.pages.{key}")
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
        yield
