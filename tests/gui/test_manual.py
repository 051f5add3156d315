"""The manual opens where one is, in the language of the screen, and holds every rule."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from eichlab.resources import resource
from eichlab.texts import Language
from eichlab.transparency import RULES
from eichlab_gui.manual import Manual, chapters
from eichlab_gui.window import PAGES, MainWindow


@pytest.fixture
def manual(qtbot):
    shown = Manual()
    qtbot.addWidget(shown)
    return shown


@pytest.mark.parametrize("spoken", list(Language))
def test_every_page_and_every_rule_has_its_place(qapp, spoken):
    found = {chapter.key: chapter for chapter in chapters(spoken)}
    assert set(PAGES) < set(found)
    assert all(chapter.title and len(chapter.text) > 300 for chapter in found.values())
    for rule in RULES.values():
        assert f"| {rule.id} |" in found["verdicts"].text


def test_every_chapter_is_there_in_both_languages():
    folder = resource("manual")
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    german = {name.removesuffix(".de.md") for name in names if name.endswith(".de.md")}
    english = {name.removesuffix(".en.md") for name in names if name.endswith(".en.md")}
    assert german == english


def test_f1_opens_the_chapter_of_the_page(qtbot, fed_model, preferences):
    window = MainWindow(fed_model, preferences)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for page in PAGES:
        with qtbot.waitActive(window):
            window.activateWindow()
        window.show_page(page)
        QTest.keyClick(window, Qt.Key.Key_F1)
        assert window.manual.chapter == page
        assert window.manual.isVisible()
    with qtbot.waitActive(window.manual):
        window.manual.activateWindow()
    QTest.keyClick(window.manual, Qt.Key.Key_Escape)
    assert not window.manual.isVisible()
    window.close()


def test_it_follows_the_language(manual):
    manual.open_at("line")
    assert "Every frame" in manual.text.toPlainText()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    manual._fill(manual.chapter)
    assert manual.chapter == "line"
    assert "Jedes Telegramm" in manual.text.toPlainText()
    manual.close()


def test_an_unknown_chapter_opens_the_first(manual):
    manual.open_at("nothing")
    assert manual.chapter == "start"
    manual.close()
