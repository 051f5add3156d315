"""The pages of a report: head, foot with page x of y, and the parts between."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageRanges,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
    QTextDocument,
)

import eichlab
from eichlab_gui.pages.transparency.report import (
    Report,
    Section,
    foot_lines,
    head_line,
    report_font,
    sections,
)

_MARGIN_MM = 17.0
_HEAD_PT, _FOOT_PT = 24.0, 34.0
# Of a long report the parts are laid out twice, for counting and for painting, and never all kept.
_MOST_KEPT = 60

Told = Callable[[int, int], None]


class Cancelled(Exception):  # noqa: N818 - no error, the user asked for it
    """The user wants no more of it."""


class Pages:
    """A report laid out for a device whose drawing begins at the corner of the margins."""

    def __init__(
        self, report: Report, device: QPaintDevice, told: Told, cancelled: Event | None = None
    ) -> None:
        self._report, self._device, self._told = report, device, told
        self._cancelled = cancelled or Event()
        self._point = device.logicalDpiY() / 72
        self._area = QRectF(0, 0, device.width(), device.height())
        head, foot = _HEAD_PT * self._point, _FOOT_PT * self._point
        self._body = self._area.adjusted(0, head, 0, -foot)
        self._sections = sections(report)
        self._kept: dict[int, QTextDocument] = {}
        self.counts = [self._count(number) for number in range(len(self._sections))]

    @property
    def count(self) -> int:
        """Return how many pages there are."""
        return sum(self.counts)

    def paint(
        self, painter: QPainter, new_page: Callable[[], object], wanted: QPageRanges | None = None
    ) -> int:
        """Paint the pages wanted, by default all, and return how many those were.

        ``new_page`` is called between two of them.
        """
        number = painted = 0
        every = wanted is None or wanted.isEmpty()
        for place, section in enumerate(self._sections):
            document = self._kept.pop(place, None) or self._document(place)
            for page in range(self.counts[place]):
                number += 1
                if not every and wanted is not None and not wanted.contains(number):
                    continue
                if painted:
                    new_page()
                painted += 1
                self._paint_page(painter, section, document, page, number)
            self._tell(len(self._sections) + place + 1)
        return painted

    def _count(self, place: int) -> int:
        document = self._document(place)
        if len(self._kept) < _MOST_KEPT:
            self._kept[place] = document
        self._tell(place + 1)
        return max(1, document.pageCount())

    def _document(self, place: int) -> QTextDocument:
        document = self._sections[place].build(self._device, self._body.width())
        document.setPageSize(QSizeF(self._body.width(), self._body.height()))
        return document

    def _tell(self, done: int) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self._told(done, 2 * len(self._sections))

    def _paint_page(
        self, painter: QPainter, section: Section, document: QTextDocument, page: int, number: int
    ) -> None:
        self._paint_head(painter, section)
        self._paint_foot(painter, number)
        height = self._body.height()
        painter.save()
        painter.translate(self._body.left(), self._body.top() - page * height)
        document.drawContents(painter, QRectF(0, page * height, self._body.width(), height))
        painter.restore()

    def _paint_head(self, painter: QPainter, section: Section) -> None:
        area = QRectF(0, 0, self._area.width(), 14 * self._point)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(report_font(8.0))
        painter.setPen(QColor("#4A5560"))
        painter.drawText(area, int(middle | Qt.AlignmentFlag.AlignLeft), f"Eichlab · {head_line()}")
        if section.simulated:
            self._paint_simulation(painter, area)
        painter.setPen(QPen(QColor("#9AA4AE"), 0.5 * self._point))
        line = area.bottom() + 2 * self._point
        painter.drawLine(0, round(line), round(area.width()), round(line))

    def _paint_simulation(self, painter: QPainter, area: QRectF) -> None:
        font = report_font(9.0)
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        width = QFontMetricsF(font, self._device).horizontalAdvance("SIMULATION")
        box = QRectF(area)
        box.setLeft(box.right() - width - 12 * self._point)
        painter.setPen(QPen(QColor("#8A5A00"), self._point))
        painter.setBrush(QColor("#FBF1DC"))
        painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), "SIMULATION")

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        sentence, about = foot_lines(self._report)
        page = QCoreApplication.translate("Report", "page {number} of {count}").format(
            number=number, count=self.count
        )
        font = report_font(7.5)
        painter.setFont(font)
        metrics = QFontMetricsF(font, self._device)
        top = self._area.height() - 2 * metrics.lineSpacing()
        painter.setPen(QPen(QColor("#9AA4AE"), 0.5 * self._point))
        line = round(top - 3 * self._point)
        painter.drawLine(0, line, round(self._area.width()), line)
        painter.setPen(QColor("#4A5560"))
        first = QRectF(0, top, self._area.width(), metrics.lineSpacing())
        second = first.translated(0, metrics.lineSpacing())
        painter.drawText(first, int(Qt.AlignmentFlag.AlignLeft), sentence)
        painter.drawText(first, int(Qt.AlignmentFlag.AlignRight), page)
        room = self._area.width()
        about = metrics.elidedText(about, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(second, int(Qt.AlignmentFlag.AlignLeft), about)


def page_layout() -> QPageLayout:
    """Return A4 upright with the report's margins."""
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )


def paint_report(
    report: Report, device: QPagedPaintDevice, told: Told, cancelled: Event | None = None
) -> int:
    """Paint a report on paper or into a PDF and return the number of pages painted.

    A printer may want some of the pages only.

    Raises `Cancelled`, and `OSError` where the device does not take it.
    """
    pages = Pages(report, device, told, cancelled)
    painter = QPainter()
    if not painter.begin(device):
        raise OSError(None, QCoreApplication.translate("Report", "the printer takes no pages"))
    try:
        return pages.paint(painter, device.newPage, device.pageRanges())
    finally:
        painter.end()


def write_pdf(report: Report, path: Path, told: Told, cancelled: Event | None = None) -> Path:
    """Write a report as PDF; the file is there whole or not at all. Raises as `paint_report`."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(b"")
    try:
        writer = QPdfWriter(str(part))
        writer.setTitle(f"{head_line()} · {report.source}")
        writer.setCreator(f"Eichlab {eichlab.__version__}")
        writer.setResolution(600)
        writer.setPageLayout(page_layout())
        paint_report(report, writer, told, cancelled)
        del writer
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
