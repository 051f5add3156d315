"""Doing to a simulated meter what the world does to real ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from eichlab_gui.language import said_error, shown_name
from eichlab_gui.model import BenchModel
from eichlab_gui.theme import SPACE_M
from eichlab_gui.widgets.buttons import PlainButton
from eichlab_gui.widgets.labels import Label, Role
from eichlab_gui.widgets.simulation_tag import SimulationTag

if TYPE_CHECKING:
    from eichlab.cli.demo import DemoBench

_FAULTS = ("line", "power", "adapter")


class DemoControls(QObject):
    """Three switches for the selected meter: its line, its power, its adapter."""

    changed = Signal()
    """A switch has another text or state."""
    failed = Signal(str)
    """A sentence: the simulator could not do it."""

    def __init__(self, demo: DemoBench, model: BenchModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._demo, self._model = demo, model
        self._broken: set[tuple[str, str]] = set()
        self.actions: dict[str, QAction] = {}
        for fault in _FAULTS:
            action = QAction(self)
            action.setCheckable(True)
            action.triggered.connect(getattr(self, f"_toggle_{fault}"))
            self.actions[fault] = action
        model.selection_changed.connect(self._refresh)
        self.retranslate()

    def menu(self, parent: QWidget) -> QMenu:
        """Return a menu of the three switches."""
        menu = QMenu(parent)
        menu.addActions(list(self.actions.values()))
        return menu

    def retranslate(self) -> None:
        """Name the switches anew."""
        titles = {
            "line": self.tr("Cut the line"),
            "power": self.tr("Cut the meter's power"),
            "adapter": self.tr("Pull the adapter"),
        }
        for fault, title in titles.items():
            self.actions[fault].setText(title)
        self._refresh()

    def is_broken(self, fault: str, meter: str) -> bool:
        """Return whether ``line``, ``power`` or ``adapter`` of a meter is broken by us."""
        return (meter, fault) in self._broken

    def set_broken(self, fault: str, meter: str, *, broken: bool) -> None:
        """Break or mend; the simulator does it in the background."""
        demo = self._demo
        steps: dict[tuple[str, bool], Callable[[str], object]] = {
            ("line", True): demo.cut_line,
            ("line", False): demo.restore_line,
            ("power", True): demo.cut_power,
            ("power", False): demo.restore_power,
            ("adapter", True): demo.pull_adapter,
            ("adapter", False): demo.plug_adapter,
        }
        if broken:
            self._broken.add((meter, fault))
        else:
            self._broken.discard((meter, fault))
        self._refresh()
        self._model.background.run(partial(steps[fault, broken], meter), _ignore, self._not_done)

    @Slot()
    @Slot(str)
    def _refresh(self, _: str = "") -> None:
        for fault, action in self.actions.items():
            action.setChecked(self.is_broken(fault, self._model.selected))
        self.changed.emit()

    def _toggle(self, fault: str) -> None:
        meter = self._model.selected
        if meter:
            self.set_broken(fault, meter, broken=not self.is_broken(fault, meter))

    @Slot()
    def _toggle_line(self) -> None:
        self._toggle("line")

    @Slot()
    def _toggle_power(self) -> None:
        self._toggle("power")

    @Slot()
    def _toggle_adapter(self) -> None:
        self._toggle("adapter")

    def _not_done(self, error: Exception) -> None:
        self.failed.emit(said_error(error))


class DemoPanel(QWidget):
    """A row of the three switches, marked SIMULATION, for the selected meter."""

    def __init__(
        self, controls: DemoControls, model: BenchModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controls, self._model = controls, model
        self._meter = Label("", Role.MUTED)
        self.buttons: dict[str, PlainButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(SimulationTag())
        row.addWidget(self._meter)
        for fault, action in controls.actions.items():
            button = PlainButton()
            button.setCheckable(True)
            button.clicked.connect(action.trigger)
            self.buttons[fault] = button
            row.addWidget(button)
        row.addStretch(1)
        controls.changed.connect(self._refresh)
        model.selection_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    @Slot(str)
    def _refresh(self, _: str = "") -> None:
        self._meter.setText(shown_name(self._model.selected))
        for fault, button in self.buttons.items():
            action = self._controls.actions[fault]
            button.setText(action.text())
            button.setChecked(action.isChecked())

    def changeEvent(self, event: QEvent) -> None:
        """Name the switches anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._controls.retranslate()
            self._refresh()


def _ignore(_: object) -> None:
    """Do nothing: what the simulator did is seen on the line."""
