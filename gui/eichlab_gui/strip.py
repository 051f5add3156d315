"""The strip at the foot of every page: lines, recording, storage, and a passing notice."""

import time
from datetime import UTC, datetime
from pathlib import PurePath

from PySide6.QtCore import QEvent, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from eichlab.values import LinkState, Message, Severity
from eichlab_gui import icons
from eichlab_gui.figures import clock_span, seconds_between, short, size
from eichlab_gui.language import said, shown_name
from eichlab_gui.model import BenchModel, LineView
from eichlab_gui.theme import LINK_TONES, SPACE_M, SPACE_XL, STRIP_HEIGHT, tokens, tone_colours
from eichlab_gui.widgets import ElidedLabel, Label, Role, link_word, plain_tip, set_plain_tip

_NOTICE_S = 8.0
_LAMP = 12
# So many lines have room for port and speed, so many for a word each.
_ROOMY, _MOST_LINES = 2, 5
_ROLES = {Severity.NOTE: Role.MUTED, Severity.WARNING: Role.CARE, Severity.ERROR: Role.BAD}


class _Lamp(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._state = LinkState.UNKNOWN
        self.setFixedSize(_LAMP, _LAMP)

    def set_state(self, state: LinkState) -> None:
        if state is not self._state:
            self._state = state
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LAMP, _LAMP)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        ink, _ = tone_colours(tokens(self), LINK_TONES[self._state])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icons.paint_icon(painter, QRectF(self.rect()), self._state.value, ink)
        painter.end()


class _LineEntry(QWidget):
    """One line: lamp, name, what it does."""

    def __init__(self, line: LineView) -> None:
        super().__init__()
        self._line = line
        self._lamp = _Lamp()
        self._name = Label("")
        self.detail = ElidedLabel("", Role.MUTED)
        self.detail.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M - 2)
        for widget in (self._lamp, self._name, self.detail):
            row.addWidget(widget)

    @property
    def link(self) -> LinkState:
        """Return the state of the line."""
        return self._line.link

    def refresh(self, *, crowded: bool) -> None:
        """Show the state of now; ``crowded``: with the port and its speed only as tool tip."""
        line = self._line
        self._lamp.set_state(line.link)
        name = shown_name(line.name)
        if name != self._name.text():
            self._name.setText(name)
        configuration = line.configuration
        word = link_word(line.link)
        if line.link is LinkState.PORT_LOST:
            parts = [word]
            if line.since is not None:
                parts = [f"{word} {clock_span(seconds_between(line.since, datetime.now(UTC)))}"]
            if line.message is not None:
                parts.append(said(line.message))
        else:
            parts = [word, port_word(line.port)]
            if "://" not in line.port:
                speed = f"{configuration.baud} 8{configuration.parity}{configuration.stop_bits}"
                parts.append(speed)
        whole = " · ".join(parts)
        text = word if crowded and line.link is not LinkState.PORT_LOST else whole
        if text != self.detail.text():
            self.detail.setText(text)
            self.detail.updateGeometry()
        if plain_tip(whole) != self.toolTip():
            set_plain_tip(self, whole)
            self.setAccessibleName(f"{name}: {whole}")


class Strip(QWidget):
    """30 pixels at the foot of the window."""

    def __init__(self, model: BenchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setFixedHeight(STRIP_HEIGHT)
        self._notice: str | Message = ""
        self._notice_until = 0.0
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M + 4, 1, SPACE_M + 4, 0)
        row.setSpacing(SPACE_XL)
        self.lines = [_LineEntry(line) for line in model.lines.values()]
        for entry in self.lines:
            row.addWidget(entry)
        self.summary = Label("", Role.MUTED)
        row.addWidget(self.summary)
        self.notice = ElidedLabel("", Role.CARE)
        row.addWidget(self.notice, 1)
        self._recording = Label("", Role.MUTED)
        self.recording = Label()
        self._storage = Label("", Role.MUTED)
        self.storage = Label()
        right = QHBoxLayout()
        right.setSpacing(6)
        for widget in (self._recording, self.recording, self._storage, self.storage):
            right.addWidget(widget)
        right.insertSpacing(2, SPACE_XL - 6)
        row.addLayout(right)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        model.line_changed.connect(self.refresh)
        model.storage_changed.connect(self.refresh)
        model.opened.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self._recording.setText(self.tr("recording"))
        self._storage.setText(self.tr("store"))
        self._say_notice()
        self.refresh()

    def show_notice(self, notice: str | Message, severity: Severity = Severity.NOTE) -> None:
        """Show a sentence for a few seconds; a message is said anew where the language changes."""
        self._notice = notice
        self.notice.set_role(_ROLES[severity])
        self._say_notice()
        self._notice_until = time.monotonic() + _NOTICE_S

    def _say_notice(self) -> None:
        notice = self._notice
        self.notice.setText(notice if isinstance(notice, str) else said(notice))

    @Slot()
    @Slot(str)
    def refresh(self, _: str = "") -> None:
        """Show the state of now."""
        many = len(self.lines) > _MOST_LINES
        for entry in self.lines:
            entry.refresh(crowded=len(self.lines) > _ROOMY)
            # Of many lines only those in trouble are told one by one.
            entry.setVisible(not many or entry.link not in {LinkState.ONLINE, LinkState.UNKNOWN})
        online = sum(entry.link is LinkState.ONLINE for entry in self.lines)
        self.summary.setVisible(many)
        if many:
            said_of_all = self.tr("{count} of {all} lines online")
            self._set(self.summary, said_of_all.format(count=online, all=len(self.lines)))
        model = self._model
        meters = list(model.meters.values())
        recorded = [meter for meter in meters if not meter.is_stale()]
        recording = bool(meters) and model.store is not None
        self._recording.setVisible(recording)
        self.recording.setVisible(recording)
        if recording:
            self._set(self.recording, self._recorded(len(recorded), len(meters)))
        known = model.storage_free is not None
        self._storage.setVisible(known)
        self.storage.setVisible(known)
        if model.storage_free is not None:
            self._set(self.storage, self.tr("{size} free").format(size=size(model.storage_free)))
        if self.notice.text() and time.monotonic() > self._notice_until:
            self._notice = ""
            self._say_notice()

    def _recorded(self, recorded: int, meters: int) -> str:
        interval = min(meter.configuration.interval_s for meter in self._model.meters.values())
        if recorded < meters:
            text = self.tr("{count} of {all} meters").format(count=recorded, all=meters)
        elif meters == 1:
            text = self.tr("1 meter")
        else:
            text = self.tr("{count} meters").format(count=meters)
        return f"{text} · {short(interval)} s"

    @staticmethod
    def _set(label: Label, text: str) -> None:
        if label.text() != text:
            label.setText(text)

    def close_strip(self) -> None:
        """Stop the clock."""
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the surface and its edge."""
        shown = tokens(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(shown.surface))
        painter.fillRect(0, 0, self.width(), 1, QColor(shown.border))
        painter.end()


def port_word(port: str) -> str:
    """Return a port's short name: without the folder of devices; an address as it is."""
    if "://" in port:
        return port
    if port.startswith("/dev/pts/"):
        return port.removeprefix("/dev/")
    return PurePath(port).name or port
