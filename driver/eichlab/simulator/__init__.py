"""Simulated meters: their own register tables, frames and memories, on real wires.

Built in layers that know only what lies below: *wire* (pseudo-terminal or socket, at the pace of
a real line), *framing* (requests in bytes), *line* (which meter answers, and the *faults* on the
way), *supply* (mains and boot time), and the *meter* with its registers, *load* and *memory*.
"""

from eichlab.simulator.catalogue import MODELS, model_named
from eichlab.simulator.console import Console, ConsoleReader
from eichlab.simulator.faults import FAULT_KINDS, Fault, parse_fault
from eichlab.simulator.plan import (
    GATEWAY,
    LinePlan,
    MeterPlan,
    character_format,
    parse_meter,
    plan_line,
    read_bench,
)
from eichlab.simulator.simulation import Conditions, ReadyMeter, Selection, Simulation
from eichlab.simulator.tcp_wire import parse_address
from eichlab.simulator.wire import CharacterFormat

__all__ = [
    "FAULT_KINDS",
    "GATEWAY",
    "MODELS",
    "CharacterFormat",
    "Conditions",
    "Console",
    "ConsoleReader",
    "Fault",
    "LinePlan",
    "MeterPlan",
    "ReadyMeter",
    "Selection",
    "Simulation",
    "character_format",
    "model_named",
    "parse_address",
    "parse_fault",
    "parse_meter",
    "plan_line",
    "read_bench",
]
