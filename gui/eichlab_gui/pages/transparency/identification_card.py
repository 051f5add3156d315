"""Who and where, as the record states it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from eichlab.values import Identification
from eichlab_gui.figures import NONE
from eichlab_gui.pages.transparency.entries import Entry
from eichlab_gui.theme import SPACE_M, SPACE_S
from eichlab_gui.widgets import Card, Label, Role
from eichlab_gui.widgets.divider import Divider

_ROWS = 6
_NARROWEST = 140
# What the EM580 puts between the tariff text and the transaction's id.
_LONGEST = 600
_ID_MARK = "<=>"


class IdentificationCard(Card):
    """The card *Who and where*."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry: Entry | None = None
        grid = QGridLayout()
        grid.setContentsMargins(SPACE_S, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(1, 1)
        self.names: list[Label] = []
        self.values: list[Label] = []
        for row in range(_ROWS):
            name, value = Label("", Role.MUTED), Label("", wrap=True, selectable=True)
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            name.setMinimumWidth(92)
            # Words without a blank must not widen the page; they can still be selected.
            value.setMinimumWidth(_NARROWEST)
            grid.addWidget(name, 2 * row, 0)
            grid.addWidget(value, 2 * row, 1)
            if row < _ROWS - 1:
                grid.addWidget(Divider(), 2 * row + 1, 0, 1, 2)
            self.names.append(name)
            self.values.append(value)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def show_entry(self, entry: Entry) -> None:
        """Show what the records of an entry state."""
        self._entry = entry
        self._draw()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.set_title(self.tr("Who and where"))
        names = (
            self.tr("Meter"),
            self.tr("Charge point"),
            self.tr("User"),
            self.tr("Tariff"),
            self.tr("Transaction"),
            self.tr("Pagination"),
        )
        for label, name in zip(self.names, names, strict=True):
            label.setText(name)
        self._draw()

    def _draw(self) -> None:
        entry = self._entry
        if entry is None:
            return
        stated = [record.identification for record in entry.records] or [Identification()]
        first = stated[0]
        name = entry.transaction.id if entry.transaction is not None else None
        tariff, in_tariff = split_tariff(first.tariff_text)
        pages = [each.pagination for each in stated if each.pagination]
        texts = (
            _joined(_product(first), first.meter),
            first.charge_point,
            self._user(first),
            tariff,
            name or in_tariff,
            " – ".join(dict.fromkeys(pages)),
        )
        for label, text in zip(self.values, texts, strict=True):
            label.setText(_beginning(text or NONE))

    def _user(self, stated: Identification) -> str:
        assigned = "" if stated.user_assigned is not False else self.tr("not assigned")
        level = (
            self.tr("level {level}").format(level=stated.user_level) if stated.user_level else ""
        )
        return _joined(stated.user_type, stated.user, level, assigned)


def split_tariff(text: str | None) -> tuple[str, str]:
    """Return the tariff and the transaction id some meters carry behind it."""
    if not text or _ID_MARK not in text:
        return text or "", ""
    tariff, _, name = text.rpartition(_ID_MARK)
    return tariff.strip(), name.strip()


def _product(stated: Identification) -> str | None:
    """Return maker and model, the maker once where the model names it too."""
    if stated.meter_vendor and stated.meter_model and stated.meter_vendor in stated.meter_model:
        return stated.meter_model
    return " ".join(part for part in (stated.meter_vendor, stated.meter_model) if part) or None


def _beginning(text: str) -> str:
    """Return a text, of one nobody reads its beginning: the bytes have all of it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
