"""The key a verdict is about, and its comparison with the meter's type plate."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from eichlab.transparency import (
    LoadedKey,
    PlateComparison,
    PlateOutcome,
    UnusableKeyError,
    compare_with_plate,
    entered,
    find_by_plate,
    groups_of_four,
    load_key,
)
from eichlab.values import KeyOrigin, KeyState, RecordVerdict, SignatureState
from eichlab_gui import theme
from eichlab_gui.figures import NONE
from eichlab_gui.language import said
from eichlab_gui.pages.transparency.key_groups import KeyGroups
from eichlab_gui.pages.transparency.key_words import origin_sentence
from eichlab_gui.pages.transparency.signed_text import grouped
from eichlab_gui.theme import SPACE_M, SPACE_S, Tone
from eichlab_gui.widgets import Card, Label, PlainButton, PrimaryButton, QuietButton, Role
from eichlab_gui.widgets.divider import Shape

_NARROWEST = 140
_OUTCOME = {
    PlateOutcome.MATCHES: ("verified", Tone.GOOD, Role.GOOD),
    PlateOutcome.FOUND: ("unconfirmed", Tone.CARE, Role.TEXT),
    PlateOutcome.DIFFERS: ("rejected", Tone.BAD, Role.BAD),
    PlateOutcome.SHORT: ("note", Tone.NEUTRAL, Role.MUTED),
}


class PlateText(QPlainTextEdit):
    """What stands on the plate; pictures that are pasted or dropped are handed on."""

    picture = Signal(object)
    """A `Path` or a `QImage`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFont(theme.font(theme.SMALL_PX, fixed=True))
        self.setFixedHeight(62)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text, pictures and files of pictures."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take text as text; a picture is for whoever reads its code."""
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files:
            self.picture.emit(files[0])
        elif source.hasImage() and not source.hasText():
            image = source.imageData()
            if isinstance(image, QImage):
                self.picture.emit(image)
        else:
            super().insertFromMimeData(source)


