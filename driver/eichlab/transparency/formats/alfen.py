"""Alfen: ``AP;type;version;key;data;signature``, three fields in base32.

The adapter of the charge point signs 82 bytes on P-192. Source: Alfen's description of the
signed data set, as the S.A.F.E. Transparenzsoftware and Chargy read it; numbers little endian.
"""

import base64
import binascii
from dataclasses import dataclass
from functools import partial

from eichlab.ocmf import FieldPlace
from eichlab.transparency.content import Page, RecordContent, Stated
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.layout import (
    Slot,
    clock,
    digits,
    letters,
    little,
    places_of,
    register,
    signed_little,
    unit_sign,
)
from eichlab.transparency.formats.signed_message import SignedMessage, check_messages
from eichlab.transparency.formats.statement import local_time, obis_text, scaled, unit_text
from eichlab.values import Identification, SignedReading, SignedRecord

HEADER = b"AP;"
CURVES = ("secp192r1",)
DATA_LENGTH = 82

_LARGEST = 2000
_KINDS = {"0": "B", "1": "E", "2": "C"}
# Bits of the status word: meter 1 and 2, adapter 16, 30 and 31 report faults; 26 says that the
# begin value kept by the adapter is not the one it measured.
_FAULTS = 1 << 1 | 1 << 2 | 1 << 16 | 1 << 30 | 1 << 31
_BEGIN_MISMATCH = 1 << 26
_SLOTS = (
    Slot("adapterId", 10, digits),
    Slot("adapterFirmware", 4, letters),
    Slot("adapterCheckSum", 2, digits),
    Slot("meterId", 10, digits),
    Slot("status", 4, little),
    Slot("secondIndex", 4, little),
    Slot("time", 4, clock),
    Slot("obis", 6, register),
    Slot("unit", 1, unit_sign),
    Slot("scaler", 1, signed_little),
    Slot("value", 8, signed_little),
    Slot("uid", 20, letters),
    Slot("sessionId", 4, little),
    Slot("paging", 4, little),
)


@dataclass(frozen=True, slots=True)
class AlfenRecord:
    """The fields of a line; ``data`` is the signed bytes."""

    kind: str
    key: bytes
    data: bytes
    signature: bytes

    @property
    def session(self) -> int:
        """Return the adapter's number of the charging session."""
        return int.from_bytes(self.data[74:78], "little")


def parse_alfen(data: bytes) -> AlfenRecord:
    """Take a line apart. Raises `FormatError`."""
    text = data.strip().strip(b'"')
    if len(text) > _LARGEST:
        raise FormatError("content.too-large", size=len(text), limit=_LARGEST)
    parts = text.removesuffix(b";").split(b";")
    if len(parts) != 6 or parts[0] != b"AP":
        raise FormatError("content.fields", found=len(parts), expected=6)
    if not parts[2].isdigit():
        raise FormatError("content.field-unreadable", field="version")
    kind = _KINDS.get(parts[1].decode("latin-1"))
    if kind is None:
        raise FormatError("content.field-unreadable", field="type")
    key, signed, signature = (_base32(part) for part in parts[3:])
    if len(signed) != DATA_LENGTH:
        raise FormatError("content.block-length", size=len(signed), expected=DATA_LENGTH)
    return AlfenRecord(kind, key, signed, signature)


def session_of(data: bytes) -> str | None:
    """Return the id under which begin and end of one session meet; None where unreadable."""
    try:
        record = parse_alfen(data)
    except FormatError:
        return None
    return f"{record.data[0:10].hex().upper()}-{record.session}"


def _base32(text: bytes) -> bytes:
    bare = text.strip().rstrip(b"=")
    try:
        return base64.b32decode(bare + b"=" * (-len(bare) % 8))
    except (binascii.Error, ValueError) as error:
        raise FormatError("content.encoding") from error


def alfen_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return where each field of the signed bytes stands."""
    return places_of(payload, _SLOTS)


def read_alfen(signed: SignedRecord) -> RecordContent:
    """Read ``ALFEN``. Raises `FormatError`."""
    record = parse_alfen(signed.data)
    data = record.data
    meter = data[16:26].hex().upper()
    adapter = data[0:10].hex().upper()
    status = int.from_bytes(data[26:30], "little")
    number = int.from_bytes(data[46:54], "little", signed=True)
    value, amount = scaled(number, int.from_bytes(data[45:46], "little", signed=True))
    time, at = local_time(int.from_bytes(data[34:38], "little"), 0)
    user = data[54:74].rstrip(b"\x00").decode("utf-8", "replace")
    page = int.from_bytes(data[78:82], "little")
    faulty = bool(status & _FAULTS) or (record.kind == "B" and bool(status & _BEGIN_MISMATCH))
    messages = (SignedMessage(data, record.signature),)
    reading = SignedReading(
        time=time,
        # The format states no quality of the clock.
        time_status="I",
        tx=record.kind,
        value=value,
        unit=unit_text(data[44]),
        obis=obis_text(data[38:44]),
        # The format knows no letters: E where the status word reports a fault.
        status="E" if faulty else "G",
        error_flags=None,
        amount=amount,
        at=at,
    )
    return RecordContent(
        payload=data,
        readings=(reading,),
        identification=Identification(
            meter=meter,
            meter_vendor="Alfen",
            user=user or None,
            user_assigned=bool(user),
            pagination=str(page),
        ),
        stated=Stated(
            gateway=adapter,
            meter=meter,
            user=user or None,
            user_assigned=bool(user),
            page=Page("T", page),
        ),
        check=partial(check_messages, messages, CURVES),
        label="ECDSA-secp192r1-SHA256",
        names=(adapter, meter),
        embedded_key=record.key.hex().encode() if record.key else None,
        messages=messages,
    )
