"""What goes into the bundle, compared with what the program looks for."""

import ast
import importlib.util
import json
import sys
import types
from pathlib import Path

import pytest

from eichlab.resources import resource

PROJECT = Path(__file__).parents[2]
PACKAGING = PROJECT / "packaging"
# Written with a bundle; the program does without them in a checkout.
WRITTEN = {"build.json", "notices.txt"}


def module(name):
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def trimming():
    return module("trimming")


def run_spec(monkeypatch, tmp_path, platform="linux"):
    """Run the spec file with PyInstaller's classes replaced by what notes their arguments."""
    noted = {}

    class Analysis:
        def __init__(self, scripts, **given):
            noted.update(given, scripts=scripts)
            self.scripts, self.pure, self.binaries = scripts, [], []
            self.datas = [
                (str(Path(folder) / Path(file).name), file, "DATA")
                for file, folder in given["datas"]
            ]

    def note(name):
        def called(*given, **named):
            noted.setdefault(name, []).append((given, named))
            return name

        return called

    hooks = types.ModuleType("hooks")
    hooks.collect_submodules = submodules
    stubs = {
        "PyInstaller": types.ModuleType("PyInstaller"),
        "PyInstaller.building": types.ModuleType("building"),
        "PyInstaller.building.api": types.SimpleNamespace(
            **{each: note(each) for each in ("COLLECT", "EXE", "PYZ")}
        ),
        "PyInstaller.building.build_main": types.SimpleNamespace(Analysis=Analysis),
        "PyInstaller.building.osx": types.SimpleNamespace(BUNDLE=note("BUNDLE")),
        "PyInstaller.utils": types.ModuleType("utils"),
        "PyInstaller.utils.hooks": hooks,
    }
    for name, stub in stubs.items():
        monkeypatch.setitem(sys.modules, name, stub)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "platform", platform)
    spec = PACKAGING / "eichlab.spec"
    code = compile(spec.read_text("utf-8"), str(spec), "exec")
    exec(code, {"SPECPATH": str(PACKAGING), "DISTPATH": str(tmp_path)})
    return noted


def submodules(package, filter=lambda _name: True):  # noqa: A002 - PyInstaller's name
    """Return the names of a package's modules, as PyInstaller's function of that name does."""
    base = Path(importlib.util.find_spec(package).origin).parent
    files = base.rglob("*.py")
    names = [".".join((package, *path.relative_to(base).with_suffix("").parts)) for path in files]
    return [name for each in names if filter(name := each.removesuffix(".__init__"))]


@pytest.fixture
def noted(monkeypatch, tmp_path):
    return run_spec(monkeypatch, tmp_path)


