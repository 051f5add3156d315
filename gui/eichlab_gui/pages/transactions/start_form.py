"""The form a transaction is started with: every field of the identification a meter signs."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from eichlab.bench import refused_character
from eichlab.values import (
    Attribution,
    Capabilities,
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    TransactionRequest,
    message,
)
from eichlab_gui.language import said, shown_name
from eichlab_gui.model import MeterView
from eichlab_gui.pages.transactions.identification import IdentificationCheck, Look, check
from eichlab_gui.pages.transactions.preset_bar import PresetBar
from eichlab_gui.pages.transactions.presets import Presets
from eichlab_gui.theme import SPACE_M, SPACE_S
from eichlab_gui.widgets import Card, Label, PrimaryButton, Role

_GROUPS: Final = ("RFID", "OCPP", "ISO15118", "PLMN")
_Choice = TypeVar("_Choice", bound=StrEnum)


class _Field(QWidget):
    """A label over its control, and a line below that says what to know about the input."""

    def __init__(self, parent: QWidget, control: QWidget, *, hint: bool = False) -> None:
        super().__init__(parent)
        self.name = Label("", Role.SMALL)
        self.control = control
        self.hint = Label("", Role.SMALL, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addWidget(control)
        column.addWidget(self.hint)
        # Only now: what has no parent yet would be shown as a window of its own.
        self.hint.setVisible(hint)

    def call(self, name: str) -> None:
        """Name the field."""
        self.name.setText(name)
        self.control.setAccessibleName(name)

    def say(self, hint: str, role: Role = Role.SMALL) -> None:
        """Say something below the control."""
        self.hint.set_role(role)
        self.hint.setText(hint)
        self.control.setAccessibleDescription(hint)


class StartForm(Card):
    """Adapts to what the meter can; says so where it can do nothing."""

    start_requested = Signal(object)
    """The `TransactionRequest` to start with; whose it is, `attribution` says."""

    def __init__(self, presets: Presets, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._meter: MeterView | None = None
        self._capabilities: Capabilities | None = None
        self._running = False
        self._starting = False

        # Built from the outside in: what changes its parent is styled anew with all it holds.
        area = _Fields(self)
        self.fields = area.fields
        self.presets = PresetBar(presets, self.fields)
        self.presets.chosen.connect(self.fill)
        self.presets.keep_wanted.connect(self._keep)
        self.assigned = QComboBox()
        self.assigned.addItem("", True)  # noqa: FBT003 - the item's data
        self.assigned.addItem("", False)  # noqa: FBT003 - the item's data
        self.level = _combo(IdentificationLevel)
        self.flags = {group: _flags(group) for group in _GROUPS}
        flags = QWidget(self.fields)
        grid = QGridLayout(flags)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE_S)
        for index, combo in enumerate(self.flags.values()):
            grid.addWidget(combo, index // 2, index % 2)
        self.kind = _combo(IdentificationType)
        self.identification = QLineEdit()
        self.tariff = QLineEdit()
        self.raw_tariff = QCheckBox()
        self.raw_tariff.toggled.connect(self._check)
        self.charge_point_kind = _combo(ChargePointIdType)
        self.charge_point_kind.setFixedWidth(92)
        self.charge_point = QLineEdit()
        point = QWidget(self.fields)
        row = QHBoxLayout(point)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.charge_point_kind)
        row.addWidget(self.charge_point, 1)

        self.operator = QLineEdit()
        self.sample = QLineEdit()
        self.notes = QLineEdit()
        self.operator_field = _Field(self.fields, self.operator)
        self.sample_field = _Field(self.fields, self.sample)
        self.notes_field = _Field(self.fields, self.notes)
        self.own = Label("", Role.MUTED, wrap=True)

        self.assigned_field = _Field(self.fields, self.assigned)
        self.level_field = _Field(self.fields, self.level)
        self.flags_field = _Field(self.fields, flags)
        self.kind_field = _Field(self.fields, self.kind)
        self.identification_field = _Field(self.fields, self.identification, hint=True)
        self.tariff_field = _Field(self.fields, self.tariff, hint=True)
        self.charge_point_field = _Field(self.fields, point, hint=True)
        column = QVBoxLayout(self.fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M - 1)
        column.addWidget(self.presets)
        for field in self._all_fields():
            column.addWidget(field)
            if field is self.tariff_field:
                column.addWidget(self.raw_tariff)
        column.addSpacing(SPACE_M)
        column.addWidget(self.own)
        for field in (self.operator_field, self.sample_field, self.notes_field):
            column.addWidget(field)
        self.cannot = Label("", Role.MUTED, wrap=True)
        self.title.setWordWrap(True)
        self.start = PrimaryButton()
        # The application's style sheet overrules minimum heights set in code.
        self.start.setStyleSheet("min-height: 34px;")
        self.start.clicked.connect(self._start)
        self.problem = Label("", Role.BAD, wrap=True)
        self.problem.hide()

        self.body.setSpacing(SPACE_M)
        self.body.addWidget(area)
        self.body.addWidget(self.cannot)
        self.body.addWidget(self.start)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)

        self.kind.currentIndexChanged.connect(self._check)
        for edit in (self.identification, self.tariff, self.charge_point):
            edit.textChanged.connect(self._check)
            edit.returnPressed.connect(self._start)

    def show_meter(self, meter: MeterView | None, *, running: bool) -> None:
        """Adapt to a meter; ``running`` says that a transaction is open on it."""
        known = None if meter is None else meter.capabilities
        changed = meter is not self._meter or known != self._capabilities
        if not changed and running == self._running:
            return
        if meter is not self._meter:
            self.show_problem("")
        self._meter, self._capabilities, self._running = meter, known, running
        self._draw()

    def show_problem(self, sentence: str) -> None:
        """Say why nothing was started, or nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def set_starting(self, *, starting: bool) -> None:
        """Hold the button while a start is under way."""
        self._starting = starting
        self._enable()

    def request(self) -> TransactionRequest:
        """Return what the form says, with a new transaction id."""
        able = self._capabilities or Capabilities(signs=False)
        flags = tuple(
            IdentificationFlag(combo.currentData())
            for combo in self.flags.values()
            if combo.currentData()
        )
        # A field that is not there for this meter says nothing, whatever was typed for another.
        typed = able.identification_bytes is not None
        located = able.charge_point_bytes is not None
        return TransactionRequest(
            assigned=bool(self.assigned.currentData()),
            level=IdentificationLevel(self.level.currentData())
            if able.identification_levels
            else IdentificationLevel.NONE,
            flags=flags if able.identification_flags else (),
            identification_type=self._kind() if typed else IdentificationType.NONE,
            identification=self.identification.text() if typed else "",
            tariff_text=self.tariff.text() if able.tariff_bytes is not None else "",
            raw_tariff=self.raw_tariff.isChecked() and able.raw_tariff,
            charge_point_type=ChargePointIdType(self.charge_point_kind.currentData())
            if located
            else ChargePointIdType.EVSEID,
            charge_point_id=self.charge_point.text() if located else "",
        )

    def attribution(self) -> Attribution:
        """Return whose and what the transaction is; the meter hears nothing of it."""
        return Attribution(
            operator=self.operator.text().strip(),
            sample=self.sample.text().strip(),
            notes=self.notes.text().strip(),
        )

    @Slot(str)
    def _keep(self, name: str) -> None:
        self.presets.kept(name, self.request())

    @Slot(object)
    def fill(self, request: TransactionRequest) -> None:
        """Show what a request says, but for its transaction id."""
        self.assigned.setCurrentIndex(0 if request.assigned else 1)
        _choose(self.level, request.level.value)
        for combo in self.flags.values():
            combo.setCurrentIndex(0)
        for flag in request.flags:
            _choose(self.flags[flag.group], flag.value)
        _choose(self.kind, request.identification_type.value)
        self.identification.setText(request.identification)
        self.tariff.setText(request.tariff_text)
        self.raw_tariff.setChecked(request.raw_tariff)
        _choose(self.charge_point_kind, request.charge_point_type.value)
        self.charge_point.setText(request.charge_point_id)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.presets.retranslate()
        self.own.setText(self.tr("For your own files, not told to the meter"))
        self.operator_field.call(self.tr("Operator"))
        self.sample_field.call(self.tr("Sample or job number"))
        self.notes_field.call(self.tr("Notes"))
        self.assigned_field.call(self.tr("User assigned (IS)"))
        self.assigned.setItemText(0, self.tr("assigned"))
        self.assigned.setItemText(1, self.tr("not assigned"))
        self.level_field.call(self.tr("Level (IL)"))
        self.flags_field.call(self.tr("Flags (IF), one of each group"))
        for group, combo in self.flags.items():
            combo.setItemText(0, self.tr("{group} –").format(group=group))
            combo.setAccessibleName(self.tr("Flag of group {group}").format(group=group))
        self.kind_field.call(self.tr("Type (IT)"))
        self.identification_field.call(self.tr("Identification (ID)"))
        self.tariff_field.call(self.tr("Tariff text (TT)"))
        self.raw_tariff.setText(self.tr("raw, without our id"))
        self.raw_tariff.setToolTip(
            self.tr(
                "The meter signs the text as it is. After a failure the record is then found "
                "by count, texts and time only."
            )
        )
        self.charge_point_field.call(self.tr("Charge point (CT, CI)"))
        self.charge_point_kind.setAccessibleName(self.tr("Kind of charge point id (CT)"))
        self.charge_point.setAccessibleName(self.tr("Charge point id (CI)"))
        self.start.setText(self.tr("Start transaction"))
        self._draw()

    def _all_fields(self) -> Sequence[_Field]:
        return (
            self.assigned_field,
            self.level_field,
            self.flags_field,
            self.kind_field,
            self.identification_field,
            self.tariff_field,
            self.charge_point_field,
        )

    def _kind(self) -> IdentificationType:
        # Qt keeps the text of a choice, not the choice.
        return IdentificationType(self.kind.currentData())

    def _draw(self) -> None:
        meter, able = self._meter, self._capabilities
        if meter is None:
            return
        self.set_title(self.tr("Start on {meter}").format(meter=shown_name(meter.name)))
        obstacle = self._obstacle(meter)
        self.cannot.setText(obstacle)
        self.cannot.setVisible(bool(obstacle))
        usable = not obstacle
        self.fields.setVisible(usable)
        self.start.setVisible(usable)
        if able is not None:
            self.level_field.setVisible(able.identification_levels)
            self.flags_field.setVisible(able.identification_flags)
            self.raw_tariff.setVisible(able.raw_tariff)
            for field, room in (
                (self.identification_field, able.identification_bytes),
                (self.kind_field, able.identification_bytes),
                (self.tariff_field, able.tariff_bytes),
                (self.charge_point_field, able.charge_point_bytes),
            ):
                field.setVisible(room is not None)
        self._check()

    def _obstacle(self, meter: MeterView) -> str:
        """Return why nothing can be started on this meter at all, or nothing."""
        if not meter.configuration.controlled:
            return said(message("bench.read-only", meter=meter.name))
        if self._capabilities is None:
            return self.tr(
                "{meter} has not said yet what it is. The form opens as soon as it does."
            ).format(meter=shown_name(meter.name))
        if not self._capabilities.signs:
            return said(message("meter.cannot-sign", meter=meter.name))
        return ""

    @Slot()
    @Slot(str)
    @Slot(int)
    def _check(self, _: object = None) -> None:
        """Say what the inputs look like, while they are typed."""
        found = check(self._kind(), self.identification.text())
        for name, field, edit, room in self._texts():
            if name == "ID" and room is not None and not _is_refused(edit, room):
                role = Role.SMALL if found.fits or found.look is Look.EMPTY else Role.CARE
                free = found.look is Look.FREE
                left = f"; {self._room(name, edit, room)[0]}" if free else ""
                field.say(self._look(found) + left, role)
            else:
                field.say(*self._room(name, edit, room))
        self._enable()

    def _texts(self) -> Sequence[tuple[str, _Field, QLineEdit, int | None]]:
        """Return what the meter signs of what is typed: OCMF's name, field, input, room."""
        able = self._capabilities or Capabilities(signs=False)
        return (
            ("ID", self.identification_field, self.identification, able.identification_bytes),
            ("TT", self.tariff_field, self.tariff, able.tariff_bytes),
            ("CI", self.charge_point_field, self.charge_point, able.charge_point_bytes),
        )

    def _enable(self) -> None:
        self.start.setEnabled(not (self._running or self._starting or self._is_refused()))
        self.start.setToolTip(
            self.tr("A transaction is open on this meter.") if self._running else ""
        )

    def _is_refused(self) -> bool:
        """Return whether the meter would not take one of the texts."""
        return self._capabilities is None or any(
            room is not None and _is_refused(edit, room) for _, _, edit, room in self._texts()
        )

    def _room(self, name: str, edit: QLineEdit, room: int | None) -> tuple[str, Role]:
        if room is None:
            return "", Role.SMALL
        character = refused_character(edit.text())
        if character is not None and self._meter is not None:
            meter = self._meter.name
            refused = message("meter.character", meter=meter, field=name, character=character)
            return said(refused), Role.BAD
        left = room - _bytes(edit)
        if left < 0:
            sentence = self.tr("{count} bytes too many; this meter takes {room}")
            return sentence.format(count=-left, room=room), Role.BAD
        return self.tr("{left} of {room} bytes left").format(left=left, room=room), Role.SMALL

    def _look(self, found: IdentificationCheck) -> str:
        kind = self._kind()
        asked = {
            IdentificationType.ISO14443: self.tr("ISO 14443 asks 4 or 7 bytes, hexadecimal"),
            IdentificationType.ISO15693: self.tr("ISO 15693 asks 8 bytes, hexadecimal"),
            IdentificationType.EMAID: self.tr("an EMAID has 14 or 15 signs, country first"),
            IdentificationType.EVCCID: self.tr("an EVCCID has up to 6 signs or 12 hexadecimal"),
            IdentificationType.EVCOID: self.tr("an EVCOID has 11 or 12 signs, country first"),
            IdentificationType.ISO7812: self.tr("a card number has 8 to 19 digits"),
            IdentificationType.PHONE_NUMBER: self.tr("a leading + and 4 to 15 digits"),
        }.get(kind, "")
        count = found.count
        fits = {
            IdentificationType.ISO14443: self.tr("{count} bytes, as ISO 14443 asks"),
            IdentificationType.ISO15693: self.tr("{count} bytes, as ISO 15693 asks"),
        }.get(kind, self.tr("{count} signs, as the type asks")).format(count=count)
        words = {
            Look.FREE: self.tr("this type has no format"),
            Look.NOTHING_EXPECTED: self.tr("this type carries no data"),
            Look.EMPTY: asked,
            Look.FITS: fits if count else self.tr("this type carries no data"),
            Look.NOT_HEX: self.tr("not hexadecimal; {asked}").format(asked=asked),
            Look.WRONG_LENGTH: self.tr("length {count}; {asked}").format(count=count, asked=asked),
            Look.NO_PLUS: self.tr("no leading +; {asked}").format(asked=asked),
            Look.NOT_DIGITS: self.tr("not only digits; {asked}").format(asked=asked),
            Look.NO_COUNTRY: self.tr("does not begin with a country; {asked}").format(asked=asked),
        }
        return words[found.look]

    @Slot()
    def _start(self) -> None:
        if self.start.isEnabled() and self.start.isVisible():
            self.show_problem("")
            self.start_requested.emit(self.request())


