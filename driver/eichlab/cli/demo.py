"""The simulated bench: meters as processes, reached over the same path as real ones."""

import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from eichlab.bench import BenchConfiguration, LineConfiguration, MeterConfiguration
from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.meters import model_named

_BOOT_S = 6.0


@dataclass(frozen=True, slots=True)
class _Post:
    """One simulated meter: its name on the bench, its model, its load, and what goes wrong."""

    name: str
    model: str
    seed: int
    watts: int
    arguments: tuple[str, ...] = ()


_POSTS = (
    _Post("Post 1", "em580", 1, 11_000, ("--curve", "brainpoolP384r1")),
    _Post("DC post", "dcbm", 2, 62_000),
    _Post("Load side", "sdm630", 3, 10_900),
    _Post(
        "Bad line",
        "em580",
        4,
        7_400,
        # A bad line: disturbed answers, noise, and now and then none at all.
        ("--curve", "brainpoolP256r1", "--fault", "crc:0.06", "--fault", "noise-before:0.08",
         "--fault", "silence:0.05"),
    ),
)  # fmt: skip


class DemoBench:
    """Four simulated meters, each a process on a line of its own, and the bench file over them.

    An AC meter and a DC meter that sign, one that is merely read, and one on a bad line. Lines
    are pseudo-terminals, sockets on Windows; the DC meter has an address on the network.
    Everything lies in a folder that `close` removes, unless ``folder`` names one that stays.
    """

    def __init__(self, *, folder: Path | None = None, posts: int = len(_POSTS)) -> None:
        self._temporary = (
            tempfile.TemporaryDirectory(prefix="eichlab-demo-") if folder is None else None
        )
        self.folder = folder or Path(self._temporary.name)  # type: ignore[union-attr]
        self._processes: dict[str, SimulatorProcess] = {}
        started = [
            _Starting(number, post, self.folder) for number, post in enumerate(_POSTS[:posts], 1)
        ]
        for each in started:
            each.thread.join()
        self._processes = {
            each.post.name: each.process for each in started if each.process is not None
        }
        for each in started:
            if each.error is not None:
                self.close()
                raise each.error
        lines = [each.line() for each in started]
        self.configuration = BenchConfiguration(name="Simulation", lines=tuple(lines))
        self.configuration.save(self.folder / "bench.toml")

    @property
    def store_path(self) -> Path:
        """Return where the demo's own store lies, apart from the user's."""
        return self.folder / "eichlab.sqlite"

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


class _Starting:
    """Starts one meter in a thread: four of them take no longer than one."""

    def __init__(self, number: int, post: _Post, folder: Path) -> None:
        self.post = post
        self.process: SimulatorProcess | None = None
        self.error: Exception | None = None
        self._number, self._folder = number, folder
        self.thread = threading.Thread(target=self._start, name=f"start {post.name}")
        self.thread.start()

    def _start(self) -> None:
        post = self.post
        on_network = model_named(post.model).is_on_network
        at = (
            ("--tcp", "127.0.0.1:0")
            if on_network or sys.platform == "win32"
            else ("--link", str(self._folder / f"line-{self._number}"))
        )
        try:
            self.process = SimulatorProcess(
                (
                    post.model,
                    *at,
                    "--state",
                    str(self._folder / f"meter-{self._number}"),
                    "--seed",
                    str(post.seed),
                    "--boot",
                    str(_BOOT_S),
                    "--load",
                    str(post.watts),
                    *post.arguments,
                )
            )
        # Told by the one who joins the threads.
        except Exception as error:  # noqa: BLE001
            self.error = error

    def line(self) -> LineConfiguration:
        """Return the line as the bench file has it."""
        assert self.process is not None
        meter = self.process.meters[0]
        usual = model_named(self.post.model)
        return LineConfiguration(
            name=f"Line {self._number}",
            port=meter.port,
            baud=meter.baud,
            parity=usual.parity,
            stop_bits=usual.stop_bits,
            meters=(
                MeterConfiguration(
                    name=self.post.name,
                    model=meter.model,
                    unit=meter.unit,
                    controlled=True,
                    clear_unknown=True,
                    simulated=True,
                ),
            ),
        )
