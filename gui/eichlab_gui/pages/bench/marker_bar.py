"""What lies between the markers A and B, in one line below the plots."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from eichlab_gui.figures import figure, time_of_day_of
from eichlab_gui.plot import Frame
from eichlab_gui.plot.markers import between
from eichlab_gui.theme import SPACE_L
from eichlab_gui.widgets import Label, NumberLabel, Role
from eichlab_gui.words import duration_word


class MarkerBar(QWidget):
    """Times of A and B, the time between, the energy and the mean power of the selected meter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.times = Label("", Role.MUTED)
        self.duration = NumberLabel("", 15)
        self.energy = NumberLabel("kWh", 15)
        self.power = NumberLabel("kW", 15)
        self.hint = Label("", Role.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, 2, SPACE_L, 4)
        row.setSpacing(SPACE_L)
        for widget in (self.times, self.duration, self.energy, self.power):
            row.addWidget(widget)
        row.addWidget(self.hint, 1)

    def show_markers(self, frame: Frame, meter: str, markers: Mapping[str, float]) -> None:
        """Show what lies between the markers; a single one shows its time."""
        self.times.setText(
            " · ".join(f"{name} {time_of_day_of(at)}" for name, at in sorted(markers.items()))
        )
        both = len(markers) == 2
        for widget in (self.duration, self.energy, self.power):
            widget.setVisible(both)
        if not both:
            return
        found = between(frame, meter, markers["A"], markers["B"])
        self.duration.set(f"Δt {duration_word(found.seconds)}")
        energy, mean = found.energy_kwh, found.mean_kw
        self.energy.set("ΔE –" if energy is None else f"ΔE {figure(energy, 4)}")
        self.power.set("⌀ –" if mean is None else f"⌀ {figure(mean, 3)}")

    def retranslate(self) -> None:
        """Set every text anew."""
        self.hint.setText(self.tr("from live readings, not for billing"))
        self.setAccessibleName(self.tr("Between the markers A and B"))
