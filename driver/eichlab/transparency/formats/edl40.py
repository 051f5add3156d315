"""EDL 40 with customer identification: whole SML telegrams, and signed blocks alone.

A meter (EMH eHZ and eMOC, Easymeter) signs a block of 320 bytes. ``EDL_40_P`` is the telegram
from which that block is built; ``EDL_40_SIG`` is an XML element ``signedMeterValue`` that holds
the block itself. Source of the layout: FNN Lastenheft EDL 1.2 (block up to byte 40) and EMH
"SML Kundenidentifikation" (the rest); numbers are little endian.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from eichlab.ocmf import Departure, FieldPlace
from eichlab.transparency.content import Page, RecordContent, Stated
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.layout import (
    Slot,
    big,
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
from eichlab.transparency.formats.sml import SmlEntry, SmlList, read_list, seconds_index
from eichlab.transparency.formats.statement import (
    WATT_HOURS,
    local_time,
    obis_text,
    scaled,
    text_of_bytes,
    unit_text,
)
from eichlab.transparency.secure_xml import local_name, parse_fragment, text_in
from eichlab.values import Identification, SignedReading, SignedRecord

CURVES = ("secp192r1", "secp256r1")
BLOCK_LENGTH = 320

_CONTRACT = bytes.fromhex("8182815401ff")
_ENERGY = (bytes.fromhex("0100011100ff"), bytes.fromhex("0100010800ff"))
_PAGINATION = bytes.fromhex("8180817101ff")
_SECONDS_INDEX = bytes.fromhex("810060080001")
# eMOC: energy of the charging process, the same with cable loss taken off, resistance of the
# cable, stop watch, price.
_HISTORICAL = bytes.fromhex("010001110064")
_COMPENSATED = bytes.fromhex("0100011100c8")
_RESISTANCE = bytes.fromhex("00af6c6c72ff")
_STOPWATCH = bytes.fromhex("00af647572ff")
_PRICE = bytes.fromhex("00af707263ff")

_SLOTS = (
    Slot("serverId", 10, digits),
    Slot("time", 4, clock),
    Slot("status", 1, digits),
    Slot("secondsIndex", 4, little),
    Slot("pagination", 4, little),
    Slot("obis", 6, register),
    Slot("unit", 1, unit_sign),
    Slot("scaler", 1, signed_little),
    Slot("value", 8, little),
    Slot("logbook", 2, digits),
    Slot("contractId", 128, letters),
    Slot("contractTime", 4, clock),
    Slot("processEnergy", 8, little),
    Slot("compensatedEnergy", 8, little),
    Slot("cableResistance", 2, little),
    Slot("stopwatch", 4, little),
    Slot("price", 2, big),
    Slot("filler", 123, filler),
)
_EMOC_SERVER = 0x0A
_EMOC_MARKS = {0x01: "B", 0x02: "E"}
# Bit of the signed status byte from bit of the status word, as eMOC packs it.
_EMOC_STATUS_BITS = ((0, 17), (3, 31), (4, 16), (5, 11), (6, 9), (7, 8))
_FATAL_BIT, _MAGNET_BIT = 0x01, 0x40

_BEGIN_CONTEXTS = frozenset(("transaction.begin", "start", "begin"))
_END_CONTEXTS = frozenset(("transaction.end", "end", "stop"))


@dataclass(frozen=True, slots=True)
class SignedBlock:
    """The 320 signed bytes, taken apart. Times are seconds of a clock on the wall."""

    data: bytes
    server: bytes
    local_seconds: int
    status: int
    pagination: int
    obis: bytes
    unit: int
    scaler: int
    value: int
    logbook: bytes
    contract: bytes
    contract_seconds: int
    compensated: int


def read_block(data: bytes) -> SignedBlock:
    """Take the signed bytes apart. Raises `FormatError`."""
    if len(data) != BLOCK_LENGTH:
        raise FormatError("content.block-length", size=len(data), expected=BLOCK_LENGTH)
    return SignedBlock(
        data=data,
        server=data[0:10],
        local_seconds=int.from_bytes(data[10:14], "little"),
        status=data[14],
        pagination=int.from_bytes(data[19:23], "little"),
        obis=data[23:29],
        unit=data[29],
        scaler=int.from_bytes(data[30:31], "little", signed=True),
        value=int.from_bytes(data[31:39], "little"),
        logbook=data[39:41],
        contract=data[41:169],
        contract_seconds=int.from_bytes(data[169:173], "little"),
        compensated=int.from_bytes(data[181:189], "little"),
    )


def build_block(
    *,
    server: bytes,
    local_seconds: int,
    status: int,
    seconds: int,
    pagination: int,
    obis: bytes,
    scaler: int,
    value: int,
    logbook: bytes,
    contract: bytes,
    contract_seconds: int,
    extension: bytes = b"",
) -> bytes:
    """Return the 320 bytes that were signed. Raises `FormatError` where a field does not fit."""
    if len(server) != 10 or len(contract) > 128 or len(logbook) != 2:
        raise FormatError("content.block-fields")
    try:
        block = (
            server
            + local_seconds.to_bytes(4, "little")
            + bytes((status & 0xFF,))
            + seconds.to_bytes(4, "little")
            + pagination.to_bytes(4, "little")
            + obis
            + bytes((WATT_HOURS,))
            + scaler.to_bytes(1, "little", signed=True)
            + value.to_bytes(8, "little")
            + logbook
            + contract.ljust(128, b"\x00")
            + contract_seconds.to_bytes(4, "little")
            + extension
        )
    except OverflowError as error:
        raise FormatError("content.block-fields") from error
    return block.ljust(BLOCK_LENGTH, b"\x00")


def edl40_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return where each field of the signed block stands."""
    return places_of(payload, _SLOTS)


