"""``eichlab scan``: finds speed, parity, unit ids and models on a port; never writes to a meter."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from eichlab.bench import FoundMeter, Search, search_plan
from eichlab.cli.one_meter import Baud, Json, Port
from eichlab.cli.terminal import Exit, fail, language, tell
from eichlab.line import (
    CharacterSettings,
    Hit,
    OtherMasterError,
    ScanPlan,
    ScanProgress,
    ScanResult,
)
from eichlab.texts import say
from eichlab.values import EichlabError, message

_PARITIES = ("N", "E", "O")


def scan(
    port: Port,
    baud: Baud = None,
    parity: Annotated[str | None, typer.Option(help="N, E or O; else all likely.")] = None,
    units: Annotated[
        str | None, typer.Option(help="Unit ids, such as 1-20,100; else 1 to 247.")
    ] = None,
    all_settings: Annotated[
        bool, typer.Option("--all", help="Go on after the first settings that answer.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find speed, parity, unit id and model; listens first and never writes to a meter."""
    plan = plan_of(baud, parity, units, all_settings=all_settings)
    began = time.monotonic()
    stopped: str | None = None
    search = Search(port, plan, progress=_Teller(quiet=as_json), found=_said(quiet=as_json))
    if not as_json:
        tell(message("scan.listening", port=port))
    try:
        with search:
            try:
                search.scan()
            except KeyboardInterrupt:
                stopped = "cancelled"
            except OtherMasterError:
                if not as_json:
                    raise
                stopped = "other-master"
            found = search.recognised()
    except EichlabError as error:
        fail(error)
    result = search.result
    _report(port, found, result, stopped, time.monotonic() - began, as_json=as_json)
    if not found:
        raise typer.Exit(Exit.FAILED)


def plan_of(
    baud: int | None, parity: str | None, units: str | None, *, all_settings: bool = False
) -> ScanPlan:
    """Return the plan for what was asked: the models' own settings first, then the likely ones.

    Raises `typer.BadParameter` for a parity or a list of unit ids that is none.
    """
    if parity is not None and parity.upper() not in _PARITIES:
        raise typer.BadParameter("N, E or O", param_hint="--parity")
    whole = search_plan()
    ordered = dict.fromkeys(whole.settings)
    if baud is not None:
        ordered = dict.fromkeys((*(s for s in ordered if s.baud == baud), CharacterSettings(baud)))
    if parity is not None:
        ordered = dict.fromkeys(replace(each, parity=parity.upper()) for each in ordered)
    asked = _units(units) if units is not None else whole.units
    return replace(whole, settings=tuple(ordered), units=asked, all_settings=all_settings)


def _units(text: str) -> tuple[int, ...]:
    units: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise typer.BadParameter(text, param_hint="--units")
        units += range(int(first), int(last or first) + 1)
    if not units or max(units) > 255 or min(units) < 1:
        raise typer.BadParameter(text, param_hint="--units")
    return tuple(dict.fromkeys(units))


class _Teller:
    """Shows on a terminal where the scan is."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._settings: CharacterSettings | None = None
        self._is_terminal = sys.stderr.isatty()

    def __call__(self, progress: ScanProgress) -> None:
        if self._quiet:
            return
        if self._is_terminal:
            share = 100 * progress.done // max(1, progress.total)
            text = f"\r{progress.settings}  unit {progress.unit:3d}  {share:3d} %  "
            print(text, end="", file=sys.stderr, flush=True)
        elif progress.settings != self._settings:
            self._settings = progress.settings
            tell(message("scan.trying", settings=str(progress.settings)))


def _said(*, quiet: bool) -> Callable[[Hit], None] | None:
    if quiet:
        return None

    def found(hit: Hit) -> None:
        tell(message("scan.hit", unit=hit.unit, settings=str(hit.settings)))

    return found


def _report(
    port: str,
    found: Sequence[FoundMeter],
    result: ScanResult,
    stopped: str | None,
    seconds: float,
    *,
    as_json: bool,
) -> None:
    if as_json:
        data = {
            "port": port,
            "found": [_plain(each) for each in found],
            "probes": result.probes,
            "noise": result.noise,
            "stopped": stopped,
            "seconds": round(seconds, 2),
        }
        print(json.dumps(data, ensure_ascii=False))
        return
    for each in found:
        model: object = message("scan.unknown-model")
        if each.identity is not None:
            mark = " SIMULATION" if each.identity.simulated else ""
            model = f"{each.title} {each.identity.serial}{mark} (--meter {each.model})"
        said = message(
            "scan.found", unit=each.hit.unit, settings=str(each.hit.settings), model=model
        )
        print(say(said, language()))
    if result.noise:
        tell(message("scan.noise"))
    if stopped == "cancelled":
        tell(message("scan.cancelled", probes=result.probes))
    elif not found:
        tell(message("scan.nothing", probes=result.probes))


def _plain(each: FoundMeter) -> dict[str, object]:
    settings = each.hit.settings
    return {
        "baud": settings.baud,
        "parity": settings.parity,
        "stop_bits": settings.stop_bits,
        "unit": each.hit.unit,
        "refused": each.hit.refused,
        "model": each.model,
        "serial": each.identity.serial if each.identity is not None else None,
        "simulated": each.identity.simulated if each.identity is not None else None,
    }
