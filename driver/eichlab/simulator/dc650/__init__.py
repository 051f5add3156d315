"""The simulated AST DC650."""

from eichlab.simulator.dc650.meter import Dc650
from eichlab.simulator.dc650.switches import Dc650Switches

__all__ = ["Dc650", "Dc650Switches"]