def literal_resources():
    """Return the first parts of every `resource("…", …)` in the sources, up to what varies."""
    found = set()
    for path in (*PROJECT.glob("driver/**/*.py"), *PROJECT.glob("gui/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "resource":
                parts = []
                for each in node.args:
                    if not isinstance(each, ast.Constant):
                        break
                    parts.append(each.value)
                found.add("/".join(parts))
    return found - {""}


def test_what_the_program_looks_for_is_in_the_bundle(noted):
    held = {
        (Path(folder) / Path(file).name).relative_to("eichlab_resources").as_posix()
        for file, folder in noted["datas"]
    }
    folders = {str(each) for name in held for each in Path(name).parents}
    looked_for = literal_resources()
    assert {"icons", "manual", "maps", "translations", "samples/em580.key"} <= {
        *looked_for,
        *(name.split("/")[0] for name in looked_for),
    }
    assert looked_for - held - folders == set()
    assert held >= WRITTEN


def test_every_resource_but_sources_is_in_the_bundle(noted):
    base = resource()
    shipped = {path.relative_to(base) for path in base.rglob("*") if path.is_file()}
    held = {
        (Path(folder) / Path(file).name).relative_to("eichlab_resources")
        for file, folder in noted["datas"]
    }
    left_out = {path for path in shipped - held if "__pycache__" not in path.parts}
    assert left_out <= {Path("__init__.py"), Path("translations/de.ts")}


def test_modules_loaded_by_name_are_in_the_bundle(noted):
    from eichlab.cli.commands import COMMANDS
    from eichlab.texts.say import _ROOMS
    from eichlab.transparency import content

    held = set(noted["hiddenimports"])
    assert set(COMMANDS.values()) <= held
    assert {f"eichlab.texts.{room}" for room in _ROOMS} <= held
    package = content.__name__.rpartition(".")[0]
    formats = Path(content.__file__).parent / "formats"
    modules = {f"{package}.formats.{path.stem}" for path in formats.glob("[!_]*.py")}
    assert modules
    assert modules <= held
    assert "eichlab_gui.smoke" in held
    assert not any(name.startswith("eichlab.benchmark") for name in held)


def test_windows_gets_a_program_with_a_terminal_and_one_with_a_window(monkeypatch, tmp_path):
    noted = run_spec(monkeypatch, tmp_path, "win32")
    made = [(named["name"], named["console"]) for _, named in noted["EXE"]]
    assert made == [("eichlab", True), ("eichlab-desktop", False)]
    assert all(named["icon"].endswith("eichlab.ico") for _, named in noted["EXE"])
    installer = (PACKAGING / "windows" / "eichlab.iss").read_text("utf-8")
    assert "eichlab-desktop.exe" in installer


def test_macos_gets_an_application(monkeypatch, tmp_path):
    noted = run_spec(monkeypatch, tmp_path, "darwin")
    [(_, named)] = noted["BUNDLE"]
    assert named["name"] == "Eichlab.app"
    assert named["icon"].endswith("eichlab.icns")


# Trimming.


def test_only_chosen_plugins_and_what_they_need_go_along(trimming, monkeypatch):
    plugins, lib = "PySide6/Qt/plugins", "PySide6/Qt/lib"
    entries = [
        (f"{plugins}/platforms/libqxcb.so", "xcb", "BINARY"),
        (f"{plugins}/platforms/libqeglfs.so", "eglfs", "BINARY"),
        (f"{lib}/libQt6XcbQpa.so.6", "xcbqpa", "BINARY"),
        (f"{lib}/libQt6EglFs.so.6", "eglfslib", "BINARY"),
        ("libxcb-cursor.so.0", "cursor", "BINARY"),
        ("libstdc++.so.6", "stdc", "BINARY"),
        ("libpython3.11.so.1.0", "python", "BINARY"),
        ("numpy/core.so", "numpy", "EXTENSION"),
    ]
    needs = {
        "xcb": ["libQt6XcbQpa.so.6"],
        "xcbqpa": ["libxcb-cursor.so.0", "libstdc++.so.6"],
        "eglfs": ["libQt6EglFs.so.6"],
    }
    monkeypatch.setattr(trimming, "_imports", lambda file: needs.get(file, []))
    kept = trimming.needed_binaries(entries)
    assert sorted(file for _, file, _ in kept) == ["cursor", "numpy", "python", "xcb", "xcbqpa"]
    links = [
        ("libQt6XcbQpa.so.6", f"{lib}/libQt6XcbQpa.so.6", "SYMLINK"),
        ("libQt6EglFs.so.6", f"{lib}/libQt6EglFs.so.6", "SYMLINK"),
        ("eichlab_resources/README.md", "/somewhere/README.md", "DATA"),
    ]
    assert trimming.without_dangling_links(links, kept) == [links[0], links[2]]


def test_the_plugins_chosen_exist(trimming):
    import PySide6

    base = Path(PySide6.__file__).parent / "Qt" / "plugins"
    if not base.is_dir():
        pytest.skip("this Qt keeps its plugins elsewhere")
    elsewhere = {"qwindows", "qcocoa", "windowsprintersupport"}
    for folder, names in trimming.PLUGINS.items():
        if folder == "styles":  # of Windows and macOS
            continue
        there = {path.name.split(".")[0].removeprefix("lib") for path in (base / folder).iterdir()}
        assert names - elsewhere <= there, folder


def test_translations_and_lexers_are_few(trimming):
    folder = "PySide6/Qt/translations"
    assert trimming.wanted_data(f"{folder}/qtbase_de.qm")
    assert not trimming.wanted_data(f"{folder}/qtbase_fr.qm")
    assert not trimming.wanted_data("PySide6/Qt/qml/QtQuick/qmldir")
    assert trimming.wanted_data("eichlab_resources/translations/de.qm")
    assert trimming.wanted_module("pygments.lexers._mapping")
    assert not trimming.wanted_module("pygments.lexers.lisp")


# Notices and icons.


def test_the_notices_name_every_library_with_its_licence(tmp_path):
    pytest.importorskip("packaging")
    notices = module("notices")
    notices.main(tmp_path)
    text = (tmp_path / "notices.txt").read_text("utf-8")
    for name in ("PySide6_Essentials", "numpy", "cryptography", "lxml", "pymodbus"):
        [line] = [each for each in text.splitlines() if each.startswith(f"{name} ")][:1]
        assert len(line.split()) >= 3
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in text.upper()
    # Each library's licence is known, be it as a word or as a text.
    for each in notices.components():
        assert notices.licence_of(each) != "see below" or notices.texts_of(each), each.name
    assert set(json.loads((tmp_path / "build.json").read_text("utf-8"))) == {
        "commit",
        "date",
        "changed",
    }


def test_the_icon_is_drawn_in_every_size(qapp, tmp_path):
    from PySide6.QtGui import QImage

    icons = module("icons")
    icons.main(tmp_path)
    for size in icons.SIZES:
        path = tmp_path / "hicolor" / f"{size}x{size}" / "apps" / "eichlab.png"
        drawn = QImage(str(path))
        assert (drawn.width(), drawn.height()) == (size, size)
        colours = {drawn.pixel(x, size // 2) for x in range(size)}
        assert len(colours) > 2, size
    assert (tmp_path / "eichlab.ico").stat().st_size > 1000
    assert (tmp_path / "eichlab.icns").stat().st_size > 1000
