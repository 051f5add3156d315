"""The simulated LEM DCBM 400/600."""

from eichlab.simulator.dcbm.meter import Dcbm
from eichlab.simulator.dcbm.switches import DcbmSwitches

__all__ = ["Dcbm", "DcbmSwitches"]
