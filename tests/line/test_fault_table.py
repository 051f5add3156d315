"""Every fault of the wire against the real driver: what Eichlab says, and that no value is wrong.

A simulator process puts three meters on one pseudo-terminal: two EM580 with different steady loads
and one whose registers tell their own address and unit. Under each fault all are polled; whatever
is taken for a value is compared with what the simulator holds. As a program this prints the table:

    python tests/line/test_fault_table.py
"""

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.line import ModbusUnit, PortSettings, SerialLine, Timing
from eichlab.meters import Em580
from eichlab.texts import Language, say
from eichlab.values import Channel, Direction, EichlabError, Quantity, WireVerdict

BAUD = 115_200
TIMING = Timing(timeout_s=0.25, worst_latency_s=0.5, tries=3, gap_s=0.04)
CODED = 2
HELD_WATTS = {1: 11_040, 3: 6_900}
POLLS = 1
ENERGIES = {Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT}

V = WireVerdict


@dataclass(frozen=True)
class Row:
    """A fault and what must come of it.

    ``counters`` all must count; ``error`` is the code every failed question must have (empty:
    nothing may fail; None: either may happen); ``sent`` is how often a question must be sent,
    None where chance decides; ``hint`` is what the line must say after it. A ``fresh`` row has a
    simulator of its own, whose requests are counted from the first.
    """

    name: str
    faults: tuple[str, ...]
    counters: tuple[WireVerdict, ...]
    error: str | tuple[str, ...] | None
    hint: str | tuple[str, ...] | None
    sent: int | tuple[float, float] | None = 1
    polls: int = POLLS
    baud: int = BAUD
    lasts_s: float | None = None
    reader: bool = False
    fresh: bool = False
    recovered_within_s: float = 2.0


def row(name, counters, error, hint, sent=1, **options):
    faults = options.pop("faults", (name,))
    return Row(name, faults, tuple(counters), error, hint, sent, **options)


def refusal(code, hint, sent=1):
    # Equal refusals of different questions look like doubles: some are asked twice to be sure.
    name = f"exception-{code}"
    return row(name, [V.EXCEPTION], f"modbus.{name}", hint, (sent, sent + 0.7), polls=2)


GARBLED = ("line.check-sum", "line.noise", "line.short", "line.silent")
SPOILT = ("line.check-sum", "line.noise", "line.short")

NO_FRAME = ("hint.garbled", "hint.check-sums-only", "hint.short", "hint.only-noise")

