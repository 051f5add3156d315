"""ISA EDL 40: SML telegrams of Isabellenhütte meters, begin and current value in one block.

The meter signs a block of 320 bytes with its own layout, in which the basic EDL signature of the
current value is one field. Source: Isabellenhütte, description of the signed block for
``EDL40+``, as the S.A.F.E. Transparenzsoftware 1.4.1 reads it; numbers are little endian.
"""

from dataclasses import dataclass
from functools import partial

from eichlab.ocmf import Departure, FieldPlace
from eichlab.transparency.content import Page, RecordContent, Stated
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.layout import (
    Slot,
    clock,
    digits,
    filler,
    letters,
    little,
    places_of,
    register,
    signed_little,
    unit_sign,
)
from eichlab.transparency.formats.plain_bytes import decode_bytes
from eichlab.transparency.formats.signed_message import SignedMessage, check_messages
from eichlab.transparency.formats.sml import SmlEntry, SmlList, read_list
from eichlab.transparency.formats.statement import (
    WATT_HOURS,
    local_time,
    obis_text,
    scaled,
    text_of_bytes,
    unit_text,
)
from eichlab.values import Identification, SignedReading, SignedRecord

CURVES = ("secp256r1",)
CONTEXT_LIST = bytes.fromhex("81808162")
"""The first bytes of the list's name; the fifth says which part of the transaction it is."""

_BLOCK_LENGTH = 320
_CONTRACT = bytes.fromhex("8182815401ff")
_BEGIN_ENERGY = bytes.fromhex("010001080080")
_ENERGY = bytes.fromhex("0100010800ff")
_PAGINATION = bytes.fromhex("8180c7f040ff")
_HARDWARE = bytes.fromhex("8180816101ff")
# The begin of the transaction, an update, its end: what the current value then is. The begin
# record holds two values as well, but no end yet.
_KINDS = {0x00: "C", 0x01: "C", 0x02: "E"}


def _measured_slots(when: str) -> tuple[Slot, ...]:
    return (
        Slot(f"{when}.status", 1, digits),
        Slot(f"{when}.obis", 6, register),
        Slot(f"{when}.unit", 1, unit_sign),
        Slot(f"{when}.scaler", 1, signed_little),
        Slot(f"{when}.value", 8, little),
    )


_SLOTS = (
    Slot("serverId", 10, digits),
    Slot("current.time", 4, clock),
    *_measured_slots("current"),
    Slot("logbook", 2, digits),
    Slot("valueSignature", 66, digits),
    Slot("contractId", 128, letters),
    Slot("begin.time", 4, clock),
    Slot("hardware", 20, letters),
    *_measured_slots("begin"),
    Slot("listName", 6, digits),
    Slot("pagination", 4, little),
    Slot("filler", 42, filler),
)


@dataclass(frozen=True, slots=True)
class _Energy:
    """One energy of the block."""

    name: bytes
    local_seconds: int
    offset_minutes: int | None
    status: int
    scaler: int
    value: int


def is_isa_list(listed: SmlList) -> bool:
    """Return whether a value list is one of this format."""
    return listed.name[:4] == CONTEXT_LIST and _BEGIN_ENERGY in listed.entries


