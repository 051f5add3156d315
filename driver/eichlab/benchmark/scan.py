"""How long one pass over all unit ids takes at one setting of 9600 baud, nearly all silent."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from eichlab.cli.simulator_process import SimulatorProcess
from eichlab.line import (
    ALL_UNITS,
    CharacterSettings,
    PortSettings,
    Probe,
    Scan,
    ScanPlan,
    SerialLine,
)

_UNITS = (1, 45, 200)


def measure(_options: Sequence[str] = ()) -> dict[str, float | int]:
    """Return the seconds of one pass, and what was found and missed."""
    figures: dict[str, float | int] = {}
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        models = [f"address-coded@{unit}" for unit in _UNITS]
        simulator = SimulatorProcess(
            (*models, "--link", port, "--baud", "9600"), meters=len(models)
        )
        line = SerialLine("line", PortSettings(str(port), 9600))
        line.start()
        try:
            plan = ScanPlan(
                settings=(CharacterSettings(9600),), units=ALL_UNITS, probes=(Probe(4, 0, 2),)
            )
            began = time.perf_counter()
            result = Scan(line, plan).run()
            figures["pass_s"] = round(time.perf_counter() - began, 2)
            figures["probes"] = result.probes
            units = {hit.unit for hit in result.hits}
            figures["found"] = len(units)
            figures["missed"] = len(set(_UNITS) - units)
        finally:
            line.close()
            simulator.close()
    return figures
