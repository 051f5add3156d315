"""Trying to cheat: the last record of the simulated bench, changed, and judged before all eyes."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from eichlab.transparency import (
    NotTamperableError,
    signed_anew,
    with_another_digit,
)
from eichlab.values import SignedRecord, VerdictWord
from eichlab_gui.model import BenchModel


class Cheat(StrEnum):
    """What is done to the record; `NOTHING` shows the genuine one."""

    NOTHING = "nothing"
    DIGIT = "digit"
    SIGN_ANEW = "sign-anew"


_DONE: dict[Cheat, Callable[[SignedRecord], SignedRecord]] = {
    Cheat.NOTHING: lambda record: record,
    Cheat.DIGIT: with_another_digit,
    Cheat.SIGN_ANEW: signed_anew,
}


class Cheating(QObject):
    """Fetches the newest record and gives it out changed; ``made`` carries the records to judge."""

    made = Signal(object)
    """Tuple of `SignedRecord`."""
    nothing_there = Signal()
    """No transaction has ended yet on this bench."""

    def __init__(self, model: BenchModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def attempt(self, cheat: Cheat) -> None:
        """Change the newest record of a simulated meter and give it out."""
        store = self._model.store
        if store is None:
            self.nothing_there.emit()
            return

        def make() -> tuple[SignedRecord, ...]:
            for transaction in store.transactions(limit=50, verdict=VerdictWord.VERIFIED):
                records = store.records(transaction.id)
                if transaction.simulated and records:
                    try:
                        return tuple(_DONE[cheat](record) for record in records)
                    except NotTamperableError:
                        continue
            return ()

        self._model.background.run(make, self._take)

    def _take(self, records: tuple[SignedRecord, ...]) -> None:
        if records:
            self.made.emit(records)
        else:
            self.nothing_there.emit()
