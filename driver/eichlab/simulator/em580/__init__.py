"""The simulated Carlo Gavazzi EM580."""

from eichlab.simulator.em580.meter import Em580
from eichlab.simulator.em580.switches import Em580Switches

__all__ = ["Em580", "Em580Switches"]
