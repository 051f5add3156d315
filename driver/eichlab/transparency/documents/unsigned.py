"""Unsigned values beside the signed ones, as messages, bills and tables state them (rule R16)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from eichlab.ocmf import EXACT, JsonObject, JsonValue, NumberText, exact_decimal
from eichlab.transparency.documents.json_text import JsonTextError, decode_all, scalar
from eichlab.transparency.documents.scope import as_object, is_bill
from eichlab.values import UnsignedKind, UnsignedValue

_ENERGY = "Energy.Active.Import.Register"
_KINDS = {"Transaction.Begin": UnsignedKind.BEGIN, "Transaction.End": UnsignedKind.END}
_LARGEST_MULTIPLIER = 12
_LONGEST = 200


def values_beside(fields: JsonObject, context: str | None, pointer: str) -> Iterator[UnsignedValue]:
    """Yield what an object states about its transaction without a signature."""
    at = _time(fields.get("timestamp"))
    for name, kind in (("meterStart", UnsignedKind.BEGIN), ("meterStop", UnsignedKind.END)):
        yield from _number(fields, name, kind, "Wh", pointer, at)
    yield from _number(fields, "totalKwh", UnsignedKind.ENERGY, "kWh", pointer)
    if "idTag" in fields and ("meterStart" in fields or "meterStop" in fields):
        yield from _text(fields, "idTag", UnsignedKind.USER, pointer)
    if isinstance(fields.get("transactionInfo"), dict):
        token = as_object(fields.get("idToken"))
        yield from _text(token, "idToken", UnsignedKind.USER, f"{pointer}/idToken")
    if is_bill(fields):
        yield from _number(fields, "total_energy", UnsignedKind.ENERGY, "kWh", pointer)
        yield from _text(fields, "meter_id", UnsignedKind.METER, pointer)
        token = as_object(fields.get("cdr_token"))
        yield from _text(token, "uid", UnsignedKind.USER, f"{pointer}/cdr_token")
    yield from _sample(fields, context, pointer)
    plain = fields.get("plain_data")
    if isinstance(plain, str) and not isinstance(plain, NumberText):
        yield from _plain_data(plain, f"{pointer}/plain_data")


def _number(
    fields: JsonObject,
    name: str,
    kind: UnsignedKind,
    unit: str,
    pointer: str,
    at: datetime | None = None,
) -> Iterator[UnsignedValue]:
    text = scalar(fields.get(name))
    if text is not None and len(text) <= _LONGEST:
        yield UnsignedValue(kind, text, unit, name, f"{pointer}/{name}", at)


def _text(
    fields: JsonObject, name: str, kind: UnsignedKind, pointer: str
) -> Iterator[UnsignedValue]:
    text = scalar(fields.get(name))
    if text is not None and len(text) <= _LONGEST:
        yield UnsignedValue(kind, text, None, name, f"{pointer}/{name}")


def _sample(fields: JsonObject, context: str | None, pointer: str) -> Iterator[UnsignedValue]:
    """Read a SampledValue that states the reading at begin or end as a number."""
    kind = _KINDS.get(context or "")
    text = scalar(fields.get("value"))
    measurand = fields.get("measurand") or _ENERGY
    signed = fields.get("format") == "SignedData"
    if kind is None or text is None or signed or measurand != _ENERGY or fields.get("phase"):
        return
    measure = as_object(fields.get("unitOfMeasure") or fields.get("unit_of_measure"))
    unit = scalar(fields.get("unit")) or scalar(measure.get("unit")) or "Wh"
    amount = exact_decimal(text)
    multiplier = exact_decimal(scalar(measure.get("multiplier")) or "0")
    if amount is None or unit not in {"Wh", "kWh"}:
        return
    if multiplier:
        if abs(multiplier) > _LARGEST_MULTIPLIER or multiplier != multiplier.to_integral_value():
            return
        text = f"{amount.scaleb(int(multiplier), EXACT):f}"
    yield UnsignedValue(kind, text, unit, "value", f"{pointer}/value")


def _plain_data(text: str, pointer: str) -> Iterator[UnsignedValue]:
    """Read the readings a bill repeats in the clear (OCPI ``plain_data``)."""
    try:
        payload = as_object(
            decode_all(text.removeprefix("OCMF|").partition("}|{")[0] + _rest(text))
        )
    except JsonTextError:
        return
    yield from _text(payload, "ID", UnsignedKind.USER, pointer)
    meter = "MS" if payload.get("MS") else "GS"
    yield from _text(payload, meter, UnsignedKind.METER, pointer)
    listed = payload.get("RD")
    for entry in listed if isinstance(listed, list) else ():
        reading = as_object(entry)
        kind = {"B": UnsignedKind.BEGIN, "E": UnsignedKind.END}.get(str(reading.get("TX"))[:1])
        register = str(reading.get("RI") or "")
        value, unit = scalar(reading.get("RV")), scalar(reading.get("RU"))
        # Registers of the transaction begin at zero; only totals are readings of the meter.
        if kind is None or value is None or ("B2" in register or "B3" in register):
            continue
        yield UnsignedValue(kind, value, unit, "plain_data", f"{pointer}/RD")


def _rest(text: str) -> str:
    return "}" if "}|{" in text else ""


def _time(value: JsonValue) -> datetime | None:
    text = scalar(value)
    if text is None or len(text) > 40:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.utcoffset() is not None else None


def as_kwh(text: str) -> Decimal | None:
    """Return a number of watt hours in kilowatt hours, exact."""
    amount = exact_decimal(text)
    return None if amount is None else amount.scaleb(-3, EXACT)
