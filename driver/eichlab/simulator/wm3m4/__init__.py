"""The simulated Iskra WM3M4C, and the WM3M4 that cannot sign."""

from eichlab.simulator.wm3m4.meter import Wm3m4
from eichlab.simulator.wm3m4.switches import Wm3m4Switches

__all__ = ["Wm3m4", "Wm3m4Switches"]
