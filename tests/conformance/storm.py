"""Kills ``eichlab transact`` of any signing model at random moments, and counts what is left.

``python tests/conformance/storm.py --kills 50 --seed 1 [--model gsh01 …] [--jobs 2]``, with
``tests/end_to_end`` in ``PYTHONPATH``.

One simulated meter and one store live through a whole storm. Each round runs a short transaction
and kills the program at a random time or when a given row is in the journal. In two rounds of
three something else fails as well: the meter's mains, the meter's process, the port or the
answers; and now and then the recovery is killed, too. Then the journal, the records and the
meter's own memory are held against each other.
"""

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from invariants import Facts, breaches
from station import SIGNING, is_on_network

from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.meters import model_named
from eichlab.store import Store

TROUBLES = ("none", "power", "meter killed", "unplugged", "silence")
_PHASES = {
    None: "before the start",
    "intent": "start",
    "sent": "start",
    "running": "running",
    "stopping": "stop",
    "read": "read-out",
    "stored": "release",
    "released": "release",
    "closed": "after the end",
}
_ROWS = 8
_WAIT_S = 150.0


@dataclass
class Result:
    """What one model's storm came to; times in seconds."""

    model: str
    kills: int = 0
    begun: int = 0
    lost: int = 0
    doubled: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    recoveries_s: list[float] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the row of the table."""
        times = sorted(self.recoveries_s) or [0.0]
        return (
            f"{self.model:<12} {self.kills:>5} {self.begun:>7} {self.lost:>5} {self.doubled:>8} "
            f"{len(self.breaches):>8}  {statistics.median(times):5.1f} / {times[-1]:5.1f} s  "
            + ", ".join(f"{name} {count}" for name, count in sorted(self.struck.items()))
        )


class ModelStorm:
    """One model's meter and store, and one kill after the other."""

    def __init__(self, model: str, folder: Path, seed: int) -> None:
        self._model = model_named(model)
        self._chance = random.Random(f"{seed}/{model}")
        self._store = folder / "eichlab.sqlite"
        self._state = folder / "meter"
        self._where = (
            ("--tcp", "127.0.0.1:0") if is_on_network(model) else ("--link", str(folder / "port"))
        )
        self.result = Result(model)
        self._meter = self._simulated()
        if is_on_network(model):
            # A meter that comes back has the address it had.
            self._where = ("--tcp", self._port.rpartition("//")[2])
        self._seconds = self._rehearse()

    def close(self) -> None:
        """End the meter."""
        self._meter.close()

    @property
    def _port(self) -> str:
        return self._meter.meters[0].port

    def _simulated(self) -> SimulatorProcess:
        return SimulatorProcess(
            (self._model.name, *self._where, "--state", self._state, "--boot", "0.3",
             "--seed", "1"),
            start_s=60,
        )  # fmt: skip

    def _program(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "eichlab", arguments[0], self._port, "--meter",
             self._model.name, "--store", str(self._store), *arguments[1:]],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _rehearse(self) -> float:
        """Run one transaction in peace; return how long it took from its first row on."""
        for _ in range(3):
            program = self._program("transact", "--seconds", "0.3", "--wait", "60")
            first: float | None = None
            while program.poll() is None:
                if first is None and self._rows():
                    first = time.monotonic()
                time.sleep(0.005)
            _, said = program.communicate()
            if program.returncode == 0 and first is not None:
                return time.monotonic() - first
        raise AssertionError(f"the rehearsal failed: {said}")

    def kill_once(self) -> None:
        """One round: a transaction, its kill, the recovery, and the invariants."""
        chance = self._chance
        trouble = chance.choice((*TROUBLES, "none"))
        by_row = chance.random() < 0.5
        row = chance.randint(1, _ROWS)
        moment_s = chance.uniform(0.0, 1.2) * self._seconds
        trouble_first = trouble != "none" and chance.random() < 0.5
        before = self._rows()
        program = self._program("transact", "--seconds", "0.3", "--wait", "60")
        first: float | None = None
        troubled = False
        began = time.monotonic()
        killed = False
        while program.poll() is None and not killed:
            now = time.monotonic()
            count = self._rows() - before
            if count and first is None:
                first = now
            if trouble_first and count and not troubled:
                troubled = True
                self._strike(trouble)
            timed = first is not None and now - first >= moment_s
            # The trouble may keep the row from ever coming.
            hopeless = first is not None and now - first > 4 * self._seconds + 4
            if (count >= row if by_row else timed) or hopeless or now - began > _WAIT_S:
                program.kill()
                killed = True
            time.sleep(0.003)
        program.communicate()
        self.result.struck[_PHASES[self._last_step(before)]] += killed
        self.result.troubles[trouble] += 1
        if trouble != "none" and not troubled:
            self._strike(trouble)
        self.result.kills += killed
        self._recover(trouble)
        self._examine()

    def _strike(self, trouble: str) -> None:
        match trouble:
            case "power":
                self._meter.command("power off")
            case "meter killed":
                self._meter.kill()
            case "unplugged":
                self._meter.command("unplug")
            case "silence":
                self._meter.command("fault silence")

    def _mend(self, trouble: str) -> None:
        match trouble:
            case "power":
                self._meter.command("power on")
            case "meter killed":
                self._meter = self._simulated()
            case "unplugged":
                self._meter.command("plug")
            case "silence":
                self._meter.command("clear")

    def _recover(self, trouble: str) -> None:
        chance = self._chance
        # A port that is away is an error at once: the user would wait for it, and so do we.
        early = trouble in {"power", "silence"} and chance.random() < 0.7
        if not early:
            self._mend(trouble)
        dies_after_s = chance.uniform(0.5, 2.0) if chance.random() < 0.2 else None
        mended_at = time.monotonic()
        for _ in range(2):
            program = self._program("recover", "--wait", "90", "--json")
            began = time.monotonic()
            mend_at = began + chance.uniform(0.3, 1.5)
            while program.poll() is None:
                now = time.monotonic()
                if early and now >= mend_at:
                    early = False
                    self._mend(trouble)
                    mended_at = time.monotonic()
                if dies_after_s is not None and now - began >= dies_after_s:
                    program.kill()
                if now - began > _WAIT_S:
                    program.kill()
                    self.result.breaches.append("recovery did not end")
                time.sleep(0.005)
            out, said = program.communicate()
            if program.returncode == -9 and dies_after_s is not None:
                dies_after_s = None
                self.result.kills += 1
                continue
            if program.returncode != 0 or json.loads(out)["open"]:
                self.result.breaches.append(f"recovery ended {program.returncode}: {out} {said}")
            break
        if early:
            self._mend(trouble)
        self.result.recoveries_s.append(time.monotonic() - mended_at)

    def _examine(self) -> None:
        with Store.open(self._store) as store:
            facts = Facts.gather(store, self._memory())
        known = set(self.result.breaches)
        self.result.breaches += [said for said in breaches(facts) if said not in known]
        self.result.begun = facts.begun_by_meter
        self.result.lost = facts.lost
        self.result.doubled = facts.doubled

    def _memory(self) -> Mapping[str, Any]:
        (path,) = self._state.glob(f"**/{self._model.name}-*.json")
        return dict(json.loads(path.read_text("utf-8")))

    # ── the journal, read beside the program that writes it ──────────────────────────────────

    def _rows(self) -> int:
        return int(str(self._one("SELECT count(*) FROM journal") or 0))

    def _last_step(self, before: int) -> str | None:
        if self._rows() == before:
            return None
        return str(self._one("SELECT event FROM journal ORDER BY number DESC LIMIT 1"))

    def _one(self, question: str) -> object:
        if not self._store.exists():
            return None
        with closing(sqlite3.connect(f"file:{self._store}?mode=ro", uri=True, timeout=10)) as rows:
            try:
                row = rows.execute(question).fetchone()
            except sqlite3.OperationalError:
                return None  # the store is being made
        return row[0] if row is not None else None


def storm(model: str, folder: Path, kills: int, seed: int) -> Result:
    """Kill so often; return what it came to."""
    folder.mkdir(parents=True, exist_ok=True)
    one = ModelStorm(model, folder, seed)
    try:
        while one.result.kills < kills:
            one.kill_once()
    finally:
        one.close()
    return one.result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", action="append", choices=SIGNING)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    models = arguments.model or SIGNING
    sys.stdout.write(
        f"{'model':<12} {'kills':>5} {'begun':>7} {'lost':>5} {'doubled':>8} {'breaches':>8}  "
        "recovery median / worst, struck\n"
    )
    worst = 0
    with (
        tempfile.TemporaryDirectory(prefix="eichlab-storm-") as temporary,
        ThreadPoolExecutor(arguments.jobs) as pool,
    ):
        results = pool.map(
            lambda model: storm(model, Path(temporary) / model, arguments.kills, arguments.seed),
            models,
        )
        for result in results:
            sys.stdout.write(result.line() + "\n")
            for said in result.breaches:
                sys.stdout.write(f"    {said}\n")
            sys.stdout.flush()
            worst |= bool(result.breaches or result.lost or result.doubled)
    return worst


if __name__ == "__main__":
    sys.exit(main())
