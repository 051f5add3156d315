"""A small dialog that puts one meter on the bench: port, model, unit, speed."""

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import (
    BenchConfiguration,
    LineConfiguration,
    MeterConfiguration,
    ModelChoice,
    default_bench_path,
    model_choices,
    serial_ports,
)
from eichlab.values import PortDescription
from eichlab_gui.language import said_error
from eichlab_gui.model import BenchModel
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role

_SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_PARITIES = ("N", "E", "O")


class AddMeterDialog(QDialog):
    """Asks for one meter and writes it into the bench file; ``saved`` when that is done."""

    saved = Signal()

    def __init__(
        self, model: BenchModel, parent: QWidget | None = None, *, path: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._path = path or default_bench_path()
        self._usb: dict[str, PortDescription] = {}
        self.setMinimumWidth(460)
        self.port = QComboBox()
        self.port.setEditable(True)
        self.kind = QComboBox()
        self.name = QLineEdit()
        self.unit = QLineEdit()
        self.unit.setValidator(QIntValidator(1, 247, self.unit))
        self.speed = QComboBox()
        self.speed.addItems([str(each) for each in _SPEEDS])
        self.parity = QComboBox()
        self.parity.addItems(list(_PARITIES))
        self.trouble = Label("", Role.BAD, wrap=True)
        self.trouble.hide()
        self.add_button = PrimaryButton()
        self.cancel_button = PlainButton()
        for choice in model_choices():
            self.kind.addItem(choice.title, choice)
        self._build()
        self.retranslate()
        self.kind.currentIndexChanged.connect(self._take_model)
        self.port.editTextChanged.connect(self._check)
        self.unit.textChanged.connect(self._check)
        self.add_button.clicked.connect(self._add)
        self.cancel_button.clicked.connect(self.reject)
        self._take_model()
        self._ports = model.background.run(_ports, self._take_ports, self._not_listed)
        self.finished.connect(self._ports.cancel)

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
        fields: dict[str, QWidget] = {
            "port": self.port,
            "kind": self.kind,
            "name": self.name,
            "unit": self.unit,
        }
        for key, widget in fields.items():
            self._labels[key].setBuddy(widget)
            form.addRow(self._labels[key], widget)
        self._labels["speed"].setBuddy(self.speed)
        form.addRow(self._labels["speed"], speed)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(form)
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
        line_edit = self.port.lineEdit()
        if line_edit is not None:
            line_edit.setPlaceholderText(self.tr("looking for ports…"))
        self.add_button.setText(self.tr("Add meter"))
        self.cancel_button.setText(self.tr("Cancel"))

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
            self.speed.setCurrentText(str(choice.baud))
            self.parity.setCurrentText(choice.parity)
            self.name.setPlaceholderText(choice.title)
        self._check()

    def _take_ports(self, ports: list[PortDescription]) -> None:
        self.port.clear()
        for port in ports:
            self._usb[port.device] = port
            self.port.addItem(port_title(port), port.device)
        line_edit = self.port.lineEdit()
        if line_edit is not None and not ports:
            line_edit.setPlaceholderText(self.tr("no port found: plug the adapter in, or type one"))
        self._check()

    def _not_listed(self, error: Exception) -> None:
        self._say(said_error(error))

    @Slot()
    @Slot(str)
    def _check(self, _: str = "") -> None:
        complete = bool(self.chosen_port) and self.unit.hasAcceptableInput()
        self.add_button.setEnabled(complete and self.kind.count() > 0)

    @Slot()
    def _add(self) -> None:
        meter = MeterConfiguration(
            name=self.name.text().strip() or self.name.placeholderText(),
            model=self.kind.currentData().name,
            unit=int(self.unit.text()),
        )
        port = self.chosen_port
        known = self._usb.get(port)
        line = LineConfiguration(
            name="",
            port=port,
            baud=int(self.speed.currentText()),
            parity=self.parity.currentText(),
            usb=known.usb if known else None,
            meters=(meter,),
        )
        path = self._path
        self.add_button.setEnabled(False)
        self._model.background.run(
            lambda: add_to_file(path, line), self._was_saved, self._not_saved
        )

    def _was_saved(self, _: BenchConfiguration) -> None:
        self.saved.emit()
        self.accept()

    def _not_saved(self, error: Exception) -> None:
        self._say(said_error(error))
        self._check()

    def _say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.show()


def add_to_file(path: Path, line: LineConfiguration) -> BenchConfiguration:
    """Add a line with its meter to a bench file, or the meter to the line its port already has.

    Names are made unique. Raises `ConfigurationError` where the file cannot be read or written.
    """
    bench = BenchConfiguration.load(path) if path.exists() else BenchConfiguration()
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
        added = dataclasses.replace(line, name=_unique(f"Line {number}", names), meters=meters)
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
