"""The GSH01's command ids and what answers them.

Ids and lengths are those of EVerest's driver for this meter (module DZG_GSH01); layouts that the
driver does not know (nominal values, measurement modes, configuration complete) are not
implemented.
"""

from types import MappingProxyType

from eichlab.simulator.slip_family import numbers
from eichlab.simulator.slip_family.commands import COMMON, constant, plain, text

VENDOR = "DZG"
MODEL = "GSH01.1K2L SIMULATION"
GATEWAY = "DZG-GSH01.1K2L SIMULATION"
HARDWARE = "01.00|02.10"
FIRMWARE_APPLICATION = "1.07"
FIRMWARE_METERING = "230"

COMMANDS = MappingProxyType(
    {
        **COMMON,
        0x0213: plain(lambda meter: meter.compressed_point().hex().upper().encode()),
        0x4112: text(HARDWARE),
        0x4114: text(FIRMWARE_APPLICATION),
        0x4115: constant(numbers.unsigned(0x1D0F, 2)),
        0x4116: text(FIRMWARE_METERING),
        0x4117: constant(numbers.unsigned(0x29B1, 2)),
        0x4118: text("1.0.2"),
        0x4119: constant(numbers.unsigned(0x6F91, 2)),
        0x4133: constant(b"\x00"),
    }
)
