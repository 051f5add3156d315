"""Lines: ports, serial lines, RTU and SLIP frames, registers, wire log, link state."""

from eichlab.line.http_address import HttpAddress, is_http
from eichlab.line.http_device import Fields, HttpDevice, exact_number
from eichlab.line.http_line import HttpAnswer, HttpLine, HttpQuestion
from eichlab.line.line import Line, PortChange, Priority
from eichlab.line.link import LinkTracker
from eichlab.line.modbus import READ_LIMIT, WRITE_LIMIT, ModbusUnit
from eichlab.line.port import MODBUS_TCP, PortSettings
from eichlab.line.ports import find_device, serial_ports, usb_identity
from eichlab.line.question import Answer, Question, Timing
from eichlab.line.scan import (
    ALL_UNITS,
    LIKELY_SETTINGS,
    LIKELY_UNITS,
    CharacterSettings,
    Framing,
    Hit,
    OtherMasterError,
    Probe,
    Scan,
    ScanPlan,
    ScanProgress,
    ScanResult,
)
from eichlab.line.serial_line import SerialLine
from eichlab.line.slip import Asked, Part, SlipQuestion, SlipUnit
from eichlab.line.wire_log import WireLog

__all__ = [
    "ALL_UNITS",
    "LIKELY_SETTINGS",
    "LIKELY_UNITS",
    "MODBUS_TCP",
    "READ_LIMIT",
    "WRITE_LIMIT",
    "Answer",
    "Asked",
    "CharacterSettings",
    "Fields",
    "Framing",
    "Hit",
    "HttpAddress",
    "HttpAnswer",
    "HttpDevice",
    "HttpLine",
    "HttpQuestion",
    "Line",
    "LinkTracker",
    "ModbusUnit",
    "OtherMasterError",
    "Part",
    "PortChange",
    "PortSettings",
    "Priority",
    "Probe",
    "Question",
    "Scan",
    "ScanPlan",
    "ScanProgress",
    "ScanResult",
    "SerialLine",
    "SlipQuestion",
    "SlipUnit",
    "Timing",
    "WireLog",
    "exact_number",
    "find_device",
    "is_http",
    "serial_ports",
    "usb_identity",
]
