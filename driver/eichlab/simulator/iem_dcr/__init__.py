"""The simulated Isabellenhütte IEM-DCR."""

from eichlab.simulator.iem_dcr.meter import IemDcr
from eichlab.simulator.iem_dcr.switches import IemDcrSwitches

__all__ = ["IemDcr", "IemDcrSwitches"]
