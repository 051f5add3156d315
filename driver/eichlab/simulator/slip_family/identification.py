"""Who charges, as START brings it, and how it is called in OCMF."""

from dataclasses import dataclass

IDENTIFICATION_BYTES = 40
CHARGE_POINT_BYTES = 13

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

# The type codes of the charge point id are not known; these are the order of OCMF's table 18.
CHARGE_POINT_TYPES = {0: "EVSEID", 1: "CBIDC"}


@dataclass(frozen=True, slots=True)
class Identification:
    """The identification at a start; the text is bytes as they came."""

    assigned: bool
    type: int
    data: bytes
