"""A dialog that is open when the language changes says afterwards what one opened then says."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.resources import resource
from eichlab.store import Store
from eichlab.texts import Language
from eichlab.transparency import judge, load_key, read_file
from eichlab.values import (
    JournalEvent,
    JournalRow,
    KeyOrigin,
    KnownKey,
    Transaction,
    TransactionRequest,
)
from eichlab_gui.add_meter import AddMeterDialog
from eichlab_gui.application import Translators
from eichlab_gui.background import Background
from eichlab_gui.edit_bench import EditBenchDialog
from eichlab_gui.manual import Manual
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.transactions.comparison import ComparisonDialog, Side
from eichlab_gui.pages.transparency.entries import entries_of
from eichlab_gui.pages.transparency.extent_dialog import ExtentDialog
from eichlab_gui.pages.transparency.key_forms import KeyForm, LimitForm
from eichlab_gui.pages.transparency.key_ring import KeyRingDialog

KEY = load_key(resource("samples", "em580.key").read_text(encoding="ascii").strip())
AT = datetime(2026, 11, 24, 18, 6, tzinfo=UTC)
KNOWN = KnownKey("KZ0000000017D", KEY.der, KEY.fingerprint, KeyOrigin.METER, AT)
BENCH = BenchConfiguration(
    "Lab 2",
    (
        LineConfiguration(
            "Line 1", "/dev/ttyUSB0", 9600, meters=(MeterConfiguration("A", "em580"),)
        ),
    ),
)


class Makers:
    """Opens each dialog with the same content, as often as it is asked."""

    def __init__(self, store: Store, background: Background, folder: Path) -> None:
        self.store, self.background, self.folder = store, background, folder
        self.model = BenchModel(None, store, background)
        BENCH.save(folder / "bench.toml")

    def key_ring(self) -> QWidget:
        return KeyRingDialog(self.store, self.background, "M. K.")

    def new_key(self) -> QWidget:
        form = KeyForm("", with_key=True)
        form.key.setPlainText("no key")
        return form

    def confirm_key(self) -> QWidget:
        return KeyForm("M. K.", with_key=False)

    def limits(self) -> QWidget:
        form = LimitForm(KNOWN)
        form.from_box.setChecked(True)
        form.to_box.setChecked(True)
        form.to_day.setDate(form.to_day.date().addDays(-2))
        return form

    def edit_bench(self) -> QWidget:
        return EditBenchDialog(self.model, path=self.folder / "bench.toml")

    def add_meter(self) -> QWidget:
        dialog = AddMeterDialog(self.model, path=self.folder / "bench.toml")
        dialog._tell(lambda: dialog.tr("Reading {port}…").format(port="/dev/x"))
        return dialog

    def comparison(self) -> QWidget:
        row = JournalRow("1", JournalEvent.INTENT, AT, {})
        left, right = (
            Transaction(name, meter, "1", TransactionRequest(), (row,), energy_kwh=Decimal("1.5"))
            for name, meter in (("1234567890", "A"), ("0987654321", "B"))
        )
        return ComparisonDialog(Side(left, None), Side(right, None))

    def extent(self) -> QWidget:
        record = read_file(resource("samples", "em580.ocmf")).records[0]
        return ExtentDialog(entries_of(judge([record])) * 3)

    def manual(self) -> QWidget:
        return Manual()


@pytest.fixture
def makers(tmp_path: Path, background: Background) -> Iterator[Makers]:
    with Store.open(tmp_path / "store.sqlite") as store:
        store.add_key(KNOWN)
        makers = Makers(store, background, tmp_path)
        yield makers
        makers.model.close()


def texts(dialog: QWidget) -> list[str]:
    """All that can be read or is spoken, in the order of the widgets."""
    found = [dialog.windowTitle()]
    for child in dialog.findChildren(QWidget):
        if not child.isVisibleTo(dialog):
            continue
        found += [child.accessibleName(), child.toolTip()]
        if isinstance(child, QLabel | QAbstractButton):
            found.append(child.text())
        if isinstance(child, QLineEdit):
            found.append(child.placeholderText())
        if isinstance(child, QAbstractSpinBox):
            found.append(child.text())
        if isinstance(child, QComboBox):
            found += [child.itemText(number) for number in range(child.count())]
        if isinstance(child, QTableView) and (model := child.model()) is not None:
            across, shown = Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole
            columns = range(model.columnCount())
            found += [str(model.headerData(column, across, shown)) for column in columns]
            found += [
                str(model.index(row, column).data())
                for row in range(model.rowCount())
                for column in columns
            ]
    # Bars to scroll with come and go.
    return [text for text in found if text]


def settled(make: Callable[[], QWidget], qtbot, background: Background) -> QWidget:
    dialog = make()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    # What it reads comes from the background.
    qtbot.waitUntil(lambda: not background._under_way, timeout=10_000)
    QApplication.processEvents()
    return dialog


@pytest.mark.parametrize(
    "name",
    ["key_ring", "new_key", "confirm_key", "limits", "edit_bench", "add_meter", "comparison",
     "extent", "manual"],
)  # fmt: skip
def test_an_open_dialog_follows_the_language(qtbot, makers, name):
    make = getattr(makers, name)
    translators = Translators()
    translators.speak(Language.EN)
    dialog = settled(make, qtbot, makers.background)
    english = texts(dialog)
    try:
        translators.speak(Language.DE)
        QApplication.processEvents()
        german = texts(settled(make, qtbot, makers.background))
        assert texts(dialog) == german
        assert german != english
        translators.speak(Language.EN)
        QApplication.processEvents()
        assert texts(dialog) == english
    finally:
        translators.speak(Language.EN)
        for each in (dialog, *QApplication.topLevelWidgets()):
            each.close()
