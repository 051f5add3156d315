"""Signed snapshots of the Bauer BSM-WS36A as Chargy JSON carries them.

The meter signs 17 points in a fixed order: numbers as four bytes with scale and unit, texts with
their length (BSM-WS36A manual, chapter on snapshots; bsm-python). The names of the points are
not signed, so only the order decides what a value means.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

from eichlab.ocmf import FieldPlace, JsonObject, JsonValue, NumberText
from eichlab.ocmf.exact_json import JsonError, read_object
from eichlab.transparency.content import Page, RecordContent, Stated
from eichlab.transparency.formats.errors import FormatError
from eichlab.transparency.formats.layout import Slot, big, letters, places_of, signed_big, unit_sign
from eichlab.transparency.formats.signed_message import SignedMessage, check_messages
from eichlab.transparency.formats.statement import scaled, unit_text
from eichlab.values import Identification, SignedReading, SignedRecord

CURVES = ("secp256r1",)
_TEXT_POINTS = frozenset(("MA1", "Meta1", "Meta2", "Meta3"))
_POINTS = (
    *("Typ", "RCR", "TotWhImp", "W", "MA1", "RCnt", "OS", "Epoch", "TZO", "EpochSetCnt"),
    *("EpochSetOS", "DI", "DO", "Meta1", "Meta2", "Meta3", "Evt"),
)
# These count downwards too: the power, and minutes from UTC.
_SIGNED_POINTS = frozenset(("W", "TZO"))
_KINDS = {0: "C", 1: "B", 2: "E", 3: "B", 4: "E"}
_NO_EPOCH, _NO_OFFSET = 0xFFFFFFFF, -0x8000
_CHARGED, _TOTAL = "1-0:1.8.0*198", "1-0:1.8.0*255"
_MAKER = "BAUER Electronic"
_LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class _Number:
    """A numeric point: raw value, power of ten, DLMS unit."""

    raw: int
    scale: int
    unit: int

    @property
    def encoded(self) -> bytes:
        return (
            (self.raw & 0xFFFFFFFF).to_bytes(4, "big")
            + self.scale.to_bytes(1, "big", signed=True)
            + bytes((self.unit,))
        )


def read_bsm(signed: SignedRecord) -> RecordContent:
    """Read ``BSM``: one entry of ``signedMeterValues``. Raises `FormatError`."""
    fields = _entry(signed.data)
    points = _points(fields.get("additionalValues"))
    numbers = {name: each for name, each in points.items() if isinstance(each, _Number)}
    texts = {name: each for name, each in points.items() if isinstance(each, bytes)}
    message = b"".join(
        each.encoded if isinstance(each, _Number) else len(each).to_bytes(4, "big") + each
        for each in points.values()
    )
    signature = _signature(fields)
    meter = texts["MA1"].decode("latin-1")
    charge_point = _tagged(texts, "evse-id:")
    user = _tagged(texts, "contract-id:")
    page = numbers["RCnt"].raw
    messages = (SignedMessage(message, signature),)
    return RecordContent(
        payload=message,
        readings=_readings(numbers),
        identification=Identification(
            meter=meter,
            meter_model=_text(fields, "meterInfo", "type"),
            meter_vendor=_MAKER,
            charge_point=charge_point,
            user=user,
            user_assigned=bool(user),
            pagination=str(page),
        ),
        stated=Stated(
            meter=meter,
            charge_point=charge_point,
            user=user,
            user_assigned=bool(user),
            page=Page("T", page),
            # As in the OCMF of old, a counter tells whether anything happened in between.
            old_version=True,
        ),
        check=partial(check_messages, messages, CURVES),
        label="ECDSA-secp256r1-SHA256",
        names=(meter,),
        embedded_key=_key(fields),
        simulated="SIMULATION" in (_text(fields, "meterInfo", "type") or "").upper(),
        messages=messages,
    )


def bsm_places(payload: bytes) -> tuple[FieldPlace, ...]:
    """Return where value, scale and unit of each point stand, of texts their length."""
    places: tuple[FieldPlace, ...] = ()
    begin = 0
    for name in _POINTS:
        if name in _TEXT_POINTS:
            length = int.from_bytes(payload[begin : begin + 4], "big")
            slots: tuple[Slot, ...] = (
                Slot(f"{name}.length", 4, big),
                Slot(f"{name}.text", length, letters),
            )
        else:
            value = signed_big if name in _SIGNED_POINTS else big
            slots = (
                Slot(f"{name}.value", 4, value),
                Slot(f"{name}.scale", 1, signed_big),
                Slot(f"{name}.unit", 1, unit_sign),
            )
        places += places_of(payload, slots, begin)
        begin = places[-1].end
    return places


def is_bsm_entry(value: JsonValue) -> bool:
    """Return whether a JSON value is a snapshot's entry."""
    if not isinstance(value, dict):
        return False
    context = value.get("@context")
    return isinstance(value.get("additionalValues"), list) and (
        "bsm-ws36a" in context if isinstance(context, str) else "signature" in value
    )


