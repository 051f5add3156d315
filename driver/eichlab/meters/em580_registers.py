"""The registers of the Carlo Gavazzi EM580 that Eichlab uses, by wire address.

Vendor tables number them from 300001; wire address = number − 300001. One flat register space for
function 4 (read) and 16 (write).
"""

from types import MappingProxyType

from eichlab.values import (
    ChargePointIdType,
    IdentificationFlag,
    IdentificationLevel,
    IdentificationType,
)

# Live values, one block: INT32 low word first, 0.1 V, 0.001 A, 0.1 W, 0.1 var.
LIVE = 0x0000
LIVE_COUNT = 52
VOLTAGE = (0x00, 0x02, 0x04)
CURRENT = (0x0C, 0x0E, 0x10)
POWER = (0x12, 0x14, 0x16)
REACTIVE_POWER = (0x1E, 0x20, 0x22)
POWER_TOTAL = 0x28
REACTIVE_POWER_TOTAL = 0x2C
PHASE_SEQUENCE = 0x32
FREQUENCY = 0x33

# Energies, one block: INT64 low word first, 1 Wh.
ENERGY = 0x0500
ENERGY_COUNT = 32
ENERGY_IMPORT = 0x00
ENERGY_EXPORT = 0x1C

# Identification. The code at 000Bh shows only to a read of exactly this one register.
IDENTIFICATION_CODE = 0x000B
FIRMWARE_MEASURING = 0x0302
FIRMWARE_COMMUNICATION = 0x0303
TEMPERATURE = 0x0307
SERIAL = 0x5000
SERIAL_COUNT = 7
YEAR = 0x5007
DEVICE_STATE = 0x5012

# Codes of sister families that measure but do not sign (EM300/ET300, EM530/EM540).
CODES_WITHOUT_OCMF = frozenset({331, 332, 335, 336, 340, 341, 345, 346, 355, *range(1744, 1764)})

# Keys.
SIGNATURE_TYPE = 0x24FF
KEY_POINT = 0x2500
KEY_DER = 0x2600
ALGORITHMS = MappingProxyType(
    {
        0: ("ECDSA-brainpoolP256r1-SHA256", 65, 92),
        1: ("ECDSA-brainpoolP384r1-SHA256", 97, 124),
    }
)
"""Signature type → algorithm, bytes of the point, bytes of the DER SubjectPublicKeyInfo."""

# Time: offset in minutes (INT16), then UTC seconds (INT64, low word first).
TIME_OFFSET = 0x7031
TIME_UTC = 0x7032

# Transactions.
TARIFF_TEXT = 0x6900
TARIFF_TEXT_COUNT = 126
IDENTIFICATION_STATUS = 0x7000
IDENTIFICATION_LEVEL = 0x7001
IDENTIFICATION_FLAGS = 0x7002
IDENTIFICATION_TYPE = 0x7006
IDENTIFICATION_DATA = 0x7007
CHARGE_POINT_TYPE = 0x701B
CHARGE_POINT_ID = 0x701C
SESSION_MODALITY = 0x7036
COMMAND = 0x7040
LAST_ID = 0x7059
LAST_ID_COUNT = 7
OCMF_STATE = 0x7100
OCMF_SIZE = 0x7101
OCMF_FILE = 0x7110
OCMF_FILE_COUNT = 2031

COMMAND_BEGIN = 0x42
COMMAND_END = 0x45

STATE_NOT_READY = 0
STATE_RUNNING = 1
STATE_READY = 2
STATE_CORRUPTED = 3

TARIFF_TEXT_BYTES = 251
IDENTIFICATION_BYTES = 39
CHARGE_POINT_BYTES = 39

LEVELS = MappingProxyType({level: value for value, level in enumerate(IdentificationLevel)})

TYPES = MappingProxyType(
    {
        IdentificationType.NONE: 0,
        IdentificationType.DENIED: 1,
        IdentificationType.UNDEFINED: 2,
        IdentificationType.ISO14443: 10,
        IdentificationType.ISO15693: 11,
        IdentificationType.EMAID: 20,
        IdentificationType.EVCCID: 21,
        IdentificationType.EVCOID: 30,
        IdentificationType.ISO7812: 40,
        IdentificationType.CARD_TXN_NR: 50,
        IdentificationType.CENTRAL: 60,
        IdentificationType.CENTRAL_1: 61,
        IdentificationType.CENTRAL_2: 62,
        IdentificationType.LOCAL: 70,
        IdentificationType.LOCAL_1: 71,
        IdentificationType.LOCAL_2: 72,
        IdentificationType.PHONE_NUMBER: 80,
        IdentificationType.KEY_CODE: 90,
    }
)

# Four flag registers, four groups: each register is taken to belong to one group, since equal
# numbers mean different flags in different groups. Unverified on hardware.
FLAG_GROUPS = ("RFID", "OCPP", "ISO15118", "PLMN")


def _flag_values() -> dict[IdentificationFlag, tuple[int, int]]:
    values: dict[IdentificationFlag, tuple[int, int]] = {}
    for register, group in enumerate(FLAG_GROUPS):
        members = [flag for flag in IdentificationFlag if flag.group == group]
        values |= {flag: (register, value) for value, flag in enumerate(members)}
    return values


FLAGS = MappingProxyType(_flag_values())
"""Flag → its register among the four, and its value there."""

CHARGE_POINT_TYPES = MappingProxyType({ChargePointIdType.EVSEID: 0, ChargePointIdType.CBIDC: 1})

DEVICE_CONDITIONS = MappingProxyType(
    {
        0: "device.voltage-l1-high",
        1: "device.voltage-l2-high",
        2: "device.voltage-l3-high",
        3: "device.voltage-l12-high",
        4: "device.voltage-l23-high",
        5: "device.voltage-l31-high",
        6: "device.current-l1-high",
        7: "device.current-l2-high",
        8: "device.current-l3-high",
        9: "device.frequency-out-of-range",
        12: "device.communication-fault",
        13: "device.measuring-fault",
    }
)