ROWS = (
    row("nothing", [V.ANSWERED], "", None, faults=()),
    row("silence", [V.SILENT], "line.silent", "hint.nothing", 3, polls=1),
    row("request-lost", [V.SILENT], "line.silent", "hint.nothing", 3, polls=1),
    row("crc, once", [V.CHECK_SUM], "", None, None, faults=("crc@#9",), fresh=True),
    row(
        "crc, one in four",
        [V.CHECK_SUM],
        None,
        "hint.some-check-sums",
        None,
        faults=("crc:0.25",),
        polls=5,
    ),
    row("crc, always", [V.CHECK_SUM], "line.check-sum", "hint.check-sums-only", 3, faults=("crc",)),
    row("short", [V.SHORT], ("line.short", "line.noise"), "hint.short", 3, polls=2),
    row("long", [V.WRONG_LENGTH], "line.wrong-length", "hint.wrong-form", 3),
    row("wrong-length", [V.WRONG_LENGTH], "line.wrong-length", "hint.wrong-form", 3),
    row("wrong-count", [V.WRONG_LENGTH], "line.wrong-length", "hint.wrong-form", 3),
    row("wrong-unit", [V.WRONG_UNIT], "line.wrong-unit", "hint.wrong-unit", 3),
    row("wrong-function", [V.WRONG_FUNCTION], "line.wrong-function", "hint.wrong-form", 3),
    row("exception-foreign", [V.WRONG_FUNCTION], "line.wrong-function", "hint.wrong-form", 3),
    refusal(1, "hint.exception-1"),
    refusal(2, "hint.exception-2"),
    refusal(3, "hint.exception-3"),
    refusal(4, "hint.exception-4"),
    refusal(5, "hint.exception-5"),
    refusal(6, "hint.exception-6", 4),
    row("exception-6, once", [V.EXCEPTION], "", None, None, faults=("exception-6@#9",), fresh=True),
    refusal(10, "hint.exception-gateway"),
    refusal(11, "hint.exception-gateway"),
    row(
        "late, into the next try",
        [V.SILENT, V.LATE],
        "",
        "hint.some-late",
        None,
        faults=("late=400ms",),
        polls=1,
        recovered_within_s=4,
    ),
    row(
        "late, some",
        [V.SILENT, V.LATE],
        None,
        "hint.some-late",
        None,
        faults=("late=330ms:0.3",),
        polls=4,
    ),
    row(
        "late, later than the meter should",
        [V.SILENT],
        None,
        None,
        None,
        faults=("late=900ms",),
        polls=2,
        recovered_within_s=6,
    ),
    row("twice, glued", [V.DOUBLED], "", "hint.doubled", None, faults=("twice=0ms",), polls=4),
    row(
        "twice, into the next question",
        [V.DOUBLED],
        "",
        "hint.doubled",
        None,
        faults=("twice=4ms",),
        polls=6,
    ),
    row("noise-before", [V.NOISE], "", "hint.noise-beside", (1, 1.1), polls=4),
    row("noise-before 00h", [V.NOISE], "", "hint.noise-beside", faults=("noise-before=0",)),
    row("noise-before FFh", [V.NOISE], "", "hint.noise-beside", faults=("noise-before=0xff",)),
    row("noise-after", [V.NOISE], "", "hint.noise-beside", (1, 1.1), polls=4),
    row("noise-after 00h", [V.NOISE], "", "hint.noise-beside", faults=("noise-after=0",)),
    row("noise-after FFh", [V.NOISE], "", "hint.noise-beside", faults=("noise-after=0xff",)),
    row("noise only", [V.NOISE], GARBLED, NO_FRAME, 3, faults=("noise-only",), polls=1),
    row(
        "idle-noise",
        [V.UNEXPECTED],
        "",
        "hint.noise-beside",
        None,
        polls=12,
        faults=("idle-noise",),
    ),
    row("byte by byte", [V.ANSWERED], "", None, faults=("drip=2ms",), polls=1),
    row("stutter of 150 ms", [V.ANSWERED], "", None, faults=("stutter=150ms",), polls=1),
    row("echo", [V.ECHO], "", "hint.echo"),
    row("echo-glued", [V.ECHO], "", "hint.echo"),
    row("echo-only", [V.ECHO, V.ECHO_ONLY], "line.echo-only", "hint.echo-only", 3, polls=1),
    row(
        "echo and noise",
        [V.ECHO, V.NOISE],
        "",
        "hint.noise-beside",
        None,
        faults=("echo-glued", "noise-before=0"),
    ),
    row(
        "another master, elsewhere",
        [V.FOREIGN],
        None,
        "hint.other-master",
        None,
        faults=("other-master",),
        polls=15,
    ),
    row(
        "another master, our meter",
        [V.FOREIGN],
        None,
        "hint.other-master",
        None,
        faults=(f"other-master={CODED}",),
        polls=15,
    ),
    row("collision", [], SPOILT, NO_FRAME, 3),
    row("wrong-speed, half of ours", [], GARBLED, NO_FRAME, 3, faults=("wrong-speed",), polls=1),
    row(
        "wrong-speed, twice ours",
        [],
        GARBLED,
        NO_FRAME,
        3,
        faults=("wrong-speed=230400",),
        polls=1,
    ),
    row(
        "wrong-speed, ours",
        [V.SILENT],
        "line.silent",
        "hint.nothing",
        3,
        faults=(),
        baud=57_600,
        polls=1,
    ),
    row("wrong-parity", [], SPOILT, NO_FRAME, 3),
    row("stolen bytes", [], None, None, None, faults=("stolen",), polls=2),
    row(
        "a second reader",
        [],
        None,
        "hint.second-reader",
        None,
        faults=(),
        reader=True,
        polls=1,
    ),
    row(
        "port away, other name after",
        [V.PORT],
        None,
        None,
        None,
        faults=("unplug=400ms",),
        lasts_s=0.4,
        polls=20,
    ),
    row(
        "meter reboots",
        [V.SILENT],
        None,
        "hint.some-silent",
        None,
        faults=("reboot",),
        recovered_within_s=4,
        lasts_s=0.5,
        polls=3,
    ),
    row(
        "crc, noise and echo together",
        [V.ECHO, V.NOISE, V.CHECK_SUM],
        None,
        "hint.some-check-sums",
        None,
        faults=("crc:0.3", "noise-before", "echo"),
        polls=4,
    ),
)


