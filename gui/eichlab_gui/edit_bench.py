"""The bench file as a form: what each meter is called, how often it is read, what may be done."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import (
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    ModelChoice,
    default_bench_path,
    map_file_choice,
    model_choices,
)
from eichlab.values import ConfigurationError
from eichlab_gui.language import said_error
from eichlab_gui.map_file_button import MapFileButton
from eichlab_gui.model import BenchModel
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role, set_plain_tip

_LONGEST_INTERVAL_S, _LONGEST_FAILURE_S = 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A bench file, and what its register maps are now, by their paths."""

    bench: BenchConfiguration
    maps: dict[str, ModelChoice]
    broken: dict[str, ConfigurationError]


class EditBenchDialog(QDialog):
    """Changes the bench file; ``saved`` when that is done. A running transaction goes on."""

    saved = Signal()

    def __init__(
        self, model: BenchModel, parent: QWidget | None = None, *, path: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._path = path or default_bench_path()
        self._bench = BenchConfiguration()
        self._meters: list[tuple[LineConfiguration, MeterConfiguration]] = []
        self._maps: dict[str, ModelChoice] = {}
        self._broken: dict[str, ConfigurationError] = {}
        self._row = -1
        self._trouble: Callable[[], str] | None = None
        self.setMinimumSize(800, 560)
        self.bench_name = QLineEdit()
        self.list = QListWidget()
        self.list.setFixedWidth(230)
        self.name = QLineEdit()
        self.about = Label("", Role.MUTED, wrap=True)
        self.map_button = MapFileButton(model.background)
        self.map_trouble = Label("", Role.CARE, wrap=True, selectable=True)
        self.interval = _number(0.1, _LONGEST_INTERVAL_S, 1)
        self.controlled = QCheckBox()
        self.stop_on_failure = QCheckBox()
        self.failure_after = _number(0.5, _LONGEST_FAILURE_S, 1)
        self.clear_unknown = QCheckBox()
        self.remove = PlainButton()
        self.trouble = Label("", Role.BAD, wrap=True)
        self.trouble.hide()
        self.save_button = PrimaryButton()
        # A bench file that was not read must not be written over.
        self.save_button.setEnabled(False)
        self.cancel_button = PlainButton()
        self._labels = {
            each: Label() for each in ("bench", "name", "interval", "failure", "about", "map")
        }
        self._build()
        self.retranslate()
        self.list.currentRowChanged.connect(self._chosen)
        self.controlled.toggled.connect(self._follow)
        self.stop_on_failure.toggled.connect(self._follow)
        self.remove.clicked.connect(self._remove)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self.map_button.chosen.connect(self._take_map)
        self.map_button.refused.connect(self._refuse_map)
        self._task = model.background.run(
            partial(_load, self._path), self._loaded, self._not_loaded
        )
        self.finished.connect(self._task.cancel)
        self.finished.connect(self.map_button.cancel)

    def _build(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(SPACE_M)
        form.setHorizontalSpacing(SPACE_L)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self._labels["name"], self.name)
        form.addRow(self._labels["about"], self.about)
        form.addRow(self._labels["map"], self.map_button)
        form.addRow(self.map_trouble)
        form.addRow(self._labels["interval"], self.interval)
        form.addRow(self.controlled)
        form.addRow(self.stop_on_failure)
        form.addRow(self._labels["failure"], self.failure_after)
        form.addRow(self.clear_unknown)
        form.addRow(self.remove)
        for key, widget in (
            ("name", self.name),
            ("interval", self.interval),
            ("failure", self.failure_after),
            ("bench", self.bench_name),
        ):
            self._labels[key].setBuddy(widget)
        self._form = QWidget()
        self._form.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        self._form.setEnabled(False)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE_L)
        middle.addWidget(self.list)
        middle.addWidget(self._form, 1)
        head = QHBoxLayout()
        head.setSpacing(SPACE_L)
        head.addWidget(self._labels["bench"])
        head.addWidget(self.bench_name, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(head)
        column.addLayout(middle, 1)
        column.addWidget(self.trouble)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Edit the bench"))
        names = {
            "bench": self.tr("Name of the bench"),
            "name": self.tr("Name"),
            "interval": self.tr("Read every"),
            "failure": self.tr("Counts as failed after"),
            "about": self.tr("Meter"),
            "map": self.tr("Register map"),
        }
        for key, name in names.items():
            self._labels[key].setText(name)
        self.bench_name.setAccessibleName(names["bench"])
        self.name.setAccessibleName(names["name"])
        self.interval.setAccessibleName(names["interval"])
        self.failure_after.setAccessibleName(names["failure"])
        self.list.setAccessibleName(self.tr("Meters of the bench"))
        for box in (self.interval, self.failure_after):
            box.setLocale(QLocale())
            box.setSuffix(" s")
        self.controlled.setText(self.tr("May be written to: start and stop transactions"))
        self.stop_on_failure.setText(self.tr("A meter failure stops the session"))
        self.clear_unknown.setText(self.tr("Close unknown transactions without asking"))
        self.clear_unknown.setToolTip(
            self.tr("What runs in the meter and is not in the journal is ended; its record is kept")
        )
        self.map_button.setText(self.tr("Choose again…"))
        self.map_button.setAccessibleName(self.tr("Choose the register map again"))
        self.remove.setText(self.tr("Remove from the bench"))
        self.save_button.setText(self.tr("Save"))
        self.cancel_button.setText(self.tr("Cancel"))
        self._say_about()
        if self._trouble is not None:
            self.trouble.setText(self._trouble())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language; what was edited stays."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @property
    def edited(self) -> BenchConfiguration:
        """Return the bench as the form has it now; lines without a meter are gone."""
        self._keep()
        lines = []
        for line in self._bench.lines:
            meters = tuple(meter for place, meter in self._meters if place is line)
            if meters:
                lines.append(dataclasses.replace(line, meters=meters))
        name = self.bench_name.text().strip() or self._bench.name
        return dataclasses.replace(self._bench, name=name, lines=tuple(lines))

    # Feeding.

    def _loaded(self, loaded: _Loaded) -> None:
        bench = self._bench = loaded.bench
        self._maps, self._broken = loaded.maps, loaded.broken
        self._meters = [(line, meter) for line in bench.lines for meter in line.meters]
        self.bench_name.setText(bench.name)
        self._list_meters(0)
        self.save_button.setEnabled(True)

    def _not_loaded(self, error: Exception) -> None:
        self._say(partial(said_error, error))

    def _list_meters(self, row: int) -> None:
        self._row = -1
        self.list.clear()
        self.list.addItems([meter.name for _, meter in self._meters])
        self._form.setEnabled(bool(self._meters))
        if self._meters:
            self.list.setCurrentRow(min(row, len(self._meters) - 1))

    @Slot(int)
    def _chosen(self, row: int) -> None:
        self._keep()
        # A register map still being checked was meant for the meter shown until now.
        self.map_button.cancel()
        if not 0 <= row < len(self._meters):
            return
        self._row = row
        _, meter = self._meters[row]
        self.name.setText(meter.name)
        self._say_about()
        self.interval.setValue(meter.interval_s)
        self.controlled.setChecked(meter.controlled)
        self.stop_on_failure.setChecked(meter.stop_on_failure)
        self.failure_after.setValue(meter.failure_after_s)
        self.clear_unknown.setChecked(meter.clear_unknown)
        self._follow()

    def _say_about(self) -> None:
        """Say what the meter shown is, where it is reached, and what is wrong with its map."""
        if not 0 <= self._row < len(self._meters):
            return
        line, meter = self._meters[self._row]
        titles = {choice.name: choice.title for choice in (*model_choices(), *self._maps.values())}
        title = titles.get(meter.model, Path(meter.model).name)
        unit = self.tr("unit {number}").format(number=meter.unit)
        self.about.setText(f"{title} · {line.port} · {unit}")
        self._show_map(meter)

    def _show_map(self, meter: MeterConfiguration) -> None:
        """Show the register map of a meter that has one, and what is wrong with it."""
        known, broken = self._maps.get(meter.model), self._broken.get(meter.model)
        by_map = known is not None or broken is not None
        self._labels["map"].setVisible(by_map)
        self.map_button.setVisible(by_map)
        self.map_button.file = meter.model
        set_plain_tip(self.map_button, meter.model)
        trouble = "" if broken is None else said_error(broken)
        if known is not None and meter.map_sha256 not in {None, known.map_sha256}:
            trouble = self.tr(
                "The file is no longer the one that was chosen. Check it, and choose it again."
            )
        self.map_trouble.setText(trouble)
        self.map_trouble.setVisible(bool(trouble))

    @Slot(object)
    def _take_map(self, choice: ModelChoice) -> None:
        """Let the meter shown be read by this register map from now on."""
        self.trouble.hide()
        self._maps[choice.name] = choice
        self._broken.pop(choice.name, None)
        row = self._row
        if 0 <= row < len(self._meters):
            self._keep()
            line, meter = self._meters[row]
            changed = dataclasses.replace(meter, model=choice.name, map_sha256=choice.map_sha256)
            self._meters[row] = (line, changed)
            self._row = -1
            self._chosen(row)

    def _keep(self) -> None:
        """Take over what the form says of the meter it shows."""
        if not 0 <= self._row < len(self._meters):
            return
        line, meter = self._meters[self._row]
        name = self.name.text().strip() or meter.name
        changed = dataclasses.replace(
            meter,
            name=name,
            interval_s=self.interval.value(),
            controlled=self.controlled.isChecked(),
            stop_on_failure=self.stop_on_failure.isChecked(),
            failure_after_s=self.failure_after.value(),
            clear_unknown=self.clear_unknown.isChecked(),
        )
        self._meters[self._row] = (line, changed)
        item = self.list.item(self._row)
        if item is not None:
            item.setText(name)

    @Slot()
    @Slot(bool)
    def _follow(self, _: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signature
        controlled = self.controlled.isChecked()
        self.stop_on_failure.setEnabled(controlled)
        self.clear_unknown.setEnabled(controlled)
        self.failure_after.setEnabled(controlled and self.stop_on_failure.isChecked())

    @Slot()
    def _remove(self) -> None:
        row = self._row
        if 0 <= row < len(self._meters):
            del self._meters[row]
            self._list_meters(row)

    # Saving.

    @Slot()
    def _save(self) -> None:
        edited = self.edited
        names = [meter.name for line in edited.lines for meter in line.meters]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            self._say(lambda: self.tr("Two meters are called {name}.").format(name=twice))
            return
        path = self._path
        self.save_button.setEnabled(False)
        self._model.background.run(lambda: edited.save(path), self._was_saved, self._not_saved)

    def _was_saved(self, _: None) -> None:
        self.saved.emit()
        self.accept()

    def _not_saved(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self._say(partial(said_error, error))

    @Slot(object)
    def _refuse_map(self, error: Exception) -> None:
        self._say(partial(said_error, error))

    def _say(self, trouble: Callable[[], str]) -> None:
        """Say what is in the way, and say it anew in another language."""
        self._trouble = trouble
        self.trouble.setText(trouble())
        self.trouble.show()


def _load(path: Path) -> _Loaded:
    """Read a bench file and the register maps it names; one that is broken is no obstacle."""
    unusable: dict[str, ConfigurationError] = {}
    bench = BenchConfiguration.load(path, unusable=unusable)
    shipped = {choice.name for choice in model_choices()}
    maps: dict[str, ModelChoice] = {}
    broken: dict[str, ConfigurationError] = {}
    for meter in (meter for line in bench.lines for meter in line.meters):
        if meter.model in shipped:
            continue
        try:
            maps[meter.model] = map_file_choice(Path(meter.model))
        except ConfigurationError as error:
            broken[meter.model] = error
    return _Loaded(bench, maps, broken)


def _number(least: float, most: float, places: int) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setDecimals(places)
    box.setRange(least, most)
    # Arrow keys and wheel step it; its buttons have no drawing in this style.
    box.setStyleSheet(
        "QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: none; }"
    )
    box.setAlignment(Qt.AlignmentFlag.AlignLeft)
    # The style's padding ends at the box; the field within it has none of its own.
    box.lineEdit().setTextMargins(10, 0, 10, 0)
    return box
