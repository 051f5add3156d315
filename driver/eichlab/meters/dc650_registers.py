"""Command ids of the AST DC650 beside those it has in common with the GSH01.

After EVerest's driver (module AST_DC650). Live values are signed here: the meter counts both
directions. Unverified on hardware.
"""

from eichlab.line.slip import Asked, number, text

# Texts are padded to 18 and 20 bytes; other lengths are taken as well.
DEVICE_TYPE = text(0x4113)
SERIAL = number(0x4111, 4)
SOFTWARE_APPLICATION = text(0x4114)
SOFTWARE_METERING = text(0x4116)

VOLTAGE = number(0x0132, 4)
CURRENT = number(0x0131, 4)
IMPORT_POWER = number(0x0138, 4)
EXPORT_POWER = number(0x0139, 4)
ENERGY_IMPORT = number(0x0170, 8)
ENERGY_EXPORT = number(0x0173, 8)

# Neither width nor scale is known: see `Dc650.read`.
TEMPERATURE = Asked(0x4136, least=1, most=4)

VOLTAGE_SCALE = -2
CURRENT_SCALE = -3
POWER_SCALE = -2
TEMPERATURE_SCALE = -1

# A temperature outside is none, or comes in another scale than the one supposed.
COLDEST_C = -50
HOTTEST_C = 130

SISTER = "GSH01"
"""How the device type of the sister meter begins."""
