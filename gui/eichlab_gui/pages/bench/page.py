"""The page Bench."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import eichlab
from eichlab.values import Message
from eichlab_gui.language import said_error
from eichlab_gui.model import BenchModel, MeterView
from eichlab_gui.pages.bench.course import Course, View, quantities
from eichlab_gui.pages.bench.export import write_drawing, write_table
from eichlab_gui.pages.bench.marker_bar import MarkerBar
from eichlab_gui.pages.bench.meter_card import MeterCard
from eichlab_gui.pages.bench.trouble_card import TroubleCard
from eichlab_gui.pages.page import Page
from eichlab_gui.plot import BandKind, Frame, StackedPlots
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Card, PageHeader, PlainButton, PrimaryButton, Segmented, StateNote
from eichlab_gui.widgets.demo_panel import DemoControls
from eichlab_gui.widgets.segmented import windows
from eichlab_gui.words import quantity_word

_REDRAW_MS = 80
_AGE_MS = 500
_CARDS_WIDTH = 300
_NEWER_S = 1.0


class BenchPage(Page):
    """Meter cards on the left, the selected meter's course on the right."""

    add_meter_requested = Signal()
    open_requested = Signal()
    demo_requested = Signal()
    edit_requested = Signal()

    def __init__(
        self,
        model: BenchModel,
        controls: DemoControls | None = None,
        *,
        troubles: Sequence[Message] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, parent)
        self._course = Course(model, self._history_came)
        self._dirty = True
        self._newer = False
        self._drawn_end = 0.0
        self._span: tuple[float, float] | None = None
        self._plotted: set[str] = set()
        self.header = PageHeader()
        self.window_choice = Segmented(windows())
        self.window_choice.choose("300")
        self.phase_choice = Segmented({"total": "", "phases": ""})
        self.markers_button = PlainButton()
        self.markers_button.setCheckable(True)
        self.live_button = PlainButton()
        self.live_button.hide()
        self.export_button = PlainButton()
        self.add_button = PrimaryButton()
        self._export_menu = QMenu(self)
        self._export_picture = QAction(self)
        self._export_table = QAction(self)
        self._export_drawing = QAction(self)
        self._export_menu.addActions(
            [self._export_picture, self._export_drawing, self._export_table]
        )
        self.export_button.setMenu(self._export_menu)
        self.trouble = TroubleCard(troubles)
        self.trouble.edit_wanted.connect(self.edit_requested)
        self._build(controls)
        self._connect()
        self._redraw_timer = QTimer(self)
        self._redraw_timer.setInterval(_REDRAW_MS)
        self._redraw_timer.timeout.connect(self._redraw)
        self._age_timer = QTimer(self)
        self._age_timer.setInterval(_AGE_MS)
        self._age_timer.timeout.connect(self._refresh_ages)

    def _build(self, controls: DemoControls | None) -> None:
        self.header.add_right(self.window_choice)
        self.header.add_right(self.phase_choice)
        self.header.add_right(self.live_button)
        self.header.add_right(self.markers_button)
        self.simulation_button: PlainButton | None = None
        if controls is not None:
            self.simulation_button = PlainButton()
            self.simulation_button.setMenu(controls.menu(self))
            self.header.add_right(self.simulation_button)
        self.header.add_right(self.export_button)
        self.header.add_right(self.add_button)
        self.cards: dict[str, MeterCard] = {}
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M + 2)
        for meter in self.model.meters.values():
            card = MeterCard(meter)
            card.set_selected(selected=meter.name == self.model.selected)
            card.selected.connect(self.model.select)
            card.neighbour_wanted.connect(self._step)
            card.plotted.connect(self._plot_chosen)
            if len(self.model.meters) > 1:
                card.offer_plot(chosen=False)
            self.cards[meter.name] = card
            column.addWidget(card)
        column.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        self._scroll = QScrollArea()
        self._scroll.setWidget(holder)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFixedWidth(_CARDS_WIDTH)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plots = StackedPlots(quantities())
        self._plot_card = Card()
        self._plot_card.set_margins(2)
        self._plot_card.body.addWidget(self.plots, 1)
        self.marker_bar = MarkerBar()
        self.marker_bar.hide()
        self._plot_card.body.addWidget(self.marker_bar)
        self.waiting = StateNote()
        self.waiting.acted.connect(self._show_line)
        self._right = QStackedWidget()
        self._right.addWidget(self._plot_card)
        waiting_card = Card()
        waiting_card.body.addWidget(self.waiting)
        self._right.addWidget(waiting_card)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        row.addWidget(self._scroll)
        row.addWidget(self._right, 1)
        full = QVBoxLayout(self)
        full.setContentsMargins(SPACE_XL, SPACE_M, SPACE_L, SPACE_L)
        full.setSpacing(SPACE_M)
        full.addWidget(self.header)
        full.addWidget(self.trouble)
        full.addLayout(row, 1)

    def _connect(self) -> None:
        self.window_choice.chosen.connect(self._show_live)
        self.live_button.clicked.connect(self._show_live)
        self.markers_button.clicked.connect(self._toggle_markers)
        self.plots.span_wanted.connect(self._show_span)
        self.plots.focused.connect(self._frame_plots)
        self.plots.markers_moved.connect(self._say_markers)
        self.phase_choice.chosen.connect(self._show_course)
        self.add_button.clicked.connect(self.add_meter_requested)
        self._export_picture.triggered.connect(self._ask_picture)
        self._export_table.triggered.connect(self._ask_table)
        self._export_drawing.triggered.connect(self._ask_drawing)
        self.model.meter_changed.connect(self._meter_changed)
        self.model.losses_changed.connect(self._losses_changed)
        self.model.transaction_changed.connect(self._mark_dirty)
        self.model.selection_changed.connect(self._selection_changed)
        self.model.reloaded.connect(self._reloaded)

    # Page.

    def show_troubles(self, troubles: Sequence[Message]) -> None:
        """Say above the meters what could not be opened."""
        self.trouble.show_troubles(troubles)

    def retranslate(self) -> None:
        """Set every text anew."""
        name = self.model.configuration.name if self.model.configuration is not None else ""
        self.header.set_title(self.tr("Bench"), name)
        self.window_choice.retitle(windows())
        self.window_choice.set_names(self.tr("Time shown"))
        self.phase_choice.retitle({"total": self.tr("Total"), "phases": self.tr("Per phase")})
        self.phase_choice.set_names(self.tr("Total or per phase"))
        self.export_button.setText(self.tr("Export"))
        self._export_picture.setText(self.tr("Picture (PNG)…"))
        self._export_drawing.setText(self.tr("Drawing (SVG)…"))
        self._export_table.setText(self.tr("Table (CSV)…"))
        self.markers_button.setText(self.tr("A/B markers"))
        self.markers_button.setToolTip(
            self.tr("Measure time, energy and mean power between two moments (keys A and B)")
        )
        self.live_button.setText(self.tr("Now"))
        self.live_button.setToolTip(self.tr("Follow the newest values again (End)"))
        self.marker_bar.retranslate()
        self.trouble.retranslate()
        self.add_button.setText(self.tr("Add meter"))
        if self.simulation_button is not None:
            self.simulation_button.setText(self.tr("Simulation"))
        self.plots.set_titles({quantity: quantity_word(quantity) for quantity in quantities()})
        self.plots.setAccessibleName(self.tr("Course of power, current, voltage and energy"))
        self.waiting.show_loading(self.tr("No value yet: waiting for the meter's first answer."))
        for card in self.cards.values():
            card.refresh()
        self._dirty = True
        self._redraw()

    def recolour(self) -> None:
        """Draw in the new colours."""
        self._dirty = True
        self._redraw()

    def on_shown(self) -> None:
        """Draw as long as somebody looks."""
        self._dirty = True
        for card in self.cards.values():
            card.refresh()
        self._redraw()
        self._redraw_timer.start()
        self._age_timer.start()

    def on_hidden(self) -> None:
        """Draw no more."""
        self._redraw_timer.stop()
        self._age_timer.stop()

    def close_page(self) -> None:
        """Let go of timers and questions before the window goes."""
        self.on_hidden()
        self._course.close()

    # Drawing.

    def window_seconds(self) -> float | None:
        """Return the length of the time shown, None for everything."""
        key = self.window_choice.key()
        return None if key == "all" else float(key)

    def choose_window(self, key: str) -> None:
        """Show another length of time: ``60``, ``300``, ``3600``, ``86400`` or ``all``."""
        self.window_choice.choose(key)
        self._show_course()

    @Slot()
    def _redraw(self) -> None:
        meter = self.model.selected_meter
        if meter is None or not self.isVisible():
            return
        has_values = bool(meter.rings)
        self._right.setCurrentIndex(0 if has_values else 1)
        if not has_values:
            return
        frame = self._course.frame(self._view(meter), self.plots.columns())
        column = (frame.end - frame.begin) / self.plots.columns()
        # Of a day a new value is less than a pixel: it is drawn when the time moved by one.
        newer = self._newer and column < _NEWER_S
        if not (self._dirty or newer) and abs(frame.end - self._drawn_end) < column:
            return
        self._dirty, self._newer, self._drawn_end = False, False, frame.end
        self.plots.draw(frame)
        if self.marker_bar.isVisible():
            self._say_markers()

    def _view(self, meter: MeterView) -> View:
        others = [
            each
            for name, each in self.model.meters.items()
            if name in self._plotted and name != meter.name and each.rings
        ]
        return View(
            (meter, *others),
            self.window_seconds(),
            self._span,
            per_phase=self.phase_choice.key() == "phases",
        )

    # Moving in time.

    @property
    def span(self) -> tuple[float, float] | None:
        """Return the fixed time shown (Unix seconds), None while the newest values are."""
        return self._span

    def show_past(self, begin: float, end: float) -> None:
        """Show a fixed time, in Unix seconds."""
        self._show_span((begin, end))

    @Slot(object)
    def _show_span(self, span: tuple[float, float] | None) -> None:
        if span is None:
            self._show_live()
            return
        begin, end = span
        newest = time.time()
        if end > newest:
            # There is nothing to see in the time to come.
            begin, end = begin - (end - newest), newest
        self._span = (begin, end)
        self.live_button.show()
        self._show_course()

    @Slot()
    @Slot(str)
    def _show_live(self, _: object = None) -> None:
        self._span = None
        self.live_button.hide()
        self._show_course()

    @Slot(bool)
    def _frame_plots(self, focused: bool) -> None:  # noqa: FBT001 - Qt's signature
        self._plot_card.set_selected(selected=focused)

    # Markers.

    @Slot()
    def _toggle_markers(self) -> None:
        frame = self.plots.frame()
        if frame is None or not self.markers_button.isChecked():
            for name in ("A", "B"):
                self.plots.set_marker(name, None)
            self._say_markers()
            return
        length = frame.end - frame.begin
        self.plots.set_marker("A", frame.begin + length / 3)
        self.plots.set_marker("B", frame.begin + 2 * length / 3)
        self.plots.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _say_markers(self) -> None:
        markers, frame = self.plots.markers, self.plots.frame()
        self.markers_button.setChecked(bool(markers))
        self.marker_bar.setVisible(bool(markers))
        if markers and frame is not None:
            self.marker_bar.show_markers(frame, self.model.selected, markers)

    # Which meters.

    @Slot(str, bool)
    def _plot_chosen(self, meter: str, chosen: bool) -> None:  # noqa: FBT001 - Qt's signature
        if chosen:
            self._plotted.add(meter)
        else:
            self._plotted.discard(meter)
        self._show_course()

    @Slot()
    @Slot(str)
    def _show_course(self, _: str = "") -> None:
        self._dirty = True
        self._redraw()

    @Slot(object)
    def _mark_dirty(self, _: object) -> None:
        self._dirty = True

    @Slot(str)
    def _losses_changed(self, meter: str) -> None:
        self._dirty = self._dirty or meter == self.model.selected
        self.cards[meter].refresh()

    @Slot(str)
    def _meter_changed(self, meter: str) -> None:
        if meter == self.model.selected:
            self._newer = True
        if self.isVisible():
            self.cards[meter].refresh()

    @Slot()
    def _reloaded(self) -> None:
        self._course.forget()
        self._dirty = True
        if self.isVisible():
            for card in self.cards.values():
                card.refresh()

    def _history_came(self) -> None:
        self._dirty = True

    @Slot()
    def _refresh_ages(self) -> None:
        for card in self.cards.values():
            card.refresh_age()

    @Slot(str)
    def _selection_changed(self, meter: str) -> None:
        for name, card in self.cards.items():
            card.set_selected(selected=name == meter)
        self._scroll.ensureWidgetVisible(self.cards[meter])
        self._show_course()

    @Slot(int)
    def _step(self, step: int) -> None:
        names = list(self.cards)
        place = names.index(self.model.selected) + step
        if 0 <= place < len(names):
            self.cards[names[place]].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _show_line(self) -> None:
        self.page_requested.emit("line")

    # Export.

    def picture(self) -> QPixmap:
        """Return the page as seen."""
        return self.grab()

    def save_table(self, path: Path) -> None:
        """Write the values drawn as CSV, in the background."""
        frame = self.plots.frame()
        if frame is None:
            return
        about = self._about(frame)
        curves = {
            key: (times.copy(), values.copy()) for key, (times, values) in frame.curves.items()
        }
        self.model.background.run(
            lambda: write_table(path, about, curves), self._table_written, self._not_written
        )

    @Slot()
    def _ask_picture(self) -> None:
        path = self._ask_path(self.tr("Save picture"), "bench.png", "PNG (*.png)")
        if path is not None and not self.picture().save(str(path), "PNG"):
            self._not_written(OSError(self.tr("{path} cannot be written.").format(path=path)))

    @Slot()
    def _ask_table(self) -> None:
        path = self._ask_path(self.tr("Save table"), "bench.csv", "CSV (*.csv)")
        if path is not None:
            self.save_table(path)

    @Slot()
    def _ask_drawing(self) -> None:
        path = self._ask_path(self.tr("Save drawing"), "bench.svg", "SVG (*.svg)")
        if path is not None:
            self.save_drawing(path)

    def save_drawing(self, path: Path) -> None:
        """Write the plots as SVG."""
        frame = self.plots.frame()
        if frame is None:
            return
        if not write_drawing(path, self.header.title.text(), self._about(frame), self.plots):
            self._not_written(OSError(self.tr("{path} cannot be written.").format(path=path)))

    def _about(self, frame: Frame) -> list[tuple[str, str]]:
        """Return what an export says in its head: not translated, since programs read it."""
        about = [
            ("program", f"Eichlab {eichlab.__version__}"),
            ("from", datetime.fromtimestamp(frame.begin).astimezone().isoformat()),
            ("to", datetime.fromtimestamp(frame.end).astimezone().isoformat()),
        ]
        for name in dict.fromkeys(curve.meter for curve in frame.curves):
            meter = self.model.meters[name]
            line = self.model.lines[meter.line]
            identity = meter.identity
            parts = [
                meter.title,
                identity.serial if identity else "",
                identity.firmware if identity else "",
                f"{line.port} {line.configuration.baud} unit {meter.configuration.unit}",
                f"every {meter.configuration.interval_s:g} s",
                "SIMULATION" if meter.simulated else "",
            ]
            about.append((f"meter {name}", ", ".join(part for part in parts if part)))
        for band in frame.bands:
            if band.kind is BandKind.LOSS:
                began, ended = (
                    datetime.fromtimestamp(at).astimezone().isoformat(timespec="milliseconds")
                    for at in (band.begin, band.end)
                )
                about.append(("loss", f"{began} to {ended}, {' '.join(band.label)}"))
        return about

    def _ask_path(self, title: str, proposal: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self, title, proposal, kinds)
        return Path(chosen) if chosen else None

    def _table_written(self, _: int) -> None:
        self.notice_requested.emit(self.tr("Table saved."))

    def _not_written(self, error: Exception) -> None:
        self.notice_requested.emit(said_error(error))
