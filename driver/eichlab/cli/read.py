"""``eichlab read``: live values of one meter."""

import json
import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from eichlab.bench import line_of
from eichlab.cli.one_meter import (
    Baud,
    Certificate,
    Json,
    ModelName,
    Parity,
    Port,
    Unit,
    bench_of_one,
)
from eichlab.cli.terminal import Exit, fail, language, tell
from eichlab.line import LinkTracker
from eichlab.meters import model_named
from eichlab.texts import say
from eichlab.values import (
    Channel,
    EichlabError,
    Identity,
    Message,
    NoAnswerError,
    PortError,
    Quantity,
    Reading,
    WrongAnswerError,
)

_ENERGIES = {Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT}


def read(
    port: Port,
    model: ModelName,
    unit: Unit = None,
    baud: Baud = None,
    parity: Parity = None,
    certificate: Certificate = None,
    count: Annotated[int, typer.Option(min=0, help="Readings; 0: until stopped.")] = 1,
    interval: Annotated[float, typer.Option(min=0.05, help="Seconds between readings.")] = 1.0,
    as_json: Json = False,
) -> None:
    """Read live values; nothing is written to the meter."""
    try:
        place = bench_of_one(port, model, unit, baud, parity, certificate=certificate).lines[0]
        line = line_of(place)
    except EichlabError as error:
        fail(error)
    usual = model_named(model)
    for notice in usual.notices:
        tell(notice)
    meter = usual.driver(line, place.meters[0].unit, usual.title)
    tracker = LinkTracker()
    identity: Identity | None = None
    last_error: EichlabError | None = None
    line.start()
    try:
        next_at = time.monotonic()
        taken = 0
        while count == 0 or taken < count:
            try:
                if identity is None:
                    identity = line.run(meter.identify).result()
                reading = line.run(meter.read).result()
                tracker.answered(reading.tries)
                last_error = None
                _show(identity, reading, tracker, as_json=as_json)
            except EichlabError as error:
                last_error = error
                _note(tracker, error)
                _show_error(model, error, tracker, line.wire_log.hint(), as_json=as_json)
                if taken == 0 and isinstance(error, PortError):
                    break
            taken += 1
            next_at = max(next_at + interval, time.monotonic())
            if count == 0 or taken < count:
                time.sleep(max(0.0, next_at - time.monotonic()))
    except KeyboardInterrupt:
        pass
    finally:
        line.close()
    if last_error is not None:
        raise typer.Exit(Exit.FAILED)


def as_plain(identity: Identity, reading: Reading, link: str) -> dict[str, object]:
    """Return a reading as JSON data: V, A, W, var, Hz, °C as numbers, energies as decimal text."""
    data: dict[str, object] = {
        "meter": identity.serial or identity.model,
        "model": identity.model,
        "simulated": identity.simulated,
        "time": reading.taken_at.isoformat(timespec="milliseconds"),
        "link": link,
        "tries": reading.tries,
        "round_trip_ms": round(reading.round_trip_s * 1000, 1),
    }
    for quantity in Quantity:
        channels = {
            channel.value: str(value) if quantity in _ENERGIES else float(value)
            for channel in Channel
            if (value := reading.value(quantity, channel)) is not None
        }
        if channels:
            data[quantity.value] = channels
    return data


def _note(tracker: LinkTracker, error: EichlabError) -> None:
    if isinstance(error, PortError):
        tracker.port_lost()
    else:
        silent = isinstance(error, NoAnswerError) and not isinstance(error, WrongAnswerError)
        tracker.failed(answered=not silent)


def _show(identity: Identity, reading: Reading, tracker: LinkTracker, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_plain(identity, reading, tracker.state.value)), flush=True)
        return
    mark = "  SIMULATION" if identity.simulated else ""
    when = reading.taken_at.astimezone().strftime("%H:%M:%S.%f")[:-3]
    print(f"{when}  {identity.model} {identity.serial}{mark}  {tracker.state.value}")
    for quantity in Quantity:
        values = [
            f"{channel.value} {value}"
            for channel in Channel
            if (value := reading.value(quantity, channel)) is not None
        ]
        if values:
            print(f"  {quantity.value:<16} {'   '.join(values)} {quantity.unit}", flush=True)


def _show_error(
    model: str,
    error: EichlabError,
    tracker: LinkTracker,
    hint: Message | None,
    *,
    as_json: bool,
) -> None:
    if as_json:
        data = {
            "meter": model,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "link": tracker.state.value,
            "error": {"code": error.message.code, "text": say(error.message, language())},
            "hint": None if hint is None else {"code": hint.code, "text": say(hint, language())},
        }
        print(json.dumps(data, ensure_ascii=False), flush=True)
    tell(error.message)