def two_edl40_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return the same for the blocks of begin and end, one behind the other."""
    return (
        *places_of(payload, _SLOTS, prefix="begin."),
        *places_of(payload, _SLOTS, BLOCK_LENGTH, prefix="end."),
    )


def read_edl40_telegram(signed: SignedRecord) -> RecordContent:
    """Read ``EDL_40_P``: an SML telegram in any spelling. Raises `FormatError`."""
    listed = read_list(decode_bytes(signed.data))
    energy = next((listed.entries[name] for name in _ENERGY if name in listed.entries), None)
    contract = listed.entries.get(_CONTRACT)
    if energy is None or energy.number is None or energy.scaler is None or energy.time is None:
        raise FormatError("content.field-missing", field="1.17.0")
    if contract is None or contract.time is None or not isinstance(contract.value, bytes):
        raise FormatError("content.field-missing", field="contractId")
    if energy.unit != WATT_HOURS:
        raise FormatError("content.unit", unit=energy.unit)
    index = listed.entries.get(_SECONDS_INDEX)
    seconds = None if index is None else seconds_index(index)
    pagination = _number(listed, _PAGINATION)
    if seconds is None or pagination is None:
        raise FormatError("content.field-missing", field="secondsIndex, pagination")
    if len(listed.signature) < 50:
        raise FormatError("content.field-missing", field="listSignature")
    block = build_block(
        server=listed.server,
        local_seconds=energy.time.local_seconds,
        status=_status(listed, energy),
        seconds=seconds,
        pagination=pagination,
        obis=energy.name,
        scaler=energy.scaler,
        value=energy.number,
        # The last two bytes of the list's signature are the meter's log book index.
        logbook=listed.signature[-2:],
        contract=contract.value,
        contract_seconds=contract.time.local_seconds,
        extension=_extension(listed),
    )
    departures = () if listed.check_sum_fits else (Departure("sml-check-sum"),)
    return content_of_block(
        signed,
        read_block(block),
        listed.signature[:-2],
        offset_minutes=energy.time.offset_minutes,
        departures=departures,
    )


def _number(listed: SmlList, name: bytes) -> int | None:
    entry = listed.entries.get(name)
    return None if entry is None else entry.number


def _status(listed: SmlList, energy: SmlEntry) -> int:
    word = energy.status or 0
    if listed.server[:1] != bytes((_EMOC_SERVER,)):
        return word & 0xFF
    return sum(1 << to for to, of in _EMOC_STATUS_BITS if word >> of & 1)


def _extension(listed: SmlList) -> bytes:
    """Return bytes 173 and on: zeros for a meter that states none of this."""
    sizes = (
        (_HISTORICAL, 8, "little"),
        (_COMPENSATED, 8, "little"),
        (_RESISTANCE, 2, "little"),
        (_STOPWATCH, 4, "little"),
    )
    block = b""
    try:
        for name, size, _ in sizes:
            block += (_number(listed, name) or 0).to_bytes(size, "little")
        return block + (_number(listed, _PRICE) or 0).to_bytes(2, "big")
    except OverflowError as error:
        raise FormatError("content.block-fields") from error


def read_edl40_block(signed: SignedRecord) -> RecordContent:
    """Read ``EDL_40_SIG``: an XML element with block, signature and key. Raises `FormatError`."""
    root = parse_fragment(signed.data)
    if root is None or local_name(root) != "signedMeterValue":
        raise FormatError("content.no-element", element="signedMeterValue")
    parts: dict[str, bytes] = {}
    for child in root:
        if local_name(child) in {"publicKey", "meterValueSignature", "encodedMeterValue"}:
            if local_name(child) in parts:
                raise FormatError("content.field-twice", field=local_name(child))
            parts[local_name(child)] = _stated(text_in(child), child.get("encoding"))
    for name in ("meterValueSignature", "encodedMeterValue"):
        if not parts.get(name):
            raise FormatError("content.field-missing", field=name)
    block = read_block(parts["encodedMeterValue"])
    signature = parts["meterValueSignature"]
    if len(signature) % 4 == 2:
        signature = signature[:-2]
    key = parts.get("publicKey")
    return content_of_block(
        signed, block, signature, embedded_key=key.hex().encode() if key else None
    )


def _stated(text: str, encoding: str | None) -> bytes:
    compact = "".join(text.split())
    if (encoding or "base64").strip().lower() == "base64":
        try:
            return base64.b64decode(compact, validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormatError("content.encoding") from error
    return decode_bytes(text.encode())


def content_of_block(
    signed: SignedRecord,
    block: SignedBlock,
    signature: bytes,
    *,
    offset_minutes: int | None = None,
    embedded_key: bytes | None = None,
    departures: Sequence[Departure] = (),
) -> RecordContent:
    """Return what one signed block says; the document's context tells begin from end."""
    server = block.server.hex().upper()
    mark, contract = _contract(block)
    kind = kind_of_context(signed.context) or mark
    reading = reading_of_block(block, kind, offset_minutes)
    page = Page("T", block.pagination)
    messages = (SignedMessage(block.data, signature),)
    return RecordContent(
        payload=block.data,
        readings=(reading,),
        identification=Identification(
            meter=server,
            user=contract or None,
            user_assigned=bool(contract),
            pagination=str(block.pagination),
        ),
        stated=Stated(
            meter=server,
            user=contract or None,
            user_assigned=bool(contract),
            page=page,
            # As in the OCMF of old, a counter tells whether anything happened in between.
            old_version=True,
        ),
        check=partial(check_messages, messages, CURVES),
        label="ECDSA-secp192r1-SHA256" if len(signature) == 48 else None,
        names=(server,),
        embedded_key=embedded_key,
        departures=tuple(departures),
        messages=messages,
    )