def isa_edl40_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return where each field of the signed block stands."""
    return places_of(payload, _SLOTS)


def read_isa_edl40(signed: SignedRecord) -> RecordContent:
    """Read ``ISA_EDL_40_P``: an SML telegram in any spelling. Raises `FormatError`."""
    listed = read_list(decode_bytes(signed.data))
    begin = _energy(listed, _BEGIN_ENERGY)
    current = _energy(listed, _ENERGY)
    contract = _octets(listed, _CONTRACT, "contractId")
    hardware = _octets(listed, _HARDWARE, "ESTH")
    page = listed.entries.get(_PAGINATION)
    if page is None or page.number is None:
        raise FormatError("content.field-missing", field="pagination")
    inner = listed.entries[_ENERGY].signature
    if inner is None:
        raise FormatError("content.field-missing", field="valueSignature")
    kind = _KINDS.get(listed.name[4] if len(listed.name) == 6 else -1)
    if kind is None:
        raise FormatError("content.field-missing", field="listName")
    block = _block(listed, begin, current, contract, hardware, inner, page.number)
    user = text_of_bytes(contract)
    messages = (SignedMessage(block, listed.signature[:-2]),)
    server = listed.server.hex().upper()
    return RecordContent(
        payload=block,
        readings=(_reading(begin, "B"), _reading(current, kind)),
        identification=Identification(
            meter=server, user=user or None, user_assigned=bool(user), pagination=str(page.number)
        ),
        stated=Stated(
            meter=server,
            user=user or None,
            user_assigned=bool(user),
            page=Page("T", page.number),
        ),
        check=partial(check_messages, messages, CURVES),
        label="ECDSA-secp256r1-SHA256",
        names=(server,),
        departures=() if listed.check_sum_fits else (Departure("sml-check-sum"),),
        messages=messages,
    )


def _energy(listed: SmlList, name: bytes) -> _Energy:
    entry = listed.entries.get(name)
    if (
        entry is None
        or entry.number is None
        or entry.scaler is None
        or entry.time is None
        or entry.status is None
    ):
        raise FormatError("content.field-missing", field=obis_text(name))
    if entry.unit != WATT_HOURS:
        raise FormatError("content.unit", unit=entry.unit)
    return _Energy(
        name,
        entry.time.local_seconds,
        _offset(listed, entry),
        entry.status & 0xFF,
        entry.scaler,
        entry.number,
    )


def _offset(listed: SmlList, entry: SmlEntry) -> int | None:
    """Return the offset of a time; one without borrows that of the meter's clock."""
    if entry.time is not None and entry.time.offset_minutes is not None:
        return entry.time.offset_minutes
    return None if listed.sensor_time is None else listed.sensor_time.offset_minutes


def _octets(listed: SmlList, name: bytes, field: str) -> bytes:
    entry = listed.entries.get(name)
    if entry is None or not isinstance(entry.value, bytes):
        raise FormatError("content.field-missing", field=field)
    return entry.value


def _block(
    listed: SmlList,
    begin: _Energy,
    current: _Energy,
    contract: bytes,
    hardware: bytes,
    inner: bytes,
    pagination: int,
) -> bytes:
    sizes_fit = (
        len(listed.server) == 10
        and len(inner) == 66
        and len(contract) <= 128
        and len(hardware) == 20
        and len(listed.signature) == 66
    )
    if not sizes_fit:
        raise FormatError("content.block-fields")
    try:
        block = (
            listed.server
            + current.local_seconds.to_bytes(4, "little")
            + _measured(current)
            + listed.signature[-2:]
            + inner
            + contract.ljust(128, b"\x00")
            + begin.local_seconds.to_bytes(4, "little")
            + hardware
            + _measured(begin)
            + listed.name
            + pagination.to_bytes(4, "little")
        )
    except OverflowError as error:
        raise FormatError("content.block-fields") from error
    return block.ljust(_BLOCK_LENGTH, b"\x00")


def _measured(energy: _Energy) -> bytes:
    return (
        bytes((energy.status,))
        + energy.name
        + bytes((WATT_HOURS,))
        + energy.scaler.to_bytes(1, "little", signed=True)
        + energy.value.to_bytes(8, "little")
    )


def _reading(energy: _Energy, kind: str) -> SignedReading:
    """Return one of the two readings.

    Both are of the register 1.8.0: the storage number 128 of the begin value only says that it
    was kept since then. The format knows no status letter; the clock is informative.
    """
    value, amount = scaled(energy.value, energy.scaler)
    time, at = local_time(energy.local_seconds, energy.offset_minutes)
    return SignedReading(
        time=time,
        time_status="I",
        tx=kind,
        value=value,
        unit=unit_text(WATT_HOURS),
        obis=obis_text(_ENERGY),
        status="G",
        error_flags=None,
        amount=amount,
        at=at,
    )
