"""Command ids, status bits and questions that GSH01 and DC650 have in common.

Ids, lengths and scales as EVerest's drivers use them (modules DZG_GSH01 and AST_DC650), a few by
analogy. Unverified on hardware for the DC650, the status word most of all.
"""

from types import MappingProxyType

from eichlab.line.slip import Asked, number

START = 0x1501
STOP = 0x1502
SET_TIME = 0x4135

TIME = number(0x4135, 5)
STATUS_WORD = number(0x4137, 8)
STATISTICS = number(0x1510, 16)
DURATION = number(0x156A, 4)
START_ENERGY = number(0x1580, 8)
ENERGY_IMPORT = number(0x0170, 8)
SERVER_ID = number(0x4110, 10)

# A meter without a record may answer without text.
LAST_RECORD = Asked(0x1521, least=0)

# Hexadecimal digits of the DER key and of its point; a firmware might give the plain bytes.
KEY_DER = Asked(0x1530, least=88, most=176)
KEY_POINT = Asked(0x0211, least=65, most=131)

ENERGY_SCALE = -1
"""Energies are in 0.1 Wh."""


def record_numbered(which: int) -> Asked:
    """Return the question for the record of this number, from 1 on."""
    return Asked(0x1520, which.to_bytes(4, "little"))


CLOCK_NOT_IN_SYNC = 16
CHARGING = 17
SESSION_NOT_COMPLETED = 22

CONDITIONS = MappingProxyType(
    {
        0: "device.clock-fault",
        1: "device.configuration-memory-fault",
        3: "device.signing-fault",
        5: "device.meter-configuration-fault",
        6: "device.metering-part-silent",
        7: "device.fatal-fault",
        8: "device.display-missing",
        CLOCK_NOT_IN_SYNC: "device.clock-not-in-sync",
        SESSION_NOT_COMPLETED: "device.session-not-completed",
        23: "device.log-full",
        24: "device.records-full",
        35: "device.line-loss-abnormal",
        36: "device.factory-jumper",
    }
)
"""Bits of the status word that are worth telling."""
