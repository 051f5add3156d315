"""Transparency: open signed data, and see what can be said about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, Qt, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from eichlab.transparency import LoadedKey, Profile
from eichlab.values import (
    Judgement,
    KeyOrigin,
    KnownKey,
    Message,
    RecordVerdict,
    SignedRecord,
    VerdictWord,
)
from eichlab_gui.background import Task
from eichlab_gui.collector import Collector
from eichlab_gui.figures import figure
from eichlab_gui.judging import Judging
from eichlab_gui.judging_process import Progress, Work
from eichlab_gui.language import said, said_error
from eichlab_gui.model import BenchModel
from eichlab_gui.pages.page import Page
from eichlab_gui.pages.transparency.count_pill import CountPill
from eichlab_gui.pages.transparency.detail import Detail
from eichlab_gui.pages.transparency.entries import Entry, Listing, counts_of, listing_of
from eichlab_gui.pages.transparency.entry_list import EntryList
from eichlab_gui.pages.transparency.key_ring import KeyRingDialog
from eichlab_gui.pages.transparency.key_work import (
    KeysAtHand,
    explained,
    keep_key,
    key_of_picture,
    keys_at_hand,
)
from eichlab_gui.pages.transparency.outgoing import Outgoing, Verdicts
from eichlab_gui.pages.transparency.profile_choice import ProfileChoice
from eichlab_gui.pages.transparency.report import Report
from eichlab_gui.pages.transparency.signed_content import SignedContent
from eichlab_gui.pages.transparency.wording import worst_of
from eichlab_gui.pictures import codes_in
from eichlab_gui.preferences import Preferences
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import (
    PageHeader,
    PlainButton,
    PrimaryButton,
    StateNote,
    set_plain_tip,
    verdict_word,
)

_LIST_WIDTH: Final = 300
_NARROW_LIST: Final = 250
# From this width of the page on the list gets all it likes.
_ROOMY: Final = 1080


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

    def __init__(
        self,
        model: BenchModel,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, parent)
        self._preferences = preferences
        self.judging = Judging(self)
        self.judging.progressed.connect(self._progressed)
        self.judging.finished.connect(self._finished)
        self.judging.failed.connect(self._failed)
        self._state = _State.EMPTY
        self._listing = Listing()
        self._judgement = Judgement((), (), ())
        # What the listing came of; `_work` may be ahead of it.
        self._judged = Work()
        self._judged_at = datetime.now(UTC)
        self._entry: Entry | None = None
        self._about = ""
        self._work: Work | None = None
        self._keys_task: Task | None = None
        self._keys_awaited = False
        self._picture_task: Task | None = None
        self._listing_task: Task | None = None
        self._key_task: Task | None = None
        self._explaining: Task | None = None
        self._again: Entry | None = None
        self._ring: KeyRingDialog | None = None
        self._ring_changed = False
        self._progress: Progress | None = None
        self._failure: Message | str = ""

        self.header = PageHeader(parent=self)
        self.stack = QStackedWidget(self)
        self.shown = QWidget(self.stack)
        # A long name of a file must not keep the window wide; it is shortened to what fits.
        self.header.subtitle.setMinimumWidth(1)
        self.pills = {word: CountPill(word) for word in VerdictWord}
        for word, pill in self.pills.items():
            pill.clicked.connect(partial(self._pill_clicked, word))
            self.header.add_left(pill)
        self.key = PlainButton()
        self.key.clicked.connect(self.open_key_ring)
        self.key.setEnabled(model.store is not None)
        model.opened.connect(self._store_opened)
        self.outgoing = Outgoing(self, model.background, self)
        self.outgoing.notice_requested.connect(self.notice_requested)
        self.paste = PlainButton()
        self.paste.clicked.connect(self.paste_text)
        self.open = PrimaryButton()
        self.open.clicked.connect(self.choose_files)
        for widget in (self.key, self.outgoing.export, self.outgoing.print, self.paste, self.open):
            self.header.add_right(widget)

        self.note = StateNote()
        self.note.acted.connect(self._note_acted)
        self.list = EntryList(self.shown)
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.chosen.connect(self._chosen)
        self.list.word_shown.connect(self._word_shown)
        self.profile = ProfileChoice()
        self.profile.chosen.connect(self._profile_chosen)
        self.list.body.addWidget(self.profile)
        self.detail = Detail(self.shown)
        self.detail.verdict.explanation_asked.connect(self._ask_manual)
        self.detail.key.entered.connect(self.enter_key)
        self.detail.key.confirmed.connect(self.confirm_key)
        self.detail.key.picture_chosen.connect(self.read_plate)
        self.detail.signed.content_wanted.connect(self._explain)
        if preferences is not None:
            self.detail.key.by.setText(preferences.operator)
        row = QHBoxLayout(self.shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_L)
        row.addWidget(self.list)
        row.addWidget(self.detail, 1)
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
            (QKeySequence.StandardKey.Print, self.outgoing.print_one.trigger),
        ):
            key = QShortcut(QKeySequence(sequence), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(receiver)

    @Slot()
    def _store_opened(self) -> None:
        self.key.setEnabled(self.model.store is not None)
        if self._keys_awaited:
            self._keys_awaited = False
            if self._state is _State.LOADING:
                self._fetch_keys()

    # What the rest of the desktop asks.

    def open_files(self, paths: Sequence[Path]) -> None:
        """Read and judge these files; the page shows progress, then the result."""
        if paths:
            self._begin(Work(paths=tuple(paths)))

    def show_records(self, records: Sequence[SignedRecord]) -> None:
        """Judge records of this bench, as the store has them, and show them."""
        if records:
            self._begin(Work(records=tuple(records), own_meter=True))

    def open_text(self, text: str) -> None:
        """Read and judge a text as if it were a file."""
        self._begin(Work(text=text.encode(), text_source=self.tr("clipboard")))

    def enter_key(self, text: str) -> None:
        """Judge what is shown again, with this public key as the one the user vouches for."""
        if self._work is not None and text.strip():
            key = text.strip().encode("utf-8", "replace")
            self._judge_again(replace(self._work, entered_key=key))

    def confirm_key(self, key: LoadedKey, by: str) -> None:
        """Keep this key as compared with the type plate by someone, then judge again."""
        store, entry = self.model.store, self._entry
        if store is None or entry is None or not entry.records:
            return
        stated = worst_of(entry).identification
        name = stated.meter or stated.charge_point
        if not name:
            self.notice_requested.emit(
                self.tr("The record names neither meter nor charge point to keep the key for.")
            )
            return
        self.model.background.run(
            partial(keep_key, store, name, key, KeyOrigin.PLATE, by, simulated=entry.simulated),
            self._key_kept,
            self._told,
        )

    @Slot(object)
    def _key_kept(self, others: tuple[KnownKey, ...]) -> None:
        sentence = self.tr("The key is confirmed and kept in the key ring.")
        if others:
            sentence = self.tr(
                "The key is confirmed. This meter had another key before; see the key ring."
            )
        self.notice_requested.emit(sentence)
        if self._work is not None:
            # From now on the key ring vouches for it, not the one who typed it.
            self._judge_again(replace(self._work, entered_key=None))

    def _judge_again(self, work: Work) -> None:
        entry = self._entry
        self._begin(work)
        self._again = entry

    @Slot()
    def _ask_manual(self) -> None:
        self.manual_requested.emit("verdicts")

    @Slot(object)
    def _profile_chosen(self, _profile: Profile) -> None:
        if self._work is not None and self._state in {_State.SHOWN, _State.LOADING}:
            self._judge_again(self._work)

    def read_plate(self, picture: Path | QImage) -> None:
        """Read the key on a picture of a type plate, and compare with it."""
        self._picture_task = self.model.background.run(
            partial(key_of_picture, picture, self.tr("clipboard")),
            self.detail.key.show_read,
            self._told,
        )

    def _told(self, error: Exception) -> None:
        self.notice_requested.emit(said_error(error))

    @Slot()
    def open_key_ring(self) -> None:
        """Show the key ring; what is shown is judged again when the ring was changed."""
        store = self.model.store
        if store is None:
            return
        operator = "" if self._preferences is None else self._preferences.operator
        self._ring = KeyRingDialog(store, self.model.background, operator, self)
        self._ring_changed = False
        self._ring.changed.connect(self._note_ring)
        self._ring.finished.connect(self._ring_closed)
        self._ring.open()

    @Slot()
    def _note_ring(self) -> None:
        self._ring_changed = True

    @Slot()
    def _ring_closed(self) -> None:
        if self._ring is not None:
            self._ring.deleteLater()
            self._ring = None
        if self._ring_changed and self._work is not None and self._state is _State.SHOWN:
            self._judge_again(self._work)

    def close_page(self) -> None:
        """End the worker process."""
        super().close_page()
        if self._ring is not None:
            self._ring.close()
        self.outgoing.close()
        self.judging.close()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what is listed, filter aside."""
        return self._listing.entries

    @property
    def entry(self) -> Entry | None:
        """Return the entry shown."""
        return self._entry

    @property
    def is_loading(self) -> bool:
        """Return whether something is being read or judged."""
        return self._state is _State.LOADING

    @property
    def failure(self) -> str:
        """Return why nothing could be judged, as it is shown; empty where nothing failed."""
        return self._failure_text() if self._state is _State.FAILED else ""

    @property
    def listed(self) -> tuple[Entry, ...]:
        """Return what passes filter and search."""
        return self.list.listed

    def verdicts(self) -> Verdicts:
        """Return everything that was judged, and by which profile."""
        return Verdicts(self._judgement, self._judged.profile)

    @property
    def record(self) -> RecordVerdict | None:
        """Return the record whose signed text is shown."""
        return self.detail.signed.record

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
        self._picture_task = self.model.background.run(
            partial(codes_in, image, self.tr("clipboard")), self._codes_read, self._told
        )

    @Slot(object)
    def _codes_read(self, codes: tuple[bytes, ...]) -> None:
        self._begin(Work(codes=codes, text_source=self.tr("clipboard")))

    def _source_of(self, work: Work) -> str:
        """Return what is judged, as the language of the screen names it."""
        if work.paths:
            name, more = work.paths[0].name, len(work.paths) - 1
            if not more:
                return name
            return self.tr("{name} and {count} more").format(name=name, count=more)
        if work.records:
            # The port as it is called, not where its device file lies.
            return Path(work.records[0].source).name or self.tr("this bench")
        return self.tr("clipboard")

    def _begin(self, work: Work) -> None:
        """Fetch the key ring in the background, then give the job to the worker process."""
        self.judging.cancel()
        if self._keys_task is not None:
            self._keys_task.cancel()
        if self._listing_task is not None:
            self._listing_task.cancel()
            self._listing_task = None
        work = replace(work, profile=self.profile.profile)
        self._work, self._progress, self._again = work, None, None
        self._enter(_State.LOADING)
        # Without the key ring the verdict would be another: no judging before that is there.
        self._keys_awaited = self.model.is_waiting
        if not self._keys_awaited:
            self._fetch_keys()

    def _fetch_keys(self) -> None:
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
            self._work = replace(self._work, known_keys=keys)
            self.judging.judge(self._work)

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
        if self._listing.entries and self._work is not None and self._work.entered_key is not None:
            # A key that is none takes nothing away from what was shown before.
            self._keep_judged()
            self.notice_requested.emit(self._failure_text())
            self._enter(_State.SHOWN)
            return
        self._enter(_State.FAILED)

    @Slot(object)
    def _finished(self, judgement: Judgement) -> None:
        # Thousands of entries take their time: sorted and made searchable away from the screen.
        self._listing_task = self.model.background.run(
            partial(listing_of, judgement), partial(self._listed, judgement), self._keys_failed
        )

    def _listed(self, judgement: Judgement, listing: Listing) -> None:
        self._listing_task = None
        Collector.set_aside()
        if self.judging.busy or self._state is not _State.LOADING or self._work is None:
            return
        self._judgement, self._listing = judgement, listing
        self._judged, self._judged_at = self._work, datetime.now(UTC)
        again, self._again = self._again, None
        self._enter(_State.SHOWN)
        self.list.show_listing(listing)
        if again is not None:
            self._choose_again(again)
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_again(self, before: Entry) -> None:
        """Choose the entry that was shown before everything was judged again."""
        same = (
            row
            for row in range(self.list.model.rowCount())
            if isinstance(entry := self.list.model.row(row), Entry)
            and (entry.source, entry.place, entry.begin, entry.end)
            == (before.source, before.place, before.begin, before.end)
        )
        row = next(same, None)
        if row is not None:
            self.list.view.setCurrentIndex(self.list.model.index(row))

    @Slot()
    def _note_acted(self) -> None:
        if self._state is not _State.LOADING:
            self.choose_files()
            return
        self.judging.cancel()
        if self._keys_task is not None:
            self._keys_task.cancel()
            self._keys_task = None
        if self._listing_task is not None:
            self._listing_task.cancel()
            self._listing_task = None
        self._keep_judged()
        self._enter(_State.SHOWN if self._listing.entries else _State.EMPTY)

    def _keep_judged(self) -> None:
        """Go back to the work whose result stays shown, where another came to nothing."""
        if self._listing.entries:
            self._work = self._judged
            self.profile.show_profile(self._judged.profile)

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
        self.key.setText(self.tr("Key ring…"))
        self.key.setToolTip(self.tr("Keys known of meters, and who confirmed them"))
        self.outgoing.retranslate()
        self.paste.setText(self.tr("Paste"))
        self.paste.setToolTip(self.tr("Judge text or files from the clipboard (Ctrl+V)"))
        self.open.setText(self.tr("Open…"))
        self.open.setToolTip(self.tr("Open files with signed data (Ctrl+O)"))
        self.list.retranslate()
        self.profile.retranslate()
        self.detail.retranslate()
        self._say_state()

    def recolour(self) -> None:
        """Set the colours no style sheet reaches."""
        self.detail.recolour()
        self.list.recolour()

    def _enter(self, state: _State) -> None:
        self._state = state
        self._say_state()

    def _say_state(self) -> None:
        shown = self._state is _State.SHOWN
        self.stack.setCurrentWidget(self.shown if shown else self.note)
        self.outgoing.offer(
            is_shown=shown,
            holds_records=any(entry.records for entry in self._listing.entries),
        )
        counts = counts_of(self._listing.entries) if shown else {}
        for word, pill in self.pills.items():
            count = counts.get(word, 0)
            pill.setVisible(count > 0)
            pill.set_count(figure(Decimal(count)), verdict_word(word))
            hint = self.tr("List only these; once more lists all")
            pill.setToolTip(f"{verdict_word(word)} – {hint}")
        self._about = ""
        if shown:
            count = sum(counts.values())
            self._about = (
                self.tr("1 transaction")
                if count == 1
                else self.tr("{count} transactions").format(count=figure(Decimal(count)))
            )
        self._fit_header()
        if self._state is _State.EMPTY:
            self.note.show_empty(
                self.tr("Drop a file with signed data here, or paste the text of a record."),
                self.tr("Open…"),
            )
        elif self._state is _State.LOADING:
            self._say_progress()
        elif self._state is _State.FAILED:
            self.note.show_error(self._failure_text(), self.tr("Open another file…"))

    def _fit_header(self) -> None:
        """Say as much in the header as there is room for: name, then words of the counts go."""
        room = self.width() - 2 * SPACE_XL
        whole = self._source_of(self._judged)
        steps = ((False, 360), (False, 220), (True, 220), (True, 120), (True, 0))
        for compact, longest in steps:
            for pill in self.pills.values():
                pill.set_compact(compact=compact)
            metrics = self.header.subtitle.fontMetrics()
            source = metrics.elidedText(whole, Qt.TextElideMode.ElideMiddle, longest)
            parts = [source if longest else "", self._about if longest != 120 else ""]
            about = " · ".join(part for part in parts if part)
            self.header.set_title(self.tr("Transparency"), about if self._about else "")
            if self.header.needed_width() <= room:
                break
        set_plain_tip(self.header.subtitle, whole if self._about else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit header and list."""
        super().resizeEvent(event)
        self.list.setFixedWidth(_LIST_WIDTH if self.width() >= _ROOMY else _NARROW_LIST)
        self._fit_header()

    def _say_progress(self) -> None:
        progress, work = self._progress, self._work or Work()
        if progress is None or (progress.done < progress.total and progress.total == 1):
            sentence = self.tr("Reading {source}…").format(source=self._source_of(work))
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
        self.outgoing.offer_for(entry)
        if self._key_task is not None:
            self._key_task.cancel()
            self._key_task = None
        if entry is None:
            return
        self.detail.show_entry(entry, self._judged.profile)
        if entry.records:
            judged = self._judged
            work = partial(keys_at_hand, worst_of(entry), judged.known_keys, judged.entered_key)
            self._key_task = self.model.background.run(work, self._key_found, self._told)

    @Slot(object)
    def _explain(self, record: RecordVerdict) -> None:
        """Find out away from the screen where the fields stand in what was signed."""
        if self._explaining is not None:
            self._explaining.cancel()
        if self._entry is None:
            return
        judged = self._judged
        self._explaining = self.model.background.run(
            partial(explained, record, self._entry, judged.known_keys, judged.entered_key),
            partial(self._explained, record),
            partial(self._not_explained, record),
        )

    def _explained(self, record: RecordVerdict, content: SignedContent | None) -> None:
        self._explaining = None
        Collector.set_aside()
        self.detail.signed.show_content(record, content)

    def _not_explained(self, record: RecordVerdict, error: Exception) -> None:
        self._explained(record, None)
        self._told(error)

    @Slot(object)
    def _key_found(self, found: KeysAtHand) -> None:
        self._key_task = None
        self.detail.key.show_key(found.key, found.others, storable=self.model.store is not None)

    def _pill_clicked(self, word: VerdictWord) -> None:
        self.list.show_word(word if self.pills[word].isChecked() else None)

    @Slot(object)
    def _word_shown(self, word: VerdictWord | None) -> None:
        for each, pill in self.pills.items():
            pill.setChecked(each is word)

    def report(self, entries: Sequence[Entry]) -> Report:
        """Return what a report on these entries says."""
        judged = self._judged
        return Report(
            self._source_of(judged),
            tuple(entries),
            self._judged_at,
            judged.known_keys,
            judged.entered_key,
            own_meter=judged.own_meter,
            profile=judged.profile,
        )