def _entry(data: bytes) -> JsonObject:
    try:
        text = data.decode().strip()
        fields, end, oddities = read_object(text, 0)
    except (UnicodeDecodeError, JsonError) as error:
        raise FormatError("content.no-json") from error
    doubled = next((each for each in oddities if each.kind.startswith("doubled")), None)
    if end != len(text) or doubled is not None:
        raise FormatError("content.no-json")
    return fields


def _points(listed: JsonValue) -> dict[str, _Number | bytes]:
    """Return the points in signed order. Raises `FormatError` for any other order."""
    if not isinstance(listed, list) or len(listed) != len(_POINTS):
        raise FormatError("content.field-missing", field="additionalValues")
    points: dict[str, _Number | bytes] = {}
    for name, entry in zip(_POINTS, listed, strict=True):
        measurand = entry.get("measurand") if isinstance(entry, dict) else None
        value = entry.get("measuredValue") if isinstance(entry, dict) else None
        if not isinstance(measurand, dict) or measurand.get("name") != name:
            raise FormatError("content.field-missing", field=name)
        if not isinstance(value, dict):
            raise FormatError("content.field-missing", field=name)
        points[name] = _text_point(value, name) if name in _TEXT_POINTS else _number(value, name)
    return points


def _text_point(value: JsonObject, name: str) -> bytes:
    text = value.get("value")
    encoding = value.get("valueEncoding", "ISO-8859-1")
    if not isinstance(text, str) or not isinstance(encoding, str) or len(text) > _LONGEST_TEXT:
        raise FormatError("content.field-unreadable", field=name)
    known = {"ISO-8859-1": "latin-1", "UTF-8": "utf-8", "US-ASCII": "ascii"}
    try:
        return text.encode(known[encoding.upper()])
    except (KeyError, UnicodeEncodeError) as error:
        raise FormatError("content.field-unreadable", field=name) from error


def _number(value: JsonObject, name: str) -> _Number:
    raw = _whole(value.get("value"), name)
    scale = _whole(value.get("scale", NumberText("0")), name)
    unit = _whole(value.get("unitEncoded", NumberText("255")), name)
    if not -(2**31) <= raw < 2**32 or not -128 <= scale < 128 or not 0 <= unit < 256:
        raise FormatError("content.field-unreadable", field=name)
    return _Number(raw, scale, unit)


def _whole(value: JsonValue, name: str) -> int:
    digits = value.removeprefix("-") if isinstance(value, NumberText) else ""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        raise FormatError("content.field-unreadable", field=name)
    return int(str(value))


def _signature(fields: JsonObject) -> bytes:
    text = fields.get("signature")
    try:
        return bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError as error:
        raise FormatError("content.field-unreadable", field="signature") from error


def _key(fields: JsonObject) -> bytes | None:
    key = _text(fields, "meterInfo", "publicKey")
    return key.encode() if key else None


def _text(fields: JsonObject, name: str, inner: str) -> str | None:
    outer = fields.get(name)
    value = outer.get(inner) if isinstance(outer, dict) else None
    return value if isinstance(value, str) and value else None


def _tagged(texts: dict[str, bytes], tag: str) -> str | None:
    for name in ("Meta1", "Meta2", "Meta3"):
        text = texts[name].decode("latin-1")
        if text.startswith(tag):
            return text.removeprefix(tag).strip() or None
    return None


def _readings(numbers: dict[str, _Number]) -> tuple[SignedReading, ...]:
    """Return the energy charged since the begin, and the total."""
    time, status, at = _time(numbers["Epoch"].raw, numbers["TZO"].raw)
    faulty = numbers["Evt"].raw != 0
    readings = []
    for name, obis in (("RCR", _CHARGED), ("TotWhImp", _TOTAL)):
        number = numbers[name]
        value, amount = scaled(number.raw, number.scale)
        readings.append(
            SignedReading(
                time=time,
                time_status=status,
                tx=_KINDS.get(numbers["Typ"].raw),
                value=value,
                unit=unit_text(number.unit),
                obis=obis,
                # As the same meter's OCMF says it: any event bit makes the value unfit.
                status="E" if faulty else "G",
                error_flags="Et" if faulty else "",
                amount=amount,
                at=at,
                event_counter=str(numbers["EpochSetCnt"].raw),
            )
        )
    return tuple(readings)


def _time(epoch: int, offset: int) -> tuple[str | None, str, datetime | None]:
    """Return text, status and moment; a meter that lost its time signs all ones."""
    if epoch == _NO_EPOCH or offset == _NO_OFFSET or abs(offset) >= 24 * 60:
        return None, "U", None
    at = datetime.fromtimestamp(epoch, UTC)
    if offset:
        at = at.astimezone(timezone(timedelta(minutes=offset)))
    return at.strftime("%Y-%m-%dT%H:%M:%S,000%z"), "S", at
