"""``PCDF``, the Porsche charging data format: ``128.8.0(ST:…)(CT:…)…(PK:…)(SG:…)``.

The text before ``(SG:`` is signed on P-256. One record holds a whole charging session: energy,
begin and end. Source: Porsche, description of the charging data for the S.A.F.E. tool, as its
version 1.4.1 reads it.
"""

import re
from datetime import UTC, datetime
from functools import partial

from eichlab.ocmf import FieldPlace, exact_decimal
from eichlab.transparency.content import RecordContent, Stated
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.signed_message import SignedMessage, check_messages
from eichlab.values import Identification, SignedReading, SignedRecord

HEADER = b"128.8.0("
CURVES = ("secp256r1",)
LARGEST = 4000

_REGISTER = "1-0:128.8.0*255"
_FIELD = re.compile(r"\(([A-Z]{2,3}):([^()]*)\)")
_NEEDED = ("ST", "CT", "CD", "TV", "SP", "RV", "SI", "CS", "HW", "DT", "PK", "SG", "BV", "CSC")
_ENERGY = re.compile(r"(\d{4}\.\d{3})\*kWh", re.ASCII)
_USERS = {"1": "RFID", "2": "eMAID", "3": "credit card", "4": "remote", "5": "NFC"}


def find_pcdf(data: bytes, begin: int = 0) -> tuple[int, int] | None:
    """Return where the next record in a text begins and ends (behind the signature)."""
    found = data.find(HEADER, begin)
    if found < 0:
        return None
    signature = data.find(b"(SG:", found, found + LARGEST)
    end = data.find(b")", signature, signature + LARGEST) if signature >= 0 else -1
    return (found, end + 1) if end >= 0 else None


def fields_of(data: bytes) -> dict[str, str]:
    """Return the fields of a record. Raises `FormatError`."""
    place = find_pcdf(data)
    if place is None:
        raise FormatError("content.field-missing", field="SG")
    try:
        text = data[place[0] : place[1]].decode()
    except UnicodeDecodeError as error:
        raise FormatError("content.encoding") from error
    rest = text[len(HEADER) - 1 :]
    fields: dict[str, str] = {}
    end = 0
    for match in _FIELD.finditer(rest):
        if match.start() != end:
            break
        end = match.end()
        if match[1] in fields:
            raise FormatError("content.field-twice", field=match[1])
        fields[match[1]] = match[2]
    if end != len(rest):
        raise FormatError("content.field-unreadable", field=rest[end : end + 20])
    missing = [name for name in _NEEDED if name not in fields]
    if missing:
        raise FormatError("content.field-missing", field=", ".join(missing))
    return fields


def pcdf_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return where each field's value stands in the signed text."""
    # Sign for byte, whatever the text is: places are wanted in bytes.
    return tuple(
        FieldPlace(match[1], match.start(2), match.end(2), match[2].encode("latin-1").decode())
        for match in _FIELD.finditer(payload.decode("latin-1"))
    )


def read_pcdf(signed: SignedRecord) -> RecordContent:
    """Read ``PCDF``. Raises `FormatError`."""
    fields = fields_of(signed.data)
    place = find_pcdf(signed.data)
    assert place is not None
    payload = signed.data[place[0] : signed.data.index(b"(SG:", place[0])]
    try:
        signature = bytes.fromhex(fields["SG"])
    except ValueError as error:
        raise FormatError("content.field-unreadable", field="SG") from error
    energy = _ENERGY.fullmatch(fields["RV"])
    if energy is None:
        raise FormatError("content.field-unreadable", field="RV")
    user, kind, _ = _session(fields["SI"])
    flags = {name: _flag(fields, name) for name in ("TV", "SP", "BV")}
    # The record states how much was charged, so it begins at nothing. SP says that the session
    # is over, BV that it may be billed (0: the meter reports an error), TV that the time is known.
    readings = tuple(
        SignedReading(
            time=time,
            time_status="I" if flags["TV"] else "U",
            tx=tx,
            value=value,
            unit="kWh",
            obis=_REGISTER,
            status="G" if flags["BV"] else "E",
            error_flags=None,
            amount=exact_decimal(value),
            at=at,
        )
        for tx, value, (time, at) in (
            ("B", "0.000", _time(fields, "ST")),
            ("E" if flags["SP"] else "C", energy[1], _time(fields, "CT")),
        )
    )
    messages = (SignedMessage(payload, signature),)
    return RecordContent(
        payload=payload,
        readings=readings,
        identification=Identification(
            meter=fields["HW"],
            meter_vendor="Porsche",
            user=user,
            user_type=_USERS.get(kind, kind),
            user_assigned=bool(user),
            pagination=fields["CSC"],
        ),
        stated=Stated(meter=fields["HW"], user=user, user_type=kind, user_assigned=bool(user)),
        check=partial(check_messages, messages, CURVES),
        label="ECDSA-secp256r1-SHA256",
        names=(fields["HW"],),
        embedded_key=fields["PK"].encode(),
        messages=messages,
    )


def _session(text: str) -> tuple[str, str, str]:
    parts = text.split("*")
    if len(parts) != 3:
        raise FormatError("content.field-unreadable", field="SI")
    return parts[0], parts[1], parts[2]


def session_of(data: bytes) -> str | None:
    """Return the session's id; None where the record cannot be read."""
    try:
        return _session(fields_of(data)["SI"])[2] or None
    except FormatError:
        return None


def _flag(fields: dict[str, str], name: str) -> bool:
    if fields[name] not in {"0", "1"}:
        raise FormatError("content.field-unreadable", field=name)
    return fields[name] == "1"


def _time(fields: dict[str, str], name: str) -> tuple[str, datetime | None]:
    """Read a time, ``YYMMDDhhmmss`` in UTC."""
    text = fields[name]
    if len(text) != 12 or not text.isascii() or not text.isdigit():
        raise FormatError("content.field-unreadable", field=name)
    try:
        at = datetime.strptime(f"20{text}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise FormatError("content.field-unreadable", field=name) from error
    return at.strftime("%Y-%m-%dT%H:%M:%S,000%z"), at
