"""Rule R16: the unsigned values of a document compared with the signed ones beside them.

Totals of OCPP messages, ``plain_data`` of OCPI and the energy of a bill are what is charged in
practice; only the signed values can be checked. A difference concerns the transaction, the
records stay as they are.
"""

from collections.abc import Sequence
from decimal import Decimal

from eichlab.ocmf import EXACT, exact_decimal
from eichlab.transparency.cable_loss import loss_of
from eichlab.transparency.content import RecordContent
from eichlab.transparency.registers import Measured, RegisterGroup, in_kwh
from eichlab.transparency.rules import finding
from eichlab.values import Finding, UnsignedKind, UnsignedValue

_SHIFTS = {"kwh": 0, "wh": -3, "mwh": 3}
_HALF = Decimal("0.5")
# Registers that begin at zero with each transaction; an unsigned meter reading is never of them.
_OF_TRANSACTION = frozenset(("B2", "B3", "C2", "C3"))


def judge_beside(
    unsigned: Sequence[UnsignedValue], records: Sequence[RecordContent], measured: Measured
) -> list[Finding]:
    """Compare every unsigned value with what was signed."""
    findings: list[Finding] = []
    amounts: dict[UnsignedKind, tuple[UnsignedValue, Decimal]] = {}
    for value in dict.fromkeys(unsigned):
        if value.kind in {UnsignedKind.USER, UnsignedKind.METER}:
            findings += _texts(value, records)
            continue
        stated = _in_kwh(value)
        if stated is None:
            findings.append(finding("R16.unreadable", field=value.field, stated=value.text))
            continue
        amounts.setdefault(value.kind, (value, stated))
        if value.kind is UnsignedKind.ENERGY:
            findings += _energy(value, stated, measured)
        else:
            findings += _reading(value, stated, measured)
    begin, end = amounts.get(UnsignedKind.BEGIN), amounts.get(UnsignedKind.END)
    if begin is not None and end is not None and not _meter_totals(measured):
        difference = EXACT.subtract(end[1], begin[1])
        findings += _difference(end[0], difference, _step(end[0]), measured)
    return findings


def _meter_totals(measured: Measured) -> list[RegisterGroup]:
    return [
        group
        for group in measured.groups
        if group.is_energy and group.obis.register not in _OF_TRANSACTION
    ]


def _reading(value: UnsignedValue, stated: Decimal, measured: Measured) -> list[Finding]:
    """Compare a meter reading with the registers signed at that end."""
    candidates: list[Decimal] = []
    for group in _meter_totals(measured):
        reading = group.begin if value.kind is UnsignedKind.BEGIN else group.end
        signed = in_kwh(reading) if reading is not None else None
        if signed is not None:
            candidates.append(signed)
    if not candidates:
        return []
    step = _step(value)
    # A station may cut off digits where the meter signs more of them.
    if any(_equal(stated, each) or abs(EXACT.subtract(stated, each)) < step for each in candidates):
        return []
    nearest = min(candidates, key=lambda each: abs(EXACT.subtract(stated, each)))
    return [_differs(value, stated, nearest)]


def _energy(value: UnsignedValue, stated: Decimal, measured: Measured) -> list[Finding]:
    return _difference(value, stated, _step(value), measured)


def _difference(
    value: UnsignedValue, stated: Decimal, step: Decimal, measured: Measured
) -> list[Finding]:
    """Compare an amount with the energy between begin and end of the billed register."""
    signed = measured.energy_kwh
    if signed is None or _equal(stated, signed):
        return []
    difference = abs(EXACT.subtract(stated, signed))
    if difference <= step * _HALF:
        return [finding("R16.rounded", field=value.field, stated=stated, signed=signed)]
    loss = loss_of(measured.billed) if measured.billed is not None else None
    if loss is not None and difference == abs(loss):
        return [finding("R12.amount-without-loss", field=value.field, stated=stated, loss=loss)]
    return [_differs(value, stated, signed)]


def _differs(value: UnsignedValue, stated: Decimal, signed: Decimal) -> Finding:
    return finding(
        "R16.value-differs",
        field=value.field,
        stated=stated,
        signed=signed,
        difference=EXACT.subtract(stated, signed),
    )


def _texts(value: UnsignedValue, records: Sequence[RecordContent]) -> list[Finding]:
    """Compare whom or which meter the document names with what the records state."""
    if value.kind is UnsignedKind.USER:
        signed = [each.stated.user for each in records]
    else:
        signed = [name for each in records for name in (each.stated.meter, each.stated.gateway)]
    known = [each for each in signed if each and each.strip()]
    plain = {"".join(each.split()).casefold() for each in known}
    if not known or not value.text.strip() or "".join(value.text.split()).casefold() in plain:
        return []
    rule = "R16.user-differs" if value.kind is UnsignedKind.USER else "R16.meter-differs"
    return [finding(rule, field=value.field, stated=value.text, signed=known[0])]


def _in_kwh(value: UnsignedValue) -> Decimal | None:
    amount = exact_decimal(value.text)
    shift = _SHIFTS.get((value.unit or "").strip().lower())
    return None if amount is None or shift is None else amount.scaleb(shift, EXACT)


def _step(value: UnsignedValue) -> Decimal:
    """Return one unit of the last digit stated, in kWh."""
    amount = _in_kwh(value)
    exponent = amount.as_tuple().exponent if amount is not None else 0
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def _equal(stated: Decimal, signed: Decimal) -> bool:
    """Return whether a value equals the signed one, the noise of binary floats aside."""
    if stated == signed:
        return True
    exponent, own = signed.as_tuple().exponent, stated.as_tuple().exponent
    if not isinstance(exponent, int) or not isinstance(own, int) or own > exponent - 6:
        return False
    # 20.745999999999867 was 20.746 before a program computed with it.
    return abs(EXACT.subtract(stated, signed)) < Decimal(1).scaleb(exponent - 3)
