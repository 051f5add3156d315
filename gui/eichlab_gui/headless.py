"""The whole main job without a screen: the real window, driven as a user would drive it.

Connect, plot, start a transaction, lose the line for three seconds, regain it, stop, verify; then
pictures, the signed record, and a summary.
"""

import faulthandler
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from eichlab.texts import Language, say
from eichlab.transparency import safe_xml
from eichlab.values import (
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
    LinkState,
    Loss,
    SignedRecord,
    Transaction,
    TransactionRequest,
    message,
)
from eichlab_gui.application import Desktop, leave, make_application
from eichlab_gui.preferences import Preferences
from eichlab_gui.session import Session, open_demo, start_demo
from eichlab_gui.theme import Theme
from eichlab_gui.window import MainWindow

if TYPE_CHECKING:
    from eichlab_gui.pages.bench.page import BenchPage
    from eichlab_gui.pages.transactions.page import TransactionsPage

_DEFAULT_S, _LEAST_S, _MOST_S = 24.0, 14.0, 50.0
_LOSS_S = 3.0
_LOOK_MS = 20

# What the demo's user would type.
_REQUEST = TransactionRequest(
    level=IdentificationLevel.VERIFIED,
    flags=(IdentificationFlag.RFID_PLAIN, IdentificationFlag.OCPP_AUTH_TLS),
    identification_type=IdentificationType.ISO14443,
    identification="1F2D3A4F5506C7",
    tariff_text="0.30 EUR/kWh",
    charge_point_id="DE*ABC*E12345*1",
)


@dataclass(frozen=True, slots=True)
class Until:
    """A step of the script: wait until something is so, at most ``seconds``."""

    name: str
    condition: Callable[[], bool]
    seconds: float


class Script(QObject):
    """Runs a generator of `Until` steps in the event loop, then calls ``finished``."""

    def __init__(self, steps: Iterator[Until], finished: Callable[[], None]) -> None:
        super().__init__()
        self._steps = steps
        self._finished = finished
        self._step: Until | None = None
        self._end = 0.0
        self.stuck: Until | None = None
        self.error: Exception | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        try:
            if self._step is not None and not self._step.condition():
                if time.monotonic() < self._end:
                    return
                self.stuck = self._step
                self._finish()
                return
            self._step = next(self._steps)
            self._end = time.monotonic() + self._step.seconds
        except StopIteration:
            self._finish()
        except Exception as error:  # noqa: BLE001 - handed to whoever runs the script
            self.error = error
            self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        self._finished()


class HeadlessDemo:
    """The script and what it found out."""

    def __init__(self, desktop: Desktop, session: Session, folder: Path, seconds: float) -> None:
        self._desktop, self._session, self._folder = desktop, session, folder
        self._charging_s = max(seconds - 10.0, _LOSS_S + 3.0)
        self.model = session.model
        self.window: MainWindow = desktop.show(session)
        self.meter = self.model.selected
        self.transaction: Transaction | None = None
        self._paused_until = 0.0

    def steps(self) -> Iterator[Until]:
        """Yield the steps in order; what a user would press is pressed here."""
        meter = self.model.meters[self.meter]
        bench_page: BenchPage = self.window.pages["bench"]  # type: ignore[assignment]
        controls = self.window.controls
        assert controls is not None
        bench_page.choose_window("60")
        yield Until("connect", lambda: meter.link is LinkState.ONLINE and meter.readings > 3, 20)
        yield self._pause(1.0)
        transactions: TransactionsPage = self.window.pages["transactions"]  # type: ignore[assignment]
        self.window.show_page("transactions")
        transactions.form.fill(_REQUEST)
        yield Until("start form", transactions.start_button.isEnabled, 5)
        transactions.start_button.click()
        yield Until("start", lambda: self._state() == "running", 15)
        self.window.show_page("bench")
        yield self._pause((self._charging_s - _LOSS_S) / 2)
        controls.set_broken("line", self.meter, broken=True)
        yield self._pause(_LOSS_S)
        controls.set_broken("line", self.meter, broken=False)
        yield Until("regain", lambda: bool(meter.losses) and meter.open_loss is None, 15)
        yield Until("value", lambda: not meter.is_stale(), 5)
        self.window.show_page("line")
        yield self._pause(1.0)
        self.window.show_page("bench")
        yield self._pause((self._charging_s - _LOSS_S) / 2)
        self._take_picture("bench.png")
        self.window.show_page("transactions")
        yield Until("stop button", transactions.stop_button.isEnabled, 5)
        transactions.stop_button.click()
        yield Until("verdict", self._is_judged, 20)
        assert self.transaction is not None
        found: list[tuple[SignedRecord, ...]] = []
        store, id_ = self._session.store, self.transaction.id
        assert store is not None
        self._session.background.run(lambda: store.records(id_), found.append)
        yield Until("record", lambda: bool(found), 5)
        self.window.transparency.records_requested.emit(found[0])
        yield Until("transparency", lambda: self.window.transparency.entry is not None, 20)
        yield self._pause(0.3)
        self._take_picture("transparency.png")

    def _pause(self, seconds: float) -> Until:
        self._paused_until = time.monotonic() + seconds
        return Until("pause", self._pause_is_over, seconds + 5)

    def _pause_is_over(self) -> bool:
        return time.monotonic() >= self._paused_until

    def _newest(self) -> Transaction | None:
        known = self.model.transactions_of(self.meter)
        self.transaction = known[-1] if known else None
        return self.transaction

    def _state(self) -> str:
        newest = self._newest()
        return "" if newest is None else newest.state.value

    def _is_judged(self) -> bool:
        newest = self._newest()
        return newest is not None and not newest.is_open and newest.verdict is not None

    def _take_picture(self, name: str) -> None:
        self._desktop.stall.pause()
        self.window.grab().save(str(self._folder / name), "PNG")
        self._desktop.stall.start()

    def finish(self) -> None:
        """End measuring before the window goes, and leave the event loop."""
        self._desktop.stall.pause()
        QApplication.exit()

    def write(self) -> dict[str, object]:
        """Write record, session and summary; return the summary."""
        store, bench = self._session.store, self._session.bench
        assert store is not None
        assert bench is not None
        frames: Counter[str] = Counter()
        for line in bench.configuration.lines:
            for verdict, count in bench.wire_log(line.name).counters().items():
                frames[verdict.value] += count
        store.flush()
        transaction = self.transaction
        if transaction is not None:
            records = store.records(transaction.id)
            if records:
                (self._folder / "record.ocmf").write_bytes(records[-1].data)
                (self._folder / "session.xml").write_bytes(safe_xml(records))
        summary: dict[str, object] = {
            "readings": sum(meter.readings for meter in self.model.meters.values()),
            "losses": [_loss_as_json(loss) for loss in store.losses()],
            "transaction": None if transaction is None else _transaction_as_json(transaction),
            "frames": dict(sorted(frames.items())),
            "gui_longest_stall_ms": round(self._desktop.stall.longest_ms, 1),
            "meters": sorted(self.model.meters),
            "simulated": True,
            "mishaps": list(self._desktop.mishaps.kept),
        }
        text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
        (self._folder / "summary.json").write_text(text, encoding="utf-8")
        return summary


