"""Rules R2, R8 and R13: which register is billed, and what it counted between begin and end."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from eichlab.ocmf import EXACT
from eichlab.transparency.obis import Obis, RegisterKind, read_obis
from eichlab.transparency.rules import finding
from eichlab.values import Finding, Register, SignedReading

BEGIN_KINDS = frozenset(("B",))
END_KINDS = frozenset(("E", "L", "R", "A", "P"))
_ENERGY_UNITS = {"kwh": 0, "wh": -3}


class RegisterGroup(NamedTuple):
    """The readings of one register; begins and ends without repetitions, in signed order."""

    obis: Obis
    readings: tuple[SignedReading, ...]
    begins: tuple[SignedReading, ...]
    ends: tuple[SignedReading, ...]
    is_energy: bool
    repeated: bool

    @property
    def paired(self) -> bool:
        """Return whether the register was read at the begin and at the end."""
        return bool(self.begins and self.ends)

    @property
    def difference_kwh(self) -> Decimal | None:
        """Return what the register counted between begin and end in kWh, exact."""
        if not self.begins or not self.ends:
            return None
        begin, end = in_kwh(self.begins[0]), in_kwh(self.ends[-1])
        return None if begin is None or end is None else EXACT.subtract(end, begin)

    @property
    def begin(self) -> SignedReading | None:
        """Return the first begin reading."""
        return self.begins[0] if self.begins else None

    @property
    def end(self) -> SignedReading | None:
        """Return the last end reading."""
        return self.ends[-1] if self.ends else None


class Measured(NamedTuple):
    """What the registers say: the billed one (if any), all of them, and the findings."""

    billed: RegisterGroup | None
    registers: tuple[Register, ...]
    findings: tuple[Finding, ...]
    energy_kwh: Decimal | None
    groups: tuple[RegisterGroup, ...] = ()


def in_kwh(reading: SignedReading, amount: Decimal | None = None) -> Decimal | None:
    """Return a reading (or another amount in its unit) in kWh, exact; None where that fails."""
    if amount is None:
        amount = reading.amount
    unit = reading.unit
    if unit == "kWh" or amount is None:
        return amount
    shift = _ENERGY_UNITS.get((unit or "").strip().lower())
    return None if shift is None else amount.scaleb(shift, EXACT)


def group_readings(readings: Sequence[SignedReading]) -> tuple[RegisterGroup, ...]:
    """Group readings by register and unit; Wh and kWh of one register belong together.

    A reading without unit goes to the energy readings of the same register where there are some.
    """
    groups: dict[tuple[str, str | None], list[SignedReading]] = {}
    for reading in readings:
        unit = (reading.unit or "").strip().lower()
        kind = "energy" if unit in _ENERGY_UNITS else unit or None
        groups.setdefault((read_obis(reading.obis).spelling, kind), []).append(reading)
    for spelling, kind in [key for key in groups if key[1] is None]:
        if (spelling, "energy") in groups:
            strays = groups.pop((spelling, kind))
            together = {id(each) for each in (*groups[spelling, "energy"], *strays)}
            groups[spelling, "energy"] = [each for each in readings if id(each) in together]
    return tuple(
        _group(members, is_energy=kind == "energy") for (_, kind), members in groups.items()
    )


def _group(members: Sequence[SignedReading], *, is_energy: bool) -> RegisterGroup:
    begins = [each for each in members if each.tx in BEGIN_KINDS]
    ends = [each for each in members if each.tx in END_KINDS]
    once_begins, once_ends = _without_repetitions(begins), _without_repetitions(ends)
    return RegisterGroup(
        obis=read_obis(members[0].obis),
        readings=tuple(members),
        begins=once_begins,
        ends=once_ends,
        is_energy=is_energy,
        repeated=len(once_begins) + len(once_ends) != len(begins) + len(ends),
    )


def _without_repetitions(readings: Sequence[SignedReading]) -> tuple[SignedReading, ...]:
    if len(readings) < 2:
        return tuple(readings)
    seen: dict[tuple[object, ...], SignedReading] = {}
    for each in readings:
        amount = in_kwh(each)
        value = each.value if amount is None else amount
        seen.setdefault((value, each.at or each.time, each.tx, each.status), each)
    return tuple(seen.values())


def measure(readings: Sequence[SignedReading], certified: str | None = None) -> Measured:
    """Choose the billed register and take the difference of its begin and end.

    ``certified`` is the OBIS code of the register that the certificate names, where entered.
    """
    groups = group_readings(readings)
    registers = tuple(_register(group) for group in groups if group.begins or group.ends)
    paired = [group for group in groups if group.paired]
    if not paired:
        both = any(group.begins for group in groups) and any(group.ends for group in groups)
        if both:
            return Measured(None, registers, (finding("R2.no-pair"),), None, groups)
        return Measured(_unpaired(groups), registers, (), None, groups)
    billed, findings = _choose(paired, certified)
    if billed is None:
        return Measured(None, registers, findings, None, groups)
    others = [
        group.obis.spelling or "–" for group in groups if group is not billed and group.readings
    ]
    if others:
        findings += (finding("R2.other-register", registers=", ".join(others)),)
    own, energy = _judge(billed)
    return Measured(billed, registers, findings + own, energy, groups)


def _unpaired(groups: Sequence[RegisterGroup]) -> RegisterGroup | None:
    """Return the register that would be billed were there a begin and an end."""
    imports = [
        group
        for group in groups
        if group.is_energy
        and group.obis.kind is RegisterKind.IMPORT
        and (group.begins or group.ends)
    ]
    return min(imports, key=lambda group: group.obis.rank, default=None)


def _choose(
    paired: Sequence[RegisterGroup], certified: str | None
) -> tuple[RegisterGroup | None, tuple[Finding, ...]]:
    """Return the register to bill, with what is to be said about the choice."""
    if certified is not None:
        named = read_obis(certified).spelling
        billed = next((group for group in paired if group.obis.spelling == named), None)
        if billed is not None:
            return billed, _unit_findings(billed)
    imports = [group for group in paired if group.obis.kind is RegisterKind.IMPORT]
    energies = [group for group in imports if group.is_energy]
    if energies:
        return min(energies, key=lambda group: group.obis.rank), ()
    if imports:
        billed = min(imports, key=lambda group: group.obis.rank)
        return billed, _unit_findings(billed)
    unknown = [group for group in paired if group.obis.kind is RegisterKind.UNKNOWN]
    energy_units = [group for group in paired if group.is_energy]
    candidates = [group for group in unknown if group.is_energy] or (
        unknown if not energy_units else []
    )
    if len(candidates) == 1 and len(energy_units) <= 1:
        billed = candidates[0]
        code = billed.readings[0].obis
        rule = "R2.obis-missing" if code is None else "R2.obis-unknown"
        return billed, (finding(rule, obis=code), *_unit_findings(billed))
    if any(group.obis.kind is RegisterKind.EXPORT and group.is_energy for group in paired):
        return None, (finding("R2.export-only"),)
    return None, (finding("R2.no-energy-register"),)


def _unit_findings(group: RegisterGroup) -> tuple[Finding, ...]:
    if group.is_energy:
        return ()
    unit = group.readings[0].unit
    if not (unit or "").strip():
        return (finding("R2.unit-missing"),)
    return (finding("R2.unit-unknown", unit=unit),)


def _judge(group: RegisterGroup) -> tuple[tuple[Finding, ...], Decimal | None]:
    """Return the findings on the billed register, and its difference in kWh."""
    findings: list[Finding] = []
    if group.is_energy:
        units = [(each.unit or "").strip() for each in group.readings]
        if not all(units):
            findings.append(finding("R2.unit-missing"))
        elif len({unit.lower() for unit in units}) > 1:
            findings.append(finding("R2.unit-change", units=", ".join(dict.fromkeys(units))))
    if group.repeated:
        findings.append(finding("R8.repeated"))
    if len(group.begins) > 1:
        findings.append(finding("R8.two-begins", count=len(group.begins)))
    if len(group.ends) > 1:
        findings.append(finding("R8.two-ends", count=len(group.ends)))
    if any(each.obis and read_obis(each.obis).unusual_spelling for each in group.readings):
        findings.append(finding("R17.obis-spelling", obis=group.readings[0].obis))
    unreadable = [each for each in (*group.begins, *group.ends) if each.amount is None]
    if unreadable:
        findings.append(finding("R2.value-unreadable", value=unreadable[0].value))
    energy = group.difference_kwh
    if energy is not None and energy < 0:
        findings.append(finding("R13.negative", energy=energy))
    elif energy is not None and energy == 0:
        findings.append(finding("R13.zero"))
    return tuple(findings), energy


def _register(group: RegisterGroup) -> Register:
    begin, end = group.begin, group.end
    known = begin or end
    unit = known.unit if known else None
    difference = None
    if begin and end and begin.amount is not None and end.amount is not None:
        if begin.unit == end.unit:
            difference = EXACT.subtract(end.amount, begin.amount)
        elif group.is_energy:
            unit, difference = "kWh", group.difference_kwh
    return Register(known.obis if known else None, unit, begin, end, difference)
