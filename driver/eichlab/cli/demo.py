"""The simulated bench: meters as processes, reached over the same path as real ones."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.cli.simulator_process import SimulatorProcess

_BOOT_S = 6.0


@dataclass(frozen=True, slots=True)
class _Post:
    name: str
    seed: int
    curve: str
    watts: int


_POSTS = (
    _Post("Post 1", 1, "brainpoolP384r1", 11_000),
    _Post("Post 2", 2, "brainpoolP256r1", 7_400),
)


class DemoBench:
    """Two simulated EM580, each a process on a line of its own, and the bench file over them.

    Lines are pseudo-terminals, sockets on Windows. Everything lies in a folder that `close`
    removes, unless ``folder`` names one that stays.
    """

    def __init__(self, *, folder: Path | None = None, posts: int = len(_POSTS)) -> None:
        self._temporary = (
            tempfile.TemporaryDirectory(prefix="eichlab-demo-") if folder is None else None
        )
        self.folder = folder or Path(self._temporary.name)  # type: ignore[union-attr]
        self._processes: dict[str, SimulatorProcess] = {}
        lines = []
        try:
            for number, post in enumerate(_POSTS[:posts], 1):
                lines.append(self._start(number, post))
        except BaseException:
            self.close()
            raise
        self.configuration = BenchConfiguration(name="Simulation", lines=tuple(lines))
        self.configuration.save(self.folder / "bench.toml")

    @property
    def store_path(self) -> Path:
        """Return where the demo's own store lies, apart from the user's."""
        return self.folder / "eichlab.sqlite"

    def _start(self, number: int, post: _Post) -> LineConfiguration:
        at = (
            ("--tcp", "127.0.0.1:0")
            if sys.platform == "win32"
            else ("--link", str(self.folder / f"line-{number}"))
        )
        process = SimulatorProcess(
            (
                "em580",
                *at,
                "--state",
                str(self.folder / f"meter-{number}"),
                "--seed",
                str(post.seed),
                "--curve",
                post.curve,
                "--boot",
                str(_BOOT_S),
            )
        )
        self._processes[post.name] = process
        process.command(f"load {post.watts}")
        meter = process.meters[0]
        return LineConfiguration(
            name=f"Line {number}",
            port=meter.port,
            baud=meter.baud,
            meters=(
                MeterConfiguration(
                    name=post.name,
                    model=meter.model,
                    unit=meter.unit,
                    controlled=True,
                    clear_unknown=True,
                    simulated=True,
                ),
            ),
        )

    @property
    def meters(self) -> tuple[str, ...]:
        """Return the names of the simulated meters."""
        return tuple(self._processes)

    def cut_line(self, meter: str) -> None:
        """Let no answer come through any more, as a cut cable does."""
        self._processes[meter].command("fault request-lost")

    def restore_line(self, meter: str) -> None:
        """Mend the cable."""
        self._processes[meter].command("clear")

    def cut_power(self, meter: str) -> None:
        """Take the meter's supply away."""
        self._processes[meter].command("power off")

    def restore_power(self, meter: str) -> None:
        """Give the supply back; the meter boots for six seconds."""
        self._processes[meter].command("power on")

    def pull_adapter(self, meter: str) -> None:
        """Let the port vanish, as pulling the USB adapter does."""
        self._processes[meter].command("unplug")

    def plug_adapter(self, meter: str) -> None:
        """Let the port come back, under another number."""
        self._processes[meter].command("plug")

    def set_load(self, meter: str, watts: int) -> None:
        """Set the load, in watts."""
        self._processes[meter].command(f"load {watts}")

    def close(self) -> None:
        """End all simulated meters and remove what is temporary."""
        for process in self._processes.values():
            process.close()
        self._processes.clear()
        if self._temporary is not None:
            self._temporary.cleanup()
