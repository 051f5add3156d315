"""Modules loaded before anybody waits for them.

The driver's come in the background. What is made with Qt comes in the GUI thread, a module at a
time: until Python 3.12 shiboken keeps what it knows of all Qt classes in one table, and the GUI
thread looks into it without holding the interpreter's lock. A class that another thread adds at
that moment crashes the process.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec
from typing import Final

from eichlab.texts import texts_by_code

_OURS: Final = "eichlab_gui."

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
    """Load a page's module in the GUI thread, and before it each of ours it needs, one a step."""
    yield from _load(f"eichlab_gui.pages.{key}.page", set())


def _load(name: str, met: set[str]) -> Iterator[None]:
    if name in met or name in sys.modules:
        return
    met.add(name)
    for needed in _imports(name):
        yield from _load(needed, met)
    import_module(name)
    yield


def _imports(name: str) -> list[str]:
    """Return the modules of ours that a module imports at its top, without loading it."""
    spec = find_spec(name)
    loader = None if spec is None else spec.loader
    # The code, not the source: a bundle has no other.
    code = loader.get_code(name) if isinstance(loader, InspectLoader) else None
    return [] if code is None else [each for each in code.co_names if each.startswith(_OURS)]
