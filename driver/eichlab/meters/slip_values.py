"""Numbers, times, texts and keys as the SLIP meters (GSH01, DC650) give them.

Low byte first, texts padded with NUL, keys as hexadecimal digits or plain.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from eichlab.values import IdentificationType, PublicKey

IDENTIFICATION_BYTES = 40
"""Room for the identification in START."""

QUARTER_HOUR_S = 900

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
"""Codes of the identification's type in START."""

ALGORITHM = "ECDSA-secp256k1-SHA256"

# DER of a SubjectPublicKeyInfo on secp256k1 up to its uncompressed point (RFC 5480, SEC 2).
_DER_HEAD = bytes.fromhex("3056301006072a8648ce3d020106052b8104000a034200")
_POINT_BYTES = 65

# A server id in the form of DIN 43863-5 begins so.
_SERVER_ID_HEAD = 0x0A
_SERVER_ID_BYTES = 10


@dataclass(frozen=True, slots=True)
class MeterTime:
    """A meter's clock: UTC seconds since 1970, and the offset of its local time in seconds."""

    utc: int
    offset_s: int


def unsigned(data: bytes) -> int:
    """Return the number in these bytes."""
    return int.from_bytes(data, "little")


def signed(data: bytes) -> int:
    """Return the two's complement number in these bytes; all measured values are such."""
    return int.from_bytes(data, "little", signed=True)


def until_nul(data: bytes) -> bytes:
    """Return a text without what is behind its first NUL."""
    return data.split(b"\0", 1)[0]


def text(data: bytes) -> str:
    """Return a text for people: without padding, what is no ASCII replaced."""
    return until_nul(data).decode("ascii", "replace").strip()


def read_time(data: bytes) -> MeterTime:
    """Return the time in five bytes: UTC seconds, and quarter hours of offset."""
    return MeterTime(unsigned(data[:4]), QUARTER_HOUR_S * signed(data[4:5]))


def time_bytes(now: datetime) -> bytes:
    """Return an aware time as the meter takes it, in plain Unix seconds."""
    offset = now.utcoffset()
    quarter_hours = round(offset.total_seconds() / QUARTER_HOUR_S) if offset is not None else 0
    return round(now.timestamp()).to_bytes(4, "little") + quarter_hours.to_bytes(1, signed=True)


def start_data(
    now: datetime, kind: IdentificationType, identification: bytes, *, assigned: bool
) -> bytes:
    """Return the 47 bytes of START; ``identification`` has at most 40 bytes."""
    field = identification.ljust(IDENTIFICATION_BYTES, b"\0")
    return time_bytes(now) + bytes((assigned, TYPES[kind])) + field


def server_id(data: bytes) -> str:
    """Return a server id as it stands in records, such as ``1DZG0028225179``.

    Binary is how DIN 43863-5 has it: 0Ah, medium, three letters, block, number. A text is taken
    as it is.
    """
    if len(data) >= _SERVER_ID_BYTES and data[0] == _SERVER_ID_HEAD:
        maker = data[2:5].decode("ascii", "replace")
        number = int.from_bytes(data[6:_SERVER_ID_BYTES], "big")
        return f"{data[1]:X}{maker}{data[5]:02X}{number:08d}"
    return text(data)


def public_key(data: bytes) -> PublicKey | None:
    """Return the key in a register: DER or bare point, hexadecimal digits or plain.

    None where it is no key on secp256k1.
    """
    try:
        plain = bytes.fromhex(until_nul(data).decode("ascii"))
    except ValueError:
        plain = data
    whole = len(_DER_HEAD) + _POINT_BYTES
    if plain.startswith(_DER_HEAD) and len(plain) >= whole and not plain[whole:].strip(b"\0"):
        return PublicKey(ALGORITHM, plain[len(_DER_HEAD) : whole], plain[:whole])
    if plain[:1] == b"\x04" and len(plain) == _POINT_BYTES:
        return PublicKey(ALGORITHM, plain)
    return None
