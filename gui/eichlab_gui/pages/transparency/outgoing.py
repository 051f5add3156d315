"""What leaves the page Transparency: exact records, S.A.F.E. XML, reports as PDF and on paper."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from eichlab.transparency import Profile, as_json, safe_xml
from eichlab.values import Judgement, RecordVerdict
from eichlab_gui.background import Background
from eichlab_gui.language import said, said_error
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.pages.transparency.extent_dialog import ExtentDialog
from eichlab_gui.pages.transparency.paper import Cancelled, page_layout
from eichlab_gui.pages.transparency.report import Extent, Report
from eichlab_gui.pages.transparency.report_job import ReportJob
from eichlab_gui.widgets import PlainButton


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A judgement with the profile it was made by."""

    judgement: Judgement
    profile: Profile


class Shown(Protocol):
    """What the page shows now."""

    @property
    def entry(self) -> Entry | None:
        """The entry that is chosen."""

    @property
    def listed(self) -> tuple[Entry, ...]:
        """All that pass filter and search."""

    @property
    def record(self) -> RecordVerdict | None:
        """The record whose signed text is shown."""

    def verdicts(self) -> Verdicts:
        """Return everything that was judged."""

    def report(self, entries: Sequence[Entry]) -> Report:
        """Return what a report on these entries says."""


