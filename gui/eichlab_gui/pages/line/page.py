"""Line: everything that went over a wire, and what was wrong with it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import events
from eichlab.values import Direction, LinkState, Message, Severity, WireVerdict
from eichlab_gui.language import language, said, said_error, shown_name
from eichlab_gui.model import BenchModel, LineView, MeterView
from eichlab_gui.pages.line.availability_card import AvailabilityCard
from eichlab_gui.pages.line.counter_row import CounterRow
from eichlab_gui.pages.line.export import write
from eichlab_gui.pages.line.frame_view import FrameView
from eichlab_gui.pages.line.frames import CAPACITY, FrameTable, Shown
from eichlab_gui.pages.line.hint_card import Hint, HintCard
from eichlab_gui.pages.page import Page
from eichlab_gui.theme import LINK_TONES, SEVERITY_TONES, SPACE_L, SPACE_M, SPACE_XL, Tone
from eichlab_gui.widgets import (
    Card,
    Label,
    PageHeader,
    PlainButton,
    Role,
    Segmented,
    StateNote,
    link_word,
)

_PULL_MS: Final = 200
_SLOW_MS: Final = 1000
_HINT_LASTS: Final = timedelta(minutes=5)
_FEWEST_FRAMES: Final = 150
_MOST_SEGMENTS: Final = 3
_LIST_WIDTH: Final = 220
_SEARCH_WIDTH: Final = 170
_TYPED_MS: Final = 150


class LinePage(Page):
    """One line at a time: hint, counters, losses, frames.

    Frames are fetched from the line's wire log while the page is seen, never while it is hidden.
    """

    def __init__(self, model: BenchModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._line = next(iter(model.lines), "")
        self._last_number = 0
        self._wire_hint: Message | None = None

        self.header = PageHeader()
        self.lines = Segmented(dict.fromkeys(model.lines, ""))
        self.lines.chosen.connect(self.choose_line)
        self.header.add_left(self.lines)
        # Many lines have no room side by side.
        self.line_list = QComboBox()
        self.line_list.setMinimumWidth(_LIST_WIDTH)
        for name in model.lines:
            self.line_list.addItem("", name)
        self.line_list.activated.connect(self._line_activated)
        self.header.add_left(self.line_list)
        self.filter = Segmented({each.name: "" for each in Shown})
        self.filter.chosen.connect(self._filtered)
        self.follow = PlainButton()
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.follow.toggled.connect(self._follow)
        self.pause = PlainButton()
        self.pause.setCheckable(True)
        self.pause.toggled.connect(self._paused)
        self.export = PlainButton()
        self.export_menu = QMenu(self.export)
        self.export_text = self.export_menu.addAction("")
        self.export_csv = self.export_menu.addAction("")
        self.export_text.triggered.connect(self._choose_text)
        self.export_csv.triggered.connect(self._choose_csv)
        self.export.setMenu(self.export_menu)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._typed.timeout.connect(self._search)
        self.search.textChanged.connect(self._typed.start)
        self._find = QShortcut(QKeySequence.StandardKey.Find, self)
        self._find.activated.connect(self._to_search)
        self._controls = (self.filter, self.search, self.follow, self.pause, self.export)
        for widget in self._controls:
            self.header.add_right(widget)

        self.hint = HintCard()
        self.counters = CounterRow()
        self.availability = AvailabilityCard()
        self.table = FrameTable(self)
        self.frames = FrameView(self.table)
        self.frames.verticalScrollBar().actionTriggered.connect(self._scrolled)
        self.frame_card = Card()
        self.frame_card.body.addWidget(self.frames)
        self.nothing = Label("", Role.MUTED)
        self.nothing.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        self.nothing.hide()
        self.frame_card.body.addWidget(self.nothing)
        for changed in (self.table.rowsInserted, self.table.modelReset):
            changed.connect(self._say_nothing)
        edge = self.frame_card.layout()
        assert edge is not None
        edge.setContentsMargins(1, 1, 1, SPACE_M)
        self.frame_card.setMinimumHeight(_FEWEST_FRAMES)

        self.content = QWidget()
        self._column = QVBoxLayout(self.content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_L - 2)
        self._column.addWidget(self.hint)
        self._column.addWidget(self.counters)
        self._column.addWidget(self.availability)
        self._column.addWidget(self.frame_card, 1)
        self.note = StateNote()
        self.note.acted.connect(self._to_bench)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.note)
        self.stack.addWidget(self.content)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

        self._pull_timer = QTimer(self)
        self._pull_timer.setInterval(_PULL_MS)
        self._pull_timer.timeout.connect(self.pull)
        self._slow_timer = QTimer(self)
        self._slow_timer.setInterval(_SLOW_MS)
        self._slow_timer.timeout.connect(self._look_after)
        model.line_changed.connect(self._line_changed)
        model.meter_changed.connect(self._meter_changed)
        model.losses_changed.connect(self._losses_changed)
        model.noticed.connect(self._noticed)
        model.reloaded.connect(self._reloaded)

    def take_demo_panel(self, panel: QWidget) -> None:
        """Show the switches of the simulated bench above everything else of the page."""
        self._column.insertWidget(0, panel)

    @property
    def line(self) -> str:
        """Return the name of the line shown."""
        return self._line

    def on_shown(self) -> None:
        """Begin to fetch frames."""
        self._draw()
        self.pull()
        self._pull_timer.start()
        self._slow_timer.start()

    def on_hidden(self) -> None:
        """Stop to fetch frames."""
        self._pull_timer.stop()
        self._slow_timer.stop()

    @Slot(str)
    def choose_line(self, name: str) -> None:
        """Show another line from its beginning."""
        if name == self._line:
            return
        self._line, self._last_number, self._wire_hint = name, 0, None
        if self.lines.key() != name:
            self.lines.choose(name)
        self.line_list.setCurrentIndex(self.line_list.findData(name))
        meters = self._meters()
        selected = self.model.selected_meter
        if meters and (selected is None or selected.line != name):
            # One selection for every page: the switches of the simulation follow it, too.
            self.model.select(meters[0].name)
        self.table.start_over()
        if self.pause.isChecked():
            self.pause.setChecked(False)
        self._draw()
        self.pull()

    @Slot(int)
    def _line_activated(self, index: int) -> None:
        self.choose_line(str(self.line_list.itemData(index)))

    @Slot()
    def pull(self) -> None:
        """Fetch what is new on the wire; nothing while paused."""
        bench = self.model.bench
        if bench is None or not self._line:
            return
        log = bench.wire_log(self._line)
        self.counters.show_counts(log.counters(), log.median_round_trip_s())
        if self.pause.isChecked():
            return
        entries = log.since(self._last_number, CAPACITY)
        if entries:
            self._last_number = entries[-1].number
            self.table.append(entries)

    # Showing.

    def dress(self) -> None:
        """Style also what is hidden yet, so that showing it later takes no time."""
        dressed = self._dressed
        super().dress()
        if dressed:
            return
        for child in self.findChildren(QWidget):
            child.ensurePolished()

    def retranslate(self) -> None:
        """Set every text anew."""
        words = self._verdict_words()
        self.lines.set_names(self.tr("Line"))
        self.line_list.setAccessibleName(self.tr("Line"))
        self.filter.retitle(
            {
                Shown.ALL.name: self.tr("All frames"),
                Shown.ERRORS.name: self.tr("Errors"),
                Shown.WRITES.name: self.tr("Writes"),
            }
        )
        self.filter.set_names(self.tr("Which frames are shown"))
        self.search.setPlaceholderText(self.tr("Search frames"))
        self.search.setAccessibleName(self.tr("Search frames"))
        self.search.setToolTip(
            self.tr("Bytes, meaning, verdict or time ({keys})").format(
                keys=self._find.key().toString(QKeySequence.SequenceFormat.NativeText)
            )
        )
        self.nothing.setText(self.tr("No frame kept holds this text."))
        self.follow.setText(self.tr("Follow"))
        self.follow.setToolTip(self.tr("Keep the newest frame in sight"))
        self.pause.setText(self.tr("Pause"))
        self.pause.setToolTip(self.tr("Let the table stand still; the line goes on"))
        self.export.setText(self.tr("Export"))
        self.export_text.setText(self.tr("As text…"))
        self.export_csv.setText(self.tr("As CSV…"))
        self.frames.setAccessibleName(self.tr("Frames"))
        self.table.say_in(
            language(),
            (
                self.tr("Time"),
                "",
                self.tr("Bytes"),
                self.tr("Meaning"),
                self.tr("Line’s verdict"),
            ),
            words,
            {
                Direction.SENT: self.tr("sent"),
                Direction.RECEIVED: self.tr("received"),
                Direction.NOTE: self.tr("note"),
            },
            self.tr("answered in {ms} ms"),
        )
        self.counters.say(words, self.tr("median round trip"))
        self.note.show_empty(
            self.tr("This bench has no line yet: a line comes with its first meter."),
            self.tr("Go to Bench"),
        )
        self.availability.retranslate()
        self._draw()
        self.pull()

    def recolour(self) -> None:
        """Draw the tables in the new colours."""
        self.frames.viewport().update()
        self.availability.view.viewport().update()

    def _verdict_words(self) -> dict[WireVerdict, str]:
        return {
            WireVerdict.QUESTION: self.tr("question"),
            WireVerdict.WRITTEN: self.tr("written"),
            WireVerdict.ANSWERED: self.tr("answered"),
            WireVerdict.EXCEPTION: self.tr("exception"),
            WireVerdict.SILENT: self.tr("silent"),
            WireVerdict.CHECK_SUM: self.tr("check sum"),
            WireVerdict.SHORT: self.tr("too short"),
            WireVerdict.WRONG_UNIT: self.tr("wrong unit"),
            WireVerdict.WRONG_FUNCTION: self.tr("wrong function"),
            WireVerdict.WRONG_LENGTH: self.tr("wrong length"),
            WireVerdict.WRONG_FORM: self.tr("wrong form"),
            WireVerdict.ECHO: self.tr("echo"),
            WireVerdict.ECHO_ONLY: self.tr("echo only"),
            WireVerdict.LATE: self.tr("late"),
            WireVerdict.DOUBLED: self.tr("doubled"),
            WireVerdict.FOREIGN: self.tr("of others"),
            WireVerdict.NOISE: self.tr("noise"),
            WireVerdict.UNEXPECTED: self.tr("unexpected"),
            WireVerdict.PORT: self.tr("port"),
        }

    def _draw(self) -> None:
        has_line = bool(self._line)
        self.stack.setCurrentWidget(self.content if has_line else self.note)
        for widget in self._controls:
            widget.setVisible(has_line)
        self.header.set_title(self.tr("Line"))
        if not has_line:
            self.lines.hide()
            self.line_list.hide()
            return
        titles = {name: self._title(view) for name, view in self.model.lines.items()}
        self.lines.retitle(titles)
        for number, title in enumerate(titles.values()):
            self.line_list.setItemText(number, title)
        self._fit_header()
        self.hint.show_hint(self._hint())
        share = self.model.lines[self._line].availability
        self.availability.show_meters(self._meters(), share)

    def _fit_header(self) -> None:
        """Show the lines side by side where there is room for that, else as a list."""
        few = len(self.model.lines) <= _MOST_SEGMENTS
        self.lines.setVisible(few)
        self.line_list.setVisible(not few)
        if few and self.header.needed_width() > self.header.width():
            self.lines.hide()
            self.line_list.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the header."""
        super().resizeEvent(event)
        if self._line:
            self._fit_header()

    def _meters(self) -> list[MeterView]:
        return [meter for meter in self.model.meters.values() if meter.line == self._line]

    def _title(self, view: LineView) -> str:
        port = view.port.rsplit("/", 1)[-1]
        if view.link in {LinkState.PORT_LOST, LinkState.SILENT}:
            port = link_word(view.link)
        return f"{shown_name(view.name)} · {port}"

    def _hint(self) -> Hint:
        """Return the weightiest of: the line's trouble, a meter's, the last warning, none."""
        line = self.model.lines[self._line]
        fine = {LinkState.ONLINE, LinkState.UNKNOWN}
        if line.link not in fine and line.message is not None:
            return Hint(said(line.message), LINK_TONES[line.link])
        meters = self._meters()
        if self._wire_hint is not None:
            return Hint(said(self._wire_hint), Tone.CARE)
        for meter in meters:
            if meter.link not in fine and meter.link_message is not None:
                return Hint(said(meter.link_message), LINK_TONES[meter.link])
        for meter in meters:
            if meter.link not in fine:
                return Hint(self._link_hint(meter), LINK_TONES[meter.link])
        notice = self._last_warning([meter.name for meter in meters])
        if notice is not None:
            return Hint(said(notice.message), SEVERITY_TONES[notice.severity])
        if any(meter.link is LinkState.ONLINE for meter in meters):
            text = self.tr("Every meter on this line answers. Nothing wrong arrives.")
            return Hint(text, Tone.GOOD)
        return Hint(self.tr("Waiting for the first answer."), Tone.NEUTRAL)

    def _link_hint(self, meter: MeterView) -> str:
        """Return plain words for a link of which the bench said no more than its state."""
        sentence = {
            LinkState.DEGRADED: self.tr(
                "{meter} answers, but not every time. More than one in twenty of the last "
                "questions failed or was repeated; the errors among the frames tell how."
            ),
            LinkState.SILENT: self.tr("{meter} does not answer. Check cable, supply and unit id."),
            LinkState.PORT_LOST: self.tr("The port of {meter} is gone. It is being searched for."),
        }
        return sentence.get(meter.link, "{meter}").format(meter=shown_name(meter.name))

    def _last_warning(self, meters: Sequence[str]) -> events.Noticed | None:
        oldest = datetime.now(UTC) - _HINT_LASTS
        for notice in reversed(self.model.notices):
            if notice.at < oldest:
                return None
            ours = notice.line == self._line or notice.meter in meters
            if ours and notice.severity is not Severity.NOTE:
                return notice
        return None

    @Slot()
    def _look_after(self) -> None:
        """Let bars grow and hints go."""
        self._draw()
        bench = self.model.bench
        if bench is None or not self._line:
            return
        # A minute of entries is weighed, and other programs may be looked for: not in this thread.
        name, log = self._line, bench.wire_log(self._line)
        self.model.background.run(lambda: (name, log.hint()), self._take_wire_hint)

    @Slot(object)
    def _take_wire_hint(self, found: tuple[str, Message | None]) -> None:
        name, hint = found
        if name == self._line:
            self._wire_hint = hint
            self.hint.show_hint(self._hint())

    @Slot(str)
    def _line_changed(self, name: str) -> None:
        if self.isVisible() and name in self.model.lines:
            self._draw()

    @Slot(str)
    def _meter_changed(self, name: str) -> None:
        # Readings come here too; only the hint can be new, and saying the same again is cheap.
        if self.isVisible() and self.model.meters[name].line == self._line:
            self.hint.show_hint(self._hint())

    @Slot(str)
    def _losses_changed(self, name: str) -> None:
        if self.isVisible() and self.model.meters[name].line == self._line:
            self._draw()

    @Slot(object)
    def _noticed(self, _notice: object) -> None:
        if self.isVisible() and self._line:
            self.hint.show_hint(self._hint())

    @Slot()
    def _reloaded(self) -> None:
        if self.isVisible():
            self._draw()

    @Slot()
    def _to_bench(self) -> None:
        self.page_requested.emit("bench")

    # Controls.

    @Slot(str)
    def _filtered(self, key: str) -> None:
        self.table.show(Shown[key])

    @Slot()
    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot()
    def _search(self) -> None:
        self.table.search(self.search.text())

    @Slot()
    def _say_nothing(self) -> None:
        self.nothing.setVisible(self.table.searches and not self.table.entries)

    @Slot(bool)
    def _follow(self, follow: bool) -> None:  # noqa: FBT001 - Qt's signature of toggled
        self.frames.follow(follow=follow)

    @Slot(int)
    def _scrolled(self, _action: int) -> None:
        """Stop following when the user scrolls away from the end, follow again at the end."""
        bar = self.frames.verticalScrollBar()
        at_end = bar.sliderPosition() >= bar.maximum() - 2
        if at_end != self.follow.isChecked():
            self.follow.setChecked(at_end)

    @Slot(bool)
    def _paused(self, paused: bool) -> None:  # noqa: FBT001 - Qt's signature of toggled
        if not paused:
            self.pull()

    @Slot()
    def _choose_text(self) -> None:
        kind = self.tr("Text")
        self._choose("frames.txt", f"{kind} (*.txt)")

    @Slot()
    def _choose_csv(self) -> None:
        self._choose("frames.csv", "CSV (*.csv)")

    def _choose(self, proposed: str, kinds: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export frames"), proposed, kinds)
        if name:
            self.save_frames(Path(name))

    def save_frames(self, path: Path) -> None:
        """Write what is shown, as CSV where the name ends so, else as text."""
        entries, spoken = self.table.entries, language()
        self.model.background.run(
            partial(write, path, entries, spoken), self._was_saved, self._was_not_saved
        )

    @Slot(object)
    def _was_saved(self, path: Path) -> None:
        self.notice_requested.emit(self.tr("Saved {name}").format(name=path.name))

    def _was_not_saved(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) else None
        sentence = self.tr("Not saved: {reason}").format(reason=reason or said_error(error))
        self.notice_requested.emit(sentence)
