"""Runs the conformance suite and prints model × expectation.

``python tests/conformance/table.py`` (further arguments go to pytest).
"""

import sys
from collections import defaultdict
from pathlib import Path

import pytest
from station import NOT_SIGNING, SIGNING

_SIGNS = {"passed": "ok", "failed": "FAILED", "skipped": "–"}


class Outcomes:
    """A pytest plugin that notes what became of each model's tests."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.seconds: dict[str, float] = defaultdict(float)
        self.faults: dict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a test's call, or of a set-up that failed."""
        name, _, parameters = report.nodeid.rpartition("::")[2].partition("[")
        models = [
            each for each in (*SIGNING, *NOT_SIGNING) if f"{each}]" == parameters[-len(each) - 1 :]
        ]
        if not models or (report.when != "call" and report.passed):
            return
        model = max(models, key=len)
        self.rows[name.removeprefix("test_")][model].append(report.outcome)
        self.seconds[model] += report.duration
        self.faults[model] += sum(
            int(str(count)) for name, count in report.user_properties if name == "faults"
        )

    def table(self) -> str:
        """Return a line an expectation, a column a model."""
        models = [each for each in (*SIGNING, *NOT_SIGNING) if each in self.seconds]
        width = max(len(name) for name in self.rows)
        lines = ["".ljust(width) + "".join(f"  {each:>10}" for each in models)]
        for name, outcomes in self.rows.items():
            cells = []
            for model in models:
                seen = outcomes.get(model, [])
                worst = next((each for each in ("failed", "skipped", "passed") if each in seen), "")
                cells.append(f"  {_SIGNS.get(worst, ''):>10}")
            lines.append(name.replace("_", " ").ljust(width) + "".join(cells))
        faults = "".join(f"  {self.faults.get(each, 0):>10}" for each in models)
        lines.append("wire faults that were counted".ljust(width) + faults)
        times = "".join(f"  {self.seconds[each]:>8.0f} s" for each in models)
        return "\n".join((*lines, "time".ljust(width) + times))


def main() -> int:
    outcomes = Outcomes()
    here = Path(__file__).parent
    code = pytest.main(["-q", "-p", "no:cacheprovider", str(here), *sys.argv[1:]], [outcomes])
    sys.stdout.write(outcomes.table() + "\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
