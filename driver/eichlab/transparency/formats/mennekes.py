"""``EDL_40_MENNEKES``: a charging process as XML, from which two signed blocks are rebuilt.

Begin and end of the process carry one EDL 40 signature each (P-192 over the 320 bytes of
``edl40``). A ``Billing`` file holds any number of processes. Source: MENNEKES
``Mennekes.EdlVerification.xsd`` and what the S.A.F.E. Transparenzsoftware 1.4.1 reads.
"""

import re
from datetime import datetime
from functools import partial

from lxml import etree

from eichlab.transparency.content import RecordContent, Stated
from eichlab.transparency.formats.edl40 import build_block, read_block, reading_of_block
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.signed_message import SignedMessage, check_messages
from eichlab.transparency.formats.statement import text_of_bytes
from eichlab.transparency.secure_xml import local_name, parse_fragment, text_in
from eichlab.values import Identification, SignedReading, SignedRecord

ELEMENT = "ChargingProcess"
CURVES = ("secp192r1",)

_OBIS = bytes.fromhex("0100011100ff")
_LONGEST_FIELD = 512
_WHOLE_NUMBER = re.compile(r"-?\d{1,20}", re.ASCII)


def read_mennekes(signed: SignedRecord) -> RecordContent:
    """Read one ``ChargingProcess``. Raises `FormatError`."""
    root = parse_fragment(signed.data)
    if root is None or local_name(root) != ELEMENT:
        raise FormatError("content.no-element", element=ELEMENT)
    fields = _fields(root)
    server = _hexadecimal(fields, "ServerId")
    contract = _hexadecimal(fields, "CustomerIdent")
    begin, begin_message = _measurement(root, "MeasurementStart", fields, server, contract)
    end, end_message = _measurement(root, "MeasurementEnd", fields, server, contract)
    meter = server.hex().upper()
    user = contract.hex().upper()
    charge_point = _text(fields, "MeteringPoint")
    pages = tuple(read_block(each.message).pagination for each in (begin_message, end_message))
    key = _text(fields, "PublicKey")
    return RecordContent(
        payload=begin_message.message + end_message.message,
        readings=(begin, end),
        identification=Identification(
            meter=meter,
            meter_vendor="EMH" if text_of_bytes(server[2:5]) == "EMH" else None,
            charge_point=charge_point,
            user=user or None,
            user_assigned=bool(user),
            pagination=f"{pages[0]}–{pages[1]}",
        ),
        stated=Stated(
            meter=meter,
            charge_point=charge_point,
            user=user or None,
            user_assigned=bool(user),
            # As in the OCMF of old, a counter tells whether anything happened in between.
            old_version=True,
        ),
        check=partial(check_messages, (begin_message, end_message), CURVES),
        label="ECDSA-secp192r1-SHA256",
        names=(meter, charge_point) if charge_point else (meter,),
        embedded_key="".join(key.split()).encode() if key else None,
        messages=(begin_message, end_message),
    )


def _fields(element: etree._Element) -> dict[str, str]:
    """Return the texts of an element's children; a doubled one leaves open which counts."""
    fields: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        name = local_name(child)
        if name in fields:
            raise FormatError("content.field-twice", field=name)
        fields[name] = text_in(child)
    return fields


def _text(fields: dict[str, str], name: str) -> str | None:
    return fields.get(name) or None


def _required(fields: dict[str, str], name: str) -> str:
    text = fields.get(name)
    if not text or len(text) > _LONGEST_FIELD:
        raise FormatError("content.field-missing", field=name)
    return text


def _hexadecimal(fields: dict[str, str], name: str) -> bytes:
    try:
        return bytes.fromhex("".join(_required(fields, name).split()))
    except ValueError as error:
        raise FormatError("content.field-unreadable", field=name) from error


def _whole_number(fields: dict[str, str], name: str) -> int:
    text = _required(fields, name).strip()
    if not _WHOLE_NUMBER.fullmatch(text):
        raise FormatError("content.field-unreadable", field=name)
    return int(text)


def _time(fields: dict[str, str], name: str) -> datetime:
    try:
        at = datetime.fromisoformat(_required(fields, name).strip())
    except ValueError as error:
        raise FormatError("content.field-unreadable", field=name) from error
    if at.utcoffset() is None:
        raise FormatError("content.field-unreadable", field=name)
    return at


def _local_seconds(at: datetime) -> int:
    """Return the seconds since 1970 that the wall clock showed, which is what was signed."""
    epoch = datetime(1970, 1, 1, tzinfo=at.tzinfo)
    return int((at - epoch).total_seconds())


def _measurement(
    root: etree._Element, name: str, process: dict[str, str], server: bytes, contract: bytes
) -> tuple[SignedReading, SignedMessage]:
    found = [child for child in root.iterchildren(etree.Element) if local_name(child) == name]
    if not found:
        raise FormatError("content.field-missing", field=name)
    fields = _fields(found[0])
    at = _time(fields, "Timestamp")
    identified = fields if fields.get("TimestampCustomerIdent") else process
    signature = _hexadecimal(fields, "Signature")
    if len(signature) > 48:
        logbook, signature = signature[-2:], signature[:48]
    else:
        logbook = (_whole_number(fields, "EventCounter") & 0xFFFF).to_bytes(2, "big")
    block = build_block(
        server=server,
        local_seconds=_local_seconds(at),
        status=_whole_number(fields, "MeterStatus"),
        seconds=_whole_number(fields, "SecondIndex"),
        pagination=_whole_number(fields, "Pagination"),
        obis=_OBIS,
        scaler=_whole_number(fields, "Scaler"),
        value=_whole_number(fields, "Value"),
        logbook=logbook,
        contract=contract,
        contract_seconds=_local_seconds(_time(identified, "TimestampCustomerIdent")),
    )
    offset = at.utcoffset()
    minutes = 0 if offset is None else int(offset.total_seconds() // 60)
    kind = "B" if name == "MeasurementStart" else "E"
    return reading_of_block(read_block(block), kind, minutes), SignedMessage(block, signature)
