"""What is asked about a key of the ring: whose, from where, by whom, from when to when."""

from datetime import UTC, datetime, time
from typing import Final

from PySide6.QtCore import QDate, QEvent, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from eichlab.transparency import UnusableKeyError, load_key
from eichlab.values import KeyOrigin, KnownKey
from eichlab_gui import theme
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.key_words import origin_word
from eichlab_gui.theme import SPACE_L, SPACE_M, SPACE_XL
from eichlab_gui.widgets import Label, PlainButton, PrimaryButton, Role

_ORIGINS: Final = (KeyOrigin.PLATE, KeyOrigin.REGISTER)


class _Form(QDialog):
    """A few fields, an action and a way back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        self.form = QFormLayout()
        self.form.setVerticalSpacing(SPACE_M)
        self.form.setHorizontalSpacing(SPACE_L)
        self.trouble = Label("", Role.BAD, wrap=True)
        self.done_button, self.back_button = PrimaryButton(), PlainButton()
        self.done_button.clicked.connect(self.accept)
        self.back_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.back_button)
        row.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_L)
        column.addLayout(self.form)
        column.addWidget(self.trouble)
        column.addLayout(row)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.back_button.setText(self.tr("Cancel"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def add_row(self, field: QWidget) -> Label:
        """Add a field and return the label before it."""
        label = Label()
        label.setBuddy(field)
        self.form.addRow(label, field)
        return label


class KeyForm(_Form):
    """By whom and from what a key is confirmed; with ``with_key`` also meter and key."""

    def __init__(self, operator: str, parent: QWidget | None = None, *, with_key: bool) -> None:
        super().__init__(parent)
        self._with_key = with_key
        self.meter = QLineEdit()
        self.key = QPlainTextEdit()
        self.key.setTabChangesFocus(True)
        self.key.setFont(theme.font(theme.SMALL_PX, fixed=True))
        self.key.setFixedHeight(84)
        self.source = QComboBox()
        for each in _ORIGINS:
            self.source.addItem("", each)
        self.by = QLineEdit(operator)
        if with_key:
            self._of_meter = self.add_row(self.meter)
            self._of_key = self.add_row(self.key)
        self._of_source = self.add_row(self.source)
        self._of_name = self.add_row(self.by)
        self.retranslate()
        for field in (self.meter, self.by):
            field.textChanged.connect(self._check)
        self.key.textChanged.connect(self._check)

    def retranslate(self) -> None:
        """Set every text anew."""
        super().retranslate()
        if self._with_key:
            self.setWindowTitle(self.tr("Add key"))
            self._of_meter.setText(self.tr("Meter (serial number)"))
            self._of_key.setText(self.tr("Public key"))
            self.done_button.setText(self.tr("Add"))
        else:
            self.setWindowTitle(self.tr("Confirm key"))
            self.done_button.setText(self.tr("Confirm"))
        self._of_source.setText(self.tr("Origin"))
        self._of_name.setText(self.tr("Confirmed by"))
        for number, each in enumerate(_ORIGINS):
            self.source.setItemText(number, origin_word(each))
        self._check()

    @property
    def text(self) -> str:
        """Return the key as typed."""
        return self.key.toPlainText().strip()

    @property
    def origin(self) -> KeyOrigin:
        """Return what the key was compared with."""
        return KeyOrigin(self.source.currentData())

    @property
    def name(self) -> str:
        """Return who confirms."""
        return self.by.text().strip()

    @Slot()
    def _check(self) -> None:
        trouble, complete = "", bool(self.name)
        if self._with_key:
            complete = complete and bool(self.meter.text().strip()) and bool(self.text)
            if self.text:
                try:
                    load_key(self.text)
                except UnusableKeyError as error:
                    trouble = said(error.message)
                except UnicodeEncodeError:
                    trouble = self.tr("This is no key.")
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        self.done_button.setEnabled(complete and not trouble)


class LimitForm(_Form):
    """From which day to which day a key is the meter's."""

    def __init__(self, key: KnownKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.from_box, self.from_day = self._row(key.valid_from)
        self.to_box, self.to_day = self._row(key.valid_to)
        for box, day in ((self.from_box, self.from_day), (self.to_box, self.to_day)):
            box.toggled.connect(self._check)
            day.dateChanged.connect(self._check)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        super().retranslate()
        self.setWindowTitle(self.tr("Validity of the key"))
        self.done_button.setText(self.tr("Set validity"))
        for box, day, title in (
            (self.from_box, self.from_day, self.tr("Valid from")),
            (self.to_box, self.to_day, self.tr("Valid to")),
        ):
            box.setText(title)
            day.setAccessibleName(title)
        self._check()

    def _row(self, at: datetime | None) -> tuple[QCheckBox, QDateEdit]:
        box = QCheckBox()
        box.setChecked(at is not None)
        day = QDateEdit()
        day.setCalendarPopup(True)
        day.setDisplayFormat("dd.MM.yyyy")
        shown = datetime.now(UTC) if at is None else at
        local = shown.astimezone()
        day.setDate(QDate(local.year, local.month, local.day))
        day.setEnabled(at is not None)
        box.toggled.connect(day.setEnabled)
        self.form.addRow(box, day)
        return box, day

    @property
    def first(self) -> datetime | None:
        """Return the beginning of the first day, or None for no limit."""
        return _moment(self.from_day.date(), time.min) if self.from_box.isChecked() else None

    @property
    def last(self) -> datetime | None:
        """Return the end of the last day, or None for no limit."""
        return _moment(self.to_day.date(), time.max) if self.to_box.isChecked() else None

    @Slot()
    def _check(self) -> None:
        first, last = self.first, self.last
        wrong = first is not None and last is not None and first > last
        self.trouble.setText(self.tr("It would end before it begins.") if wrong else "")
        self.trouble.setVisible(wrong)
        self.done_button.setEnabled(not wrong)


def _moment(day: QDate, at: time) -> datetime:
    return (
        datetime(day.year(), day.month(), day.day())
        .astimezone()
        .replace(hour=at.hour, minute=at.minute, second=at.second)
    )
