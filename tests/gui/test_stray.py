"""A transaction nobody here started: the question is there, whenever the window was opened."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from eichlab.bench import BenchConfiguration, events
from eichlab.texts import Language
from eichlab.values import (
    LinkState,
    MeterActivity,
    MeterState,
    TransactionRequest,
)
from eichlab_gui.application import Translators
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transactions.page import TransactionsPage
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import Session, open_session
from eichlab_gui.window import MainWindow

METER = "Reference AC"
THEIRS = "12345678-1234-5678-1234-567812345678"
STRAY = MeterState(MeterActivity.RUNNING, "somebody-else")


@pytest.fixture
def translators() -> Iterator[Translators]:
    translators = Translators()
    yield translators
    translators.speak(Language.EN)


def test_a_page_made_later_asks(
    qtbot: QtBot, fed_bench, fed_model: BenchModel, preferences: Preferences
) -> None:
    fed_bench.events.publish(events.UnknownTransactionFound(METER, STRAY))
    fed_model.drain()
    page = TransactionsPage(fed_model, preferences)
    qtbot.addWidget(page)
    assert "somebody-else" in page.questions[METER].sentence.text()
    page.close_page()


def test_a_question_left_is_the_same_under_other_conditions(
    qtbot: QtBot, fed_bench, fed_model: BenchModel, preferences: Preferences
) -> None:
    page = TransactionsPage(fed_model, preferences)
    qtbot.addWidget(page)
    for conditions in ((), ("device.voltage-l1-high",)):
        found = events.UnknownTransactionFound(METER, replace(STRAY, conditions=conditions))
        fed_bench.events.publish(found)
        fed_model.drain()
        if not conditions:
            page.questions[METER].leave.click()
        assert METER not in page.questions
    page.close_page()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_window_opened_after_it_was_found(
    qtbot: QtBot, tmp_path: Path, preferences: Preferences, translators: Translators
) -> None:
    """Over a real meter: found, window closed, opened anew on the same bench, language changed."""
    from eichlab.cli.demo import DemoBench

    demo = DemoBench(folder=tmp_path / "demo", posts=1)
    (line,) = demo.configuration.lines
    (meter,) = (replace(each, clear_unknown=False) for each in line.meters)
    place = replace(line, meters=(meter,))
    configuration = BenchConfiguration("Lab", (place,))
    somebody = open_session(configuration, tmp_path / "other.sqlite")
    session: Session | None = None
    try:
        view = somebody.model.meters[meter.name]
        qtbot.waitUntil(lambda: view.state is not None, timeout=30_000)
        bench = somebody.bench
        assert bench is not None
        bench.start_transaction(meter.name, TransactionRequest(THEIRS)).result(30)
        somebody.close()
        session = open_session(configuration, tmp_path / "eichlab.sqlite")
        first = session.model
        qtbot.waitUntil(lambda: first.meters[meter.name].stray is not None, timeout=30_000)
        assert session.bench is not None
        # The window is closed, the bench goes on; nobody hears the event again.
        first.close()
        background = Background()
        model = BenchModel(session.bench, session.store, background)
        window = MainWindow(model, preferences)
        qtbot.addWidget(window)
        page = window.pages["transactions"]
        assert isinstance(page, TransactionsPage)
        qtbot.waitUntil(lambda: meter.name in page.questions, timeout=10_000)
        assert model.meters[meter.name].link is LinkState.ONLINE
        window.show_page("transactions")
        window.show()
        assert page.questions[meter.name].isVisible()
        assert THEIRS in page.questions[meter.name].sentence.text()
        translators.speak(Language.DE)
        qtbot.waitUntil(
            lambda: "läuft eine Transaktion" in page.questions[meter.name].sentence.text()
        )
        assert page.questions[meter.name].isVisible()
        page.questions[meter.name].act.click()
        qtbot.waitUntil(lambda: meter.name not in page.questions, timeout=30_000)
        assert len(session.store.foreign_records()) == 1
        window.close()
        model.close()
        background.close()
    finally:
        if session is not None:
            session.close()
        demo.close()
