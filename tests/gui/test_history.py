"""A history of any length: only what is looked at is fetched, and memory stays bounded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from pytestqt.qtbot import QtBot

from eichlab.bench import events
from eichlab.benchmark import history
from eichlab.store import Store
from eichlab.values import (
    JournalEvent,
    JournalRow,
    Loss,
    LossCause,
    Transaction,
    TransactionRequest,
    VerdictWord,
)
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.bench.course import Course, View
from eichlab_gui.pages.transactions.history_table import BLOCK, Column, HistoryTable, Listing
from eichlab_gui.pages.transactions.page import TransactionsPage
from eichlab_gui.plot import BandKind
from eichlab_gui.preferences import Preferences
from eichlab_gui.recent import KEPT, RecentTransactions

METER, OTHER = "Reference AC", "Load side"
COUNT = 1000


def transaction(name: str, at: datetime, *, is_open: bool = False) -> Transaction:
    steps = [JournalEvent.INTENT, JournalEvent.RUNNING]
    if not is_open:
        steps.append(JournalEvent.CLOSED)
    rows = tuple(
        JournalRow(name, step, at + timedelta(seconds=30 * number), {})
        for number, step in enumerate(steps)
    )
    return Transaction(name, METER, "KZ", TransactionRequest(name), rows)


# What stays in memory.


def test_memory_is_bounded_and_an_open_one_stays() -> None:
    recent = RecentTransactions(kept=3)
    begin = datetime.now(UTC)
    recent.take(transaction("open", begin, is_open=True))
    for number in range(10):
        recent.take(transaction(str(number), begin + timedelta(minutes=number + 1)))
    assert [each.id for each in recent.of(METER)] == ["open", "7", "8", "9"]
    closed = transaction("open", begin)
    recent.take(closed)
    assert [each.id for each in recent.of(METER)] == ["7", "8", "9"], "it is the oldest"
    assert recent.of("nobody") == []


def test_what_the_store_says_is_no_newer_than_an_event() -> None:
    recent = RecentTransactions()
    at = datetime.now(UTC)
    newest, older = transaction("a", at), transaction("a", at, is_open=True)
    recent.take(newest)
    recent.take_older(older)
    assert recent.of(METER) == [newest]
    recent.take_older(replace(newest, verdict=VerdictWord.VERIFIED))
    assert recent.of(METER)[0].verdict is VerdictWord.VERIFIED


def test_it_knows_how_far_it_reaches() -> None:
    recent = RecentTransactions(kept=2)
    begin = datetime.now(UTC)
    recent.take(transaction("a", begin))
    assert recent.reaches(METER, begin - timedelta(days=9)), "there are no others"
    for number in range(3):
        recent.take(transaction(str(number), begin + timedelta(hours=number + 1)))
    assert not recent.reaches(METER, begin)
    assert recent.reaches(METER, begin + timedelta(hours=2.5))


def test_a_model_fed_for_long_holds_no_more(fed_bench, fed_model: BenchModel) -> None:
    begin = datetime.now(UTC) - timedelta(days=3)
    for number in range(5 * KEPT):
        closed = transaction(str(number), begin + timedelta(minutes=number))
        fed_bench.events.publish(events.TransactionChanged(closed))
        fed_model.drain()
    assert len(fed_model.transactions) == KEPT
    assert fed_model.transactions_of(METER)[-1].id == str(5 * KEPT - 1)


# The list.


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("history") / "eichlab.sqlite"
    history.fill(path, COUNT, (METER, OTHER))
    return path


@pytest.fixture
def page(
    qtbot: QtBot, fed_bench, filled: Path, background: Background, preferences: Preferences
) -> Iterator[TransactionsPage]:
    with Store.open_read_only(filled) as store:
        model = BenchModel(fed_bench, store, background)
        page = TransactionsPage(model, preferences)
        qtbot.addWidget(page)
        page.resize(1216, 770)
        page.show()
        qtbot.waitUntil(lambda: page.history.table.rowCount() == COUNT, timeout=5000)
        yield page
        page.close_page()
        page.close()
        model.close()
        background.close()


def in_sight(page: TransactionsPage) -> list[str]:
    """The tariff texts of the lines in sight; empty as long as one has yet to come."""
    view, table = page.history.view, page.history.table
    first = view.rowAt(2)
    if first < 0:
        return []
    rows = range(first, min(first + 8, table.rowCount()))
    found = [table.transaction(row) for row in rows]
    return [] if None in found else [each.request.tariff_text[-6:] for each in found if each]


def numbered(*numbers: int) -> list[str]:
    return [f"{number:06}" for number in numbers]


def test_a_long_history_is_fetched_as_it_is_looked_at(qtbot: QtBot, page: TransactionsPage) -> None:
    history_card = page.history
    # The view is laid out once it has lines to show, which may be after they came.
    newest = numbered(*range(COUNT - 1, COUNT - 9, -1))
    qtbot.waitUntil(lambda: in_sight(page) == newest, timeout=5000)
    assert len(history_card.table._known) <= BLOCK
    history_card.view.scrollToBottom()
    index = history_card.table.index(COUNT - 1, Column.METER.value)
    assert index.data() == "…", "it has yet to come"
    qtbot.waitUntil(lambda: index.data() == METER, timeout=5000)
    bar = history_card.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: bool(in_sight(page)), timeout=5000)
    assert len(history_card.table._known) <= 4 * BLOCK


def test_filters_and_search_go_through_all_of_it(qtbot: QtBot, page: TransactionsPage) -> None:
    rejected = [n for n in range(COUNT - 1, -1, -1) if n % history.REJECTED_EVERY == 0]
    page.history.filter.button("rejected").click()
    qtbot.waitUntil(lambda: in_sight(page) == numbered(*rejected[:8]), timeout=5000)
    assert page.history.table.rowCount() == len(rejected)
    page.history.filter.button("all").click()
    page.history.search.setText("job-000123")
    qtbot.waitUntil(lambda: in_sight(page) == numbered(123), timeout=5000)


def test_lines_far_apart_are_compared(qtbot: QtBot, page: TransactionsPage) -> None:
    view, table = page.history.view, page.history.table
    view.selectAll()
    assert not page.history.compare.isEnabled()
    view.selectRow(0)
    last = table.index(COUNT - 1, 0)
    flags = view.selectionModel().SelectionFlag
    view.selectionModel().select(last, flags.Select | flags.Rows)
    assert page.history.compare.isEnabled()
    with qtbot.waitSignal(page.history.compare_wanted) as asked:
        page.history.compare.click()
    assert asked.args == [(table.number(0), table.number(COUNT - 1))]


def test_new_ones_come_on_top_and_what_is_chosen_stays(filled: Path) -> None:
    with Store.open_read_only(filled) as store:
        numbers = store.transaction_numbers()
        rows = store.transactions_numbered(numbers[:BLOCK])
    table = HistoryTable()
    assert not table.show(Listing(numbers[3:], rows[3:])), "the first is no other list"
    grew: list[tuple[int, int]] = []
    table.rowsInserted.connect(lambda _parent, first, last: grew.append((first, last)))
    chosen = table.number(5)
    assert not table.show(Listing(numbers, rows))
    assert grew == [(0, 2)]
    assert table.row_of(chosen) == 8
    assert table.show(Listing(numbers[::2], rows[::2])), "another list"
    assert table.row_of(numbers[1]) is None
    assert table.rowCount(QModelIndex()) == len(numbers) // 2


def test_memory_of_the_list_is_bounded(filled: Path) -> None:
    with Store.open_read_only(filled) as store:
        numbers = store.transaction_numbers()
        one = store.transactions_numbered(numbers[:1])[0]
    table = HistoryTable()
    many = numbers * 5
    for at in range(len(many)):
        many[at] = 10 * len(many) - at
    table.show(Listing(many))
    wanted: list[list[int]] = []
    table.wanted.connect(wanted.append)
    for row in range(0, len(many), BLOCK):
        assert table.transaction(row) is None
        table.take(wanted[-1], [one] * len(wanted[-1]))
        assert table.transaction(row) is one
    assert len(table._known) == 20 * BLOCK
    assert table.transaction(0) is None, "looked at longest ago; it is asked for again"


def test_a_line_that_cannot_be_fetched_is_asked_for_again(filled: Path) -> None:
    with Store.open_read_only(filled) as store:
        numbers = store.transaction_numbers()
    table = HistoryTable()
    table.show(Listing(numbers))
    wanted: list[list[int]] = []
    table.wanted.connect(wanted.append)
    assert table.transaction(0) is None
    assert table.transaction(1) is None
    assert len(wanted) == 1, "a block is asked for once"
    table.forget(wanted[0])
    assert table.transaction(1) is None
    assert len(wanted) == 2


def test_what_was_missed_comes_with_the_next_listing_and_nothing_flickers(filled: Path) -> None:
    with Store.open_read_only(filled) as store:
        numbers = store.transaction_numbers()
        rows = store.transactions_numbered(numbers[: 2 * BLOCK])
    table = HistoryTable()
    table.show(Listing(numbers, rows[:BLOCK]))
    table.take(numbers[BLOCK : 2 * BLOCK], rows[BLOCK:])
    table.outdate()
    assert table.transaction(0) == rows[0]
    assert table.transaction(BLOCK) == rows[BLOCK]
    changed: list[tuple[int, int]] = []
    table.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    newer = replace(rows[0], verdict=VerdictWord.UNREADABLE)
    assert not table.show(Listing(numbers, (newer, *rows[1:BLOCK])))
    assert changed == [(0, len(numbers) - 1)]
    assert table.transaction(0) == newer
    assert table.transaction(BLOCK) is None, "it may have changed, too"


# What older plots show.


def test_old_bands_come_from_the_store(
    qtbot: QtBot, fed_bench, background: Background, tmp_path: Path
) -> None:
    """Transactions and losses of days ago, more than memory holds, are drawn all the same."""
    path = tmp_path / "eichlab.sqlite"
    history.fill(path, 3 * KEPT, (METER,))
    store = Store.open(path)
    long_ago = datetime.now(UTC) - timedelta(minutes=6 * 2.5 * KEPT)
    store.loss_began(Loss(METER, long_ago, LossCause.NO_ANSWER))
    ended = Loss(METER, long_ago, LossCause.NO_ANSWER, ended_at=long_ago + timedelta(seconds=9))
    store.loss_ended(ended)
    model = BenchModel(fed_bench, store, background)
    with qtbot.waitSignal(model.reloaded, timeout=5000):
        pass
    assert len(model.transactions) == KEPT
    fed_bench.reading(METER)
    model.drain()
    came: list[bool] = []
    course = Course(model, lambda: came.append(True))
    middle = long_ago.timestamp()
    view = View((model.meters[METER],), None, span=(middle - 3600, middle + 3600))
    assert not course.frame(view, 800).bands, "not in memory"
    qtbot.waitUntil(lambda: bool(came), timeout=5000)
    bands = course.frame(view, 800).bands
    assert sum(band.kind is BandKind.LOSS for band in bands) == 1
    assert 18 <= sum(band.kind is BandKind.TRANSACTION for band in bands) <= 21
    course.close()
    model.close()
    background.close()
    store.close()
