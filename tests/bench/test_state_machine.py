"""Transactions and faults in any order whatever: the invariants hold always, and in the end.

More and longer runs: ``EICHLAB_EXAMPLES=200 pytest tests/bench/test_state_machine.py``.
"""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from invariants import ALWAYS
from post import Post, SimulatedMeter

from eichlab.store import Store
from eichlab.values import EichlabError, JournalEvent, TransactionRequest

EXAMPLES = int(os.environ.get("EICHLAB_EXAMPLES", "15"))


class TransactionsAndFaults(RuleBasedStateMachine):
    """One post; a user, the line, the mains, the adapter, a crash and a stranger act on it."""

    @initialize(stop_on_failure=st.booleans())
    def plug_everything_in(self, stop_on_failure):
        self.folder = Path(tempfile.mkdtemp(prefix="eichlab-"))
        self.meter = SimulatedMeter(self.folder / "port")
        self.options = {"stop_on_failure": stop_on_failure, "failure_after_s": 0.5}
        self.open()

    def open(self):
        store = Store(self.folder / "eichlab.sqlite")
        self.post = Post(store, str(self.folder / "port"), **self.options)

    # The user. Whatever is refused is refused in words; whether truly so, the invariants tell.

    @rule()
    def start(self):
        self.asked(self.post.start)

    @rule(fault=st.sampled_from(["none", "silence", "request-lost"]), ahead=st.integers(1, 40))
    def start_once_it_answers(self, fault, ahead):
        self.mend()
        self.post.connected()
        if self.meter.memory["state"]:
            self.clear_unknown()
        if fault != "none":
            # Somewhere in the start, and for good.
            self.meter.command(f"fault {fault}@#{self.meter.requests + ahead}..")
        self.asked(self.post.start)

    @rule()
    def lose_the_line_for_long(self):
        """Longer than a failure takes; then the line is whole again."""
        self.meter.command("fault silence")
        time.sleep(0.8)
        self.meter.command("clear")

    @rule(waiting=st.booleans())
    def stop(self, waiting):
        if waiting:
            time.sleep(0.2)
        self.asked(self.post.stop)

    @rule()
    def clear_unknown(self):
        self.asked(lambda: self.post.bench.clear_unknown("Post").result(60))

    def asked(self, what):
        with contextlib.suppress(EichlabError):
            what()

    # The line, the adapter, the mains.

    @rule(fault=st.sampled_from(["silence", "request-lost", "crc", "exception-6"]))
    def cut_line(self, fault):
        self.meter.command(f"fault {fault}")

    @rule(fault=st.sampled_from(["crc", "silence", "exception-4"]), ahead=st.integers(1, 60))
    def spoil_one_answer(self, fault, ahead):
        self.meter.command(f"fault {fault}@#{self.meter.requests + ahead}")

    @rule(ahead=st.integers(1, 60))
    def lose_power_at_a_question(self, ahead):
        self.meter.command(f"fault power-cut=0.05@#{self.meter.requests + ahead}")

    @rule()
    def restore_line(self):
        self.meter.command("clear")

    @rule()
    def power_off(self):
        self.meter.command("power off")

    @rule()
    def power_on(self):
        self.meter.command("power on")

    @rule()
    def unplug(self):
        self.meter.command("unplug")

    @rule()
    def plug(self):
        self.meter.command("plug")

    # Programs.

    @rule()
    def crash_and_reopen(self):
        self.post.crash()
        self.open()

    @rule()
    def close_and_reopen(self):
        self.post.close()
        self.post.store.close()
        self.open()

    @rule(after=st.sampled_from(["start", "stop"]), seconds=st.floats(0.0, 0.5))
    def crash_in_the_midst(self, after, seconds):
        if after == "start":
            future = self.post.bench.start_transaction("Post", TransactionRequest())
        else:
            future = self.post.bench.stop_transaction("Post")
        with contextlib.suppress(TimeoutError):
            future.exception(seconds)
        self.crash_and_reopen()

    @rule()
    def a_stranger_begins(self):
        if not self.is_ours_open():
            self.meter.begin_for_a_stranger()

    def is_ours_open(self):
        return bool(self.post.store.open_transactions())

    @invariant()
    def what_holds_always(self):
        if hasattr(self, "post"):
            assert self.post.breaches(self.meter, ALWAYS) == []

    # The end: everything is mended, the user stops what runs and clears what is a stranger's.

    def mend(self):
        for command in ("clear", "plug", "power on"):
            self.meter.command(command)

    def come_to_rest(self):
        self.mend()
        self.post.connected()

        def is_over():
            running = self.post.status.open_transaction
            if running is not None and running.state is JournalEvent.RUNNING:
                self.asked(self.post.stop)
            if running is None and not self.is_ours_open() and self.meter.memory["state"]:
                self.clear_unknown()
            return not self.is_ours_open() and not self.meter.memory["state"]

        self.post.until(is_over, 60)
        self.post.at_rest()

    def teardown(self):
        if not hasattr(self, "post"):
            return
        try:
            self.come_to_rest()
            assert self.post.breaches(self.meter) == []
            for each in self.post.store.transactions():
                event(f"a transaction ended {each.outcome}")
            if self.post.store.foreign_records():
                event("a stranger's record was kept")
        finally:
            self.post.close()
            self.post.store.close()
            self.meter.close()
            shutil.rmtree(self.folder)


TransactionsAndFaults.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=12,
    deadline=None,
    derandomize="EICHLAB_EXAMPLES" not in os.environ,
    # Threads and times make no two runs alike: what failed once is told, not made smaller.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)

TestTransactionsAndFaults = pytest.mark.timeout(60 + 60 * EXAMPLES)(TransactionsAndFaults.TestCase)
