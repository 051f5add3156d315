"""The key ring: which meter has which public key, since when, and who confirmed it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from eichlab.store import Store
from eichlab.transparency import load_key
from eichlab.values import KeyOrigin, KnownKey, Severity
from eichlab_gui.background import Background
from eichlab_gui.icons import severity_icon
from eichlab_gui.language import said_error
from eichlab_gui.pages.transparency.key_forms import KeyForm, LimitForm
from eichlab_gui.pages.transparency.key_groups import KeyGroups
from eichlab_gui.pages.transparency.key_words import day_of, origin_word
from eichlab_gui.pages.transparency.key_work import export_keys, import_keys, keep_key
from eichlab_gui.pages.transparency.signed_text import grouped, short_hash
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role, StateNote, plain_tip

_WORD, _METER, _FINGERPRINT, _ORIGIN, _SEEN, _BY, _VALID = range(7)
_COLUMNS: Final = 7
_ROW_HEIGHT: Final = 32


class KeyModel(QAbstractTableModel):
    """The keys of the ring, those that changed or are shared told apart."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: tuple[KnownKey, ...] = ()
        self._by_meter: Counter[str] = Counter()
        self._by_key: Counter[str] = Counter()

    def set_keys(self, keys: Sequence[KnownKey]) -> None:
        """Show these keys."""
        self.beginResetModel()
        self._keys = tuple(keys)
        self._by_meter = Counter(key.meter.strip() for key in keys if not key.simulated)
        self._by_key = Counter(key.fingerprint for key in keys if not key.simulated)
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _COLUMNS - 1)
        if self._keys:
            last = self.index(len(self._keys) - 1, _COLUMNS - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def key(self, row: int) -> KnownKey:
        """Return the key of a row."""
        return self._keys[row]

    def stands_out(self, key: KnownKey) -> bool:
        """Return whether the meter has another key, too, or another meter this one."""
        return bool(self._remark(key)) and not key.simulated

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of keys."""
        return 0 if parent is not None and parent.isValid() else len(self._keys)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else _COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Remark"),
            self.tr("Meter"),
            self.tr("Fingerprint (SHA-256)"),
            self.tr("Origin"),
            self.tr("First seen"),
            self.tr("Confirmed"),
            self.tr("Valid"),
        )[section]

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return texts; a warning sign and word where a key changed or is shared."""
        if not index.isValid():
            return None
        key, column = self._keys[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(key)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == _WORD and self.stands_out(key):
            return severity_icon(Severity.WARNING, 16)
        if role == Qt.ItemDataRole.ToolTipRole:
            whole = key.fingerprint if column == _FINGERPRINT else self._texts(key)[column]
            return plain_tip(whole)
        return None

    def _texts(self, key: KnownKey) -> tuple[str, ...]:
        confirmed = ""
        if key.confirmed_by:
            confirmed = f"{key.confirmed_by} · {day_of(key.confirmed_at)}"
        valid = ""
        if key.valid_from or key.valid_to:
            valid = f"{day_of(key.valid_from)} … {day_of(key.valid_to)}"
        return (
            self._remark(key),
            key.meter,
            short_hash(key.fingerprint),
            origin_word(key.origin),
            day_of(key.first_seen),
            confirmed or "–",
            valid or self.tr("unlimited"),
        )

    def _remark(self, key: KnownKey) -> str:
        if key.simulated:
            return "SIMULATION"
        if self._by_meter[key.meter.strip()] > 1:
            return self.tr("changed")
        if self._by_key[key.fingerprint] > 1:
            return self.tr("shared")
        return ""


class KeyRingDialog(QDialog):
    """Shows the ring and changes it, always in the background; ``changed`` when it did."""

    changed = Signal()

    def __init__(
        self,
        store: Store,
        background: Background,
        operator: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._background, self._operator = store, background, operator
        self._open = True
        self._is_read = False
        self._problem: Exception | None = None
        self._telling: Callable[[], str] = self._advice
        self.model = KeyModel(self)
        self.rows = QSortFilterProxyModel(self)
        self.rows.setSourceModel(self.model)
        self.rows.setFilterKeyColumn(-1)
        self.rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.rows.setFilterFixedString)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(_METER, Qt.SortOrder.AscendingOrder)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.note = StateNote()
        self.note.acted.connect(self._choose_import)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.note)
        self.stack.addWidget(self.table)
        self.key = KeyGroups()
        self.whole = Label("", Role.SMALL, wrap=True, selectable=True)
        self.told = Label("", Role.MUTED, wrap=True)
        self.add_button, self.confirm_button = PlainButton(), PlainButton()
        self.limit_button = PlainButton()
        self.import_button, self.export_button = PlainButton(), PlainButton()
        self.close_button = PrimaryButton()
        self.add_button.clicked.connect(self._ask_add)
        self.confirm_button.clicked.connect(self._ask_confirm)
        self.limit_button.clicked.connect(self._ask_limits)
        self.import_button.clicked.connect(self._choose_import)
        self.export_button.clicked.connect(self._choose_export)
        self.close_button.clicked.connect(self.accept)
        self.finished.connect(self._ended)
        self._build()
        self.retranslate()
        self.resize(1020, 600)
        self.read()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_M)
        top.addWidget(self.search, 1)
        for button in (self.add_button, self.import_button, self.export_button):
            top.addWidget(button)
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE_M)
        bottom.addWidget(self.confirm_button)
        bottom.addWidget(self.limit_button)
        bottom.addWidget(self.told, 1)
        bottom.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        column.addWidget(self.whole)
        column.addWidget(self.key)
        column.addLayout(bottom)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("Key ring"))
        self.search.setPlaceholderText(self.tr("Search meter, fingerprint, name"))
        self.search.setAccessibleName(self.tr("Search meter, fingerprint, name"))
        self.table.setAccessibleName(self.tr("Keys known"))
        self.add_button.setText(self.tr("Add key…"))
        self.import_button.setText(self.tr("Import…"))
        self.export_button.setText(self.tr("Export…"))
        self.confirm_button.setText(self.tr("Confirm…"))
        self.limit_button.setText(self.tr("Set validity…"))
        self.close_button.setText(self.tr("Close"))
        self.told.setText(self._telling())
        self._say_note()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, with what was told and what is listed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.model.retranslate()
            self._fit_columns()

    def _advice(self) -> str:
        return self.tr("Keys are evidence: none is removed. End its validity to retire one.")

    def _say_note(self) -> None:
        """Say why no key is listed."""
        if self._problem is not None:
            self.note.show_error(said_error(self._problem))
        elif self._is_read:
            self.note.show_empty(
                self.tr("No key is known yet. Keys of meters on this bench come by themselves."),
                self.tr("Import…"),
            )
        else:
            self.note.show_loading(self.tr("Reading the key ring…"))

    @property
    def current(self) -> KnownKey | None:
        """Return the key chosen."""
        index = self.rows.mapToSource(self.table.currentIndex())
        return self.model.key(index.row()) if index.isValid() else None

    def read(self) -> None:
        """Read the ring from the store."""
        self._background.run(
            partial(self._store.known_keys, include_simulated=True), self._take, self._not_done
        )

    @Slot(object)
    def _take(self, keys: tuple[KnownKey, ...]) -> None:
        if not self._open:
            return
        before = self.current
        self._is_read, self._problem = True, None
        self.model.set_keys(keys)
        if keys:
            self.stack.setCurrentWidget(self.table)
            self._fit_columns()
            self._choose(before)
        else:
            self._say_note()
            self.stack.setCurrentWidget(self.note)
        self._chosen()

    def _fit_columns(self) -> None:
        header = self.table.horizontalHeader()
        for column in range(_COLUMNS - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.resizeColumnToContents(column)

    def _choose(self, before: KnownKey | None) -> None:
        for row in range(self.rows.rowCount()):
            each = self.model.key(self.rows.mapToSource(self.rows.index(row, 0)).row())
            if before is not None and (each.meter, each.fingerprint) == (
                before.meter,
                before.fingerprint,
            ):
                self.table.selectRow(row)
                return
        self.table.selectRow(0)

    @Slot()
    def _chosen(self) -> None:
        key = self.current
        self.confirm_button.setEnabled(key is not None and not key.simulated)
        self.limit_button.setEnabled(key is not None)
        self.whole.setVisible(key is not None)
        self.key.setVisible(key is not None)
        if key is not None:
            self.whole.setText(f"SHA-256  {grouped(key.fingerprint)}")
            digits = key.key.hex().upper()
            self.key.show_groups([digits[at : at + 4] for at in range(0, len(digits), 4)])

    # Changing.

    def add(self, meter: str, text: str, origin: KeyOrigin, by: str) -> None:
        """Keep a key somebody typed, as confirmed by them."""

        def work() -> int:
            return len(keep_key(self._store, meter, load_key(text), origin, by))

        self._change(work, self._added)

    def confirm(self, key: KnownKey, origin: KeyOrigin, by: str) -> None:
        """Note who confirmed a key."""
        work = partial(self._store.confirm_key, key.meter, key.fingerprint, origin, by)
        self._change(work, self._done)

    def limit(self, key: KnownKey, first: datetime | None, last: datetime | None) -> None:
        """Note from when to when a key is the meter's."""
        work = partial(self._store.limit_key, key.meter, key.fingerprint, first, last)
        self._change(work, self._done)

    def take_file(self, file: Path) -> None:
        """Take over all keys of a key ring file, or none."""
        self._change(partial(import_keys, self._store, file), self._imported)

    def write_file(self, file: Path) -> None:
        """Write the ring into a new file."""
        self._background.run(
            partial(export_keys, self._store, file), self._exported, self._not_done
        )

    def _change(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self._background.run(work, done, self._not_done)

    @Slot(object)
    def _done(self, _: object) -> None:
        if self._open:
            self._tell(self._advice, Role.MUTED)
        self.read()
        self.changed.emit()

    @Slot(object)
    def _added(self, others: object) -> None:
        self._done(others)
        if others and self._open:
            self._tell(self._another_before, Role.CARE)

    def _another_before(self) -> str:
        return self.tr("This meter had another key before. Limit the validity of the old one.")

    @Slot(object)
    def _imported(self, count: object) -> None:
        self._done(count)
        if self._open:
            self._tell(lambda: self.tr("Keys taken over: {count}").format(count=count), Role.GOOD)

    @Slot(object)
    def _exported(self, count: object) -> None:
        if self._open:
            self._tell(lambda: self.tr("Keys written: {count}").format(count=count), Role.GOOD)

    def _not_done(self, error: Exception) -> None:
        if self._open:
            self._tell(partial(said_error, error), Role.BAD)
            if self.model.rowCount() == 0:
                self._problem = error
                self._say_note()

    def _tell(self, telling: Callable[[], str], role: Role) -> None:
        """Say a sentence, and say it anew in another language."""
        self._telling = telling
        self.told.set_role(role)
        self.told.setText(telling())

    @Slot()
    def _ended(self) -> None:
        self._open = False

    # Asking.

    @Slot()
    def _ask_add(self) -> None:
        asked = KeyForm(self._operator, self, with_key=True)
        asked.accepted.connect(
            lambda: self.add(asked.meter.text().strip(), asked.text, asked.origin, asked.name)
        )
        asked.open()

    @Slot()
    def _ask_confirm(self) -> None:
        key = self.current
        if key is not None:
            asked = KeyForm(self._operator, self, with_key=False)
            asked.accepted.connect(lambda: self.confirm(key, asked.origin, asked.name))
            asked.open()

    @Slot()
    def _ask_limits(self) -> None:
        key = self.current
        if key is not None:
            asked = LimitForm(key, self)
            asked.accepted.connect(lambda: self.limit(key, asked.first, asked.last))
            asked.open()

    @Slot()
    def _choose_import(self) -> None:
        kind = self.tr("Key ring")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import keys"), "", f"{kind} (*.json)")
        if name:
            self.take_file(Path(name))

    @Slot()
    def _choose_export(self) -> None:
        kind = self.tr("Key ring")
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export keys"), "keyring.json", f"{kind} (*.json)"
        )
        if name:
            self.write_file(Path(name))