def _contract(block: SignedBlock) -> tuple[str | None, str]:
    """Return the identification; an eMOC puts a mark before it, 1 at the begin, 2 at the end."""
    if block.server[0] == _EMOC_SERVER and block.contract[0] in _EMOC_MARKS:
        return _EMOC_MARKS[block.contract[0]], text_of_bytes(block.contract[1:])
    return None, text_of_bytes(block.contract)


def kind_of_context(context: str | None) -> str | None:
    """Return ``TX`` for a document's context; None where it says nothing."""
    word = (context or "").strip().lower()
    if word in _BEGIN_CONTEXTS:
        return "B"
    if word in _END_CONTEXTS:
        return "E"
    return "C" if word.startswith(("sample", "intermediate")) else None


def reading_of_block(
    block: SignedBlock, kind: str | None, offset_minutes: int | None = None
) -> SignedReading:
    """Return the reading of a block.

    The format knows no letters: the status is ``G`` unless the signed status byte reports a
    fatal error (``E``) or a magnet (``M``); the clock is informative. A compensated value
    (eMOC) is what is billed and is spelled with its own storage number 200. The index of the
    log book, which must not change while charging, stands as the event counter.
    """
    obis, number = block.obis, block.value
    if block.compensated:
        obis, number = block.obis[:5] + _COMPENSATED[5:], block.compensated
    value, amount = scaled(number, block.scaler)
    time, at = local_time(block.local_seconds, offset_minutes)
    status = "G"
    if block.status & _MAGNET_BIT:
        status = "M"
    if block.status & _FATAL_BIT:
        status = "E"
    return SignedReading(
        time=time,
        time_status="I",
        tx=kind,
        value=value,
        unit=unit_text(block.unit),
        obis=obis_text(obis),
        status=status,
        error_flags=None,
        amount=amount,
        at=at,
        event_counter=block.logbook.hex().upper(),
    )
