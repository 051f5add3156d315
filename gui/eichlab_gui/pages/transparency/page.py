"""Transparency: open signed data, and see what can be said about it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, Qt, QTimer, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from eichlab.transparency import safe_xml
from eichlab.values import Judgement, KnownKey, Message, SignedRecord, VerdictWord
from eichlab_gui.background import Task
from eichlab_gui.figures import figure
from eichlab_gui.judging import Judging
from eichlab_gui.judging_process import Progress, Work
from eichlab_gui.language import said, said_error
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.page import Page
from eichlab_gui.pages.transparency.detail import Detail
from eichlab_gui.pages.transparency.entries import Entry, counts_of, entries_of
from eichlab_gui.pages.transparency.entry_list import EntryList
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL, VERDICT_TONES
from eichlab_gui.widgets import (
    PageHeader,
    Pill,
    PlainButton,
    PrimaryButton,
    StateNote,
    verdict_word,
)

_LIST_WIDTH: Final = 300


class _State(Enum):
    EMPTY = auto()
    LOADING = auto()
    FAILED = auto()
    SHOWN = auto()


class TransparencyPage(Page):
    """Opens documents, lists what they hold, shows the verdict on each.

    `open_files`, `open_text` and `show_records` are what the rest of the desktop calls;
    `close_page` ends the worker process.
    """

    def __init__(self, model: BenchModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.judging = Judging(self)
        self.judging.progressed.connect(self._progressed)
        self.judging.finished.connect(self._finished)
        self.judging.failed.connect(self._failed)
        self._state = _State.EMPTY
        self._entries: tuple[Entry, ...] = ()
        self._entry: Entry | None = None
        self._source = ""
        self._work: Work | None = None
        self._keys_task: Task | None = None
        self._picture_task: Task | None = None
        self._progress: Progress | None = None
        self._failure: Message | str = ""

        self.header = PageHeader()
        self.pills = {word: Pill(tone=VERDICT_TONES[word]) for word in VerdictWord}
        for pill in self.pills.values():
            self.header.add_left(pill)
        self.key = PlainButton()
        self.key.clicked.connect(self.ask_key)
        self.export = PlainButton()
        self.export_menu = QMenu(self.export)
        self.export_ocmf = self.export_menu.addAction("")
        self.export_one = self.export_menu.addAction("")
        self.export_all = self.export_menu.addAction("")
        self.export_ocmf.triggered.connect(self._choose_ocmf)
        self.export_one.triggered.connect(self._choose_one)
        self.export_all.triggered.connect(self._choose_all)
        self.export.setMenu(self.export_menu)
        self.paste = PlainButton()
        self.paste.clicked.connect(self.paste_text)
        self.open = PrimaryButton()
        self.open.clicked.connect(self.choose_files)
        for widget in (self.key, self.export, self.paste, self.open):
            self.header.add_right(widget)

        self.note = StateNote()
        self.note.acted.connect(self._note_acted)
        self.list = EntryList()
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.chosen.connect(self._chosen)
        self.detail = Detail()
        self.shown = QWidget()
        row = QHBoxLayout(self.shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(self.list)
        row.addWidget(self.detail, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.note)
        self.stack.addWidget(self.shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)

        self.setAcceptDrops(True)
        for sequence, receiver in (
            (QKeySequence.StandardKey.Open, self.choose_files),
            (QKeySequence.StandardKey.Paste, self.paste_text),
        ):
            key = QShortcut(QKeySequence(sequence), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(receiver)

    # What the rest of the desktop asks.

    def open_files(self, paths: Sequence[Path]) -> None:
        """Read and judge these files; the page shows progress, then the result."""
        if paths:
            name = paths[0].name
            if len(paths) > 1:
                name = self.tr("{name} and {count} more").format(name=name, count=len(paths) - 1)
            self._begin(name, Work(paths=tuple(paths)))

    def show_records(self, records: Sequence[SignedRecord]) -> None:
        """Judge records of this bench, as the store has them, and show them."""
        if records:
            # The port as it is called, not where its device file lies.
            source = Path(records[0].source).name
            work = Work(records=tuple(records), own_meter=True)
            self._begin(source or self.tr("this bench"), work)

    def open_text(self, text: str) -> None:
        """Read and judge a text as if it were a file."""
        source = self.tr("clipboard")
        self._begin(source, Work(text=text.encode(), text_source=source))

    def enter_key(self, text: str) -> None:
        """Judge what is shown again, with this public key as the one the user vouches for."""
        if self._work is not None and text.strip():
            key = text.strip().encode()
            self._begin(self._source, replace(self._work, entered_key=key))

    def close_page(self) -> None:
        """End the worker process."""
        super().close_page()
        self.judging.close()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what is listed, filter aside."""
        return self._entries

    @property
    def entry(self) -> Entry | None:
        """Return the entry shown."""
        return self._entry

    # Opening.

    @Slot()
    def choose_files(self) -> None:
        """Let the user choose files."""
        signed, everything = self.tr("Signed data"), self.tr("All files")
        pictures = self.tr("Pictures of codes")
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Open signed data"),
            "",
            f"{signed} (*.xml *.ocmf *.txt *.json *.csv *.log *.zip *.gz);;"
            f"{pictures} (*.png *.jpg *.jpeg *.bmp *.webp);;{everything} (*)",
        )
        self.open_files([Path(name) for name in names])

    @Slot()
    def ask_key(self) -> None:
        """Let the user type or paste a public key, for example from the type plate."""
        text, given = QInputDialog.getMultiLineText(
            self,
            self.tr("Enter the public key"),
            self.tr("Public key of the meter, for example from its type plate (hex or base64):"),
        )
        if given:
            self.enter_key(text)

    @Slot()
    def paste_text(self) -> None:
        """Take files or text from the clipboard."""
        if not self._take(QGuiApplication.clipboard().mimeData()):
            self.notice_requested.emit(self.tr("The clipboard holds neither text nor files."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and text."""
        data = event.mimeData()
        if data.hasUrls() or data.hasText() or data.hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def _take(self, data: QMimeData | None) -> bool:
        if data is None:
            return False
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open_files(paths)
            return True
        if data.hasImage() and not data.hasText():
            self._take_image(data.imageData())
            return True
        if data.hasText() and data.text().strip():
            self.open_text(data.text())
            return True
        return False

    def _take_image(self, image: QImage) -> None:
        """Read the codes of a picture that was copied, in the background."""
        source = self.tr("clipboard")

        def read() -> tuple[bytes, ...]:
            from eichlab_gui.pictures import codes_in

            return codes_in(image, source)

        self._picture_task = self.model.background.run(
            read, self._codes_read, lambda error: self.notice_requested.emit(said_error(error))
        )

    @Slot(object)
    def _codes_read(self, codes: tuple[bytes, ...]) -> None:
        self._begin(self.tr("clipboard"), Work(codes=codes, text_source=self.tr("clipboard")))

    def _begin(self, source: str, work: Work) -> None:
        """Fetch the key ring in the background, then give the job to the worker process."""
        self.judging.cancel()
        if self._keys_task is not None:
            self._keys_task.cancel()
        self._source, self._work, self._progress = source, work, None
        self._enter(_State.LOADING)
        store = self.model.store
        if store is None:
            self._keys_known(())
        else:
            self._keys_task = self.model.background.run(
                partial(store.known_keys, include_simulated=True),
                self._keys_known,
                self._keys_failed,
            )

    @Slot(object)
    def _keys_known(self, keys: tuple[KnownKey, ...]) -> None:
        self._keys_task = None
        if self._work is not None and self._state is _State.LOADING:
            self.judging.judge(replace(self._work, known_keys=keys))

    def _keys_failed(self, error: Exception) -> None:
        self._keys_task = None
        self._failure = said_error(error)
        self._enter(_State.FAILED)

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        self._progress = progress
        if self._state is _State.LOADING:
            self._say_state()

    @Slot(object)
    def _failed(self, failure: Message | None) -> None:
        self._failure = failure if failure is not None else ""
        if self._entries and self._work is not None and self._work.entered_key is not None:
            # A key that is none takes nothing away from what was shown before.
            self._work = replace(self._work, entered_key=None)
            self.notice_requested.emit(self._failure_text())
            self._enter(_State.SHOWN)
            return
        self._enter(_State.FAILED)

    @Slot(object)
    def _finished(self, judgement: Judgement) -> None:
        self._entries = entries_of(judgement)
        # Thousands of entries take their time twice; events are looked at in between.
        QTimer.singleShot(0, self._list)

    @Slot()
    def _list(self) -> None:
        if self.judging.busy:
            return
        self._enter(_State.SHOWN)
        self.list.show_entries(self._entries)
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _note_acted(self) -> None:
        if self._state is not _State.LOADING:
            self.choose_files()
            return
        self.judging.cancel()
        if self._keys_task is not None:
            self._keys_task.cancel()
            self._keys_task = None
        self._enter(_State.SHOWN if self._entries else _State.EMPTY)

    # Showing.

    def dress(self) -> None:
        """Style also what is hidden yet, so that showing it later takes no time."""
        dressed = self._dressed
        super().dress()
        if dressed:
            return
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        # The result, laid out once before anybody waits for it.
        self.shown.resize(self.size())
        self.shown.grab()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.key.setText(self.tr("Enter key…"))
        self.key.setToolTip(self.tr("Judge this again with a key from the type plate"))
        self.export.setText(self.tr("Export"))
        self.export_ocmf.setText(self.tr("This record as OCMF text…"))
        self.export_one.setText(self.tr("This transaction as S.A.F.E. XML…"))
        self.export_all.setText(self.tr("Everything listed as S.A.F.E. XML…"))
        self.paste.setText(self.tr("Paste"))
        self.paste.setToolTip(self.tr("Judge text or files from the clipboard (Ctrl+V)"))
        self.open.setText(self.tr("Open…"))
        self.open.setToolTip(self.tr("Open files with signed data (Ctrl+O)"))
        self.list.retranslate()
        self.detail.retranslate()
        self._say_state()

    def recolour(self) -> None:
        """Set the colours no style sheet reaches."""
        self.detail.recolour()
        self.list.view.viewport().update()

    def _enter(self, state: _State) -> None:
        self._state = state
        self._say_state()

    def _say_state(self) -> None:
        shown = self._state is _State.SHOWN
        self.stack.setCurrentWidget(self.shown if shown else self.note)
        self.key.setEnabled(shown)
        self.export.setEnabled(shown and any(entry.records for entry in self._entries))
        counts = counts_of(self._entries) if shown else {}
        for word, pill in self.pills.items():
            count = counts.get(word, 0)
            pill.setVisible(count > 0)
            pill.set(f"{figure(Decimal(count))} {verdict_word(word)}", VERDICT_TONES[word])
        about = ""
        if shown:
            count = sum(counts.values())
            about = f"{self._source} · " + (
                self.tr("1 transaction")
                if count == 1
                else self.tr("{count} transactions").format(count=figure(Decimal(count)))
            )
        self.header.set_title(self.tr("Transparency"), about)
        if self._state is _State.EMPTY:
            self.note.show_empty(
                self.tr("Drop a file with signed data here, or paste the text of a record."),
                self.tr("Open…"),
            )
        elif self._state is _State.LOADING:
            self._say_progress()
        elif self._state is _State.FAILED:
            self.note.show_error(self._failure_text(), self.tr("Open another file…"))

    def _say_progress(self) -> None:
        progress = self._progress
        if progress is None or (progress.done < progress.total and progress.total == 1):
            sentence = self.tr("Reading {source}…").format(source=self._source)
            self.note.show_loading(sentence, self.tr("Cancel"))
        elif progress.done < progress.total:
            sentence = self.tr("Reading file {number} of {total}…").format(
                number=progress.done + 1, total=progress.total
            )
            self.note.show_loading(sentence, self.tr("Cancel"), progress.done / progress.total)
        else:
            sentence = self.tr("Judging records: {count}").format(
                count=figure(Decimal(progress.records))
            )
            self.note.show_loading(sentence, self.tr("Cancel"))

    def _failure_text(self) -> str:
        if isinstance(self._failure, Message):
            return said(self._failure)
        return self._failure or self.tr(
            "The process that judges documents ended unexpectedly. Nothing was changed; try again."
        )

    @Slot(object)
    def _chosen(self, entry: Entry | None) -> None:
        self._entry = entry
        self.detail.setVisible(entry is not None)
        has_record = entry is not None and bool(entry.records)
        self.export_ocmf.setEnabled(has_record)
        self.export_one.setEnabled(has_record)
        if entry is not None:
            self.detail.show_entry(entry)

    # Exporting: always the stored bytes.

    def save_ocmf(self, path: Path) -> None:
        """Write the exact bytes of the record shown."""
        record = self.detail.signed.record
        if record is not None:
            self._save(path, partial(_same, record.record.data))

    def save_xml(self, path: Path, entries: Sequence[Entry]) -> None:
        """Write the records of these entries as S.A.F.E. XML."""
        records = tuple(each.record for entry in entries for each in entry.records)
        self._save(path, partial(safe_xml, records))

    @Slot()
    def _choose_ocmf(self) -> None:
        name = self._ask_name("record.ocmf", "OCMF (*.ocmf *.txt)")
        if name is not None:
            self.save_ocmf(name)

    @Slot()
    def _choose_one(self) -> None:
        name = self._ask_name("transaction.xml", "S.A.F.E. XML (*.xml)")
        if name is not None and self._entry is not None:
            self.save_xml(name, (self._entry,))

    @Slot()
    def _choose_all(self) -> None:
        name = self._ask_name("transactions.xml", "S.A.F.E. XML (*.xml)")
        if name is not None:
            self.save_xml(name, self._entries)

    def _ask_name(self, proposed: str, kinds: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), proposed, kinds)
        return Path(name) if name else None

    def _save(self, path: Path, content: Callable[[], bytes]) -> None:
        self.model.background.run(
            partial(_write, path, content), self._was_saved, self._was_not_saved
        )

    @Slot(object)
    def _was_saved(self, path: Path) -> None:
        self.notice_requested.emit(self.tr("Saved {name}").format(name=path.name))

    def _was_not_saved(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) else None
        sentence = self.tr("Not saved: {reason}").format(reason=reason or said_error(error))
        self.notice_requested.emit(sentence)


def _same(data: bytes) -> bytes:
    return data


def _write(path: Path, content: Callable[[], bytes]) -> Path:
    path.write_bytes(content())
    return path
