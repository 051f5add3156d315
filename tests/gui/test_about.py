"""The window About: version, build, digest, licences; nothing of it read in the GUI thread."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

import eichlab
from eichlab.program import Build, digest_of, program_files
from eichlab.texts import Language
from eichlab.values import DocumentError
from eichlab_gui import about
from eichlab_gui.about import AboutDialog, Facts
from eichlab_gui.application import Translators
from eichlab_gui.window import MainWindow


@pytest.fixture
def dialog(qtbot, background):
    made = AboutDialog(background)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def facts(monkeypatch):
    def stand(**changed):
        given = {
            "build": Build("0123456789abcdef0123", "2026-01-02"),
            "files": program_files(),
            "digest": "d" * 64,
            "executable": "e" * 64,
            "notices": "Python 3.11 <b>PSF-2.0</b>",
        }
        monkeypatch.setattr(about, "gather_facts", lambda: Facts(**{**given, **changed}))

    return stand


def complete(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog.is_complete, timeout=20_000)
    return dialog


def test_it_says_which_program_this_is(dialog, qtbot):
    assert dialog.values["digest"].text() == "being determined…"
    complete(dialog, qtbot)
    assert dialog.title.text() == f"Eichlab {eichlab.__version__}"
    assert dialog.values["digest"].text() == digest_of(program_files())
    assert dialog.values["folder"].text() == str(program_files().base)
    assert dialog.values["command"].text() == program_files().command
    assert not dialog.values["executable"].isVisible()
    assert "not a certified display" in dialog.statement.text()
    assert "Apache License" in dialog.licences.toPlainText()


def test_files_are_read_away_from_the_gui_thread(qtbot, background, monkeypatch):
    threads = []
    gather = about.gather_facts
    monkeypatch.setattr(
        about, "gather_facts", lambda: threads.append(threading.get_ident()) or gather()
    )
    dialog = AboutDialog(background)
    qtbot.addWidget(dialog)
    complete(dialog, qtbot)
    assert threads
    assert threading.get_ident() not in threads


def test_a_bundle_shows_its_program_and_all_licences_as_text(qtbot, background, facts):
    facts()
    dialog = AboutDialog(background)
    qtbot.addWidget(dialog)
    dialog.show()
    complete(dialog, qtbot)
    assert dialog.values["build"].text() == "0123456789ab · 2026-01-02"
    assert dialog.values["executable"].isVisible()
    assert dialog.licences.toPlainText() == "Python 3.11 <b>PSF-2.0</b>"
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    for wanted in (eichlab.__version__, "d" * 64, "e" * 64, "0123456789ab", "certified"):
        assert wanted in copied


def test_changed_files_and_an_unknown_build_are_said(qtbot, background, facts):
    for build, words in (
        (Build("0123456789abcdef", "2026-01-02", changed=True), "changed since"),
        (Build(), "unknown"),
    ):
        facts(build=build)
        dialog = AboutDialog(background)
        qtbot.addWidget(dialog)
        complete(dialog, qtbot)
        assert words in dialog.values["build"].text()


def test_what_cannot_be_read_is_said_once(qtbot, background, monkeypatch):
    def fail():
        raise PermissionError("no right to read")

    monkeypatch.setattr(about, "gather_facts", fail)
    dialog = AboutDialog(background)
    qtbot.addWidget(dialog)
    dialog.show()
    said = "PermissionError: no right to read"
    labels = dialog.findChildren(QLabel)
    qtbot.waitUntil(
        lambda: [each.text() for each in labels if "no right" in each.text()] == [said],
        timeout=5000,
    )
    assert not any(value.isVisible() for value in dialog.values.values())
    assert dialog.text.count(said) == 1, "whoever copies it gets it, too"
    assert not dialog.is_complete


def test_an_error_of_ours_is_said_in_the_language_of_the_screen(qtbot, background, monkeypatch):
    def fail():
        raise DocumentError("document.empty", source="x")

    monkeypatch.setattr(about, "gather_facts", fail)
    translators = Translators()
    dialog = AboutDialog(background)
    qtbot.addWidget(dialog)
    dialog.show()
    try:
        qtbot.waitUntil(dialog.trouble.isVisible, timeout=5000)
        assert dialog.trouble.text() == "x: the file is empty."
        translators.speak(Language.DE)
        qtbot.waitUntil(lambda: dialog.trouble.text() == "x: Die Datei ist leer.", timeout=2000)
    finally:
        translators.speak(Language.EN)


def test_it_can_be_closed_before_it_knows(qtbot, background, monkeypatch):
    wait = threading.Event()
    monkeypatch.setattr(about, "gather_facts", lambda: wait.wait(10) and None)
    dialog = AboutDialog(background)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.close()
    wait.set()
    qtbot.wait(50)
    assert not dialog.is_complete


def test_the_menu_opens_it_and_it_speaks_german(qtbot, fed_model, preferences):
    window = MainWindow(fed_model, preferences)
    qtbot.addWidget(window)
    window.show()
    dialog = window.show_about()
    translators = Translators()
    try:
        complete(dialog, qtbot)
        translators.speak(Language.DE)
        qtbot.waitUntil(lambda: dialog.windowTitle() == "Über Eichlab", timeout=2000)
        assert "keine zertifizierte Anzeige" in dialog.statement.text()
    finally:
        translators.speak(Language.EN)
        dialog.close()
        window.close()
