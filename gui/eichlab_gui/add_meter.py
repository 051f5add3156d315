"""A small dialog that puts one meter on the bench: port, model, unit, speed."""

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import (
    BenchConfiguration,
    FoundMeter,
    LineConfiguration,
    MeterConfiguration,
    ModelChoice,
    Trial,
    UsedSettings,
    default_bench_path,
    model_choices,
    serial_ports,
    try_meter,
)
from eichlab.values import PortDescription, Quantity
from eichlab_gui.background import Task
from eichlab_gui.figures import kilowatts, kwh
from eichlab_gui.language import said, said_error
from eichlab_gui.map_file_button import MapFileButton
from eichlab_gui.model import BenchModel
from eichlab_gui.port_search import PortSearch, SearchProgress
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.used_ports import UsedPorts, port_key
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role, plain_tip

_SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_PARITIES = ("N", "E", "O")


class AddMeterDialog(QDialog):
    """Asks for one meter and writes it into the bench file; ``saved`` when that is done."""

    saved = Signal()

    def __init__(
        self,
        model: BenchModel,
        parent: QWidget | None = None,
        *,
        path: Path | None = None,
        used: UsedPorts | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._used = used
        self._path = path or default_bench_path()
        self._usb: dict[str, PortDescription] = {}
        self.setMinimumWidth(600)
        self.port = QComboBox()
        self.port.setEditable(True)
        self.kind = QComboBox()
        self.map_button = MapFileButton(model.background)
        self.name = QLineEdit()
        self.unit = QLineEdit()
        self.unit.setValidator(QIntValidator(1, 247, self.unit))
        self.speed = QComboBox()
        self.speed.addItems([str(each) for each in _SPEEDS])
        self.parity = QComboBox()
        self.parity.addItems(list(_PARITIES))
        self.scan_button = PlainButton()
        self.try_button = PlainButton()
        self.found = QListWidget()
        self.found.setFixedHeight(76)
        self.found.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.hide()
        self.told = Label("", Role.MUTED, wrap=True)
        self.told.hide()
        self._are_listed = False
        self._telling: Callable[[], str] | None = None
        self._trouble: Callable[[], str] | None = None
        self._searching: PortSearch | None = None
        self._trial: Task | None = None
        self.trouble = Label("", Role.BAD, wrap=True)
        self.trouble.hide()
        self.add_button = PrimaryButton()
        self.cancel_button = PlainButton()
        for choice in model_choices():
            self.kind.addItem(choice.title, choice)
        self._build()
        self.retranslate()
        self.kind.currentIndexChanged.connect(self._take_model)
        self.map_button.chosen.connect(self._take_map)
        self.map_button.refused.connect(self._refuse_map)
        self.port.editTextChanged.connect(self._check)
        self.unit.textChanged.connect(self._check)
        self.add_button.clicked.connect(self._add)
        self.cancel_button.clicked.connect(self.reject)
        self.scan_button.clicked.connect(self._scan)
        self.try_button.clicked.connect(self._try)
        self.found.itemActivated.connect(self._take_found)
        self.found.itemClicked.connect(self._take_found)
        self._take_model()
        self._ports = model.background.run(_ports, self._take_ports, self._not_listed)
        self.finished.connect(self._ports.cancel)
        self.finished.connect(self.map_button.cancel)
        self.finished.connect(self._end)

    def _build(self) -> None:
        self._labels = {each: Label() for each in ("port", "kind", "name", "unit", "speed")}
        speed = QHBoxLayout()
        speed.setSpacing(SPACE_M)
        speed.addWidget(self.speed, 2)
        speed.addWidget(self.parity, 1)
        form = QFormLayout()
        form.setVerticalSpacing(SPACE_M)
        form.setHorizontalSpacing(SPACE_L)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        port = QWidget()
        row = QHBoxLayout(port)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.port, 1)
        row.addWidget(self.scan_button)
        # As wide as the names need that there are now; a title of a map may be any length.
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        kind = QWidget()
        row = QHBoxLayout(kind)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.kind, 1)
        row.addWidget(self.map_button)
        fields: dict[str, QWidget] = {
            "port": port,
            "kind": kind,
            "name": self.name,
            "unit": self.unit,
        }
        buddies = {"port": self.port, "kind": self.kind}
        for key, widget in fields.items():
            self._labels[key].setBuddy(buddies.get(key, widget))
            form.addRow(self._labels[key], widget)
        self._labels["speed"].setBuddy(self.speed)
        self._speed_row = QWidget()
        speed.setContentsMargins(0, 0, 0, 0)
        self._speed_row.setLayout(speed)
        form.addRow(self._labels["speed"], self._speed_row)
        buttons = QHBoxLayout()
        buttons.addWidget(self.try_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(form)
        column.addWidget(self.progress)
        column.addWidget(self.found)
        column.addWidget(self.told)
        column.addWidget(self.trouble)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Add a meter"))
        names = {
            "port": self.tr("Port"),
            "kind": self.tr("Model"),
            "name": self.tr("Name"),
            "unit": self.tr("Unit id"),
            "speed": self.tr("Speed and parity"),
        }
        for key, name in names.items():
            self._labels[key].setText(name)
        for widget, name in (
            (self.port, names["port"]),
            (self.kind, names["kind"]),
            (self.name, names["name"]),
            (self.unit, names["unit"]),
            (self.speed, self.tr("Speed")),
            (self.parity, self.tr("Parity")),
        ):
            widget.setAccessibleName(name)
        self._say_port()
        searching = self._searching is not None
        self.scan_button.setText(self.tr("Cancel scan") if searching else self.tr("Scan"))
        self.scan_button.setToolTip(
            self.tr("Look for meters at every speed and unit id; nothing is written to them")
        )
        self.try_button.setText(self.tr("Test reading"))
        self.try_button.setToolTip(self.tr("Read the meter once; nothing is written to it"))
        self.map_button.setText(self.tr("Register map…"))
        self.map_button.setToolTip(
            self.tr("Read a model by a file of your own (TOML), or one of EVerest's (YAML)")
        )
        self.found.setAccessibleName(self.tr("Meters found"))
        for row in range(self.found.count()):
            item = self.found.item(row)
            item.setText(self._found_title(item.data(Qt.ItemDataRole.UserRole)))
        self.add_button.setText(self.tr("Add meter"))
        self.cancel_button.setText(self.tr("Cancel"))
        for label, tell in ((self.told, self._telling), (self.trouble, self._trouble)):
            if tell is not None:
                label.setText(tell())

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @property
    def chosen_port(self) -> str:
        """Return the device or address chosen or typed."""
        data = self.port.currentData()
        typed = self.port.currentText().strip()
        if isinstance(data, str) and typed == self.port.itemText(self.port.currentIndex()):
            return data
        return typed

    @Slot()
    @Slot(int)
    def _take_model(self, _: int = 0) -> None:
        choice = self.kind.currentData()
        if isinstance(choice, ModelChoice):
            self.unit.setText(str(choice.unit))
            if not choice.on_network:
                self.speed.setCurrentText(str(choice.baud))
                self.parity.setCurrentText(choice.parity)
            for widget in (self.unit, self._speed_row):
                widget.setEnabled(not choice.on_network)
            self._say_port()
            self.name.setPlaceholderText(choice.title)
        self._check()

    @Slot(object)
    def _take_map(self, choice: ModelChoice) -> None:
        """Offer the model of a register map file, and choose it."""
        self.trouble.hide()
        names = [self.kind.itemData(row).name for row in range(self.kind.count())]
        row = names.index(choice.name) if choice.name in names else self.kind.count()
        if row < len(names):
            # Chosen again: the file may say something else by now.
            self.kind.setItemData(row, choice)
            self.kind.setItemText(row, _map_title(choice))
        else:
            self.kind.addItem(_map_title(choice), choice)
        self.kind.setItemData(row, plain_tip(choice.name), Qt.ItemDataRole.ToolTipRole)
        self.kind.setCurrentIndex(row)
        self._take_model()
        if choice.notices:
            self._tell(lambda: "\n".join(map(said, choice.notices)))

    @Slot(object)
    def _refuse_map(self, error: Exception) -> None:
        self.told.hide()
        self._say(partial(said_error, error))

    def _take_ports(self, ports: list[PortDescription]) -> None:
        typed = self.port.currentText()
        self.port.clear()
        for port in ports:
            self._usb[port.device] = port
            self.port.addItem(port_title(port), port.device)
        if typed:
            # Whoever types faster than the system lists keeps what was typed.
            self.port.setEditText(typed)
        self._are_listed = True
        self._say_port()
        self._check()

    def _say_port(self) -> None:
        """Say what is to be chosen or typed as the place of the meter."""
        choice = self.kind.currentData()
        on_network = isinstance(choice, ModelChoice) and choice.on_network
        self._labels["port"].setText(self.tr("Address") if on_network else self.tr("Port"))
        edit = self.port.lineEdit()
        if edit is None:
            return
        hint = ""
        if on_network:
            hint = "http://192.168.1.20"
        elif not self._are_listed:
            hint = self.tr("looking for ports…")
        elif not self.port.count():
            hint = self.tr("no port found: plug the adapter in, or type one")
        edit.setPlaceholderText(hint)

    def _not_listed(self, error: Exception) -> None:
        self._say(partial(said_error, error))

    @Slot()
    @Slot(str)
    def _check(self, _: str = "") -> None:
        complete = bool(self.chosen_port) and self.unit.hasAcceptableInput()
        self.add_button.setEnabled(complete and self.kind.count() > 0)
        self.try_button.setEnabled(complete and self._trial is None and self._searching is None)
        on_network = self.chosen_port.startswith(("http://", "https://"))
        searching = self._searching is not None
        self.scan_button.setEnabled((bool(self.chosen_port) and not on_network) or searching)
        self.scan_button.setText(self.tr("Cancel scan") if searching else self.tr("Scan"))

    # Scan.

    @Slot()
    def _scan(self) -> None:
        if self._searching is not None:
            self._searching.cancel()
            return
        self.found.clear()
        self.found.hide()
        self.trouble.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        port = self.chosen_port
        self._tell(lambda: self.tr("Listening on {port}…").format(port=port))
        self._searching = PortSearch(port, self._used_before(), self)
        self._searching.progressed.connect(self._progressed)
        self._searching.ended.connect(self._searched)
        self._searching.failed.connect(self._not_searched)
        self._searching.start()
        self._check()

    @Slot(object)
    def _progressed(self, progress: SearchProgress) -> None:
        if self._searching is None:
            return
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        self._tell(
            lambda: self.tr("{settings}, unit id {unit}; found so far: {count}").format(
                settings=progress.settings, unit=progress.unit, count=progress.hits
            )
        )

    @Slot(object)
    def _searched(self, found: tuple[FoundMeter, ...]) -> None:
        self._searching = None
        self.progress.hide()
        self._remember([UsedSettings.of(each.hit) for each in found])
        for each in found:
            item = QListWidgetItem(self._found_title(each))
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.found.addItem(item)
        self.found.setVisible(bool(found))
        self._grow()
        self._tell(
            lambda: (
                self.tr("Choose the meter to take over its settings.")
                if found
                else self.tr("Nothing answered. Check power, A and B, and the adapter.")
            )
        )
        if len(found) == 1:
            self.found.setCurrentRow(0)
            self._take_found(self.found.item(0))
        self._check()

    def _found_title(self, found: FoundMeter) -> str:
        """Return what was found in one line: model, serial number, unit id, settings."""
        known = [found.title or "?"]
        if found.identity is not None:
            known.append(found.identity.serial)
            if found.identity.simulated:
                known.append("SIMULATION")
        unit = self.tr("unit {number}").format(number=found.hit.unit)
        return " · ".join([*known, unit, str(found.hit.settings)])

    @Slot(object)
    def _not_searched(self, error: Exception) -> None:
        self._searching = None
        self.progress.hide()
        self.told.hide()
        self._say(partial(said_error, error))
        self._check()

    @Slot(QListWidgetItem)
    def _take_found(self, item: QListWidgetItem) -> None:
        found: FoundMeter = item.data(Qt.ItemDataRole.UserRole)
        names = [self.kind.itemData(row).name for row in range(self.kind.count())]
        if found.model in names:
            self.kind.setCurrentIndex(names.index(found.model))
        self.unit.setText(str(found.hit.unit))
        self.speed.setCurrentText(str(found.hit.settings.baud))
        self.parity.setCurrentText(found.hit.settings.parity)

    # Test reading.

    @Slot()
    def _try(self) -> None:
        place = self._place()
        bench = self._model.bench
        self.trouble.hide()
        self._tell(lambda: self.tr("Reading {port}…").format(port=place.port))
        work = partial(try_meter, place) if bench is None else partial(bench.try_meter, place)
        self._trial = self._model.background.run(work, self._tried, self._not_tried)
        self._check()

    def _tried(self, trial: Trial) -> None:
        self._trial = None
        self._remember_form()
        identity, reading = trial.identity, trial.reading
        parts = [identity.model, identity.serial, identity.firmware]
        energy = reading.whole(Quantity.ENERGY_IMPORT)
        if energy is not None:
            parts.append(f"{kwh(energy)} kWh")
        power = reading.whole(Quantity.POWER)
        if power is not None:
            parts.append(f"{kilowatts(power)} kW")
        if identity.simulated:
            parts.append("SIMULATION")
        told = "✓ " + " · ".join(part for part in parts if part)
        self._tell(lambda: told)
        self._check()

    def _not_tried(self, error: Exception) -> None:
        self._trial = None
        self.told.hide()
        self._say(partial(said_error, error))
        self._check()

    def _tell(self, telling: Callable[[], str]) -> None:
        """Tell how it goes, and tell it anew in another language."""
        self._telling = telling
        self.told.setText(telling())
        self.told.show()
        self._grow()

    def _grow(self) -> None:
        """Give what is said room of its own, not that of the fields; never shrink under a hand."""
        column = self.layout()
        if column is not None:
            column.activate()
            needed = column.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))

    @Slot()
    def _end(self) -> None:
        if self._searching is not None:
            self._searching.close()
            self._searching = None
        if self._trial is not None:
            self._trial.cancel()

    def _place(self) -> LineConfiguration:
        """Return the line with the one meter that the dialog describes."""
        choice = self.kind.currentData()
        meter = MeterConfiguration(
            name=self.name.text().strip() or self.name.placeholderText(),
            model=choice.name,
            unit=int(self.unit.text()),
            map_sha256=choice.map_sha256 or None,
        )
        port = self.chosen_port
        known = self._usb.get(port)
        return LineConfiguration(
            name=port,
            port=port,
            baud=choice.baud if choice.on_network else int(self.speed.currentText()),
            parity=self.parity.currentText(),
            stop_bits=choice.stop_bits,
            usb=known.usb if known else None,
            meters=(meter,),
        )

    @Slot()
    def _add(self) -> None:
        line = self._place()
        path = self._path
        self.add_button.setEnabled(False)
        self._model.background.run(
            lambda: add_to_file(path, line), self._was_saved, self._not_saved
        )

    # What a search of this port begins with the next time.

    def _port_key(self) -> str:
        port = self.chosen_port
        return port_key(port, self._usb.get(port))

    def _used_before(self) -> tuple[UsedSettings, ...]:
        return () if self._used is None else self._used.of(self._port_key())

    def _remember(self, used: Sequence[UsedSettings]) -> None:
        if self._used is not None and used:
            self._used.remember(self._port_key(), used)

    def _remember_form(self) -> None:
        choice: ModelChoice = self.kind.currentData()
        if not choice.on_network:
            place = self._place()
            self._remember(
                [
                    UsedSettings(
                        place.baud,
                        place.parity,
                        place.stop_bits,
                        place.meters[0].unit,
                        choice.framing,
                    )
                ]
            )

    def _was_saved(self, _: BenchConfiguration) -> None:
        self.saved.emit()
        self.accept()

    def _not_saved(self, error: Exception) -> None:
        self._say(partial(said_error, error))
        self._check()

    def _say(self, trouble: Callable[[], str]) -> None:
        """Say what is in the way, and say it anew in another language."""
        self._trouble = trouble
        self.trouble.setText(trouble())
        self.trouble.show()
        self._grow()


