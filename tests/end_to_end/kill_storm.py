"""Kills ``eichlab transact`` at random moments, lets ``eichlab recover`` come, and counts.

``python tests/end_to_end/kill_storm.py --kills 200 --seed 1``

One simulated EM580 and one store live through the whole storm. Each round runs one short
transaction and kills the program: at a random time, at a random request (just before the meter
gets it, or just after), at one of its four great steps, or when a given row is in the journal. In
two rounds of three something else fails as well: the meter's power, the meter's process, or the
line in one or both directions; and now and then the recovery is killed, too. Then every invariant
is checked against the meter's own memory.
"""

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from invariants import Facts, breaches, memory_of
from tap import Request, Tap

from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.store import Store

PHASES = {
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
TROUBLES = ("none", "power", "meter killed", "questions cut", "answers cut", "line cut")
_STEPS = ("begin", "end", "read-out", "release")
_ROWS = 8
_WAIT_S = 120.0


@dataclass
class Round:
    """One kill: when it was meant, where it struck, what else failed, and how it ended."""

    moment: str
    trouble: str
    struck: str = ""
    recovery_s: float = 0.0
    recoveries: int = 0
    breaches: list[str] = field(default_factory=list)


@dataclass
class Summary:
    """What the storm came to; times in seconds, from the end of all trouble to the end of all."""

    seed: int
    kills: int = 0
    transactions_begun: int = 0
    lost: int = 0
    doubled: int = 0
    rounds: list[Round] = field(default_factory=list)

    @property
    def breaches(self) -> list[str]:
        return [said for each in self.rounds for said in each.breaches]

    def table(self) -> str:
        times = sorted(each.recovery_s for each in self.rounds)
        struck = Counter(each.struck for each in self.rounds)
        troubles = Counter(each.trouble for each in self.rounds)
        moments = Counter(each.moment.split()[0] for each in self.rounds)
        rows = [
            ("kills (recoveries killed among them)",
             f"{self.kills} ({self.kills - len(self.rounds)})"),
            *((f"  struck {name}", str(struck[name])) for name in dict.fromkeys(PHASES.values())),
            *((f"  with {name}", str(troubles[name])) for name in TROUBLES),
            *((f"  by {name}", str(count)) for name, count in sorted(moments.items())),
            ("transactions the meter began", str(self.transactions_begun)),
            ("lost", str(self.lost)),
            ("doubled", str(self.doubled)),
            ("invariants broken", str(len(self.breaches))),
            ("recovery median / worst",
             f"{statistics.median(times):.1f} s / {times[-1]:.1f} s" if times else "–"),
        ]  # fmt: skip
        return "\n".join(f"{name:<38} {value}" for name, value in rows)


class Storm:
    """The meter, the tap and the store, and one kill after the other."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._folder = folder
        self._port = folder / "port"
        self._store = folder / "eichlab.sqlite"
        self._state = folder / "meter"
        self.summary = Summary(seed)
        self._simulator = self._simulated()
        self._tap = Tap(self._port)
        self._connect()
        self._first_write, self._requests, self._seconds = self._rehearse()

    def close(self) -> None:
        self._tap.close()
        self._simulator.close()

    # ── the meter ────────────────────────────────────────────────────────────────────────────

    def _simulated(self) -> SimulatorProcess:
        return SimulatorProcess(
            ("em580", "--tcp", "127.0.0.1:0", "--state", self._state, "--boot", "0.5",
             "--seed", "1"),
            start_s=60,
        )  # fmt: skip

    def _connect(self) -> None:
        self._tap.connect(int(self._simulator.meters[0].port.rpartition(":")[2]))

    def _strike(self, trouble: str) -> None:
        match trouble:
            case "power":
                self._simulator.command("power off")
            case "meter killed":
                self._simulator.kill()
            case "questions cut" | "answers cut":
                self._tap.cut = frozenset({trouble.split(maxsplit=1)[0]})
            case "line cut":
                self._tap.cut = frozenset({"questions", "answers"})

    def _mend(self, trouble: str) -> None:
        self._tap.cut = frozenset()
        if trouble == "power":
            self._simulator.command("power on")
        elif trouble == "meter killed":
            self._simulator = self._simulated()
            self._connect()

    # ── the programs ─────────────────────────────────────────────────────────────────────────

    def _program(self, *arguments: str) -> subprocess.Popen[str]:
        self._tap.restart()
        return subprocess.Popen(
            [sys.executable, "-m", "eichlab", arguments[0], str(self._port), "--meter", "em580",
             "--store", str(self._store), *arguments[1:]],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _transact(self) -> subprocess.Popen[str]:
        return self._program("transact", "--seconds", "0.5", "--wait", "60")

    def _rehearse(self) -> tuple[int, int, float]:
        """Run one transaction in peace; return its first write, its requests, and how long.

        A busy computer may let even a peaceful meter look silent: then once more.
        """
        for _ in range(3):
            began: list[float] = []
            self._tap.before = lambda _, began=began: began.append(time.monotonic())
            program = self._transact()
            _, said = program.communicate(timeout=_WAIT_S)
            self._tap.before = None
            if program.returncode == 0:
                break
        else:
            raise AssertionError(f"the rehearsal failed: {said}")
        requests = self._tap.requests
        first = next(each.number for each in requests if each.writes)
        return first, len(requests), began[-1] - began[0]

    # ── one kill ─────────────────────────────────────────────────────────────────────────────

    def kill_once(self) -> None:
        """One round: a transaction, its kill, the recovery, and the invariants."""
        chance = self._chance
        trouble = chance.choice((*TROUBLES, "none", "none"))
        moment = self._moment()
        early = trouble != "none" and chance.random() < 0.5
        at_request = chance.randint(self._first_write, self._requests)
        lasts_s = chance.uniform(0.0, 1.5)
        kill_recovery = chance.random() < 0.15
        recovery_lives_s = chance.uniform(0.6, 2.5)
        this = Round(moment, trouble)

        before = self._journal_rows()
        dead = threading.Event()
        struck = threading.Event()
        patience_s = chance.uniform(0.1, 4.0)
        program = self._transact()

        def kill() -> None:
            if not dead.is_set():
                dead.set()
                program.kill()

        def begin_trouble(request: Request) -> None:
            if early and request.number == at_request and not struck.is_set():
                struck.set()

        checks = self._checks(moment, kill)
        self._tap.before = lambda request: (begin_trouble(request), checks[0](request))[0]
        self._tap.after = checks[1]
        self._watch(program, moment, before, dead, struck, kill, trouble, patience_s)
        self._tap.before = self._tap.after = None
        program.communicate(timeout=_WAIT_S)
        if not dead.is_set():
            # It ended before its moment came: no kill, and it counts as none.
            this.moment += " (ended before)"
        this.struck = PHASES[self._last_step(before)]
        if trouble != "none" and not struck.is_set():
            self._strike(trouble)
        self._recover(this, trouble, lasts_s, recovery_lives_s if kill_recovery else None)
        self._examine(this)
        if dead.is_set():
            self.summary.kills += 1
            self.summary.rounds.append(this)
        elif this.breaches:
            self.summary.rounds.append(this)

    def _moment(self) -> str:
        chance = self._chance
        kind = chance.choice(("time", "request", "request", "step", "row"))
        side = chance.choice(("before", "after"))
        match kind:
            case "time":
                return f"time {chance.uniform(0.2, 1.1) * self._seconds:.3f}"
            case "request":
                return f"request {chance.randint(self._first_write - 1, self._requests)} {side}"
            case "step":
                return f"step {chance.choice(_STEPS)} {side}"
            case _:
                return f"row {chance.randint(1, _ROWS)}"

    def _checks(
        self, moment: str, kill: Callable[[], None]
    ) -> tuple[Callable[[Request], None], Callable[[Request], None]]:
        """Return what is called before and after each request is handed to the meter."""
        kind, *rest = moment.split()

        def strikes(request: Request, side: str) -> None:
            name = {"request": str(request.number), "step": str(request.step)}.get(kind)
            if rest == [name, side]:
                kill()

        return lambda each: strikes(each, "before"), lambda each: strikes(each, "after")

    def _watch(
        self,
        program: subprocess.Popen[str],
        moment: str,
        before: int,
        dead: threading.Event,
        struck: threading.Event,
        kill: Callable[[], None],
        trouble: str,
        patience_s: float,
    ) -> None:
        """Wait for the kill: by time and by row here, by request in the tap."""
        kind, *rest = moment.split()
        first: float | None = None
        troubled: float | None = None
        until = time.monotonic() + _WAIT_S
        while not dead.is_set() and program.poll() is None:
            now = time.monotonic()
            if now > until:
                kill()
                raise AssertionError(f"the program neither ended nor came to {moment}")
            if first is None and self._tap.requests:
                first = now
            if struck.is_set() and troubled is None:
                troubled = now
                self._strike(trouble)
            is_time = kind == "time" and first is not None and now - first >= float(rest[0])
            is_row = kind == "row" and self._journal_rows() - before >= int(rest[0])
            # The trouble may keep the moment from ever coming.
            is_hopeless = troubled is not None and now - troubled >= patience_s
            if is_time or is_row or is_hopeless:
                kill()
            time.sleep(0.002)

    def _recover(
        self, this: Round, trouble: str, lasts_s: float, killed_after_s: float | None
    ) -> None:
        mended_at = time.monotonic() + lasts_s
        mended = trouble == "none"
        if mended:
            mended_at = time.monotonic()
        for attempt in range(2):
            program = self._program("recover", "--wait", "90", "--json")
            began = time.monotonic()
            kill_at = (
                began + killed_after_s if killed_after_s is not None and attempt == 0 else None
            )
            while program.poll() is None:
                now = time.monotonic()
                if not mended and now >= mended_at:
                    mended = True
                    self._mend(trouble)
                    mended_at = time.monotonic()
                if kill_at is not None and now >= kill_at:
                    program.kill()
                if now - began > _WAIT_S:
                    program.kill()
                    this.breaches.append("recovery did not end")
                time.sleep(0.005)
            out, said = program.communicate()
            this.recoveries += 1
            if program.returncode == -9 and kill_at is not None:
                self.summary.kills += 1
                continue
            if program.returncode != 0 or json.loads(out)["open"]:
                this.breaches.append(f"recovery ended {program.returncode}: {out} {said}")
            break
        if not mended:
            self._mend(trouble)
        this.recovery_s = time.monotonic() - mended_at

    def _examine(self, this: Round) -> None:
        with Store.open(self._store) as store:
            facts = Facts.gather(store, memory_of(self._state))
        # What was broken once stays broken: told in its own round only.
        known = set(self.summary.breaches)
        this.breaches += [said for said in breaches(facts) if said not in known]
        self.summary.transactions_begun = facts.begun_by_meter
        self.summary.lost = facts.lost
        self.summary.doubled = facts.doubled

    # ── the journal, read beside the program that writes it ──────────────────────────────────

    def _journal_rows(self) -> int:
        return int(self._one("SELECT count(*) FROM journal") or 0)

    def _last_step(self, before: int) -> str | None:
        """Return the last step of the transaction this round began, None where it began none."""
        if self._journal_rows() == before:
            return None
        step = self._one("SELECT event FROM journal ORDER BY number DESC LIMIT 1")
        return str(step)

    def _one(self, question: str) -> object:
        connection = sqlite3.connect(self._store, timeout=10)
        try:
            row = connection.execute(question).fetchone()
        finally:
            connection.close()
        return row[0] if row is not None else None


def storm(
    folder: Path, kills: int, seed: int, tell: Callable[[str], object] = lambda _: None
) -> Summary:
    """Kill so often; return what it came to."""
    one = Storm(folder, seed)
    try:
        while one.summary.kills < kills:
            one.kill_once()
            summary = one.summary
            if summary.rounds:
                this = summary.rounds[-1]
                tell(
                    f"{summary.kills:>4}  {this.moment:<22} {this.struck:<16} {this.trouble:<14}"
                    f" {this.recovery_s:5.1f} s  {'; '.join(this.breaches)}"
                )
    finally:
        one.close()
    return one.summary


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--folder", type=Path, help="keep everything here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eichlab-storm-") as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        summary = storm(
            folder, arguments.kills, arguments.seed, lambda said: sys.stderr.write(f"{said}\n")
        )
    sys.stdout.write(f"{json.dumps(asdict(summary)) if arguments.json else summary.table()}\n")
    return 1 if summary.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
