"""What of the collected files goes into the bundle: nothing of Qt that Eichlab never loads.

PyInstaller takes every plugin of each Qt module it meets, and the libraries those need (QML, Quick,
the virtual keyboard, all translations). Here plugins are chosen by name; of the libraries those
stay that something chosen needs.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType

# Folder of Qt's plugins → names without "lib" and suffix. What a system lacks is not looked for.
PLUGINS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "platforms": frozenset(
            {"qxcb", "qwayland", "qoffscreen", "qminimal", "qwindows", "qcocoa"}
        ),
        "platformthemes": frozenset({"qxdgdesktopportal"}),
        "platforminputcontexts": frozenset(
            {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}
        ),
        "xcbglintegrations": frozenset({"qxcb-egl-integration", "qxcb-glx-integration"}),
        "wayland-shell-integration": frozenset({"xdg-shell"}),
        "wayland-decoration-client": frozenset({"adwaita", "bradient"}),
        "wayland-graphics-integration-client": frozenset({"qt-plugin-wayland-egl"}),
        "iconengines": frozenset({"qsvgicon"}),
        # Pictures of codes and logos come as these.
        "imageformats": frozenset({"qgif", "qico", "qjpeg", "qsvg", "qtiff", "qwebp"}),
        "printsupport": frozenset({"cupsprintersupport", "windowsprintersupport"}),
        "styles": frozenset({"qmodernwindowsstyle", "qmacstyle"}),
    }
)
# Libraries of every Linux desktop, where they must fit the system's own drivers and settings and
# get its security updates: they stay the system's, and so do those that only they need.
SYSTEM = frozenset(
    {
        *("libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "libexpat.so.1"),
        *("libglib-2.0.so.0", "libgthread-2.0.so.0", "libdbus-1.so.3", "libsystemd.so.0"),
        *("libfontconfig.so.1", "libfreetype.so.6", "libX11.so.6", "libX11-xcb.so.1"),
        *("libXau.so.6", "libXdmcp.so.6", "libxcb.so.1", "libcups.so.2"),
    }
)
_LANGUAGES = ("qtbase_de", "qtbase_en")
# The colouring of other languages' sources, of which the command line shows none.
_LEXERS, _KEPT_LEXERS = "pygments.lexers.", frozenset({"_mapping", "python", "special"})

Entry = tuple[str, str, str]
"""Name in the bundle, file, kind: PyInstaller's own form."""


def wanted_data(name: str) -> bool:
    """Say whether a data file goes along."""
    path = PurePath(name)
    if "PySide6" in path.parts and "translations" in path.parts:
        return path.stem in _LANGUAGES
    return not ("PySide6" in path.parts and "qml" in path.parts)


def wanted_module(name: str) -> bool:
    """Say whether a Python module goes along."""
    return not name.startswith(_LEXERS) or name.removeprefix(_LEXERS) in _KEPT_LEXERS


def needed_binaries(entries: Iterable[Entry]) -> list[Entry]:
    """Return modules, chosen plugins, and the libraries that these need, directly or not."""
    entries = [each for each in entries if _is_chosen(each[0])]
    libraries = {
        name: each
        for each in entries
        if _is_library(each) and (name := PurePath(each[0]).name) not in SYSTEM
    }
    wanted = [each for each in entries if not _is_library(each)]
    waiting = list(wanted)
    while waiting:
        _, file, _ = waiting.pop()
        for name in _imports(file):
            found = libraries.pop(name, None)
            if found is not None:
                wanted.append(found)
                waiting.append(found)
    return wanted


def without_dangling_links(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Return the data without the links to libraries that do not go along."""
    there = {each[0] for each in binaries}
    return [
        (name, file, kind)
        for name, file, kind in entries
        if kind != "SYMLINK" or os.path.normpath(PurePath(name).parent / file) in there
    ]


def licences_of_system(entries: Iterable[Entry]) -> list[tuple[str, str, str]]:
    """Return the copyright files of the Debian packages whose libraries go along, as data."""
    if shutil.which("dpkg-query") is None:
        return []
    found = {}
    for _, file, _ in entries:
        path = os.path.realpath(file)
        if not path.startswith(("/usr/lib/", "/lib/")):
            continue
        # A file may be known by its name before or after /lib became a link to /usr/lib.
        names = (path, path.removeprefix("/usr"))
        asked = subprocess.run(
            ["dpkg-query", "--search", *names], capture_output=True, text=True, check=False
        )
        package = asked.stdout.split(":")[0]
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        if not package or not copyright_file.is_file():
            raise FileNotFoundError(f"nobody says under which licence {path} is")
        found[package] = copyright_file
    return [(f"licences/{name}.txt", str(file), "DATA") for name, file in sorted(found.items())]


def _imports(file: str) -> list[str]:
    """Return the names of the libraries a file itself asks for."""
    if not Path(file).is_file():
        return []
    if not sys.platform.startswith("linux"):
        from PyInstaller.depend.bindepend import get_imports

        return [PurePath(name).name for name, _ in get_imports(file)]
    # PyInstaller asks ldd, which names as well what only the system's own libraries ask for.
    told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False)
    words = (line.split() for line in told.stdout.splitlines())
    return [pair[1] for pair in words if len(pair) == 2 and pair[0] == "NEEDED"]


def _is_library(entry: Entry) -> bool:
    """Say whether a file is there only because another one needs it."""
    name = PurePath(entry[0]).name
    if name.startswith("libpython"):  # the start code needs it, and is not among these files
        return False
    shared = (name.startswith("lib") and ".so" in name) or name.endswith((".dll", ".dylib"))
    return shared and entry[2] == "BINARY" and "plugins" not in PurePath(entry[0]).parts


def _is_chosen(name: str) -> bool:
    path = PurePath(name)
    if "plugins" not in path.parts or "PySide6" not in path.parts:
        return True
    kinds = path.parts[path.parts.index("plugins") + 1 :]
    chosen = PLUGINS.get(kinds[0], frozenset())
    return path.name.split(".")[0].removeprefix("lib") in chosen
