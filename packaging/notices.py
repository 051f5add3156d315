"""Writes build.json and notices.txt of a bundle: what it is made from, and under which licences.

``python packaging/notices.py FOLDER`` in the environment the bundle is made from.
"""

import json
import platform
import sys
import sysconfig
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from eichlab.program import build_of_checkout

PROJECT = Path(__file__).resolve().parent.parent
_FILES = ("licen", "copying", "notice", "authors")
_RULE = "=" * 78


def components(name: str = "eichlab") -> list[metadata.Distribution]:
    """Return the packages a package needs to run, by name, with what those need in turn."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [Requirement(name)]
    while waiting:
        wanted = waiting.pop()
        key = wanted.name.lower().replace("_", "-")
        if key in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        found[key] = metadata.distribution(wanted.name)
        waiting += map(Requirement, found[key].requires or ())
    return [found[key] for key in sorted(found) if key != name]


def licence_of(package: metadata.Distribution) -> str:
    """Return the licence a package states, in one line."""
    stated = package.metadata
    words = stated.get("License-Expression") or (stated.get("License") or "").strip()
    if words and "\n" not in words:
        return words
    classified = [
        each.rsplit(" :: ", 1)[-1]
        for each in stated.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    return ", ".join(classified) or "see below"


def texts_of(package: metadata.Distribution) -> list[str]:
    """Return the licence texts that came with a package."""
    texts = []
    for file in package.files or ():
        inside = any(part.endswith(".dist-info") for part in file.parts)
        if inside and file.name.lower().startswith(_FILES):
            texts.append(file.read_text(encoding="utf-8").strip())
    return list(dict.fromkeys(texts))


def address_of(package: metadata.Distribution) -> str:
    """Return where a package's sources are, as it says itself."""
    urls = dict(each.split(", ", 1) for each in package.metadata.get_all("Project-URL") or ())
    named = {key.lower(): url for key, url in urls.items()}
    for key in ("repository", "source", "source code", "homepage"):
        if key in named:
            return named[key]
    return package.metadata.get("Home-page") or ""


def notices() -> str:
    """Return the whole text: a table first, then every licence."""
    packages = components()
    rows = [("Python", platform.python_version(), "PSF-2.0")]
    rows += [(each.metadata["Name"], each.version, licence_of(each)) for each in packages]
    names, versions = (max(len(row[column]) for row in rows) for column in (0, 1))
    table = [f"{name:{names}}  {version:{versions}}  {words}" for name, version, words in rows]
    parts = [
        "Eichlab is licensed under the Apache License, Version 2.0 (its text is the next).\n"
        "This bundle holds the following besides, each under the licence named.\n\n"
        "Qt and Qt for Python (PySide6, Shiboken) are used under the LGPL, version 3: their\n"
        "libraries are files of their own in this folder, which you may replace by your own\n"
        "build of the same version. Sources: https://code.qt.io and https://download.qt.io\n"
        "The program was put together by PyInstaller, whose start code is under the GPL with an\n"
        "exception that allows any licence for what it starts.\n\n" + "\n".join(table),
        f"Eichlab\n\n{(PROJECT / 'LICENSE').read_text('utf-8').strip()}",
        f"Python {platform.python_version()}\n\n{_python_licence()}",
    ]
    for each in packages:
        head = f"{each.metadata['Name']} {each.version} · {licence_of(each)}\n{address_of(each)}"
        parts.append("\n\n".join((head, *texts_of(each))))
    for name in ("LGPL-3", "GPL-3"):
        text = (PROJECT / "packaging" / "licences" / name).read_text("utf-8").strip()
        parts.append(f"{name} (Qt, PySide6, Shiboken)\n\n{text}")
    return f"\n\n{_RULE}\n".join(parts) + "\n"


def _python_licence() -> str:
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright"),
    )
    for place in places:
        if place.is_file():
            return place.read_text("utf-8").strip()
    raise FileNotFoundError(f"Python's licence is in none of {places}")


def main(folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    build = json.dumps(asdict(build_of_checkout(PROJECT)), indent=2)
    (folder / "build.json").write_text(build + "\n", "utf-8")
    (folder / "notices.txt").write_text(notices(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
