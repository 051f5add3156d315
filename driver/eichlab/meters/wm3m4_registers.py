"""The registers of the Iskra WM3M4 and WM3M4C that Eichlab uses, by wire address.

Wire address = the manual's number less 30000 (input, function 4) or 40000 (holding, functions 3,
6 and 16), nothing further taken off. At most 120 registers a request. High word first.
"""

from types import MappingProxyType

LIMIT = 120

# Input: who it is.
IDENTITY = 1
IDENTITY_COUNT = 12
MODEL_COUNT = 8

# Input: measured values, each of two registers.
FREQUENCY = 105
VOLTAGE = (107, 109, 111)
CURRENT = (126, 128, 130)
POWER_TOTAL = 140
POWER = (142, 144, 146)
REACTIVE_POWER_TOTAL = 148
REACTIVE_POWER = (150, 152, 154)
TEMPERATURE = 5581

# Input: counters, and the powers of ten of 1 Wh they count in.
IMPORT_EXPONENT = 414
EXPORT_EXPONENT = 415
IMPORT = 418
EXPORT = 420

# In one read where the meter answers for what lies between, else in parts.
LIVE = (105, 51)
LIVE_PARTS = ((105, 8), (126, 6), (140, 16))
COUNTERS = (414, 8)
COUNTERS_PARTS = ((414, 2), (418, 4))

# Holding: transactions.
STATE = 7000
COMMAND = 7051
STATUS = 7052
OFFSET = 7053
TIME = 7054
DATASET_LENGTH = 7056
LENGTHS = 7057
"""Bytes of the payload; of the signature in the next."""
SIGNATURE_FORMAT = 7059
SIGNATURE_ALGORITHM = 7060
TIME_STATUS = 7071
DATASET = 7100
PAYLOAD = 7612
PAYLOAD_COUNT = 512
KEY = 8124
KEY_COUNT = 32
SIGNATURE = 8188
SIGNATURE_COUNT = 128

# The end of the area for the dataset, which no dataset reaches.
RELEASE_MARK = 7596
RELEASE_MARK_COUNT = 13

COMMAND_BEGIN = 0x4200
COMMAND_END_BOTH = 0x7200

STATE_IDLE = 0
STATE_ACTIVE = 1
STATE_AFTER_POWER_FAILURE = 2
STATE_AFTER_RESET = 3
ACTIVE = frozenset({STATE_ACTIVE, STATE_AFTER_POWER_FAILURE, STATE_AFTER_RESET})

STATUS_SIGNING = 2
STATUS_SIGNED = 15
FIRST_ERROR = 128
KNOWN_ERRORS = frozenset({*range(128, 134), *range(243, 256)})

FORMAT_BINARY = 0
ALGORITHM_ECDSA = 4

NOT_SYNCHRONISED = 0
SYNCHRONISED = 2

# What the manual and OCMF name; a published record shows that longer texts are taken, too.
IDENTIFICATION_BYTES = 40
CHARGE_POINT_BYTES = 40

ALGORITHM = "ECDSA-secp256r1-SHA256"
KEY_HEADER = bytes.fromhex("3059301306072A8648CE3D020106082A8648CE3D03010703420004")
"""SubjectPublicKeyInfo of P-256 up to and with the 04 of the uncompressed point."""

STATE_CONDITIONS = MappingProxyType(
    {
        STATE_AFTER_POWER_FAILURE: "device.power-failed-in-transaction",
        STATE_AFTER_RESET: "device.reset-in-transaction",
    }
)
