"""The page Transactions: from events, from a real store, and with a real simulated meter."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from eichlab.bench import events
from eichlab.store import Store
from eichlab.values import (
    Attribution,
    Capabilities,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    Identity,
    JournalEvent,
    JournalRow,
    LinkState,
    Loss,
    LossCause,
    MeterActivity,
    MeterState,
    Outcome,
    Reason,
    SignedRecord,
    Transaction,
    TransactionRequest,
    VerdictWord,
    message,
)
from eichlab_gui.background import Background
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transactions.comparison import ComparisonDialog
from eichlab_gui.pages.transactions.history import Kept
from eichlab_gui.pages.transactions.history_table import Column
from eichlab_gui.pages.transactions.identification import Look, check
from eichlab_gui.pages.transactions.page import TransactionsPage
from eichlab_gui.pages.transactions.presets import Presets
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import open_demo

METER = "Reference AC"
EM580 = Capabilities(
    signs=True,
    carries_transaction_id=True,
    tariff_bytes=212,
    raw_tariff=True,
    identification_bytes=39,
    charge_point_bytes=39,
    identification_levels=True,
    identification_flags=True,
)


@pytest.fixture
def page(
    qtbot: QtBot, fed_model: BenchModel, preferences: Preferences
) -> Iterator[TransactionsPage]:
    page = TransactionsPage(fed_model, preferences)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    qtbot.waitExposed(page)
    yield page
    page.close_page()
    page.close()


def identify(fed_bench, model: BenchModel, capabilities: Capabilities = EM580) -> None:
    identity = Identity("Carlo Gavazzi EM580", "KZ0000000017D", "M_1.6.3")
    fed_bench.events.publish(events.MeterIdentified(METER, identity, capabilities, None))
    fed_bench.events.publish(events.LinkChanged(METER, LinkState.ONLINE, datetime.now(UTC)))
    model.drain()


def transaction(*steps: JournalEvent, ago_s: float = 60.0, **more) -> Transaction:
    begin = datetime.now(UTC) - timedelta(seconds=ago_s)
    rows = tuple(
        JournalRow("8f3a2c1e-1", step, begin + timedelta(milliseconds=20 * number), {})
        for number, step in enumerate((JournalEvent.INTENT, *steps))
    )
    return Transaction(
        "8f3a2c1e-1", METER, "KZ0000000017D", TransactionRequest("8f3a2c1e-1"), rows, **more
    )


def tell(fed_bench, model: BenchModel, *told: events.Event) -> None:
    for event in told:
        fed_bench.events.publish(event)
    model.drain()


# The form.


@pytest.mark.parametrize(
    ("kind", "text", "look"),
    [
        (IdentificationType.ISO14443, "1F2D3A4F", Look.FITS),
        (IdentificationType.ISO14443, "1F2D3A4F5506C7", Look.FITS),
        (IdentificationType.ISO14443, "1F2D3A4F55", Look.WRONG_LENGTH),
        (IdentificationType.ISO14443, "1F2D3A4F5506C", Look.WRONG_LENGTH),
        (IdentificationType.ISO14443, "1F2D3A4G", Look.NOT_HEX),
        (IdentificationType.ISO14443, "", Look.EMPTY),
        (IdentificationType.ISO15693, "E007000012345678", Look.FITS),
        (IdentificationType.ISO15693, "E0070000", Look.WRONG_LENGTH),
        (IdentificationType.EMAID, "DE8AACA2B3C4D5", Look.FITS),
        (IdentificationType.EMAID, "DE-8AA-CA2B3C4D5-L", Look.FITS),
        (IdentificationType.EMAID, "DE8AACA2B3C4", Look.WRONG_LENGTH),
        (IdentificationType.EMAID, "12345678901234", Look.NO_COUNTRY),
        (IdentificationType.EVCCID, "0A1B2C3D4E5F", Look.FITS),
        (IdentificationType.EVCCID, "0A1B2C3", Look.WRONG_LENGTH),
        (IdentificationType.EVCOID, "DE*8AA*A1B2C3*D", Look.FITS),
        (IdentificationType.ISO7812, "4111111111111111", Look.FITS),
        (IdentificationType.ISO7812, "4111 1111", Look.NOT_DIGITS),
        (IdentificationType.PHONE_NUMBER, "+4915112345678", Look.FITS),
        (IdentificationType.PHONE_NUMBER, "015112345678", Look.NO_PLUS),
        (IdentificationType.PHONE_NUMBER, "+49 151", Look.NOT_DIGITS),
        (IdentificationType.PHONE_NUMBER, "+49", Look.WRONG_LENGTH),
        (IdentificationType.NONE, "", Look.FITS),
        (IdentificationType.NONE, "x", Look.NOTHING_EXPECTED),
        (IdentificationType.KEY_CODE, "anything", Look.FREE),
    ],
)
def test_identification_is_checked_by_its_type(
    kind: IdentificationType, text: str, look: Look
) -> None:
    assert check(kind, text).look is look


def test_the_form_waits_for_the_meter_then_opens(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    assert not page.start_button.isVisible()
    assert page.form.cannot.isVisible()
    identify(fed_bench, fed_model)
    assert page.start_button.isVisible()
    assert page.start_button.isEnabled()
    assert page.form.level_field.isVisible()


def test_a_meter_that_cannot_sign_says_so(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model, Capabilities(signs=False))
    assert not page.start_button.isVisible()
    assert METER in page.form.cannot.text()
    assert not page.form.fields.isVisible()


def test_a_read_only_meter_says_so(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    meter = fed_model.meters[METER]
    meter.configuration = replace(meter.configuration, controlled=False)
    identify(fed_bench, fed_model)
    assert "read only" in page.form.cannot.text()
    assert not page.start_button.isVisible()


def test_fields_follow_what_the_meter_can(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    plain = replace(EM580, identification_levels=False, identification_flags=False)
    identify(fed_bench, fed_model, plain)
    assert not page.form.level_field.isVisible()
    assert not page.form.flags_field.isVisible()
    page.form.level.setCurrentText("SECURE")
    assert page.form.request().level is IdentificationLevel.NONE


def test_hints_and_limits_while_typing(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    form = page.form
    form.kind.setCurrentText("ISO14443")
    form.identification.setText("1F2D3A4F5506C7")
    assert form.identification_field.hint.text() == "7 bytes, as ISO 14443 asks"
    form.identification.setText("1F2D3A")
    assert form.identification_field.hint.property("role") == "care"
    assert page.start_button.isEnabled(), "odd data may be sent on a test bench"
    form.tariff.setText("0.30 EUR/kWh")
    assert form.tariff_field.hint.text() == "200 of 212 bytes left"
    form.charge_point.setText("x" * 40)
    assert form.charge_point_field.hint.property("role") == "bad"
    assert not page.start_button.isEnabled(), "this meter cannot hold it"
    form.charge_point.setText("DE*ENBW*BER001*EVSE01")
    assert page.start_button.isEnabled()


def test_the_request_says_what_the_form_says(
    qtbot: QtBot, page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    form = page.form
    form.assigned.setCurrentIndex(1)
    form.level.setCurrentText("VERIFIED")
    form.flags["RFID"].setCurrentText("RFID_PLAIN")
    form.flags["OCPP"].setCurrentText("OCPP_AUTH_TLS")
    form.kind.setCurrentText("ISO14443")
    form.identification.setText("1F2D3A4F5506C7")
    form.charge_point_kind.setCurrentText("CBIDC")
    form.charge_point.setText("4711")
    first, second = form.request(), form.request()
    assert first.transaction_id != second.transaction_id
    assert first.assigned is False
    assert first.level is IdentificationLevel.VERIFIED
    assert first.flags == (IdentificationFlag.RFID_PLAIN, IdentificationFlag.OCPP_AUTH_TLS)
    assert first.identification_type is IdentificationType.ISO14443
    assert first.charge_point_type.value == "CBIDC"


def test_every_field_has_a_name(page: TransactionsPage) -> None:
    form = page.form
    widgets = [
        form.assigned,
        form.level,
        *form.flags.values(),
        form.kind,
        form.identification,
        form.tariff,
        form.charge_point_kind,
        form.charge_point,
        form.start,
        page.history.view,
        page.history.search,
    ]
    for widget in widgets:
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget


# What runs.


def test_the_running_card_counts_live_energy(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    now = datetime.now(UTC)
    for ago, energy in ((65, 0), (61, 100), (30, 400), (0, 837)):
        fed_bench.reading(METER, at=now - timedelta(seconds=ago), energy=energy)
    running = transaction(JournalEvent.SENT, JournalEvent.RUNNING)
    tell(fed_bench, fed_model, events.TransactionChanged(running))
    card = page.running[METER]
    assert card.energy.text == "0.737"
    assert card.power.text == "10.81"
    assert card.duration.text == "0:00:59" or card.duration.text == "0:01:00"
    assert card.under_energy.text() == "live, not for billing"
    assert "journal: running since" in card.about.text()
    assert page.stop_button.isVisible()
    assert not page.start_button.isEnabled()


def test_a_loss_is_told_in_plain_words(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    fed_bench.reading(METER)
    running = transaction(JournalEvent.SENT, JournalEvent.RUNNING)
    began = datetime.now(UTC) - timedelta(seconds=5)
    loss = Loss(METER, began, LossCause.NO_ANSWER, energy_before=Decimal(10))
    tell(fed_bench, fed_model, events.TransactionChanged(running), events.LossBegan(loss))
    card = page.running[METER]
    assert card.waiting.text().startswith("Connection to the meter interrupted. Last value")
    assert "goes on in the meter" in card.waiting.text()
    assert card.losses.text == "1"
    over = replace(loss, ended_at=datetime.now(UTC), energy_after=Decimal(20))
    tell(fed_bench, fed_model, events.LossEnded(over))
    assert "the meter kept measuring" in card.under_losses.text()
    assert not card.waiting.text()


def test_recovery_says_what_is_waited_for(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    stopping = transaction(JournalEvent.SENT, JournalEvent.RUNNING, JournalEvent.STOPPING)
    notice = events.Noticed(
        message("bench.recovering", meter=METER, id="8f3a2c1e-1"),
        events.Severity.NOTE,
        datetime.now(UTC),
        METER,
    )
    tell(fed_bench, fed_model, events.TransactionChanged(stopping), notice)
    text = page.running[METER].waiting.text()
    assert text.startswith("Waiting for the signed record of the meter.")
    assert "was open when the program last ended" in text
    assert not page.stop_button.isEnabled()


def test_a_closed_transaction_shows_its_verdict(
    qtbot: QtBot, page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    closed = transaction(
        *list(JournalEvent)[1:],
        outcome=Outcome.COMPLETED,
        verdict=VerdictWord.VERIFIED,
        energy_kwh=Decimal("0.737"),
        duration_s=Decimal(246),
    )
    tell(fed_bench, fed_model, events.TransactionChanged(closed))
    card = page.running[METER]
    assert card.verdict.word is VerdictWord.VERIFIED
    assert card.energy.text == "0.737"
    assert card.duration.text == "0:04:06"
    assert not page.stop_button.isVisible()
    with qtbot.waitSignal(card.record_requested) as asked:
        card.show_record.click()
    assert asked.args == ["8f3a2c1e-1"]
    assert page.start_button.isEnabled()


def test_an_unknown_transaction_is_asked_about(
    qtbot: QtBot, page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    state = MeterState(MeterActivity.RUNNING, "somebody-else")
    tell(fed_bench, fed_model, events.UnknownTransactionFound(METER, state))
    question = page.questions[METER]
    assert "somebody-else" in question.sentence.text()
    assert question.act.text() == "Close it and keep its record"
    qtbot.mouseClick(question.leave, Qt.MouseButton.LeftButton)
    assert METER not in page.questions
    tell(fed_bench, fed_model, events.UnknownTransactionFound(METER, state))
    assert METER not in page.questions, "asked once and left"
    other = MeterState(MeterActivity.RUNNING, "yet-another")
    tell(fed_bench, fed_model, events.UnknownTransactionFound(METER, other))
    assert METER in page.questions
    idle = MeterState(MeterActivity.IDLE)
    tell(fed_bench, fed_model, events.StateRead(METER, idle))
    assert METER not in page.questions, "it is over"


def test_an_empty_bench_leads_to_the_bench_page(
    qtbot: QtBot, background: Background, preferences: Preferences
) -> None:
    model = BenchModel(None, None, background)
    page = TransactionsPage(model, preferences)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.note
    with qtbot.waitSignal(page.page_requested) as asked:
        page.note.button.click()
    assert asked.args == ["bench"]
    page.close_page()
    page.close()
    model.close()


# The history.


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "eichlab.sqlite")
    yield store
    store.close()


def close_one(
    store: Store, meter: str, tariff: str, verdict: VerdictWord | None, outcome: Outcome
) -> str:
    request = TransactionRequest(tariff_text=tariff)
    store.begin(meter=meter, serial=f"KZ{meter}", request=request, simulated=False)
    for step in (JournalEvent.SENT, JournalEvent.RUNNING, JournalEvent.STOPPING):
        store.append(request.transaction_id, step)
    if verdict is not None:
        reason = Reason.SIGNATURE if verdict is VerdictWord.REJECTED else None
        energy = Decimal("0.912") if verdict is VerdictWord.VERIFIED else None
        store.set_verdict(request.transaction_id, verdict, reason, energy, Decimal(300))
    store.close_transaction(request.transaction_id, outcome, None)
    return request.transaction_id


@pytest.fixture
def history_page(
    qtbot: QtBot, fed_bench, store: Store, background: Background, preferences: Preferences
) -> Iterator[TransactionsPage]:
    close_one(store, METER, "first", VerdictWord.VERIFIED, Outcome.COMPLETED)
    close_one(store, METER, "second", VerdictWord.REJECTED, Outcome.COMPLETED)
    close_one(store, "Load side", "third", VerdictWord.VERIFIED, Outcome.RECOVERED)
    close_one(store, "Load side", "fourth", None, Outcome.REFUSED)
    model = BenchModel(fed_bench, store, background)
    page = TransactionsPage(model, preferences)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    qtbot.waitUntil(lambda: page.history.table.rowCount() == 4, timeout=5000)
    yield page
    page.close_page()
    page.close()
    model.close()


def listed(page: TransactionsPage) -> list[str]:
    table = page.history.table
    return [table.transaction(row).request.tariff_text for row in range(table.rowCount())]


def test_the_history_comes_from_the_store(history_page: TransactionsPage) -> None:
    table = history_page.history.table
    assert listed(history_page) == ["fourth", "third", "second", "first"]
    texts = [str(table.index(row, Column.HAPPENED.value).data()) for row in range(4)]
    assert texts == ["refused by the meter", "recovered", "signature does not fit", ""]
    assert table.index(3, Column.ENERGY.value).data() == "0.912"
    assert table.index(2, Column.ENERGY.value).data() == "–"
    assert table.index(3, Column.DURATION.value).data() == "0:05:00"


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (Kept.THIS_METER, ["second", "first"]),
        (Kept.REJECTED, ["second"]),
        (Kept.RECOVERED, ["third"]),
    ],
)
def test_filters_ask_the_store(
    qtbot: QtBot, history_page: TransactionsPage, kept: Kept, expected: list[str]
) -> None:
    history_page.history.filter.button(kept.value).click()
    qtbot.waitUntil(lambda: listed(history_page) == expected, timeout=5000)


def test_search_asks_the_store(qtbot: QtBot, history_page: TransactionsPage) -> None:
    qtbot.keyClicks(history_page.history.search, "third")
    qtbot.waitUntil(lambda: listed(history_page) == ["third"], timeout=5000)
    history_page.history.search.setText("nobody")
    qtbot.waitUntil(lambda: history_page.history.nothing.isVisible(), timeout=5000)
    assert history_page.history.nothing.text() == "No transaction is like that."


def test_enter_opens_the_record(qtbot: QtBot, history_page: TransactionsPage, store: Store) -> None:
    chosen = history_page.history.table.transaction(3)
    record = SignedRecord(b"OCMF|{}|{}", transaction_id=chosen.id)
    store.add_record(record, meter=METER, serial=chosen.serial)
    history_page.history.view.selectRow(3)
    history_page.history.view.setFocus()
    with qtbot.waitSignal(history_page.records_requested, timeout=5000) as asked:
        qtbot.keyClick(history_page.history.view, Qt.Key.Key_Return)
    assert asked.args is not None
    assert [each.data for each in asked.args[0]] == [b"OCMF|{}|{}"]
    history_page.history.view.selectRow(0)
    with qtbot.waitSignal(history_page.notice_requested, timeout=5000):
        qtbot.keyClick(history_page.history.view, Qt.Key.Key_Return)


def test_a_store_that_fails_is_a_sentence(
    qtbot: QtBot, history_page: TransactionsPage, store: Store
) -> None:
    store.close()
    history_page.fetch_history()
    note = history_page.history.nothing
    qtbot.waitUntil(lambda: note.property("role") == "bad", timeout=5000)
    assert note.isVisible()
    assert note.text()


def test_a_preset_fills_the_form_again(
    page: TransactionsPage, fed_bench, fed_model: BenchModel, preferences: Preferences
) -> None:
    identify(fed_bench, fed_model)
    form = page.form
    form.identification.setText("04A1B2C3")
    form.tariff.setText("0.45 EUR/kWh")
    form.kind.setCurrentText("ISO14443")
    form.presets.keep_wanted.emit("Card of the lab")
    form.identification.setText("")
    form.tariff.setText("")
    assert form.presets.list.currentText() == "Card of the lab"
    form.presets.list.activated.emit(form.presets.list.currentIndex())
    assert form.identification.text() == "04A1B2C3"
    assert form.tariff.text() == "0.45 EUR/kWh"
    assert form.kind.currentText() == "ISO14443"
    # It is still there in the next start, and gone once it was dropped.
    assert list(Presets(preferences.settings).all()) == ["Card of the lab"]
    form.presets.drop.trigger()
    assert Presets(preferences.settings).all() == {}


def test_the_form_follows_what_the_meter_has_room_for(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    form = page.form
    identify(fed_bench, fed_model, Capabilities(signs=True, identification_bytes=20))
    assert form.identification_field.isVisible()
    for field in (form.tariff_field, form.charge_point_field, form.level_field, form.raw_tariff):
        assert not field.isVisible()
    identify(fed_bench, fed_model)
    assert form.raw_tariff.isVisible()
    form.raw_tariff.setChecked(True)
    assert form.request().raw_tariff


def test_presets_that_cannot_be_read_are_left_out(preferences: Preferences) -> None:
    for broken in ("no json", "[]", '{"a": 1}', '{"a": {"level": "NO SUCH"}}'):
        preferences.settings.setValue("transactions/presets", broken)
        assert Presets(preferences.settings).all() == {}


def test_two_chosen_lines_are_compared(history_page: TransactionsPage, qtbot: QtBot) -> None:
    history = history_page.history
    assert not history.compare.isEnabled()
    history.view.selectRow(0)
    assert not history.compare.isEnabled()
    history.view.selectAll()
    assert not history.compare.isEnabled(), "four are too many"
    history.view.clearSelection()
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 3):
        history.view.selectionModel().select(history.table.index(row, 0), select)
    left, right = (history.table.transaction(row) for row in (0, 3))
    qtbot.mouseClick(history.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(history_page.findChildren(ComparisonDialog)), timeout=5000)
    (dialog,) = history_page.findChildren(ComparisonDialog)
    shown = {
        dialog.table.item(row, 1).text(): [dialog.table.item(row, at).text() for at in (0, 2, 3)]
        for row in range(dialog.table.rowCount())
    }
    assert shown["Meter"] == ["≠", left.meter, right.meter]
    assert shown["Notes"] == ["", "–", "–"]
    assert shown["Verdict"][0] == "≠"
    dialog.close()


# The real thing.


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_whole_transaction_on_a_simulated_meter(
    qtbot: QtBot, tmp_path: Path, preferences: Preferences
) -> None:
    from eichlab.cli.demo import DemoBench

    session = open_demo(DemoBench(folder=tmp_path / "demo", posts=1))
    page = TransactionsPage(session.model, preferences)
    qtbot.addWidget(page)
    page.resize(1216, 770)
    page.show()
    meter = session.model.selected_meter
    assert meter is not None
    try:
        qtbot.waitUntil(page.start_button.isVisible, timeout=20_000)
        qtbot.waitUntil(lambda: meter.readings > 1, timeout=20_000)
        page.form.kind.setCurrentText("ISO14443")
        page.form.identification.setText("1F2D3A4F5506C7")
        page.form.tariff.setText("0.30 EUR/kWh")
        page.form.operator.setText("M. Muster")
        page.form.sample.setText("Job 4711")
        page.form.notes.setText("warm-up")
        qtbot.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.stop_button.isEnabled, timeout=20_000)
        energy = page.running[meter.name].energy
        qtbot.waitUntil(lambda: energy.text not in {"–", "0.000"}, timeout=20_000)
        qtbot.mouseClick(page.stop_button, Qt.MouseButton.LeftButton)
        verdict = page.running[meter.name].verdict
        qtbot.waitUntil(lambda: verdict.word is VerdictWord.VERIFIED, timeout=20_000)
        qtbot.waitUntil(
            lambda: (
                page.history.table.rowCount() == 1
                and page.history.table.transaction(0).verdict is VerdictWord.VERIFIED
            ),
            timeout=5000,
        )
        kept = page.history.table.transaction(0)
        assert kept.attribution == Attribution("M. Muster", "Job 4711", "warm-up")
        assert [each.id for each in session.store.transactions(search="job 4711")] == [kept.id]
        (record,) = session.store.records(kept.id)
        assert b"4711" not in record.data, "the meter heard of it"
        assert preferences.sample == "Job 4711"
        with qtbot.waitSignal(page.records_requested, timeout=5000) as asked:
            page.history.view.activated.emit(page.history.table.index(0, 0))
        assert asked.args is not None
        assert b"1F2D3A4F5506C7" in asked.args[0][0].data
    finally:
        page.close_page()
        page.close()
        session.close()


def test_words_follow_the_language(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    state = MeterState(MeterActivity.RUNNING, "somebody-else")
    tell(fed_bench, fed_model, events.UnknownTransactionFound(METER, state))
    QLocale.setDefault(QLocale(QLocale.Language.German))
    page.retranslate()
    assert "läuft eine Transaktion" in page.questions[METER].sentence.text()


def test_what_the_verdict_means_is_one_step_from_it(
    history_page: TransactionsPage, qtbot: QtBot
) -> None:
    card = history_page.running[METER]
    card.show_transaction(None)
    assert not card.explain.isVisibleTo(card)
    table = history_page.history.table
    listed = [table.transaction(row) for row in range(table.rowCount())]
    last = next(each for each in listed if each.meter == METER)
    card.show_transaction(last)
    assert card.explain.isVisibleTo(card)
    with qtbot.waitSignal(history_page.manual_requested, timeout=1000) as asked:
        qtbot.keyClick(card.explain, Qt.Key.Key_Space)
    assert asked.args == ["verdicts"]


def test_a_character_no_meter_takes_is_named_while_typing(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    form = page.form
    for edit, field, code in (
        (form.tariff, form.tariff_field, "TT"),
        (form.charge_point, form.charge_point_field, "CI"),
        (form.identification, form.identification_field, "ID"),
    ):
        edit.setText("0,30 €/kWh")
        assert field.hint.property("role") == "bad"
        assert "€" in field.hint.text()
        assert code in field.hint.text()
        assert not page.start_button.isEnabled(), "the driver would refuse it"
        edit.setText("0,30 EUR/kWh")
        assert field.hint.property("role") != "bad"
        assert page.start_button.isEnabled()


def test_a_free_identification_says_how_much_room_is_left(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    page.form.kind.setCurrentText("KEY_CODE")
    page.form.identification.setText("1234")
    assert page.form.identification_field.hint.text() == (
        "this type has no format; 35 of 39 bytes left"
    )


def test_what_was_typed_for_another_meter_is_not_asked_of_this_one(
    page: TransactionsPage, fed_bench, fed_model: BenchModel
) -> None:
    identify(fed_bench, fed_model)
    form = page.form
    form.kind.setCurrentText("KEY_CODE")
    form.identification.setText("€")
    form.tariff.setText("0,30 EUR/kWh")
    form.charge_point.setText("DE*ABC*E1")
    form.charge_point_kind.setCurrentText("CBIDC")
    identify(fed_bench, fed_model, Capabilities(signs=True, charge_point_bytes=37))
    assert page.start_button.isEnabled(), "the odd identification is not in this form"
    request = form.request()
    assert request.identification_type is IdentificationType.NONE
    assert (request.identification, request.tariff_text) == ("", "")
    assert request.charge_point_id == "DE*ABC*E1"
    identify(fed_bench, fed_model)
    assert form.request().tariff_text == "0,30 EUR/kWh", "it comes back with the field"


def test_a_preset_keeps_a_raw_tariff(
    page: TransactionsPage, fed_bench, fed_model: BenchModel, preferences: Preferences
) -> None:
    identify(fed_bench, fed_model)
    page.form.raw_tariff.setChecked(True)
    page.form.presets.keep_wanted.emit("raw")
    assert Presets(preferences.settings).all()["raw"].raw_tariff
    page.form.raw_tariff.setChecked(False)
    page.form.presets.list.activated.emit(page.form.presets.list.currentIndex())
    assert page.form.raw_tariff.isChecked()
