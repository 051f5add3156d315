"""Lines: ports, serial lines, RTU frames, registers, wire log, link state."""

from eichlab.line.link import LinkTracker
from eichlab.line.modbus import READ_LIMIT, WRITE_LIMIT, ModbusUnit
from eichlab.line.port import PortSettings
from eichlab.line.ports import find_device, serial_ports, usb_identity
from eichlab.line.serial_line import Answer, PortChange, Priority, SerialLine, Timing
from eichlab.line.wire_log import WireLog

__all__ = [
    "READ_LIMIT",
    "WRITE_LIMIT",
    "Answer",
    "LinkTracker",
    "ModbusUnit",
    "PortChange",
    "PortSettings",
    "Priority",
    "SerialLine",
    "Timing",
    "WireLog",
    "find_device",
    "serial_ports",
    "usb_identity",
]
