"""The model in the GUI thread: events in, views and signals out."""

import dataclasses
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread, QTimer, Signal

from eichlab.bench import events
from eichlab.store import Store
from eichlab.values import (
    Channel,
    JournalEvent,
    JournalRow,
    LinkState,
    Loss,
    LossCause,
    Quantity,
    Transaction,
    TransactionRequest,
)
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel, span

METER = "Reference AC"


def transaction(*steps: JournalEvent, id_: str = "8f3a2c1e", began: datetime | None = None):
    began = began or datetime.now(UTC)
    rows = tuple(
        JournalRow(id_, step, began + timedelta(seconds=number), {})
        for number, step in enumerate(steps)
    )
    return Transaction(id_, METER, "SIM1", TransactionRequest(id_), rows)


def test_readings_reach_the_curves(fed_bench, fed_model, qtbot):
    with qtbot.waitSignal(fed_model.meter_changed, timeout=2000) as changed:
        fed_bench.course(METER, 30)
    assert changed.args == [METER]
    meter = fed_model.meters[METER]
    times, values = meter.rings[Quantity.POWER, Channel.TOTAL].view()
    assert len(times) == meter.readings == 30
    assert (np.diff(times) > 0).all()
    assert meter.reading.value(Quantity.POWER) == pytest.approx(values[-1])


def test_a_change_is_told_once_a_drain(fed_bench, fed_model):
    told = []
    fed_model.meter_changed.connect(told.append)
    fed_bench.course(METER, 100)
    fed_model.drain()
    assert told == [METER]


def test_what_takes_long_is_told_in_pieces_each_meter_once(fed_bench, fed_model, qtbot):
    told, drained, turns = [], [], []

    def slow(meter: str) -> None:
        told.append(meter)
        time.sleep(0.02)

    fed_model.meter_changed.connect(slow)
    fed_model.drained.connect(lambda: drained.append(len(told)))
    ticking = QTimer()
    ticking.setInterval(0)
    ticking.timeout.connect(lambda: turns.append(len(told)))
    ticking.start()
    for meter in fed_model.meters:
        fed_bench.course(meter, 3)
    qtbot.waitUntil(lambda: bool(drained), timeout=2000)
    ticking.stop()
    assert sorted(told) == sorted(fed_model.meters)
    assert drained == [len(told)]
    # Between two meters other events had their turn.
    assert set(range(1, len(told))) <= set(turns)


def test_a_loss_breaks_every_curve(fed_bench, fed_model):
    fed_bench.course(METER, 10)
    loss = Loss(METER, datetime.now(UTC), LossCause.NO_ANSWER)
    fed_bench.events.publish(events.LossBegan(loss))
    fed_model.drain()
    meter = fed_model.meters[METER]
    assert meter.open_loss == loss
    for ring in meter.rings.values():
        assert np.isnan(ring.view()[1][-1])
    ended = dataclasses.replace(loss, ended_at=datetime.now(UTC))
    fed_bench.events.publish(events.LossEnded(ended))
    fed_model.drain()
    assert meter.open_loss is None
    assert list(meter.losses) == [ended]


def test_an_old_value_is_shown_as_old(fed_bench, fed_model):
    fed_bench.reading(METER, at=datetime.now(UTC) - timedelta(seconds=9))
    fed_model.drain()
    meter = fed_model.meters[METER]
    assert meter.is_stale()
    assert meter.age_s() == pytest.approx(9, abs=1)
    fed_bench.reading(METER)
    fed_model.drain()
    assert not meter.is_stale()


def test_links_lines_and_identity(fed_bench, fed_model):
    fed_bench.identified(METER)
    fed_bench.link(METER, LinkState.DEGRADED)
    fed_bench.line("Line 1", LinkState.PORT_LOST)
    fed_model.drain()
    assert fed_model.meters[METER].link is LinkState.DEGRADED
    assert fed_model.meters[METER].identity.serial == "SIM1660104001D"
    assert fed_model.meters[METER].simulated
    assert fed_model.lines["Line 1"].link is LinkState.PORT_LOST