@dataclass
class Outcome:
    """What came of a row: values compared and wrong, error codes, and the way back."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: Counter = field(default_factory=Counter)
    said: str = ""
    counters: dict = field(default_factory=dict)
    sent: float = 0.0
    hint: object = None
    recovery_s: float = 0.0


class Rig:
    """One simulator process, and for each row a line of its own on its port."""

    def __init__(self, folder, *faults):
        self.folder = folder
        self.port = folder / "port"
        self.simulator = SimulatorProcess(
            (
                "--link",
                self.port,
                "--seed",
                "1",
                "--boot",
                "0.5",
                "--baud",
                BAUD,
                "--switch",
                "variation=0",
                "em580@1",
                f"address-coded@{CODED}",
                "em580@3",
                *(word for fault in faults for word in ("--fault", fault)),
            ),
            meters=3,
        )
        self.simulator.command(f"on 3 load {HELD_WATTS[3]}")
        self.held = {}

    def close(self):
        self.simulator.close()

    def run(self, row):
        if row.fresh:
            own = Rig(self.folder / row.name, *row.faults)
            try:
                return own.run(replace(row, fresh=False, faults=()))
            finally:
                own.close()
        outcome = Outcome()
        chance = random.Random(row.name)
        if not self.held:
            with self._line(BAUD) as line:
                self.held = {unit: self._em580(line, unit) for unit in HELD_WATTS}
                self._check_held()
        for fault in row.faults:
            if row.lasts_s is None:
                self.simulator.command(f"fault {fault}")
        with self._line(row.baud) as line, self._reader(row) as stop_reader:
            if row.lasts_s is not None:
                # One-shot faults begin while all is well.
                self._poll(line, chance, Outcome())
                for fault in row.faults:
                    self.simulator.command(f"fault {fault}")
            began = time.monotonic()
            for _ in range(row.polls):
                self._poll(line, chance, outcome)
                if row.lasts_s is not None and time.monotonic() - began > row.lasts_s:
                    # What passes by itself needs no more polls once it has passed.
                    break
            outcome.sent = self._sent_per_question(line)
            outcome.counters = dict(line.wire_log.counters())
            outcome.hint = line.wire_log.hint()
            stop_reader()
            if row.lasts_s is None:
                self.simulator.command("clear")
                began = time.monotonic()
            if row.baud == BAUD:
                outcome.recovery_s = self._recovered(line, chance, outcome, began, row)
        if row.baud != BAUD:
            with self._line(BAUD) as line:
                outcome.recovery_s = self._recovered(line, chance, outcome, began, row)
        return outcome

    def _recovered(self, line, chance, outcome, began, row):
        until = time.monotonic() + 10
        while time.monotonic() < until:
            trial = Outcome()
            self._poll(line, chance, trial)
            outcome.wrong += trial.wrong
            outcome.compared += trial.compared
            if not trial.failed:
                return max(0.0, time.monotonic() - began - (row.lasts_s or 0.0))
        raise AssertionError(f"{row.name}: did not recover, last {trial.failed}")

    @contextlib.contextmanager
    def _line(self, baud):
        line = SerialLine("line", PortSettings(str(self.port), baud))
        line.start()
        try:
            yield line
        finally:
            line.close()

    @contextlib.contextmanager
    def _reader(self, row):
        """Another program that reads from the port, and asks for no lock."""
        if not row.reader:
            yield lambda: None
            return
        code = (
            "import os, sys\n"
            "port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\n"
            "print(flush=True)\n"
            "while True: os.read(port, 7)"
        )
        thief = subprocess.Popen([sys.executable, "-c", code, self.port], stdout=subprocess.PIPE)
        thief.stdout.readline()

        def stop():
            thief.kill()
            thief.wait()

        try:
            yield stop
        finally:
            stop()
            thief.stdout.close()

    def _em580(self, line, unit):
        driver = Em580(line, unit, name=f"meter {unit}", timing=TIMING)
        return line.run(driver.read).result(30)

    def _check_held(self):
        for unit, watts in HELD_WATTS.items():
            assert self.held[unit].value(Quantity.POWER, Channel.TOTAL) == watts

    def _poll(self, line, chance, outcome):
        for unit in HELD_WATTS:
            with self._noting(outcome):
                self._compare(unit, self._em580(line, unit), outcome)
        coded = ModbusUnit(line, CODED, TIMING, who=f"meter {CODED}")
        for count in (1, 2, 2, 32, chance.choice((1, 2, 32, 52))):
            address = chance.randrange(0x1000)
            with self._noting(outcome):
                words = line.run(lambda a=address, c=count: coded.read_input(a, c)).result(30)
                right = tuple(((address + n) * 3 + CODED * 0x1111) & 0xFFFF for n in range(count))
                outcome.compared += 1
                if words != right:
                    outcome.wrong.append(f"register {address:04X}h: {words} for {right}")
                continue
            # One failure tells as much as five, and takes less time.
            break

    @contextlib.contextmanager
    def _noting(self, outcome):
        try:
            yield
        except EichlabError as error:
            outcome.failed[error.message.code] += 1
            outcome.said = outcome.said or say(error.message, Language.EN)

    def _compare(self, unit, reading, outcome):
        held = self.held[unit]
        outcome.compared += 1
        for (quantity, channel), value in reading.quantities.items():
            before = held.quantities[quantity, channel]
            if quantity in ENERGIES:
                grown = (reading.monotonic - held.monotonic) * HELD_WATTS[unit] / 3600 + 2
                right = before <= value <= before + round(grown)
            else:
                right = value == before
            if not right:
                outcome.wrong.append(f"{unit} {quantity} {channel}: {value} for {before}")

    def _sent_per_question(self, line):
        sent = [e.data for e in line.wire_log.since(0) if e.direction is Direction.SENT]
        questions = sum(1 for n, data in enumerate(sent) if n == 0 or data != sent[n - 1])
        return len(sent) / max(1, questions)


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    rig = Rig(tmp_path_factory.mktemp("faults"))
    yield rig
    rig.close()


def codes(expected):
    return {expected} if isinstance(expected, str) else set(expected)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_fault_is_told_and_no_wrong_value_taken(rig, row):
    outcome = rig.run(row)
    assert outcome.compared > 0
    assert not outcome.wrong
    for verdict in row.counters:
        assert outcome.counters.get(verdict, 0) > 0, outcome.counters
    if row.error == "":
        assert not outcome.failed
    elif row.error is not None:
        assert outcome.failed
        assert set(outcome.failed) <= codes(row.error)
    if row.sent is not None:
        least, most = row.sent if isinstance(row.sent, tuple) else (row.sent, row.sent)
        assert least - 0.01 <= outcome.sent <= most + 0.01
    hint = outcome.hint.code if outcome.hint is not None else None
    if row.hint is not None:
        assert hint in codes(row.hint)
        for language in Language:
            assert say(outcome.hint, language) != str(outcome.hint)
    assert outcome.recovery_s < row.recovered_within_s


def test_there_are_enough_faults():
    assert len({row.name for row in ROWS}) == len(ROWS) >= 40


def main():
    """Print the table."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        try:
            print("| fault | Eichlab says | hint | counted | sent | values | wrong | recovery |")
            print("|---|---|---|---|---|---|---|---|")
            for row in ROWS:
                outcome = rig.run(row)
                wrong += len(outcome.wrong)
                quiet = {V.QUESTION, V.ANSWERED}
                counted = ", ".join(
                    f"{verdict.value} {count}"
                    for verdict, count in sorted(outcome.counters.items())
                    if verdict not in quiet
                )
                hint = say(outcome.hint, Language.EN) if outcome.hint is not None else "–"
                print(
                    f"| {row.name} | {outcome.said or '–'} | {hint} | {counted} "
                    f"| {outcome.sent:.1f} | {outcome.compared} | {len(outcome.wrong)} "
                    f"| {outcome.recovery_s * 1000:.0f} ms |",
                    flush=True,
                )
        finally:
            rig.close()
    print(f"\n{len(ROWS)} rows, wrong values accepted: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("EICHLAB_LANGUAGE", "en")
    sys.exit(main())
