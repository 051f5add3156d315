"""What a meter keeps by itself, from the page Transactions, over a simulated DCBM."""

from concurrent.futures import Future
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from tests.gui.conftest import CONFIGURATION, FedBench
from tests.gui.test_tips import MARKUP, seen

from eichlab.bench import (
    BenchConfiguration,
    LineConfiguration,
    ListedRecord,
    MeterConfiguration,
)
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.values import (
    KeptRecord,
    LinkState,
    SignedRecord,
    TransactionRequest,
    WireVerdict,
)
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transactions.memory_dialog import MemoryDialog
from eichlab_gui.pages.transactions.page import TransactionsPage
from eichlab_gui.session import open_session


@pytest.fixture
def simulated():
    process = SimulatorProcess(
        ("dcbm", "--tcp", "127.0.0.1:0", "--seed", "1", "--boot", "0.2", "--speed", "60")
    )
    yield process
    process.close()


@pytest.fixture
def configuration(simulated):
    meter = MeterConfiguration("Post", "dcbm", interval_s=0.2)
    line = LineConfiguration("Line", simulated.meters[0].port, 0, meters=(meter,))
    return BenchConfiguration("test", (line,))


def charge(qtbot, session, times):
    qtbot.waitUntil(lambda: session.model.meters["Post"].state is not None, timeout=20_000)
    for _ in range(times):
        session.bench.start_transaction("Post", TransactionRequest()).result(20)
        session.bench.stop_transaction("Post").result(20)
    return session.store.records()


def read_only(configuration):
    (line,) = configuration.lines
    (meter,) = line.meters
    return replace(
        configuration, lines=(replace(line, meters=(replace(meter, controlled=False),)),)
    )


def test_the_list_of_a_meter_is_read_out_into_the_store(
    qtbot, configuration, tmp_path, preferences
):
    somebody = open_session(configuration, tmp_path / "other.sqlite")
    theirs = charge(qtbot, somebody, 7)
    somebody.close()
    session = open_session(read_only(configuration), tmp_path / "eichlab.sqlite")
    page = TransactionsPage(session.model, preferences)
    qtbot.addWidget(page)
    page.show()
    try:
        qtbot.waitUntil(page.memory.isVisible, timeout=20_000)
        qtbot.mouseClick(page.memory, Qt.MouseButton.LeftButton)
        (dialog,) = page.findChildren(MemoryDialog)
        qtbot.waitUntil(lambda: dialog.told.text() == "7 records listed", timeout=20_000)
        assert not dialog.older_button.isVisible(), "there are no older ones"
        assert not dialog.read_button.isEnabled()
        numbers = [dialog.table.item(row, 0).text() for row in range(7)]
        assert numbers == ["T7", "T6", "T5", "T4", "T3", "T2", "T1"]
        assert theirs[-1].transaction_id in dialog.table.item(0, 3).text()
        assert {dialog.table.item(row, 5).text() for row in range(7)} == {"–"}
        select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in (0, 6):
            index = dialog.table.model().index(row, 0)
            dialog.table.selectionModel().select(index, select)
        with qtbot.waitSignal(page.records_requested, timeout=20_000) as shown:
            qtbot.mouseClick(dialog.read_button, Qt.MouseButton.LeftButton)
        read = [each.data for each in shown.args[0]]
        assert read == [theirs[0].data, theirs[-1].data], "byte for byte, the oldest first"
        assert {each.data for each in session.store.foreign_records()} == set(read)
        page.show_memory()
        again = page.findChildren(MemoryDialog)[-1]
        qtbot.waitUntil(lambda: again.table.rowCount() == 7, timeout=20_000)
        assert [again.table.item(row, 5).text() for row in (0, 1, 6)] == ["✓", "–", "✓"]
        again.reject()
        counters = session.bench.wire_log("Line").counters()
        assert WireVerdict.WRITTEN not in counters, "a read-only meter is never written to"
    finally:
        page.close_page()
        page.close()
        session.close()


class KeepingBench(FedBench):
    """Its meter keeps three records, of which the second cannot be read out."""

    def kept_records(self, meter, before, count):
        kept = [KeptRecord(number, identification=MARKUP) for number in (3, 2, 1)]
        return answer([ListedRecord(each, is_stored=False) for each in kept])

    def read_kept(self, meter, number):
        if number == 2:
            return answer(error=TimeoutError("no answer"))
        return answer(SignedRecord(b"OCMF|{}|{}"))


def answer(result=None, error=None):
    future = Future()
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
    return future


@pytest.fixture
def dialog(qtbot, background):
    model = BenchModel(KeepingBench(CONFIGURATION), None, background)
    dialog = MemoryDialog(model, "Reference AC")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 3 and not dialog.is_busy, timeout=5000)
    yield dialog
    dialog.reject()
    model.close()


def test_what_was_read_out_before_one_failed_is_marked_as_stored(qtbot, dialog):
    dialog.table.selectAll()
    qtbot.mouseClick(dialog.read_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no answer" in dialog.told.text(), timeout=5000)
    assert [dialog.table.item(row, 5).text() for row in range(3)] == ["–", "–", "✓"]
    spoken = dialog.table.item(2, 5).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "yes"
    assert dialog.isVisible()


def test_texts_of_the_meter_s_list_are_never_markup(dialog):
    assert seen(dialog.table.item(0, 3).toolTip()) == MARKUP


def test_a_meter_that_falls_silent_is_said(qtbot, simulated, configuration, tmp_path, preferences):
    session = open_session(configuration, tmp_path / "eichlab.sqlite")
    page = TransactionsPage(session.model, preferences)
    qtbot.addWidget(page)
    page.show()
    try:
        qtbot.waitUntil(page.memory.isVisible, timeout=20_000)
        page.show_memory()
        (dialog,) = page.findChildren(MemoryDialog)
        qtbot.waitUntil(lambda: dialog.told.text() == "The meter keeps no record yet.")
        dialog.reject()
        simulated.command("unplug")
        link = session.model.meters["Post"]
        qtbot.waitUntil(lambda: link.link is LinkState.PORT_LOST, timeout=20_000)
        page.show_memory()
        dialog = page.findChildren(MemoryDialog)[-1]
        qtbot.waitUntil(lambda: dialog.told.property("role") == "bad", timeout=20_000)
        assert "Post" in dialog.told.text()
        assert not dialog.read_button.isEnabled()
        dialog.reject()
    finally:
        page.close_page()
        page.close()
        session.close()