class _Fields(QScrollArea):
    """As high as the fields, or as there is room: they scroll, the button below stays in sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fields = QWidget()
        self.setWidget(self.fields)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Return the room of the fields."""
        return self.fields.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room of a few fields."""
        return QSize(0, 160)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the fields as they come and go."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class StartPanel(QWidget):
    """The form at the top of a column of its own."""

    def __init__(self, presets: Presets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = StartForm(presets, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)


def _choose(combo: QComboBox, text: str) -> None:
    index = combo.findData(text)
    if index >= 0:
        combo.setCurrentIndex(index)


def _combo(choices: type[_Choice]) -> QComboBox:
    combo = QComboBox()
    for choice in choices:
        combo.addItem(choice.value, choice.value)
    return combo


def _flags(group: str) -> QComboBox:
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    # Two of them stand side by side, so every pixel goes to the word.
    combo.setStyleSheet("QComboBox { padding: 0 0 0 7px; } QComboBox::drop-down { width: 18px; }")
    combo.addItem("", "")
    for flag in IdentificationFlag:
        if flag.group == group:
            combo.addItem(flag.value, flag.value)
    return combo


def _is_refused(edit: QLineEdit, room: int) -> bool:
    return _bytes(edit) > room or refused_character(edit.text()) is not None


def _bytes(edit: QLineEdit) -> int:
    return len(edit.text().encode("utf-8"))
