"""The simulated bench's meters are called in the language of the screen; a user's never are."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration, events
from eichlab.cli.demo import _POSTS
from eichlab.texts import Language
from eichlab.values import Severity, message
from eichlab_gui.application import Translators
from eichlab_gui.background import Background
from eichlab_gui.demo.names import _GERMAN, DemoNames
from eichlab_gui.language import said, shown_name
from eichlab_gui.model import BenchModel
from eichlab_gui.preferences import Preferences
from eichlab_gui.window import MainWindow

NAMES = tuple(post.name for post in _POSTS)


@pytest.fixture
def translators() -> Iterator[Translators]:
    translators = Translators()
    yield translators
    translators.name_meters(None)
    translators.speak(Language.EN)


def test_everything_of_the_demo_has_a_german_name() -> None:
    lines = {f"Line {number}" for number in range(1, len(NAMES) + 1)}
    assert set(_GERMAN) == set(NAMES) | lines


def test_names_are_the_users_unless_it_is_the_demo(translators: Translators) -> None:
    translators.speak(Language.DE)
    assert [shown_name(each) for each in NAMES] == list(NAMES)
    translators.name_meters(DemoNames())
    assert [shown_name(each) for each in NAMES] == [_GERMAN[each] for each in NAMES]
    assert shown_name("Prüfling 7") == "Prüfling 7"
    translators.speak(Language.EN)
    assert [shown_name(each) for each in NAMES] == list(NAMES)


def test_sentences_of_the_driver_call_it_so_too(translators: Translators) -> None:
    translators.name_meters(DemoNames())
    translators.speak(Language.DE)
    inner = message("bench.nothing-running", meter="DC post")
    assert "DC-Ladepunkt" in said(inner)
    outer = said(message("bench.stop-waits", meter="Bad line", reason=inner))
    assert "Gestörte Leitung" in outer
    assert "DC-Ladepunkt" in outer
    assert "DC post" not in outer


def test_every_page_follows_a_change_of_language(
    qtbot: QtBot,
    background: Background,
    preferences: Preferences,
    translators: Translators,
    fed_bench,
) -> None:
    lines = tuple(
        LineConfiguration(f"Line {at}", f"/dev/x{at}", meters=(MeterConfiguration(name, "em580"),))
        for at, name in enumerate(NAMES)
    )
    bench = type(fed_bench)(BenchConfiguration("Simulation", lines))
    translators.name_meters(DemoNames())
    model = BenchModel(bench, None, background)
    window = MainWindow(model, preferences)
    qtbot.addWidget(window)
    window.show()
    cards = window.pages["bench"].cards
    transactions = window.pages["transactions"]
    window.show_page("transactions")

    def shown() -> tuple[list[str], list[str], str]:
        combo = transactions.meters
        return (
            [cards[name].name.text() for name in NAMES],
            [combo.itemText(row) for row in range(combo.count())],
            transactions.form.cannot.text(),
        )

    for name in NAMES:
        bench.reading(name)
    model.drain()
    assert shown()[0] == list(NAMES)
    assert shown()[1] == list(NAMES)
    translators.speak(Language.DE)
    german = [_GERMAN[each] for each in NAMES]
    qtbot.waitUntil(lambda: shown()[:2] == (german, german), timeout=5000)
    assert "Ladepunkt 1" in shown()[2]
    transactions.meters.setCurrentIndex(1)
    transactions.meters.activated.emit(1)
    assert model.selected == "DC post", "what it is called is not what it is known by"
    said_now = message("bench.regained", meter="DC post")
    bench.events.publish(
        events.Noticed(said_now, Severity.NOTE, datetime.now(UTC), meter="DC post")
    )
    model.drain()
    assert "DC-Ladepunkt" in window.strip.notice.text()
    translators.speak(Language.EN)
    qtbot.waitUntil(lambda: shown()[:2] == (list(NAMES), list(NAMES)), timeout=5000)
    window.close()
    model.close()
