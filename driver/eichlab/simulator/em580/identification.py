"""What is written before a start: who charges, where; in the EM580's numbers and in OCMF words."""

from dataclasses import dataclass

LEVELS = (
    "NONE",
    "HEARSAY",
    "TRUSTED",
    "VERIFIED",
    "CERTIFIED",
    "SECURE",
    "MISMATCH",
    "INVALID",
    "OUTDATED",
    "UNKNOWN",
)

# One register to a group, at 7002h to 7005h.
FLAG_GROUPS = (
    ("RFID_NONE", "RFID_PLAIN", "RFID_RELATED", "RFID_PSK"),
    (
        "OCPP_NONE",
        "OCPP_RS",
        "OCPP_AUTH",
        "OCPP_RS_TLS",
        "OCPP_AUTH_TLS",
        "OCPP_CACHE",
        "OCPP_WHITELIST",
        "OCPP_CERTIFIED",
    ),
    ("ISO15118_NONE", "ISO15118_PNC"),
    ("PLMN_NONE", "PLMN_RING", "PLMN_SMS"),
)

TYPES = {
    0: "NONE",
    1: "DENIED",
    2: "UNDEFINED",
    10: "ISO14443",
    11: "ISO15693",
    20: "EMAID",
    21: "EVCCID",
    30: "EVCOID",
    40: "ISO7812",
    50: "CARD_TXN_NR",
    60: "CENTRAL",
    61: "CENTRAL_1",
    62: "CENTRAL_2",
    70: "LOCAL",
    71: "LOCAL_1",
    72: "LOCAL_2",
    80: "PHONE_NUMBER",
    90: "KEY_CODE",
}

CHARGE_POINT_TYPES = ("EVSEID", "CBIDC")


@dataclass(frozen=True, slots=True)
class Identification:
    """The identification at a start, latched; texts are bytes as they were written."""

    assigned: bool
    level: int
    flags: tuple[int, int, int, int]
    type: int
    data: bytes
    charge_point_type: int
    charge_point: bytes
    tariff_text: bytes
    modality: int

    @property
    def flag_words(self) -> list[str]:
        """Return the flags that are set. Zero is both *not used* and the group's NONE."""
        return [group[flag] for group, flag in zip(FLAG_GROUPS, self.flags, strict=True) if flag]
