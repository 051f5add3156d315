"""One meter at a glance."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from eichlab.values import LinkState, Quantity
from eichlab_gui.figures import kilowatts, kwh, short, time_of_day
from eichlab_gui.language import shown_name
from eichlab_gui.model import MeterView
from eichlab_gui.theme import FIGURE_PX
from eichlab_gui.widgets import Card, ElidedLabel, LinkPill, NumberLabel, Role, SimulationTag
from eichlab_gui.words import duration_word


class MeterCard(Card):
    """Name, model and serial, energy large, power, the value's age, the link."""

    selected = Signal(str)
    """The meter's name: the user wants to see this one."""
    plotted = Signal(str, bool)
    """The meter's name, and whether its curves are wanted beside those of the selected one."""
    neighbour_wanted = Signal(int)
    """-1 or 1: the arrow keys ask for the card above or below."""

    def __init__(self, meter: MeterView, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.meter = meter
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name = ElidedLabel("", Role.TITLE)
        self.tag = SimulationTag()
        self.link = LinkPill(meter.link)
        self.kind = ElidedLabel("", Role.MUTED)
        self.energy = NumberLabel("kWh", FIGURE_PX)
        self.power = NumberLabel("kW", 16, right=True)
        self.age = ElidedLabel("", Role.MUTED)
        self.plot = QCheckBox()
        self.plot.toggled.connect(self._plot_toggled)
        self.plot.hide()
        self.header.removeWidget(self.title)
        self.title.hide()
        self.header.addWidget(self.name, 1)
        self.header.addWidget(self.link)
        figures = QHBoxLayout()
        figures.addWidget(self.energy)
        figures.addStretch(1)
        figures.addWidget(self.power)
        # Beside the model, so that the name keeps its room.
        kind = QHBoxLayout()
        kind.addWidget(self.kind, 1)
        kind.addWidget(self.tag)
        self.body.addLayout(kind)
        self.body.addLayout(figures)
        last = QHBoxLayout()
        last.addWidget(self.age, 1)
        last.addWidget(self.plot)
        self.body.addLayout(last)
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it is now."""
        meter = self.meter
        identity, reading = meter.identity, meter.reading
        name = shown_name(meter.name)
        self.name.setText(name)
        # A meter nobody named bears its model as a name; once is enough.
        model = "" if meter.title == meter.name else meter.title
        # The serial number first: where there is no room for both, it tells meters apart.
        known = (identity.serial if identity else "", model)
        self.kind.setText(" · ".join(part for part in known if part))
        self.tag.setVisible(meter.simulated)
        self.link.set_state(meter.link)
        stale = meter.is_stale()
        energy = reading.whole(Quantity.ENERGY_IMPORT) if reading else None
        power = reading.whole(Quantity.POWER) if reading else None
        self.energy.set(kwh(energy), stale=stale)
        self.power.set(kilowatts(None if stale else power), stale=stale)
        self.refresh_age()
        self.plot.setText(self.tr("plot"))
        self.plot.setAccessibleName(self.tr("Plot {meter}").format(meter=name))
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{self.link.text}, {self.energy.text} kWh")

    def offer_plot(self, *, chosen: bool) -> None:
        """Let this meter's curves be drawn beside those of the selected one."""
        self.plot.show()
        self.plot.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.plot.setChecked(chosen)
        self.plot.blockSignals(False)  # noqa: FBT003 - Qt's signature

    @Slot(bool)
    def _plot_toggled(self, chosen: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.plotted.emit(self.meter.name, chosen)

    def refresh_age(self) -> None:
        """Show how old the value is, and mute it once it says nothing about now."""
        meter = self.meter
        reading, age = meter.reading, meter.age_s()
        if reading is None or age is None:
            self.age.setText(self.tr("no value yet"))
            return
        stale = meter.is_stale()
        if stale or meter.link in {LinkState.SILENT, LinkState.PORT_LOST}:
            text = self.tr("at {time} · {age} ago").format(
                time=time_of_day(reading.taken_at), age=duration_word(age)
            )
        else:
            text = self.tr("{age} ago").format(age=duration_word(age))
            if meter.availability is not None:
                share = short(meter.availability)
                text += " · " + self.tr("{share} % today").format(share=share)
        if text != self.age.text():
            self.age.setText(text)
        if stale != self.energy.is_stale():
            self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select this meter."""
        super().mousePressEvent(event)
        self.selected.emit(self.meter.name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select this meter when the keyboard comes here."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.selected.emit(self.meter.name)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw the outline plain again."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.neighbour_wanted.emit(step)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Say everything in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