class Outgoing(QObject):
    """The buttons *Export* and *Print* with their menus, and the work behind them."""

    notice_requested = Signal(str)

    def __init__(self, shown: Shown, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown, self._background, self._window = shown, background, parent
        self._report_job: ReportJob | None = None
        self.export = PlainButton()
        export_menu = QMenu(self.export)
        self.export_ocmf = export_menu.addAction("")
        self.export_one = export_menu.addAction("")
        self.export_all = export_menu.addAction("")
        export_menu.addSeparator()
        self.export_verdicts = export_menu.addAction("")
        self.export_verdicts.triggered.connect(self._choose_json)
        self.export_ocmf.triggered.connect(self._choose_ocmf)
        self.export_one.triggered.connect(partial(self._choose_xml, all_listed=False))
        self.export_all.triggered.connect(partial(self._choose_xml, all_listed=True))
        self.export.setMenu(export_menu)
        self.print = PlainButton()
        print_menu = QMenu(self.print)
        self.pdf_one = print_menu.addAction("")
        self.pdf_all = print_menu.addAction("")
        print_menu.addSeparator()
        self.print_one = print_menu.addAction("")
        self.print_all = print_menu.addAction("")
        self.pdf_one.triggered.connect(partial(self._choose_pdf, all_listed=False))
        self.pdf_all.triggered.connect(partial(self._choose_pdf, all_listed=True))
        self.print_one.triggered.connect(partial(self._choose_printer, all_listed=False))
        self.print_all.triggered.connect(partial(self._choose_printer, all_listed=True))
        self.print.setMenu(print_menu)

    def offer(self, *, is_shown: bool, holds_records: bool) -> None:
        """Offer what can leave: a report on all that is shown, records where there are some."""
        self.print.setEnabled(is_shown)
        self.export.setEnabled(is_shown and holds_records)

    def offer_for(self, entry: Entry | None) -> None:
        """Offer what can leave of the chosen entry."""
        has_record = entry is not None and bool(entry.records)
        self.export_ocmf.setEnabled(has_record)
        self.export_one.setEnabled(has_record)
        self.pdf_one.setEnabled(entry is not None)
        self.print_one.setEnabled(entry is not None)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.export.setText(self.tr("Export"))
        self.export_ocmf.setText(self.tr("This record as OCMF text…"))
        self.export_one.setText(self.tr("This transaction as S.A.F.E. XML…"))
        self.export_all.setText(self.tr("Everything listed as S.A.F.E. XML…"))
        self.export_verdicts.setText(self.tr("All verdicts with readings as JSON…"))
        self.print.setText(self.tr("Print"))
        self.print.setToolTip(self.tr("A report to sign (Ctrl+P: this transaction)"))
        self.pdf_one.setText(self.tr("This transaction as PDF…"))
        self.pdf_all.setText(self.tr("Everything listed as PDF…"))
        self.print_one.setText(self.tr("Print this transaction…"))
        self.print_all.setText(self.tr("Print everything listed…"))

    def close(self) -> None:
        """Stop a report under way."""
        if self._report_job is not None:
            self._report_job.close()

    # Records: always the stored bytes.

    def save_ocmf(self, path: Path) -> None:
        """Write the exact bytes of the record shown."""
        record = self._shown.record
        if record is not None:
            self._save(path, partial(_same, record.record.data))

    def save_xml(self, path: Path, entries: Sequence[Entry]) -> None:
        """Write the records of these entries as S.A.F.E. XML."""
        records = tuple(each.record for entry in entries for each in entry.records)
        self._save(path, partial(safe_xml, records))

    def save_json(self, path: Path) -> None:
        """Write every verdict with its profile, as the command ``verify --json`` does."""
        self._save(path, partial(_as_json, self._shown.verdicts()))

    @Slot()
    def _choose_json(self) -> None:
        name = self._ask_name("verdicts.json", "JSON (*.json)")
        if name is not None:
            self.save_json(name)

    @Slot()
    def _choose_ocmf(self) -> None:
        name = self._ask_name("record.ocmf", "OCMF (*.ocmf *.txt)")
        if name is not None:
            self.save_ocmf(name)

    def _choose_xml(self, *, all_listed: bool) -> None:
        proposed = "transactions.xml" if all_listed else "transaction.xml"
        entries = self._entries(all_listed=all_listed)
        name = self._ask_name(proposed, "S.A.F.E. XML (*.xml)") if entries else None
        if name is not None:
            self.save_xml(name, entries)

    # Reports to sign.

    def save_pdf(self, path: Path, entries: Sequence[Entry], extent: Extent = Extent.WHOLE) -> None:
        """Write a report on these entries as PDF."""
        self._new_job().write(replace(self._shown.report(entries), extent=extent), path)

    def print_on(
        self,
        printer: QPagedPaintDevice,
        entries: Sequence[Entry],
        extent: Extent = Extent.WHOLE,
    ) -> None:
        """Print a report on these entries."""
        self._new_job().print(replace(self._shown.report(entries), extent=extent), printer)

    def _new_job(self) -> ReportJob:
        self.close()
        self._report_job = ReportJob(self._window)
        self._report_job.ended.connect(self._reported)
        return self._report_job

    @Slot(object)
    def _reported(self, result: object) -> None:
        self._report_job = None
        if isinstance(result, Cancelled):
            self.notice_requested.emit(self.tr("The report was stopped; nothing was written."))
        elif isinstance(result, Exception):
            self._was_not_saved(result)
        elif isinstance(result, Path):
            self._was_saved(result)
        else:
            self.notice_requested.emit(self.tr("Pages printed: {count}").format(count=result))

    def _choose_pdf(self, *, all_listed: bool) -> None:
        self._ask_extent(self._entries(all_listed=all_listed), self._ask_pdf)

    def _ask_pdf(self, entries: tuple[Entry, ...], extent: Extent) -> None:
        title = self._shown.report(entries).source
        name = self._ask_name(f"{Path(title).stem or 'report'}.pdf", "PDF (*.pdf)")
        if name is not None:
            self.save_pdf(name, entries, extent)

    def _choose_printer(self, *, all_listed: bool) -> None:
        self._ask_extent(self._entries(all_listed=all_listed), self._ask_printer)

    def _ask_extent(
        self, entries: tuple[Entry, ...], go_on: Callable[[tuple[Entry, ...], Extent], None]
    ) -> None:
        """Ask of several entries which of them get pages of their own, then go on."""
        if len(entries) == 1:
            go_on(entries, Extent.WHOLE)
        elif entries:
            dialog = ExtentDialog(entries, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.decided.connect(partial(go_on, entries))
            dialog.open()

    def _ask_printer(self, entries: tuple[Entry, ...], extent: Extent) -> None:
        # Printing takes a library of its own, so only when it is asked for.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout())
        printer.setDocName(self._shown.report(entries).source)
        dialog = QPrintDialog(printer, self._window)
        # A report has neither a page shown now nor anything selected in it.
        option = QPrintDialog.PrintDialogOption
        dialog.setOption(option.PrintCurrentPage, on=False)
        dialog.setOption(option.PrintSelection, on=False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer, entries, extent))
        dialog.setModal(True)
        dialog.show()

    # Both.

    def _entries(self, *, all_listed: bool) -> tuple[Entry, ...]:
        if all_listed:
            return self._shown.listed
        entry = self._shown.entry
        return () if entry is None else (entry,)

    def _ask_name(self, proposed: str, kinds: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Export"), proposed, kinds)
        return Path(name) if name else None

    def _save(self, path: Path, content: Callable[[], bytes]) -> None:
        self._background.run(partial(_write, path, content), self._was_saved, self._was_not_saved)

    @Slot(object)
    def _was_saved(self, path: Path) -> None:
        self.notice_requested.emit(self.tr("Saved {name}").format(name=path.name))

    def _was_not_saved(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) else None
        sentence = self.tr("Not saved: {reason}").format(reason=reason or said_error(error))
        self.notice_requested.emit(sentence)


def _same(data: bytes) -> bytes:
    return data


def _as_json(verdicts: Verdicts) -> bytes:
    content = as_json(verdicts.judgement, said, profile=verdicts.profile.value)
    # With an indent it is written piece by piece, and other threads get their turn between.
    return "".join(json.JSONEncoder(indent=1).iterencode(content)).encode()


def _write(path: Path, content: Callable[[], bytes]) -> Path:
    path.write_bytes(content())
    return path
