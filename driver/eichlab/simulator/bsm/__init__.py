"""The simulated Bauer BSM-WS36A."""

from eichlab.simulator.bsm.meter import Bsm
from eichlab.simulator.bsm.switches import BsmSwitches

__all__ = ["Bsm", "BsmSwitches"]
