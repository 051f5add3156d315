"""The registers of the Bauer BSM-WS36A that Eichlab uses, by wire address.

A chain of SunSpec models from 40000 on; the maker's tables often number them one higher. All are
holding registers, big-endian, read with function 3 and written with function 16.
"""

from types import MappingProxyType
from typing import NamedTuple

# ── who it is ────────────────────────────────────────────────────────────────────────────────

BASE = 40000
MARK = b"SunS"
COMMON = 40002
COMMON_HEAD = (1, 66)
IDENTITY_COUNT = 70
"""From the mark to the end of the common model."""
MAKER = (4, 16)
MODEL = (20, 16)
"""Place from the mark on, and registers."""

MAKER_TEXT = "BAUER Electronic"
MODEL_TEXT = "BSM-WS36A"

DIGEST = 40501
DIGEST_COUNT = 20
DIGEST_AT = 4

# ── what it measures: SunSpec model 203 ──────────────────────────────────────────────────────

LIVE_HEAD = (203, 105)
LIVE = 40090
LIVE_COUNT = 107
"""With its head; places below are from the head on."""
CURRENT, CURRENT_SCALE = (2, 3, 4, 5), 6
VOLTAGE, VOLTAGE_SCALE = (8, 9, 10), 15
FREQUENCY, FREQUENCY_SCALE = 16, 17
POWER, POWER_SCALE = (18, 19, 20, 21), 22
REACTIVE_POWER, REACTIVE_POWER_SCALE = (28, 29, 30, 31), 32
ENERGY_IMPORT, ENERGY_SCALE = 46, 54
"""Sums first, then L1, L2, L3; voltages are of the phases only."""

NO_INT16 = 0x8000
NO_UINT32 = 0xFFFF_FFFF

# ── the signing meter: model 64900 ───────────────────────────────────────────────────────────

SIGNING_HEAD = (64900, 300)
SIGNING = 40195
SIGNING_COUNT = 74
"""From the events, the last of the model before, up to the output; places are from there on."""
EVENTS = 0
SIGNING_HEAD_AT = 2
ERRORS = (4, 4)
MODULE_VERSION = (24, 8)
COMMUNICATION_VERSION = (32, 8)
SERIAL = (40, 8)
POWER_DOWNS = 59
COUNT = 61
OPERATING_S = 63
EPOCH = 65
OFFSET = 67
SET_AT_S = 70
INPUT = 72
OUTPUT = 73

COUNTERS = 40254
COUNTERS_COUNT = 2
"""How often the power failed."""
TIME = 40260
TIME_COUNT = 3
METAS = 40279
META_COUNTS = (70, 50, 50)
META_ADDRESSES = (40279, 40349, 40399)
META_BYTES = (140, 100, 100)
KEY = 40449
KEY_COUNT = 50
KEY_BYTES = 91
KEY_HEADER = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
ALGORITHM = "ECDSA-secp256r1-SHA256"

# ── snapshots: models 64901, and their OCMF: models 64903 ────────────────────────────────────

SNAPSHOT_HEAD = (64901, 252)
RECORD_HEAD = (64903, 498)
RECORD_COUNT = 498
RECORD_AT = 2

STATUS_VALID = 0
STATUS_INVALID = 1
STATUS_UPDATING = 2
STATUS_FAILED = 3
STATUS_NOT_ENABLED = 4
STATUS_NO_FEEDBACK = 5

BEGIN_COUNT = 21
"""A snapshot's registers from its head to its number; places below are from the head on."""
KIND = 2
STATUS = 3
NUMBER = 19
SNAPSHOT_METAS = 32
WHOLE_COUNT = 254


class SnapshotPlace(NamedTuple):
    """Where the registers of one kind of snapshot are: its head, and its OCMF without head."""

    name: str
    kind: int
    head: int
    record: int

    @property
    def status(self) -> int:
        """Return the register that takes the command and shows the status."""
        return self.head + STATUS


TURN_ON = SnapshotPlace("turn-on", 1, 40775, 42293)
TURN_OFF = SnapshotPlace("turn-off", 2, 41029, 42793)
START = SnapshotPlace("start", 3, 41283, 43293)
END = SnapshotPlace("end", 4, 41537, 43793)
BEGINS = (TURN_ON, START)
ENDS = (TURN_OFF, END)
END_OF = MappingProxyType({TURN_ON: TURN_OFF, START: END})

# ── firmware and conditions ──────────────────────────────────────────────────────────────────

CERTIFIED = MappingProxyType(
    {
        ("1.8:23DB:9D6A", "08d1aa3"): bytes.fromhex(
            "d1922c43218d12e13743486fd41bb105c716534b9390eccaa5723402e7b2169d"
        ),
        ("1.9:32CA:AFF4", "6d1dd3c"): bytes.fromhex(
            "fc99b5088ccf8d9754bcc6d2df6354140388cd3599f8f85f3a7d9e3fa0fa3c7c"
        ),
        ("1.9:32CA:AFF4", "01d484f"): bytes.fromhex(
            "11b49f84cf423009674d78f0af72a39a2a59b49e2a46e9ed587d48a54434531d"
        ),
    }
)
"""Versions of both modules → digest of the communication module's firmware."""

WITHOUT_TEXTS_IN_RECORD = frozenset({"08d1aa3", "6d1dd3c"})
"""Communication modules whose OCMF lacks the second and third text."""

COUNTING_POWER_UPS = WITHOUT_TEXTS_IN_RECORD
"""Communication modules that give a number to every power-up, too."""

EVENT_CONDITIONS = MappingProxyType(
    {
        16: "device.module-fatal-error",
        17: "device.module-not-initialised",
        18: "device.module-firmware-altered",
        19: "device.module-in-development",
    }
)
"""Bit of the events → condition; which others this meter uses is not known."""

OTHER_EVENT = "device.module-event"

ERROR_CONDITIONS = (
    "device.module-clock-reset",
    "device.module-clock-fault",
    "device.module-hardware-fault",
    "device.module-processor-fault",
    "device.module-memory-fault",
    "device.module-checksum-fault",
    "device.module-in-service",
    "device.module-not-calibrated",
)
"""The digits of the error code, left to right; each is 0 when all is well."""