class KeyCard(Card):
    """The card *Key*: fingerprint, origin, the key as on a plate, and the comparison."""

    entered = Signal(str)
    """Judge again with this key, as the user vouches for it."""
    confirmed = Signal(object, str)
    """`LoadedKey` and a name: the whole key stands on the meter's type plate."""
    opened = Signal()
    """The user opened the comparison and wants to see it."""
    picture_chosen = Signal(object)
    """A `Path` or a `QImage` to read a code from; the answer goes to `show_read`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._record: RecordVerdict | None = None
        self._key: LoadedKey | None = None
        self._others: tuple[LoadedKey, ...] = ()
        self._storable = False
        self.comparison: PlateComparison | None = None
        self.compare = PlainButton()
        self.compare.setCheckable(True)
        self.compare.toggled.connect(self._toggled)
        self.compare.clicked.connect(self._clicked)
        self.copy = QuietButton()
        self.copy.clicked.connect(self._copy)
        self.header.addStretch(1)
        self.header.addWidget(self.copy)
        self.header.addWidget(self.compare)
        self.fingerprint = Label("", wrap=True, selectable=True)
        self.origin = Label("", Role.MUTED, wrap=True, selectable=True)
        self.groups = KeyGroups()
        self.body.addWidget(self.fingerprint)
        self.body.addWidget(self.origin)
        self.body.addSpacing(SPACE_S)
        self.body.addWidget(self.groups)
        self.panel = QWidget()
        self.body.addWidget(self.panel)
        self._build_panel()
        self.panel.hide()

    def _build_panel(self) -> None:
        self.asked = Label("", wrap=True)
        self.text = PlateText()
        self.text.textChanged.connect(self._compare)
        self.text.picture.connect(self.picture_chosen)
        self.shape = Shape(18)
        self.outcome = Label("", wrap=True, selectable=True)
        # A fingerprint has no blank and must not widen the page.
        self.outcome.setMinimumWidth(_NARROWEST)
        self.hints = Label("", Role.CARE, wrap=True, selectable=True)
        self.scan = PlainButton()
        self.scan.clicked.connect(self._choose_picture)
        self.check = PlainButton()
        self.check.clicked.connect(self._enter)
        self.by = QLineEdit()
        self.by.setMaxLength(80)
        self.by.textChanged.connect(self._say_actions)
        self.confirm = PrimaryButton()
        self.confirm.clicked.connect(self._confirm)
        told = QHBoxLayout()
        told.setSpacing(SPACE_M)
        told.addWidget(self.shape, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.outcome)
        words.addWidget(self.hints)
        told.addLayout(words, 1)
        acts = QHBoxLayout()
        acts.setSpacing(SPACE_M)
        acts.addWidget(self.scan)
        acts.addWidget(self.check)
        acts.addStretch(1)
        acts.addWidget(self.by, 1)
        acts.addWidget(self.confirm)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(0, SPACE_M, 0, 0)
        column.setSpacing(SPACE_M)
        for widget in (self.asked, self.text):
            column.addWidget(widget)
        column.addLayout(told)
        column.addLayout(acts)

    # What the page tells.

    def show_record(self, record: RecordVerdict | None) -> None:
        """Show what the verdict says of the key; the key itself follows by `show_key`."""
        before = None if self._record is None else self._record.record.data
        self._record, self._key, self.comparison = record, None, None
        if record is None:
            return
        if record.record.data != before:
            # Judged again, the same record keeps what was typed; another one begins anew.
            self.text.clear()
            self.compare.setChecked(False)
        self._draw()
        # Until the key itself is there, nothing can be compared or confirmed.
        self._say_actions()
        if record.key.state is KeyState.MISSING:
            self.compare.setChecked(True)

    def show_key(
        self, key: LoadedKey | None, others: Sequence[LoadedKey] = (), *, storable: bool
    ) -> None:
        """Show the key's bytes; ``others`` are the key ring's, to find one by its ends.

        ``storable`` says that there is a key ring to keep a confirmation in.
        """
        self._key, self._others, self._storable = key, tuple(others), storable
        self._draw()
        self._compare()

    def show_read(self, text: str) -> None:
        """Compare with what the code of a picture holds."""
        self.text.setPlainText(text)
        self.open_panel()

    @Slot()
    def open_panel(self) -> None:
        """Open the comparison and put the cursor there."""
        self.compare.setChecked(True)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("Key"))
        self.compare.setText(self.tr("Compare with type plate"))
        self.copy.setText(self.tr("Copy"))
        self.copy.setToolTip(self.tr("Copy the key as it is shown"))
        self.asked.setText(
            self.tr(
                "Type, paste or scan the key from the meter's type plate, in whatever spelling "
                "it has. First and last group (“3059 … 4F21”) find it; only the whole confirms it."
            )
        )
        self.text.setAccessibleName(self.tr("Key as it stands on the type plate"))
        self.scan.setText(self.tr("Scan picture…"))
        self.scan.setToolTip(self.tr("Read the code on a photograph of the type plate"))
        self.check.setText(self.tr("Judge with this key"))
        self.by.setPlaceholderText(self.tr("Confirmed by"))
        self.by.setAccessibleName(self.tr("Confirmed by"))
        self.confirm.setText(self.tr("Confirm key"))
        self.groups.setToolTip(self.tr("The key in groups of four, as type plates print it"))
        self._draw()
        self._compare()

    # Showing.

    def _draw(self) -> None:
        record = self._record
        if record is None:
            return
        stated = record.key
        self.copy.setVisible(self._key is not None)
        self.groups.setVisible(self._key is not None)
        if stated.fingerprint is None:
            self.fingerprint.setText(self.tr("No public key is known for this record."))
            self.origin.setText(
                self.tr("Enter the key from the meter's type plate to check the signature.")
            )
            return
        lines = [f"SHA-256  {grouped(stated.fingerprint)}"]
        if stated.expected:
            lines.append(
                self.tr("Confirmed key instead: SHA-256  {fingerprint}").format(
                    fingerprint=grouped(stated.expected)
                )
            )
        self.fingerprint.setText("\n".join(lines))
        parts = [origin_sentence(stated.origin, stated.confirmed_by, stated.confirmed_at)]
        if self._key is not None:
            parts.append(self._key.curve)
        if stated.state is KeyState.UNCONFIRMED:
            parts.append(self.tr("not confirmed; anyone could have made it"))
        self.origin.setText(" · ".join(part for part in parts if part != NONE))
        if self._key is not None and self.comparison is None:
            self.groups.show_groups(groups_of_four(self._key.der.hex().upper()))

    @Slot()
    def _compare(self) -> None:
        text = self.text.toPlainText().strip()
        self.comparison = None
        key = self._key
        if key is None and text:
            key = next(iter(find_by_plate(text, self._others)), None)
        if key is not None and text:
            self.comparison = compared = compare_with_plate(text, key)
            self.groups.setVisible(True)
            self.groups.show_groups(compared.expected, compared.read, compared.first_difference)
            shape, tone, role = _OUTCOME[compared.outcome]
            self.shape.set(shape, tone)
            self.outcome.set_role(role)
            self.outcome.setText(said(compared.message))
            self.hints.setText("\n".join(said(hint) for hint in compared.hints))
        else:
            self.shape.set("note" if text else "", Tone.NEUTRAL)
            self.outcome.set_role(Role.MUTED)
            self.outcome.setText(self._without_key(text))
            self.hints.setText("")
            if self._key is not None:
                self.groups.show_groups(groups_of_four(self._key.der.hex().upper()))
            else:
                self.groups.hide()
        self.shape.setVisible(bool(text))
        self.outcome.setVisible(bool(self.outcome.text()))
        self.hints.setVisible(bool(self.hints.text()))
        self._say_actions()

    def _without_key(self, text: str) -> str:
        """Return what can be said of a typed key where no other is known to compare it with."""
        if not text:
            return ""
        try:
            key = load_key(text)
        except (UnusableKeyError, UnicodeEncodeError) as error:
            return said(error.message) if isinstance(error, UnusableKeyError) else ""
        return self.tr("A whole key on {curve}: SHA-256 {fingerprint}").format(
            curve=key.curve, fingerprint=grouped(key.fingerprint)
        )

    @Slot()
    def _say_actions(self) -> None:
        text = self.text.toPlainText().strip()
        matches = self.comparison is not None and self.comparison.outcome is PlateOutcome.MATCHES
        known = self._record is not None and self._record.key.fingerprint is not None
        # The whole key on the plate is another one, or none was known: see whether it fits.
        self.check.setVisible(not (matches and known) and _is_key(text))
        signed = self._record is not None and self._record.signature is SignatureState.VALID
        on_plate = self._record is not None and (
            self._record.key.state is KeyState.CONFIRMED
            and self._record.key.origin is KeyOrigin.PLATE
        )
        simulated = self._record is not None and self._record.simulated
        may = matches and known and signed and self._storable and not on_plate and not simulated
        self.by.setVisible(may)
        self.confirm.setVisible(may)
        self.confirm.setEnabled(may and bool(self.by.text().strip()))
        if matches and known and simulated:
            self.hints.setText(
                self.tr("A simulated meter has no type plate; its key confirms no document.")
            )
            self.hints.show()

    # Doing.

    @Slot(bool)
    def _toggled(self, open_: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.panel.setVisible(open_)

    @Slot(bool)
    def _clicked(self, open_: bool) -> None:  # noqa: FBT001 - Qt's signature
        if open_:
            self.open_panel()

    @Slot()
    def _choose_picture(self) -> None:
        pictures = self.tr("Pictures")
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Picture of the type plate"),
            "",
            f"{pictures} (*.png *.jpg *.jpeg *.bmp *.webp)",
        )
        if name:
            self.picture_chosen.emit(Path(name))

    @Slot()
    def _enter(self) -> None:
        self.entered.emit(self.text.toPlainText())

    @Slot()
    def _confirm(self) -> None:
        if self._key is not None and self.by.text().strip():
            self.confirmed.emit(self._key, self.by.text().strip())

    @Slot()
    def _copy(self) -> None:
        if self._key is not None:
            QGuiApplication.clipboard().setText(" ".join(self.groups.shown))


def _is_key(text: str) -> bool:
    """Return whether a text is a whole key, so that records can be judged with it."""
    try:
        entered(text)
    except (UnusableKeyError, UnicodeEncodeError):
        return False
    return True