def _map_title(choice: ModelChoice) -> str:
    """Return a register map's model with the file it is in."""
    return f"{choice.title} · {Path(choice.name).name}"


def add_to_file(path: Path, line: LineConfiguration) -> BenchConfiguration:
    """Add a line with its meter to a bench file, or the meter to the line its port already has.

    Names are made unique. Raises `ConfigurationError` where the file cannot be read or written.
    """
    # Another meter whose register map cannot be used now keeps its place all the same.
    bench = BenchConfiguration.load(path, unusable={}) if path.exists() else BenchConfiguration()
    taken = {meter.name for each in bench.lines for meter in each.meters}
    meters = tuple(
        dataclasses.replace(meter, name=_unique(meter.name, taken)) for meter in line.meters
    )
    same = [each for each in bench.lines if each.port == line.port]
    if same:
        grown = dataclasses.replace(same[0], meters=(*same[0].meters, *meters))
        lines = tuple(grown if each is same[0] else each for each in bench.lines)
    else:
        names = {each.name for each in bench.lines}
        number = len(bench.lines) + 1
        name = QCoreApplication.translate("AddMeterDialog", "Line {number}").format(number=number)
        added = dataclasses.replace(line, name=_unique(name, names), meters=meters)
        lines = (*bench.lines, added)
    grown_bench = dataclasses.replace(bench, lines=lines)
    grown_bench.save(path)
    return grown_bench


def _ports() -> list[PortDescription]:
    return list(serial_ports())


def port_title(port: PortDescription) -> str:
    """Return a port as offered: device, description, and what identifies its adapter."""
    # "n/a" is what the operating system's list says where there is no description.
    parts = [port.device, "" if port.description == "n/a" else port.description]
    if port.usb is not None and port.usb.serial:
        parts.append(port.usb.serial)
    return " · ".join(part for part in parts if part)


def _unique(name: str, taken: set[str]) -> str:
    wanted, number = name, 2
    while wanted in taken:
        wanted, number = f"{name} {number}", number + 1
    return wanted
