"""How well the meters of a line could be read today, and every loss with its cause."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QTableView,
    QWidget,
)

from eichlab.values import Loss, LossCause
from eichlab_gui.figures import clock_span, figure, seconds_between
from eichlab_gui.language import shown_name
from eichlab_gui.model import MeterView
from eichlab_gui.pages.line.availability_bar import AvailabilityBar
from eichlab_gui.pages.line.losses import LossColumn, LossTable
from eichlab_gui.theme import SPACE_M
from eichlab_gui.widgets import Card, ElidedLabel, Label, Role

_ROW: Final = 26
_HEAD: Final = 25
_MOST_ROWS: Final = 3
_SHORTEST_DAY: Final = timedelta(minutes=1)
_WIDTHS: Final = {
    LossColumn.FROM: 112,
    LossColumn.TO: 112,
    LossColumn.METER: 130,
    LossColumn.RUNNING: 190,
    LossColumn.BEFORE: 130,
    LossColumn.AFTER: 130,
}


class AvailabilityCard(Card):
    """Title with the share, one bar a meter, and the table of losses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._meters: tuple[MeterView, ...] = ()
        self._line_share: Decimal | None = None
        self._watched_from: dict[str, datetime] = {}
        self.summary = ElidedLabel("", Role.MUTED)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.header.addWidget(self.summary, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_M)
        self._grid.setVerticalSpacing(SPACE_M - 2)
        self._grid.setColumnStretch(1, 1)
        self.bars: dict[str, AvailabilityBar] = {}
        self._names: list[Label] = []
        self.table = LossTable(self)
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(_ROW)
        columns = self.view.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setFixedHeight(_HEAD)
        for column, width in _WIDTHS.items():
            self.view.setColumnWidth(column.value, width)
        columns.setSectionResizeMode(LossColumn.CAUSE.value, QHeaderView.ResizeMode.Stretch)
        # Always room for three: a loss that begins moves nothing.
        self.view.setFixedHeight(_HEAD + _MOST_ROWS * _ROW + 1)
        self.none = Label("", Role.MUTED)
        self.none.setFixedHeight(self.view.height())
        self.none.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.none.setContentsMargins(0, SPACE_M, 0, 0)
        self.body.setSpacing(SPACE_M - 2)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.view)
        self.body.addWidget(self.none)

    def show_meters(self, meters: Sequence[MeterView], share: Decimal | None = None) -> None:
        """Show these meters (all of one line), and the line's ``share`` in per cent."""
        self._line_share = share
        if tuple(meter.name for meter in meters) != tuple(self.bars):
            for widget in (*self.bars.values(), *self._names):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
            self.bars, self._names = {}, []
            for row, meter in enumerate(meters):
                bar = AvailabilityBar()
                bar.loss_chosen.connect(self._loss_chosen)
                self.bars[meter.name] = bar
                if len(meters) > 1:
                    name = Label(shown_name(meter.name), Role.SMALL)
                    self._names.append(name)
                    self._grid.addWidget(name, row, 0)
                self._grid.addWidget(bar, row, 1)
            self.view.setColumnHidden(LossColumn.METER.value, len(meters) < 2)
        self._meters = tuple(meters)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Draw anew: time has passed, or a loss began or ended."""
        now = datetime.now(UTC)
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        everything: list[Loss] = []
        watched = []
        for meter in self._meters:
            losses = [
                loss for loss in meter.losses if loss.ended_at is None or loss.ended_at > midnight
            ]
            everything += losses
            since = self._since(meter, losses, midnight)
            if since is not None:
                watched.append(since)
        begin = min(watched, default=midnight)
        begin = min(begin, now - _SHORTEST_DAY) if watched else midnight
        for meter in self._meters:
            own = [loss for loss in everything if loss.meter == meter.name]
            self.bars[meter.name].show_day(begin, now, own, self._watched_from.get(meter.name))
            self.bars[meter.name].setAccessibleName(self._said(meter.availability))
        everything.sort(key=lambda loss: loss.began_at)
        self.table.set_losses(everything)
        self.view.setVisible(bool(everything))
        self.none.setVisible(not everything)
        self.set_title(self._title())
        self.summary.setText(self._summary(everything, begin if watched else None, now))

    def retranslate(self) -> None:
        """Set every text anew."""
        self.none.setText(self.tr("No loss today."))
        for label, meter in zip(self._names, self._meters, strict=False):
            label.setText(shown_name(meter.name))
        self.view.setAccessibleName(self.tr("Losses of today"))
        self.table.say_in(
            (
                self.tr("From"),
                self.tr("To"),
                self.tr("Meter"),
                self.tr("Cause"),
                self.tr("Running"),
                self.tr("Before"),
                self.tr("After"),
            ),
            {
                LossCause.NO_ANSWER: self.tr("no answer, port present"),
                LossCause.WRONG_ANSWER: self.tr("answers came, none of them usable"),
                LossCause.PORT_LOST: self.tr("adapter gone"),
                LossCause.OTHER_METER: self.tr("another meter answers"),
            },
            self.tr("lasts"),
            self.tr("transaction {id}"),
        )
        self.refresh()

    def _since(
        self, meter: MeterView, losses: Sequence[Loss], midnight: datetime
    ) -> datetime | None:
        """Return since when today this meter is known to be watched."""
        known = [self._watched_from[meter.name]] if meter.name in self._watched_from else []
        for ring in meter.rings.values():
            times, _ = ring.view()
            if len(times):
                known.append(datetime.fromtimestamp(float(times[0]), UTC))
            break
        known += [loss.began_at for loss in losses]
        if not known:
            return None
        since = max(min(known), midnight)
        self._watched_from[meter.name] = since
        return since

    def _title(self) -> str:
        one = len(self._meters) == 1
        return self._said(self._meters[0].availability if one else self._line_share)

    def _said(self, share: Decimal | None) -> str:
        if share is None:
            return self.tr("Availability today")
        return self.tr("Availability today {share} %").format(share=figure(share, 2))

    def _summary(self, losses: Sequence[Loss], since: datetime | None, now: datetime) -> str:
        parts = []
        if since is not None:
            parts.append(self.tr("since {time}").format(time=f"{since.astimezone():%H:%M}"))
        if len(self._meters) > 1:
            parts += [
                f"{shown_name(meter.name)} {figure(meter.availability, 2)} %"
                for meter in self._meters
                if meter.availability is not None
            ]
        if losses:
            parts.append(
                self.tr("1 loss")
                if len(losses) == 1
                else self.tr("{count} losses").format(count=len(losses))
            )
            longest = max(seconds_between(each.began_at, each.ended_at or now) for each in losses)
            parts.append(self.tr("longest {span}").format(span=span_text(longest)))
        return " · ".join(parts)

    @Slot(int)
    def _loss_chosen(self, index: int) -> None:
        """Show the clicked loss in the table."""
        bar = self.sender()
        name = next((each for each, known in self.bars.items() if known is bar), None)
        rows = [row for row in range(self.table.rowCount()) if self.table.loss(row).meter == name]
        if 0 <= index < len(rows):
            self.view.selectRow(rows[len(rows) - 1 - index])


def span_text(seconds: float) -> str:
    """Return a short time in seconds, a long one as a clock shows it."""
    return f"{figure(Decimal(str(seconds)), 1)} s" if seconds < 60 else clock_span(seconds)
