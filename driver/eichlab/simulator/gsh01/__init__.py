"""The simulated DZG GSH01."""

from eichlab.simulator.gsh01.meter import Gsh01
from eichlab.simulator.gsh01.switches import Gsh01Switches

__all__ = ["Gsh01", "Gsh01Switches"]
