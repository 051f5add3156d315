"""The page Line: frames from a real wire log, losses and hints from real events."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from eichlab.bench import events
from eichlab.line import WireLog
from eichlab.values import (
    Direction,
    LinkState,
    Loss,
    LossCause,
    Severity,
    WireEntry,
    WireVerdict,
    message,
)
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.line.availability_bar import AvailabilityBar
from eichlab_gui.pages.line.frames import CAPACITY, Column, FrameTable, Shown, shortened
from eichlab_gui.pages.line.hint_card import Hint
from eichlab_gui.pages.line.losses import LossColumn
from eichlab_gui.pages.line.page import LinePage
from eichlab_gui.theme import Tone

METER = "Reference AC"


@pytest.fixture
def logs(fed_bench) -> dict[str, WireLog]:
    logs = {line.name: WireLog(line.name) for line in fed_bench.configuration.lines}
    fed_bench.wire_log = logs.__getitem__
    return logs


@pytest.fixture
def page(qtbot: QtBot, fed_model: BenchModel, logs: dict[str, WireLog]) -> Iterator[LinePage]:
    page = LinePage(fed_model)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.close_page()
    page.close()


def exchange(log: WireLog) -> None:
    question = bytes.fromhex("010405000020F11E")
    log.add(Direction.SENT, question, WireVerdict.QUESTION, unit=1)
    answer = bytes([1, 4, 64, *range(64), 0x9A, 0x31])
    log.add(Direction.RECEIVED, answer, WireVerdict.ANSWERED, unit=1, elapsed_s=0.0112)


def cell(page: LinePage, row: int, column: Column) -> str:
    return str(page.table.index(row, column.value).data() or "")


def test_frames_arrive_while_the_page_is_seen(
    qtbot: QtBot, page: LinePage, logs: dict[str, WireLog]
) -> None:
    exchange(logs["Line 1"])
    qtbot.waitUntil(lambda: page.table.rowCount() == 2, timeout=2000)
    assert cell(page, 0, Column.BYTES) == "01 04 05 00 00 20 F1 1E"
    assert cell(page, 0, Column.VERDICT) == ""
    assert cell(page, 1, Column.VERDICT) == "answered in 11.2 ms"
    assert cell(page, 1, Column.BYTES).endswith("… 9A 31")
    assert page.counters.counters[WireVerdict.ANSWERED].number.text == "1"
    assert page.counters.round_trip.number.text == "11.2"
    page.hide()
    exchange(logs["Line 1"])
    qtbot.wait(300)
    assert page.table.rowCount() == 2
    page.show()
    assert page.table.rowCount() == 4


def test_every_verdict_has_a_word_in_the_table(page: LinePage, logs: dict[str, WireLog]) -> None:
    for verdict in WireVerdict:
        logs["Line 1"].add(Direction.NOTE, b"", verdict)
    page.pull()
    for row in range(page.table.rowCount()):
        entry = page.table.entry(row)
        text = cell(page, row, Column.VERDICT)
        assert text or entry.verdict is WireVerdict.QUESTION
        assert "{" not in text


def test_filters_show_errors_and_writes(
    qtbot: QtBot, page: LinePage, logs: dict[str, WireLog]
) -> None:
    log = logs["Line 1"]
    exchange(log)
    log.add(Direction.NOTE, b"", WireVerdict.SILENT, meaning=message("wire.silent", tries=3))
    log.add(Direction.SENT, b"\x01\x10", WireVerdict.WRITTEN)
    page.pull()
    page.filter.button(Shown.ERRORS.name).click()
    assert [entry.verdict for entry in page.table.entries] == [WireVerdict.SILENT]
    page.filter.button(Shown.WRITES.name).click()
    assert [entry.verdict for entry in page.table.entries] == [WireVerdict.WRITTEN]
    page.filter.button(Shown.ALL.name).click()
    assert page.table.rowCount() == 4


@pytest.mark.parametrize(
    ("text", "found", "later"),
    [
        ("01 04 05", 1, 2),
        ("010405", 1, 2),
        ("  ANSWERED  in ", 1, 2),
        ("within 50 ms (try 2", 1, 1),
        ("silent", 1, 1),
        ("nothing of the kind", 0, 0),
        ("", 4, 6),
    ],
)
def test_frames_are_searched_by_bytes_meaning_and_verdict(
    qtbot: QtBot, page: LinePage, logs: dict[str, WireLog], text: str, found: int, later: int
) -> None:
    log = logs["Line 1"]
    exchange(log)
    why = message("wire.silent", timeout_ms=50, attempt=2, tries=3)
    log.add(Direction.NOTE, b"", WireVerdict.SILENT, meaning=why)
    log.add(Direction.SENT, b"\x01\x10", WireVerdict.WRITTEN)
    page.pull()
    page.search.setText("nowhere at all")
    qtbot.waitUntil(lambda: page.table.rowCount() == 0)
    page.search.setText(text)
    qtbot.wait(300)
    assert page.table.rowCount() == found
    assert page.nothing.isVisibleTo(page) == (found == 0)
    exchange(log)
    page.pull()
    assert page.table.rowCount() == later


def test_a_search_through_all_frames_is_no_stall(page: LinePage, logs: dict[str, WireLog]) -> None:
    for _ in range(CAPACITY // 2):
        exchange(logs["Line 1"])
    page.pull()
    assert page.table.rowCount() == CAPACITY
    begun = time.process_time()
    page.table.search("nowhere")
    assert time.process_time() - begun < 0.05
    assert page.nothing.isVisibleTo(page)


def test_pause_stops_the_table_but_not_the_counters(
    page: LinePage, logs: dict[str, WireLog]
) -> None:
    page.pause.click()
    exchange(logs["Line 1"])
    page.pull()
    assert page.table.rowCount() == 0
    assert page.counters.counters[WireVerdict.ANSWERED].number.text == "1"
    page.pause.click()
    assert page.table.rowCount() == 2


def test_the_newest_stays_in_sight_until_the_user_looks_back(
    qtbot: QtBot, page: LinePage, logs: dict[str, WireLog]
) -> None:
    for _ in range(60):
        exchange(logs["Line 1"])
    page.pull()
    bar = page.frames.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    qtbot.keyClick(page.frames, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    bar.setSliderPosition(0)
    bar.triggerAction(bar.SliderAction.SliderToMinimum)
    assert not page.follow.isChecked()
    exchange(logs["Line 1"])
    page.pull()
    assert bar.value() == 0
    page.follow.click()
    assert bar.value() == bar.maximum()


def test_the_table_is_bounded() -> None:
    table = FrameTable()
    now = datetime.now(UTC)
    entries = [
        WireEntry("Line 1", number, now, Direction.SENT, b"\x01", WireVerdict.QUESTION)
        for number in range(3 * CAPACITY)
    ]
    for first in range(0, len(entries), 100):
        table.append(entries[first : first + 100])
    assert CAPACITY <= table.rowCount() < CAPACITY + 300
    assert table.kept == CAPACITY
    assert table.entry(table.rowCount() - 1).number == 3 * CAPACITY - 1


def test_another_line_begins_with_its_own_frames(page: LinePage, logs: dict[str, WireLog]) -> None:
    exchange(logs["Line 1"])
    exchange(logs["Line 2"])
    exchange(logs["Line 2"])
    page.pull()
    assert page.table.rowCount() == 2
    page.lines.button("Line 2").click()
    assert page.table.rowCount() == 4
    assert {entry.line for entry in page.table.entries} == {"Line 2"}


def test_a_loss_is_listed_with_cause_and_energies(
    page: LinePage, fed_bench, fed_model: BenchModel
) -> None:
    began = datetime.now(UTC) - timedelta(seconds=27)
    loss = Loss(
        METER,
        began,
        LossCause.NO_ANSWER,
        running="8f3a2c1e-0000-4000-8000-000000000000",
        energy_before=Decimal(4211402),
    )
    fed_bench.events.publish(events.LossBegan(loss))
    fed_model.drain()
    table = page.availability.table
    assert table.rowCount() == 1

    def text(column: LossColumn) -> str:
        return str(table.index(0, column.value).data())

    assert text(LossColumn.TO) == "lasts"
    assert text(LossColumn.CAUSE) == "no answer, port present"
    assert text(LossColumn.RUNNING) == "transaction 8f3a2c1e…"
    assert text(LossColumn.AFTER) == "–"
    ended = Loss(
        METER,
        began,
        LossCause.NO_ANSWER,
        running=loss.running,
        ended_at=began + timedelta(seconds=27),
        energy_before=Decimal(4211402),
        energy_after=Decimal(4211489),
    )
    fed_bench.events.publish(events.LossEnded(ended))
    fed_model.drain()
    assert table.rowCount() == 1
    assert text(LossColumn.AFTER).replace("\u202f", " ") == "4 211.489 kWh"
    assert "1 loss" in page.availability.summary.text()
    assert "longest 27.0 s" in page.availability.summary.text()


def test_a_line_with_several_meters_shows_its_own_availability(
    page: LinePage, fed_model: BenchModel
) -> None:
    meters = list(fed_model.meters.values())[:2]
    assert len(meters) == 2
    meters[0].availability, meters[1].availability = Decimal("97.50"), Decimal(100)
    page.availability.show_meters(meters, Decimal("98.75"))
    assert page.availability.title.text().startswith("Availability today 98.75")
    assert "97.50 %" in page.availability.summary.text()


def test_the_hint_says_in_plain_words_what_is_wrong(
    page: LinePage, fed_bench, fed_model: BenchModel
) -> None:
    now = datetime.now(UTC)
    fed_bench.events.publish(events.LinkChanged(METER, LinkState.ONLINE, now))
    fed_model.drain()
    assert page.hint.matter.text() == "Every meter on this line answers."
    noise = message("line.noise", meter=METER, unit=1, port="/dev/ttyUSB0")
    fed_bench.events.publish(events.LinkChanged(METER, LinkState.SILENT, now, noise))
    fed_model.drain()
    assert page.hint.matter.text().startswith("Only noise arrives on /dev/ttyUSB0")
    assert "A and B may be swapped" in page.hint.advice.text()
    fed_bench.events.publish(events.LinkChanged(METER, LinkState.DEGRADED, now))
    fed_model.drain()
    assert page.hint.matter.text() == "Reference AC answers, but not every time."
    fed_bench.events.publish(events.LinkChanged(METER, LinkState.ONLINE, now))
    warning = events.Noticed(
        message("bench.key-changed", meter=METER, serial="KZ1"), Severity.WARNING, now, METER
    )
    fed_bench.events.publish(warning)
    fed_model.drain()
    assert "another public key" in page.hint.matter.text()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    page.retranslate()
    assert "anderen öffentlichen Schlüssel" in page.hint.matter.text()


def test_a_lost_port_is_said_on_the_selector(
    page: LinePage, fed_bench, fed_model: BenchModel
) -> None:
    assert page.lines.button("Line 1").text() == "Line 1 · ttyUSB0"
    fed_bench.line("Line 1", LinkState.PORT_LOST)
    fed_model.drain()
    assert page.lines.button("Line 1").text() == "Line 1 · port lost"


def test_hints_part_at_the_first_sentence() -> None:
    assert Hint("One. Two. Three.", Tone.CARE).parts == ("One.", "Two. Three.")
    assert Hint("1.5 s silent", Tone.CARE).parts == ("1.5 s silent", "")


def test_export_as_text_and_csv(
    qtbot: QtBot, page: LinePage, logs: dict[str, WireLog], tmp_path: Path
) -> None:
    exchange(logs["Line 1"])
    logs["Line 1"].add(
        Direction.NOTE,
        b"",
        WireVerdict.SILENT,
        meaning=message("wire.silent", timeout_ms=500, attempt=1, tries=3),
    )
    page.pull()
    with qtbot.waitSignal(page.notice_requested, timeout=5000):
        page.save_frames(tmp_path / "frames.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "frames.csv").read_text("utf-8"))))
    assert [row["verdict"] for row in rows] == ["question", "answered", "silent"]
    assert rows[1]["bytes"].count(" ") == 68
    assert rows[1]["elapsed_ms"] == "11.200"
    assert rows[2]["meaning"] == "no answer within 500 ms (try 1 of 3)"
    with qtbot.waitSignal(page.notice_requested, timeout=5000):
        page.save_frames(tmp_path / "frames.txt")
    lines = (tmp_path / "frames.txt").read_text("utf-8").splitlines()
    assert len(lines) == 3
    assert "-> question" in lines[0]


def test_rows_are_copied_with_all_their_bytes(
    page: LinePage, logs: dict[str, WireLog], qtbot: QtBot
) -> None:
    exchange(logs["Line 1"])
    page.pull()
    page.frames.selectRow(1)
    qtbot.keyClick(page.frames, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count(" ") > 60


def test_a_bench_without_lines_says_so(qtbot: QtBot, background: Background) -> None:
    model = BenchModel(None, None, background)
    page = LinePage(model)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.note
    with qtbot.waitSignal(page.page_requested) as asked:
        page.note.button.click()
    assert asked.args == ["bench"]
    page.close_page()
    page.close()
    model.close()


def test_short_losses_are_seen_and_can_be_chosen(qtbot: QtBot) -> None:
    bar = AvailabilityBar()
    qtbot.addWidget(bar)
    bar.resize(600, 16)
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    loss = Loss(
        METER,
        begin + timedelta(hours=6),
        LossCause.NO_ANSWER,
        ended_at=begin + timedelta(hours=6, seconds=3),
    )
    bar.show_day(begin, begin + timedelta(hours=24), [loss], begin)
    left, width = bar.spans()[0]
    assert (left, width) == (150.0, 2.0)
    with qtbot.waitSignal(bar.loss_chosen) as chosen:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(151, 8))
    assert chosen.args == [0]


def test_long_frames_are_shortened() -> None:
    assert shortened(bytes(10)) == " ".join(["00"] * 10)
    assert shortened(bytes(100)).count("00") == 22