def test_the_open_transaction_is_known(fed_bench, fed_model):
    running = transaction(JournalEvent.INTENT, JournalEvent.SENT, JournalEvent.RUNNING)
    fed_bench.events.publish(events.TransactionChanged(running))
    fed_model.drain()
    assert fed_model.open_transaction(METER) == running
    begin, end = span(running)
    assert begin == running.rows[2].at
    assert end is None
    closed = transaction(
        JournalEvent.INTENT, JournalEvent.RUNNING, JournalEvent.READ, JournalEvent.CLOSED
    )
    fed_bench.events.publish(events.TransactionChanged(closed))
    fed_model.drain()
    assert fed_model.open_transaction(METER) is None
    assert span(closed)[1] == closed.rows[2].at


def test_events_of_unknown_meters_do_no_harm(fed_bench, fed_model):
    fed_bench.reading("nobody")
    fed_bench.link("nobody", LinkState.ONLINE)
    fed_bench.events.publish(
        events.LossBegan(Loss("nobody", datetime.now(UTC), LossCause.NO_ANSWER))
    )
    fed_model.drain()
    assert set(fed_model.meters) == {METER, "Load side"}


def test_after_an_overflow_the_store_is_asked(fed_bench, background, tmp_path, qtbot):
    store = Store.open(tmp_path / "eichlab.sqlite")
    model = BenchModel(fed_bench, store, background)
    with qtbot.waitSignal(model.reloaded, timeout=5000):
        pass
    loss = Loss(METER, datetime.now(UTC) - timedelta(seconds=5), LossCause.PORT_LOST)
    store.loss_began(loss)
    for _ in range(9000):
        fed_bench.reading(METER)
    with qtbot.waitSignal(model.reloaded, timeout=5000):
        model.drain()
    assert [each.cause for each in model.meters[METER].losses] == [LossCause.PORT_LOST]
    model.close()
    background.close()
    store.close()


def test_ten_thousand_events_do_not_hold_the_window_up(fed_bench, fed_model):
    fed_bench.course(METER, 7000)
    longest = 0.0
    while fed_model.meters[METER].readings < 7000:
        began = time.perf_counter()
        fed_model.drain()
        longest = max(longest, time.perf_counter() - began)
    # Four hundred readings a drain: the bound is generous, the machine may be busy.
    assert longest < 0.2


class Adder(QObject):
    added = Signal(object)


def test_the_background_answers_in_the_gui_thread(background, qtbot):
    seen = []
    background.run(threading.get_ident, lambda ident: seen.append((ident, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    worker, thread = seen[0]
    assert worker != threading.get_ident()
    assert thread is QThread.currentThread()


def test_the_background_hands_errors_over_and_forgets_what_is_cancelled(background, qtbot):
    errors, results = [], []
    gate = threading.Event()
    task = background.run(lambda: gate.wait(5), results.append)
    background.run(lambda: 1 / 0, results.append, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=2000)
    assert isinstance(errors[0], ZeroDivisionError)
    task.cancel()
    gate.set()
    background.run(lambda: "after", results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=2000)
    assert results == ["after"]


def test_closing_the_background_waits_for_its_threads(qapp):
    background = Background()
    ended = []

    def work() -> None:
        time.sleep(0.05)
        ended.append(True)

    background.run(work, lambda _: ended.append(False))
    background.close()
    assert ended == [True]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal from Python 3.12 on")
def test_signals_take_no_reference_from_true_and_none(qapp):
    """Guards against bindings that treat them as immortal where they are not; see pyproject."""
    adder = Adder()
    true, none = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(100_000):
        adder.added.emit(None)
    assert sys.getrefcount(True) > true - 1000
    assert sys.getrefcount(None) > none - 1000