def run_headless(
    folder: Path,
    seconds: float | None = None,
    *,
    at_end: Callable[[Desktop], object] | None = None,
) -> int:
    """Do the main job without a screen and return the exit code: 0 when the record verified.

    ``at_end`` is called with the window still open, after everything was measured.
    """
    # Whoever runs this without a screen sees of a crash what is written here, or nothing.
    if sys.stderr is not None:
        faulthandler.enable()
    length = min(max(seconds or _DEFAULT_S, _LEAST_S), _MOST_S)
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="eichlab-demo-") as temporary:
        preferences = Preferences(Path(temporary) / "desktop.ini")
        preferences.theme = Theme.LIGHT
        preferences.language = Language.EN
        desktop = Desktop(application, preferences)
        session = open_demo(start_demo())
        job = HeadlessDemo(desktop, session, folder, length)
        script = Script(job.steps(), job.finish)
        application.exec()
        if at_end is not None:
            at_end(desktop)
        try:
            summary = job.write()
        finally:
            desktop.close()
    error, stuck, transaction = script.error, script.stuck, job.transaction
    del script, job, session, desktop
    leave(application)
    if error is not None:
        raise error
    return _report(stuck, transaction, summary, folder)


def _report(
    stuck: Until | None,
    transaction: Transaction | None,
    summary: dict[str, object],
    folder: Path,
) -> int:
    if stuck is not None:
        step, seconds = stuck.name, f"{stuck.seconds:g}"
        print(say(message("desktop.headless-failed", step=step, seconds=seconds)))  # noqa: T201 - the command's answer
        return 1
    verdict = transaction.verdict if transaction is not None else None
    print(  # noqa: T201 - the command's answer
        say(
            message(
                "desktop.headless-done",
                verdict=verdict,
                energy=transaction.energy_kwh if transaction is not None else None,
                stall=summary["gui_longest_stall_ms"],
                folder=folder,
            )
        )
    )
    return 0 if verdict == "verified" and not summary["mishaps"] else 1


def _loss_as_json(loss: Loss) -> dict[str, object]:
    return {
        "meter": loss.meter,
        "from": _moment(loss.began_at),
        "to": None if loss.ended_at is None else _moment(loss.ended_at),
        "cause": loss.cause.value,
        "running": loss.running,
        "energy_before_wh": None if loss.energy_before is None else f"{loss.energy_before:f}",
        "energy_after_wh": None if loss.energy_after is None else f"{loss.energy_after:f}",
    }


def _transaction_as_json(transaction: Transaction) -> dict[str, object]:
    energy = transaction.energy_kwh
    return {
        "id": transaction.id,
        "meter": transaction.meter,
        "serial": transaction.serial,
        "verdict": None if transaction.verdict is None else transaction.verdict.value,
        "reason": None if transaction.reason is None else transaction.reason.value,
        "outcome": None if transaction.outcome is None else transaction.outcome.value,
        "energy_kwh": None if energy is None else f"{energy:f}",
        "duration_s": None if transaction.duration_s is None else f"{transaction.duration_s:f}",
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
