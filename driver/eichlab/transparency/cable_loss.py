"""Rule R12: the compensation of the loss in the cable (OCMF 1.4.1 tables 7, 24 and 25).

Where a meter compensates, its register is already reduced by the loss; the loss stated beside
it (``CL``) is information and is never subtracted again.
"""

from collections.abc import Sequence
from decimal import Decimal

from eichlab.ocmf import EXACT, exact_decimal
from eichlab.transparency.content import LossCompensation, RecordContent
from eichlab.transparency.registers import BEGIN_KINDS, Measured, RegisterGroup, in_kwh
from eichlab.transparency.rules import finding
from eichlab.values import Certificate, Finding, SignedReading

_DIGITS = 2
_MICRO_OHM = "uohm"


def judge_cable_loss(
    records: Sequence[RecordContent],
    measured: Measured,
    readings: Sequence[SignedReading],
    certificate: Certificate | None,
) -> list[Finding]:
    """Judge cumulated losses, registers that must agree, and the cable's resistance."""
    findings: list[Finding] = []
    if any(each.cumulated_loss is not None for each in readings):
        findings += _cumulated(measured)
    if len(measured.groups) > 1:
        findings += _registers(measured)
    if any(record.stated.loss is not None for record in records):
        findings += _resistance(records, certificate)
    return findings


def loss_kwh(reading: SignedReading) -> Decimal | None:
    """Return the loss cumulated up to a reading in kWh; None where none is stated."""
    if reading.cumulated_loss is None:
        return None
    return in_kwh(reading, exact_decimal(reading.cumulated_loss))


def loss_of(group: RegisterGroup) -> Decimal | None:
    """Return the loss of a transaction as its register states it, in kWh."""
    end = loss_kwh(group.end) if group.end is not None else None
    if end is None:
        return None
    begin = loss_kwh(group.begin) if group.begin is not None else None
    return EXACT.subtract(end, begin or Decimal(0))


def _cumulated(measured: Measured) -> list[Finding]:
    findings: dict[str, Finding] = {}
    for group in measured.groups:
        highest: Decimal | None = None
        for reading in group.readings:
            loss = loss_kwh(reading)
            if loss is None:
                continue
            stated = f"{reading.cumulated_loss} {reading.unit or ''}".strip()
            if loss < 0:
                findings.setdefault("R12.negative", finding("R12.negative", loss=stated))
            elif reading.tx in BEGIN_KINDS and loss != 0:
                findings.setdefault("R12.begin-loss", finding("R12.begin-loss", loss=stated))
            if highest is not None and loss < highest:
                findings.setdefault("R12.falling", finding("R12.falling", loss=stated))
            highest = loss if highest is None else max(highest, loss)
    return list(findings.values())


def _registers(measured: Measured) -> list[Finding]:
    """Compare the registers at the mains, at the device, and the loss between them."""
    by_code = {
        group.obis.register: group
        for group in measured.groups
        if group.obis.register is not None and group.is_energy and group.paired
    }
    findings: list[Finding] = []
    b1, b3 = by_code.get("B1"), by_code.get("B3")
    if b1 is not None and b3 is not None:
        total, own = b1.difference_kwh, b3.difference_kwh
        if total is not None and own is not None and _far(total, own, _digit(b1), _digit(b3)):
            findings.append(finding("R12.registers-differ", total=total, own=own))
    for mains, device in (("B0", "B1"), ("B2", "B3")):
        at_mains, at_device = by_code.get(mains), by_code.get(device)
        if at_mains is None or at_device is None:
            continue
        loss = loss_of(at_device)
        if loss is None:
            loss = loss_of(at_mains)
        before, behind = at_mains.difference_kwh, at_device.difference_kwh
        if loss is None or before is None or behind is None:
            continue
        lost = EXACT.subtract(before, behind)
        if _far(lost, loss, _digit(at_mains), _digit(at_device)):
            findings.append(finding("R12.loss-differs", lost=lost, stated=loss))
    return findings


def _digit(group: RegisterGroup) -> Decimal:
    """Return one unit of the last digit in which a register was signed, in kWh."""
    digits = [
        Decimal(1).scaleb(exponent)
        for each in (group.begin, group.end)
        if each is not None and (value := in_kwh(each)) is not None
        if isinstance(exponent := value.as_tuple().exponent, int)
    ]
    return max(digits, default=Decimal(0))


def _far(one: Decimal, other: Decimal, *digits: Decimal) -> bool:
    return abs(EXACT.subtract(one, other)) > _DIGITS * max(digits)


def _resistance(records: Sequence[RecordContent], certificate: Certificate | None) -> list[Finding]:
    stated = [record.stated.loss for record in records if record.stated.loss is not None]
    findings: list[Finding] = []
    resistances = [_micro_ohm(each) for each in stated]
    if any(each == 0 for each in resistances):
        findings.append(finding("R12.no-resistance"))
    names = {each.name.strip() for each in stated if each.name}
    if len({each for each in resistances if each is not None}) > 1 or len(names) > 1:
        findings.append(finding("R12.changing", first=_said(stated[0]), second=_said(stated[-1])))
    if certificate is not None:
        findings += _against_certificate(stated[0], certificate)
    return findings


def _against_certificate(loss: LossCompensation, certificate: Certificate) -> list[Finding]:
    resistance = certificate.cable_resistance
    differs = certificate.cable_name is not None and (
        (loss.name or "").strip() != certificate.cable_name.strip()
    )
    if resistance is not None:
        expected = _in_micro_ohm(resistance, certificate.cable_resistance_unit)
        differs = differs or _micro_ohm(loss) != expected
    if not differs:
        return []
    expected_text = LossCompensation(
        certificate.cable_name,
        None,
        None if resistance is None else format(resistance, "f"),
        certificate.cable_resistance_unit,
    )
    return [finding("R12.certificate", stated=_said(loss), expected=_said(expected_text))]


def _micro_ohm(loss: LossCompensation) -> Decimal | None:
    value = exact_decimal(loss.resistance) if loss.resistance is not None else None
    return None if value is None else _in_micro_ohm(value, loss.unit)


def _in_micro_ohm(value: Decimal, unit: str | None) -> Decimal:
    """Return a resistance in µΩ; the unit of table 20 is mOhm or uOhm."""
    is_micro = (unit or "").strip().lower() == _MICRO_OHM
    return value if is_micro else value.scaleb(3, EXACT)


def _said(loss: LossCompensation) -> str:
    return " ".join(filter(None, (loss.name, loss.resistance, loss.unit))) or "–"
