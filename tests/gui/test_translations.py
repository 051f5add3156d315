"""Every text of every widget is there in German, and the compiled file is up to date."""

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtCore import QTranslator

from eichlab.resources import resource

GUI = Path(__file__).parents[2] / "gui" / "eichlab_gui"


def messages(path: Path) -> dict[tuple[str, str], tuple[str, bool]]:
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            finished = translation.get("type") != "unfinished"
            found[name, message.findtext("source") or ""] = (translation.text or "", finished)
    return found


@pytest.fixture(scope="module")
def german() -> dict[tuple[str, str], tuple[str, bool]]:
    return messages(resource("translations", "de.ts"))


def test_every_text_of_the_sources_is_translated(tmp_path, german):
    fresh = tmp_path / "fresh.ts"
    lupdate = Path(sys.executable).parent / "pyside6-lupdate"
    files = [str(path) for path in sorted(GUI.rglob("*.py"))]
    subprocess.run([lupdate, *files, "-ts", fresh], check=True, capture_output=True)
    wanted = messages(fresh)
    assert wanted
    missing = [key for key in wanted if not all(german.get(key, ("", False)))]
    assert missing == []


def test_no_text_stands_where_it_is_not_found():
    """Within the braces of an f-string no text is found, and what is not found stays English."""
    hidden = [
        f"{path.relative_to(GUI)}:{call.lineno}"
        for path in sorted(GUI.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _name(call.func) in {"tr", "translate"}
    ]
    assert hidden == []


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_nothing_is_translated_that_nobody_says(tmp_path, german):
    text = "\n".join(path.read_text("utf-8") for path in GUI.rglob("*.py"))
    # Sources may be split over lines: compare letters only.
    said = re.sub(r'["\s]+', "", text)
    stale = [source for _, source in german if re.sub(r'["\s]+', "", source) not in said]
    assert stale == []


def test_translations_have_the_same_parameters(german):
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    different = [
        source for (_, source), (text, _) in german.items() if names(source) != names(text)
    ]
    assert different == []


def test_the_compiled_file_says_what_the_source_file_says(german):
    translator = QTranslator()
    assert translator.load(str(resource("translations", "de.qm")))
    wrong = [
        key for key, (text, _) in german.items() if translator.translate(key[0], key[1]) != text
    ]
    assert wrong == []
